"""Of what a percentage is: the subjects of a count, their names and the groups they form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np

from coder.analysis import rules
from coder.analysis.frequencies import EVERYBODY, Group, grouped
from coder.analysis.presence import Bools, Of, Sheet, Tree, presence
from coder.model import Codebook, CoderError, in_language
from coder.report.source import source_of
from coder.study import codebook, columns, counts, people
from coder.study.study import Study

Denominator = Literal["respondents", "transcripts", "units"]
"""What the user says; a unit is a segment that coders decide about."""
_NAMED = 12
"""Names that a note lists."""
CROSS = " + "
"""Between the values of attributes that are crossed."""


@dataclass(frozen=True, slots=True)
class Subjects:
    """Everything in the denominator, in order."""

    of: Of
    ids: tuple[int, ...]
    names: tuple[str, ...]
    attributes: tuple[Mapping[str, str], ...]
    """Of respondents; of the respondents behind transcripts and units."""

    def groups(self, by: Sequence[str], known: Sequence[str], crossed: bool) -> list[Group]:
        """Everybody, then the groups of each attribute in turn; or of all attributes together."""
        for name in by:
            if name not in known:
                names = ", ".join(known) or "none yet; see: coder respondents import"
                raise CoderError(f"respondents have no attribute {name!r} (attributes: {names}).")
        found = [EVERYBODY]
        for together in [list(by)] if crossed and by else [[name] for name in by]:
            values = [
                CROSS.join(values) if any(values := [each.get(n, "") for n in together]) else ""
                for each in self.attributes
            ]
            found += grouped(CROSS.join(together), values)
        return found


@dataclass(frozen=True, slots=True)
class Basis:
    """What every count of codes rests on: the sheet, the codes, the rule, the subjects."""

    sheet: Sheet
    books: tuple[Codebook, ...]
    tree: Tree
    rule: rules.Rule
    subjects: Subjects
    attributes: tuple[str, ...]
    source: str
    """The end of a caption: study and day."""

    def keys(self) -> list[str]:
        """The codes' names in files: the slug, with its codebook where there are several."""
        several = len(self.books) > 1
        return [f"{b.slug}/{c.slug}" if several else c.slug for b in self.books for c in b.codes]

    def labels(self, language: str) -> list[str]:
        """The codes' labels."""
        return [in_language(code.label, language) for book in self.books for code in book.codes]

    def codable(self) -> list[int]:
        """The rows of the codes that can be applied."""
        codes = [code for book in self.books for code in book.codes]
        return [row for row, code in enumerate(codes) if code.codable]

    def begun(self) -> list[str]:
        """The names of respondents, or transcripts, of whom the rule's coders have decided some units."""
        if self.subjects.of == "segments":
            return []
        missing = ~self.sheet.covered(self.rule) & self.sheet.units
        owner = self.sheet.subjects(self.subjects.of, self.subjects.ids)
        partly = set(np.unique(owner[missing & (owner >= 0)]).tolist())
        waiting = set(self.waiting())
        return [n for i, n in enumerate(self.subjects.names) if i in partly and n not in waiting]

    def gaps(self) -> list[str]:
        """Notes that name who is not coded, or not to the end; none when everything is decided."""
        notes = []
        if waiting := self.waiting():
            said = "Counted in the denominator though nothing of theirs is coded under the rule"
            notes.append(f"{said}: {few(waiting)}.")
        if begun := self.begun():
            notes.append(f"Coded under the rule in part only: {few(begun)}.")
        return notes

    def waiting(self) -> list[str]:
        """The names of respondents, or transcripts, of whom the rule's coders have decided nothing."""
        if self.subjects.of == "segments":
            return []
        seen = self.sheet.seen(self.rule)[self.subjects.of == "transcripts"]
        return [n for id_, n in zip(self.subjects.ids, self.subjects.names, strict=True) if id_ not in seen]


def basis(
    study: Study,
    slug: str | None,
    rule: str | None,
    of: Denominator = "respondents",
    today: date | None = None,
) -> Basis:
    """Read what a count needs.

    Raises:
        CoderError: no codebook, or none of that name; no such rule; a blind coder asks for others.
    """
    books = codebook.codebooks(study, slug)
    if not books:
        raise CoderError("this study has no codebook yet. Add one: coder codebook add oecd-pslc")
    sheet = Sheet.of(columns.columns(study))
    today = today or date.today()  # noqa: DTZ011 - the reader's own calendar day
    return Basis(
        sheet,
        tuple(books),
        Tree.of(*(book.codes for book in books)),
        _with_coverage(rule_among(study, sheet.deciders(), rule), sheet),
        _subjects(study, sheet, of),
        tuple(people.attributes(study)),
        source_of(study, today),
    )


def few(names: Sequence[str]) -> str:
    """Names in a sentence; of many the first ones."""
    return ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")


def _with_coverage(rule: rules.Rule, sheet: Sheet) -> rules.Rule:
    """The rule in words that say, of one person's coding, how much of the study it covers if not all."""
    units = sheet.units
    decided = sheet.covered(rule) & units
    if rule.kind != "one" or decided.sum() == units.sum():
        return rule
    missing = np.unique(sheet.transcripts[units & ~decided])
    every = len(np.unique(sheet.transcripts[units]))
    covers = (
        f"{int(decided.sum())} of {int(units.sum())} units decided, "
        f"{every - len(missing)} of {every} interviews in full"
    )
    return replace(rule, words=f"{rule.words} ({covers})")


def mentioned(found: Basis) -> Bools:
    """Codes by subjects: who mentions what."""
    return presence(found.sheet, found.tree, found.rule, found.subjects.of, found.subjects.ids)


def rule_among(study: Study, deciders: set[int], wanted: str | None) -> rules.Rule:
    """The rule asked for, or the default; a blind coder's session counts the coder's own codings."""
    if study.coder is not None and study.coder.blind:
        if wanted not in (None, study.coder.name):
            study.refuse_blind(f"the rule {wanted!r}")
        wanted = wanted or study.coder.name
    return rules.resolve(wanted, people.coders(study), deciders)


def _subjects(study: Study, sheet: Sheet, of: Denominator) -> Subjects:
    everybody = people.respondents(study)
    if of == "respondents":
        return Subjects(
            "respondents",
            tuple(each.id for each in everybody),
            tuple(each.ref for each in everybody),
            tuple(each.attributes for each in everybody),
        )
    by_id: dict[int, Mapping[str, str]] = {each.id: each.attributes for each in everybody}
    if of == "transcripts":
        names = counts.transcript_names(study)
        inside: dict[int, set[int]] = {id_: set() for id_ in names}
        both = zip(sheet.transcripts.tolist(), sheet.respondents.tolist(), strict=True)
        for transcript, respondent_id in set(both):
            inside.setdefault(transcript, set()).add(respondent_id)
        attributes = tuple(_common([by_id[r] for r in inside[id_] if r in by_id]) for id_ in names)
        return Subjects("transcripts", tuple(names), tuple(names.values()), attributes)
    units = counts.unit_names(study)
    respondent = dict(zip(sheet.segments.tolist(), sheet.respondents.tolist(), strict=True))
    attributes = tuple(by_id.get(respondent.get(id_, 0), {}) for id_ in units)
    return Subjects("segments", tuple(units), tuple(units.values()), attributes)


def _common(several: Sequence[Mapping[str, str]]) -> Mapping[str, str]:
    """The values that all respondents of a transcript share; ``several`` where they differ."""
    keys = dict.fromkeys(key for each in several for key in each)
    values = {key: {each.get(key, "") for each in several} for key in keys}
    return {key: found.pop() if len(found) == 1 else "several" for key, found in values.items()}
