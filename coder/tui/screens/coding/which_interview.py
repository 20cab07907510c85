"""Which interview to open, where there is no room for their panel."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from coder.model import TranscriptLine
from coder.tui.keys import bind
from coder.tui.screens.place import Dialog
from coder.tui.speech import N_, _
from coder.tui.state.finding import fold
from coder.tui.widgets.interview_lines import InterviewLines


class WhichInterview(Dialog[str | None]):
    """Asks for an interview, found by a few letters. Answers with its name."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("escape", "dismiss(None)", N_("close"), id="which.close", key_display="Esc"),
        bind("down", "move(1)", N_("next line"), id="which.down", show=False),
        bind("up", "move(-1)", N_("previous line"), id="which.up", show=False),
        bind("pagedown", "move(8)", N_("a screen down"), id="which.pagedown", show=False),
        bind("pageup", "move(-8)", N_("a screen up"), id="which.pageup", show=False),
    ]
    keys = N_("Enter opens it   Esc stays here")
    DEFAULT_CSS = """
    WhichInterview { align: center middle; }
    WhichInterview .dialog { height: 80%; }
    """

    def __init__(self, lines: Sequence[TranscriptLine], here: str) -> None:
        super().__init__()
        self.lines = lines
        self.here = here
        self._names = [fold(" ".join((each.name, *each.respondents))) for each in lines]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Text(_("Which interview?"), style="bold"))
            yield Input(placeholder=_("a few letters"), max_length=200)
            yield InterviewLines()
            yield Static(Text(_(self.keys), style="dim"))

    def on_mount(self) -> None:
        lines = self.query_one(InterviewLines)
        lines.can_focus = False
        lines.show(self.lines, self.here)
        self.query_one(Input).focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        wanted = fold(event.value)
        found = [line for line, name in zip(self.lines, self._names, strict=True) if wanted in name]
        self.query_one(InterviewLines).show(found, self.here)

    def action_move(self, by: int) -> None:
        """Move through the list while the typing goes on."""
        self.query_one(InterviewLines).action_move(by)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.query_one(InterviewLines).action_choose()

    @on(InterviewLines.Chosen)
    def _chosen(self, event: InterviewLines.Chosen) -> None:
        self.dismiss(event.name)
