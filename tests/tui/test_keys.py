"""Keys for two keyboards."""

from __future__ import annotations

from typing import Any

import pytest
from textual.binding import Binding
from textual.screen import Screen

from coder.tui.keys import TWIN, bind
from coder.tui.screens.choose import Choose, WhoCodes
from coder.tui.screens.coding.screen import CodingScreen
from coder.tui.screens.coding.suggestions import Suggestions
from coder.tui.screens.finder.finder import CodeFinder
from coder.tui.screens.finder.new_code import Making
from coder.tui.screens.home.screen import Home
from coder.tui.screens.memos.memo import MemoEditor
from coder.tui.screens.memos.screen import Memos

SCREENS: list[type[Screen[Any]]] = [
    *(Home, CodingScreen, CodeFinder, Making, Suggestions, Choose, WhoCodes, MemoEditor, Memos),
]


def bindings(screen: type[Screen[Any]]) -> list[Binding]:
    own = [
        each
        for base in screen.__mro__
        if base not in Screen.__mro__
        for each in vars(base).get("BINDINGS", [])
    ]
    return [each if isinstance(each, Binding) else Binding(*each) for each in own]


@pytest.mark.parametrize("screen", SCREENS)
def test_every_latin_letter_has_its_twin(screen: type[Screen[Any]]) -> None:
    for each in bindings(screen):
        keys = each.key.split(",")
        for key in keys:
            if len(key) == 1 and key.isascii() and key.isalpha():
                twin = TWIN[key.lower()]
                assert (twin.upper() if key.isupper() else twin) in keys


@pytest.mark.parametrize("screen", SCREENS)
def test_no_key_is_bound_twice(screen: type[Screen[Any]]) -> None:
    keys = [key for each in bindings(screen) for key in each.key.split(",")]
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("screen", SCREENS)
def test_every_key_does_something(screen: type[Screen[Any]]) -> None:
    for each in bindings(screen):
        assert hasattr(screen, "action_" + each.action.partition("(")[0])


def test_twins_sit_on_the_same_key() -> None:
    row = dict(zip("qwertyuiopasdfghjklzxcvbnm", "йцукенгшщзфывапролдячсмить", strict=True))
    assert row == TWIN


def test_a_binding_names_both_keys() -> None:
    assert bind("g,home", "edge(0)").key == "g,home,п"
    assert bind("G", "edge(1)").key == "G,П"
    assert bind("ctrl+r,slash", "redo").key == "ctrl+r,slash,ctrl+к"
    assert bind("ctrl+down,shift+pagedown", "read").key == "ctrl+down,shift+pagedown"
    shown = bind("u", "undo", "undo", key_display="u", priority=True)
    assert (shown.key_display, shown.description, shown.priority, shown.show) == ("u", "undo", True, True)
