"""What a new text, or a new division into segments, does to everything that hangs on an interview.

A plan is made before anything is written, and shown; :mod:`coder.study.rewriting.writing` then
does what it says.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from coder.model import ReadSegment, ReadSpeaker, Span
from coder.study.rewriting.anchors import Placed, Places
from coder.study.rewriting.mapping import SegmentMap, segment_map
from coder.study.rewriting.reading import Interview

OUTSIDE = "it would stand outside every segment"
TWICE = "the same coder's same code stands on these words already"
NOT_FOUND = "its words are not in the new text"
UNSURE = "its words are there, but nothing tells whether they are these ones"


@dataclass(frozen=True, slots=True)
class CodingMove:
    """Where one coding goes."""

    id: int
    placed: Placed
    touched: tuple[int, int] | None
    """The numbers of the first and the last new segment it touches; None for a lost one."""
    live: bool
    was: Span
    why: str = ""
    """Why it is lost."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of everything."""

    segments: tuple[ReadSegment, ...]
    kept: Mapping[int, int]
    """By the id of an old segment that goes on, the number of the new one."""
    gone: tuple[int, ...]
    """The ids of old segments that do not."""
    nearest: Mapping[int, int]
    """By the id of any old segment, the number of the new one that is it or is nearest to it."""
    moves: tuple[CodingMove, ...]
    decided: tuple[tuple[int, int, str], ...]
    """Decisions to be made: number of the new segment, coder, since when."""
    undecided: tuple[tuple[int, int], ...]
    """Decisions to be taken back: id of the old segment, coder."""
    memos: tuple[int, ...]
    """The ids of live memos whose segment goes; they go to the nearest one."""
    settlements: tuple[int, ...]
    """The ids of live settlements whose segment goes."""
    renamed: Mapping[int, str] = field(default_factory=dict)
    """Speakers that go on under another label."""
    new_speakers: tuple[ReadSpeaker, ...] = ()
    gone_speakers: tuple[int, ...] = ()
    units_undecided: int = 0
    """Units that a coder had decided and now has to decide anew, over all coders."""


def plan(
    there: Interview, places: Places, segments: Sequence[ReadSegment], speakers: Sequence[ReadSpeaker]
) -> Plan:
    """Say what becomes of everything in an interview.

    Args:
        there: the interview as it is.
        places: its text laid over the new one; over itself where it stays.
        segments: the new segments, in the order of the new text.
        speakers: the speakers of the new text.
    """
    old = [Span(row.start, row.end) for row in there.segments]
    found = segment_map(places, old, [each.span for each in segments])
    ids = [row.id for row in there.segments]
    moves = tuple(_moves(there, places, segments))
    decided, undecided, anew = _decisions(there, found, moves, len(segments))
    gone = {id_ for number, id_ in enumerate(ids) if number not in found.kept}
    renamed = _renamed(there, found, segments, speakers)
    labels = {renamed.get(row.id, row.label): row.id for row in there.speakers}
    named = {each.label for each in speakers}
    return Plan(
        tuple(segments),
        {ids[o]: n for o, n in sorted(found.kept.items())},
        tuple(id_ for id_ in ids if id_ in gone),
        {id_: found.nearest[number] for number, id_ in enumerate(ids)},
        moves,
        decided,
        undecided,
        tuple(row.id for row in there.memos if row.segment_id in gone and row.removed_at is None),
        tuple(row.id for row in there.settlements if row.segment_id in gone and row.removed_at is None),
        renamed,
        tuple(each for each in speakers if each.label not in labels),
        tuple(id_ for label, id_ in labels.items() if label not in named),
        anew,
    )


# --- codings ------------------------------------------------------------------------------------------


def _moves(there: Interview, places: Places, segments: Sequence[ReadSegment]) -> list[CodingMove]:
    starts, ends = [each.span.start for each in segments], [each.span.end for each in segments]
    current = [
        row
        for row in there.codings
        if row.id not in there.waiting
        and row.end <= len(places.old)
        and places.old[row.start : row.end] == row.quote
    ]
    found, taken = [], set()
    for row, placed in zip(current, places.all([Span(row.start, row.end) for row in current]), strict=True):
        standing, was, why = row.removed_at is None, Span(row.start, row.end), ""
        touched = None
        if placed.span is None:
            why = UNSURE if row.quote in places.new else NOT_FOUND
        else:
            first, after = bisect_right(ends, placed.span.start), bisect_left(starts, placed.span.end)
            key = row.coder_id, row.code_id, placed.span
            if first >= after:
                why = OUTSIDE
            elif standing and key in taken:
                why = TWICE
            else:
                touched = first, after - 1
                taken |= {key} if standing else set()
        if why:
            placed = Placed("lost", None, 0.0, row.quote)
        found.append(CodingMove(row.id, placed, touched, standing, was, why))
    return found


# --- decisions ----------------------------------------------------------------------------------------

_Decided = tuple[tuple[tuple[int, int, str], ...], tuple[tuple[int, int], ...], int]


def _decisions(there: Interview, found: SegmentMap, moves: Sequence[CodingMove], count: int) -> _Decided:
    """What is decided anew, what is taken back, and how many units a coder has to decide again."""
    work = _work(there, moves)
    ids = [row.id for row in there.segments]
    units = _units(there)
    stays = {n: o for o, n in found.kept.items()}
    coders = sorted({coder for _, coder in work.touched})
    new, gone, anew = [], [], 0
    for n in range(count):
        parts = [o for o in found.parts[n] if o in units] or found.parts[n]
        known = parts or [stays[n]] if n in stays else parts
        for coder in coders:
            decided = bool(parts) and all((o, coder) in work.since for o in parts)
            marked = n in stays and (stays[n], coder) in work.marked
            coded = (n, coder) in work.coded
            if decided and not marked and not coded:
                new.append((n, coder, max(work.since[o, coder] for o in parts)))
            elif marked and not decided:
                gone.append((ids[stays[n]], coder))
            anew += not decided and not coded and any((o, coder) in work.touched for o in known)
    lost = [key for key in sorted(work.marked) if key[0] not in found.kept]
    return tuple(new), (*gone, *((ids[o], coder) for o, coder in lost)), anew


@dataclass(slots=True)
class _Work:
    """What coders did, by (number of the old segment, coder)."""

    marked: set[tuple[int, int]]
    """Marked as decided."""
    since: dict[tuple[int, int], str]
    """Decided, by a mark or by a coding that is not lost, since when."""
    touched: set[tuple[int, int]]
    """Decided in any way, also by a coding that is lost now."""
    coded: set[tuple[int, int]]
    """By the number of the new segment: coded."""


def _work(there: Interview, moves: Sequence[CodingMove]) -> _Work:
    numbers = {row.id: number for number, row in enumerate(there.segments)}
    since = {(numbers[row.segment_id], row.coder_id): row.at for row in there.decisions}
    found = _Work(set(since), since, set(since), set())
    rows = {row.id: row for row in there.codings}
    for move in moves:
        if not move.live:
            continue
        row = rows[move.id]
        for number in range(numbers[row.segment_first_id], numbers[row.segment_last_id] + 1):
            found.touched.add((number, row.coder_id))
            if move.touched is not None:
                since[number, row.coder_id] = max(since.get((number, row.coder_id), ""), row.created_at)
        if move.touched is not None:
            found.coded |= {(n, row.coder_id) for n in range(move.touched[0], move.touched[1] + 1)}
    return found


def _units(there: Interview) -> set[int]:
    """The numbers of the old segments that coders decide about."""
    asking = {row.id for row in there.speakers if row.role == "interviewer"}
    return {
        number
        for number, row in enumerate(there.segments)
        if row.kind == "turn" and row.speaker_id not in asking
    }


# --- speakers -----------------------------------------------------------------------------------------


def _renamed(
    there: Interview, found: SegmentMap, segments: Sequence[ReadSegment], speakers: Sequence[ReadSpeaker]
) -> dict[int, str]:
    """Old labels that are gone and most of whose turns have one label that is new."""
    named = {each.label for each in speakers}
    known: dict[str, Any] = {row.label: row for row in there.speakers}
    turns: dict[tuple[int, str], int] = {}
    of_old: dict[int, int] = {}
    for o, n in found.kept.items():
        speaker, label = there.segments[o].speaker_id, segments[n].speaker
        if speaker is not None and label is not None and label not in known:
            turns[speaker, label] = turns.get((speaker, label), 0) + 1
        if speaker is not None:
            of_old[speaker] = of_old.get(speaker, 0) + 1
    vanished = {row.id for row in there.speakers if row.label not in named}
    renamed: dict[int, str] = {}
    for (speaker, label), n in sorted(turns.items(), key=lambda each: (-each[1], each[0])):
        free = speaker in vanished and speaker not in renamed and label not in renamed.values()
        if free and 2 * n > of_old[speaker]:
            renamed[speaker] = label
    return renamed
