"""The passages behind a figure; Enter opens the interview there."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from coder.study.study import Study
from coder.tui.keys import bind
from coder.tui.screens.working import Working
from coder.tui.speech import N_, _
from coder.tui.state.wrapping import shown
from coder.tui.widgets.key_line import KeyLine
from coder.tui.widgets.line_list import LineList, Passage

Finder = Callable[[Study], tuple[str, list[Passage]]]


class Passages(Working):
    """A list of passages, and the one at the cursor in full."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("enter", "open", N_("open interview"), id="passages.open", key_display="Enter"),
        bind("escape", "leave", N_("back"), id="passages.leave", key_display="Esc"),
    ]

    def __init__(self, study: Study, language: str, find: Finder, nothing: str) -> None:
        super().__init__(study, language)
        self.find = find
        self.nothing = nothing
        """What is said where there is no passage."""

    def compose(self) -> ComposeResult:
        yield Static(id="passages-title")
        yield LineList(id="passages")
        with VerticalScroll(id="passage-box"):
            yield Static(id="passage-full")
        yield Static(id="working-status")
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one("#passage-box").can_focus = False
        self.query_one(LineList).focus()
        self.fill()

    def fill(self) -> None:
        """Read the passages afresh."""
        self.begin(_("reading the passages …"), self.find, self._show)

    def _show(self, found: tuple[str, list[Passage]]) -> None:
        heading, passages = found
        title = Text(f" {shown(heading)}", style="bold", no_wrap=True, overflow="ellipsis")
        self.query_one("#passages-title", Static).update(title)
        self.query_one(LineList).show(passages)
        if not passages:
            self.say(self.nothing)

    @on(LineList.Moved)
    def _moved(self) -> None:
        passage = self.query_one(LineList).passage
        self.query_one("#passage-full", Static).update(passage.full if passage else Text())
        self.query_one("#passage-box").scroll_home(animate=False)

    @on(LineList.Chosen)
    async def action_open(self) -> None:
        """Open the interview at the passage."""
        passage = self.query_one(LineList).passage
        if passage is not None and not self.busy:
            await self.open_interview(passage.transcript, passage.segment, self.fill)
