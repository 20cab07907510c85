"""What the coding screen does to suggest codes: passages coded already that are like this one."""

from __future__ import annotations

from coder.tui.keys import bind
from coder.tui.screens.coding.interview import Interview
from coder.tui.screens.coding.suggestions import Suggestions
from coder.tui.speech import N_


class Suggesting(Interview):
    """The part of the coding screen that suggests; see :class:`CodingScreen`."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind(
            "s", "suggest", N_("suggest"), id="coding.suggest", tooltip=N_("passages coded already like this")
        ),
    ]

    def action_suggest(self) -> None:
        """List the passages coded already that are most like the one chosen, or the segment."""
        if self.code_tree.has_focus or not self.may_code():
            return
        if self.selection is not None and self.selection.coding_id is not None:
            return
        at_hand = self.at_hand()
        self.app.push_screen(Suggestions(at_hand, self.language, self.changed), self.after(at_hand))
