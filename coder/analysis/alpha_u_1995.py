"""alpha_U of 1995: Krippendorff, "On the reliability of unitizing continuous data", Sociological
Methodology 25. Another number than the alphas of :mod:`coder.analysis.unitizing`.

Its differences are over squares of the whole length, so it sees transcripts laid end to end, and
only those that every coder went through. Codes may overlap.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import permutations

import numpy as np

from coder.analysis.continua import Part, gaps
from coder.analysis.sums import Floats
from coder.analysis.values import NO_VARIATION, Value
from coder.model import Span


def alpha_u_1995(parts: Sequence[Part], codes: int) -> Value:
    """alpha_U of transcripts that all coders went through; ``n`` of the value is their characters."""
    if not parts:
        return Value(None, "no transcript coded by all coders")
    length = sum(part.length for part in parts)
    m = len(parts[0].coders)
    observed = expected = 0.0
    by_code = [[_by_code(spans) for spans in part.spans] for part in parts]
    for code in range(codes):
        own = [[spans.get(code, []) for spans in mine] for mine in by_code]
        between = [
            [gaps([(code, s) for s in spans], part.length) for spans in mine]
            for part, mine in zip(parts, own, strict=True)
        ]
        observed += sum(map(_observed_1995, own))
        units = np.array([s.end - s.start for mine in own for spans in mine for s in spans], dtype=float)
        free = np.array([s.end - s.start for rest in between for spans in rest for s in spans], dtype=float)
        expected += _expected_1995(units, free, m * length) * 2 / length
    if expected <= 0:
        return Value(None, NO_VARIATION, length)
    return Value(1 - observed / (m * (m - 1) * length**2) / expected, n=length)


def _by_code(spans: Sequence[tuple[int, Span]]) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = {}
    for code, span in spans:
        found.setdefault(code, []).append(span)
    return found


def _observed_1995(own: Sequence[Sequence[Span]]) -> float:
    """Squared differences of all ordered pairs of coders' sections; one coder's stand in order, apart."""
    total = 0.0
    starts, ends = [[s.start for s in spans] for spans in own], [[s.end for s in spans] for spans in own]
    for i, j in permutations(range(len(own)), 2):
        for g in own[i]:
            met = own[j][bisect_right(ends[j], g.start) : bisect_left(starts[j], g.end)]
            total += sum((g.start - h.start) ** 2 + (g.end - h.end) ** 2 for h in met)
            total += 0 if met else 2 * (g.end - g.start) ** 2  # in a gap: once as (i, j), once as (j, i)
    return total


def _expected_1995(units: Floats, free: Floats, total: float) -> float:
    """One code's, before 2 / L: over all places that the units could take."""
    n = len(units)
    longest = np.sort(free)[::-1]
    fit = np.searchsorted(-longest, -units, side="right")  # how many gaps are as long as a unit
    room = np.concatenate([[0.0], np.cumsum(longest)])[fit] - fit * (units - 1)
    above = ((n - 1) / 3 * (2 * units**3 - 3 * units**2 + units) + units**2 * room).sum()
    below = total * (total - 1) - (units * (units - 1)).sum()
    return float(above / below) if below > 0 else 0.0
