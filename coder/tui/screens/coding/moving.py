"""What the coding screen does to get from one segment to another."""

from __future__ import annotations

from coder.tui.keys import bind
from coder.tui.screens.coding.interview import Interview
from coder.tui.speech import N_, _


class Moving(Interview):
    """The part of the coding screen that moves; see :class:`CodingScreen`."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("n", "next_undecided", N_("next"), id="coding.next", tooltip=N_("next undecided segment")),
        bind("down,j", "move(1)", N_("next segment"), id="coding.down", show=False),
        bind("up,k", "move(-1)", N_("previous segment"), id="coding.up", show=False),
        bind("pagedown", "page(1)", N_("a screen down"), id="coding.pagedown", show=False),
        bind("pageup", "page(-1)", N_("a screen up"), id="coding.pageup", show=False),
        bind("home,g", "edge(0)", N_("first segment"), id="coding.first", show=False),
        bind("end,G", "edge(1)", N_("last segment"), id="coding.last", show=False),
    ]

    def action_move(self, by: int) -> None:
        """Move by segments; while a passage is being chosen, by its pieces."""
        if self.selection is not None:
            self.selection.step(by)
            self.show_selection()
        else:
            self.view.move(by)

    def action_page(self, direction: int) -> None:
        """Move by a screenful."""
        self.view.page(direction)

    def action_edge(self, end: int) -> None:
        """Go to the first or the last segment."""
        self.view.cursor = end * (len(self.workspace.segments) - 1)

    def action_next_undecided(self) -> None:
        """Go to the next undecided unit."""
        index = self.workspace.next_undecided(self.view.cursor)
        if index is None:
            self.say(_("Every unit of this interview is decided. Esc goes back."))
        else:
            self.view.cursor = index
