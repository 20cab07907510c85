"""Write a memo: a page of plain text, with what others have written on the same thing above it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from coder.model import CoderError, Memo
from coder.tui.keys import bind
from coder.tui.screens.choose import Choose
from coder.tui.screens.place import Dialog
from coder.tui.speech import N_, _
from coder.tui.state import notes
from coder.tui.state.wrapping import shown
from coder.tui.widgets.key_line import KeyLine
from coder.tui.widgets.writing import LONGEST, LONGEST_LINE, Writing, fits

Outcome = Literal["kept", "left", "another"]
"""What became of it: saved; closed with nothing to save; saved, and another memo is wanted."""
_READ_HERE = 20_000
"""Code points of another's memo that are shown."""


class MemoEditor(Dialog[Outcome]):
    """One memo of one's own. What is written is lost only when the writer says so."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("ctrl+s,f2", "keep", N_("save"), id="memo.keep", key_display="Ctrl+S"),
        bind("ctrl+n", "another", N_("save, and another memo"), id="memo.another", key_display="Ctrl+N"),
        bind("escape", "leave", N_("close"), id="memo.leave", key_display="Esc"),
    ]

    def __init__(
        self,
        heading: Text,
        words: str,
        others: Sequence[Memo],
        keep: Callable[[str], None] | None,
        draft: Callable[[str | None], None] = lambda _words: None,
        unsaved: str | None = None,
    ) -> None:
        """Open a memo.

        Args:
            heading: what it is on.
            words: of the memo; empty for a new one.
            others: what else has been written on the same thing.
            keep: saves the words; None: they can only be read.
            draft: remembers words that are not saved yet, or (None) that there are none.
            unsaved: words that were written earlier and not saved.
        """
        super().__init__()
        self.heading = heading
        self.words = words
        self.others = others
        self.keep = keep if fits(words) else None
        self.too_long = keep is not None and self.keep is None
        self.draft = draft
        self.unsaved = unsaved
        self._drafted: str | None = None
        self._settled = False
        self.area = Writing(
            words if fits(words) else notes.lines(words[:LONGEST_LINE]),
            soft_wrap=True,
            show_line_numbers=False,
            read_only=self.keep is None,
            placeholder=_("What you think, doubt or want to remember."),
            id="memo-words",
        )

    def compose(self) -> ComposeResult:
        with Vertical(id="memo-box"):
            yield Static(self.heading, id="memo-heading")
            if self.others:
                with VerticalScroll(id="memo-others"):
                    yield Static(self._told())
            yield self.area
            yield Static(id="memo-said")
            yield KeyLine()

    def on_mount(self) -> None:
        area = self.area
        self.before = area.text
        if self.keep is not None:
            area.move_cursor(area.document.end)
        area.focus()
        if self.too_long:
            self.say(
                _("Too long to be changed here; this is its beginning. `coder memo list` shows it whole.")
            )
        elif self.unsaved is not None and self.unsaved != self.before and fits(self.unsaved):
            area.text = self.unsaved
            area.move_cursor(area.document.end)
            self._drafted = self.unsaved
            self.say(_("These words were written earlier and not saved. Ctrl+S saves them."))
        self.set_interval(1, self._remember)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's signature
        """A memo that can only be read has nothing to save; a new one is the only one so far."""
        if action == "keep":
            return self.keep is not None
        return not (action == "another" and (self.keep is None or not self.words))

    def _told(self) -> Text:
        text = Text()
        for i, memo in enumerate(self.others):
            text.append("\n\n" if i else "").append_text(notes.full(memo, _READ_HERE))
        return text

    def say(self, words: str) -> None:
        """Say something below the words."""
        self.query_one("#memo-said", Static).update(Text(shown(words), style="bold"))

    @property
    def written(self) -> str:
        """The words as they stand."""
        return self.area.text

    @property
    def changed(self) -> bool:
        """Whether there is something to lose."""
        if self.keep is None or self.written == self.before:
            return False
        return bool(self.words or self.written.strip())

    @on(Writing.Refused)
    def _refused(self, event: Writing.Refused) -> None:
        self.say(
            _(
                "That is {n:,} characters. A memo takes {most:,}, and {line:,} in a line; nothing was pasted."
            ).format(n=event.n, most=LONGEST, line=LONGEST_LINE)
        )

    def _remember(self) -> None:
        """Put words that are not saved where they outlast the app."""
        if self._settled:
            return
        now = self.written if self.changed else None
        if now != self._drafted:
            self._drafted = now
            self.draft(now)

    def on_unmount(self) -> None:
        """The app was closed: words not saved are there when the memo is next opened."""
        self._remember()

    def _close(self, outcome: Outcome) -> None:
        self._settled = True
        self.draft(None)
        self.dismiss(outcome)

    def _keep(self, outcome: Outcome) -> None:
        if not self.changed:
            self._close("left" if outcome == "kept" else outcome)
            return
        assert self.keep is not None
        try:
            self.keep(self.written)
        except CoderError as error:
            self.say(str(error))
        else:
            self._close(outcome)

    def action_keep(self) -> None:
        """Save and close."""
        self._keep("kept")

    def action_another(self) -> None:
        """Save, and write another memo on the same thing."""
        self._keep("another")

    def action_leave(self) -> None:
        """Close; ask first where words would be lost."""
        if not self.changed:
            self._close("left")
            return

        def decided(what: str | None) -> None:
            if what == "keep":
                self._keep("kept")
            elif what == "lose":
                self._close("left")

        lines = [
            (Text(_("Save it")), "keep"),
            (Text(_("Go on writing")), "stay"),
            (Text(_("Throw away what is new")), "lose"),
        ]
        self.app.push_screen(Choose(_("The memo is not saved yet."), lines), decided)
