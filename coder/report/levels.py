"""The tree of codes, whole or rolled up to one of its levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coder.model import Code, Codebook


@dataclass(frozen=True, slots=True)
class Place:
    """A code of a table, and what is counted as it."""

    book: Codebook
    code: Code
    codes: tuple[int, ...]
    """Ids of the codes whose codings are counted as this one."""
    key: str
    """``code``, or ``codebook/code`` where several codebooks are in the table."""
    depth: int


def places(books: Sequence[Codebook], level: int | None = None) -> list[Place]:
    """The codes that can be applied; or, on a level (1 is the top), those that they are below."""
    found: list[Place] = []
    for book in books:
        by_slug = {code.slug: code for code in book.codes}
        counted: dict[str, list[int]] = {}
        for code in book.codes:
            if code.codable:
                at = code
                while level is not None and book.depth(at) >= level and at.parent is not None:
                    at = by_slug[at.parent]
                counted.setdefault(at.slug, []).append(code.id)
        for code in book.codes:
            if code.slug in counted:
                key = f"{book.slug}/{code.slug}" if len(books) > 1 else code.slug
                found.append(Place(book, code, tuple(counted[code.slug]), key, book.depth(code)))
    return found


def levels(books: Sequence[Codebook]) -> int:
    """How many levels the deepest code that can be applied has above it, itself counted."""
    return max((book.depth(code) + 1 for book in books for code in book.codes if code.codable), default=0)
