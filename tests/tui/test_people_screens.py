"""What the app does about other coders: assigned interviews, finishing, others' codes, people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coder.study import assigning, codebook, coding, finishing, opening, people, transcripts
from coder.study import tables as t
from coder.study.study import Study
from coder.tui.screens.choose import Choose, WhoCodes
from coder.tui.screens.coding.screen import CodingScreen
from coder.tui.screens.home.screen import Home

if TYPE_CHECKING:
    from tests.tui.conftest import Hands, Start

PAY, TRAINING, NOBODY = 2, 3, 5


def statuses(hands: Hands, place: Path) -> list[tuple[str, str]]:
    query = "SELECT coder.name, status FROM assignment JOIN coder ON coder.id = coder_id ORDER BY coder.id"
    return hands.rows(place, query)


@pytest.fixture
def shared(place: Path) -> Path:
    """``first`` is Ann's and Bea's, ``tall`` is Ann's; Ben has coded in ``first``, Bea has finished it."""
    with Study.open(place) as lead:
        people.add_coder(lead, "Lea", "lead")
        assigning.assign(lead, ["first"], ["Ann", "Bea"])
        assigning.assign(lead, ["tall"], ["Ann"])
    with Study.open(place, "[b]Ben[/b]") as ben:
        first = transcripts.load(ben, "first")
        for slug, index in (("pay", PAY), ("markup", PAY), ("housing", TRAINING)):
            coding.apply(ben, first.id, first.segments[index].span, codebook.find_code(ben, slug).id)
    with Study.open(place, "Bea") as bea:
        finishing.finish(bea, "first", none_applies=True)
    return place


async def test_home_shows_the_interviews_assigned_and_all_of_them(
    shared: Path, start: Start, hands: Hands
) -> None:
    async with start(shared, size=(100, 30)) as pilot:
        seen = await hands.see(pilot, "0 of 2 interviews decided, 0 finished (v: all)")
        assert "hostile" not in seen
        await pilot.press("v")
        seen = await hands.see(pilot, "hostile", "(v: assigned to you)")
        await pilot.press("м")  # the same key of a Russian keyboard
        await hands.until(pilot, lambda: "hostile" not in hands.screen(pilot))


async def test_an_interview_is_finished_from_its_undecided_units(
    shared: Path, start: Start, hands: Hands
) -> None:
    """The list comes first, with a jump; what is left is marked only when that is chosen."""
    async with start(shared, at="first", size=(100, 30)) as pilot:
        await pilot.press("E")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Choose))
        await hands.see(pilot, "first has 3 undecided units", "And then the training", "mark all 3 as done")
        assert statuses(hands, shared)[0] == ("Ann", "open")
        await pilot.press("down", "enter")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, CodingScreen))
        assert hands.view(pilot).cursor == TRAINING
        await pilot.press("space", "E", "end", "enter")
        await hands.see(pilot, "first is finished. All its coders have finished: it is open to Ann, Bea")
        assert statuses(hands, shared)[0] == ("Ann", "finished")
        assert hands.decided(shared) == [3, 4, 6]
        await pilot.press("E", "enter")
        await hands.see(pilot, "first is taken up again.")
        await pilot.press("u", "u", "escape")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Home))
        assert hands.decided(shared) == [4], "one undo for all that finishing did"


async def test_others_codes_are_shown_once_the_interview_is_open(
    shared: Path, start: Start, hands: Hands, opened: Callable[..., Study]
) -> None:
    lead = opened(shared, None)
    async with start(shared, "Bea", at="first", size=(100, 30)) as pilot:
        before = await hands.see(pilot, "The first thing is pay.")
        await pilot.press("o")
        refused = await hands.see(pilot, "Bea codes blind and cannot see others' codes")
        assert "┆" not in refused
        opening.open_up(lead, opening.to_open(lead, ["first"], ["Bea"]))
        await pilot.press("o")
        seen = await hands.see(pilot, "┆ [b]Ben[/b]: Pay, Label [b]x[/b] [/]", "┆ [b]Ben[/b]: Housing")
        assert seen.count("┆") == 2
        await pilot.press("down", "up", "pagedown", "home")
        await pilot.press("o")
        await hands.until(pilot, lambda: "┆" not in hands.screen(pilot))
        assert hands.screen(pilot).splitlines()[3] == before.splitlines()[3]
        await pilot.press("o", "escape")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Home))
        await pilot.press("v", "home", "down", "enter")
        await hands.see(pilot, "tall")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, CodingScreen))
        assert "┆" not in hands.screen(pilot), "another interview is not open, and nothing of it is shown"


async def test_others_codes_follow_what_they_do(
    shared: Path, start: Start, hands: Hands, opened: Callable[..., Study]
) -> None:
    """Who is not blind sees them everywhere, as they are at this moment."""
    ben = opened(shared, "[b]Ben[/b]")
    async with start(shared, "Ann", at="first", size=(80, 24)) as pilot:
        await pilot.press("o")
        await hands.see(pilot, "┆ [b]Ben[/b]: Pay")
        first = transcripts.load(ben, "first")
        coding.apply(ben, first.id, first.segments[NOBODY].span, codebook.find_code(ben, "pay").id)
        await pilot.press("space")  # a change of the own brings the news
        await hands.until(pilot, lambda: hands.screen(pilot).count("┆") == 3)


async def test_people_and_assigning(shared: Path, start: Start, hands: Hands) -> None:
    async with start(shared, "Lea", size=(100, 30)) as pilot:
        await hands.see(pilot, "first")
        await pilot.press("p")
        seen = await hands.see(pilot, "People", "Bea", "3/3", "lead")
        ann = next(line for line in seen.splitlines() if "Ann" in line)
        assert "0/62" in ann
        await pilot.press("escape")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Home))
        await pilot.press("home", "A")
        await hands.see(pilot, "Who codes first?", "✓ Ann", "✓ Bea")
        await pilot.press(*"ben", "space", "enter")
        await hands.until(pilot, lambda: len(statuses(hands, shared)) == 4)
        await hands.see(pilot, "first is now coded by: Ann, [b]Ben[/b], Bea.")
    async with start(shared, "Ann", size=(100, 30)) as pilot:
        await hands.see(pilot, "first")
        await pilot.press("A")
        await hands.see(pilot, "Ann (coder) cannot assign interviews")


async def test_people_fit_a_narrow_screen(shared: Path, start: Start, hands: Hands) -> None:
    """A long name is cut and the bar makes room, so that the last column is seen."""
    with Study.open(shared) as lead:
        people.add_coder(lead, "Абдрахманова-Сейтказиева Гульнара Нурлановна")
    async with start(shared, "Lea", size=(80, 24)) as pilot:
        footer = await hands.see(pilot, "r review", "p people")
        assert footer.index("r review") < footer.index("c coder"), "what a lead needs comes first"
        await pilot.press("p")
        seen = await hands.see(pilot, "Абдрахманова-С", "opened")
        assert "progress" not in seen
        assert "Гульнара" not in seen


async def test_a_copy_made_for_a_coder_opens_as_that_coder(shared: Path, start: Start, hands: Hands) -> None:
    with Study.open(shared) as lead, lead.write() as connection:
        bea = people.coder_named(lead, "Bea").id
        connection.execute(t.study.update().values(shared_for_id=bea))
    async with start(shared, None) as pilot:
        await hands.see(pilot, "coder: Bea")
        assert not isinstance(pilot.app.screen, WhoCodes)
