"""Resize and recode: the coding stays the same one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from coder.model import CoderError, Span
from coder.study import codebook, coding, memos, recoding, revision, transcripts
from coder.study import tables as t
from coder.study.safety.checking import check
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit


def row(study: Study, id_: int) -> Any:
    with study.read() as connection:
        return connection.execute(t.coding.select().where(t.coding.c.id == id_)).one()


def words_at(study: Study, words: str, transcript: str = "first") -> Span:
    start = transcripts.load(study, transcript).text.index(words)
    return Span(start, start + len(words))


def code_id(study: Study, slug: str) -> int:
    return codebook.find_code(study, slug).id


def test_resize_keeps_the_coding_and_says_its_place_anew(
    ann: Study, kit: Kit, undoable: Callable[..., None]
) -> None:
    id_ = kit.apply(ann, "pay")
    before = row(ann, id_)
    span = words_at(ann, "is pay.\nR: And then")
    undoable(ann, lambda: recoding.resize(ann, id_, span))
    after = row(ann, id_)
    assert (after.guid, after.code_id, after.created_at) == (before.guid, before.code_id, before.created_at)
    assert after.quote == "is pay.\nR: And then"
    assert after.context_before.endswith("The first thing ")
    assert after.context_after.startswith(" the training")
    assert [after.segment_first_id, after.segment_last_id] == [kit.segment(ann, 3), kit.segment(ann, 4)]
    assert check(ann) == []


def test_resize_of_hostile_text(ann: Study, kit: Kit) -> None:
    words = "Да 👩‍👩‍👧‍👦 за́мок\u2028конец e\u0301 конца"
    transcripts.add(ann, [kit.interview("hard", [("R", words)])])
    id_ = kit.apply(ann, "за́мок", transcript="hard")
    recoding.resize(ann, id_, words_at(ann, "👩‍👩‍👧‍👦 за́мок\u2028конец", "hard"))
    assert row(ann, id_).quote == "👩‍👩‍👧‍👦 за́мок\u2028конец"
    assert check(ann) == []


@pytest.mark.parametrize(
    ("span", "sentence"),
    [
        (Span(5, 5), "is empty"),
        (Span(-1, 4), "not inside the text"),
        (Span(0, 10_000), "not inside the text"),
        (Span(16, 17), "outside every segment"),
    ],
)
def test_resize_refuses_what_apply_refuses(ann: Study, kit: Kit, span: Span, sentence: str) -> None:
    id_ = kit.apply(ann, "pay")
    before = kit.live_rows(ann)
    with pytest.raises(CoderError, match=sentence):
        recoding.resize(ann, id_, span)
    assert kit.live_rows(ann) == before


def test_the_same_coding_never_stands_twice(ann: Study, kit: Kit) -> None:
    one, other = kit.apply(ann, "pay"), kit.apply(ann, "first thing")
    with pytest.raises(CoderError, match="alpha stands on exactly this passage already"):
        recoding.resize(ann, one, words_at(ann, "first thing"))
    same = kit.apply(ann, "pay", "beta")
    with pytest.raises(CoderError, match="beta stands on exactly this passage already"):
        recoding.recode(ann, one, code_id(ann, "beta"))
    coding.remove(ann, same)
    recoding.recode(ann, one, code_id(ann, "beta"))
    coding.remove(ann, other)
    recoding.resize(ann, one, words_at(ann, "first thing"))


def test_recode_keeps_everything_but_the_code(ann: Study, kit: Kit, undoable: Callable[..., None]) -> None:
    id_ = kit.apply(ann, "pay")
    memo = memos.add(ann, "hm", "coding", id_)
    before = row(ann, id_)
    undoable(ann, lambda: recoding.recode(ann, id_, code_id(ann, "beta")))
    after = row(ann, id_)
    assert after._asdict() | {"code_id": before.code_id} == before._asdict()
    assert after.code_id == code_id(ann, "beta")
    assert [(each.id, each.code) for each in memos.memos(ann)] == [(memo, "book/beta")]


@pytest.mark.parametrize(("slug", "why"), [("theme", "heading"), ("old", "retired"), ("gone", "merged")])
def test_recode_refuses_codes_that_cannot_be_applied(ann: Study, kit: Kit, slug: str, why: str) -> None:
    id_ = kit.apply(ann, "pay")
    with pytest.raises(CoderError, match=why):
        recoding.recode(ann, id_, code_id(ann, slug))


def test_nothing_changed_is_no_event(ann: Study, kit: Kit) -> None:
    id_ = kit.apply(ann, "pay")
    events = kit.events(ann)
    recoding.recode(ann, id_, code_id(ann, "alpha"))
    recoding.resize(ann, id_, words_at(ann, "pay"))
    assert kit.events(ann) == events


def test_only_the_own_codings_that_are_there(ann: Study, ben: Study, bea: Study, kit: Kit) -> None:
    id_ = kit.apply(ann, "pay")
    for session in (ben, bea):
        with pytest.raises(CoderError, match="another coder's"):
            recoding.resize(session, id_, words_at(ann, "first thing"))
        with pytest.raises(CoderError, match="another coder's"):
            recoding.recode(session, id_, code_id(ann, "beta"))
    coding.remove(ann, id_)
    with pytest.raises(CoderError, match="not there"):
        recoding.recode(ann, id_, code_id(ann, "beta"))


def test_a_changed_coding_is_of_the_present_version(ann: Study, kit: Kit) -> None:
    id_ = kit.apply(ann, "pay")
    assert row(ann, id_).codebook_version == 2
    revision.edit(ann, code_id(ann, "alpha"), revision.Edits(definition={"en": "Another thing."}))
    recoding.resize(ann, id_, words_at(ann, "first thing"))
    assert row(ann, id_).codebook_version == 3
    revision.retire(ann, code_id(ann, "alpha"))
    recoding.resize(ann, id_, words_at(ann, "pay"))  # its place may still be mended
    assert row(ann, id_).codebook_version == 4
