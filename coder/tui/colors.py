"""The colours of codes, whatever a codebook says they are."""

from __future__ import annotations

from rich.style import Style
from textual.color import Color, ColorParseError

NONE = Color.parse("#888888")
"""For a code without a colour."""


def color_of(name: str) -> Color:
    """The colour a codebook names; grey where it names none that there is."""
    try:
        return Color.parse(name) if name else NONE
    except ColorParseError:
        return NONE


def swatch(name: str) -> Style:
    """The look of the square before a code."""
    return Style(color=color_of(name).rich_color)
