"""Intervals: against samples drawn one by one, scipy's bootstrap, and formulas of others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.inter_rater import cohens_kappa

from coder.analysis.agreement import CodeAgreement, agreement
from coder.analysis.patterns import Patterns, patterns
from coder.analysis.raw import by_unit, raw
from coder.analysis.resampling import Sampling, all_but_one, bca, draws, multinomial, percentile, t_interval
from coder.model import Marks, Unit

INTERVIEWS, UNITS, CODERS = 20, 12, 3


def marks(seed: int = 1, missing: float = 0.1, codes: int = 2) -> Marks:
    """Interviews with a share of yes of their own; coders who are wrong now and then."""
    random = np.random.default_rng(seed)
    units = [Unit(i * UNITS + k, i, i, True) for i in range(INTERVIEWS) for k in range(UNITS)]
    share = random.beta(1, 2, INTERVIEWS)
    codings, decided = [], []
    for unit in units:
        truth = [random.random() < share[unit.transcript_id] for _ in range(codes)]
        for coder in range(CODERS):
            if random.random() >= missing:
                decided.append((unit.segment_id, coder))
                codings += [
                    (unit.segment_id, code, coder)
                    for code in range(codes)
                    if truth[code] != (random.random() < 0.1)
                ]
    return Marks(units, codings, decided)


def counted(found: Marks, codes: int = 2) -> Patterns:
    return patterns(found, range(CODERS), range(codes))


def drawn(found: Marks, times: Sequence[int]) -> Marks:
    """The study in which interview i stands ``times[i]`` times."""
    units, codings, decided, last = [], [], [], 0
    by_interview: dict[int, list[Unit]] = {}
    for unit in found.units:
        by_interview.setdefault(unit.transcript_id, []).append(unit)
    given: dict[int, list[tuple[int, int]]] = {}
    for segment, code, coder in found.codings:
        given.setdefault(segment, []).append((code, coder))
    looked: dict[int, list[int]] = {}
    for segment, coder in found.decided:
        looked.setdefault(segment, []).append(coder)
    for interview, n in enumerate(times):
        for _ in range(n):
            for unit in by_interview[interview]:
                last += 1
                units.append(Unit(last, interview, None, True))
                codings += [(last, code, coder) for code, coder in given.get(unit.segment_id, ())]
                decided += [(last, coder) for coder in looked.get(unit.segment_id, ())]
    return Marks(units, codings, decided)


NAMES = ("percent_agreement", "krippendorff_alpha", "fleiss_kappa", "gwet_ac1", "light_kappa", "prevalence")


def test_each_sample_is_the_study_with_its_interviews_as_often_as_drawn() -> None:
    """40 replicates, each made by hand; percentiles by numpy."""
    found = marks()
    times = draws(INTERVIEWS, 40, 9)
    assert times.sum(axis=1).tolist() == [INTERVIEWS] * 40
    by_hand = [agreement(counted(drawn(found, [int(x) for x in row]))) for row in times]
    ours = agreement(counted(found), Sampling("interview", 40, 9, "percentile"))
    for c in range(2):
        for name in NAMES:
            values = [getattr(each.codes[c], name).value for each in by_hand]
            value = getattr(ours.codes[c], name)
            assert value.se == pytest.approx(np.std(values, ddof=1), abs=1e-9)
            assert value.ci == pytest.approx(tuple(np.quantile(values, (0.025, 0.975))), abs=1e-9)
        for p, pair in enumerate(ours.codes[c].cohen_kappa):
            kappas = [each.codes[c].cohen_kappa[p].figure.value or 0 for each in by_hand]
            assert pair.figure.se == pytest.approx(np.std(kappas, ddof=1), abs=1e-9)
        below = np.mean([(each.codes[c].krippendorff_alpha.value or 0) < 0.667 for each in by_hand])
        assert ours.codes[c].alpha_below == pytest.approx(below)
    for name in ("pooled_alpha", "pooled_kappa"):
        values = [getattr(each, name).value for each in by_hand]
        assert getattr(ours, name).se == pytest.approx(np.std(values, ddof=1), abs=1e-9)


def alpha_of(code: CodeAgreement) -> float:
    assert code.krippendorff_alpha.value is not None
    return code.krippendorff_alpha.value


def test_bca_as_scipys_bootstrap() -> None:
    """The same statistic of whole interviews, given to scipy.stats.bootstrap; ends agree to its noise."""
    found = marks(3, 0.0, 1)

    def alpha(which: np.ndarray) -> float:
        return alpha_of(
            agreement(counted(drawn(found, np.bincount(which, minlength=INTERVIEWS).tolist()), 1)).codes[0]
        )

    theirs = stats.bootstrap(
        (np.arange(INTERVIEWS),),
        alpha,
        n_resamples=500,
        method="BCa",
        vectorized=False,
        rng=np.random.default_rng(1),
    )
    [ours] = agreement(counted(found, 1), Sampling("interview", 4000, 1, "bca")).codes
    assert ours.krippendorff_alpha.ci is not None
    assert ours.krippendorff_alpha.se == pytest.approx(theirs.standard_error, rel=0.1)
    width = ours.krippendorff_alpha.ci[1] - ours.krippendorff_alpha.ci[0]
    for mine, other in zip(ours.krippendorff_alpha.ci, theirs.confidence_interval, strict=True):
        assert mine == pytest.approx(other, abs=0.12 * width)


def test_the_forms_of_a_mean_as_textbooks_have_them() -> None:
    """A mean of normal values: every form is near x̄ ± t s / √n; BCa is near the percentiles."""
    random = np.random.default_rng(8)
    x = random.normal(0, 0.1, 30)
    values = (draws(30, 20_000, 2) @ x / 30)[None]
    estimate, left = np.array([x.mean()]), (all_but_one(30) @ x / 29)[None]
    half = stats.t.ppf(0.975, 29) * x.std(ddof=1) / np.sqrt(30)
    _, low, high = t_interval(values, estimate, 30)
    assert (low[0], high[0]) == pytest.approx((x.mean() - half, x.mean() + half), rel=0.05)
    plain, corrected = percentile(values), bca(values, estimate, left)
    assert corrected[1] == pytest.approx(plain[1], abs=0.004)
    assert corrected[2] == pytest.approx(plain[2], abs=0.004)


def test_units_drawn_by_their_patterns_are_units_drawn_one_by_one() -> None:
    """The multinomial over patterns has the spread of samples of units, and Gwet's formula has it too."""
    found = marks(2, 0.0)
    units = patterns(by_unit(raw(found)), range(CODERS), range(2))
    ours = agreement(counted(found), Sampling("unit", 3000, 4), units)
    one_by_one = agreement(units, Sampling("interview", 3000, 4, "percentile"))
    gwet = agreement(counted(found), Sampling("gwet"))
    for c in range(2):
        for name in NAMES[:5]:
            mine, other = (getattr(each.codes[c], name).se for each in (ours, one_by_one))
            assert mine == pytest.approx(other, rel=0.06)
        for name in NAMES[:4]:
            assert getattr(ours.codes[c], name).se == pytest.approx(getattr(gwet.codes[c], name).se, rel=0.08)
    assert ours.pooled_alpha.se == pytest.approx(one_by_one.pooled_alpha.se, rel=0.06)


def test_gwets_error_of_cohens_kappa_is_near_fleiss_cohen_and_everitts() -> None:
    """statsmodels has the variance of 1969, which divides by n where Gwet divides by n - 1."""
    found = marks(5, 0.0)
    [code] = agreement(patterns(found, [0, 1], [0]), Sampling("gwet")).codes
    said = {(s, coder) for s, k, coder in found.codings if k == 0}
    table = np.zeros((2, 2))
    for unit in found.units:
        table[int((unit.segment_id, 0) in said), int((unit.segment_id, 1) in said)] += 1
    theirs = cohens_kappa(table)
    n = table.sum()
    assert code.light_kappa.value == pytest.approx(theirs.kappa)
    assert code.light_kappa.se == pytest.approx(theirs.std_kappa * np.sqrt(n / (n - 1)), rel=1e-6)
    assert code.pabak.se == pytest.approx(2 * (code.percent_agreement.se or 0))


def test_a_seed_fixes_the_interval_and_another_moves_it() -> None:
    found = counted(marks())
    one, again, other = (
        agreement(found, Sampling(seed=seed)).codes[0].krippendorff_alpha for seed in (1, 1, 2)
    )
    assert one == again
    assert one != other
    assert one.value == other.value


@pytest.mark.parametrize("method", ["interview", "unit", "gwet", "none"])
def test_the_figures_do_not_hang_on_how_intervals_are_made(method: str) -> None:
    found = counted(marks())
    plain, other = agreement(found), agreement(found, Sampling(method, 200))  # type: ignore[arg-type]
    for a, b in zip(plain.codes, other.codes, strict=True):
        for name in NAMES:
            mine, theirs = getattr(a, name), getattr(b, name)
            assert (mine.value, mine.n, mine.reason) == (theirs.value, theirs.n, theirs.reason)
            assert (mine.ci, mine.se) == (None, None)
            assert (theirs.ci is None) == (
                method == "none" or (method == "gwet" and name in ("light_kappa", "prevalence"))
            )


def test_of_one_interview_there_is_no_interval() -> None:
    found = marks()
    one = Marks([u for u in found.units if u.transcript_id == 0], found.codings, found.decided)
    assert agreement(counted(one), Sampling()).codes[0].krippendorff_alpha.ci is None


def test_a_code_in_one_interview_has_no_interval() -> None:
    units = [Unit(i, i // 4, None, True) for i in range(40)]
    yes = [(0, 0, 0), (0, 0, 1), (1, 0, 0)]
    found = Marks(units, yes, [(i, coder) for i in range(40) for coder in (0, 1)])
    [code] = agreement(patterns(found, [0, 1], [0]), Sampling()).codes
    assert code.krippendorff_alpha.value == pytest.approx(0.66, abs=0.01)
    assert (code.krippendorff_alpha.ci, code.alpha_below) == (None, None)
    assert code.percent_agreement.ci is not None


def test_multinomial_draws_as_many_units_as_there_are() -> None:
    times = multinomial(np.array([5, 0, 10]), 100, 1)
    assert times.sum(axis=1).tolist() == [15] * 100
    assert times[:, 1].max() == 0
