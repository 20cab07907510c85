"""Notes and descriptions become memos on what they are about."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from coder.files.refi.guids import made
from coder.files.refi.values import Note, Selection, TextSource
from coder.model import MemoKind
from coder.study import tables as t
from coder.study.exchange.arriving import Arriving, Landed, line
from coder.study.texts import clean

_QUOTED = 200


@dataclass(frozen=True, slots=True)
class _Memo:
    guid: str
    kind: MemoKind
    target: int
    text: str
    coder: int | None
    at: str
    new: bool
    """Whether what it is on came in this import."""


def bring_memos(a: Arriving) -> None:
    """Bring the notes; one that nothing points to is on the study."""
    notes = {each.guid: each for each in a.project.notes}
    found: dict[str, _Memo] = {}
    for each in _all(a, notes):
        if each.text:
            guid = made(each.guid, each.kind, each.target) if each.guid in found else each.guid
            found.setdefault(guid, each)
    stands = a.stands(t.memo, found)
    rows: list[dict[str, Any]] = []
    for guid, memo in found.items():
        stand = stands[guid]
        if stand.id is not None or (stand.removed and not memo.new):
            continue
        target = {f"{kind}_id": None for kind in ("coding", "segment", "transcript", "code")}
        row: dict[str, Any] = {"guid": stand.guid, "coder_id": memo.coder, **target}
        if memo.kind != "study":
            row[f"{memo.kind}_id"] = memo.target
        rows.append({**row, "text": memo.text, "created_at": memo.at, "edited_at": None})
    a.change.insert_many(t.memo, rows)
    a.new["memos"] += len(rows)
    a.came["memos"] = len(found)


def _all(a: Arriving, notes: dict[str, Note]) -> Iterator[_Memo]:
    used: set[str] = set()
    fresh = bool(a.new["transcripts"] or a.new["codebooks"])
    yield from _described(a, "study", 0, a.project.description, ("project", a.project.name), None, fresh)
    yield from _of(a, a.project.project_notes, notes, used, ("study", 0, fresh))
    for code in a.project.codes:
        if code.guid not in a.codes:
            continue
        on: _On = ("code", a.codes[code.guid][0], bool(a.new["codebooks"]))
        yield from _of(a, code.notes, notes, used, on)
    for case in a.project.cases:
        landed = next((a.landed[each] for each in case.sources if each in a.landed), None)
        if case.description:
            words = f"{a.refs[case.guid]}: {case.description}"
            kind: MemoKind = "transcript" if landed else "study"
            new = landed.new if landed else fresh
            yield from _described(a, kind, landed.id if landed else 0, words, (case.guid,), None, new)
    for source in a.sources:
        yield from _of_source(a, source, notes, used)
    for note in a.project.notes:
        if note.guid not in used:
            yield _memo(a, note, "study", 0, fresh)


_On = tuple[MemoKind, int, bool]
"""What a memo is on: kind, id, and whether it came in this import."""


def _of(
    a: Arriving, guids: tuple[str, ...], notes: dict[str, Note], used: set[str], on: _On
) -> Iterator[_Memo]:
    """The memos that these notes become."""
    for guid in guids:
        if guid in notes:
            used.add(guid)
            yield _memo(a, notes[guid], *on)


def _of_source(a: Arriving, source: TextSource, notes: dict[str, Note], used: set[str]) -> Iterator[_Memo]:
    there = a.landed.get(source.guid)
    if there is None:
        return
    yield from _described(
        a, "transcript", there.id, source.description, (source.guid,), source.user, there.new
    )
    yield from _of(a, source.notes, notes, used, ("transcript", there.id, there.new))
    for coding in source.codings:
        if id_ := a.codings.get(coding.guid):
            yield from _of(a, coding.notes, notes, used, ("coding", id_, there.new))
    for selection in source.selections:
        yield from _of_selection(a, there, selection, notes, used)


def _of_selection(
    a: Arriving,
    landed: Landed,
    selection: Selection,
    notes: dict[str, Note],
    used: set[str],
) -> Iterator[_Memo]:
    """The memos on a passage: on its coding where there is one, else on the segment."""
    start, end = landed.moved.get(selection.guid, (selection.start, selection.end))
    if landed.stand_in and selection.guid not in landed.moved:
        return
    on: dict[int | None, int] = {}
    for applied in selection.codings:
        if id_ := a.codings.get(applied.guid):
            on.setdefault(a.coders.get(applied.user or selection.user or ""), id_)
            yield from _of(a, applied.notes, notes, used, ("coding", id_, landed.new))
    segment, whole = _segment(landed, start, end)
    words = landed.text[start:end]
    lead = "" if whole or not words else f"“{words[:_QUOTED]}{'…' * (len(words) > _QUOTED)}”: "
    if start == end:
        for applied in selection.codings:
            who = a.coders.get(applied.user or selection.user or a.project.guid_of_creator or "")
            code = next(each.name for each in a.project.codes if each.guid == applied.code)
            said = f"Code “{line(code, '')}” was set here, at a place without words."
            yield _Memo(applied.guid, "segment", segment, said, who, a.moment(applied.at), landed.new)
    for guid in selection.notes:
        if guid in notes:
            used.add(guid)
            note = notes[guid]
            target = on.get(a.coders.get(note.user or ""), next(iter(on.values()), 0))
            if target:
                yield _memo(a, note, "coding", target, landed.new)
            else:
                yield _memo(a, note, "segment", segment, landed.new, lead)
    if selection.description:
        target = on.get(a.coders.get(selection.user or ""), next(iter(on.values()), 0))
        text = selection.description if target else lead + selection.description
        kind: MemoKind = "coding" if target else "segment"
        yield from _described(a, kind, target or segment, text, (selection.guid,), selection.user, landed.new)


def _segment(landed: Landed, start: int, end: int) -> tuple[int, bool]:
    """The segment at a place, or the nearest one, and whether the passage is all of it."""
    filed = landed.filed
    touched = filed.touched(start, max(end, start + 1))
    if touched is None:
        at = max(0, bisect_right(filed.starts, start) - 1)
        return filed.ids[at], False
    at = filed.ids.index(touched[0])
    return touched[0], (filed.starts[at], filed.ends[at]) == (start, end)


def _described(
    a: Arriving,
    kind: MemoKind,
    target: int,
    words: str,
    of: tuple[str, ...],
    user: str | None,
    new: bool,
) -> Iterator[_Memo]:
    """The memo that a description becomes."""
    if text := clean(words):
        who = a.coders.get(user) if user else None
        yield _Memo(made("description", *of), kind, target, text, who, a.change.at, new)


def _memo(a: Arriving, note: Note, kind: MemoKind, target: int, new: bool, lead: str = "") -> _Memo:
    text, name = clean(note.text), line(note.name, "")
    if name and not " ".join(text.split()).startswith(name.removesuffix("…").rstrip()):
        text = f"{name}\n{text}" if text else name
    who = a.coders.get(note.user) if note.user else None
    return _Memo(note.guid, kind, target, lead + text, who, a.moment(note.at), new)
