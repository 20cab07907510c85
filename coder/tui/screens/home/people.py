"""The coders with what they have to do and have done; who codes blind sees the own line."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import DataTable, Static

from coder.study import workload
from coder.study.study import Study
from coder.study.workload import Workload
from coder.tui.keys import bind
from coder.tui.screens.working import Working
from coder.tui.speech import N_, _
from coder.tui.state.wrapping import shown
from coder.tui.widgets.key_line import KeyLine
from coder.tui.widgets.roster_table import BAR

HEADS = (
    N_("coder"),
    N_("role"),
    N_("blind"),
    N_("assigned"),
    N_("finished"),
    N_("doubles"),
    N_("progress"),
    N_("decided"),
    N_("opened"),
)
ROLES = (N_("coder"), N_("reviewer"), N_("lead"))
TEXTS = 3
"""Columns that hold words; the others are figures."""
DOUBLES, PROGRESS = 5, 6
"""Columns that make room where the table is wider than the screen, the bar first."""
LONGEST, SHORTEST = 28, 10
"""Cells of a name that are shown, where there is room and where there is none."""
SCROLLBAR = 2


class People(Working):
    """Who has what to do, and how far everybody is."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("down,j", "move(1)", N_("next line"), id="people.down", show=False),
        bind("up,k", "move(-1)", N_("previous line"), id="people.up", show=False),
        bind("escape", "leave", N_("back"), id="people.leave", key_display="Esc"),
    ]

    loads: Sequence[Workload] = ()

    def compose(self) -> ComposeResult:
        yield Static(id="figures-title")
        yield DataTable[Text](id="figures", cursor_type="row", zebra_stripes=True)
        yield Static(id="figures-notes")
        yield Static(id="working-status")
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one("#figures-title", Static).update(Text(" " + _("People"), style="bold"))
        self.query_one(DataTable).focus()
        self._count()

    def on_resize(self) -> None:
        self._fill()

    def speaks(self, language: str) -> bool:
        """Everything here is said afresh."""
        super().speaks(language)
        self._count()
        return True

    def _count(self) -> None:
        self.begin(_("counting … Esc stops"), _counted, self._show)

    def _show(self, loads: list[Workload]) -> None:
        self.loads = loads
        self._fill()

    def _fill(self) -> None:
        """Show the table in the room there is."""
        table = self.query_one(DataTable)
        at = table.cursor_row
        table.clear(columns=True)
        names = {each.coder.id: shown(each.coder.name) for each in self.loads}
        heads = [_(each) for each in HEADS]
        rows = [_cells(each, names) for each in self.loads]
        widths = [max(map(cell_len, column)) for column in zip(heads, *rows, strict=True)]
        columns = list(range(len(heads)))

        def over() -> int:
            return sum(widths[i] + 2 for i in columns) + SCROLLBAR - self.app.size.width

        if over() > 0:
            columns.remove(PROGRESS)
            widths[0] = min(widths[0], max(widths[0] - over(), SHORTEST))
        if over() > 0:
            columns.remove(DOUBLES)
        for i in columns:
            table.add_column(Text(heads[i], justify="left" if i < TEXTS else "right"), width=widths[i])
        for cells in rows:
            table.add_row(
                *(
                    Text(_short(cells[i], widths[i]), justify="left" if i < TEXTS else "right", no_wrap=True)
                    for i in columns
                )
            )
        table.move_cursor(row=at)
        notes = [
            _("Doubles: interviews that others have too. Opened: where the coder sees others' work."),
            _("A lead gives interviews out (A on the first screen) and opens them (coder open)."),
        ]
        if self.study.coder is not None and self.study.coder.blind:
            notes = [_("You code blind: this is your own work alone.")]
        self.query_one("#figures-notes", Static).update(Text("\n".join(notes)))

    def action_move(self, by: int) -> None:
        """Move by lines."""
        table = self.query_one(DataTable)
        table.move_cursor(row=max(0, table.cursor_row + by))


def _counted(study: Study) -> list[Workload]:
    return workload.workloads(study)


def _cells(each: Workload, names: dict[int, str]) -> tuple[str, ...]:
    full = round(BAR * each.decided / each.units) if each.units else 0
    return (
        _short(shown(each.coder.name), LONGEST),
        _short(_role(each, names), LONGEST),
        _("yes") if each.coder.blind else _("no"),
        str(each.interviews),
        str(each.finished),
        "" if each.doubles is None else str(each.doubles),
        "█" * full + "░" * (BAR - full) if each.units else "",
        f"{each.decided}/{each.units}",
        str(each.opened),
    )


def _role(each: Workload, names: dict[int, str]) -> str:
    """The role, or whose second round this is."""
    first = names.get(each.coder.repeats_id or 0)
    return _(each.coder.role) if first is None else _("second round of {name}").format(name=first)


def _short(words: str, room: int) -> str:
    text = Text(words)
    text.truncate(room, overflow="ellipsis")
    return text.plain
