"""Home: the interviews, and who codes them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable

from coder.study import history, people, transcripts
from coder.study.study import Study
from coder.tui.screens.choose import WhoCodes
from coder.tui.screens.coding import CodingScreen
from coder.tui.screens.home import Home

if TYPE_CHECKING:
    from tests.conftest import Kit
    from tests.tui.conftest import Hands, Start

SIZES = [(80, 24), (160, 45)]


def code_of(pilot: Pilot[None], label: str) -> tuple[str, ...]:
    """The keys that find a code by its label and apply it."""
    return ("slash", *label, "enter")


# --- home ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_home_lists_the_interviews_and_says_the_note(
    place: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    async with start(place, size=size) as pilot:
        seen = await hands.see(pilot, "Study [b]x[/b]", "A note on [i]it[/i].", "coder: Ann", "0/3", "0/59")
        assert "0 of 3 interviews decided" in seen
        lines = [line.split() for line in seen.splitlines()]
        for name in ("first", "tall", "hostile"):
            assert any(line[:1] == [name] for line in lines)
        await pilot.press("j", "k", "о", "л", "down", "enter")
        await hands.see(pilot, "tall", "segment 1/59")


async def test_home_of_the_demonstration_fits_80_cells(demo_place: Path, start: Start, hands: Hands) -> None:
    async with start(demo_place, "Dana") as pilot:
        seen = await hands.see(pilot, "Demonstration", "nobody said these words", "24 of 24", "E01")
        assert "public administration" in seen
        await pilot.press("ctrl+end")
        seen = await hands.see(pilot, "E24", "scientific organisations")
        assert "…" in seen
        table = pilot.app.screen.query_one(DataTable)
        assert table.max_scroll_x == 0
        await pilot.resize_terminal(160, 45)
        await hands.see(pilot, "scientific organisations and universities")
        assert table.cursor_row == 23


async def test_n_opens_the_next_interview_that_is_not_done(place: Path, start: Start, hands: Hands) -> None:
    async with start(place) as pilot:
        await pilot.press("n")
        await hands.see(pilot, "first", "segment 3/6")
        await pilot.press("space", "space", "space")
        assert hands.decided(place) == [3, 4, 6]
        await hands.see(pilot, "Every unit of this interview is decided.")
        await pilot.press("escape")
        await hands.see(pilot, "1 of 3 interviews decided", "3/3")
        await pilot.press("т")
        await hands.see(pilot, "tall", "segment 1/59")


async def test_a_study_without_interviews_says_how_they_come(
    tmp_path: Path, start: Start, hands: Hands
) -> None:
    path = tmp_path / "empty.db"
    Study.create(path, "[b]empty[/b]").close()
    async with start(path, None) as pilot:
        await hands.see(pilot, "Who is coding?")
        await pilot.press(*"Zoe", "enter")
        await hands.see(pilot, "[b]empty[/b]", "coder: Zoe", "No interviews yet: coder import FILES")
        await pilot.press("enter", "n", "j", "k", "down", "end")
        assert isinstance(pilot.app.screen, Home)
        await pilot.press("q")
    assert pilot.app.return_code == 0


@pytest.mark.parametrize("size", SIZES)
async def test_a_study_without_a_codebook_can_be_decided_about(
    kit: Kit, tmp_path: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    path = tmp_path / "bare.db"
    with Study.create(path) as study:
        people.add_coder(study, "Ann")
        transcripts.add(study, [kit.interview("only", [("R", "Words."), ("R", "More.")])])
    async with start(path, at="only", size=size) as pilot:
        await hands.see(pilot, "No codes yet: coder codebook add oecd-pslc")
        await pilot.press("space")
        assert hands.decided(path) == [1]
        await pilot.press("slash", "x", "enter", "c", "enter", "escape", "l", "d", "d")
        assert isinstance(pilot.app.screen, CodingScreen)
        await pilot.press("enter")
        await hands.see(pilot, "No codes yet")


# --- who codes -------------------------------------------------------------------------------------


async def test_a_new_coder_is_added_and_one_there_is_chosen(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, None) as pilot:
        await hands.see(pilot, "Who is coding?", "[b]Ben[/b]", "Bea", "codes blind")
        await pilot.press("escape")
        await hands.see(pilot, "coder: nobody yet")
        await pilot.press("enter")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, WhoCodes))
        await pilot.press("down", "enter")
        await hands.see(pilot, "coder: [b]Ben[/b]")
        assert isinstance(pilot.app.screen, Home)
        await pilot.press("с")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, WhoCodes))
        await pilot.press("tab", "enter")
        await hands.see(pilot, "a coder needs a name.")
        await pilot.press(*"[i]Zoe[/i]", "enter")
        await hands.see(pilot, "coder: [i]Zoe[/i]")
        assert hands.rows(place, "SELECT name, role, blind FROM coder ORDER BY id DESC LIMIT 1") == [
            ("[i]Zoe[/i]", "coder", 0)
        ]
        await pilot.press("c", "tab", *"Ann", "enter")
        await hands.see(pilot, "coder: Ann")
        assert len(hands.rows(place, "SELECT * FROM coder")) == 4


async def test_a_single_coder_is_not_asked_for(kit: Kit, tmp_path: Path, start: Start, hands: Hands) -> None:
    path = tmp_path / "one.db"
    with Study.create(path) as study:
        people.add_coder(study, "Solo")
    async with start(path, None) as pilot:
        await hands.see(pilot, "coder: Solo")
        assert isinstance(pilot.app.screen, Home)


async def test_a_blind_coder_sees_the_own_codings_alone(
    place: Path, start: Start, hands: Hands, kit: Kit
) -> None:
    with Study.open(place, "Ann") as study:
        kit.apply(study, "pay", "pay")
        kit.apply(study, "training", "housing")
    async with start(place, "Bea") as pilot:
        await hands.see(pilot, "coder: Bea", "0/3")
        await pilot.press("enter")
        await hands.see(pilot, "decided 0/3 (0%)", "not decided yet")
        await pilot.press(*code_of(pilot, "rent"))
        seen = await hands.see(pilot, "1 code", "decided 1/3")
        assert "Housing" not in seen
        await pilot.press("u", "u")
        await hands.see(pilot, "nothing to undo by Bea.")
        assert [each.action for each in history.log(pilot.app.screen.workspace.study)] == ["undo", "apply"]  # type: ignore[attr-defined]
        await pilot.press("escape")
        await hands.see(pilot, "coder: Bea", "0/3")
    assert len(hands.codings(place)) == 2
