"""Agreement on one category a unit: published tables and other people's packages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa, fleiss_kappa

from coder.analysis.agreement import NO_PAIRS, NO_VARIATION, CodeAgreement, Value
from coder.analysis.categories import LEVELS, Level, categories, category_agreement
from coder.analysis.resampling import Sampling
from coder.analysis.values import YES_NO_ONLY
from coder.model import CoderError

Cells = Sequence[Sequence[str | None]]


def found(cells: Cells, level: Level = "nominal", declared: Sequence[str] = (), **more: Any) -> CodeAgreement:
    table = categories(cells, [str(i) for i in range(len(cells))], level, declared)
    return category_agreement(table, level, Sampling(**({"method": "none"} | more)))


def cells(rows: Sequence[Sequence[int | None]]) -> list[list[str | None]]:
    return [[None if x is None else str(x) for x in row] for row in rows]


OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
"""Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C."""


@pytest.mark.parametrize(
    ("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_krippendorff_2011_section_c(level: Level, alpha: float) -> None:
    value = found(cells(list(zip(*OBSERVERS, strict=True))), level).krippendorff_alpha
    assert (round(value.value or 0, 3), value.n) == (alpha, 11)


@pytest.mark.parametrize(
    ("first", "second", "alpha"),
    [("0100000010", "1110010000", 0.095), ("aabbdcccedda", "babbbccceddd", 0.692)],
)
def test_krippendorff_2011_sections_a_and_b(first: str, second: str, alpha: float) -> None:
    """Two observers: Meg and Owen say yes or no of ten units, Ben and Gerry have five categories."""
    value = found(list(zip(first, second, strict=True))).krippendorff_alpha
    assert round(value.value or 0, 3) == alpha


DIAGNOSES = (
    "444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 222333 144444 "
    "224445 333335 111455 111112 224444 133555 555555 244444 224555 114444 144445 222224 111155 224444 "
    "133333 555555"
)


def test_fleiss_1971() -> None:
    """30 patients, 6 psychiatrists, 5 diagnoses: kappa .430, agreement .5556."""
    rows = [list(word) for word in DIAGNOSES.split()]
    got = found(rows)
    assert round(got.fleiss_kappa.value or 0, 3) == 0.430
    assert round(got.percent_agreement.value or 0, 4) == 0.5556
    table = aggregate_raters(np.array([[int(x) for x in row] for row in rows]))[0]
    assert got.fleiss_kappa.value == pytest.approx(fleiss_kappa(table), abs=1e-12)


def test_wikipedias_example_of_fleiss_kappa() -> None:
    """14 raters, ten subjects, five categories (Fleiss' kappa, Wikipedia): P bar .378, kappa .210."""
    counts = [
        (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
        (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
    ]  # fmt: skip
    rows = [[str(k) for k, n in enumerate(row) for _ in range(n)] for row in counts]
    got = found(rows)
    assert round(got.percent_agreement.value or 0, 3) == 0.378
    assert round(got.fleiss_kappa.value or 0, 3) == 0.210


def table_of(counts: Sequence[Sequence[int]]) -> list[tuple[str, str]]:
    return [(str(i), str(j)) for i, row in enumerate(counts) for j, n in enumerate(row) for _ in range(n)]


@pytest.mark.parametrize(
    ("counts", "kappa", "digits"),
    [
        # Cohen 1960, table 1 (as proportions of 200): kappa .492
        (((88, 14, 18), (10, 40, 10), (2, 6, 12)), 0.492, 3),
        # Cohen 1968 / Wikipedia, grants: kappa .40
        (((20, 5), (10, 15)), 0.40, 2),
        # Wikipedia, same agreement, unequal margins: .1304 and .2593
        (((45, 15), (25, 15)), 0.1304, 4),
        (((25, 35), (5, 35)), 0.2593, 4),
        # Landis and Koch 1977, multiple sclerosis, Winnipeg patients, two neurologists: .208
        (((38, 5, 0, 1), (33, 11, 3, 0), (10, 14, 5, 6), (3, 7, 3, 10)), 0.208, 3),
        # Fleiss, Statistical methods for rates and proportions (2nd ed. 1981), table 13.1: .676
        (((75, 1, 4), (5, 4, 1), (0, 0, 10)), 0.676, 3),
    ],
)
def test_published_kappas_of_two_coders(counts: Sequence[Sequence[int]], kappa: float, digits: int) -> None:
    got = found(table_of(counts))
    assert round(got.light_kappa.value or 0, digits) == kappa
    assert got.light_kappa.value == pytest.approx(cohens_kappa(np.array(counts)).kappa, abs=1e-12)


def test_declared_categories_change_what_chance_is() -> None:
    """Brennan and Prediger's q and AC1's count categories nobody used, when they are declared."""
    rows = [("a", "a"), ("b", "b"), ("a", "b"), ("b", "b")]
    two, four = found(rows), found(rows, declared=("a", "b", "c", "d"))
    assert two.brennan_prediger.value == pytest.approx(0.5)
    assert four.brennan_prediger.value == pytest.approx((0.75 - 0.25) / 0.75)
    assert four.fleiss_kappa == two.fleiss_kappa
    assert (four.gwet_ac1.value or 0) > (two.gwet_ac1.value or 0)


def test_what_only_a_yes_no_code_has() -> None:
    got = found([("a", "b"), ("c", "c")])
    for value in (got.prevalence, got.pabak, got.bias_index, got.prevalence_index, got.positive_agreement):
        assert value == Value(None, YES_NO_ONLY, 2)


def test_one_category_alone_is_undefined() -> None:
    got = found([("a", "a"), ("a", "a")])
    for value in (got.krippendorff_alpha, got.fleiss_kappa, got.gwet_ac1, got.brennan_prediger):
        assert value == Value(None, NO_VARIATION, 2)
    assert got.percent_agreement.value == 1
    nobody = found([("a", None), (None, "b")])
    assert nobody.krippendorff_alpha == nobody.prevalence == nobody.light_kappa == Value(None, NO_PAIRS)


@pytest.mark.parametrize(
    ("rows", "level", "declared", "told"),
    [
        ([("a", "b")], "interval", (), "'a' is no number, which the interval level needs."),
        ([("a", "b")], "ordinal", (), "'a' is no number, which the ordinal level needs; or name the ranks"),
        ([("-1", "2")], "ratio", (), "the ratio level needs numbers that are not negative"),
        ([("a", "b")], "nominal", ("a",), "'b' is none of the categories (a)."),
    ],
)
def test_categories_that_do_not_fit(rows: Cells, level: Level, declared: Sequence[str], told: str) -> None:
    with pytest.raises(CoderError) as error:
        found(rows, level, declared)
    assert str(error.value).startswith(told)


def test_ranks_are_ordered_as_declared() -> None:
    rows = [("low", "mid"), ("mid", "mid"), ("high", "mid"), ("low", "low")]
    got = found(rows, "ordinal", ("low", "mid", "high")).krippendorff_alpha.value
    numbers = found([[str(("low", "mid", "high").index(x)) for x in row] for row in rows], "ordinal")
    assert got == pytest.approx(numbers.krippendorff_alpha.value)


@st.composite
def ratings(draw: st.DrawFn) -> list[list[int | None]]:
    m = draw(st.integers(2, 4))
    cell = st.none() | st.integers(0, 4)
    return draw(st.lists(st.lists(cell, min_size=m, max_size=m), min_size=1, max_size=10))


@settings(deadline=None, max_examples=150)
@given(ratings(), st.sampled_from(LEVELS))
def test_alpha_as_the_package_krippendorff(rows: list[list[int | None]], level: Level) -> None:
    value = found(cells(rows), level).krippendorff_alpha.value
    if value is not None:
        data = np.array([[np.nan if x is None else x for x in row] for row in rows], dtype=float).T
        theirs = krippendorff.alpha(reliability_data=data, level_of_measurement=level)
        assert value == pytest.approx(float(theirs), abs=1e-9)


@settings(deadline=None, max_examples=50)
@given(ratings())
def test_kappas_as_scikit_learn(rows: list[list[int | None]]) -> None:
    for pair in found(cells(rows)).cohen_kappa:
        i, j = pair.coders
        both = [(row[i], row[j]) for row in rows if row[i] is not None and row[j] is not None]
        if pair.figure.value is not None:
            theirs = cohen_kappa_score([x for x, _ in both], [y for _, y in both])
            assert pair.figure.value == pytest.approx(theirs, abs=1e-12)


@settings(deadline=None, max_examples=50)
@given(ratings(), st.permutations(range(5)))
def test_nominal_figures_do_not_care_for_names(rows: list[list[int | None]], names: list[int]) -> None:
    renamed = [[None if x is None else names[x] for x in row] for row in rows]
    one, two = found(cells(rows)), found(cells(renamed))
    for name in ("percent_agreement", "krippendorff_alpha", "fleiss_kappa", "gwet_ac1", "light_kappa"):
        a, b = getattr(one, name), getattr(two, name)
        assert (a.reason, a.n) == (b.reason, b.n)
        assert a.value == pytest.approx(b.value, abs=1e-12) if a.value is not None else b.value is None


@pytest.mark.parametrize("method", ["interview", "unit"])
def test_intervals_are_seeded_and_hold_the_estimate(method: str) -> None:
    random = np.random.default_rng(4)
    truth = random.integers(0, 3, 50)
    second = np.where(random.random(50) < 0.8, truth, random.integers(0, 3, 50))
    rows = cells([[int(a), int(b)] for a, b in zip(truth, second, strict=True)])
    one, two = (found(rows, method=method, seed=7).krippendorff_alpha for _ in range(2))
    assert one == two
    assert one.ci is not None
    assert one.ci[0] < (one.value or 0) < one.ci[1]
    gwet = found(rows, method="gwet").krippendorff_alpha
    assert one.se == pytest.approx(gwet.se, rel=0.15)
