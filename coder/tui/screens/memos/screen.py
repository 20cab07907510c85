"""All memos: what each is on, who wrote it and when; Enter goes there."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from coder.model import Codebook, CoderError, Memo
from coder.study import codebook, history, memos
from coder.study.study import Study
from coder.tui.keys import bind
from coder.tui.screens.memos.memoing import Memoing
from coder.tui.screens.working import Working
from coder.tui.speech import N_, _
from coder.tui.state import drafts, notes
from coder.tui.state.memo_list import OF_KIND, ORDERS, MemoLine, MemoList
from coder.tui.state.notes import Target
from coder.tui.state.wrapping import shown
from coder.tui.widgets.key_line import KeyLine
from coder.tui.widgets.line_list import LineList

NOTHING = N_("No memos yet: m writes one on the study; while coding, m writes one on what is at the cursor.")
NO_FIT = N_("No memo fits. t shows another kind, / other words; Esc shows all.")
_READ_HERE = 20_000
"""Code points of a memo shown below the list; Enter or e shows more."""


class Memos(Working):
    """The memos that whoever looks may read, and the one at the cursor in full."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind(
            "enter",
            "open",
            N_("go"),
            id="memos.open",
            tooltip=N_("go to what the memo is on"),
            key_display="Enter",
        ),
        bind("e", "edit", N_("edit"), id="memos.edit"),
        bind("m", "write", N_("new"), id="memos.write", tooltip=N_("write a memo on the study")),
        bind("x,delete", "remove", N_("remove"), id="memos.remove"),
        bind("u,ctrl+z", "undo", N_("undo"), id="memos.undo", key_display="u"),
        bind("ctrl+r", "redo", N_("redo"), id="memos.redo", show=False),
        bind("t", "kind", N_("kind"), id="memos.kind", tooltip=N_("all, or those on one kind of thing")),
        bind("slash", "search", N_("words"), id="memos.words", key_display="/"),
        bind("s", "sort", N_("sort"), id="memos.sort"),
        bind("w", "unsaved", N_("unsaved"), id="memos.unsaved", tooltip=N_("words that were not saved")),
        bind("escape", "leave", N_("back"), id="memos.leave", key_display="Esc"),
    ]

    def __init__(self, study: Study, language: str) -> None:
        super().__init__(study, language)
        self.list = MemoList()
        self._said = ""
        self._unsaved = False
        """Whether there are words that were not saved."""

    def compose(self) -> ComposeResult:
        yield Static(id="passages-title")
        yield Input(id="memos-words", max_length=500, placeholder=_("words of a memo, then Enter"))
        yield LineList(id="passages")
        with VerticalScroll(id="passage-box"):
            yield Static(id="passage-full")
        yield Static(id="working-status")
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one("#passage-box").can_focus = False
        self.query_one(Input).display = False
        self.query_one(LineList).focus()
        if found := drafts.drafts(self.study):
            self._unsaved = True
            self._said = _("Not saved when the app was closed: a memo on {what}. w opens it.").format(
                what=found[-1].about
            )
        self.fill()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's signature
        """Nothing unsaved, no key for it."""
        return action != "unsaved" or self._unsaved

    # --- showing ------------------------------------------------------------------------------------

    def fill(self) -> None:
        """Read the memos afresh."""
        self.begin(_("reading the memos …"), _read, self._arrived)

    def _arrived(self, found: tuple[list[Codebook], list[Memo]]) -> None:
        books, known = found
        self.list.fill(known, books, self.language)
        self.line_up()

    def line_up(self) -> None:
        """Show the memos that are asked for, in the order asked for."""
        at = self.at
        self.list.words = self.query_one(Input).value
        found = self.list.lines()
        lines = self.query_one(LineList)
        lines.show(found)
        if at is not None:
            lines.cursor = next((i for i, each in enumerate(found) if each.memo.id == at.id), lines.cursor)
        self._title(len(found))
        self._show_full()
        said = self._said or ("" if found else _(NO_FIT if self.list.memos else NOTHING))
        self.say(said)

    def _title(self, n: int) -> None:
        title = Text(no_wrap=True, overflow="ellipsis")
        title.append(f" {notes.count(n)} ", style="bold")
        title.append(f" {_(OF_KIND[self.list.kind])} │ {_(ORDERS[self.list.by_place])}")
        if self.list.words.strip():
            title.append(" │ " + _("with “{words}”").format(words=shown(self.list.words)))
        if self.study.coder is not None and self.study.coder.blind:
            title.append(" │ " + _("your own, and those on codes and the study"), style="italic")
        self.query_one("#passages-title", Static).update(title)

    @property
    def at(self) -> Memo | None:
        """The memo at the cursor."""
        line = self.query_one(LineList).passage
        return line.memo if isinstance(line, MemoLine) else None

    @on(LineList.Moved)
    def _moved(self) -> None:
        self._show_full()
        self.query_one("#passage-box").scroll_home(animate=False)

    def _show_full(self) -> None:
        memo, text = self.at, Text()
        if memo is not None:
            text.append_text(notes.heading(memo, self.list.labels))
            if memo.kind == "coding":
                text.append(f"  {notes.place(memo)}", style="dim")
            text.append("\n").append_text(notes.full(memo, _READ_HERE))
        self.query_one("#passage-full", Static).update(text)

    # --- asking for others ----------------------------------------------------------------------------

    def action_kind(self) -> None:
        """All memos, or those on one kind of thing after the other."""
        self._said = ""
        self.list.next_kind()
        self.line_up()

    def action_sort(self) -> None:
        """By date or by place."""
        self._said = ""
        self.list.by_place = not self.list.by_place
        self.line_up()

    def action_search(self) -> None:
        """Type words that a memo has."""
        words = self.query_one(Input)
        words.display = True
        words.focus()

    @on(Input.Changed)
    def _typed(self) -> None:
        self._said = ""
        self.line_up()

    @on(Input.Submitted)
    def _words_given(self) -> None:
        words = self.query_one(Input)
        words.display = bool(words.value)
        self.query_one(LineList).focus()

    def action_leave(self) -> None:
        """From the words to the list, to all memos, and back."""
        words = self.query_one(Input)
        if words.has_focus or words.value or self.list.kind is not None:
            words.value = ""
            words.display = False
            self.list.kind = None
            self.query_one(LineList).focus()
            self.line_up()
        else:
            super().action_leave()

    # --- doing ----------------------------------------------------------------------------------------

    @on(LineList.Chosen)
    async def action_open(self) -> None:
        """Go to what the memo is on."""
        memo = self.at
        if memo is None or self.busy:
            return
        if memo.transcript is not None:
            number = None if memo.position is None else memo.position + 1
            await self.open_interview(memo.transcript, number, self.fill)
        elif memo.kind == "code":
            self._open_code(memo)
        else:
            self._open(memo)

    def _open_code(self, memo: Memo) -> None:
        """Go to a code in the codebook."""
        from coder.tui.screens.codebook.screen import CodebookScreen

        def came_back(language: str | None) -> None:
            self.language = language or self.language
            self.fill()

        self.app.push_screen(CodebookScreen(self.study, self.language, memo.target_id), came_back)

    def action_edit(self) -> None:
        """Change the memo at the cursor; that of somebody else can be read."""
        if self.at is not None:
            self._open(self.at)

    def action_write(self) -> None:
        """Write a memo on the study."""
        self._memoing(Text(_("the study")), Target()).open(None)

    def action_unsaved(self) -> None:
        """Open the words that were not saved."""
        found = drafts.drafts(self.study)
        self._said, self._unsaved = "", False
        self.refresh_bindings()
        if not found:
            self.line_up()
            return
        draft = found[-1]
        memo = next((each for each in self.list.memos if each.id == draft.memo_id), None)
        self._memoing(Text(shown(draft.about)), draft.target).open(memo)

    def _open(self, memo: Memo) -> None:
        self._memoing(notes.heading(memo, self.list.labels), Target.of(memo)).open(memo)

    def _memoing(self, heading: Text, target: Target) -> Memoing:
        return Memoing(
            self.app,
            self.study,
            heading,
            target,
            lambda: memos.memos(self.study, target.kind, target.id),
            lambda memo_id, words: notes.keep(self.study, target, memo_id, words),
            lambda saved: self._carried(_("Memo saved; u takes it back.")) if saved else self.line_up(),
        )

    def action_remove(self) -> None:
        """Remove the memo at the cursor."""
        memo = self.at
        if memo is not None:
            self._carry_out(lambda: memos.remove(self.study, memo.id), _("Memo removed; u brings it back."))

    def action_undo(self) -> None:
        """Take back the newest change."""
        self._carry_out(lambda: _("undone: {what}").format(what=history.undo(self.study)))

    def action_redo(self) -> None:
        """Repeat what was undone."""
        self._carry_out(lambda: _("redone: {what}").format(what=history.redo(self.study)))

    def _carry_out(self, change: Callable[[], str | None], words: str = "") -> None:
        try:
            self._carried(change() or words)
        except CoderError as error:
            self.say(str(error))

    def _carried(self, words: str) -> None:
        self._said = words
        self.fill()


def _read(study: Study) -> tuple[list[Codebook], list[Memo]]:
    return codebook.codebooks(study), memos.memos(study)
