"""A passage being chosen, by sentence, word or character; never through the middle of a letter."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import Literal

from coder.files.sentences import sentences
from coder.model import Span
from coder.tui.state.wrapping import graphemes, shown

Unit = Literal["sentence", "word", "character"]
UNITS: tuple[Unit, ...] = ("sentence", "word", "character")
_WORD = re.compile(r"\w[\w\u0300-\u036f]*(?:[-'’]\w[\w\u0300-\u036f]*)*")


class Selection:
    """A span within limits, moved and stretched piece by piece.

    All offsets are code points of the transcript's text. ``span`` is never empty.
    """

    def __init__(
        self, text: str, limits: Span, span: Span | None = None, coding_id: int | None = None
    ) -> None:
        """Begin with ``span``, else with the first sentence of the limits.

        Args:
            text: the transcript's text.
            limits: how far the selection may reach.
            span: where to begin; snapped to whole letters.
            coding_id: the coding whose span is being changed, if one is.
        """
        self.text = text
        self.limits = limits
        self.coding_id = coding_id
        self.unit: Unit = "sentence"
        self._pieces: dict[Unit, list[tuple[int, int]]] = {}
        self.span = self.snap(span) if span is not None else Span(*self.pieces[0])

    @property
    def pieces(self) -> list[tuple[int, int]]:
        """The sentences, words or letters within the limits, in order."""
        if self.unit not in self._pieces:
            words = self.limits.of(self.text)
            self._pieces[self.unit] = [
                (self.limits.start + a, self.limits.start + b) for a, b in _cut(words, self.unit)
            ] or [(self.limits.start, self.limits.end)]
        return self._pieces[self.unit]

    def snap(self, span: Span) -> Span:
        """The span within the limits, widened to whole letters."""
        start = max(self.limits.start, min(span.start, self.limits.end - 1))
        end = min(self.limits.end, max(span.end, start + 1))
        for a, b in _cut(self.limits.of(self.text), "character"):
            a, b = a + self.limits.start, b + self.limits.start
            if a <= start < b:
                start = a
            if a < end <= b:
                end = b
                break
        return Span(start, end)

    def cycle(self) -> None:
        """Go on to the next unit: sentence, word, character, and round."""
        self.unit = UNITS[(UNITS.index(self.unit) + 1) % len(UNITS)]

    def step(self, by: int) -> None:
        """Choose the next piece (or, with ``by`` negative, the one before) instead."""
        starts = [a for a, _ in self.pieces]
        at = bisect_left(starts, self.span.end if by > 0 else self.span.start) - (by < 0)
        if 0 <= at < len(starts):
            self.span = Span(*self.pieces[at])

    def stretch(self, by: int) -> None:
        """Move the end by one piece, outwards or inwards."""
        ends = [b for _, b in self.pieces]
        at = bisect_right(ends, self.span.end) if by > 0 else bisect_left(ends, self.span.end) - 1
        if 0 <= at < len(ends) and ends[at] > self.span.start:
            self.span = Span(self.span.start, ends[at])

    def trim(self, by: int) -> None:
        """Move the beginning by one piece, inwards or outwards."""
        starts = [a for a, _ in self.pieces]
        at = bisect_right(starts, self.span.start) if by > 0 else bisect_left(starts, self.span.start) - 1
        if 0 <= at < len(starts) and starts[at] < self.span.end:
            self.span = Span(starts[at], self.span.end)


def _cut(words: str, unit: Unit) -> list[tuple[int, int]]:
    if unit == "sentence":
        return sentences(words)
    if unit == "word":
        return [match.span() for match in _WORD.finditer(words)]
    return [(a, b) for a, b, _ in graphemes(shown(words))]
