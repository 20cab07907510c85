"""Why something is settled as it is, in a line."""

from __future__ import annotations

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from coder.tui.keys import bind
from coder.tui.screens.place import Dialog
from coder.tui.speech import N_, _

LONGEST = 1_000
"""Characters of a reason."""


class Reason(Dialog[str | None]):
    """Answers with the words, or None where they stay as they were."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("escape", "dismiss(None)", N_("close"), id="reason.close", key_display="Esc")
    ]
    DEFAULT_CSS = "Reason { align: center middle; }"
    keys = N_("Enter keeps it   Esc leaves it as it was")

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Text(_("Why is it settled so?"), style="bold"))
            yield Input(self.words, max_length=LONGEST, id="reason-words")
            yield Static(Text(_(self.keys), style="dim"))

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())
