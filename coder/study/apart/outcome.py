"""What a merge brings, and what stood in its way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Keep = Literal["newest", "ours", "theirs"]
"""Whose word counts where the same thing was changed in the study and in the copy."""
KEEPS: tuple[Keep, ...] = ("newest", "ours", "theirs")

COUNTED = {
    "codings": ("new coding", "new codings"),
    "codings_changed": ("coding changed", "codings changed"),
    "codings_removed": ("coding removed", "codings removed"),
    "codings_lost": ("coding lost its passage", "codings lost their passages"),
    "decisions": ("decision", "decisions"),
    "decisions_taken_back": ("decision taken back", "decisions taken back"),
    "memos": ("new memo", "new memos"),
    "memos_changed": ("memo changed", "memos changed"),
    "memos_removed": ("memo removed", "memos removed"),
    "codes": ("new code", "new codes"),
    "codes_changed": ("code changed", "codes changed"),
    "finished": ("interview finished", "interviews finished"),
    "reopened": ("interview taken up again", "interviews taken up again"),
}
"""What can come, by the name of its count, in words: of one, of several."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that did not go together, and what becomes of it."""

    kind: str
    """In a word or two: ``both sides``, ``code``, ``code id``, ``codebook``, ``text``, ``interview``,
    ``passage``, ``memo``, ``coder``, ``assignment``, ``study``, ``names``."""
    where: str
    """The interview, the code or the coder it is about."""
    what: str
    resolution: str
    left_out: bool = False
    """Whether work stays in the copy and does not come."""


@dataclass(slots=True)
class Coming:
    """What one file brings."""

    file: Path
    coders: tuple[str, ...]
    """Whose work it is."""
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    """By the names of :data:`COUNTED`."""
    already: int = 0
    """What was done in the copy and is in the study already, or was done over there since."""
    conflicts: list[Conflict] = field(default_factory=list)

    def add(self, name: str, n: int = 1) -> None:
        """Count something that comes."""
        self.counts[name] += n

    @property
    def total(self) -> int:
        """How many things come."""
        return sum(self.counts.values())

    @property
    def left_out(self) -> list[Conflict]:
        """The conflicts for which work stays in the copy."""
        return [each for each in self.conflicts if each.left_out]

    def words(self) -> str:
        """What comes, in words."""
        return in_words(self.counts)


def in_words(counts: Mapping[str, int]) -> str:
    """What comes, in words, by the names of :data:`COUNTED`."""
    return ", ".join(f"{n} {COUNTED[name][n > 1]}" for name, n in counts.items() if n) or "nothing new"


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did, or would do."""

    files: tuple[Coming, ...]
    written: bool
    """Whether the study was changed."""
    opened_to: tuple[str, ...] = ()
    """Coders who see others' work in an interview from now on, as all have finished it."""
    opened: int = 0
    """How many interviews those are."""
    backup: Path | None = None
    """The study as it was before."""

    @property
    def total(self) -> int:
        """How many things come from all files."""
        return sum(each.total for each in self.files)

    @property
    def left_out(self) -> list[Conflict]:
        """The conflicts for which work stays in a copy."""
        return [conflict for each in self.files for conflict in each.left_out]
