"""Far jumps: to a segment by its number, and from one coding of a code to the next, through interviews."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coder.model import CoderError, Span
from coder.study import codebook, coding, transcripts
from coder.study.steps import Step, step
from coder.study.study import Study
from coder.tui.screens.coding.screen import CodingScreen
from coder.tui.state.places import segment_number, starting_place

if TYPE_CHECKING:
    from tests.tui.conftest import Hands, Start

SIZES = [(80, 24), (160, 45)]


def applied(place: Path, who: str, *wanted: tuple[str, str, int]) -> None:
    """Let a coder code segments: code, interview, number of the segment."""
    with Study.open(place, who) as study:
        for slug, name, number in wanted:
            found = transcripts.load(study, name)
            code = codebook.find_code(study, slug).id
            coding.apply(study, found.id, found.segments[number - 1].span, code)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("12", 12), (" #7 ", 7), ("1", 1), ("87", 87), ("0%", 1), ("50%", 44), ("100 %", 87), ("12,5%", 12)],
)
def test_a_segment_is_named_by_number_or_share(typed: str, number: int) -> None:
    assert segment_number(typed, 87) == number


@pytest.mark.parametrize("typed", ["", "0", "88", "#", "x", "-3", "101%", "1e3", "12 13"])
def test_what_names_no_segment_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(CoderError, match=r"\.$"):
        segment_number(typed, 87)


def test_from_where_the_next_one_is_looked_for() -> None:
    segment, a, b = Span(10, 50), Span(12, 20), Span(30, 40)
    assert starting_place([], segment, None) == Span(10, 10)
    assert starting_place([b, a], segment, None) == a
    assert starting_place([a, b], segment, b) == b
    assert starting_place([a, b], segment, Span(60, 70)) == a


@pytest.mark.parametrize("size", SIZES)
async def test_a_segment_is_gone_to_by_its_number(
    place: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    async with start(place, at="tall", size=size) as pilot:
        await pilot.press("ctrl+g")
        await hands.see(pilot, "Go to which segment? 1 to 59; this is 1.")
        await pilot.press(*"#70", "enter")
        await hands.see(pilot, "This interview has the segments 1 to 59.")
        await pilot.press("backspace", "backspace", *"31", "enter")
        await hands.see(pilot, "segment 31/59", "Turn 31.")
        await pilot.press("ctrl+g", *"100%", "enter")
        await hands.see(pilot, "segment 59/59")
        await pilot.press("ctrl+g", "escape")
        assert hands.view(pilot).cursor == 58


async def test_the_status_line_counts_what_is_left(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        await hands.see(pilot, "segment 3/6", "3 left, next 4")
        await pilot.press("space")
        await hands.see(pilot, "segment 4/6", "2 left, next 6")
        await pilot.press("space", "space")
        seen = await hands.see(pilot, "Every unit of this interview is decided.")
        assert "left, next" not in seen


@pytest.mark.parametrize("size", SIZES)
async def test_from_coding_to_coding_and_on_into_the_next_interview(
    place: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    applied(
        place, "Ann", ("pay", "first", 3), ("pay", "first", 6), ("pay", "tall", 40), ("pay", "hostile", 4)
    )
    applied(place, "[b]Ben[/b]", ("pay", "first", 4), ("pay", "tall", 2))
    async with start(place, at="first", size=size) as pilot:
        screens = len(pilot.app.screen_stack)
        await pilot.press("k", "k", "right_square_bracket")
        await hands.see(pilot, "No code here.")
        await pilot.press("j", "right_square_bracket")
        await hands.see(pilot, "Pay 2/4: “Nobody asked [b]us[/b].”")
        assert hands.view(pilot).cursor == 5
        await pilot.press("ъ")
        await hands.see(pilot, "Pay 3/4, now in tall: “Turn 40.”", " tall ")
        assert hands.view(pilot).cursor == 39
        assert len(pilot.app.screen_stack) == screens
        await pilot.press("slash", *"housing", "enter")
        await hands.until(pilot, lambda: len(hands.codings(place)) == 5)
        assert hands.codings(place)[-1] == ("housing", "Turn 40.")
        await pilot.press("right_square_bracket")
        await hands.see(pilot, "Pay 4/4, now in hostile: “One two")
        await pilot.press("right_square_bracket")
        await hands.see(pilot, "Pay: no further one; [ goes back.")
        await pilot.press("х", "х")
        await hands.see(pilot, "Pay 2/4, now in first")
        await pilot.press("left_square_bracket", "left_square_bracket")
        await hands.see(pilot, "Pay: none before; ] goes on.", " first ")
        assert hands.view(pilot).cursor == 2


async def test_which_of_several_codes_is_asked_once(place: Path, start: Start, hands: Hands) -> None:
    applied(place, "Ann", ("pay", "first", 3), ("housing", "first", 3), ("housing", "first", 6))
    async with start(place, at="first") as pilot:
        await pilot.press("g", "j", "j", "right_square_bracket")
        await hands.see(pilot, "The codings of which code?", "■ Pay", "■ Housing")
        await pilot.press("down", "enter")
        await hands.see(pilot, "Housing 2/2: “Nobody")
        assert hands.view(pilot).cursor == 5
        await pilot.press("left_square_bracket")
        await hands.see(pilot, "Housing 1/2")
        await pilot.press("right_square_bracket")
        await hands.see(pilot, "Housing 2/2")


async def test_two_passages_of_one_segment_are_gone_through(place: Path, start: Start, hands: Hands) -> None:
    with Study.open(place, "Ann") as study:
        found, code = transcripts.load(study, "first"), codebook.find_code(study, "pay").id
        for words in ("The first", "pay"):
            at = found.text.index(words, found.segments[2].span.start)
            coding.apply(study, found.id, Span(at, at + len(words)), code)
    async with start(place, at="first") as pilot:
        await pilot.press("g", "j", "j", "right_square_bracket")
        await hands.see(pilot, "Pay 2/2: “pay”")
        await pilot.press("left_square_bracket")
        await hands.see(pilot, "Pay 1/2: “The first”")
        assert hands.view(pilot).cursor == 2


async def test_the_code_at_the_cursor_of_the_tree(place: Path, start: Start, hands: Hands) -> None:
    applied(place, "Ann", ("housing", "tall", 5))
    async with start(place, at="first", size=(160, 45)) as pilot:
        await pilot.press("c", "down", "down", "down")
        await hands.see(pilot, "book/housing")
        await pilot.press("right_square_bracket")
        await hands.see(pilot, "Housing 1/1, now in tall: “Turn 5.”")
        assert isinstance(pilot.app.screen, CodingScreen)
        assert hands.view(pilot).has_focus


def steps(study: Study, code_id: int, forward: bool = True) -> list[Step]:
    found: list[Step] = []
    place, transcript = (Span(0, 0), 0) if forward else (Span(10**9, 10**9), 10**9)
    while (one := step(study, code_id, transcript, place, forward)) is not None:
        found.append(one)
        place, transcript = one.span, one.transcript_id
    return found


def test_every_coding_is_come_to_once_in_order_and_a_blind_coder_has_the_own_ones(place: Path) -> None:
    applied(
        place, "Ann", ("pay", "tall", 9), ("pay", "first", 3), ("pay", "first", 4), ("housing", "first", 6)
    )
    applied(place, "Bea", ("pay", "hostile", 2), ("pay", "first", 4))
    with Study.open(place, "Bea") as bea:
        code = codebook.find_code(bea, "pay").id
        assert [(s.transcript, s.position + 1, s.number, s.of) for s in steps(bea, code)] == [
            ("first", 4, 1, 2),
            ("hostile", 2, 2, 2),
        ]
    with Study.open(place, "Ann") as ann:
        there = steps(ann, code)
        assert [(s.transcript, s.position + 1, s.number, s.of) for s in there] == [
            ("first", 3, 1, 3),
            ("first", 4, 2, 3),
            ("tall", 9, 3, 3),
        ]
        assert steps(ann, code, forward=False) == there[::-1]
        coding.remove(ann, coding.codings_of(ann, there[0].transcript_id, ann.acting().id)[0].id)
        assert [s.of for s in steps(ann, code)] == [2, 2]
    with Study.open(place) as lead:
        assert [s.of for s in steps(lead, code)] == [4] * 3, "the same passage of two coders is one stop"
