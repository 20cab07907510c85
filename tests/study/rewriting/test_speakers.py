"""Labels, roles and the people behind them, put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coder.model import CoderError
from coder.study import people, transcripts
from coder.study.rewriting import speakers
from coder.study.rewriting.speakers import Fixes
from coder.study.study import Study
from tests.study.conftest import Undoable

if TYPE_CHECKING:
    from tests.conftest import Kit


@pytest.fixture
def group(study: Study, kit: Kit) -> Study:
    turns = [("I", "Well?"), ("Anna", "I agree."), ("AB", "So do I."), ("Boris", "Not me.")]
    transcripts.add(study, [kit.interview("group", turns)])
    return study


def said(study: Study) -> dict[str, tuple[str, str | None, int]]:
    return {s.label: (s.role, s.respondent, s.turns) for s in speakers.speakers(study, "group")}


def test_everything_at_once_and_undone_row_for_row(group: Study, undoable: Undoable) -> None:
    fixes = Fixes({"I": "Moderator"}, {"Boris": "interviewer"}, {"Anna": "E05"}, {"AB": "Anna"})
    undoable(group, lambda: speakers.fix(group, "group", fixes))
    assert said(group) == {
        "Moderator": ("interviewer", None, 1),
        "Anna": ("respondent", "E05", 1),
        "AB": ("respondent", "E05", 1),
        "Boris": ("interviewer", None, 1),
    }
    refs = [each.ref for each in people.respondents(group)]
    assert "E05" in refs
    assert not [ref for ref in refs if ref.startswith("group")], "nobody is left over in the denominator"


def test_two_labels_can_change_places(group: Study, undoable: Undoable) -> None:
    undoable(group, lambda: speakers.fix(group, "group", Fixes({"Anna": "Boris", "Boris": "Anna"})))
    segments = transcripts.load(group, "group").segments
    assert [each.speaker.label for each in segments if each.speaker] == ["I", "Boris", "AB", "Anna"]


def test_what_a_role_means_for_the_work_is_said_before(group: Study, ann: Study, kit: Kit) -> None:
    kit.apply(ann, "I agree", transcript="group")
    for role, units in (("interviewer", -1), ("other", 0)):
        found = speakers.effects(group, "group", Fixes(roles={"Anna": role}))  # type: ignore[dict-item]
        assert [(each.label, each.units, each.codings) for each in found] == (
            [("Anna", units, 1)] if units else []
        )


@pytest.mark.parametrize(
    ("fixes", "sentence"),
    [
        (Fixes({"X": "Y"}), "no speaker is labelled 'X'; the labels are: I, Anna, AB, Boris"),
        (Fixes({"Anna": "Boris"}), "two speakers would be labelled 'Boris'"),
        (Fixes({"Anna": " "}), "cannot be without a label"),
        (Fixes(respondents={"I": "E05"}), "answers for nobody"),
        (Fixes(same_as={"AB": "X"}), "no speaker is labelled 'X'"),
    ],
)
def test_what_cannot_be_is_refused(group: Study, fixes: Fixes, sentence: str) -> None:
    before = said(group)
    with pytest.raises(CoderError, match=sentence):
        speakers.fix(group, "group", fixes)
    assert said(group) == before


def test_only_a_lead_changes_speakers(ann: Study, group: Study) -> None:
    with pytest.raises(CoderError, match="cannot change the speakers"):
        speakers.fix(ann, "group", Fixes(roles={"Anna": "other"}))
    assert len(speakers.speakers(ann, "group")) == 4
