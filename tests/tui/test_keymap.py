"""The user's own keys: read, refused with a sentence, and working in the app."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coder.model import CoderError
from coder.tui import keymap, keymap_lists
from coder.tui.app import CoderApp
from coder.tui.screens.coding.applying import FIND

if TYPE_CHECKING:
    from collections.abc import Callable

    from coder.study.study import Study
    from tests.tui.conftest import Hands


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CODER_CONFIG", str(tmp_path / "config"))
    (tmp_path / "config").mkdir()
    return tmp_path / "config"


def test_without_a_file_every_key_is_as_it_comes() -> None:
    assert keymap.load() == {}


def test_every_action_has_one_name_and_no_place_has_a_key_twice() -> None:
    names = [each.id for each in keymap.actions()]
    assert len(names) == len(set(names)) > 50
    assert all("." in each for each in names)
    for group in keymap.groups():
        keys = [key for each in group.values() for key in each.split(",")]
        assert sorted(keys) == sorted(set(keys)), group


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ('coding.find = "f2"', {"coding.find": "f2"}),
        ('"coding.find" = "Y, ctrl+k"', {"coding.find": "Y,ctrl+k,Н,ctrl+л"}),
        ('coding.find = "!"', {"coding.find": "exclamation_mark"}),
        ('home.sort = ","', {"home.sort": "comma"}),
        ('coding.find = "ctrl+shift+slash"', {"coding.find": "ctrl+shift+slash"}),
        ('coding.find = "x"\ncoding.remove = "slash"', {"coding.find": "x,ч", "coding.remove": "slash"}),
    ],
)
def test_a_keymap_is_read_and_letters_get_their_twins(
    folder: Path, words: str, meant: dict[str, str]
) -> None:
    (folder / "keys.toml").write_text(f"[keys]\n{words}\n", "utf-8")
    assert keymap.load() == meant


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("[keys", "could not be read"),
        ("keys = 1", "one table"),
        ("[other]\na = 1", "one table"),
        ('[keys]\ncoding.fnd = "f2"', "no action 'coding.fnd'. Did you mean 'coding.find'?"),
        ('[keys]\nzzz.qqq = "f2"', "`coder keys` lists them"),
        ("[keys]\ncoding.find = 3", "needs a key in quotes"),
        ('[keys]\ncoding.find = ""', "needs a key in quotes"),
        ('[keys]\ncoding.find = "crtl+f"', "a key that is not known: 'crtl+f'"),
        ('[keys]\ncoding.find = "ctrl+"', "not known"),
        ('[keys]\ncoding.find = "x"', "two actions: coding.find (find a code"),
        ('[keys]\ncoding.find = "f2"\ncoding.remove = "f2"', "is the key of two actions"),
    ],
)
def test_a_keymap_that_cannot_work_is_refused_with_its_file(
    folder: Path, content: str, sentence: str
) -> None:
    (folder / "keys.toml").write_text(content, "utf-8")
    with pytest.raises(CoderError) as refusal:
        keymap.load()
    assert sentence in str(refusal.value)
    assert str(folder / "keys.toml") in str(refusal.value)


def test_a_file_to_begin_with_changes_nothing_and_is_never_replaced(folder: Path) -> None:
    path = keymap_lists.write_example()
    assert path == folder / "keys.toml"
    assert keymap.load() == {}
    lines = [
        line.removeprefix("# ") for line in path.read_text("utf-8").splitlines() if line.startswith('# "')
    ]
    path.write_text("[keys]\n" + "\n".join(lines), "utf-8")
    as_they_come = {each.id: set(each.keys.split(",")) for each in keymap.actions()}
    assert {name: set(keys.split(",")) for name, keys in keymap.load().items()} == as_they_come
    with pytest.raises(CoderError, match="already"):
        keymap_lists.write_example()


def test_the_list_says_what_was_changed(folder: Path) -> None:
    (folder / "keys.toml").write_text('[keys]\ncoding.find = "f2"\n', "utf-8")
    table = keymap_lists.table(keymap.load())
    changed = [each for each in table.records if each["changed"]]
    assert changed == [{"id": "coding.find", "keys": "f2", "does": FIND, "changed": True}]


async def test_the_app_obeys_the_keymap(
    place: Path, opened: Callable[..., Study], hands: Hands, folder: Path
) -> None:
    (folder / "keys.toml").write_text('[keys]\ncoding.find = "x"\ncoding.remove = "Y"\n', "utf-8")
    app = CoderApp(opened(place), keymap=keymap.load())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        await hands.see(pilot, "segment 3/6")
        await pilot.press("ч")
        await hands.see(pilot, "Enter applies")
        await pilot.press(*"pay", "enter")
        assert [code for code, _ in hands.codings(place)] == ["pay"]
        await pilot.press("slash")
        await pilot.press("Н")
        assert hands.codings(place) == []
