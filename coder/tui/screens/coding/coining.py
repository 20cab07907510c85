"""What the coding screen does to make a new code: from the words of a passage."""

from __future__ import annotations

from coder.model import Code
from coder.tui.keys import bind
from coder.tui.screens.coding.interview import Interview
from coder.tui.screens.finder.new_code import Answer, Making
from coder.tui.speech import N_, _
from coder.tui.state.at_hand import MADE


class Coining(Interview):
    """The part of the coding screen that makes codes in vivo; see :class:`CodingScreen`."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind(
            "i",
            "in_vivo",
            N_("in vivo"),
            id="coding.invivo",
            show=False,
            tooltip=N_("a new code from the words of the passage"),
        ),
    ]

    def action_in_vivo(self) -> None:
        """Make a code of the words chosen; without a passage, begin to choose one."""
        if self.code_tree.has_focus or not self.may_code():
            return
        if self.selection is None:
            self.action_select()
            self.say(_("Choose the words that name the code (→ ← ↓ ↑, v by word), then i again."))
            return
        if self.selection.coding_id is not None:
            self.say(_("The passage of a coding is being changed: Enter keeps it, Esc leaves it."))
            return
        words = self.at_hand().words

        def answered(answer: Answer | None) -> None:
            if answer is None:
                return
            if answer.made:
                self.apply(answer.code_id, _(MADE))
            else:
                self.apply(answer.code_id)

        dialog = Making(
            self.workspace,
            self.language,
            words,
            near=self._nearest(),
            origin="in-vivo",
            spoken=self.workspace.transcript.language,
        )
        self.app.push_screen(dialog, answered)

    def _nearest(self) -> Code | None:
        """The code beside which a new one goes unless another place is chosen: one of here, or the last."""
        here = [each.code_id for each in self.workspace.codings_at(self.view.cursor)]
        last = self.workspace.sitting.last_code
        return self.workspace.codes.get(here[-1] if here else last or 0)
