"""The codebooks as a tree with what each code is and how much it is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.message import Message
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from coder.model import Code, Codebook
from coder.study.usage import Use
from coder.tui.colors import swatch
from coder.tui.keys import bind
from coder.tui.labels import label_in
from coder.tui.speech import N_, _
from coder.tui.state.wrapping import shown

FIGURES = 13
"""Cells of the two figures at the right edge: codings and respondents."""
HERE = " ◀"
"""Marks the line of the cursor, where there is no colour to tell it."""
_NARROW = 40
"""Cells below which there is room for one figure only."""
ORIGINS = {"inductive": N_("inductive"), "in-vivo": N_("in vivo")}
STATUS = {"draft": N_("draft"), "retired": N_("retired"), "merged": N_("merged")}


def state(code: Code, book: Codebook, language: str) -> str:
    """What is special about a code, in words: out of use, a draft, found on the way."""
    words = []
    if code.status == "merged":
        into = next((each.label for each in book.codes if each.slug == code.merged_into), {})
        words.append(_("merged into {code}").format(code=shown(label_in(into, language))))
    elif code.status in STATUS:
        words.append(_(STATUS[code.status]))
    if code.origin in ORIGINS:
        words.append(_(ORIGINS[code.origin]))
    return ", ".join(words)


class BookTree(Tree[Code | None]):
    """All codes of all codebooks. The cursor stands on a code, or on a codebook's title."""

    DEFAULT_CSS = """
    BookTree { height: 1fr; background: transparent; padding: 0; overflow-x: hidden; scrollbar-gutter: stable;
      scrollbar-size-vertical: 1; }
    """
    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("down,j", "step(1)", N_("next line"), id="tree.down", show=False),
        bind("up,k", "step(-1)", N_("previous line"), id="tree.up", show=False),
        bind("pagedown", "leaf(1)", N_("a screen down"), id="tree.pagedown", show=False),
        bind("pageup", "leaf(-1)", N_("a screen up"), id="tree.pageup", show=False),
        bind("home,g", "edge(0)", N_("first line"), id="tree.first", show=False),
        bind("end,G", "edge(1)", N_("last line"), id="tree.last", show=False),
        bind("left", "fold", N_("fold"), id="tree.fold", show=False),
        bind("right", "unfold", N_("unfold"), id="tree.unfold", show=False),
    ]

    class Looked(Message):
        """The cursor has come to another line."""

    class Moved(Message):
        """The coder has moved the cursor."""

    class Opened(Message):
        """A line was chosen with Enter or the mouse."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__("codebooks", id=id)
        self.show_root = False
        self.auto_expand = False
        self.guide_depth = 2
        self.books: Sequence[Codebook] = ()
        self.language = "en"
        self.uses: Mapping[int, Use] | None = None
        """None: not counted yet."""
        self._places: dict[int, TreeNode[Code | None]] = {}

    @property
    def code(self) -> Code | None:
        """The code at the cursor; None on a codebook's title."""
        return self.cursor_node.data if self.cursor_node is not None else None

    @property
    def book(self) -> Codebook | None:
        """The codebook at the cursor; None where there is none at all."""
        node = self.cursor_node
        if node is None or not self.books:
            return self.books[0] if self.books else None
        while node.parent is not None and node.parent is not self.root:
            node = node.parent
        return self.books[list(self.root.children).index(node)]

    def fill(self, books: Sequence[Codebook], language: str, at: int | None = None) -> None:
        """Show these codebooks; the cursor goes to the code with the id ``at``, else stays where it is."""
        folded = {id_ for id_, node in self._places.items() if not node.is_expanded and node.allow_expand}
        here = at if at is not None else self.code.id if self.code else None
        line = self.cursor_line
        self.books, self.language = books, language
        self.clear()
        self._places.clear()
        for book in books:
            title = Text(shown(label_in(book.title, language)), style="bold")
            top = self.root.add(title, None, expand=True)
            nodes: dict[str | None, TreeNode[Code | None]] = {None: top}
            parents = {code.parent for code in book.codes}
            for code in book.codes:
                above = nodes[code.parent]
                has = code.slug in parents
                node = above.add(
                    self._label(code, book), code, expand=has and code.id not in folded, allow_expand=has
                )
                nodes[code.slug] = self._places[code.id] = node
        self.call_after_refresh(self._stand, here, line)

    def _stand(self, code_id: int | None, line: int) -> None:
        if code_id in self._places:
            self.stand_on(self._places[code_id])
        else:
            self.cursor_line = max(min(line, self.last_line), 0)
        self.post_message(self.Looked())

    def stand_on(self, node: TreeNode[Code | None]) -> None:
        """Bring the cursor to a line, unfolding what it is in."""
        above = node.parent
        while above is not None:
            above.expand()
            above = above.parent
        self.call_after_refresh(self.move_cursor, node)

    def go_to(self, code_id: int) -> None:
        """Bring the cursor to a code."""
        if code_id in self._places:
            self.stand_on(self._places[code_id])

    def count(self, uses: Mapping[int, Use]) -> None:
        """Show how much each code is used."""
        self.uses = uses
        for node in self._places.values():
            node.refresh()

    def _label(self, code: Code, book: Codebook) -> Text:
        label = shown(label_in(code.label, self.language))
        text = Text()
        if code.codable:
            text.append("■ ", style=swatch(code.color))
        out = code.status in ("merged", "retired")
        text.append(label, style="dim" if out else "" if code.codable else "italic bold")
        if words := state(code, book, self.language):
            text.append(f"  {words}", style="dim italic")
        return text

    def render_label(self, node: TreeNode[Code | None], base_style: Style, style: Style) -> Text:
        depth, above = 0, node.parent
        while above is not None and above is not self.root:
            depth, above = depth + 1, above.parent
        room = max(self.scrollable_content_region.width - depth * self.guide_depth - len(HERE), 4)
        figures = self._figures(node, room)
        mark = ("▾ " if node.is_expanded else "▸ ") if node.allow_expand else ""
        text = Text(mark, style=base_style, no_wrap=True)
        text.append_text(node.label if isinstance(node.label, Text) else Text(str(node.label)))
        text.truncate(max(room - cell_len(figures), 2), overflow="ellipsis", pad=True)
        text.append(figures)
        text.append(HERE if node is self.cursor_node else " " * len(HERE))
        text.stylize(style)
        return text

    def _figures(self, node: TreeNode[Code | None], room: int) -> str:
        code = node.data
        if room < _NARROW // 2:
            return ""
        if code is None:
            heads = _("codings"), _("resp.")
            words = f"{heads[0]:>8}{heads[1]:>7}" if node is self.root.children[0] else ""
            return words if room >= _NARROW else words[:8]
        if self.uses is None:
            return ""
        use = self.uses.get(code.id, Use())
        if not use.codings and not code.codable:
            return ""
        figures = f"{use.codings:>8,}{use.respondents:>7,}"
        return figures if room >= _NARROW else figures[:8]

    def get_label_width(self, node: TreeNode[Code | None]) -> int:  # noqa: ARG002 - Textual's signature
        return 1

    def action_step(self, by: int) -> None:
        """Move by lines."""
        self.cursor_line = max(min(self.cursor_line + by, self.last_line), 0)
        self.scroll_to_line(self.cursor_line, animate=False)
        self.post_message(self.Moved())

    def action_leaf(self, direction: int) -> None:
        """Move by a screenful."""
        self.action_step(direction * max(self.size.height - 1, 1))

    def action_edge(self, end: int) -> None:
        """Go to the first or the last line."""
        self.action_step(self.last_line if end else -self.last_line)

    def action_fold(self) -> None:
        """Fold the codes under this one, else go up a level."""
        node = self.cursor_node
        if node is not None and node.allow_expand and node.is_expanded:
            node.collapse()
        elif node is not None and node.parent is not None and node.parent is not self.root:
            self.move_cursor(node.parent)
            self.post_message(self.Moved())

    def action_unfold(self) -> None:
        """Unfold the codes under this one."""
        if self.cursor_node is not None and self.cursor_node.allow_expand:
            self.cursor_node.expand()

    def on_tree_node_selected(self, event: Tree.NodeSelected[Code | None]) -> None:
        event.stop()
        self.post_message(self.Opened())

    def on_tree_node_highlighted(self, event: Tree.NodeHighlighted[Code | None]) -> None:
        event.stop()
        self.post_message(self.Looked())
