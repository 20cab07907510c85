"""The interviews of a copy, and where their passages and segments are in the study."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from coder.model import Span
from coder.study import tables as t
from coder.study.apart.matched import Matched, interview_matched
from coder.study.coding import CONTEXT
from coder.study.study import live

_AT_ONCE = 400

Reason = tuple[str, str, str]
"""Why an interview is not here: the kind of conflict, the interview, what is the matter."""


@dataclass(slots=True)
class Place:
    """An interview of the copy as it is here."""

    id: int
    name: str
    text: str
    segments: Sequence[Any]
    """Here: id, start, end; in the order of the text."""
    moves: Any = None
    """The text of the copy laid over the one that took its place here; None: they are the same."""
    version_id: int | None = None
    """Of the text of the copy among the earlier ones here."""
    taken: Any = None
    """The text of the copy laid over itself without the names taken out here since; None: the same."""
    then: str = ""
    """That text without names."""

    def span(self, span: Span) -> Span | None:
        """Where a passage of the copy is here; None where it is not found."""
        if self.moves is None:
            return span
        found: Span | None = self.moves.one(span).span
        return found

    def as_then(self, span: Span) -> dict[str, Any]:
        """What a coding of the copy that is lost here says of its passage, without the names in it."""
        if self.taken is None:
            return {}
        there = self.taken.one(span).span
        return {
            "start": there.start,
            "end": there.end,
            "quote": there.of(self.then),
            "context_before": self.then[max(0, there.start - CONTEXT) : there.start],
            "context_after": self.then[there.end : there.end + CONTEXT],
        }

    def touched(self, span: Span) -> Sequence[Any]:
        """The segments here that a passage here touches."""
        first = bisect_right(self.segments, span.start, key=lambda each: each.end)
        last = bisect_left(self.segments, span.end, key=lambda each: each.start)
        return self.segments[first:last]

    def values(self, span: Span) -> dict[str, Any] | None:
        """The columns of a coding that say where it is; None where no segment is touched."""
        touched = self.touched(span)
        if not touched or not 0 <= span.start < span.end <= len(self.text):
            return None
        return {
            "start": span.start,
            "end": span.end,
            "segment_first_id": touched[0].id,
            "segment_last_id": touched[-1].id,
            "quote": span.of(self.text),
            "context_before": self.text[max(0, span.start - CONTEXT) : span.start],
            "context_after": self.text[span.end : span.end + CONTEXT],
        }

    def nearest(self, span: Span) -> Any:
        """The segment here that is nearest to where a lost passage stood, as far into the text."""
        at = bisect_right(self.segments, span.start, key=lambda each: each.end)
        return self.segments[min(at, len(self.segments) - 1)] if self.segments else None

    def units(self, span: Span) -> list[int]:
        """The segments here that lie within what was a segment there; that one itself, as a rule."""
        there = self.span(span)
        if there is None:
            return []
        touched = self.touched(there)
        inside = [each.id for each in touched if there.start <= each.start and each.end <= there.end]
        return inside or ([touched[0].id] if self.moves is not None and len(touched) == 1 else [])


class Places:
    """Looks interviews up, each once."""

    def __init__(self, theirs: Connection, ours: Connection, matched: Matched | None = None) -> None:
        self._theirs, self._ours, self._matched = theirs, ours, matched
        self._known: dict[int, Place | Reason] = {}
        self._earlier: Any = None
        """What is known of texts from before names were taken out; looked up where it is needed."""
        self._segments: dict[int, tuple[int, Span]] = {}
        """By a segment's id there: its interview there, and where it is."""

    def of(self, their_id: int) -> Place | Reason:
        """Where an interview of the copy is here, or why it is not."""
        if their_id not in self._known:
            self._known[their_id] = self._find(their_id)
        return self._known[their_id]

    def segment(self, their_id: int) -> tuple[int, Span]:
        """The interview of a segment there, and its place in it."""
        if their_id not in self._segments:
            s = t.segment.c
            whole = select(s.transcript_id).where(s.id == their_id).scalar_subquery()
            query = select(s.id, s.transcript_id, s.start, s.end).where(s.transcript_id == whole)
            for row in self._theirs.execute(query):
                self._segments[row.id] = row.transcript_id, Span(row.start, row.end)
        return self._segments[their_id]

    def names(self) -> dict[int, str]:
        """The names of the interviews that were looked up, by their ids here."""
        return {each.id: each.name for each in self._known.values() if isinstance(each, Place)}

    def _find(self, their_id: int) -> Place | Reason:
        c = t.transcript.c
        there = self._theirs.execute(select(t.transcript).where(c.id == their_id)).one()
        if there.removed_at is not None:
            return "interview", there.name, "the interview was taken out of the copy"
        same = select(t.transcript).where(live(t.transcript))
        here = self._ours.execute(same.where(c.guid == there.guid)).one_or_none()
        here = here or self._ours.execute(same.where(c.text_sha256 == there.text_sha256)).one_or_none()
        if here is None and self._matched is not None:
            here = interview_matched(self._matched, there.name, self._ours)
        if here is None:
            return "interview", there.name, "the study has no such interview (any more)"
        s = t.segment.c
        query = select(s.id, s.start, s.end).where(s.transcript_id == here.id).order_by(s.position)
        place = Place(here.id, here.name, here.text, self._ours.execute(query).all())
        if here.text_sha256 == there.text_sha256:
            return place
        from coder.study.pseudonyms.earlier import Earlier, Steps

        self._earlier = self._earlier or Earlier(self._ours)
        steps, known = self._earlier.way(there.text_sha256)
        if steps and known == here.text_sha256:
            place.moves = Steps(steps)
            return place
        v = t.transcript_version.c
        earlier = select(v.id, v.text).where(v.transcript_id == here.id, v.text_sha256 == known)
        version = self._ours.execute(earlier.where(live(t.transcript_version))).first()
        if version is None and self._matched is None:
            return "text", here.name, "the copy has a text that the study never had"
        from coder.study.rewriting.anchors import Places as Moves

        place.version_id = None if version is None else version.id
        place.moves = Moves(there.text, here.text)
        if steps and version is not None:
            place.taken, place.then = Steps(steps), version.text
            place.moves = Steps([*steps, Moves(version.text, here.text)])
        return place


def rows_of(connection: Connection, table: Any, wanted: Iterable[Any], column: str = "id") -> Iterator[Any]:
    """Rows by their ids, or by another column, a few at a time."""
    sought = sorted(wanted)
    for at in range(0, len(sought), _AT_ONCE):
        yield from connection.execute(select(table).where(table.c[column].in_(sought[at : at + _AT_ONCE])))
