"""The codebook screen: every code with its use, its meaning and its history, and the keys to change it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize
from textual.widgets import Static

from coder.model import Code, Codebook, CoderError
from coder.study import codebook, usage, versions
from coder.study.study import Study
from coder.study.usage import Use
from coder.tui.deeds import Hint
from coder.tui.hints import CODEBOOK
from coder.tui.keys import bind
from coder.tui.screens.codebook.changes import NO_BOOK, Changing
from coder.tui.screens.codebook.history import BookHistory
from coder.tui.screens.codebook.older import OlderCodings
from coder.tui.screens.finder.finder import CodeFinder
from coder.tui.screens.visiting import sitting_of
from coder.tui.speech import N_, _
from coder.tui.state.finding import Finder
from coder.tui.state.wrapping import shown
from coder.tui.widgets.book_tree import BookTree
from coder.tui.widgets.code_card import CodeCard, book_card, card
from coder.tui.widgets.key_line import KeyLine

WIDE = 100
"""Cells from which the definition stands beside the tree."""


class CodebookScreen(Changing):
    """All codebooks of the study. Answers with the language the labels were last shown in."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind(
            "o",
            "older",
            N_("older"),
            id="codebook.older",
            tooltip=N_("codings from before its meaning changed"),
        ),
        bind(
            "h", "history", N_("history"), id="codebook.history", tooltip=N_("all versions of the codebook")
        ),
        bind("slash", "find", N_("find"), id="codebook.find", key_display="/"),
        bind("l", "language", N_("lang"), id="codebook.language", tooltip=N_("language of the labels")),
        bind(
            "tab,shift+tab",
            "read",
            N_("definition"),
            id="codebook.read",
            key_display="Tab",
            priority=True,
            show=False,
        ),
        bind("escape", "leave", N_("back"), id="codebook.leave", key_display="Esc"),
    ]

    def __init__(self, study: Study, language: str, at: int | None = None) -> None:
        """Open.

        Args:
            study: the study.
            language: of the labels.
            at: the id of the code to stand on.
        """
        super().__init__(study, language)
        self.books: list[Codebook] = []
        self.uses: Mapping[int, Use] | None = None
        self.at = at
        self.touched = False
        """Whether a code was changed."""
        self._history: dict[str, list[versions.CodebookChange]] = {}
        self._card: object = None
        self._said = ""
        self._working = ""

    def compose(self) -> ComposeResult:
        yield Static(id="codebook-title")
        with Horizontal(id="codebook-body"):
            yield BookTree(id="book-tree")
            yield CodeCard(id="code-card")
        yield Static(id="codebook-status")
        yield KeyLine()

    def on_mount(self) -> None:
        self.codes.focus()
        self._read(self.at)
        self._count()

    def on_resize(self, event: Resize) -> None:
        wide = event.size.width >= WIDE
        self.set_class(wide, "wide")
        if wide:
            self.remove_class("reading")
        elif self.query_one(CodeCard).has_focus:
            self.add_class("reading")
        self._status()
        self.refresh_bindings()

    def key_hints(self) -> Sequence[Hint]:
        """What is needed most comes first."""
        return CODEBOOK

    # --- showing ----------------------------------------------------------------------------------

    def _read(self, at: int | None = None) -> None:
        """Read the codebooks afresh and show them."""
        self.books = codebook.codebooks(self.study)
        self._history.clear()
        self._card = None
        self.codes.fill(self.books, self.language, at)
        title = Text(" " + _("Codebooks") + " ", style="bold")
        title.append(f"  {shown(self.study.name)}", style="dim not bold")
        if self.study.coder is not None and self.study.coder.blind:
            title.append("  " + _("figures: your own codings"), style="italic not bold")
        self.query_one("#codebook-title", Static).update(title)
        if not self.books:
            self._show_card()
            self.tell(_(NO_BOOK))

    def _count(self) -> None:
        self.begin(_("counting …"), usage.usage, self._counted)

    def _counted(self, uses: Mapping[int, Use]) -> None:
        self.uses = uses
        self.codes.count(uses)
        self._card = None
        self._show_card()

    @on(BookTree.Looked)
    def _looked(self) -> None:
        self._show_card()

    @on(BookTree.Moved)
    def _moved(self) -> None:
        self._said = ""
        self._status()

    def _show_card(self) -> None:
        """Show what the cursor is on."""
        book, code = self.codes.book, self.codes.code
        panel = self.query_one(CodeCard)
        if book is None:
            self._card = None
            panel.show(Text(), afresh=True)
            return
        here = (book.slug, code.id if code else 0)
        if here == self._card:
            return
        afresh = self._card is not None
        self._card = here
        if book.slug not in self._history:
            self._history[book.slug] = versions.changes(self.study, book.slug)
        changes = self._history[book.slug]
        if code is None:
            panel.show(book_card(book, changes, self.language), afresh)
        else:
            use = self.uses.get(code.id, Use()) if self.uses is not None else None
            panel.show(card(code, book, use, changes, self.language), afresh)

    def say(self, words: str) -> None:
        """Say what is being worked on."""
        self._working = words
        self._status()

    def refused(self, sentence: str) -> None:
        self.tell(sentence)
        if self.writing:  # the count that was under way has been dropped
            self.writing = False
            self._count()

    def tell(self, words: str) -> None:
        self._said = shown(words)
        self._status()

    def _status(self) -> None:
        text = Text()
        if self.study.coder is not None:
            text.append(shown(self.study.coder.name), style="bold").append(" │ ", style="not bold")
        said = "  ".join(each for each in (self._said, self._working) if each)
        if said:
            text.append(said, style="bold")
        elif self.query_one(CodeCard).has_focus:
            text.append(_("↑ ↓ scroll   Tab or Esc: back to the tree"), style="not bold")
        elif self.has_class("wide"):
            text.append(
                _("Tab goes to the definition, to scroll it   Alt+↑ ↓ moves the code"), style="not bold"
            )
        else:
            text.append(_("Enter definition  / find  c colour  h history  Alt+↑↓ move"), style="not bold")
        self.query_one("#codebook-status", Static).update(text)

    # --- changing -----------------------------------------------------------------------------------

    def may_change(self) -> bool:
        if self.writing:
            self.tell(_("A change is being written; a moment."))
        return not self.writing

    def code_here(self) -> tuple[Code, Codebook] | None:
        code, book = self.codes.code, self.codes.book
        if code is None or book is None:
            self.tell(_("This is the title of a codebook; go to a code first."))
            return None
        return (code, book) if self.may_change() else None

    def changed(self, words: str = "", at: int | None = None, count: bool = False) -> None:
        self.touched = True
        self._read(at)
        self.tell(words)
        if count or self.uses is None:
            self._count()

    def change(self, act: Callable[[], object], words: str, at: int | None = None) -> None:
        try:
            act()
        except CoderError as error:
            self.tell(str(error))
        else:
            self.changed(words, at)

    def write(self, words: str, work: Callable[[Study], str]) -> None:
        """Write in the background; what is said afterwards is what the work returns."""

        def done(said: str) -> None:
            self.writing = False
            self.changed(said, count=True)

        self.writing = True
        self.halted.clear()
        self.begin(words, work, done)

    def find_code(self, title: str, done: Callable[[Code], None], finder: Finder | None = None) -> None:
        codes = {code.id: code for book in self.books for code in book.codes}

        def found(code_id: int | None) -> None:
            if code_id is not None:
                done(codes[code_id])

        finder = finder or Finder(self.books, self.language)
        self.app.push_screen(CodeFinder(finder, self.language, sitting_of(self.app).recent, title), found)

    def action_find(self) -> None:
        """Go to a code by a few letters."""
        if not self.books:
            self.tell(_(NO_BOOK))
            return
        self.find_code(_("go to which code?"), lambda code: self.codes.go_to(code.id))

    def action_older(self) -> None:
        """List the codings made before the code changed its meaning."""
        if (here := self.code_here()) is None:
            return
        code, book = here

        def back(opened: bool | None) -> None:
            if opened:
                self.changed(count=True)

        finder = Finder(self.books, self.language)
        self.app.push_screen(OlderCodings(self.study, code, book, finder, self.language), back)

    def action_history(self) -> None:
        """Show all versions of the codebook."""
        if (book := self.codes.book) is not None:
            self.app.push_screen(BookHistory(self.study, book, self.language))

    def action_language(self) -> None:
        """Show labels and definitions in the next language of the codebooks."""
        languages = list(dict.fromkeys(each for book in self.books for each in book.languages))
        if languages:
            at = languages.index(self.language) if self.language in languages else -1
            self.language = languages[(at + 1) % len(languages)]
            self._read()

    @on(BookTree.Opened)
    def action_read(self) -> None:
        """Go to the definition, or back to the tree."""
        panel = self.query_one(CodeCard)
        reading = not panel.has_focus
        self.set_class(reading and not self.has_class("wide"), "reading")
        (panel if reading else self.codes).focus()
        self.call_after_refresh(self._status)

    def action_leave(self) -> None:
        """Back to the tree, else back to where one came from; a change under way is finished first."""
        if self.query_one(CodeCard).has_focus:
            self.action_read()
        elif self.writing:
            self.halted.set()
            self.tell(_("stopping …"))
        else:
            self.stop()
            self.dismiss(self.language)
