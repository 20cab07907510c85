"""Break a text into lines of terminal cells, keeping code point offsets.

Lines break at spaces, never inside a grapheme (an emoji family, a letter with its
stress mark). What is shown has exactly one character for each code point of the text,
so that columns and offsets translate into each other.
"""

from __future__ import annotations

from rich.cells import cell_len, split_graphemes

_SHOWN_AS_SPACE = {ord(c): " " for c in "\t\n\u2028\u2029\u200e\u200f\u061c"}


def shown(text: str) -> str:
    """The text with every character that would move the cursor shown as a space."""
    return text.translate(_SHOWN_AS_SPACE)


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
    piece = shown(text[start:end])
    if piece.isascii() or cell_len(piece) == len(piece):
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
    graphemes, _ = split_graphemes(piece)
    lines: list[tuple[int, int]] = []
    begin = cells = 0
    space = -1
    for start, end, wide in graphemes:
        if cells + wide > width and start > begin and piece[start:end] != " ":
            cut = space if space > begin else start
            lines.append((offset + begin, offset + cut))
            begin, cells, space = cut, cell_len(piece[cut:start]), -1
        cells += wide
        if piece[start:end] == " ":
            space = end
    if begin < len(piece):
        lines.append((offset + begin, offset + len(piece)))
    return lines
