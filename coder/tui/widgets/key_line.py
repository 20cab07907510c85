"""The foot of a screen: the keys that matter now, as many as fit, none of them cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.screen import Screen
from textual.widget import Widget

from coder.tui.deeds import Deed, Hint, at_hand, in_order, typing
from coder.tui.keys import key_name
from coder.tui.speech import _

HELP = "app.help"
_GAP = "  "
Part = tuple[str, str, str]
"""A key as it is written, what it does, and the key as Textual names it."""


class KeyLine(Widget, can_focus=False):
    """Keys with a word for each; a click does what the key does.

    A screen says with ``key_hints`` what matters most; what does not fit is left out, the last
    of it first. The key that goes back and the key of the help are always there.
    """

    DEFAULT_CSS = """
    KeyLine { dock: bottom; height: 1; background: $panel; color: $text; padding: 0 1; }
    KeyLine > .key-line--key { color: $text-accent; text-style: bold; }
    """
    COMPONENT_CLASSES = {"key-line--key"}  # noqa: RUF012 - Textual's way
    ALLOW_SELECT = False
    auto_links = False  # nothing is underlined, everything can be clicked

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def on_unmount(self) -> None:
        self.screen.bindings_updated_signal.unsubscribe(self)

    def _changed(self, screen: Screen[Any]) -> None:
        if screen is self.screen:
            self.refresh()

    def render(self) -> Text:
        screen = self.screen
        found = [each for each in at_hand(screen) if each.for_this_keyboard]
        hints: Sequence[Hint] = getattr(screen, "key_hints", tuple)()
        parts = [part_of(each, words, screen) for each, words in in_order(found, hints)]
        backs = [part for part in parts if part[2] == "escape"][:1]
        others = [part for part in parts if part[2] != "escape"]
        asked = next((each for each in found if each.id == HELP), None)
        left, right = fitting(others, backs, [help_part(asked, screen)] if asked else [], self.size.width)
        text = Text(no_wrap=True, overflow="ellipsis")
        for i, part in enumerate(left):
            text.append(_GAP if i else "")
            self._append(text, part)
        width = sum(map(cells, right)) + len(_GAP) * max(len(right) - 1, 0)
        text.append(" " * max(self.size.width - text.cell_len - width, 0))
        for i, part in enumerate(right):
            text.append(_GAP if i else "")
            self._append(text, part)
        return text

    def _append(self, text: Text, part: Part) -> None:
        written, words, key = part
        press = Style(meta={"@click": f"app.simulate_key({key!r})"})
        text.append(written, style=self.get_component_rich_style("key-line--key", partial=True) + press)
        text.append(f" {words}", style=press)


def part_of(deed: Deed, words: str, screen: Screen[Any]) -> Part:
    """What the line says of something that can be done."""
    keys = [each for each in deed.keys if not typing(screen, each)] or list(deed.keys)
    written = deed.key if keys[0] == deed.keys[0] else key_name(keys[0])
    return written, words, "escape" if "escape" in keys else keys[0]


def help_part(deed: Deed, screen: Screen[Any]) -> Part:
    """The key of the help: the short one, where it is not typed into a field."""
    keys = [each for each in deed.keys if not typing(screen, each)] or list(deed.keys)
    key = min(keys, key=lambda each: len(key_name(each)))
    return key_name(key), _("help"), key


def cells(part: Part) -> int:
    """The room a part takes."""
    return cell_len(part[0]) + 1 + cell_len(part[1])


def fitting(
    others: list[Part], backs: list[Part], helps: list[Part], width: int
) -> tuple[list[Part], list[Part]]:
    """What stands at the left and at the right of a line so wide, in the order of importance.

    Where there is hardly any room, the help goes last.
    """
    right: list[Part] = []
    room = width
    for part in [*helps, *backs]:
        if cells(part) + (len(_GAP) if right else 0) <= room:
            room -= cells(part) + (len(_GAP) if right else 0)
            right.insert(0, part)
    left: list[Part] = []
    for part in others:
        need = cells(part) + len(_GAP)
        if need > room:
            break
        room -= need
        left.append(part)
    return left, right
