"""Codings from before their code changed its meaning, to be looked at one by one."""

from __future__ import annotations

from coder.model import Code, Codebook
from coder.study import history, recoding, versions
from coder.study.study import Study
from coder.study.versions import PlacedCoding
from coder.tui.keys import bind
from coder.tui.screens.codebook.placed import Placed
from coder.tui.screens.finder.finder import CodeFinder
from coder.tui.screens.visiting import sitting_of
from coder.tui.speech import N_, _, ngettext
from coder.tui.state.finding import Finder
from coder.tui.state.wrapping import shown


class OlderCodings(Placed):
    """Codings made before their code came to mean what it means now, to be looked at one by one."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("y", "confirm", N_("still right"), id="older.confirm"),
        bind("r", "recode", N_("another code"), id="older.recode"),
        bind("w", "whose", N_("whose"), id="older.whose", tooltip=N_("only mine, or everybody's")),
        bind("u,ctrl+z", "undo", N_("undo"), id="older.undo", key_display="u"),
        bind("ctrl+r", "redo", N_("redo"), id="older.redo", show=False),
    ]

    def __init__(self, study: Study, code: Code, book: Codebook, finder: Finder, language: str) -> None:
        super().__init__(study, code, book, finder, language)
        self.mine = study.coder is not None

    def find(self, study: Study) -> list[PlacedCoding]:
        return versions.older_codings(study, self.code.id, mine=self.mine)

    def heading(self) -> str:
        n = len(self.codings)
        words = (
            ngettext("{n} coding of yours", "{n} codings of yours", n)
            if self.mine
            else ngettext("{n} coding", "{n} codings", n)
        )
        words = words.format(n=f"{n:,}")
        return _("{label}: {codings} from before its meaning changed").format(label=self.label, codings=words)

    def mark(self, coding: PlacedCoding) -> tuple[str, ...]:
        return (f"v{coding.version}",)

    def _show(self, codings: list[PlacedCoding]) -> None:
        if not codings:
            done = _("All of them have been looked at. Esc goes back.")
            self.said = f"{self.said}  {done}".strip()
        super()._show(codings)

    def action_whose(self) -> None:
        """List only the coder's own codings, or everybody's that may be seen."""
        if self.study.coder is not None:
            self.mine = not self.mine
            self.read()

    def action_confirm(self) -> None:
        """Say that the coding at the cursor is right as it is."""
        coding = self.coding
        if coding is not None:
            place = f"{coding.transcript}:{coding.segment}"

            def act() -> str:
                versions.confirm(self.study, coding.id)
                return _("{place} is still right; u takes that back.").format(place=place)

            self.change(act)

    def action_recode(self) -> None:
        """Give the coding at the cursor another code."""
        coding = self.coding
        if coding is None or self.busy:
            return

        def found(code_id: int | None) -> None:
            if code_id is not None:
                self.change(lambda: recode(code_id))

        def recode(code_id: int) -> str:
            recoding.recode(self.study, coding.id, code_id)
            return _("It has another code now; u takes that back.")

        words = _("instead: {quote}").format(quote=shown(" ".join(coding.quote.split())))
        self.app.push_screen(
            CodeFinder(self.finder, self.language, sitting_of(self.app).recent, words), found
        )

    def action_undo(self) -> None:
        """Take back the coder's newest change."""
        self.change(lambda: _("undone: {what}").format(what=history.undo(self.study)))

    def action_redo(self) -> None:
        """Repeat what was undone."""
        self.change(lambda: _("redone: {what}").format(what=history.redo(self.study)))
