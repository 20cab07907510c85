"""Search: words in all interviews, in context; go there, or code what was found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic, sleep

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from coder.study.matching import LONGEST, pattern_fault
from coder.study.search import Hit, Where, hits
from coder.study.study import Study
from coder.tui.keys import bind
from coder.tui.screens.search.filters import Filters
from coder.tui.screens.search.found_list import FoundList
from coder.tui.screens.visiting import sitting_of
from coder.tui.speech import N_, _
from coder.tui.state.asking import KEPT, MODE_WORDS, MODES, Asked, Results, where_words
from coder.tui.state.wrapping import shown
from coder.tui.widgets.key_line import KeyLine
from coder.tui.widgets.line_list import LineList
from coder.tui.widgets.pressed import Pressed

EVERY = 0.15
"""Seconds between two looks at what has been found so far."""
BREATH = 0.02
"""Seconds that the search then leaves to the screen, which would else get a thin slice of the time."""
NO_WORDS = N_("Type what to look for, then Enter. Esc goes back.")


class Search(FoundList):
    """A query with its switches, and everything it finds."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("f,slash", "words", N_("words"), id="search.words", tooltip=N_("type other words")),
        bind("f2,m", "mode", N_("how"), id="search.mode", tooltip=N_("exact, regular expression, fuzzy")),
        bind("f3,w", "whole_word", N_("whole"), id="search.whole_words", tooltip=N_("whole words only")),
        bind("f4,o", "where", N_("where"), id="search.where", tooltip=N_("where to look: filters")),
        bind("escape", "leave", N_("back"), id="search.leave", key_display="Esc"),
        bind("down", "to_list", N_("to the list"), id="search.to_list", show=False),
    ]
    DEFAULT_CSS = """
    Search #search-switches { height: 1; background: $panel; }
    Search #search-switches Static { width: auto; height: 1; padding: 0 1; background: $panel; }
    Search #search-switches .on { text-style: bold; }
    Search #search-where { width: 1fr !important; text-wrap: nowrap; text-overflow: ellipsis; }
    Search #search-words { border: none; height: 1; background: $boost; padding: 0 1; }
    Search #search-list { height: 1fr; }
    Search #search-box { height: 5; border-top: solid $panel-lighten-2; padding: 0 1; }
    Search #search-box { scrollbar-size-vertical: 1; }
    Search.low #search-box { display: none; }
    Search #search-full { height: auto; }
    """

    @dataclass
    class Came(Message):
        """Some more has been found."""

        results: Results
        hits: list[Hit]
        total: int
        interviews: int
        done: int
        of: int

    def __init__(self, study: Study, language: str, words: str = "") -> None:
        super().__init__(study, language)
        self.first_words = words
        self.asked = Asked()
        self._fault = False
        """Whether the status line tells a fault of the query."""

    def compose(self) -> ComposeResult:
        with Horizontal(id="search-switches"):
            for mode in MODES:
                yield Pressed(partial(self.set_mode, mode), id=f"search-{mode}")
            yield Pressed(self.action_whole_word, id="search-whole")
            yield Pressed(self.action_where, id="search-where")
        yield Input(id="search-words", max_length=LONGEST, placeholder=_("words in any script, then Enter"))
        yield LineList(id="search-list", marking=True)
        with VerticalScroll(id="search-box"):
            yield Static(id="search-full")
        yield Static(id="working-status")
        yield KeyLine()

    def on_mount(self) -> None:
        self.asked = sitting_of(self.app).asked or Asked()
        if self.first_words:
            self.asked = replace(self.asked, text=self.first_words, mode="exact")
        self.query_one("#search-box").can_focus = False
        self.read_codes()
        words = self.query_one(Input)
        words.value = self.asked.text
        words.focus()
        self._switches()
        self.say(_(NO_WORDS))

    def on_resize(self) -> None:
        self.set_class(self.size.height < 16, "low")

    # --- what is asked -----------------------------------------------------------------------------

    def _switches(self) -> None:
        for mode in MODES:
            on = mode == self.asked.mode
            key = "F2 " if mode == MODES[0] else ""
            words = key + ("● " if on else "○ ") + _(MODE_WORDS[mode])
            self.query_one(f"#search-{mode}", Pressed).say(words, on)
        whole = self.asked.whole_word and self.asked.mode != "fuzzy"
        words = "F3 " + ("☑ " if whole else "☐ ") + _("whole words")
        self.query_one("#search-whole", Pressed).say(words, whole)
        where = where_words(self.asked.where, self.label)
        words = "F4 " + _("where: {where}").format(where=shown(where) or _("everywhere"))
        self.query_one("#search-where", Pressed).say(words, bool(where))

    def _ask(self, asked: Asked) -> None:
        """Ask otherwise; search anew where something has been searched for."""
        again = self.results is not None and asked != self.asked
        self.asked = replace(asked, text=self.query_one(Input).value)
        self._switches()
        if not self._look_at_words() and again:
            self.search()

    def set_mode(self, mode: str) -> None:
        """Look for it exactly, as a regular expression, or roughly."""
        self._ask(replace(self.asked, mode=next(each for each in MODES if each == mode)))

    def action_mode(self) -> None:
        """Look for it in the next way."""
        self.set_mode(self.asked.next_mode().mode)

    def action_whole_word(self) -> None:
        """Find whole words only, or parts of words too."""
        if self.asked.mode == "fuzzy":
            self.say(_("A fuzzy search always shows whole words."))
        else:
            self._ask(replace(self.asked, whole_word=not self.asked.whole_word))

    def action_where(self) -> None:
        """Ask where to look."""

        def done(where: Where | None) -> None:
            if where is not None:
                self._ask(replace(self.asked, where=where))

        self.app.push_screen(Filters(self.study, self.asked.where, self.books, self.language), done)

    @on(Input.Changed)
    def _typed(self) -> None:
        self._look_at_words()

    def _look_at_words(self) -> bool:
        """Say what is wrong with a regular expression as it is typed; whether anything is."""
        words = self.query_one(Input).value
        fault = pattern_fault(words) if self.asked.mode == "regex" else ""
        if fault:
            self.say(fault)
        elif self._fault:
            self.say(_(NO_WORDS) if self.results is None else self.results.said())
        self._fault = bool(fault)
        return self._fault

    def action_words(self) -> None:
        """Type other words."""
        self.query_one(Input).focus()

    def action_to_list(self) -> None:
        """From the words down to what they found."""
        self.lines.focus()

    # --- searching ---------------------------------------------------------------------------------

    @on(Input.Submitted)
    def search(self) -> None:
        """Search for what is asked."""
        self.asked = replace(self.asked, text=self.query_one(Input).value)
        if self._look_at_words():
            return
        sitting_of(self.app).asked = self.asked
        self.results = results = Results(self.asked)
        self.lines.cursor = 0
        self.show_results()
        self.searching = True
        self.begin(_("searching … Esc stops"), self._looking(results), self._found)

    def _looking(self, results: Results) -> Callable[[Study], Came]:
        asked, post, came = results.asked, self.post_message, Search.Came

        def work(study: Study) -> Search.Came:
            worker = get_current_worker()
            new: list[Hit] = []
            state = came(results, new, 0, 0, 0, 0)
            last, told = 0.0, 0

            def progress(done: int, of: int) -> None:
                state.done, state.of = done, of
                if monotonic() - last > EVERY:
                    tell()

            def tell() -> None:
                nonlocal last, new
                post(replace(state, hits=new))
                new = []
                sleep(BREATH)
                last = monotonic()

            interview = 0
            for hit in hits(
                study, asked.query, asked.where, stop=lambda: worker.is_cancelled, progress=progress
            ):
                state.total += 1
                state.interviews += hit.transcript_id != interview
                interview = hit.transcript_id
                if told < KEPT or asked.mode == "fuzzy":
                    new.append(hit)
                    told += 1
                if state.total == 1 or (state.total % 64 == 0 and monotonic() - last > EVERY):
                    tell()
            return replace(state, hits=new)

        return work

    def on_search_came(self, event: Came) -> None:
        """Show what has been found so far."""
        if event.results is self.results and self.searching:
            self._take(event)
            self.say(self.results.said() + " · " + _("Esc stops"))

    def _take(self, came: Came) -> None:
        results, lines = came.results, self.lines
        at = results.hits[lines.cursor] if 0 < lines.cursor < len(results.hits) else None
        first = not results.hits and came.hits
        results.done, results.of = came.done, came.of
        results.more(came.hits, came.total, came.interviews)
        if came.hits:
            if at is not None and results.asked.mode == "fuzzy" and at in results.hits:
                lines.set_reactive(LineList.cursor, results.hits.index(at))
            self.show_results(more=True)
        if first and isinstance(self.focused, Input):
            lines.focus()

    def _found(self, came: Came) -> None:
        self._take(came)
        came.results.complete, self.searching = True, False
        self.say(came.results.said())

    def refused(self, sentence: str) -> None:
        """What cannot be searched for, or done, is said; what was found stays."""
        self.searching = False
        self.say(sentence)

    def action_leave(self) -> None:
        """Stop the search, else go back."""
        if self.searching and self.results is not None:
            self.searching = False
            self.stop()
            self.say(_("Stopped: {said}. Enter in the words searches anew.").format(said=self.results.said()))
        elif not self.busy:
            self.dismiss(self.opened)
