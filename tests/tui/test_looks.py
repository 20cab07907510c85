"""Whatever is in the data, whatever the terminal: the screens show it, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coder.study import people, transcripts
from coder.study.study import Study
from coder.tui.screens.coding.screen import CodingScreen

if TYPE_CHECKING:
    from tests.conftest import Kit
    from tests.tui.conftest import Hands, Start


async def test_markup_in_a_quote_is_shown_as_it_is(place: Path, start: Start, hands: Hands, kit: Kit) -> None:
    with Study.open(place, "[b]Ben[/b]") as study:
        for words in ("[b]us[/b]", "asked [b]us"):
            kit.apply(study, words, "markup")
    async with start(place, "[b]Ben[/b]", at="first", size=(120, 30)) as pilot:
        await pilot.press("end")
        await hands.see(
            pilot, "“[b]us[/b]", "“asked [b]us", "Study [b]x[/b]", " [b]Ben[/b] │", "Nobody asked [b]us[/b]."
        )
        await pilot.press("x", "enter", "u")
        await hands.see(pilot, "undone: remove markup: first “asked [b]us”")
        await pilot.press("escape", "c")
        await hands.see(pilot, "Who is coding?", "[b]Ben[/b]")


async def test_long_words_end_in_dots_and_take_one_line(
    place: Path, start: Start, hands: Hands, kit: Kit
) -> None:
    with Study.open(place, "Ann") as study:
        kit.apply(study, "\n".join(f"line {n} of the tall one" for n in range(40)), "pay", "tall")
    async with start(place, at="tall") as pilot:
        await pilot.press("down")
        seen = await hands.see(pilot, "1 code", " A  Pay  “line 0 of")
        assert seen.splitlines()[-3].endswith("…")
        await pilot.press("slash")
        seen = await hands.see(pilot, "│ line 0 of the tall one line 1")
        assert sum("…" in line for line in seen.splitlines()) == 1
        assert "of the tall one" not in seen.partition("…")[2]


async def test_control_characters_in_names_never_reach_the_terminal(
    kit: Kit, tmp_path: Path, start: Start, hands: Hands
) -> None:
    evil = "a\x1b]52;c;ZXZpbA==\x07\nb\x9b31m"
    path = tmp_path / "evil.db"
    with Study.create(path, evil, evil) as study:
        people.add_coder(study, "Ann")
        people.add_coder(study, evil)
        transcripts.add(study, [kit.interview(evil, [(evil, "Words.")])])
    async with start(path, evil) as pilot:
        for key in ("c", "escape", "enter", "space", "u"):
            await pilot.press(key)
            await pilot.pause()
            strips = pilot.app.screen._compositor.render_strips()
            assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for strip in strips for c in strip.text)
        assert isinstance(pilot.app.screen, CodingScreen)


@pytest.mark.parametrize("keys", [[], ["enter"], ["enter", "slash"], ["enter", "c"], ["c"], ["enter", "x"]])
async def test_any_screen_survives_being_made_tiny(
    place: Path, start: Start, hands: Hands, kit: Kit, keys: list[str]
) -> None:
    with Study.open(place, "Ann") as study:
        kit.apply(study, "The first thing is pay.", "pay")
        kit.apply(study, "The first thing is pay.", "housing")
        kit.apply(study, "And then the training we never got.", "housing")
        kit.apply(study, "Nobody asked [b]us[/b].", "housing")
    async with start(place) as pilot:
        await pilot.press(*keys, "down", "down", "up")
        await pilot.pause()
        before = hands.screen(pilot)
        for size in ((20, 5), (5, 2), (1, 1), (20, 5)):
            await pilot.resize_terminal(*size)
            await pilot.press("down", "up")
            await pilot.pause()
        await pilot.resize_terminal(80, 24)
        await hands.until(pilot, lambda: hands.screen(pilot) == before)


@pytest.mark.parametrize("theme", ["textual-light", "textual-dark", "nord", "no colour"])
async def test_codes_are_told_apart_by_letters_in_any_theme(
    place: Path, start: Start, hands: Hands, kit: Kit, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Study.open(place, "Ann") as study:
        kit.apply(study, "first thing", "pay")
        kit.apply(study, "pay", "housing")
    if theme == "no colour":
        monkeypatch.setenv("NO_COLOR", "1")
    async with start(place, at="first") as pilot:
        if theme != "no colour":
            pilot.app.theme = theme
            await pilot.pause()
        await pilot.press("up")
        await hands.see(pilot, "▌ AB", " A  Pay  “first thing", " B  Housing  “pay", "2 codes")
        view = hands.view(pilot)
        colours = {each.style.bgcolor for each in view.render_line(view._tops[2] + 1) if each.style}
        assert len(colours) >= 3
        await pilot.press("slash")
        await hands.see(pilot, "■ Housing")
        if theme == "no colour":
            for strip in pilot.app.screen._compositor.render_strips():
                for each in strip.apply_filter(pilot.app._filters[-1], pilot.app.screen.styles.background):
                    for colour in (each.style.color, each.style.bgcolor) if each.style else ():
                        if colour is not None and colour.triplet is not None:
                            assert len({*colour.triplet}) == 1
