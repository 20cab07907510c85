"""A coder against the own second round: the figures of two coders, by interview, over time, by code."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import krippendorff
import numpy as np
import pytest

from coder.analysis.raw import Raw, raw
from coder.analysis.resampling import Sampling
from coder.analysis.rules import independent, resolve
from coder.analysis.stability import Compared, Stability, stability
from coder.analysis.values import NO_UNIT_OF_BOTH, NO_VARIATION
from coder.model import Coder, Columns

A, B = 1, 2
ROUNDS = (1, 2)
Answers = Sequence[tuple[set[int] | None, set[int] | None]]
"""The codes each round gave a unit; None: not decided."""


def rows(said: Answers, interviews: Sequence[int] | None = None) -> Raw:
    units, codings, decided = array("i"), array("i"), array("i")
    for u, answers in enumerate(said):
        units.extend((10 + u, interviews[u] if interviews else 7, 0, 1))
        for coder, codes in zip(ROUNDS, answers, strict=True):
            if codes is not None:
                decided.extend((10 + u, coder))
                for code in codes:
                    codings.extend((10 + u, code, coder))
    return raw(Columns(units, codings, decided))


def times(first: dict[int, str], second: dict[int, str]) -> dict[tuple[int, int], str]:
    both = ((1, first), (2, second))
    return {(10 + u, coder): f"2026-{day}T00:00:00.000000Z" for coder, at in both for u, day in at.items()}


def table(a: int, b: int, c: int, d: int) -> list[tuple[set[int], set[int]]]:
    """a units both rounds said yes to, b only the first, c only the second, d neither."""
    return [({A}, {A})] * a + [({A}, set())] * b + [(set(), {A})] * c + [(set(), set())] * d


def figures(found: Compared) -> tuple[float | None, float | None, float | None]:
    return found.percent.value, found.kappa.value, found.alpha.value


@pytest.mark.parametrize(
    ("cells", "percent", "kappa"), [((40, 9, 6, 45), 0.85, 0.70), ((80, 10, 5, 5), 0.85, 0.32)]
)
def test_the_published_tables_of_two_ratings(
    cells: tuple[int, int, int, int], percent: float, kappa: float
) -> None:
    """Feinstein and Cicchetti 1990, the two ratings being one person's; alpha is the oracle's."""
    found = stability(rows(table(*cells)), ROUNDS, [A], {}).overall
    assert found.percent.value == pytest.approx(percent)
    assert found.kappa.value == pytest.approx(kappa, abs=0.005)
    data = np.array([[A in codes for codes in answer] for answer in table(*cells)]).T.astype(float)
    assert found.alpha.value == pytest.approx(
        krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
    )


def random_rounds(seed: int) -> tuple[list[tuple[set[int] | None, set[int] | None]], list[int]]:
    random = np.random.default_rng(seed)
    said: list[tuple[set[int] | None, set[int] | None]] = []
    for _ in range(120):
        first = {code for code in (A, B) if random.random() < 0.4}
        second = {code for code in (A, B) if (code in first) != (random.random() < 0.15)}
        said.append((first, second if random.random() < 0.7 else None))
    return said, sorted(random.integers(1, 6, 120).tolist())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_each_code_and_each_interview_as_the_oracle_has_them(seed: int) -> None:
    said, interviews = random_rounds(seed)
    found = stability(rows(said, interviews), ROUNDS, [A, B], {})

    def oracle(code: int, of: Sequence[int]) -> float:
        kept = [said[u] for u in of if None not in said[u]]
        data = np.array([[float(code in (codes or ())) for codes in answer] for answer in kept]).T
        return float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))

    for code, each in zip((A, B), found.agreement.codes, strict=True):
        assert each.krippendorff_alpha.value == pytest.approx(oracle(code, range(120)))
    one_code = stability(rows(said, interviews), ROUNDS, [A], {})
    assert [interview for interview, _ in one_code.interviews] == sorted(set(interviews))
    for interview, part in one_code.interviews:
        of = [u for u in range(120) if interviews[u] == interview]
        assert part.alpha.value == pytest.approx(oracle(A, of))
    both = [answer for answer in said if None not in answer]
    alike = sum((code in (one or ())) == (code in (two or ())) for one, two in both for code in (A, B))
    assert found.overall.percent.value == pytest.approx(alike / (2 * len(both)))
    assert found.overall.units == found.overall.alpha.n == len(both)


def test_units_of_one_round_alone_change_nothing() -> None:
    """Neither a figure nor its interval: an interview that was not coded again is not drawn."""
    said, interviews = random_rounds(4)
    more: Answers = [*said, *[({A, B}, None)] * 50, *[(None, {A})] * 50]
    sampling = Sampling(replicates=200)
    small = stability(rows(said, interviews), ROUNDS, [A, B], {}, sampling=sampling)
    large = stability(rows(more, [*interviews, *range(100, 200)]), ROUNDS, [A, B], {}, sampling=sampling)
    assert large.overall == small.overall
    assert small.overall.alpha.ci is not None
    assert large.agreement.interviews == small.agreement.interviews == 5


def test_over_the_order_of_the_second_round() -> None:
    """It began with the last unit, and went astray at the end; a unit without a time is in no part."""
    said: Answers = [({A}, set()), (set(), {A}), ({A}, {A}), (set(), set()), ({A}, {A})]
    first = {0: "01-01", 1: "01-01", 2: "01-02", 3: "01-03", 4: "01-03"}
    second = {3: "03-02", 2: "03-03", 1: "03-04", 0: "03-05"}
    found = stability(rows(said, [5, 5, 6, 6, 6]), ROUNDS, [A], times(first, second), parts=2)
    assert [figures(part)[0] for part in found.parts] == [1.0, 0.0]
    assert [part.units for part in found.parts] == [2, 2]
    assert [part.days for part in found.parts] == [(58 + 60) / 2, (62 + 63) / 2]
    assert found.parts[0].second == ("2026-03-02T00:00:00.000000Z", "2026-03-03T00:00:00.000000Z")
    assert found.overall.first == ("2026-01-01T00:00:00.000000Z", "2026-01-03T00:00:00.000000Z")
    assert found.overall.units == 5
    assert found.interviews[0][0] == 6
    assert found.interviews[1][1].days == 62.5


def test_what_is_undefined_says_why() -> None:
    found = stability(rows([(set(), set()), (set(), set())]), ROUNDS, [A], {})
    assert figures(found.overall) == (1.0, None, None)
    assert (found.overall.kappa.reason, found.overall.alpha.reason) == (NO_VARIATION, NO_VARIATION)
    assert (found.overall.first, found.overall.days, found.parts) == (None, None, ())
    none = stability(rows([({A}, None), (None, {A})]), ROUNDS, [A], {}, sampling=Sampling())
    assert figures(none.overall) == (None, None, None)
    reasons = {none.overall.percent.reason, none.overall.kappa.reason, none.overall.alpha.reason}
    assert reasons == {NO_UNIT_OF_BOTH}
    assert (none.interviews, none.parts) == ((), ())
    assert isinstance(none, Stability)


# --- rules: a second round is no further coder -----------------------------------------------------

ANN = Coder(1, "a", "Ann", "coder", blind=False)
AGAIN = Coder(2, "b", "Ann, again", "coder", blind=True, repeats_id=1)
BEN = Coder(3, "c", "Ben", "coder", blind=False)
LEAD = Coder(4, "d", "Lead", "consensus", blind=False)
EVERYBODY = [ANN, AGAIN, BEN, LEAD]


def test_who_is_a_coder_among_others() -> None:
    assert [each.name for each in EVERYBODY if independent(each)] == ["Ann", "Ben"]


@pytest.mark.parametrize("kind", ["any", "majority", "all"])
def test_rules_leave_a_second_round_out_and_say_so(kind: str) -> None:
    rule = resolve(kind, EVERYBODY, {1, 2, 3})
    assert rule.coder_ids == (1, 3)
    assert rule.words.endswith("Ann, Ben (left out: Ann, again, the second round of Ann)")
    assert "left out" not in resolve(kind, EVERYBODY, {1, 3}).words


def test_a_coder_with_a_second_round_is_still_the_only_coder() -> None:
    rule = resolve(None, EVERYBODY, {1, 2})
    assert (rule.kind, rule.coder_ids) == ("one", (1,))
    assert rule.words == "coded by Ann (left out: Ann, again, the second round of Ann)"
    assert resolve(None, EVERYBODY, {2}).coder_ids == ()
    assert resolve(None, EVERYBODY, {1, 2, 4}).words == "consensus"


def test_a_second_round_counts_when_it_is_named() -> None:
    rule = resolve("Ann, again", EVERYBODY, {1, 2, 3})
    assert (rule.coder_ids, rule.words) == ((2,), "coded by Ann, again")
