"""Import: choose files, see what is in them, correct who asks, take them in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from threading import Event

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from coder.files.transcripts import Corrections
from coder.study import intake
from coder.study.intake import Candidate
from coder.study.study import Study
from coder.tui.keys import bind
from coder.tui.screens.background import Background
from coder.tui.screens.home.arriving import AddBooks, Rename
from coder.tui.screens.home.correcting import Correct
from coder.tui.screens.home.file_picker import FilePicker
from coder.tui.speech import N_, _, ngettext
from coder.tui.state.arrivals import Arrivals
from coder.tui.state.browsing import Browser, name_of
from coder.tui.state.wrapping import shown
from coder.tui.widgets.key_line import KeyLine
from coder.tui.widgets.line_list import LineList, Passage

_NAME = 24
"""Cells of the study's name that stay in the title, however narrow the screen."""


class Importing(Background[None]):
    """The files on their way in; nothing is written before Enter."""

    AUTO_FOCUS = "#arrivals"
    DEFAULT_CSS = """
    #import-title {
      height: auto; background: $panel; color: $text; padding: 0 1;
      text-wrap: nowrap; text-overflow: ellipsis;
    }
    #arrivals { height: 1fr; min-height: 3; }
    #arrival-box {
      height: auto; max-height: 60%; min-height: 4; border-top: solid $panel-lighten-2; padding: 0 1;
    }
    #arrival { height: auto; }
    """
    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("enter", "import", N_("import"), id="import.go", key_display="Enter"),
        *(
            bind(str(n), f"role({n})", N_("next role"), id=f"import.role{n}", show=False)
            for n in range(1, 10)
        ),
        bind("a", "everywhere", N_("same roles in all"), id="import.everywhere"),
        bind("c", "correct", N_("read otherwise"), id="import.correct"),
        bind("C", "correct_all", N_("all like this"), id="import.correct-all", show=False),
        bind("r", "rename", N_("rename"), id="import.rename"),
        bind("space", "skip", N_("leave out"), id="import.skip"),
        bind("o", "more", N_("more files"), id="import.more"),
        bind("b", "books", N_("codebooks"), id="import.books"),
        bind("escape", "leave", N_("back"), id="import.leave", key_display="Esc"),
    ]

    def __init__(self, study: Study, language: str, *, books: bool = False) -> None:
        """The screen.

        Args:
            study: where the files go.
            language: of titles.
            books: whether to begin with the codebooks that come with the program instead of files.
        """
        super().__init__(study)
        self.language = language
        self.arrivals = Arrivals()
        self._books = books
        self._folder = Path.cwd()
        self._halt = Event()
        """Set when reading or importing should stop after the file it is at."""

    def compose(self) -> ComposeResult:
        yield Static(id="import-title")
        yield LineList(id="arrivals")
        with VerticalScroll(id="arrival-box", can_focus=False):
            yield Static(id="arrival")
        yield Static(id="working-status")
        yield KeyLine()

    def on_mount(self) -> None:
        self._show()
        self.call_after_refresh(self.action_books if self._books else self.action_more)

    @property
    def lines(self) -> LineList:
        """The list of files."""
        return self.query_one(LineList)

    @property
    def _at(self) -> int | None:
        return self.lines.cursor if self.lines.cursor < len(self.arrivals.files) else None

    def say(self, words: str) -> None:
        """Say something in the status line."""
        self.query_one("#working-status", Static).update(Text(name_of(words), style="bold"))

    def _show(self) -> None:
        arrivals = self.arrivals
        self.lines.show([Passage(arrivals.cells(i), "", 0, Text()) for i in range(len(arrivals.files))])
        n, wanted = len(arrivals.files), len(arrivals.wanted())
        found = ""
        if n:
            words = ngettext("{n} file", "{n} files", n).format(n=n)
            ready = _("{n} ready: Enter imports").format(n=wanted) if wanted else _("nothing to import")
            found = f"   {words}, {ready}"
        title = Text(_("Import into {study}").format(study=shown(self.study.name)), style="bold")
        title.truncate(max(self.app.size.width - 2 - len(found), _NAME), overflow="ellipsis")
        self.query_one("#import-title", Static).update(title.append(found, "not bold"))
        self._describe()

    @on(LineList.Moved)
    def _describe(self) -> None:
        at = self._at
        if at is None:
            text = Text(
                _("No files yet: o chooses transcripts and codebooks, b codebooks that come with coder.")
            )
        else:
            text = self.arrivals.details(at, self.language)
        self.query_one("#arrival", Static).update(text)

    # --- choosing -------------------------------------------------------------------------------------------

    def action_more(self) -> None:
        """Choose files or folders."""

        def chosen(paths: list[Path] | None) -> None:
            if paths:
                self._folder = paths[0].parent
                self.read(paths)
            elif not self.arrivals.files:
                self.dismiss(None)

        if not self.busy:
            browser = Browser(intake.KINDS, self._folder, several=True)
            self.app.push_screen(FilePicker(_("Which transcripts or codebooks?"), browser), chosen)

    def action_books(self) -> None:
        """Choose codebooks, of those that come with the program or from files."""

        def chosen(paths: list[Path] | None) -> None:
            if paths:
                self.read(paths)
            elif not self.arrivals.files:
                self.dismiss(None)

        if not self.busy:
            self.app.push_screen(AddBooks(self._folder, self.language), chosen)

    def read(self, paths: Sequence[Path]) -> None:
        """Read files in the background and list them."""
        self._halt.clear()

        def work(study: Study) -> list[Candidate]:
            found: list[Candidate] = []
            files = intake.find(paths)
            for n, path in enumerate(files, 1):
                if self._halt.is_set():
                    break
                if len(files) > 1:
                    self._step(_("reading {n} of {all}: {name}"), n, len(files), path.name)
                found += intake.look_all(study, path)
            return found

        def done(found: list[Candidate]) -> None:
            first = len(self.arrivals.files)
            self.arrivals.add(found)
            self._show()
            self.lines.cursor = min(first, max(len(self.arrivals.files) - 1, 0))
            if self._halt.is_set():
                self.say(_("Stopped. The files listed were read; o chooses more."))

        self.begin(_("reading …"), work, done)

    def _step(self, words: str, n: int, many: int, name: str) -> None:
        said = words.format(n=n, all=many, name=name_of(name)) + "   " + _("Esc stops")
        self.app.call_from_thread(partial(self._stepped, said))

    def _stepped(self, words: str) -> None:
        if self.busy and self.is_mounted:
            self.say(words)

    # --- correcting ------------------------------------------------------------------------------------

    def action_role(self, number: int) -> None:
        """Give a speaker the next role."""
        if (at := self._at) is not None and not self.busy:
            said = self.arrivals.turn_role(at, number - 1)
            self._show()
            self.say(said)

    def action_everywhere(self) -> None:
        """Give these labels the same roles in all files."""
        if (at := self._at) is not None and not self.busy:
            n = self.arrivals.same_everywhere(at)
            self._show()
            self.say(ngettext("changed in {n} other file.", "changed in {n} other files.", n).format(n=n))

    def action_correct(self) -> None:
        """Say of a file what it is, where the guess is wrong, with a look at what comes of it."""
        at = self._at
        if at is None or self.busy or not self.arrivals.correctable(at):
            return
        path = self.arrivals.files[at].path

        def said(asked: Corrections | None) -> None:
            if asked is not None:
                self.arrivals.asked[path] = asked
                self._read_again([path])

        self.app.push_screen(Correct(path, self.arrivals.asked.get(path, Corrections())), said)

    def action_correct_all(self) -> None:
        """Read all files as this one is read."""
        at = self._at
        if at is None or self.busy or not self.arrivals.correctable(at):
            return
        asked = self.arrivals.asked.get(self.arrivals.files[at].path, Corrections())
        files = self.arrivals.files
        paths = list(dict.fromkeys(f.path for i, f in enumerate(files) if self.arrivals.correctable(i)))
        self.arrivals.asked.update(dict.fromkeys(paths, asked))
        self._read_again(paths)

    def _read_again(self, paths: Sequence[Path]) -> None:
        self._halt.clear()

        def work(study: Study) -> dict[Path, list[Candidate]]:
            found: dict[Path, list[Candidate]] = {}
            for n, path in enumerate(paths, 1):
                if self._halt.is_set():
                    break
                if len(paths) > 1:
                    self._step(_("reading {n} of {all}: {name}"), n, len(paths), path.name)
                found[path] = intake.look_all(study, path, None, self.arrivals.asked.get(path))
            return found

        def done(found: dict[Path, list[Candidate]]) -> None:
            for path, each in found.items():
                self.arrivals.reread(path, each)
            self._show()
            self.say(
                ngettext("{n} file read again.", "{n} files read again.", len(found)).format(n=len(found))
            )

        self.begin(_("reading …"), work, done)

    def action_skip(self) -> None:
        """Leave a file out, or take it in after all."""
        if (at := self._at) is not None and not self.busy:
            self.arrivals.leave_out(at)
            self._show()
            self.lines.action_move(1)

    def action_rename(self) -> None:
        """Give a transcript another name."""
        at = self._at
        if at is None or self.busy or self.arrivals.files[at].read is None:
            return
        each = self.arrivals.files[at]

        def named(name: str | None) -> None:
            if name:
                self.arrivals.files[at] = intake.renamed(self.study, each, name)
                self._show()

        if each.standing in ("new", "faulty"):
            self.app.push_screen(Rename(each.name), named)

    # --- taking in ------------------------------------------------------------------------------------

    def action_import(self) -> None:
        """Take in what is ready, file by file; with nothing left to take in, go back."""
        if self.busy:
            return
        wanted = self.arrivals.wanted()
        if not wanted:
            self.dismiss(None)
            return
        self._halt.clear()
        files = [(i, self.arrivals.files[i]) for i in wanted]

        def work(study: Study) -> list[tuple[int, Candidate]]:
            came: list[tuple[int, Candidate]] = []
            for n, (i, each) in enumerate(files, 1):
                if self._halt.is_set():
                    break
                self._step(_("importing {n} of {all}: {name}"), n, len(files), each.name)
                came.append((i, intake.take_in(study, each)))
            return came

        self.begin(_("importing …"), work, partial(self._imported, len(files)))

    def _imported(self, many: int, came: Sequence[tuple[int, Candidate]]) -> None:
        for i, each in came:
            self.arrivals.files[i] = each
        self._show()
        done = sum(each.standing == "taken in" for _i, each in came)
        words = _("{n} of {all} imported.").format(n=done, all=many)
        bad = [i for i, each in came if each.standing == "faulty"]
        if bad:
            self.lines.cursor = bad[0]
            words += " " + _("What was not says why in its line.")
        if self._halt.is_set() and len(came) < many:
            words += " " + _("Stopped: Enter imports the rest.")
        else:
            words += " " + _("Esc goes back to the interviews.")
        self.say(words)

    def action_leave(self) -> None:
        """Stop what is under way, after the file it is at; else go back."""
        if self.busy:
            self._halt.set()
            self.say(_("stopping …"))
        else:
            self.dismiss(None)
