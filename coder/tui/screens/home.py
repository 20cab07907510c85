"""Home: the interviews, how far each is coded, and what to do next."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import DataTable, Footer, Static

from coder.model import CoderError, Respondent, TranscriptLine
from coder.study import counts, people
from coder.study.study import Study
from coder.tui.keys import bind
from coder.tui.screens.agreement import Agreement
from coder.tui.screens.choose import WhoCodes
from coder.tui.screens.frequencies import Frequencies
from coder.tui.screens.place import Place
from coder.tui.screens.visiting import visit
from coder.tui.speech import N_
from coder.tui.wrapping import shown

_COLUMNS = ("interview", "decided", "", "codings", "lang", "respondent", "group")


class Home(Place[None]):
    """The interviews of the study with the progress of whoever codes."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("enter", "open", N_("code it"), id="home.open", key_display="Enter", priority=True),
        bind("n", "next", N_("next open one"), id="home.next"),
        bind("c", "who", N_("change coder"), id="home.coder"),
        bind("t", "frequencies", N_("frequencies"), id="home.frequencies"),
        bind("a", "agreement", N_("agreement"), id="home.agreement"),
        bind("j", "down", show=False),
        bind("k", "up", show=False),
        bind("q", "quit", N_("quit"), id="home.quit"),
    ]

    def __init__(self, study: Study, language: str) -> None:
        super().__init__()
        self.study = study
        self.language = language
        self.lines: list[TranscriptLine] = []
        self.respondents: dict[str, Respondent] = {}

    def compose(self) -> ComposeResult:
        yield Static(id="home-title")
        yield Static(id="home-note")
        yield DataTable(id="interviews", cursor_type="row", zebra_stripes=True)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        note = self.query_one("#home-note", Static)
        note.update(Text(shown(self.study.note)))
        note.display = bool(self.study.note)
        known = people.coders(self.study)
        if self.study.coder is None and len(known) == 1:
            self.study.become(known[0].name)
        self.fill()
        if self.study.coder is None:
            self.call_after_refresh(self.action_who)

    def fill(self) -> None:
        """Show the interviews as they stand."""
        self.lines = counts.transcript_lines(self.study)
        self.respondents = {each.ref: each for each in people.respondents(self.study)}
        self._table()
        done = sum(line.units == line.decided for line in self.lines)
        title = Text(no_wrap=True, overflow="ellipsis")
        title.append(f" {shown(self.study.name)} ", style="bold")
        who = shown(self.study.coder.name) if self.study.coder else "nobody yet"
        title.append(f"\n coder: {who}   {done} of {len(self.lines)} interviews decided")
        if not self.lines:
            title.append("\n No interviews yet: coder import FILES", style="italic")
        self.query_one("#home-title", Static).update(title)

    def on_resize(self) -> None:
        self._table()

    def _table(self) -> None:
        """Fill the table; its last column takes the room there is."""
        table: DataTable[Text] = self.query_one(DataTable)
        at = table.cursor_row
        rows = [_cells(line, self.respondents) for line in self.lines]
        named = any(line.respondents != (line.name,) for line in self.lines)
        kept = [i for i in range(len(_COLUMNS)) if named or _COLUMNS[i] != "respondent"]
        table.clear(columns=True)
        used = 0
        for i in kept[:-1]:
            width = max(cell_len(_COLUMNS[i]), *(row[i].cell_len for row in rows), 0)
            table.add_column(_COLUMNS[i], width=width)
            used += width + 2 * table.cell_padding
        table.add_column(_COLUMNS[-1], width=max(self.size.width - used - 2 * table.cell_padding - 2, 8))
        for row in rows:
            table.add_row(*(row[i] for i in kept))
        if rows:
            table.move_cursor(row=min(at, len(rows) - 1))

    @on(DataTable.RowSelected)
    async def _selected(self) -> None:
        await self.action_open()

    async def action_open(self) -> None:
        """Open the interview at the cursor for coding."""
        if not self.lines:
            return
        if self.study.coder is None:
            self.action_who()
            return
        name = self.lines[self.query_one(DataTable).cursor_row].name
        if refusal := await visit(self.app, self.study, self.language, name, None, self._came_back):
            self.notify(refusal, severity="error", markup=False)

    def _came_back(self, language: str | None) -> None:
        self.language = language or self.language
        self.fill()

    async def action_next(self) -> None:
        """Open the next interview that is not all decided."""
        table = self.query_one(DataTable)
        n = len(self.lines)
        for step in range(n):
            index = (table.cursor_row + step) % n
            if self.lines[index].decided < self.lines[index].units:
                table.move_cursor(row=index)
                await self.action_open()
                return
        self.notify("Every unit of every interview is decided.")

    def action_who(self) -> None:
        """Ask who codes."""

        def done(name: str | None) -> None:
            if name is None:
                return
            try:
                self.study.become(name)
            except CoderError as error:
                self.notify(str(error), severity="warning", markup=False)
            self.fill()

        self.app.push_screen(WhoCodes(self.study), done)

    def action_frequencies(self) -> None:
        """Show how many respondents mention each code."""
        self.app.push_screen(Frequencies(self.study, self.language), lambda _: self.fill())

    def action_agreement(self) -> None:
        """Show how far coders agree on each code."""
        self.app.push_screen(Agreement(self.study, self.language), lambda _: self.fill())

    def action_down(self) -> None:
        """Next row."""
        self.query_one(DataTable).action_cursor_down()

    def action_up(self) -> None:
        """Previous row."""
        self.query_one(DataTable).action_cursor_up()

    def action_quit(self) -> None:
        """Leave; everything is saved."""
        self.app.exit()


def _cells(line: TranscriptLine, respondents: dict[str, Respondent]) -> list[Text]:
    who = [respondents[ref] for ref in line.respondents if ref in respondents]
    groups = dict.fromkeys(each.attributes.get("group", "") for each in who)
    share = line.decided / line.units if line.units else 1.0
    return [
        Text(shown(line.name), style="bold"),
        Text(f"{line.decided}/{line.units}", justify="right"),
        Text("█" * round(8 * share) + "░" * (8 - round(8 * share))),
        Text(str(line.codings), justify="right"),
        Text(line.language),
        Text(shown(", ".join(line.respondents))),
        Text(shown(", ".join(group for group in groups if group)), no_wrap=True, overflow="ellipsis"),
    ]
