"""A plan gives every interview its coders, evenly, and the same one again from the same seed."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.analysis.allocation import Deal, Piece, deal, doubles_of
from coder.model import CoderError

SIZES = st.lists(st.tuples(st.integers(1, 200), st.sampled_from(["en", "ru", "kk"])), max_size=40)
FEW = settings(max_examples=60, deadline=None)


def pieces_of(drawn: list[tuple[int, str]], languages: bool = True) -> list[Piece]:
    return [Piece(i, size, kind if languages else "") for i, (size, kind) in enumerate(drawn, 10)]


def loads(pieces: list[Piece], given: list[tuple[int, int]], coders: range) -> list[int]:
    """What each coder has, with what was there before."""
    size = {each.id: each.size for each in pieces}
    had = [(each.id, coder) for each in pieces for coder in each.has]
    return [sum(size[id_] for id_, who in (*given, *had) if who == coder) for coder in coders]


@FEW
@given(SIZES, st.integers(1, 5), st.integers(1, 5), st.integers(0, 9), st.floats(0, 0.99), st.data())
def test_every_interview_gets_its_coders(
    drawn: list[tuple[int, str]], coders: int, each: int, seed: int, share: float, data: st.DataObject
) -> None:
    each = min(each, coders)
    share = share if each < coders else 0
    by = data.draw(st.integers(each + 1, coders)) if share else 2
    pieces = pieces_of(drawn)
    double = doubles_of(len(pieces), share)
    found = deal(pieces, range(coders), Deal(each, double, by), seed)
    many = Counter(id_ for id_, _coder in found)
    assert len(set(found)) == len(found), "nobody gets an interview twice"
    assert Counter(many.values()) == Counter(
        {n: k for n, k in ((by, double), (each, len(pieces) - double)) if k}
    )
    assert found == deal(pieces, range(coders), Deal(each, double, by), seed)


@FEW
@given(SIZES, st.integers(1, 5), st.integers(1, 4), st.integers(0, 9))
def test_no_coder_has_more_than_one_long_interview_above_another(
    drawn: list[tuple[int, str]], coders: int, each: int, seed: int
) -> None:
    """Dealing the largest first to who has least keeps all within the largest interview."""
    pieces = pieces_of(drawn, languages=False)
    found = deal(pieces, range(coders), Deal(min(each, coders)), seed)
    have = loads(pieces, found, range(coders))
    assert max(have) - min(have) <= max((each.size for each in pieces), default=0)


@FEW
@given(SIZES, st.integers(1, 5), st.integers(0, 9))
def test_with_languages_all_and_each_language_stay_within_two(
    drawn: list[tuple[int, str]], coders: int, seed: int
) -> None:
    pieces = pieces_of(drawn)
    found = deal(pieces, range(coders), Deal(), seed)
    most = 2 * max((each.size for each in pieces), default=0)
    for kind in ("en", "ru", "kk"):
        some = [each for each in pieces if each.kind == kind]
        inside = {each.id for each in some}
        have = loads(some, [pair for pair in found if pair[0] in inside], range(coders))
        assert max(have) - min(have) <= most
    everything = loads(pieces, found, range(coders))
    assert max(everything) - min(everything) <= most


@FEW
@given(SIZES, st.integers(2, 5), st.integers(0, 9), st.floats(0.1, 0.99))
def test_every_two_coders_meet_equally_often(
    drawn: list[tuple[int, str]], coders: int, seed: int, share: float
) -> None:
    pieces = pieces_of(drawn)
    found = deal(pieces, range(coders), Deal(1, doubles_of(len(pieces), share)), seed)
    teams: dict[int, set[int]] = {}
    for id_, coder in found:
        teams.setdefault(id_, set()).add(coder)
    met = Counter(pair for team in teams.values() for pair in combinations(sorted(team), 2))
    times = [met[pair] for pair in combinations(range(coders), 2)]
    assert max(times) - min(times) <= 1


@FEW
@given(SIZES, st.integers(2, 5), st.integers(0, 9), st.floats(0, 0.5), st.data())
def test_what_is_there_is_kept_and_counted(
    drawn: list[tuple[int, str]], coders: int, seed: int, share: float, data: st.DataObject
) -> None:
    """One who has something already gets less; nothing is given twice, and nothing beyond the plan."""
    pieces = [
        Piece(p.id, p.size, p.kind, data.draw(st.frozensets(st.integers(0, coders - 1), max_size=2)))
        for p in pieces_of(drawn)
    ]
    double = doubles_of(len(pieces), share)
    found = deal(pieces, range(coders), Deal(1, double), seed)
    has = {each.id: set(each.has) for each in pieces}
    for id_, coder in found:
        assert coder not in has[id_]
        has[id_].add(coder)
    before = sum(len(each.has) > 1 for each in pieces)
    assert sum(len(each) > 1 for each in has.values()) == max(double, before)
    assert all(has.values())


def test_the_rest_goes_to_who_has_nothing_yet() -> None:
    there = [Piece(i, 10, has=frozenset({0})) for i in range(6)]
    found = deal([*there, *(Piece(i, 10) for i in range(6, 18))], (0, 1, 2), Deal(), 1)
    assert Counter(coder for _id, coder in found) == {1: 6, 2: 6}


def test_doubles_are_spread_over_languages_and_lengths() -> None:
    pieces = [Piece(i, 1 + i % 6, "en" if i < 12 else "ru") for i in range(24)]
    found = deal(pieces, (0, 1, 2), Deal(1, 8), 3)
    many = Counter(id_ for id_, _coder in found)
    doubled = [each for each in pieces if many[each.id] == 2]
    assert Counter(each.kind for each in doubled) == {"en": 4, "ru": 4}
    assert abs(sum(each.size for each in doubled) / 8 - 3.5) <= 1


def test_another_seed_is_another_plan() -> None:
    pieces = [Piece(i, 10) for i in range(24)]
    assert len({tuple(deal(pieces, (0, 1, 2), Deal(), seed)) for seed in range(5)}) > 1


@pytest.mark.parametrize(
    ("wanted", "of", "number"), [(0.33, 24, 8), (0.5, 5, 3), (0.5, 3, 2), (5, 24, 5), (0, 24, 0), (1, 9, 1)]
)
def test_a_share_is_rounded_half_up_and_a_number_is_itself(wanted: float, of: int, number: int) -> None:
    assert doubles_of(of, wanted) == number


@pytest.mark.parametrize(
    ("wanted", "words"), [(-0.1, "share below 1"), (1.5, "share below 1"), (25, "but there are 24")]
)
def test_a_share_that_is_none(wanted: float, words: str) -> None:
    with pytest.raises(CoderError, match=words):
        doubles_of(24, wanted)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (Deal(3), "cannot go to 3 of 2 coders"),
        (Deal(2, 1, 2), "need more coders"),
        (Deal(0), "needs a coder"),
    ],
)
def test_numbers_that_do_not_go_together(wanted: Deal, words: str) -> None:
    with pytest.raises(CoderError, match=words):
        deal([Piece(1)], (0, 1), wanted, 0)
