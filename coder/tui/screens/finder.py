"""The code finder: a few letters in any language, Enter, done."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from coder.model import in_language
from coder.tui.colors import swatch
from coder.tui.finding import Finder, Found
from coder.tui.keys import bind
from coder.tui.screens.place import Dialog
from coder.tui.speech import N_
from coder.tui.widgets.code_panel import Definition

SHOWN = 60
"""Codes listed at once; a longer list is told, and typing shortens it."""
WIDE = 100
"""Cells from which the definition stands beside the list instead of below it."""


class CodeFinder(Dialog[int | None]):
    """Answers with the id of the code chosen, or None."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("escape", "dismiss(None)", N_("close"), key_display="Esc"),
        bind("down", "move(1)", show=False),
        bind("up", "move(-1)", show=False),
        bind("pagedown", "move(8)", show=False),
        bind("pageup", "move(-8)", show=False),
    ]

    def __init__(self, finder: Finder, language: str, recent: Sequence[int], title: str) -> None:
        super().__init__()
        self.finder = finder
        self.language = language
        self.recent = recent
        self.heading = title
        self.found: list[Found] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="finder"):
            yield Static(Text(self.heading, no_wrap=True, overflow="ellipsis"), id="finder-title")
            yield Input(placeholder="a few letters of a code, in any language", id="finder-query")
            with Horizontal(id="finder-body"):
                yield OptionList(id="finder-list")
                yield Definition(id="finder-definition")
            yield Static(Text("Enter applies   ↑ ↓ choose   Esc closes", style="dim"), id="finder-keys")

    def on_resize(self, event: Resize) -> None:
        self.set_class(event.size.width >= WIDE, "wide")

    def on_mount(self) -> None:
        self.query_one("#finder-list", OptionList).can_focus = False
        self._list("")
        self.query_one(Input).focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._list(event.value)

    def _list(self, query: str) -> None:
        options = self.query_one("#finder-list", OptionList)
        self.found = self.finder.find(query, self.recent)
        options.clear_options()
        options.add_options([Option(self._line(each)) for each in self.found[:SHOWN]])
        if len(self.found) > SHOWN:
            more = len(self.found) - SHOWN
            options.add_option(Option(Text(f"… {more} more; type to find them", style="dim"), disabled=True))
        if self.found:
            options.highlighted = 0
        self._describe()

    def _line(self, found: Found) -> Text:
        text = Text(no_wrap=True, overflow="ellipsis")
        text.append("■ ", style=swatch(found.code.color))
        text.append(in_language(found.code.label, self.language), style="bold")
        where = " › ".join((*found.path,)) or in_language(found.book.title, self.language)
        text.append(f"  {where}", style="dim")
        return text

    def action_move(self, by: int) -> None:
        """Move through the list while the typing goes on."""
        options = self.query_one("#finder-list", OptionList)
        last = min(len(self.found), SHOWN) - 1
        if last >= 0:
            options.highlighted = max(0, min(last, (options.highlighted or 0) + by))

    @on(OptionList.OptionHighlighted)
    def _describe(self) -> None:
        found = self._at()
        panel = self.query_one(Definition)
        if found is None:
            panel.show(None, None, self.language)
        else:
            panel.show(found.code, found.book, self.language)

    def _at(self) -> Found | None:
        at = self.query_one("#finder-list", OptionList).highlighted
        return self.found[at] if at is not None and at < len(self.found) else None

    @on(Input.Submitted)
    @on(OptionList.OptionSelected)
    def _choose(self) -> None:
        found = self._at()
        if found is not None:
            self.dismiss(found.code.id)
