"""Keys for two keyboards: every Latin letter has its twin on the ЙЦУКЕН layout."""

from __future__ import annotations

import re

from textual.binding import Binding
from textual.keys import format_key

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбю."
TWIN = {latin: cyrillic for latin, cyrillic in zip(_LATIN, _CYRILLIC, strict=True) if latin.isalpha()}
"""The Cyrillic letter that sits on the key of a Latin one, on the Russian and the Kazakh layout."""
_NAMES = {
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "enter": "Enter",
    "space": "Space",
    "escape": "Esc",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "home": "Home",
    "end": "End",
    "delete": "Del",
    "insert": "Ins",
    "backspace": "Backspace",
    "tab": "Tab",
    "minus": "-",
    "numero_sign": "№",
}


def bind(
    keys: str,
    action: str,
    description: str = "",
    *,
    id: str = "",  # noqa: A002 - Textual's word
    show: bool = True,
    key_display: str = "",
    priority: bool = False,
    tooltip: str = "",
) -> Binding:
    """A binding that also fires on a Russian or Kazakh layout.

    Args:
        keys: comma-separated key names; single letters get their twins, upper case and Ctrl too.
        action: the action to run.
        description: what the footer says, in English; shown in the language of the app.
        id: its name in the keymap file: the place, a full stop, what it does.
        show: whether the footer shows it.
        key_display: the key as the footer writes it; by default the first one.
        priority: whether it comes before the bindings of the widget that has the focus.
        tooltip: what help and the command palette say, where the footer's word is not enough.
    """
    return Binding(
        with_twins(keys),
        action,
        description,
        show=show,
        key_display=key_display or None,
        priority=priority,
        tooltip=tooltip,
        id=id or None,
    )


def with_twins(keys: str) -> str:
    """Comma-separated keys, each single letter followed at the end by its twin."""
    names = keys.split(",")
    return ",".join(dict.fromkeys([*names, *(twin for name in names if (twin := _twin(name)))]))


def digit(n: int) -> str:
    """The keys of a digit: itself, and what its key writes on the Kazakh layout (7 writes a full stop)."""
    kazakh = {1: "quotation_mark", 2: "ә", 3: "і", 4: "ң", 5: "ғ", 6: "comma", 8: "ү", 9: "ұ"}
    return f"{n},{kazakh[n]}" if n in kazakh else str(n)


def _twin(key: str) -> str:
    if key.startswith("ctrl+") and (twin := TWIN.get(key.removeprefix("ctrl+"))):
        return f"ctrl+{twin}"  # terminals with the newer keyboard protocol send the letter that is written
    if len(key) != 1:
        return ""
    return TWIN.get(key, "") or TWIN.get(key.lower(), "").upper()


def key_name(key: str) -> str:
    """A key as it is written on the keyboard: ``→``, ``Ctrl+R``, ``Enter``, ``/``."""
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    name = _NAMES.get(last) or format_key(last)
    if modifiers or re.fullmatch(r"f\d+", name):
        name = name[:1].upper() + name[1:]
    return "+".join([*(each.capitalize() for each in modifiers), name])


def of_russian_layout(key: str) -> bool:
    """Whether a key is only on a Russian or Kazakh keyboard."""
    last = key.rpartition("+")[2]
    return key == "numero_sign" or (len(last) == 1 and "\u0400" <= last <= "\u04ff")
