"""The tour: real keys on the real screens, noticed; what it leaves is ordinary work."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot

from coder.study import history
from coder.study.study import Study
from coder.tui.app import CoderApp
from coder.tui.screens.choose import WhoCodes
from coder.tui.screens.coding.screen import CodingScreen
from coder.tui.screens.finder.finder import CodeFinder
from coder.tui.screens.home.screen import Home
from coder.tui.touring import CARDS, Seen
from coder.tui.widgets.tour_card import TourCard

if TYPE_CHECKING:
    from tests.tui.conftest import Hands, Start

SIZES = [(80, 24), (160, 45)]
Touring = Callable[..., AbstractAsyncContextManager[Pilot[None]]]


def app_of(pilot: Pilot[None]) -> CoderApp:
    assert isinstance(pilot.app, CoderApp)
    return pilot.app


async def card(pilot: Pilot[None], hands: Hands, number: int) -> str:
    """Wait until the card of this number is up on the screen on top, and give the screen back."""

    def up() -> bool:
        guide = app_of(pilot).guide
        guide.look()
        return guide.at == number - 1 and f"Tour {number}/{len(CARDS)}" in hands.screen(pilot)

    await hands.until(pilot, up)
    return hands.screen(pilot)


@pytest.fixture
def touring(demo_place: Path, start: Start, hands: Hands) -> Touring:
    """Starts the demonstration at the first card, as the holder of the consensus."""

    @asynccontextmanager
    async def touring_(size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
        async with start(demo_place, "consensus", size=size) as pilot:
            await hands.see(pilot, "24 of 24")
            await pilot.press("T")
            await card(pilot, hands, 1)
            yield pilot

    return touring_


@pytest.mark.parametrize("size", SIZES)
async def test_the_tour_from_end_to_end(
    demo_place: Path, touring: Touring, hands: Hands, size: tuple[int, int]
) -> None:
    before = len(hands.rows(demo_place, "SELECT id FROM coding WHERE removed_at IS NULL"))
    async with touring(size) as pilot:
        assert "press c, type a name of your own" in hands.screen(pilot).replace("\n  ", " ")
        await pilot.press("c")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, WhoCodes))
        await card(pilot, hands, 1)
        await pilot.press("tab", *"Zoe", "enter")
        assert "Enter opens it" in await card(pilot, hands, 2)
        await hands.see(pilot, "0/12")
        await pilot.press("enter")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, CodingScreen))
        await card(pilot, hands, 3)
        await pilot.press("slash")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, CodeFinder))
        await card(pilot, hands, 3)
        await pilot.press(*"values", "enter")
        await card(pilot, hands, 4)
        [(code, _quote)] = hands.codings(demo_place, "Zoe")
        assert "value" in code
        await pilot.press("n")
        await card(pilot, hands, 5)
        await pilot.press("v")
        await card(pilot, hands, 5)
        await pilot.press("full_stop")
        await card(pilot, hands, 6)
        assert len(hands.codings(demo_place, "Zoe")) == 2
        await pilot.press("u")
        await card(pilot, hands, 7)
        assert len(hands.codings(demo_place, "Zoe")) == 1
        await pilot.press("escape")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Home))
        await card(pilot, hands, 7)
        await pilot.press("t")
        seen = await card(pilot, hands, 8)
        assert "That was the tour." in seen
        await pilot.press("escape")
        await hands.until(pilot, lambda: not app_of(pilot).guide.touring)
        assert "Tour" not in hands.screen(pilot)
    with Study.open(demo_place, "Zoe") as study:
        assert history.undo(study).startswith("apply")
    assert len(hands.rows(demo_place, "SELECT id FROM coding WHERE removed_at IS NULL")) == before


@pytest.mark.parametrize("steps", [["c"], ["c", "tab", "Z", "enter"]])
async def test_esc_leaves_at_any_time_and_changes_nothing_else(
    touring: Touring, hands: Hands, steps: list[str]
) -> None:
    async with touring() as pilot:
        await pilot.press(*steps)
        await pilot.pause()
        app_of(pilot).guide.look()
        if isinstance(pilot.app.screen, WhoCodes):
            await pilot.press("escape")
            await hands.until(pilot, lambda: isinstance(pilot.app.screen, Home))
            assert app_of(pilot).guide.touring, "Esc has closed the dialog"
        await pilot.press("escape")
        await hands.until(pilot, lambda: not app_of(pilot).guide.touring)
        await pilot.pause()
        assert isinstance(pilot.app.screen, Home)
        assert not pilot.app.screen.query(TourCard)
        await pilot.press("Е")
        await card(pilot, hands, 2 if len(steps) > 1 else 1)


async def test_esc_in_an_interview_leaves_the_tour_first_and_the_interview_then(
    touring: Touring, hands: Hands
) -> None:
    async with touring() as pilot:
        await pilot.press("c")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, WhoCodes))
        await pilot.press("tab", *"Zoe", "enter")
        await card(pilot, hands, 2)
        await pilot.press("enter")
        await card(pilot, hands, 3)
        await pilot.press("escape")
        await hands.until(pilot, lambda: not app_of(pilot).guide.touring)
        assert isinstance(pilot.app.screen, CodingScreen)
        await pilot.press("escape")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Home))
        assert "Tour" not in hands.screen(pilot)


async def test_a_study_of_ones_own_has_no_tour(place: Path, start: Start, hands: Hands) -> None:
    async with start(place) as pilot:
        await pilot.press("T")
        await hands.see(pilot, "The tour is for the demonstration")
        assert not app_of(pilot).guide.touring
        assert not pilot.app.screen.query(TourCard)


async def test_a_card_covers_nothing_and_a_tiny_terminal_stands(touring: Touring, hands: Hands) -> None:
    async with touring() as pilot:
        card_ = pilot.app.screen.query_one(TourCard)
        table = pilot.app.screen.query_one("#interviews")
        assert table.region.bottom <= card_.region.y
        await pilot.resize_terminal(20, 5)
        await pilot.press("escape")
        await hands.until(pilot, lambda: not app_of(pilot).guide.touring)


def test_each_card_waits_for_its_own_deed() -> None:
    at_home, coding = Seen("Home", "consensus"), Seen("CodingScreen", "Zoe", 3, 5)
    deeds = [
        Seen("Home", "Zoe"),
        Seen("CodingScreen", "Zoe"),
        Seen("CodingScreen", "Zoe", 4, 5),
        Seen("CodingScreen", "Zoe", 3, 6),
        Seen("CodingScreen", "Zoe", 4, 5),
        Seen("CodingScreen", "Zoe", 2, 5),
        Seen("Frequencies", "Zoe"),
    ]
    for number, (each, deed) in enumerate(zip(CARDS, deeds, strict=False)):
        before = at_home if number < 2 else coding
        assert not each.done(before, before), number
        assert each.done(before, deed), number
    assert not CARDS[4].done(coding, Seen("CodingScreen", "Zoe", 4, 5, choosing=True))
    assert len(deeds) == len(CARDS) - 1
