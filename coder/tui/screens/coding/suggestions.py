"""Suggestions: what has been coded already and reads like this. Nothing is applied by itself."""

from __future__ import annotations

from rich.style import Style
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.events import Resize
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from coder.model import CoderError
from coder.study import similar
from coder.study.study import Study
from coder.tui.colors import swatch
from coder.tui.keys import bind, digit
from coder.tui.labels import label_in
from coder.tui.screens.background import BackgroundDialog, stopped
from coder.tui.speech import N_, _, ngettext
from coder.tui.state.at_hand import AtHand, Changed
from coder.tui.state.likeness import Offer, offers
from coder.tui.state.wrapping import shown
from coder.tui.widgets.code_lines import here_line

PASSAGES = 30
"""Passages asked for; several carry the same code."""
AT_MOST = 300_000
"""Codings compared with, the newest ones: a second or two of work."""
LOW = 12
"""Lines below which there is room for the list and what is said alone."""
_QUOTED = 160


class Suggestions(BackgroundDialog[int | None]):
    """Answers with the code to apply, or None; a digit applies one and stays."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("escape", "leave", N_("close"), id="suggestions.close", key_display="Esc"),
        bind("ctrl+z,u", "take_back", N_("take back"), id="suggestions.back", key_display="u"),
        bind("j", "move(1)", show=False),
        bind("k", "move(-1)", show=False),
        bind("ctrl+down,shift+pagedown,alt+down", "read(1)", show=False),
        bind("ctrl+up,shift+pageup,alt+up", "read(-1)", show=False),
        *(
            bind(digit(n), f"take({n})", N_("apply the suggestion"), id=f"suggestions.take{n}", show=False)
            for n in range(1, 10)
        ),
    ]

    keys = N_("1-9 applies and stays   Enter applies   u takes back   Ctrl+↓ reads on   Esc closes")

    def __init__(self, at_hand: AtHand, language: str, changed: Changed) -> None:
        """Look for what is like a passage.

        Args:
            at_hand: the passage.
            language: of the labels.
            changed: told of what is applied and taken back while this is open.
        """
        super().__init__(at_hand.workspace.study)
        self.at_hand = at_hand
        self.language = language
        self.changed = changed
        self.offers: list[Offer] = []

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="suggestions"):
            heading = Text(_("Suggestions"), style="bold", no_wrap=True, overflow="ellipsis")
            heading.append(
                "  " + _("coded already and like this; nothing is applied by itself"), "dim not bold"
            )
            yield Static(heading, id="suggestions-title")
            yield Static(
                Text(f"“{shown(' '.join(self.at_hand.words.split()))}”", no_wrap=True, overflow="ellipsis"),
                id="suggestions-for",
            )
            yield OptionList(id="suggestions-list")
            with VerticalScroll(id="suggestions-box"):
                yield Static(id="suggestions-full")
            yield Static(id="suggestions-said")
            yield Static(id="suggestions-here")
            yield Static(Text(_(self.keys), style="dim"), id="suggestions-keys")

    def on_resize(self, event: Resize) -> None:
        self.set_class(event.size.height < LOW, "low")

    def on_mount(self) -> None:
        self.query_one("#suggestions-box").can_focus = False
        self.query_one(OptionList).focus()
        self._here()
        transcript_id, span = self.at_hand.workspace.transcript.id, self.at_hand.span

        def look(study: Study) -> similar.LookedThrough:
            return similar.look_through(study, transcript_id, span, PASSAGES, at_most=AT_MOST, stop=stopped)

        self.begin(_("looking through what has been coded … Esc stops"), look, self._show)

    def action_leave(self) -> None:
        """Stop looking, and close."""
        self.stop()
        self.dismiss(None)

    # --- showing --------------------------------------------------------------------------------------

    def _show(self, found: similar.LookedThrough) -> None:
        here = {each.code_id for _letter, each, exact in self.at_hand.standing() if exact}
        known = self.at_hand.workspace.codes
        offered, left_out = offers(found.passages, here)
        self.offers = [each for each in offered if each.code_id in known]
        self._list(0)
        said = []
        if not self.offers:
            said.append(
                _("Too few words to compare by; a passage needs three.")
                if not found.of and len(self.at_hand.words.split()) < 3
                else _("Nothing coded so far is like this.")
            )
        if left_out:
            words = ngettext(
                "{n} code that is here already is left out.",
                "{n} codes that are here already are left out.",
                left_out,
            )
            said.append(words.format(n=left_out))
        if found.looked_at < found.of:
            said.append(
                _("Compared with the newest {n} of {of} codings.").format(
                    n=f"{found.looked_at:,}", of=f"{found.of:,}"
                )
            )
        self.say(" ".join(said))

    def _list(self, at: int) -> None:
        lines = self.query_one(OptionList)
        lines.clear_options()
        lines.add_options([Option(self._line(n, each)) for n, each in enumerate(self.offers, 1)])
        lines.display = self.query_one("#suggestions-box").display = bool(self.offers)
        if self.offers:
            lines.highlighted = min(at, len(self.offers) - 1)
        self._describe()

    def _line(self, number: int, offer: Offer) -> Text:
        code = self.at_hand.workspace.codes[offer.code_id]
        mark = self.at_hand.stands(offer.code_id)
        text = Text(no_wrap=True, overflow="ellipsis")
        text.append(f" {number} ", style=Style(bold=True, reverse=True))
        text.append(f" {mark or ' '} ", style="bold")
        text.append("■ ", style=swatch(code.color))
        text.append(shown(label_in(code.label, self.language)), style="bold")
        text.append("  " + _("{n} of 100 alike").format(n=f"{offer.passage.score:.0f}"))
        text.append(f"  {shown(self._place(offer))}", style="dim")
        quote = shown(" ".join(offer.passage.words.split())[:_QUOTED])
        text.append(f"\n       “{quote}”", style="dim")
        return text

    def _place(self, offer: Offer) -> str:
        return f"{offer.passage.transcript}:{offer.passage.position + 1}  {', '.join(offer.coders)}"

    @on(OptionList.OptionHighlighted)
    def _describe(self) -> None:
        """Show the passage at the cursor in full, with everything it is coded with."""
        full = Text()
        at = self.query_one(OptionList).highlighted
        if at is not None and at < len(self.offers):
            passage = self.offers[at].passage
            known = self.at_hand.workspace.codes
            full.append(f"“{shown(passage.words)}”\n")
            labels = dict.fromkeys(
                shown(label_in(known[id_].label, self.language))
                for id_, _coder in passage.codes
                if id_ in known
            )
            full.append(_("coded there:") + " " + " · ".join(labels), style="dim")
        self.query_one("#suggestions-full", Static).update(full)
        self.query_one("#suggestions-box").scroll_home(animate=False)

    def _here(self) -> None:
        """Show the codes of the passage."""
        text = here_line(self.at_hand, self.language)
        line = self.query_one("#suggestions-here", Static)
        line.update(text)
        line.display = bool(text)

    def say(self, words: str) -> None:
        """Say something above the keys."""
        line = self.query_one("#suggestions-said", Static)
        line.update(Text(shown(words), style="bold"))
        line.display = bool(words)

    # --- applying -------------------------------------------------------------------------------------

    def action_take(self, number: int) -> None:
        """Apply the code of a suggestion, and stay."""
        if number > len(self.offers):
            self.say(_("There is no suggestion {n}.").format(n=number) if not self.busy else "")
            return
        code_id = self.offers[number - 1].code_id
        if words := self.at_hand.here_already(code_id, self.language):
            self.say(words)
            return
        try:
            self.at_hand.apply(code_id)
        except CoderError as error:
            self.say(str(error))
            return
        self._after(code_id, "")

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        code_id = self.offers[event.option_index].code_id
        if self.at_hand.stands(code_id):
            self.dismiss(None)
        else:
            self.dismiss(code_id)

    def action_take_back(self) -> None:
        """Take back what was applied here last."""
        try:
            words = self.at_hand.take_back()
        except CoderError as error:
            words = str(error)
        self._after(None, words)

    def _after(self, code_id: int | None, words: str) -> None:
        self.changed(code_id, words)
        self._list(self.query_one(OptionList).highlighted or 0)
        self._here()
        self.say(words)

    def action_move(self, by: int) -> None:
        """Move through the suggestions."""
        lines = self.query_one(OptionList)
        if self.offers:
            lines.highlighted = max(0, min(len(self.offers) - 1, (lines.highlighted or 0) + by))

    def action_read(self, by: int) -> None:
        """Scroll the passage."""
        box = self.query_one("#suggestions-box")
        box.scroll_relative(y=by * max(box.size.height - 1, 1), animate=False)
