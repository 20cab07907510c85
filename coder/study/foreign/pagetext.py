"""The text of a page, with the way from bytes of its words to code points of the text.

Taguette counts the bytes of a page's words in UTF-8, tags left out. Here white space is made
what a reader sees: one space within a paragraph, a line end between paragraphs.
"""

from __future__ import annotations

from bisect import bisect_left
from html.parser import HTMLParser

from coder.files.transcripts import text as texts

_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt"),
        *("fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
        *("hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot"),
        *("th", "thead", "title", "tr", "ul"),
    )
)
_SILENT = frozenset(("script", "style"))
_SPACES = " \t\n\r\f"


class PageText(HTMLParser):
    """A page as a text."""

    def __init__(self, page: str) -> None:
        """Read the page."""
        super().__init__(convert_charrefs=True)
        self._letters: list[str] = []
        self._from: list[int] = []
        self._bytes = 0
        self._begun = False
        self._pre = 0
        self._silent = 0
        self._opened = False
        self._break = False
        self._space = False
        self.feed(page.replace("\r\n", "\n").replace("\r", "\n"))
        self.close()
        self.text, _ = texts.clean("".join(self._letters))

    def place(self, at: int) -> int:
        """The code point at which a byte of the page's words lies, or the next one that is kept."""
        return bisect_left(self._from, at)

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """A passage, without white space at its edges; None where it is not in the page."""
        if not 0 <= start < end <= self._bytes:
            return None
        first, last = self.place(start), self.place(end)
        words = self.text[first:last]
        first, last = first + len(words) - len(words.lstrip()), last - (len(words) - len(words.rstrip()))
        return (first, last) if first < last else None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """A paragraph begins, mostly."""
        self._begun = True
        if tag in _BLOCKS:
            self._break = True
        self._pre += tag == "pre"
        self._opened = tag == "pre"
        self._silent += tag in _SILENT

    def handle_endtag(self, tag: str) -> None:
        """A paragraph ends, mostly."""
        if tag in _BLOCKS:
            self._break = True
        self._pre = max(0, self._pre - (tag == "pre"))
        self._silent = max(0, self._silent - (tag in _SILENT))

    def handle_data(self, data: str) -> None:
        """Words: each letter is counted, and kept unless it is white space that nobody sees."""
        if not self._begun:  # a browser drops white space before everything
            data = data.lstrip(_SPACES)
            self._begun = bool(data)
        if self._opened:  # and the line end right after a tag that keeps line ends
            data = data.removeprefix("\n")
            self._opened = False
        for letter in data:
            if not self._silent:
                self._take(letter)
            self._bytes += 1 if letter < "\x80" else len(letter.encode("utf-8", "surrogatepass"))

    def _take(self, letter: str) -> None:
        if letter in _SPACES and not self._pre:
            self._space = True
            return
        if self._break and self._letters:
            self._put("\n")
        elif self._space and self._letters:
            self._put(" ")
        self._break = self._space = False
        self._put(letter)

    def _put(self, letter: str) -> None:
        self._letters.append(letter)
        self._from.append(self._bytes)
