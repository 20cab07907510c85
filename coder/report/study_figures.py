"""Everything a report of a study tells, gathered once: counts, codings, quotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coder.analysis.frequencies import frequencies
from coder.analysis.rounding import percent, show
from coder.analysis.rules import Rule, standing
from coder.model import Code, Codebook, Coder, CoderError, Marks, Quote, Respondent, TranscriptLine
from coder.report.frequencies import chosen_rule
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
    """Units that two or more coders decided; the holder of the consensus is not counted."""
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
    books = codebook.codebooks(study, book)
    if not books:
        raise CoderError("this study has no codebook yet. Add one: coder codebook add oecd-pslc")
    marks = counts.marks(study)
    rule = chosen_rule(study, marks, rule_wanted)
    coders = people.coders(study)
    everybody = people.respondents(study)
    lines = counts.transcript_lines(study)
    choose = _Chooser(study, marks, rule, {c.id: c.name for c in coders}, quotes)
    by_coder, codings, examples = Counter[str](), dict[int, int](), dict[int, Sequence[Quote]]()
    for code in [code for each in codebook.codebooks(study) for code in each.codes]:
        found = counts.quotes(study, [code.id])  # a code at a time: a study may have a million codings
        by_coder.update(each.coder for each in found)
        codings[code.id] = sum(each.coder in choose.names for each in found)
        examples[code.id] = choose(code, found)
    mentions: dict[int, int] = {}
    for each in books:
        frame = frequencies(marks, each.codes, [r.id for r in everybody], rule)
        mentions |= {int(row["code_id"]): int(row["n"]) for row in frame.to_dict("records")}
    units = {unit.segment_id: unit.transcript_id for unit in marks.units if unit.is_unit}
    return StudyFigures(
        transcripts=lines,
        respondents=everybody,
        attributes=people.attributes(study),
        books=books,
        rule=rule,
        segments=len(marks.units),
        units=len(units),
        decided_twice=_decided_twice(marks, units, coders),
        work=[_work(each, marks, units, by_coder[each.name]) for each in coders],
        mentions=mentions,
        codings=codings,
        examples=examples,
    )


def _work(coder: Coder, marks: Marks, units: Mapping[int, int], codings: int) -> Work:
    decided = [segment for segment, who in marks.decided if who == coder.id and segment in units]
    return Work(coder, len({units[segment] for segment in decided}), len(decided), codings)


def _decided_twice(marks: Marks, units: Mapping[int, int], coders: Sequence[Coder]) -> int:
    working = {coder.id for coder in coders if coder.role == "coder"}
    by = Counter(segment for segment, coder in marks.decided if coder in working and segment in units)
    return sum(n > 1 for n in by.values())


class _Chooser:
    """Picks quotes that show a code: from different respondents, the shortest that say something first."""

    def __init__(self, study: Study, marks: Marks, rule: Rule, names: Mapping[int, str], wanted: int) -> None:
        self.study, self.rule, self.wanted = study, rule, wanted
        self.names = {names[each] for each in rule.coder_ids}
        self.stands = standing(marks, rule)
        self.segment_ids: dict[str, list[int]] = {}

    def __call__(self, code: Code, found: Sequence[Quote]) -> list[Quote]:
        chosen: dict[str, Quote] = {}
        for each in sorted(found, key=_fitness):
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
        return (self.segment_ids[quote.transcript][quote.segment - 1], code.id) in self.stands


def _fitness(quote: Quote) -> tuple[bool, int]:
    n = len(quote.quote)
    return not SHORTEST <= n <= LONGEST, n if n >= SHORTEST else 10**6 - n
