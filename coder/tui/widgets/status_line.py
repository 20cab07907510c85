"""The line at the foot of the coding screen: who, where, how far, and what was said last."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text
from textual.widgets import Static

from coder.tui.speech import _
from coder.tui.state.workspace import Workspace
from coder.tui.state.wrapping import shown


class StatusLine(Static):
    """Coder, segment and progress; words that would not fit beside them stand alone, in full."""

    DEFAULT_CSS = """
    StatusLine { height: auto; max-height: 3; padding: 0 1; }
    """

    _fitted = False

    def show(self, workspace: Workspace, index: int, said: str, width: int) -> None:
        """Show where the coder is, and the words said, or that everything is saved."""
        done, units = workspace.progress()
        share = 100 * done // units if units else 100
        at = _("segment {n}/{all}").format(n=index + 1, all=len(workspace.segments))
        how_far = _("decided {done}/{units} ({share}%)").format(done=done, units=units, share=share)
        facts = f"{at} │ {how_far} │ "
        saved = _("saved")
        after = workspace.next_undecided(index)
        if after is not None:
            left = _("{n} left, next {number}").format(n=units - done, number=after + 1) + " │ "
        else:
            left = ""
        text = Text()
        text.append(shown(workspace.coder.name), style="bold").append(" │ ")
        if text.cell_len + cell_len(facts + said) <= width - 2:
            text.append(facts)
            if text.cell_len + cell_len(left + (said or saved)) <= width - 2:
                text.append(left)
        text.append(said or saved, style="bold" if said else "")
        fits = "\n" not in said and text.cell_len <= width - 2
        self.update(text, layout=not (fits and self._fitted))  # one line as before: nothing else moves
        self._fitted = fits
