"""The coding screen: a transcript, its codes, and every key a coder needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.widgets import Footer, Static

from coder.model import Code, CoderError
from coder.tui.finding import Finder
from coder.tui.keys import bind
from coder.tui.screens.finder import CodeFinder
from coder.tui.screens.selecting import Selecting
from coder.tui.widgets.code_panel import Definition, SegmentCodes
from coder.tui.widgets.code_tree import CodeTree
from coder.tui.widgets.status_line import StatusLine
from coder.tui.widgets.transcript_view import TranscriptView
from coder.tui.workspace import Workspace
from coder.tui.wrapping import shown

WIDE = 100
"""Cells from which the codes and their definitions stand beside the transcript."""
NO_CODES = "No codes yet: coder codebook add oecd-pslc"
LOW = 16
"""Lines below which the transcript gets the room that the segment's codes had."""


class CodingScreen(Selecting):
    """One interview, coded by keyboard. Answers with the language the labels were last shown in."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("slash,enter", "find", "code", key_display="/"),
        bind("x,delete", "remove", "remove"),
        bind("space", "decide", "done"),
        bind("n", "next_undecided", "next"),
        bind("full_stop,ю", "repeat", "again", key_display="."),
        bind("u,ctrl+z", "undo", "undo", key_display="u"),
        bind("ctrl+r", "redo", "redo", show=False),
        bind("down,j", "move(1)", show=False),
        bind("up,k", "move(-1)", show=False),
        bind("pagedown", "page(1)", show=False),
        bind("pageup", "page(-1)", show=False),
        bind("home,g", "edge(0)", show=False),
        bind("end,G", "edge(1)", show=False),
        bind("d", "define", "define"),
        bind("c", "codes", "tree"),
        bind("l", "language", "lang"),
        bind("escape", "leave", "back", key_display="Esc"),
        *Selecting.KEYS,
        *(bind(str(n), f"pinned({n})", show=False) for n in range(1, 10)),
    ]

    def __init__(self, workspace: Workspace, language: str) -> None:
        super().__init__()
        self.workspace = workspace
        self.language = language
        self.finder = Finder(workspace.books, language)
        self.looked_at: Code | None = None
        """The code whose definition is shown; None follows the segment."""
        self.said = ""
        """What the status line says besides."""

    def compose(self) -> ComposeResult:
        yield Static(id="coding-title")
        with Horizontal(id="coding-body"):
            with Vertical(id="coding-text"):
                yield TranscriptView(self.workspace, id="transcript")
                yield SegmentCodes(id="segment-codes")
            with Vertical(id="coding-side"):
                yield CodeTree(self.workspace.books, self.language, id="code-tree")
                yield Definition(id="definition")
        yield StatusLine(id="coding-status")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        view = self.query_one(TranscriptView)
        view.cursor = self.workspace.first_stop()
        view.focus()
        self._refresh_all()
        if not self.finder.entries:
            self.say(NO_CODES)

    def on_resize(self, event: Resize) -> None:
        self.set_class(event.size.width >= WIDE, "wide")
        self.set_class(event.size.height < LOW, "low")
        self.call_after_refresh(self._refresh_segment)

    # --- showing ----------------------------------------------------------------------------------

    def _refresh_all(self) -> None:
        """Show everything afresh after a change."""
        self.view.repaint()
        title = Text(no_wrap=True, overflow="ellipsis")
        title.append(f" {shown(self.workspace.transcript.name)} ", style="bold")
        title.append(f"  {shown(self.workspace.study.name)}", style="dim")
        self.query_one("#coding-title", Static).update(title)
        self.query_one(CodeTree).show_counts(
            Counter(c.code_id for c in self.workspace.codings), self.workspace.pins
        )
        self._refresh_segment()

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
        self._status()

    def _status(self) -> None:
        line = self.query_one(StatusLine)
        line.show(self.workspace, self.view.cursor, self.said, self.size.width)

    def say(self, words: str) -> None:
        """Say something in the status line, where it covers nothing; the next step wipes it."""
        self.said = shown(words)
        self._status()

    @on(TranscriptView.Moved)
    def _moved(self) -> None:
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
        if self.query_one(CodeTree).has_focus:
            self.looked_at = event.code
            self.query_one(Definition).show(event.code, self.workspace.book_of[event.code.id], self.language)

    # --- moving -----------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Move by segments; while a passage is being chosen, by its pieces."""
        if self.selection is not None:
            self.selection.step(by)
            self.show_selection()
        else:
            self.view.move(by)

    def action_page(self, direction: int) -> None:
        """Move by a screenful."""
        self.view.page(direction)

    def action_edge(self, end: int) -> None:
        """Go to the first or the last segment."""
        self.view.cursor = end * (len(self.workspace.segments) - 1)

    def action_next_undecided(self) -> None:
        """Go to the next undecided unit."""
        index = self.workspace.next_undecided(self.view.cursor)
        if index is None:
            self.say("Every unit of this interview is decided. Esc goes back.")
        else:
            self.view.cursor = index

    # --- coding -----------------------------------------------------------------------------------

    def action_find(self) -> None:
        """Open the finder for the passage chosen, else for the segment at the cursor."""
        if self.query_one(CodeTree).has_focus or self.keep_span() or not self.may_code():
            return
        chosen = self.selection
        words = (
            chosen.span.of(self.workspace.transcript.text)
            if chosen
            else self.workspace.words(self.view.cursor)
        )
        self.open_finder(words, self._apply)

    def open_finder(self, words: str, done: Callable[[int], None]) -> None:
        """Ask for a code; ``words`` are what it is for."""
        if not self.finder.entries:
            self.say(NO_CODES)
            return

        def found(code_id: int | None) -> None:
            if code_id is not None:
                done(code_id)

        heading = shown(" ".join(words.split()))
        self.app.push_screen(CodeFinder(self.finder, self.language, self.workspace.recent, heading), found)

    def action_pinned(self, slot: int) -> None:
        """Apply the code kept under a digit; in the tree, keep the code at the cursor under it."""
        tree = self.query_one(CodeTree)
        if tree.has_focus:
            node = tree.cursor_node
            if node is not None and node.data is not None and node.data.codable:
                code = node.data
                self.carry_out(lambda: self.workspace.pin(slot, code.id))
        elif (code_id := self.workspace.pins.get(slot)) is not None:
            self._apply(code_id)
        else:
            self.say(f"Nothing is pinned to {slot}: c goes to the codes, and {slot} there pins one.")

    @on(CodeTree.Chosen)
    def _chosen_in_tree(self, event: CodeTree.Chosen) -> None:
        self._apply(event.code.id)
        self._leave_codes()

    def action_repeat(self) -> None:
        """Apply the code applied last."""
        if self.workspace.last_code is None:
            self.say("No code has been applied yet in this sitting.")
        else:
            self._apply(self.workspace.last_code)

    def may_code(self) -> bool:
        if self.workspace.segments[self.view.cursor].is_unit:
            return True
        self.say("This is not a unit: what the interviewer says, and headings, are not coded.")
        return False

    def _apply(self, code_id: int) -> None:
        if not self.may_code():
            return
        span = self.selection.span if self.selection is not None else None
        if span is not None:
            self.leave_selection()
        self.carry_out(lambda: self.workspace.apply(self.view.cursor, code_id, span))

    def action_remove(self) -> None:
        """Remove a code from the segment; ask which where there are several."""
        self.pick_coding(
            "Which code goes?", lambda each: self.carry_out(lambda: self.workspace.remove(each.id))
        )

    def action_decide(self) -> None:
        """Mark the segment as done and go to the next undecided one."""
        if self.workspace.segments[self.view.cursor].is_unit and not self.workspace.is_decided(
            self.view.cursor
        ):
            self.carry_out(lambda: self.workspace.decide(self.view.cursor))
        self.action_next_undecided()

    def action_undo(self) -> None:
        """Take back the newest change."""
        self.carry_out(lambda: f"undone: {self.workspace.undo()}")

    def action_redo(self) -> None:
        """Repeat what was undone."""
        self.carry_out(lambda: f"redone: {self.workspace.redo()}")

    def carry_out(self, change: Callable[[], str | None]) -> None:
        """Carry out a change and show it; a refusal is shown as its sentence."""
        try:
            self.said = shown(change() or "")
        except CoderError as error:
            self.said = shown(str(error))
        self._refresh_all()

    # --- panels -----------------------------------------------------------------------------------

    def action_codes(self) -> None:
        """Go to the tree of codes, or back to the transcript."""
        tree = self.query_one(CodeTree)
        if tree.has_focus:
            self._leave_codes()
        else:
            self._show_side(True)
            tree.focus()

    def _leave_codes(self) -> None:
        """Back to the transcript; where there is little room, the codes go."""
        self.remove_class("side")
        self.view.focus()

    def _show_side(self, yes: bool) -> None:
        """Show or hide the codes and the definition."""
        self.set_class(yes, "side")
        self.set_class(not yes and self.has_class("wide"), "bare")

    def action_define(self) -> None:
        """Show the codes and the definition of the segment's newest one, or hide them again."""
        shows = self.query_one("#coding-side").display
        self._show_side(not shows)
        if shows and self.query_one(CodeTree).has_focus:
            self.view.focus()

    def action_language(self) -> None:
        """Show code labels in the next language of the codebooks."""
        languages = list(dict.fromkeys(each for book in self.workspace.books for each in book.languages))
        if not languages:
            return
        at = languages.index(self.language) if self.language in languages else -1
        self.language = languages[(at + 1) % len(languages)]
        self.finder = Finder(self.workspace.books, self.language)
        tree = self.query_one(CodeTree)
        tree.language = self.language
        tree.fill()
        self.looked_at = None
        self._refresh_all()

    def action_leave(self) -> None:
        """One step back: from the codes, from a passage, from the interview."""
        if self.query_one(CodeTree).has_focus:
            self._leave_codes()
        elif self.selection is not None:
            self.leave_selection()
        else:
            self.dismiss(self.language)
