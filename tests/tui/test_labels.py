"""A label that is missing in the language asked for is shown in another one, and says so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import coder.tui
from coder.tui.labels import label_in

if TYPE_CHECKING:
    from tests.tui.conftest import Hands, Start


@pytest.mark.parametrize(
    ("texts", "language", "said"),
    [
        ({"en": "Pay", "ru": "Оплата"}, "ru", "Оплата"),
        ({"en": "Pay", "ru": "Оплата"}, "kk", "Pay [en]"),
        ({"ru": "Оплата"}, "en", "Оплата [ru]"),
        ({}, "en", ""),
    ],
)
def test_a_missing_label_names_its_language(texts: dict[str, str], language: str, said: str) -> None:
    assert label_in(texts, language) == said


def test_no_screen_falls_back_in_silence() -> None:
    """Only the function itself, what is searched, and the field that offers a text to translate."""
    root = Path(coder.tui.__file__).parent
    users = {path.name for path in root.rglob("*.py") if "in_language(" in path.read_text("utf-8")}
    assert users <= {"labels.py", "finding.py", "code_form.py"}


async def test_it_is_seen_wherever_the_code_is_named(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first", size=(160, 45), language="kk") as pilot:
        await hands.see(pilot, "■ Rent market [en]", "■ Баспана")
        await pilot.press("slash")
        await hands.see(pilot, "Enter applies", "Rent market [en]  Қоғам")
        await pilot.press(*"rent", "down", "up", "enter")
        await hands.see(pilot, "1 code", " A  Rent market [en]")
        assert hands.codings(place)[0][0] == "rental"
        await pilot.press("c", "down", "down", "down", "down", "4")
        await hands.until(pilot, lambda: 4 in pilot.app.screen.workspace.pins)  # type: ignore[attr-defined]
        await pilot.press("escape", "4")
        await hands.see(pilot, "4 ■ Rent market [en]", "Rent market [en] is here already (A).")


async def test_what_is_typed_finds_the_label_not_its_mark(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first", language="kk") as pilot:
        await pilot.press("slash")
        await hands.see(pilot, "Enter applies")
        finder = pilot.app.screen.finder  # type: ignore[attr-defined]
        assert all(" en" not in f"{name} " for name in finder._names if name.startswith("rent"))
