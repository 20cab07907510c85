"""The log, asked for by whom, what, when and about what."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coder.model import CoderError
from coder.study import assigning, coding, history, memos, opening, people, recoding, regrouping
from coder.study import codebook as books
from coder.study import tables as t
from coder.study.logbook import Asked, entries
from coder.study.logdetail import detail
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit


def said(study: Study, asked: Asked | None = None) -> list[str]:
    """The actions, oldest first."""
    return [each.action for each in reversed(entries(study, asked))]


@pytest.fixture
def worked(study: Study, ann: Study, ben: Study, kit: Kit) -> Study:
    kit.apply(ann, "pay")
    kit.apply(ben, "letter", "beta", transcript="second")
    memos.add(ann, "hm", "transcript", 2)
    history.undo(ben)
    coding.decide(ben, [kit.segment(study, 1, "second")])
    recoding.recode(ann, 1, books.find_code(study, "beta").id)
    memos.add(study, "ours", "study", 0)
    return study


def test_every_condition_must_be_met(worked: Study) -> None:
    work = ["apply", "apply", "memo add", "undo", "decide", "recode", "memo add"]
    assert said(worked) == [*said(worked)[:-7], *work]
    assert said(worked, Asked(by=("Ann",))) == ["apply", "memo add", "recode"]
    assert said(worked, Asked(by=("Ann", "Ben"), actions=("apply", "undo"))) == ["apply", "apply", "undo"]
    assert said(worked, Asked(by=("lead",)))[-1] == "memo add"
    assert said(worked, Asked(by=("Ben",), undone=True)) == ["apply"]
    assert said(worked, Asked(by=("Ben",), undone=False)) == ["undo", "decide"]
    assert said(worked, Asked(limit=2)) == ["recode", "memo add"]


def test_what_touched_an_interview(worked: Study) -> None:
    """An undo is about what it took back; a memo about what it is on; an import about what came."""
    assert said(worked, Asked(interview="second")) == ["import", "apply", "memo add", "undo", "decide"]
    assert said(worked, Asked(interview="first")) == ["import", "apply", "recode"]
    assert said(worked, Asked(interview="second", by=("Ben",), limit=2)) == ["undo", "decide"]


def test_what_touched_a_code(worked: Study) -> None:
    """Also what it no longer stands on: the coding was recoded away from it."""
    assert said(worked, Asked(code="beta"))[-3:] == ["apply", "undo", "recode"]
    assert said(worked, Asked(code="book/alpha"))[-1:] == ["recode"]
    assert said(worked, Asked(code="beta", interview="first")) == ["apply", "recode"]


def test_from_when_to_when(place: Path, worked: Study, ann: Study, ben: Study) -> None:
    last = entries(worked)[0].id
    for each in (worked, ann, ben):
        each.close()
    connection = sqlite3.connect(place)
    for n in range(7):
        connection.execute(
            "UPDATE event SET at = ? WHERE id = ?", (f"2030-01-0{7 - n}T12:30:00.000000Z", last - n)
        )
    connection.commit()
    connection.close()
    with Study.open(place) as study:
        assert said(study, Asked(since="2030-01-06")) == ["recode", "memo add"]
        assert said(study, Asked(since="2030-01-06 12:31")) == ["memo add"]
        assert said(study, Asked(since="2030-01-02", until="2030-01-03")) == ["apply", "memo add"]
        assert said(study, Asked(since="2030-01-02", until="2030-01-03 12:29")) == ["apply"]
        assert said(study, Asked(until="2019-12-31")) == []


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (Asked(by=("Zoe",)), r"nobody called 'Zoe' is in this study \(there are: Ann, Ben, Bea, lead\)"),
        (Asked(actions=("fly",)), r"nothing in the log is called 'fly' \(there are: .*apply"),
        (Asked(interview="third"), "no transcript 'third'"),
        (Asked(code="nocode"), "nocode"),
        (Asked(since="soon"), "is no moment"),
    ],
)
def test_what_there_is_not_is_said(worked: Study, asked: Asked, sentence: str) -> None:
    with pytest.raises(CoderError, match=sentence):
        entries(worked, asked)


def test_a_coder_who_has_left_is_still_found(
    study: Study, kit: Kit, open_study: Callable[..., Study]
) -> None:
    people.add_coder(study, "Zoe")
    kit.apply(open_study("Zoe"), "pay")
    history.undo(study)
    history.undo(study)
    assert said(study, Asked(by=("Zoe",))) == ["apply"]


# --- blind coders -------------------------------------------------------------------------------------


def test_a_blind_coder_is_told_what_is_given_and_opened_to_her_and_no_more(
    worked: Study, bea: Study, kit: Kit
) -> None:
    kit.apply(bea, "pay")
    assigning.assign(worked, ["first", "second"], ["Bea", "Ann"])
    assigning.take_back(worked, ["second"], ["Bea"])
    assigning.assign(worked, ["second"], ["Ben"])
    opening.open_up(worked, opening.to_open(worked, ["first"]))
    assert [(e.coder, e.action, e.summary) for e in entries(bea)] == [
        (None, "open", "others' codings may be seen in first"),
        (None, "assign", "taken back from you: second"),
        (None, "assign", "assigned to you: first, second"),
        ("Bea", "apply", "apply alpha: first “pay”"),
    ]
    assert entries(bea, Asked(by=("Ann",))) == []
    assert said(bea, Asked(interview="second")) == ["assign", "assign"]
    with pytest.raises(CoderError, match=r"called 'recode' \(there are: apply\)"):
        entries(bea, Asked(actions=("recode",)))


def test_a_blind_coder_sees_no_event_of_others_in_full(
    worked: Study, ann: Study, bea: Study, kit: Kit
) -> None:
    """And in the own ones nothing of theirs, such as codes merged before she was to code blind."""
    for event in entries(worked):
        with pytest.raises(CoderError, match=f"there is no event {event.id} among your own"):
            detail(bea, event.id)
    kit.apply(bea, "training", "beta")
    ids = [books.find_code(worked, slug).id for slug in ("beta", "alpha")]
    regrouping.merge(ann, ids[0], ids[1])
    with worked.write() as connection:
        connection.execute(t.event.update().where(t.event.c.action == "code merge").values(coder_id=3))
    mine = detail(bea, entries(bea)[0].id).touched
    every = detail(worked, entries(worked)[0].id).touched
    coded = {each.row for each in every if each.row.startswith("coding ")}
    assert len(coded) == 3
    assert {each.row for each in mine if each.row.startswith("coding ")} == {
        each for each in coded if "Bea" in each
    }


# --- one event in full -----------------------------------------------------------------------------------


def test_an_event_in_full_says_what_stood_there_before_and_after(worked: Study) -> None:
    event = next(each for each in entries(worked) if each.action == "recode")
    found = detail(worked, event.id)
    cells = {each.column: (each.before, each.after) for each in found.touched}
    assert cells["code"] == ("alpha", "beta")
    assert {each.row for each in found.touched} == {"coding 1 (first, beta, Ann, “pay”)"}
    assert found.event == event


def test_an_undo_in_full_is_what_it_took_back_the_other_way_round(worked: Study, ann: Study) -> None:
    history.undo(ann)
    found = detail(worked, entries(worked)[0].id)
    assert {each.column: (each.before, each.after) for each in found.touched}["code"] == ("beta", "alpha")
    assert found.of == entries(worked, Asked(actions=("recode",)))[0].id
    assert detail(worked, found.of).undone_by == found.event.id


# --- an undo of one event --------------------------------------------------------------------------------


def test_one_change_is_taken_back_while_newer_ones_stand(ann: Study, study: Study, kit: Kit) -> None:
    kit.apply(ann, "pay")
    older = entries(study)[0].id
    kit.apply(ann, "training")
    assert history.undo(ann, event_id=older) == "apply alpha: first “pay”"
    assert [row.quote for row in coding.codings_of(ann, 1, ann.acting().id)] == ["training"]
    assert history.redo(ann) == "apply alpha: first “pay”"
    history.undo(ann)
    history.undo(ann)
    assert coding.codings_of(ann, 1, ann.acting().id) == []


def test_one_change_is_not_taken_back_from_under_a_newer_one_or_from_another(
    ann: Study, ben: Study, study: Study, kit: Kit
) -> None:
    id_ = kit.apply(ann, "pay")
    made = entries(study)[0].id
    recoding.recode(ann, id_, books.find_code(study, "beta").id)
    memos.add(ann, "hm", "coding", id_)
    before = kit.live_rows(study)
    with pytest.raises(CoderError, match="cannot undo"):
        history.undo(ann, event_id=made)
    with pytest.raises(CoderError, match=f"there is no event {made} by Ben"):
        history.undo(ben, event_id=made)
    assert kit.live_rows(study) == before
    history.undo(ann)
    turn = entries(study)[0].id
    with pytest.raises(CoderError, match=f"event {turn} is itself an undo"):
        history.undo(ann, event_id=turn)
    with pytest.raises(CoderError, match=f"has been taken back already, by event {turn}"):
        history.undo(ann, event_id=turn - 1)
