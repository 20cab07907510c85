"""A card of the tour, at the bottom of whatever screen is used."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import Static

from coder.tui.speech import _


class TourCard(Static):
    """Takes its lines from the screen above it, and covers nothing."""

    DEFAULT_CSS = """
    TourCard {
        split: bottom; width: 100%; height: auto; padding: 0 2;
        background: $accent 25%; color: $text; border-top: heavy $accent;
    }
    """

    _said = ""

    def show(self, number: int, of: int, words: str, escape: bool) -> None:
        """Say what to press."""
        text = Text(_("Tour {number}/{of}").format(number=number, of=of), style="bold")
        text.append("  " + words, style="not bold")
        if escape and number < of:
            text.append("  " + _("(Esc leaves the tour)"), style="dim not bold")
        if text.plain != self._said:
            self._said = text.plain
            self.update(text)
