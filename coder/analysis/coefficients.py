"""The coefficients as functions of sums over units (:mod:`coder.analysis.sums`).

``nan`` stands for "not defined" in here and nowhere else; :mod:`coder.analysis.agreement`
says why. With pa the percent agreement, every kappa-like coefficient is (pa - pe) / (1 - pe):

* Fleiss (1971), "Measuring nominal scale agreement among many raters", Psychological Bulletin
  76: pe = sum of pi_k^2. Gwet (2008), "Computing inter-rater reliability and its variance in the
  presence of high agreement", BJMSP 61: pe = sum of pi_k (1 - pi_k) / (q - 1). Brennan and
  Prediger (1981), "Coefficient kappa: some uses, misuses, and alternatives", EPM 41: pe = 1 / q.
  With missing ratings as in Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., ch. 2:
  pa over units rated twice or more, pi_k over all units rated.
* Krippendorff's alpha, nominal: 1 - D_o / D_e from the coincidence matrix (Content Analysis,
  4th ed. 2019, ch. 12; "Computing Krippendorff's Alpha-Reliability", 2011).
* Cohen (1960), "A coefficient of agreement for nominal scales", EPM 20, for two coders on the
  units both rated; for more the mean over the pairs that have one: Light (1971), "Measures of
  response agreement for qualitative data", Psychological Bulletin 76.
* Byrt, Bishop and Carlin (1993), "Bias, prevalence and kappa", J Clin Epidemiol 46: with the
  fourfold table a (both yes), b (only the first), c (only the second), d, the prevalence index
  (a - d) / n, the bias index (b - c) / n, and PABAK = 2 pa - 1.
* Positive agreement 2 a / (2 a + b + c): Cicchetti and Feinstein (1990), "High agreement but low
  kappa: II", J Clin Epidemiol 43.
* Pooled kappa: De Vries, Elliott, Kanouse and Teleki (2008), "Using pooled kappa to summarize
  interrater agreement across many items", Field Methods 20. Pooled alpha: 1 - sum D_o / sum D_e.
"""

from __future__ import annotations

import numpy as np

from coder.analysis.sums import Floats, Sums, YesNo

SHARES = ("percent_agreement", "positive_agreement", "prevalence")
"""Figures that are never below 0."""
TWO_CODERS = ("prevalence_index", "bias_index", "pabak")


def _ratio(above: Floats, below: Floats) -> Floats:
    """Above / below where below is more than nothing, else nan."""
    out = np.full(np.broadcast_shapes(above.shape, below.shape), np.nan)
    np.divide(above, below, out=out, where=below > 0)
    return out


def cohen_kappa(sums: Sums) -> Floats:
    """Of every pair: (pairs', samples)."""
    n = sums.pair_n
    return _ratio(n * sums.pair_same - sums.pair_chance, n * n - sums.pair_chance)


def mean_of_defined(values: Floats) -> Floats:
    """Over the pairs (second to last axis) that have a value."""
    there = ~np.isnan(values)
    return _ratio(np.where(there, values, 0.0).sum(axis=-2), there.sum(axis=-2).astype(float))


def disagreement(sums: Sums) -> tuple[Floats, Floats]:
    """Observed and expected, as alpha has them; nan where no unit is rated twice."""
    n = sums.ratings
    return _ratio(sums.observed, n), _ratio(n * n - sums.margin_squares, n * (n - 1))


def general(sums: Sums, kappas: Floats) -> dict[str, Floats]:
    """The coefficients that any number of categories has."""
    q = sums.categories
    pa = _ratio(sums.agreeing, sums.pairable)
    observed, expected = disagreement(sums)
    by_chance = {
        "fleiss_kappa": sums.share_squares,
        "gwet_ac1": (1 - sums.share_squares) / (q - 1) if q > 1 else np.ones_like(pa),
        "brennan_prediger": np.full_like(pa, 1 / q if q > 1 else 1.0),
    }
    return {
        "percent_agreement": pa,
        "krippendorff_alpha": 1 - _ratio(observed, expected),
        **{name: _ratio(pa - pe, 1 - pe) for name, pe in by_chance.items()},
        "light_kappa": mean_of_defined(kappas),
    }


def of_yes_no(found: YesNo) -> dict[str, Floats]:
    """What only a yes/no variable has. The two indices and PABAK are of two coders."""
    sums = found.sums
    values = {
        "positive_agreement": mean_of_defined(_ratio(2 * found.both, found.first + found.second)),
        "prevalence": _ratio(found.said_yes, sums.ratings),
    }
    if sums.pair_n.shape[-2] != 1:
        nothing = np.full(found.said_yes.shape, np.nan)
        return values | dict.fromkeys(TWO_CODERS, nothing)
    n, first, second = sums.pair_n[..., 0, :], found.first[..., 0, :], found.second[..., 0, :]
    return values | {
        "prevalence_index": _ratio(first + second - n, n),  # a - d = first + second - n
        "bias_index": _ratio(first - second, n),
        "pabak": _ratio(2 * sums.pair_same[..., 0, :] - n, n),
    }


def pooled_parts(sums: Sums) -> dict[str, Floats]:
    """Sums over codes, from which the pooled figures are made; they add over blocks of codes."""
    observed, expected = disagreement(sums)
    n = sums.pair_n
    there = (n > 0).astype(float)
    return {
        "do": np.nansum(observed, axis=0),
        "de": np.nansum(expected, axis=0),
        "po": np.where(n > 0, sums.pair_same / np.where(n > 0, n, 1), 0).sum(axis=0),
        "pe": np.where(n > 0, sums.pair_chance / np.where(n > 0, n * n, 1), 0).sum(axis=0),
        "codes": there.sum(axis=0),
    }


def pooled(parts: dict[str, Floats]) -> dict[str, Floats]:
    """Pooled kappa, the mean over the pairs of coders where it is defined, and pooled alpha."""
    with np.errstate(invalid="ignore"):
        kappas = _ratio(parts["po"] - parts["pe"], parts["codes"] - parts["pe"])
    return {
        "pooled_kappa": mean_of_defined(kappas),
        "pooled_alpha": 1 - _ratio(parts["do"], parts["de"]),
    }
