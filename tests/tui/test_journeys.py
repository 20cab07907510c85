"""A coder's days with the app, key by key; after each key the file holds what the screen shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot

from coder.report.frequencies import Wanted, frequency_table
from coder.study.study import Study
from coder.tui.screens.coding.screen import CodingScreen
from coder.tui.screens.finder.finder import CodeFinder
from coder.tui.screens.home.screen import Home
from coder.tui.widgets.code_list import CodeList
from coder.tui.widgets.code_tree import CodeTree

if TYPE_CHECKING:
    from tests.tui.conftest import Hands, Start

SIZES = [(80, 24), (160, 45)]
PAY = "The first thing is pay."
TRAINING = "And then the training we never got."


def code_of(pilot: Pilot[None], label: str) -> tuple[str, ...]:
    """The keys that find a code by its label and apply it."""
    return ("slash", *label, "enter")


# --- coding ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_a_day_of_coding(place: Path, start: Start, hands: Hands, size: tuple[int, int]) -> None:
    async with start(place, size=size) as pilot:
        await pilot.press("enter")
        await hands.see(pilot, "first", "segment 3/6", "decided 0/3 (0%)", "not decided yet")
        await pilot.press("slash", *"жилье")
        await hands.see(pilot, "Housing", "book/housing")
        await pilot.press("enter")
        assert hands.codings(place) == [("housing", PAY)]
        await hands.see(pilot, "1 code", " A  Housing", "decided 1/3 (33%)", "saved")
        await pilot.press("enter", *"еңбек", "enter")
        assert hands.codings(place) == [("housing", PAY), ("pay", PAY)]
        await hands.see(pilot, "2 codes", " B  Pay")
        await pilot.press("n", "full_stop")
        assert hands.codings(place)[2:] == [("pay", TRAINING)]
        await pilot.press("x")
        assert hands.codings(place)[2:] == []
        await hands.see(pilot, "segment 4/6", "not decided yet")
        await pilot.press("u")
        assert hands.codings(place)[2:] == [("pay", TRAINING)]
        await hands.see(pilot, "undone: remove pay: first “And then")
        await pilot.press("ctrl+r")
        assert hands.codings(place)[2:] == []
        await hands.see(pilot, "redone: remove pay")
        await pilot.press("space")
        assert hands.decided(place) == [4]
        await hands.see(pilot, "segment 6/6", "decided 2/3 (66%)")
        await pilot.press("space")
        assert hands.decided(place) == [4, 6]
        await hands.see(pilot, "Every unit of this interview is decided.")
        await pilot.press("escape")
        await hands.see(pilot, "1 of 3 interviews decided", "3/3")
        assert isinstance(pilot.app.screen, Home)


async def test_with_the_keys_of_a_russian_layout(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        view = hands.view(pilot)
        places = []
        for key in "оолППпт":
            await pilot.press(key)
            places.append(view.cursor)
        assert places == [3, 4, 3, 5, 5, 0, 2]
        await pilot.press("enter", *"жильё", "enter", "о", "ю")
        assert hands.codings(place) == [("housing", PAY), ("housing", TRAINING)]
        await pilot.press("ч")
        assert hands.codings(place) == [("housing", PAY)]
        await pilot.press("г")
        assert len(hands.codings(place)) == 2
        await pilot.press("д")
        await hands.see(pilot, "Жильё")
        await pilot.press("с")
        await hands.until(pilot, lambda: pilot.app.screen.query_one(CodeTree).has_focus)
        await pilot.press("с", "в")
        await hands.see(pilot, "где живут люди")


async def test_x_asks_which_where_there_are_several(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        await pilot.press("x")
        await hands.see(pilot, "No code stands here.")
        for label in ("Housing", "Pay", "Label"):
            await pilot.press(*code_of(pilot, label))
        await pilot.press("x")
        await hands.see(pilot, "Which code goes?", "A Housing", "B Pay", "C Label [b]x[/b] [/]", f"“{PAY}")
        await pilot.press("escape")
        assert len(hands.codings(place)) == 3
        await pilot.press("x", "down", "enter")
        await hands.see(pilot, "2 codes")
        assert hands.codings(place) == [("housing", PAY), ("markup", PAY)]
        await hands.see(pilot, " A  Housing", " B  Label [b]x[/b] [/]")


async def test_more_codes_than_there_is_room_for_are_counted(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        view = hands.view(pilot)
        for code in list(view.workspace.codes.values())[1:8]:
            view.workspace.apply(2, code.id)
        await pilot.press("down", "up")
        seen = await hands.see(pilot, "7 codes, 3 not shown here (x lists them)", " D  Patriotism")
        assert " E  " not in seen
        await pilot.press("x")
        await hands.see(pilot, "G Drafted")


async def test_an_interviewers_words_are_refused_in_words(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        await pilot.press("up")
        await hands.see(pilot, "the interviewer's words are not coded")
        for keys in (("slash",), ("enter",)):
            await pilot.press(*keys)
            await hands.see(pilot, "This is not a unit")
            assert isinstance(pilot.app.screen, CodingScreen)
        await pilot.press("down", *code_of(pilot, "Pay"), "up", "full_stop")
        await hands.see(pilot, "This is not a unit")
        await pilot.press("up")
        await hands.see(pilot, "not part of the talk")
        assert "This is not" not in hands.screen(pilot)
        await pilot.press("x", "space")
        assert (hands.codings(place), hands.decided(place)) == ([("pay", PAY)], [])
        await hands.see(pilot, "segment 4/6")


async def test_long_words_stand_in_full_on_a_narrow_screen(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first", size=(40, 24)) as pilot:
        await pilot.press("up", "slash")
        await hands.see(pilot, "This is not a unit", "\n not coded.")
        await pilot.press("down")
        await hands.see(pilot, "saved")


async def test_there_is_nothing_to_repeat_undo_or_redo_at_first(
    place: Path, start: Start, hands: Hands
) -> None:
    async with start(place, at="first") as pilot:
        for key, words in (
            ("full_stop", "No code has been"),
            ("u", "nothing to undo"),
            ("ctrl+r", "to redo"),
        ):
            await pilot.press(key)
            await hands.see(pilot, words)
    assert hands.rows(place, "SELECT * FROM event WHERE coder_id IS NOT NULL") == []


async def test_the_codes_in_use_lately_come_first(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        for label in ("Pay", "Patriotism"):
            await pilot.press(*code_of(pilot, label))
        await pilot.press("slash")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, CodeFinder))
        found = pilot.app.screen.query_one(CodeList)
        first = [found.line(i).plain for i in range(3)]
        assert [re.sub(r".*■ (\w+) .*", r"\1", each) for each in first] == ["Patriotism", "Pay", "Housing"]
        await pilot.press("down", "down", "up", "enter")
        assert hands.codings(place)[2:] == []
        assert hands.codings(place)[:2] == [("pay", PAY), ("patriotism", PAY)]


# --- the finder and the tree -----------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_the_finder_describes_what_it_would_apply(
    place: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    async with start(place, at="first", size=size) as pilot:
        await pilot.press("slash", *"label")
        await hands.see(
            pilot, PAY, "Label [b]x[/b] [/]", "book/markup", "Brief [red]y[/red]", "Book [i]of[/i]"
        )
        await pilot.press(*["backspace"] * 5, *"zzqq")
        await hands.until(pilot, lambda: pilot.app.screen.query_one(CodeList).count == 0)
        await pilot.press("down", "pageup", "enter")
        assert isinstance(pilot.app.screen, CodeFinder)
        await pilot.press(*["backspace"] * 4)
        await hands.see(pilot, "Housing", "Adaptability")
        await pilot.press("pagedown", "up")
        await hands.see(pilot, "Drafted")
        assert not any(each in hands.screen(pilot) for each in ("Retired", "Merged", "Society\n"))
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, CodingScreen)
        assert hands.codings(place) == []


@pytest.mark.parametrize("size", SIZES)
async def test_a_code_is_applied_from_the_tree(
    place: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    async with start(place, at="first", size=size) as pilot:
        side = pilot.app.screen.query_one("#coding-side")
        assert side.display == (size == SIZES[1])
        await pilot.press("c", "down", "down", "down")
        await hands.see(
            pilot, "Book [i]of[/i] codes", "Label [b]x[/b] [/]", "All that is said of", "roofs and"
        )
        assert "retired" in hands.screen(pilot)
        await pilot.press("enter")
        assert hands.codings(place) == [("housing", PAY)]
        await hands.see(pilot, "1 code", " A  Housing")
        assert hands.view(pilot).has_focus
        assert side.display == (size == SIZES[1])
        await pilot.press("c", "escape")
        assert hands.view(pilot).has_focus
        await pilot.press("c", "down", "down", "down", "down", "down", "down", "down", "down", "enter")
        assert isinstance(pilot.app.screen, CodingScreen)
        await pilot.press("c", "end", "enter")
        await hands.see(pilot, "gone is merged and cannot be applied any more.")
        assert hands.rows(
            place,
            "SELECT count(*) FROM coding JOIN code ON code.id = code_id "
            "WHERE slug IN ('society', 'old', 'gone')",
        ) == [(0,)]


@pytest.mark.parametrize("size", SIZES)
async def test_the_definition_comes_and_goes(
    place: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    wide = size == SIZES[1]
    async with start(place, at="first", size=size) as pilot:
        await pilot.press(*code_of(pilot, "Housing"))
        side = pilot.app.screen.query_one("#coding-side")
        for shows in (not wide, wide, not wide, wide):
            await pilot.press("d")
            await hands.until(pilot, lambda shows=shows: side.display == shows)  # type: ignore[misc]
            assert ("where people live" in hands.screen(pilot)) == shows
        await pilot.press("c", "d")
        await hands.until(pilot, lambda: not side.display)
        assert hands.view(pilot).has_focus


@pytest.mark.parametrize("size", SIZES)
async def test_labels_in_the_next_language_stay_for_the_next_interview(
    place: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    async with start(place, at="first", size=size) as pilot:
        await pilot.press(*code_of(pilot, "Housing"))
        for label in ("Жильё", "Баспана", "Housing", "Жильё"):
            await pilot.press("l")
            await hands.see(pilot, f" A  {label}")
        await pilot.press("slash")
        await hands.see(pilot, "■ Жильё  recent  Общество", "■ Rent market", "где живут люди")
        await pilot.press("escape", "escape")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Home))
        await pilot.press("enter", "up")
        await hands.see(pilot, " A  Жильё")


# --- the demonstration -----------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_the_only_coding_of_a_code_removed_changes_the_table(
    demo_place: Path, start: Start, hands: Hands, opened: Callable[..., Study], size: tuple[int, int]
) -> None:
    (slug, book, name, number), *_ = hands.rows(
        demo_place,
        "SELECT code.slug, codebook.slug, transcript.name, segment.position FROM coding "
        "JOIN code ON code.id = coding.code_id JOIN codebook ON codebook.id = code.codebook_id "
        "JOIN transcript ON transcript.id = coding.transcript_id "
        "JOIN segment ON segment.id = coding.segment_first_id "
        "WHERE coding.coder_id = (SELECT id FROM coder WHERE role = 'consensus') AND 1 = "
        "(SELECT count(*) FROM coding c WHERE c.segment_first_id = segment.id "
        "AND c.coder_id = coding.coder_id) "
        "GROUP BY code.id HAVING count(*) = 1 ORDER BY code.id",
    )

    def counted() -> int:
        with Study.open(demo_place, "consensus") as study:
            table = frequency_table(study, Wanted(codebook=book), date(2026, 1, 1))
        return next(int(each["n"]) for each in table.records if each["code"] == slug)

    assert counted() == 1
    async with start(demo_place, "consensus", at=name, size=size) as pilot:
        hands.view(pilot).cursor = number
        await hands.see(pilot, "1 code")
        await pilot.press("x")
        assert counted() == 0
        await pilot.press("u")
        assert counted() == 1
        await pilot.press("ctrl+r")
        assert counted() == 0


async def test_every_interview_of_the_demonstration_opens(
    demo_place: Path, start: Start, hands: Hands
) -> None:
    async with start(demo_place, "Timur", size=(100, 30)) as pilot:
        for n in range(1, 25, 6):
            await pilot.press("enter")
            await hands.see(pilot, f"E{n:02}", "(100%)")
            await pilot.press("end", "home", "escape", *["down"] * 6)
            await hands.until(pilot, lambda: isinstance(pilot.app.screen, Home))
