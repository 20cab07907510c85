"""Search: find in any script, narrow it, go there and back, code what was found and take it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from coder.model import Span
from coder.study import codebook, coding, coding_found, people, transcripts
from coder.study.search import Hit, Query, Where, hits
from coder.study.study import Study
from coder.tui.screens.coding.screen import CodingScreen
from coder.tui.screens.home.screen import Home
from coder.tui.screens.search.screen import Search
from coder.tui.state.asking import KEPT, Asked, Lines, Results, where_words
from coder.tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from tests.conftest import Kit
    from tests.tui.conftest import Hands, Start

SIZES = [(80, 24), (160, 45)]
TURNS: list[tuple[str | None, str]] = [
    ("I", "Расскажите о жилье."),
    ("R", "Жильё дорогое. Моё жилье далеко, а оплата мала."),
    ("R", "ЖИЛЬЁ дают не всем."),
    ("I", "А жильё для учителей?"),
    ("O", "Про жилье ничего не скажу [b]x[/b]."),
]


@pytest.fixture
def russian(place: Path, kit: Kit) -> Path:
    """The study with an interview in Russian; its respondent is of the group north."""
    with Study.open(place) as study:
        transcripts.add(study, [kit.interview("russian", TURNS, attributes={"group": "north"})])
    return place


async def asked(pilot: Pilot[None], hands: Hands, words: str, *said: str) -> str:
    """Open the search from where one is, search for the words, and wait for these."""
    await pilot.press("f")
    await hands.until(pilot, lambda: isinstance(pilot.app.screen, Search))
    await pilot.press(*words, "enter")
    return await hands.see(pilot, *said)


async def filtered(pilot: Pilot[None], hands: Hands, *keys: str, take: tuple[str, ...], say: str) -> None:
    """Open the filters, go to one with these keys, take this, and leave them for the results."""
    await pilot.press("f4")
    await hands.see(pilot, "Where to look")
    await pilot.press(*keys, "enter")
    await hands.see(pilot, "Enter takes it")
    await pilot.press(*take, "enter")
    await hands.see(pilot, say)
    await pilot.press("escape")


def search_of(pilot: Pilot[None]) -> Search:
    assert isinstance(pilot.app.screen, Search)
    return pilot.app.screen


def quotes(place: Path, hands: Hands, coder: str = "Ann") -> list[str]:
    return [quote for _, quote in hands.codings(place, coder)]


# --- finding ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_words_are_found_whatever_their_case_and_spelling(
    russian: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    async with start(russian, size=size) as pilot:
        seen = await asked(pilot, hands, "жилье", "6 found in 1 interview", "russian:2", "russian:5")
        assert "Моё жилье далеко" in seen
        await hands.until(pilot, lambda: search_of(pilot).lines.has_focus)
        strip = search_of(pilot).lines.render_line(1)
        hit = [ink for ink in strip if ink.style is not None and ink.style.underline]
        assert [(ink.text, ink.style and ink.style.bold) for ink in hit] == [("Жильё", True)]
        await pilot.press("down")
        await hands.see(pilot, "▶   russian:2")


async def test_a_place_is_gone_to_and_the_results_are_there_again(
    russian: Path, start: Start, hands: Hands
) -> None:
    async with start(russian) as pilot:
        await asked(pilot, hands, "жильё", "6 found")
        await hands.until(pilot, lambda: search_of(pilot).lines.has_focus)
        await pilot.press("down", "down", "enter")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, CodingScreen))
        screen = pilot.app.screen
        assert isinstance(screen, CodingScreen)
        await hands.until(pilot, lambda: screen.selection is not None)
        assert screen.selection is not None
        assert screen.selection.span.of(screen.workspace.transcript.text) == "жилье"
        await hands.see(pilot, "by word")
        await pilot.press("enter", *"housing", "enter")
        assert hands.codings(russian) == [("housing", "жилье")]
        await pilot.press("escape")
        await hands.see(pilot, "▶   russian:2")
        assert search_of(pilot).lines.cursor == 2
        assert search_of(pilot).lines.has_focus
        await pilot.press("escape")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Home))


async def test_from_an_interview_and_back_to_it(russian: Path, start: Start, hands: Hands) -> None:
    async with start(russian, at="first") as pilot:
        await asked(pilot, hands, "pay", "1 found")
        await hands.until(pilot, lambda: search_of(pilot).lines.has_focus)
        await pilot.press("enter")
        await hands.see(pilot, "by word")
        await pilot.press("enter", *"pay", "enter")
        await hands.until(pilot, lambda: hands.codings(russian) == [("pay", "pay")])
        await pilot.press("f")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Search))
        await pilot.press("escape")
        await hands.see(pilot, "segment 3/6", "1 code", " A  Pay")
        await pilot.press("escape")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Home))


async def test_a_chosen_passage_is_what_is_searched_for(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        await pilot.press("v", "f")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Search))
        assert pilot.app.screen.query_one(Input).value == "The first thing is pay."


async def test_what_was_asked_is_kept_while_the_app_is_open(
    russian: Path, start: Start, hands: Hands
) -> None:
    async with start(russian) as pilot:
        await asked(pilot, hands, "жиль", "found")
        await pilot.press("f3")
        await hands.see(pilot, "☑ whole words", "Nothing found in 4 interviews.")
        await pilot.press("escape", "f")
        await hands.see(pilot, "☑ whole words", "жиль")
        await pilot.press("f3", "enter")
        await hands.see(pilot, "☐ whole words", "6 found")


async def test_a_faulty_pattern_is_told_as_it_is_typed(russian: Path, start: Start, hands: Hands) -> None:
    async with start(russian, size=(160, 45)) as pilot:
        await pilot.press("f")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Search))
        await pilot.click("#search-regex")
        await hands.see(pilot, "● regex")
        await pilot.press(*"жил(", "enter")
        await hands.see(pilot, "“жил(” is not a regular expression: missing )")
        assert search_of(pilot).results is None
        await pilot.press("backspace")
        await hands.until(pilot, lambda: "is not a regular" not in hands.screen(pilot))
        await pilot.press(*"ь.", "enter")
        await hands.see(pilot, "6 found in 1 interview")
        await pilot.press("f2")
        await hands.see(pilot, "● fuzzy")


async def test_a_fuzzy_search_lists_the_nearest_first(russian: Path, start: Start, hands: Hands) -> None:
    async with start(russian, size=(160, 45)) as pilot:
        await pilot.press("f", "f2", "f2")
        await pilot.press(*"нечего не скажу", "enter")
        await hands.see(pilot, "1 found", "ничего не скажу", "of 100 alike", "[b]x[/b]")


async def test_where_to_look_is_narrowed(russian: Path, start: Start, hands: Hands) -> None:
    async with start(russian) as pilot:
        await asked(pilot, hands, "жилье", "6 found")
        await filtered(pilot, hands, take=("down", "down"), say="who speaks  interviewers")
        await hands.see(pilot, "2 found", "where: interviewers", "russian:4")
        await filtered(pilot, hands, "x", "down", "down", take=tuple("nor"), say="group       north")
        await hands.see(pilot, "3 found", "where: group=north")
        await filtered(
            pilot, hands, "X", "end", take=("down", "space", "space"), say="with code   Housing, Rent market"
        )
        await hands.see(pilot, "where: Housing, Rent market", "Nothing found")
        await filtered(pilot, hands, "x", "home", "down", "down", "down", take=("down",), say="first")
        await hands.see(pilot, "where: first", "Nothing found in 1 interview")


async def test_many_that_are_coded_or_not(russian: Path, start: Start, hands: Hands) -> None:
    with Study.open(russian, "Ann") as study:
        code = codebook.find_code(study, "housing").id
        [hit, *_] = hits(study, Query("дают"))
        coding.apply(study, hit.transcript_id, hit.span, code)
    async with start(russian, size=(100, 24)) as pilot:
        await asked(pilot, hands, "жилье", "6 found")
        await filtered(pilot, hands, "end", "up", take=tuple("not"), say="not coded by me")
        await hands.see(pilot, "5 found", "where: not coded")
        await filtered(pilot, hands, take=tuple("resp"), say="respondents")
        await hands.see(pilot, "2 found", "where: respondents, not coded")


async def test_a_search_can_be_stopped(
    russian: Path, start: Start, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    from threading import Event

    from coder.tui.screens.search import screen

    going = Event()

    def slow(
        study: Study, query: Query, where: Where, *, stop: Callable[[], bool], progress: object
    ) -> object:
        yield from list(hits(study, query, where))[:3]
        assert callable(progress)
        while not stop() and not going.is_set():
            progress(2, 4)
            going.wait(0.01)

    monkeypatch.setattr(screen, "hits", slow)
    async with start(russian) as pilot:
        await asked(pilot, hands, "жилье", "searched 2 of 4 interviews, 3 found", "Esc stops")
        await pilot.press("escape")
        seen = await hands.see(pilot, "Stopped: searched 2 of 4 interviews, 3 found")
        assert "russian:2" in seen
        assert not search_of(pilot).busy
        await pilot.press("escape")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Home))
    going.set()


# --- coding ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_marked_is_coded_as_one_change_and_taken_back(
    russian: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    async with start(russian, size=size) as pilot:
        await asked(pilot, hands, "жилье", "6 found")
        await hands.until(pilot, lambda: search_of(pilot).lines.has_focus)
        await pilot.press("ctrl+a")
        await hands.see(pilot, "6 marked", "✓ russian:1")
        await pilot.press("c")
        await hands.see(pilot, "6 found passages")
        await pilot.press(*"housing", "enter")
        await hands.see(
            pilot,
            "Code what was found with ■ Housing",
            "4 passages of 1 interview will be coded.",
            "2 are not units",
        )
        assert hands.codings(russian) == []
        await pilot.press("right")
        await hands.see(pilot, "● the sentence", "4 passages of 1 interview")
        await pilot.press("right")
        await hands.see(pilot, "● the whole segment", "3 passages of 1 interview", "1 lies in the same")
        await pilot.press("left", "enter")
        await hands.see(pilot, "Housing: 4 passages of 1 interview coded. u takes it back.")
        assert quotes(russian, hands) == [
            "Жильё дорогое.",
            "Моё жилье далеко, а оплата мала.",
            "ЖИЛЬЁ дают не всем.",
            "Про жилье ничего не скажу [b]x[/b].",
        ]
        assert hands.rows(russian, "SELECT count(*) FROM event WHERE action = 'apply'") == [(1,)]
        await pilot.press("u")
        await hands.see(pilot, "undone: apply housing to 4 passages of 1 interview")
        assert hands.codings(russian) == []
        await pilot.press("ctrl+r")
        await hands.see(pilot, "redone: apply housing to 4 passages")
        assert len(hands.codings(russian)) == 4


async def test_some_are_marked_and_some_of_them_are_coded_already(
    russian: Path, start: Start, hands: Hands
) -> None:
    with Study.open(russian, "Ann") as study:
        code = codebook.find_code(study, "pay").id
        [hit, *_] = hits(study, Query("дают не всем"))
        whole = transcripts.load(study, "russian").segments[2].span
        coding.apply(study, hit.transcript_id, whole, code)
    async with start(russian) as pilot:
        await asked(pilot, hands, "жилье", "6 found")
        await hands.until(pilot, lambda: search_of(pilot).lines.has_focus)
        await pilot.press("down", "space", "space", "space")
        await hands.see(pilot, "3 marked")
        await pilot.press("space", "up", "space")
        await hands.see(pilot, "3 marked")
        await pilot.press("с", *"оплата", "enter")
        await hands.see(pilot, "2 passages", "1 has this code already")
        await pilot.press("escape")
        assert len(hands.codings(russian)) == 1
        await pilot.press("c", *"pay", "enter")
        await hands.see(pilot, "2 passages")
        await pilot.press("enter")
        await hands.see(pilot, "2 passages of 1 interview coded")
        assert quotes(russian, hands) == ["ЖИЛЬЁ дают не всем.", "Жильё", "жилье"]


async def test_a_blind_coder_is_told_of_the_own_codings_alone(
    russian: Path, start: Start, hands: Hands
) -> None:
    with Study.open(russian, "Ann") as study:
        code = codebook.find_code(study, "housing").id
        for hit in list(hits(study, Query("жилье"))):
            coding.apply(study, hit.transcript_id, hit.span, code)
    async with start(russian, "Bea") as pilot:
        await asked(pilot, hands, "жилье", "6 found")
        await hands.until(pilot, lambda: search_of(pilot).lines.has_focus)
        await pilot.press("down", "c", *"housing", "enter")
        seen = await hands.see(pilot, "1 passage of 1 interview will be coded.")
        assert "already" not in seen
        await pilot.press("enter")
        await hands.see(pilot, "1 passage of 1 interview coded")
        assert quotes(russian, hands, "Bea") == ["Жильё"]
        await filtered(pilot, hands, "end", "up", take=("down",), say="coded by me")
        await hands.see(pilot, "2 found", "where: coded")


async def test_marks_by_mouse(russian: Path, start: Start, hands: Hands) -> None:
    async with start(russian) as pilot:
        await asked(pilot, hands, "жилье", "6 found")
        lines = search_of(pilot).lines
        await pilot.click(LineList, offset=(2, 1))
        await hands.see(pilot, "▶ ✓ russian:2", "1 marked")
        await pilot.click(LineList, offset=(20, 2))
        assert lines.cursor == 2
        await pilot.click(LineList, offset=(20, 2))
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, CodingScreen))


# --- without a screen ------------------------------------------------------------------------------


def hit(n: int, score: float = 100.0) -> Hit:
    return Hit(1, "one", n, n, Span(10 * n, 10 * n + 4), "word", "before ", " after", "R", None, score)


def test_results_keep_what_is_listed_and_count_the_rest() -> None:
    results = Results(Asked("word"))
    results.more([hit(n) for n in range(KEPT + 5)], KEPT + 7, 1)
    results.complete = True
    assert len(Lines(results)) == KEPT
    assert "20,007 found" in results.said()
    assert "the first 20,000 are listed" in results.said()
    results.mark(3)
    results.mark(1)
    assert [each.position for each in results.chosen(9)] == [1, 3]
    results.mark(3)
    results.mark(1)
    assert [each.position for each in results.chosen(9)] == [9]
    results.mark_all()
    assert len(results.marked) == KEPT
    results.mark_all()
    assert not results.marked


def test_the_nearest_come_first_and_marks_stay_on_their_passages() -> None:
    results = Results(Asked("word", "fuzzy"))
    results.more([hit(1, 80.0)], 1, 1)
    results.mark(0)
    results.more([hit(2, 90.0)], 2, 1)
    assert [(line.segment, line.marked) for line in Lines(results)] == [(3, False), (2, True)]


def test_where_is_said_in_a_few_words() -> None:
    where = Where(("a", "b"), ("respondent",), ("Ann",), {"group": "north"}, True, False, (7,))
    words = where_words(where, lambda n: f"code {n}")
    assert words == "respondents, Ann, group=north, 2 interviews, units, not coded, code 7"
    assert where_words(Where(), str) == ""


def test_a_plan_is_blind(russian: Path) -> None:
    with Study.open(russian, "Ann") as ann:
        code = codebook.find_code(ann, "housing").id
        found = list(hits(ann, Query("жилье")))
        planned = coding_found.plan(ann, found, code)
        assert (len(planned.codings), planned.interviews, planned.not_units) == (4, 1, 2)
        assert coding_found.code_all(ann, planned, code) == 4
        assert coding_found.plan(ann, found, code).already == 4
        assert coding_found.plan(ann, found, code, "segment").already == 0
    with Study.open(russian, "Bea") as bea:
        assert coding_found.plan(bea, found, code).already == 0
    with Study.open(russian) as lead:
        assert coding_found.plan(lead, found, code).already == 4
        assert people.coders(lead)
