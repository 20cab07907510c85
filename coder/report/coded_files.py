"""Codings as a file for R, pandas and spreadsheets: written row by row, however many there are."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import IO, Literal, get_args

from coder.files.whole import whole
from coder.model import CoderError
from coder.report.formats.cells import storable
from coder.report.table import Column, Row, Section, Table
from coder.study.coded.rows import COLUMNS, CodedRow

Form = Literal["csv", "json", "xlsx"]
FORMS: tuple[Form, ...] = get_args(Form)
NUMBERS = ("segment", "start", "end")
_WOULD_RUN = re.compile(r"'*[=+\-@\t\r]")
"""Texts that get an apostrophe: those a spreadsheet would run, and those that seem to have one already."""
_MOST_ROWS = 1_048_575
_CELL = 32_767


def write(path: Path, rows: Iterable[CodedRow], form: Form, *, raw: bool = False) -> int:
    """Write codings into a file, whole or not at all; returns how many.

    Args:
        path: where.
        rows: the codings.
        form: the format.
        raw: whether a CSV has the texts as they are, though a spreadsheet would run some.

    Raises:
        CoderError: it cannot be written, or is more than a spreadsheet holds.
    """
    counted = _Counted(rows)
    try:
        with whole(path) as file:
            if form == "xlsx":
                _as_xlsx(file, counted, path)
            else:
                text = io.TextIOWrapper(file, "utf-8-sig" if form == "csv" else "utf-8", newline="")
                stream(text, counted, form, raw=raw)
                text.flush()
                text.detach()
    except OSError as error:
        raise CoderError(f"{path}: cannot be written ({error.strerror or error}).") from error
    return counted.n


def stream(out: IO[str], rows: Iterable[CodedRow], form: Form, *, raw: bool = False) -> None:
    """Write codings to a text, as CSV or JSON."""
    if form == "json":
        _as_json(out, rows)
        return
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_cell(row, name, raw) for name in COLUMNS])


def _cell(row: CodedRow, name: str, raw: bool) -> str | int:
    value: str | int | None = getattr(row, name)
    if value is None:
        return ""
    if isinstance(value, str) and not raw and _WOULD_RUN.match(value):
        return f"'{value}"
    return value


def _as_json(out: IO[str], rows: Iterable[CodedRow]) -> None:
    before = "[\n"
    for row in rows:
        said = json.dumps({name: getattr(row, name) for name in COLUMNS}, ensure_ascii=False)
        out.write(f"{before}  {said}")
        before = ",\n"
    out.write("[]\n" if before == "[\n" else "\n]\n")


def _as_xlsx(file: IO[bytes], rows: Iterable[CodedRow], path: Path) -> None:
    from xlsxwriter.workbook import Workbook

    book = Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet("codings")
    sheet.freeze_panes(1, 0)
    bold, words = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    kept = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    for at, name in enumerate(COLUMNS):
        sheet.set_column(at, at, 60 if name in ("quote", "memo") else 14)
        sheet.write_string(0, at, name, bold)
    for line, row in enumerate(rows, 1):
        if line > _MOST_ROWS:
            raise CoderError(f"{path}: a spreadsheet holds {_MOST_ROWS} codings; write .csv instead.")
        for at, name in enumerate(COLUMNS):
            value: str | int | None = getattr(row, name)
            if isinstance(value, int):
                sheet.write_number(line, at, value)
            elif value:
                style = kept if _WOULD_RUN.match(value) else words  # a text also when it is edited
                sheet.write_string(line, at, storable(value)[:_CELL], style)
    book.close()


class _Counted:
    """Rows that are counted on their way."""

    def __init__(self, rows: Iterable[CodedRow]) -> None:
        self._rows, self.n = rows, 0

    def __iter__(self) -> Iterator[CodedRow]:
        for row in self._rows:
            self.n += 1
            yield row


def begun(rows: Iterable[CodedRow]) -> Iterator[CodedRow]:
    """The rows with the first one fetched, so that a refusal comes before anything is written."""
    first = list(islice(iterator := iter(rows), 1))
    return chain(first, iterator)


def coded_table(rows: Iterable[CodedRow]) -> Table:
    """The codings as a table for people."""
    found = list(rows)
    shown = ("transcript", "segment", "code", "coder", "quote", "memo")
    return Table(
        title=f"{len(found)} codings" if len(found) != 1 else "1 coding",
        columns=tuple(Column(name, "count" if name in NUMBERS else "text") for name in shown),
        sections=(Section("", tuple(Row(tuple(getattr(row, name) for name in shown)) for row in found)),),
        records=[{name: getattr(row, name) for name in COLUMNS} for row in found],
        keys=COLUMNS,
    )
