"""The finder at work: several codes on one passage, new codes, and what it says meanwhile."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from coder.model import Span
from coder.study import history, versions
from coder.study.study import Study
from coder.tui.screens.coding.screen import CodingScreen
from coder.tui.screens.finder.finder import LONGEST, CodeFinder
from coder.tui.screens.finder.new_code import Making
from coder.tui.state.at_hand import AtHand, language_of
from coder.tui.state.workspace import Workspace
from coder.tui.widgets.code_list import CodeList
from coder.tui.widgets.code_panel import Definition

if TYPE_CHECKING:
    from tests.tui.conftest import Hands, Start

PAY = "The first thing is pay."
SIZES = [(80, 24), (160, 45)]
LIVE_CODES = "SELECT slug, origin, brief FROM code WHERE removed_at IS NULL ORDER BY id DESC LIMIT 1"


def query(pilot: Pilot[None]) -> str:
    return pilot.app.screen.query_one(Input).value


# --- several codes, one after the other ---------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_several_codes_on_one_passage(
    place: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    async with start(place, at="first", size=size) as pilot:
        await pilot.press("slash", *"жилье", "tab")
        assert hands.codings(place) == [("housing", PAY)]
        await hands.see(pilot, "here:  A Housing", "Tab applies")
        assert (isinstance(pilot.app.screen, CodeFinder), query(pilot)) == (True, "")
        await pilot.press(*"pay", "shift+enter")
        assert hands.codings(place) == [("housing", PAY), ("pay", PAY)]
        await hands.see(pilot, "A Housing  B Pay")
        await pilot.press(*"housing", "tab")
        await hands.see(pilot, "Housing is here already (A).")
        assert len(hands.codings(place)) == 2
        await pilot.press("enter")
        await hands.see(pilot, "Housing is here already (A). Esc closes.")
        assert isinstance(pilot.app.screen, CodeFinder)
        await pilot.press("ctrl+z")
        assert hands.codings(place) == [("housing", PAY)]
        await hands.see(pilot, "taken back: apply pay")
        await pilot.press("ctrl+z", "ctrl+z")
        assert hands.codings(place) == []
        await hands.see(pilot, "Nothing has been applied here yet.")
        await pilot.press("escape")
        await hands.see(pilot, "not decided yet")


async def test_what_was_done_before_is_not_taken_back_here(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        await pilot.press("slash", *"pay", "enter", "slash", "ctrl+z")
        await hands.see(pilot, "Nothing has been applied here yet.")
        assert hands.codings(place) == [("pay", PAY)]


async def test_enter_after_tab_is_the_end_and_applies_nothing_more(
    place: Path, start: Start, hands: Hands
) -> None:
    async with start(place, at="first") as pilot:
        await pilot.press("slash", *"pay", "tab", "enter")
        assert isinstance(pilot.app.screen, CodingScreen)
        assert hands.codings(place) == [("pay", PAY)]
        await pilot.press("slash", *"housing", "tab", "down", "down", "enter")
        assert isinstance(pilot.app.screen, CodingScreen)
        assert len(hands.codings(place)) == 3


async def test_on_a_chosen_passage_and_the_passage_is_left_after(
    place: Path, start: Start, hands: Hands
) -> None:
    async with start(place, at="first") as pilot:
        await pilot.press("v", "v", "left", "slash", *"pay", "tab", *"housing", "tab", "escape")
        assert hands.codings(place) == [
            ("pay", "The first thing is pay"),
            ("housing", "The first thing is pay"),
        ]
        assert isinstance(pilot.app.screen, CodingScreen)
        assert pilot.app.screen.selection is None


@pytest.mark.parametrize("size", SIZES)
async def test_marks_of_what_is_here_of_pins_and_of_recent_codes(
    place: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    async with start(place, at="first", size=size) as pilot:
        workspace = hands.view(pilot).workspace
        by_slug = {code.slug: code.id for code in workspace.codes.values()}
        workspace.pin(3, by_slug["pay"])
        workspace.apply(2, by_slug["housing"])
        await pilot.press("slash")
        lines = pilot.app.screen.query_one(CodeList)
        first = [lines.line(i).plain for i in range(4)]
        assert first[0] == "A   ■ Housing  recent  Society"
        assert "  3 ■ Pay  Society" in first
        await hands.see(pilot, "here:  A Housing")


# --- reading and typing ---------------------------------------------------------------------------------


async def test_a_long_definition_is_read_by_keyboard(demo_place: Path, start: Start, hands: Hands) -> None:
    async with start(demo_place, "Dana", at="E01", size=(80, 24)) as pilot:
        await pilot.press("slash", *"system")
        await hands.until(pilot, lambda: pilot.app.screen.query_one(Definition).max_scroll_y > 0)
        panel = pilot.app.screen.query_one(Definition)
        await pilot.press("ctrl+down")
        await hands.until(pilot, lambda: panel.scroll_offset.y > 0)
        await pilot.press("shift+pageup")
        await hands.until(pilot, lambda: panel.scroll_offset.y == 0)
        assert query(pilot) == "system"


async def test_no_hit_is_said_and_a_megabyte_is_left_out(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        await pilot.press("slash", *"zzqq")
        await hands.see(pilot, "No code fits “zzqq”, in any language.", "Ctrl+N makes it a new code.")
        line = pilot.app.screen.query_one(Input)
        line.post_message(events.Paste("x[/] " * 200_000))
        await pilot.pause()
        assert len(line.value) <= LONGEST
        line.value = ""
        line.post_message(events.Paste("ж" * LONGEST))
        await hands.until(pilot, lambda: len(line.value) == LONGEST)
        await pilot.press("escape")
        assert hands.codings(place) == []


# --- new codes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_a_new_code_goes_beside_the_one_looked_at_and_is_applied(
    place: Path, start: Start, hands: Hands, opened: Callable[..., Study], size: tuple[int, int]
) -> None:
    async with start(place, at="first", size=size) as pilot:
        await pilot.press("slash", *"pay", *["backspace"] * 3, *"Sick leave", "ctrl+n")
        await hands.see(pilot, "A new code", "Sick leave", "No code has nearly this name.")
        await pilot.press("tab", "tab", *"off when ill", "enter")
        assert hands.codings(place) == [("sick-leave", PAY)]
        assert hands.rows(place, LIVE_CODES) == [("sick-leave", "inductive", '{"en": "off when ill"}')]
        await hands.see(pilot, "u takes back the coding", "A  Sick leave")
        assert isinstance(pilot.app.screen, CodingScreen)
        (change, *_) = versions.changes(opened(place), "book")
        assert (change.coder, change.what) == ("Ann", "add code sick-leave “Sick leave”, inductive")
        await pilot.press("slash", *"sick")
        await hands.see(pilot, "■ Sick leave", "off when ill")
        await pilot.press("escape", "u")
        assert hands.codings(place) == []
        await hands.see(pilot, "undone: apply sick-leave")
        await pilot.press("u")
        await hands.see(pilot, "undone: add code sick-leave")
        assert hands.rows(place, LIVE_CODES)[0][0] == "gone"
        await pilot.press("full_stop")
        await hands.see(pilot, "is not in the codebook any more")
        await pilot.press("ctrl+r", "ctrl+r")
        assert hands.codings(place) == [("sick-leave", PAY)]


async def test_the_parent_is_chosen_with_the_arrows(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        await pilot.press("slash", *"label", "ctrl+n")
        await pilot.press("shift+tab", *["backspace"] * 5, *"Sick leave", "down", "down", "enter")
        parent = "SELECT p.slug FROM code c JOIN code p ON p.id = c.parent_id WHERE c.slug = 'sick-leave'"
        assert hands.rows(place, parent) == [("housing",)]
        assert hands.codings(place) == [("sick-leave", PAY)]


async def test_nearly_the_same_in_another_language_is_shown_first_and_taken(
    place: Path, start: Start, hands: Hands
) -> None:
    async with start(place, at="first") as pilot:
        await pilot.press("slash", *"Оплата трудов", "f2")
        seen = await hands.see(pilot, "Nearly the same is there already", "■ Pay  Оплата труда")
        assert "of 100 alike" in seen
        await pilot.press("enter")
        assert hands.codings(place) == [("pay", PAY)]
        assert hands.rows(place, "SELECT count(*) FROM codebook_change") == [(0,)]


async def test_enter_on_the_name_warns_once_of_what_is_nearly_the_same(
    place: Path, start: Start, hands: Hands
) -> None:
    async with start(place, at="first") as pilot:
        await pilot.press("slash", *"адаптивности", "ctrl+n", "shift+tab", "enter")
        await hands.see(pilot, "Enter again makes a new code all the same.")
        assert hands.codings(place) == []
        await pilot.press("enter")
        assert hands.codings(place) == [("adaptivnosti", PAY)]
        ((label,),) = hands.rows(place, "SELECT label FROM code ORDER BY id DESC LIMIT 1")
        assert json.loads(label) == {"en": "адаптивности", "ru": "адаптивности"}


async def test_headings_and_retired_codes_are_shown_but_not_taken(
    place: Path, start: Start, hands: Hands
) -> None:
    async with start(place, at="first") as pilot:
        await pilot.press("slash", *"Retired thing", "ctrl+n")
        await hands.see(pilot, "Retired thing", "retired")
        await pilot.press("enter")
        await hands.see(pilot, "Retired thing is retired.")
        await pilot.press("shift+tab", *["backspace"] * 13, *"Society", "tab", "enter")
        await hands.see(pilot, "Society is a heading")
        await pilot.press("escape", "escape")
        assert hands.codings(place) == []


async def test_a_name_is_needed_and_escape_comes_back_to_what_was_typed(
    place: Path, start: Start, hands: Hands
) -> None:
    async with start(place, at="first") as pilot:
        await pilot.press("slash", "ctrl+n", "enter")
        await hands.see(pilot, "A code needs a name.")
        await pilot.press("escape", *"xx[/]", "ctrl+n")
        await hands.see(pilot, "xx[/]")
        await pilot.press("escape")
        assert (isinstance(pilot.app.screen, CodeFinder), query(pilot)) == (True, "xx[/]")


async def test_in_vivo_from_the_words_of_a_passage(
    place: Path, start: Start, hands: Hands, opened: Callable[..., Study]
) -> None:
    async with start(place, at="first") as pilot:
        await pilot.press("j", "i")
        await hands.see(pilot, "Choose the words that name the code")
        await pilot.press("v", "left", "left", "left", "left", "ш")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Making))
        await hands.see(pilot, "A new code in the respondent's words", "And then the training")
        await pilot.press("enter")
        assert hands.codings(place) == [("and-then-the-training", "And then the training")]
        assert hands.rows(place, LIVE_CODES)[0][1] == "in-vivo"
        await hands.see(pilot, "u takes back the coding, u again")
        (change, *_) = versions.changes(opened(place), "book")
        assert (change.what.endswith("”, in vivo"), change.why) == (True, "a respondent's own words")
        await pilot.press("u", "u")
        assert hands.codings(place) == []
        assert "and-then" not in str(hands.rows(place, "SELECT slug FROM code WHERE removed_at IS NULL"))


async def test_in_vivo_not_of_an_interviewers_words_nor_while_a_span_is_changed(
    place: Path, start: Start, hands: Hands
) -> None:
    async with start(place, at="first") as pilot:
        await pilot.press("up", "i")
        await hands.see(pilot, "This is not a unit")
        await pilot.press("down", "slash", *"pay", "enter", "e", "i")
        await hands.see(pilot, "is being changed")
        assert isinstance(pilot.app.screen, CodingScreen)


@pytest.mark.parametrize(
    ("words", "wanted", "language"),
    [
        ("Pay", "en", "en"),
        ("Pay", "ru", "en"),
        ("оплата", "en", "ru"),
        ("баспана", "kk", "kk"),
        ("еңбек", "ru", "kk"),
        ("§ 5", "de", "en"),
    ],
)
def test_the_language_of_a_label(words: str, wanted: str, language: str) -> None:
    assert language_of(words, ("en", "ru", "kk"), wanted) == language
    assert language_of(words, ("de",), wanted) == "de"


# --- the passage at hand, without a screen -----------------------------------------------------


def test_letters_are_those_of_the_gutter_and_other_words_are_told_apart(
    place: Path, opened: Callable[..., Study]
) -> None:
    workspace = Workspace(opened(place), "first")
    ids = {code.slug: code.id for code in workspace.codes.values()}
    whole = workspace.segments[2].span
    part = Span(whole.start + 4, whole.start + 9)
    workspace.apply(2, ids["pay"], part)
    at_hand = AtHand(workspace, 2)
    at_hand.apply(ids["housing"])
    assert [(a, exact) for a, _, exact in at_hand.standing()] == [("A", True), ("B", False)]
    assert at_hand.marks() == {ids["housing"]: ("A", True), ids["pay"]: ("B", False)}
    assert at_hand.here_already(ids["pay"], "en") == ""
    at_hand.apply(ids["housing"])
    assert (at_hand.steps, len(workspace.codings)) == (1, 2)
    assert "taken back: apply housing" in at_hand.take_back()
    assert at_hand.take_back() == "Nothing has been applied here yet."
    assert [each.action for each in history.log(workspace.study, 3)] == ["undo", "apply", "apply"]


# --- repeating and pins -------------------------------------------------------------------------


async def test_repeating_says_what_and_how_to_take_it_back(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        await pilot.press("slash", *"pay", "enter", "full_stop")
        await hands.see(pilot, "Pay is here already (A).")
        await pilot.press("n", "full_stop")
        await hands.see(pilot, "again: Pay (u takes it back)")
        assert len(hands.codings(place)) == 2


async def test_on_a_russian_layout_the_slash_key_finds(place: Path, start: Start, hands: Hands) -> None:
    """It writes a full stop there, which is the key of repeating on a Latin one."""
    async with start(place, at="first") as pilot:
        await pilot.press("slash", *"pay", "enter", "о", "full_stop")
        assert isinstance(pilot.app.screen, CodeFinder)
        await pilot.press("escape", "ю")
        assert len(hands.codings(place)) == 2
        await pilot.press("j", "u", "j", "k", "full_stop")
        assert isinstance(pilot.app.screen, CodingScreen)


async def test_the_strip_of_pins(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first", size=(120, 30)) as pilot:
        assert not pilot.app.screen.query_one("#pin-strip").display
        await pilot.press("c", "down", "down", "down", "1", "down", "2", "c")
        await hands.see(pilot, "1 ■ Housing  2 ■ Rent market")
        await pilot.press("l")
        await hands.see(pilot, "1 ■ Жильё  2 ■ Rent market")
        await pilot.press("ә")
        assert hands.codings(place) == [("rental", PAY)]
        await pilot.click("#pin-strip", offset=(6, 0))
        assert hands.codings(place) == [("rental", PAY), ("housing", PAY)]


async def test_the_definition_is_that_of_the_code_just_applied(
    place: Path, start: Start, hands: Hands
) -> None:
    async with start(place, at="first", size=(160, 45)) as pilot:
        await pilot.press("slash", *"housing", "enter")
        await hands.see(pilot, "book/housing")
        await pilot.press("v", "v", "left", "slash", *"label", "enter")
        await hands.see(pilot, "book/markup", "Brief [red]y[/red]")
        await pilot.press("u")
        await hands.see(pilot, "book/housing")
