"""What is seen of a screen at first, the finder's list under the mouse, and when garbage is looked for."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.screen import Screen

from coder.tui import undisturbed
from coder.tui.screens.coding.screen import CodingScreen
from coder.tui.screens.finder.finder import CodeFinder
from coder.tui.widgets.code_list import CodeList

if TYPE_CHECKING:
    from tests.tui.conftest import Hands, Start


async def test_a_screen_is_painted_whole_at_first(
    place: Path, start: Start, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No frame shows a screen whose parts are still empty."""
    seen: list[tuple[str, str]] = []
    plain = Screen._compositor_refresh

    def refresh(self: Screen[object]) -> None:
        plain(self)
        if self.is_current:
            lines = [strip.text for strip in self._compositor.render_strips()]
            seen.append((type(self).__name__, "\n".join(lines)))

    monkeypatch.setattr(Screen, "_compositor_refresh", refresh)
    async with start(place, at="first", size=(160, 45)) as pilot:
        await pilot.press("slash")
        await hands.see(pilot, "■ Housing")
        coding = [text for name, text in seen if name == CodingScreen.__name__]
        finder = [text for name, text in seen if name == CodeFinder.__name__]
        assert all("The first thing is pay." in text for text in coding)
        assert all("■ Housing" in text and "where people live" in text for text in finder)


async def test_the_mouse_chooses_in_the_finder_and_shows_what_it_would_choose(
    place: Path, start: Start, hands: Hands
) -> None:
    async with start(place, at="first") as pilot:
        await pilot.press("slash")
        lines = pilot.app.screen.query_one(CodeList)
        await hands.see(pilot, "■ Pay")
        row = next(i for i in range(lines.count) if "■ Pay" in lines.line(i).plain)
        await pilot.hover(CodeList, offset=(4, row))
        hover = lines.get_component_rich_style("code-list--hover", partial=True).bgcolor
        assert {ink.style.bgcolor for ink in lines.render_line(row) if ink.style} == {hover}
        await pilot.click(CodeList, offset=(4, row))
        assert hands.codings(place) == [("pay", "The first thing is pay.")]


def test_garbage_is_looked_for_in_a_rest_only(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    monkeypatch.setattr(undisturbed, "_alone", False)  # a test before this one may have opened the app
    monkeypatch.setattr(gc, "collect", lambda: calls.append("collect"))
    monkeypatch.setattr(gc, "freeze", lambda: calls.append("freeze"))
    monkeypatch.setattr(gc, "get_count", lambda: (1, 1, 10))
    undisturbed.tidy()
    undisturbed.clear_away()
    with undisturbed.kept():
        pass
    assert calls == []  # in a program that does other things as well
    monkeypatch.setattr(undisturbed, "_alone", True)
    undisturbed.clear_away()
    with undisturbed.kept():
        calls.append("reading")
    undisturbed.tidy()
    monkeypatch.setattr(gc, "get_count", lambda: (1, 1, 9))
    undisturbed.tidy()
    assert calls == ["collect", "reading", "freeze", "collect"]
