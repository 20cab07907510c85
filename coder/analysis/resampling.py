"""Intervals by resampling interviews: draws, and what is read from the resampled values.

Segments of one interview hang together, so interviews are drawn, not segments (Field and Welsh
2007, "Bootstrapping clustered data", JRSS B 69; Efron and Tibshirani 1993, An Introduction to
the Bootstrap, ch. 13 and 14 for the percentile and BCa intervals). ``docs/coverage.md`` has a
simulation of what each form reaches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from coder.analysis.sums import Floats

Method = Literal["interview", "unit", "gwet", "none"]
METHODS: tuple[Method, ...] = ("interview", "unit", "gwet", "none")
Form = Literal["percentile", "bca", "t"]
REPLICATES = 2000
SEED = 1
LEVEL = 0.95
_AT_ONCE = 200
ENOUGH = 0.9
"""Share of the replicates that must have a value for an interval to be given."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How intervals are made."""

    method: Method = "interview"
    replicates: int = REPLICATES
    seed: int = SEED
    form: Form = "t"
    """How an interval is read from the resampled values of interviews: see ``docs/coverage.md``."""


Spread = tuple[Floats, Floats, Floats]
"""Standard error, lower and upper end; arrays of one shape, nan where there is none."""


def draws(interviews: int, replicates: int, seed: int) -> NDArray[np.uint16]:
    """How often each interview is in each sample, (replicates, interviews): as many drawn as there are."""
    random = np.random.default_rng(seed)
    found = np.zeros((replicates, interviews), dtype=np.uint16)
    for start in range(0, replicates if interviews else 0, _AT_ONCE):
        rows = min(_AT_ONCE, replicates - start)
        picked = random.integers(0, interviews, (rows, interviews))
        picked += np.arange(rows)[:, None] * interviews
        counted = np.bincount(picked.reshape(-1), minlength=rows * interviews)
        found[start : start + rows] = counted.reshape(rows, interviews)
    return found


def all_but_one(interviews: int) -> NDArray[np.uint16]:
    """The samples that leave one interview out, for the jackknife."""
    return (1 - np.eye(interviews)).astype(np.uint16)


def multinomial(count: NDArray[np.int64], replicates: int, seed: int) -> NDArray[np.int64]:
    """How often each kind of unit is in each sample of as many units as there are."""
    n = int(count.sum())
    return np.random.default_rng(seed).multinomial(n, count / max(n, 1), size=replicates)


def interval(
    values: Floats, estimate: Floats, left_out: Floats | None, sampling: Sampling, interviews: int
) -> Spread:
    """Read an interval from resampled values (last axis) in the form asked for.

    Units drawn for themselves are many, so the unit bootstrap always takes percentiles.
    """
    if sampling.method == "interview" and sampling.form == "t":
        return t_interval(values, estimate, interviews)
    if sampling.method == "interview" and sampling.form == "bca" and left_out is not None:
        return bca(values, estimate, left_out)
    return percentile(values)


def student(value: float, se: float, df: int) -> tuple[float, float, float]:
    """A standard error by formula and its interval by Student's t, cut at 1."""
    if np.isnan(se) or df < 1:
        return (np.nan, np.nan, np.nan)
    half = float(special.stdtrit(df, (1 + LEVEL) / 2)) * se
    return se, value - half, min(value + half, 1.0)


def percentile(values: Floats) -> Spread:
    """From the resampled values themselves (last axis); those without a value are left out."""
    ordered = np.sort(values, axis=-1)  # nan last
    there = (~np.isnan(values)).sum(axis=-1)
    low, high = (_at(ordered, there, np.full(there.shape, q)) for q in _ends())
    return _se(values, there), low, high


def bca(values: Floats, estimate: Floats, left_out: Floats) -> Spread:
    """Bias-corrected and accelerated; ``left_out`` are the jackknife's values."""
    ordered = np.sort(values, axis=-1)
    there = (~np.isnan(values)).sum(axis=-1)
    below = (values < estimate[..., None]).sum(axis=-1) + (values == estimate[..., None]).sum(axis=-1) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        bias = stats.norm.ppf(below / there)
        known = np.isnan(left_out)
        middle = np.where(known, 0, left_out).sum(axis=-1) / (~known).sum(axis=-1)
        off = middle[..., None] - left_out
        speed = np.nansum(off**3, axis=-1) / (6 * np.nansum(off**2, axis=-1) ** 1.5)
        ends = []
        for q in _ends():
            z = bias + stats.norm.ppf(q)
            ends.append(stats.norm.cdf(bias + z / (1 - np.nan_to_num(speed) * z)))
    low, high = (_at(ordered, there, end) for end in ends)
    return _se(values, there), low, high


def t_interval(values: Floats, estimate: Floats, interviews: int) -> Spread:
    """Estimate and resampled standard error with Student's t of one less than the interviews.

    The error is widened by sqrt(n / (n - 1)), which resampling n clusters falls short by. What
    would pass 1 or -1, where every coefficient ends, is cut there.
    """
    there = (~np.isnan(values)).sum(axis=-1)
    n = max(interviews, 2)
    se = _se(values, there) * np.sqrt(n / (n - 1))
    half = special.stdtrit(n - 1, (1 + LEVEL) / 2) * se
    return se, np.maximum(estimate - half, -1), np.minimum(estimate + half, 1)


def _ends() -> tuple[float, float]:
    return (1 - LEVEL) / 2, (1 + LEVEL) / 2


def _se(values: Floats, there: NDArray[np.int64]) -> Floats:
    few = there < max(2, ENOUGH * values.shape[-1])
    known = np.isnan(values)
    n = np.maximum(there, 2).astype(float)
    middle = np.where(known, 0, values).sum(axis=-1) / n
    square = np.where(known, 0, (values - middle[..., None]) ** 2).sum(axis=-1)
    return np.where(few, np.nan, np.sqrt(square / (n - 1)))


def _at(ordered: Floats, there: NDArray[np.int64], q: Floats) -> Floats:
    """The quantile q of the first ``there`` values, between neighbours in proportion."""
    few = (there < max(2, ENOUGH * ordered.shape[-1])) | np.isnan(q)
    place = np.where(few, 0, np.nan_to_num(q) * (there - 1))
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(there - 1, 0))
    one, two = (np.take_along_axis(ordered, at[..., None], axis=-1)[..., 0] for at in (below, above))
    return np.where(few, np.nan, one + (two - one) * (place - below))
