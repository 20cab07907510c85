"""Every theme can be read: the contrast of words with what is behind them, by WCAG's formula."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color

from coder.study.study import Study
from coder.tui import themes
from coder.tui.app import CoderApp
from coder.tui.settings import Settings

if TYPE_CHECKING:
    from tests.tui.conftest import Hands

WORDS, CODED, QUIET, LEAST = 7.0, 4.5, 4.5, 3.0
NAMES = [each.name for each in themes.THEMES]


def contrast(style: Style) -> float:
    assert style.color is not None
    assert style.bgcolor is not None
    lighter, darker = sorted(map(luminance, (style.color, style.bgcolor)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: RichColor) -> float:
    red, green, blue = (
        each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4
        for each in Color.from_rich_color(color).normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", NAMES)
async def test_the_transcript_is_readable(
    name: str, demo_place: Path, opened: Callable[..., Study], hands: Hands
) -> None:
    app = CoderApp(opened(demo_place, "Dana"), settings=Settings(name))
    app.keeps = False
    async with app.run_test(size=(160, 45)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        await hands.see(pilot, "segment ")
        view = hands.view(pilot)
        words = view.get_component_rich_style("transcript--words")
        cursor = words + view.get_component_rich_style("transcript--cursor", partial=True)
        assert contrast(words) >= WORDS
        assert contrast(cursor) >= WORDS
        assert contrast(view.get_component_rich_style("transcript--chosen")) >= CODED
        for kind in ("asking", "note", "speaker"):
            assert contrast(view.get_component_rich_style(f"transcript--{kind}")) >= QUIET, kind
        for each in view.workspace.codes.values():
            tinted = words + Style(bgcolor=view.tint(each.color).rich_color)
            assert contrast(tinted) >= (WORDS if name == "coder-contrast" else CODED), each.slug


async def test_the_theme_goes_round_and_is_kept(
    place: Path, opened: Callable[..., Study], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CODER_CONFIG", str(tmp_path / "config"))
    app = CoderApp(opened(place), settings=Settings.load())
    async with app.run_test(size=(80, 24)) as pilot:
        seen = [app.theme]
        for _ in NAMES:
            await pilot.press("ctrl+t")
            seen.append(app.theme)
        assert seen == [*NAMES, NAMES[0]]
        await pilot.press("ctrl+t")
    assert Settings.load().theme == NAMES[1]


WAYS = {
    "home": (),
    "coding": ("enter", "down", "down"),
    "tree": ("enter", "c", "down", "down"),
    "passage": ("enter", "down", "down", "v"),
    "finder": ("enter", "slash"),
    "codebook": ("b",),
    "search": ("f", *"реформ", "enter"),
    "memos": ("m",),
    "frequencies": ("t",),
    "help": ("f1",),
}
"""The keys that lead from Home to each of the places looked at."""
SIGNS = re.compile(r"[\s─━│┃┌┐└┘├┤╭╮╰╯▁▔▏▕▊▎▌▐█░■▼▶▾▸╸╺▇▆▅▄▃▂]*")
"""What is no word: swatches, frames, guides, bars."""


@pytest.mark.parametrize("place", WAYS)
async def test_every_word_of_every_place_can_be_read(
    place: str, demo_place: Path, opened: Callable[..., Study], hands: Hands
) -> None:
    app = CoderApp(opened(demo_place, "Dana"))
    async with app.run_test(size=(160, 45)) as pilot:
        await hands.until(pilot, lambda: "12/12" in hands.screen(pilot))
        for key in WAYS[place]:
            await pilot.press(key)
            await pilot.pause()
        await app.workers.wait_for_complete()
        for name in NAMES:
            app.theme = name
            await pilot.pause()
            await pilot.pause()
            assert faint(app) == set(), name


def faint(app: CoderApp) -> set[tuple[str, float]]:
    """The words on the screen that can hardly be told from what is behind them."""
    return {
        (segment.text.strip(), round(contrast(segment.style), 1))
        for strip in app.screen._compositor.render_strips()
        for segment in strip
        if not SIGNS.fullmatch(segment.text)
        and segment.style is not None
        and segment.style.color is not None
        and segment.style.bgcolor is not None
        and contrast(segment.style) < LEAST
    }
