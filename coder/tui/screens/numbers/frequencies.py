"""Frequencies: how many respondents mention each code, in groups, under any rule."""

from __future__ import annotations

from collections.abc import Callable

from coder.report.table import Table
from coder.study import people
from coder.study.study import Study
from coder.tui.keys import bind
from coder.tui.screens.numbers.figures import Figures, following
from coder.tui.screens.numbers.passages import Passages
from coder.tui.speech import N_, _
from coder.tui.state import drilling
from coder.tui.state.figures import Key


class Frequencies(Figures):
    """The frequency table with bars; behind a code stand its passages."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("enter", "open", N_("passages"), id="frequencies.open", key_display="Enter", priority=True),
        bind("g", "groups", N_("groups"), id="frequencies.groups", tooltip=N_("by another attribute")),
        bind("r", "rule", N_("rule"), id="frequencies.rule", tooltip=N_("what counts as coded")),
        *Figures.KEYS,
    ]
    NAME = "frequencies"
    HEADING = N_("Frequencies")
    BARS = True

    def __init__(self, study: Study, language: str) -> None:
        super().__init__(study, language)
        self.attributes: list[str | None] = [None, *people.attributes(study)]
        self.by: str | None = None
        self.rules = _rules(study)
        self.rule: str | None = None

    def work(self) -> Callable[[Study], Table]:
        book, by, rule, language = self.book, self.by, self.rule, self.language

        def count(study: Study) -> Table:
            from coder.report.frequencies import Wanted, frequency_table

            return frequency_table(study, Wanted(book, by, rule, language))

        return count

    def switches(self) -> list[tuple[str, str]]:
        return [
            (_("codebook"), self.book or _("all")),
            (_("groups"), self.by or _("none")),
            (_("rule"), self.rule or (_("own codings") if len(self.rules) == 1 else _("default"))),
        ]

    def behind(self, key: Key) -> Passages:
        rule, language = self.rule, self.language
        return Passages(
            self.study,
            language,
            lambda study: drilling.passages(study, key, rule, language),
            _("No passage carries this code under the rule."),
        )

    def action_groups(self) -> None:
        """Groups by the next attribute of respondents, or none."""
        self.by = following(self.attributes, self.by)
        if len(self.attributes) == 1:
            self.say(_("Respondents have no attributes yet; see: coder respondents import"))
        else:
            self.count()

    def action_rule(self) -> None:
        """The next rule for what counts as coded."""
        if len(self.rules) == 1:
            words = _("{coder} codes blind: the own codings alone are counted.")
            self.say(words.format(coder=self.study.acting().name))
            return
        self.rule = following(self.rules, self.rule)
        self.count()


def _rules(study: Study) -> list[str | None]:
    """The default, the named rules, each coder; a blind coder has the own codings alone."""
    if study.coder is not None and study.coder.blind:
        return [None]
    known = people.coders(study)
    consensus = ["consensus"] if any(each.role == "consensus" for each in known) else []
    coders = [each.name for each in known if each.role == "coder"]
    return [None, *consensus, "any", "majority", "all", *coders]
