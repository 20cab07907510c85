"""The memos of the segment at the cursor, beside the transcript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from coder.model import Memo
from coder.tui.speech import _
from coder.tui.state import notes

_SHOWN = 12
"""Memos shown; the list has them all."""
_LONGEST = 1_500
"""Code points of a memo that are shown here; m shows it whole."""


class MemoPanel(VerticalScroll):
    """Who wrote what, when and on what; scrolled with the mouse, read in full with m."""

    DEFAULT_CSS = """
    MemoPanel { height: auto; max-height: 30%; scrollbar-size-vertical: 1; }
    """
    can_focus = False
    _now: list[tuple[Memo, str]] | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="memo-text")

    def show(self, memos: Sequence[Memo], labels: Mapping[str, str]) -> None:
        """Show these memos; without any, how to write one."""
        now = [(each, notes.label(each, labels) if each.kind == "coding" else "") for each in memos]
        if self._now == now:
            return
        self._now = now
        self.set_class(not memos, "empty")
        text = Text()
        if not memos:
            text.append(_("m writes a memo."), style="dim")
        for i, (memo, label) in enumerate(now[:_SHOWN]):
            text.append("\n\n" if i else "")
            text.append(f"{notes.MARK} ", style="bold")
            if label:
                text.append(label, style="bold").append(": ")
            text.append_text(notes.full(memo, _LONGEST))
        if len(memos) > _SHOWN:
            text.append("\n\n" + _("{n} more; M lists all memos.").format(n=len(memos) - _SHOWN), style="dim")
        self.query_one("#memo-text", Static).update(text)
        self.scroll_home(animate=False)
