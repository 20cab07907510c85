"""The other interviews: their panel, opening one in place, the next open one, and folding it all away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coder.model import TranscriptLine
from coder.study import coding, transcripts
from coder.study.study import Study
from coder.tui.screens.coding.screen import CodingScreen
from coder.tui.screens.home.screen import Home
from coder.tui.state.rounds import Rounds
from coder.tui.widgets.interview_lines import InterviewLines

if TYPE_CHECKING:
    from tests.tui.conftest import Hands, Start

WIDE = (160, 45)


def decided(place: Path, name: str) -> None:
    """Let Ann decide every unit of an interview."""
    with Study.open(place, "Ann") as study:
        units = [each.id for each in transcripts.load(study, name).segments if each.is_unit]
        coding.decide(study, units)


async def test_the_interviews_stand_at_the_left_with_progress(
    place: Path, start: Start, hands: Hands
) -> None:
    decided(place, "hostile")
    async with start(place, at="first", size=WIDE) as pilot:
        seen = await hands.see(pilot, "1 of 3 interviews decided", "● first", "0/3 ░░░░", "0/59", "7/7 ✓")
        assert "Why?" in seen
        assert hands.view(pilot).size.width >= 60
        await pilot.press("space")
        await hands.see(pilot, "● first", "1/3 █░░░")
        await pilot.press("u")
        await hands.see(pilot, "● first", "0/3 ░░░░")
        await pilot.press("space", "space", "space")
        await hands.see(pilot, "2 of 3 interviews decided", "3/3 ✓")
        await pilot.press("u", "u", "w")
        await hands.see(pilot, "1 of 3 interviews decided", "▶ first", "1/3 █░░░")
        await pilot.press("w")
        await hands.until(pilot, lambda: hands.view(pilot).has_focus)


async def test_an_interview_is_opened_in_place_and_everything_is_saved(
    place: Path, start: Start, hands: Hands
) -> None:
    async with start(place, at="first", size=WIDE) as pilot:
        await hands.see(pilot, "● first")
        screens = len(pilot.app.screen_stack)
        await pilot.press("slash", *"housing", "enter", "v", "w", "down", "enter")
        await hands.see(pilot, "● tall", "Short, before.", "segment 1/59")
        screen = pilot.app.screen
        assert isinstance(screen, CodingScreen)
        assert screen.selection is None
        assert len(pilot.app.screen_stack) == screens
        assert hands.codings(place) == [("housing", "The first thing is pay.")]
        await pilot.press("full_stop")
        await hands.until(pilot, lambda: len(hands.codings(place)) == 2)
        assert hands.codings(place)[1] == ("housing", "Short, before.")
        await hands.see(pilot, " A  Housing", "Housing  1")
        await pilot.press("end")
        await hands.see(pilot, "segment 59/59")
        await pilot.press("ц", "up", "enter")
        await hands.see(pilot, "● first", "segment 4/6", "1/3")
        await pilot.press("u")
        await hands.until(pilot, lambda: len(hands.codings(place)) == 1)
        await pilot.press("escape")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Home))


async def test_by_mouse(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first", size=WIDE) as pilot:
        await hands.see(pilot, "● first")
        await pilot.click(InterviewLines, offset=(3, 2))
        await hands.see(pilot, "● hostile", "What is [red]that[/]?")
        assert hands.view(pilot).has_focus


async def test_where_there_is_little_room_a_dialog_asks(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        assert not pilot.app.screen.query_one("#interviews-side").display
        await pilot.press("w")
        await hands.see(pilot, "Which interview?", "▶ first", "0/59")
        await pilot.press("escape")
        await hands.see(pilot, "segment 3/6")
        await pilot.press("w")
        await hands.see(pilot, "Which interview?")
        await pilot.press(*"host", "enter")
        await hands.see(pilot, " hostile ", "segment 2/8")
        assert isinstance(pilot.app.screen, CodingScreen)
        await pilot.press("slash", *"pay", "enter")
        await hands.until(pilot, lambda: len(hands.codings(place)) == 1)
        assert hands.codings(place)[0][1].startswith("It is [b]x[/b]")


@pytest.mark.parametrize("size", [(80, 24), WIDE])
async def test_the_next_open_interview(
    place: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    decided(place, "tall")
    async with start(place, at="first", size=size) as pilot:
        await pilot.press("ctrl+n")
        await hands.see(pilot, " hostile ", "hostile: 2 interviews are open")
        await pilot.press("ctrl+n")
        await hands.see(pilot, " first ", "segment 3/6")
        await pilot.press("space", "space", "space", "ctrl+n")
        await hands.see(pilot, " hostile ", "hostile: 1 interview is open")
        await pilot.press("ctrl+n")
        await hands.see(pilot, "No other interview has undecided units.")


async def test_panels_fold_and_stay_folded_in_the_next_interview(
    place: Path, start: Start, hands: Hands
) -> None:
    async with start(place, at="first", size=WIDE) as pilot:
        await hands.see(pilot, "● first", "Book [i]of[/i] codes")
        await pilot.press("z")
        await hands.until(pilot, lambda: hands.view(pilot).size.width > 150)
        assert "Book [i]of[/i] codes" not in hands.screen(pilot)
        await pilot.press("escape")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Home))
        await pilot.press("enter")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, CodingScreen))
        await hands.until(pilot, lambda: hands.view(pilot).size.width > 150)
        await pilot.press("я")
        await hands.see(pilot, "● first", "Book [i]of[/i] codes")
        assert 60 <= hands.view(pilot).size.width < 100
        await pilot.press("z", "c")
        await hands.see(pilot, "● first", "Book [i]of[/i] codes")


@pytest.mark.parametrize("width", [100, 139, 140, 160])
async def test_the_transcript_keeps_its_room(place: Path, start: Start, hands: Hands, width: int) -> None:
    async with start(place, at="first", size=(width, 30)) as pilot:
        await hands.see(pilot, "segment 3/6")
        assert hands.view(pilot).size.width >= (55 if width == 100 else 60)
        assert bool(pilot.app.screen.query_one("#interviews-side").display) == (width >= 140)


async def test_nothing_to_fold_on_a_narrow_screen(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        await pilot.press("z")
        await hands.see(pilot, "There is no room for panels here")
        await pilot.press("c")
        await hands.see(pilot, "Book [i]of[/i] codes")
        await pilot.press("z")
        await hands.until(pilot, lambda: "Book [i]of[/i] codes" not in hands.screen(pilot))
        assert hands.view(pilot).has_focus


def line(name: str, decided: int) -> TranscriptLine:
    return TranscriptLine(len(name), name, "en", (), 3, decided, 0)


def test_the_next_open_one_is_found_round_the_end() -> None:
    rounds = Rounds()
    rounds.counted([line("a", 0), line("bb", 3), line("ccc", 1)], 7, 1)
    assert (rounds.of(7), rounds.of(8), rounds.open) == (True, False, 2)

    def after(name: str) -> str | None:
        found = rounds.next_open(name)
        return found.name if found else None

    assert [after("a"), after("bb"), after("ccc"), after("unknown")] == ["ccc", "ccc", "a", "a"]
    rounds.update("ccc", 3, 3, 5)
    assert [after("a"), after("bb")] == [None, "a"]
    rounds.update("unknown", 3, 3, 5)
    assert rounds.lines[2].codings == 5
