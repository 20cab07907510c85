"""The tally of who rated a unit and who said yes."""

from __future__ import annotations

import pytest

from coder.analysis.patterns import MAX_CODERS, Patterns, patterns
from coder.model import CoderError, Marks, Unit

Cells = dict[tuple[int, int, int, int], int]


def cells(found: Patterns) -> Cells:
    """Counts by code, interview, mask of raters and mask of those who said yes."""
    columns = (found.code, found.interview, found.rated, found.yes, found.count)
    rows = [tuple(int(x) for x in row) for row in zip(*columns, strict=True)]
    assert len({row[:4] for row in rows}) == len(rows)
    return {(a, b, c, d): n for a, b, c, d, n in rows}


def test_looked_and_applied_nothing_is_a_no_and_not_coded_is_missing() -> None:
    units = [Unit(i, 5, 1, True) for i in (1, 2, 3, 4)]
    marks = Marks(units, [(1, 70, 8), (2, 70, 9)], [(1, 8), (1, 9), (2, 9), (3, 8), (3, 9)])
    found = patterns(marks, [8, 9], [70])
    assert cells(found) == {(0, 5, 0b11, 0b01): 1, (0, 5, 0b10, 0b10): 1, (0, 5, 0b11, 0): 1}
    assert (found.coder_ids, found.code_ids, found.units) == ((8, 9), (70,), 3)


def test_a_unit_decided_by_coding_another_code_is_a_no_for_this_one() -> None:
    marks = Marks([Unit(1, 5, 1, True)], [(1, 71, 8)], [(1, 8), (1, 9)])
    assert cells(patterns(marks, [8, 9], [70, 71])) == {(0, 5, 0b11, 0): 1, (1, 5, 0b11, 0b01): 1}


def test_interviews_are_kept_apart() -> None:
    marks = Marks(
        [Unit(1, 5, 1, True), Unit(2, 6, 2, True), Unit(3, 6, 2, True)], [], [(1, 8), (2, 8), (3, 8)]
    )
    assert cells(patterns(marks, [8], [70])) == {(0, 5, 1, 0): 1, (0, 6, 1, 0): 2}


def test_an_interviewers_segment_is_no_unit_even_when_coded() -> None:
    marks = Marks([Unit(1, 5, None, False)], [(1, 70, 8), (1, 70, 9)], [(1, 8), (1, 9)])
    found = patterns(marks, [8, 9], [70])
    assert (cells(found), found.units) == ({}, 0)


def test_coders_and_codes_that_were_not_asked_for_leave_no_trace() -> None:
    marks = Marks([Unit(1, 5, 1, True)], [(1, 70, 8), (1, 70, 3), (1, 99, 8)], [(1, 8), (1, 3)])
    assert cells(patterns(marks, [8], [70])) == {(0, 5, 1, 1): 1}


def test_nothing_at_all() -> None:
    found = patterns(Marks([], [], []), [8, 9], [70])
    assert (cells(found), found.units) == ({}, 0)
    assert cells(patterns(Marks([Unit(1, 5, 1, True)], [], [(1, 8)]), [8, 9], [])) == {}


def test_sixty_coders_are_the_most() -> None:
    unit = Unit(1, 5, 1, True)
    ids = list(range(1, MAX_CODERS + 2))
    marks = Marks([unit], [(1, 70, coder) for coder in ids], [(1, coder) for coder in ids])
    full = (1 << MAX_CODERS) - 1
    assert MAX_CODERS == 60
    assert cells(patterns(marks, ids[:60], [70])) == {(0, 5, full, full): 1}
    with pytest.raises(CoderError, match="60 coders at most, not 61"):
        patterns(marks, ids, [70])
