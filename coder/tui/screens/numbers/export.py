"""Ask for a file's name; and write a table to it."""

from __future__ import annotations

from pathlib import Path

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from coder.model import CoderError
from coder.report.render import FORMATS, Format, made, write
from coder.report.table import Table
from coder.tui.keys import bind
from coder.tui.screens.place import Dialog
from coder.tui.speech import N_, _
from coder.tui.state.wrapping import shown

ENDINGS: dict[str, Format] = {".txt" if form == "table" else f".{form}": form for form in FORMATS}
"""What the ending of a name says about how to write."""


def export(table: Table, path: Path) -> None:
    """Write a table in the form that the ending names.

    Raises:
        CoderError: no such form, or the file cannot be written.
    """
    if fault := _fault(path):
        raise CoderError(fault)
    form = ENDINGS[path.suffix.lower()]
    write(path, made([table], form), form)


def _fault(path: Path) -> str:
    """Why nothing can be written under this name, as far as the name tells."""
    if path.suffix.lower() not in ENDINGS:
        return _("The name may end in {endings}.").format(endings=", ".join(ENDINGS))
    if path.is_dir():
        return _("{path}: this is a folder.").format(path=path)
    missing = _("{path}: the folder {folder} does not exist.").format(path=path, folder=path.parent)
    return "" if path.parent.is_dir() else missing


class Export(Dialog[Path | None]):
    """Answers with the file to write, or None; a file that exists is replaced only when told twice."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("escape", "dismiss(None)", N_("close"), id="export.close", key_display="Esc")
    ]
    keys = N_("Enter writes   Esc closes")

    def __init__(self, name: str) -> None:
        super().__init__()
        self.first_name = name
        self._twice: Path | None = None
        """A file that exists and that the next Enter replaces."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Text(_("Write this table to a file"), style="bold"))
            yield Input(self.first_name, id="export-name", max_length=4096, select_on_focus=False)
            yield Static("", id="export-fault")
            endings = _("Endings: {endings}").format(endings=" ".join(ENDINGS))
            yield Static(Text(f"{endings}\n{_(self.keys)}", style="dim"))

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    @on(Input.Changed)
    def _typed(self) -> None:
        self._twice = None

    @on(Input.Submitted)
    def _named(self, event: Input.Submitted) -> None:
        if not event.value.strip():
            return
        path = Path(event.value.strip()).expanduser()
        if path.suffix.lower() in ENDINGS and path.is_file() and path != self._twice:
            self._twice = path
            self._say(_("{path} exists already. Enter again replaces it.").format(path=path))
            return
        if fault := _fault(path):
            self._say(fault)
        else:
            self.dismiss(path)

    def _say(self, words: str) -> None:
        self.query_one("#export-fault", Static).update(Text(shown(words), style="bold"))
