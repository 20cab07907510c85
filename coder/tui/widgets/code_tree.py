"""The codebooks as a tree; choosing a code applies it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.text import Text
from textual.message import Message
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from coder.model import Code, Codebook
from coder.tui.colors import swatch
from coder.tui.keys import bind
from coder.tui.labels import label_in
from coder.tui.speech import N_, _
from coder.tui.widgets.book_tree import STATUS


class CodeTree(Tree[Code | None]):
    """The codes by codebook and parent, with the counts of this transcript."""

    DEFAULT_CSS = """
    CodeTree { height: 1fr; background: transparent; padding: 0; }
    """

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("enter", "select_cursor", N_("apply"), id="tree.apply", tooltip=N_("the code at the cursor")),
    ]

    class Chosen(Message):
        """A code was chosen with Enter or the mouse."""

        def __init__(self, code: Code) -> None:
            super().__init__()
            self.code = code

    class Looked(Message):
        """The tree's cursor is on a code."""

        def __init__(self, code: Code) -> None:
            super().__init__()
            self.code = code

    def __init__(self, books: Sequence[Codebook], language: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__("codes", id=id)
        self.show_root = False
        self.guide_depth = 2
        self.books = books
        self.language = language
        self.counts: Mapping[int, int] = {}
        self.pins: Mapping[int, int] = {}
        """The digit under which a code is kept, by code."""
        self._places: dict[int, TreeNode[Code | None]] = {}

    def on_mount(self) -> None:
        self.fill()

    def fill(self) -> None:
        """Build the tree; the cursor stays on its code."""
        at = self.cursor_node.data.id if self.cursor_node is not None and self.cursor_node.data else None
        self.clear()
        self._places.clear()
        for book in self.books:
            top = self.root.add(Text(label_in(book.title, self.language), style="bold"), None, expand=True)
            places: dict[str | None, TreeNode[Code | None]] = {None: top}
            parents = {code.parent for code in book.codes}
            for code in book.codes:
                label = self._label(code)
                above = places[code.parent]
                if code.slug in parents:
                    places[code.slug] = self._places[code.id] = above.add(label, code, expand=True)
                else:
                    self._places[code.id] = above.add_leaf(label, code)
        if at in self._places:
            self.call_after_refresh(self.move_cursor, self._places[at])

    def show_counts(self, counts: Mapping[int, int], pins: Mapping[int, int]) -> None:
        """Show how often each code stands in this transcript, and its pin; relabel only what changed.

        Args:
            counts: codings by code.
            pins: codes by the digit they are kept under.
        """
        before = {each: (self.counts.get(each, 0), self.pins.get(each)) for each in self._places}
        self.counts, self.pins = dict(counts), {code_id: slot for slot, code_id in pins.items()}
        for code_id, node in self._places.items():
            now = (counts.get(code_id, 0), self.pins.get(code_id))
            if before[code_id] != now and node.data is not None:
                node.set_label(self._label(node.data))

    def _label(self, code: Code) -> Text:
        label = label_in(code.label, self.language)
        if not code.codable:
            return Text(label, style="italic")
        text = Text()
        text.append("■ ", style=swatch(code.color))
        if (slot := self.pins.get(code.id)) is not None:
            text.append(f"{slot} ", style="bold reverse")
        text.append(label)
        if code.status in ("merged", "retired"):
            text.append(f"  {_(STATUS[code.status])}", style="dim italic")
        if n := self.counts.get(code.id, 0):
            text.append(f"  {n}", style="bold")
        return text

    def on_tree_node_selected(self, event: Tree.NodeSelected[Code | None]) -> None:
        event.stop()
        code = event.node.data
        if code is not None and code.codable:
            self.post_message(self.Chosen(code))

    def on_tree_node_highlighted(self, event: Tree.NodeHighlighted[Code | None]) -> None:
        event.stop()
        if event.node.data is not None:
            self.post_message(self.Looked(event.node.data))
