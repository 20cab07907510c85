"""An interview divided another way: codings stay, decisions go with the units."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coder.model import CoderError, Span
from coder.study import coding, memos, transcripts
from coder.study.rewriting import replacing, resegmenting
from coder.study.safety.checking import check
from coder.study.study import Study
from tests.study.conftest import Undoable

if TYPE_CHECKING:
    from tests.conftest import Kit

TALK = [
    ("I", "How is it? And why?"),
    ("R", "Pay is low. It was always low.\n\nThen the training. We never got any."),
    ("R", "Nobody asked."),
]


@pytest.fixture
def talk(study: Study, kit: Kit) -> Study:
    transcripts.add(study, [kit.interview("talk", TALK)])
    return study


def divide(study: Study, by: resegmenting.By, name: str = "talk") -> None:
    resegmenting.divide(study, resegmenting.preview(study, name, by))


def words(study: Study, name: str = "talk") -> list[str]:
    found = transcripts.load(study, name)
    return [each.span.of(found.text) for each in found.segments]


def test_by_sentence_by_paragraph_and_back_by_turn(talk: Study, ann: Study, kit: Kit) -> None:
    turns = words(talk)
    kit.apply(ann, "low.\n\nThen".replace("low.", "always low."), transcript="talk")
    before = kit.live_rows(talk)
    divide(talk, "sentence")
    assert words(talk) == [
        *("How is it?", "And why?", "Pay is low.", "It was always low.", "Then the training."),
        *("We never got any.", "Nobody asked."),
    ]
    divide(talk, "paragraph")
    assert words(talk) == [
        "How is it? And why?", "Pay is low. It was always low.", "Then the training. We never got any.",
        "Nobody asked.",
    ]  # fmt: skip
    assert check(talk) == kit.dangling(talk) == []
    divide(talk, "turn")
    assert words(talk) == turns
    assert check(talk) == kit.dangling(talk) == []
    after = kit.live_rows(talk)
    assert {row[4:6] for row in after["coding"]} == {row[4:6] for row in before["coding"]}


@pytest.mark.parametrize("by", ["sentence", "paragraph"])
def test_it_can_be_undone_row_for_row(
    talk: Study, ann: Study, ben: Study, kit: Kit, undoable: Undoable, by: resegmenting.By
) -> None:
    kit.apply(ann, "low. It", transcript="talk")
    coding.remove(ann, kit.apply(ann, "We never", transcript="talk"))
    coding.decide(ben, [kit.segment(ben, 2, "talk")])
    memos.add(ben, "on the answer", "segment", kit.segment(ben, 2, "talk"))
    undoable(talk, lambda: divide(talk, by))


def test_what_was_decided_holds_for_every_part_and_for_a_whole_of_decided_parts(
    talk: Study, ann: Study, ben: Study, bea: Study, kit: Kit
) -> None:
    kit.apply(ann, "Then the training", transcript="talk")  # decided by a coding
    coding.decide(ben, [kit.segment(ben, 2, "talk")])
    divide(talk, "sentence")
    parts = {kit.segment(talk, number, "talk") for number in (3, 4, 5, 6)}
    transcript = transcripts.load(talk, "talk").id
    assert coding.decided_of(ben, transcript, ben.acting().id) == parts
    assert coding.decided_of(ann, transcript, ann.acting().id) == parts - {kit.segment(talk, 5, "talk")}
    coding.decide(bea, [kit.segment(bea, 3, "talk"), kit.segment(bea, 7, "talk")])
    seen = resegmenting.preview(talk, "talk", "turn")
    assert (seen.units, seen.units_then, seen.anew) == (5, 2, 1)
    divide(talk, "turn")
    assert coding.decided_of(ben, transcript, ben.acting().id) == {kit.segment(talk, 2, "talk")}
    assert coding.decided_of(bea, transcript, bea.acting().id) == {kit.segment(talk, 3, "talk")}
    assert len(coding.codings_of(ann, transcript, ann.acting().id)) == 1


def test_a_new_text_is_divided_as_the_old_one_was(talk: Study, kit: Kit) -> None:
    divide(talk, "sentence")
    changed = [*TALK[:2], ("R", "Nobody asked. Not once.")]
    replacing.replace(talk, replacing.preview(talk, "talk", kit.interview("talk", changed)))
    assert words(talk)[-2:] == ["Nobody asked.", "Not once."]
    assert len(words(talk)) == 8


def test_what_is_so_already_is_said_and_only_a_lead_may(talk: Study, ann: Study) -> None:
    with pytest.raises(CoderError, match="divided by turn already"):
        divide(talk, "turn")
    with pytest.raises(CoderError, match=r"Ann .* cannot divide"):
        resegmenting.preview(ann, "talk", "sentence")


def test_a_coding_on_blanks_alone_is_named(talk: Study, ann: Study, kit: Kit) -> None:
    found = transcripts.load(talk, "talk")
    at = found.text.index("\n\nThen")
    coding.apply(ann, found.id, Span(at, at + 2), kit.new(ann, "pay").code_id)
    with pytest.raises(CoderError, match="blanks alone"):
        resegmenting.preview(talk, "talk", "sentence")
