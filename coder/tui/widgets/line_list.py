"""A list of passages, painted line by line: a hundred thousand cost no more than ten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.text import Text
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from coder.tui.keys import bind
from coder.tui.wrapping import shown

_WIDEST = 24
"""Cells of a column that is not the last one."""
_MEASURED = 1_000
"""Lines that columns are fitted to."""
_MARK = 2


@dataclass(frozen=True, slots=True)
class Passage:
    """A line of the list: its cells, where it stands, and what is told of it in full."""

    cells: tuple[str, ...]
    transcript: str
    segment: int
    """The segment's number, counting from 1."""
    full: Text


class LineList(ScrollView, can_focus=True, inherit_bindings=False):
    """Passages with a cursor; the last column takes the room there is."""

    DEFAULT_CSS = """
    LineList { overflow-y: scroll; overflow-x: hidden; background: $background; height: 1fr; }
    """
    COMPONENT_CLASSES = {"line-list--line", "line-list--cursor"}  # noqa: RUF012 - Textual's way
    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("down,j", "move(1)", show=False),
        bind("up,k", "move(-1)", show=False),
        bind("pagedown", "page(1)", show=False),
        bind("pageup", "page(-1)", show=False),
        bind("home,g", "edge(0)", show=False),
        bind("end,G", "edge(1)", show=False),
    ]

    cursor: reactive[int] = reactive(0)

    class Moved(Message):
        """The cursor has come to another passage."""

    class Chosen(Message):
        """A passage was chosen with the mouse."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.passages: Sequence[Passage] = ()
        self._widths: list[int] = []

    @property
    def passage(self) -> Passage | None:
        """The passage at the cursor."""
        return self.passages[self.cursor] if self.cursor < len(self.passages) else None

    def show(self, passages: Sequence[Passage]) -> None:
        """Show these passages; the cursor stays where it was as far as it can."""
        self.passages = passages
        measured = passages[:_MEASURED]
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
        cells = self.passages[index].cells
        last = max(width - _MARK - sum(each + 2 for each in self._widths), 1)
        words = "▶ " if here else "  "
        for cell, room in zip(cells, (*self._widths, last), strict=True):
            text = Text(shown(cell[: 4 * room]))
            text.truncate(room, overflow="ellipsis", pad=True)
            words += text.plain + "  "
        return Strip([Segment(words, style)]).adjust_cell_length(width, style)

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
            if chosen:
                self.post_message(self.Chosen())
