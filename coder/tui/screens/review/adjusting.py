"""Another passage for the consensus than the coders', chosen in the review as it is while coding."""

from __future__ import annotations

from coder.study.review.settling import Choice
from coder.tui.keys import bind
from coder.tui.screens.coding.selecting import BY, HELP
from coder.tui.screens.passage import Passage
from coder.tui.screens.review.desk import Desk
from coder.tui.speech import N_, _
from coder.tui.state.selection import Selection
from coder.tui.widgets.line_list import LineList

ADJUST = N_("other words for the consensus; again: another unit; Enter settles it so")


class Adjusting(Passage, Desk):
    """The part of the review that chooses passages."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("v", "adjust", N_("passage"), id="review.passage", tooltip=ADJUST),
        bind("right", "stretch(1)", N_("passage ends later"), id="review.later_end", show=False),
        bind("left", "stretch(-1)", N_("passage ends earlier"), id="review.earlier_end", show=False),
        bind("shift+right,L", "trim(1)", N_("passage begins later"), id="review.later_start", show=False),
        bind("shift+left,H", "trim(-1)", N_("passage begins earlier"), id="review.earlier_start", show=False),
        bind("down", "step(1)", N_("next piece"), id="review.next_piece", show=False),
        bind("up", "step(-1)", N_("previous piece"), id="review.previous_piece", show=False),
    ]

    def action_adjust(self) -> None:
        """Begin with the words that were marked; within, go on to another unit."""
        item = self.item
        if self.selection is not None:
            self.selection.cycle()
        elif item is None or self.text is None:
            return
        else:
            unit = next(each.span for each in self.text.segments if each.id == item.segment_id)
            first = next((span for view in self.views for span in view.spans), None)
            self.selection = Selection(self.text.text, unit, first)
            self.selection.unit = "word"
            self.query_one(LineList).can_focus = False
            self.set_focus(None)
        self.show_selection()

    def action_step(self, by: int) -> None:
        """Choose the next sentence, word or letter instead."""
        if self.selection is not None:
            self.selection.step(by)
            self.show_selection()

    def show_selection(self) -> None:
        """Paint the passage and say what the keys do."""
        self.show_item()
        if self.selection is not None:
            keeps = _("Enter settles it so")
            self.say(f"{_(BY[self.selection.unit])}: {_(HELP)}   {keeps}")
        self.refresh_bindings()

    def leave_selection(self) -> None:
        """Back to the list."""
        self.selection = None
        lines = self.query_one(LineList)
        lines.can_focus = True
        lines.focus()
        self.say("")
        self.show_item()
        self.refresh_bindings()

    def keep_passage(self) -> None:
        """Settle that the code stands on the passage chosen."""
        if self.selection is not None:
            span = self.selection.span
            self.settle(Choice("all", span=span))
