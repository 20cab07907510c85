"""One line with the pinned codes and their digits."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text

from coder.tui.colors import swatch
from coder.tui.labels import label_in
from coder.tui.state.workspace import Workspace
from coder.tui.state.wrapping import shown
from coder.tui.widgets.steady import Steady

_SIDES = 6
"""Cells of a pin besides its label: digit, square, and the room around them."""
_SHORTEST = 6


class PinStrip(Steady):
    """The codes under the digits; a click on one applies it. Takes no room without pins."""

    auto_links = False  # a square keeps the colour of its code
    DEFAULT_CSS = """
    PinStrip { height: 1; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def show(self, workspace: Workspace, language: str, width: int) -> None:
        """Show the pins in a line of so many cells; long labels are cut where they do not all fit."""
        pins = workspace.pins
        self.set_class(bool(pins), "some")
        labels = {slot: shown(label_in(workspace.codes[id_].label, language)) for slot, id_ in pins.items()}
        room = width - 2 - _SIDES * len(labels)
        longest = _fitting([cell_len(each) for each in labels.values()], room)
        text = Text(no_wrap=True, overflow="ellipsis")
        for slot, label in labels.items():
            press = Style(meta={"@click": f"screen.pinned({slot})"})
            text.append(str(slot), style=Style(bold=True, reverse=True) + press)
            text.append(" ■ ", style=swatch(workspace.codes[pins[slot]].color) + press)
            if cell_len(label) > longest:
                label = set_cell_size(label, longest - 1).rstrip() + "…"
            text.append(label, style=press).append("  ")
        self.put(text)


def _fitting(widths: list[int], room: int) -> int:
    """The cells that the longest labels may have so that all stand in the room."""
    longest = max(widths, default=0)
    while longest > _SHORTEST and sum(min(each, longest) for each in widths) > room:
        longest -= 1
    return longest
