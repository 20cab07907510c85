"""Figures over all codes: pooled kappa and pooled alpha (see :mod:`coder.analysis.coefficients`)."""

from __future__ import annotations

from math import isnan

import numpy as np
from numpy.typing import NDArray

from coder.analysis import coefficients as made
from coder.analysis.patterns import Patterns
from coder.analysis.resampling import Sampling, draws, interval
from coder.analysis.sums import Contributions, Floats, estimate, weighted
from coder.analysis.values import NO_PAIRS, NO_VARIATION, Value

Parts = dict[str, Floats]
"""Sums over codes by name; the last axis: samples."""
_LARGE = 1 << 25
"""Draws of units held at any one time."""


def add_up(to: Parts, parts: Parts) -> None:
    """Add the sums of some codes to those of others."""
    for name, values in parts.items():
        to[name] = to[name] + values if name in to else values


def pooled_values(
    whole: Contributions, sampling: Sampling, resampled: Parts, left_out: Parts
) -> dict[str, Value]:
    """``pooled_alpha`` and ``pooled_kappa``, with intervals where there are resamples."""
    parts: Parts = {}
    n, kappa_n = 0, 0
    for first, end in whole.blocks(1):
        sums = estimate(whole, whole.of(first, end)).sums
        add_up(parts, made.pooled_parts(sums))
        n = max(n, int(sums.pairable.max(initial=0)))
        kappa_n = max(kappa_n, int(sums.pair_n.max(initial=0)))
    if n == 0:
        return dict.fromkeys(("pooled_alpha", "pooled_kappa"), Value(None, NO_PAIRS))
    now = made.pooled(parts)
    samples = made.pooled(resampled) if resampled else {}
    left = made.pooled(left_out) if left_out else {}
    values = {}
    for name, at in (("pooled_alpha", n), ("pooled_kappa", kappa_n)):
        figure = float(now[name][0])
        values[name] = Value(None, NO_VARIATION, at) if isnan(figure) else Value(figure, n=at)
        if name in samples:
            spread = interval(samples[name], now[name][0], left.get(name), sampling, len(whole.interviews))
            values[name] = values[name].with_spread(*(float(x) for x in spread))
    return values


def units_drawn(by_unit: Patterns, sampling: Sampling) -> Parts:
    """Pooled parts of samples of units; a few samples at a time, since every unit is drawn for itself."""
    units = Contributions(by_unit)
    n = len(units.interviews)
    step = max(1, _LARGE // max(1, n))
    found: list[Parts] = []
    for start in range(0, sampling.replicates, step):
        rows = min(step, sampling.replicates - start)
        times: NDArray[np.uint16] = draws(n, rows, sampling.seed + start)
        parts: Parts = {}
        for first, end in units.blocks(rows):
            add_up(parts, made.pooled_parts(weighted(units, units.of(first, end), times).sums))
        found.append(parts)
    return (
        {name: np.concatenate([each[name] for each in found], axis=-1) for name in found[0]} if found else {}
    )
