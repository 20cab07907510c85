"""Agreement, against the definitions in exact fractions, other people's packages and published examples.

A grid has a row for each unit and a cell for each coder: the set of codes the coder gave
the unit (empty: looked and applied nothing), None where the coder did not code it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations, permutations

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

from coder.analysis.agreement import NO_PAIRS, NO_VARIATION, Agreement, CodeAgreement, Value, agreement
from coder.analysis.patterns import MAX_CODERS, patterns
from coder.model import Marks, Unit

Label = frozenset[int] | None
Grid = Sequence[Sequence[Label]]
Ratings = Sequence[Sequence[int | None]]
YES, NO = frozenset({1}), frozenset[int]()


def marks_of(grid: Grid) -> Marks:
    """Units of three interviews in turn; coder ``i`` has the id ``100 + i``."""
    cells = [(u, 100 + i, label) for u, row in enumerate(grid) for i, label in enumerate(row)]
    return Marks(
        [Unit(u, u % 3, u, True) for u in range(len(grid))],
        [(u, code, coder) for u, coder, label in cells if label is not None for code in sorted(label)],
        [(u, coder) for u, coder, label in cells if label is not None],
    )


def found(grid: Grid, codes: Sequence[int] = (1,), coders: int | None = None) -> Agreement:
    m = len(grid[0]) if coders is None else coders
    return agreement(patterns(marks_of(grid), [100 + i for i in range(m)], codes))


def one(grid: Grid, coders: int | None = None) -> CodeAgreement:
    return found(grid, coders=coders).codes[0]


def fourfold(a: int, b: int, c: int, d: int) -> Grid:
    """Two coders: a units both said yes to, b only the first, c only the second, d neither."""
    return [[YES, YES]] * a + [[YES, NO]] * b + [[NO, YES]] * c + [[NO, NO]] * d


def ratings_of(grid: Grid, code: int) -> list[list[int | None]]:
    return [[None if label is None else int(code in label) for label in row] for row in grid]


# --- the definitions, in exact fractions ------------------------------------------------------


def exact_percent(ratings: Ratings) -> Fraction | None:
    shares = []
    for row in ratings:
        there = [x for x in row if x is not None]
        if len(there) >= 2:
            pairs = list(combinations(there, 2))
            shares.append(Fraction(sum(x == y for x, y in pairs), len(pairs)))
    return sum(shares, Fraction()) / len(shares) if shares else None


def exact_disagreement(ratings: Ratings) -> tuple[Fraction, Fraction, int]:
    """Krippendorff's observed and expected disagreement from the coincidence matrix; its total."""
    matrix = {(c, k): Fraction() for c in (0, 1) for k in (0, 1)}
    for row in ratings:
        there = [x for x in row if x is not None]
        for c, k in permutations(there, 2):
            matrix[c, k] += Fraction(1, len(there) - 1)
    margin = {c: matrix[c, 0] + matrix[c, 1] for c in (0, 1)}
    n = margin[0] + margin[1]
    if n == 0:
        return Fraction(), Fraction(), 0
    observed = (matrix[0, 1] + matrix[1, 0]) / n
    expected = 2 * margin[0] * margin[1] / (n * (n - 1))
    return observed, expected, int(n)


def exact_alpha(ratings: Ratings) -> Fraction | None:
    observed, expected, _ = exact_disagreement(ratings)
    return 1 - observed / expected if expected else None


def exact_kappa_parts(ratings: Ratings, i: int, j: int) -> tuple[Fraction, Fraction] | None:
    both = [(row[i], row[j]) for row in ratings if row[i] is not None and row[j] is not None]
    if not both:
        return None
    n = len(both)
    observed = Fraction(sum(x == y for x, y in both), n)
    expected = sum(
        Fraction(sum(x == c for x, _ in both), n) * Fraction(sum(y == c for _, y in both), n) for c in (0, 1)
    )
    return observed, Fraction(expected)


def exact_kappa(ratings: Ratings, i: int, j: int) -> Fraction | None:
    parts = exact_kappa_parts(ratings, i, j)
    if parts is None or parts[1] == 1:
        return None
    return (parts[0] - parts[1]) / (1 - parts[1])


def same(value: Value, exact: Fraction | float | None) -> bool:
    if exact is None:
        return value.value is None and value.reason is not None
    return value.reason is None and value.value == pytest.approx(float(exact), abs=1e-12)


def mean(values: Sequence[Fraction]) -> Fraction | None:
    return sum(values, Fraction()) / len(values) if values else None


# --- random data ------------------------------------------------------------------------------


@st.composite
def grids(draw: st.DrawFn, codes: int = 1, missing: bool = True) -> Grid:
    m = draw(st.integers(2, 5))
    labels: st.SearchStrategy[Label] = st.frozensets(st.integers(1, codes))
    cell = st.none() | labels if missing else labels
    return draw(st.lists(st.lists(cell, min_size=m, max_size=m), min_size=1, max_size=12))


@settings(deadline=None, max_examples=300)
@given(grids())
def test_one_code_as_by_the_definitions(grid: Grid) -> None:
    ratings = ratings_of(grid, 1)
    m = len(grid[0])
    got = one(grid)
    assert same(got.percent_agreement, exact_percent(ratings))
    assert same(got.krippendorff_alpha, exact_alpha(ratings))
    assert [p.coders for p in got.cohen_kappa] == [(100 + i, 100 + j) for i, j in combinations(range(m), 2)]
    kappas = [exact_kappa(ratings, i, j) for i, j in combinations(range(m), 2)]
    assert all(same(p.figure, k) for p, k in zip(got.cohen_kappa, kappas, strict=True))
    assert same(got.light_kappa, mean([k for k in kappas if k is not None]))
    twice = [row for row in ratings if sum(x is not None for x in row) >= 2]
    said = [x for row in twice for x in row if x is not None]
    assert same(got.prevalence, Fraction(sum(said), len(said)) if said else None)
    assert got.percent_agreement.n == got.krippendorff_alpha.n == got.prevalence.n == len(twice)
    for pair, (i, j) in zip(got.cohen_kappa, combinations(range(m), 2), strict=True):
        assert pair.figure.n == sum(row[i] is not None and row[j] is not None for row in ratings)


@settings(deadline=None)
@given(grids(codes=4))
def test_pooled_figures_as_by_the_definitions(grid: Grid) -> None:
    """De Vries et al. 2008: one kappa of mean observed and mean expected agreement; alpha likewise."""
    codes = (1, 2, 3, 4)
    m = len(grid[0])
    got = found(grid, codes)
    tables = [ratings_of(grid, code) for code in codes]
    parts = [exact_disagreement(table) for table in tables]
    below = sum((expected for _, expected, _ in parts), Fraction())
    above = sum((observed for observed, _, _ in parts), Fraction())
    assert same(got.pooled_alpha, 1 - above / below if below else None)
    kappas = []
    for i, j in combinations(range(m), 2):
        both = [exact_kappa_parts(table, i, j) for table in tables]
        there = [each for each in both if each is not None]
        observed, expected = mean([o for o, _ in there]), mean([e for _, e in there])
        if observed is not None and expected is not None and expected < 1:
            kappas.append((observed - expected) / (1 - expected))
    assert same(got.pooled_kappa, mean(kappas))
    assert got.units == sum(any(label is not None for label in row) for row in grid)


# --- other people's packages ------------------------------------------------------------------


def krippendorffs(ratings: Sequence[Sequence[float | None]]) -> float:
    table = np.array([[np.nan if x is None else x for x in row] for row in ratings], dtype=float).T
    return float(krippendorff.alpha(reliability_data=table, level_of_measurement="nominal"))


def random_grid(seed: int, codes: int) -> Grid:
    """Coders who mostly follow a truth they share; a fifth of the cells missing."""
    random = np.random.default_rng(seed)
    units, m = int(random.integers(20, 200)), int(random.integers(2, 7))
    truth = random.random((units, codes)) < random.uniform(0.05, 0.6, codes)
    said = truth[:, None, :] ^ (random.random((units, m, codes)) < 0.15)
    there = random.random((units, m)) < 0.8
    return [
        [frozenset(c + 1 for c in range(codes) if said[u, i, c]) if there[u, i] else None for i in range(m)]
        for u in range(units)
    ]


@pytest.mark.parametrize("seed", range(20))
def test_alpha_as_the_package_krippendorff(seed: int) -> None:
    grid = random_grid(seed, 5)
    for each in found(grid, range(1, 6)).codes:
        assert each.code_id is not None
        ratings = ratings_of(grid, each.code_id)
        assert each.krippendorff_alpha.value == pytest.approx(krippendorffs(ratings), abs=1e-12)


@settings(deadline=None, max_examples=200)
@given(grids())
def test_alpha_as_the_package_krippendorff_on_little_data(grid: Grid) -> None:
    value = one(grid).krippendorff_alpha.value
    if value is not None:
        assert value == pytest.approx(krippendorffs(ratings_of(grid, 1)), abs=1e-12)


@pytest.mark.parametrize("seed", range(20))
def test_kappa_of_each_pair_as_scikit_learn_on_the_units_both_rated(seed: int) -> None:
    grid = random_grid(seed, 3)
    for each in found(grid, (1, 2, 3)).codes:
        assert each.code_id is not None
        ratings = ratings_of(grid, each.code_id)
        for pair in each.cohen_kappa:
            i, j = (coder - 100 for coder in pair.coders)
            both = [(row[i], row[j]) for row in ratings if row[i] is not None and row[j] is not None]
            theirs = cohen_kappa_score([x for x, _ in both], [y for _, y in both], labels=[0, 1])
            assert pair.figure.value == pytest.approx(theirs, abs=1e-12)


# --- published examples -----------------------------------------------------------------------


@pytest.mark.parametrize(("cells", "kappa"), [((40, 9, 6, 45), 0.70), ((80, 10, 5, 5), 0.32)])
def test_the_paradox_pair(cells: tuple[int, int, int, int], kappa: float) -> None:
    """The same agreement, .85 (Feinstein and Cicchetti 1990); kappa falls with the prevalence."""
    got = one(fourfold(*cells))
    assert got.percent_agreement == Value(0.85, n=100)
    assert got.light_kappa.value == got.cohen_kappa[0].figure.value
    assert round(got.light_kappa.value or 0, 2) == kappa


def nominal(rows: Sequence[Sequence[int | None]]) -> Grid:
    """A table with one category a unit, as so many yes/no codes.

    Alpha and kappa of the nominal table are the pooled ones of the codes: every disagreement
    (observed or expected) is one of two codes, so numerator and denominator both double.
    """
    return [[None if x is None else frozenset({x}) for x in row] for row in rows]


OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
"""Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C."""


def test_krippendorff_2011_section_c() -> None:
    rows = list(zip(*OBSERVERS, strict=True))
    got = found(nominal(rows), range(1, 6))
    assert round(got.pooled_alpha.value or 0, 3) == 0.743
    assert got.pooled_alpha.value == pytest.approx(krippendorffs(rows), abs=1e-12)
    assert (got.units, got.codes[0].krippendorff_alpha.n) == (12, 11)
    for each in got.codes:
        assert each.code_id is not None
        yes = krippendorffs(ratings_of(nominal(rows), each.code_id))
        assert each.krippendorff_alpha.value == pytest.approx(yes, abs=1e-12)


DIAGNOSES = (
    "444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 222333 144444 "
    "224445 333335 111455 111112 224444 133555 555555 244444 224555 114444 144445 222224 111155 224444 "
    "133333 555555"
)
"""Fleiss 1971: 30 patients, 6 psychiatrists, 5 diagnoses; who said what was not published."""


def test_fleiss_1971() -> None:
    """Kappa .430 and agreement .5556, the paper's P bar; with n ratings 1 - alpha = (1 - kappa)(1 - 1/n)."""
    rows = [[int(x) for x in word] for word in DIAGNOSES.split()]
    got = found(nominal(rows), range(1, 6))
    kappa = 1 - (1 - (got.pooled_alpha.value or 0)) / (1 - 1 / 180)
    assert round(kappa, 3) == 0.430
    assert kappa == pytest.approx(fleiss_kappa(aggregate_raters(np.array(rows))[0]), abs=1e-12)
    disagree = sum(1 - (each.percent_agreement.value or 0) for each in got.codes)
    assert round(1 - disagree / 2, 4) == 0.5556


@pytest.mark.parametrize("seed", range(5))
def test_pooled_figures_of_a_nominal_table_are_its_alpha_and_kappa(seed: int) -> None:
    random = np.random.default_rng(seed)
    first = random.integers(1, 5, 60)
    second = np.where(random.random(60) < 0.6, first, random.integers(1, 5, 60))
    rows = [[int(x), int(y)] for x, y in zip(first, second, strict=True)]
    got = found(nominal(rows), range(1, 5))
    assert got.pooled_alpha.value == pytest.approx(krippendorffs(rows), abs=1e-12)
    assert got.pooled_kappa.value == pytest.approx(cohen_kappa_score(first, second), abs=1e-12)


# --- no and missing, defined and not ----------------------------------------------------------


def test_looked_and_applied_nothing_is_a_no_and_not_coded_is_missing() -> None:
    noes = one([[YES, YES], [NO, NO], [YES, NO]])
    assert noes.percent_agreement == Value(2 / 3, n=3)
    missing = one([[YES, YES], [NO, NO], [YES, None]])
    assert missing.percent_agreement == Value(1.0, n=2)
    assert missing.krippendorff_alpha == Value(1.0, n=2)


@pytest.mark.parametrize("label", [NO, YES])
def test_a_code_without_variation_has_no_alpha_and_no_kappa(label: frozenset[int]) -> None:
    """Nobody used it, or everybody everywhere: the figures are undefined and say why."""
    grid = [[label, label, label]] * 4
    got = found(grid)
    each = got.codes[0]
    assert each.krippendorff_alpha == each.light_kappa == Value(None, NO_VARIATION, 4)
    assert all(p.figure == Value(None, NO_VARIATION, 4) for p in each.cohen_kappa)
    assert each.percent_agreement == Value(1.0, n=4)
    assert each.prevalence == Value(float(label == YES), n=4)
    assert got.pooled_alpha == got.pooled_kappa == Value(None, NO_VARIATION, 4)


def test_where_no_unit_is_rated_by_two_nothing_is_defined() -> None:
    got = found([[YES, None], [None, NO], [None, None]])
    each = got.codes[0]
    nothing = Value(None, NO_PAIRS)
    assert each.percent_agreement == each.krippendorff_alpha == each.prevalence == each.light_kappa == nothing
    assert each.cohen_kappa[0].figure == Value(None, "no unit rated by both coders")
    assert got.pooled_alpha == got.pooled_kappa == nothing
    assert got.units == 2


@pytest.mark.parametrize("coders", [0, 1, 2])
def test_without_units_or_without_a_pair_nothing_is_defined(coders: int) -> None:
    got = agreement(patterns(Marks([], [], []), range(coders), [1, 2]))
    assert [each.krippendorff_alpha for each in got.codes] == [Value(None, NO_PAIRS)] * 2
    assert got.pooled_alpha == got.pooled_kappa == Value(None, NO_PAIRS)


def test_without_codes_nothing_is_defined() -> None:
    got = found([[YES, YES]], codes=())
    assert (got.codes, got.units) == ((), 1)
    assert got.pooled_alpha == got.pooled_kappa == Value(None, NO_PAIRS)


def test_kappa_can_be_undefined_where_alpha_is_not() -> None:
    """Each pair of coders met once and agreed; between the units there is variation."""
    each = one([[YES, YES, None], [None, NO, NO]])
    assert each.krippendorff_alpha == Value(1.0, n=2)
    assert (each.light_kappa.value, each.light_kappa.reason) == (None, NO_VARIATION)


def test_the_mean_kappa_leaves_undefined_pairs_out() -> None:
    each = one([[YES, YES, None], [NO, NO, None], [YES, NO, None], [NO, NO, NO]])
    values = [p.figure.value for p in each.cohen_kappa]
    assert values[1:] == [None, None]
    assert each.light_kappa == Value(values[0], n=4)


def test_a_code_nobody_used_does_not_move_the_pooled_figures() -> None:
    grid = random_grid(3, 3)
    without, beside = found(grid, (1, 2, 3)), found(grid, (1, 2, 3, 4))
    assert beside.codes[3].krippendorff_alpha.reason == NO_VARIATION
    assert beside.pooled_alpha.value == pytest.approx(without.pooled_alpha.value, abs=1e-12)
    assert beside.pooled_kappa.value == pytest.approx(without.pooled_kappa.value, abs=1e-12)


def test_an_interviewers_segments_are_left_out() -> None:
    marks = marks_of([[YES, YES], [NO, NO], [YES, NO]])
    asked = Marks(
        [*marks.units, Unit(90, 0, None, False), Unit(91, 1, None, False)],
        [*marks.codings, (90, 1, 100), (91, 1, 100), (91, 1, 101)],
        [*marks.decided, (90, 100), (90, 101), (91, 100), (91, 101)],
    )
    figures = [agreement(patterns(each, [100, 101], [1])) for each in (marks, asked)]
    assert figures[0] == figures[1]
    assert figures[0].units == 3


def test_sixty_coders() -> None:
    random = np.random.default_rng(1)
    grid = [[YES if x else NO for x in row] for row in random.random((8, MAX_CODERS)) < 0.4]
    each = one(grid)
    assert each.krippendorff_alpha.value == pytest.approx(krippendorffs(ratings_of(grid, 1)), abs=1e-12)
    assert same(each.percent_agreement, exact_percent(ratings_of(grid, 1)))


# --- properties -------------------------------------------------------------------------------

FIGURES: tuple[Callable[[CodeAgreement], Value], ...] = (
    lambda each: each.percent_agreement,
    lambda each: each.krippendorff_alpha,
    lambda each: each.light_kappa,
    lambda each: each.prevalence,
)


def close(first: Value, second: Value) -> bool:
    if first.value is None or second.value is None:
        return first == second
    return first.n == second.n and first.value == pytest.approx(second.value, abs=1e-12)


def alike(first: Agreement, second: Agreement) -> bool:
    return (
        all(close(get(a), get(b)) for a, b in zip(first.codes, second.codes, strict=True) for get in FIGURES)
        and close(first.pooled_alpha, second.pooled_alpha)
        and close(first.pooled_kappa, second.pooled_kappa)
        and first.units == second.units
    )


@settings(deadline=None)
@given(grids(codes=2), st.randoms(use_true_random=False))
def test_the_order_of_coders_and_of_units_does_not_matter(grid: Grid, random: object) -> None:
    assert hasattr(random, "sample")
    before = found(grid, (1, 2))
    order = random.sample(range(len(grid[0])), len(grid[0]))
    assert alike(before, found([[row[i] for i in order] for row in grid], (1, 2)))
    assert alike(before, found(random.sample(list(grid), len(grid)), (1, 2)))


@settings(deadline=None)
@given(grids(codes=2))
def test_yes_and_no_can_change_places(grid: Grid) -> None:
    swapped = [[None if label is None else frozenset({1, 2}) - label for label in row] for row in grid]
    before, after = found(grid, (1, 2)), found(swapped, (1, 2))
    for a, b in zip(before.codes, after.codes, strict=True):
        assert all(close(get(a), get(b)) for get in FIGURES[:3])
        if a.prevalence.value is not None:
            assert b.prevalence.value == pytest.approx(1 - a.prevalence.value)
    assert close(before.pooled_alpha, after.pooled_alpha)
    assert close(before.pooled_kappa, after.pooled_kappa)


@settings(deadline=None)
@given(grids())
def test_an_identical_copy_of_a_coder_agrees_with_it_wholly(grid: Grid) -> None:
    copied = [[row[0], row[0]] for row in grid]
    each = one(copied)
    if all(row[0] is None for row in grid):
        assert each.percent_agreement == Value(None, NO_PAIRS)
        return
    assert each.percent_agreement.value == 1
    varied = {row[0] for row in grid} >= {YES, NO}
    expected = pytest.approx(1, abs=1e-12) if varied else None
    assert each.light_kappa.value == each.krippendorff_alpha.value == expected


@settings(deadline=None)
@given(grids(codes=3))
def test_no_figure_is_above_one_and_what_is_undefined_says_why(grid: Grid) -> None:
    beside = [[*row, row[0]] for row in grid]
    for got in (found(grid, (1, 2, 3)), found(beside, (1, 2, 3))):
        pairs = [p.figure for each in got.codes for p in each.cohen_kappa]
        figures = [get(each) for each in got.codes for get in FIGURES]
        for value in (*pairs, *figures, got.pooled_alpha, got.pooled_kappa):
            if value.value is None:
                assert value.reason
            else:
                assert value.reason is None
                assert -1 - 1e-12 <= value.value <= 1 + 1e-12
                assert isinstance(value.value, float)


@settings(deadline=None)
@given(grids())
def test_pooled_over_one_code_is_that_codes_figure(grid: Grid) -> None:
    got = found(grid)
    assert close(got.pooled_alpha, got.codes[0].krippendorff_alpha)
    if len(grid[0]) == 2 and got.pooled_kappa.value is not None:
        assert got.pooled_kappa.value == pytest.approx(got.codes[0].light_kappa.value, abs=1e-12)
