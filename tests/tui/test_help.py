"""The help fits the place, can be narrowed, and comes up everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.screen import Screen
from textual.widgets import Input

from coder.study.study import Study
from coder.tui import speech
from coder.tui.app import CoderApp
from coder.tui.deeds import deeds
from coder.tui.helping import SIGNS, Section, narrowed, of_screen
from coder.tui.keys import key_name
from coder.tui.screens.help import Help

if TYPE_CHECKING:
    from tests.tui.conftest import Hands, Start


@pytest.fixture
def english() -> Iterator[None]:
    yield
    speech.speak("en")


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("right", "→"),
        ("shift+left", "Shift+←"),
        ("ctrl+r", "Ctrl+R"),
        ("enter", "Enter"),
        ("space", "Space"),
        ("slash", "/"),
        ("question_mark", "?"),
        ("full_stop", "."),
        ("left_square_bracket", "["),
        ("f1", "F1"),
        ("G", "G"),
        ("pagedown", "PgDn"),
        ("ц", "ц"),
    ],
)
def test_keys_are_written_as_on_the_keyboard(key: str, name: str) -> None:
    assert key_name(key) == name


def test_it_is_narrowed_by_a_word_a_heading_or_a_key() -> None:
    moving = Section("Moving", (("↓ j", "next segment"), ("G", "last segment")))
    coding = Section("Coding", (("/ Enter", "find a code"), ("u", "undo")))
    every = [moving, coding]
    assert narrowed(every, " ") == every
    assert narrowed(every, "seg next") == [Section("Moving", (moving.lines[0],))]
    assert narrowed(every, "coding") == [coding]
    assert narrowed(every, "/") == [Section("Coding", (coding.lines[0],))]
    assert narrowed(every, "enter") == [Section("Coding", (coding.lines[0],))]
    assert narrowed(every, "nothing like it") == []


async def test_it_lists_every_key_of_the_place_and_the_signs(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        screen = pilot.app.screen
        before = {each.in_full for each in deeds(screen) if each.for_this_keyboard}
        assert isinstance(pilot.app, CoderApp)
        listed = of_screen(screen, pilot.app)
        said = {words for section in listed for _keys, words in section.lines}
        told = {each.in_full for each in deeds(screen) if each.id in ("app.help", "app.palette")}
        assert before - said <= told
        headings = [each.heading for each in listed]
        assert {"Coding", "Passages", "Moving", "Looking", "The study", "Everywhere"} <= set(headings)
        assert {words for _sign, words in SIGNS} <= said
        assert any(keys == "1 … 9" for section in listed for keys, _words in section.lines)
        await pilot.press("question_mark")
        seen = await hands.see(pilot, "Keys of this place", "/ Enter")
        assert "ш" not in seen
        await pilot.press(*"memo mark")
        await hands.see(pilot, "Nothing here has these words")
        await pilot.press(*["backspace"] * 5, "pagedown")
        await hands.see(pilot, "a memo stands here")
        await pilot.press("escape")
        assert pilot.app.screen is screen


async def test_twins_are_shown_to_those_who_have_them(
    place: Path, start: Start, hands: Hands, english: None
) -> None:
    async with start(place, at="first") as pilot:
        speech.speak("ru")
        assert isinstance(pilot.app, CoderApp)
        keys = {keys for section in of_screen(pilot.app.screen, pilot.app) for keys, _words in section.lines}
        assert "↓ j о" in keys
        speech.speak("en")
        keys = {keys for section in of_screen(pilot.app.screen, pilot.app) for keys, _words in section.lines}
        assert "↓ j" in keys


@pytest.mark.parametrize("size", [(80, 24), (160, 45), (20, 5)])
async def test_it_can_be_read_and_scrolled_at_any_size(
    place: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    async with start(place, at="first", size=size) as pilot:
        await pilot.press("f1")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Help))
        box = pilot.app.screen.query_one("#help-box")
        await hands.until(pilot, lambda: box.virtual_size.height > 10)
        assert box.size.height >= 3
        for _ in range(8):
            await pilot.press(*["pagedown"] * 12)
        assert box.scroll_offset.y == box.max_scroll_y
        assert box.max_scroll_x == 0
        await pilot.press("f1")
        assert not isinstance(pilot.app.screen, Help)


async def test_it_comes_up_in_dialogs_and_f1_while_typing(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        coding = pilot.app.screen
        await pilot.press("slash", "question_mark")
        finder = pilot.app.screen
        assert finder.query_one(Input).value == "?"
        await pilot.press("f1")
        await hands.see(pilot, "Keys of this place", "apply and stay", "Tab Shift+Enter")
        await pilot.press("escape")
        assert pilot.app.screen is finder
        await pilot.press("escape")
        assert pilot.app.screen is coding
        await pilot.press("escape")
        await pilot.press("c")  # who codes: a list, nothing is typed
        await hands.see(pilot, "Who is coding?")
        await pilot.press("question_mark")
        await hands.see(pilot, "Keys of this place", "Enter chooses")


async def test_it_says_where_to_go_on(
    demo_place: Path, place: Path, opened: Callable[..., Study], hands: Hands
) -> None:
    for path, tour in ((demo_place, True), (place, False)):
        app = CoderApp(opened(path, "Dana" if tour else "Ann"))
        async with app.run_test(size=(80, 45)) as pilot:
            await pilot.pause()
            screen: Screen[object] = app.screen
            said = [each for section in of_screen(screen, app) for each in section.lines]
            assert any(keys == "Ctrl+P" for keys, _words in said)
            assert any("on the first screen" in words for _keys, words in said) == tour
