"""Find in a text the passage that somebody quotes, or counts to; and never guess between several."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from coder.files.codings.values import Unit
from coder.model import Span

How = Literal["offsets", "quote", "moved", "white space"]
"""``offsets``: where the offsets say, and the words agree where there are any; ``quote``: found by the
words, which stand there once or are told apart; ``moved``: the words are elsewhere than the offsets say;
``white space``: the words agree but for white space and the kind of quotation marks and dashes."""

_MOST = 200
"""Places of one quote that are looked at."""
_SPACES = re.compile(r"\s+")
_ALIKE = str.maketrans("“”„‟«»‘’‚‛‐‑‒–—―−\u00a0", '""""""\'\'\'\'------- ')


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a passage stands, or why it cannot be said."""

    span: Span | None
    how: How = "offsets"
    fault: str = ""
    candidates: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a passage beside its words."""

    start: int | None = None
    end: int | None = None
    """Code points; :meth:`Places.counted` converts."""
    within: Span | None = None
    """The segment it stands in."""
    before: str = ""
    after: str = ""
    occurrence: int | None = None


class Places:
    """A text in which passages are looked for."""

    def __init__(self, text: str) -> None:
        """The text, as it is stored."""
        self.text = text

    def counted(self, offset: int, unit: Unit) -> int | None:
        """An offset in code points; None where it lies outside, or within a letter."""
        if unit == "codepoint" or self.text.isascii():
            return offset if 0 <= offset <= len(self.text) else None
        ends = self._units if unit == "utf16" else self._bytes
        at = bisect_left(ends, offset)
        return at if at < len(ends) and ends[at] == offset else None

    def find(self, quote: str, told: Told) -> Placed:
        """Where the passage stands."""
        if told.start is not None and told.end is not None:
            span = Span(told.start, told.end)
            if 0 <= span.start < span.end <= len(self.text) and (not quote or span.of(self.text) == quote):
                return Placed(span)
            if not quote:
                why = f"{told.start}-{told.end} is no passage of the text ({len(self.text)} characters)"
                return Placed(None, fault=why)
        if not quote:
            if told.within is not None:
                return Placed(told.within)
            return Placed(None, fault="neither a quote nor offsets")
        found = self._exactly(quote)
        loosely = not found
        if loosely:
            found = self._loosely(quote)
        how: How = "white space" if loosely else "quote" if told.start is None else "moved"
        return self._chosen(found, how, told)

    def _chosen(self, found: Sequence[Span], how: How, told: Told) -> Placed:
        if not found:
            return Placed(None, fault="the quote does not stand in the transcript")
        left = list(found)
        if told.occurrence is not None and 1 <= told.occurrence <= len(left):
            left = [left[told.occurrence - 1]]
        if len(left) > 1 and told.start is not None:  # a text read with other white space shifts only the end
            left = [each for each in left if each.start == told.start] or left
        if len(left) > 1 and (told.before.strip() or told.after.strip()):
            left = [each for each in left if self._fits(each, told)] or left
        if len(left) > 1 and told.within is not None:
            left = [each for each in left if each.overlaps(told.within)] or left
        if len(left) > 1:
            many = f"{len(left)} times" if len(left) < _MOST else f"{_MOST} times or more"
            return Placed(None, how, f"the quote stands {many} in the transcript", tuple(left))
        return Placed(left[0], how)

    def _fits(self, span: Span, told: Told) -> bool:
        before, after = _plain(told.before).strip(), _plain(told.after).strip()
        lead = _plain(self.text[max(0, span.start - len(told.before) - 40) : span.start]).rstrip()
        tail = _plain(self.text[span.end : span.end + len(told.after) + 40]).lstrip()
        return lead.endswith(before) and tail.startswith(after)

    def _exactly(self, quote: str) -> list[Span]:
        found, at = list[Span](), self.text.find(quote)
        while at >= 0 and len(found) < _MOST:
            found.append(Span(at, at + len(quote)))
            at = self.text.find(quote, at + 1)
        return found

    def _loosely(self, quote: str) -> list[Span]:
        plain = _plain(quote).strip()
        if not plain:
            return []
        text, places = self._squeezed
        found, at = list[Span](), text.find(plain)
        while at >= 0 and len(found) < _MOST:
            found.append(Span(places[at], places[at + len(plain) - 1] + 1))
            at = text.find(plain, at + 1)
        return found

    @cached_property
    def _squeezed(self) -> tuple[str, list[int]]:
        """The text with single spaces and plain marks, and where each of its letters comes from."""
        alike = self.text.translate(_ALIKE)
        parts: list[str] = []
        places: list[int] = []
        at = 0
        for space in _SPACES.finditer(alike):
            parts += (alike[at : space.start()], " ")
            places += range(at, space.start() + 1)
            at = space.end()
        parts.append(alike[at:])
        places += range(at, len(alike))
        return "".join(parts), places

    @cached_property
    def _units(self) -> list[int]:
        return _running([2 if each > "\uffff" else 1 for each in self.text])

    @cached_property
    def _bytes(self) -> list[int]:
        return _running([len(each.encode("utf-8", "surrogatepass")) for each in self.text])


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text.translate(_ALIKE))


def _running(widths: Sequence[int]) -> list[int]:
    ends = [0]
    for width in widths:
        ends.append(ends[-1] + width)
    return ends
