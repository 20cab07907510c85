"""A passage is chosen by whole letters, stays within its limits and is never empty."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.model import Span
from coder.tui.state.selection import UNITS, Selection
from coder.tui.state.wrapping import graphemes, shown

FAMILY = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}\u200d\N{BOY}"
TEXT = f"Да, т. е. нет. За\u0301мок {FAMILY} стоит! A third one."


def chosen(selection: Selection) -> str:
    return selection.span.of(selection.text)


def test_begins_with_the_first_sentence_and_steps_by_sentences() -> None:
    selection = Selection(TEXT, Span(0, len(TEXT)))
    assert chosen(selection) == "Да, т. е. нет."
    selection.step(1)
    assert chosen(selection) == f"За\u0301мок {FAMILY} стоит!"
    selection.step(-1)
    assert chosen(selection) == "Да, т. е. нет."
    selection.step(-1)
    assert chosen(selection) == "Да, т. е. нет.", "there is none before the first"


def test_both_ends_move_by_words() -> None:
    selection = Selection("one two three four", Span(0, 18))
    selection.cycle()
    selection.stretch(-1)
    assert chosen(selection) == "one two three"
    selection.trim(1)
    assert chosen(selection) == "two three"
    selection.stretch(1)
    assert chosen(selection) == "two three four"
    selection.trim(-1)
    assert chosen(selection) == "one two three four"
    for _ in range(9):
        selection.trim(1)
    assert chosen(selection) == "four", "the beginning never passes the end"


def test_a_letter_is_never_cut() -> None:
    """A stressed vowel and an emoji family are one step each when going by characters."""
    stress = TEXT.index("За")
    selection = Selection(TEXT, Span(0, len(TEXT)), Span(stress + 2, stress + 3))
    assert chosen(selection) == "а\u0301", "a span that begins in a letter takes the letter"
    family = TEXT.index(FAMILY)
    selection = Selection(TEXT, Span(0, len(TEXT)), Span(family + 2, family + 3))
    assert chosen(selection) == FAMILY


def test_reaches_no_further_than_its_limits() -> None:
    limits = Span(4, 13)
    selection = Selection("out. Inside it. out.", limits, Span(0, 20))
    assert selection.span == limits


MOVES = st.lists(
    st.tuples(st.sampled_from(["step", "stretch", "trim", "cycle"]), st.sampled_from([-1, 1])), max_size=30
)


@given(st.text(min_size=1, max_size=60), MOVES, st.data())
def test_whatever_is_pressed_the_span_is_sound(
    text: str, moves: list[tuple[str, int]], data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    limits = Span(start, data.draw(st.integers(start + 1, len(text))))
    borders = {limits.start + b for a in graphemes(shown(limits.of(text))) for b in a[:2]}
    selection = Selection(text, limits)
    for name, by in moves:
        if name == "cycle":
            selection.cycle()
        else:
            getattr(selection, name)(by)
        assert limits.start <= selection.span.start < selection.span.end <= limits.end
    selection = Selection(text, limits, selection.span)
    assert {selection.span.start, selection.span.end} <= borders


@pytest.mark.parametrize("unit", UNITS)
def test_a_text_of_nothing_to_find_is_one_piece(unit: str) -> None:
    selection = Selection("   ", Span(0, 3))
    while selection.unit != unit:
        selection.cycle()
    selection.step(1)
    assert selection.span.start < selection.span.end
