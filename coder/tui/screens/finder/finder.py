"""The code finder: a few letters in any language, Enter, done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.widgets import Input, Static

from coder.model import Code, CoderError
from coder.tui.keys import bind
from coder.tui.screens.finder.new_code import Answer, Making
from coder.tui.screens.place import Dialog
from coder.tui.speech import N_, _, ngettext
from coder.tui.state.at_hand import MADE, AtHand, Changed
from coder.tui.state.finding import Finder, Found
from coder.tui.state.wrapping import shown
from coder.tui.widgets.code_lines import found_line, here_line
from coder.tui.widgets.code_list import CodeList
from coder.tui.widgets.code_panel import Definition

SHOWN = 40
"""Codes listed at once; a longer list is told, and typing shortens it."""
WIDE = 100
"""Cells from which the definition stands beside the list instead of below it."""
LOW = 12
"""Lines below which there is room for the query and the list alone."""
LONGEST = 200
"""Characters of a query; whatever is pasted beyond them is left out."""


class CodeFinder(Dialog[int | None]):
    """Answers with the id of the code chosen, or None; with a passage at hand it can do more and stay."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("escape", "dismiss(None)", N_("close"), id="finder.close", key_display="Esc"),
        bind("tab,shift+enter", "apply", N_("apply and stay"), id="finder.stay", key_display="Tab"),
        bind("ctrl+n,f2", "make", N_("new code"), id="finder.new", key_display="Ctrl+N"),
        bind("ctrl+z", "take_back", N_("take back"), id="finder.back", key_display="Ctrl+Z"),
        bind("down", "move(1)", show=False),
        bind("up", "move(-1)", show=False),
        bind("pagedown", "move(8)", show=False),
        bind("pageup", "move(-8)", show=False),
        bind("ctrl+down,shift+pagedown,alt+down", "read(1)", N_("read on"), id="finder.on", show=False),
        bind("ctrl+up,shift+pageup,alt+up", "read(-1)", N_("read back"), id="finder.up", show=False),
    ]

    def __init__(
        self,
        finder: Finder,
        language: str,
        recent: Sequence[int],
        title: str,
        *,
        at_hand: AtHand | None = None,
        changed: Changed = lambda _code, _words: None,
        pins: Mapping[int, int] | None = None,
    ) -> None:
        """Find a code.

        Args:
            finder: what is looked through.
            language: of the labels.
            recent: ids of codes applied lately, newest first.
            title: what the code is for.
            at_hand: the passage that several codes can go on.
            changed: told of what is done to the passage while the finder is open.
            pins: codes by the digit they are kept under.
        """
        super().__init__()
        self.finder = finder
        self.language = language
        self.recent = recent
        self.heading = title
        self.at_hand = at_hand
        self.changed = changed
        self.pins = {code_id: slot for slot, code_id in (pins or {}).items()}
        self.found: list[Found] = []
        self.looked_at: Code | None = None
        """The code that was described last."""
        self.rested = False
        """A code was applied and nothing typed or chosen since: Enter is the end of it."""

    def compose(self) -> ComposeResult:
        wide = self.app.size.width >= WIDE
        self.set_class(wide, "wide")
        lines = CodeList(id="finder-list")
        said = Static(here_line(self.at_hand, self.language), id="finder-said")
        said.display = bool(self.at_hand and self.at_hand.standing())
        with Vertical(id="finder"):
            yield Static(Text(self.heading, no_wrap=True, overflow="ellipsis"), id="finder-title")
            yield Input(
                placeholder=_("a few letters of a code, in any language"),
                max_length=LONGEST,
                select_on_focus=False,
                id="finder-query",
            )
            with Horizontal(id="finder-body"):
                yield lines
                yield Definition(id="finder-definition")
            yield said
            yield Static(self._keys(wide), id="finder-keys")

    def on_resize(self, event: Resize) -> None:
        self.set_class(event.size.height < LOW, "low")
        wide = event.size.width >= WIDE
        if wide != self.has_class("wide"):
            self.set_class(wide, "wide")
            self.query_one("#finder-keys", Static).update(self._keys(wide))

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        self._list("")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Without a passage there is nothing to stay for."""
        return self.at_hand is not None or action not in ("apply", "make", "take_back")

    # --- finding ------------------------------------------------------------------------------------

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self.rested = False
        self._list(event.value)

    def _list(self, query: str, at: int = 0) -> None:
        """List what fits a query."""
        self.found = self.finder.find(query, self.recent)
        marks = self.at_hand.marks() if self.at_hand else None
        more = len(self.found) - SHOWN
        words = ngettext("… {n} more; type to find it", "… {n} more; type to find them", more)

        def line(i: int) -> Text:
            if i >= SHOWN:
                return Text(words.format(n=more), style="dim")
            each = self.found[i]
            return found_line(each, self.language, marks, self.pins, each.code.id in self.recent)

        n = min(len(self.found), SHOWN)
        self.query_one(CodeList).show(n + (more > 0), line, n, at)
        self._describe()

    def action_move(self, by: int) -> None:
        """Move through the list while the typing goes on."""
        self.rested = False
        self.query_one(CodeList).move(by)
        self._describe()

    def action_read(self, by: int) -> None:
        """Scroll the definition."""
        panel = self.query_one(Definition)
        panel.scroll_relative(y=by * max(panel.size.height - 2, 1), animate=False)

    def _describe(self) -> None:
        found = self._at()
        panel = self.query_one(Definition)
        if found is not None:
            self.looked_at = found.code
            panel.show(found.code, found.book, self.language)
        else:
            panel.tell(self._nothing())

    def _nothing(self) -> str:
        query = shown(self.query_one(Input).value.strip())
        words = _("No code fits “{query}”, in any language.").format(query=query)
        if self.at_hand is not None:
            words += "\n" + _("Ctrl+N makes it a new code.")
        return words

    def _at(self) -> Found | None:
        at = self.query_one(CodeList).cursor
        return self.found[at] if at < len(self.found) else None

    # --- applying -------------------------------------------------------------------------------------

    @on(Input.Submitted)
    def _entered(self) -> None:
        if self.rested:
            self.dismiss(None)
        else:
            self._choose()

    @on(CodeList.Chosen)
    def _clicked(self) -> None:
        self._describe()
        self._choose()

    def _choose(self) -> None:
        found = self._at()
        if found is None:
            return
        if self.at_hand and (words := self.at_hand.here_already(found.code.id, self.language)):
            self.say(words + " " + _("Esc closes."))
        else:
            self.dismiss(found.code.id)

    def action_apply(self) -> None:
        """Apply the code and stay, so that another can follow."""
        found = self._at()
        if found is None or self.at_hand is None:
            return
        if words := self.at_hand.here_already(found.code.id, self.language):
            self.say(words)
            return
        try:
            self.at_hand.apply(found.code.id)
        except CoderError as error:
            self.say(str(error))
            return
        self._done(found.code.id, "")

    def action_take_back(self) -> None:
        """Take back what was applied here last."""
        if self.at_hand is None:
            return
        try:
            words = self.at_hand.take_back()
        except CoderError as error:
            words = str(error)
        self._done(None, words)

    def _done(self, code_id: int | None, words: str) -> None:
        """Show a change, and be ready for the next code."""
        self.changed(code_id, words)
        query = self.query_one(Input)
        at = self.query_one(CodeList).cursor
        self.rested = code_id is not None
        if code_id is not None and query.value:
            with query.prevent(Input.Changed):
                query.value = ""
            at = 0
        self._list(query.value, at)
        self.say(words or _("Applied. Ctrl+Z takes it back."))

    # --- a new code -------------------------------------------------------------------------------------

    def action_make(self) -> None:
        """Make a code named as typed; what is nearly the same is shown first."""
        if self.at_hand is None:
            return
        name = self.query_one(Input).value
        dialog = Making(self.at_hand.workspace, self.language, name, near=self.looked_at)
        self.app.push_screen(dialog, self._made)

    def _made(self, answer: Answer | None) -> None:
        if answer is None or self.at_hand is None:
            return
        if not answer.made:
            if words := self.at_hand.here_already(answer.code_id, self.language):
                self.say(words)
            else:
                self.dismiss(answer.code_id)
            return
        try:
            self.at_hand.apply(answer.code_id)
        except CoderError as error:
            self.changed(None, str(error))
        else:
            self.changed(answer.code_id, _(MADE))
        self.dismiss(None)

    # --- saying -----------------------------------------------------------------------------------------

    def say(self, words: str) -> None:
        """Show the codes of the passage, and say something after them."""
        line = self.query_one("#finder-said", Static)
        text = here_line(self.at_hand, self.language)
        if words:
            text.append("\n" if text else "").append(shown(words), style="bold")
        line.update(text)
        line.display = bool(text)

    def says_itself(self) -> str:
        """What the keys do, one below the other."""
        return self._keys(True).plain.replace("   ", "\n")

    def _keys(self, wide: bool) -> Text:
        """What the keys do, in as many words as there is room for."""
        keys = [_("Enter applies"), _("↑ ↓ choose"), _("Ctrl+↓ reads on"), _("Esc closes")]
        if self.at_hand is not None:
            keys[1:2] = [_("Tab applies, stays"), _("Ctrl+N new")]
            if wide:
                keys[1:3] = [_("Tab applies and stays"), _("Ctrl+N new code"), _("Ctrl+Z takes back")]
        return Text(("   " if wide else "  ").join(keys), style="dim")
