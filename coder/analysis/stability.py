"""Stability: a coder against the own second round of the same interviews (intra-coder agreement).

The two rounds are two coders, and every figure is what :mod:`coder.analysis.agreement` has for
two coders. Units that were decided in one round alone say nothing about stability and are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

import numpy as np

from coder.analysis.agreement import agreement
from coder.analysis.differences import only
from coder.analysis.patterns import patterns
from coder.analysis.raw import Ints, Raw
from coder.analysis.resampling import Sampling
from coder.analysis.values import NO_UNIT_OF_BOTH, Agreement, Value

_NO_SAMPLING = Sampling("none")
_DAY = 24 * 60 * 60
Times = Mapping[tuple[int, int], str]
"""When a coder was at a segment, by (segment, coder): UTC, ISO 8601."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The two rounds on some units that both decided."""

    units: int
    percent: Value
    """Share of units and codes that both rounds answer alike."""
    kappa: Value
    """Cohen's, pooled over the codes."""
    alpha: Value
    """Krippendorff's, pooled over the codes."""
    first: tuple[str, str] | None
    """When these units were first and last coded in the first round; None where no time is known."""
    second: tuple[str, str] | None
    days: float | None
    """Median over the units of the days from the first round to the second."""


@dataclass(frozen=True, slots=True)
class Stability:
    """A coder's two rounds."""

    overall: Compared
    interviews: tuple[tuple[int, Compared], ...]
    """By transcript id, in the order of the second round."""
    parts: tuple[Compared, ...]
    """The second round in parts of as many units each, in the order in which it was done."""
    agreement: Agreement
    """Of the two rounds on all units, with every code's figures."""


def stability(
    rows: Raw,
    rounds: tuple[int, int],
    code_ids: Sequence[int],
    times: Times,
    parts: int = 4,
    sampling: Sampling = _NO_SAMPLING,
) -> Stability:
    """A coder against the own second round: over all, by interview, over time, and by code.

    Args:
        rows: the units.
        rounds: the ids of the coder and of the second round.
        code_ids: which codes.
        times: when each round was where; a unit without a time is in no part.
        parts: into how many the second round is cut.
        sampling: how the intervals over all units are made; single interviews and parts have none.
    """
    both = np.flatnonzero(rows.rated(rounds) == 3)
    seen = only(rows, both)
    whole = agreement(patterns(seen, rounds, code_ids), sampling)

    def compared(units: Ints) -> Compared:
        some = only(rows, units)
        return _compared(some, units, agreement(patterns(some, rounds, code_ids)), rounds, times)

    def at(unit: int) -> str:
        return times.get((int(rows.segment[unit]), rounds[1]), "")

    order = sorted((at(u), u) for u in both.tolist())
    interviews = dict.fromkeys(int(rows.interview[u]) for _, u in order)
    timed = np.array([u for when, u in order if when], dtype=np.int64)
    return Stability(
        _compared(seen, both, whole, rounds, times),
        tuple((each, compared(both[rows.interview[both] == each])) for each in interviews),
        tuple(compared(units) for units in np.array_split(timed, parts) if len(units)),
        whole,
    )


def _compared(rows: Raw, units: Ints, found: Agreement, rounds: tuple[int, int], times: Times) -> Compared:
    segments = [int(rows.segment[u]) for u in units]
    first, second = ([times[s, coder] for s in segments if (s, coder) in times] for coder in rounds)
    apart = [
        _days(times[s, rounds[0]], times[s, rounds[1]])
        for s in segments
        if (s, rounds[0]) in times and (s, rounds[1]) in times
    ]
    shares = [each.percent_agreement for each in found.codes]
    alike = [each.value for each in shares if each.value is not None]  # each code on the same units
    return Compared(
        len(segments),
        Value(sum(alike) / len(alike), n=len(segments)) if alike else Value(None, NO_UNIT_OF_BOTH),
        _of_both(found.pooled_kappa),
        _of_both(found.pooled_alpha),
        (min(first), max(first)) if first else None,
        (min(second), max(second)) if second else None,
        median(apart) if apart else None,
    )


def _of_both(figure: Value) -> Value:
    return figure if figure.n else Value(None, NO_UNIT_OF_BOTH)


def _days(first: str, second: str) -> float:
    return (datetime.fromisoformat(second) - datetime.fromisoformat(first)).total_seconds() / _DAY
