"""One thing out of a few, in a line of a form: Enter or Space goes on to another."""

from __future__ import annotations

from rich.text import Text
from textual.events import Click
from textual.message import Message
from textual.widgets import Static

from coder.tui.keys import bind
from coder.tui.state.wrapping import shown


class Choice(Static, can_focus=True):
    """Shows what is chosen; says when another is wanted, and when none is."""

    DEFAULT_CSS = """
    Choice {
      height: 1; padding: 0 1; background: $boost; width: auto; max-width: 100%;
      text-wrap: nowrap; text-overflow: ellipsis;
    }
    Choice:focus { text-style: bold reverse; }
    """
    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("enter,space", "change", show=False),
        bind("backspace,delete", "clear", show=False),
    ]

    class Wanted(Message):
        """Another value is wanted."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

        @property
        def control(self) -> Choice:
            """The widget, for ``@on`` with a selector."""
            return self.choice

    class Cleared(Wanted):
        """No value is wanted."""

    def __init__(
        self,
        words: str,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self.say(words)

    def say(self, words: str) -> None:
        """Show what is chosen."""
        self.update(Text(f"‹ {shown(words)} ›", no_wrap=True, overflow="ellipsis"))

    def action_change(self) -> None:
        """Go on to another."""
        self.post_message(self.Wanted(self))

    def action_clear(self) -> None:
        """Choose none."""
        self.post_message(self.Cleared(self))

    def on_click(self, event: Click) -> None:
        event.stop()
        self.focus()
        self.action_change()
