"""What every screen of the app is: a place whose keys speak the user's language."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from textual.binding import ActiveBinding
from textual.screen import ModalScreen, Screen

from coder.tui.speech import _

Answer = TypeVar("Answer")


class Place(Screen[Answer]):
    """A screen of the app."""

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that work here and now, described in the language of the app."""
        return _translated(super().active_bindings)


class Dialog(ModalScreen[Answer]):
    """A question above a screen."""

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
