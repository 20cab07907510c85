"""What the coding screen does with lost codings: place one on what is at hand, or list them."""

from __future__ import annotations

from rich.text import Text

from coder.study.rewriting import lost
from coder.study.rewriting.lost import Lost
from coder.tui.keys import bind
from coder.tui.screens.choose import Choose
from coder.tui.screens.coding.interview import Interview
from coder.tui.speech import N_, _
from coder.tui.state import lost_list

LOST = N_("place a lost coding on the passage or segment here")


class Placing(Interview):
    """The part of the coding screen that places lost codings; see :class:`CodingScreen`."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("W", "lost", N_("lost codings"), id="coding.lost", show=False, tooltip=LOST),
    ]

    def on_mount(self) -> None:
        """Say at the beginning how many wait here."""
        n = lost.waiting(self.study).get(self.workspace.transcript.id, 0)
        if n:
            self.call_after_refresh(
                lambda: self.say(_("{waits} for a place here: W").format(waits=lost_list.wait(n)))
            )

    def action_lost(self) -> None:
        """Choose a lost coding for what is at hand, or see them all."""
        me = self.workspace.coder.name
        waiting = lost.lost(self.study, self.workspace.transcript.name, guesses=False)
        if not waiting:
            self.say(_("No coding of this interview waits for a place."))
            return
        mine = [each for each in waiting if each.coder == me]
        lines: list[tuple[Text, Lost | None]] = [
            (lost_list.short(each, self.workspace.books, self.language), each) for each in mine
        ]
        lines.append((Text(_("see all that wait, with the places most like them"), style="italic"), None))
        here = self.at_hand().span
        words = " ".join(here.of(self.workspace.transcript.text).split())
        question = _("Which coding goes to “{words}”?").format(
            words=words if len(words) < 40 else words[:39] + "…"
        )

        def chosen(each: Lost | _All | None) -> None:
            if isinstance(each, Lost) and self.may_code():
                self.carry_out(lambda: self._place(each))
            elif isinstance(each, _All):
                self._list()

        offered = [(text, each if each is not None else _All()) for text, each in lines]
        self.app.push_screen(Choose(question, offered), chosen)

    def _place(self, each: Lost) -> str:
        at_hand = self.at_hand()
        lost.place(self.study, each.id, at_hand.span)
        if self.selection is not None:
            self.leave_selection()
        self.workspace.refresh()
        return _("Placed; u takes it back.")

    def _list(self) -> None:
        from coder.tui.screens.lost.screen import LostCodings

        self.app.push_screen(LostCodings(self.study, self.language, self.workspace.transcript.name))


class _All:
    """The line that lists them all."""
