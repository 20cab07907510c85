"""A document as a value: headings, words, tables and quotes, before any format."""

from __future__ import annotations

from dataclasses import dataclass

from coder.report.table import Table


@dataclass(frozen=True, slots=True)
class Gap:
    """Something only the author knows; shown in [brackets] and marked."""

    words: str


Words = tuple[str | Gap, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 for the parts of the document, 2 and 3 within them."""

    words: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running words."""

    words: Words
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """A few figures, each with what it counts."""

    figures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Tabular:
    """A table; its percentages have bars where there is room."""

    table: Table
    bars: bool = False


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """A code as a codebook prints it."""

    label: str
    slug: str
    depth: int
    count: str
    definition: str
    rules: tuple[tuple[str, tuple[str, ...]], ...]
    """``Use when`` and the like, with what is said under it."""
    brief: str = ""
    aside: str = ""
    """What stands under all that in a smaller voice."""
    level: int = 0
    """If not 0, the label is a heading of this level."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A respondent's words and where they stand."""

    words: str
    source: str
    language: str = ""
    depth: int = 0
    """How far in it stands, as a code under its parent."""


Block = Heading | Paragraph | Facts | Tabular | CodeEntry | Quotation


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report."""

    title: str
    subtitle: str
    blocks: tuple[Block, ...]
