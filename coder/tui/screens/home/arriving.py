"""What is asked for during an import: codebooks, and another name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from coder.tui.keys import bind
from coder.tui.screens.home.creating import LONGEST, BookList, TicksBooks
from coder.tui.screens.place import Dialog
from coder.tui.speech import N_, _
from coder.tui.state.wrapping import shown


class AddBooks(TicksBooks[list[Path]]):
    """Asks for codebooks; answers with their files."""

    DEFAULT_CSS = "AddBooks { align: center middle; } #books { height: auto; max-height: 8; border: none; }"

    def fields(self) -> Any:
        yield Static(Text(_("Which codebooks?"), style="bold"))

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#books").focus()

    def action_accept(self) -> None:
        """Answer with those ticked, else with the one at the cursor."""
        at = self.query_one(BookList).at
        if self.ticked or at is not None:
            self.dismiss(self.ticked or [path for path in (at,) if path])


class Rename(Dialog[str | None]):
    """Asks for the name of a transcript."""

    DEFAULT_CSS = "Rename { align: center middle; }"
    BINDINGS = [bind("escape", "dismiss(None)", N_("close"), id="rename.close", key_display="Esc")]  # noqa: RUF012

    def __init__(self, name: str) -> None:
        super().__init__()
        self.present = name

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Text(_("The name of the transcript in the study"), style="bold"))
            yield Input(shown(self.present), max_length=LONGEST)
            yield Static(Text(_("Enter takes it   Esc leaves it as it is"), style="dim"))

    @on(Input.Submitted)
    def _named(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip() or None)
