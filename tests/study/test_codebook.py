"""Codebooks go in and come out whole, once."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coder.files import codebooks as files
from coder.model import Code, Codebook, CoderError
from coder.study import codebook, history
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit

SHIPPED = sorted((Path(__file__).parents[2] / "codebooks").glob("*.yaml"))
GUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"


def unstored(book: Codebook) -> Codebook:
    """The codebook without what the study has given it."""
    codes = tuple(dataclasses.replace(each, id=0, guid=None) for each in book.codes)
    return dataclasses.replace(book, id=0, codes=codes)


def test_a_codebook_comes_out_as_it_went_in(study: Study, kit: Kit) -> None:
    book = kit.book("another")
    assert codebook.add(study, book)
    (found,) = codebook.codebooks(study, "another")
    assert unstored(found) == book
    assert all(each.id and each.guid for each in found.codes)
    assert list(found.codes[1].label) == ["en", "ru"], "the first language is the default one"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_codebook_comes_out_as_its_file(study: Study, path: Path) -> None:
    book = files.read(path)
    assert codebook.add(study, book)
    assert unstored(codebook.codebooks(study, book.slug)[0]) == unstored(book)
    assert codebook.add(study, files.read(path)) is False


def test_the_same_codebook_twice_is_no_change(study: Study, kit: Kit) -> None:
    before, events = kit.live_rows(study), kit.events(study)
    assert codebook.add(study, kit.book()) is False
    assert (kit.live_rows(study), kit.events(study)) == (before, events)


def changed(book: Codebook, slug: str, **values: object) -> Codebook:
    codes = [dataclasses.replace(c, **values) if c.slug == slug else c for c in book.codes]  # type: ignore[arg-type]
    return dataclasses.replace(book, codes=tuple(codes))


def test_another_codebook_of_the_same_id_is_refused(study: Study, kit: Kit) -> None:
    book = kit.book()
    others = [
        dataclasses.replace(book, version=3),
        dataclasses.replace(book, title={"en": "Other"}),
        dataclasses.replace(book, codes=book.codes[:-1]),
        dataclasses.replace(book, codes=(*book.codes[:2], *book.codes[3:], book.codes[2])),
        dataclasses.replace(book, sets={"first": ("alpha",)}),
        changed(book, "alpha", label={"en": "Alpha!"}),
        changed(book, "alpha", definition={"en": "Other."}),
        changed(book, "alpha", examples=()),
        changed(book, "beta", parent=None),
        changed(book, "beta", origin="deductive"),
        changed(book, "old", status="active"),
        changed(book, "gone", merged_into="beta"),
    ]
    before = kit.live_rows(study)
    for other in others:
        with pytest.raises(CoderError, match=r"'book' already .*differs.*Nothing was changed"):
            codebook.add(study, other)
    assert kit.live_rows(study) == before


def test_a_codes_guid_is_kept_so_that_merges_know_it(study: Study) -> None:
    book = Codebook("small", 1, {"en": "Small"}, ("en",), (Code("one", {"en": "One"}, guid=GUID),))
    codebook.add(study, book)
    assert codebook.find_code(study, "one").guid == GUID


def test_a_codebook_with_guids_taken_back_can_be_added_again(study: Study, kit: Kit) -> None:
    book = Codebook("small", 1, {"en": "Small"}, ("en",), (Code("one", {"en": "One"}, guid=GUID),))
    codebook.add(study, book)
    history.undo(study)
    assert codebook.add(study, book)
    assert codebook.find_code(study, "one").guid == GUID
    assert kit.dangling(study) == []


def test_a_guid_of_another_live_code_is_refused_with_a_sentence(study: Study, kit: Kit) -> None:
    """A copied file with a new id still names the old file's codes."""
    one = (Code("one", {"en": "One"}, guid=GUID),)
    codebook.add(study, Codebook("small", 1, {"en": "Small"}, ("en",), one))
    before = kit.live_rows(study)
    with pytest.raises(CoderError, match=r"copy.*guid.*small/one.*Nothing was changed"):
        codebook.add(study, Codebook("copy", 1, {"en": "Copy"}, ("en",), one))
    assert kit.live_rows(study) == before


def test_codes_are_found_by_slug_or_by_codebook_and_slug(study: Study, kit: Kit) -> None:
    assert codebook.find_code(study, "alpha") == codebook.find_code(study, "book/alpha")
    codebook.add(study, kit.book("another"))
    with pytest.raises(CoderError, match="book/alpha or another/alpha"):
        codebook.find_code(study, "alpha")
    assert codebook.find_code(study, "another/alpha") != codebook.find_code(study, "book/alpha")
    for name in ("zeta", "book/zeta", "zeta/alpha"):
        with pytest.raises(CoderError, match="no code is called"):
            codebook.find_code(study, name)


def test_an_unknown_codebook_is_said_with_the_known(study: Study) -> None:
    with pytest.raises(CoderError, match=r"'zeta' .*\(codebooks: book\)"):
        codebook.codebooks(study, "zeta")
