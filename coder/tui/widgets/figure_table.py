"""Codes with their figures, and a bar where there is room for one."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.binding import BindingType
from textual.widgets import DataTable

from coder.report.formats.terminal import wrap
from coder.tui.keys import bind
from coder.tui.speech import N_
from coder.tui.state.figures import Line, Sheet

LONGEST, SHORTEST = 48, 6
"""Cells of a bar."""
HIGHEST = 3
"""Lines of the heads."""
_LABEL = 24
"""Cells of a label that are always shown."""
_EDGE = 2
"""Cells of the scroll bar."""


class FigureTable(DataTable[Text]):
    """The cursor stands on a code; the codebooks' titles stand between."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("down,j", "cursor_down", N_("next line"), id="table.down", show=False),
        bind("up,k", "cursor_up", N_("previous line"), id="table.up", show=False),
    ]

    def __init__(self, *, id: str | None = None, bars: bool = False) -> None:  # noqa: A002
        super().__init__(id=id, cursor_type="row", zebra_stripes=True)
        self.bars = bars
        self.lines: tuple[Line, ...] = ()

    @property
    def line(self) -> Line | None:
        """The line at the cursor."""
        return self.lines[self.cursor_row] if 0 <= self.cursor_row < len(self.lines) else None

    def show(self, sheet: Sheet, room: int) -> None:
        """Show a sheet in so many cells; the cursor stays on its code."""
        at = self.line.key if self.line is not None else None
        self.lines = sheet.lines
        brief, label, bar = self._fit(sheet, room)
        widths = [label, *_widths(sheet, brief)]
        heads = [
            wrap(head.short if brief else head.text, width)
            for head, width in zip(sheet.heads, widths, strict=True)
        ]
        self.clear(columns=True)
        self.header_height = max(map(len, heads))
        for head, lines, width in zip(sheet.heads, heads, widths, strict=True):
            text = Text("\n".join(lines), justify="right" if head.figures else "left")
            self.add_column(text, width=width)
        if bar:
            self.add_column("", width=bar)
        longest = max((line.share for line in sheet.lines), default=0.0)
        for line in sheet.lines:
            self.add_row(*_cells(line, sheet, brief), *([_bar(line, longest, bar)] if bar else []))
        self.fixed_columns = 1 if sum(widths) + 2 * len(widths) + _EDGE > room else 0
        codes = [i for i, line in enumerate(sheet.lines) if line.key is not None]
        if codes:
            row = next((i for i in codes if sheet.lines[i].key == at), codes[0])
            self.move_cursor(row=row)

    def _fit(self, sheet: Sheet, room: int) -> tuple[bool, int, int]:
        """Whether heads and undefined figures are short, the cells of the labels, and those of the bars."""
        wanted = max((2 * x.depth + cell_len(x.label) for x in sheet.lines if x.key), default=_LABEL)
        padding = 2 * self.cell_padding
        free = 0
        for brief in (False, True):
            widths = _widths(sheet, brief)
            free = room - sum(widths) - padding * (len(widths) + 1) - _EDGE
            if free >= min(wanted, _LABEL):
                break
        bars = self.bars and free - padding - SHORTEST >= min(wanted, _LABEL)
        least = padding + 2 * SHORTEST if bars else 0
        label = min(wanted, max(free - least, _LABEL))
        titles = max((cell_len(x.label) for x in sheet.lines if x.key is None), default=0)
        spare = free - label - (padding + LONGEST // 2 if bars else 0)
        label = max(label, min(titles, label + spare))
        left = free - label - padding
        return brief, label, min(LONGEST, left) if bars and left >= SHORTEST else 0


def _widths(sheet: Sheet, brief: bool) -> list[int]:
    """Of the figures: as wide as the widest, and as the longest word above it."""
    found = []
    for i, head in enumerate(sheet.heads[1:]):
        cells = [cell_len((x.short if brief else x.figures)[i]) for x in sheet.lines if x.key is not None]
        text = head.short if brief else head.text
        width = max(max(map(cell_len, text.split(" "))), *cells, 1)
        while len(wrap(text, width)) > HIGHEST:
            width += 1
        found.append(width)
    return found


def _cells(line: Line, sheet: Sheet, brief: bool) -> list[Text]:
    if line.key is None:
        title = Text(line.label, style="bold underline", no_wrap=True, overflow="ellipsis")
        return [title, *(Text() for _ in sheet.heads[1:])]
    label = Text("  " * line.depth + line.label, no_wrap=True, overflow="ellipsis")
    if not line.codable:
        label.stylize("bold")
    figures = line.short if brief else line.figures
    return [
        label,
        *(
            Text(text, justify="right" if head.figures else "left", no_wrap=True)
            for text, head in zip(figures, sheet.heads[1:], strict=True)
        ),
    ]


def _bar(line: Line, longest: float, width: int) -> Text:
    from coder.report.frequency_lines import bar  # brings pandas, which the table has brought already

    return Text(bar(line.share / longest, width) if line.key and longest else "", no_wrap=True)
