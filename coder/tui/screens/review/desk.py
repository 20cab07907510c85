"""What the parts of the review screen share: the item at the cursor, and how a change is carried out."""

from __future__ import annotations

from collections.abc import Callable

from coder.model import Transcript
from coder.study.review.items import Item
from coder.study.review.settling import Choice
from coder.study.review.views import View
from coder.tui.screens.working import Working
from coder.tui.state.reviewing import Reviewing
from coder.tui.state.selection import Selection


class Desk(Working):
    """The review of a study; each part of :class:`coder.tui.screens.review.screen.Review` builds on it."""

    review: Reviewing
    views: list[View]
    """The views of the item at the cursor."""
    text: Transcript | None = None
    """The interview of the item at the cursor."""
    selection: Selection | None = None
    """The passage being adjusted."""
    reason: str = ""
    """Why the next settlement is made."""

    said: str = ""
    """What the status line says once."""

    @property
    def item(self) -> Item | None:
        """The item at the cursor."""
        raise NotImplementedError

    def settle(self, choice: Choice) -> None:
        """Settle the item at the cursor and go on to the next one."""
        raise NotImplementedError

    def carry_out(self, change: Callable[[], str]) -> bool:
        """Carry out a change and say what it was; a refusal is said as its sentence."""
        raise NotImplementedError

    def fill(self) -> None:
        """Read everything afresh."""
        raise NotImplementedError

    def show_item(self) -> None:
        """Show what belongs to the item at the cursor."""
        raise NotImplementedError

    def show_list(self) -> None:
        """Show the items listed, and how far the review has come."""
        raise NotImplementedError
