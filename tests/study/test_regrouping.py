"""Merging and splitting codes, with everybody's codings."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from coder.model import Code, CoderError
from coder.study import codebook, coding, history, memos, pins, regrouping, revision, versions
from coder.study.revision import NewCode
from coder.study.safety.checking import check
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit

Undoable = Callable[..., None]


def code(study: Study, slug: str) -> Code:
    return next(each for each in codebook.codebooks(study)[0].codes if each.slug == slug)


def coded(study: Study, slug: str) -> list[tuple[str, str]]:
    return [(each.coder, each.quote) for each in versions.codings_of_code(study, code(study, slug).id)]


def merge(study: Study, one: str = "alpha", other: str = "beta") -> int:
    return regrouping.merge(study, code(study, one).id, code(study, other).id, "the same")


def test_a_merge_moves_every_coders_codings(
    ann: Study, ben: Study, bea: Study, kit: Kit, undoable: Undoable
) -> None:
    for session in (ann, ben, bea):
        kit.apply(session, "pay")
    kit.apply(ben, "training", "beta")
    undoable(ann, lambda: merge(ann))
    assert coded(ann, "beta") == [("Ann", "pay"), ("Ben", "pay"), ("Bea", "pay"), ("Ben", "training")]
    assert (code(ann, "alpha").status, code(ann, "alpha").merged_into) == ("merged", "beta")
    assert set(code(ann, "beta").aliases) == {"Alpha", "Альфа", "a", "первый"}
    change = versions.changes(ann, "book")[0]
    assert (change.what, change.why) == ("merge alpha “Alpha” into beta “Beta”", "the same")
    with pytest.raises(CoderError, match="merged"):
        kit.apply(ann, "training", "alpha")


def test_the_same_span_is_not_coded_twice(ann: Study, ben: Study, kit: Kit, undoable: Undoable) -> None:
    double = kit.apply(ann, "pay", "alpha")
    left = kit.apply(ann, "pay", "beta")
    kit.apply(ben, "pay", "alpha")
    memos.add(ben, "on the double", "coding", double)
    undoable(ann, lambda: merge(ann))
    assert coded(ann, "beta") == [("Ann", "pay"), ("Ben", "pay")]
    assert [(m.target_id, m.text) for m in memos.memos(ann)] == [(left, "on the double")]
    assert check(ann) == []


def test_how_many_moved(ann: Study, ben: Study, kit: Kit) -> None:
    kit.apply(ann, "pay", "alpha")
    kit.apply(ann, "pay", "beta")
    kit.apply(ben, "pay", "alpha")
    coding.remove(ben, kit.apply(ben, "training", "alpha"))
    assert merge(ann) == 1


def test_a_removed_coding_that_comes_back_has_the_other_code(ann: Study, ben: Study, kit: Kit) -> None:
    coding.remove(ben, kit.apply(ben, "pay"))
    merge(ann)
    history.undo(ben)
    assert coded(ann, "beta") == [("Ben", "pay")]
    assert history.undo(ann) == "merge alpha “Alpha” into beta “Beta”"
    assert coded(ann, "alpha") == [("Ben", "pay")]


def test_codes_under_a_merged_one_and_its_pins_move(ann: Study, ben: Study, undoable: Undoable) -> None:
    book = codebook.codebooks(ann)[0].id
    inner = revision.add_code(ann, book, NewCode({"en": "Inner"}, code(ann, "alpha").id))
    pins.pin(ann, 1, code(ann, "alpha").id)
    pins.pin(ann, 2, code(ann, "beta").id)
    pins.pin(ben, 1, code(ann, "alpha").id)
    undoable(ann, lambda: merge(ann))
    assert code(ann, "inner").parent == "beta"
    assert (pins.pins(ann), pins.pins(ben)) == ({2: code(ann, "beta").id}, {1: code(ann, "beta").id})
    history.undo(ann)
    undoable(ann, lambda: regrouping.merge(ann, code(ann, "alpha").id, inner))
    assert (code(ann, "inner").parent, code(ann, "alpha").merged_into) == ("theme", "inner")


@pytest.mark.parametrize(
    ("one", "other", "sentence"),
    [
        ("alpha", "alpha", "into itself"),
        ("theme", "alpha", "heading"),
        ("alpha", "theme", "a heading"),
        ("alpha", "old", "old is retired"),
        ("alpha", "gone", "gone is merged"),
        ("gone", "beta", "already"),
    ],
)
def test_merges_that_make_no_sense(ann: Study, kit: Kit, one: str, other: str, sentence: str) -> None:
    before = kit.live_rows(ann)
    with pytest.raises(CoderError, match=sentence):
        merge(ann, one, other)
    assert kit.live_rows(ann) == before


def test_codes_of_two_codebooks_are_not_merged(ann: Study, kit: Kit) -> None:
    codebook.add(ann, kit.book("second"))
    other = codebook.find_code(ann, "second/alpha").id
    with pytest.raises(CoderError, match="codebook book has no code number"):
        regrouping.merge(ann, codebook.find_code(ann, "book/alpha").id, other)


def test_a_blind_coder_does_not_merge(bea: Study, study: Study, kit: Kit) -> None:
    with pytest.raises(CoderError, match="Bea codes blind, and merging"):
        merge(bea)
    assert merge(study) == 0


def test_a_merge_may_change_what_the_other_code_means(ann: Study, kit: Kit) -> None:
    kit.apply(ann, "pay", "beta")
    regrouping.merge(ann, code(ann, "alpha").id, code(ann, "beta").id, revisit=True)
    assert [each.quote for each in versions.older_codings(ann)] == ["pay"]


def test_a_code_is_split_off_with_the_codings_given(
    ann: Study, ben: Study, kit: Kit, undoable: Undoable
) -> None:
    kit.apply(ann, "pay")
    moved = [kit.apply(ann, "training"), kit.apply(ben, "training")]
    new = NewCode({"en": "Training"}, code(ann, "theme").id, 1)
    undoable(ann, lambda: regrouping.split_off(ann, code(ann, "alpha").id, new, moved, "too broad"))
    assert coded(ann, "training") == [("Ann", "training"), ("Ben", "training")]
    assert [each.slug for each in codebook.codebooks(ann)[0].codes][1:4] == ["alpha", "training", "beta"]
    assert [(each.code, each.quote) for each in versions.older_codings(ann)] == [("alpha", "pay")]
    assert versions.changes(ann, "book")[0].what == "split training “Training” off alpha"


def test_only_codings_of_the_code_that_may_be_seen_are_split_off(ann: Study, bea: Study, kit: Kit) -> None:
    alpha = code(ann, "alpha").id
    anns, other = kit.apply(ann, "pay"), kit.apply(ann, "pay", "beta")
    gone = kit.apply(ann, "training")
    coding.remove(ann, gone)
    for wrong in (other, gone, 999):
        with pytest.raises(CoderError, match=f"coding number {wrong} is not one of this code's"):
            regrouping.split_off(ann, alpha, NewCode({"en": "x"}), [anns, wrong])
    with pytest.raises(CoderError, match=f"coding number {anns} is not one of this code's"):
        regrouping.split_off(bea, alpha, NewCode({"en": "x"}), [anns])
    own = kit.apply(bea, "training")
    regrouping.split_off(bea, alpha, NewCode({"en": "x"}), [own, own])
    assert coded(ann, "x") == [("Bea", "training")]


def test_a_merge_of_many_codings_is_undone(ann: Study, kit: Kit, undoable: Undoable) -> None:
    """More than one statement can name."""
    from coder.study import transcripts

    transcripts.add(ann, [kit.interview("long", [("R", f"word {n}") for n in range(900)])])
    found = transcripts.load(ann, "long")
    for slug in ("alpha", "beta"):
        new = [coding.NewCoding(found.id, each.span, code(ann, slug).id) for each in found.segments]
        coding.apply_all(ann, new[: 900 if slug == "alpha" else 500], "many")
    undoable(ann, lambda: merge(ann))
    assert len(coded(ann, "beta")) == 900
