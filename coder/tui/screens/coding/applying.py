"""What the coding screen does with codes: find, apply, repeat, remove, undo."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.events import Key

from coder.model import CoderError
from coder.study import history
from coder.tui.keys import bind, digit
from coder.tui.labels import label_in
from coder.tui.screens.coding.interview import Interview
from coder.tui.screens.coding.turning import Turn, Turning
from coder.tui.screens.finder.finder import CodeFinder
from coder.tui.speech import N_, _
from coder.tui.state.at_hand import AtHand
from coder.tui.state.finding import Finder
from coder.tui.state.wrapping import shown
from coder.tui.widgets.code_tree import CodeTree

NO_CODES = N_("No codes yet: coder codebook add oecd-pslc")

FIND = N_("find a code for the segment or the passage")
AGAIN = N_("the code applied last, once more")
UNDO = N_("take back the newest change")
REDO = N_("repeat what was taken back")
PIN = N_("apply it; in the tree, pin the code at the cursor")


class Applying(Interview):
    """The part of the coding screen that codes; see :class:`CodingScreen`."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("slash,enter,numero_sign", "find", N_("code"), id="coding.find", key_display="/", tooltip=FIND),
        bind("x,delete", "remove", N_("remove"), id="coding.remove", tooltip=N_("take a code off")),
        bind("space", "decide", N_("done"), id="coding.done", tooltip=N_("decided: no further code")),
        bind("ю", "repeat", N_("again"), show=False, id="coding.again", tooltip=AGAIN),
        bind("full_stop", "full_stop", N_("again"), id="coding.repeat", key_display=".", tooltip=AGAIN),
        bind("u,ctrl+z", "undo", N_("undo"), id="coding.undo", key_display="u", tooltip=UNDO),
        bind("ctrl+r", "redo", N_("redo"), id="coding.redo", show=False, tooltip=REDO),
        *(
            bind(digit(n), f"pinned({n})", N_("pinned code"), id=f"coding.pinned{n}", show=False, tooltip=PIN)
            for n in range(1, 10)
        ),
    ]

    finder: Finder
    cyrillic = False
    """Whether the letter typed last was a Cyrillic one."""

    def on_key(self, event: Key) -> None:
        """Note which alphabet the keyboard writes; the key goes on to what it is bound to."""
        if event.character is not None and event.character.isalpha():
            self.cyrillic = "\u0400" <= event.character <= "\u04ff"

    def action_find(self) -> None:
        """Open the finder for the passage chosen, else for the segment at the cursor."""
        if self.code_tree.has_focus or self.keep_span() or not self.may_code():
            return
        if not self.finder.entries:
            self.say(_(NO_CODES))
            return
        at_hand = self.at_hand()
        heading = shown(" ".join(at_hand.words.split()))
        sitting = self.workspace.sitting
        self.app.push_screen(
            CodeFinder(
                self.finder,
                self.language,
                sitting.recent,
                heading,
                at_hand=at_hand,
                changed=self.changed,
                pins=self.workspace.pins,
            ),
            self.after(at_hand),
        )

    def at_hand(self) -> AtHand:
        """The passage chosen, else the segment at the cursor."""
        return AtHand(self.workspace, self.view.cursor, self.selection.span if self.selection else None)

    def changed(self, code_id: int | None, words: str) -> None:
        """Show what a dialog has done: a code applied (None: one taken back), and say some words."""
        self.carry_out(lambda: words)
        self.look_at(code_id)

    def open_finder(self, words: str, done: Callable[[int], None]) -> None:
        if not self.finder.entries:
            self.say(_(NO_CODES))
            return

        def found(code_id: int | None) -> None:
            if code_id is not None:
                done(code_id)

        heading = shown(" ".join(words.split()))
        recent = self.workspace.sitting.recent
        pins = self.workspace.pins
        self.app.push_screen(CodeFinder(self.finder, self.language, recent, heading, pins=pins), found)

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
        elif last not in self.workspace.codes:
            self.say(_("The code applied last is not in the codebook any more."))
        else:
            words = _("again: {code} (u takes it back)")
            self.apply(last, words.format(code=label_in(self.workspace.codes[last].label, self.language)))

    def action_full_stop(self) -> None:
        """Repeat; but on a Russian layout the key of the slash writes the full stop, and means: find."""
        if self.cyrillic:
            self.action_find()
        else:
            self.action_repeat()

    def may_code(self) -> bool:
        if self.workspace.segments[self.view.cursor].is_unit:
            return True
        self.say(_("This is not a unit: what the interviewer says, and headings, are not coded."))
        return False

    def apply(self, code_id: int, words: str = "") -> None:
        """Apply a code to the passage chosen, else to the segment at the cursor; say some words then."""
        if not self.may_code():
            return
        at_hand = self.at_hand()
        if here := at_hand.here_already(code_id, self.language):
            self.say(here)
            self.look_at(code_id)
            return
        if self.selection is not None:
            self.leave_selection()

        def change() -> str:
            at_hand.apply(code_id)
            return words

        self.carry_out(change)
        if at_hand.applied:
            self.look_at(code_id)

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
        self.looked_at = None
        words = _("undone: {what}")
        if history.is_long(self.study, "undo"):
            self._in_background(_("taking it back … Esc stops it"), words, history.undo)
        else:
            self.carry_out(lambda: words.format(what=self.workspace.undo()))

    def action_redo(self) -> None:
        """Repeat what was undone."""
        self.looked_at = None
        words = _("redone: {what}")
        if history.is_long(self.study, "redo"):
            self._in_background(_("repeating it … Esc stops it"), words, history.redo)
        else:
            self.carry_out(lambda: words.format(what=self.workspace.redo()))

    def _in_background(self, meanwhile: str, words: str, turn: Turn) -> None:
        """Undo or redo so much that it is done in the background."""

        def done(said: str | None) -> None:
            self.workspace.refresh()
            self.carry_out(lambda: said)

        self.app.push_screen(
            Turning(self.study, meanwhile, lambda study, stop: words.format(what=turn(study, stop))), done
        )

    def carry_out(self, change: Callable[[], str | None]) -> None:
        try:
            said = shown(change() or "")
        except CoderError as error:
            said = shown(str(error))
        self.refresh_all()
        self.say(said)
        if self.workspace.gone:
            self.notify(said, markup=False)
