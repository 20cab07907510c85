"""The code-by-respondent matrix: one line a respondent, one column a code, 0 or 1 (or codings)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from coder.analysis.presence import Ints
from coder.analysis.tallies import codings_by_subject
from coder.model import CoderError
from coder.report.denominators import Basis, Denominator, basis, mentioned
from coder.report.table import Column, Row, Section, Table
from coder.study.study import Study

Shape = Literal["wide", "tidy"]
_ONE = {"respondents": "respondent", "transcripts": "transcript", "segments": "unit"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which matrix."""

    codebook: str | None = None
    rule: str | None = None
    of: Denominator = "respondents"
    codings: bool = False
    """Numbers of codings instead of 0 and 1."""
    shape: Shape = "wide"


def matrix_table(study: Study, wanted: Wanted | None = None, today: date | None = None) -> Table:
    """The matrix; wide with the respondents' attributes before the codes, tidy with a line each cell."""
    wanted = wanted or Wanted()
    found = basis(study, wanted.codebook, wanted.rule, wanted.of, today)
    what = (found.tree, found.rule, found.subjects.of, found.subjects.ids)
    table: Ints = codings_by_subject(found.sheet, *what) if wanted.codings else mentioned(found).astype(int)
    cells = "codings of the code by" if wanted.codings else "1: the code is mentioned by"
    title = f"Codes by {found.subjects.of if wanted.of != 'units' else 'units'}"
    return Table(
        title=title,
        columns=_columns(found, wanted.shape),
        sections=(Section("", _lines(found, table, wanted.shape)),),
        records=_records(found, table, wanted.shape),
        caption=(
            f"{cells} the {_ONE[found.subjects.of]}; a heading has what its branch has. "
            f"Rule: {found.rule.words}. {found.source}"
        ),
        notes=tuple(found.gaps()),
    )


def _names(found: Basis) -> list[str]:
    """The attributes that stand beside respondents."""
    return list(found.attributes) if found.subjects.of == "respondents" else []


def _columns(found: Basis, shape: Shape) -> tuple[Column, ...]:
    one = _ONE[found.subjects.of]
    if shape == "tidy":
        return Column(one), Column("code"), Column("value", "count")
    return (
        Column(one),
        *(Column(name) for name in _names(found)),
        *(Column(key, "count") for key in found.keys()),  # noqa: SIM118 - not a mapping
    )


def _lines(found: Basis, table: Ints, shape: Shape) -> tuple[Row, ...]:
    return tuple(Row(tuple(record.values())) for record in _records(found, table, shape))


def _records(found: Basis, table: Ints, shape: Shape) -> list[dict[str, Any]]:
    one, keys, names = _ONE[found.subjects.of], found.keys(), _names(found)
    if shape == "wide":
        for taken in sorted({one, *names} & set(keys)):
            raise CoderError(f"{taken!r} is both a column and a code; say --shape tidy.")
    records: list[dict[str, Any]] = []
    for i, (name, attributes) in enumerate(zip(found.subjects.names, found.subjects.attributes, strict=True)):
        values = zip(keys, table[:, i].tolist(), strict=True)
        if shape == "tidy":
            records += [{one: name, "code": key, "value": value} for key, value in values]
        else:
            records.append({one: name, **{n: attributes.get(n) for n in names}, **dict(values)})
    return records
