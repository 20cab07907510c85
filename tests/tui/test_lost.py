"""Codings that wait for a place: said on Home and in the interview, placed, given up, taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coder.model import Span
from coder.study import codebook, coding, transcripts
from coder.study.rewriting import lost, replacing
from coder.study.study import Study
from coder.tui.screens.coding.screen import CodingScreen
from coder.tui.screens.lost.screen import LostCodings
from coder.tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from tests.conftest import Kit
    from tests.tui.conftest import Hands, Start

TURNS = [
    ("#", "Interview 1, May"),
    ("I", "What comes first?"),
    ("R", "The first thing is pay."),
    ("R", "The training, though promised, was never got by us."),
    ("I", "Why?"),
    ("R", "Nobody asked [b]us[/b]."),
]
PASSAGES = ("training we never got", "never got")


def replace_text(lead: Study, kit: Kit) -> None:
    replacing.replace(lead, replacing.preview(lead, "first", kit.interview("first", TURNS)))


@pytest.fixture
def waiting(place: Path, opened: Callable[..., Study], kit: Kit) -> Path:
    """The study after a new text, with two codings of Ann's and one of Ben's that wait."""
    for coder, passages in (("Ann", PASSAGES), ("[b]Ben[/b]", PASSAGES[1:])):
        study = opened(place, coder)
        found = transcripts.load(study, "first")
        code_id = codebook.find_code(study, "housing").id
        for words in passages:
            at = found.text.index(words)
            coding.apply(study, found.id, Span(at, at + len(words)), code_id)
    replace_text(opened(place, None), kit)
    return place


async def test_they_are_said_listed_placed_given_up_and_brought_back(
    waiting: Path, start: Start, hands: Hands, opened: Callable[..., Study]
) -> None:
    left = opened(waiting, "Ann")

    def mine() -> list[str]:
        return [each.quote for each in lost.lost(left, guesses=False) if each.coder == "Ann"]

    assert mine() == list(PASSAGES)
    async with start(waiting) as pilot:
        await hands.until(pilot, lambda: "3 lost codings wait: W" in hands.screen(pilot))
        await pilot.press("W")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, LostCodings))
        screen = pilot.app.screen
        assert isinstance(screen, LostCodings)
        await hands.until(pilot, lambda: screen.query_one(LineList).passage is not None)
        await pilot.pause()
        assert "never got" in hands.screen(pilot)
        assert "promised, was never got" in hands.screen(pilot)
        await pilot.press("a")
        await hands.until(pilot, lambda: mine() == [PASSAGES[1]])
        await hands.until(pilot, lambda: not screen.busy)
        await pilot.press("u")
        await hands.until(pilot, lambda: len(mine()) == 2)
        await hands.until(pilot, lambda: not screen.busy)
        screen.query_one(LineList).cursor = next(
            i for i, each in enumerate(lost.lost(left)) if each.quote == PASSAGES[1] and each.coder == "Ann"
        )
        await pilot.press("x")
        await hands.until(pilot, lambda: mine() == [PASSAGES[0]])


async def test_in_the_interview_one_goes_to_the_passage_at_hand(
    waiting: Path, start: Start, hands: Hands, opened: Callable[..., Study]
) -> None:
    async with start(waiting, at="first") as pilot:
        await hands.until(pilot, lambda: "3 lost codings wait for a place here: W" in hands.screen(pilot))
        screen = pilot.app.screen
        assert isinstance(screen, CodingScreen)
        screen.view.cursor = 3
        assert not screen.workspace.codings_at(3)
        await pilot.press("W")
        await hands.until(pilot, lambda: "Which coding goes to" in hands.screen(pilot))
        await pilot.press("enter")
        await hands.until(pilot, lambda: len(screen.workspace.codings_at(3)) == 1)
        assert screen.workspace.codings_at(3)[0].quote == TURNS[3][1]
        await pilot.press("u")
        await hands.until(pilot, lambda: not screen.workspace.codings_at(3))


async def test_an_interview_open_meanwhile_shows_the_new_text(
    place: Path, start: Start, hands: Hands, opened: Callable[..., Study], kit: Kit
) -> None:
    lead = opened(place, None)
    async with start(place, at="first") as pilot:
        assert "training we never got" in hands.screen(pilot)
        replace_text(lead, kit)
        await pilot.press("f1")
        await pilot.pause()
        await pilot.press("escape")
        await hands.until(pilot, lambda: "though promised" in hands.screen(pilot))
