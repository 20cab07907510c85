"""See to it that a passage stands where its words are, whatever its offsets say."""

from __future__ import annotations

from collections import Counter

from coder.files.codings.placing import Places, Told
from coder.model import Span

_MOST_NAMED = 10


class Checked:
    """Checks passages of a project, and keeps what became of them."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.skipped: Counter[str] = Counter()
        self._lost: list[str] = []
        self._moved = 0

    def span(self, places: Places, start: int | None, end: int | None, quote: str, where: str) -> Span | None:
        """Where the passage stands; None where that cannot be said, which is counted.

        Args:
            places: the text.
            start: where it begins, in code points of the text; None: outside.
            end: where it ends, exclusive.
            quote: its words as the other program kept them; empty: it kept none.
            where: the text's name, to be told.
        """
        if start is not None and end is not None and 0 <= start < end <= len(places.text):
            span = Span(start, end)
            if not quote or _same(span.of(places.text), quote):
                return span
        if not quote.strip():
            self.skipped["codings_out_of_range"] += 1
            self._lost.append(f"{where}: {start}-{end} is not in the text")
            return None
        placed = places.find(quote, Told(start, end) if start is not None and end is not None else Told())
        if placed.span is None:
            self.skipped["codings_not_found"] += 1
            short = " ".join(quote.split())
            self._lost.append(f"{where}: “{short[:60]}{'…' * (len(short) > 60)}”: {placed.fault}")
            return None
        self._moved += 1
        return placed.span

    def counts(self) -> Counter[str]:
        """What was left out, with its number."""
        return +self.skipped

    def said(self) -> list[str]:
        """What a person should know."""
        found = []
        if self._moved:
            how = "did not stand where their offsets say; their words told the place."
            found.append(f"{self._moved} passage(s) {how}")
        found += [f"Left out: {each}" for each in self._lost[:_MOST_NAMED]]
        if len(self._lost) > _MOST_NAMED:
            found.append(f"Left out: {len(self._lost) - _MOST_NAMED} more passage(s).")
        return found


def _same(words: str, quote: str) -> bool:
    return words == quote or words.split() == quote.split()
