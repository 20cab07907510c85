"""How a program counts the characters of a text.

The standard says code points; some programs count UTF-16 units, so that an emoji is two; some count
a line end written as CR LF as two, some as one. The file does not say which. So every way is a
candidate, and the selections tell which is meant.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import category

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_ENOUGH = 4_000
"""So many selections are looked at, evenly spread, where there are more."""
_FEW = 3
"""So many more ends must stand where words begin or end before one way is preferred to another."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way of counting."""

    utf16: bool
    """An emoji counts as two."""
    crlf: bool
    """A line end written as CR LF counts as two."""

    def __str__(self) -> str:
        unit = "UTF-16 units" if self.utf16 else "code points"
        return f"{unit}, a line end (CR LF) as {'two' if self.crlf else 'one'}"


CODE_POINTS, UTF16_TWO = Way(False, False), Way(True, True)
WAYS = (CODE_POINTS, Way(False, True), Way(True, False), UTF16_TWO)


class Counted:
    """A text as it stands in the file, and the places of its code points on LF text."""

    def __init__(self, raw: str) -> None:
        """Look at a text once.

        Args:
            raw: The text with its line ends, without a byte order mark.
        """
        self.text = raw.replace("\r\n", "\n").replace("\r", "\n")
        self._returns = [found.start() for found in re.finditer("\r\n", raw)]
        raw_astral = [found.start() for found in _ASTRAL.finditer(raw)]
        self._astral = {
            True: [place + n for n, place in enumerate(raw_astral)],
            False: [found.start() + n for n, found in enumerate(_ASTRAL.finditer(self.text))],
        }

    @property
    def plain(self) -> bool:
        """Whether all ways of counting are the same for it."""
        return not self._returns and not self._astral[False]

    def place(self, offset: int, way: Way) -> int:
        """Where in the LF text an offset lies."""
        if way.utf16:
            offset -= bisect_left(self._astral[way.crlf], offset)
        if way.crlf:
            offset -= bisect_left(self._returns, offset)
        return offset

    def span(self, start: int, end: int, way: Way) -> tuple[int, int] | None:
        """A selection in the LF text; None where it is not inside."""
        if not 0 <= start <= end:
            return None
        first, last = self.place(start, way), self.place(end, way)
        return (first, last) if first <= last <= len(self.text) else None


def is_boundary(text: str, at: int) -> bool:
    """Whether a place lies at the edge of a word, of a line or of the text, not inside a word."""
    if at <= 0 or at >= len(text):
        return 0 <= at <= len(text)
    return not (_in_word(text[at - 1]) and _in_word(text[at]))


def _in_word(letter: str) -> bool:
    return letter.isalnum() or category(letter)[0] == "M"


Selected = tuple[Counted, int, int, str]
"""A text, start and end as the file has them, and the selection's name."""


def detect(selected: Sequence[Selected], origin: str) -> tuple[Way, str]:
    """How the selections of a project are counted, and why it is thought so.

    Their names decide where they are the quoted words; else the program that wrote the file; and
    where another way puts many more ends at the edge of a word, that one is taken.
    """
    usual, because = _usual(origin)
    telling = [each for each in selected if not each[0].plain]
    telling = telling[:: len(telling) // _ENOUGH + 1]
    if not telling:
        return usual, f"{usual} ({because}; here it makes no difference)" if selected else str(usual)
    order = [usual, *(each for each in WAYS if each != usual)]
    named = [each for each in telling if each[3].strip()]
    matches = {way: sum(_is_quoted(each, way) for each in named) for way in order}
    best = max(order, key=lambda way: matches[way])
    if matches[best] * 2 > len(named):
        told = f"{matches[best]} of {len(named)} selections are named by their words"
        return best, f"{best} ({told})"
    if matches[best] > matches[usual]:
        usual, because = best, f"{matches[best]} of {len(named)} selections are named by their words"
    scores = {way: _score(telling, way) for way in order}
    best = max(order, key=lambda way: scores[way])
    ends = 2 * len(telling)
    share = {way: f"{100 * n / ends:.1f}%" for way, n in scores.items()}
    if scores[best] - scores[usual] > max(0.1 * ends, _FEW - 1):
        told = f"{share[best]} of the ends are at the edge of a word, against {share[usual]} as {usual}"
        return best, f"{best} ({told}, which was expected: {because})"
    return usual, f"{usual} ({because}; {share[usual]} of the ends are at the edge of a word)"


def _usual(origin: str) -> tuple[Way, str]:
    """The way that programs of this name count."""
    name = origin.casefold()
    if name.startswith("coder "):
        return (UTF16_TWO if "nvivo" in name else CODE_POINTS), "as coder writes it"
    if "nvivo" in name:
        return UTF16_TWO, "as NVivo does"
    if "atlas" in name:
        return CODE_POINTS, "as ATLAS.ti does"
    return CODE_POINTS, "as the standard says"


def _is_quoted(selected: Selected, way: Way) -> bool:
    """Whether a selection's name is its words, or their beginning."""
    counted, start, end, name = selected
    span = counted.span(start, end, way)
    if span is None:
        return False
    quote, said = " ".join(counted.text[span[0] : span[1]].split()), " ".join(name.split())
    if quote == said:
        return True
    cut = said.removesuffix("...").removesuffix("…").rstrip()
    return len(cut) >= (1 if cut != said else 40) and quote.startswith(cut)


def _score(selected: Sequence[Selected], way: Way) -> int:
    """How many starts and ends lie at the edge of a word or line."""
    found = 0
    for counted, start, end, _ in selected:
        span = counted.span(start, end, way)
        if span is not None:
            found += sum(is_boundary(counted.text, each) for each in span)
    return found


def written(text: str, way: Way) -> list[int]:
    """How many more each code point counts than one, as places: for :func:`counted_as`."""
    pattern = "[\U00010000-\U0010ffff]" if way.utf16 else ""
    pattern += "|\n" if pattern and way.crlf else "\n" if way.crlf else ""
    return [found.start() for found in re.finditer(pattern, text)] if pattern else []


def counted_as(offset: int, longer: Sequence[int]) -> int:
    """A place of an LF text in another way of counting."""
    return offset + bisect_left(longer, offset)
