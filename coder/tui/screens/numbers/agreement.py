"""Agreement: how far coders agree on each code, and the units where they differ."""

from __future__ import annotations

from collections.abc import Callable

from coder.report.table import Table
from coder.study.study import Study
from coder.tui.keys import bind
from coder.tui.screens.numbers.figures import Figures
from coder.tui.screens.numbers.passages import Passages
from coder.tui.speech import N_, _
from coder.tui.state import drilling
from coder.tui.state.figures import Key, Sheet
from coder.tui.widgets.figure_table import FigureTable


class Agreement(Figures):
    """The table of agreement; behind a code stand the units about which its coders differ."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("enter", "open", N_("differences"), id="agreement.open", key_display="Enter", priority=True),
        bind("s", "sort", N_("sort"), id="agreement.sort", tooltip=N_("the least agreement first")),
        *Figures.KEYS,
    ]
    NAME = "agreement"
    HEADING = N_("Agreement")

    sorted_by_alpha = False

    def work(self) -> Callable[[Study], Table]:
        book, language = self.book, self.language

        def count(study: Study) -> Table:
            study.refuse_blind("agreement")
            from coder.report.agreement import Wanted, agreement_table

            return agreement_table(study, Wanted(codebook=book, language=language))

        return count

    def switches(self) -> list[tuple[str, str]]:
        order = _("alpha, lowest first") if self.sorted_by_alpha else _("codebook")
        return [(_("codebook"), self.book or _("all")), (_("order"), order)]

    def arranged(self, found: Sheet) -> Sheet:
        return found.by_alpha() if self.sorted_by_alpha else found

    def behind(self, key: Key) -> Passages:
        language = self.language
        return Passages(
            self.study,
            language,
            lambda study: drilling.differences(study, key, language),
            _("No unit: wherever two coders decided, they agree on this code."),
        )

    def action_sort(self) -> None:
        """Order by the codebook, or by alpha."""
        self.sorted_by_alpha = not self.sorted_by_alpha
        if self.table is not None:
            self.lay_out()
            self.query_one(FigureTable).action_scroll_top()
