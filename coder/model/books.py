"""A codebook: a tree of codes with their guidance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from coder.model.words import CodeStatus, ExampleKind, Origin, Texts


@dataclass(frozen=True, slots=True)
class Exclusion:
    """When not to use a code, and which code is the better one."""

    text: Texts
    see: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A passage that shows what a code is, or nearly is."""

    text: str
    kind: ExampleKind = "typical"
    language: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a codebook, with everything a coder needs to decide."""

    slug: str
    label: Texts
    parent: str | None = None
    color: str = ""
    codable: bool = True
    origin: Origin = "deductive"
    brief: Texts = field(default_factory=dict)
    definition: Texts = field(default_factory=dict)
    use_when: tuple[Texts, ...] = ()
    not_when: tuple[Exclusion, ...] = ()
    examples: tuple[Example, ...] = ()
    aliases: tuple[str, ...] = ()
    status: CodeStatus = "active"
    merged_into: str | None = None
    guid: str | None = None
    id: int = 0
    """The study's key of the code; 0 while the code has only been read from a file."""


@dataclass(frozen=True, slots=True)
class Codebook:
    """A tree of codes. ``codes`` lists them parents first, in the order of the file."""

    slug: str
    version: int
    title: Texts
    languages: tuple[str, ...]
    codes: tuple[Code, ...]
    date: str = ""
    authors: tuple[str, ...] = ()
    level_of_coding: str = "segment"
    sets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    changes: tuple[Mapping[str, object], ...] = ()
    id: int = 0

    def depth(self, code: Code) -> int:
        """How many parents a code has."""
        parents = {each.slug: each.parent for each in self.codes}
        steps, at = 0, code.parent
        while at is not None:
            steps, at = steps + 1, parents[at]
        return steps
