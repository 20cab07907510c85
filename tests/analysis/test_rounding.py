"""Percentages as they go into a paper."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.analysis.rounding import percent, show


@pytest.mark.parametrize(
    ("n", "of", "expected"),
    [
        (7, 24, 29.2),
        (3, 24, 12.5),
        (4, 24, 16.7),
        (2, 24, 8.3),
        (1, 24, 4.2),
        (1, 16, 6.3),
        (1, 8, 12.5),
        (1, 3, 33.3),
        (2, 3, 66.7),
        (5, 1000, 0.5),
        (1, 2000, 0.1),
        (1, 2001, 0.0),
        (583, 2000, 29.2),
        (0, 24, 0.0),
        (24, 24, 100.0),
    ],
)
def test_known_percentages(n: int, of: int, expected: float) -> None:
    assert percent(n, of) == expected


def test_nothing_of_nothing_is_no_percentage() -> None:
    assert percent(0, 0) is None
    assert show(percent(0, 0)) == "n/a"


def test_every_fraction_up_to_400_is_rounded_half_up() -> None:
    """A tie is a decimal that ends, so that the decimal module with room enough decides it exactly."""
    tenth = Decimal("0.1")
    for of in range(1, 401):
        for n in range(of + 1):
            exact = (Decimal(100 * n) / of).quantize(tenth, ROUND_HALF_UP)
            assert percent(n, of) == float(exact), (n, of)


@given(
    st.integers(1, 10**9).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))), st.integers(0, 4)
)
def test_large_fractions_are_rounded_half_up_too(pair: tuple[int, int], digits: int) -> None:
    n, of = pair
    scaled = Fraction(100 * n * 10**digits, of)
    whole = scaled.numerator // scaled.denominator
    expected = whole + (scaled - whole >= Fraction(1, 2))
    assert percent(n, of, digits) == expected / 10**digits


@given(st.integers(1, 3000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_what_is_shown_of_the_raw_quotient_is_the_exact_percentage(pair: tuple[int, int]) -> None:
    """The agreement table shows quotients that nobody rounded before: 1 of 16 is 6.3 there as well."""
    n, of = pair
    assert show(100 * (n / of)) == show(percent(n, of))


@pytest.mark.parametrize(
    ("value", "digits", "decimal", "expected"),
    [
        (29.2, 1, ".", "29.2"),
        (29.2, 1, ",", "29,2"),
        (12.0, 1, ",", "12,0"),
        (100.0, 1, ".", "100.0"),
        (6.25, 1, ".", "6.3"),
        (0.0625, 3, ",", "0,063"),
        (-0.0625, 3, ".", "-0.063"),
        (-0.5, 3, ".", "-0.500"),
        (-0.0001, 3, ".", "0.000"),
        (1234567.0, 1, ".", "1234567.0"),
        (12.5, 0, ".", "13"),
        (None, 1, ",", "n/a"),
    ],
)
def test_figures_are_shown(value: float | None, digits: int, decimal: str, expected: str) -> None:
    assert show(value, digits, decimal) == expected
