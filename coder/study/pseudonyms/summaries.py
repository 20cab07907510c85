"""Names in the sentences of the log, which quote a few words and often cut a name in two."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from coder.model import Span
from coder.study.pseudonyms.names import Names, Taken

_QUOTED = re.compile(r"“([^”]*?)(…?)”")
_SHORTEST = 2
"""The letters of a name by which it is known where the rest was cut off."""


class Summaries:
    """Replaces names in sentences that quote."""

    def __init__(self, names: Names) -> None:
        self.names = names

    @cached_property
    def _beginnings(self) -> dict[str, str]:
        """The beginnings of names, with what stands in the place of the name."""
        found: dict[str, str] = {}
        for name, other in self.names.replacements.items():
            for size in range(_SHORTEST, len(name)):
                found.setdefault(name[:size], other)
        return found

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._beginnings), default=0)

    def rewrite(self, summary: str, texts: Iterable[Taken]) -> str:
        """A sentence without names.

        Args:
            summary: the sentence.
            texts: the texts that it may quote, as they were then.
        """
        known = [each for each in texts if each.moves.cuts]

        def other(found: re.Match[str]) -> str:
            words = found[1]
            for each in known:
                if (quoted := _quoted(words, each)) is not None:
                    return f"“{quoted}{found[2]}”"
            if found[2]:
                words = self._without_tail(words)
            return f"“{words}{found[2]}”"

        return self.names.words(_QUOTED.sub(other, summary))

    def _without_tail(self, words: str) -> str:
        for size in range(min(self._longest, len(words)), _SHORTEST - 1, -1):
            at = len(words) - size
            if words[at:] in self._beginnings and not (at and words[at - 1].isalnum()):
                return words[:at] + self._beginnings[words[at:]]
        return words


def _quoted(words: str, text: Taken) -> str | None:
    """What quoted words are, where they begin or end within a name; None where they do not."""
    parts = words.split()
    if not parts:
        return None
    for found in re.finditer(r"\s+".join(map(re.escape, parts)), text.old):
        start, end = found.span()
        span = text.moves.span(Span(start, end))
        if any(cut[0] < edge < cut[1] for cut in text.moves.cuts for edge in (start, end)):
            return " ".join(span.of(text.new).split())
    return None
