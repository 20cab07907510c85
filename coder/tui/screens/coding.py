"""The coding screen: a transcript, its codes, and every key a coder needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from rich.style import Style
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Footer, Static

from coder.model import Code, CoderError, in_language
from coder.tui.finding import Finder
from coder.tui.keys import bind
from coder.tui.screens.choose import Choose
from coder.tui.screens.finder import CodeFinder
from coder.tui.widgets.code_panel import Definition, SegmentCodes
from coder.tui.widgets.code_tree import CodeTree
from coder.tui.widgets.transcript_view import TranscriptView, letter
from coder.tui.workspace import Workspace
from coder.tui.wrapping import shown

WIDE = 100
"""Cells from which the codes and their definitions stand beside the transcript."""


class CodingScreen(Screen[None]):
    """One interview, coded by keyboard."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("slash,enter", "find", "code", key_display="/"),
        bind("x,delete", "remove", "remove"),
        bind("space", "decide", "done, next"),
        bind("n", "next_undecided", "next open"),
        bind("full_stop", "repeat", "repeat", key_display="."),
        bind("u,ctrl+z", "undo", "undo", key_display="u"),
        bind("ctrl+r", "redo", "redo", show=False),
        bind("down,j", "move(1)", show=False),
        bind("up,k", "move(-1)", show=False),
        bind("pagedown", "page(1)", show=False),
        bind("pageup", "page(-1)", show=False),
        bind("home,g", "edge(0)", show=False),
        bind("end,G", "edge(1)", show=False),
        bind("d", "define", "definition"),
        bind("c", "codes", "codes"),
        bind("l", "language", "language"),
        bind("escape", "leave", "interviews", key_display="Esc"),
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
        yield Static(id="coding-status")
        yield Footer()

    def on_mount(self) -> None:
        view = self.query_one(TranscriptView)
        view.cursor = self.workspace.first_stop()
        view.focus()
        self._refresh_all()

    def on_resize(self, event: Resize) -> None:
        self.set_class(event.size.width >= WIDE, "wide")
        self.set_class(event.size.height < 16, "low")
        self.call_after_refresh(self._refresh_segment)

    # --- showing ----------------------------------------------------------------------------------

    @property
    def view(self) -> TranscriptView:
        """The transcript."""
        return self.query_one(TranscriptView)

    def _refresh_all(self) -> None:
        """Show everything afresh after a change."""
        self.view.repaint()
        title = Text(no_wrap=True, overflow="ellipsis")
        title.append(f" {shown(self.workspace.transcript.name)} ", style="bold")
        title.append(f"  {self.workspace.study.name}", style="dim")
        self.query_one("#coding-title", Static).update(title)
        self.query_one(CodeTree).show_counts(Counter(c.code_id for c in self.workspace.codings))
        self._refresh_segment()

    def _refresh_segment(self) -> None:
        """Show what belongs to the segment at the cursor."""
        index = self.view.cursor
        segment = self.workspace.segments[index]
        codings = self.workspace.codings_at(index)
        rows = [
            (
                letter(i),
                self.workspace.codes[c.code_id],
                c,
                Style(bgcolor=self.view.tint(self.workspace.codes[c.code_id].color).rich_color),
            )
            for i, c in enumerate(codings)
        ]
        whole = [c.span.start <= segment.span.start and segment.span.end <= c.span.end for c in codings]
        self.query_one(SegmentCodes).show(rows, self.language, self._state(index), self.size.width, whole)
        if self.looked_at is None:
            code = self.workspace.codes[codings[-1].code_id] if codings else None
            book = self.workspace.book_of[code.id] if code else None
            self.query_one(Definition).show(code, book, self.language)
        self._status()

    def _state(self, index: int) -> str:
        segment = self.workspace.segments[index]
        if not segment.is_unit:
            return (
                "the interviewer's words are not coded" if segment.kind == "turn" else "not part of the talk"
            )
        if codings := self.workspace.codings_at(index):
            return f"{len(codings)} code" + ("s" if len(codings) > 1 else "")
        return "done, no code applies" if self.workspace.is_decided(index) else "not decided yet"

    def _status(self) -> None:
        done, units = self.workspace.progress()
        share = 100 * done // units if units else 100
        text = Text(no_wrap=True, overflow="ellipsis")
        text.append(f" {self.workspace.coder.name}", style="bold")
        text.append(f" │ segment {self.view.cursor + 1}/{len(self.workspace.segments)}")
        text.append(f" │ decided {done}/{units} ({share}%)")
        text.append(f" │ {self.said or 'saved'}", style="bold" if self.said else "")
        self.query_one("#coding-status", Static).update(text)

    def _say(self, words: str) -> None:
        """Say something in the status line, where it covers nothing; the next step wipes it."""
        self.said = shown(words)
        self._status()

    @on(TranscriptView.Moved)
    def _moved(self) -> None:
        self.looked_at = None
        self.said = ""
        self._refresh_segment()

    @on(CodeTree.Looked)
    def _looked(self, event: CodeTree.Looked) -> None:
        if self.query_one(CodeTree).has_focus:
            self.looked_at = event.code
            self.query_one(Definition).show(event.code, self.workspace.book_of[event.code.id], self.language)

    # --- moving -----------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Move by segments."""
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
            self._say("Every unit of this interview is decided. Esc goes back to the interviews.")
        else:
            self.view.cursor = index

    # --- coding -----------------------------------------------------------------------------------

    def action_find(self) -> None:
        """Open the finder for the segment at the cursor."""
        if self.query_one(CodeTree).has_focus:
            return
        if not self._may_code():
            return
        index = self.view.cursor
        words = " ".join(
            shown(self.workspace.segments[index].span.of(self.workspace.transcript.text)).split()
        )
        finder = CodeFinder(self.finder, self.language, self.workspace.recent, words)

        def done(code_id: int | None) -> None:
            if code_id is not None:
                self._apply(code_id)

        self.app.push_screen(finder, done)

    @on(CodeTree.Chosen)
    def _chosen_in_tree(self, event: CodeTree.Chosen) -> None:
        self._apply(event.code.id)
        self.view.focus()

    def action_repeat(self) -> None:
        """Apply the code applied last."""
        if self.workspace.last_code is None:
            self._say("No code has been applied yet in this sitting.")
        else:
            self._apply(self.workspace.last_code)

    def _may_code(self) -> bool:
        if self.workspace.segments[self.view.cursor].is_unit:
            return True
        self._say("This is not a unit: what the interviewer says, and headings, are not coded.")
        return False

    def _apply(self, code_id: int) -> None:
        if not self._may_code():
            return
        self._do(lambda: self.workspace.apply(self.view.cursor, code_id))

    def action_remove(self) -> None:
        """Remove a code from the segment; ask which where there are several."""
        codings = self.workspace.codings_at(self.view.cursor)
        if not codings:
            self._say("No code stands here.")
            return
        if len(codings) == 1:
            self._do(lambda: self.workspace.remove(codings[0].id))
            return
        lines = []
        for i, each in enumerate(codings):
            text = Text(f"{letter(i)} ", style="bold", no_wrap=True, overflow="ellipsis")
            text.append(in_language(self.workspace.codes[each.code_id].label, self.language))
            text.append(f"  “{shown(each.quote)[:60]}", style="dim not bold")
            lines.append((text, each.id))

        def done(coding_id: int | None) -> None:
            if coding_id is not None:
                self._do(lambda: self.workspace.remove(coding_id))

        self.app.push_screen(Choose("Which code goes?", lines), done)

    def action_decide(self) -> None:
        """Mark the segment as done and go to the next undecided one."""
        if self.workspace.segments[self.view.cursor].is_unit and not self.workspace.is_decided(
            self.view.cursor
        ):
            self._do(lambda: self.workspace.decide(self.view.cursor))
        self.action_next_undecided()

    def action_undo(self) -> None:
        """Take back the newest change."""
        self._do(lambda: f"undone: {self.workspace.undo()}")

    def action_redo(self) -> None:
        """Repeat what was undone."""
        self._do(lambda: f"redone: {self.workspace.redo()}")

    def _do(self, change: Callable[[], str | None]) -> None:
        """Carry out a change and show it; a refusal is shown as its sentence."""
        try:
            self.said = shown(change() or "")
        except CoderError as error:
            self.said = shown(str(error))
        self._refresh_all()

    # --- panels -----------------------------------------------------------------------------------

    def action_codes(self) -> None:
        """Go to the tree of codes, or fold it away."""
        tree = self.query_one(CodeTree)
        if tree.has_focus:
            self.remove_class("side")
            self.view.focus()
        else:
            self.add_class("side")
            tree.focus()

    def action_define(self) -> None:
        """Show the definition of the segment's newest code, or hide it again."""
        self.toggle_class("side")
        if not self.has_class("side") and self.query_one(CodeTree).has_focus:
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
        self._refresh_all()

    def action_leave(self) -> None:
        """Back to the transcript, or from there to the interviews."""
        if self.query_one(CodeTree).has_focus:
            self.view.focus()
        else:
            self.dismiss(None)
