"""The terminal app."""

from __future__ import annotations

from textual.app import App

from coder.study.study import Study
from coder.tui.screens.home import Home
from coder.tui.sitting import Sitting


class CoderApp(App[None]):
    """Opens on Home; everything else is a screen above it."""

    CSS_PATH = "coder.tcss"
    TITLE = "coder"
    ENABLE_COMMAND_PALETTE = True

    def __init__(self, study: Study, language: str = "en") -> None:
        super().__init__()
        self.study = study
        self.language = language
        self.sitting = Sitting()

    def on_mount(self) -> None:
        self.push_screen(Home(self.study, self.language))
