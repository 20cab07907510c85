"""Text as it is compared, with the way back to the stored text.

Two ways of writing the same are one: composed and decomposed letters, ``ё`` and ``е``,
Cyrillic with and without stress marks; when folded for words, also upper and lower case, any
run of white space, and marks that nobody sees (soft hyphens, zero-width spaces). A place in
the folded text leads back to the code points it came from, never into the middle of an
emoji or of a letter with its marks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from unicodedata import is_normalized, normalize

from rapidfuzz.utils import default_process

from coder.model import Span

_JOINED = "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
_JOINED += "\ufe00-\ufe0f\ufe20-\ufe2f\U0001f3fb-\U0001f3ff\u1160-\u11ff"
"""Marks, variation selectors, skin tones and the later parts of Korean syllables."""
_CLUSTER = rf"[^{_JOINED}](?:[{_JOINED}]|\u200d[^\s])+|[\U0001f1e6-\U0001f1ff]{{2}}"
_UNSEEN = "\u00ad\u200b\u2060\ufeff"
_ODD = re.compile(f"({_CLUSTER})")
_ODD_WORDS = re.compile(rf"({_CLUSTER}|\s{{2,}}|[{_UNSEEN}]+)")
_STRESSED = re.compile("([\u0400-\u04ff])([\u0300-\u036f]+)")


@dataclass(slots=True)
class Folded:
    """A folded text. Pieces say where a stretch of it came from."""

    text: str = ""
    starts: list[int] = field(default_factory=list)
    """Where in the folded text each piece begins."""
    sources: list[tuple[int, int, bool]] = field(default_factory=list)
    """What each piece came from: start and end, and whether letter for letter."""

    def span(self, start: int, end: int) -> Span:
        """The stretch of the stored text behind a stretch of the folded one."""
        return Span(self._source(start)[0], self._source(end - 1)[1])

    def _source(self, place: int) -> tuple[int, int]:
        piece = bisect_right(self.starts, place) - 1
        start, end, exact = self.sources[piece]
        if not exact:
            return start, end
        start += place - self.starts[piece]
        return start, start + 1


def fold(text: str, start: int = 0, *, words: bool = True) -> Folded:
    """Fold a text that stands at ``start`` of the stored one.

    Args:
        text: the words.
        start: where they begin in the stored text.
        words: whether case, white space and marks that nobody sees are folded too.
    """
    folded, parts, length = Folded(), list[str](), 0
    for piece, exact in _pieces(text, words):
        plain = _plain(piece, words)
        if plain:
            folded.starts.append(length)
            folded.sources.append((start, start + len(piece), exact and len(plain) == len(piece)))
            parts.append(plain)
            length += len(plain)
        start += len(piece)
    folded.text = "".join(parts)
    return folded


def plain(text: str) -> str:
    """The folded text alone, to compare with: its words in lower case."""
    return fold(text).text.strip()


def bare(text: str) -> str:
    """The folded words alone, without punctuation, to say how like two passages or names are."""
    seen = _HIDDEN.sub("", text)
    return default_process((seen if seen.isascii() else _composed(seen)).casefold())


def _pieces(text: str, words: bool) -> list[tuple[str, bool]]:
    """The text in pieces that can be folded one by one, and whether letter for letter."""
    found: list[tuple[str, bool]] = []
    for number, piece in enumerate((_ODD_WORDS if words else _ODD).split(text)):
        if number % 2:
            found.append((piece, False))
        elif is_normalized("NFC", piece) and (not words or len(piece.casefold()) == len(piece)):
            found.append((piece, True))
        else:
            found += [(each, False) for each in piece]
    return found


def _plain(piece: str, words: bool) -> str:
    if not piece.isascii():
        piece = _composed(piece)
    if not words:
        return piece
    if piece.isspace():
        return " "
    return _SPACE.sub(" ", _HIDDEN.sub("", piece)).casefold()


_SPACE = re.compile(r"\s")
_HIDDEN = re.compile(f"[{_UNSEEN}]")
_MARK = re.compile("[\u0300-\u036f]")


def _composed(text: str) -> str:
    """Composed letters, without stress marks on Cyrillic, ё as е."""
    if _MARK.search(text) is not None:
        text = _STRESSED.sub(_unstressed, normalize("NFD", text))
    return normalize("NFC", text).replace("ё", "е").replace("Ё", "Е")


def _unstressed(found: re.Match[str]) -> str:
    """A Cyrillic letter without stress marks; ё as е."""
    dropped = "\u0300\u0301" + ("\u0308" if found[1] in "еЕ" else "")
    return found[1] + "".join(mark for mark in found[2] if mark not in dropped)
