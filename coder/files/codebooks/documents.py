"""The tables of a Word document as sheets: NVivo and many people keep their codebooks so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from coder.files import hostile
from coder.files.spreadsheet import MOST_ROWS, Sheet

if TYPE_CHECKING:
    from lxml import etree

_STEP = 180
"""Twentieths of a point by which a paragraph is moved in that count as a space."""


def sheets(data: bytes, path: Path) -> list[Sheet]:
    """The document's tables, those with the same headers one after another as one.

    A cell's paragraphs are lines; a paragraph that is moved in begins with spaces.
    """
    archive = hostile.Archive(data, path, "Word document", ".docx")
    body = archive.read("word/document.xml")
    if body is None:
        return []
    found: dict[tuple[str, ...], Sheet] = {}
    for number, table in enumerate(_own(hostile.xml(body, path), "tbl", "tbl")):
        rows = [[_cell(cell) for cell in _own(row, "tc", "tbl")] for row in _own(table, "tr", "tbl")]
        rows = [row for row in rows[:MOST_ROWS] if row]
        if not rows:
            continue
        head = tuple(rows[0])
        if head in found:
            sheet = found[head]
            sheet.lines.extend(range(len(sheet.rows) + 1, len(sheet.rows) + len(rows)))
            sheet.rows.extend(rows[1:])
        else:
            found[head] = Sheet(f"table {number + 1}", rows, list(range(1, len(rows) + 1)))
    return list(found.values())


def _own(element: etree._Element, name: str, stop: str) -> Iterator[etree._Element]:
    """The elements of a name under an element, but not those inside another table."""
    for child in element:
        tag = _tag(child)
        if tag == name:
            yield child
        elif tag != stop and tag != "del":
            yield from _own(child, name, stop)


def _cell(cell: etree._Element) -> str:
    lines = []
    for paragraph in _own(cell, "p", "tbl"):
        words = "".join(_pieces(paragraph))
        indent = 0
        for each in paragraph.iter():
            if _tag(each) == "ind":
                for key, value in each.attrib.items():
                    if str(key).rpartition("}")[2] in ("left", "start") and str(value).isdigit():
                        indent = min(int(value) // _STEP, 100)
        lines.append(" " * indent + words if words.strip() else "")
    return "\n".join(lines).rstrip()


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in element:
        tag = _tag(child)
        if tag == "t":
            yield child.text or ""
        elif tag == "tab":
            yield "\t" if child.getparent() is not None and _tag(child.getparent()) == "r" else ""
        elif tag in ("br", "cr"):
            yield "\n"
        elif tag not in ("del", "pPr"):
            yield from _pieces(child)


def _tag(element: etree._Element | None) -> str:
    tag = element.tag if element is not None else ""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
