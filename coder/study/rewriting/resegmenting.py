"""Divide an interview anew, into turns, paragraphs or sentences; codings stay on their characters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Connection

from coder.model import CoderError, ReadSegment, ReadSpeaker, SegmentKind, Span
from coder.study.people import refuse_unless_lead
from coder.study.rewriting.anchors import Places
from coder.study.rewriting.holding import REWRITES
from coder.study.rewriting.planning import Plan, plan
from coder.study.rewriting.reading import Interview, id_of, interview
from coder.study.rewriting.writing import write
from coder.study.study import Study

By = Literal["turn", "paragraph", "sentence"]
WAYS: tuple[By, ...] = ("turn", "paragraph", "sentence")
DOING = "divide an interview anew"


@dataclass(frozen=True, slots=True)
class Division:
    """What dividing an interview anew would do."""

    transcript_id: int
    name: str
    by: By
    units: int
    """Units it has."""
    units_then: int
    """Units it would have."""
    decided: int
    """Decisions that would be made for parts of what was decided, over all coders."""
    joined: int
    """Decisions that would go, since not every part of the new unit was decided or one is enough."""
    anew: int
    """Units that a coder who decided a part of them would have to decide again, over all coders."""
    plan: Plan = field(repr=False)


def preview(study: Study, name: str, by: By) -> Division:
    """Say what dividing an interview anew would do; nothing is written.

    Raises:
        CoderError: whoever looks does not lead the study, or there is no such interview.
    """
    refuse_unless_lead(study, DOING)
    with study.read() as connection:
        return _preview(connection, id_of(connection, name), by)


def divide(study: Study, seen: Division) -> None:
    """Do what was previewed, as one change.

    Raises:
        CoderError: somebody has worked on the interview since, or it is divided like that already.
    """
    refuse_unless_lead(study, DOING)
    with study.change("transcript segment") as change:
        if _preview(change.connection, seen.transcript_id, seen.by) != seen:
            raise CoderError(
                f"{seen.name} has been worked on since you looked. Nothing was changed; look again."
            )
        there = interview(change.connection, seen.transcript_id)
        if is_same(there, seen.plan):
            raise CoderError(f"{seen.name} is divided by {seen.by} already.")
        write(change, there, seen.plan, there.row.text, {})
        change.more[REWRITES] = [seen.transcript_id]
        change.summary = f"divide {seen.name} by {seen.by}: {seen.units_then} units"


def is_same(there: Interview, made: Plan) -> bool:
    """Whether an interview is divided like that already."""
    return [(s.start, s.end) for s in there.segments] == [(s.span.start, s.span.end) for s in made.segments]


def _preview(connection: Connection, transcript_id: int, by: By) -> Division:
    there = interview(connection, transcript_id)
    row = there.row
    now = read_segments(there)
    segments = list(divided(row.text, now, by, row.language))
    speakers = [ReadSpeaker(each.label, each.role, 0) for each in there.speakers]
    made = plan(there, Places(row.text, row.text), segments, speakers)
    if bad := next((move for move in made.moves if move.live and move.touched is None), None):
        words = there.row.text[max(0, bad.was.start - 20) : bad.was.end + 20].strip()
        raise CoderError(
            f"{row.name}: a coding stands on blanks alone, near “{words}”; move or remove it first."
        )
    asking = {each.label for each in there.speakers if each.role == "interviewer"}
    return Division(
        row.id,
        row.name,
        by,
        _units(now, asking),
        _units(segments, asking),
        len(made.decided),
        len(made.undecided),
        made.units_undecided,
        made,
    )


def way_of(there: Interview) -> By | None:
    """How an interview is divided; None: in a way of its own."""
    now = read_segments(there)
    for by in WAYS:
        if [each.span for each in divided(there.row.text, now, by, there.row.language)] == [
            each.span for each in now
        ]:
            return by
    return None


def read_segments(there: Interview) -> list[ReadSegment]:
    """The segments of an interview as a reader of files would hand them over."""
    labels = {each.id: each.label for each in there.speakers}
    return [_read(each, labels) for each in there.segments]


def _read(row: Any, labels: dict[int, str]) -> ReadSegment:
    kind: SegmentKind = "note" if row.kind == "note" else "turn"
    return ReadSegment(Span(row.start, row.end), labels.get(row.speaker_id), kind, row.time_ms)


def _units(segments: Sequence[ReadSegment], asking: set[str]) -> int:
    return sum(each.kind == "turn" and each.speaker not in asking for each in segments)


def divided(text: str, segments: Sequence[ReadSegment], by: By, language: str = "") -> Iterator[ReadSegment]:
    """The segments of an interview, divided another way; notes stay as they are.

    A turn is what one speaker says without another one, a label or a heading between; of a text
    without speakers, a paragraph.
    """
    for turn in _turns(text, segments):
        if turn.kind != "turn" or by == "turn":
            yield turn
            continue
        cut = _paragraphs if by == "paragraph" else _sentences
        first = True
        for span in cut(text, turn.span, language):
            yield ReadSegment(span, turn.speaker, turn.kind, turn.time_ms if first else None)
            first = False


def _turns(text: str, segments: Sequence[ReadSegment]) -> Iterator[ReadSegment]:
    """Pieces of one turn put together again."""
    at_hand: ReadSegment | None = None
    for each in segments:
        if at_hand is not None and _is_one_turn(text, at_hand, each):
            at_hand = ReadSegment(
                Span(at_hand.span.start, each.span.end), at_hand.speaker, "turn", at_hand.time_ms
            )
            continue
        if at_hand is not None:
            yield at_hand
        at_hand = each
    if at_hand is not None:
        yield at_hand


def _is_one_turn(text: str, one: ReadSegment, other: ReadSegment) -> bool:
    if one.kind != "turn" or other.kind != "turn" or one.speaker != other.speaker:
        return False
    between = text[one.span.end : other.span.start]
    return not between.strip() and (one.speaker is not None or "\n" not in between)


def _paragraphs(text: str, span: Span, _language: str) -> Iterator[Span]:
    """Where blank lines divide it; where there is none in it, its lines, unless they are wrapped ones."""
    from coder.files.transcripts.text import cut_lines

    words = span.of(text)
    start = 0
    ends: list[int] = []
    if re.search(r"\n\s*\n", words):
        ends = [found.start() for found in re.finditer(r"\n\s*\n", words)]
    else:
        ends = [line.start - 1 for line in cut_lines(words)[1:] if line.opens]
    for end in (*ends, len(words)):
        part = words[start:end]
        if part.strip():
            first = span.start + start + len(part) - len(part.lstrip())
            yield Span(first, first + len(part.strip()))
        start = end


def _sentences(text: str, span: Span, language: str) -> Iterator[Span]:
    from coder.files.sentences import sentences

    for start, end in sentences(span.of(text), language):
        yield Span(span.start + start, span.start + end)
