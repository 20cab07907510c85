"""The paragraphs of an OpenDocument text (LibreOffice): body and tables in order, with what is bold.

Footnotes, comments, text boxes and the deleted text of tracked changes are
counted, not read; pages' headers and footers stand in another part of the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from coder.files import hostile
from coder.files.transcripts.rich import Paragraph, gathered, mark_cells
from coder.files.transcripts.source import Paragraphs, Source

if TYPE_CHECKING:
    from lxml import etree

_WHAT, _AGAIN = "LibreOffice text", "save it as .odt or .docx again"
_MOST_SPACES = 1_000
_LEFT_OUT = frozenset(
    {"tracked-changes", "note", "annotation", "annotation-end", "frame", "custom-shape", "forms", "script"}
    | {"sequence-decls", "bookmark-ref", "ruby-text", "table-of-content"}
)


def read(source: Source) -> Paragraphs:
    """The paragraphs of an .odt file.

    Raises:
        CoderError: The file is no OpenDocument text, is protected, damaged or too large.
    """
    archive = hostile.Archive(source.data, source.path, "LibreOffice text", ".odt")
    manifest = archive.read("META-INF/manifest.xml") or b""
    if b"encryption-data" in manifest:
        raise source.bad("the file is protected by a password; save it without one.")
    content = archive.read("content.xml")
    if content is None:
        raise source.bad(f"the file is not a {_WHAT} (it has no content.xml); {_AGAIN}.")
    root = hostile.xml(content, source.path, _WHAT, _AGAIN)
    body = next((each for each in root.iter() if _tag(each) == "text" and _space(each) == "office"), None)
    if body is None:
        raise source.bad(f"the file is no text but another kind of document; {_AGAIN}.")
    _count(body, archive.read("styles.xml"), source)
    return gathered(_blocks(body, _bold_styles(root)), source)


def _tag(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _space(element: etree._Element) -> str:
    """The part of an element's namespace that tells it: ``office``, ``text``."""
    tag = element.tag
    return tag[1:].partition("}")[0].partition(":xmlns:")[2].partition(":")[0] if isinstance(tag, str) else ""


def _value(element: etree._Element, name: str) -> str:
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def _bold_styles(root: etree._Element) -> frozenset[str]:
    """The names of the file's own styles that are bold."""
    return frozenset(
        _value(style, "name")
        for style in root.iter()
        if _tag(style) == "style"
        and any(_tag(each) == "text-properties" and _value(each, "font-weight") == "bold" for each in style)
    ) | {"Strong_20_Emphasis", "Strong"}


def _count(body: etree._Element, styles: bytes | None, source: Source) -> None:
    counts: Counter[str] = Counter()
    boxes = 0
    for each in body.iter():
        tag = _tag(each)
        if tag in ("deletion", "insertion") and _space(each) == "text":
            counts[f"{tag}s"] += 1
        elif tag == "note":
            counts["footnotes"] += 1
        elif tag == "annotation":
            counts["comments"] += 1
        elif tag == "text-box" and "".join(str(piece) for piece in each.itertext()).strip():
            boxes += 1
    if styles is not None:
        marks = (b"<style:header>", b"<style:footer>", b"<style:header ", b"<style:footer ")
        counts["headers"] += sum(styles.count(mark) for mark in marks)
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
    if boxes:
        source.warn(f"{boxes} text box(es) were not read.")


def _blocks(element: etree._Element, bold: frozenset[str]) -> Iterator[Paragraph]:
    for child in element:
        tag = _tag(child)
        if tag in ("p", "h"):
            paragraph = Paragraph(heading=tag == "h" or _value(child, "style-name") in ("Title", "Subtitle"))
            _gather(child, bold, _value(child, "style-name") in bold, paragraph)
            yield paragraph
        elif tag == "table-row":
            cells = (cell for cell in child if _tag(cell) in ("table-cell", "covered-table-cell"))
            yield from mark_cells(list(_blocks(cell, bold)) for cell in cells)
        elif tag not in _LEFT_OUT:
            yield from _blocks(child, bold)


def _gather(element: etree._Element, bold: frozenset[str], is_bold: bool, into: Paragraph) -> None:
    _add(element.text, is_bold, into)
    for child in element:
        tag = _tag(child)
        if tag == "s":
            count = _value(child, "c")
            into.add(" " * min(int(count) if count.isdecimal() else 1, _MOST_SPACES), is_bold)
        elif tag == "tab":
            into.add("\t", is_bold)
        elif tag == "line-break":
            into.add("\n", is_bold)
        elif tag and tag not in _LEFT_OUT:
            _gather(child, bold, is_bold or _value(child, "style-name") in bold, into)
        _add(child.tail, is_bold, into)


def _add(words: str | None, is_bold: bool, into: Paragraph) -> None:
    """Words as LibreOffice shows them: line ends and indents of the XML are spaces, several are one."""
    if not words:
        return
    if "\n" in words or "\r" in words or "\t" in words or "  " in words:
        parts = words.replace("\n", " ").replace("\r", " ").replace("\t", " ").split(" ")
        kept = [each for number, each in enumerate(parts) if each or number in (0, len(parts) - 1)]
        words = " ".join(kept)
    into.add(words, is_bold)
