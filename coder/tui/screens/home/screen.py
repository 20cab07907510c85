"""Home: the interviews, how far each is coded, and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.text import Text
from textual import on
from textual.events import Resize
from textual.widgets import Input, Static

from coder.model import CoderError
from coder.study import codebook, history, people
from coder.study.review.consensus import may_review
from coder.study.study import Study
from coder.tui import hints
from coder.tui.deeds import Hint
from coder.tui.keys import bind
from coder.tui.screens.choose import WhoCodes
from coder.tui.screens.home.giving import Giving
from coder.tui.screens.visiting import app_of, sitting_of, visit
from coder.tui.speech import N_, _
from coder.tui.state.wrapping import shown
from coder.tui.widgets.roster_table import RosterTable

LOW = 14
"""Lines below which the note of the study makes room."""

OPEN = N_("open the interview at the cursor")
MENTIONS = N_("how many respondents mention each code")
UNDO = N_("take back the newest change")
REDO = N_("repeat what was taken back")
FINISH = N_("done with the interview at the cursor: undecided units first")
ASSIGNED = N_("only the interviews assigned to you, or all")
ASSIGN = N_("give the interview at the cursor to coders")
REVIEW = N_("settle what coders differ about")
LOST = N_("codings whose words a new text has not: place them, or give them up")
AGREE = N_("how far coders agree on each code")


class Home(Giving):
    """The interviews of the study with the progress of whoever codes."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("enter", "open", N_("open"), id="home.open", key_display="Enter", tooltip=OPEN),
        bind("n", "next", N_("next"), id="home.next", tooltip=N_("the next interview with open units")),
        bind("slash", "filter", N_("filter"), id="home.filter", key_display="/"),
        bind("s", "sort", N_("sort"), id="home.sort", tooltip=N_("the next order of the list")),
        bind("c", "who", N_("coder"), id="home.coder", tooltip=N_("who codes")),
        bind("t", "frequencies", N_("frequencies"), id="home.frequencies", tooltip=MENTIONS),
        bind("a", "agreement", N_("agreement"), id="home.agreement", tooltip=AGREE),
        bind("E", "finish", N_("finish"), id="home.finish", show=False, tooltip=FINISH),
        bind("v", "assigned", N_("assigned"), id="home.assigned", show=False, tooltip=ASSIGNED),
        bind("p", "people", N_("people"), id="home.people", tooltip=N_("the coders, and how far each is")),
        bind("A", "assign", N_("assign"), id="home.assign", show=False, tooltip=ASSIGN),
        bind("r", "review", N_("review"), id="home.review", tooltip=REVIEW),
        bind("f", "search", N_("search"), id="home.search", tooltip=N_("search all interviews")),
        bind("b", "codebook", N_("codebook"), id="home.codebook", tooltip=N_("read, change the codebooks")),
        bind("i", "import", N_("import"), id="home.import", tooltip=N_("import transcripts and codebooks")),
        bind("o", "other", N_("other study"), id="home.other", show=False),
        bind("T", "tour", N_("tour"), id="home.tour", tooltip=N_("the two-minute tour"), show=False),
        bind("m", "memos", N_("memos"), id="home.memos", tooltip=N_("all memos; write one on the study")),
        bind("W", "lost", N_("lost codings"), id="home.lost", tooltip=LOST),
        bind("escape", "clear", N_("all interviews"), id="home.clear", key_display="Esc"),
        bind("u,ctrl+z", "undo", N_("undo"), id="home.undo", key_display="u", show=False, tooltip=UNDO),
        bind("ctrl+r", "redo", N_("redo"), id="home.redo", show=False, tooltip=REDO),
        bind("down", "into_list", N_("to the list"), id="home.into_list", key_display="↓"),
        bind("q", "quit", N_("quit"), id="home.quit"),
    ]

    turning = False
    """Whether a change is being taken back or repeated."""

    def on_mount(self) -> None:
        self.query_one("#home-filter").display = False
        self.query_one("#home-offer").display = False
        self.query_one("#home-note", Static).update(Text(shown(self.study.note)))
        known = people.coders(self.study)
        if self.study.coder is None and (name := people.whose_copy(self.study)) is not None:
            self.study.become(name)
        if self.study.coder is None and len(known) == 1:
            self.study.become(known[0].name)
        self.list_names()
        if self.study.coder is None and not isinstance(self.app.screen, WhoCodes):
            self.call_after_refresh(self.action_who)
        self.call_after_refresh(self._offer_tour)

    def key_hints(self) -> Sequence[Hint]:
        """What is needed most comes first."""
        coder = self.study.coder
        if coder is not None and may_review(self.study):
            return hints.HOME_OF_REVIEWERS
        return hints.HOME_OF_ASSIGNED if self.roster.assigned else hints.HOME

    def on_resize(self, event: Resize) -> None:
        self.query_one("#home-note").display = bool(self.study.note) and event.size.height >= LOW

    # --- doing ----------------------------------------------------------------------------------------

    @on(Input.Submitted, "#home-filter")
    async def _entered(self) -> None:
        self.action_into_list()
        await self.action_open()

    @on(RosterTable.Chosen)
    async def action_open(self) -> None:
        """Open the interview at the cursor for coding."""
        if not self.counted and not self.moved:
            self.wish = lambda: self.call_later(self.action_open)
            return
        each = self.roster.at
        if each is None:
            return
        if self.study.coder is None:
            self.action_who()
            return
        id_ = each.line.id

        def came_back(language: str | None) -> None:
            self.language = language or self.language
            self.query_one("#home-offer").display = False
            self.recount(id_)
            self.fill()

        if refusal := await visit(self.app, self.study, self.language, each.line.name, None, came_back):
            self.notify(refusal, severity="error", markup=False)

    async def action_next(self) -> None:
        """Open the next interview that is not all decided."""
        if not self.counted:
            self.wish = lambda: self.call_later(self.action_next)
            return
        row = self.roster.next_open()
        if row is None:
            self.notify(self.what_next().plain, markup=False)
            return
        self.roster.cursor = row
        self.moved = True
        self.table.reveal()
        await self.action_open()

    def action_who(self) -> None:
        """Ask who codes."""

        def done(name: str | None) -> None:
            if name is None:
                return
            try:
                self.study.become(name)
            except CoderError as error:
                self.notify(str(error), severity="warning", markup=False)
            self.moved = False
            self.fill()

        self.app.push_screen(WhoCodes(self.study), done)

    def action_frequencies(self) -> None:
        """Show how many respondents mention each code."""
        from coder.tui.screens.numbers.frequencies import Frequencies

        self.app.push_screen(Frequencies(self.study, self.language), lambda _: self.fill())

    def action_agreement(self) -> None:
        """Show how far coders agree on each code."""
        from coder.tui.screens.numbers.agreement import Agreement

        self.app.push_screen(Agreement(self.study, self.language), lambda _: self.fill())

    def action_review(self) -> None:
        """Settle what coders differ about."""
        from coder.tui.screens.review.screen import Review

        self.app.push_screen(Review(self.study, self.language), lambda _: self.fill())

    def action_codebook(self) -> None:
        """Read and change the codebooks."""
        if not codebook.codebooks(self.study):
            self._import(books=True)
            return
        from coder.tui.screens.codebook.screen import CodebookScreen

        def came_back(language: str | None) -> None:
            self.language = language or self.language
            self.fill()

        self.app.push_screen(CodebookScreen(self.study, self.language), came_back)

    def action_memos(self) -> None:
        """List the memos, and write one on the study."""
        from coder.tui.screens.memos.screen import Memos

        self.app.push_screen(Memos(self.study, self.language), lambda _: self.fill())

    def action_lost(self) -> None:
        """List the codings that wait for a place since a text was replaced."""
        from coder.tui.screens.lost.screen import LostCodings

        self.app.push_screen(LostCodings(self.study, self.language), lambda _: self.fill())

    def action_search(self) -> None:
        """Search all interviews."""
        from coder.tui.screens.search.screen import Search

        self.app.push_screen(Search(self.study, self.language), lambda _: self.fill())

    def action_import(self) -> None:
        """Import transcripts and codebooks."""
        self._import()

    def _import(self, *, books: bool = False) -> None:
        from coder.tui.screens.home.importing import Importing

        def came_back(_nothing: None) -> None:
            sitting_of(self.app).rounds.forget()
            self.list_names() if not self.roster.interviews else self.fill()

        self.app.push_screen(Importing(self.study, self.language, books=books), came_back)

    def action_undo(self) -> None:
        """Take back the newest change, whatever it was: an import, a coding, a code."""
        self._turn_back(history.undo, _("undone: {what}"))

    def action_redo(self) -> None:
        """Repeat what was undone."""
        self._turn_back(history.redo, _("redone: {what}"))

    def _turn_back(self, how: Callable[[Study], str], words: str) -> None:
        """Take back or repeat in the background; the list is then counted afresh."""
        if self.study.coder is None:
            self.action_who()
            return

        def turn(study: Study) -> tuple[bool, str]:
            try:
                return True, words.format(what=how(study))
            except CoderError as error:
                return False, str(error)

        def done(answer: tuple[bool, str]) -> None:
            changed, said = answer
            self.notify(shown(said), severity="information" if changed else "warning", markup=False)
            self.turning = False
            if changed:
                sitting_of(self.app).rounds.forget()
            self.list_names() if not self.roster.interviews else self.fill()

        if not (self.turning and self.busy):
            self.turning = True
            self.begin(_("one moment …"), turn, done)

    def action_other(self) -> None:
        """Open another study."""
        from coder.tui.screens.home.other_study import ask_for_study

        ask_for_study(app_of(self.app))

    def action_quit(self) -> None:
        """Leave; everything is saved."""
        self.app.exit()

    # --- the tour ---------------------------------------------------------------------------------------

    def _offer_tour(self) -> None:
        """Say, the first time the demonstration is opened, that there is a tour."""
        ours = app_of(self.app)
        if not ours.offers or ours.remembered.tour_offered or not ours.guide.may_begin():
            return
        ours.remembered.offered()
        offer = self.query_one("#home-offer", Static)
        words = Text(_("New here? "), style="bold")
        offer.update(
            words.append(_("T takes a two-minute tour of this demonstration, now or later."), "not bold")
        )
        offer.display = True

    def action_tour(self) -> None:
        """Begin the tour, in the demonstration."""
        self.query_one("#home-offer").display = False
        if refusal := app_of(self.app).guide.begin():
            self.notify(refusal, markup=False)
