"""Codings of a code in a list, and the one at the cursor in full."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from coder.model import Code, Codebook, CoderError
from coder.study.study import Study
from coder.study.versions import PlacedCoding
from coder.tui.keys import bind
from coder.tui.labels import label_in
from coder.tui.screens.working import Working
from coder.tui.speech import N_, _
from coder.tui.state.finding import Finder
from coder.tui.state.wrapping import shown
from coder.tui.widgets.key_line import KeyLine
from coder.tui.widgets.line_list import LineList, Passage

_LINE = 400
"""Code points of a passage that a line may need."""


class Placed(Working):
    """A list of codings, and the one at the cursor in full."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("enter", "open", N_("open interview"), id="placed.open", key_display="Enter"),
        bind("escape", "leave", N_("back"), id="placed.leave", key_display="Esc"),
    ]

    def __init__(self, study: Study, code: Code, book: Codebook, finder: Finder, language: str) -> None:
        super().__init__(study, language)
        self.code = code
        self.book = book
        self.finder = finder
        self.codings: list[PlacedCoding] = []
        self.said = ""

    def compose(self) -> ComposeResult:
        yield Static(id="passages-title")
        yield LineList(id="passages")
        yield Static(id="passage-full")
        yield Static(id="working-status")
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(LineList).focus()
        self.read()

    @property
    def label(self) -> str:
        """The code's label."""
        return shown(label_in(self.code.label, self.language))

    def read(self) -> None:
        """Read the codings afresh."""
        self.begin(_("reading the passages …"), self.find, self._show)

    def find(self, study: Study) -> list[PlacedCoding]:
        """The codings to list; runs in a thread."""
        raise NotImplementedError

    def heading(self) -> str:
        """What the list is."""
        raise NotImplementedError

    def _show(self, codings: list[PlacedCoding]) -> None:
        self.codings = codings
        self.paint()
        self.say(self.said)
        self.said = ""

    def paint(self) -> None:
        """Show the codings as they stand."""
        listed = self.query_one(LineList)
        at = listed.cursor
        listed.show([self.line(each) for each in self.codings])
        listed.cursor = max(min(at, len(self.codings) - 1), 0)
        self.title_again()
        self.look()

    def title_again(self) -> None:
        """Show the heading."""
        title = Text(f" {self.heading()}", style="bold", no_wrap=True, overflow="ellipsis")
        self.query_one("#passages-title", Static).update(title)

    def mark(self, coding: PlacedCoding) -> tuple[str, ...]:
        """What stands before a coding's place."""
        raise NotImplementedError

    def line(self, each: PlacedCoding) -> Passage:
        """A coding as a line of the list."""
        full = Text(f"{each.transcript}:{each.segment}", style="bold")
        full.append(
            "  "
            + _("coded by {coder} under version {version}").format(
                coder=shown(each.coder), version=each.version
            ),
            style="not bold",
        )
        full.append("\n" + shown(each.quote), style="not bold")
        cells = (*self.mark(each), f"{each.transcript}:{each.segment}", each.coder, each.quote[:_LINE])
        return Passage(cells, each.transcript, each.segment, full)

    @on(LineList.Moved)
    def look(self) -> None:
        """Show the coding at the cursor in full."""
        passage = self.query_one(LineList).passage
        self.query_one("#passage-full", Static).update(passage.full if passage else Text())

    @property
    def coding(self) -> PlacedCoding | None:
        """The coding at the cursor."""
        at = self.query_one(LineList).cursor
        return self.codings[at] if at < len(self.codings) else None

    @on(LineList.Chosen)
    async def action_open(self) -> None:
        """Open the interview at the passage."""
        coding = self.coding
        if coding is not None and not self.busy:
            await self.open_interview(coding.transcript, coding.segment, self.read)

    def change(self, act: Callable[[], str]) -> None:
        """Change codings and read them again; says what was done, or why not."""
        if self.busy:
            return
        try:
            self.said = act()
        except CoderError as error:
            self.say(str(error))
            return
        self.opened = True
        self.read()
