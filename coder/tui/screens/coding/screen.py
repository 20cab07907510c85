"""The coding screen: a transcript, its codes, and every key a coder needs."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.geometry import Size

from coder.model import Code
from coder.tui import hints
from coder.tui.deeds import Hint
from coder.tui.helping import SIGNS
from coder.tui.keys import bind
from coder.tui.screens.coding.applying import NO_CODES, Applying
from coder.tui.screens.coding.coining import Coining
from coder.tui.screens.coding.consulting import Consulting
from coder.tui.screens.coding.interviews import InterviewPanel
from coder.tui.screens.coding.jumping import Jumping
from coder.tui.screens.coding.moving import Moving
from coder.tui.screens.coding.noting import Noting
from coder.tui.screens.coding.placing import Placing
from coder.tui.screens.coding.searching import Searching
from coder.tui.screens.coding.selecting import Selecting
from coder.tui.screens.coding.suggesting import Suggesting
from coder.tui.screens.coding.together import Together
from coder.tui.speech import N_, _
from coder.tui.state.finding import Finder
from coder.tui.state.notes import Target, on_this
from coder.tui.state.workspace import Workspace
from coder.tui.state.wrapping import shown
from coder.tui.widgets.code_panel import Definition, SegmentCodes
from coder.tui.widgets.code_tree import CodeTree
from coder.tui.widgets.key_line import KeyLine
from coder.tui.widgets.memo_panel import MemoPanel
from coder.tui.widgets.pin_strip import PinStrip
from coder.tui.widgets.status_line import StatusLine
from coder.tui.widgets.steady import Steady
from coder.tui.widgets.transcript_view import TranscriptView

WIDE = 100
"""Cells from which the codes and their definitions stand beside the transcript."""
LOW = 16
"""Lines below which the transcript gets the room that the segment's codes had."""


class CodingScreen(
    Selecting,
    Moving,
    Jumping,
    Searching,
    Noting,
    Suggesting,
    Coining,
    Consulting,
    Together,
    Placing,
    Applying,
):
    """One interview, coded by keyboard. Answers with the language the labels were last shown in."""

    signs = SIGNS
    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("d", "define", N_("define"), id="coding.define", tooltip=N_("show or hide the definitions")),
        bind("c", "codes", N_("tree"), id="coding.tree", tooltip=N_("go to the codes, and back")),
        bind("l", "language", N_("lang"), id="coding.language", tooltip=N_("language of the labels")),
        bind("escape", "leave", N_("back"), id="coding.leave", key_display="Esc"),
    ]

    def __init__(self, workspace: Workspace, language: str) -> None:
        super().__init__(workspace, language)
        self.finder = Finder(workspace.books, language)
        self._edition = workspace.editions
        self.looked_at: Code | None = None
        """The code whose definition is shown; None follows the segment."""

    def compose(self) -> ComposeResult:
        self.fit(self.app.size)
        yield Steady(id="coding-title")
        with Horizontal(id="coding-body"):
            yield InterviewPanel(id="interviews-side")
            with Vertical(id="coding-text"):
                yield TranscriptView(self.workspace, id="transcript")
                yield SegmentCodes(id="segment-codes")
            with Vertical(id="coding-side"):
                tree = CodeTree(self.workspace.books, self.language, id="code-tree")
                tree.show_counts(self.workspace.counts, self.workspace.pins)
                yield tree
                yield Definition(id="definition")
                yield MemoPanel(id="memos")
        yield PinStrip(id="pin-strip")
        yield StatusLine(id="coding-status")
        yield KeyLine()

    def on_mount(self) -> None:
        view = self.query_one(TranscriptView)
        view.cursor = self.workspace.first_stop()
        view.focus()
        self.refresh_all()
        self.watch(view, "cursor", self._moved, init=False)
        if not self.finder.entries:
            self.say(_(NO_CODES))
        self.app.theme_changed_signal.subscribe(self, lambda _: self.call_after_refresh(self.refresh_all))

    def on_resize(self, event: Resize) -> None:
        self.fit(event.size)
        self.call_after_refresh(self._refresh_segment)

    def fit(self, size: Size) -> None:
        """Have the panels that there is room for; known from the start, nothing is laid out twice."""
        super().fit(size)
        self.set_class(size.width >= WIDE, "wide")
        self.set_class(size.height < LOW, "low")

    # --- showing ----------------------------------------------------------------------------------

    def on_screen_resume(self) -> None:
        """Back from a screen above: show what was changed there, or by somebody else meanwhile."""
        if self.workspace.stale():
            self.workspace.refresh()
        if self.is_mounted:
            self.refresh_all()

    def refresh_all(self) -> None:
        """Show everything that a change has made different."""
        if self.workspace.gone:
            self.call_later(self._leave_what_is_gone)
            return
        if self._edition != self.workspace.editions:
            self._show_codebooks()
        laid = self.view.laid
        if self.selection is not None and laid and laid.text != self.workspace.transcript.text:
            self.leave_selection()
        if self.view.language != self.language:
            self.view.language = self.language
            self.view.repaint()
        self.view.repaint_touched()
        title = Text(no_wrap=True, overflow="ellipsis")
        title.append(f" {shown(self.workspace.transcript.name)} ", style="bold")
        title.append(f"  {shown(self.workspace.study.name)}", style="dim")
        if n := len(self.workspace.notes.on(Target("transcript", self.workspace.transcript.id))):
            title.append(f"  {on_this(n)}")
        self.query_one("#coding-title", Steady).put(title)
        self.code_tree.show_counts(self.workspace.counts, self.workspace.pins)
        self.query_one(PinStrip).show(self.workspace, self.language, self.size.width)
        self._refresh_segment()
        self.show_progress()
        self.show_others()

    def _leave_what_is_gone(self) -> None:
        """The interview has been taken out of the study, by an undo here or by somebody else."""
        if self.is_current:
            words = _("{name} is not in the study any more.")
            self.notify(words.format(name=shown(self.workspace.transcript.name)), markup=False)
            self.dismiss(self.language)

    def _show_codebooks(self) -> None:
        """Show codebooks that have been read anew."""
        self._edition = self.workspace.editions
        self.finder = Finder(self.workspace.books, self.language)
        tree = self.code_tree
        tree.books, tree.language = self.workspace.books, self.language
        tree.fill()
        if self.looked_at is not None:
            self.look_at(self.looked_at.id)

    def _refresh_segment(self) -> None:
        """Show what belongs to the segment at the cursor."""
        index = self.view.cursor
        room = 1 if self.has_class("low") else 5
        self.query_one(SegmentCodes).show(self.workspace, index, self.language, room, self.view.tint)
        codings = self.workspace.codings_at(index)
        if self.looked_at is None:
            code = self.workspace.codes[codings[-1].code_id] if codings else None
            book = self.workspace.book_of[code.id] if code else None
            self.query_one(Definition).show(code, book, self.language)
        self.show_memos()
        self._status()

    def _status(self) -> None:
        line = self.query_one(StatusLine)
        line.show(self.workspace, self.view.cursor, self.said, self.size.width)

    def say(self, words: str) -> None:
        """Say something in the status line, where it covers nothing; the next step wipes it."""
        self.said = shown(words)
        self._status()

    def look_at(self, code_id: int | None) -> None:
        """Show the definition of a code; None: of the segment's newest one."""
        self.looked_at = self.workspace.codes.get(code_id) if code_id is not None else None
        if self.looked_at is not None:
            book = self.workspace.book_of[self.looked_at.id]
            self.query_one(Definition).show(self.looked_at, book, self.language)
        else:
            self._refresh_segment()

    @on(TranscriptView.Moved)
    def _moved(self) -> None:
        """The cursor has come to another segment; all that shows is painted in one go with it."""
        self.looked_at = None
        self.said = ""
        if self.selection is not None and self.view.cursor not in self.workspace.segments_of(
            self.selection.span
        ):
            self.leave_selection()
        self._refresh_segment()

    @on(TranscriptView.Dragged)
    def _dragged(self, event: TranscriptView.Dragged) -> None:
        self.select_span(event.span)

    @on(CodeTree.Looked)
    def _looked(self, event: CodeTree.Looked) -> None:
        if self.code_tree.has_focus:
            self.looked_at = event.code
            self.query_one(Definition).show(event.code, self.workspace.book_of[event.code.id], self.language)
            self.show_memos()

    def key_hints(self) -> Sequence[Hint]:
        """Other keys matter while a passage is chosen or changed, in the tree, among the interviews."""
        if self.code_tree.has_focus:
            return hints.TREE
        if self.query_one("#interviews-list").has_focus:
            return hints.INTERVIEWS
        if self.selection is not None:
            return hints.PASSAGE if self.selection.coding_id is None else hints.SPAN
        return hints.CODING

    def speaks(self, language: str) -> bool:
        """Everything here is said afresh."""
        super().speaks(language)
        self.workspace.editions += 1  # the same codes, to be shown in other words
        self.refresh_all()
        self.show_rounds()
        if self.selection is not None:
            self.show_selection()
        return True

    # --- panels -----------------------------------------------------------------------------------

    def action_codes(self) -> None:
        """Go to the tree of codes, or back to the transcript."""
        tree = self.code_tree
        if tree.has_focus:
            self.leave_tree()
        else:
            self._show_side(True)
            tree.focus()

    def leave_tree(self) -> None:
        """Back to the transcript; where there is little room, the codes go."""
        self.remove_class("side")
        self.view.focus()

    def _show_side(self, yes: bool) -> None:
        """Show or hide the codes and the definition."""
        if yes:
            self.unfold()
        self.set_class(yes, "side")
        self.set_class(not yes and self.has_class("wide"), "bare")

    def action_define(self) -> None:
        """Show the codes and the definition of the segment's newest one, or hide them again."""
        shows = self.query_one("#coding-side").display
        self._show_side(not shows)
        if shows and self.code_tree.has_focus:
            self.view.focus()

    def action_language(self) -> None:
        """Show code labels in the next language of the codebooks."""
        languages = list(dict.fromkeys(each for book in self.workspace.books for each in book.languages))
        if not languages:
            return
        at = languages.index(self.language) if self.language in languages else -1
        self.language = languages[(at + 1) % len(languages)]
        self.finder = Finder(self.workspace.books, self.language)
        tree = self.code_tree
        tree.language = self.language
        tree.fill()
        self.looked_at = None
        self.refresh_all()

    def action_leave(self) -> None:
        """One step back: from the codes, from a passage, from the interview."""
        if self.code_tree.has_focus:
            self.leave_tree()
        elif self.selection is not None:
            self.leave_selection()
        else:
            self.dismiss(self.language)
