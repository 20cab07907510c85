"""Lines of a transcript: nothing lost, nothing too wide, nothing torn."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, split_graphemes

from coder.tui.state import wrapping
from coder.tui.state.wrapping import graphemes, shown, wrap

FAMILY = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}\u200d\N{BOY}"
PIECES = [
    *("a", "word", "слово", "сло\u0301во", "e\u0301", "ё", " ", "  ", "\n", "\t", "–", "…", "\xa0", "\xad"),
    *(
        "漢字",
        "カ",
        FAMILY,
        "\u263a\ufe0f",
        "\U0001f1f0\U0001f1ff",
        "👍🏽",
        "\u200b",
        "\u200d",
        "\ufe0f",
        "\u0301",
    ),
    *("\u2028", "\u200e", "\x1b", "\x9b", "\u202e", "verylongword" * 4, "оченьдлинноеслово" * 4, "漢" * 30),
]
TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.text(max_size=80))
WIDTHS = st.integers(1, 40)


def stretch(text: str, data: st.DataObject) -> tuple[int, int]:
    start = data.draw(st.integers(0, len(text)))
    return start, data.draw(st.integers(start, len(text)))


@given(TEXTS, WIDTHS, st.data())
def test_lines_cover_the_stretch_in_order_without_gap_or_overlap(
    text: str, width: int, data: st.DataObject
) -> None:
    start, end = stretch(text, data)
    lines = wrap(text, start, end, width)
    assert (lines[0][0], lines[-1][1]) == (start, end)
    assert all(before[1] == after[0] for before, after in pairwise(lines))
    assert all(a < b for a, b in lines) or lines == [(start, start)]


@given(TEXTS, WIDTHS, st.data())
def test_no_line_is_wider_than_the_width_unless_one_letter_is(
    text: str, width: int, data: st.DataObject
) -> None:
    for a, b in wrap(text, *stretch(text, data), width):
        line = shown(text[a:b]).rstrip(" ")
        wide = [cells for *_, cells in split_graphemes(line)[0] if cells]
        assert cell_len(line) <= width or len(wide) == 1


@given(TEXTS, WIDTHS)
def test_no_line_breaks_within_what_stands_as_one_letter(text: str, width: int) -> None:
    breaks = {a for a, _ in wrap(text, 0, len(text), width)} - {0}
    at = 0
    for paragraph in text.split("\n"):
        edges = {at + start for start, *_ in split_graphemes(shown(paragraph))[0]}
        inside = {x for x in breaks if at < x <= at + len(paragraph)}
        assert inside <= edges | {at + len(paragraph)}
        at += len(paragraph) + 1


@given(TEXTS, WIDTHS)
def test_every_line_feed_ends_a_line_and_is_its_last_letter(text: str, width: int) -> None:
    lines = wrap(text, 0, len(text), width)
    assert sum("\n" in text[a:b] for a, b in lines) == text.count("\n")
    assert all("\n" not in text[a : b - 1] for a, b in lines if a < b)


@given(TEXTS)
def test_what_is_shown_has_a_letter_for_each_and_nothing_that_moves_the_cursor(text: str) -> None:
    seen = shown(text)
    assert len(seen) == len(text)
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c in "\u2028\u2029\u202e\u2066" for c in seen)
    assert shown(seen) == seen


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=30))
def test_graphemes_are_those_of_the_terminal(text: str) -> None:
    seen = shown(text)
    assert graphemes(seen) == split_graphemes(seen)[0]


def test_the_letters_called_narrow_are() -> None:
    narrow = [chr(c) for c in range(0x20, 0x11_0000) if wrapping._NARROW.fullmatch(chr(c))]
    assert {"a", "ё", "Қ", "—", "№", "…"} <= set(narrow)
    assert not {"\u0301", "\xad", "漢", "\u200d", "\u0483"} & set(narrow)
    spans, cells = split_graphemes("".join(narrow))
    assert cells == len(spans) == len(narrow)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 5, [""]),
        ("abc", 3, ["abc"]),
        ("abc def", 3, ["abc ", "def"]),
        ("abc def", 4, ["abc ", "def"]),
        ("abc def", 7, ["abc def"]),
        ("abcdef", 4, ["abcd", "ef"]),
        ("a\n\nb\n", 4, ["a\n", "\n", "b\n"]),
        ("ab\tcd", 3, ["ab\t", "cd"]),
        ("за\u0301мок тут", 5, ["за\u0301мок ", "тут"]),
        (" abc漢", 4, [" ", "abc", "漢"]),
        ("漢字", 3, ["漢", "字"]),
        ("漢e\u0301e\u0301漢", 4, ["漢e\u0301e\u0301", "漢"]),
        (f"{FAMILY}{FAMILY}", 3, [FAMILY, FAMILY]),
        (FAMILY, 1, [FAMILY]),
    ],
)
def test_by_hand(text: str, width: int, lines: list[str]) -> None:
    assert [text[a:b] for a, b in wrap(text, 0, len(text), width)] == lines
