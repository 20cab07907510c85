"""The line at the foot of the coding screen: who, where, how far, and what was said last."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text
from textual.widgets import Static

from coder.tui.workspace import Workspace
from coder.tui.wrapping import shown


class StatusLine(Static):
    """Coder, segment and progress; words that would not fit beside them stand alone, in full."""

    DEFAULT_CSS = """
    StatusLine { height: auto; max-height: 3; padding: 0 1; }
    """

    def show(self, workspace: Workspace, index: int, said: str, width: int) -> None:
        """Show where the coder is, and the words said, or that everything is saved."""
        done, units = workspace.progress()
        share = 100 * done // units if units else 100
        facts = f"segment {index + 1}/{len(workspace.segments)} │ decided {done}/{units} ({share}%) │ "
        text = Text()
        text.append(shown(workspace.coder.name), style="bold").append(" │ ")
        if text.cell_len + cell_len(facts + said) <= width - 2:
            text.append(facts)
        text.append(said or "saved", style="bold" if said else "")
        self.update(text)
