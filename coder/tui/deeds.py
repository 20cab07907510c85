"""What can be done at a place of the app: its bindings, one line for each thing that is done.

The footer, the help and the palette all ask here, so that they agree with each other and
with the keymap of the user.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from textual.binding import ActiveBinding, Binding
from textual.dom import DOMNode
from textual.keys import key_to_character
from textual.screen import Screen
from textual.widget import Widget

from coder.tui.keys import key_name, of_russian_layout
from coder.tui.speech import _, spoken


@dataclass(frozen=True, slots=True)
class Deed:
    """Something a key does here and now."""

    id: str
    keys: tuple[str, ...]
    """As Textual names them, the twins included."""
    words: str
    more: str
    """What help says besides; may be empty."""
    action: str
    node: DOMNode
    """Where the action is looked up."""
    show: bool
    """Whether the footer shows it."""
    display: str = ""
    """How the binding wants its key written."""

    @property
    def in_full(self) -> str:
        """What it does, with everything there is to say."""
        if not self.more or self.more == self.words:
            return self.words
        return self.more if self.more.startswith(self.words) else f"{self.words}: {self.more}"

    def written(self) -> str:
        """The keys as the keyboard has them; twins only for those who speak Russian or Kazakh."""
        known = [each for each in self.keys if _cyrillic() or not of_russian_layout(each)]
        if self.keys[0].isdigit() and not _cyrillic():
            known = known[:1]  # the others are what the digit's key writes on a Kazakh layout
        return " ".join(key_name(each) for each in known if not ("+" in each and of_russian_layout(each)))

    @property
    def for_this_keyboard(self) -> bool:
        """Whether it has a key that the user is likely to have."""
        return any(not of_russian_layout(each) or (_cyrillic() and "+" not in each) for each in self.keys)

    @property
    def key(self) -> str:
        """The key that the footer writes."""
        return self.display or key_name(self.keys[0])


def deeds(screen: Screen[Any]) -> list[Deed]:
    """Everything that has an id and words and can be done on this screen now, in the bindings' order."""
    found: dict[str, list[tuple[str, ActiveBinding]]] = {}
    for key, each in screen.active_bindings.items():
        if each.enabled and each.binding.id and each.binding.description:
            found.setdefault(each.binding.id, []).append((key, each))
    made = []
    for id_, several in found.items():
        _key, first = several[0]
        binding = first.binding
        made.append(
            Deed(
                id_,
                tuple(key for key, _each in several),
                binding.description,
                binding.tooltip,
                binding.action,
                first.node,
                binding.show,
                binding.key_display or "",
            )
        )
    return made


def unheard(screen: Screen[Any]) -> list[Deed]:
    """What the screen could do too, were its keys not taken by the field that has the focus."""
    known = {each.id for each in deeds(screen)}
    keys: dict[str, list[str]] = {}
    bindings: dict[str, Binding] = {}
    for key, each in screen._bindings:  # noqa: SLF001 - Textual tells them in no other way
        if each.id and each.description and each.id not in known:
            keys.setdefault(each.id, []).append(key)
            bindings[each.id] = each
    own = screen.app._keymap  # noqa: SLF001 - likewise
    return [
        Deed(
            id_,
            tuple(own[id_].split(",")) if id_ in own else tuple(keys[id_]),
            _(each.description),
            _(each.tooltip),
            each.action,
            screen,
            each.show,
        )
        for id_, each in bindings.items()
        if screen.check_action(each.action.partition("(")[0], ())
    ]


def typing(screen: Screen[Any], key: str) -> bool:
    """Whether this key would be typed into a field instead of doing what it is bound to."""
    focused: Widget | None = screen.focused
    return focused is not None and focused.check_consume_key(key, key_to_character(key))


def at_hand(screen: Screen[Any]) -> list[Deed]:
    """Those of :func:`deeds` whose keys do something while the focus is where it is."""
    return [each for each in deeds(screen) if not all(typing(screen, key) for key in each.keys)]


def _cyrillic() -> bool:
    return spoken() in ("ru", "kk")


Hint = tuple[str, str]
"""The id of a binding and the words of the footer for it here; empty: its own."""


def in_order(found: Sequence[Deed], hints: Sequence[Hint]) -> list[tuple[Deed, str]]:
    """What the footer shows, what matters most first: as hinted, else as the bindings stand."""
    if not hints:
        return [(each, each.words) for each in found if each.show]
    by_id = {each.id: each for each in found}
    return [(by_id[id_], _(words) or by_id[id_].words) for id_, words in hints if id_ in by_id]
