"""New codes interview by interview, and the figure that says when they stopped coming."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from coder.analysis.presence import presence
from coder.analysis.rounding import show
from coder.analysis.saturation import BASES, RUNS, THRESHOLDS, Saturation, new_codes, saturation
from coder.model import CoderError
from coder.report.denominators import Basis, Subjects, basis, few
from coder.report.table import Cell, Column, Row, Section, Table
from coder.study.study import Study


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which codes, in which order, and the figure's three choices."""

    codebook: str | None = None
    rule: str | None = None
    order: str | None = None
    """An attribute of respondents, such as the date; None: the order of import."""
    base: int = 4
    run: int = 2
    threshold: float = 5.0
    """In percent."""
    language: str = "en"
    decimal: str = "."


@dataclass(frozen=True, slots=True)
class Course:
    """What the table and the chart are made from."""

    found: Basis
    interviews: tuple[str, ...]
    met: tuple[int, ...]
    """Codes in each interview."""
    new: tuple[tuple[int, ...], ...]
    """The rows of the codes each is the first to bring."""
    figure: Saturation
    left_out: tuple[str, ...]
    """Interviews that nobody of the rule has coded: they would pass for interviews without new codes."""


def course(study: Study, wanted: Wanted, today: date | None = None) -> Course:
    """The interviews in order, with what each brings; codes as applied, headings left out."""
    found = basis(study, wanted.codebook, wanted.rule, "transcripts", today)
    waiting = set(found.waiting())
    subjects = found.subjects
    order = [i for i in _order(found, wanted.order) if subjects.names[i] not in waiting]
    table = presence(
        found.sheet,
        type(found.tree)(found.tree.ids, (-1,) * len(found.tree.ids)),  # a code is met when it is applied
        found.rule,
        "transcripts",
        [subjects.ids[i] for i in order],
    )
    new = new_codes(table)
    figure = saturation([len(each) for each in new], wanted.base, wanted.run, wanted.threshold)
    return Course(
        found,
        tuple(subjects.names[i] for i in order),
        tuple(int(n) for n in table.sum(axis=0)),
        tuple(tuple(each) for each in new),
        figure,
        tuple(name for name in subjects.names if name in waiting),
    )


def _order(found: Basis, by: str | None) -> list[int]:
    """The places of the transcripts in the order held: by number where all values are numbers."""
    subjects: Subjects = found.subjects
    places = list(range(len(subjects.ids)))
    if by is None:
        return places
    if by not in found.attributes:
        names = ", ".join(found.attributes) or "none yet; see: coder respondents import"
        raise CoderError(f"respondents have no attribute {by!r} (attributes: {names}).")
    values = [each.get(by, "") for each in subjects.attributes]
    missing = [name for name, value in zip(subjects.names, values, strict=True) if not value]
    if missing:
        raise CoderError(f"no {by} is known for {', '.join(missing[:5])}, so that there is no order.")
    try:
        numbers = [float(value) for value in values]
    except ValueError:
        return sorted(places, key=lambda i: values[i])
    return sorted(places, key=lambda i: numbers[i])


def saturation_table(study: Study, wanted: Wanted | None = None, today: date | None = None) -> Table:
    """A line an interview; the JSON form is an object with ``interviews`` and the figure."""
    wanted = wanted or Wanted()
    have = course(study, wanted, today)
    records = _records(have)
    keys = ("interview", "transcript", "codes", "new", "cumulative", "new_codes")
    lines = []
    for record in records:
        cells: list[Cell] = [record[key] for key in keys]
        share = record["run_percent"]
        lines.append(Row((*cells, None if share is None else f"{show(share, 1, wanted.decimal)}%")))
    order = f"by {wanted.order}" if wanted.order else "of import"
    return Table(
        title="New codes by interview",
        columns=(
            *(Column("no.", "count"), Column("interview"), Column("codes", "count"), Column("new", "count")),
            *(Column("cumulative", "count"), Column("which are new"), Column("run, % of base")),
        ),
        sections=(Section("", tuple(lines)),),
        records=records,
        caption=(
            f"Codes that stand in each of {len(records)} interviews, in the order {order}; headings that "
            f"cannot be applied are not counted. Rule: {have.found.rule.words}. {have.found.source}"
        ),
        notes=tuple(_notes(have, wanted)),
        json={"interviews": records, "guest_namey_chen": _form(have.figure), "sensitivity": _others(have)},
    )


def _records(have: Course) -> list[dict[str, Any]]:
    keys = have.found.keys()
    run_from = {run.first: run for run in have.figure.runs}
    records, known = [], 0
    for i, (name, met, new) in enumerate(zip(have.interviews, have.met, have.new, strict=True), 1):
        known += len(new)
        run = run_from.get(i)
        records.append(
            {
                "interview": i,
                "transcript": name,
                "codes": met,
                "new": len(new),
                "cumulative": known,
                "new_codes": " ".join(keys[row] for row in new),
                "run_new": run.new if run else None,
                "run_percent": run.share if run else None,
            }
        )
    return records


def _form(figure: Saturation) -> dict[str, Any]:
    return {
        "base": figure.base,
        "run": figure.run,
        "threshold_percent": figure.threshold,
        "base_codes": figure.base_codes,
        "reached": figure.reached,
        "notation": figure.notation,
        "reason": figure.reason,
    }


def _others(have: Course) -> list[dict[str, Any]]:
    """The figure for all the choices that the paper tried."""
    new = [len(each) for each in have.new]
    return [
        _form(saturation(new, base, run, threshold))
        for threshold in THRESHOLDS
        for run in RUNS
        for base in BASES
    ]


def _notes(have: Course, wanted: Wanted) -> list[str]:
    figure = have.figure
    start = (
        f"Guest, Namey and Chen (2020), base of {figure.base} interviews ({figure.base_codes} codes), run of "
        f"{figure.run}, threshold {show(figure.threshold, 1, wanted.decimal)}%: "
    )
    if figure.reached is None:
        notes = [f"{start}not reached: {figure.reason}."]
    else:
        seen = f"seen over the run to {figure.reached + figure.run}"
        notes = [f"{start}reached at {figure.notation}: at interview {figure.reached}, {seen}."]
    notes.append(f"Other choices (base, run): {_sensitivity([len(each) for each in have.new])}.")
    notes.append(
        "The figure was made for codes found on the way. With a codebook laid down before, it says when its "
        "codes had been met, not that there is nothing else to find; and it changes with the order."
    )
    if have.left_out:
        notes.append(f"Left out, since nobody under the rule has coded them: {few(have.left_out)}.")
    if begun := have.found.begun():
        notes.append(f"Coded under the rule in part only: {few(begun)}.")
    return notes


def _sensitivity(new: Sequence[int]) -> str:
    parts = []
    for threshold in THRESHOLDS:
        each = [
            f"({base}, {run}) {saturation(new, base, run, threshold).notation or 'not reached'}"
            for run in RUNS
            for base in BASES
        ]
        parts.append(f"at {threshold:g}%: {', '.join(each)}")
    return "; ".join(parts)
