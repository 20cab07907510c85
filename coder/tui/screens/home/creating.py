"""What a new study needs, and where the demonstration goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from coder.model import CoderError
from coder.tui.keys import bind
from coder.tui.screens.background import AloneDialog
from coder.tui.screens.home.file_picker import FilePicker
from coder.tui.screens.place import Dialog
from coder.tui.speech import N_, _, ngettext
from coder.tui.state.books import Offer, offer, shipped_offers
from coder.tui.state.browsing import Browser, name_of
from coder.tui.state.wrapping import shown

T = TypeVar("T")
LONGEST = 200
"""Characters of a name."""
FILE = "study.db"
BOOK_ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class NewStudy:
    """A study that was made, and who codes in it."""

    place: Path
    coder: str


class FolderFor(Dialog[Path | None]):
    """Asks for a folder that may not be there yet."""

    DEFAULT_CSS = "FolderFor { align: center middle; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("escape", "dismiss(None)", N_("close"), id="folder.close", key_display="Esc"),
    ]

    def __init__(self, question: str, folder: Path) -> None:
        super().__init__()
        self.question = question
        self.folder = folder

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Text(self.question, style="bold"))
            yield Input(name_of(self.folder), max_length=4096)
            yield Static("", classes="dialog-fault")
            yield Static(Text(_("Enter goes on   Esc leaves it"), style="dim"))

    @on(Input.Submitted)
    def _named(self, event: Input.Submitted) -> None:
        typed = event.value.strip()
        path = self.folder if typed == name_of(self.folder) else Path(typed).expanduser()
        if not typed or "\0" in typed:
            self._say(_("A folder needs a name."))
        elif path.exists() and not path.is_dir():
            self._say(_("{path}: this is a file; name a folder.").format(path=name_of(path)))
        else:
            self.dismiss(path)

    def _say(self, words: str) -> None:
        self.query_one(".dialog-fault", Static).update(Text(words))


class BookList(OptionList):
    """Codebooks to tick; a tick is a letter, not a colour."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("space", "tick", N_("tick"), id="books.tick", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.offers: list[Offer] = []
        self.ticked: set[Path] = set()

    @property
    def at(self) -> Path | None:
        """The codebook at the cursor."""
        return None if self.highlighted is None else self.offers[self.highlighted].path

    def add(self, offers: Sequence[Offer], ticked: bool) -> None:
        """More codebooks; one that is listed already is only ticked."""
        listed = {each.path for each in self.offers}
        new = [each for each in offers if each.path not in listed]
        if ticked:
            self.ticked.update(each.path for each in offers)
        self.offers += new
        self.add_options([Option(self._line(each)) for each in new])
        if self.highlighted is None and self.offers:
            self.highlighted = 0

    def _line(self, each: Offer) -> Text:
        text = Text("[x] " if each.path in self.ticked else "[ ] ", no_wrap=True, overflow="ellipsis")
        text.append(ngettext("{n} code", "{n} codes", each.codes).format(n=each.codes), style="dim")
        return text.append("  " + shown(each.title), style="not dim")

    def action_tick(self) -> None:
        """Tick the codebook at the cursor, or take the tick away."""
        if self.highlighted is not None and (path := self.at) is not None:
            self.ticked ^= {path}
            self.replace_option_prompt_at_index(self.highlighted, self._line(self.offers[self.highlighted]))

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_tick()


class TicksBooks(AloneDialog[T | None], Generic[T]):
    """A dialog with a list of codebooks to tick; more come from files."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("escape", "close", N_("close"), id="books.close", key_display="Esc"),
        bind("enter", "accept", N_("go on"), id="books.accept", priority=True, show=False),
        bind("ctrl+f", "file", N_("from a file"), id="books.file", priority=True, show=False),
    ]
    keys = N_("Space ticks a codebook   Ctrl+F takes one from a file   Enter adds   Esc leaves it")

    def __init__(self, folder: Path, language: str) -> None:
        super().__init__()
        self.folder = folder
        self.language = language
        self.making = False
        """Whether something is being written, which Esc does not cut in half."""
        self._accepted = False
        """Whether Enter was pressed while the list was still being made."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield from self.fields()
            yield BookList(id="books")
            yield Static("", classes="dialog-fault")
            yield Static(Text(_(self.keys), style="dim"))

    def fields(self) -> Iterator[Static | Input]:
        """What stands above the list."""
        raise NotImplementedError

    def on_mount(self) -> None:
        self.begin_alone(_("looking for codebooks …"), lambda: shipped_offers(self.language), self._offer)

    def _offer(self, offers: list[Offer]) -> None:
        self.query_one(BookList).add(offers, ticked=False)
        if self._accepted:
            self._accepted = False
            self.action_accept()

    @property
    def ticked(self) -> list[Path]:
        """The codebook files chosen."""
        books = self.query_one(BookList)
        return [each.path for each in books.offers if each.path in books.ticked]

    def say(self, words: str) -> None:
        self.query_one(".dialog-fault", Static).update(Text(shown(words)))

    def action_file(self) -> None:
        """Add a codebook file to the list, ticked."""

        def chosen(paths: list[Path] | None) -> None:
            for path in paths or ():
                self.begin_alone(_("reading …"), partial(_read, path, self.language), self._add)

        self.app.push_screen(
            FilePicker(_("Which codebook file?"), Browser(BOOK_ENDINGS, self.folder)), chosen
        )

    def _add(self, each: Offer) -> None:
        books = self.query_one(BookList)
        books.add([each], ticked=True)
        books.focus()

    def refused(self, sentence: str) -> None:
        """What is refused is said, and the dialog stays."""
        self.making = False
        super().refused(sentence)

    def action_close(self) -> None:
        """Leave it."""
        if not self.making:
            self.dismiss(None)

    def action_accept(self) -> None:
        """Carry it out."""
        raise NotImplementedError


class CreateStudy(TicksBooks[NewStudy]):
    """Makes a study in a folder; answers with it. What is refused is said, and the dialog stays."""

    DEFAULT_CSS = (
        "CreateStudy { align: center middle; } #books { height: auto; max-height: 8; border: none; }"
    )
    keys = N_("Enter creates   Tab next field   Space ticks   Ctrl+F codebook from a file   Esc leaves it")

    def fields(self) -> Iterator[Static | Input]:
        place = name_of(self.folder / FILE)
        yield Static(Text(_("A new study: {place}").format(place=place), style="bold"))
        yield Input(placeholder=_("name of the study, for captions"), id="new-name", max_length=LONGEST)
        yield Input(placeholder=_("your name: who codes"), id="new-coder", max_length=LONGEST)
        yield Static(Text("\n" + _("Codebooks to add; none is fine too:")))

    def on_mount(self) -> None:
        super().on_mount()
        line = self.query_one("#new-name", Input)
        line.value = shown(name_of(self.folder.resolve().name))
        line.focus()

    def action_accept(self) -> None:
        """Make the study."""
        name = self.query_one("#new-name", Input).value
        line = self.query_one("#new-coder", Input)
        if not line.value.strip():
            line.focus()
            self.say(_("Who codes? A name is needed, nothing else."))
            return
        if self.busy:
            self._accepted = not self.making
            return
        place, coder, ticked = self.folder / FILE, line.value, self.ticked

        def make() -> NewStudy:
            from coder.files import codebooks
            from coder.study.beginning import begin

            begin(place, name, coder, [codebooks.read(path) for path in ticked])
            return NewStudy(place, coder.strip())

        self.making = True
        self.begin_alone(_("creating the study …"), make, self._made)

    def _made(self, new: NewStudy) -> None:
        self.dismiss(new)


def _read(path: Path, language: str) -> Offer:
    from coder.files import codebooks

    found = offer(path, language)
    if found is None:
        codebooks.read(path)  # says what is wrong
        raise CoderError(_("{path}: this codebook cannot be read.").format(path=name_of(path)))
    return found
