"""The finder: what a coder types, in any language and however written, leads to the code."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest

from coder.files import codebooks, shipped
from coder.model import Code, Codebook
from coder.tui.state.finding import Finder, fold


def numbered(books: list[Codebook]) -> list[Codebook]:
    """Books whose codes have the ids a study would give them."""
    ids = count(1)
    return [replace(b, codes=tuple(replace(c, id=next(ids)) for c in b.codes)) for b in books]


BOOK = Codebook(
    "values",
    1,
    {"en": "Values"},
    ("en", "ru", "kk"),
    (
        Code("society", {"en": "Society", "ru": "Общество", "kk": "Қоғам"}, codable=False),
        Code("patriotism", {"en": "Patriotism", "ru": "Патриотизм", "kk": "Отансүйгіштік"}, "society"),
        Code("honesty", {"en": "Honesty", "ru": "Честность", "kk": "Адалдық"}, "society"),
        Code("adaptability", {"en": "Adaptability", "ru": "Адаптивность", "kk": "Бейімделгіштік"}, "society"),
        Code(
            "housing",
            {"en": "Housing", "ru": "Жильё", "kk": "Баспана"},
            brief={"en": "roofs over heads", "ru": "крыша над головой"},
            aliases=("ипотека", "mortgage"),
        ),
        Code("tenancy", {"en": "Tenancy"}, aliases=("housing",)),
        Code("merit", {"en": "Merit-based promotion", "ru": "Продвижение по заслугам"}, aliases=("lift",)),
        Code("mobility-x7", {"en": "Internal moves"}, status="draft"),
        Code("lift", {"en": "Career lift"}, aliases=("merit",)),
        Code("gone", {"en": "Patriotism of old"}, status="retired"),
        Code("merged", {"en": "Honesty and faith"}, status="merged", merged_into="honesty"),
    ),
)
VALUES = Finder(numbered([BOOK]), "en")


def found(query: str, recent: tuple[int, ...] = ()) -> list[str]:
    return [each.code.slug for each in VALUES.find(query, recent)]


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("Patriotism", "patriotism"),
        ("патриотизм", "patriotism"),
        ("отансүйгіштік", "patriotism"),
        ("бейімдел", "adaptability"),
        ("адалдық", "honesty"),
        ("mobility-x7", "mobility-x7"),
        ("x7", "mobility-x7"),
        ("ипотека", "housing"),
        ("mortgage", "housing"),
        ("roofs over", "housing"),
        ("крыша", "housing"),
        # misspelt
        ("патриатизм", "patriotism"),
        ("патреотизм", "patriotism"),
        ("patriotsm", "patriotism"),
        ("adaptablity", "adaptability"),
        ("честнось", "honesty"),
        ("promotion merit", "merit"),
        ("продвежение", "merit"),
        # letters
        ("ЖИЛЬЕ", "housing"),
        ("жильё", "housing"),
        ("Жилье", "housing"),
        ("HONESTY", "honesty"),
        ("  honesty  ", "honesty"),
        ("merit based", "merit"),
        ("merit - based", "merit"),
        ("Патриоти\u0438\u0306", "patriotism"),
        ("mbp", "merit"),
        ("ппз", "merit"),
        # a letter or a few
        ("пат", "patriotism"),
        ("ж", "housing"),
        ("жи", "housing"),
        ("ada", "adaptability"),
        ("ten", "tenancy"),
        ("hon", "honesty"),
    ],
)
def test_the_code_meant_comes_first(query: str, slug: str) -> None:
    assert found(query)[0] == slug


def test_a_label_beats_an_alias() -> None:
    assert found("housing")[:2] == ["housing", "tenancy"]
    assert found("career lift")[0] == "lift"


def test_without_a_query_every_usable_code_in_the_books_order_the_recent_ones_first() -> None:
    usable = ["patriotism", "honesty", "adaptability", "housing", "tenancy", "merit", "mobility-x7", "lift"]
    ids = {each.code.slug: each.code.id for each in VALUES.entries}
    assert [found(query) for query in ("", "  ", "?!")] == [usable] * 3
    recent = (ids["merit"], ids["honesty"])
    rest = [slug for slug in usable if slug not in ("merit", "honesty")]
    assert found("", recent) == ["merit", "honesty", *rest]
    assert found("", (999,)) == usable


def test_among_equals_the_recent_one_comes_first() -> None:
    twins = Codebook("b", 1, {"en": "B"}, ("en",), tuple(Code(s, {"en": "Same"}) for s in ("one", "two")))
    finder = Finder(numbered([twins]), "en")
    assert [each.code.slug for each in finder.find("same")] == ["one", "two"]
    assert [each.code.slug for each in finder.find("same", (2,))] == ["two", "one"]


@pytest.mark.parametrize(
    "query", ["", "society", "Общество", "Patriotism of old", "gone", "Honesty and faith", "merged"]
)
def test_headings_and_codes_out_of_use_are_never_offered(query: str) -> None:
    assert not {"society", "gone", "merged"} & set(found(query))


@pytest.mark.parametrize("query", ["zzqqxx", "ыыъъщщ", "77777", "qx", "ъ", "漢字", "\x1b[31m"])
def test_nonsense_finds_little_or_nothing(query: str) -> None:
    assert len(found(query)) <= 2


@pytest.mark.parametrize("query", ["[b]", "[/]", "(", "\\", "%", "'; drop", "漢" * 500, "а" * 3000])
def test_no_query_is_too_odd(query: str) -> None:
    found(query)


def test_no_codes_no_finds() -> None:
    assert Finder([], "en").find("x") == Finder([], "en").find("") == []


def test_what_is_found_says_where_it_stands_in_the_language_asked_for() -> None:
    (first, *_) = Finder(numbered([BOOK]), "ru").find("honesty")
    assert (first.path, first.book.slug) == (("Общество",), "values")
    (first, *_) = Finder(numbered([BOOK]), "de").find("honesty")
    assert first.path == ("Society [en]",)


def test_folding() -> None:
    assert fold("  Ёлка - ЖИЛЬЁ, [b]! ") == "елка жилье b"
    assert fold("и\u0306од") == "йод"


# --- the codebooks that are shipped -----------------------------------------------------------------

SHIPPED = numbered([codebooks.read(path) for path in shipped.codebooks().values()])
FINDER = Finder(SHIPPED, "en")
LABELS = [
    (f"{book.slug}/{code.slug}", language, label)
    for book in SHIPPED
    for code in book.codes
    if code.codable and code.status in ("active", "draft")
    for language, label in code.label.items()
]


def first_for(query: str) -> str:
    best = FINDER.find(query)
    return f"{best[0].book.slug}/{best[0].code.slug}" if best else "nothing"


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_shipped_codes_are_found_by_their_labels(language: str) -> None:
    mine = [(name, label) for name, tongue, label in LABELS if tongue == language]
    assert len(mine) > 50
    wanted = {label: {name for name, other in mine if fold(other) == fold(label)} for _, label in mine}
    wrong = {label: first_for(label) for label, names in wanted.items() if first_for(label) not in names}
    assert not wrong
    shared = {label for label, names in wanted.items() if len(names) > 1}
    for label in shared:  # the same words in two books: both stand on top
        top = FINDER.find(label)[: len(wanted[label])]
        assert {f"{each.book.slug}/{each.code.slug}" for each in top} == wanted[label]


def test_the_shipped_codes_are_found_by_their_ids() -> None:
    slugs = {name.partition("/")[2] for name, *_ in LABELS}
    assert not {slug for slug in slugs if first_for(slug).partition("/")[2] != slug}


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_shipped_codes_are_among_the_first_five_by_the_beginning_of_their_label(language: str) -> None:
    missed = []
    for name, tongue, label in LABELS:
        top = [f"{e.book.slug}/{e.code.slug}" for e in FINDER.find(label[: max(len(label) // 2, 4)])[:5]]
        if tongue == language and name not in top:
            missed.append(label)
    assert not missed
