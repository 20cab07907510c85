"""The cells of spreadsheets and of separated text, as the words a person sees; formulas are never run."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from coder.files import hostile
from coder.model import CoderError

MOST_ROWS = 100_000
MOST_COLUMNS = 2_000
MOST_CELLS = 5_000_000
"""Empty cells at the end of rows are not counted."""
MOST_MARKUP = 2_000_000
"""How many "<" a part of a workbook may have: four to six a cell, and openpyxl takes 15 µs for each cell."""
_SEPARATORS = ",;\t|"
_SAMPLE = 200_000
_PERCENT = re.compile(r"0(?:\.(?P<decimals>0+))?%$")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it stands in a file."""

    name: str
    rows: list[list[str]]
    """Every row of the file, the first one first; empty cells are empty."""
    lines: list[int]
    """The number of each row in the file, counted from 1."""


def of_text(text: str, path: Path) -> Sheet:
    """The table in a text; commas, semicolons, tabs or bars separate, whichever fit best.

    Raises:
        CoderError: A quotation mark is never closed, or the table is too large.
    """
    separator = separator_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[list[str]] = []
    lines: list[int] = []
    cells = 0
    begun = 1
    try:
        for row in reader:
            cells += len(row)
            _refuse_large(len(rows), len(row), cells, path)
            rows.append(row)
            lines.append(begun)
            begun = reader.line_num + 1
    except csv.Error as fault:
        raise CoderError(
            f"{path}, line {reader.line_num}: not a table ({fault}); look for a quotation mark that is "
            "never closed."
        ) from fault
    return Sheet("", rows, lines)


def separator_of(text: str) -> str:
    """The sign between the cells of a text: the one that cuts its rows into the same number of cells."""
    sample = text[:_SAMPLE]
    best, best_score = ",", 0.0
    for separator in _SEPARATORS:
        if separator not in sample:
            continue
        widths = [len(row) for row in _some_rows(sample, separator) if row]
        if not widths or widths[0] < 2:
            continue
        same = sum(width == widths[0] for width in widths) / len(widths)
        score = same + min(widths[0], 50) / 1000
        if score > best_score:
            best, best_score = separator, score
    return best


def _some_rows(sample: str, separator: str) -> Iterator[list[str]]:
    """The first rows of a sample; its last row may be cut short and is left out, if there are others."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator):
            rows.append(row)
            if len(rows) > 500:
                break
    except csv.Error:
        pass
    yield from rows[:-1] if len(rows) > 2 else rows


def of_workbook(data: bytes, path: Path) -> list[Sheet]:
    """The tables of an Excel workbook's visible sheets that hold any cell.

    A formula is taken as the value Excel stored for it.

    Raises:
        CoderError: The file is no workbook, is protected, damaged or too large.
    """
    _refuse_traps(data, path)
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            return [
                sheet
                for each in book.worksheets
                if each.sheet_state == "visible" and (sheet := _sheet(each, path)).rows
            ]
    except CoderError:
        raise
    except Exception as fault:  # openpyxl raises whatever the file leads it into
        raise CoderError(
            f"{path}: the file is no Excel workbook, or is damaged ({type(fault).__name__}); "
            "save it as .xlsx again, or as .csv."
        ) from fault


def _refuse_traps(data: bytes, path: Path) -> None:
    """Read every part once within the limits, so that openpyxl meets none that unpacks without end."""
    archive = hostile.Archive(data, path, "Excel workbook", ".xlsx")
    if archive.read("[Content_Types].xml") is None:
        raise CoderError(f"{path}: the file is not an Excel workbook; save it as .xlsx again.")
    for name in archive.names():
        if not name.lower().endswith((".xml", ".rels")):
            continue
        part = archive.read(name) or b""
        if b"<!DOCTYPE" in part[:100_000] or b"<!ENTITY" in part[:100_000]:
            raise CoderError(f"{path}: the XML in the file has a DOCTYPE, which no workbook has.")
        if part.count(b"<") > MOST_MARKUP:
            raise CoderError(f"{path}: the workbook has more cells than a survey can; export a part of it.")


def _sheet(sheet: Any, path: Path) -> Sheet:
    sheet.reset_dimensions()  # what the file says of its size is not believed
    rows: list[list[str]] = []
    lines: list[int] = []
    cells = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if number > 10 * MOST_ROWS:
            break
        values = _words(row)
        if values:
            cells += len(values)
            _refuse_large(len(rows), len(values), cells, path)
            rows.append(values)
            lines.append(number)
    return Sheet(str(sheet.title), rows, lines)


def _words(row: Sequence[Any]) -> list[str]:
    """The cells of a row without the empty ones at its end."""
    end = len(row)
    while end and row[end - 1].value in (None, ""):
        end -= 1
    return [_shown(cell) for cell in row[:end]]


def _refuse_large(rows: int, columns: int, cells: int, path: Path) -> None:
    if rows >= MOST_ROWS or columns > MOST_COLUMNS or cells > MOST_CELLS:
        raise CoderError(
            f"{path}: the table is larger than {MOST_ROWS} rows, {MOST_COLUMNS} columns or {MOST_CELLS} "
            "cells; split it."
        )


def _shown(cell: Any) -> str:
    """A cell's value in letters, near to what the spreadsheet shows."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return str(value.date()) if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time | timedelta):
        return str(value)
    if isinstance(value, int | float):
        percent = _PERCENT.match(str(getattr(cell, "number_format", "") or ""))
        if percent:
            return f"{value * 100:.{len(percent['decimals'] or '')}f}%"
        return str(int(value)) if isinstance(value, float) and value.is_integer() else repr(value)
    return str(value)


def filled(rows: Iterable[Sequence[str]], width: int) -> list[list[str]]:
    """Rows brought to one width with empty cells, their cells without white space around."""
    return [[cell.strip() for cell in row[:width]] + [""] * (width - len(row)) for row in rows]
