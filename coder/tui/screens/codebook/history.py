"""The versions of a codebook: what was changed, when, by whom and why."""

from __future__ import annotations

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from coder.model import Codebook
from coder.study import versions
from coder.study.study import Study
from coder.tui.keys import bind
from coder.tui.labels import label_in
from coder.tui.screens.place import Place
from coder.tui.speech import N_, _
from coder.tui.state.wrapping import shown
from coder.tui.widgets.code_card import line_of, when
from coder.tui.widgets.key_line import KeyLine
from coder.tui.widgets.line_list import LineList, Passage


class BookHistory(Place[None]):
    """A list of the changes of a codebook, and the one at the cursor in full."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("escape,h", "dismiss(None)", N_("back"), id="history.leave", key_display="Esc"),
    ]

    def __init__(self, study: Study, book: Codebook, language: str) -> None:
        super().__init__()
        self.book = book
        self.language = language
        self.changes = versions.changes(study, book.slug)

    def compose(self) -> ComposeResult:
        title = _("{title}: its versions, newest first (times are UTC)")
        words = title.format(title=shown(label_in(self.book.title, self.language)))
        yield Static(Text(f" {words}", style="bold", no_wrap=True, overflow="ellipsis"), id="passages-title")
        yield LineList(id="passages")
        yield Static(id="passage-full")
        yield KeyLine()

    def on_mount(self) -> None:
        listed = self.query_one(LineList)
        listed.show(
            [
                Passage(
                    (str(x.version), when(x.at), x.coder or _("the lead"), f"{x.what}  {x.why}"),
                    "",
                    0,
                    line_of(x),
                )
                for x in self.changes
            ]
        )
        listed.focus()
        if not self.changes:
            self.query_one("#passage-full", Static).update(Text(_("Nothing has been changed so far.")))

    @on(LineList.Moved)
    def _moved(self) -> None:
        passage = self.query_one(LineList).passage
        if passage is not None:
            self.query_one("#passage-full", Static).update(passage.full)
