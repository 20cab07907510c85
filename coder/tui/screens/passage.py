"""What the arrow keys do to a passage that is being chosen, wherever one is."""

from __future__ import annotations

from coder.tui.state.selection import Selection


class Passage:
    """Moves the ends of the passage; mixed into a screen that lets one choose."""

    selection: Selection | None

    def show_selection(self) -> None:
        """Paint the passage and say what the keys do; the screen knows how."""
        raise NotImplementedError

    def action_stretch(self, by: int) -> None:
        """Move the end of the passage."""
        if self.selection is not None:
            self.selection.stretch(by)
            self.show_selection()

    def action_trim(self, by: int) -> None:
        """Move the beginning of the passage."""
        if self.selection is not None:
            self.selection.trim(by)
            self.show_selection()
