"""A screen over the whole study that counts in the background and opens interviews."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual.widgets import Static

from coder.study.study import Study
from coder.tui.screens.background import Background
from coder.tui.screens.visiting import visit
from coder.tui.speech import N_, _
from coder.tui.state.wrapping import shown

STOPPED = N_("Stopped. Esc goes back; any switch counts anew.")


class Working(Background[bool]):
    """Answers with whether an interview was opened meanwhile; has a ``#working-status``."""

    language: str
    opened = False

    def __init__(self, study: Study, language: str) -> None:
        super().__init__(study)
        self.language = language

    def say(self, words: str) -> None:
        """Say something in the status line."""
        self.query_one("#working-status", Static).update(Text(shown(words), style="bold"))

    def action_leave(self) -> None:
        """Stop what is under way, else go back."""
        if self.busy:
            self.stop()
            self.say(_(STOPPED))
        else:
            self.dismiss(self.opened)

    async def open_interview(self, name: str, segment: int | None, back: Callable[[], None]) -> None:
        """Open an interview for coding at the segment of this number, from 1; None is the first open one."""

        def came_back(language: str | None) -> None:
            self.language = language or self.language
            self.opened = True
            back()

        if refusal := await visit(self.app, self.study, self.language, name, segment, came_back):
            self.say(refusal)
