"""A long undo or redo: carried out in the background while the coder looks on, and can stop it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from coder.study.study import Study
from coder.tui.keys import bind
from coder.tui.screens.background import BackgroundDialog
from coder.tui.speech import N_
from coder.tui.state.wrapping import shown

Turn = Callable[[Study, Callable[[], bool]], str]


class Turning(BackgroundDialog[str]):
    """Answers with what was done, or why it was not."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("escape", "halt", N_("stop"), id="turning.stop", key_display="Esc")
    ]

    def __init__(self, study: Study, words: str, turn: Turn) -> None:
        super().__init__(study)
        self.words = words
        self.turn = turn
        self._halted = Event()

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(id="turning-words")

    def on_mount(self) -> None:
        turn, halted = self.turn, self._halted.is_set
        self.begin(self.words, lambda study: turn(study, halted), self.refused)

    def say(self, words: str) -> None:
        """Say what is under way."""
        if words:
            self.query_one("#turning-words", Static).update(Text(shown(words), style="bold"))

    def refused(self, sentence: str) -> None:
        """It is done, or the study refused, or it was stopped before anything was changed."""
        self.dismiss(sentence)

    def action_halt(self) -> None:
        """Stop it; nothing is changed then."""
        self._halted.set()
