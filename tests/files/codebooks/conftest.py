"""Files of codebooks as programs write them, made by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import pytest

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Writes a file: text, bytes, or with ``rows=`` a workbook or a Word document of one table."""

    def written(name: str, content: str | bytes = b"", rows: Sequence[Sequence[str]] | None = None) -> Path:
        path = tmp_path / name
        if rows is not None:
            content = _word(rows) if name.endswith(".docx") else _workbook(rows)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


def _workbook(rows: Sequence[Sequence[str]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append([cell or None for cell in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _word(rows: Sequence[Sequence[str]]) -> bytes:
    """Spaces before a name move the paragraph in, as NVivo does."""
    import docx
    from docx.shared import Cm

    document = docx.Document()
    document.add_paragraph("Codebook")
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.text = words.strip()
            if words.startswith(" "):
                paragraph.paragraph_format.left_indent = Cm(0.6 * (len(words) - len(words.lstrip())))
    file = BytesIO()
    document.save(file)
    return file.getvalue()
