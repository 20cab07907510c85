"""Wilson's interval against statsmodels, and what must hold of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from coder.analysis.intervals import wilson

shares = st.integers(1, 3000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(shares, st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_as_statsmodels_has_it(share: tuple[int, int], level: float) -> None:
    n, of = share
    expected = proportion_confint(n, of, alpha=1 - level, method="wilson")
    assert wilson(n, of, level) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("n", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, Statistics in Medicine 17, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_published_cases(n: int, of: int, low: float, high: float) -> None:
    assert wilson(n, of) == pytest.approx((low, high), abs=5e-5)


@given(shares)
def test_it_holds_the_share_and_mirrors(share: tuple[int, int]) -> None:
    n, of = share
    found, mirrored = wilson(n, of), wilson(of - n, of)
    assert found is not None
    assert mirrored is not None
    assert 0 <= found[0] <= n / of <= found[1] <= 1
    assert mirrored == pytest.approx((1 - found[1], 1 - found[0]))


def test_of_nothing_there_is_none() -> None:
    assert wilson(0, 0) is None
