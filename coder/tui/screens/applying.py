"""What the coding screen does with codes: find, apply, repeat, remove, undo."""

from __future__ import annotations

from collections.abc import Callable

from textual import on

from coder.model import CoderError
from coder.tui.finding import Finder
from coder.tui.keys import bind
from coder.tui.screens.finder import CodeFinder
from coder.tui.screens.interview import Interview
from coder.tui.speech import N_, _
from coder.tui.widgets.code_tree import CodeTree
from coder.tui.wrapping import shown

NO_CODES = N_("No codes yet: coder codebook add oecd-pslc")


class Applying(Interview):
    """The part of the coding screen that codes; see :class:`CodingScreen`."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("slash,enter", "find", N_("code"), id="coding.find", key_display="/"),
        bind("x,delete", "remove", N_("remove"), id="coding.remove"),
        bind("space", "decide", N_("done"), id="coding.done", tooltip=N_("decided: no further code")),
        bind("full_stop,ю", "repeat", N_("again"), id="coding.repeat", key_display="."),
        bind("u,ctrl+z", "undo", N_("undo"), id="coding.undo", key_display="u"),
        bind("ctrl+r", "redo", N_("redo"), id="coding.redo", show=False),
        *(
            bind(str(n), f"pinned({n})", N_("pinned code"), id=f"coding.pinned{n}", show=False)
            for n in range(1, 10)
        ),
    ]

    finder: Finder

    def action_find(self) -> None:
        """Open the finder for the passage chosen, else for the segment at the cursor."""
        if self.code_tree.has_focus or self.keep_span() or not self.may_code():
            return
        chosen = self.selection
        words = (
            chosen.span.of(self.workspace.transcript.text)
            if chosen
            else self.workspace.words(self.view.cursor)
        )
        self.open_finder(words, self.apply)

    def open_finder(self, words: str, done: Callable[[int], None]) -> None:
        if not self.finder.entries:
            self.say(_(NO_CODES))
            return

        def found(code_id: int | None) -> None:
            if code_id is not None:
                done(code_id)

        heading = shown(" ".join(words.split()))
        recent = self.workspace.sitting.recent
        self.app.push_screen(CodeFinder(self.finder, self.language, recent, heading), found)

    def action_pinned(self, slot: int) -> None:
        """Apply the code kept under a digit; in the tree, keep the code at the cursor under it."""
        tree = self.code_tree
        if tree.has_focus:
            node = tree.cursor_node
            if node is not None and node.data is not None and node.data.codable:
                code = node.data
                self.carry_out(lambda: self.workspace.pin(slot, code.id))
        elif (code_id := self.workspace.pins.get(slot)) is not None:
            self.apply(code_id)
        else:
            self.say(
                _("Nothing is pinned to {slot}: c goes to the codes, and {slot} there pins one.").format(
                    slot=slot
                )
            )

    @on(CodeTree.Chosen)
    def _chosen_in_tree(self, event: CodeTree.Chosen) -> None:
        self.apply(event.code.id)
        self.leave_tree()

    def action_repeat(self) -> None:
        """Apply the code applied last."""
        last = self.workspace.sitting.last_code
        if last is None:
            self.say(_("No code has been applied yet in this sitting."))
        else:
            self.apply(last)

    def may_code(self) -> bool:
        if self.workspace.segments[self.view.cursor].is_unit:
            return True
        self.say(_("This is not a unit: what the interviewer says, and headings, are not coded."))
        return False

    def apply(self, code_id: int) -> None:
        """Apply a code to the passage chosen, else to the segment at the cursor."""
        if not self.may_code():
            return
        span = self.selection.span if self.selection is not None else None
        if span is not None:
            self.leave_selection()
        self.carry_out(lambda: self.workspace.apply(self.view.cursor, code_id, span))

    def action_remove(self) -> None:
        """Remove a code from the segment; ask which where there are several."""
        self.pick_coding(
            _("Which code goes?"), lambda each: self.carry_out(lambda: self.workspace.remove(each.id))
        )

    def action_decide(self) -> None:
        """Mark the segment as done and go to the next undecided one."""
        here = self.view.cursor
        if self.workspace.segments[here].is_unit and not self.workspace.is_decided(here):
            self.carry_out(lambda: self.workspace.decide(here))
        self.action_next_undecided()

    def action_undo(self) -> None:
        """Take back the newest change."""
        self.carry_out(lambda: _("undone: {what}").format(what=self.workspace.undo()))

    def action_redo(self) -> None:
        """Repeat what was undone."""
        self.carry_out(lambda: _("redone: {what}").format(what=self.workspace.redo()))

    def carry_out(self, change: Callable[[], str | None]) -> None:
        try:
            said = shown(change() or "")
        except CoderError as error:
            said = shown(str(error))
        self.refresh_all()
        self.say(said)
