"""Excel workbooks: figures that are numbers, words that are never formulas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

from coder.analysis.rounding import show
from coder.report.formats.cells import FORMULA, Style, below, cell_text, storable
from coder.report.formats.terminal import wrap
from coder.report.table import Column, Kind, Row, Table, Undefined

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

NUMBER_FORMATS: dict[Kind, str] = {"count": "0", "percent": "0.0%", "coefficient": "0.000"}
"""The spreadsheet's own decimal sign takes the point's place."""

_CELL = 32_767
"""UTF-16 units a cell holds."""
_CUT = " … [cut: a spreadsheet's cell holds no more]"
_WIDEST = 60
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def as_xlsx(tables: Sequence[Table], style: Style) -> bytes:
    """A sheet for each table: its rows, and under them title, caption and notes."""
    from xlsxwriter.workbook import Workbook

    file = BytesIO()
    book = Workbook(file, {"in_memory": True})
    formats = _Formats(book)
    taken: set[str] = set()
    for table in tables:
        sheet = book.add_worksheet(sheet_name(table.title, taken))
        _fill(sheet, table, style, formats)
    book.close()
    return file.getvalue()


def sheet_name(title: str, taken: set[str]) -> str:
    """A legal name made from a title that no other sheet has, added to ``taken``."""
    plain = " ".join(_NOT_IN_NAMES.sub(" ", storable(title)).split()).strip("'") or "Table"
    plain = "Table " + plain if plain.lower() == "history" else plain
    name, n = _cut(plain, 31).strip(" '"), 1
    while name.lower() in taken:
        n += 1
        name = f"{_cut(plain, 31 - len(str(n)) - 1).strip()} {n}"
    taken.add(name.lower())
    return name


class _Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.known: dict[str, Format] = {}

    def __call__(self, **wanted: Any) -> Format:
        key = repr(sorted(wanted.items()))
        if key not in self.known:
            self.known[key] = self.book.add_format({"valign": "top", **wanted})
        return self.known[key]

    def words(self, text: str, **wanted: Any) -> Format:
        """For a text; one that looks like a formula stays a text when somebody edits the cell."""
        return self(**wanted, **({"quote_prefix": True} if text.startswith(FORMULA) else {}))


def _fill(sheet: Worksheet, table: Table, style: Style, formats: _Formats) -> None:
    widths = [_width(table, i, style) for i in range(len(table.columns))]
    for i, (column, width) in enumerate(zip(table.columns, widths, strict=True)):
        sheet.set_column(i, i, width)
        side = "left" if column.kind == "text" else "right"
        look = {
            "bold": True,
            "text_wrap": True,
            "align": side,
            "bg_color": "#E8ECF1",
            "bottom": 1,
            "top": 2,
            "valign": "bottom",
        }
        _text(sheet, 0, i, column.header, formats, look)
    heads = [len(wrap(c.header, int(w))) for c, w in zip(table.columns, widths, strict=True)]
    sheet.set_row(0, 15 * max(heads, default=1) + 3)
    at = 1
    for section in table.sections:
        if section.heading:
            for i in range(1, len(table.columns)):
                sheet.write_blank(at, i, None, formats(bold=True, bottom=4))
            _text(sheet, at, 0, section.heading, formats, {"bold": True, "bottom": 4})
            at += 1
        for row in section.rows:
            high = _row(sheet, at, row, table.columns, widths, style, formats)
            if high > 1:  # not every program measures broken lines itself
                sheet.set_row(at, 15 * high)
            at += 1
    for i in range(len(table.columns)):
        sheet.write_blank(at, i, None, formats(top=2))
    _under(sheet, at + 1, table, sum(widths), formats)
    sheet.freeze_panes(1, 1 if len(table.columns) > 5 else 0)
    sheet.repeat_rows(0)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    if sum(widths) > 95:
        sheet.set_landscape()


def _row(
    sheet: Worksheet,
    at: int,
    row: Row,
    columns: Sequence[Column],
    widths: Sequence[float],
    style: Style,
    formats: _Formats,
) -> int:
    """Write a row; how many lines high it is."""
    high = 1
    for i, (cell, column) in enumerate(zip(row.cells, columns, strict=True)):
        depth = {"indent": row.depth, "align": "left"} if i == 0 and row.depth else {}
        if cell is None:
            continue
        if isinstance(cell, Undefined):
            look = {"italic": True, "font_color": "#666666", "align": "right", "text_wrap": True}
            _text(sheet, at, i, cell_text(cell, column, style), formats, look | depth)
        elif isinstance(cell, str):
            side = {} if column.kind == "text" else {"align": "right"}
            _text(sheet, at, i, cell, formats, {"text_wrap": True, **side, **depth})
        else:
            form = NUMBER_FORMATS.get(column.kind, "General")
            sheet.write_number(at, i, _number(cell, column), formats(num_format=form, **depth))
        lines = cell_text(cell, column, style).split("\n")
        room = int(widths[i]) - 1 - (2 * row.depth if i == 0 else 0)
        high = max(high, sum(len(wrap(line, max(room, 4))) for line in lines))
    return min(high, 27)  # a row is 409 points high at most


def _number(cell: float, column: Column) -> float:
    """A percentage as the fraction that spreadsheets show as one, rounded as we round; others as they are."""
    return float(Decimal(show(cell, 1)) / 100) if column.kind == "percent" else cell


def _under(sheet: Worksheet, at: int, table: Table, width: float, formats: _Formats) -> None:
    for i, line in enumerate([table.title, *below(table)]):
        look = {"bold": True} if i == 0 else {"font_color": "#444444", "font_size": 9}
        if len(table.columns) > 1:
            last = len(table.columns) - 1
            sheet.merge_range(at + i, 0, at + i, last, "", formats(text_wrap=True, **look))
            sheet.set_row(at + i, 15 * max(1, -(-cell_len(line) // max(int(width * 1.1), 1))))
        _text(sheet, at + i, 0, line, formats, {"text_wrap": True, **look})


def _text(sheet: Worksheet, at: int, i: int, words: str, formats: _Formats, look: dict[str, Any]) -> None:
    words = storable(words)
    if _units(words) > _CELL:
        words = _cut(words, _CELL - len(_CUT)) + _CUT
    sheet.write_string(at, i, words, formats.words(words, **look))


def _width(table: Table, i: int, style: Style) -> float:
    column = table.columns[i]
    head = [cell_len(word) for word in column.header.split()] or [0]
    lines = [
        cell_len(line) + (2 * row.depth if i == 0 else 0)
        for row in table.rows
        if not isinstance(row.cells[i], Undefined)
        for line in cell_text(row.cells[i], column, style).split("\n")
    ]
    least = 12 if any(isinstance(row.cells[i], Undefined) for row in table.rows) else 6
    return min(max([*head, *lines, least]) + 2, _WIDEST)


def _units(words: str) -> int:
    return len(words) + sum(ord(sign) > 0xFFFF for sign in words)


def _cut(words: str, units: int) -> str:
    return words.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")
