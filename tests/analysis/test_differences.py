"""Where coders differ, which codes are taken for which, change over time, larger units."""

from __future__ import annotations

from coder.analysis.differences import Differing, Taken, differing, drift, taken_for
from coder.analysis.patterns import patterns
from coder.analysis.raw import Raw, raw
from coder.analysis.units import grouped
from coder.model import Marks, Unit

A, B, C = 1, 2, 3


def rows(said: list[dict[int, set[int]]], interviews: list[int] | None = None) -> Raw:
    """Units by what each coder gave them; a coder who is not named did not code the unit."""
    of = interviews or [7] * len(said)
    return raw(
        Marks(
            [Unit(10 + u, of[u], of[u] + 100, True) for u in range(len(said))],
            [
                (10 + u, code, coder)
                for u, row in enumerate(said)
                for coder, codes in row.items()
                for code in codes
            ],
            [(10 + u, coder) for u, row in enumerate(said) for coder in row],
        )
    )


def test_units_on_which_coders_differ() -> None:
    found = rows([{1: {A}, 2: {A}}, {1: {A, B}, 2: {B}}, {1: {A}}, {1: set(), 2: set(), 3: {C}}])
    assert differing(found, [1, 2, 3], [A, B, C]) == [
        Differing(11, A, (1,), (2,)),
        Differing(13, C, (3,), (1, 2)),
    ]
    assert differing(found, [1, 2], [A, B, C]) == [Differing(11, A, (1,), (2,))]
    assert differing(found, [1, 2, 3], [C]) == [Differing(13, C, (3,), (1, 2))]


def test_codes_taken_for_one_another() -> None:
    found = rows(
        [
            {1: {A}, 2: {B}},  # a against b
            {1: {B}, 2: {A}},  # the same pair
            {1: {A, C}, 2: {B, C}},  # c is no confusion
            {1: {A}, 2: set()},  # a against nothing
            {1: {A, B}, 2: {A}},  # b against nothing
            {1: {A}, 2: {A}},
        ]
    )
    assert taken_for(found, [1, 2], [A, B, C]) == [Taken(A, B, 3), Taken(A, None, 1), Taken(B, None, 1)]


def test_three_coders_are_compared_two_by_two() -> None:
    assert taken_for(rows([{1: {A}, 2: {B}, 3: {B}}]), [1, 2, 3], [A, B]) == [Taken(A, B, 2)]


def test_drift_follows_the_order_of_the_work() -> None:
    """Coder 1 worked from the last unit to the first, and was alone in the first two she coded."""
    said: list[dict[int, set[int]]] = [
        {1: {A}, 2: {A}},
        {1: set(), 2: set()},
        {1: {A}, 2: set()},
        {1: set(), 2: {A}},
        {1: {A}},
    ]
    times = {(10 + u, 1): f"{9 - u}" for u in range(5)} | {(10 + u, 2): f"{u}" for u in range(4)}
    first, second = (stage for stage in drift(rows(said), [1, 2], [A], times, 2) if stage.coder == 1)
    assert (first.part, first.units, first.own, first.others) == (1, 2, 0.5, 0.5)
    assert (second.part, second.units) == (2, 2)
    assert second.alpha.value == 1.0
    assert first.alpha.value is not None
    assert first.alpha.value < 0


def test_a_transcript_is_rated_by_who_decided_all_of_it() -> None:
    """Coder 2 left a segment of interview 8 open, so her "no" to it is not known."""
    found = rows([{1: {A}, 2: set()}, {1: set(), 2: {A}}, {1: {A}, 2: set()}, {1: set()}], [7, 7, 8, 8])
    whole = patterns(grouped(found, "transcript"), [1, 2], [A])
    cells = sorted(
        zip(*(x.tolist() for x in (whole.interview, whole.rated, whole.yes, whole.count)), strict=True)
    )
    assert cells == [(7, 3, 3, 1), (8, 1, 1, 1)]
    people = patterns(grouped(found, "respondent"), [1, 2], [A])
    assert sorted(people.rated.tolist()) == [1, 3]
    assert grouped(found, "segment") is found


def test_codes_roll_up() -> None:
    found = rows([{1: {A}, 2: {B}}])
    rolled = patterns(found, [1, 2], [C], {A: C, B: C})
    assert (rolled.yes.tolist(), rolled.rated.tolist()) == ([3], [3])
