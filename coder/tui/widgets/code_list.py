"""A short list under a line of letters, painted line by line: as quick as the typing."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual.events import Click, Leave, MouseMove
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip


class CodeList(ScrollView, can_focus=False):
    """Lines with one of them chosen; whoever shows the list moves it, the mouse chooses in it."""

    DEFAULT_CSS = """
    CodeList { overflow-x: hidden; overflow-y: scroll; }
    CodeList > .code-list--line { color: $foreground; background: $surface; }
    CodeList > .code-list--cursor {
      color: $foreground; background: $block-cursor-blurred-background;
      text-style: $block-cursor-blurred-text-style;
    }
    CodeList > .code-list--hover { background: $block-hover-background; }
    CodeList:nocolor > .code-list--cursor { text-style: reverse; }
    """
    COMPONENT_CLASSES = {  # noqa: RUF012 - Textual's way
        "code-list--line",
        "code-list--cursor",
        "code-list--hover",
    }
    ALLOW_SELECT = False

    class Chosen(Message):
        """The line at the cursor was clicked."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.cursor = 0
        self.count = 0
        """How many lines there are."""
        self._line: Callable[[int], Text] = lambda _: Text()
        self._enabled = 0
        self._hover = -1

    def show(self, count: int, line: Callable[[int], Text], enabled: int, cursor: int) -> None:
        """Show a list.

        Args:
            count: lines.
            line: makes one of them, when it is painted.
            enabled: how many of them, from the first, can be chosen.
            cursor: the line chosen.
        """
        self.count, self._line, self._enabled, self._hover = count, line, enabled, -1
        size = Size(0, count)
        self.set_reactive(CodeList.virtual_size, size)  # setting it would lay out the whole screen
        self._scroll_update(size)
        self._go(cursor)

    def line(self, i: int) -> Text:
        """One of the lines."""
        return self._line(i)

    def move(self, by: int) -> None:
        """Move the cursor, as far as there are lines."""
        self._go(self.cursor + by)

    def _go(self, to: int) -> None:
        self.cursor = max(0, min(self._enabled - 1, to))
        self._reveal()
        self.refresh()

    def _reveal(self) -> None:
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True, immediate=True)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._scroll_update(self.virtual_size)
        self._reveal()

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        if index >= self.count:
            return Strip.blank(width, self.get_component_rich_style("code-list--line"))
        look = "cursor" if index == self.cursor and self._enabled else "line"
        style = self.get_component_rich_style(f"code-list--{look}")
        if index == self._hover and look == "line":
            style += self.get_component_rich_style("code-list--hover", partial=True)
        text = self._line(index)
        text.truncate(width, overflow="ellipsis")
        return Strip(text.render(self.app.console)).apply_style(style).adjust_cell_length(width, style)

    # --- the mouse ----------------------------------------------------------------------------------

    def on_click(self, event: Click) -> None:
        """Choose the line under the pointer."""
        index = event.y + self.scroll_offset.y
        if index < self._enabled:
            self._go(index)
            self.post_message(self.Chosen())

    def on_mouse_move(self, event: MouseMove) -> None:
        """Show what a click would choose."""
        self._hovers(event.y + self.scroll_offset.y)

    def on_leave(self, _event: Leave) -> None:
        self._hovers(-1)

    def _hovers(self, at: int) -> None:
        if at != self._hover:
            self._hover = at if at < self._enabled else -1
            self.refresh()
