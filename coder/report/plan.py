"""Tables for planning: how much to code twice, how many interviews to hold."""

from __future__ import annotations

from collections.abc import Sequence

from coder.analysis.planning import interviews_for_units, interviews_to_meet, units_for_kappa
from coder.report.table import Column, Row, Section, Table


def double_coding_table(
    expected: float,
    lower: float,
    prevalences: Sequence[float],
    coders: Sequence[int],
    per_interview: float | None,
    correlation: float,
) -> Table:
    """Units, and interviews, to code twice so that kappa's lower bound reaches a value."""
    records = []
    for prevalence in prevalences:
        for many in coders:
            units = units_for_kappa(expected, lower, prevalence, many)
            whole = None if per_interview is None else interviews_for_units(units, per_interview, correlation)
            records.append({"prevalence": prevalence, "coders": many, "units": units, "interviews": whole})
    with_interviews = per_interview is not None
    columns = [Column("prevalence", "percent"), Column("coders", "count"), Column("units", "count")]
    if with_interviews:
        columns.append(Column("interviews", "count"))
    rows = tuple(
        Row(
            (100 * r["prevalence"], r["coders"], r["units"], *((r["interviews"],) if with_interviews else ()))
        )
        for r in records
        if r["prevalence"] is not None
    )
    clusters = (
        f" Interviews: of {per_interview:g} units each, coded whole, with a correlation of {correlation:g} "
        "among the units of one interview (design effect 1 + (units - 1) x correlation)."
        if with_interviews
        else " Units are taken as independent; --per-interview and --correlation reckon with interviews."
    )
    return Table(
        title="How much to code by all coders",
        columns=tuple(columns),
        sections=(Section("", rows),),
        records=records,
        caption=(
            "Units that all coders must code so that the one-sided 95% lower bound of kappa is expected to "
            f"reach {lower:g} if kappa is {expected:g} (Donner and Rotondi 2010).{clusters}"
        ),
    )


def interviews_table(frequencies: Sequence[float], probability: float, times: int) -> Table:
    """Interviews to hold so that a code of a frequency is met."""
    records = [
        {
            "frequency": p,
            "probability": probability,
            "times": times,
            "interviews": interviews_to_meet(p, probability, times),
        }
        for p in frequencies
    ]
    often = "once" if times == 1 else f"{times} times"
    return Table(
        title="How many interviews to meet a code",
        columns=(Column("frequency", "percent"), Column("interviews", "count")),
        sections=(Section("", tuple(Row((100 * r["frequency"], int(r["interviews"]))) for r in records)),),
        records=records,
        caption=(
            "Interviews after which a code that this share of respondents would mention is met at least "
            f"{often} with probability {probability:g} (binomial)."
        ),
    )
