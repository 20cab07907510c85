"""Planning: Donner and Rotondi's sample size, and how many interviews a code needs to be met."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from coder.analysis.planning import interviews_for_units, interviews_to_meet, units_for_kappa
from coder.model import CoderError


def donner_eliasziw(expected: float, lower: float, p: float) -> float:
    """Two coders: Donner and Eliasziw 1992, Stat Med 11, the goodness-of-fit statistic in closed form."""
    v = p * (1 - p)
    shift = (v * (lower - expected)) ** 2
    both, one, none = p * p + v * lower, v * (1 - lower), (1 - p) ** 2 + v * lower
    return float(stats.chi2.ppf(0.9, 1)) / (shift * (1 / both + 2 / one + 1 / none))


@given(
    st.floats(0.1, 0.6),
    st.floats(0.05, 0.35),
    st.floats(0.05, 0.95),
)
def test_two_coders_as_donner_and_eliasziw(lower: float, more: float, p: float) -> None:
    assert units_for_kappa(lower + more, lower, p) - donner_eliasziw(lower + more, lower, p) == pytest.approx(
        0.5, abs=0.5001
    )


def three(kappa: float, p: float) -> list[float]:
    """The probabilities of none to three of three coders as kappaSize (R, by Rotondi) has them."""
    q = 1 - p
    return [
        q**3 + p * kappa * (q**2 + q),
        3 * p * (1 - kappa) * q**2,
        3 * p**2 * q * (1 - kappa),
        p**3 + kappa * p * (1 - p**2),
    ]


@pytest.mark.parametrize(("expected", "lower", "p"), [(0.8, 0.6, 0.3), (0.7, 0.4, 0.1), (0.9, 0.8, 0.5)])
def test_three_coders_as_kappasizes_model(expected: float, lower: float, p: float) -> None:
    here, there = three(expected, p), three(lower, p)
    assert sum(here) == pytest.approx(1)
    a_unit = sum((a - b) ** 2 / b for a, b in zip(here, there, strict=True))
    n = units_for_kappa(expected, lower, p, 3)
    assert (n - 1) * a_unit < 2.7055 <= n * a_unit + 1e-4


def test_more_coders_and_commoner_codes_need_fewer_units() -> None:
    by_coders = [units_for_kappa(0.8, 0.667, 0.2, m) for m in (2, 3, 4, 5)]
    by_share = [units_for_kappa(0.8, 0.667, p) for p in (0.05, 0.1, 0.3, 0.5)]
    assert by_coders == sorted(by_coders, reverse=True)
    assert by_share == sorted(by_share, reverse=True)
    assert units_for_kappa(0.8, 0.6, 0.3) == units_for_kappa(0.8, 0.6, 0.7)


@pytest.mark.parametrize(
    ("frequency", "probability", "n"),
    [(0.1, 0.95, 29), (0.05, 0.95, 59), (0.2, 0.8, 8), (0.5, 0.5, 1), (0.01, 0.95, 299)],
)
def test_interviews_to_meet_a_code(frequency: float, probability: float, n: int) -> None:
    """ln(1 - q) / ln(1 - p); 59 of 5% and 299 of 1% are the usual figures of discovery sampling."""
    assert interviews_to_meet(frequency, probability) == n


@given(st.floats(0.02, 0.9), st.floats(0.05, 0.99), st.integers(1, 5))
def test_the_least_number_of_interviews(frequency: float, probability: float, times: int) -> None:
    n = interviews_to_meet(frequency, probability, times)

    def met(interviews: int) -> float:
        few = (comb(interviews, k) * frequency**k * (1 - frequency) ** (interviews - k) for k in range(times))
        return 1 - sum(few)

    assert met(n) >= probability - 1e-9
    assert n == 1 or met(n - 1) < probability + 1e-9


def test_units_of_an_interview_hang_together() -> None:
    assert interviews_for_units(120, 12, 0) == 10
    assert interviews_for_units(120, 12, 0.1) == 21
    assert interviews_for_units(120, 12, 1) == 120


@pytest.mark.parametrize(
    "call",
    [
        lambda: units_for_kappa(0.6, 0.7, 0.2),
        lambda: units_for_kappa(0.8, 0.6, 0),
        lambda: units_for_kappa(0.8, 0.6, 0.2, 1),
        lambda: interviews_to_meet(0, 0.9),
        lambda: interviews_to_meet(0.1, 1),
        lambda: interviews_to_meet(0.1, 0.9, 0),
        lambda: interviews_for_units(10, 0.5, 0),
        lambda: interviews_for_units(10, 5, 2),
    ],
)
def test_what_cannot_be_planned(call: object) -> None:
    assert callable(call)
    with pytest.raises(CoderError):
        call()
