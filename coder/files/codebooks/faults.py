"""What is wrong with a codebook file, and where."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_LONG_WORD = 80
_MANY_WORDS = 2_000
"""Beyond these a search for the nearest word would take longer than it helps."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a codebook file. ``str(fault)`` is the whole sentence with its place."""

    path: Path
    line: int
    """Counted from 1; 0 when it is about the file as a whole."""
    code: str | None
    """The id of the code it is in."""
    sentence: str
    """What is wrong and the way out, without the place."""
    is_warning: bool = False

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        kind = "warning: " if self.is_warning else ""
        code = f"code {shown(self.code)}: " if self.code is not None else ""
        return f"{place}: {kind}{code}{self.sentence}"


class Faults:
    """Gathers the faults of one file, and knows which code is being read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.code: str | None = None
        self._found: list[Fault] = []

    def add(self, line: int, sentence: str) -> None:
        """Note something that keeps the codebook from being read."""
        self._found.append(Fault(self.path, line, self.code, sentence))

    def warn(self, line: int, sentence: str) -> None:
        """Note something that is likely a slip, but does no harm."""
        self._found.append(Fault(self.path, line, self.code, sentence, is_warning=True))

    @contextmanager
    def about(self, code: str | None) -> Iterator[None]:
        """Faults noted inside belong to this code."""
        before, self.code = self.code, code
        try:
            yield
        finally:
            self.code = before

    def in_order(self) -> list[Fault]:
        """All that was noted, in the order of the lines."""
        return sorted(self._found, key=lambda fault: fault.line)

    def any(self) -> bool:
        """Whether anything but warnings was noted."""
        return any(not fault.is_warning for fault in self._found)


def shown(value: str) -> str:
    """A value from the file in quotes, on one line, short and safe to print on a terminal."""
    short = value if len(value) <= 60 else value[:59] + "…"
    return "'" + "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in short) + "'"


def meant(word: str, known: Collection[str]) -> str:
    """``; did you mean 'reading'?`` when a known word is near, else nothing."""
    if len(word) > _LONG_WORD or len(known) > _MANY_WORDS:
        return ""
    from rapidfuzz import fuzz, process

    best = process.extractOne(word, list(known), scorer=fuzz.ratio, score_cutoff=60)
    return f"; did you mean {shown(best[0])}?" if best else ""


def listed(words: Iterable[str]) -> str:
    """``a, b or c``."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
