"""What the review does with an item: whose view counts, another code, why, and back again."""

from __future__ import annotations

from collections.abc import Callable

from coder.model import CoderError
from coder.study import history
from coder.study.review import settling, taking
from coder.study.review.items import Item
from coder.study.review.settling import Choice
from coder.tui.keys import bind, digit
from coder.tui.screens.finder.finder import CodeFinder
from coder.tui.screens.review.adjusting import Adjusting
from coder.tui.screens.review.reason import Reason
from coder.tui.screens.review.taking_over import TakeOver
from coder.tui.screens.visiting import sitting_of
from coder.tui.speech import N_, _, ngettext
from coder.tui.state.finding import Finder
from coder.tui.state.wrapping import shown

ACCEPT = N_("take this coder's view: the code and the words, or that it does not apply")
BOTH = N_("the code applies: the words that all marked who applied it")
NEITHER = N_("the code does not apply")
OTHER = N_("another code instead, through the finder")
WHOLE = N_("a key settles one code, or all that are open on the turn")


class Deciding(Adjusting):
    """The part of the review that settles."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        *(
            bind(digit(n), f"accept({n})", N_("accept"), id=f"review.accept{n}", show=n == 1, tooltip=ACCEPT)
            for n in range(1, 10)
        ),
        bind("b", "both", N_("both"), id="review.both", tooltip=BOTH),
        bind("n", "neither", N_("neither"), id="review.neither", tooltip=NEITHER),
        bind(
            "slash,numero_sign",
            "other",
            N_("another code"),
            id="review.other",
            key_display="/",
            tooltip=OTHER,
        ),
        bind("e", "why", N_("reason"), id="review.reason", tooltip=N_("why it is settled so")),
        bind("a", "whole", N_("all codes"), id="review.whole", tooltip=WHOLE),
        bind("t", "take", N_("take agreed"), id="review.take", tooltip=N_("take over what coders agree on")),
        bind("u,ctrl+z", "undo", N_("undo"), id="review.undo", key_display="u"),
        bind("ctrl+r", "redo", N_("redo"), id="review.redo", show=False),
    ]

    # --- settling ----------------------------------------------------------------------------------

    def settle(self, choice: Choice) -> None:
        item = self.item
        if item is None or self.busy:
            return
        codes, reason = self.review.together(item), self.reason

        def do() -> str:
            done = settling.settle(self.study, item.segment_id, codes, choice, reason)
            said = self._settled(item, choice, len(codes))
            if not done.changed:
                said = _("It was settled like this already.")
            if done.new_holder:
                said += " " + _("A coder “consensus” was added, who holds the consensus.")
            return said

        if not self.carry_out(do):
            return
        self.reason = ""
        if self.selection is not None:
            said = self.said
            self.leave_selection()
            self.said = said
        self.review.reread(item.transcript_id)
        self.show_list()

    def _settled(self, item: Item, choice: Choice, codes: int) -> str:
        """What has been settled how, in words."""
        whose = next((each.name for each in self.views if each.coder_id == choice.coder_id), "")
        how = {
            "coder": _("as {name}").format(name=shown(whose)),
            "all": _("applied") if choice.span is None else _("applied, these words"),
            "none": _("not applied"),
            "other": _("{code} instead").format(code=shown(self.review.label(choice.code_id))),
        }[choice.how]
        what = shown(self.review.label(item.code_id))
        if codes > 1:
            what = ngettext("{n} code", "{n} codes", codes).format(n=codes)
        place = f"{shown(self.review.names[item.transcript_id])}:{item.position + 1}"
        return _("{place} {code}: {how}; u takes it back.").format(place=place, code=what, how=how)

    def action_accept(self, n: int) -> None:
        """Take the view of the coder with this number."""
        if n <= len(self.views):
            self.settle(Choice("coder", coder_id=self.views[n - 1].coder_id))

    def action_both(self) -> None:
        """The code applies."""
        self.settle(Choice("all"))

    def action_neither(self) -> None:
        """The code does not apply."""
        self.settle(Choice("none"))

    def action_other(self) -> None:
        """Ask which code applies instead."""
        item = self.item
        if item is None or self.busy:
            return
        span = self.selection.span if self.selection is not None else None

        def found(code_id: int | None) -> None:
            if code_id is not None:
                self.settle(Choice("other", code_id=code_id, span=span))

        title = _("instead of {code}").format(code=shown(self.review.label(item.code_id)))
        finder = Finder(self.review.books, self.language)
        self.app.push_screen(CodeFinder(finder, self.language, sitting_of(self.app).recent, title), found)

    def action_why(self) -> None:
        """Ask why: for the next settlement; of what is settled already, for that."""
        item = self.item
        if item is None:
            return
        settled = item.settlement if item.state == "settled" else None

        def given(words: str | None) -> None:
            if words is None:
                return
            self.reason = words
            holder = next((each for each in self.views if each.consensus), None)
            if settled is not None and holder is not None:
                self.settle(Choice("coder", coder_id=holder.coder_id))
            else:
                self.said = _("Why: {words}").format(words=words) if words else ""
                self.show_item()

        self.app.push_screen(Reason(settled.reason if settled else self.reason), given)

    def action_whole(self) -> None:
        """One code, or all that are open on the turn."""
        self.review.whole = not self.review.whole
        self.show_list()

    # --- in bulk, and back ---------------------------------------------------------------------------

    def action_take(self) -> None:
        """Take over what coders agree on, after a look at what that comes to."""
        if self.busy or self.selection is not None:
            return

        def taken(found: taking.Agreement | None) -> None:
            if found is not None:
                n = len(found.taken)
                self.said = ngettext(
                    "{n} agreement taken over; u takes it back.",
                    "{n} agreements taken over; u takes it back.",
                    n,
                ).format(n=f"{n:,}")
                self.fill()

        self.app.push_screen(TakeOver(self.study, self.review), taken)

    def action_undo(self) -> None:
        """Take back the newest change."""
        self._turn_back(history.undo, _("undone: {what}"))

    def action_redo(self) -> None:
        """Repeat what was undone."""
        self._turn_back(history.redo, _("redone: {what}"))

    def _turn_back(self, how: Callable[..., str], words: str) -> None:
        if self.busy:
            return
        if self.selection is not None:
            self.leave_selection()

        def turn(study: object) -> tuple[bool, str]:
            try:
                return True, words.format(what=how(study))
            except CoderError as error:
                return False, str(error)

        def done(answer: tuple[bool, str]) -> None:
            self.said = answer[1]
            self.fill()

        self.begin(_("one moment …"), turn, done)
