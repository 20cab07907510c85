"""Help that fits the place: the keys that work there, the signs it shows, and where to go on."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.events import Resize
from textual.widgets import Input, Static

from coder.tui.helping import Section, narrowed
from coder.tui.keys import bind
from coder.tui.screens.place import Dialog
from coder.tui.speech import N_, _

LONGEST = 60
"""Characters of what is looked for."""
_KEYS = 18
"""Cells of the keys, at most."""


class Help(Dialog[None]):
    """Lists keys with what they do; typing narrows the list."""

    DEFAULT_CSS = """
    Help { align: center middle; }
    #help {
      width: 94%; max-width: 104; height: 92%; background: $surface; border: round $accent; padding: 0 1;
    }
    #help-title { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    #help-query { border: none; height: 1; background: $boost; padding: 0 1; }
    #help-box { height: 1fr; scrollbar-size-vertical: 1; scrollbar-gutter: stable; overflow-x: hidden; }
    #help-keys { height: auto; }
    #help-foot { height: 1; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis; }
    Help.low #help { width: 100%; height: 100%; border: none; padding: 0; }
    Help.low #help-foot, Help.low #help-title { display: none; }
    """
    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("escape", "close", N_("close"), id="help.close", key_display="Esc"),
        bind("down", "read(1)", show=False),
        bind("up", "read(-1)", show=False),
        bind("pagedown", "page(1)", show=False),
        bind("pageup", "page(-1)", show=False),
    ]

    def __init__(self, sections: Sequence[Section], intro: str = "") -> None:
        """The help.

        Args:
            sections: what it says.
            intro: what the place says of its keys itself.
        """
        super().__init__()
        self.sections = sections
        self.intro = intro

    def compose(self) -> ComposeResult:
        with Vertical(id="help"):
            yield Static(Text(_("Keys of this place"), style="bold"), id="help-title")
            yield Input(
                placeholder=_("a word or a key finds it"),
                max_length=LONGEST,
                select_on_focus=False,
                id="help-query",
            )
            with VerticalScroll(id="help-box", can_focus=False):
                yield Static(id="help-keys")
            yield Static(Text(_("↑ ↓ PgUp PgDn read on   Esc closes")), id="help-foot")

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_resize(self, event: Resize) -> None:
        self.set_class(event.size.height < 14 or event.size.width < 50, "low")
        self.call_after_refresh(self._show)

    @on(Input.Changed)
    def _typed(self) -> None:
        self._show()
        self.query_one("#help-box").scroll_home(animate=False)

    def _show(self) -> None:
        found = narrowed(self.sections, self.query_one(Input).value)
        width = self.query_one("#help-box").scrollable_content_region.width
        self.query_one("#help-keys", Static).update(
            self._words(found, width) if found else Text(_("Nothing here has these words; Backspace."))
        )

    def _words(self, found: Sequence[Section], width: int) -> Text:
        """The list, the words of every line below each other."""
        every = [keys for section in self.sections for keys, _words in section.lines]
        room = min(max(map(cell_len, every), default=0), _KEYS, max(width // 3, 4))
        text = Text()
        if self.intro and not self.query_one(Input).value.strip():
            text.append(f"{self.intro}\n\n", style="bold")
        for i, section in enumerate(found):
            text.append("\n" if i else "").append(f"{section.heading}\n", style="bold underline")
            for keys, words in section.lines:
                text.append(keys, style="bold")
                gap = room - cell_len(keys)
                lines = Text(words).wrap(self.app.console, max(width - room - 2, 8))
                text.append(" " * (gap + 2) if gap >= 0 else "\n" + " " * (room + 2))
                text.append(("\n" + " " * (room + 2)).join(each.plain.rstrip() for each in lines) + "\n")
        return text

    def action_help(self) -> None:
        """The key that opened it closes it."""
        self.dismiss(None)

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_read(self, by: int) -> None:
        """Scroll by a line."""
        self.query_one("#help-box").scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        """Scroll by a screenful."""
        box = self.query_one("#help-box")
        box.scroll_relative(y=by * max(box.size.height - 1, 1), animate=False)
