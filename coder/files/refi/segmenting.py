"""A text of a project cut into segments as a text file would be, without a letter of it changed.

Codings point into it, so time stamps and front matter stay in the words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from coder.files.transcripts import cutting, labels, segments
from coder.files.transcripts import text as texts
from coder.files.transcripts.source import MOST_LETTERS, MOST_LINES, Source, Talk
from coder.model import CoderError, ReadSegment, ReadTranscript, Span


def segmented(text: str, name: str, path: Path, spans: Sequence[Span] = ()) -> ReadTranscript:
    """The transcript of a clean text.

    Args:
        text: What it says; not blank.
        name: What it is to be called.
        path: The project's file.
        spans: What must touch a segment: where none is, a note is made of the passage.

    Raises:
        CoderError: The text is longer than a transcript can be.
    """
    if len(text) > MOST_LETTERS or text.count("\n") > MOST_LINES:
        raise CoderError(
            f"{path}: the text “{name[:100]}” has more than {MOST_LETTERS // 1_000_000} million letters or "
            f"{MOST_LINES:,} lines; leave it out of the project, or split it there."
        )
    lines = texts.cut_lines(text)
    cutter = segments.Cutter(lines, labels.accepted(lines, []))
    cutter.cut()
    found = tuple(_with_notes(cutter.segments, text, spans))
    if not found:
        found = (ReadSegment(Span(*_stripped(text, 0, len(text)))),)
    return cutting.of_talk(Talk(text, found, cutter.turns), Source(path, b""), "refi-qda", name)


def _with_notes(found: Sequence[ReadSegment], text: str, spans: Sequence[Span]) -> list[ReadSegment]:
    """The segments, and notes where a passage touches none."""
    made: list[ReadSegment] = sorted(found, key=lambda each: each.span)
    starts = [each.span.start for each in made]
    for span in sorted(set(spans)):
        start, end = _stripped(text, span.start, span.end)
        at = bisect_right(starts, start)
        near = made[max(0, at - 1) : at + 1]
        if start >= end or any(each.span.overlaps(span) for each in near):
            continue
        made.insert(at, ReadSegment(Span(start, end), None, "note"))
        starts.insert(at, start)
    return made


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch without the white space at its edges."""
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def stand_in(name: str, quotes: Sequence[str]) -> tuple[str, list[Span]]:
    """A text for one that is missing: what it is, then the quotes, and where each of them stands."""
    text = f"[The text of “{name}” is not in the project. These are the passages that were selected in it.]"
    spans = []
    for quote in quotes:
        text += "\n\n"
        spans.append(Span(len(text), len(text) + len(quote)))
        text += quote
    return text, spans


def with_stand_in(read: ReadTranscript, spans: Sequence[Span]) -> ReadTranscript:
    """The transcript of a stand-in: each quote a segment of its own, the line before them a note."""
    head = Span(0, read.text.index("]") + 1) if not spans else Span(0, spans[0].start - 2)
    made = [ReadSegment(head, None, "note"), *(ReadSegment(each) for each in spans)]
    return replace(read, segments=tuple(made), speakers=())
