"""Passages by keyboard and mouse, pins, other spans and other codes, key by key to the database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from textual.geometry import Offset

from coder.tui.widgets.transcript_lines import GUTTER
from coder.tui.widgets.transcript_view import TranscriptView

if TYPE_CHECKING:
    from tests.tui.conftest import Hands, Start

PAY = "The first thing is pay."


def rows(place: Path) -> list[tuple[int, str, str]]:
    """The live codings: id, code, quote."""
    with closing(sqlite3.connect(place)) as connection:
        return connection.execute(
            "SELECT coding.id, code.slug, quote FROM coding JOIN code ON code.id = code_id "
            "WHERE coding.removed_at IS NULL ORDER BY coding.id"
        ).fetchall()


async def test_a_passage_is_chosen_coded_and_changed(place: Path, start: Start, hands: Hands) -> None:
    async with start(place) as pilot:
        await pilot.press("enter")
        await hands.see(pilot, "segment 3/6")
        await pilot.press("v", "v", "left", "left")
        await hands.see(pilot, "by word")
        await pilot.press("shift+right", "slash", *"housing", "enter")
        assert rows(place) == [(1, "housing", "first thing is")]
        await pilot.press("e", "right", "enter")
        assert rows(place) == [(1, "housing", "first thing is pay")], "the same coding has another span"
        await pilot.press("r", *"pay", "enter")
        assert rows(place) == [(1, "pay", "first thing is pay")], "the same coding has another code"
        await pilot.press("u", "u")
        assert rows(place) == [(1, "housing", "first thing is")]
        await pilot.press("ctrl+r")
        assert rows(place) == [(1, "housing", "first thing is pay")]


async def test_escape_leaves_the_passage_and_codes_nothing(place: Path, start: Start, hands: Hands) -> None:
    async with start(place) as pilot:
        await pilot.press("enter")
        await hands.see(pilot, "segment 3/6")
        await pilot.press("м", "right", "escape")
        await hands.see(pilot, "segment 3/6")
        assert rows(place) == []
        await pilot.press("slash", *"housing", "enter")
        assert rows(place) == [(1, "housing", PAY)], "the whole turn again"


async def test_the_interviewers_words_cannot_be_chosen(place: Path, start: Start, hands: Hands) -> None:
    async with start(place) as pilot:
        await pilot.press("enter")
        await pilot.press("k", "v")
        await hands.see(pilot, "not a unit")


async def test_a_drag_of_the_mouse_chooses_whole_letters(place: Path, start: Start, hands: Hands) -> None:
    async with start(place) as pilot:
        await pilot.press("enter")
        await hands.see(pilot, "segment 3/6")
        view = pilot.app.screen.query_one(TranscriptView)
        y = view._row_of(view.workspace.segments[2].span.start) - view.scroll_offset.y
        await pilot.mouse_down(view, offset=Offset(GUTTER + 4, y))
        await pilot.hover(view, offset=Offset(GUTTER + 8, y))
        await pilot.mouse_up(view, offset=Offset(GUTTER + 8, y))
        await pilot.press("enter", *"housing", "enter")
        assert rows(place) == [(1, "housing", "first")]


async def test_a_code_is_pinned_in_the_tree_and_applied_by_its_digit(
    place: Path, start: Start, hands: Hands
) -> None:
    async with start(place, size=(160, 45)) as pilot:
        await pilot.press("enter")
        await hands.see(pilot, "segment 3/6")
        await pilot.press("4")
        await hands.see(pilot, "Nothing is pinned to 4")
        await pilot.press("c")
        tree = pilot.app.screen.query_one("#code-tree")
        await hands.until(pilot, lambda: tree.has_focus)
        while "book/housing" not in hands.screen(pilot):
            await pilot.press("down")
        await pilot.press("4")
        await hands.see(pilot, "4 Housing")
        await pilot.press("c", "4")
        assert rows(place) == [(1, "housing", PAY)]
        await pilot.press("u", "u")
        assert rows(place) == []
        await pilot.press("4")
        await hands.see(pilot, "Nothing is pinned to 4")
