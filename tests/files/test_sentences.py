"""Sentences in three languages: abbreviations, initials, quotations and empty lines."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.files.sentences import sentences


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            [
                "Dr. Smith met Mr. Jones at 3 p.m. on Monday.",
                "He said, e.g. that it works.",
                "Prof. A. B. Miller, Ph.D., agreed.",
                "Is it?",
                "Yes!",
                '"No." he said.',
                "The U.S. Senate voted.",
                "See Fig. 3.",
                "It cost $3.5 million.",
                "Well...",
                "I don't know, etc.",
                "And so on.",
                "I lived in the U.S.",
                "It was good.",
                "So did I.",
                "We left.",
                "He said no.",
                "Then he left [laughs].",
            ],
        ),
        (
            "ru",
            [
                "Работа шла, т. е. она идет.",
                "Это было в 1999 г. и т. д.",
                "Он сказал: «Учись! Пригодится».",
                "А. С. Пушкин писал в г. Москве.",
                "Ну... не знаю.",
                "Да?",
                "Нет!",
            ],
        ),
        (
            "kk",
            [
                "Біз 2020 ж. бастадық, т.б. жұмыстар бар.",
                "Ол айтты: «Иә!».",
                "А. Құнанбайұлы жазды.",
                "Қалай?",
            ],
        ),
    ],
)
@pytest.mark.parametrize("said", [True, False])
def test_sentences_of_a_language(language: str, expected: list[str], said: bool) -> None:
    text = " ".join(expected)
    assert [text[a:b] for a, b in sentences(text, language if said else "")] == expected


def test_an_empty_line_ends_a_sentence() -> None:
    text = "One without a stop\n\nTwo\n\n Три без точки\n\nчетыре"
    assert [text[a:b] for a, b in sentences(text)] == ["One without a stop", "Two", "Три без точки", "четыре"]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from(["a", "Mr.", "e.g.", ". ", "! ", "«", "»", "Да", "\n\n", " ", "U.S.", "5", "\u2028"])
    ).map("".join),
    st.sampled_from(["", "en", "ru", "kk", "de"]),
)
def test_sentences_cover_every_word_once_in_order(text: str, language: str) -> None:
    found = sentences(text, language)
    assert all(0 <= a < b <= len(text) and text[a:b] == text[a:b].strip() for a, b in found)
    assert all(one[1] <= two[0] for one, two in pairwise(found))
    assert "".join("".join(text[a:b] for a, b in found).split()) == "".join(text.split())
