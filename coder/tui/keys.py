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
    show: bool = True,
    key_display: str = "",
    priority: bool = False,
) -> Binding:
    """A binding that also fires on a Russian or Kazakh layout.

    Args:
        keys: comma-separated key names; single letters get their twins, upper case too.
        action: the action to run.
        description: what the footer says.
        show: whether the footer shows it.
        key_display: the key as the footer writes it; by default the first one.
        priority: whether it comes before the bindings of the widget that has the focus.
    """
    names = keys.split(",")
    twins = [twin for name in names if (twin := _twin(name))]
    return Binding(
        ",".join([*names, *twins]),
        action,
        description,
        show=show,
        key_display=key_display or None,
        priority=priority,
    )


def _twin(key: str) -> str:
    if len(key) != 1:
        return ""
    return TWIN.get(key, "") or TWIN.get(key.lower(), "").upper()
