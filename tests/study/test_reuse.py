"""Codes that are nearly the new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coder.study import codebook, revision
from coder.study.reuse import near_duplicates
from coder.study.revision import NewCode
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit


@pytest.fixture
def housed(study: Study, kit: Kit) -> Study:
    book = codebook.codebooks(study)[0].id
    label = {"en": "Affordable housing", "ru": "Доступное жильё", "kk": "Қолжетімді баспана"}
    revision.add_code(study, book, NewCode(label, aliases=("flats for young staff",)))
    revision.add_code(study, book, NewCode({"en": "Pay", "ru": "Оплата труда"}))
    return study


@pytest.mark.parametrize(
    "name",
    [
        "affordable housing",
        "Afordable housing",
        "housing, affordable",
        "ДОСТУПНОЕ ЖИЛЬЕ",
        "жилье доступное",
        "қолжетімді баспана",
        "Flats for young staff",
        "affordable-housing",
        "Housing",
    ],
)
def test_a_name_in_any_language_finds_the_code(housed: Study, name: str) -> None:
    found = near_duplicates(housed, name)
    assert found
    assert found[0].code.slug == "affordable-housing"
    assert found[0].codebook == "book"
    assert 70 <= found[0].score <= 100


@pytest.mark.parametrize("name", ["Digital services", "Наставничество", "", "👩‍👩‍👧‍👦", "\u2028", "x" * 1000])
def test_what_is_not_close_is_not_named(housed: Study, name: str) -> None:
    assert near_duplicates(housed, name) == []


def test_a_merged_codes_name_leads_to_what_it_is_now(housed: Study) -> None:
    found = near_duplicates(housed, "Gone")
    assert [(each.code.slug, each.name) for each in found] == [("alpha", "Gone")]


def test_closest_first_and_no_more_than_asked_for(housed: Study) -> None:
    book = codebook.codebooks(housed)[0].id
    for n in range(8):
        revision.add_code(housed, book, NewCode({"en": f"Housing {n}"}))
    found = near_duplicates(housed, "Housing 3", limit=4)
    assert len(found) == 4
    assert found[0].code.slug == "housing-3"
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
