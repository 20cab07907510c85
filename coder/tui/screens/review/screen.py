"""The review screen: what coders differ about on the one side, the passage and their views on the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.events import Resize
from textual.widgets import Static

from coder.model import CoderError
from coder.study import codebook, people, transcripts
from coder.study.review.items import Item
from coder.study.review.views import views
from coder.study.study import Study
from coder.tui import hints
from coder.tui.deeds import Hint
from coder.tui.keys import bind
from coder.tui.screens.review.deciding import Deciding
from coder.tui.speech import N_, _
from coder.tui.state import review_text
from coder.tui.state.reviewing import Reviewing, read
from coder.tui.state.wrapping import shown
from coder.tui.widgets.key_line import KeyLine
from coder.tui.widgets.line_list import LineList

WIDE = 100
"""Cells from which the list stands beside the passage instead of above it."""
LISTED = N_("to settle, settled, coded anew, agreed")
MOST = 9
"""Views shown; digits reach no further."""
_OF_AN_ITEM = ("accept", "both", "neither", "other", "adjust", "why", "whole", "open", "codebook", "read")
"""What can be done only where something is listed."""


class Review(Deciding):
    """The disagreements of a study, one at a time."""

    signs = review_text.SIGNS
    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("enter", "open", N_("open interview"), id="review.open", key_display="Enter"),
        bind("c", "codebook", N_("codebook"), id="review.codebook", tooltip=N_("the entry of this code")),
        bind("f", "next_list", N_("list"), id="review.list", tooltip=LISTED),
        bind("s", "sort", N_("order"), id="review.order", tooltip=N_("by interview, by code, by size")),
        bind("d", "only_code", N_("this code"), id="review.only_code", tooltip=N_("this code alone, or all")),
        bind("i", "only_here", N_("this interview"), id="review.only_here", show=False),
        bind("ctrl+down,shift+pagedown,alt+down", "read(1)", N_("read on"), id="review.on", show=False),
        bind("ctrl+up,shift+pageup,alt+up", "read(-1)", N_("read back"), id="review.up", show=False),
        bind("escape", "leave", N_("back"), id="review.leave", key_display="Esc"),
    ]
    DEFAULT_CSS = """
    Review #review-title {
      height: 1; background: $panel; color: $text; text-wrap: nowrap; text-overflow: ellipsis;
    }
    Review #review-body { height: 1fr; layout: vertical; }
    Review #review-list { height: 30%; min-height: 4; width: 100%; }
    Review #review-side { height: 1fr; width: 100%; border-top: solid $panel-lighten-2; }
    Review #review-box { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    Review #review-box Static { height: auto; }
    Review #review-views { height: auto; layout: vertical; margin: 1 0; }
    Review .review-view { padding: 0 1 0 0; width: 1fr; }
    Review #review-codes { border-top: solid $panel-lighten-2; }
    Review.wide #review-body { layout: horizontal; }
    Review.wide #review-list { height: 100%; width: 40%; max-width: 56; }
    Review.wide #review-side {
      height: 100%; width: 1fr; border-top: none; border-left: solid $panel-lighten-2;
    }
    Review.wide #review-views { layout: horizontal; }
    """

    def __init__(self, study: Study, language: str) -> None:
        super().__init__(study, language)
        self.review = Reviewing(study, language, codebook.codebooks(study))
        self.views = []
        self.ready = False

    def compose(self) -> ComposeResult:
        self.set_class(self.app.size.width >= WIDE, "wide")
        yield Static(id="review-title")
        with Horizontal(id="review-body"):
            yield LineList(id="review-list")
            with Vertical(id="review-side"), VerticalScroll(id="review-box"):
                yield Static(id="review-standing")
                yield Static(id="review-passage")
                with Horizontal(id="review-views"):
                    for n in range(1, MOST + 1):
                        yield Static(id=f"review-view{n}", classes="review-view")
                yield Static(id="review-codes")
        yield Static(id="working-status")
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one("#review-box").can_focus = False
        self.query_one(LineList).focus()
        self.fill()

    def on_resize(self, event: Resize) -> None:
        self.set_class(event.size.width >= WIDE, "wide")

    def key_hints(self) -> Sequence[Hint]:
        if self.selection is not None:
            return hints.REVIEW_PASSAGE
        coders = len(self.views)
        accept = _("to {n} accept").format(n=coders) if coders > 1 else ""
        return [(id_, accept) if id_ == "review.accept1" else (id_, words) for id_, words in hints.REVIEW]

    def speaks(self, language: str) -> bool:
        super().speaks(language)
        self.review.language = language
        if self.ready:
            self.show_list()
        return True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Other keys work while a passage is chosen."""
        if action in ("stretch", "trim", "step"):
            return self.selection is not None
        if action in _OF_AN_ITEM and self.ready and self.item is None:
            return False
        if action in ("only_code", "only_here") and self.ready and self.item is None:
            return self.review.narrowed
        if action == "accept":
            return self.selection is None and self._known(parameters)
        return super().check_action(action, parameters)

    def _known(self, parameters: tuple[object, ...]) -> bool:
        """Whether there is a coder of this number."""
        return not parameters or (isinstance(parameters[0], int) and parameters[0] <= max(len(self.views), 1))

    # --- showing ------------------------------------------------------------------------------------

    def fill(self) -> None:
        self.begin(_("reading what coders did … Esc stops"), read, self._arrived)

    def _arrived(self, found: dict[int, list[Item]]) -> None:
        self.ready = True
        self.review.know(codebook.codebooks(self.study))
        self.review.fill(found)
        self.show_list()

    def refused(self, sentence: str) -> None:
        self.said = sentence
        self.say(sentence)

    @property
    def item(self) -> Item | None:
        at = self.query_one(LineList).cursor
        return self.review.listed[at] if at < len(self.review.listed) else None

    def show_list(self) -> None:
        title = Text(no_wrap=True, overflow="ellipsis")
        name = _("Review")
        title.append(f" {name} ", style="bold").append(f" {shown(self.review.title())}")
        self.query_one("#review-title", Static).update(title)
        self.query_one(LineList).show(self.review.lines())

    def show_rest(self, item: Item | None) -> None:
        """Show what is listed now, at this item where it is still listed."""
        keys = [each.key for each in self.review.listed]
        self.show_list()
        if item is not None and item.key in keys:
            self.query_one(LineList).cursor = keys.index(item.key)

    @on(LineList.Moved)
    def _moved(self) -> None:
        self.query_one("#review-box").scroll_home(animate=False)
        self.show_item()

    def show_item(self) -> None:
        item = self.item
        self.views = []
        if item is not None:
            try:
                self.views = views(self.study, item)[:MOST]
                name = self.review.names[item.transcript_id]
                if self.text is None or self.text.id != item.transcript_id:
                    self.text = transcripts.load(self.study, name)
            except CoderError as error:
                self.said, item = str(error), None
        if item is None or self.text is None:
            self._show_nothing()
        else:
            self._show(item)
        if self.selection is None:
            self.say(self.said or ("" if item is not None or not self.ready else self.review.nothing()))
            self.said = ""
        self.refresh_bindings()

    def _show_nothing(self) -> None:
        for each in self.query("#review-box Static").results(Static):
            each.update("")
        self.query_one("#review-codes").display = False

    def _show(self, item: Item) -> None:
        assert self.text is not None
        coders = {each.id: each.name for each in people.coders(self.study)}
        by = item.settlement.coder_id if item.settlement is not None else None
        standing = review_text.Standing(
            item, self.review.label(item.code_id), coders.get(by or 0, ""), self.views
        )
        self.query_one("#review-standing", Static).update(standing.text())
        chosen = self.selection.span if self.selection is not None else None
        coded = [each for each in self.views if not each.consensus]
        passage = review_text.passage(self.text, item, coded, chosen, brief=not self.has_class("wide"))
        self.query_one("#review-passage", Static).update(passage)
        for n in range(1, MOST + 1):
            panel = self.query_one(f"#review-view{n}", Static)
            panel.display = n <= len(self.views)
            if n <= len(self.views):
                panel.update(review_text.view_text(n, self.views[n - 1], self.text, self.review.label))
        text = Text()
        for code_id in self.review.in_dispute(item):
            if code_id in self.review.codes:
                text.append("\n\n" if text else "").append_text(
                    review_text.definition(
                        self.review.codes[code_id], self.review.book_of[code_id], self.language
                    )
                )
        codes = self.query_one("#review-codes", Static)
        codes.display = bool(text)
        codes.update(text)

    def carry_out(self, change: Callable[[], str]) -> bool:
        try:
            self.said = change()
        except CoderError as error:
            self.say(str(error))
            return False
        return True

    # --- asking for others, and going elsewhere -------------------------------------------------------

    def action_next_list(self) -> None:
        """What is open, settled, coded anew since, agreed."""
        self.review.next_list()
        self.show_list()

    def action_sort(self) -> None:
        """The next order."""
        self.review.next_order()
        self.query_one(LineList).cursor = 0
        self.show_list()

    def action_only_code(self) -> None:
        """The items about this code alone, or all."""
        item = self.item
        self.review.only_code(item)
        self.show_rest(item)

    def action_only_here(self) -> None:
        """The items of this interview alone, or all."""
        item = self.item
        self.review.only_interview(item)
        self.show_rest(item)

    def action_read(self, by: int) -> None:
        """Scroll the passage and what stands below it."""
        box = self.query_one("#review-box")
        box.scroll_relative(y=by * max(box.size.height - 2, 1), animate=False)

    @on(LineList.Chosen)
    async def action_open(self) -> None:
        """Open the interview at the unit; while a passage is chosen, settle it so."""
        item = self.item
        if self.selection is not None:
            self.keep_passage()
        elif item is not None and not self.busy:
            name = self.review.names[item.transcript_id]
            await self.open_interview(name, item.position + 1, self.fill)

    def action_codebook(self) -> None:
        """Go to the entry of the code, where a clearer definition becomes a new version."""
        item = self.item
        if item is None:
            return
        from coder.tui.screens.codebook.screen import CodebookScreen

        def came_back(language: str | None) -> None:
            self.language = self.review.language = language or self.language
            self.fill()

        self.app.push_screen(CodebookScreen(self.study, self.language, item.code_id), came_back)

    def action_leave(self) -> None:
        """From a passage to the list, from a part of it to all, and back."""
        if self.selection is not None:
            self.leave_selection()
        elif self.review.narrowed and not self.busy:
            item = self.item
            self.review.code_id = self.review.transcript_id = None
            self.review.line_up()
            self.show_rest(item)
        else:
            super().action_leave()
