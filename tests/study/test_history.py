"""Undo and redo: row for row, over restarts, and refused instead of forced."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from coder.model import CoderError, RespondentRecord
from coder.study import codebook, coding, counts, history, people, transcripts
from coder.study import tables as t
from coder.study.safety.checking import check
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit

Open = Callable[..., Study]


def apply(study: Study, kit: Kit) -> None:
    kit.apply(study, "Nobody")


def apply_many(study: Study, kit: Kit) -> None:
    new = [kit.new(study, words, "beta") for words in ("Nobody", "training", "first?\nR: The")]
    coding.apply_all(study, new, "apply to all")


def remove(study: Study, kit: Kit) -> None:
    coding.remove(study, kit.apply(study, "pay"))


def decide(study: Study, kit: Kit) -> None:
    coding.decide(study, [kit.segment(study, n) for n in (4, 6)])


def decide_many(study: Study, kit: Kit) -> None:
    """More than are looked up at once."""
    coding.decide(study, [each.id for each in transcripts.load(study, "long").segments])


def undecide(study: Study, kit: Kit) -> None:
    coding.decide(study, [kit.segment(study, 3)], decided=False)


def add_coder(study: Study, kit: Kit) -> None:
    people.add_coder(study, "Zoe", "consensus")


def add_codebook(study: Study, kit: Kit) -> None:
    codebook.add(study, kit.book("another"))


def import_transcripts(study: Study, kit: Kit) -> None:
    group = kit.interview("group", [("I", "So?"), ("A", "Yes."), ("B", "No.")])
    one = kit.interview("one", [("R", "Я.")], respondent="R9", attributes={"group": "new", "пол": "ж"})
    transcripts.add(study, [group, one, kit.interview("plain", [(None, "A letter.")])])


def import_respondents(study: Study, kit: Kit) -> None:
    """New ones, known ones with other values, new attributes, and two that change places."""
    records = [
        RespondentRecord("second", "first", {"group": "other", "age": "40"}),
        RespondentRecord("first", "second", {"group": ""}),
        RespondentRecord("R2", "long", {"side": "in"}),
        RespondentRecord("R3", None, {}),
    ]
    people.import_respondents(study, records, "r.csv")


CHANGES = [
    apply,
    apply_many,
    remove,
    decide,
    decide_many,
    undecide,
    add_coder,
    add_codebook,
    import_transcripts,
    import_respondents,
]


@pytest.fixture
def busy(ann: Study, kit: Kit) -> Study:
    """A study with something of everything, seen by Ann."""
    kit.apply(ann, "pay")
    coding.decide(ann, [kit.segment(ann, 3)])
    transcripts.add(ann, [kit.interview("long", [(None, "word")] * 900)])
    records = [RespondentRecord("first", "first", {"group": "old"}), RespondentRecord("second", None, {})]
    people.import_respondents(ann, records, "r.csv")
    return ann


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_undone_and_redone_row_for_row(
    busy: Study, kit: Kit, open_study: Open, change: Callable[[Study, Kit], None]
) -> None:
    """Also after the program was closed and opened again, and as often as one likes."""
    states = [kit.live_rows(busy)]
    if change is remove:  # two changes, of which the second one matters
        kit.apply(busy, "pay")
    change(busy, kit)
    states.append(kit.live_rows(busy))
    events = len(kit.events(busy))
    for _ in range(2):
        busy.close()
        busy = open_study("Ann")
        said = history.undo(busy)
        assert said == history.log(busy)[0].summary
        assert kit.live_rows(busy) == states[0]
        assert kit.dangling(busy) == check(busy) == []
        busy.close()
        busy = open_study("Ann")
        assert history.redo(busy) == said
        assert kit.live_rows(busy) == states[1]
        assert kit.dangling(busy) == check(busy) == []
    assert len(kit.events(busy)) == events + 4, "undo and redo are events too"


def test_everything_is_undone_and_redone_in_order(busy: Study, kit: Kit, open_study: Open) -> None:
    study = open_study()
    states = [kit.live_rows(study)]
    for change in CHANGES[:-1]:
        if change is not remove:
            change(busy, kit)
            states.append(kit.live_rows(study))
    for state in states[-2::-1]:
        history.undo(study)
        assert kit.live_rows(study) == state
    for state in states[1:]:
        history.redo(study)
        assert kit.live_rows(study) == state
    with pytest.raises(CoderError, match="nothing to redo"):
        history.redo(study)


def test_a_study_can_be_taken_back_to_its_beginning_and_forward_again(busy: Study, kit: Kit) -> None:
    busy.coder = None
    full, steps = kit.live_rows(busy), len(kit.events(busy))
    for _ in range(steps):
        history.undo(busy)
    with pytest.raises(CoderError, match=r"^nothing to undo\.$"):
        history.undo(busy)
    assert {name: rows for name, rows in kit.live_rows(busy).items() if rows} == {
        "study": full["study"],
    }
    for _ in range(steps):
        history.redo(busy)
    assert kit.live_rows(busy) == full


def test_a_new_change_ends_what_could_be_redone(ann: Study, kit: Kit) -> None:
    kit.apply(ann, "pay")
    history.undo(ann)
    kit.apply(ann, "training")
    with pytest.raises(CoderError, match=r"nothing to redo by Ann\."):
        history.redo(ann)
    history.undo(ann)
    assert history.redo(ann) == "apply alpha: first “training”"
    with pytest.raises(CoderError, match="nothing to redo"):
        history.redo(ann)


def test_a_coder_takes_back_the_own_work_whatever_others_did_since(ann: Study, ben: Study, kit: Kit) -> None:
    kit.apply(ann, "pay")
    kit.apply(ben, "pay")
    history.undo(ann)
    kit.apply(ben, "training")
    history.redo(ann)
    assert len(counts.quotes(ann, coder="Ann")) == 1
    assert len(counts.quotes(ann, coder="Ben")) == 2


def test_who_leads_takes_back_anybodys_newest(ann: Study, ben: Study, study: Study, kit: Kit) -> None:
    kit.apply(ann, "pay")
    kit.apply(ben, "training")
    assert history.undo(study) == "apply alpha: first “training”"
    with pytest.raises(CoderError, match="nothing to undo by Ben"):
        history.undo(ben)
    with pytest.raises(CoderError, match="nothing to redo by Ben"):
        history.redo(ben)
    assert history.redo(study) == "apply alpha: first “training”"
    assert history.undo(ben) == "apply alpha: first “training”"


def test_the_log_says_what_is_undone_at_present(ann: Study, kit: Kit) -> None:
    kit.apply(ann, "pay")
    history.undo(ann)
    assert [(e.action, e.undone) for e in history.log(ann, 2)] == [("undo", False), ("apply", True)]
    history.redo(ann)
    assert [(e.action, e.undone) for e in history.log(ann, 3)] == [
        ("redo", False),
        ("undo", True),
        ("apply", False),
    ]


# --- refused instead of forced ----------------------------------------------------------------


def refused(study: Study, kit: Kit, turn: Callable[[Study], str], sentence: str) -> None:
    before, events = kit.live_rows(study), kit.events(study)
    with pytest.raises(CoderError, match=sentence):
        turn(study)
    assert (kit.live_rows(study), kit.events(study)) == (before, events)
    assert kit.dangling(study) == []


def test_a_coder_with_work_cannot_be_taken_back(ann: Study, open_study: Open, kit: Kit) -> None:
    people.add_coder(ann, "Zoe")
    zoe = open_study("Zoe")
    kit.apply(zoe, "pay")
    refused(ann, kit, history.undo, "cannot undo “add coder Zoe”: 1 coding rests on it; undo that first")
    history.undo(zoe)
    coding.decide(zoe, [kit.segment(zoe, 3), kit.segment(zoe, 4)])
    refused(ann, kit, history.undo, "cannot undo “add coder Zoe”: 2 decisions rest on it; undo those first")
    history.undo(zoe)
    assert history.undo(ann) == "add coder Zoe"


def test_a_transcript_with_work_cannot_be_taken_back(ann: Study, ben: Study, kit: Kit) -> None:
    transcripts.add(ann, [kit.interview("third", [("R", "New.")])])
    kit.apply(ben, "New", transcript="third")
    refused(ann, kit, history.undo, "cannot undo “import third”: 1 coding rests on it; undo that first")
    history.undo(ben)
    coding.decide(ben, [kit.segment(ben, 1, "third")])
    refused(ann, kit, history.undo, "cannot undo “import third”: 1 decision rests on it")
    history.undo(ben)
    assert history.undo(ann) == "import third"


def test_a_codebook_with_codings_cannot_be_taken_back(ann: Study, ben: Study, kit: Kit) -> None:
    add_codebook(ann, kit)
    for words in ("pay", "training"):
        kit.apply(ben, words, "another/beta")
    refused(ann, kit, history.undo, "cannot undo “add codebook another”: 2 codings rest on it")
    history.undo(ben)
    history.undo(ben)
    history.undo(ann)


def test_a_respondent_with_another_transcript_cannot_be_taken_back(ann: Study, ben: Study, kit: Kit) -> None:
    people.import_respondents(ann, [RespondentRecord("R9", None, {"group": "a"})], "r.csv")
    transcripts.add(ben, [kit.interview("third", [("R", "New.")], respondent="R9")])
    refused(ann, kit, history.undo, "1 speaker rests on it")
    transcripts.add(ben, [kit.interview("fourth", [(None, "Newer.")], respondent="R9")])
    refused(ann, kit, history.undo, "rest")


def test_an_attribute_that_others_use_cannot_be_taken_back(ann: Study, ben: Study, kit: Kit) -> None:
    people.import_respondents(ann, [RespondentRecord("first", None, {"group": "a"})], "r.csv")
    people.import_respondents(ben, [RespondentRecord("second", None, {"group": "b"})], "r.csv")
    refused(ann, kit, history.undo, "something newer stands in its place or rests on it")


def test_a_row_that_changed_since_is_not_overwritten(ann: Study, ben: Study, kit: Kit) -> None:
    people.import_respondents(ann, [RespondentRecord("first", None, {"group": "a"})], "r.csv")
    people.import_respondents(ben, [RespondentRecord("first", None, {"group": "b"})], "r.csv")
    refused(ann, kit, history.undo, "its attribute value has been changed since")
    history.undo(ben)
    assert history.undo(ann) == "import 1 respondents"


def test_a_link_that_changed_since_is_not_overwritten(ann: Study, ben: Study, kit: Kit) -> None:
    people.import_respondents(ann, [RespondentRecord("R1", "first", {})], "r.csv")
    people.import_respondents(ben, [RespondentRecord("R2", "first", {})], "r.csv")
    refused(ann, kit, history.undo, "has been changed since")


def test_what_came_in_its_place_is_not_doubled(ann: Study, ben: Study, kit: Kit) -> None:
    """A removed coding whose like is live, a name taken meanwhile: the database's own rules hold."""
    third = kit.interview("third", [("R", "New.")])
    transcripts.add(ann, [third])
    people.add_coder(ann, "Zoe")
    history.undo(ann)
    people.add_coder(ben, "Zoe")
    refused(ann, kit, history.redo, "cannot redo “add coder Zoe”: something newer stands in its place")
    history.undo(ann)
    transcripts.add(ben, [third])
    refused(ann, kit, history.redo, "cannot redo “import third”: something newer stands in its place")


# --- what it rested on has gone ---------------------------------------------------------------


def test_a_coding_does_not_come_back_without_its_code(ann: Study, ben: Study, kit: Kit) -> None:
    """Redoing 'apply' is refused; while a 'remove' could be undone, its code does not go."""
    add_codebook(ben, kit)
    kit.apply(ann, "pay", "another/alpha")
    history.undo(ann)
    history.undo(ben)
    refused(ann, kit, history.redo, "cannot redo .*: its code is not in the study any more")
    history.redo(ben)
    coding.remove(ann, kit.apply(ann, "pay", "another/alpha"))
    refused(ben, kit, history.undo, "somebody's later change rests on it")
    history.undo(ann)
    history.undo(ann)
    history.undo(ben)


def test_work_does_not_come_back_without_its_transcript(ann: Study, ben: Study, kit: Kit) -> None:
    transcripts.add(ben, [kit.interview("third", [("R", "New.")])])
    segment = kit.segment(ann, 1, "third")
    works: list[Callable[[], object]] = [
        lambda: kit.apply(ann, "New", transcript="third"),
        lambda: coding.decide(ann, [segment]),
    ]
    for work in works:
        work()
        history.undo(ann)
        history.undo(ben)
        refused(ann, kit, history.redo, "its (transcript|segment) is not in the study any more")
        history.redo(ben)
    coding.decide(ann, [segment])
    coding.decide(ann, [segment], decided=False)
    refused(ben, kit, history.undo, "somebody's later change rests on it")
    history.undo(ann)
    history.undo(ann)
    history.undo(ben)
    with pytest.raises(CoderError, match="no segment number"):
        coding.decide(ann, [segment])


def test_a_transcript_does_not_come_back_without_its_respondent(ann: Study, ben: Study, kit: Kit) -> None:
    people.import_respondents(ben, [RespondentRecord("R9", None, {})], "r.csv")
    for label in ("R", None):
        transcripts.add(ann, [kit.interview("third", [(label, "New.")], respondent="R9")])
        history.undo(ann)
        history.undo(ben)
        refused(ann, kit, history.redo, "its respondent is not in the study any more")
        history.redo(ben)


def test_a_respondent_is_not_removed_again_who_has_a_transcript_by_now(
    ann: Study, ben: Study, kit: Kit
) -> None:
    """Redoing the import that removed a stand-in."""
    people.import_respondents(ann, [RespondentRecord("R1", "first", {})], "r.csv")
    history.undo(ann)
    transcripts.add(ben, [kit.interview("third", [("R", "New.")], respondent="first")])
    refused(ann, kit, history.redo, "1 speaker rests on it")


def test_a_memo_keeps_its_coding(ann: Study, kit: Kit) -> None:
    id_ = kit.apply(ann, "pay")
    with ann.write() as connection:
        connection.execute(t.memo.insert().values(guid="g", coding_id=id_, text="hm", created_at="now"))
    refused(ann, kit, history.undo, "1 memo rests on it")
