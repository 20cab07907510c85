"""A list of passages, painted line by line: a hundred thousand cost no more than ten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from coder.tui.keys import bind
from coder.tui.speech import N_
from coder.tui.state.wrapping import shown

_WIDEST = 24
"""Cells of a column that is not the last one."""
_MEASURED = 1_000
"""Lines that columns are fitted to."""
_MARK = 2
_HIT = Style(bold=True, underline=True)


@dataclass(frozen=True, slots=True)
class Passage:
    """A line of the list: its cells, where it stands, and what is told of it in full."""

    cells: tuple[str, ...]
    transcript: str
    segment: int
    """The segment's number, counting from 1."""
    full: Text
    emphasis: tuple[int, int] | None = None
    """What of the last cell matters most, in code points; the cell is shown around it."""
    marked: bool = False


class LineList(ScrollView, can_focus=True, inherit_bindings=False):
    """Passages with a cursor; the last column takes the room there is."""

    DEFAULT_CSS = """
    LineList { overflow-y: scroll; overflow-x: hidden; background: $background; height: 1fr; }
    """
    COMPONENT_CLASSES = {"line-list--line", "line-list--cursor"}  # noqa: RUF012 - Textual's way
    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("down,j", "move(1)", N_("next line"), id="list.down", show=False),
        bind("up,k", "move(-1)", N_("previous line"), id="list.up", show=False),
        bind("pagedown", "page(1)", N_("a screen down"), id="list.pagedown", show=False),
        bind("pageup", "page(-1)", N_("a screen up"), id="list.pageup", show=False),
        bind("home,g", "edge(0)", N_("first line"), id="list.first", show=False),
        bind("end,G", "edge(1)", N_("last line"), id="list.last", show=False),
    ]

    cursor: reactive[int] = reactive(0)

    class Moved(Message):
        """The cursor has come to another passage."""

    class Chosen(Message):
        """A passage was chosen with the mouse."""

    class Ticked(Message):
        """The place of the mark was clicked, on the line at the cursor."""

    def __init__(self, *, id: str | None = None, marking: bool = False) -> None:  # noqa: A002
        """An empty list.

        Args:
            id: Textual's.
            marking: whether lines can be marked, and have room for the mark.
        """
        super().__init__(id=id)
        self.marking = marking
        self.passages: Sequence[Passage] = ()
        self._widths: list[int] = []
        self._measured = 0

    @property
    def passage(self) -> Passage | None:
        """The passage at the cursor."""
        return self.passages[self.cursor] if self.cursor < len(self.passages) else None

    def show(self, passages: Sequence[Passage], more: bool = False) -> None:
        """Show these passages; the cursor stays where it was as far as it can.

        Args:
            passages: what to show.
            more: these are the ones shown before, with some more.
        """
        self.passages = passages
        if not more or self._measured < _MEASURED:
            measured = passages[:_MEASURED]
            self._measured = len(measured)
            columns = len(measured[0].cells) - 1 if measured else 0
            self._widths = [
                min(_WIDEST, max(cell_len(shown(each.cells[i])) for each in measured)) for i in range(columns)
            ]
        self.virtual_size = Size(0, len(passages))
        self.cursor = max(min(self.cursor, len(passages) - 1), 0)
        self.refresh()
        self.post_message(self.Moved())

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        if index >= len(self.passages):
            return Strip.blank(width, self.rich_style)
        here = index == self.cursor
        style = self.get_component_rich_style("line-list--cursor" if here else "line-list--line")
        passage = self.passages[index]
        lead = _MARK * (1 + self.marking)
        last = max(width - lead - sum(each + 2 for each in self._widths), 1)
        words = "▶ " if here else "  "
        if self.marking:
            words += "✓ " if passage.marked else "  "
        for cell, room in zip(passage.cells[:-1], self._widths, strict=True):
            text = Text(shown(cell[: 4 * room]))
            text.truncate(room, overflow="ellipsis", pad=True)
            words += text.plain + "  "
        ink = [Segment(words, style), *_around(passage.cells[-1], passage.emphasis, last, style)]
        return Strip(ink).adjust_cell_length(width, style)

    def watch_cursor(self) -> None:
        """Keep the cursor in sight and say that it moved."""
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)
        self.refresh()
        self.post_message(self.Moved())

    def action_move(self, by: int) -> None:
        """Move by lines."""
        self.cursor = max(min(self.cursor + by, len(self.passages) - 1), 0)

    def action_page(self, direction: int) -> None:
        """Move by a screenful."""
        self.action_move(direction * max(self.size.height - 1, 1))

    def action_edge(self, end: int) -> None:
        """Go to the first or the last passage."""
        self.cursor = end * max(len(self.passages) - 1, 0)

    def on_click(self, event: Click) -> None:
        index = event.y + self.scroll_offset.y
        if index < len(self.passages):
            chosen = index == self.cursor
            self.cursor = index
            if self.marking and event.x < 2 * _MARK:
                self.post_message(self.Ticked())
            elif chosen:
                self.post_message(self.Chosen())


def _around(cell: str, emphasis: tuple[int, int] | None, room: int, style: Style) -> list[Segment]:
    """The last cell in its room; what matters most always begins at the same place, told by its look."""
    if emphasis is None:
        text = Text(shown(cell[: 4 * room]))
        text.truncate(room, overflow="ellipsis")
        return [Segment(text.plain, style)]
    start, end = emphasis
    lead = room * 2 // 5
    before = shown(cell[max(start - lead, 0) : start])
    if cell_len(before) > lead or start > lead:
        while before and cell_len(before) > lead - 1:
            before = before[1:]
        before = "…" + before
    before = " " * (lead - cell_len(before)) + before
    hit = shown(cell[start : min(end, start + room)])
    text = Text(before + hit + shown(cell[end : end + room]))
    text.truncate(room, overflow="ellipsis")
    words, a, b = text.plain, len(before), len(before) + len(hit)
    return [Segment(words[:a], style), Segment(words[a:b], style + _HIT), Segment(words[b:], style)]
