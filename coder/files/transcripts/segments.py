"""A text and its labels, cut into what is said and what stands around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from coder.files.transcripts import marks, words
from coder.files.transcripts.labels import is_heading, is_rule
from coder.files.transcripts.marks import Mark
from coder.files.transcripts.text import Line
from coder.model import ReadSegment, SegmentKind, Span

_FOOTER = re.compile(
    r"\s*[\[(*_]*(?:transcri(?:bed|pt|ption) by\b|end of (?:the )?(?:interview|transcript|recording|audio)\b"
    r"|конец (?:интервью|записи|аудиозаписи)\b|расшифровано\b|сұхбат(?:тың)? соңы\b|жазба(?:ның)? соңы\b)",
    re.IGNORECASE,
)


class Cutter:
    """Walks over the lines of a text and gathers its segments.

    A turn runs from its first to its last word over any number of paragraphs.
    Under a heading inside a turn the same speaker goes on, in a new segment.
    """

    def __init__(self, lines: Sequence[Line], labels: Mapping[int, Mark]) -> None:
        self.segments: list[ReadSegment] = []
        self.turns: Counter[str] = Counter()
        """How many turns with words each label opens."""
        self._lines = lines
        self._labels = labels
        self._speaker: str | None = None
        self._kind: SegmentKind = "note" if labels else "turn"
        self._start: int | None = None
        self._end = 0
        self._time: int | None = None
        self._pending: int | None = None
        self._fresh = False

    def cut(self) -> None:
        """Fill ``segments`` and ``turns``."""
        for number, line in enumerate(self._lines):
            if not line.text or line.text.isspace():
                continue
            mark = self._labels.get(number)
            time = marks.lone_time(line.text)
            if mark is not None:
                self._open(mark, line)
            elif time is not None:
                self._note_time(time)
            elif is_heading(line) or _FOOTER.match(line.text):
                self._aside(line)
            elif line.text.strip() and not is_rule(line.text):
                self._text(line)
        self._close()

    def _open(self, mark: Mark, line: Line) -> None:
        self._close()
        self._speaker, self._kind, self._fresh = mark.label, "turn", True
        self._time = mark.time_ms if mark.time_ms is not None else self._pending
        self._pending = None
        if not mark.alone:
            self._say(line.start + mark.start, line.start + mark.end)

    def _note_time(self, time: int) -> None:
        """A time alone on its line belongs to the turn that waits for its words, else to the next."""
        if self._fresh and self._start is None and self._time is None:
            self._time = time
        else:
            self._pending = time

    def _aside(self, line: Line) -> None:
        """A heading or footer is a note; a footer, or a heading of notes, also ends the talk."""
        self._close()
        start = len(line.text) - len(line.text.lstrip())
        span = Span(line.start + start, line.start + len(line.text.rstrip()))
        self.segments.append(ReadSegment(span, None, "note"))
        first = re.search(r"[^\W\d_]+", line.text)
        ends = _FOOTER.match(line.text) or (first is not None and first[0].casefold() in words.NOTES_BEGIN)
        if self._labels and ends:
            self._speaker, self._kind = None, "note"

    def _text(self, line: Line) -> None:
        skipped = 0
        if self._speaker is None:
            if line.opens:
                self._close()
            if self._start is None:
                skipped, self._time = marks.time_ahead(line.text)
                if self._time is None:
                    self._time, self._pending = self._pending, None
        elif self._start is None and self._fresh:
            skipped, time = marks.time_ahead(line.text)
            self._time = time if self._time is None else self._time
        rest = line.text[skipped:]
        start = line.start + skipped + len(rest) - len(rest.lstrip())
        self._say(start, line.start + len(line.text.rstrip()))

    def _say(self, start: int, end: int) -> None:
        if start >= end:
            return
        if self._start is None:
            self._start = start
        self._end = end

    def _close(self) -> None:
        """Hand over the segment at hand, if it has words."""
        if self._start is not None:
            span = Span(self._start, self._end)
            time = self._time if self._kind == "turn" else None
            self.segments.append(ReadSegment(span, self._speaker, self._kind, time))
            if self._fresh and self._speaker is not None:
                self.turns[self._speaker] += 1
        self._start, self._time, self._fresh = None, None, False
