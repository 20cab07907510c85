"""What the formats share: a cell as people read it, letters a file can hold, widths of columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from coder.analysis.rounding import show
from coder.report.table import Cell, Column, Row, Table, Undefined

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a text that begins so for a formula."""

_READABLE, _PROSE = 20, 40
"""Characters below which a column of words, or of whole sentences, is tiring to read."""
_WORD = 24
"""Longer words than this may be broken."""

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_C1 = re.compile("[\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Style:
    """How figures look: the decimal sign, and the width of the terminal where there is one."""

    decimal: str = "."
    width: int | None = None


def cell_text(cell: Cell, column: Column, style: Style) -> str:
    """A cell as people read it."""
    if cell is None:
        return ""
    if isinstance(cell, Undefined):
        return f"n/a: {cell.reason}"
    if isinstance(cell, str):
        return cell
    if column.kind == "percent":
        return show(float(cell), 1, style.decimal) + "%"
    if column.kind == "coefficient":
        return show(float(cell), 3, style.decimal)
    return str(cell)


def texts(table: Table, row: Row, style: Style, step: str = "") -> list[str]:
    """A row as people read it; ``step`` stands before the first cell once for each level of depth."""
    found = [cell_text(cell, column, style) for cell, column in zip(row.cells, table.columns, strict=True)]
    return [step * row.depth + found[0], *found[1:]]


def storable(text: str) -> str:
    """The text with what XML and TeX cannot hold (control characters, halves of surrogates) made visible."""
    return _C1.sub("\N{REPLACEMENT CHARACTER}", _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text))


def below(table: Table) -> list[str]:
    """The lines under a table: its caption, then its notes."""
    return [each for each in (table.caption, *table.notes) if each]


def spans(columns: Sequence[Column]) -> list[tuple[str, int]]:
    """What stands above the headers: each heading with how many columns it spans, ``""`` above one alone.

    Empty when no column shares anything with its neighbour.
    """
    found: list[tuple[str, int]] = []
    for column in columns:
        if found and column.over and found[-1][0] == column.over:
            found[-1] = (column.over, found[-1][1] + 1)
        else:
            found.append((column.over, 1))
    return found if any(over for over, _ in found) else []


def fitted_widths(table: Table, style: Style, room: int) -> tuple[list[int], bool]:
    """Widths of the columns, in characters, that share ``room``; and whether they keep within it.

    Figures are never broken. Columns of words give way, the widest first.
    """
    lengths = _lengths(table, style)
    least = [low for low, _ in lengths]
    wanted = [max(low, *whole) for low, whole in lengths]
    for level in range(max(wanted, default=0), 0, -1):
        widths = [min(w, max(low, level)) for w, low in zip(wanted, least, strict=True)]
        if sum(widths) <= room:
            return widths, True
    return least, sum(least) <= room


def _lengths(table: Table, style: Style) -> list[tuple[int, list[int]]]:
    """Of each column: the least width that breaks no figure, and the widths of all its cells."""
    found: list[tuple[int, list[int]]] = []
    lines = [texts(table, row, style, "  ") for row in table.rows]
    shared = [-(-_longest_word(over) // n) for over, n in spans(table.columns) for _ in range(n)]
    for i, column in enumerate(table.columns):
        whole = [cell_len(line[i]) for line in lines]
        words = max(_longest_word(column.under), shared[i] if shared else 0)
        if column.kind == "text":
            longest = max((_longest_word(line[i]) for line in lines), default=0)
            wanted = max([cell_len(column.header), *whole])
            least = max(
                words, min(longest, _WORD), min(wanted, _READABLE if wanted <= 2 * _PROSE else _PROSE)
            )
            found.append((least, [wanted]))
        else:
            figures = [
                n for n, row in zip(whole, table.rows, strict=True) if not isinstance(row.cells[i], Undefined)
            ]
            broken = min(max(whole, default=0), 10)  # the reason of an undefined figure may wrap
            found.append((max([words, broken, *figures]), [words, *whole]))
    return found


def _longest_word(text: str) -> int:
    """Of a text, with the indent before it."""
    words = text.split() or [""]
    return len(text) - len(text.lstrip(" ")) + max(map(cell_len, words))
