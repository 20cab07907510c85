"""The foot of a screen: what matters now, whole words, the help always there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from coder.tui import hints
from coder.tui.deeds import at_hand, in_order
from coder.tui.keymap import actions
from coder.tui.widgets.key_line import KeyLine, cells, fitting

if TYPE_CHECKING:
    from tests.tui.conftest import Hands, Start

KEYS = [("/", "code", "slash"), ("n", "next", "n"), ("Space", "decided", "space")]
BACK, HELP = ("Esc", "back", "escape"), ("?", "help", "question_mark")


@pytest.mark.parametrize("width", range(80))
def test_what_fits_is_whole_and_in_order(width: int) -> None:
    left, right = fitting(KEYS, [BACK], [HELP], width)
    assert left == KEYS[: len(left)]
    together = [*left, *right]
    assert sum(map(cells, together)) + 2 * max(len(together) - 1, 0) <= max(width, 0)
    if width >= cells(HELP):
        assert HELP in right
    if width >= cells(HELP) + 2 + cells(BACK):
        assert right == [BACK, HELP]
    if width >= 60:
        assert left == KEYS


def test_every_hint_is_a_key_that_there_is() -> None:
    known = {each.id for each in actions()}
    lists = [each for each in vars(hints).values() if isinstance(each, tuple)]
    assert len(lists) >= 7
    assert {id_ for each in lists for id_, _words in each} - known == set()


def foot(pilot: Pilot[None]) -> str:
    """The last line of the screen."""
    return pilot.app.screen.query_one(KeyLine).render().plain


def whole(pilot: Pilot[None], width: int) -> bool:
    """Whether the line is as wide as the screen and each of its words is a whole one."""
    screen = pilot.app.screen
    line = foot(pilot)
    words = [words for _deed, words in in_order(at_hand(screen), screen.key_hints())]  # type: ignore[attr-defined]
    parts = [each.strip().split(" ", 1)[-1] for each in line.split("  ") if each.strip()]
    return cell_len(line) <= width and all(each.strip() in [*words, "help"] for each in parts)


@pytest.mark.parametrize("size", [(80, 24), (160, 45), (40, 12), (20, 5)])
async def test_it_says_what_matters_now(
    place: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    async with start(place, at="first", size=size) as pilot:
        await pilot.pause()
        assert foot(pilot).rstrip().endswith("? help")
        assert whole(pilot, size[0])
        if size[0] < 80:
            return
        assert foot(pilot).strip().startswith("/ code  n next  Space done")
        assert "Esc back" in foot(pilot)
        await pilot.press("v")
        await hands.until(pilot, lambda: "Esc whole segment" in foot(pilot))
        assert "→ longer" in foot(pilot)
        assert "n next" not in foot(pilot)
        assert whole(pilot, size[0])
        await pilot.press("escape")
        await hands.until(pilot, lambda: "n next" in foot(pilot))
        await pilot.press("c")
        await hands.until(pilot, lambda: foot(pilot).strip().startswith("Enter apply  1 to 9 pin it"))


async def test_keys_that_would_be_typed_are_not_offered(place: Path, start: Start, hands: Hands) -> None:
    async with start(place) as pilot:
        await hands.until(pilot, lambda: "n next" in foot(pilot))
        await pilot.press("slash")
        await hands.until(pilot, lambda: "F1 help" in foot(pilot))
        assert "n next" not in foot(pilot)
        assert "Esc all interviews" in foot(pilot)


async def test_a_click_does_what_the_key_does(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        at = foot(pilot).index("n next")
        before = hands.view(pilot).cursor
        await pilot.click(KeyLine, offset=(at + 1, 0))
        await hands.until(pilot, lambda: hands.view(pilot).cursor != before)
