"""What every screen of the app is: a place whose keys speak the user's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar, cast

from textual.binding import ActiveBinding
from textual.screen import ModalScreen, Screen

from coder.tui.keys import bind
from coder.tui.screens.whole import Whole
from coder.tui.speech import N_, _

Answer = TypeVar("Answer")


class Spoken:
    """What every screen knows of itself, for the footer, the help and a change of the language."""

    signs: tuple[tuple[str, str], ...] = ()
    """The signs that the screen uses, with their meanings, for the help."""
    keys: str = ""
    """What a dialog says of its keys, three spaces between them."""
    language: str

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """The ids of the keys that matter most here and now, with words for the footer."""
        return ()

    def says_itself(self) -> str:
        """What the help says first: the line of keys of a dialog, one below the other."""
        return "\n".join(_(self.keys).split("   "))

    def action_help(self) -> None:
        """Say which keys work here."""
        cast("Any", self).app.action_help()

    def speaks(self, language: str) -> bool:
        """The app speaks another language now; returns whether everything here is in it."""
        if "language" in vars(self):
            self.language = language
        cast("Screen[Any]", self).refresh_bindings()
        return False


HELP = bind("f1,question_mark", "help", N_("help"), id="app.help", show=False)


class Place(Spoken, Whole, Screen[Answer]):
    """A screen of the app."""

    BINDINGS = [HELP]  # noqa: RUF012 - Textual's way

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that work here and now, described in the language of the app."""
        return _translated(super().active_bindings)


class Dialog(Spoken, Whole, ModalScreen[Answer]):
    """A question above a screen."""

    BINDINGS = [HELP]  # noqa: RUF012 - Textual's way

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that work here and now, described in the language of the app."""
        return _translated(super().active_bindings)


def _translated(found: dict[str, ActiveBinding]) -> dict[str, ActiveBinding]:
    return {
        key: each._replace(
            binding=replace(
                each.binding, description=_(each.binding.description), tooltip=_(each.binding.tooltip)
            ),
            tooltip=_(each.tooltip),
        )
        for key, each in found.items()
    }
