"""A new text for an interview: everything goes where its words went, and can come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coder.model import CoderError, Span
from coder.study import coding, history, memos, transcripts
from coder.study import tables as t
from coder.study.rewriting import lost, replacing
from coder.study.safety.checking import check
from coder.study.study import Study
from tests.study.conftest import Undoable
from tests.study.rewriting.conftest import TURNS, Replace, Turns

if TYPE_CHECKING:
    from tests.conftest import Kit

CORRECTED: Turns = [
    ("#", "Interview 1, 3 May"),
    ("I", "What would come first?"),
    ("R", "The first thing is the pay."),
    ("R", "And then the trainings we never got."),
    ("I", "Why?"),
    ("R", "Nobody asked."),
]
SHORTENED: Turns = [
    ("I", "What comes first?"),
    ("R", "The first thing is pay."),
    ("I", "Why?"),
    ("R", "Nobody asked, ever."),
]
DIVIDED: Turns = [
    ("#", "Interview 1, May"),
    ("I", "What comes first?"),
    ("R", "A word ahead, said before the recorder ran."),
    ("R", "The first thing is pay."),
    ("Respondent", "And then the training we never got."),
    ("I", "Why?"),
    ("R", "Nobody asked."),
]


def quotes(study: Study) -> dict[tuple[str, str], str]:
    """What is coded, by coder and code; and that it stands there."""
    with study.read() as connection:
        query = (
            t.coding.select()
            .with_only_columns(t.coding, t.coder.c.name, t.code.c.slug, t.transcript.c.text)
            .select_from(t.coding.join(t.coder).join(t.code).join(t.transcript))
            .where(t.coding.c.removed_at.is_(None))
        )
        rows = connection.execute(query).all()
    for row in rows:
        assert row.text[row.start : row.end] == row.quote
    return {(row.name, row.slug + f" {row.id}"): row.quote for row in rows}


@pytest.mark.parametrize("turns", [CORRECTED, SHORTENED, DIVIDED])
def test_a_new_text_can_be_undone_and_redone_row_for_row(
    worked: Study, replaced: Replace, undoable: Undoable, turns: Turns
) -> None:
    undoable(worked, lambda: replaced(worked, turns))


def test_codings_follow_their_words_and_segments_keep_their_ids(
    worked: Study, replaced: Replace, kit: Kit
) -> None:
    segments = [kit.segment(worked, number) for number in range(1, 7)]
    before = quotes(worked)
    seen = replaced(worked, CORRECTED)
    assert [kit.segment(worked, number) for number in range(1, 7)] == segments
    after = quotes(worked)
    assert after.keys() == before.keys()
    assert {(before[key], after[key]) for key in before if before[key] != after[key]} == {
        ("training", "trainings"),
        ("pay.\nR: And then the training", "pay.\nR: And then the trainings"),
    }
    kinds = [(each.was, each.kind) for each in seen.lines]
    assert kinds[0] == ("pay", "moved")
    assert not seen.of_kind("lost")


def test_the_old_text_stays_word_for_word(worked: Study, replaced: Replace) -> None:
    old = transcripts.load(worked, "first").text
    replaced(worked, CORRECTED)
    new = transcripts.load(worked, "first").text
    assert [each.version for each in replacing.versions(worked, "first")] == [2, 1]
    assert replacing.text_of(worked, "first", 1) == old
    assert replacing.text_of(worked, "first") == replacing.text_of(worked, "first", 2) == new
    with pytest.raises(CoderError, match="no version 3"):
        replacing.text_of(worked, "first", 3)


def test_decisions_hold_where_the_unit_goes_on_and_not_where_it_is_new(
    worked: Study, bea: Study, replaced: Replace, kit: Kit
) -> None:
    replaced(worked, DIVIDED)
    me = bea.acting().id
    assert coding.decided_of(bea, 1, me) == {kit.segment(bea, 4), kit.segment(bea, 5)}


def test_what_is_lost_waits_and_everything_of_a_segment_that_goes_finds_another(
    worked: Study, ben: Study, replaced: Replace, kit: Kit
) -> None:
    seen = replaced(worked, SHORTENED)
    assert sorted(each.was for each in seen.of_kind("lost")) == [
        "pay.\nR: And then the training", "training", "we never got",
    ]  # fmt: skip
    assert [each.quote for each in lost.lost(worked)] == [
        "pay.\nR: And then the training", "training", "we never got",
    ]  # fmt: skip
    assert check(worked) == kit.dangling(worked) == []
    assert "on the training" not in [each.text for each in memos.memos(worked)]
    assert {each.code for each in lost.lost(ben)} == {"book/alpha", "book/beta"}


def test_the_same_text_and_another_interviews_text_are_refused(
    worked: Study, kit: Kit, replaced: Replace
) -> None:
    with pytest.raises(CoderError, match="letter for letter"):
        replacing.preview(worked, "first", kit.interview("first", TURNS))
    second: Turns = [(None, "A letter without speakers."), (None, "Its second paragraph.")]
    with pytest.raises(CoderError, match="another interview, second"):
        replacing.preview(worked, "first", kit.interview("first", second))
    with pytest.raises(CoderError, match="no transcript 'third'"):
        replacing.preview(worked, "third", kit.interview("third", CORRECTED))


def test_only_who_leads_may_replace(ann: Study, bea: Study, kit: Kit) -> None:
    for session in (ann, bea):
        with pytest.raises(CoderError, match="cannot replace the text"):
            replacing.preview(session, "first", kit.interview("first", CORRECTED))


def test_work_since_the_preview_is_not_overrun(worked: Study, ann: Study, kit: Kit) -> None:
    seen = replacing.preview(worked, "first", kit.interview("first", CORRECTED))
    kit.apply(ann, "Nobody")
    before = kit.live_rows(worked)
    with pytest.raises(CoderError, match="worked on since"):
        replacing.replace(worked, seen)
    assert kit.live_rows(worked) == before


def test_a_lost_coding_comes_back_with_its_memo_where_a_person_says(
    worked: Study, ann: Study, ben: Study, bea: Study, replaced: Replace, undoable: Undoable
) -> None:
    replaced(worked, SHORTENED)
    waiting = {each.quote: each for each in lost.lost(ann)}
    there = waiting["we never got"]
    with pytest.raises(CoderError, match="another coder's"):
        lost.drop(ben, there.id)
    with pytest.raises(CoderError, match="no lost coding"):
        lost.drop(bea, there.id)
    undoable(ann, lambda: lost.place(ann, there.id, lost.span_of(ann, there.id, "Nobody asked")))
    assert there.id not in {each.id for each in lost.lost(worked)}
    assert "on the training" in [each.text for each in memos.memos(ann)]
    undoable(ann, lambda: lost.drop(ann, waiting["training"].id))
    assert [each.quote for each in lost.lost(worked)] == ["pay.\nR: And then the training"]
    with pytest.raises(CoderError, match="no lost coding"):
        lost.place(ann, waiting["training"].id, Span(0, 5))


def test_blind_coders_see_their_own_lost_ones_alone(
    worked: Study, bea: Study, kit: Kit, replaced: Replace
) -> None:
    kit.apply(bea, "training", "beta")
    replaced(worked, SHORTENED)
    assert [each.coder for each in lost.lost(bea)] == ["Bea"]
    assert lost.waiting(bea) == {1: 1}
    assert lost.waiting(worked) == {1: 4}


def test_words_to_place_at_must_stand_once(worked: Study, replaced: Replace) -> None:
    replaced(worked, SHORTENED)
    id_ = lost.lost(worked)[0].id
    for words, said in (("R:", "more than once"), ("not there", "do not stand"), ("", "do not stand")):
        with pytest.raises(CoderError, match=said):
            lost.span_of(worked, id_, words)


# --- undo around it -----------------------------------------------------------------------------------


def test_later_work_on_the_new_text_holds_it(worked: Study, ann: Study, kit: Kit, replaced: Replace) -> None:
    replaced(worked, CORRECTED)
    kit.apply(ann, "3 May")
    with pytest.raises(CoderError, match="somebody has worked on the interview"):
        history.undo(worked, event_id=_newest(worked, "transcript replace"))
    history.undo(ann)
    history.undo(worked, event_id=_newest(worked, "transcript replace"))
    assert check(worked) == kit.dangling(worked) == []
    with pytest.raises(CoderError, match="its passage is not there"):
        history.redo(ann)


def test_later_decisions_hold_it_too(worked: Study, ann: Study, kit: Kit, replaced: Replace) -> None:
    replaced(worked, CORRECTED)
    coding.decide(ann, [kit.segment(ann, 6)])
    with pytest.raises(CoderError, match="somebody has worked on the interview"):
        history.undo(worked, event_id=_newest(worked, "transcript replace"))


def test_work_on_another_interview_does_not_hold_it(
    worked: Study, ann: Study, kit: Kit, replaced: Replace
) -> None:
    before = kit.live_rows(worked)["segment"]
    replaced(worked, CORRECTED)
    kit.apply(ann, "letter", transcript="second")
    history.undo(worked, event_id=_newest(worked, "transcript replace"))
    assert kit.live_rows(worked)["segment"] == before


def test_an_older_removal_undone_stands_right_in_the_new_text(
    worked: Study, ben: Study, kit: Kit, replaced: Replace
) -> None:
    replaced(worked, CORRECTED)
    history.undo(ben, event_id=_newest(worked, "remove"))
    assert "first thing" in quotes(worked).values()
    assert check(worked) == []


def test_a_removed_coding_that_is_lost_cannot_be_brought_back(
    study: Study, ben: Study, kit: Kit, replaced: Replace
) -> None:
    coding.remove(ben, kit.apply(ben, "training"))
    replaced(study, SHORTENED)
    assert check(study) == []
    with pytest.raises(CoderError, match="cannot undo"):
        history.undo(ben)
    assert lost.lost(study) == []
    history.undo(study)
    history.undo(ben)
    assert list(quotes(study).values()) == ["training"]


def test_an_older_resize_is_held_where_the_words_have_gone(
    study: Study, ann: Study, kit: Kit, replaced: Replace
) -> None:
    from coder.study import recoding

    id_ = kit.apply(ann, "training")
    recoding.resize(ann, id_, kit.new(ann, "the training we never got").span)
    replaced(study, CORRECTED)
    with pytest.raises(CoderError, match="cannot undo"):
        history.undo(ann)
    assert check(study) == []


def test_what_was_made_in_a_new_segment_and_removed_goes_aside_and_comes_back(
    worked: Study, ann: Study, kit: Kit, replaced: Replace
) -> None:
    replaced(worked, DIVIDED)
    replace = _newest(worked, "transcript replace")
    kit.apply(ann, "recorder")
    memos.add(ann, "on the new segment", "segment", kit.segment(ann, 3))
    full = kit.live_rows(worked)
    history.undo(ann)
    history.undo(ann)
    history.undo(worked, event_id=replace)
    assert check(worked) == kit.dangling(worked) == []
    with pytest.raises(CoderError, match="is not there"):
        history.redo(ann)
    history.redo(worked)
    assert check(worked) == kit.dangling(worked) == []
    history.redo(ann)
    history.redo(ann)
    assert kit.live_rows(worked) == full
    assert check(worked) == []


def test_two_new_texts_one_after_the_other_and_back(worked: Study, kit: Kit, replaced: Replace) -> None:
    states = [kit.live_rows(worked)]
    for turns in (CORRECTED, SHORTENED, DIVIDED):
        replaced(worked, turns)
        states.append(kit.live_rows(worked))
        assert check(worked) == []
    assert [each.version for each in replacing.versions(worked, "first")] == [4, 3, 2, 1]
    for state in states[-2::-1]:
        history.undo(worked)
        assert kit.live_rows(worked) == state
        assert check(worked) == kit.dangling(worked) == []
    for state in states[1:]:
        history.redo(worked)
        assert kit.live_rows(worked) == state


def test_codings_that_change_places_do_not_collide(
    study: Study, ann: Study, kit: Kit, replaced: Replace, undoable: Undoable
) -> None:
    """The same code of one coder on neighbouring words: each comes to stand where the next one was."""
    word: Turns = [("I", "Say it."), ("R", "aaa bbb ccc ddd eee and that was all of it.")]
    replaced(study, word)
    for each in ("aaa", "bbb", "ccc", "ddd"):
        kit.apply(ann, each)
    more: Turns = [("I", "Say it."), ("R", "xxx aaa bbb ccc ddd eee and that was all of it.")]
    undoable(study, lambda: replaced(study, more))
    assert sorted(quotes(study).values()) == ["aaa", "bbb", "ccc", "ddd"]


def _newest(study: Study, action: str) -> int:
    return next(each.id for each in history.log(study) if each.action == action)
