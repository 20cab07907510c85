"""Frequencies and Agreement: the command's figures on the screen, and what stands behind them."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from coder.report import agreement as agreement_report
from coder.report import frequencies as frequency_report
from coder.report.formats.cells import Style, texts
from coder.report.render import render
from coder.report.table import Table
from coder.study.study import Study
from coder.tui.screens.coding.screen import CodingScreen
from coder.tui.screens.home.screen import Home
from coder.tui.screens.numbers.agreement import Agreement
from coder.tui.screens.numbers.export import Export
from coder.tui.screens.numbers.figures import Figures
from coder.tui.screens.numbers.frequencies import Frequencies
from coder.tui.screens.numbers.passages import Passages
from coder.tui.screens.working import STOPPED, Working
from coder.tui.widgets.figure_table import FigureTable
from coder.tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from tests.conftest import Kit
    from tests.tui.conftest import Hands, Start

SIZES = [(80, 24), (160, 45)]


async def counted(pilot: Pilot[None]) -> None:
    """Wait for whatever is being counted."""
    await pilot.pause()
    running = [each.wait() for each in pilot.app.workers]
    await asyncio.gather(*running, return_exceptions=True)
    await pilot.pause()


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys and wait for what they count."""
    await pilot.press(*keys)
    await counted(pilot)


def on_top(pilot: Pilot[None]) -> Any:
    """The screen on top."""
    return pilot.app.screen


def figures(pilot: Pilot[None]) -> list[list[str]]:
    """The words of the table's lines, without the codebooks' titles."""
    table = on_top(pilot).query_one(FigureTable)
    columns = len(on_top(pilot).query_one(FigureTable).ordered_columns)
    found = []
    for y, line in enumerate(table.lines):
        if line.key is not None:
            cells = [table.get_row_at(y)[x].plain for x in range(1, columns)]
            found.append([word for cell in cells for word in cell.split() if word[0] not in "█▏▎▍▌▋▊▉"])
    return found


def on_paper(table: Table) -> list[list[str]]:
    """The same of the command's table."""
    kept = [i for i, c in enumerate(table.columns) if i and c.header != "id"]
    lines = [texts(table, row, Style()) for row in table.rows]
    return [[word for i in kept for word in line[i].split()] for line in lines]


# --- frequencies -----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_the_articles_figures_stand_on_the_screen(
    demo_place: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    async with start(demo_place, "Dana", size=size) as pilot:
        await press(pilot, "t")
        assert isinstance(on_top(pilot), Frequencies)
        seen = await hands.see(pilot, "codebook: all", "groups: none", "rule: default", "Rule: consensus.")
        line = next(each for each in seen.splitlines() if "Systematic, compre" in each)
        assert line.split("approach")[-1].split()[:3] == ["7", "24", "29.2%"]
        assert "█" in line
        await press(pilot, "down")
        await hands.see(pilot, "reform-directions/systematic-approach")
        with Study.open(demo_place, "Dana") as study:
            table = frequency_report.frequency_table(study)
        assert figures(pilot) == on_paper(table)
        assert "7  24    29.2%" in render(table, "table")


async def test_switches_of_codebook_groups_and_rule(demo_place: Path, start: Start, hands: Hands) -> None:
    async with start(demo_place, "Dana") as pilot:
        await press(pilot, "е")
        await press(pilot, "b")
        seen = await hands.see(pilot, "codebook: reform-directions")
        assert "Values and values-based" not in seen
        for attribute in ("group", "side", "language"):
            await press(pilot, "g")
            await hands.see(pilot, f"groups: {attribute}")
        for rule in ("consensus", "any", "majority", "all", "Dana", "Timur"):
            await press(pilot, "r")
            await hands.see(pilot, f"rule: {rule}")
        with Study.open(demo_place, "Dana") as study:
            wanted = frequency_report.Wanted("reform-directions", "language", "Timur")
            table = frequency_report.frequency_table(study, wanted)
        assert figures(pilot) == on_paper(table)
        for _ in range(10):
            if on_top(pilot).by is None:
                break
            await press(pilot, "п")
        await press(pilot, "r")
        await hands.see(pilot, "groups: none", "rule: default")
        await press(pilot, "escape")
        assert isinstance(on_top(pilot), Home)


@pytest.mark.parametrize("size", SIZES)
async def test_from_a_figure_to_its_passages_and_into_the_interview(
    demo_place: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    async with start(demo_place, "Dana", size=size) as pilot:
        await press(pilot, "t")
        await press(pilot, *["down"] * 3, "enter")
        assert isinstance(on_top(pilot), Passages)
        await hands.see(pilot, "Reform seen as a whole: 1 passage", "E10:21", "coded by consensus")
        await press(pilot, "enter")
        assert isinstance(on_top(pilot), CodingScreen)
        await hands.see(pilot, "E10", "segment 21/23", "Dana")
        await press(pilot, "escape")
        await hands.see(pilot, "Reform seen as a whole: 1 passage")
        await press(pilot, "escape")
        seen = await hands.see(pilot, "reform-directions/reform-as-a-whole")
        assert "29.2%" in seen
        await press(pilot, *["up"] * 3, "enter")
        passages = on_top(pilot).query_one(LineList)
        assert len({each.transcript for each in passages.passages}) == 18
        await press(pilot, "G", "home", "pagedown", "j", "k")
        assert passages.cursor > 0
        await press(pilot, "home", "л")
        assert passages.cursor == 0


async def test_what_coders_change_meanwhile_is_counted_anew(
    place: Path, start: Start, hands: Hands, kit: Kit
) -> None:
    with Study.open(place, "Ann") as study:
        kit.apply(study, "The first thing is pay.", "pay")
    async with start(place, "Ann") as pilot:
        await press(pilot, "t")
        await hands.see(pilot, "Rule: coded by Ann")
        await press(pilot, *["down"] * 3)
        await hands.see(pilot, "book/pay")
        await press(pilot, "enter")
        await hands.see(pilot, "Pay: 1 passage", "first:3")
        await press(pilot, "enter", "x", "escape")
        await hands.see(pilot, "Pay: 0 passages", "No passage carries this code")
        await press(pilot, "enter", "escape")
        await hands.see(pilot, "Rule: no coder yet")


async def test_labels_are_never_markup(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, "Ann") as pilot:
        await press(pilot, "t")
        await hands.see(pilot, "Label [b]x[/b] [/]", "Book [i]of[/i] codes")
        await press(pilot, "g")
        await hands.see(pilot, "Respondents have no attributes yet")


# --- export ----------------------------------------------------------------------------------------


async def test_export_writes_and_replaces_only_when_told_twice(
    demo_place: Path, tmp_path: Path, start: Start, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with start(demo_place, "Dana") as pilot:
        await press(pilot, "t")
        await press(pilot, "e")
        box = on_top(pilot).query_one(Input)
        assert box.value == "frequencies.xlsx"
        await press(pilot, "enter")
        await hands.see(pilot, "written: frequencies.xlsx")
        assert (tmp_path / "frequencies.xlsx").read_bytes()[:2] == b"PK"
        for name in ("out.doc", "out"):
            await press(pilot, "e")
            on_top(pilot).query_one(Input).value = name
            await press(pilot, "enter")
            await hands.see(pilot, "The name may end in")
            await press(pilot, "escape")
        (tmp_path / "out.csv").write_text("mine")
        await press(pilot, "e")
        on_top(pilot).query_one(Input).value = "out.csv"
        await press(pilot, "enter")
        await hands.see(pilot, "out.csv exists already. Enter again replaces it.")
        assert (tmp_path / "out.csv").read_text() == "mine"
        await press(pilot, "enter")
        await hands.see(pilot, "written: out.csv")
        with Study.open(demo_place, "Dana") as study:
            table = frequency_report.frequency_table(study)
        assert (tmp_path / "out.csv").read_bytes().decode("utf-8-sig") == render(table, "csv")
        await press(pilot, "e")
        on_top(pilot).query_one(Input).value = "nowhere/out.csv"
        await press(pilot, "enter")
        await hands.see(pilot, "the folder nowhere does not exist")
        assert isinstance(on_top(pilot), Export)


# --- agreement -------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_agreement_as_the_command_has_it_and_the_units_behind_it(
    demo_place: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    async with start(demo_place, "Dana", size=size) as pilot:
        await press(pilot, "a")
        assert isinstance(on_top(pilot), Agreement)
        await hands.see(pilot, "Agreement of Dana, Timur", "order: codebook")
        with Study.open(demo_place, "Dana") as study:
            table = agreement_report.agreement_table(study)
        assert figures(pilot) == on_paper(table)
        await press(pilot, "s")
        await hands.see(pilot, "order: alpha, lowest first", "Progressive: contract system")
        lines = on_top(pilot).query_one(FigureTable).lines
        alphas = [line.alpha for line in lines]
        assert alphas == sorted(alphas)
        assert len(lines) == len(table.rows)
        await press(pilot, "ы", "down", "down", "down", "enter")
        seen = await hands.see(pilot, "on which coders differ (reform-directions)", "yes: ", "no: ")
        assert "Dana" in seen
        assert "Timur" in seen
        at = on_top(pilot).query_one(LineList).passage
        assert at is not None
        await press(pilot, "enter")
        await hands.see(pilot, at.transcript, f"segment {at.cells[0].rpartition(':')[2]}/")


async def test_undefined_is_said_with_its_reason(place: Path, start: Start, hands: Hands, kit: Kit) -> None:
    for name in ("Ann", "[b]Ben[/b]"):
        with Study.open(place, name) as study:
            kit.apply(study, "The first thing is pay.", "pay")
            kit.apply(study, "Nobody asked", "housing" if name == "Ann" else "rental")
    async with start(place, "Ann") as pilot:
        await press(pilot, "a")
        await hands.see(pilot, "Agreement of Ann, [b]Ben[/b]", "n/a")
        await press(pilot, "s")
        assert [each.alpha for each in on_top(pilot).query_one(FigureTable).lines][-1] is None
        await press(pilot, "s", "ctrl+end")
        await hands.see(pilot, "no variation")
        await press(pilot, "n", "end")
        await hands.see(pilot, "All codes pooled")
        await press(pilot, "n", "ctrl+home", "down")
        await hands.see(pilot, "book/housing")
        await press(pilot, "enter")
        await hands.see(pilot, "Housing: 1 unit on which coders differ", "yes: Ann", "no: [b]Ben[/b]")
        await hands.see(pilot, "yes Ann", "no  [b]Ben[/b]", "Nobody asked [b]us[/b].")


# --- who may not, and who does not wait ------------------------------------------------------------


async def test_a_blind_coder_sees_the_own_codings_alone(
    place: Path, start: Start, hands: Hands, kit: Kit
) -> None:
    with Study.open(place, "Ann") as study:
        kit.apply(study, "pay", "pay")
    async with start(place, "Bea") as pilot:
        await press(pilot, "a")
        await hands.see(pilot, "Bea codes blind and cannot see agreement:")
        await press(pilot, "s", "enter", "e", "n")
        assert isinstance(on_top(pilot), Agreement)
        await press(pilot, "escape", "t")
        await hands.see(pilot, "rule: own codings", "Rule: coded by Bea")
        assert all(line[0] == "0" for line in figures(pilot))
        await press(pilot, "r")
        await hands.see(pilot, "Bea codes blind: the own codings alone are counted.")
        await press(pilot, *["down"] * 3, "enter")
        await hands.see(pilot, "Pay: 0 passages")


async def test_one_coder_has_nobody_to_agree_with(place: Path, start: Start, hands: Hands, kit: Kit) -> None:
    with Study.open(place, "Ann") as study:
        kit.apply(study, "pay", "pay")
    async with start(place, "Ann") as pilot:
        await press(pilot, "a")
        await hands.see(pilot, "agreement needs two coders who have coded; here it is Ann.")


async def test_escape_stops_the_counting_and_late_answers_are_dropped(
    place: Path, start: Start, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, begun = threading.Event(), threading.Event()
    real = frequency_report.frequency_table

    def slow(*args: Any) -> Table:
        begun.set()
        assert go_on.wait(20)
        return real(*args)

    monkeypatch.setattr(frequency_report, "frequency_table", slow)
    shown: list[Table] = []
    counted_ = Figures._counted

    def noted(self: Figures, table: Table) -> None:
        shown.append(table)
        counted_(self, table)

    monkeypatch.setattr(Figures, "_counted", noted)
    async with start(place, "Ann") as pilot:
        try:
            await pilot.press("t")
            await hands.see(pilot, "counting …")
            await hands.until(pilot, begun.is_set)
            await pilot.press("down", "enter", "e")
            assert isinstance(on_top(pilot), Frequencies)
            await pilot.press("escape")
            await hands.see(pilot, STOPPED)
            await pilot.press("b", "r", "r")
            await hands.see(pilot, "counting …")
            await pilot.press("escape", "escape")
            await hands.until(pilot, lambda: isinstance(on_top(pilot), Home))
            await pilot.press("t")
            await hands.see(pilot, "counting …")
            on_top(pilot).dismiss(False)
            await hands.until(pilot, lambda: isinstance(on_top(pilot), Home))
        finally:
            go_on.set()
        await counted(pilot)
        assert shown == []
        await press(pilot, "t")
        await hands.see(pilot, "Rule: no coder yet")
        assert len(shown) == 1


async def test_an_interview_opens_only_for_somebody(demo_place: Path, start: Start, hands: Hands) -> None:
    async with start(demo_place, None) as pilot:
        await press(pilot, "escape", "t", "down", "enter")
        await press(pilot, "enter")
        await hands.see(pilot, "Nobody codes yet")
        assert isinstance(on_top(pilot), Working)


async def test_without_colours_the_cursor_is_seen(
    demo_place: Path, start: Start, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with start(demo_place, "Dana") as pilot:
        await press(pilot, "t")
        await press(pilot, "enter")
        await hands.see(pilot, "▶ E0")
        await press(pilot, "down")
        seen = hands.screen(pilot)
        assert seen.splitlines()[2].startswith("▶")
