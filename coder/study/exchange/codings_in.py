"""Codings of selections come with their coder, code and moment; one without words becomes a memo."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from coder.files.refi.values import Applied, Selection, TextSource
from coder.study import tables as t
from coder.study.coding import CONTEXT
from coder.study.exchange.arriving import Arriving, Landed, Stand, live_codings
from coder.study.exchange.people_in import UNKNOWN

_One = tuple[Applied, tuple[int, int], str | None]
"""A code, where it is, and whose selection that is."""


def bring_codings(a: Arriving) -> None:
    """Bring the codings of all texts that have landed, each once, however often it is imported."""
    known: dict[int, dict[tuple[int, int, int, int], int]] = {}
    for source in a.sources:
        landed = a.landed.get(source.guid)
        if landed is None:
            a.skipped["codings_without_text"] += len(source.codings) + sum(
                len(each.codings) for each in source.selections
            )
            continue
        if landed.id not in known:
            known[landed.id] = {} if landed.new else live_codings(a, landed.id)
        _bring(a, source, landed, known[landed.id])


def _bring(
    a: Arriving, source: TextSource, landed: Landed, there: dict[tuple[int, int, int, int], int]
) -> None:
    found = list(_each(a, source, landed))
    stands = a.stands(t.coding, [applied.guid for applied, _, _ in found])
    rows: list[dict[str, Any]] = []
    guids: list[str] = []
    doubles: list[tuple[str, tuple[int, int, int, int]]] = []
    for applied, (start, end), user in found:
        coder = a.coders[applied.user or user or a.project.guid_of_creator or UNKNOWN]
        stand = stands[applied.guid]
        if stand.id is not None:
            a.codings[applied.guid] = stand.id
            _count(a, coder)
            continue
        if stand.removed and not landed.new:
            a.skipped["codings_removed_in_study"] += 1
            continue
        code, version = a.codes[applied.code]
        touched = landed.filed.touched(start, end)
        if touched is None:
            a.skipped["codings_outside_segments"] += 1
            continue
        key = (coder, code, start, end)
        if key in there:
            doubles.append((applied.guid, key))
            if there[key]:
                _count(a, coder)
            else:
                a.skipped["codings_twice"] += 1
            continue
        there[key] = 0
        guids.append(applied.guid)
        rows.append(_row(a, landed, applied, stand, key, touched, version))
        _count(a, coder)
    ids = a.change.insert_many(t.coding, rows)
    for guid, id_, row in zip(guids, ids, rows, strict=True):
        a.codings[guid] = id_
        there[row["coder_id"], row["code_id"], row["start"], row["end"]] = id_
    for guid, key in doubles:
        a.codings[guid] = there[key]
    a.new["codings"] += len(rows)


def _count(a: Arriving, coder: int) -> None:
    a.came["codings"] += 1
    a.by_coder[a.names[coder]] += 1


def _each(a: Arriving, source: TextSource, landed: Landed) -> Iterator[_One]:
    """The codings of a text that have words, each with its place."""
    for selection in source.selections:
        place = _place(selection, landed)
        if place is None:
            a.skipped["codings_without_text"] += len(selection.codings)
        elif place[0] < place[1]:
            for applied in selection.codings:
                yield applied, place, selection.user
        else:
            a.skipped["codings_without_words"] += len(selection.codings)
    if source.codings:
        a.skipped["codings_of_whole_texts"] += len(source.codings)
        a.warn("Codes on a text as a whole came as codings of all its words.")
        whole = landed.filed.starts[0], landed.filed.ends[-1]
        for applied in source.codings:
            yield applied, whole, source.user


def _place(selection: Selection, landed: Landed) -> tuple[int, int] | None:
    if landed.stand_in:
        return landed.moved.get(selection.guid)
    return selection.start, selection.end


def _row(
    a: Arriving,
    landed: Landed,
    applied: Applied,
    stand: Stand,
    key: tuple[int, int, int, int],
    touched: tuple[int, int],
    version: int,
) -> dict[str, Any]:
    coder, code, start, end = key
    text = landed.text
    return {
        "guid": stand.guid,
        "transcript_id": landed.id,
        "start": start,
        "end": end,
        "segment_first_id": touched[0],
        "segment_last_id": touched[1],
        "code_id": code,
        "coder_id": coder,
        "codebook_version": version,
        "quote": text[start:end],
        "context_before": text[max(0, start - CONTEXT) : start],
        "context_after": text[end : end + CONTEXT],
        "created_at": a.moment(applied.at),
    }
