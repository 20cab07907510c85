"""CSV and JSON: the table's records, without loss."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from coder.model import CoderError
from coder.report.formats.cells import FORMULA, Style
from coder.report.table import Table


def as_json(tables: Sequence[Table], _style: Style) -> str:
    """The documented form: the list of records unless the table has a form of its own."""
    table = _only(tables, "JSON")
    form = list(table.records) if table.json is None else table.json
    return json.dumps(form, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def as_csv(tables: Sequence[Table], style: Style) -> str:
    """RFC 4180; with a decimal comma the separator is a semicolon, as spreadsheets expect there."""
    table = _only(tables, "CSV")
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if style.decimal == "," else ",")
    keys = list(table.records[0]) if table.records else table.keys or [c.header for c in table.columns]
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
    if isinstance(cell, list):
        cell = "; ".join(map(str, cell))
    text = str(cell)  # a transcript's words must never run as a formula
    return "'" + text if isinstance(cell, str) and text.startswith(FORMULA) else text


def _only(tables: Sequence[Table], form: str) -> Table:
    if len(tables) != 1:
        raise CoderError(f"a {form} file holds one table, not {len(tables)}; xlsx holds several.")
    return tables[0]
