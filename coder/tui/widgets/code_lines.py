"""Lines about codes that several dialogs show alike."""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style
from rich.text import Text

from coder.tui.colors import swatch
from coder.tui.labels import label_in
from coder.tui.speech import _
from coder.tui.state.at_hand import AtHand
from coder.tui.state.finding import Found
from coder.tui.state.wrapping import shown


def found_line(
    found: Found,
    language: str,
    marks: Mapping[int, tuple[str, bool]] | None,
    pins: Mapping[int, int],
    recent: bool,
) -> Text:
    """A code in the finder: its letter on the passage, its digit, its name and where it stands.

    Args:
        found: the code.
        language: of the labels.
        marks: by code, its letter on the passage and whether on exactly its words; None: no passage.
        pins: digits by code.
        recent: whether it was applied lately.
    """
    code = found.code
    text = Text(no_wrap=True, overflow="ellipsis")
    if marks is not None:
        mark, exact = marks.get(code.id, (" ", False))
        text.append(mark, style=Style(bold=exact, reverse=exact)).append(" ")
    if pins:
        slot = pins.get(code.id)
        text.append(str(slot) if slot else " ", style="bold").append(" ")
    text.append("■ ", style=swatch(code.color))
    text.append(shown(label_in(code.label, language)), style="bold")
    if recent:
        text.append("  " + _("recent"), style="italic")
    where = " › ".join(found.path) or label_in(found.book.title, language)
    text.append(f"  {shown(where)}", style="dim")
    return text


def here_line(at_hand: AtHand | None, language: str) -> Text:
    """The codes that touch a passage, by their letters; empty where there are none."""
    text = Text()
    if at_hand is None:
        return text
    for mark, coding, exact in at_hand.standing():
        label = label_in(at_hand.workspace.codes[coding.code_id].label, language)
        text.append("  " if text else _("here:") + "  ", style="dim")
        text.append(f"{mark} ", style="bold").append(shown(label))
        if not exact:
            text.append(" " + _("(other words)"), style="dim")
    return text
