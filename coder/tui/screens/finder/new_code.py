"""A new code on the spot: what is nearly the same is shown first, so that codes are reused, not split."""

from __future__ import annotations

from typing import NamedTuple

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.events import DescendantFocus
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from coder.model import Code, Codebook, CoderError, Origin
from coder.study.reuse import NearCode, near_in
from coder.study.revision import NewCode
from coder.tui.colors import swatch
from coder.tui.keys import bind
from coder.tui.labels import label_in
from coder.tui.screens.place import Dialog
from coder.tui.speech import N_, _
from coder.tui.state.at_hand import add_code, language_of
from coder.tui.state.workspace import Workspace
from coder.tui.state.wrapping import shown

LONGEST = 200
"""Characters of a label, as the study keeps it."""


class Answer(NamedTuple):
    """The code to apply, and whether it was made just now."""

    code_id: int
    made: bool


class Making(Dialog[Answer | None]):
    """Answers with the code made, or with the one chosen instead of making it."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("escape", "dismiss(None)", N_("close"), id="newcode.close", key_display="Esc"),
        bind("down", "step(1)", show=False),
        bind("up", "step(-1)", show=False),
    ]

    keys = N_("Enter makes the code and applies it   Tab goes on to: name, place, meaning   Esc back")
    keys_near = N_("Enter takes it   Tab goes on to: name, place, meaning   Esc back")

    def __init__(
        self,
        workspace: Workspace,
        language: str,
        name: str,
        *,
        near: Code | None,
        origin: Origin = "inductive",
        spoken: str = "",
    ) -> None:
        """A code to be made.

        Args:
            workspace: whose codebooks it may go into.
            language: the labels are shown in.
            name: its label, to begin with.
            near: the code beside which it goes unless another parent is chosen.
            origin: where it comes from.
            spoken: the language that the label is likely to be in; by default that of the labels.
        """
        super().__init__()
        self.workspace = workspace
        self.language = language
        self.first_name = " ".join(shown(name).split())[:LONGEST]
        self.origin: Origin = origin
        self.spoken = spoken or language
        self.places = _places(workspace.books)
        self.first_place = _beside(self.places, workspace, near)
        self.near: list[NearCode] = []
        self.warned = False
        """Whether Enter has pointed to what is nearly the same already."""

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog", id="newcode"):
            heading = (
                _("A new code in the respondent's words") if self.origin == "in-vivo" else _("A new code")
            )
            yield Static(Text(heading, style="bold"))
            yield Input(
                self.first_name,
                placeholder=_("its name"),
                max_length=LONGEST,
                select_on_focus=False,
                id="newcode-name",
            )
            yield Static(id="newcode-near-said")
            yield OptionList(id="newcode-near")
            yield Static(Text(_("It stands under (↑ ↓):"), style="dim"), id="newcode-under-said")
            yield OptionList(*(Option(self._place(*each)) for each in self.places), id="newcode-under")
            yield Input(
                placeholder=_("what it means, in a sentence (may stay empty)"),
                max_length=2000,
                id="newcode-brief",
            )
            yield Static(id="newcode-said")
            yield Static(id="newcode-keys")

    def on_mount(self) -> None:
        self.query_one("#newcode").can_focus = False
        under = self.query_one("#newcode-under", OptionList)
        if self.places:
            under.highlighted = self.first_place
            self.call_after_refresh(under.scroll_to_highlight, top=False)
        else:
            self.say(_("There is no codebook yet: coder codebook add oecd-pslc"))
        self._look(self.first_name)
        self.query_one("#newcode-near" if self.near else "#newcode-name").focus()

    # --- what is nearly the same --------------------------------------------------------------------

    @on(Input.Changed, "#newcode-name")
    def _named(self, event: Input.Changed) -> None:
        self.warned = False
        self.say("")
        self._look(event.value)

    def _look(self, name: str) -> None:
        """Show the codes whose names are nearly this."""
        self.near = near_in(self.workspace.books, name)
        there = self.query_one("#newcode-near", OptionList)
        there.clear_options()
        there.add_options([Option(self._near(each)) for each in self.near])
        there.display = bool(self.near)
        if self.near:
            there.highlighted = 0
        words = (
            _("Nearly the same is there already. Enter on one takes it instead:")
            if self.near
            else _("No code has nearly this name.")
        )
        self.query_one("#newcode-near-said", Static).update(Text(words, style="bold" if self.near else "dim"))

    def _near(self, each: NearCode) -> Text:
        text = Text(no_wrap=True, overflow="ellipsis")
        text.append("■ ", style=swatch(each.code.color))
        label = label_in(each.code.label, self.language)
        text.append(shown(label), style="bold")
        if each.name != label:
            text.append(f"  {shown(each.name)}")
        text.append("  " + _("{n} of 100 alike").format(n=f"{each.score:.0f}"), style="dim")
        text.append(f"  {each.codebook}/{each.code.slug}", style="dim")
        if each.code.status == "retired":
            text.append("  " + _("retired"), style="italic")
        elif not each.code.codable:
            text.append("  " + _("a heading"), style="italic")
        return text

    @on(OptionList.OptionSelected, "#newcode-near")
    def _taken(self, event: OptionList.OptionSelected) -> None:
        code = self.near[event.option_index].code
        if not code.codable:
            self.say(
                _("{code} is a heading: a code can stand under it, but it is not applied itself.").format(
                    code=shown(label_in(code.label, self.language))
                )
            )
        elif code.status not in ("active", "draft"):
            self.say(
                _("{code} is retired. The codebook takes it into use again; then it can be applied.").format(
                    code=shown(label_in(code.label, self.language))
                )
            )
        else:
            self.dismiss(Answer(code.id, made=False))

    # --- where it stands -----------------------------------------------------------------------------

    def _place(self, book: Codebook, code: Code | None, depth: int) -> Text:
        if code is None:
            text = Text(shown(label_in(book.title, self.language)), style="bold")
            text.append("  " + _("(at the top)"), style="dim not bold")
        else:
            text = Text("  " * depth + shown(label_in(code.label, self.language)))
        text.no_wrap, text.overflow = True, "ellipsis"
        return text

    def action_step(self, by: int) -> None:
        """From a line of text, go through the places."""
        under = self.query_one("#newcode-under", OptionList)
        if self.places:
            at = under.highlighted or 0
            under.highlighted = max(0, min(len(self.places) - 1, at + by))

    # --- making it ------------------------------------------------------------------------------------

    @on(Input.Submitted)
    @on(OptionList.OptionSelected, "#newcode-under")
    def _enough(self) -> None:
        """Make the code; where something is nearly the same, only when it is said twice."""
        name = self.query_one("#newcode-name", Input).value.strip()
        if not self.places:
            return
        if not name:
            self.say(_("A code needs a name."))
            self.query_one("#newcode-name").focus()
        elif self.near and not self.warned:
            self.warned = True
            self.say(_("Nearly the same is there. Enter again makes a new code all the same."))
        else:
            self._make(name)

    def _make(self, name: str) -> None:
        book, parent, _depth = self.places[self.query_one("#newcode-under", OptionList).highlighted or 0]
        brief = self.query_one("#newcode-brief", Input).value.strip()
        new = NewCode(
            {language_of(name, book.languages, self.spoken): name},
            parent.id if parent else None,
            origin=self.origin,
            brief={language_of(brief, book.languages, self.language): brief} if brief else {},
        )
        try:
            made = add_code(self.workspace, book.id, new)
        except CoderError as error:
            self.say(str(error))
        else:
            self.dismiss(Answer(made, made=True))

    # --- saying ---------------------------------------------------------------------------------------

    def say(self, words: str) -> None:
        """Say something above the keys."""
        self.query_one("#newcode-said", Static).update(Text(shown(words), style="bold"))

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Say what Enter does where one is."""
        near = event.widget.id == "newcode-near"
        words = _(self.keys_near) if near else _(self.keys)
        self.query_one("#newcode-keys", Static).update(Text(words, style="dim"))


def _places(books: list[Codebook]) -> list[tuple[Codebook, Code | None, int]]:
    """Where a code can stand: at the top of a codebook or under a code in use, with how deep that is."""
    found: list[tuple[Codebook, Code | None, int]] = []
    for book in books:
        found.append((book, None, 0))
        depths: dict[str | None, int] = {None: 0}
        for code in book.codes:
            depths[code.slug] = depth = depths[code.parent] + 1
            if code.status in ("active", "draft"):
                found.append((book, code, depth))
    return found


def _beside(places: list[tuple[Codebook, Code | None, int]], workspace: Workspace, near: Code | None) -> int:
    """The place beside a code: under its parent."""
    if near is None or near.id not in workspace.book_of:
        return 0
    slug = workspace.book_of[near.id].slug
    for i, (book, code, _depth) in enumerate(places):
        if book.slug == slug and (code.slug if code else None) == near.parent:
            return i
    return 0
