"""Two coders and a yes/no code: Byrt, Bishop and Carlin's indices, the paradoxes, Gwet's AC1."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.analysis.agreement import NO_YES, TWO_CODERS_ONLY, CodeAgreement, Value, agreement
from coder.analysis.patterns import patterns
from coder.analysis.reading import is_paradox, krippendorff, landis_koch
from coder.model import Marks, Unit


def of(a: int, b: int, c: int, d: int) -> CodeAgreement:
    """a units both said yes to, b only the first, c only the second, d neither."""
    said = [(0, 1)] * a + [(0,)] * b + [(1,)] * c + [()] * d
    marks = Marks(
        [Unit(u, u % 5, None, True) for u in range(len(said))],
        [(u, 0, coder) for u, who in enumerate(said) for coder in who],
        [(u, coder) for u in range(len(said)) for coder in (0, 1)],
    )
    return agreement(patterns(marks, [0, 1], [0])).codes[0]


cells = st.tuples(*[st.integers(0, 30)] * 4).filter(lambda x: sum(x) > 0)


@given(cells)
def test_kappa_is_pabak_corrected_for_prevalence_and_bias(table: tuple[int, int, int, int]) -> None:
    """Byrt, Bishop and Carlin 1993: kappa = (PABAK - PI^2 + BI^2) / (1 - PI^2 + BI^2)."""
    got = of(*table)
    a, b, c, d = table
    n = a + b + c + d
    assert got.prevalence_index.value == pytest.approx((a - d) / n)
    assert got.bias_index.value == pytest.approx((b - c) / n)
    assert got.pabak.value == pytest.approx(2 * (a + d) / n - 1)
    assert got.pabak.value == pytest.approx(got.brennan_prediger.value)
    squares = ((a - d) / n) ** 2, ((b - c) / n) ** 2
    if got.light_kappa.value is not None and got.pabak.value is not None:
        below = 1 - squares[0] + squares[1]
        assert got.light_kappa.value == pytest.approx((got.pabak.value - squares[0] + squares[1]) / below)


@given(cells)
def test_positive_agreement(table: tuple[int, int, int, int]) -> None:
    """2a / (2a + b + c): Cicchetti and Feinstein 1990; the F measure of one coder against the other."""
    a, b, c, _ = table
    value = of(*table).positive_agreement
    if a + b + c == 0:
        assert value == Value(None, NO_YES, sum(table))
    else:
        assert value.value == pytest.approx(2 * a / (2 * a + b + c))


@pytest.mark.parametrize(
    ("table", "pa", "kappa", "pabak", "ac1"),
    [
        # Feinstein and Cicchetti 1990, J Clin Epidemiol 43: the first paradox
        ((40, 9, 6, 45), 0.85, 0.70, 0.70, 0.70),
        ((80, 10, 5, 5), 0.85, 0.32, 0.70, 0.81),
        # the second paradox: kappa higher with unequal margins
        ((45, 15, 25, 15), 0.60, 0.13, 0.20, 0.27),
        ((25, 35, 5, 35), 0.60, 0.26, 0.20, 0.21),
        # Gwet 2008, BJMSP 61, table 2: 118 of 125 alike, kappa below 0, AC1 .94
        ((118, 5, 2, 0), 0.944, -0.023, 0.888, 0.941),
        # Byrt et al. 1993 write the tables of Feinstein and Cicchetti with these indices
        ((1, 0, 0, 99), 1.0, 1.0, 1.0, 1.0),
    ],
)
def test_published_tables(
    table: tuple[int, int, int, int], pa: float, kappa: float, pabak: float, ac1: float
) -> None:
    got = of(*table)
    assert got.percent_agreement.value == pytest.approx(pa, abs=0.0005)
    assert got.light_kappa.value == pytest.approx(kappa, abs=0.005)
    assert got.pabak.value == pytest.approx(pabak, abs=0.005)
    assert got.gwet_ac1.value == pytest.approx(ac1, abs=0.005)


def test_the_second_table_of_the_paradox_is_explained_and_the_first_is_not() -> None:
    assert is_paradox(of(80, 10, 5, 5))
    assert not is_paradox(of(40, 9, 6, 45))


def test_a_code_nobody_used_has_ac1_and_brennan_prediger_of_one() -> None:
    got = of(0, 0, 0, 20)
    assert (got.gwet_ac1.value, got.brennan_prediger.value, got.prevalence.value) == (1, 1, 0)
    assert got.krippendorff_alpha.value is got.fleiss_kappa.value is got.light_kappa.value is None


def test_three_coders_have_no_indices_of_two() -> None:
    marks = Marks([Unit(u, u, None, True) for u in range(3)], [(0, 0, 0), (0, 0, 1), (1, 0, 2)],
                  [(u, c) for u in range(3) for c in range(3)])  # fmt: skip
    [got] = agreement(patterns(marks, [0, 1, 2], [0])).codes
    for value in (got.pabak, got.bias_index, got.prevalence_index):
        assert value == Value(None, TWO_CODERS_ONLY, 3)
    assert got.positive_agreement.value == pytest.approx((1 + 0 + 0) / 3)


@pytest.mark.parametrize(
    ("alpha", "word"),
    [(1, "reliable"), (0.8, "reliable"), (0.7999, "tentative"), (0.667, "tentative"),
     (0.6669, "not reliable"), (-1, "not reliable"), (None, "")],
)  # fmt: skip
def test_krippendorffs_words(alpha: float | None, word: str) -> None:
    assert krippendorff(alpha) == word


@pytest.mark.parametrize(
    ("kappa", "word"),
    [(1, "almost perfect"), (0.81, "almost perfect"), (0.8, "substantial"), (0.6, "moderate"), (0.4, "fair"),
     (0.2, "slight"), (0, "slight"), (-0.01, "poor"), (None, "")],
)  # fmt: skip
def test_landis_and_kochs_words(kappa: float | None, word: str) -> None:
    assert landis_koch(kappa) == word
