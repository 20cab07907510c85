"""What might be a speaker's label at the beginning of a line.

A mark is only a candidate: whether its words are a label is decided over the
whole file, in ``speakers.py``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
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
_TIMES = ("lead", "late", "boxed1", "bare1", "boxed2", "bare2")
_NEEDED = tuple(
    (signs[0], signs[-1], family, form, tuple(form.groupindex[t] for t in _TIMES if t in form.groupindex))
    for signs, (family, form) in zip(("#", "*_", "*_", "*_", "*_", "[", "[", ":", ":"), _FORMS, strict=True)
)
"""The forms: two signs of which a line must have one to be of it (most have none), and where times stand."""
_USUAL = re.compile(r"([^\W\d_](?:[\w .'’-]{0,38}[\w.])?): (?=[^\W\d_])")
"""The form of most labels, "Anna Lee: words": found first because it is found fast."""
_STAMP_ONLY = re.compile(rf"\s*(?:{_BOX}|{_STAMP})\s*$")
_STAMP_AHEAD = re.compile(rf"\s*{_BOX}\s*")
_NUMBERED = re.compile(r"(?P<word>.*?)(?:[\s.№#_-]*\d{0,3}|(?<=\w{3})\s\w)[.)]*$", re.DOTALL)
_SINGLE_TIME = re.compile(_TIME)


@dataclass(slots=True)  # not frozen: making one is four times as quick
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


def find(lines: Sequence[Line], named: Collection[str] = ()) -> list[Mark]:
    """The candidate labels of some lines, at most one a line.

    What a person named is a label whatever its shape, before a colon or alone on its line.
    """
    found = (_mark(line, number) for number, line in enumerate(lines))
    marks = [mark for mark in found if mark is not None]
    if not named:
        return marks
    known = {mark.line: mark for mark in marks}
    names = "|".join(re.escape(name.strip().rstrip(":")) for name in sorted(named, key=len, reverse=True))
    form = re.compile(rf"{_LEAD}(?P<label>{names})\s*+(?::{_LATE}(?P<words>.*)|$)", re.IGNORECASE)
    for number, line in enumerate(lines):
        match = form.match(line.text)
        if match and (number not in known or known[number].label != match["label"]):
            groups = match.re.groupindex
            times = tuple(groups[name] for name in _TIMES if name in groups)
            known[number] = _made(match, "colon", line, number, times)
    return [known[number] for number in sorted(known)]


@lru_cache(4096)
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
    text = line.text
    if not text or text.isspace():
        return None
    usual = _USUAL.match(text)
    if usual and _may_be_label(usual[1], "colon"):
        return Mark(number, usual[1], "colon", usual.end(), len(text.rstrip()), None, line.opens)
    if ":" in text or "[" in text or "*" in text or "_" in text or "#" in text:
        for needed, other, family, form, times in _NEEDED:
            if needed not in text and other not in text:
                continue
            match = form.match(text)
            if match and _may_be_label(match["label"], family):
                return _made(match, family, line, number, times)
    return _hinted(line, number) if line.bold or line.cell or line.heading else None


def _made(match: re.Match[str], family: Family, line: Line, number: int, times: tuple[int, ...] = ()) -> Mark:
    stamp = None
    for group in times:
        stamp = stamp or match[group]
    words_ = match.re.groupindex.get("words")
    start, end = match.span(words_) if words_ is not None else (-1, -1)
    start, end = _trimmed(line.text, start, end) if start >= 0 else (len(line.text), len(line.text))
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
    kept = words_.lstrip()
    if not kept:
        return end, end
    start += len(words_) - len(kept)
    return start, start + len(kept.rstrip())


@lru_cache(4096)
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
