"""Tallies, co-occurrence and saturation against plain loops, and against published figures."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.analysis.cooccurrence import merged, overlaps, pairs, together
from coder.analysis.frequencies import EVERYBODY, count, grouped
from coder.analysis.presence import Sheet, Tree, find, lookup, presence, standing
from coder.analysis.rules import Kind, Rule
from coder.analysis.saturation import new_codes, saturation
from coder.analysis.tallies import codings_by_subject, segments_by_subject
from coder.model import Code, Columns, Marks, Span, Stretch, Unit

if TYPE_CHECKING:
    from tests.conftest import Plain

CODES = (
    Code("theme", {"en": "Theme"}, codable=False, id=11),
    Code("pay", {"en": "Pay"}, "theme", id=12),
    Code("bonus", {"en": "Bonus"}, "pay", id=13),
    Code("other", {"en": "Other"}, id=14),
)
TREE = Tree.of(CODES)
UNITS = [Unit(i, 100 + i // 4, [10, 20, None][i % 3], i % 3 != 2) for i in range(1, 11)]
SEGMENTS = st.integers(1, 12)
"""11 and 12 lie in a removed transcript: the study hands them out, nobody counts them."""
ROWS = st.lists(st.tuples(SEGMENTS, st.sampled_from([11, 12, 13, 14, 99]), st.integers(1, 3)), max_size=30)
DECIDED = st.lists(st.tuples(SEGMENTS, st.integers(1, 3)), max_size=15)
RULES = st.builds(
    lambda kind, coders: Rule(kind, tuple(sorted(coders)), ""),
    st.sampled_from(["any", "majority", "all"]),
    st.sets(st.integers(1, 3)),
)


def columns(rows: Sequence[tuple[int, ...]], decided: list[tuple[int, int]]) -> Columns:
    units = array(
        "i", [x for u in UNITS for x in (u.segment_id, u.transcript_id, u.respondent_id or 0, u.is_unit)]
    )
    coded = array("i", [x for row in rows for x in row[:3]])
    often = Counter(row[3] for row in rows if len(row) > 3)
    long = array("i", [x for row in rows if len(row) > 3 and often[row[3]] > 1 for x in row])
    return Columns(units, coded, array("i", [x for pair in decided for x in pair]), long)


def marks(rows: list[tuple[int, int, int]], decided: list[tuple[int, int]]) -> Marks:
    known = {u.segment_id for u in UNITS}
    coded = sorted({row for row in rows if row[0] in known})
    looked = {pair for pair in decided if pair[0] in known} | {(s, coder) for s, _, coder in coded}
    return Marks(UNITS, coded, sorted(looked))


# --- the table of yes and no ------------------------------------------------------------------------


@settings(deadline=None)
@given(rows=ROWS, decided=DECIDED, rule=RULES)
def test_codes_stand_as_in_plain_python(
    plain: Plain, rows: list[tuple[int, int, int]], decided: list[tuple[int, int]], rule: Rule
) -> None:
    """The columns hold repeated rows and segments of removed transcripts; the marks do not."""
    sheet = Sheet.of(columns(rows, decided))
    table = standing(sheet, TREE, rule)
    expected = {pair for pair in plain.standing(marks(rows, decided), rule) if pair[1] != 99}
    found = {(int(sheet.segments[s]), TREE.ids[c]) for c, s in zip(*np.nonzero(table), strict=True)}
    assert found == expected
    assert sheet.deciders() == {coder for _, coder in marks(rows, decided).decided}


@settings(deadline=None)
@given(ROWS, DECIDED, RULES)
def test_columns_and_marks_are_counted_alike(
    rows: list[tuple[int, int, int]], decided: list[tuple[int, int]], rule: Rule
) -> None:
    one, other = Sheet.of(columns(rows, decided)), Sheet.of(marks(rows, decided))
    assert np.array_equal(
        presence(one, TREE, rule, "respondents", [20, 10]),
        presence(other, TREE, rule, "respondents", [20, 10]),
    )
    assert one.seen(rule) == other.seen(rule)


def test_slugs_mean_a_code_within_their_codebook_only() -> None:
    second = (Code("pay", {"en": "Pay"}, id=20), Code("rise", {"en": "Rise"}, "pay", id=21))
    tree = Tree.of(CODES, second)
    assert tree.parents == (-1, 0, 1, -1, -1, 4)
    assert tree.above(2) == [1, 0]
    assert tree.above(5) == [4]


def test_ids_that_nobody_knows_have_no_place() -> None:
    table = lookup(np.array([7, 3]))
    assert find(table, np.array([3, 7, 0, 5, 8, 10**6])).tolist() == [1, 0, -1, -1, -1, -1]
    assert find(lookup(np.zeros(0, dtype=int)), np.array([0, 4])).tolist() == [-1, -1]


def test_several_attributes_of_groups() -> None:
    table = np.array([[1, 1, 0], [0, 1, 0], [0, 0, 0], [0, 0, 1]], dtype=bool)
    groups = [EVERYBODY, *grouped("side", ["in", "out", "in"]), *grouped("age", ["", "old", "old"])]
    first = count(TREE, table, groups)[:5]
    assert [row["n"] for row in first] == [2, 1, 1, 1, 1]
    assert [row["of"] for row in first] == [3, 2, 1, 1, 2]
    assert [row["percent"] for row in first] == [66.7, 50.0, 100.0, 100.0, 50.0]
    assert [row["by"] for row in first] == [None, "side", "side", "age", "age"]
    assert [row["group"] for row in first] == [None, "in", "out", "", "old"]


# --- codings and segments ---------------------------------------------------------------------------

PASSAGES = st.lists(
    st.tuples(
        st.integers(1, 10), st.integers(0, 2), st.sampled_from([11, 12, 13, 14, 99]), st.integers(1, 3)
    ),
    max_size=20,
)
"""(first segment, further segments, code, coder); the coding's id is its place."""


def touched(passages: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    return [
        (first + step, code, coder, i)
        for i, (first, further, code, coder) in enumerate(passages, 1)
        for step in range(further + 1)
    ]


@settings(deadline=None)
@given(
    passages=PASSAGES,
    decided=DECIDED,
    rule=RULES,
    of=st.sampled_from(["respondents", "transcripts", "segments"]),
)
def test_codings_and_segments_as_by_plain_loops(
    plain: Plain,
    passages: list[tuple[int, int, int, int]],
    decided: list[tuple[int, int]],
    rule: Rule,
    of: str,
) -> None:
    rows = touched(passages)
    subjects = {"respondents": [10, 20], "transcripts": [100, 101, 102], "segments": [1, 3, 4, 6]}[of]
    sheet = Sheet.of(columns(rows, decided))
    stands = plain.standing(marks([row[:3] for row in rows], decided), rule)
    by_id = {u.segment_id: u for u in UNITS}
    below = {11: {11, 12, 13}, 12: {12, 13}, 13: {13}, 14: {14}}

    def owner(segment: int) -> int | None:
        unit = by_id.get(segment)
        if unit is None:
            return None
        if of == "respondents":
            return unit.respondent_id
        return unit.transcript_id if of == "transcripts" else unit.segment_id if unit.is_unit else None

    codings = codings_by_subject(sheet, TREE, rule, of, subjects)  # type: ignore[arg-type]
    segments = segments_by_subject(sheet, TREE, rule, of, subjects)  # type: ignore[arg-type]
    for c, code in enumerate(TREE.ids):
        for s, subject in enumerate(subjects):
            mine = [
                (segment, coding)
                for segment, found, coder, coding in rows
                if found in below[code] and coder in rule.coder_ids and (segment, found) in stands
                if owner(segment) == subject
            ]
            assert codings[c, s] == len({coding for _, coding in mine})
            assert segments[c, s] == len({segment for segment, _ in mine})


# --- co-occurrence ----------------------------------------------------------------------------------


@given(st.lists(st.lists(st.booleans(), min_size=4, max_size=4), max_size=12))
def test_together_and_jaccard_as_by_sets(rows: list[list[bool]]) -> None:
    table = np.array(rows, dtype=bool).reshape(-1, 4).T
    sets = [{i for i, row in enumerate(rows) if row[c]} for c in range(4)]
    found = {(p.first, p.second): p for p in pairs(TREE, range(4), together(table))}
    assert set(found) == {(0, 3), (1, 3), (2, 3)}  # theme, pay and bonus are one branch
    for (a, b), pair in found.items():
        assert (pair.n_first, pair.n_second, pair.both) == (
            len(sets[a]),
            len(sets[b]),
            len(sets[a] & sets[b]),
        )
        either = len(sets[a] | sets[b])
        assert pair.jaccard == (pytest.approx(pair.both / either) if either else None)


def test_pairs_are_counted_exactly_over_many_subjects() -> None:
    table = np.ones((2, 200_001), dtype=bool)
    assert together(table).tolist() == [[200_001] * 2] * 2


SPANS = st.lists(
    st.builds(
        lambda t, code, coder, start, length: Stretch(
            transcript_id=t, coder_id=coder, code_id=code, span=Span(start, start + length)
        ),
        *(st.integers(1, 2), st.sampled_from([11, 12, 13, 14, None]), st.integers(1, 2)),
        *(st.integers(0, 12), st.integers(1, 6)),
    ),
    max_size=12,
)


@settings(deadline=None)
@given(SPANS)
def test_overlaps_as_by_characters(stretches: list[Stretch]) -> None:
    """Passages of a code are what is left when its overlapping spans are made one."""
    counted, shared = overlaps(stretches, TREE, [1])
    below = {0: {11, 12, 13}, 1: {12, 13}, 2: {13}, 3: {14}}

    def passages(row: int, transcript: int) -> list[Span]:
        return merged(
            s.span
            for s in stretches
            if s.code_id in below[row] and s.coder_id == 1 and s.transcript_id == transcript
        )

    def letters(row: int) -> set[tuple[int, int]]:
        return {(t, at) for t in (1, 2) for p in passages(row, t) for at in range(p.start, p.end)}

    for a in range(4):
        assert counted[a, a] == sum(len(passages(a, t)) for t in (1, 2))
        assert shared[a, a] == len(letters(a))
    for a, b in combinations(range(4), 2):
        both = [(p, q) for t in (1, 2) for p in passages(a, t) for q in passages(b, t) if p.overlaps(q)]
        assert counted[a, b] == counted[b, a] == len(both)
        assert shared[a, b] == shared[b, a] == len(letters(a) & letters(b))


def test_spans_that_only_touch_stay_two() -> None:
    assert merged([Span(5, 9), Span(0, 5), Span(8, 12)]) == [Span(0, 5), Span(5, 12)]


# --- saturation -------------------------------------------------------------------------------------


def test_the_example_of_guest_namey_and_chen() -> None:
    """PLoS ONE 15(5), e0232076: a base of 37 codes, then a quotient of 11%, "still not below our 5%
    threshold", then one new code "divided by the number of themes in the base set (37)"; 6+2.

    How the codes fall on single interviews, and the first run's 7, are this test's own.
    """
    new = [20, 9, 5, 3, 4, 3, 1, 0, 1]
    figure = saturation(new, base=4, run=2, threshold=5)
    assert figure.base_codes == 37
    assert [(run.first, run.last, run.new, round(run.share)) for run in figure.runs] == [
        (5, 6, 7, 19),
        (6, 7, 4, 11),
        (7, 8, 1, 3),
        (8, 9, 1, 3),
    ]
    assert (figure.reached, figure.notation, figure.reason) == (6, "6+2", None)
    assert saturation(new, threshold=0).reason == "every run brings more than 0% new codes"


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ([3, 2, 1, 0, 0], "a base of 4 and a run of 2 need 6 interviews"),
        ([0] * 8, "no code in the base"),
        ([4] * 8, "every run brings more than 5% new codes"),
        ([], "a base of 4 and a run of 2 need 6 interviews"),
    ],
)
def test_why_there_is_no_figure(new: list[int], reason: str) -> None:
    figure = saturation(new)
    assert (figure.reached, figure.notation, figure.reason) == (None, None, reason)


@given(
    st.lists(st.integers(0, 9), max_size=15),
    st.integers(1, 6),
    st.integers(1, 3),
    st.sampled_from([0, 5, 20]),
)
def test_the_figure_as_by_its_definition(new: list[int], base: int, run: int, threshold: int) -> None:
    figure = saturation(new, base, run, threshold)
    at = base
    while sum(new[:base]) and at + run <= len(new):
        if sum(new[at : at + run]) / sum(new[:base]) <= threshold / 100 + 1e-12:
            assert figure.reached == at
            return
        at += 1
    assert figure.reached is None
    assert figure.reason


@given(st.lists(st.lists(st.booleans(), min_size=4, max_size=4), max_size=10))
def test_a_code_is_new_once(rows: list[list[bool]]) -> None:
    found = new_codes(np.array(rows, dtype=bool).reshape(-1, 4).T)
    every = [code for new in found for code in new]
    assert len(every) == len(set(every))
    assert set(every) == {c for row in rows for c in range(4) if row[c]}
    for row, new in zip(rows, found, strict=True):
        assert all(row[code] for code in new)


def test_rules_of_one_coder() -> None:
    kind: Kind = "one"
    rule = Rule(kind, (2,), "")
    sheet = Sheet.of(marks([(1, 13, 2), (3, 14, 1)], []))
    assert presence(sheet, TREE, rule, "respondents", [10, 20]).tolist() == [
        [False, True],
        [False, True],
        [False, True],
        [False, False],
    ]
