"""Which codes come together, as a list of pairs and as a matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from coder.analysis.cooccurrence import Pair, overlaps, pairs, together
from coder.analysis.presence import Ints
from coder.model import CoderError
from coder.report.denominators import Basis, Denominator, basis, mentioned
from coder.report.table import Cell, Column, Row, Section, Table, Undefined
from coder.study import columns
from coder.study.study import Study

Unit = Literal["segments", "respondents", "overlaps"]
_DENOMINATOR: dict[Unit, Denominator] = {
    "segments": "units",
    "respondents": "respondents",
    "overlaps": "respondents",
}
_COUNTED: dict[Unit, str] = {
    "segments": "units (segments that coders decide about) that carry both codes",
    "respondents": "respondents who mention both codes",
    "overlaps": "pairs of passages of the two codes that share at least one character",
}

_JACCARD = ("n with both / n with either", "characters with both / characters with either")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which codes, together in what."""

    codebook: str | None = None
    rule: str | None = None
    of: Unit = "segments"
    matrix: bool = False
    """A matrix for people to read instead of the list; files and JSON always have the list."""
    least: int = 1
    """Pairs that are together less often are left out of the list."""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Together:
    """What the tables and the chart are made from."""

    found: Basis
    rows: tuple[int, ...]
    """The codes that can be applied, by their rows in ``counted``."""
    counted: Ints
    pairs: tuple[Pair, ...]


def co_occurrence(study: Study, wanted: Wanted, today: date | None = None) -> Together:
    """Count every pair of codes; headings, which cannot be applied, are left out."""
    found = basis(study, wanted.codebook, wanted.rule, _DENOMINATOR[wanted.of], today)
    shared = None
    if wanted.of == "overlaps":
        if found.rule.kind not in ("one", "any"):
            raise CoderError(
                "overlapping passages have no majority: name a coder, or say --rule any or consensus."
            )
        counted, shared = overlaps(columns.stretches(study), found.tree, found.rule.coder_ids)
    else:
        counted = together(mentioned(found))
    rows = found.codable()
    return Together(found, tuple(rows), counted, tuple(pairs(found.tree, rows, counted, shared)))


def co_occurrence_table(study: Study, wanted: Wanted | None = None, today: date | None = None) -> Table:
    """The pairs, most often together first; or the matrix of the codes that occur at all."""
    wanted = wanted or Wanted()
    have = co_occurrence(study, wanted, today)
    kept = [pair for pair in have.pairs if pair.both >= wanted.least]
    shaped = _matrix(have, wanted) if wanted.matrix else _list(have, kept, wanted)
    if wanted.matrix:
        said = f"{_COUNTED[wanted.of]}; on the diagonal, how often the code itself occurs"
        jaccard = ""
    else:
        said = _COUNTED[wanted.of]
        jaccard = f" Jaccard: {_JACCARD[wanted.of == 'overlaps']}."
    return Table(
        title="Codes that come together" + (" (matrix)" if wanted.matrix else ""),
        columns=shaped[0],
        sections=(Section("", shaped[1]),),
        records=[_record(have.found, pair, wanted.language) for pair in kept],
        caption=(
            f"n: {said}; a code counts where it or a code under it stands.{jaccard} "
            f"Rule: {have.found.rule.words}. {have.found.source}"
        ),
        notes=_notes(have, wanted),
    )


def _notes(have: Together, wanted: Wanted) -> tuple[str, ...]:
    notes = ["A code and a heading over it are no pair."]
    if wanted.of == "overlaps":
        notes.append("Passages of one code that overlap each other are one passage.")
    if not wanted.matrix:
        left = sum(pair.both < wanted.least for pair in have.pairs)
        notes.append(f"Left out: {left} of {len(have.pairs)} pairs, together less than {wanted.least} times.")
    elif unused := [row for row in have.rows if not have.counted[row, row]]:
        notes.append(f"Left out: {len(unused)} codes that do not occur.")
    return (*notes, *have.found.gaps())


def _record(found: Basis, pair: Pair, language: str) -> dict[str, Any]:
    keys, labels = found.keys(), found.labels(language)
    return {
        "code_a": keys[pair.first],
        "label_a": labels[pair.first],
        "code_b": keys[pair.second],
        "label_b": labels[pair.second],
        "n_a": pair.n_first,
        "n_b": pair.n_second,
        "both": pair.both,
        "jaccard": pair.jaccard,
    }


def _list(have: Together, kept: Sequence[Pair], wanted: Wanted) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    labels = have.found.labels(wanted.language)
    columns_ = (
        *(Column("code"), Column("and code"), Column("n", "count"), Column("n of first", "count")),
        *(Column("n of second", "count"), Column("Jaccard", "coefficient")),
    )
    lines = []
    for pair in kept:
        jaccard: Cell = Undefined("neither occurs") if pair.jaccard is None else pair.jaccard
        names = labels[pair.first], labels[pair.second]
        lines.append(Row((*names, pair.both, pair.n_first, pair.n_second, jaccard)))
    return columns_, tuple(lines)


def _matrix(have: Together, wanted: Wanted) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    """Numbered codes, so that the columns stay narrow; the diagonal says how often a code occurs."""
    labels = have.found.labels(wanted.language)
    there = [row for row in have.rows if have.counted[row, row]]
    columns_ = (Column("code"), *(Column(str(i), "count") for i in range(1, len(there) + 1)))
    lines = []
    for i, a in enumerate(there):
        cells = [int(have.counted[a, b]) if j <= i else None for j, b in enumerate(there)]
        lines.append(Row((f"{i + 1} {labels[a]}", *cells)))
    return columns_, tuple(lines)
