"""A table of numbers as the screen shows it: the same cells as on paper, closer together.

Columns that share a heading become one; the code's id, which the status line says, is left
out; the reason of an undefined figure stands in its cell where there is room for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rich.cells import cell_len

from coder.report.formats.cells import Style, cell_text
from coder.report.table import Cell, Column, Row, Table, Undefined
from coder.tui.speech import _
from coder.tui.state.wrapping import shown

_LEFT_OUT = ("id", "")
_SHORTER = {
    "Krippendorff's alpha": "alpha",
    "Cohen's kappa": "kappa",
    "prevalence": "prev.",
    "agreement": "agree",
}
"""Heads for a screen with little room; what is exported has them in full."""
_FROM, _TO, _INTERVAL = "95% from", "to", "95% interval"
Key = tuple[str, str]
"""A code: its codebook's id and its own."""


@dataclass(frozen=True, slots=True)
class Head:
    """The top of a column."""

    text: str
    short: str
    figures: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A row: a code with its figures, or the title of a codebook."""

    label: str
    figures: tuple[str, ...] = ()
    """As on paper."""
    short: tuple[str, ...] = ()
    """With ``n/a`` alone where a figure is undefined."""
    depth: int = 0
    key: Key | None = None
    """None: a title."""
    codable: bool = True
    share: float = 0.0
    """What the bar shows."""
    reasons: tuple[str, ...] = ()
    """Why figures are undefined."""
    alpha: float | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Heads of all columns, the label's first, and the lines."""

    heads: tuple[Head, ...]
    lines: tuple[Line, ...]

    def by_alpha(self) -> Sheet:
        """The codes alone, the least agreement first, what is undefined last."""
        codes = [replace(line, depth=0) for line in self.lines if line.key is not None]
        codes.sort(key=lambda line: (line.alpha is None, line.alpha or 0.0))
        return replace(self, lines=tuple(codes))


def sheet(table: Table, decimal: str = ".") -> Sheet:
    """A table of codes as lines for the screen."""
    style = Style(decimal)
    kept = [i for i, c in enumerate(table.columns) if i and c.header not in _LEFT_OUT]
    groups = _together(table.columns, kept)
    widths = [
        max((cell_len(_said(row.cells[i], table.columns[i], style)) for row in table.rows), default=0)
        for i in range(len(table.columns))
    ]
    heads = [_head(table.columns, [0])] + [_head(table.columns, group) for group in groups]
    alpha = next((i for i, c in enumerate(table.columns) if "alpha" in c.header.lower()), None)
    lines: list[Line] = []
    keys = iter(_keys(table))
    for section in table.sections:
        if section.heading:
            lines.append(Line(shown(section.heading)))
        for row in section.rows:
            key, record = next(keys)
            cells = [[_said(row.cells[i], table.columns[i], style) for i in group] for group in groups]
            briefs = [[_brief(row.cells[i], table.columns[i], style) for i in group] for group in groups]
            value = row.cells[alpha] if alpha is not None else None
            lines.append(
                Line(
                    shown(str(row.cells[0])),
                    tuple(_joined(c, g, widths) for c, g in zip(cells, groups, strict=True)),
                    tuple(_joined(c, g, widths) for c, g in zip(briefs, groups, strict=True)),
                    row.depth,
                    key,
                    bool(record.get("codable", True)),
                    _share(record),
                    _reasons(table.columns, row, kept),
                    float(value) if isinstance(value, int | float) else None,
                )
            )
    return Sheet(tuple(heads), tuple(lines))


def _head(columns: Sequence[Column], group: Sequence[int]) -> Head:
    first = columns[group[0]]
    text = shown(first.over or _INTERVAL if len(group) > 1 else first.header)
    return Head(text, _SHORTER.get(text, text), first.kind != "text")


def _keys(table: Table) -> list[tuple[Key, Mapping[str, Any]]]:
    """The code of every row with its first record; a code may have several records (its groups)."""
    firsts: dict[Key, Mapping[str, Any]] = {}
    for record in table.records:
        firsts.setdefault((str(record["codebook"]), str(record["code"])), record)
    return list(firsts.items())


def _share(record: Mapping[str, Any]) -> float:
    n, of = record.get("n"), record.get("of")
    return n / of if n and of else 0.0


def _together(columns: Sequence[Column], kept: Sequence[int]) -> list[list[int]]:
    """The columns in groups: those that share a heading are one, and so are the ends of an interval."""
    groups: list[list[int]] = []
    for i in kept:
        before = columns[groups[-1][-1]] if groups else None
        if before is not None and (
            (columns[i].over and before.over == columns[i].over)
            or (not columns[i].over and (before.header, columns[i].header) == (_FROM, _TO))
        ):
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _said(cell: Cell, column: Column, style: Style) -> str:
    return shown(cell_text(cell, column, style))


def _brief(cell: Cell, column: Column, style: Style) -> str:
    return "n/a" if isinstance(cell, Undefined) else _said(cell, column, style)


def _joined(cells: Sequence[str], group: Sequence[int], widths: Sequence[int]) -> str:
    if len(cells) == 1:
        return cells[0]
    return "  ".join(cell.rjust(widths[i]) for cell, i in zip(cells, group, strict=True))


def _reasons(columns: Sequence[Column], row: Row, kept: Sequence[int]) -> tuple[str, ...]:
    found: dict[str, list[str]] = {}
    for i in kept:
        cell = row.cells[i]
        if isinstance(cell, Undefined):
            found.setdefault(shown(cell.reason), []).append(columns[i].header)
    together = _(" and ")
    return tuple(f"{together.join(names)}: {reason}" for reason, names in found.items())
