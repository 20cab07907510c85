"""Tables in the cells of a terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.cells import cell_len, split_graphemes

from coder.report.formats.cells import Style, below, texts
from coder.report.table import Column, Table

PROSE = 80
"""Cells a text column takes at most where no terminal sets the width."""

_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What would steer a terminal; names and attributes may come from any file."""


def as_text(tables: Sequence[Table], style: Style) -> str:
    """The tables one below the other, wrapped to the terminal where there is one."""
    return "\n".join(_terminal(table, style) for table in tables)


def _terminal(table: Table, style: Style) -> str:
    lines = [table.title, ""]
    widths = _widths(table.columns, [texts(table, row, style, "  ") for row in table.rows], style.width)
    for section in table.sections:
        if section.heading:
            lines.append(section.heading)
        if section.rows:
            lines += _line([c.header for c in table.columns], table.columns, widths)
            lines.append("  ".join("─" * width for width in widths))
        else:
            lines.append("none")
        for row in section.rows:
            lines += _line(texts(table, row, style, "  "), table.columns, widths)
        lines.append("")
    wide = max(sum(widths) + 2 * (len(widths) - 1), 60)
    for each in below(table):
        lines += wrap(each, min(wide, style.width or wide))
    text = "\n".join(line.rstrip() for line in lines).rstrip() + "\n"
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def _widths(columns: Sequence[Column], grid: list[list[str]], limit: int | None) -> list[int]:
    """Each column as wide as its widest line; the widest give way to fit the terminal.

    Of a column of figures only words do: the reason why there is no figure is broken at spaces.
    """
    widths, least = [], []
    for i, column in enumerate(columns):
        words = max(column.header.split() or [""], key=cell_len)
        head = cell_len(column.header) if column.kind == "text" else cell_len(words)
        widths.append(max([head, *(cell_len(row[i]) for row in grid)]))
        said = (word for row in grid for word in row[i].split())
        least.append(12 if column.kind == "text" else max([cell_len(words), *map(cell_len, said)]))
    if limit is None:
        return [min(w, PROSE) if c.kind == "text" else w for w, c in zip(widths, columns, strict=True)]
    while sum(widths) + 2 * (len(widths) - 1) > limit:
        wide = [i for i, width in enumerate(widths) if width > least[i]]
        if not wide:
            break
        widths[max(wide, key=lambda i: widths[i])] -= 1
    return widths


def _line(texts: list[str], columns: Sequence[Column], widths: list[int]) -> list[str]:
    """One row, as many lines high as its tallest cell."""
    cells = [wrap(text, width) for text, width in zip(texts, widths, strict=True)]
    lines = []
    for y in range(max(len(cell) for cell in cells)):
        parts = []
        for cell, column, width in zip(cells, columns, widths, strict=True):
            part = cell[y] if y < len(cell) else ""
            gap = " " * (width - cell_len(part))
            parts.append(part + gap if column.kind == "text" else gap + part)
        lines.append("  ".join(parts))
    return lines


def wrap(text: str, width: int) -> list[str]:
    """Break text at spaces into lines of at most ``width`` cells; the first line's indent is kept."""
    words = text.split()
    indent = " " * (len(text) - len(text.lstrip(" ")))
    whole = indent + " ".join(words)
    if cell_len(whole) <= width:
        return [whole.rstrip()]
    indent = indent[: max(width - 8, 0)]
    lines, line = [], ""
    for word in words:
        longer = f"{line} {word}" if line else indent + word
        if cell_len(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _chopped(indent + word, width)
        lines += full
    return [*lines, line]


def _chopped(word: str, width: int) -> list[str]:
    """A word in pieces of at most ``width`` cells, cut between letters as far as they can be told apart."""
    pieces, piece = [], ""
    for start, end, _ in split_graphemes(word)[0]:
        letter = word[start:end]
        if piece and cell_len(piece + letter) > width:
            pieces.append(piece)
            piece = ""
        piece += letter
    return [*pieces, piece]
