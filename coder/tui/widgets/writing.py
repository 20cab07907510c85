"""Where longer words are written: plain text, wrapped, with pastes made fit for the screen."""

from __future__ import annotations

from textual.events import Paste
from textual.message import Message
from textual.widgets import TextArea

from coder.tui.state.notes import lines

LONGEST = 100_000
"""Characters that can be written in one place; each key costs time that grows with them."""
LONGEST_LINE = 10_000
"""Characters of a line, which is wrapped anew at every key."""


class Writing(TextArea):
    """Several lines of text. A paste too large to be worked with is refused as a whole."""

    class Refused(Message):
        """A paste of so many characters was refused."""

        def __init__(self, n: int) -> None:
            super().__init__()
            self.n = n

    def on_paste(self, event: Paste) -> None:
        """Paste what fits, without what would steer a terminal."""
        event.prevent_default()
        event.stop()
        if self.read_only:
            return
        if not fits(event.text) or len(self.text) + len(event.text) > LONGEST:
            self.post_message(self.Refused(len(event.text)))
            return
        text = lines(event.text.replace("\r\n", "\n").replace("\r", "\n"))
        result = self.replace(text, *self.selection, maintain_selection_offset=False)
        self.move_cursor(result.end_location)


def fits(text: str) -> bool:
    """Whether a text can be worked with without waiting."""
    return len(text) <= LONGEST and all(len(line) <= LONGEST_LINE for line in text.splitlines())
