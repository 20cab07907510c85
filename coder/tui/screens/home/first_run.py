"""The first screen where there is no study yet: see the demonstration, create a study, open one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from coder.model import CoderError
from coder.tui.keys import bind
from coder.tui.screens.background import Alone, stopped
from coder.tui.screens.home.creating import CreateStudy, FolderFor, NewStudy
from coder.tui.screens.home.other_study import ask_for_study
from coder.tui.screens.visiting import app_of
from coder.tui.speech import N_, _
from coder.tui.state.browsing import name_of
from coder.tui.widgets.key_line import KeyLine

CHOICES = (
    (
        "demo",
        N_("See the demonstration"),
        N_("24 interviews, three codebooks, two coders; a two-minute tour"),
    ),
    ("create", N_("Create a study here"), N_("a name, who codes, a codebook; then import interviews")),
    ("open", N_("Open another study"), N_("a file that ends in .db")),
    ("quit", N_("Quit"), ""),
)
DEMO_FOLDER = "coder-demo"


class StoppedError(Exception):
    """Nobody waits for the demonstration any more."""


class FirstRun(Alone[None]):
    """Offers the ways to a study."""

    DEFAULT_CSS = """
    FirstRun { align: center middle; }
    #first { width: 76; max-width: 100%; height: auto; max-height: 100%; padding: 0 2; }
    #first-list { border: none; height: auto; background: $background; padding: 0; margin: 1 0; }
    #first-said { height: auto; min-height: 2; }
    """
    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("d", "demo", N_("demonstration"), id="first.demo"),
        bind("c", "create", N_("create"), id="first.create"),
        bind("o", "open", N_("open"), id="first.open"),
        bind("j", "down", id="first.down", show=False),
        bind("k", "up", id="first.up", show=False),
        bind("escape", "stop", N_("stop"), id="first.stop", show=False),
        bind("q", "quit", N_("quit"), id="first.quit"),
    ]

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def compose(self) -> ComposeResult:
        with Vertical(id="first"):
            welcome = Text(_("coder: code expert interviews at the keyboard"), style="bold")
            welcome.append(
                "\n" + _("There is no study in {folder} yet.").format(folder=name_of(Path.cwd())), "not bold"
            )
            yield Static(welcome, id="first-title")
            options = []
            for id_, words, more in CHOICES:
                line = Text(_(words), style="bold")
                if more:
                    line.append("\n  " + _(more), style="dim not bold")
                options.append(Option(line, id=id_))
            yield OptionList(*options, id="first-list")
            yield Static(id="first-said")
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    def say(self, words: str) -> None:
        """Say something below the choices."""
        self.query_one("#first-said", Static).update(Text(name_of(words), style="bold"))

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        actions: dict[str | None, Callable[[], None]] = {
            "demo": self.action_demo,
            "create": self.action_create,
            "open": self.action_open,
            "quit": self.action_quit,
        }
        actions[event.option.id]()

    def action_down(self) -> None:
        """Next choice."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """Previous choice."""
        self.query_one(OptionList).action_cursor_up()

    # --- the demonstration ------------------------------------------------------------------------------

    def action_demo(self) -> None:
        """Ask for a folder and build the demonstration there, or open the one that is there."""

        def chosen(folder: Path | None) -> None:
            if folder is not None:
                self.build(folder)

        question = _("Which folder should hold the demonstration? A new one is made.")
        self.app.push_screen(FolderFor(question, Path.cwd() / DEMO_FOLDER), chosen)

    def build(self, folder: Path) -> None:
        """Build the demonstration in the background; Esc stops and leaves nothing."""

        def step(what: str) -> None:
            if stopped():
                raise StoppedError
            self.app.call_from_thread(self._step, what)

        def work() -> Path | None:
            from coder.study import demo

            try:
                return demo.build_in(folder, step)
            except StoppedError:
                return None
            except OSError as error:
                raise CoderError(f"{folder}: the system refused ({error.strerror or error}).") from error

        def built(place: Path | None) -> None:
            ours = app_of(self.app)
            if place is not None and ours.open_study(place, "consensus"):
                self._open(place, None)  # a study of the user's own was there already

        self.begin_alone(_("building the demonstration …  Esc stops"), work, built)

    def _step(self, what: str) -> None:
        if self.busy:
            self.say(_("building the demonstration: {what} …  Esc stops").format(what=what))

    def action_stop(self) -> None:
        """Stop building."""
        if self.busy:
            self.stop()
            self.say(_("Stopped. Nothing was left behind."))

    def _open(self, place: Path, coder: str | None) -> None:
        if refusal := app_of(self.app).open_study(place, coder):
            self.say(refusal)

    # --- a study of one's own -----------------------------------------------------------------------------

    def action_create(self) -> None:
        """Ask for what a new study needs, make it, and open it."""

        def made(new: NewStudy | None) -> None:
            if new is not None:
                self._open(new.place, new.coder)

        self.app.push_screen(CreateStudy(Path.cwd(), self.language), made)

    def action_open(self) -> None:
        """Ask for the file of a study and open it."""
        ask_for_study(app_of(self.app))

    def action_quit(self) -> None:
        """Leave."""
        self.stop()
        self.app.exit()
