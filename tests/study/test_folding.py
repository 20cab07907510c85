"""Text as it is compared, and the way back to the stored one."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.study.folding import fold, plain

HOSTILE = st.text(
    st.sampled_from(
        "aAßﬁİёЁйЙе\u0301\u0308\u0306\u0300 \n\u2028\u00a0\u00ad\u200b\u200d\ufe0f"
        "👩👧🏽🇰🇿각\u1100\u1161\u11a8қҚ\0"
    )
    | st.characters(),
    max_size=40,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ЖИЛЬЕ", "жильё"),
        ("жиле\u0308", "жилё"),
        ("за́мок", "замок"),
        ("ё\u0301", "е"),
        ("Қазақстан", "қАЗАҚСТАН"),
        (normalize("NFD", "Йод, қоғам"), "йод, қоғам"),
        (normalize("NFD", "각"), "각"),
        ("STRASSE", "straße"),
        ("ﬁne", "fine"),
        ("two  words", "two\u2028words"),
        ("co\u00adoperation", "cooperation"),
        ("caf\u0065\u0301", "café"),
    ],
)
def test_the_same_written_otherwise(one: str, other: str) -> None:
    assert plain(one) == plain(other)


@pytest.mark.parametrize(("one", "other"), [("й", "и"), ("café", "cafe"), ("ї", "і"), ("қ", "к"), ("ü", "u")])
def test_other_letters_stay_other_letters(one: str, other: str) -> None:
    assert plain(one) != plain(other)


def test_a_pattern_keeps_case_and_space() -> None:
    assert fold("Ёж  за́мок\n", words=False).text == "Еж  замок\n"


@pytest.mark.parametrize("words", [True, False])
@given(text=HOSTILE, start=st.integers(0, 1000))
def test_every_place_leads_back_in_order(text: str, start: int, words: bool) -> None:
    folded = fold(text, start, words=words)
    reached = start
    for at in range(len(folded.text)):
        span = folded.span(at, at + 1)
        assert start <= span.start < span.end <= start + len(text)
        assert span.start >= reached or (at and span == folded.span(at - 1, at))
        reached = span.end
    if folded.text:
        whole = folded.span(0, len(folded.text))
        assert fold(whole.of(" " * start + text), words=words).text == folded.text


@given(text=st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=40))
def test_composed_and_decomposed_are_one(text: str) -> None:
    composed = normalize("NFC", text)
    assert plain(composed) == plain(normalize("NFD", composed))


@given(text=HOSTILE)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert plain(plain(text)) == plain(text)
