"""Which respondents mention which codes: the table of yes and no that every count is made from.

One row a code, one column a subject (a respondent, a transcript or a unit). A code is present
where it stands, under the rule chosen, on at least one segment credited to the subject; a
heading is present where it or any code under it is. Frequencies, the code-by-respondent matrix,
co-occurrence and saturation are sums over this table, so that they cannot contradict each other.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self, cast

import numpy as np
from numpy.typing import NDArray

from coder.analysis.rules import Rule
from coder.model import Code, Columns, Marks

Ints = NDArray[np.integer[Any]]
Bools = NDArray[np.bool_]
Of = Literal["respondents", "transcripts", "segments"]
"""What the subjects are; ``segments`` are those that coders decide about, the units."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The codes of one or several codebooks, parents before children within each."""

    ids: tuple[int, ...]
    parents: tuple[int, ...]
    """The row of the code above; -1 at the top."""

    @classmethod
    def of(cls, *books: Sequence[Code]) -> Self:
        """The rows of all codes, codebook by codebook; a slug means a code within its codebook only."""
        ids: list[int] = []
        parents: list[int] = []
        for codes in books:
            rows = {code.slug: len(ids) + i for i, code in enumerate(codes)}
            ids += [code.id for code in codes]
            parents += [-1 if code.parent is None else rows[code.parent] for code in codes]
        return cls(tuple(ids), tuple(parents))

    def rolled_up(self, table: Bools) -> Bools:
        """The table with every row added to the row above it; the table itself is changed."""
        for row in reversed(range(len(self.parents))):
            if self.parents[row] >= 0:
                table[self.parents[row]] |= table[row]
        return table

    def above(self, row: int) -> list[int]:
        """The rows of the headings over a code."""
        found = []
        while (row := self.parents[row]) >= 0:
            found.append(row)
        return found


@dataclass(frozen=True, slots=True)
class Sheet:
    """Segments, codings and decisions as columns; segments are named by their row here."""

    segments: Ints
    """Ids."""
    transcripts: Ints
    respondents: Ints
    """0: nobody."""
    units: Bools
    coded: tuple[Ints, Ints, Ints]
    """(segment, code's id, coder's id); rows may repeat."""
    decided: tuple[Ints, Ints]
    """(segment, coder's id): marked as done. Who coded a segment has decided it without a row here."""
    long: tuple[Ints, Ints, Ints, Ints]
    """(segment, code's id, coder's id, number): the rows of ``coded`` that are parts of a longer coding."""

    @classmethod
    def of(cls, source: Columns | Marks | Self) -> Self:
        """From the study's columns, or from marks; what lies in a removed transcript is left out."""
        if isinstance(source, cls):
            return source
        columns = _columns(source) if isinstance(source, Marks) else cast("Columns", source)
        segments, transcripts, respondents, units = _table(columns.units, 4)
        place = lookup(segments)
        segment, code, coder = _table(columns.codings, 3)
        where = find(place, segment)
        there = where >= 0
        coded = (where, code, coder) if there.all() else (where[there], code[there], coder[there])
        segment, coder = _table(columns.decided, 2)
        where = find(place, segment)
        there = where >= 0
        decided = where[there], coder[there]
        segment, code, coder, coding = _table(columns.long, 4)
        where = find(place, segment)
        there = where >= 0
        long = where[there], code[there], coder[there], coding[there]
        return cls(segments, transcripts, respondents, units > 0, coded, decided, long)

    def deciders(self) -> set[int]:
        """The ids of the coders who decided at least one segment."""
        coders = (np.flatnonzero(np.bincount(each)) for each in (self.coded[2], self.decided[1]))
        return {int(each) for found in coders for each in found}

    def looked(self, coder: int) -> Bools:
        """Which segments a coder decided: coded, or marked as done."""
        found = np.zeros(len(self.segments), dtype=np.bool_)
        for segment, who in ((self.coded[0], self.coded[2]), self.decided):
            found[segment[who == coder]] = True
        return found

    def covered(self, rule: Rule) -> Bools:
        """Which segments any of the rule's coders decided."""
        found = np.zeros(len(self.segments), dtype=np.bool_)
        for each in rule.coder_ids:
            found |= self.looked(each)
        return found

    def subjects(self, of: Of, ids: Sequence[int]) -> Ints:
        """For each segment the place of its subject among ``ids``; -1 where it has none."""
        known = lookup(np.asarray(ids, dtype=np.int64))
        if of == "respondents":
            return find(known, self.respondents)
        if of == "transcripts":
            return find(known, self.transcripts)
        return np.where(self.units, find(known, self.segments), -1)

    def seen(self, rule: Rule) -> tuple[set[int], set[int]]:
        """The respondents and the transcripts of which the rule's coders have decided anything."""
        looked = self.covered(rule)
        return (
            set(np.unique(self.respondents[looked]).tolist()) - {0},
            set(np.unique(self.transcripts[looked]).tolist()),
        )


def presence(sheet: Sheet, tree: Tree, rule: Rule, of: Of, subjects: Sequence[int]) -> Bools:
    """The table, codes by subjects, headings rolled up."""
    table = np.zeros((len(tree.ids), len(subjects)), dtype=np.bool_)
    owner = sheet.subjects(of, subjects)
    if rule.kind in ("one", "any"):
        segment, code, coder = sheet.coded
        row = find(lookup(np.asarray(tree.ids, dtype=np.int64)), code)
        chosen = find(lookup(np.asarray(rule.coder_ids, dtype=np.int64)), coder) >= 0
        column = np.where(chosen, owner[segment], -1)
    else:
        row, segment = np.nonzero(standing(sheet, tree, rule))
        column = owner[segment]
    there = (row >= 0) & (column >= 0)
    table[row[there], column[there]] = True
    return tree.rolled_up(table)


def standing(sheet: Sheet, tree: Tree, rule: Rule) -> Bools:
    """Codes by segments: where each code itself stands under the rule, nothing rolled up."""
    segment, code, coder = sheet.coded
    row = find(lookup(np.asarray(tree.ids, dtype=np.int64)), code)
    shape = len(tree.ids), len(sheet.segments)
    yes, decided = np.zeros(shape, dtype=np.uint16), np.zeros(shape[1], dtype=np.uint16)
    for each in rule.coder_ids:  # one coder at a time: adding up bits is quicker than sorting a million rows
        hers = coder == each
        decided += sheet.looked(each)
        said = np.zeros(shape, dtype=np.bool_)
        hers &= row >= 0
        said[row[hers], segment[hers]] = True
        yes += said
    return rule.holds(yes, decided)


def lookup(ids: Ints) -> Ints:
    """A table from id to place; ids are positive and each occurs once."""
    table = np.full(int(ids.max(initial=0)) + 1, -1, dtype=np.int32)
    table[ids] = np.arange(len(ids))
    return table


def find(table: Ints, ids: Ints) -> Ints:
    """The places of ids in a :func:`lookup`; -1 for unknown ones (0 stands for nobody)."""
    if ids.max(initial=0) < len(table):
        return table[ids]
    known = ids < len(table)
    return np.where(known, table[np.where(known, ids, 0)], -1)


def _table(numbers: array[int], width: int) -> list[Ints]:
    """The columns of rows that lie end to end."""
    flat = np.frombuffer(numbers, dtype=f"i{numbers.itemsize}") if numbers else np.zeros(0, dtype=np.int32)
    return list(flat.reshape(-1, width).T)


def _columns(marks: Marks) -> Columns:
    units, codings, decided = array("i"), array("i"), array("i")
    for unit in marks.units:
        units.extend((unit.segment_id, unit.transcript_id, unit.respondent_id or 0, int(unit.is_unit)))
    for coded in marks.codings:
        codings.extend(coded)
    for pair in marks.decided:
        decided.extend(pair)
    return Columns(units, codings, decided)
