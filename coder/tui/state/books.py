"""Codebooks to add: those that come with the program, and files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coder.model import CoderError
from coder.tui.labels import label_in


@dataclass(frozen=True, slots=True)
class Offer:
    """A codebook that can be added."""

    path: Path
    title: str
    codes: int


def shipped_offers(language: str) -> list[Offer]:
    """The codebooks that come with the program; one that cannot be read is left out."""
    from coder.files import shipped

    return [found for path in shipped.codebooks().values() if (found := offer(path, language)) is not None]


def offer(path: Path, language: str) -> Offer | None:
    """A codebook file, if it can be read."""
    from coder.files import codebooks

    try:
        book = codebooks.read(path)
    except CoderError:
        return None
    return Offer(path, label_in(book.title, language) or book.slug, sum(code.codable for code in book.codes))
