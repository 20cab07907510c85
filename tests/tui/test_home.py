"""Home: the interviews, and who codes them."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from coder.model import TranscriptLine
from coder.study import counts, history, people, transcripts
from coder.study.study import Study
from coder.tui.screens.choose import WhoCodes
from coder.tui.screens.coding.screen import CodingScreen
from coder.tui.screens.home.screen import Home
from coder.tui.state.roster import Interview, Roster, when

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
        lines = [line.removeprefix("▶").split() for line in seen.splitlines()]
        for name in ("first", "tall", "hostile"):
            assert any(line[:1] == [name] for line in lines)
        assert "next: first, 3 units left — n" in seen
        await pilot.press("j", "k", "о", "л", "down", "enter")
        await hands.see(pilot, "tall", "segment 1/59")


async def test_home_of_the_demonstration_fits_80_cells(demo_place: Path, start: Start, hands: Hands) -> None:
    async with start(demo_place, "Dana") as pilot:
        seen = await hands.see(pilot, "Demonstration", "nobody said these words", "24 of 24", "E01")
        assert "public administration" in seen
        await pilot.press("end")
        seen = await hands.see(pilot, "▶ E24", "scientific organisatio")
        assert "…" in seen
        assert "interview" in seen
        await pilot.resize_terminal(160, 45)
        await hands.see(pilot, "▶ E24", "scientific organisations and universities", "lang")


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
        await hands.see(pilot, "[b]empty[/b]", "coder: Zoe", "No interviews yet: i imports transcripts")
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


# --- order, filter, where the work was left ----------------------------------------------------------


def order(pilot: Pilot[None], hands: Hands) -> list[str]:
    """The interviews as they stand on the screen, from the top."""
    lines = [line.removeprefix("▶").split() for line in hands.screen(pilot).splitlines()]
    return [line[0] for line in lines if line and line[0] in ("first", "tall", "hostile")]


@pytest.mark.parametrize("size", SIZES)
async def test_s_goes_through_the_orders_and_the_cursor_stays_on_its_interview(
    place: Path, start: Start, hands: Hands, kit: Kit, size: tuple[int, int]
) -> None:
    with Study.open(place, "Ann") as study:
        kit.apply(study, "pay", "pay")
        kit.apply(study, "Short, before.", "pay", "tall")
    async with start(place, size=size) as pilot:
        await hands.see(pilot, "▶ tall", "today")
        assert order(pilot, hands) == ["first", "tall", "hostile"]
        await pilot.press("down", "s")
        await hands.see(pilot, "by name", "interview ▲", "▶ hostile")
        assert order(pilot, hands) == ["first", "hostile", "tall"]
        await pilot.press("ы")
        await hands.see(pilot, "by progress", "▶ hostile")
        assert order(pilot, hands) == ["hostile", "tall", "first"]
        await pilot.press("s")
        await hands.see(pilot, "by last touched", "last touched ▼")
        assert order(pilot, hands) == ["tall", "first", "hostile"]
        await pilot.press("s")
        await hands.see(pilot, "by group")
        await pilot.press("s", "enter")
        await hands.see(pilot, "hostile", "segment 2/8")


async def test_enter_continues_where_the_coder_left_off(
    place: Path, start: Start, hands: Hands, kit: Kit
) -> None:
    with Study.open(place, "Ann") as study:
        kit.apply(study, "pay", "pay")
    with Study.open(place, "[b]Ben[/b]") as study:
        kit.apply(study, "Turn 4.", "pay", "tall")
    async with start(place, None) as pilot:
        await hands.see(pilot, "Who is coding?")
        await pilot.press("down", "enter")
        await hands.see(pilot, "coder: [b]Ben[/b]", "▶ tall", "next: tall, 58 units left")
        await pilot.press("enter")
        await hands.see(pilot, "tall", "segment 1/59")


async def test_enter_before_the_figures_are_there_waits_for_them(
    place: Path, start: Start, hands: Hands, kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    real = counts.transcript_lines

    def slow(study: Study, only: int | None = None) -> list[TranscriptLine]:
        assert go.wait(20)
        return real(study, only)

    with Study.open(place, "Ann") as study:
        kit.apply(study, "Turn 4.", "pay", "tall")
    monkeypatch.setattr(counts, "transcript_lines", slow)
    async with start(place) as pilot:
        await hands.see(pilot, "▶ first", "tall", "counting", "Enter continues where you left off.")
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, Home)
        go.set()
        await hands.see(pilot, "segment 1/59")


@pytest.mark.parametrize("size", SIZES)
async def test_a_filter_leaves_what_has_all_words_and_esc_brings_all_back(
    demo_place: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    async with start(demo_place, "Dana", size=size) as pilot:
        await hands.see(pilot, "24 of 24 interviews decided")
        await pilot.press("slash", *"SCIENTIFIC 2")
        seen = await hands.see(pilot, "of 24 shown: SCIENTIFIC 2", "scientific organisatio")
        assert "private sector" not in seen
        assert "E01" not in seen
        await pilot.press("down", "down")
        await hands.see(pilot, "▶ E2")
        await pilot.press("escape")
        await hands.see(pilot, "E01") if size[1] > 30 else None
        assert "shown:" not in hands.screen(pilot)
        await pilot.press("slash", *"nothing such")
        await hands.see(pilot, "0 of 24 shown", "No interview has these words: Esc shows all again.")
        await pilot.press("enter", "n")
        assert isinstance(pilot.app.screen, Home)
        await pilot.press("escape", "slash", *"e07", "enter")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, CodingScreen))


async def test_a_megabyte_pasted_into_the_filter_is_cut(place: Path, start: Start, hands: Hands) -> None:
    async with start(place) as pilot:
        await pilot.press("slash")
        pilot.app.screen.query_one("#home-filter", Input).insert_text_at_cursor("x" * 1_000_000)
        await pilot.press("x")
        await hands.see(pilot, "of 3 shown")
        assert len(pilot.app.screen.query_one("#home-filter", Input).value) <= 200


@pytest.mark.parametrize("size", [(20, 5), (40, 10)])
async def test_home_in_a_tiny_terminal_stands(
    place: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    async with start(place, size=size) as pilot:
        await pilot.press("s", "s", "slash", *"tall", "enter")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, CodingScreen))


async def test_the_mouse_sorts_by_a_head_and_opens_by_a_second_click(
    place: Path, start: Start, hands: Hands
) -> None:
    async with start(place) as pilot:
        await hands.see(pilot, "0/59")
        await pilot.click("#interviews", offset=(4, 0))
        await hands.see(pilot, "interview ▲")
        assert order(pilot, hands) == ["first", "hostile", "tall"]
        await pilot.click("#interviews", offset=(4, 3))
        await hands.see(pilot, "▶ tall")
        await pilot.click("#interviews", offset=(4, 3))
        await hands.see(pilot, "segment 1/59")


# --- the list without a screen -----------------------------------------------------------------------


def interview(id_: int, name: str, decided: int = 0, touched: str = "", group: str = "") -> Interview:
    return Interview(TranscriptLine(id_, name, "ru", (f"R{id_}",), 10, decided, decided), group, touched)


def test_the_orders_of_a_roster() -> None:
    roster = Roster()
    roster.fill(
        [
            interview(1, "E10", 5, "2026-11-20T10:00:00.000000Z"),
            interview(2, "E9", 10, "2026-11-21T10:00:00.000000Z", "b"),
            interview(3, "E1", 0, "", "a"),
        ]
    )
    found = []
    for _ in range(6):
        found.append([each.line.name for each in roster.shown])
        roster.turn()
    assert found == [
        ["E10", "E9", "E1"],
        ["E1", "E9", "E10"],
        ["E1", "E10", "E9"],
        ["E9", "E10", "E1"],
        ["E1", "E9", "E10"],
        ["E10", "E9", "E1"],
    ]
    last = roster.last_touched()
    assert last is not None
    assert last.line.name == "E9"


def test_a_filter_folds_letters_and_next_goes_round() -> None:
    roster = Roster()
    roster.fill([interview(1, "Берёза", 10), interview(2, "берег", 3), interview(3, "дуб", 0)])
    roster.go_to(3)
    roster.find("БЕРЕ r")
    assert [each.line.id for each in roster.shown] == [1, 2]
    assert roster.next_open() == 1
    roster.find("")
    assert len(roster.shown) == 3
    roster.cursor = 2
    assert roster.next_open() == 2


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("", ""),
        ("2026-11-21T12:05:00.000000Z", "today 12:05"),
        ("2026-11-20T23:59:00.000000Z", "yesterday"),
        ("2026-11-18T00:00:00.000000Z", "3 days ago"),
        ("2026-10-01T00:00:00.000000Z", "2026-10-01"),
        ("2026-11-22T00:00:00.000000Z", "2026-11-22"),
    ],
)
def test_moments_are_said_as_people_say_them(monkeypatch: pytest.MonkeyPatch, at: str, said: str) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    assert when(at, datetime(2026, 11, 21, 14, 0, tzinfo=UTC)) == said
