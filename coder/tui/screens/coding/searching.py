"""What the coding screen does to search: open the search, and come back from it."""

from __future__ import annotations

from coder.tui.keys import bind
from coder.tui.screens.coding.interview import Interview
from coder.tui.speech import N_

LONGEST = 60
"""Characters of a chosen passage that are taken as words to search for."""


class Searching(Interview):
    """The part of the coding screen that searches; see :class:`CodingScreen`."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("f", "search", N_("search"), id="coding.search", tooltip=N_("search all interviews")),
    ]

    def action_search(self) -> None:
        """Search all interviews; from an interview that a search has opened, back to its results."""
        from coder.tui.screens.search.screen import Search

        if isinstance(self.app.screen_stack[-2], Search):
            self.dismiss(self.language)
            return
        chosen = self.selection
        words = chosen.span.of(self.workspace.transcript.text).strip() if chosen is not None else ""

        def back(opened: bool | None) -> None:
            if opened:
                self.workspace.refresh()
                self.refresh_all()

        search = Search(self.study, self.language, words if len(words) <= LONGEST else "")
        self.app.push_screen(search, back)
