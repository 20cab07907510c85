"""Fisher's test and Holm's adjustment against scipy, statsmodels and all tables; Wilson in print."""

from __future__ import annotations

from itertools import product
from math import comb

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from coder.analysis.exact import fisher, holm
from coder.analysis.intervals import wilson

SEED = 7


def by_listing_all_tables(mentioned: list[int], sizes: list[int]) -> float:
    """Freeman and Halton's p, exact: every table with these margins, in whole numbers."""
    total = sum(mentioned)

    def ways(table: tuple[int, ...]) -> int:
        found = 1
        for n, size in zip(table, sizes, strict=True):
            found *= comb(size, n)
        return found

    tables = [t for t in product(*(range(size + 1) for size in sizes)) if sum(t) == total]
    observed = ways(tuple(mentioned))
    return sum(ways(t) for t in tables if ways(t) <= observed) / comb(sum(sizes), total)


def test_the_lady_tasting_tea() -> None:
    """Fisher 1935: 3 of 4 cups; two-sided p = 34/70."""
    assert fisher([3, 1], [4, 4], SEED) == pytest.approx(34 / 70)


def test_whales_and_sharks() -> None:
    """The example of scipy's manual: 8 and 2 whales, 1 and 5 sharks; p = 0.035."""
    assert fisher([8, 2], [9, 7], SEED) == pytest.approx(0.034965034965034975)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=2, max_size=2))
def test_two_groups_as_scipy_and_by_listing_all_tables(groups: list[tuple[int, int]]) -> None:
    mentioned, sizes = [n for n, _ in groups], [n + rest for n, rest in groups]
    assume(all(sizes))
    found = fisher(mentioned, sizes, SEED)
    if sum(mentioned) in (0, sum(sizes)):
        assert found is None
    else:
        assert found == pytest.approx(by_listing_all_tables(mentioned, sizes))
        assert found == pytest.approx(float(stats.fisher_exact([[n, r] for n, r in groups]).pvalue))


@pytest.mark.parametrize(
    ("mentioned", "sizes"),
    [([3, 0, 2], [6, 4, 5]), ([1, 1, 1, 4], [4, 4, 4, 4]), ([2, 2, 1, 1, 0, 1], [6, 4, 3, 4, 3, 4])],
)
def test_several_groups_come_close_to_all_tables(mentioned: list[int], sizes: list[int]) -> None:
    """Within four standard errors of 99,999 draws."""
    exact = by_listing_all_tables(mentioned, sizes)
    found = fisher(mentioned, sizes, SEED)
    assert found == pytest.approx(exact, abs=4 * (0.25 / 99_999) ** 0.5)


def test_several_groups_as_the_resampling_form_of_scipy() -> None:
    mentioned, sizes = [5, 1, 0], [6, 7, 5]
    table = [[n, size - n] for n, size in zip(mentioned, sizes, strict=True)]
    method = stats.MonteCarloMethod(n_resamples=20_000, rng=1)
    theirs = float(stats.fisher_exact(table, method=method).pvalue)
    assert fisher(mentioned, sizes, SEED) == pytest.approx(theirs, abs=0.004)


def test_the_seed_makes_the_draws() -> None:
    groups = [3, 0, 2], [6, 4, 5]
    assert fisher(*groups, 1) == fisher(*groups, 1) != fisher(*groups, 2)


@pytest.mark.parametrize(
    ("mentioned", "sizes"), [([0, 0], [3, 3]), ([3, 3], [3, 3]), ([2], [5]), ([], []), ([2, 0], [5, 0])]
)
def test_what_cannot_be_tested(mentioned: list[int], sizes: list[int]) -> None:
    assert fisher(mentioned, sizes, SEED) is None


def test_empty_groups_change_nothing() -> None:
    assert fisher([3, 0, 1], [4, 0, 4], SEED) == fisher([3, 1], [4, 4], SEED)


@settings(max_examples=15)  # statsmodels takes 50 ms a call
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_as_statsmodels(values: list[float]) -> None:
    assert holm(values) == pytest.approx(list(multipletests(values, method="holm")[1]))


def test_holm_passes_over_tests_that_were_not_made() -> None:
    assert holm([0.01, None, 0.04]) == pytest.approx([0.02, None, 0.04])


def test_wilson_in_print() -> None:
    """Newcombe 1998 (Statistics in Medicine 17, 857-872), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29."""
    for n, of, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)):
        found = wilson(n, of)
        assert found is not None
        assert [round(x, 4) for x in found] == [low, high]
    found = wilson(1, 29)
    assert found is not None
    assert [round(x, 4) for x in found] == [0.0061, 0.1718]
    assert wilson(0, 0) is None
