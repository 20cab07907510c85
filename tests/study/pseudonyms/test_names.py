"""Where names stand in a text, and where everything else stands once they are replaced."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.model import CoderError, Span
from coder.study.pseudonyms.names import Moves, Names

NAMES = {"Ab": "P1", "Ab Cd": "Person 1", "Cd": "Y", "ё": "Person 22", "Ёж": "Z1"}
TEXT = st.lists(st.sampled_from(["Ab", "Cd", "Ab Cd", "x", " ", "\n", "ё", "Ёж", ".", "_", "É", "7"])).map(
    "".join
)


@given(TEXT, st.data())
def test_every_word_that_is_no_name_stays_where_its_words_are(text: str, data: st.DataObject) -> None:
    taken = Names(NAMES).taken(text)
    assert taken.new == Names(NAMES).words(text)
    assert Names(NAMES).words(taken.new) == taken.new, "nothing is left"
    names = [Span(start, end) for _, start, end in taken.found]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    now = taken.moves.span(Span(start, end)) if start < end else None
    if now is None:
        return
    whole = [each for each in names if each.start < end and start < each.end]
    first = min([start, *(each.start for each in whole)])
    last = max([end, *(each.end for each in whole)])
    assert (
        now.of(taken.new)
        == Names(NAMES)
        .taken(text, {first, last} - {0, len(text)})
        .new[taken.moves.start(first) : taken.moves.end(last)]
    )
    if not whole:
        assert now.of(taken.new) == text[start:end]


@given(TEXT, st.sets(st.integers(0, 40)))
def test_segments_stay_apart_and_none_is_empty(text: str, edges: set[int]) -> None:
    inside = sorted(edge for edge in edges if edge < len(text))
    names = Names(NAMES | dict.fromkeys(NAMES, "a replacement long enough"))
    taken = names.taken(text, inside)
    bounds = [0, *(each for each in inside if each), len(text)] if text else []
    parts = [taken.moves.span(Span(*each)) for each in pairwise(bounds)]
    assert all(each.start < each.end for each in parts)
    assert "".join(each.of(taken.new) for each in parts) == taken.new


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ivan, Ivan's, (Ivan) and Ivanov", "P, P's, (P) and Ivanov"),
        ("Ivan\nPetrov and Ivan  Petrov", "Q and Q"),
        ("Ivan\n\nPetrov", "P\n\nPetrov"),
        ("ivan IVAN xIvan Ivan2 int_Ivan.txt", "ivan IVAN xIvan Ivan2 int_P.txt"),
        ("Андрей и Андрей", "A и A"),
        ("+7 701 123 45 67.", "phone."),
        ("call 8+7 701 123 45 67", "call 8+7 701 123 45 67"),
    ],
)
def test_a_name_is_a_whole_word_as_it_is_written(text: str, found: str) -> None:
    names = {"Ivan": "P", "Ivan Petrov": "Q", "Андрей": "A", "+7 701 123 45 67": "phone"}
    assert Names(names).words(text) == found


def test_a_replacement_too_short_for_its_segments_is_refused() -> None:
    with pytest.raises(CoderError, match="too short for a name that reaches over 2 segments"):
        Names({"Dr. Cd": "Y"}).taken("Dr. Cd", {4})


def test_both_ways_of_writing_one_letter_are_one() -> None:
    assert Names({"Андре\u0439": "A"}).words("Андре\u0438\u0306 Андре\u0439") == "A A"
    assert Names({"Андре": "A"}).words("Андре\u0301") == "Андре\u0301"


def test_a_place_beyond_the_text_stays_beyond_it() -> None:
    moves = Moves([(0, 4, 40)], 10)
    assert moves.span(Span(1_000_000, 1_000_001)) == Span(1_000_000, 1_000_001)


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ({"Ivan": ""}, "has no replacement"),
        ({"": "P"}, "without a name"),
        ({"Ivan": "Petr", "Petr": "P"}, "holds a name of the table"),
    ],
)
def test_tables_that_cannot_be_meant(names: dict[str, str], sentence: str) -> None:
    with pytest.raises(CoderError, match=sentence):
        Names(names)
