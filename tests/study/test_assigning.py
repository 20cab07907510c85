"""Who codes what: by hand and by plan, finished, and opened when all have finished."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from coder.model import CoderError
from coder.study import (
    assigning,
    coding,
    counts,
    finishing,
    history,
    opening,
    others,
    people,
    transcripts,
    workload,
)
from coder.study import tables as t
from coder.study.assigning import Planned
from coder.study.finishing import Finished
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit
    from tests.study.conftest import Undoable

OpenStudy = Callable[..., Study]


def given(study: Study) -> list[tuple[str, str, str]]:
    return [(each.transcript, each.coder, each.status) for each in workload.assignments(study)]


def opened(study: Study) -> set[tuple[str, str]]:
    """Interviews and those who may see others' work in them."""
    names = {each.id: each.name for each in people.coders(study)}
    interviews = counts.transcript_names(study)
    with study.read() as connection:
        return {(interviews[i], names[c]) for i, c, _at in connection.execute(t.opening.select())}


def decide_all(session: Study, transcript: str) -> None:
    coding.decide(session, [each.segment_id for each in finishing.undecided(session, transcript)])


@pytest.fixture
def lea(study: Study, open_study: OpenStudy) -> Study:
    """The study, seen by a coder who leads."""
    people.add_coder(study, "Lea", "lead")
    return open_study("Lea")


# --- by hand ---------------------------------------------------------------------------------------


def test_interviews_are_given_and_taken_back(study: Study, undoable: Undoable) -> None:
    undoable(study, lambda: assigning.assign(study, ["first", "second"], ["Bea", "Ann"]))
    assert given(study) == [
        ("first", "Ann", "open"),
        ("first", "Bea", "open"),
        ("second", "Ann", "open"),
        ("second", "Bea", "open"),
    ]
    assert history.log(study)[0].action == "redo"
    assert assigning.assign(study, ["first"], ["Ann"]) == 0
    undoable(study, lambda: assigning.take_back(study, ["first"], ["Bea", "Ben"]))
    assert ("first", "Bea", "open") not in given(study)
    assert assigning.take_back(study, ["first"], ["Bea"]) == 0


def test_what_was_coded_stays_when_an_interview_is_taken_back(study: Study, ann: Study, kit: Kit) -> None:
    assigning.assign(study, ["first"], ["Ann"])
    kit.apply(ann, "pay")
    assigning.take_back(study, ["first"], ["Ann"])
    assert len(coding.codings_of(study, 1, ann.acting().id)) == 1


@pytest.mark.parametrize("who", ["Ann", "Bea"])
def test_only_whoever_leads_assigns_plans_and_opens(
    study: Study, lea: Study, open_study: OpenStudy, kit: Kit, who: str
) -> None:
    session = open_study(who)
    assigning.assign(lea, ["second"], ["Ann"])
    before = kit.live_rows(study)
    for attempt in (
        lambda: assigning.assign(session, ["first"], ["Ann"]),
        lambda: assigning.take_back(session, ["second"], ["Ann"]),
        lambda: assigning.plan(session, Planned(("Ann",))),
        lambda: assigning.carry_out(session, assigning.plan(lea, Planned(("Ann",)))),
        lambda: opening.to_open(session, ["second"]),
        lambda: opening.open_up(session, opening.to_open(lea, ["second"])),
    ):
        with pytest.raises(CoderError, match=rf"{who} \(coder\) cannot .*; whoever leads the study does"):
            attempt()
    assert kit.live_rows(study) == before


def test_unknown_names_and_the_consensus_change_nothing(study: Study, kit: Kit) -> None:
    people.add_coder(study, "Panel", "consensus")
    before = kit.live_rows(study)
    for names, whom, words in (
        (["first", "third"], ["Ann"], "no transcript 'third'"),
        (["first"], ["Ann", "Zoe"], "no coder is called 'Zoe'"),
        (["first"], ["Panel"], "holds the consensus"),
        (["first"], [], "Name the coders with --to"),
    ):
        with pytest.raises(CoderError, match=words):
            assigning.assign(study, names, whom)
    assert kit.live_rows(study) == before


def test_a_lead_or_reviewer_is_never_blind(study: Study) -> None:
    for role in ("lead", "reviewer"):
        with pytest.raises(CoderError, match=f"a {role} sees what everybody codes"):
            people.add_coder(study, "Rob", role, blind=True)
    assert people.add_coder(study, "Rob", "reviewer").blind is False


# --- by plan ---------------------------------------------------------------------------------------


@pytest.fixture
def many(study: Study, kit: Kit) -> list[str]:
    """Ten interviews of different lengths."""
    names = [f"T{n:02}" for n in range(1, 11)]
    transcripts.add(
        study,
        [kit.interview(name, [("R", f"Turn {i}.") for i in range(n + 1)]) for n, name in enumerate(names)],
    )
    return names


def test_a_plan_is_shown_first_and_written_as_one_change(
    study: Study, many: list[str], kit: Kit, undoable: Undoable
) -> None:
    assigning.assign(study, ["T01", "T02"], ["Ben"])
    before = kit.live_rows(study)
    wanted = Planned(("Ann", "Ben", "Bea"), double=0.3, seed=7, transcripts=tuple(many))
    plan = assigning.plan(study, wanted)
    assert kit.live_rows(study) == before
    assert (plan.interviews, plan.doubles, len(plan.kept)) == (10, 3, 2)
    assert assigning.plan(study, wanted) == plan
    undoable(study, lambda: assigning.carry_out(study, plan))
    coders = Counter(name for name, _coder, _status in given(study))
    assert coders.keys() == set(many)
    assert sorted(coders.values()) == [1] * 7 + [2] * 3
    assert {("T01", "Ben", "open"), ("T02", "Ben", "open")} <= set(given(study))
    assert assigning.plan(study, wanted).new == ()


def test_a_plan_says_what_it_cannot_do(study: Study) -> None:
    with pytest.raises(CoderError, match="cannot go to 2 of 1 coder"):
        assigning.plan(study, Planned(("Ann",), each=2))
    with pytest.raises(CoderError, match="not by 'luck'"):
        assigning.plan(study, Planned(("Ann",), balance=("luck",)))


# --- finishing ---------------------------------------------------------------------------------------


def test_an_interview_is_finished_when_every_unit_is_decided(
    study: Study, ann: Study, kit: Kit, undoable: Undoable
) -> None:
    assigning.assign(study, ["first"], ["Ann"])
    kit.apply(ann, "pay")
    left = finishing.undecided(ann, "first")
    assert [(each.position, each.words) for each in left] == [
        (3, "And then the training we never got."),
        (5, "Nobody asked."),
    ]
    with pytest.raises(
        CoderError, match=r"first is not finished: 2 units are undecided \(first:4, first:6\)"
    ):
        finishing.finish(ann, "first")
    decide_all(ann, "first")
    undoable(ann, lambda: finishing.finish(ann, "first"))
    assert finishing.finish(ann, "first") == Finished(new=False)
    undoable(ann, lambda: finishing.reopen(ann, "first"))
    assert not finishing.reopen(ann, "first")


def test_the_rest_is_marked_as_done_only_when_that_is_said(
    study: Study, ann: Study, kit: Kit, undoable: Undoable
) -> None:
    assigning.assign(study, ["first"], ["Ann"])
    kit.apply(ann, "pay")
    undoable(ann, lambda: finishing.finish(ann, "first", none_applies=True))
    assert finishing.undecided(ann, "first") == []
    assert history.log(ann)[1].summary.startswith("finish first, 2 units marked as done without a code")
    [mine] = workload.assignments(ann, coder="Ann")
    assert (mine.status, mine.units, mine.decided) == ("finished", 3, 3)


def test_what_was_not_given_cannot_be_finished(ann: Study) -> None:
    with pytest.raises(CoderError, match="first is not assigned to Ann"):
        finishing.finish(ann, "first", none_applies=True)


def test_the_last_to_finish_opens_the_interview_to_all(
    study: Study, ann: Study, bea: Study, kit: Kit, undoable: Undoable
) -> None:
    assigning.assign(study, ["first", "second"], ["Ann", "Bea"])
    finishing.finish(ann, "first", none_applies=True)
    assert opened(study) == set()
    decide_all(bea, "first")
    undoable(bea, lambda: finishing.finish(bea, "first"))
    assert opened(study) == {("first", "Ann"), ("first", "Bea")}
    assert "all have finished, open to Ann, Bea" in history.log(bea)[0].summary
    finishing.reopen(bea, "first")
    assert opened(study) == {("first", "Ann"), ("first", "Bea")}, "what was seen cannot be unseen"
    assert finishing.finish(bea, "first").opened_to == ()


def test_one_coder_alone_opens_nothing(study: Study, bea: Study) -> None:
    assigning.assign(study, ["first"], ["Bea"])
    assert finishing.finish(bea, "first", none_applies=True).opened_to == ()
    assert opened(study) == set()


def test_a_second_round_counts_as_a_coder(study: Study, ann: Study, open_study: OpenStudy) -> None:
    people.add_coder(study, "Ann, again", repeats="Ann")
    again = open_study("Ann, again")
    assigning.assign(study, ["first"], ["Ann", "Ann, again"])
    finishing.finish(ann, "first", none_applies=True)
    with pytest.raises(CoderError, match="Ann, again codes blind"):
        others.codings_of_others(again, 1)
    assert finishing.finish(again, "first", none_applies=True).opened_to == ("Ann", "Ann, again")
    assert others.codings_of_others(again, 1) == []


def test_who_joins_later_is_not_let_in_by_others_having_finished(
    study: Study, ann: Study, ben: Study, bea: Study
) -> None:
    assigning.assign(study, ["first"], ["Ann", "Ben"])
    for session in (ann, ben):
        finishing.finish(session, "first", none_applies=True)
    assigning.assign(study, ["first"], ["Bea"])
    assert ("first", "Bea") not in opened(study)
    assert not others.may_see(bea, 1)


# --- opening -----------------------------------------------------------------------------------------


def test_a_lead_opens_an_interview(lea: Study, study: Study, bea: Study, undoable: Undoable) -> None:
    assigning.assign(study, ["first"], ["Ann", "Bea"])
    found = opening.to_open(lea, ["first"])
    assert [(each.coder, each.finished) for each in found] == [("Ann", False), ("Bea", False)]
    undoable(lea, lambda: opening.open_up(lea, found))
    assert opened(study) == {("first", "Ann"), ("first", "Bea")}
    assert others.may_see(bea, 1)
    assert not others.may_see(bea, 2)
    assert opening.to_open(lea, ["first"]) == []
    assert history.log(study)[-1].summary != ""


def test_an_interview_is_opened_to_those_named(study: Study, bea: Study) -> None:
    with pytest.raises(CoderError, match="first is assigned to nobody; say to whom"):
        opening.to_open(study, ["first"])
    assert opening.to_open(study) == []
    opening.open_up(study, opening.to_open(study, coders=["Bea"]))
    assert opened(study) == {("first", "Bea"), ("second", "Bea")}
    assert others.opened_transcripts(bea) == ["first", "second"]


# --- how far everybody is ------------------------------------------------------------------------------


def test_progress_counts_what_was_assigned(study: Study, ann: Study, bea: Study, kit: Kit) -> None:
    assigning.assign(study, ["first", "second"], ["Ann"])
    assigning.assign(study, ["first"], ["Bea"])
    kit.apply(ann, "pay")
    kit.apply(ann, "is pay.", "beta")
    kit.apply(ann, "The first thing is pay.\nR: And then the training")
    finishing.finish(bea, "first", none_applies=True)
    found = {each.coder.name: each for each in workload.workloads(study)}
    a, b = found["Ann"], found["Bea"]
    assert (a.interviews, a.finished, a.units, a.decided, a.doubles) == (2, 0, 5, 2, 1)
    assert (b.interviews, b.finished, b.units, b.decided, b.doubles) == (1, 1, 3, 3, 1)
    assert workload.counted(study) == {ann.acting().id: (2, 0), bea.acting().id: (1, 1)}
    lines = {each.id: each.decided for each in counts.transcript_lines(ann)}
    assert {x.transcript_id: x.decided for x in workload.assignments(ann, coder="Ann")} == lines


def test_a_blind_coder_reads_the_own_lines(study: Study, bea: Study) -> None:
    assigning.assign(study, ["first"], ["Ann", "Bea"])
    assert given(bea) == [("first", "Bea", "open")]
    assert [(each.coder.name, each.doubles) for each in workload.workloads(bea)] == [("Bea", None)]
    assert workload.counted(bea).keys() == {bea.acting().id}
    with pytest.raises(CoderError, match="cannot see the assignments of Ann"):
        workload.assignments(bea, coder="Ann")


def test_whose_copy_it_is(study: Study) -> None:
    assert people.whose_copy(study) is None
    with study.write() as connection:
        connection.execute(t.study.update().values(shared_for_id=people.coder_named(study, "Bea").id))
    assert people.whose_copy(study) == "Bea"
