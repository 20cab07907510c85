"""Break a text into lines of terminal cells, keeping code point offsets.

Lines break at spaces, never inside a grapheme (an emoji family, a letter with its
stress mark). What is shown has exactly one character for each code point of the text,
so that columns and offsets translate into each other.
"""

from __future__ import annotations

import re

from rich.cells import split_graphemes

_SHOWN_AS = {
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], "\N{REPLACEMENT CHARACTER}"),
    **dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\N{REPLACEMENT CHARACTER}"),
    **dict.fromkeys(map(ord, "\t\n\u2028\u2029\u200e\u200f\u061c"), " "),
}
_NARROW = re.compile(r"[ -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u058f\u2010-\u2027\u2030-\u205e\u2116]*")
"""Letters that take one cell each and never join their neighbours: most of all talk."""


def shown(text: str) -> str:
    """The text with a character for each: what moves the cursor as a space, controls as a mark."""
    return text.translate(_SHOWN_AS)


def graphemes(piece: str) -> list[tuple[int, int, int]]:
    """The start, end and cells of what stands as one letter on the screen."""
    if _NARROW.fullmatch(piece):
        return [(i, i + 1, 1) for i in range(len(piece))]
    return split_graphemes(piece)[0]


def wrap(text: str, start: int, end: int, width: int) -> list[tuple[int, int]]:
    """The lines of ``text[start:end]``, each at most ``width`` cells wide.

    Returns:
        (start, end) of every line, in code points of ``text``; a line's trailing space and
        the line feed it ends with belong to it and may stand out beyond the width.
    """
    lines: list[tuple[int, int]] = []
    at = start
    while at < end:
        feed = text.find("\n", at, end)
        stop = end if feed < 0 else feed
        lines += _paragraph(text, at, stop, width) or [(at, stop)]
        if feed >= 0:
            lines[-1] = (lines[-1][0], feed + 1)
        at = stop + (feed >= 0)
    return lines or [(start, end)]


def _paragraph(text: str, start: int, end: int, width: int) -> list[tuple[int, int]]:
    if _NARROW.fullmatch(text, start, end):  # it is shown as it is
        return _narrow(text[start:end], start, width)
    piece = shown(text[start:end])
    if _NARROW.fullmatch(piece):
        return _narrow(piece, start, width)
    return _wide(piece, start, width)


def _narrow(piece: str, offset: int, width: int) -> list[tuple[int, int]]:
    """One cell a character: the common case, done by slicing."""
    lines, at, n = [], 0, len(piece)
    while n - at > width:
        space = piece.rfind(" ", at + 1, at + width + 1)
        cut = space + 1 if space > at else at + width
        lines.append((offset + at, offset + cut))
        at = cut
    if at < n:
        lines.append((offset + at, offset + n))
    return lines


def _wide(piece: str, offset: int, width: int) -> list[tuple[int, int]]:
    letters = graphemes(piece)
    lines, first = [], 0
    while first < len(letters):
        after = _line_end(piece, letters, first, width)
        lines.append((offset + letters[first][0], offset + letters[after - 1][1]))
        first = after
    return lines


def _line_end(piece: str, letters: list[tuple[int, int, int]], first: int, width: int) -> int:
    """The first letter of the next line, when a line begins with this one."""
    cells = after_space = 0
    for i in range(first, len(letters)):
        start, end, wide = letters[i]
        blank = piece[start:end] == " "
        if cells + wide > width and i > first and not blank:
            return after_space or i
        cells += wide
        if blank:
            after_space = i + 1
    return len(letters)
