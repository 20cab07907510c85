"""The tour: short cards over the real screens; each asks for a real key and notices that it was pressed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.screen import ModalScreen, Screen

from coder.study import demo_words
from coder.tui.speech import N_, _
from coder.tui.widgets.tour_card import TourCard

if TYPE_CHECKING:
    from textual.timer import Timer

    from coder.tui.app import CoderApp

EVERY = 0.1
"""Seconds between two looks at what has been done."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the tour sees of the app at one moment."""

    screen: str
    """The class of the screen on top."""
    coder: str = ""
    codings: int = 0
    """Of the coder in the interview that is open."""
    cursor: int = 0
    """The segment at the cursor."""
    choosing: bool = False
    """Whether a passage is being chosen."""


@dataclass(frozen=True, slots=True)
class Card:
    """One step: what it says, and when it is done."""

    words: str
    done: Callable[[Seen, Seen], bool]
    """Told what was seen when the card came up, and what is seen now."""
    escape_is_asked: bool = False
    """The card asks for Esc itself, so Esc does what it always does."""


CARDS = (
    Card(
        N_(
            "Code as yourself, so that nothing of the others changes: press c, type a name of your own "
            "below the list (Tab goes there), Enter."
        ),
        lambda _before, now: bool(now.coder) and now.coder not in demo_words.CODERS,
    ),
    Card(
        N_("These are the interviews. ↓ and ↑ choose one, Enter opens it. Open one."),
        lambda _before, now: now.screen == "CodingScreen",
    ),
    Card(
        N_(
            "The bar marks the turn you are at. Press / and type a few letters of a code in any language, "
            "such as “values” or “цен”; Enter applies it. It is on disk at once."
        ),
        lambda before, now: now.codings > before.codings,
    ),
    Card(
        N_("n goes to the next turn that waits for you, over the interviewer's questions. Press n."),
        lambda before, now: now.cursor != before.cursor,
    ),
    Card(
        N_(
            "A code may stand on a passage: press v for a sentence, → and ← move its end; "
            "then . applies the code used last, or / another one."
        ),
        lambda before, now: now.codings > before.codings and not now.choosing,
    ),
    Card(
        N_("Nothing to fear: u takes the last change back, even tomorrow; Ctrl+R repeats it. Press u."),
        lambda before, now: now.codings < before.codings,
    ),
    Card(
        N_("Esc goes back to the interviews; t there counts how many respondents mention each code."),
        lambda _before, now: now.screen == "Frequencies",
        escape_is_asked=True,
    ),
    Card(
        N_(
            "That was the tour. What you coded is ordinary work: u in its interview takes it back. "
            "Esc ends the tour; T on the first screen begins it anew."
        ),
        lambda _before, _now: False,
    ),
)


class Guide:
    """Shows the cards one after the other while the app is used."""

    def __init__(self, app: CoderApp) -> None:
        self.app = app
        self.at: int | None = None
        """The card that is up; None: no tour is on."""
        self._before = Seen("")
        self._timer: Timer | None = None

    @property
    def touring(self) -> bool:
        """Whether a tour is on."""
        return self.at is not None

    def may_begin(self) -> bool:
        """Whether this is the demonstration: in a study of one's own a tour would leave codings."""
        return self.app.has_study and demo_words.is_demonstration(self.app.study)

    def begin(self) -> str:
        """Begin; answers why that is impossible, if it is."""
        if not self.may_begin():
            return _("The tour is for the demonstration: o opens it, or coder demo makes it.")
        if type(self.app.screen).__name__ != "Home":
            return _("The tour begins on the first screen: Esc goes there, then T.")
        self.leave()
        self._put(0)
        self._timer = self.app.set_interval(EVERY, self.look)
        self.look()
        return ""

    def leave(self) -> None:
        """End the tour; what was coded stays."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.at = None
        for screen in self.app.screen_stack:
            for card in screen.query(TourCard):
                card.remove()

    def takes_escape(self) -> bool:
        """Whether Esc ends the tour here: not where it closes a dialog or leaves a passage first."""
        if self.at is None or CARDS[self.at].escape_is_asked:
            return False
        return not isinstance(self.app.screen, ModalScreen) and not self.seen().choosing

    def look(self) -> None:
        """Notice what was done, and keep the card where the user looks."""
        if self.at is None or not self.app.screen_stack:
            return
        seen = self.seen()
        while self.at < len(CARDS) - 1 and CARDS[self.at].done(self._before, seen):
            self._put(self.at + 1)
        self._show(self.app.screen)

    def seen(self) -> Seen:
        """What is seen now."""
        top = type(self.app.screen).__name__
        coder = self.app.study.coder.name if self.app.study.coder else ""
        for screen in reversed(self.app.screen_stack):
            workspace = getattr(screen, "workspace", None)
            if workspace is not None and screen.is_mounted:
                coding: Any = screen
                choosing = coding.selection is not None
                return Seen(top, coder, len(workspace.codings), coding.view.cursor, choosing)
        return Seen(top, coder)

    def _put(self, at: int) -> None:
        self.at = at
        self._before = self.seen()

    def _show(self, screen: Screen[Any]) -> None:
        assert self.at is not None
        if not screen.is_mounted:
            return
        cards = screen.query(TourCard)
        card = cards.first() if cards else TourCard()
        if not cards:
            screen.mount(card)
        card.show(self.at + 1, len(CARDS), _(CARDS[self.at].words), self.takes_escape())
