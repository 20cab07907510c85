"""One coder at one transcript: what the coding screen shows and does, without a screen.

Every change goes through the study at once and is on disk when the method returns; the
lists here are then brought up to date, so that what is shown is what is stored.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from coder.model import Code, Codebook, Coding, Segment, Span
from coder.study import codebook, coding, history, pins, transcripts
from coder.study.study import Study
from coder.tui.sitting import Sitting

P = ParamSpec("P")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def letter(position: int) -> str:
    """The letter of the nth coding of a segment."""
    return LETTERS[position] if position < len(LETTERS) else "+"


class Workspace:
    """A transcript open for coding by the study's acting coder."""

    def __init__(self, study: Study, name: str, sitting: Sitting | None = None) -> None:
        self.study = study
        self.sitting = sitting or Sitting()
        self.coder = study.acting()
        self.transcript = transcripts.load(study, name)
        self.books: list[Codebook] = codebook.codebooks(study)
        self.codes: dict[int, Code] = {code.id: code for book in self.books for code in book.codes}
        self.book_of: dict[int, Codebook] = {code.id: book for book in self.books for code in book.codes}
        self._starts = [segment.span.start for segment in self.segments]
        self.pins = pins.pins(study)
        self.reload()

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The transcript's segments, in order."""
        return self.transcript.segments

    def reload(self) -> None:
        """Read the coder's codings and decisions afresh."""
        self.codings = coding.codings_of(self.study, self.transcript.id, self.coder.id)
        self.marked = coding.decided_of(self.study, self.transcript.id, self.coder.id)
        self._at: dict[int, list[Coding]] = {}
        for each in self.codings:
            for index in self.segments_of(each.span):
                self._at.setdefault(index, []).append(each)

    # --- looking -------------------------------------------------------------------------------

    def segment_at(self, offset: int) -> int:
        """The index of the last segment that begins at or before an offset; of the first, before that."""
        return max(bisect_right(self._starts, offset) - 1, 0)

    def segments_of(self, span: Span) -> range:
        """The indices of the segments a span touches."""
        first = self.segment_at(span.start)
        last = bisect_left(self._starts, span.end)
        if first < last and self.segments[first].span.end <= span.start:
            first += 1
        return range(first, last)

    def words(self, index: int) -> str:
        """The words of a segment."""
        return self.segments[index].span.of(self.transcript.text)

    def codings_at(self, index: int) -> list[Coding]:
        """The coder's codings that touch a segment, in the order of the text; their letters follow it."""
        return self._at.get(index, [])

    def is_decided(self, index: int) -> bool:
        """Whether the coder has coded the segment or marked it as done."""
        return index in self._at or self.segments[index].id in self.marked

    def progress(self) -> tuple[int, int]:
        """Units decided, and all units."""
        units = [i for i, segment in enumerate(self.segments) if segment.is_unit]
        return sum(self.is_decided(i) for i in units), len(units)

    def next_undecided(self, after: int) -> int | None:
        """The next undecided unit, round the end; None when all are decided."""
        n = len(self.segments)
        for step in range(1, n + 1):
            index = (after + step) % n
            if self.segments[index].is_unit and not self.is_decided(index):
                return index
        return None

    def first_stop(self) -> int:
        """Where to begin: the first undecided unit, else the first unit."""
        undecided = self.next_undecided(len(self.segments) - 1)
        if undecided is not None:
            return undecided
        return next((i for i, segment in enumerate(self.segments) if segment.is_unit), 0)

    # --- doing ---------------------------------------------------------------------------------

    def apply(self, index: int, code_id: int, span: Span | None = None) -> None:
        """Code a segment, or a span of the text."""
        coding.apply(self.study, self.transcript.id, span or self.segments[index].span, code_id)
        self.sitting.used(code_id)
        self.reload()

    def remove(self, coding_id: int) -> None:
        """Remove one of the coder's codings."""
        coding.remove(self.study, coding_id)
        self.reload()

    def decide(self, index: int) -> None:
        """Mark a segment as done."""
        coding.decide(self.study, [self.segments[index].id])
        self.reload()

    def change(self, how: Callable[Concatenate[Study, P], None], *args: P.args, **more: P.kwargs) -> None:
        """Carry out any other change of the coder's codings, such as another span or code."""
        how(self.study, *args, **more)
        self.reload()

    def pin(self, slot: int, code_id: int) -> None:
        """Keep a code under a digit."""
        pins.pin(self.study, slot, code_id)
        self.pins = pins.pins(self.study)

    def undo(self) -> str:
        """Take back the coder's newest change; says what it was."""
        what = history.undo(self.study)
        self.pins = pins.pins(self.study)
        self.reload()
        return what

    def redo(self) -> str:
        """Repeat what the newest undo took back."""
        what = history.redo(self.study)
        self.pins = pins.pins(self.study)
        self.reload()
        return what
