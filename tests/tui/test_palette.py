"""The palette has everything that can be done, on every screen, and does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, OptionList

from coder.study.study import Study
from coder.tui import speech, themes
from coder.tui.app import CoderApp
from coder.tui.keys import of_russian_layout
from coder.tui.palette import Command, commands
from coder.tui.screens.coding.screen import CodingScreen
from coder.tui.screens.home.screen import Home
from coder.tui.screens.numbers.frequencies import Frequencies
from coder.tui.settings import Settings

if TYPE_CHECKING:
    from tests.tui.conftest import Hands, Start

ANYWHERE = {"theme: dark", "theme: light", "theme: high contrast", "quit", "language of the app: Русский"}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    speech.speak("en")


def bound(screen: Screen[Any]) -> set[str]:
    """The ids of what the screen itself binds, with words, and does not refuse at the moment."""
    return {
        binding.id
        for _key, binding in screen._bindings
        if binding.id
        and binding.description
        and not all(map(of_russian_layout, binding.key.split(",")))
        and screen.check_action(binding.action.partition("(")[0], ())
    }


async def looks(pilot: Pilot[None]) -> type[Screen[Any]]:
    """See that the palette has everything of the screen on top; says which screen that is."""
    screen = pilot.app.screen
    assert isinstance(pilot.app, CoderApp)
    found = commands(pilot.app, screen)
    assert bound(screen) - {each.id for each in found} == set(), type(screen)
    assert {each.words for each in found} >= ANYWHERE
    assert all(each.words and callable(each.run) for each in found)
    ids = [each.id for each in found if each.id]
    assert len(ids) == len(set(ids))
    return type(screen)


async def test_it_has_every_action_of_every_screen(demo_place: Path, start: Start, hands: Hands) -> None:
    seen: list[str] = []
    async with start(demo_place, "Dana", size=(120, 40)) as pilot:
        home = pilot.app.screen

        async def through(*keys: str) -> None:
            top = pilot.app.screen
            await pilot.press(*keys)
            await hands.until(pilot, lambda: pilot.app.screen is not top and pilot.app.screen.is_mounted)
            await pilot.pause()
            seen.append((await looks(pilot)).__name__)

        async def back() -> None:
            for _ in range(4):
                if pilot.app.screen is not home:
                    await pilot.press("escape")
                    await pilot.pause()

        seen.append((await looks(pilot)).__name__)
        for key in "ctafbm":
            await through(key)
            await back()
        await through("i")
        await back()
        assert pilot.app.screen is home
        await through("enter")
        coding = pilot.app.screen
        for key in ("slash", "s", "ctrl+g", "m", "M", "f", "b"):
            await through(key)
            while pilot.app.screen is not coding:
                await pilot.press("escape")
                await pilot.pause()
        await through("f1")
    assert len(set(seen)) >= 12, seen


async def test_a_letter_finds_it_and_enter_does_it(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        await pilot.press("ctrl+p", *"freq")
        await hands.until(pilot, lambda: pilot.app.screen.query_one(OptionList).option_count)
        await pilot.press("enter")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Frequencies))
        await pilot.press("escape")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, CodingScreen))
        await pilot.press("ctrl+p", *"no further")
        await hands.until(pilot, lambda: pilot.app.screen.query_one(OptionList).option_count == 1)
        await pilot.press("enter")
        await hands.until(pilot, lambda: hands.decided(place) == [3])
        await pilot.press("ctrl+p", *"first screen")
        await hands.until(pilot, lambda: pilot.app.screen.query_one(OptionList).option_count)
        await pilot.press("enter")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Home))


async def test_what_is_typed_in_a_form_is_not_lost_on_the_way_home(
    demo_place: Path, start: Start, hands: Hands
) -> None:
    async with start(demo_place, "Dana", size=(100, 30)) as pilot:
        await pilot.press("b")
        await hands.see(pilot, "Codebooks")
        await pilot.press("down", "e")
        await hands.until(pilot, lambda: type(pilot.app.screen).__name__ == "CodeForm")
        form = pilot.app.screen
        await pilot.press(*"words")
        assert isinstance(pilot.app, CoderApp)
        home = next(each for each in commands(pilot.app, form) if "home" in each.names)
        assert await home.run() is False
        assert form in pilot.app.screen_stack


@pytest.mark.parametrize(
    ("query", "fits"), [("code", True), ("find cod", True), ("/", True), ("serch", False), ("findd", True)]
)
def test_what_fits(query: str, fits: bool) -> None:
    command = Command("code", print, "find a code for the passage", "/ Enter")
    assert bool(command.fits(query)) == fits


def test_what_begins_so_comes_first() -> None:
    first, second = Command("search", print), Command("notes", print, "search them")
    assert first.fits("sea") > second.fits("sea") > 0


async def test_the_keymap_of_the_user_is_told(place: Path, opened: Callable[..., Study]) -> None:
    app = CoderApp(opened(place), keymap={"home.sort": "f7"})
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert next(each.keys for each in commands(app, app.screen) if each.id == "home.sort") == "F7"


async def test_theme_and_language_are_chosen_by_name_and_kept(
    place: Path, opened: Callable[..., Study], hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CODER_CONFIG", str(tmp_path / "config"))
    app = CoderApp(opened(place), settings=Settings.load())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        await hands.see(pilot, "segment 3/6", "■ Housing")

        async def choose(words: str) -> None:
            await pilot.press("ctrl+p")
            await hands.until(pilot, lambda: isinstance(app.screen, CommandPalette))
            app.screen.query_one(Input).value = words
            options = app.screen.query_one(OptionList)
            await hands.until(
                pilot, lambda: options.option_count and words in str(options.get_option_at_index(0).prompt)
            )
            await pilot.press("enter")
            await hands.until(pilot, lambda: not isinstance(app.screen, CommandPalette))

        await choose("theme: high contrast")
        await hands.until(pilot, lambda: app.theme == themes.CONTRAST.name)
        await choose("Русский")
        await hands.see(pilot, "■ Жильё", "■ Rent market [en]")
        assert speech.spoken() == "ru"
        found = commands(app, app.screen)
    kept = Settings.load()
    assert (kept.theme, kept.language) == (themes.CONTRAST.name, "ru")
    assert any("ц" in each.keys for each in found)
