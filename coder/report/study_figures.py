"""Everything a report of a study tells, gathered once: counts, codings, quotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from coder.analysis.frequencies import frequencies
from coder.analysis.presence import Sheet, standing
from coder.analysis.rounding import percent, show
from coder.analysis.rules import Rule, independent
from coder.model import Code, Codebook, Coder, Quote, Respondent, TranscriptLine
from coder.report.denominators import Basis, basis
from coder.study import codebook, counts, people, transcripts
from coder.study.study import Study

SHORTEST, LONGEST = 40, 320
"""Letters of a quote that says something and can be printed whole."""


@dataclass(frozen=True, slots=True)
class Work:
    """What one coder has done."""

    coder: Coder
    transcripts: int
    """In which anything is decided."""
    decided: int
    """Units."""
    codings: int


@dataclass(frozen=True, slots=True)
class StudyFigures:
    """The study in numbers."""

    transcripts: Sequence[TranscriptLine]
    respondents: Sequence[Respondent]
    attributes: Sequence[str]
    books: Sequence[Codebook]
    rule: Rule
    segments: int
    units: int
    decided_twice: int
    """Units that two or more coders decided; the consensus and second rounds are not counted."""
    work: Sequence[Work]
    mentions: Mapping[int, int]
    """Respondents who mention a code under the rule, by code id; a heading's are those of its branch."""
    codings: Mapping[int, int]
    """Codings of a code by the rule's coders, by code id."""
    examples: Mapping[int, Sequence[Quote]]
    """Some quotes of a code, by code id."""

    @property
    def all_codings(self) -> int:
        """Live codings of everybody."""
        return sum(each.codings for each in self.work)

    def of_respondents(self, n: int, decimal: str, *, plain: bool = False) -> str:
        """``n of N respondents (p%)``, with the figures of this study; ``plain`` for use in parentheses."""
        of = len(self.respondents)
        share = show_percent(n, of, decimal)
        return f"{n} of {of} respondents" + (f", {share}" if plain else f" ({share})")


def show_percent(n: int, of: int, decimal: str) -> str:
    """A share as all tables show it."""
    return show(percent(n, of), 1, decimal) + ("%" if of else "")


def gather(study: Study, book: str | None, rule_wanted: str | None, quotes: int) -> StudyFigures:
    """Ask the study for everything; ``quotes`` is how many of a code are wanted."""
    found = basis(study, book, rule_wanted)
    coders = people.coders(study)
    choose = Chooser(study, found, {c.id: c.name for c in coders}, quotes)
    by_coder, codings, examples = Counter[str](), dict[int, int](), dict[int, Sequence[Quote]]()
    for code in [code for each in codebook.codebooks(study) for code in each.codes]:
        passages = counts.quotes(study, [code.id])  # a code at a time: a study may have a million codings
        by_coder.update(each.coder for each in passages)
        codings[code.id] = sum(each.coder in choose.names for each in passages)
        examples[code.id] = choose(code, passages)
    mentions: dict[int, int] = {}
    for each in found.books:
        frame = frequencies(found.sheet, each.codes, found.subjects.ids, found.rule)
        mentions |= {int(row["code_id"]): int(row["n"]) for row in frame.to_dict("records")}
    return StudyFigures(
        transcripts=counts.transcript_lines(study),
        respondents=people.respondents(study),
        attributes=found.attributes,
        books=found.books,
        rule=found.rule,
        segments=len(found.sheet.segments),
        units=int(found.sheet.units.sum()),
        decided_twice=_decided_twice(found.sheet, coders),
        work=[_work(each, found.sheet, by_coder[each.name]) for each in coders],
        mentions=mentions,
        codings=codings,
        examples=examples,
    )


def _work(coder: Coder, sheet: Sheet, codings: int) -> Work:
    decided = sheet.looked(coder.id) & sheet.units
    return Work(coder, len(np.unique(sheet.transcripts[decided])), int(decided.sum()), codings)


def _decided_twice(sheet: Sheet, coders: Sequence[Coder]) -> int:
    by = np.zeros(len(sheet.segments), dtype=np.int64)
    for each in coders:
        if independent(each):
            by += sheet.looked(each.id)
    return int(((by > 1) & sheet.units).sum())


class Chooser:
    """Picks quotes that show a code: from different respondents, the shortest that say something first."""

    def __init__(
        self,
        study: Study,
        found: Basis,
        names: Mapping[int, str],
        wanted: int,
        order: Callable[[Code, Sequence[Quote]], Sequence[Quote]] | None = None,
    ) -> None:
        """Prepare to choose; ``order`` says which quotes are tried first, by default short ones."""
        self.order = order or (lambda _, found: sorted(found, key=_fitness))
        self.study, self.rule, self.wanted = study, found.rule, wanted
        self.names = {names[each] for each in found.rule.coder_ids}
        self.rows = {id_: row for row, id_ in enumerate(found.tree.ids)}
        self.places = {id_: place for place, id_ in enumerate(found.sheet.segments.tolist())}
        self.stands = standing(found.sheet, found.tree, found.rule)
        self.segment_ids: dict[str, list[int]] = {}

    def __call__(self, code: Code, found: Sequence[Quote]) -> list[Quote]:
        """Some of the quotes of a code."""
        chosen: dict[str, Quote] = {}
        for each in self.order(code, found):
            who = each.respondent or ""
            if who and who not in chosen and each.coder in self.names and self._stands(each, code):
                chosen[who] = each
            if len(chosen) == self.wanted:
                break
        return list(chosen.values())[: self.wanted]

    def _stands(self, quote: Quote, code: Code) -> bool:
        """Whether the code stands there, where a rule needs several coders to say so."""
        if self.rule.kind in ("one", "any"):
            return True
        if quote.transcript not in self.segment_ids:
            segments = transcripts.load(self.study, quote.transcript).segments
            self.segment_ids[quote.transcript] = [each.id for each in segments]
        place = self.places[self.segment_ids[quote.transcript][quote.segment - 1]]
        return code.id in self.rows and bool(self.stands[self.rows[code.id], place])


def _fitness(quote: Quote) -> tuple[bool, int]:
    n = len(quote.quote)
    return not SHORTEST <= n <= LONGEST, n if n >= SHORTEST else 10**6 - n
