"""What a search has found: a list to go there from, to mark, and to code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from rich.text import Text
from textual import on
from textual.widgets import Static

from coder.model import Code, Codebook
from coder.study import codebook, history
from coder.study.coding_found import Plan
from coder.study.search import Hit
from coder.study.study import Study
from coder.tui.keys import bind
from coder.tui.labels import label_in
from coder.tui.screens.finder.finder import CodeFinder
from coder.tui.screens.search.code_found import CodeFound
from coder.tui.screens.visiting import sitting_of
from coder.tui.screens.working import Working
from coder.tui.speech import N_, _, ngettext
from coder.tui.state.asking import Lines, Results, in_full
from coder.tui.state.finding import Finder
from coder.tui.state.wrapping import shown
from coder.tui.widgets.line_list import LineList

NO_CODES = N_("No codes yet: coder codebook add oecd-pslc")


class FoundList(Working):
    """The part of the search screen that works on what was found; see :class:`Search`."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("enter", "open", N_("go there"), id="search.open", key_display="Enter"),
        bind("space", "mark", N_("mark"), id="search.mark", key_display="Space"),
        bind("ctrl+a", "mark_all", N_("all"), id="search.mark_all", tooltip=N_("mark all, or none")),
        bind("c", "code", N_("code"), id="search.code", tooltip=N_("code what is marked")),
        bind("u,ctrl+z", "undo", N_("undo"), id="search.undo", key_display="u"),
        bind("ctrl+r", "redo", N_("redo"), id="search.redo", show=False),
    ]

    def __init__(self, study: Study, language: str) -> None:
        super().__init__(study, language)
        self.results: Results | None = None
        self.searching = False
        self.books: Sequence[Codebook] = ()
        self.codes: dict[int, Code] = {}

    @property
    def lines(self) -> LineList:
        """The list."""
        return self.query_one(LineList)

    def read_codes(self) -> None:
        """Read the codebooks afresh."""
        self.books = codebook.codebooks(self.study)
        self.codes = {code.id: code for book in self.books for code in book.codes}

    def label(self, code_id: int) -> str:
        """The name of a code."""
        code = self.codes.get(code_id)
        return label_in(code.label, self.language) if code else f"#{code_id}"

    # --- showing -----------------------------------------------------------------------------------

    def show_results(self, more: bool = False) -> None:
        """Show what has been found so far; ``more``: some more of the same search."""
        if self.results is not None:
            self.lines.show(Lines(self.results), more)

    @on(LineList.Moved)
    def _moved(self) -> None:
        hit, results = self.hit, self.results
        full = in_full(hit, results.asked.mode == "fuzzy") if hit and results else Text()
        self.query_one("#search-full", Static).update(full)
        self.query_one("#search-box").scroll_home(animate=False)

    @property
    def hit(self) -> Hit | None:
        """What is found at the cursor."""
        found = self.results.hits if self.results else []
        return found[self.lines.cursor] if self.lines.cursor < len(found) else None

    # --- going there -------------------------------------------------------------------------------

    @on(LineList.Chosen)
    async def action_open(self) -> None:
        """Open the interview at the words found, and choose them."""
        hit = self.hit
        if hit is None:
            return
        await self.open_interview(hit.transcript, hit.position + 1, self._came_back)
        from coder.tui.screens.coding.screen import CodingScreen

        screen = self.app.screen
        if isinstance(screen, CodingScreen):
            screen.call_after_refresh(screen.select_span, hit.span)

    def _came_back(self) -> None:
        self.read_codes()
        self.show_results()

    # --- coding ------------------------------------------------------------------------------------

    def action_mark(self) -> None:
        """Mark what is at the cursor, or take the mark away, and go on."""
        self._mark()
        self.lines.action_move(1)

    @on(LineList.Ticked)
    def _mark(self) -> None:
        if self.results is not None and self.hit is not None:
            self.results.mark(self.lines.cursor)
            self._marked()

    def action_mark_all(self) -> None:
        """Mark everything that is listed; when everything is, nothing."""
        if self.results is not None:
            self.results.mark_all()
            self._marked()

    def _marked(self) -> None:
        self.lines.refresh()
        if self.results is not None and not self.busy:
            self.say(self.results.said())

    def action_code(self) -> None:
        """Choose a code for what is marked; then say what that would come to."""
        if self.results is None or self.hit is None:
            return
        if self.busy:
            self.say(_("The search is still going; Esc stops it, and what was found can be coded."))
            return
        if self.study.coder is None:
            self.say(_("Nobody codes yet: c on the first screen says who does."))
            return
        chosen = self.results.chosen(self.lines.cursor)
        finder = Finder(self.books, self.language)
        if not finder.entries:
            self.say(_(NO_CODES))
            return

        def coded(planned: Plan | None, code_id: int) -> None:
            if planned is not None:
                sitting_of(self.app).used(code_id)
                self.opened = True
                self._coded(planned, code_id)

        def found(code_id: int | None) -> None:
            if code_id is not None:
                dialog = CodeFound(self.study, chosen, self.codes[code_id], self.language)
                self.app.push_screen(dialog, lambda planned: coded(planned, code_id))

        n = len(chosen)
        title = (
            shown(chosen[0].words)
            if n == 1
            else ngettext("{n} found passage", "{n} found passages", n).format(n=f"{n:,}")
        )
        recent = sitting_of(self.app).recent
        self.app.push_screen(CodeFinder(finder, self.language, recent, title), found)

    def _coded(self, planned: Plan, code_id: int) -> None:
        n, many = len(planned.codings), planned.interviews
        passages = ngettext("{n} passage", "{n} passages", n).format(n=f"{n:,}")
        words = ngettext(
            "{code}: {passages} of {many} interview coded. u takes it back.",
            "{code}: {passages} of {many} interviews coded. u takes it back.",
            many,
        )
        self.say(words.format(code=self.label(code_id), passages=passages, many=many))

    def action_undo(self) -> None:
        """Take back the newest change."""
        self._turn_back(history.undo, _("undone: {what}"))

    def action_redo(self) -> None:
        """Repeat what was undone."""
        self._turn_back(history.redo, _("redone: {what}"))

    def _turn_back(self, how: Callable[[Study], str], words: str) -> None:
        if not self.busy:
            self.opened = True
            self.begin(_("one moment …"), how, partial(self._turned, words))

    def _turned(self, words: str, what: str) -> None:
        self.read_codes()
        self.say(words.format(what=what))
