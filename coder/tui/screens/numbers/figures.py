"""What the screens of numbers share: a table that is counted in the background, and its words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import DataTable, Static

from coder.model import CoderError
from coder.report.table import Table
from coder.study import codebook
from coder.study.study import Study
from coder.tui.keys import bind
from coder.tui.screens.numbers.export import Export, export
from coder.tui.screens.numbers.passages import Passages
from coder.tui.screens.working import Working
from coder.tui.speech import N_, _
from coder.tui.state.figures import Key, Sheet, sheet
from coder.tui.state.wrapping import shown
from coder.tui.widgets.figure_table import FigureTable
from coder.tui.widgets.key_line import KeyLine


class Figures(Working):
    """A table of codes with switches above, caption and notes below."""

    KEYS: tuple[Binding, ...] = (
        bind("b", "codebook", N_("codebook"), id="figures.codebook", tooltip=N_("the next codebook, or all")),
        bind("e", "export", N_("export"), id="figures.export", tooltip=N_("write the table to a file")),
        bind("n", "notes", N_("notes"), id="figures.notes", tooltip=N_("more room for the notes")),
        bind("escape", "leave", N_("back"), id="figures.leave", key_display="Esc"),
    )
    NAME = "figures"
    """What an exported file is called unless the user says otherwise."""
    HEADING = N_("Figures")
    """What the screen is called while it counts."""
    BARS = False

    def __init__(self, study: Study, language: str) -> None:
        super().__init__(study, language)
        self.table: Table | None = None
        self.denied = False
        self.books: list[str | None] = [None]
        self.book: str | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="figures-title")
        yield FigureTable(id="figures", bars=self.BARS)
        yield Static(id="figures-fault")
        with VerticalScroll(id="figures-box"):
            yield Static(id="figures-notes")
        yield Static(id="working-status")
        yield KeyLine()

    def speaks(self, language: str) -> bool:
        """Everything here is said afresh."""
        super().speaks(language)
        self.count()
        return True

    def on_mount(self) -> None:
        self.query_one("#figures-box").can_focus = False
        self.query_one("#figures-fault").display = False
        self.query_one(FigureTable).focus()
        slugs = [each.slug for each in codebook.codebooks(self.study)]
        self.books = [None, *slugs] if len(slugs) > 1 else [None]
        self.count()

    def on_resize(self) -> None:
        if self.table is not None:
            self.lay_out()

    # --- what each screen says -----------------------------------------------------------------

    def work(self) -> Callable[[Study], Table]:
        """The counting, with the switches as they are now."""
        raise NotImplementedError

    def switches(self) -> list[tuple[str, str]]:
        """The switches with their positions."""
        raise NotImplementedError

    def behind(self, key: Key) -> Passages:
        """What stands behind a code's figures."""
        raise NotImplementedError

    def arranged(self, found: Sheet) -> Sheet:
        """The lines in the order wanted."""
        return found

    # --- counting and showing ------------------------------------------------------------------

    def count(self) -> None:
        """Count with the switches as they are now."""
        self._title()
        self.begin(_("counting … Esc stops"), self.work(), self._counted)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where counting was refused there is nothing to open, to sort or to write."""
        if self.denied and action in ("open", "sort", "export", "notes"):
            return False
        return super().check_action(action, parameters)

    def _counted(self, table: Table) -> None:
        self.table = table
        self.denied = False
        self.refresh_bindings()
        self.query_one("#figures-fault").display = False
        self.query_one(FigureTable).display = True
        self.query_one("#figures-box").display = True
        self.query_one("#figures-notes", Static).update(
            Text("\n".join(shown(each) for each in (table.caption, *table.notes) if each))
        )
        self.lay_out()
        self.query_one(FigureTable).focus()

    def refused(self, sentence: str) -> None:
        self.table = None
        self.denied = True
        self.refresh_bindings()
        self.query_one(FigureTable).display = False
        self.query_one("#figures-box").display = False
        fault = self.query_one("#figures-fault", Static)
        fault.update(Text(shown(sentence)))
        fault.display = True
        self._title()

    def lay_out(self) -> None:
        """Show what was counted in the room there is."""
        assert self.table is not None
        self._title()
        self.query_one(FigureTable).show(self.arranged(sheet(self.table)), self.size.width)
        self._looked()

    def _title(self) -> None:
        title = Text(no_wrap=True, overflow="ellipsis")
        title.append(f" {shown(self.table.title) if self.table else _(self.HEADING)}", style="bold")
        title.append("\n ")
        for i, (name, position) in enumerate(self.switches()):
            title.append(f"{'   ' if i else ''}{name}: ", style="dim").append(shown(position))
        self.query_one("#figures-title", Static).update(title)

    @on(DataTable.RowHighlighted)
    def _looked(self) -> None:
        """Say in full which code the cursor is on, and why a figure of it is undefined."""
        line = self.query_one(FigureTable).line
        if self.busy or line is None:
            return
        if line.key is None:
            self.say(line.label)
            return
        text = Text()
        text.append(line.label, style="bold")
        text.append(f"  {'/'.join(line.key)}", style="dim")
        for reason in line.reasons:
            text.append(f"  {reason}")
        self.query_one("#working-status", Static).update(text)

    # --- keys -----------------------------------------------------------------------------------

    def action_codebook(self) -> None:
        """The next codebook, or all."""
        self.book = following(self.books, self.book)
        self.count()

    def action_notes(self) -> None:
        """Give the caption and the notes more room, and the keys that scroll them; or less."""
        if self.table is None:
            return
        box = self.query_one("#figures-box")
        box.toggle_class("tall")
        box.can_focus = box.has_class("tall")
        (box if box.can_focus else self.query_one(FigureTable)).focus()

    @on(DataTable.RowSelected)
    def action_open(self) -> None:
        """Go to what stands behind the figures of the code at the cursor."""
        line = self.query_one(FigureTable).line
        if self.table is None or self.busy or line is None or line.key is None:
            return

        def back(opened: bool | None) -> None:
            if opened:
                self.count()

        self.app.push_screen(self.behind(line.key), back)

    def action_export(self) -> None:
        """Ask for a name and write the table."""
        table = self.table
        if table is None or self.busy:
            return

        def named(path: Path | None) -> None:
            if path is not None:
                self.begin(
                    _("writing {path} …").format(path=path), lambda _study: _written(table, path), self.say
                )

        self.app.push_screen(Export(f"{self.NAME}.xlsx"), named)


def _written(table: Table, path: Path) -> str:
    try:
        export(table, path)
    except CoderError as error:
        return str(error)
    return _("written: {path}").format(path=path)


def following(choices: list[str | None], now: str | None) -> str | None:
    """The choice after this one, round the end."""
    return choices[(choices.index(now) + 1) % len(choices)] if now in choices else choices[0]
