"""Does what a plan says, row by row, so that an undo can take it back row by row.

Positions of segments and places of codings are unique: what would come to stand where another
still is goes aside first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from coder.model import Span
from coder.study import tables as t
from coder.study.change import Change
from coder.study.coding import CONTEXT
from coder.study.people import has_transcript, respondent_id
from coder.study.rewriting.planning import CodingMove, Plan
from coder.study.rewriting.reading import Interview
from coder.study.study import live

_ASIDE = 1_000_000_000
"""Beyond every text: where codings wait until their place is free."""


def write(
    change: Change,
    there: Interview,
    plan: Plan,
    text: str,
    refs: Mapping[str | None, str],
    version_id: int | None = None,
) -> None:
    """Bring everything that hangs on an interview to where the plan says.

    Args:
        change: the change under way; the interview's own row and its versions are the caller's.
        there: the interview as it is.
        plan: what becomes of what.
        text: the new text; the old one where it stays.
        refs: by label, the respondent a new speaker stands for.
        version_id: the row of the version whose text a lost coding's quote is from.
    """
    ids = _segments(change, there, plan, _speakers(change, there, plan, refs))
    _codings(change, there, plan, text, ids, version_id)
    _follow(change, there, plan, ids)
    for segment_id, coder_id in plan.undecided:
        change.delete(t.decision, {"segment_id": segment_id, "coder_id": coder_id})
    for number, coder_id, at in plan.decided:
        change.insert(t.decision, segment_id=ids[number], coder_id=coder_id, at=at)
    for id_ in plan.gone:
        change.delete(t.segment, {"id": id_})
    for id_ in plan.gone_speakers:
        change.delete(t.speaker, {"id": id_})
    whose = {row.respondent_id for row in there.speakers if row.id in plan.gone_speakers} - {None}
    for id_ in sorted(whose):
        let_go(change, there.row.name, id_)


def let_go(change: Change, name: str, id_: int) -> None:
    """Remove a respondent who stood in for nobody known, if it answers nowhere any more.

    Such a one is called like the interview it came with and has no attributes.
    """
    ref = change.connection.execute(
        select(t.respondent.c.ref).where(t.respondent.c.id == id_, live(t.respondent))
    ).scalar()
    known = select(t.attribute_value.c.value).where(t.attribute_value.c.respondent_id == id_)
    if (
        ref is not None
        and (ref == name or ref.startswith(f"{name}: "))
        and change.connection.execute(known.limit(1)).scalar() is None
        and not has_transcript(change.connection, id_)
    ):
        change.remove(t.respondent, id_)


def _speakers(change: Change, there: Interview, plan: Plan, refs: Mapping[str | None, str]) -> dict[str, int]:
    """The ids of the speakers by label, new ones made."""
    for id_, label in plan.renamed.items():
        change.update(t.speaker, {"id": id_}, label=label)
    ids = {plan.renamed.get(row.id, row.label): row.id for row in there.speakers}
    known = {row.respondent_id for row in there.speakers} - {None}
    alone = len({refs.get(label) for label in refs}) == 1
    for each in plan.new_speakers:
        whose = None
        if each.role == "respondent":
            if alone and len(known) == 1:
                (whose,) = known
            elif each.label in refs:
                whose = respondent_id(change, refs[each.label])[0]
        ids[each.label] = change.insert(
            t.speaker,
            transcript_id=there.row.id,
            label=each.label,
            role=each.role,
            respondent_id=whose,
        )
    return ids


def _segments(change: Change, there: Interview, plan: Plan, speakers: Mapping[str, int]) -> list[int]:
    """Put the segments where they belong; returns their ids by number. Those that go stay aside for now."""
    for row in there.segments:
        if row.id not in plan.kept or plan.kept[row.id] != row.position:
            change.update(t.segment, {"id": row.id}, position=-row.id)
    ids = {number: id_ for id_, number in plan.kept.items()}
    for number, each in enumerate(plan.segments):
        values: dict[str, Any] = {
            "start": each.span.start,
            "end": each.span.end,
            "position": number,
            "speaker_id": None if each.speaker is None else speakers[each.speaker],
            "kind": each.kind,
            "time_ms": each.time_ms,
        }
        if number in ids:
            change.update(t.segment, {"id": ids[number]}, **values)
        else:
            ids[number] = change.insert(t.segment, transcript_id=there.row.id, **values)
    return [ids[number] for number in range(len(plan.segments))]


def coding_values(text: str, span: Span) -> dict[str, Any]:
    """The columns of a coding that say where it is and what stands there."""
    return {
        "start": span.start,
        "end": span.end,
        "quote": span.of(text),
        "context_before": text[max(0, span.start - CONTEXT) : span.start],
        "context_after": text[span.end : span.end + CONTEXT],
    }


def _codings(
    change: Change, there: Interview, plan: Plan, text: str, ids: list[int], version_id: int | None
) -> None:
    rows = {row.id: row for row in there.codings}
    followed = {row.id for row in there.codings}
    lost = [move for move in plan.moves if move.touched is None]
    for move in lost:
        _lose(change, there, plan, ids, move, version_id)
        followed.discard(move.id)
    placed = [move for move in plan.moves if move.touched is not None]
    standing = {_key(rows[move.id], move.was): move.id for move in placed if move.live}
    aside = []
    for move in placed:
        assert move.placed.span is not None
        other = standing.get(_key(rows[move.id], move.placed.span)) if move.live else None
        if other is not None and other != move.id:
            place = _ASIDE + 2 * move.id
            change.update(t.coding, {"id": move.id}, start=place, end=place + 1)
            aside.append(move)
        else:
            _place(change, move, text, ids)
        followed.discard(move.id)
    for move in aside:
        _place(change, move, text, ids)
    for id_ in sorted(followed):  # of an earlier text, or removed and lost before
        _refile(change, plan, ids, rows[id_])


def _key(row: Any, span: Span) -> tuple[int, int, Span]:
    return row.coder_id, row.code_id, span


def _place(change: Change, move: CodingMove, text: str, ids: list[int]) -> None:
    assert move.placed.span is not None
    assert move.touched is not None
    first, last = move.touched
    change.update(
        t.coding,
        {"id": move.id},
        segment_first_id=ids[first],
        segment_last_id=ids[last],
        **coding_values(text, move.placed.span),
    )


def _lose(
    change: Change, there: Interview, plan: Plan, ids: list[int], move: CodingMove, version_id: int | None
) -> None:
    """Take a coding out and put it in the list; one that was removed is in it as dealt with."""
    row = next(each for each in there.codings if each.id == move.id)
    for memo in there.coding_memos:
        if memo.coding_id == move.id and move.live:
            change.remove(t.memo, memo.id)
    _refile(change, plan, ids, row)
    if version_id is None:
        return
    change.update(t.coding, {"id": move.id}, removed_at=change.at)
    lost_id = change.insert(t.lost_coding, coding_id=move.id, version_id=version_id, lost_at=change.at)
    if not move.live:
        change.remove(t.lost_coding, lost_id)


def _refile(change: Change, plan: Plan, ids: list[int], row: Any) -> None:
    """File a removed coding whose segment goes under the one nearest to it."""
    files = {
        name: ids[plan.nearest[getattr(row, name)]]
        for name in ("segment_first_id", "segment_last_id")
        if getattr(row, name) not in plan.kept
    }
    if files:
        change.update(t.coding, {"id": row.id}, **files)


def _follow(change: Change, there: Interview, plan: Plan, ids: list[int]) -> None:
    """Memos and settlements of segments that go: to the nearest one, settlements as removed ones."""
    for row in there.memos:
        if row.segment_id not in plan.kept:
            change.update(t.memo, {"id": row.id}, segment_id=ids[plan.nearest[row.segment_id]])
    for row in there.settlements:
        if row.segment_id not in plan.kept:
            values: dict[str, Any] = {} if row.removed_at is not None else {"removed_at": change.at}
            nearest = ids[plan.nearest[row.segment_id]]
            change.update(t.settlement, {"id": row.id}, **values, segment_id=nearest)
