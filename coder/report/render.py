"""Turn tables into a text or a file of any format; and write it safely."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Literal

from coder.files.whole import write_whole
from coder.model import CoderError
from coder.report.formats.cells import Style, cell_text
from coder.report.formats.terminal import wrap
from coder.report.table import Table

__all__ = ["BINARY", "FORMATS", "Format", "Style", "cell_text", "made", "render", "wrap", "write"]

Format = Literal["table", "csv", "json", "md", "html", "tex", "xlsx", "docx"]
FORMATS: tuple[Format, ...] = ("table", "csv", "json", "md", "html", "tex", "xlsx", "docx")
BINARY: tuple[Format, ...] = ("xlsx", "docx")
"""Formats that are bytes and belong into a file."""

_MAKERS: dict[Format, str] = {
    "table": "terminal:as_text",
    "csv": "machines:as_csv",
    "json": "machines:as_json",
    "md": "markdown:as_markdown",
    "html": "webpage:as_html",
    "tex": "latex:as_latex",
    "xlsx": "workbook:as_xlsx",
    "docx": "word:as_docx",
}
"""The module under :mod:`coder.report.formats`, loaded when the format is asked for, and its function."""


def made(tables: Sequence[Table], form: Format, style: Style | None = None) -> str | bytes:
    """The tables in one of :data:`FORMATS`: a text ending with a newline, or a file's bytes.

    Raises:
        CoderError: a CSV or JSON of several tables.
    """
    module, name = _MAKERS[form].split(":")
    maker: Callable[[Sequence[Table], Style], str | bytes] = getattr(
        import_module(f"coder.report.formats.{module}"), name
    )
    return maker(tables, style or Style())


def render(table: Table, form: Format, style: Style | None = None) -> str:
    """One table as text, ending with a newline; not for :data:`BINARY` formats."""
    text = made([table], form, style)
    if isinstance(text, bytes):
        raise TypeError(f"{form} is no text")
    return text


def write(path: Path, content: str | bytes, form: Format) -> None:
    """Write what was made: complete or not at all. CSV gets the mark by which Excel knows UTF-8."""
    if isinstance(content, str):
        content = content.encode("utf-8-sig" if form == "csv" else "utf-8")
    try:
        write_whole(path, content)
    except OSError as error:
        raise CoderError(f"{path}: cannot be written ({error.strerror or error}).") from error
