"""Time stamps that f4, f5, MAXQDA and oTranscribe write into a text: taken out, and kept as times.

f4 writes ``#00:01:23-4#`` at the end of a paragraph, which is when the next one
begins; MAXQDA also ``[#00:01:23-4#]`` anywhere. A segment's time is the last
stamp between the end of the one before and its own first word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from coder.files.transcripts.source import Source
from coder.files.transcripts.text import Line, cut_lines
from coder.model import ReadSegment

_STAMP = re.compile(r"(?:\[#|#)(?P<time>\d{1,2}:[0-5]\d:[0-5]\d)(?:[-.,](?P<part>\d{1,3}))?(?:#\]|#)")

_WHITE = re.compile(r"[ \t]+")

Stamps = list[tuple[int, int]]
"""Where in the text a stamp stood, and the time it tells in milliseconds."""


def taken_out(lines: Sequence[Line], source: Source, *, plain: bool) -> tuple[Sequence[Line], Stamps]:
    """The lines without the stamps of f4 and MAXQDA, and where these stood.

    A single stamp is a text about stamps, not a transcript with them.

    Args:
        lines: The lines of a text.
        source: Its file, for the count.
        plain: Paragraphs are told by the lines alone, as they are without the stamps.
    """
    if sum(1 for line in lines if "#" in line.text and _STAMP.search(line.text)) < 2:
        return lines, []
    kept: list[Line] = []
    stamps: Stamps = []
    start = 0
    for line in lines:
        text = line.text
        if "#" in text:
            text = _without(text, start, stamps)
        kept.append(replace(line, start=start, text=text, bold=_bold(line, text)))
        start += len(text) + 1
    source.counts["time_stamps"] += len(stamps)
    return cut_lines("\n".join(line.text for line in kept)) if plain else kept, stamps


def _without(text: str, start: int, stamps: Stamps) -> str:
    """A line without its stamps, which are noted with their place."""
    pieces: list[str] = []
    length = at = 0
    for match in _STAMP.finditer(text):
        piece = text[at : match.start()]
        if not (length or piece.strip()):
            piece = ""  # no white space is left before the words
        elif piece.endswith((" ", "\t")) and text[match.end() : match.end() + 1] in ("", " ", "\t"):
            piece = piece[:-1]
        pieces.append(piece)
        length += len(piece)
        stamps.append((start + length, _milliseconds(match)))
        at = match.end()
        if not length:
            white = _WHITE.match(text, at)
            at = white.end() if white else at
    pieces.append(text[at:])
    return "".join(pieces).rstrip(" \t") if at else text


def _bold(line: Line, text: str) -> int:
    """How much of the beginning is still bold once a stamp is gone from it."""
    gone = len(line.text) - len(text)
    if not (line.bold and gone) or line.text.startswith(text[: line.bold]):
        return min(line.bold, len(text))
    return max(0, min(line.bold - gone, len(text)))


def timed(segments: Sequence[ReadSegment], stamps: Stamps) -> list[ReadSegment]:
    """The segments with the times of the stamps before them."""
    if not stamps:
        return list(segments)
    first = next((each for each in segments if each.kind == "turn"), None)
    at_ends = first is not None and stamps[0][0] >= first.span.end
    made = []
    before = -1
    number = 0
    for each in segments:
        time = None
        while number < len(stamps) and stamps[number][0] <= each.span.start:
            if stamps[number][0] >= before:
                time = stamps[number][1]
            number += 1
        if each.kind != "turn":
            number -= time is not None  # a heading leaves its time to the turn under it
            made.append(each)
            continue
        if before < 0 and time is None and at_ends:
            time = 0
        made.append(each if time is None or each.time_ms is not None else replace(each, time_ms=time))
        before = each.span.end
    return made


def _milliseconds(match: re.Match[str]) -> int:
    hours, minutes, seconds = (int(part) for part in match["time"].split(":"))
    part = (match["part"] or "0").ljust(3, "0")
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int(part)
