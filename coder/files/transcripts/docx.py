"""The paragraphs of a Word file: body and tables in order, with what is bold and what is a heading.

Deleted text of tracked changes is left out, inserted text is kept. Headers,
footers, footnotes, comments and text boxes are not part of the talk and are not
read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from coder.files.transcripts.archive import Archive
from coder.files.transcripts.text import Line
from coder.model import CoderError

_LEFT_OUT = frozenset(
    {"del", "delText", "moveFrom", "Fallback", "drawing", "pict", "object", "instrText"}
    | {"pPr", "rPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr"}
)
_SIGNS = {
    "tab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "\N{NON-BREAKING HYPHEN}",
    "softHyphen": "\u00ad",
}
_HEADINGS = ("heading", "title", "subtitle", "заголовок")
_OFF = frozenset({"0", "false", "off", "none"})


@dataclass(slots=True)
class _Styles:
    """The ids of the styles that make a paragraph a heading, and a run bold."""

    headings: set[str] = field(default_factory=set)
    bold: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Paragraph:
    """A paragraph's text and, for each of its code points, whether it is bold."""

    text: str = ""
    bold: list[bool] = field(default_factory=list)
    heading: bool = False
    cell: bool = False

    def add(self, words: str, bold: bool) -> None:
        self.text += words
        self.bold.extend([bold] * len(words))


def read(data: bytes, path: Path) -> list[Line]:
    """The lines of a Word file; their starts are offsets of the lines joined by LF.

    Raises:
        CoderError: The file is no Word file, is protected, damaged or too large.
    """
    archive = Archive(data, path)
    main = _main_part(archive)
    document = archive.read(main)
    if document is None:
        raise CoderError(
            f"{path}: the file is not a Word document (it has no {main}); save it as .docx again."
        )
    folder = main.rpartition("/")[0]
    styles = _styles(archive.read(f"{folder}/styles.xml"), path)
    body = _child(_parsed(document, path), "body")
    if body is None:
        return []
    return _lines(list(_blocks(body, styles)))


def _main_part(archive: Archive) -> str:
    relations = archive.read("_rels/.rels")
    if relations is not None:
        for relation in _parsed(relations, archive.path):
            if str(relation.get("Type", "")).endswith("/officeDocument"):
                return str(relation.get("Target", "")).lstrip("/")
    return "word/document.xml"


def _parsed(data: bytes, path: Path) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise CoderError(
            f"{path}: the XML in the file is damaged ({fault}); save it as .docx again."
        ) from fault
    if root.getroottree().docinfo.internalDTD is not None:
        raise CoderError(
            f"{path}: the XML in the file has a DOCTYPE, which no Word file has; save it as .docx again."
        )
    return root


def _styles(data: bytes | None, path: Path) -> _Styles:
    found = _Styles()
    if data is None:
        return found
    for style in _children(_parsed(data, path), "style"):
        id_ = _value(style, "styleId")
        name = _child(style, "name")
        named = (_value(name, "val") if name is not None else "").casefold()
        if _value(style, "type") == "paragraph" and named.startswith(_HEADINGS):
            found.headings.add(id_)
        if _value(style, "type") == "character" and _is_bold(style, found):
            found.bold.add(id_)
    return found


def _tag(element: etree._Element) -> str:
    """An element's name without its namespace: transitional and strict files differ in that alone."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element if _tag(child) == name)


def _child(element: etree._Element, name: str) -> etree._Element | None:
    return next(_children(element, name), None)


def _value(element: etree._Element, name: str) -> str:
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def _is_bold(element: etree._Element, styles: _Styles) -> bool:
    """Whether a run or style is bold by its own properties or its style's."""
    properties = _child(element, "rPr")
    if properties is None:
        return False
    bold = _child(properties, "b")
    if bold is not None:
        return _value(bold, "val") not in _OFF
    style = _child(properties, "rStyle")
    return style is not None and _value(style, "val") in styles.bold


def _blocks(element: etree._Element, styles: _Styles) -> Iterator[_Paragraph]:
    """The paragraphs under an element, those of tables row by row."""
    for child in element:
        tag = _tag(child)
        if tag == "p":
            yield _paragraph(child, styles)
        elif tag == "tr":
            yield from _row(child, styles)
        elif tag not in _LEFT_OUT:
            yield from _blocks(child, styles)


def _row(row: etree._Element, styles: _Styles) -> Iterator[_Paragraph]:
    cells = [
        [each for each in _blocks(cell, styles) if each.text.strip()]
        for cell in row.iter()
        if _tag(cell) == "tc" and next((up for up in cell.iterancestors() if _tag(up) == "tr"), None) is row
    ]
    filled = [cell for cell in cells if cell]
    for cell in filled:
        if cell is not filled[-1] and len(cell) == 1:
            cell[0].cell = True
        yield from cell


def _paragraph(element: etree._Element, styles: _Styles) -> _Paragraph:
    properties = _child(element, "pPr")
    style = _child(properties, "pStyle") if properties is not None else None
    paragraph = _Paragraph(heading=style is not None and _value(style, "val") in styles.headings)
    _gather(element, styles, False, paragraph)
    return paragraph


def _gather(element: etree._Element, styles: _Styles, bold: bool, into: _Paragraph) -> None:
    """Add the words under an element to a paragraph."""
    for child in element:
        tag = _tag(child)
        if tag == "t":
            into.add(
                "".join(str(piece) for piece in child.itertext()).replace("\n", " ").replace("\r", " "), bold
            )
        elif tag in _SIGNS:
            into.add(_SIGNS[tag], bold)
        elif tag not in _LEFT_OUT:
            _gather(child, styles, _is_bold(child, styles) if tag == "r" else bold, into)


def _lines(paragraphs: list[_Paragraph]) -> list[Line]:
    lines = []
    start = 0
    for paragraph in paragraphs:
        at = 0
        for text in paragraph.text.split("\n"):
            bold = _bold_length(paragraph.bold[at : at + len(text)])
            lines.append(Line(start, text, at == 0, bold, paragraph.heading, paragraph.cell and at == 0))
            start += len(text) + 1
            at += len(text) + 1
    return lines


def _bold_length(flags: list[bool]) -> int:
    return flags.index(False) if False in flags else len(flags)
