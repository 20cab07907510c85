"""Before agreement is taken over: how much, of which codes, in which interviews."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from coder.study.review import taking
from coder.study.review.taking import Agreement, Among
from coder.study.study import Study
from coder.tui.keys import bind
from coder.tui.screens.background import BackgroundDialog
from coder.tui.speech import N_, _, ngettext
from coder.tui.state.reviewing import Reviewing
from coder.tui.state.wrapping import shown


class TakeOver(BackgroundDialog[Agreement | None]):
    """Answers with what was taken over, or None."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("enter", "take", N_("take over"), id="take_over.take", key_display="Enter"),
        bind("s", "single", N_("singly coded"), id="take_over.single"),
        bind("escape", "leave", N_("leave it"), id="take_over.leave", key_display="Esc"),
    ]
    DEFAULT_CSS = """
    TakeOver { align: center middle; }
    TakeOver Static { height: auto; }
    TakeOver #take-box { height: auto; max-height: 40vh; margin: 1 0; scrollbar-size-vertical: 1; }
    """
    keys = N_("Enter takes over   s also interviews of one coder   Esc leaves it")

    def __init__(self, study: Study, review: Reviewing) -> None:
        super().__init__(study)
        self.review = review
        self.single = False
        self.found: Agreement | None = None
        self.writing = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Text(_("Take over what coders agree on"), style="bold"))
            yield Static(id="take-words")
            with VerticalScroll(id="take-box"):
                yield Static(id="take-counts")
            yield Static(Text(_(self.keys), style="dim"))

    def on_mount(self) -> None:
        self.look()

    def look(self) -> None:
        """See what it comes to."""
        among = Among(single=self.single)
        self.found = None
        self.begin(_("counting …"), lambda study: taking.agreed_so_far(study, among), self._show)

    def say(self, words: str) -> None:
        if words:
            self.query_one("#take-words", Static).update(Text(shown(words)))

    def _show(self, found: Agreement) -> None:
        self.found = found
        self.say(preview(found, self.single))
        text = Text()
        for code_id, n in sorted(found.by_code().items(), key=lambda each: -each[1]):
            text.append(f"{n:>6,}  ", "bold").append(shown(self.review.label(code_id)) + "\n")
        for transcript_id, (n, none) in found.by_interview().items():
            text.append(f"{n + none:>6,}  ", "bold").append(shown(self.review.names[transcript_id]) + "\n")
        text.rstrip()
        self.query_one("#take-counts", Static).update(text)

    def action_single(self) -> None:
        """Also what one coder alone has coded, or not."""
        if not self.writing:
            self.single = not self.single
            self.look()

    def action_take(self) -> None:
        """Take it over."""
        if self.busy or self.found is None:
            return
        if not self.found:
            self.dismiss(None)
            return
        self.writing = True
        among = Among(single=self.single)
        self.begin(_("taking over …"), lambda study: taking.take_agreed(study, among), self._taken)

    def _taken(self, found: Agreement) -> None:
        self.dismiss(found)

    def refused(self, sentence: str) -> None:
        self.writing = False
        super().refused(sentence)

    def action_leave(self) -> None:
        """Leave it as it is; what is being written is finished first."""
        if not self.writing:
            self.stop()
            self.dismiss(None)


def preview(found: Agreement, single: bool) -> str:
    """What taking over comes to, in sentences."""
    n, none = len(found.taken), len(found.nothing)
    words = [
        ngettext("{n} code on which coders agree.", "{n} codes on which coders agree.", n).format(n=f"{n:,}"),
        ngettext("{n} unit without a code.", "{n} units without a code.", none).format(n=f"{none:,}"),
    ]
    if again := len(found.confirmed):
        said = ngettext("{n} settled before, agreed by now.", "{n} settled before, agreed by now.", again)
        words.append(said.format(n=f"{again:,}"))
    if left := found.left:
        words.append(
            ngettext("{n} is left to settle.", "{n} are left to settle.", left).format(n=f"{left:,}")
        )
    if other := found.otherwise:
        said = ngettext(
            "{n} was decided otherwise in the consensus and is left alone.",
            "{n} were decided otherwise in the consensus and are left alone.",
            other,
        )
        words.append(said.format(n=f"{other:,}"))
    if alone := len(found.single):
        said = ngettext(
            "{n} interview was coded by one coder", "{n} interviews were coded by one coder", alone
        )
        with_it = _("taken over too") if single else _("not taken over")
        words.append(f"{said.format(n=alone)}: {with_it}.")
    if not found:
        words.insert(0, _("Nothing new to take over."))
    return " ".join(words)
