"""Agreement on whole label sets: the published example, all sets written out, and nltk."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.metrics import jaccard_distance, masi_distance
from nltk.metrics.agreement import AnnotationTask

from coder.analysis import label_sets as label_sets_module
from coder.analysis.agreement import NO_PAIRS, NO_VARIATION, Value
from coder.analysis.label_sets import Metric, distance, expected_multivalued, label_sets, set_alpha
from coder.analysis.raw import raw
from coder.analysis.resampling import Sampling
from coder.model import Marks, Unit

Label = frozenset[int] | None
Grid = Sequence[Sequence[Label]]


def found(grid: Grid, metric: Metric, codes: Sequence[int], sampling: Sampling | None = None) -> Value:
    cells = [(u, i, label) for u, row in enumerate(grid) for i, label in enumerate(row) if label is not None]
    marks = Marks(
        [Unit(u, u % 4, u, True) for u in range(len(grid))],
        [(u, code, i) for u, i, label in cells for code in label],
        [(u, i) for u, i, _ in cells],
    )
    sets = label_sets(raw(marks), range(max(map(len, grid), default=2)), codes)
    return set_alpha(sets, metric, sampling or Sampling("none"))


def grid(*rows: Sequence[str | None]) -> Grid:
    return [[None if cell is None else frozenset(map(ord, cell)) for cell in row] for row in rows]


ABD = tuple(map(ord, "abd"))
CRAGGS = grid(["bd", "d", None], ["abd", "b", "bd"], ["", "a", "a"], ["a", None, None])


def test_krippendorff_and_craggs_2016_table_3() -> None:
    value = found(CRAGGS, "multivalued", ABD)
    assert (round(value.value or 0, 5), value.n) == (0.28659, 3)


def exact(rows: Grid, codes: Sequence[int]) -> Fraction | None:
    """The definition, with every label set that could be made written out."""
    units = [[c for c in row if c is not None] for row in rows]
    units = [row for row in units if len(row) >= 2]
    given_ = [c for row in units for c in row]
    n = len(given_)
    if n == 0:
        return None

    def far(one: frozenset[int], two: frozenset[int]) -> Fraction:
        size = len(one) + len(two)
        return Fraction(0) if size == 0 else 1 - Fraction(2 * len(one & two), size)

    pairs = [(Fraction(1, len(row) - 1), c, k) for row in units for c, k in permutations(row, 2)]
    observed = sum((weight * far(c, k) for weight, c, k in pairs), Fraction(0)) / n
    uses = {code: sum(code in c for c in given_) for code in codes}
    sizes = [len(c) for c in given_]
    expected = Fraction(0)
    for a in set(sizes):
        for b in set(sizes):
            above = below = Fraction(0)
            for one in combinations(codes, a):
                for two in combinations(codes, b):
                    weight = Fraction(1)
                    for code in one:
                        weight *= uses[code]
                    for code in two:
                        weight *= uses[code] - (code in one)
                    above += weight * far(frozenset(one), frozenset(two))
                    below += weight
            if below:
                expected += Fraction(sizes.count(a) * sizes.count(b), n * n) * above / below
    return 1 - observed / expected if expected else None


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    m = draw(st.integers(2, 4))
    cell = st.none() | st.frozensets(st.integers(1, 4))
    return draw(st.lists(st.lists(cell, min_size=m, max_size=m), min_size=1, max_size=7))


CODES = (1, 2, 3, 4)


@settings(deadline=None, max_examples=150)
@given(grids())
def test_multivalued_alpha_as_by_its_definition(rows: Grid) -> None:
    value, by_hand = found(rows, "multivalued", CODES), exact(rows, CODES)
    if by_hand is None:
        assert value.value is None
        assert value.reason in (NO_PAIRS, NO_VARIATION)
    else:
        assert value.value == pytest.approx(float(by_hand), abs=1e-10)


def masi(one: frozenset[int], two: frozenset[int]) -> float:
    return 0.0 if not one and not two else float(masi_distance(one, two))


def jaccard(one: frozenset[int], two: frozenset[int]) -> float:
    return 0.0 if not one and not two else float(jaccard_distance(one, two))


def as_nltk(rows: Grid, metric: Metric) -> None:
    """nltk counts units that one coder rated among the expected ones, so these are left out before."""
    there = [(u, [(i, c) for i, c in enumerate(row) if c is not None]) for u, row in enumerate(rows)]
    data = [(str(i), str(u), c) for u, cells in there if len(cells) >= 2 for i, c in cells]
    value = found(rows, metric, CODES)
    if value.value is None:
        assert value.reason in (NO_PAIRS, NO_VARIATION)
        return
    task = AnnotationTask(data, distance=masi if metric == "masi" else jaccard)
    assert value.value == pytest.approx(task.alpha(), abs=1e-9)


@settings(deadline=None, max_examples=150)
@given(grids(), st.sampled_from(["masi", "jaccard"]))
def test_masi_and_jaccard_alpha_as_nltk(rows: Grid, metric: Metric) -> None:
    as_nltk(rows, metric)


@settings(deadline=None, max_examples=100)
@given(grids(), st.sampled_from(["masi", "jaccard"]))
def test_counted_by_shared_labels_as_nltk(rows: Grid, metric: Metric) -> None:
    """As for more different sets than are compared one by one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(label_sets_module, "_MOST_GIVEN", 0)
        as_nltk(rows, metric)


@pytest.mark.parametrize("metric", ["masi", "jaccard"])
def test_more_sets_than_are_compared_one_by_one(metric: Metric) -> None:
    """1,600 large sets against the sum over all their pairs; there is a figure and no interval."""
    random = np.random.default_rng(4)
    given_: list[frozenset[int]] = []
    for _ in range(800):
        one = frozenset(int(x) for x in random.integers(1, 40, random.integers(0, 9)))
        given_ += [one, frozenset(x for x in one if random.random() < 0.8) | {int(random.integers(1, 40))}]
    rows = list(zip(given_[::2], given_[1::2], strict=True))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(label_sets_module, "_MOST_GIVEN", 1000)
        value = found(rows, metric, tuple(range(1, 40)), Sampling("interview", 100))
    assert len(set(given_)) > 1000
    assert (value.ci, value.se, value.n) == (None, None, 800)
    table = np.array([[float(code in c) for code in range(1, 40)] for c in given_])
    size, n = np.broadcast_to(table.sum(axis=1), (1600, 1600)), 1600
    far = distance(metric, table @ table.T, size.T.copy(), size.copy())
    by_hand = 1 - far[0::2, 1::2].diagonal().mean() / (far.sum() / (n * (n - 1)))
    assert value.value == pytest.approx(by_hand, abs=1e-9)


def test_sets_too_many_and_too_large_have_no_figure_but_a_reason() -> None:
    rows: Grid = [[frozenset(range(1, 31)), frozenset(range(2, 32))]]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(label_sets_module, "_MOST_GIVEN", 0)
        value = found(rows, "masi", tuple(range(1, 32)))
    reason = "too many and too large to compare: 2 different label sets, the largest of 30 labels"
    assert value == Value(None, reason, 1)


@pytest.mark.parametrize("metric", ["multivalued", "masi", "jaccard"])
def test_where_nothing_varies_or_nothing_meets(metric: Metric) -> None:
    assert found(grid(["", ""], ["", ""]), metric, ABD) == Value(None, NO_VARIATION, 2)
    assert found(grid(["a", None], [None, "b"]), metric, ABD) == Value(None, NO_PAIRS)
    assert found(grid(["a", "a"], ["bd", "bd"]), metric, ABD).value == pytest.approx(1)


@settings(deadline=None, max_examples=60)
@given(grids(), st.sampled_from(["multivalued", "masi", "jaccard"]), st.permutations(range(4)))
def test_neither_the_order_of_coders_nor_the_names_of_codes_matter(
    rows: Grid, metric: Metric, names: list[int]
) -> None:
    turned = [
        [None if c is None else frozenset(names[x - 1] + 1 for x in c) for c in row[::-1]] for row in rows
    ]
    one, two = found(rows, metric, CODES), found(turned, metric, CODES)
    assert (one.reason, one.n) == (two.reason, two.n)
    if one.value is not None:
        assert one.value == pytest.approx(two.value, abs=1e-9)
        assert one.value <= 1 + 1e-12


def test_of_single_labels_it_is_the_nominal_alpha_but_for_the_size_of_samples() -> None:
    """With one label in every set distances are 0 and 1, as in the nominal alpha."""
    random = np.random.default_rng(1)
    rows = [
        [frozenset({int(x)}), frozenset({int(x if random.random() < 0.7 else 1)})]
        for x in random.integers(1, 5, 60)
    ]
    uses = np.array([[sum(code in c for row in rows for c in row) for code in CODES]], dtype=float)
    n = uses.sum()
    expected = expected_multivalued(np.array([[0.0, n]]), uses)
    by_hand = 1 - (uses * (uses - 1)).sum() / (n * (n - 1))
    assert expected[0] == pytest.approx(by_hand)


def test_a_hundred_labels_do_not_overflow() -> None:
    uses = np.full((2, 100), 1e6)
    sizes = np.zeros((2, 81))
    sizes[:, [0, 5, 80]] = 1e6
    found_ = expected_multivalued(sizes, uses)
    assert np.isfinite(found_).all()
    assert 0 < found_[0] == found_[1] < 1


@pytest.mark.parametrize("metric", ["multivalued", "masi", "jaccard"])
def test_intervals_resample_interviews(metric: Metric) -> None:
    random = np.random.default_rng(2)
    truth = [frozenset(int(x) for x in random.integers(1, 5, 2)) for _ in range(80)]
    rows = [[c, c if random.random() < 0.8 else frozenset({1})] for c in truth]
    value = found(rows, metric, CODES, Sampling("interview", 300, 5, "percentile"))
    assert value.ci is not None
    assert value.ci[0] <= (value.value or 0) <= value.ci[1]
    assert value == found(rows, metric, CODES, Sampling("interview", 300, 5, "percentile"))
    # every sample written out: units of interview k are k, k + 4, ...
    times = np.random.default_rng(5).integers(0, 4, (200, 4))
    again = [
        found([row for k in draw for row in rows[k::4]], metric, CODES).value or 0 for draw in times[:50]
    ]
    assert np.std(again) == pytest.approx(value.se, rel=0.5)
