"""Split a new code off a code: choose the codings that go to it."""

from __future__ import annotations

from collections.abc import Iterator

from coder.model import Code, Codebook
from coder.study import regrouping, revision, versions
from coder.study.study import Study
from coder.study.versions import PlacedCoding
from coder.tui.keys import bind
from coder.tui.screens.codebook.naming import NewName
from coder.tui.screens.codebook.placed import Placed
from coder.tui.speech import N_, _, ngettext
from coder.tui.state.finding import Finder
from coder.tui.widgets.line_list import LineList


class SplitOff(Placed):
    """Choose the codings that go to a new code."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("space", "choose", N_("choose"), id="split.choose"),
        bind("s", "name", N_("go on"), id="split.name", tooltip=N_("name the new code")),
        bind("p", "passage", N_("passage"), id="split.passage", tooltip=N_("every coder's codings there")),
        bind("a", "all", N_("all"), id="split.all"),
    ]

    def __init__(self, study: Study, code: Code, book: Codebook, finder: Finder, language: str) -> None:
        super().__init__(study, code, book, finder, language)
        self.chosen: set[int] = set()

    def find(self, study: Study) -> list[PlacedCoding]:
        return versions.codings_of_code(study, self.code.id)

    def heading(self) -> str:
        words = _("Split: {n} of {all} codings chosen for a new code; s goes on ({label})")
        return words.format(label=self.label, n=len(self.chosen), all=len(self.codings))

    def mark(self, coding: PlacedCoding) -> tuple[str, ...]:
        return ("[x]" if coding.id in self.chosen else "[ ]",)

    def _show(self, codings: list[PlacedCoding]) -> None:
        self.chosen &= {each.id for each in codings}
        if not codings:
            self.said = _("No codings of this code to choose from; Esc goes back.")
        super()._show(codings)

    def action_choose(self) -> None:
        """Choose the coding at the cursor, or no longer; go on to the next."""
        coding = self.coding
        if coding is None:
            return
        self.chosen ^= {coding.id}
        listed = self.query_one(LineList)
        at = listed.cursor
        passages = list(listed.passages)
        passages[at] = self.line(coding)
        listed.passages = passages
        listed.refresh()
        self.title_again()
        listed.action_move(1)

    def action_passage(self) -> None:
        """Choose every coder's codings that meet the one at the cursor, or none of them."""
        here = self.coding
        if here is None:
            return
        met = {
            each.id
            for each in self.codings
            if each.transcript == here.transcript and each.span.overlaps(here.span)
        }
        self.chosen = self.chosen - met if met <= self.chosen else self.chosen | met
        self.paint()

    def action_all(self) -> None:
        """Choose all codings, or none where all are chosen."""
        everything = {each.id for each in self.codings}
        self.chosen = set() if self.chosen == everything else everything
        self.paint()

    def action_name(self) -> None:
        """Name the new code; Enter there splits."""
        if self.busy:
            return
        if not self.chosen:
            self.say(_("Choose at least one coding first: Space chooses the one at the cursor."))
            return
        ids, code = sorted(self.chosen), self.code
        siblings = [each.id for each in self.book.codes if each.parent == code.parent]
        parent = next((each for each in self.book.codes if each.slug == code.parent), None)

        def make(study: Study, _book: int, new: revision.NewCode, why: str) -> int:
            return regrouping.split_off(study, code.id, new, ids, why)

        def made(code_id: int | None) -> None:
            if code_id is not None:
                self.opened = True
                self.dismiss(True)

        self.app.push_screen(
            NewName(
                self.study,
                [self.book],
                self.language,
                "\n".join(self._preview()),
                make,
                self.book,
                parent,
                siblings.index(code.id) + 1,
                placed=True,
            ),
            made,
        )

    def _preview(self) -> Iterator[str]:
        yield _("A new code, split off {label}").format(label=self.label)
        n = len(self.chosen)
        interviews = len({each.transcript for each in self.codings if each.id in self.chosen})
        places = ngettext("{n} interview", "{n} interviews", interviews).format(n=interviews)
        yield ngettext(
            "· {n} coding of {places} goes to it.", "· {n} codings of {places} go to it.", n
        ).format(n=f"{n:,}", places=places)
        left = len(self.codings) - n
        yield ngettext(
            "· {n} stays, to be looked at again (o), since the older code means less now.",
            "· {n} stay, to be looked at again (o), since the older code means less now.",
            left,
        ).format(n=f"{left:,}")
        yield _("· Memos go with their codings; the definition stays with the older code.")
