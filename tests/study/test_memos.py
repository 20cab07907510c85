"""Memos on everything, and who may read them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from coder.model import CoderError, MemoKind, Span
from coder.study import codebook, coding, memos, transcripts
from coder.study.safety.checking import check
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit


def targets(study: Study, kit: Kit) -> dict[MemoKind, int]:
    return {
        "coding": kit.apply(study, "pay"),
        "segment": kit.segment(study, 4),
        "transcript": transcripts.load(study, "first").id,
        "code": codebook.find_code(study, "beta").id,
        "study": 0,
    }


def test_a_memo_says_what_it_is_about(ann: Study, kit: Kit) -> None:
    where = targets(ann, kit)
    for kind, id_ in where.items():
        memos.add(ann, f"on the {kind}", kind, id_)
    found = {each.kind: each for each in memos.memos(ann)}
    assert {kind: each.target_id for kind, each in found.items()} == where
    assert {each.text for each in found.values()} == {f"on the {kind}" for kind in where}
    assert {each.coder for each in found.values()} == {"Ann"}
    one = found["coding"]
    text = transcripts.load(ann, "first").text
    assert (one.transcript, one.position, one.code, one.words) == ("first", 2, "book/alpha", "pay")
    assert one.span == Span(text.index("pay"), text.index("pay") + 3)
    one = found["segment"]
    words = "And then the training we never got."
    assert (one.transcript, one.position, one.code, one.words) == ("first", 3, None, words)
    assert one.span is not None
    assert one.span.of(text) == words
    one = found["transcript"]
    assert (one.transcript, one.position, one.span, one.words) == ("first", None, None, "")
    assert (found["code"].code, found["code"].words) == ("book/beta", "Beta")
    assert (found["study"].transcript, found["study"].code, found["study"].words) == (None, None, "")


@pytest.mark.parametrize("kind", memos.KINDS)
def test_a_memo_is_added_edited_and_removed_undoably(
    ann: Study, kit: Kit, undoable: Callable[..., None], kind: MemoKind
) -> None:
    target = targets(ann, kit)[kind]
    undoable(ann, lambda: memos.add(ann, "first words", kind, target))
    (memo,) = memos.memos(ann)
    assert memo.edited_at is None
    undoable(ann, lambda: memos.edit(ann, memo.id, "  second\r\nwords "))
    (edited,) = memos.memos(ann)
    assert (edited.text, edited.id, edited.guid) == ("second\nwords", memo.id, memo.guid)
    assert edited.edited_at
    undoable(ann, lambda: memos.remove(ann, memo.id))
    assert memos.memos(ann) == []


def test_nothing_changed_is_no_event(ann: Study, kit: Kit) -> None:
    id_ = memos.add(ann, "words")
    events = kit.events(ann)
    memos.edit(ann, id_, "words ")
    assert kit.events(ann) == events


@pytest.mark.parametrize("text", ["", "  \n", "\u2028\u2003"])
def test_a_memo_needs_words(ann: Study, text: str) -> None:
    with pytest.raises(CoderError, match="needs words"):
        memos.add(ann, text)


def test_a_memo_keeps_what_was_typed_but_what_steers_a_terminal(ann: Study) -> None:
    memos.add(ann, "за́мок 👩‍👩‍👧‍👦\u2028e\u0301 [b]=1+1\x1b]52;c;x\x07 \u202eabc \ud800\x00")
    (memo,) = memos.memos(ann)
    assert memo.text == "за́мок 👩‍👩‍👧‍👦\u2028e\u0301 [b]=1+1\ufffd]52;c;x\ufffd \ufffdabc \ufffd\ufffd"
    memos.add(ann, "x" * 1_000_000)
    assert len(memos.memos(ann)[1].text) == 1_000_000


@pytest.mark.parametrize("few", [0, 2_000])
def test_filters(
    ann: Study, ben: Study, study: Study, kit: Kit, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memos, "_FEW", few)
    where = targets(ann, kit)
    for kind, id_ in where.items():
        memos.add(ann, kind, kind, id_)
    memos.add(ben, "ben's", "segment", kit.segment(ben, 1, "second"))
    memos.add(study, "lead's", "study")
    assert [m.text for m in memos.memos(ann, "segment")] == ["segment", "ben's"]
    assert [m.text for m in memos.memos(ann, "segment", where["segment"])] == ["segment"]
    assert [m.text for m in memos.memos(ann, coder="Ben")] == ["ben's"]
    assert [m.kind for m in memos.memos(ann, transcript="first")] == ["coding", "segment", "transcript"]
    assert [(m.text, m.coder) for m in memos.memos(ann, "study")] == [("study", "Ann"), ("lead's", None)]
    with pytest.raises(CoderError, match="no transcript 'none'"):
        memos.memos(ann, transcript="none")
    with pytest.raises(CoderError, match="no coder is called 'Nobody'"):
        memos.memos(ann, coder="Nobody")


@pytest.mark.parametrize("kind", ["coding", "segment", "transcript", "code"])
def test_a_memo_needs_its_target(ann: Study, kind: MemoKind) -> None:
    with pytest.raises(CoderError, match=f"no {kind} number 999"):
        memos.add(ann, "words", kind, 999)


def test_everybody_edits_the_own_ones(ann: Study, ben: Study, study: Study) -> None:
    id_ = memos.add(ann, "Ann's")
    for session, who in ((ben, "Ben"), (study, "whoever leads the study")):
        with pytest.raises(CoderError, match=f"another's; {who} cannot edit it"):
            memos.edit(session, id_, "mine")
        with pytest.raises(CoderError, match=f"another's; {who} cannot remove it"):
            memos.remove(session, id_)
    memos.remove(ann, id_)
    with pytest.raises(CoderError, match="no memo number"):
        memos.edit(ann, id_, "again")


def test_a_blind_coder_reads_the_teams_notes_and_the_own_ones(
    ann: Study, bea: Study, study: Study, kit: Kit
) -> None:
    where = targets(ann, kit)
    ids = {kind: memos.add(ann, kind, kind, id_) for kind, id_ in where.items()}
    memos.add(study, "lead", "transcript", where["transcript"])
    memos.add(bea, "own", "segment", where["segment"])
    assert [m.text for m in memos.memos(bea)] == ["code", "study", "own"]
    assert memos.memos(bea, transcript="first") == memos.memos(bea, "segment")
    assert [m.text for m in memos.memos(bea, "code", coder="Ann")] == ["code"]
    with pytest.raises(CoderError, match="Bea codes blind and cannot see the memos of Ann"):
        memos.memos(bea, coder="Ann")
    with pytest.raises(CoderError, match="no coding number"):  # as if it did not exist
        memos.add(bea, "words", "coding", where["coding"])
    with pytest.raises(CoderError, match="no memo number"):
        memos.edit(bea, ids["segment"], "words")


def test_a_coding_takes_its_memos_along(
    ann: Study, ben: Study, kit: Kit, undoable: Callable[..., None]
) -> None:
    id_ = kit.apply(ann, "pay")
    memos.add(ann, "own", "coding", id_)
    memos.add(ben, "ben's", "coding", id_)
    undoable(ann, lambda: coding.remove(ann, id_))
    assert memos.memos(ann) == []
    assert kit.dangling(ann) == check(ann) == []
