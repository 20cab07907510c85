"""What might be a speaker's label at the beginning of a line.

A mark is only a candidate: whether its words are a label is decided over the
whole file, in ``speakers.py``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from coder.files.transcripts import words
from coder.files.transcripts.text import Line

Family = Literal["colon", "timed", "heading", "bracket", "bold", "cell"]
"""How a file writes its labels; one file mostly keeps to one way."""

LONGEST_LABEL = 40
MOST_WORDS = 4

_TIME = r"(?:\d{1,2}:)?\d{1,3}:[0-5]\d(?:[.,]\d{1,3})?"
_LONG = r"\d{1,2}:[0-5]\d:[0-5]\d(?:[.,]\d{1,3})?"
_STAMP = rf"{_TIME}(?:\s*(?:-->|[-–—])\s*{_TIME})?"
_BOX = rf"(?:\[{_STAMP}\]|\({_STAMP}\)|<{_STAMP}>)"
# Quantifiers of white space are possessive (\s*+): a line of spaces costs no more than its length.
_LEAD = rf"\s*+(?:(?P<lead>{_BOX}|{_STAMP}(?=\s))\s*+(?:[-–—]\s*+)?)?"
_NAME = r"(?P<label>[^\W_](?:[^:*\[\]<>]{0,60}?[^\s:*\[\]<>])?)"
_LATE = rf"\s*+(?:(?P<late>{_BOX}|{_LONG}(?!\S)|{_STAMP}(?=\s*$))\s*+)?"
_STARS = r"(?P<stars>\*{1,3}|_{1,3})"


def _mid(number: int) -> str:
    return rf"(?:\s*+(?P<boxed{number}>{_BOX})|\s+(?P<bare{number}>{_STAMP}))?"


_FORMS: tuple[tuple[Family, re.Pattern[str]], ...] = (
    ("heading", re.compile(rf"\s{{0,3}}#{{1,6}}\s+{_NAME}{_mid(1)}\s*+:?\s*+#*+\s*+$")),
    (
        "colon",
        re.compile(
            rf"{_LEAD}{_STARS}{_NAME}{_mid(1)}\s*+(?::\s*+(?P=stars)|(?P=stars){_mid(2)}\s*+:){_LATE}(?P<words>.*)"
        ),
    ),
    (
        "timed",
        re.compile(
            rf"{_LEAD}{_STARS}{_NAME}\s*+(?P=stars)\s*+(?P<boxed1>{_BOX}|{_STAMP}(?=\s*$))(?P<words>.*)"
        ),
    ),
    ("colon", re.compile(rf"{_LEAD}{_STARS}{_NAME}{_mid(1)}\s*+:\s+(?P<words>.*\S)(?P=stars)\s*$")),
    ("bold", re.compile(rf"{_LEAD}{_STARS}{_NAME}\s*+(?P=stars)(?=\s|$)(?P<words>.*)")),
    ("colon", re.compile(rf"{_LEAD}\[{_NAME}\]{_mid(1)}\s*+:{_LATE}(?P<words>.*)")),
    ("bracket", re.compile(rf"{_LEAD}\[{_NAME}\](?=\s|$)(?P<words>.*)")),
    ("colon", re.compile(rf"{_LEAD}{_NAME}{_mid(1)}\s*+:(?![/\\\d]){_LATE}(?P<words>.*)")),
    (
        "timed",
        re.compile(rf"{_LEAD}{_NAME}(?:\s*+(?P<boxed1>{_BOX})|\s+(?P<bare1>{_STAMP})(?=\s*$))(?P<words>.*)"),
    ),
)
_STAMP_ONLY = re.compile(rf"\s*(?:{_BOX}|{_STAMP})\s*$")
_STAMP_AHEAD = re.compile(rf"\s*{_BOX}\s*")
_TIMES = ("lead", "late", "boxed1", "bare1", "boxed2", "bare2")
_NUMBERED = re.compile(r"(?P<word>.*?)(?:[\s.№#_-]*\d{0,3}|(?<=\w{3})\s\w)[.)]*$", re.DOTALL)
_SINGLE_TIME = re.compile(_TIME)


@dataclass(frozen=True, slots=True)
class Mark:
    """A candidate label at the beginning of a line."""

    line: int
    """The line's number, from 0."""
    label: str
    family: Family
    start: int
    """Where in the line the words begin."""
    end: int
    """Where in the line the words end; ``start`` if the label stands alone."""
    time_ms: int | None
    opens: bool
    """Whether the line opens a paragraph."""

    @property
    def alone(self) -> bool:
        """Whether the words only begin in a later line."""
        return self.start == self.end


def find(lines: Sequence[Line]) -> list[Mark]:
    """The candidate labels of some lines, at most one a line."""
    found = (_mark(line, number) for number, line in enumerate(lines))
    return [mark for mark in found if mark is not None]


def base(label: str) -> str:
    """A label as the lists have it: case-folded, composed, without its number (or "A") and full stop."""
    folded = " ".join(unicodedata.normalize("NFC", label).casefold().split())
    match = _NUMBERED.match(folded)
    return (match["word"] if match else "") or folded


def milliseconds(stamp: str) -> int:
    """The first time in a timestamp, in milliseconds."""
    match = _SINGLE_TIME.search(stamp)
    if match is None:
        return 0
    whole, _, fraction = match[0].replace(",", ".").partition(".")
    seconds = 0
    for part in whole.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds * 1000 + int(fraction.ljust(3, "0") or 0)


def lone_time(text: str) -> int | None:
    """The time of a line that holds nothing else."""
    return milliseconds(text) if _STAMP_ONLY.match(text) else None


def time_ahead(text: str) -> tuple[int, int | None]:
    """How much of a line's beginning is a bracketed timestamp, and its time."""
    match = _STAMP_AHEAD.match(text)
    return (match.end(), milliseconds(match[0])) if match else (0, None)


def _mark(line: Line, number: int) -> Mark | None:
    for family, form in _FORMS:
        match = form.match(line.text)
        if match and _may_be_label(match["label"], family):
            return _made(match, family, line, number)
    return _hinted(line, number)


def _made(match: re.Match[str], family: Family, line: Line, number: int) -> Mark:
    groups = match.groupdict()
    stamp = next((groups[name] for name in _TIMES if groups.get(name)), None)
    start, end = match.span("words") if "words" in groups else (len(line.text), len(line.text))
    start, end = _trimmed(line.text, start, end)
    time = milliseconds(stamp) if stamp else None
    return Mark(number, match["label"], family, start, end, time, line.opens)


def _hinted(line: Line, number: int) -> Mark | None:
    """A label that only its place in a Word file tells: a bold run, a table cell, a heading."""
    length = line.bold if line.bold and not (line.cell or line.heading) else len(line.text)
    if not (line.bold or line.cell or line.heading):
        return None
    label = line.text[:length].strip()
    family: Family = "heading" if line.heading else "cell" if line.cell else "bold"
    if not _may_be_label(label, family):
        return None
    start, end = _trimmed(line.text, length, len(line.text))
    return Mark(number, label, family, start, end, None, line.opens)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words_ = text[start:end]
    start += len(words_) - len(words_.lstrip())
    return (start, start + len(words_.strip())) if words_.strip() else (end, end)


def _may_be_label(label: str, family: Family) -> bool:
    """Whether some words have a label's shape and are no date, sound, aside or half sentence."""
    parts = label.split()
    if len(label) > LONGEST_LABEL or not 1 <= len(parts) <= MOST_WORDS:
        return False
    if not all(map(_is_allowed, label)) or not any(map(str.isalpha, label)):
        return False
    if not (label[-1].isalnum() or label[-1] in ".)" or unicodedata.category(label[-1])[0] == "M"):
        return False
    plain = base(label)
    if plain in words.ROLE_WORDS:
        return True
    if plain in words.NO_LABELS or plain in words.SOUNDS:
        return False
    if family != "colon" and plain.split()[0] in words.SOUNDS:
        return False
    return len(parts) == 1 or not (
        label[0].islower() or parts[0].casefold() in words.FIRST_WORDS_OF_SENTENCES
    )


def _is_allowed(character: str) -> bool:
    return character in " \N{NO-BREAK SPACE}._-'’#№&()/–" or unicodedata.category(character)[0] in "LMN"
