"""A table as a value: what every format is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["text", "count", "percent", "coefficient"]


@dataclass(frozen=True, slots=True)
class Undefined:
    """A cell without a figure, and why."""

    reason: str


Cell = str | int | float | Undefined | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column as people see it."""

    header: str
    kind: Kind = "text"
    over: str = ""
    """What neighbouring columns share, printed once above them where a format can span columns."""
    short: str = ""
    """The header under that; formats that cannot span print :attr:`header`."""

    @property
    def under(self) -> str:
        """The header where what is shared stands above."""
        return self.short if self.over else self.header


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table; ``depth`` indents its first cell, as a code under its parent."""

    cells: tuple[Cell, ...]
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading (none when the table is one piece)."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the words that make its numbers citable."""

    title: str
    columns: tuple[Column, ...]
    sections: tuple[Section, ...]
    records: Sequence[Mapping[str, Any]]
    """The same content for machines, tidy: one record a line of the CSV. Keys are the CSV's header."""
    caption: str = ""
    """Denominator, rule, date and study."""
    notes: tuple[str, ...] = ()
    json: Any = None
    """The documented JSON form where it is not the list of records."""
    keys: tuple[str, ...] = ()
    """The records' keys, for a table that may have none."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, without the headings."""
        return tuple(row for section in self.sections for row in section.rows)
