"""A new code, and new names for one: codes that are close to the name are shown while it is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from rich.text import Text
from textual import on
from textual.containers import Horizontal
from textual.events import DescendantFocus
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from coder.model import Code, Codebook
from coder.study import reuse
from coder.study.revision import NewCode
from coder.study.study import Study
from coder.tui.colors import swatch
from coder.tui.keys import bind
from coder.tui.labels import label_in
from coder.tui.screens.codebook.asking import LONGEST, Asks, Pick, T
from coder.tui.speech import LANGUAGES, N_, _
from coder.tui.state.wrapping import shown
from coder.tui.widgets.book_tree import state
from coder.tui.widgets.choice import Choice

LABEL = 200
"""Characters of a label."""
NEAR = 5
"""Codes listed as close to a name."""


class Named(Asks[T]):
    """A dialog with names and the codes that are close to the one typed last."""

    def __init__(self, study: Study, books: Sequence[Codebook], language: str) -> None:
        super().__init__(study)
        self.books = books
        self.language = language
        self.near: list[reuse.NearCode] = []

    def row(self, word: str, field: Widget) -> Horizontal:
        """A field with a word before it."""
        return Horizontal(
            Static(Text(word, no_wrap=True, overflow="ellipsis"), classes="name-word"),
            field,
            classes="name-row",
        )

    def near_fields(self) -> Iterator[Widget]:
        """Where the codes that are close are listed."""
        yield Static("", id="near-title", classes="dialog-word")
        yield OptionList(id="near")

    def on_mount(self) -> None:
        self.show_near("")

    def show_near(self, name: str, but: int = 0) -> None:
        """List the codes close to a name, but for the one that has it."""
        found = reuse.near_duplicates(self.study, name, NEAR + 1) if name.strip() else []
        self.near = [each for each in found if each.code.id != but][:NEAR]
        options = self.query_one("#near", OptionList)
        options.clear_options()
        options.add_options([Option(self._near(each)) for each in self.near])
        options.display = bool(self.near)
        title = self.query_one("#near-title", Static)
        title.display = bool(self.near)
        title.update(Text(_("Close to it (Tab there and Enter takes it instead):")))

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Come to the first of the close codes, not between them."""
        options = self.query_one("#near", OptionList)
        if event.widget is options and options.highlighted is None and self.near:
            options.highlighted = 0

    def _near(self, near: reuse.NearCode) -> Text:
        book = next((each for each in self.books if each.slug == near.codebook), None)
        text = Text("■ ", style=swatch(near.code.color), no_wrap=True, overflow="ellipsis")
        text.append(shown(label_in(near.code.label, self.language)), style="bold")
        text.append(f"  {near.codebook}/{near.code.slug}", style="dim not bold")
        if book is not None and (words := state(near.code, book, self.language)):
            text.append(f"  {words}", style="italic not bold")
        return text


class NewName(Named[int]):
    """Make a code. Answers with its id, or with that of a close one that is to be used instead."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("f2", "language", N_("language"), id="naming.language", key_display="F2"),
    ]
    keys = N_("Enter makes it   Tab next field   F2 language   Esc leaves it as it is")

    def __init__(
        self,
        study: Study,
        books: Sequence[Codebook],
        language: str,
        question: str,
        make: Callable[[Study, int, NewCode, str], int],
        book: Codebook,
        parent: Code | None = None,
        place: int | None = None,
        placed: bool = False,
    ) -> None:
        """Ask for a name.

        Args:
            study: the study.
            books: the codebooks.
            language: of the labels shown, and of the new one to begin with.
            question: what the dialog says above.
            make: makes the code in this codebook, given its reason, in a thread; returns its id.
            book: the codebook to begin with.
            parent: the code it stands under.
            place: before which sibling.
            placed: whether the place is settled already.
        """
        super().__init__(study, books, language)
        self.question = question
        self.make = make
        self.book = book
        self.parent_code = parent
        self.place = place
        self.placed = placed
        self.written_in = language if language in book.languages else next(iter(book.languages), language)
        self.codable = True

    def fields(self) -> Iterator[Widget]:
        yield Static(Text(self.question, style="bold"))
        yield self.row("", Input(id="new-label", max_length=LABEL))
        yield from self.near_fields()
        if not self.placed:
            yield self.row(_("under"), Choice("", id="new-parent"))
            yield self.row(_("it is"), Choice("", id="new-kind"))
        yield self.row("", Input(id="new-brief", max_length=LONGEST))
        yield from self.reason()

    def on_mount(self) -> None:
        super().on_mount()
        self._words()
        self.query_one("#new-label", Input).focus()

    def _words(self) -> None:
        """Say in the fields what stands in them."""
        for id_, word in (("#new-label", _("label")), ("#new-brief", _("brief"))):
            field = self.query_one(id_, Input)
            field.placeholder = f"{word} ({LANGUAGES.get(self.written_in, self.written_in)})"
            assert isinstance(field.parent, Horizontal)
            field.parent.query_one(".name-word", Static).update(Text(f"{word} [{self.written_in}]"))
        if not self.placed:
            under = self.parent_code.label if self.parent_code else self.book.title
            self.query_one("#new-parent", Choice).say(label_in(under, self.language))
            self.query_one("#new-kind", Choice).say(
                _("a code to apply") if self.codable else _("a heading for other codes")
            )

    def action_language(self) -> None:
        """Write in the next language; what was typed stays as it is."""
        languages = list(dict.fromkeys([*self.book.languages, *LANGUAGES]))
        at = languages.index(self.written_in) if self.written_in in languages else -1
        self.written_in = languages[(at + 1) % len(languages)]
        self._words()

    @on(Input.Changed, "#new-label")
    def _named(self, event: Input.Changed) -> None:
        self.show_near(event.value)

    @on(Choice.Wanted, "#new-kind")
    def _kind(self) -> None:
        self.codable = not self.codable
        self._words()

    @on(Choice.Wanted, "#new-parent")
    def _place(self) -> None:
        def chosen(place: tuple[Codebook, Code | None] | None) -> None:
            if place is not None:
                self.book, self.parent_code = place
                self._words()

        lines = [line for book in self.books for line in places(book, self.language)]
        at = next((i for i, (_text, x) in enumerate(lines) if x == (self.book, self.parent_code)), 0)
        self.app.push_screen(Pick(self.study, _("Under which one?"), lines, None, at), chosen)

    @on(OptionList.OptionSelected, "#near")
    def _instead(self, event: OptionList.OptionSelected) -> None:
        if self.placed:
            self.say(
                _("Here passages go to a new code; r in the list of older codings gives them one there is.")
            )
        elif not self.busy:
            self.dismiss(self.near[event.option_index].code.id)

    def accept(self) -> None:
        label = self.query_one("#new-label", Input).value
        if not label.strip():
            self.say(_("A code needs a label; type one."))
            self.query_one("#new-label", Input).focus()
            return
        new = NewCode(
            {self.written_in: label},
            self.parent_code.id if self.parent_code else None,
            self.place,
            brief={self.written_in: self.query_one("#new-brief", Input).value},
            codable=self.codable,
        )
        book_id, why = self.book.id, self.why
        self.write(_("writing …"), lambda study: self.make(study, book_id, new, why))


def places(
    book: Codebook, language: str, but: frozenset[str] = frozenset()
) -> list[tuple[Text, tuple[Codebook, Code | None]]]:
    """The places of a codebook where a code can stand: at the top, and under each code in use."""
    top = Text(shown(label_in(book.title, language)), style="bold", no_wrap=True, overflow="ellipsis")
    lines: list[tuple[Text, tuple[Codebook, Code | None]]] = [(top, (book, None))]
    depths: dict[str | None, int] = {None: 0}
    for code in book.codes:
        depths[code.slug] = depths[code.parent] + 1
        if code.slug in but or code.status in ("merged", "retired"):
            continue
        text = Text("  " * depths[code.slug], no_wrap=True, overflow="ellipsis")
        text.append("■ " if code.codable else "", style=swatch(code.color))
        text.append(shown(label_in(code.label, language)), style="" if code.codable else "italic")
        lines.append((text, (book, code)))
    return lines


class Rename(Named[bool]):
    """Other labels for a code, one a language."""

    keys = N_("Enter keeps them   Tab next field   Esc leaves them as they are")

    def __init__(
        self,
        study: Study,
        books: Sequence[Codebook],
        language: str,
        code: Code,
        book: Codebook,
        act: Callable[[dict[str, str], str], Any],
    ) -> None:
        super().__init__(study, books, language)
        self.code = code
        self.languages = list(dict.fromkeys([*book.languages, *code.label, *LANGUAGES]))
        self.act = act

    def fields(self) -> Iterator[Widget]:
        yield Static(Text(_("Rename {code}").format(code=shown(self.code.slug)), style="bold"))
        for each in self.languages:
            field = Input(
                self.code.label.get(each, ""), classes="label", max_length=LABEL, select_on_focus=False
            )
            yield self.row(LANGUAGES.get(each, each), field)
        yield from self.near_fields()
        yield from self.reason()

    def on_mount(self) -> None:
        super().on_mount()
        at = self.languages.index(self.language) if self.language in self.languages else 0
        list(self.query(".label").results(Input))[at].focus()

    def labels(self) -> dict[str, str]:
        """The labels that are different from what they were."""
        fields = zip(self.languages, self.query(".label").results(Input), strict=True)
        typed = {language: field.value.strip() for language, field in fields}
        return {x: words for x, words in typed.items() if words != self.code.label.get(x, "")}

    @property
    def typed(self) -> bool:
        return bool(self.labels() or self.why.strip())

    @on(Input.Changed, ".label")
    def _named(self, event: Input.Changed) -> None:
        same = event.value.strip() in self.code.label.values()
        self.show_near("" if same else event.value, self.code.id)

    @on(OptionList.OptionSelected, "#near")
    def _look(self, event: OptionList.OptionSelected) -> None:
        words = _("{name} has that name already, or nearly; give this code another, or merge the two.")
        self.say(words.format(name=self.near[event.option_index].name))

    def accept(self) -> None:
        with self.refusals_said():
            self.act(self.labels(), self.why)
            self.dismiss(True)
