"""The ways from any screen to the others, as the palette offers them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from coder.study.review.consensus import may_review
from coder.tui.deeds import deeds
from coder.tui.screens.home.screen import Home
from coder.tui.screens.numbers.agreement import Agreement
from coder.tui.screens.numbers.frequencies import Frequencies
from coder.tui.speech import _

if TYPE_CHECKING:
    from coder.tui.app import CoderApp

Way = tuple[str, str, Callable[[], Awaitable[object] | None]]
"""A name, words, and what goes there."""
_STEPS = 3
"""How often Esc is pressed on one screen at most: from the tree, from a passage, from the interview."""


def ways(app: CoderApp, screen: Screen[Any]) -> list[Way]:
    """Where one can go from here, besides what the screen has keys for itself."""
    if not app.has_study or isinstance(screen, Home):
        return []
    has = {each.id.partition(".")[2] for each in deeds(screen)}
    open_ = {type(each).__name__ for each in app.screen_stack}
    found: list[Way] = [("home", _("the first screen, the interviews"), lambda: go_home(app))]
    review: tuple[tuple[str, str, str, Callable[[], Screen[Any]]], ...] = ()
    if may_review(app.study):
        review = (
            (
                "review",
                "Review",
                _("review") + ": " + _("settle what coders differ about"),
                lambda: _review(app),
            ),
        )
    places: tuple[tuple[str, str, str, Callable[[], Screen[Any]]], ...] = (
        ("frequencies", "Frequencies", _("frequencies"), lambda: Frequencies(app.study, app.language)),
        ("agreement", "Agreement", _("agreement"), lambda: Agreement(app.study, app.language)),
        ("search", "Search", _("search all interviews"), lambda: _search(app)),
        ("codebook", "CodebookScreen", _("codebook"), lambda: _codebook(app)),
        ("memos", "Memos", _("memos"), lambda: _memos(app)),
        *review,
        ("people", "People", _("people") + ": " + _("the coders, and how far each is"), lambda: _people(app)),
    )
    for name, class_, words, make in places:
        if class_ not in open_ and not (name in has and name != "codebook"):
            found.append((name, words, _pushing(app, make)))
    if app.guide.may_begin() and not app.guide.touring:
        found.append(("tour", _("the two-minute tour"), lambda: tour(app)))
    return found


def _pushing(app: CoderApp, make: Callable[[], Screen[Any]]) -> Callable[[], Awaitable[object]]:
    return lambda: app.push_screen(make())


def _search(app: CoderApp) -> Screen[Any]:
    from coder.tui.screens.search.screen import Search

    return Search(app.study, app.language)


def _codebook(app: CoderApp) -> Screen[Any]:
    from coder.tui.screens.codebook.screen import CodebookScreen

    return CodebookScreen(app.study, app.language)


def _memos(app: CoderApp) -> Screen[Any]:
    from coder.tui.screens.memos.screen import Memos

    return Memos(app.study, app.language)


def _people(app: CoderApp) -> Screen[Any]:
    from coder.tui.screens.home.people import People

    return People(app.study, app.language)


def _review(app: CoderApp) -> Screen[Any]:
    from coder.tui.screens.review.screen import Review

    return Review(app.study, app.language)


async def go_home(app: CoderApp) -> bool:
    """Leave screens as their own keys do, but none that asks first; returns whether Home was reached."""
    while not isinstance(app.screen, Home):
        top, high = app.screen, len(app.screen_stack)
        steps = _STEPS if type(top).__name__ == "CodingScreen" else 1
        for _step in range(steps):
            back = top.active_bindings.get("escape")
            if back is None:
                return False
            await app.run_action(back.binding.action, back.node)
            if len(app.screen_stack) != high:
                break
        if len(app.screen_stack) >= high:
            return False
    return True


async def tour(app: CoderApp) -> None:
    """Begin the tour, on the first screen."""
    if await go_home(app) and isinstance(app.screen, Home):
        app.screen.action_tour()
