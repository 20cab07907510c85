"""Turn a table into text: for the terminal, as CSV, JSON or Markdown; and write it safely."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rich.cells import cell_len, chop_cells

from coder.analysis.rounding import show
from coder.model import CoderError
from coder.report.table import Cell, Column, Row, Table, Undefined

Format = Literal["table", "csv", "json", "md"]
FORMATS: tuple[Format, ...] = ("table", "csv", "json", "md")

PROSE = 80
"""Cells a text column takes at most where no terminal sets the width."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What would steer a terminal; names and attributes may come from any file."""


@dataclass(frozen=True, slots=True)
class Style:
    """How figures look: the decimal sign, and the width of the terminal where there is one."""

    decimal: str = "."
    width: int | None = None


def render(table: Table, form: Format, style: Style | None = None) -> str:
    """The table in one of :data:`FORMATS`, ending with a newline."""
    makers: dict[Format, Callable[[Table, Style], str]] = {
        "table": _terminal,
        "csv": _csv,
        "json": _json,
        "md": _markdown,
    }
    return makers[form](table, style or Style())


def write(path: Path, text: str, form: Format) -> None:
    """Write a rendered table: complete or not at all. CSV gets the mark by which Excel knows UTF-8."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8-sig" if form == "csv" else "utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with suppress(OSError):  # the name itself may be what is wrong
            part.unlink()
        raise CoderError(f"{path}: cannot be written ({error.strerror or error}).") from error


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


# --- machines ------------------------------------------------------------------------------------


def _json(table: Table, _style: Style) -> str:
    form = list(table.records) if table.json is None else table.json
    return json.dumps(form, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _csv(table: Table, style: Style) -> str:
    """RFC 4180; with a decimal comma the separator is a semicolon, as spreadsheets expect there."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if style.decimal == "," else ",")
    keys = list(table.records[0]) if table.records else [column.header for column in table.columns]
    writer.writerow([_csv_cell(key, style) for key in keys])
    for record in table.records:
        writer.writerow([_csv_cell(record[key], style) for key in keys])
    return out.getvalue()


def _csv_cell(cell: Any, style: Style) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return repr(cell).replace(".", style.decimal)
    text = str(cell)  # a transcript's words must never run as a formula
    return "'" + text if isinstance(cell, str) and text.startswith(_FORMULA) else text


# --- people --------------------------------------------------------------------------------------


def _texts(table: Table, row: Row, style: Style, step: str) -> list[str]:
    texts = [cell_text(cell, column, style) for cell, column in zip(row.cells, table.columns, strict=True)]
    return [step * row.depth + texts[0], *texts[1:]]


def _markdown(table: Table, style: Style) -> str:
    lines = [f"### {_escaped(table.title)}", ""]
    for section in table.sections:
        if section.heading:
            lines += [f"**{_escaped(section.heading)}**", ""]
        lines.append("| " + " | ".join(_escaped(c.header) for c in table.columns) + " |")
        lines.append("|" + "|".join(" :-- " if c.kind == "text" else " --: " for c in table.columns) + "|")
        for row in section.rows:
            cells = [_escaped(cell) for cell in _texts(table, row, style, "\u2003")]
            lines.append("| " + " | ".join(cells) + " |")
        lines.append("")
    lines += [_escaped(each) + "  " for each in (table.caption, *table.notes) if each]
    return "\n".join(lines).rstrip() + "\n"


def _escaped(text: str) -> str:
    """Markdown that shows the text and nothing else."""
    for sign in "\\`*_[]<>#|&~$":
        text = text.replace(sign, "\\" + sign)
    return text.replace("\n", " ")


def _terminal(table: Table, style: Style) -> str:
    lines = [table.title, ""]
    widths = _widths(table.columns, [_texts(table, row, style, "  ") for row in table.rows], style.width)
    for section in table.sections:
        if section.heading:
            lines.append(section.heading)
        lines += _line([c.header for c in table.columns], table.columns, widths)
        lines.append("  ".join("─" * width for width in widths))
        for row in section.rows:
            lines += _line(_texts(table, row, style, "  "), table.columns, widths)
        lines.append("")
    wide = max(sum(widths) + 2 * (len(widths) - 1), 60)
    for each in filter(None, (table.caption, *table.notes)):
        lines += wrap(each, min(wide, style.width or wide))
    text = "\n".join(line.rstrip() for line in lines).rstrip() + "\n"
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def _widths(columns: Sequence[Column], grid: list[list[str]], limit: int | None) -> list[int]:
    """Each column as wide as its widest line; the widest text columns give way to fit the terminal."""
    widths = []
    for i, column in enumerate(columns):
        words = max(column.header.split() or [""], key=cell_len)
        head = cell_len(column.header) if column.kind == "text" else cell_len(words)
        widths.append(max([head, *(cell_len(row[i]) for row in grid)]))
    if limit is None:
        return [min(w, PROSE) if c.kind == "text" else w for w, c in zip(widths, columns, strict=True)]
    while sum(widths) + 2 * (len(widths) - 1) > limit:
        text = [i for i, c in enumerate(columns) if c.kind == "text" and widths[i] > 12]
        if not text:
            break
        widest = max(text, key=lambda i: widths[i])
        widths[widest] -= 1
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
        *full, line = chop_cells(indent + word, width) if cell_len(indent + word) > width else [indent + word]
        lines += full
    return [*lines, line]
