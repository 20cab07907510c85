"""The interviews with how far each is; the one that is open is told by a mark."""

from __future__ import annotations

from collections.abc import Sequence

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

from coder.model import TranscriptLine
from coder.tui.keys import bind
from coder.tui.speech import N_
from coder.tui.state.wrapping import shown

_BAR = 4


class InterviewLines(ScrollView, can_focus=True, inherit_bindings=False):
    """A list of interviews with a cursor, painted line by line."""

    DEFAULT_CSS = """
    InterviewLines { overflow-y: auto; overflow-x: hidden; scrollbar-size-vertical: 1; height: 1fr; }
    InterviewLines { scrollbar-gutter: stable; background: transparent; }
    """
    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("enter", "choose", N_("open"), id="interviews.open", key_display="Enter"),
        bind("down,j", "move(1)", N_("next line"), id="interviews.down", show=False),
        bind("up,k", "move(-1)", N_("previous line"), id="interviews.up", show=False),
        bind("pagedown", "page(1)", N_("a screen down"), id="interviews.pagedown", show=False),
        bind("pageup", "page(-1)", N_("a screen up"), id="interviews.pageup", show=False),
        bind("home,g", "edge(0)", N_("first line"), id="interviews.first", show=False),
        bind("end,G", "edge(1)", N_("last line"), id="interviews.last", show=False),
    ]

    cursor: reactive[int] = reactive(0)

    class Chosen(Message):
        """An interview was chosen."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.lines: Sequence[TranscriptLine] = ()
        self.here = ""
        """The interview that is open."""

    def show(self, lines: Sequence[TranscriptLine], here: str) -> None:
        """Show these; the cursor goes to the one that is open, unless somebody is moving it."""
        self.lines, self.here = lines, here
        self.virtual_size = Size(0, len(lines))
        at = next((i for i, each in enumerate(lines) if each.name == here), 0)
        self.cursor = min(self.cursor, max(len(lines) - 1, 0)) if self.has_focus else at
        self.refresh()

    def renew(self, index: int) -> None:
        """One line says something else now."""
        self.refresh(Region(0, index - self.scroll_offset.y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        if index >= len(self.lines):
            return Strip.blank(width, self.rich_style)
        line = self.lines[index]
        on = index == self.cursor and self._moves
        style = self.get_component_rich_style("line-list--cursor" if on else "line-list--line")
        if line.name == self.here:
            style += Style(bold=True)
        figures = f" {line.decided}/{line.units}"
        done = line.decided >= line.units
        share = line.decided / line.units if line.units else 1.0
        full = round(_BAR * share)
        bar = " ✓" + " " * (_BAR - 1) if done else " " + "█" * full + "░" * (_BAR - full)
        figures = figures.rjust(8) + bar
        room = width - 2 - cell_len(figures)
        name = Text(shown(line.name))
        name.truncate(max(room, 4), overflow="ellipsis", pad=True)
        mark = "▶ " if on else "● " if line.name == self.here else "  "
        return Strip([Segment(mark + name.plain + figures, style)]).adjust_cell_length(width, style)

    COMPONENT_CLASSES = {"line-list--line", "line-list--cursor"}  # noqa: RUF012 - Textual's way

    @property
    def _moves(self) -> bool:
        """Whether the cursor is anybody's: here, or in the letters above."""
        return self.has_focus or not self.can_focus

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def watch_cursor(self) -> None:
        """Keep the cursor in sight."""
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)
        self.refresh()

    def action_move(self, by: int) -> None:
        """Move by lines."""
        self.cursor = max(min(self.cursor + by, len(self.lines) - 1), 0)

    def action_page(self, direction: int) -> None:
        """Move by a screenful."""
        self.action_move(direction * max(self.size.height - 1, 1))

    def action_edge(self, end: int) -> None:
        """Go to the first or the last interview."""
        self.cursor = end * max(len(self.lines) - 1, 0)

    def action_choose(self) -> None:
        """Open the interview at the cursor."""
        if self.cursor < len(self.lines):
            self.post_message(self.Chosen(self.lines[self.cursor].name))

    def on_click(self, event: Click) -> None:
        """Open the interview under the pointer."""
        index = event.y + self.scroll_offset.y
        if index < len(self.lines):
            self.cursor = index
            self.action_choose()
