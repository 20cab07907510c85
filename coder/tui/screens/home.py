"""Home: the interviews, how far each is coded, and what to do next."""

from __future__ import annotations

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import DataTable, Footer, Static

from coder.model import CoderError, Respondent, TranscriptLine
from coder.study import counts, people
from coder.study.study import Study
from coder.tui.keys import bind
from coder.tui.screens.choose import WhoCodes
from coder.tui.screens.coding import CodingScreen
from coder.tui.workspace import Workspace
from coder.tui.wrapping import shown


class Home(Screen[None]):
    """The interviews of the study with the progress of whoever codes."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("enter", "open", "code it", key_display="Enter", priority=True),
        bind("n", "next", "next open one"),
        bind("c", "who", "change coder"),
        bind("j", "down", show=False),
        bind("k", "up", show=False),
        bind("q", "quit", "quit"),
    ]

    def __init__(self, study: Study, language: str) -> None:
        super().__init__()
        self.study = study
        self.language = language
        self.lines: list[TranscriptLine] = []

    def compose(self) -> ComposeResult:
        yield Static(id="home-title")
        yield Static(id="home-note")
        yield DataTable(id="interviews", cursor_type="row", zebra_stripes=True)
        yield Footer()

    def on_mount(self) -> None:
        table: DataTable[Text] = self.query_one(DataTable)
        table.add_columns("interview", "decided", "", "codings", "lang", "respondent", "group")
        note = self.query_one("#home-note", Static)
        note.update(Text(self.study.note))
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
        respondents = {each.ref: each for each in people.respondents(self.study)}
        table: DataTable[Text] = self.query_one(DataTable)
        at = table.cursor_row
        table.clear()
        for line in self.lines:
            table.add_row(*_cells(line, respondents))
        if self.lines:
            table.move_cursor(row=min(at, len(self.lines) - 1))
        done = sum(line.units == line.decided for line in self.lines)
        title = Text(no_wrap=True, overflow="ellipsis")
        title.append(f" {self.study.name} ", style="bold")
        who = self.study.coder.name if self.study.coder else "nobody yet"
        title.append(f"\n coder: {who}   {done} of {len(self.lines)} interviews decided")
        if not self.lines:
            title.append("\n No interviews yet: coder import FILES", style="italic")
        self.query_one("#home-title", Static).update(title)

    @on(DataTable.RowSelected)
    def _selected(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Open the interview at the cursor for coding."""
        if not self.lines:
            return
        if self.study.coder is None:
            self.action_who()
            return
        name = self.lines[self.query_one(DataTable).cursor_row].name
        try:
            workspace = Workspace(self.study, name)
        except CoderError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        if not workspace.codes:
            self.notify("No codebook yet: coder codebook add oecd-pslc", severity="warning")
        self.app.push_screen(CodingScreen(workspace, self.language), lambda _: self.fill())

    def action_next(self) -> None:
        """Open the next interview that is not all decided."""
        table = self.query_one(DataTable)
        n = len(self.lines)
        for step in range(n):
            index = (table.cursor_row + step) % n
            if self.lines[index].decided < self.lines[index].units:
                table.move_cursor(row=index)
                self.action_open()
                return
        self.notify("Every unit of every interview is decided.")

    def action_who(self) -> None:
        """Ask who codes."""

        def done(name: str | None) -> None:
            if name is not None:
                self.study.become(name)
                self.fill()

        self.app.push_screen(WhoCodes(self.study), done)

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
        Text(shown(", ".join(group for group in groups if group))),
    ]
