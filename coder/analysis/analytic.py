"""Standard errors by formula: Gwet's linearization, for units drawn at random.

Gwet (2008), BJMSP 61, and Handbook of Inter-Rater Reliability (4th ed. 2014), ch. 5; alpha's as
in Gwet (2011), "On the Krippendorff's alpha coefficient". A unit that was rated once tells about
the marginals but not about agreement; its residual is 0 here where Gwet's is minus the
coefficient, which makes his error too wide (the two are equal where no unit is rated once). That
is the derivative of (pa - pe) / (1 - pe), pa over units rated twice or more and pi_k over all.
Cohen's kappa: Gwet's for two raters, every unit rated by both.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
from numpy.typing import NDArray

from coder.analysis.sums import Floats


@dataclass(frozen=True, slots=True)
class Error:
    """A standard error and the degrees of freedom of its t; nan where there is none."""

    se: float = nan
    df: int = 0


def errors(rows: NDArray[np.integer], count: NDArray[np.integer]) -> dict[str, Error]:
    """Of percent agreement and the coefficients built on it.

    Args:
        rows: how many coders gave a unit each category, (kinds of units, categories).
        count: how many units of each kind there are.
    """
    there = rows.sum(axis=1) > 0
    n_ik, times = rows[there].astype(float), count[there].astype(float)
    r = n_ik.sum(axis=1)
    n, twice = float(times.sum()), float(times[r >= 2].sum())
    if twice == 0:
        return {}
    q = rows.shape[1]
    share = n_ik / r[:, None]
    pi = times @ share / n
    pa_i = np.where(r >= 2, (n_ik * (n_ik - 1)).sum(axis=1) / np.maximum(r * (r - 1), 1), 0)
    pa = float(times @ pa_i) / twice
    squares, mixed = float(pi @ pi), share @ pi
    chance: dict[str, tuple[float, Floats]] = {
        "percent_agreement": (0.0, np.zeros_like(r)),
        "fleiss_kappa": (squares, mixed),
        "brennan_prediger": (1 / q, np.full_like(r, 1 / q)),
    }
    if q > 1:
        chance["gwet_ac1"] = ((1 - squares) / (q - 1), (1 - mixed) / (q - 1))
    found = {}
    for name, (pe, pe_i) in chance.items():
        if pe < 1:
            value = (pa - pe) / (1 - pe)
            own = n / twice * (r >= 2) * (pa_i - pa) / (1 - pe)
            found[name] = _error(own - 2 * (1 - value) * (pe_i - pe) / (1 - pe), times)
    return found | {"krippendorff_alpha": alpha_error(rows, count, 1 - np.eye(q))}


def alpha_error(rows: NDArray[np.integer], count: NDArray[np.integer], differences: Floats) -> Error:
    """Of Krippendorff's alpha with these differences of categories, taken as given."""
    twice = rows.sum(axis=1) >= 2
    n_ik, times = rows[twice].astype(float), count[twice].astype(float)
    near = 1 - differences / max(float(differences.max(initial=0)), 1e-300)
    r = n_ik.sum(axis=1)
    n = float(times.sum())
    if n == 0:
        return Error()
    mean = float(times @ r) / n
    pi = times @ n_ik / (n * mean)
    pe = float(pi @ near @ pi)
    if pe >= 1:
        return Error()
    pa_i = (n_ik * (n_ik @ near - 1)).sum(axis=1) / (mean * (r - 1))
    raw = float(times @ pa_i) / n
    pa = raw + (1 - raw) / (n * mean)
    alpha = (raw - pe) / (1 - pe)
    off = (r - mean) / mean
    own = (pa_i - pa * off - pe) / (1 - pe) - alpha
    return _error(own - 2 * (1 - alpha) * (n_ik @ (near @ pi) / mean - pe * off - pe) / (1 - pe), times)


def cohen(table: Floats) -> Error:
    """Of the kappa of two coders, from their table of categories by categories."""
    n = float(table.sum())
    if n == 0:
        return Error()
    first, second = table.sum(axis=1) / n, table.sum(axis=0) / n
    pa, pe = float(np.trace(table)) / n, float(first @ second)
    if pe >= 1:
        return Error()
    kappa = (pa - pe) / (1 - pe)
    pe_i = (second[:, None] + first[None, :]) / 2
    residual = (np.eye(len(table)) - pa) / (1 - pe) - 2 * (1 - kappa) * (pe_i - pe) / (1 - pe)
    return _error(residual.reshape(-1), table.reshape(-1))


def _error(residual: Floats, times: Floats) -> Error:
    n = float(times.sum())
    if n < 2:
        return Error()
    return Error(sqrt(float(times @ residual**2) / (n * (n - 1))), int(n) - 1)
