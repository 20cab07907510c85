"""Keys for two keyboards: every Latin letter has its twin on the ЙЦУКЕН layout."""

from __future__ import annotations

from textual.binding import Binding

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбю."
TWIN = {latin: cyrillic for latin, cyrillic in zip(_LATIN, _CYRILLIC, strict=True) if latin.isalpha()}
"""The Cyrillic letter that sits on the key of a Latin one, on the Russian and the Kazakh layout."""


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
        keys: comma-separated key names; single letters get their twins, upper case too.
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
    return ",".join([*names, *(twin for name in names if (twin := _twin(name)))])


def _twin(key: str) -> str:
    if len(key) != 1:
        return ""
    return TWIN.get(key, "") or TWIN.get(key.lower(), "").upper()
