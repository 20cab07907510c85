"""The user's own keys: a file that gives actions other keys, read and checked before the app opens."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any
from unicodedata import lookup

from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import KEY_ALIASES, Keys, _character_to_key
from textual.screen import Screen

from coder.model import CoderError
from coder.tui import screens
from coder.tui.keys import key_name, with_twins
from coder.tui.settings import folder

FILE = "keys.toml"
_MODIFIERS = ("ctrl", "shift", "alt", "super", "hyper", "meta")
_SIGNS = {_character_to_key(chr(n)) for n in range(33, 127)}
_NAMES = (
    _SIGNS | {each.value.split("+")[-1] for each in Keys} | set(KEY_ALIASES) | {f"f{n}" for n in range(1, 25)}
)

_GIVES_WAY = {"app.leave_tour"}
"""Actions that take a key from others for a while on purpose, and are no conflict."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something a key does at a place of the app."""

    id: str
    keys: str
    """Comma-separated, twins included."""
    description: str
    """In English; :mod:`coder.tui.speech` has it in other languages."""
    word: str = ""
    """What the footer calls it, where that says more."""

    @property
    def place(self) -> str:
        """The screen it belongs to, as the id names it."""
        return self.id.partition(".")[0]


def actions() -> list[Action]:
    """Everything that a key does and that has an id, in the order of the places, each once."""
    found: dict[str, Action] = {}
    for owner in _owners():
        for each in owner.__dict__.get("BINDINGS", ()):
            if isinstance(each, Binding) and each.id and each.id not in found:
                word = each.description if each.tooltip else ""
                said = each.tooltip or each.description or each.action
                found[each.id] = Action(each.id, each.key, said, word)
    return list(found.values())


def groups() -> list[dict[str, str]]:
    """The keys that work together: for each screen the keys of every id of it and of the app."""
    from coder.tui.app import CoderApp

    common = _ids(CoderApp)
    return [_ids(each) | common for each in _owners() if issubclass(each, Screen)]


def load() -> dict[str, str]:
    """The keymap of the user's file by id, twins added, as Textual takes it; empty without a file.

    Raises:
        CoderError: the file cannot be read, names an action or a key that is not known, or puts two
            actions of one place on one key.
    """
    path = folder() / FILE
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CoderError(f"{path}: the keymap could not be read ({error}).") from error
    keymap = _read(path, content)
    _refuse_conflicts(path, keymap)
    return keymap


def _read(path: Path, content: Mapping[str, Any]) -> dict[str, str]:
    table = content.get("keys", {})
    if not isinstance(table, dict) or set(content) - {"keys"}:
        raise CoderError(
            f'{path}: the file has one table, [keys], with lines such as "coding.find" = "ctrl+f".'
        )
    known = [each.id for each in actions()]
    keymap = {}
    for name, keys in _flat(table):
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else " `coder keys` lists them."
            raise CoderError(f"{path}: there is no action {name!r}.{hint}")
        if not isinstance(keys, str) or not keys.strip():
            raise CoderError(f'{path}: {name} needs a key in quotes, such as "ctrl+f" or "f,ctrl+f".')
        keymap[name] = with_twins(",".join(_key(path, name, each.strip()) for each in _split(keys)))
    return keymap


def _flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Names with their values: ``"coding.find"`` in quotes and ``coding.find`` without mean the same."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, value


def _split(keys: str) -> list[str]:
    return [","] if keys.strip() == "," else keys.split(",")


def _key(path: Path, name: str, key: str) -> str:
    """A key as Textual names it."""
    *modifiers, last = key.split("+") if key not in ("+", "") else [key]
    wrong = [each for each in modifiers if each not in _MODIFIERS]
    if wrong or not (len(last) == 1 or last in _NAMES or _is_character(last)):
        raise CoderError(
            f"{path}: {name} has a key that is not known: {key!r}. Keys are written like f, F, f2, ctrl+f, "
            "space, enter, pagedown, question_mark."
        )
    return "+".join([*modifiers, _character_to_key(last) if len(last) == 1 and not last.isalnum() else last])


def _is_character(name: str) -> bool:
    """Whether a key is called as Unicode calls its character, e.g. ``numero_sign``."""
    try:
        return bool(lookup(name.replace("_", " ")))
    except KeyError:
        return False


def _refuse_conflicts(path: Path, keymap: Mapping[str, str]) -> None:
    said = {each.id: each.description for each in actions()}
    for group in groups():
        on: dict[str, list[str]] = defaultdict(list)
        for name, keys in group.items():
            for key in keymap.get(name, keys).split(","):
                on[key].append(name)
        for key, names in on.items():
            if len(names) > 1 and any(each in keymap for each in names):
                first, second = names[:2]
                raise CoderError(
                    f"{path}: {key_name(key)} is the key of two actions: {first} ({said[first]}) and "
                    f"{second} ({said[second]}). Give one of them another key."
                )


def _ids(owner: type[DOMNode]) -> dict[str, str]:
    """The keys of every id of a class and of what it is made of."""
    return {
        each.id: each.key
        for base in reversed(owner.__mro__)
        for each in base.__dict__.get("BINDINGS", ())
        if isinstance(each, Binding) and each.id and each.id not in _GIVES_WAY
    }


def _owners() -> Sequence[type[DOMNode]]:
    """The app, and every class of the screens' modules that has keys, in the order of their names."""
    from coder.tui.app import CoderApp

    found: dict[type[DOMNode], None] = {CoderApp: None}
    for module in sorted(each.name for each in walk_packages(screens.__path__, f"{screens.__name__}.")):
        for value in vars(import_module(module)).values():
            if (
                isinstance(value, type)
                and issubclass(value, DOMNode)
                and value.__module__.startswith("coder.")
            ):
                found[value] = None
    return list(found)
