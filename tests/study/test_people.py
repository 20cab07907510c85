"""Coders, respondents and their attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coder.model import CoderError
from coder.model import RespondentRecord as Record
from coder.study import counts, history, people, transcripts
from coder.study.people import RespondentsReport as Report
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit


def refs(study: Study) -> list[str]:
    return [each.ref for each in people.respondents(study)]


def attributes(study: Study, ref: str) -> dict[str, str]:
    return next(dict(each.attributes) for each in people.respondents(study) if each.ref == ref)


def whose(study: Study) -> dict[str, tuple[str, ...]]:
    return {each.name: each.respondents for each in counts.transcript_lines(study)}


# --- coders -----------------------------------------------------------------------------------


def test_a_coder_is_added_and_found(study: Study) -> None:
    added = people.add_coder(study, "  Юлия ", blind=True)
    assert (added.name, added.role, added.blind) == ("Юлия", "coder", True)
    assert people.coder_named(study, "Юлия") == added == people.coders(study)[-1]
    assert study.become("Юлия") == added


@pytest.mark.parametrize("name", ["", "  ", "Ann", " Ann"])
def test_a_coder_needs_a_name_of_their_own(study: Study, kit: Kit, name: str) -> None:
    before = kit.live_rows(study)
    with pytest.raises(CoderError, match=r"needs a name|has the coder Ann"):
        people.add_coder(study, name)
    assert kit.live_rows(study) == before


def test_there_is_one_holder_of_the_consensus_who_is_not_blind(study: Study) -> None:
    with pytest.raises(CoderError, match="cannot code blind"):
        people.add_coder(study, "Panel", "consensus", blind=True)
    people.add_coder(study, "Panel", "consensus")
    with pytest.raises(CoderError, match=r"has the coder Panel \(consensus\)"):
        people.add_coder(study, "Second panel", "consensus")


def test_a_coder_taken_back_can_be_added_again(study: Study) -> None:
    first = people.add_coder(study, "Zoe")
    history.undo(study)
    with pytest.raises(CoderError, match="no coder is called 'Zoe'"):
        people.coder_named(study, "Zoe")
    second = people.add_coder(study, "Zoe")
    assert first.guid != second.guid


# --- respondents ------------------------------------------------------------------------------


def test_respondents_come_with_their_attributes(study: Study) -> None:
    records = [Record("R1", None, {"group": "health", "side": ""}, 2), Record("R2", None, {"side": "in"}, 3)]
    assert people.import_respondents(study, records, "r.csv") == Report(added=2, values=2, linked=0)
    assert people.attributes(study) == ["group", "side"]
    assert attributes(study, "R1") == {"group": "health"}
    assert attributes(study, "R2") == {"side": "in"}


def test_importing_again_changes_what_differs_and_nothing_else(study: Study, kit: Kit) -> None:
    people.import_respondents(study, [Record("R1", None, {"group": "health", "side": "in"})], "r.csv")
    events = kit.events(study)
    again = [Record("R1", None, {"group": "health"})]
    assert people.import_respondents(study, again, "r.csv") == Report(0, 0, 0)
    assert kit.events(study) == events
    other = [Record("R1", None, {"group": "schools", "side": ""})]
    assert people.import_respondents(study, other, "r.csv") == Report(0, 1, 0)
    assert attributes(study, "R1") == {"group": "schools", "side": "in"}


def test_linking_removes_the_stand_in_and_undo_brings_it_back(study: Study, kit: Kit) -> None:
    """Every respondent is in the denominator: a stand-in that stayed would make 1 of 2 out of 1 of 1."""
    assert refs(study) == ["first", "second"]
    before = kit.live_rows(study)
    records = [Record("R1", "first", {"group": "health"}), Record("R2", "second", {})]
    assert people.import_respondents(study, records, "r.csv") == Report(added=2, values=1, linked=2)
    assert refs(study) == ["R1", "R2"]
    assert whose(study) == {"first": ("R1",), "second": ("R2",)}
    after = kit.live_rows(study)
    assert kit.dangling(study) == []
    history.undo(study)
    assert kit.live_rows(study) == before
    history.redo(study)
    assert kit.live_rows(study) == after
    assert people.import_respondents(study, records, "r.csv") == Report(0, 0, 0)


def test_a_stand_in_that_is_the_respondent_stays(study: Study) -> None:
    assert people.import_respondents(study, [Record("first", "first", {"a": "b"})], "r.csv").linked == 0
    assert refs(study) == ["first", "second"]


def test_a_respondent_with_another_transcript_stays(study: Study) -> None:
    people.import_respondents(study, [Record("R1", "first", {}), Record("R1", "second", {})], "r.csv")
    assert refs(study) == ["R1"]
    people.import_respondents(study, [Record("R2", "second", {})], "r.csv")
    assert whose(study) == {"first": ("R1",), "second": ("R2",)}


def test_swapping_two_respondents_loses_neither(study: Study) -> None:
    """Half-way through the table each is without a transcript for a moment."""
    people.import_respondents(
        study, [Record("R1", "first", {"group": "a"}), Record("R2", "second", {"group": "b"})], "r.csv"
    )
    guids = {each.ref: each.guid for each in people.respondents(study)}
    people.import_respondents(study, [Record("R2", "first", {}), Record("R1", "second", {})], "r.csv")
    assert whose(study) == {"first": ("R2",), "second": ("R1",)}
    assert {each.ref: each.guid for each in people.respondents(study)} == guids
    assert attributes(study, "R1") == {"group": "a"}
    assert attributes(study, "R2") == {"group": "b"}


def test_a_respondent_whom_the_table_names_stays_without_a_transcript(study: Study) -> None:
    """Somebody listed was interviewed, even if the transcript turned out to be another's."""
    people.import_respondents(study, [Record("R1", "first", {"group": "a"})], "r.csv")
    people.import_respondents(study, [Record("R1", None, {}), Record("R2", "first", {})], "r.csv")
    assert refs(study) == ["second", "R1", "R2"]
    assert attributes(study, "R1") == {"group": "a"}


def test_an_unknown_transcript_leaves_nothing_changed_and_says_where(study: Study, kit: Kit) -> None:
    before, events = kit.live_rows(study), kit.events(study)
    records = [Record("R1", "first", {"group": "health"}, 2), Record("R2", "third", {}, 3)]
    with pytest.raises(CoderError, match=r"r\.csv, line 3: .*no transcript 'third'.*Nothing was changed"):
        people.import_respondents(study, records, "r.csv")
    assert (kit.live_rows(study), kit.events(study)) == (before, events)


def test_a_focus_group_cannot_be_linked_to_one_respondent(study: Study, kit: Kit) -> None:
    transcripts.add(study, [kit.interview("group", [("I", "So?"), ("A", "Yes."), ("B", "No.")])])
    assert whose(study)["group"] == ("group: A", "group: B")
    with pytest.raises(CoderError, match="has several respondents"):
        people.import_respondents(study, [Record("R1", "group", {})], "r.csv")
    people.import_respondents(study, [Record("group: A", None, {"side": "in"})], "r.csv")
    assert attributes(study, "group: A") == {"side": "in"}


def test_a_transcript_in_which_nobody_answers_can_be_linked(study: Study, kit: Kit) -> None:
    transcripts.add(study, [kit.interview("silence", [("I", "Hello?"), ("O", "He has left.")])])
    assert whose(study)["silence"] == ()
    assert people.import_respondents(study, [Record("R1", "silence", {})], "r.csv").linked == 1
    assert whose(study)["silence"] == ("R1",)
