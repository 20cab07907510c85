"""Words that change often, in a place that does not."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import Static


class Steady(Static):
    """Text without wrapping: other words cost their own cells, the same ones nothing at all.

    The screen is laid out anew only where the number of lines becomes another.
    """

    _put: Text | None = None

    def put(self, text: Text) -> None:
        """Show these words."""
        before = self._put
        if before is not None and before == text and before.style == text.style:
            return
        self._put = text
        lines = before is not None and before.plain.count("\n") == text.plain.count("\n")
        self.update(
            text, layout=not (lines and before is not None and bool(before.plain) == bool(text.plain))
        )
