"""Which words the consensus takes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coder.model import Span
from coder.study.review.spans import Given, Piece, Placed, agreed, common, joined, merged

TEXT = "The first thing is pay. And then the training."
WHOLE = Span(0, len(TEXT))


def by(coder: int, start: int, end: int, id_: int | None = None, version: int = 2) -> Given:
    return Given(id_ or 100 * coder + start, f"g{coder}-{start}", coder, 1, Span(start, end), version)


def spans(*several: Given, limits: Span = WHOLE) -> list[Span]:
    return [each.span for each in agreed(several, limits, TEXT)]


def test_the_words_that_all_marked_are_taken() -> None:
    assert spans(by(1, 0, 23), by(2, 19, 22)) == [Span(19, 22)]
    assert spans(by(1, 0, 15), by(2, 4, 23), by(3, 4, 30)) == [Span(4, 15)]


def test_the_same_words_stay_as_they_are() -> None:
    assert spans(by(1, 4, 9), by(2, 4, 9)) == [Span(4, 9)]


def test_where_no_word_is_common_each_keeps_the_own_ones() -> None:
    assert spans(by(1, 0, 9), by(2, 19, 22)) == [Span(0, 9), Span(19, 22)]
    assert spans(by(1, 0, 23), by(2, 22, 46)) == [Span(0, 46)], "a full stop is no word; they overlap in it"


def test_one_coders_codings_are_taken_as_they_are() -> None:
    assert spans(by(1, 0, 9), by(1, 4, 23)) == [Span(0, 9), Span(4, 23)]


def test_what_lies_outside_the_unit_is_left_out() -> None:
    assert spans(by(1, 0, 30), by(2, 20, 46), limits=Span(0, 23)) == [Span(20, 23)]


def test_a_coding_comes_from_all_that_overlap_it_and_is_as_old_as_the_oldest() -> None:
    [piece] = agreed([by(1, 0, 23, 11, 3), by(2, 19, 22, 12, 1), by(2, 30, 40, 13, 1)], WHOLE, TEXT)
    assert piece == Piece(Span(19, 22), (11, 12), 1)


STRETCHES = st.lists(st.tuples(st.integers(0, 45), st.integers(1, 12)), min_size=1, max_size=3).map(
    lambda found: [Span(a, min(a + n, len(TEXT))) for a, n in found]
)


@given(st.lists(STRETCHES, min_size=2, max_size=3))
def test_what_is_common_is_what_a_look_at_every_character_finds(several: list[list[Span]]) -> None:
    lists = [merged(each) for each in several]
    found = common(lists, TEXT)
    there = {i for span in found for i in range(span.start, span.end)}
    marked = [{i for span in each for i in range(span.start, span.end)} for each in several]
    everybody = set.intersection(*marked)
    assert there <= everybody
    assert not any(TEXT[i].isalnum() for i in everybody - there)


def test_a_coding_over_two_units_is_one_again_where_everybody_has_it() -> None:
    units, where = [7, 9], {7: Span(0, 23), 9: Span(24, 46)}
    one, two = by(1, 0, 46, 1), by(2, 10, 46, 2)
    placed = [Placed(7, Piece(Span(10, 23), (1, 2), 2)), Placed(9, Piece(Span(24, 46), (1, 2), 2))]
    assert joined(placed, units, where, [one, two]) == [Piece(Span(10, 46), (1, 2), 2)]


def test_it_stays_in_two_where_one_of_them_made_two() -> None:
    units, where = [7, 9], {7: Span(0, 23), 9: Span(24, 46)}
    one, two, three = by(1, 0, 46, 1), by(2, 10, 23, 2), by(2, 24, 46, 3)
    placed = [Placed(7, Piece(Span(10, 23), (1, 2), 2)), Placed(9, Piece(Span(24, 46), (1, 3), 2))]
    assert len(joined(placed, units, where, [one, two, three])) == 2
