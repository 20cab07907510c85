"""Bring codings from a table into the study: one change by whoever leads, as often as one likes."""

from __future__ import annotations

from collections.abc import Sequence

from coder.files.codings.values import CodedTable
from coder.study import people
from coder.study import tables as t
from coder.study.change import Change, new_guid
from coder.study.coded.plan import Asked, Due, Plan, plan, role_of, taken_guids
from coder.study.coding import CONTEXT
from coder.study.study import Study

_AT_ONCE = 2_000


def bring(study: Study, table: CodedTable, asked: Asked | None = None) -> Plan:
    """Store what a table of codings says and the study has not yet, all in one change.

    Lines that cannot be placed stay out; the answer lists them. The same table a second time
    changes nothing. The event is that of whoever leads, so that no coder's undo reaches it.

    Raises:
        CoderError: who asks does not lead the study.
    """
    with study.change("codings import") as change:  # nobody changes anything between the look and the change
        found = plan(study, table, asked)
        coders = {each.name: each.id for each in people.coders(study)}
        for name in found.coders:
            coders[name] = change.insert(
                t.coder, guid=new_guid(), name=name, role=role_of(name), blind=False, repeats_id=None
            )
        taken = taken_guids(change.connection, [each.guid for each in found.new if each.guid])
        for at in range(0, len(found.new), _AT_ONCE):
            _store(change, found.new[at : at + _AT_ONCE], coders, taken)
        notes = [(coding_id, coders[name], words) for coding_id, name, words in found.memos]
        _note(change, notes)
        decided = [
            {"segment_id": segment_id, "coder_id": coders[name], "at": change.at}
            for name, ids in found.decisions.items()
            for segment_id in sorted(ids)
        ]
        change.insert_all(t.decision, decided)
        change.summary = f"bring in {len(found.new)} codings and {found.decided} decisions from {table.path}"
    return found


def _store(change: Change, new: Sequence[Due], coders: dict[str, int], taken: set[str]) -> None:
    rows = []
    for each in new:
        guid = each.guid if each.guid and each.guid not in taken else new_guid()
        taken.add(guid)
        start, end = each.span.start, each.span.end
        rows.append(
            {
                "guid": guid,
                "transcript_id": each.transcript_id,
                "start": start,
                "end": end,
                "segment_first_id": each.first_id,
                "segment_last_id": each.last_id,
                "code_id": each.code_id,
                "coder_id": coders[each.coder],
                "codebook_version": each.version,
                "quote": each.text[start:end],
                "context_before": each.text[max(0, start - CONTEXT) : start],
                "context_after": each.text[end : end + CONTEXT],
                "created_at": each.created_at or change.at,
            }
        )
    ids = change.insert_many(t.coding, rows)
    _note(
        change,
        [(id_, coders[each.coder], each.memo) for id_, each in zip(ids, new, strict=True) if each.memo],
    )


def _note(change: Change, notes: Sequence[tuple[int, int, str]]) -> None:
    change.insert_many(
        t.memo,
        [
            {
                "guid": new_guid(),
                "coder_id": coder_id,
                "coding_id": coding_id,
                "text": words,
                "created_at": change.at,
            }
            for coding_id, coder_id, words in notes
        ],
    )
