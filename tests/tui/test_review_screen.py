"""The review screen: what it lists, what it shows of an item, and that keys settle it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot

from coder.model import Span
from coder.study import codebook, people, transcripts
from coder.study.review import settling, units
from coder.study.review.settling import Choice
from coder.study.review.units import Wanted
from coder.study.review.views import View, views
from coder.study.study import Study
from coder.tui.screens.codebook.screen import CodebookScreen
from coder.tui.screens.home.screen import Home
from coder.tui.screens.review.screen import Review
from coder.tui.state.review_text import Standing, definition, passage, view_text
from coder.tui.state.reviewing import Reviewing, read

if TYPE_CHECKING:
    from tests.tui.conftest import Hands

Start = Callable[..., AbstractAsyncContextManager[Pilot[None]]]


@pytest.fixture(scope="module")
def reviewed(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration with a reviewer; copied, never opened."""
    place = Path(shutil.copy(demo_template, tmp_path_factory.mktemp("review") / "demo.db"))
    with Study.open(place) as study:
        people.add_coder(study, "Rita", "reviewer")
    return place


@pytest.fixture
def desk(reviewed: Path, tmp_path: Path) -> Path:
    """That study, for the test alone."""
    return Path(shutil.copy(reviewed, tmp_path / "study.db"))


@pytest.fixture
def rita(desk: Path, opened: Callable[..., Study]) -> Study:
    return opened(desk, "Rita")


@pytest.fixture
def review(rita: Study) -> Reviewing:
    found = Reviewing(rita, "en", codebook.codebooks(rita))
    found.fill(read(rita))
    return found


def test_the_list_and_its_orders(review: Reviewing) -> None:
    assert (len(review.listed), review.progress()) == (129, (0, 129))
    line = review.lines()[0]
    assert line.cells == ("·", "E01:7", "1:1", "Values and values-based decisions")
    assert [len(review.lines()), len(review.lines()[:5])] == [129, 5]
    review.next_order()
    first = review.listed[0].code_id
    assert len([x for x in review.listed if x.code_id == first]) == max(
        len([x for x in review.listed if x.code_id == code]) for code in {x.code_id for x in review.listed}
    )
    review.only_code(review.listed[0])
    assert {x.code_id for x in review.listed} == {first}
    review.only_code(None)
    review.only_interview(review.listed[0])
    assert len({x.transcript_id for x in review.listed}) == 1


def test_settled_items_go_to_another_list_and_are_counted(review: Reviewing, rita: Study) -> None:
    item = review.listed[0]
    settling.settle(rita, item.segment_id, review.together(item), Choice("all"), "so")
    review.reread(item.transcript_id)
    assert review.progress() == (1, 129)
    assert item.key not in [x.key for x in review.listed]
    review.next_list()
    assert [x.key for x in review.listed] == [item.key]
    assert review.title() == "1 of 129 settled │ settled: 1, by interview"


def test_all_codes_of_a_turn_are_settled_together_when_asked(review: Reviewing) -> None:
    item = next(x for x in review.listed if len(review.in_dispute(x)) > 2)
    assert review.together(item) == [item.code_id]
    review.whole = True
    assert len(review.together(item)) == len(review.in_dispute(item)) == 3


def test_an_item_in_words(review: Reviewing, rita: Study) -> None:
    item = review.listed[0]
    text = transcripts.load(rita, "E01")
    found = views(rita, item)
    assert [(x.name, x.applied, x.consensus) for x in found] == [
        ("Dana", True, False),
        ("Timur", False, False),
        ("consensus", True, True),
    ]
    said = passage(text, item, found[:2]).plain
    assert "⟦¹ни один человек" in said
    assert "нет¹⟧" in said
    assert "7 Эксперт" in said
    assert "6 Интервьюер" in said
    assert view_text(1, found[0], text, review.label).plain.startswith("1 Dana: applied\n“ни один")
    assert view_text(2, found[1], text, review.label).plain.startswith("2 Timur: not applied")
    standing = Standing(item, review.label(item.code_id), "", found).text().plain
    assert standing.splitlines()[1] == "1 Dana ✓   2 Timur –   3 consensus so far ✓"
    about = definition(review.codes[item.code_id], review.book_of[item.code_id], "en").plain
    assert "\n+ " in about
    assert "\n− " in about


def test_brackets_name_the_coders_where_their_words_overlap(rita: Study, review: Reviewing) -> None:
    text = transcripts.load(rita, "E01")
    item = review.listed[0]
    start = next(x.span.start for x in text.segments if x.id == item.segment_id)
    one = View(1, "A", True, (Span(start, start + 7),), (), ())
    two = View(2, "B", True, (Span(start + 3, start + 9),), (), ())
    words = text.text[start : start + 9]
    expected = f"⟦¹{words[:3]}⟦²{words[3:7]}¹⟧{words[7:9]}²⟧"
    assert expected in passage(text, item, [one, two]).plain


async def test_a_journey_through_the_review(start: Start, desk: Path, hands: Hands) -> None:
    async with start(desk, "Rita", size=(80, 24)) as pilot:
        await pilot.press("r")
        await hands.see(pilot, "0 of 129 settled", "E01:7", "1 Dana ✓   2 Timur –")
        await pilot.press("e", *"why", "enter", "1")
        await hands.see(
            pilot, "1 of 129 settled", "E01:7 Values and values-based decisions: as Dana; u takes it back."
        )
        await pilot.press("v", "right", "enter")
        await hands.see(pilot, "2 of 129 settled", ": applied, these words;")
        await pilot.press("n")
        await hands.see(pilot, "3 of 129 settled")
        await pilot.press("u")
        await hands.see(pilot, "2 of 129 settled", "undone: settle human-capital")
        await pilot.press("ctrl+r")
        await hands.see(pilot, "3 of 129 settled")
        await pilot.press("t")
        await hands.see(pilot, "171 codes on which coders agree.", "Enter takes over")
        await pilot.press("enter")
        await hands.see(pilot, "171 agreements taken over; u takes it back.")
        await pilot.press("end", "d")
        of_one = await hands.see(pilot, "to settle: 1, by interview │", "1 to 3 accept")
        await pilot.press("escape")
        await hands.see(pilot, "to settle: 126")
        marked = [line for line in hands.screen(pilot).splitlines() if line.startswith("▶")]
        assert marked == [line for line in of_one.splitlines() if line.startswith("▶")], "at the same item"
        await pilot.press("f", "f")
        empty = await hands.see(pilot, "Nothing here. f shows the next list.")
        assert "accept" not in empty, "no key that has nothing to do"
        assert "neither" not in empty
        await pilot.press("f", "f")
        await pilot.press("c")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, CodebookScreen))
        await pilot.press("escape")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Review))
        await pilot.press("escape")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Home))
    with Study.open(desk) as study:
        settled = units.items(study, Wanted("settled"))
        assert [x.settlement.reason for x in settled if x.settlement] == ["why", "", ""]
        assert [x.applied for x in settled] == [True, True, False]
        assert len([x for x in units.items(study, Wanted("agreed")) if x.state == "settled"]) == 171


async def test_another_code_on_a_wide_screen(start: Start, desk: Path, hands: Hands) -> None:
    async with start(desk, "Rita", size=(160, 45)) as pilot:
        await pilot.press("r")
        await hands.see(pilot, "0 of 129 settled", "1 Dana: applied", "2 Timur: not applied")
        await pilot.press("slash", *"empathy", "enter")
        await hands.see(pilot, "1 of 129 settled", "Empathy instead")


async def test_who_only_codes_has_no_review(start: Start, desk: Path, hands: Hands) -> None:
    async with start(desk, "Dana") as pilot:
        await pilot.press("r")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Home)
        assert "review" not in hands.screen(pilot).splitlines()[-1]
