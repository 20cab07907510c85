"""What the parts of the coding screen share: where the coder is, and how a change is carried out."""

from __future__ import annotations

from collections.abc import Callable

from coder.model import Code, Coding
from coder.tui.screens.background import Background
from coder.tui.state.at_hand import AtHand
from coder.tui.state.selection import Selection
from coder.tui.state.workspace import Workspace
from coder.tui.widgets.code_tree import CodeTree
from coder.tui.widgets.transcript_view import TranscriptView


class Interview(Background[str]):
    """One interview open for coding; each part of :class:`CodingScreen` builds on it."""

    workspace: Workspace
    language: str
    selection: Selection | None = None
    said: str = ""
    """What the status line says besides."""
    looked_at: Code | None = None
    """The code whose definition is shown; None follows the segment."""

    def __init__(self, workspace: Workspace, language: str) -> None:
        super().__init__(workspace.study)
        self.workspace = workspace
        self.language = language

    @property
    def view(self) -> TranscriptView:
        """The transcript."""
        return self.query_one(TranscriptView)

    @property
    def code_tree(self) -> CodeTree:
        """The codebooks."""
        return self.query_one(CodeTree)

    def carry_out(self, change: Callable[[], str | None]) -> None:
        """Carry out a change and show it; a refusal is shown as its sentence."""
        raise NotImplementedError

    def refresh_all(self) -> None:
        """Show everything afresh after a change."""
        raise NotImplementedError

    def may_code(self) -> bool:
        """Whether the segment at the cursor is a unit; says so where it is not."""
        raise NotImplementedError

    def open_finder(self, words: str, done: Callable[[int], None]) -> None:
        """Ask for a code; ``words`` are what it is for."""
        raise NotImplementedError

    def at_hand(self) -> AtHand:
        """The passage chosen, else the segment at the cursor, to put codes on."""
        raise NotImplementedError

    def apply(self, code_id: int, words: str = "") -> None:
        """Apply a code to the passage chosen, else to the segment at the cursor; say some words then."""
        raise NotImplementedError

    def changed(self, code_id: int | None, words: str) -> None:
        """Show what a dialog has done: a code applied (None: one taken back), and say some words."""
        raise NotImplementedError

    def after(self, at_hand: AtHand) -> Callable[[int | None], None]:
        """What happens when a dialog over a passage closes: the code it answers with is applied.

        Without one, a passage on which the dialog has put codes itself is left.
        """

        def closed(code_id: int | None) -> None:
            if code_id is not None:
                self.apply(code_id)
            elif at_hand.applied and self.selection is not None:
                said = self.said
                self.leave_selection()
                self.say(said)

        return closed

    def look_at(self, code_id: int | None) -> None:
        """Show the definition of a code; None: of the segment's newest one."""
        raise NotImplementedError

    def action_select(self) -> None:
        """Begin to choose a passage of the segment; within, change the unit."""
        raise NotImplementedError

    def leave_selection(self) -> None:
        """Back to whole segments."""
        raise NotImplementedError

    def leave_tree(self) -> None:
        """Back to the transcript from the tree of codes."""
        raise NotImplementedError

    def show_selection(self) -> None:
        """Paint the passage being chosen and say what the keys do."""
        raise NotImplementedError

    def keep_span(self) -> bool:
        """Store the changed span of a coding; False where no coding's span is being changed."""
        raise NotImplementedError

    def pick_coding(self, question: str, done: Callable[[Coding], None]) -> None:
        """Take the one coding of the segment, or ask which of several."""
        raise NotImplementedError

    def action_next_undecided(self) -> None:
        """Go to the next undecided unit."""
        raise NotImplementedError
