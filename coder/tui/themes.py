"""The looks of the app: dark, light, and high contrast; each readable without its colours as well."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="coder-dark",
    primary="#2f6aa6",
    secondary="#5a8f7b",
    accent="#e0a458",
    foreground="#e6e6e6",
    background="#15181c",
    surface="#1d2127",
    panel="#262c34",
    warning="#e0a458",
    error="#e06c75",
    success="#8fc99a",
    dark=True,
)
LIGHT = Theme(
    name="coder-light",
    primary="#1f5f9e",
    secondary="#2e6b55",
    accent="#8a4b00",
    foreground="#1b1d20",
    background="#fbfaf7",
    surface="#f0eee8",
    panel="#e2dfd6",
    warning="#8a4b00",
    error="#a3242f",
    success="#1d6b33",
    dark=False,
)
CONTRAST = Theme(
    name="coder-contrast",
    primary="#005fcc",
    secondary="#00d7d7",
    accent="#ffff00",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1a1a1a",
    warning="#ffff00",
    error="#ff8080",
    success="#80ff80",
    dark=True,
    text_alpha=1.0,
)
THEMES = (DARK, LIGHT, CONTRAST)


def following(name: str) -> str:
    """The theme after this one, round the end."""
    names = [each.name for each in THEMES]
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]


def known(name: str) -> str:
    """The theme of this name, else the first."""
    return name if name in {each.name for each in THEMES} else DARK.name
