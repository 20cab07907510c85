"""The paragraphs of a web page: blocks become paragraphs, scripts and what is hidden are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from coder.files.transcripts.rich import Paragraph, gathered, mark_cells
from coder.files.transcripts.source import Paragraphs, Source

if TYPE_CHECKING:
    from lxml import etree

MOST_MARKUP = 400_000
"""How many signs of markup ("<" and "=") a page may have: each costs memory once it is parsed."""
_LEFT_OUT = frozenset(
    {"script", "style", "noscript", "template", "head", "svg", "math", "iframe", "object", "embed", "audio"}
    | {"video", "canvas", "select", "button", "input", "textarea", "datalist"}
)
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "header", "footer", "nav", "aside", "blockquote", "pre", "li"}
    | {"ul", "ol", "dl", "dt", "dd", "figure", "figcaption", "table", "caption", "thead", "tbody", "tfoot"}
    | {"tr", "td", "th", "form", "fieldset", "address", "details", "summary", "hr", "body", "html", "center"}
    | {"h1", "h2", "h3", "h4", "h5", "h6"}
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BOLD = frozenset({"b", "strong", "dt"})
_SPACES = re.compile(r"[ \t\n\r\f]+")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:-]{2,30})", re.IGNORECASE)
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_DEPTH = 200


def read(source: Source) -> Paragraphs:
    """The paragraphs of an .html file.

    Raises:
        CoderError: The file is no text, nested too deep, or has more markup than memory is given for.
    """
    from lxml import etree

    letters = source.decoded(_declared(source.data))
    if letters.count("<") + letters.count("=") > MOST_MARKUP:
        raise source.bad("the page has more markup than an interview can; save its text as .txt.")
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    page = _DECLARED.sub("", letters).replace("\0", "\N{REPLACEMENT CHARACTER}")
    try:
        root = etree.fromstring(page.encode("utf-8", "replace"), parser)
        del letters, page  # a large page stands in memory often enough
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise source.bad("there is no text in the page; check that it is the transcript.") from fault
    if root is None:
        raise source.bad("there is no text in the page; check that it is the transcript.")
    if any(
        error.type_name == "ERR_INTERNAL_ERROR" or "xcessive depth" in error.message
        for error in parser.error_log
    ):
        raise source.bad("the page is nested too deep; save its text as .txt.")
    page_ = _Page(source)
    page_.walk(root, False, 0)
    return gathered(page_.done(), source)


def _declared(data: bytes) -> str | None:
    match = _CHARSET.search(data[:4096])
    return match[1].decode("ascii") if match else None


class _Page:
    """Gathers paragraphs while walking over a page."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._paragraphs: list[Paragraph] = []
        self._now = Paragraph()
        self._gap = False
        self._started = False
        self._letters = 0

    def done(self) -> Iterator[Paragraph]:
        """The paragraphs with words."""
        self._end()
        return iter(self._paragraphs)

    def walk(self, element: etree._Element, bold: bool, depth: int) -> None:
        """Gather what is under an element."""
        tag = str(element.tag).lower() if isinstance(element.tag, str) else ""
        if depth > _DEPTH:
            raise self._source.bad("the page is nested too deep; save its text as .txt.")
        hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "")
        if tag in _LEFT_OUT or hidden:
            self._source.counts["scripts"] += tag != "head"
            return
        if tag == "br":
            self._end()  # pages often part turns so
            return
        block = tag in _BLOCKS
        if block:
            self._end(heading=tag in _HEADINGS)
        inside = (bold or tag in _BOLD) and tag not in _HEADINGS
        if tag == "tr":
            self._row(element, inside, depth)
        else:
            self._words(element.text, inside, tag == "pre")
            for child in element:
                self.walk(child, inside, depth + 1)
                self._words(child.tail, inside, tag == "pre")
        if block:
            self._end()

    def _row(self, row: etree._Element, bold: bool, depth: int) -> None:
        before = self._paragraphs
        cells = []
        for cell in row:
            self._paragraphs = []
            self.walk(cell, bold, depth + 1)
            self._end()
            cells.append(self._paragraphs)
        self._paragraphs = before + mark_cells(cells)

    def _words(self, words: str | None, bold: bool, kept: bool) -> None:
        """Add words, white space as a browser shows it."""
        if not words:
            return
        if kept:
            self._now.add(words, bold)
            self._started = True
            return
        said = _SPACES.sub(" ", words)
        self._gap = self._gap or said.startswith(" ")
        if bare := said.strip(" "):
            if self._gap and self._started:
                self._now.add(" ", bold)
            self._now.add(bare, bold)
            self._letters += len(bare)
            self._source.refuse_long(self._letters)
            self._gap, self._started = said.endswith(" "), True

    def _end(self, *, heading: bool = False) -> None:
        """Begin another paragraph."""
        if self._now.filled:
            self._paragraphs.append(self._now)
        self._now = Paragraph(heading=heading)
        self._gap, self._started = False, False
