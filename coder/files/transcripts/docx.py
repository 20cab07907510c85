"""The paragraphs of a Word file: body and tables in order, with what is bold and what is a heading.

Deleted text of tracked changes is left out, inserted text is kept. Headers,
footers, footnotes, comments and text boxes are not part of the talk: they are
counted, not read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from coder.files import hostile
from coder.files.transcripts.rich import Paragraph, gathered, mark_cells
from coder.files.transcripts.source import Paragraphs, Source

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
_COUNTED = {
    "del": "deletions",
    "moveFrom": "deletions",
    "ins": "insertions",
    "moveTo": "insertions",
    "footnoteReference": "footnotes",
    "endnoteReference": "footnotes",
    "commentReference": "comments",
    "headerReference": "headers",
    "footerReference": "headers",
}
_CHANGES = frozenset({"deletions", "insertions"})
"""Counted only where words were changed, not the marks of paragraphs."""
_WORDS = frozenset({"t", "delText"})
_HEADINGS = ("heading", "title", "subtitle", "заголовок")
_OFF = frozenset({"0", "false", "off", "none"})


@dataclass(slots=True)
class _Styles:
    """The ids of the styles that make a paragraph a heading, and a run bold."""

    headings: set[str] = field(default_factory=set)
    bold: set[str] = field(default_factory=set)


def read(source: Source) -> Paragraphs:
    """The paragraphs of a Word file.

    Raises:
        CoderError: The file is no Word file, is protected, damaged or too large.
    """
    path = source.path
    archive = hostile.Archive(source.data, path)
    main = _main_part(archive)
    document = archive.read(main)
    if document is None:
        raise source.bad(f"the file is not a Word document (it has no {main}); save it as .docx again.")
    folder = main.rpartition("/")[0]
    styles = _styles(archive.read(f"{folder}/styles.xml"), path)
    root = hostile.xml(document, path)
    body = _child(root, "body")
    if body is None:
        return gathered([], source)
    _count(body, source)
    return gathered(_blocks(body, styles), source)


def _count(body: etree._Element, source: Source) -> None:
    """Count what is left out, and warn of what a person may miss."""
    counts: Counter[str] = Counter()
    boxes = []
    for each in body.iter():
        tag = _tag(each)
        key = _COUNTED.get(tag)
        if key is not None and (key not in _CHANGES or _words_in(each)):
            counts[key] += 1
        elif tag == "txbxContent" and not any(_tag(up) == "Fallback" for up in each.iterancestors()):
            boxes.append(_words_in(each))
    source.counts.update(counts)
    if counts["deletions"] or counts["insertions"]:
        source.warn(
            "The file has tracked changes: they were read as if all were accepted "
            f"({counts['insertions']} insertion(s) kept, {counts['deletions']} deletion(s) left out)."
        )
    if counts["footnotes"]:
        source.warn(f"{counts['footnotes']} footnote(s) or endnote(s) were not read.")
    if counts["comments"]:
        source.warn(f"{counts['comments']} comment(s) in the margin were not read.")
    if any(boxes):
        words = sum(len(box.split()) for box in boxes)
        source.warn(f"{sum(map(bool, boxes))} text box(es) with {words} word(s) were not read.")


def _words_in(element: etree._Element) -> str:
    return " ".join(
        "".join(str(piece) for piece in each.itertext()) for each in element.iter() if _tag(each) in _WORDS
    ).strip()


def _main_part(archive: hostile.Archive) -> str:
    relations = archive.read("_rels/.rels")
    if relations is not None:
        for relation in hostile.xml(relations, archive.path):
            if str(relation.get("Type", "")).endswith("/officeDocument"):
                return str(relation.get("Target", "")).lstrip("/")
    return "word/document.xml"


def _styles(data: bytes | None, path: Path) -> _Styles:
    found = _Styles()
    if data is None:
        return found
    for style in _children(hostile.xml(data, path), "style"):
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


def _blocks(element: etree._Element, styles: _Styles) -> Iterator[Paragraph]:
    """The paragraphs under an element, those of tables row by row."""
    for child in element:
        tag = _tag(child)
        if tag == "p":
            yield _paragraph(child, styles)
        elif tag == "tr":
            yield from _row(child, styles)
        elif tag not in _LEFT_OUT:
            yield from _blocks(child, styles)


def _row(row: etree._Element, styles: _Styles) -> list[Paragraph]:
    """The paragraphs of a row's own cells, those of tables within them among them."""
    cells = [
        cell
        for cell in row.iter()
        if _tag(cell) == "tc" and next((up for up in cell.iterancestors() if _tag(up) == "tr"), None) is row
    ]
    return mark_cells(list(_blocks(cell, styles)) for cell in cells)


def _paragraph(element: etree._Element, styles: _Styles) -> Paragraph:
    properties = _child(element, "pPr")
    style = _child(properties, "pStyle") if properties is not None else None
    paragraph = Paragraph(heading=style is not None and _value(style, "val") in styles.headings)
    _gather(element, styles, False, paragraph)
    return paragraph


def _gather(element: etree._Element, styles: _Styles, bold: bool, into: Paragraph) -> None:
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
