"""Before the work: how much to code twice, and how many interviews to hold."""

from __future__ import annotations

from math import ceil, comb, log1p

from scipy import stats

from coder.model import CoderError


def units_for_kappa(
    expected: float, lower: float, prevalence: float, coders: int = 2, level: float = 0.95
) -> int:
    """Units that all coders must code, so that kappa's one-sided lower bound is expected to reach ``lower``.

    Donner and Rotondi (2010), "Sample size requirements for interval estimation of the kappa
    statistic for interobserver agreement studies with a binary outcome and multiple raters", Int J
    Biostatistics 6(1), 31: the least n at which the goodness-of-fit statistic of the counts expected
    under ``expected`` against those under ``lower`` reaches the quantile of chi squared with one
    degree of freedom. In the common correlation model coders say yes k times of m with
    (1 - kappa) C(m, k) p^k (1 - p)^(m - k), and kappa p or kappa (1 - p) more when all agree.

    Args:
        expected: the kappa one reckons with.
        lower: what the lower bound is to reach, below ``expected``.
        prevalence: the share of units with the code.
        coders: how many code every unit.
        level: of the one-sided interval.
    """
    if not 0 < lower < expected < 1:
        raise CoderError("the lower bound must lie between 0 and the kappa expected, and that below 1.")
    if not 0 < prevalence < 1:
        raise CoderError("the prevalence must lie between 0 and 1.")
    if coders < 2:
        raise CoderError("agreement needs two coders.")
    here, there = (_counts(kappa, prevalence, coders) for kappa in (expected, lower))
    a_unit = sum((a - b) ** 2 / b for a, b in zip(here, there, strict=True))
    return ceil(float(stats.chi2.ppf(2 * level - 1, 1)) / a_unit)


def _counts(kappa: float, p: float, coders: int) -> list[float]:
    found = [(1 - kappa) * comb(coders, k) * p**k * (1 - p) ** (coders - k) for k in range(coders + 1)]
    found[0] += kappa * (1 - p)
    found[-1] += kappa * p
    return found


def interviews_for_units(units: int, per_interview: float, correlation: float) -> int:
    """Interviews to double code whole for the worth of so many independent units.

    Units of one interview hang together; the design effect 1 + (m - 1) rho of Kish (1965), Survey
    Sampling, ch. 5, says how many more of them are needed.
    """
    if per_interview < 1:
        raise CoderError("an interview has one unit at least.")
    if not 0 <= correlation <= 1:
        raise CoderError("the correlation within interviews must lie between 0 and 1.")
    return ceil(units * (1 + (per_interview - 1) * correlation) / per_interview - 1e-9)


def interviews_to_meet(frequency: float, probability: float, times: int = 1) -> int:
    """Interviews after which a code of this frequency is met so many times with this probability.

    Binomial: each interview has the code with the same chance, independently (Fugard and Potts 2015,
    "Supporting thinking on sample sizes for thematic analyses", Int J Soc Res Methodology 18).
    """
    if not 0 < frequency < 1 or not 0 < probability < 1:
        raise CoderError("frequency and probability must lie between 0 and 1.")
    if times < 1:
        raise CoderError("a code is met once at least.")
    if times == 1:
        return max(1, ceil(log1p(-probability) / log1p(-frequency) - 1e-9))
    low, high = times, times
    while stats.binom.sf(times - 1, high, frequency) < probability:
        low, high = high, high * 2
    while low < high:
        middle = (low + high) // 2
        if stats.binom.sf(times - 1, middle, frequency) < probability:
            low = middle + 1
        else:
            high = middle
    return low
