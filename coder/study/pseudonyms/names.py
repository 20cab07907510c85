"""The names that are to go, where they stand in a text, and where everything else stands afterwards."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from unicodedata import normalize

from coder.model import CoderError, Span

_BEFORE, _AFTER = r"(?<![^\W_])", r"(?![^\W_]|[\u0300-\u036f])"
_BLANK = r"(?:[^\S\n]+|[^\S\n]*\n[^\S\n]*)"
"""Between the words of a name: blanks, or the end of a line that was broken within it."""
_MACHINE = re.compile(
    r"\d{4}-\d\d-\d\dT[\d:.]+Z?|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,64}"
)
"""Moments, identities and digests, which hold no words."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A passage on the other side."""

    span: Span


class Moves:
    """Where every place of a text stands once names in it are replaced; exact, since it is counted.

    >>> moves = Moves([(6, 10, 8)], 20)
    >>> moves.span(Span(7, 12))
    Span(start=6, end=16)
    """

    def __init__(self, cuts: Iterable[Sequence[int]], length: int) -> None:
        self.length = length
        self.cuts = [(int(start), int(end), int(size)) for start, end, size in cuts]
        """Where a replaced stretch begins and ends, and how long what took its place is."""
        self._starts = [start for start, _, _ in self.cuts]
        self._shifts = [0]
        for start, end, size in self.cuts:
            self._shifts.append(self._shifts[-1] + size - (end - start))

    def start(self, at: int) -> int:
        """Where what begins here begins; within a name, where its replacement begins."""
        number = bisect_right(self._starts, at) - 1
        if at > self.length or number < 0:
            return at
        start, end, _ = self.cuts[number]
        return start + self._shifts[number] if at < end else at + self._shifts[number + 1]

    def end(self, at: int) -> int:
        """Where what ends here ends; within a name, where its replacement ends."""
        number = bisect_left(self._starts, at) - 1
        if at > self.length or number < 0:
            return at
        start, end, size = self.cuts[number]
        return start + size + self._shifts[number] if at < end else at + self._shifts[number + 1]

    def span(self, span: Span) -> Span:
        """Where a passage stands."""
        return Span(self.start(span.start), self.end(span.end))

    def one(self, span: Span) -> Moved:
        """The same, as the alignment of two texts says it."""
        return Moved(self.span(span))


@dataclass(frozen=True, slots=True)
class Taken:
    """A text with its names replaced."""

    old: str
    new: str
    moves: Moves
    found: tuple[tuple[str, int, int], ...]
    """Each place: the name as in the table, where it began and ended."""


class Names:
    """Names and what stands in their place.

    A name is found as it is written, as a whole word; where two begin at the same place, the longer.
    """

    def __init__(self, replacements: Mapping[str, str]) -> None:
        self.replacements = {_tidy(name): _tidy(other) for name, other in replacements.items()}
        for name, other in self.replacements.items():
            if not name:
                raise CoderError("the table has a line without a name.")
            if not other:
                raise CoderError(
                    f"the name {name!r} is confirmed and has no replacement; write one beside it."
                )
        for name, other in self.replacements.items():
            if self._pattern.search(other):
                raise CoderError(
                    f"the replacement {other!r} of {name!r} holds a name of the table itself; "
                    "choose another one."
                )

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        by_first: dict[str, set[str]] = {}
        for name in self.replacements:
            for form in ("NFC", "NFD"):
                words = normalize(form, name)
                by_first.setdefault(words[0], set()).add(words[1:])
        groups = []
        for first, rests in sorted(by_first.items()):
            longest = sorted(rests, key=lambda rest: (-len(rest), rest))
            rest = "|".join(re.escape(each).replace("\\ ", _BLANK) for each in longest)
            groups.append(f"{re.escape(first)}(?:{rest})")
        return re.compile(f"{_BEFORE}(?:{'|'.join(groups)}){_AFTER}" if groups else r"(?!)")

    def _name(self, found: str) -> str:
        return normalize("NFC", " ".join(found.split()))

    def hits(self, words: str) -> list[tuple[str, int, int]]:
        """The names in some words, and where each begins and ends."""
        return [(self._name(each[0]), *each.span()) for each in self._pattern.finditer(words)]

    def taken(self, text: str, edges: Collection[int] = ()) -> Taken:
        """A text with its names replaced.

        Args:
            text: the text.
            edges: where segments begin and end. A name that reaches over such an edge is replaced
                on both sides of it, a part of the replacement here and a part there.
        """
        inner = sorted(edges)
        parts, cuts, at = list[str](), list[tuple[int, int, int]](), 0
        found = self.hits(text)
        for name, start, end in found:
            parts.append(text[at:start])
            at = end
            other = self.replacements[name]
            within = inner[bisect_right(inner, start) : bisect_left(inner, end)]
            if len(other) <= len(within):
                raise CoderError(
                    f"the replacement {other!r} of {name!r} is too short for a name that reaches over "
                    f"{len(within) + 1} segments; choose a longer one."
                )
            here, done = start, 0
            for number, edge in enumerate(within):
                left = len(within) - number  # every part has a letter at least
                size = round(len(other) * (edge - start) / (end - start)) - done
                size = min(max(size, 1), len(other) - done - left)
                cuts.append((here, edge, size))
                here, done = edge, done + size
            cuts.append((here, end, len(other) - done))
            parts.append(other)
        parts.append(text[at:])
        return Taken(text, "".join(parts), Moves(cuts, len(text)), tuple(found))

    def words(self, said: str) -> str:
        """Some words with their names replaced."""
        return self._pattern.sub(lambda each: self.replacements[self._name(each[0])], said)

    def anything(self, said: Any) -> Any:
        """The same for what is made of lists and mappings."""
        if isinstance(said, str):
            return said if _MACHINE.fullmatch(said) else self.words(said)
        if isinstance(said, list):
            return [self.anything(each) for each in said]
        if isinstance(said, dict):
            return {self.words(key): self.anything(value) for key, value in said.items()}
        return said


def _tidy(words: str) -> str:
    return normalize("NFC", " ".join(words.split()))
