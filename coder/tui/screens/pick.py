"""Pick from a list, however long: a few letters narrow it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from coder.tui.keys import bind
from coder.tui.screens.place import Dialog
from coder.tui.speech import N_, _
from coder.tui.state.finding import fold
from coder.tui.state.wrapping import shown

SHOWN = 200
"""Lines listed at once; a longer list is told, and typing shortens it."""
ANY = -1
"""The first line of the list: whatever it is."""


class _Letters(Input):
    """Letters to look for; a space is not one of them."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether a key is typed here."""
        return key != "space" and super().check_consume_key(key, character)


class PickFrom(Dialog[tuple[int, ...] | None]):
    """Answers with the indices of the lines picked, none of them for "any"; None: all stays as it is."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("escape", "dismiss(None)", N_("close"), id="pick.close", key_display="Esc"),
        bind("space", "tick", N_("tick"), id="pick.tick", priority=True),
        bind("down", "move(1)", N_("next line"), id="pick.down", show=False),
        bind("up", "move(-1)", N_("previous line"), id="pick.up", show=False),
        bind("pagedown", "move(8)", N_("a screen down"), id="pick.pagedown", show=False),
        bind("pageup", "move(-8)", N_("a screen up"), id="pick.pageup", show=False),
    ]

    def __init__(
        self, question: str, lines: Sequence[str], picked: Collection[int], every: str, several: bool = True
    ) -> None:
        """The question with its list.

        Args:
            question: above the list.
            lines: what there is to pick.
            picked: what is picked already.
            every: how the line is called that picks nothing in particular.
            several: whether more than one can be picked.
        """
        super().__init__()
        self.question = question
        self.lines = [shown(each) for each in lines]
        self.picked = set(picked)
        self.every = every
        self.several = several
        self._names = [fold(each) for each in self.lines]
        self._listed: list[int] = []

    def compose(self) -> ComposeResult:
        keys = _("Enter takes it   Space ticks several   Esc leaves it") if self.several else ""
        with Vertical(classes="dialog"):
            yield Static(Text(self.question, style="bold"))
            yield _Letters(placeholder=_("a few letters"), id="pick-letters")
            yield OptionList(id="pick-list")
            yield Static(Text(keys or _("Enter takes it   Esc leaves it"), style="dim"))

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self._list("")
        if self.picked:
            self._highlight(min(self.picked))
        self.query_one(Input).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A space is a letter where there is nothing to tick."""
        return self.several if action == "tick" else super().check_action(action, parameters)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._list(event.value)

    def _list(self, letters: str) -> None:
        wanted = fold(letters)
        found = [i for i, name in enumerate(self._names) if wanted in name]
        self._listed = found[:SHOWN] if wanted else [ANY, *found[:SHOWN]]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(self._line(i)) for i in self._listed])
        if len(found) > SHOWN:
            more = _("… {n} more; type to find them").format(n=len(found) - SHOWN)
            options.add_option(Option(Text(more, style="dim"), disabled=True))
        if self._listed:
            options.highlighted = 0

    def _line(self, i: int) -> Text:
        ticked = not self.picked if i == ANY else i in self.picked
        text = Text(("✓ " if ticked else "  "), no_wrap=True, overflow="ellipsis")
        return text.append(self.every if i == ANY else self.lines[i], style="italic" if i == ANY else "")

    def _highlight(self, i: int) -> None:
        if i in self._listed:
            self.query_one(OptionList).highlighted = self._listed.index(i)

    def _at(self) -> int | None:
        at = self.query_one(OptionList).highlighted
        return self._listed[at] if at is not None and at < len(self._listed) else None

    def action_move(self, by: int) -> None:
        """Move through the list while the typing goes on."""
        options = self.query_one(OptionList)
        if self._listed:
            options.highlighted = max(0, min(len(self._listed) - 1, (options.highlighted or 0) + by))

    def action_tick(self) -> None:
        """Tick the line, or take the tick away."""
        i = self._at()
        if i is None:
            return
        if i == ANY:
            self.picked = set()
        else:
            self.picked ^= {i}
        at = self.query_one(OptionList).highlighted
        self._list(self.query_one(Input).value)
        self.query_one(OptionList).highlighted = at
        self.action_move(1)

    @on(OptionList.OptionSelected)
    @on(Input.Submitted)
    def _take(self) -> None:
        i = self._at()
        if i == ANY:
            self.dismiss(())
        elif self.several and self.picked:
            self.dismiss(tuple(sorted(self.picked)))
        elif i is not None:
            self.dismiss((i,))
