"""Paragraphs of files that know more than letters: what is bold, a heading, a cell of a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from coder.files.transcripts.source import Paragraphs, Source
from coder.files.transcripts.text import Line


class Paragraph:
    """A paragraph that is being gathered; a line feed in it begins another line of the same paragraph."""

    __slots__ = ("_bold", "_going_on", "_pieces", "cell", "heading")

    def __init__(self, *, heading: bool = False) -> None:
        self.heading = heading
        self.cell = False
        """Whether this is all there is in a table cell that has another to its right."""
        self._pieces: list[list[str]] = [[]]
        self._bold = [0]
        """How many code points at the beginning of each line are bold."""
        self._going_on = True

    def add(self, words: str, bold: bool = False) -> None:
        """More words."""
        for number, piece in enumerate(words.split("\n")):
            if number:
                self._pieces.append([])
                self._bold.append(0)
                self._going_on = True
            if piece:
                self._pieces[-1].append(piece)
                self._going_on = self._going_on and bold
                if self._going_on:
                    self._bold[-1] += len(piece)

    @property
    def lines(self) -> list[tuple[str, int]]:
        """The text of each line, and how much of its beginning is bold."""
        return [("".join(pieces), bold) for pieces, bold in zip(self._pieces, self._bold, strict=True)]

    @property
    def filled(self) -> bool:
        """Whether there are any words."""
        return any(piece.strip() for pieces in self._pieces for piece in pieces)


def mark_cells(cells: Iterable[list[Paragraph]]) -> list[Paragraph]:
    """The paragraphs of a row, those that may be labels told."""
    filled = [kept for cell in cells if (kept := [each for each in cell if each.filled])]
    for cell in filled[:-1]:
        cell[0].cell = len(cell) == 1
    return [each for cell in filled for each in cell]


def gathered(paragraphs: Iterable[Paragraph], source: Source) -> Paragraphs:
    """The clean lines of some paragraphs; their starts are offsets of the lines joined by LF."""
    lines: list[Line] = []
    start = 0
    for paragraph in paragraphs:
        for number, (text, bold) in enumerate(paragraph.lines):
            first = number == 0
            lines.append(Line(start, text, first, bold, paragraph.heading, paragraph.cell and first))
            start += len(text) + 1
        source.refuse_long(start - 1, len(lines) - 1)
    body = source.fit(source.clean("\n".join(line.text for line in lines)))
    return Paragraphs([replace(line, text=body[line.start : line.start + len(line.text)]) for line in lines])
