"""Suggestions: what has been coded already and reads like this; nothing is applied by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot

from coder.model import Span
from coder.study import codebook, coding, similar, transcripts
from coder.study.similar import Similar
from coder.study.study import Study
from coder.tui.screens.coding import suggestions
from coder.tui.screens.coding.screen import CodingScreen
from coder.tui.screens.coding.suggestions import Suggestions
from coder.tui.state.likeness import offers

if TYPE_CHECKING:
    from tests.conftest import Kit
    from tests.tui.conftest import Hands, Start

RAISE = "Оплата труда госслужащих растёт очень медленно."
ALIKE = "Медленно растет оплата труда госслужащих, [b]очень[/b]!"
PART = "Оплата труда государственных служащих почти не растёт."
SIZES = [(80, 24), (160, 45)]


@pytest.fixture
def talk(place: Path, opened: Callable[..., Study], kit: Kit) -> Path:
    """An interview in Russian; Ann and Ben have coded two passages that are like its first turn."""
    turns = [
        ("R", RAISE),
        ("R", ALIKE),
        ("R", PART),
        ("R", "Совсем о другом говорим мы здесь."),
        ("R", "Да."),
    ]
    with Study.open(place) as study:
        transcripts.add(study, [kit.interview("talk", turns)])
    apply(opened(place, "Ann"), 1, "housing")
    apply(opened(place, "[b]Ben[/b]"), 1, "markup")
    apply(opened(place, "[b]Ben[/b]"), 2, "housing")
    apply(opened(place, "[b]Ben[/b]"), 2, "pay")
    return place


def apply(study: Study, number: int, code: str) -> None:
    found = transcripts.load(study, "talk")
    coding.apply(study, found.id, found.segments[number].span, codebook.find_code(study, code).id)


async def suggest(pilot: Pilot[None], hands: Hands, key: str = "s") -> Suggestions:
    """Ask, and wait until it has been looked through."""
    hands.view(pilot).cursor = 0
    await pilot.press(key)
    screen = pilot.app.screen
    assert isinstance(screen, Suggestions)
    await hands.until(pilot, lambda: not screen.busy)
    return screen


@pytest.mark.parametrize("size", SIZES)
async def test_a_digit_applies_a_code_and_stays(
    talk: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    before = hands.codings(talk)
    async with start(talk, at="talk", size=size) as pilot:
        await suggest(pilot, hands, "ы")
        await hands.see(pilot, "Suggestions", "nothing is applied by itself", "98 of 100 alike", "talk:2")
        seen = hands.screen(pilot)
        assert seen.index("Housing") < seen.index("Label [b]x[/b] [/]") < seen.index("Pay")
        assert "[b]Ben[/b]" in seen
        assert "[b]очень[/b]!" in seen
        assert hands.codings(talk) == before
        await pilot.press("2")
        assert hands.codings(talk)[1:] == [("markup", RAISE)]
        await hands.see(pilot, "here:  A Label [b]x[/b] [/]")
        await pilot.press("2")
        await hands.see(pilot, "is here already (A).")
        await pilot.press("і")
        assert hands.codings(talk)[1:] == [("markup", RAISE), ("pay", RAISE)]
        await pilot.press("u")
        assert hands.codings(talk)[1:] == [("markup", RAISE)]
        await hands.see(pilot, "taken back: apply pay")
        await pilot.press("9")
        await hands.see(pilot, "There is no suggestion 9.")
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, CodingScreen)
        assert hands.codings(talk)[1:] == [("markup", RAISE), ("housing", RAISE)]
        await pilot.press("u")
        assert hands.codings(talk)[1:] == [("markup", RAISE)]


async def test_codes_that_are_here_are_left_out_and_counted(talk: Path, start: Start, hands: Hands) -> None:
    async with start(talk, at="talk") as pilot:
        hands.view(pilot).cursor = 0
        await pilot.press("slash", *"pay", "enter")
        screen = await suggest(pilot, hands)
        await hands.see(pilot, "1 code that is here already is left out.")
        assert len(screen.offers) == 2
        await pilot.press("down")
        await hands.see(pilot, "coded there: Housing · Label [b]x[/b] [/]")
        await pilot.press("escape")
        assert len(hands.codings(talk)) == 2


async def test_a_blind_coder_is_suggested_the_own_codes_only(
    talk: Path, start: Start, hands: Hands, opened: Callable[..., Study]
) -> None:
    async with start(talk, "Bea", at="talk") as pilot:
        await suggest(pilot, hands)
        seen = await hands.see(pilot, "Nothing coded so far is like this.")
        assert "Ann" not in seen
        await pilot.press("escape")
        apply(opened(talk, "Bea"), 2, "patriotism")
        screen = await suggest(pilot, hands)
        assert [each.coders for each in screen.offers] == [("Bea",)]
        await hands.see(pilot, "Patriotism")


async def test_too_few_words_and_an_interviewers_words(talk: Path, start: Start, hands: Hands) -> None:
    async with start(talk, at="talk") as pilot:
        hands.view(pilot).cursor = 4
        await pilot.press("s")
        await hands.see(pilot, "Too few words to compare by")
        await pilot.press("enter", "1", "escape")
        assert hands.codings(talk) == [("housing", ALIKE)]
    async with start(talk, at="first") as pilot:
        await pilot.press("up", "s")
        await hands.see(pilot, "This is not a unit")


async def test_escape_stops_the_looking(
    talk: Path, start: Start, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answered = Event(), Event()

    def forever(*_args: object, stop: Callable[[], bool], **_more: object) -> similar.LookedThrough:
        asked.set()
        while not stop():
            answered.wait(0.01)
        answered.set()
        return similar.LookedThrough((), 0, 0)

    monkeypatch.setattr(similar, "look_through", forever)
    async with start(talk, at="talk") as pilot:
        hands.view(pilot).cursor = 0
        await pilot.press("s")
        await hands.until(pilot, asked.is_set)
        await hands.see(pilot, "looking through what has been coded … Esc stops")
        await pilot.press("1", "escape")
        assert isinstance(pilot.app.screen, CodingScreen)
        await hands.until(pilot, answered.is_set)
        assert hands.codings(talk) == [("housing", ALIKE)]


async def test_a_bound_is_said(
    talk: Path, start: Start, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggestions, "AT_MOST", 2)
    async with start(talk, at="talk") as pilot:
        await suggest(pilot, hands)
        await hands.see(pilot, "Compared with the newest 2 of 4 codings.")


def test_one_line_a_code_with_the_passage_most_like() -> None:
    def passage(score: float, *codes: tuple[int, str]) -> Similar:
        return Similar(1, "t", 0, Span(0, 1), "words", score, codes)

    first, second = passage(90, (1, "Ann"), (1, "Ben"), (2, "Ann")), passage(80, (2, "Ben"), (3, "Ann"))
    found, left_out = offers([first, second], {3})
    assert [(each.code_id, each.passage.score, each.coders) for each in found] == [
        (1, 90, ("Ann", "Ben")),
        (2, 90, ("Ann",)),
    ]
    assert left_out == 1
    many = [passage(50, *((n, "Ann") for n in range(20)))]
    assert len(offers(many, set())[0]) == 9
