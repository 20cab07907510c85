"""Words that can be clicked."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual.widgets import Static


class Pressed(Static):
    """A switch that says its position; a click does what its key does."""

    def __init__(self, press: Callable[[], object], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.press = press

    def say(self, words: str, on: bool = False) -> None:
        """Say the position; ``on``: it is not as it is by default."""
        self.update(Text(words, no_wrap=True, overflow="ellipsis"))
        self.set_class(on, "on")

    def on_click(self) -> None:
        self.press()
