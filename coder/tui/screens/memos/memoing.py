"""Open the memos on one thing: the one of whoever looks, a new one, or which of several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual.app import App

from coder.model import Memo
from coder.study.study import Study
from coder.tui.screens.choose import Choose
from coder.tui.speech import _
from coder.tui.state import drafts, notes
from coder.tui.state.notes import Target

if TYPE_CHECKING:
    from coder.tui.screens.memos.memo import Outcome

Keep = Callable[[int | None, str], None]
"""Saves the words of a memo of this id, or of a new one."""


class Memoing:
    """The memos on one thing being read and written."""

    def __init__(
        self,
        app: App[Any],
        study: Study,
        heading: Text,
        target: Target,
        read: Callable[[], Sequence[Memo]],
        keep: Keep,
        done: Callable[[bool], None],
        about: str = "",
    ) -> None:
        """Nothing is shown yet.

        Args:
            app: where.
            study: of whoever looks.
            heading: what the memos are on.
            target: the same.
            read: the memos on it as they stand.
            keep: saves one.
            done: told at the end whether something was saved.
            about: what the memos are on, for one who is elsewhere; by default the heading.
        """
        self.app = app
        self.study = study
        self.heading = heading
        self.target = target
        self.read = read
        self.keep = keep
        self.done = done
        self.about = about or heading.plain
        self.saved = False

    def choose(self) -> None:
        """Open the memo of whoever looks: the only one, one of several, or a new one."""
        mine = [each for each in self.read() if notes.is_own(self.study, each)]
        if len(mine) < 2:
            self.open(mine[0] if mine else None)
            return
        lines = [(self._line(each), i) for i, each in enumerate(mine)]
        lines.append((Text(_("another memo"), style="italic"), -1))

        def chosen(i: int | None) -> None:
            if i is not None:
                self.open(mine[i] if i >= 0 else None)

        self.app.push_screen(Choose(_("Which memo?"), lines), chosen)

    def open(self, memo: Memo | None) -> None:
        """Open one memo, or (None) begin one; that of somebody else can only be read."""
        from coder.tui.screens.memos.memo import MemoEditor  # brings the text area, which takes its time

        own = memo is None or notes.is_own(self.study, memo)
        memo_id = memo.id if memo is not None else None
        others = [each for each in self.read() if each.id != memo_id and not notes.is_own(self.study, each)]
        title = Text(no_wrap=True, overflow="ellipsis")
        title.append(_("Memo on") + " ").append_text(self.heading)
        if memo is not None and not own:
            others.append(memo)

        def keep(words: str) -> None:
            self.keep(memo_id, words)
            self.saved = True

        def draft(words: str | None) -> None:
            drafts.put(self.study, self.target, memo_id, self.about, words)

        editor = MemoEditor(
            title,
            memo.text if memo is not None and own else "",
            others,
            keep if own else None,
            draft,
            drafts.find(self.study, self.target, memo_id) if own else None,
        )
        self.app.push_screen(editor, self._closed)

    def _closed(self, outcome: Outcome | None) -> None:
        if outcome == "another":
            self.open(None)
        else:
            self.done(self.saved)

    def _line(self, memo: Memo) -> Text:
        text = Text(notes.first_line(memo), no_wrap=True, overflow="ellipsis")
        text.truncate(44, overflow="ellipsis")
        return text.append(f"  {notes.when(memo)}", style="dim")
