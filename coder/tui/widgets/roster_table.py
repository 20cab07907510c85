"""The interviews, painted line by line: two thousand cost no more than two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from coder.tui.keys import bind
from coder.tui.speech import N_, _
from coder.tui.state.roster import Interview, Roster, when
from coder.tui.state.wrapping import shown

_GAP, _MARK, _SCROLLBAR = 2, 2, 2
BAR = 8
"""Cells of a bar of progress."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, the order it stands for, and how wide it may get."""

    key: str
    head: str
    order: str = ""
    most: int = 24
    right: bool = False
    spare: int = 0
    """Columns with the highest number go first where there is little room."""


COLUMNS = (
    Column("name", N_("interview"), "name"),
    Column("bar", N_("progress"), "progress", spare=2),
    Column("units", N_("decided"), "progress", right=True),
    Column("codings", N_("codings"), right=True, spare=4),
    Column("status", N_("assigned"), spare=2),
    Column("touched", N_("last touched"), "touched", spare=1),
    Column("language", N_("lang"), spare=5),
    Column("respondent", N_("respondent"), spare=3),
    Column("group", N_("group"), "group", most=200),
)


class RosterTable(ScrollView, can_focus=True, inherit_bindings=False):
    """Shows a roster; the first line holds the heads and stays."""

    DEFAULT_CSS = """
    RosterTable { overflow-y: scroll; overflow-x: hidden; background: $background; height: 1fr; }
    """
    COMPONENT_CLASSES = {"roster--head", "roster--line", "roster--other", "roster--cursor"}  # noqa: RUF012
    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("down,j", "move(1)", N_("next interview"), id="home.down", show=False),
        bind("up,k", "move(-1)", N_("previous interview"), id="home.up", show=False),
        bind("pagedown", "page(1)", N_("a screen down"), id="home.pagedown", show=False),
        bind("pageup", "page(-1)", N_("a screen up"), id="home.pageup", show=False),
        bind("home,g,ctrl+home", "edge(0)", N_("first interview"), id="home.first", show=False),
        bind("end,G,ctrl+end", "edge(1)", N_("last interview"), id="home.last", show=False),
    ]

    class Moved(Message):
        """The cursor has come to another interview by the coder's hand."""

    class Chosen(Message):
        """An interview was chosen with the mouse."""

    class Sorted(Message):
        """A head was clicked."""

        def __init__(self, order: str) -> None:
            super().__init__()
            self.order = order

    def __init__(self, roster: Roster, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.roster = roster
        self._columns: list[tuple[Column, int]] = []
        self._wanted: dict[str, int] = {}
        self._now = datetime.now().astimezone()

    def show(self) -> None:
        """Paint the roster afresh."""
        self._now = datetime.now().astimezone()
        self._measure()
        self._fit()
        self.virtual_size = Size(0, len(self.roster.shown) + 1)
        self.reveal()

    def reveal(self) -> None:
        """Bring the cursor into sight, with a line of the heads above it."""
        top = self.roster.cursor
        self.scroll_to_region(Region(0, top, 1, 2), animate=False, force=True)
        self.refresh()

    def on_resize(self) -> None:
        self._fit()
        self.reveal()

    def _measure(self) -> None:
        """How wide each column would be."""
        interviews = self.roster.interviews
        same = all(each.line.respondents in ((), (each.line.name,)) for each in interviews)
        grouped = any(each.group for each in interviews)
        wanted: dict[str, int] = {}
        for column in COLUMNS:
            if (column.key == "respondent" and same) or (column.key == "group" and not grouped):
                continue
            if column.key == "status" and not self.roster.assigned:
                continue
            cells = max((cell_len(self._cell(column, each)) for each in interviews), default=0)
            arrow = 2 if column.order and column.order == self.roster.order else 0
            wanted[column.key] = max(cell_len(_(column.head)) + arrow, min(cells, column.most))
        self._wanted = wanted

    def _fit(self) -> None:
        """Give each column its width; where there is little room, the less needed ones go."""
        wanted = self._wanted
        room = max(self.size.width - _MARK - _SCROLLBAR, 1)
        kept = [column for column in COLUMNS if column.key in wanted]
        while len(kept) > 1 and self._least(kept, wanted) > room:
            goes = max(kept, key=lambda column: column.spare)
            if not goes.spare:
                break
            kept.remove(goes)
        used = sum(wanted[column.key] + _GAP for column in kept[:-1])
        self._columns = [(column, wanted[column.key]) for column in kept[:-1]]
        if kept:
            self._columns.append((kept[-1], max(min(wanted[kept[-1].key], room - used), 1)))

    def _least(self, kept: list[Column], wanted: dict[str, int]) -> int:
        widths = [
            min(wanted[column.key], 20) if column.key == "group" else wanted[column.key] for column in kept
        ]
        return sum(widths) + _GAP * (len(widths) - 1)

    def _cell(self, column: Column, each: Interview) -> str:
        line = each.line
        if not each.counted and column.key in (
            "bar",
            "units",
            "codings",
            "touched",
            "respondent",
            "language",
        ):
            return "·" if column.key == "units" else ""
        if column.key == "name":
            return shown(line.name)
        if column.key == "bar":
            full = round(BAR * each.share)
            return "█" * full + "░" * (BAR - full)
        if column.key == "units":
            return f"{line.decided}/{line.units}"
        if column.key == "codings":
            return str(line.codings)
        if column.key == "status":
            return {"open": _("yes"), "finished": _("finished ✓")}.get(each.status, "")
        if column.key == "touched":
            return when(each.touched, self._now)
        if column.key == "language":
            return shown(line.language)
        return shown(", ".join(line.respondents) if column.key == "respondent" else each.group)

    # --- painting -----------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        if y == 0:
            style = self.get_component_rich_style("roster--head")
            return self._strip(
                [(self._head(column), style) for column, _w in self._columns], "  ", style, width
            )
        row = y - 1 + self.scroll_offset.y
        if row >= len(self.roster.shown):
            return Strip.blank(width, self.rich_style)
        here = row == self.roster.cursor
        name = "cursor" if here else "other" if row % 2 else "line"
        style = self.get_component_rich_style(f"roster--{name}")
        each = self.roster.shown[row]
        bold = style + Style(bold=True)
        cells = [
            (self._cell(column, each), bold if column.key == "name" else style)
            for column, _w in self._columns
        ]
        return self._strip(cells, "▶ " if here else "  ", style, width)

    def _head(self, column: Column) -> str:
        if column.order != self.roster.order or (column.order == "progress" and column.key == "units"):
            return _(column.head)
        return f"{_(column.head)} {'▼' if column.order == 'touched' else '▲'}"

    def _strip(self, cells: list[tuple[str, Style]], mark: str, style: Style, width: int) -> Strip:
        pieces = [Segment(mark, style)]
        for (words, how), (column, room) in zip(cells, self._columns, strict=True):
            text = Text(words)
            text.truncate(room, overflow="ellipsis")
            pad = " " * (room - text.cell_len)
            pieces.append(Segment(pad + text.plain if column.right else text.plain + pad, how))
            pieces.append(Segment(" " * _GAP, style))
        return Strip(pieces).adjust_cell_length(width, style)

    # --- moving --------------------------------------------------------------------------------------

    def _go(self, row: int) -> None:
        self.roster.cursor = max(min(row, len(self.roster.shown) - 1), 0)
        self.reveal()
        self.post_message(self.Moved())

    def action_move(self, by: int) -> None:
        """Move by interviews."""
        self._go(self.roster.cursor + by)

    def action_page(self, direction: int) -> None:
        """Move by a screenful."""
        self.action_move(direction * max(self.size.height - 2, 1))

    def action_edge(self, end: int) -> None:
        """Go to the first or the last interview."""
        self._go(end * (len(self.roster.shown) - 1))

    def on_click(self, event: Click) -> None:
        """A click goes to an interview, a second one opens it; a click on a head sorts by it."""
        if event.y == 0:
            left = _MARK
            for column, room in self._columns:
                if left <= event.x < left + room and column.order:
                    self.post_message(self.Sorted(column.order))
                left += room + _GAP
            return
        row = event.y - 1 + self.scroll_offset.y
        if row < len(self.roster.shown):
            chosen = row == self.roster.cursor
            self._go(row)
            if chosen:
                self.post_message(self.Chosen())
