"""Lost codings: the words they had, the place most like them now, and what a person makes of it."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from coder.model import CoderError
from coder.study import history
from coder.study.rewriting import lost
from coder.study.rewriting.lost import Lost
from coder.study.study import Study
from coder.tui.keys import bind
from coder.tui.screens.working import Working
from coder.tui.speech import N_, _
from coder.tui.state import lost_list
from coder.tui.state.lost_list import LostLine
from coder.tui.widgets.key_line import KeyLine
from coder.tui.widgets.line_list import LineList

NOTHING = N_("No coding waits for a place.")
ELSEWHERE = N_("To place one elsewhere: Enter, choose the passage with v, then W.")


class LostCodings(Working):
    """The codings that wait since a text was replaced; of one interview, or of all."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind(
            "enter",
            "open",
            N_("go"),
            id="lost.open",
            tooltip=N_("go to the place most like it"),
            key_display="Enter",
        ),
        bind(
            "a", "accept", N_("place there"), id="lost.accept", tooltip=N_("place it where it is most alike")
        ),
        bind("x,delete", "drop", N_("give up"), id="lost.drop", tooltip=N_("give it up; it stays removed")),
        bind("u,ctrl+z", "undo", N_("undo"), id="lost.undo", key_display="u"),
        bind("ctrl+r", "redo", N_("redo"), id="lost.redo", show=False),
        bind("escape", "leave", N_("back"), id="lost.leave", key_display="Esc"),
    ]

    def __init__(self, study: Study, language: str, name: str | None = None) -> None:
        super().__init__(study, language)
        self.name_of_one = name
        self._said = ""

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
        """Read the list afresh."""
        name, language = self.name_of_one, self.language
        self.begin(
            _("looking for the places most like them …"),
            lambda study: lost_list.lines(study, name, language),
            self._arrived,
        )

    def _arrived(self, found: list[LostLine]) -> None:
        lines = self.query_one(LineList)
        at = lines.cursor
        lines.show(found)
        lines.cursor = max(min(at, len(found) - 1), 0)
        title = Text(f" {lost_list.wait(len(found))}", style="bold", no_wrap=True, overflow="ellipsis")
        self.query_one("#passages-title", Static).update(title)
        self._look()
        self.say(self._said or _(ELSEWHERE if found else NOTHING))
        self._said = ""

    @property
    def at(self) -> Lost | None:
        """The coding at the cursor."""
        line = self.query_one(LineList).passage
        return line.lost if isinstance(line, LostLine) else None

    @on(LineList.Moved)
    def _look(self) -> None:
        line = self.query_one(LineList).passage
        self.query_one("#passage-full", Static).update(line.full if line else Text())
        self.query_one("#passage-box").scroll_home(animate=False)
        self.refresh_bindings()

    @on(LineList.Chosen)
    async def action_open(self) -> None:
        """Open the interview at the place most like the coding."""
        line = self.query_one(LineList).passage
        if line is None or self.busy:
            return
        if self.study.coder is None:
            self.say(_("Say who codes first: c on the first screen."))
            return
        await self.open_interview(line.transcript, line.segment, self.fill)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what has a place that is like it can be placed there."""
        if action == "accept" and self.is_mounted:
            return self.at is not None and self.at.guess is not None and self.at.guess.span is not None
        if action in ("open", "drop") and self.is_mounted:
            return self.at is not None
        return super().check_action(action, parameters)

    def action_accept(self) -> None:
        """Place the coding where it is most alike."""
        each = self.at
        if each is None:
            return
        if each.guess is None or each.guess.span is None:
            self.say(_("Nothing in the text is like it now.") + " " + _(ELSEWHERE))
            return
        span = each.guess.span
        self._carry_out(lambda: lost.place(self.study, each.id, span), _("Placed; u takes it back."))

    def action_drop(self) -> None:
        """Give the coding up."""
        each = self.at
        if each is not None:
            self._carry_out(lambda: lost.drop(self.study, each.id), _("Given up; u brings it back."))

    def action_undo(self) -> None:
        """Take back the newest change."""
        self._carry_out(lambda: _("undone: {what}").format(what=history.undo(self.study)))

    def action_redo(self) -> None:
        """Repeat what was undone."""
        self._carry_out(lambda: _("redone: {what}").format(what=history.redo(self.study)))

    def _carry_out(self, change: Callable[[], str | None], words: str = "") -> None:
        if self.busy:
            return
        try:
            self._said = change() or words
        except CoderError as error:
            self.say(str(error))
            return
        self.fill()
