"""How transcripts come in and go out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pytest

from coder.model import CoderError, ReadSegment, ReadSpeaker, ReadTranscript, Span
from coder.study import counts, database, history, people, transcripts
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit


def whose(study: Study) -> dict[str, tuple[str, ...]]:
    return {each.name: each.respondents for each in counts.transcript_lines(study)}


def test_a_transcript_comes_out_as_it_went_in(study: Study) -> None:
    """Text, spans, labels, roles, kinds and times, whatever the letters."""
    text = "Тема\nИ: Что за\u0301мок?\n👩‍👧: Да\u2028нет\n"
    speakers = (ReadSpeaker("И", "interviewer", 1), ReadSpeaker("👩‍👧", "respondent", 1))
    segments = (
        ReadSegment(Span(0, 4), None, "note"),
        ReadSegment(Span(8, 20), "И", "turn", 1500),
        ReadSegment(Span(26, 32), "👩‍👧", "turn", 3_600_000),
    )
    read = ReadTranscript("три", "папка/три.txt", text, segments, speakers, "ru", "R7", {"пол": "ж"})
    assert [each.standing for each in transcripts.add(study, [read])] == ["new"]
    found = transcripts.load(study, "три")
    assert (found.name, found.language, found.text) == ("три", "ru", text)
    assert [(s.span, s.kind, s.time_ms, s.position) for s in found.segments] == [
        (r.span, r.kind, r.time_ms, n) for n, r in enumerate(segments)
    ]
    shown = [s.speaker and (s.speaker.label, s.speaker.role, s.speaker.respondent) for s in found.segments]
    assert shown == [None, ("И", "interviewer", None), ("👩‍👧", "respondent", "R7")]
    assert [s.is_unit for s in found.segments] == [False, False, True]
    assert people.respondents(study)[-1].attributes == {"пол": "ж"}


def test_the_same_text_is_unchanged_under_whatever_name(study: Study, kit: Kit) -> None:
    before, events = kit.live_rows(study), kit.events(study)
    text = transcripts.load(study, "second").text
    turns = [(None, line) for line in text.splitlines()]
    (found,) = transcripts.add(study, [kit.interview("copy of second", turns)])
    assert (found.standing, found.known_as) == ("unchanged", "second")
    assert (kit.live_rows(study), kit.events(study)) == (before, events)


def test_one_of_two_equal_files_comes_in(study: Study, kit: Kit) -> None:
    one, other = kit.interview("a", [(None, "Same.")]), kit.interview("b", [(None, "Same.")])
    assert [(each.standing, each.known_as) for each in transcripts.add(study, [one, other])] == [
        ("new", ""),
        ("unchanged", "a"),
    ]
    assert transcripts.names(study) == ["first", "second", "a"]


def test_a_name_taken_by_another_text_refuses_the_whole_import(study: Study, kit: Kit) -> None:
    before = kit.live_rows(study)
    good, bad = kit.interview("third", [(None, "New.")]), kit.interview("second", [(None, "Other.")])
    with pytest.raises(CoderError, match=r"second\.txt: .*with another text.*Nothing was imported"):
        transcripts.add(study, [good, bad])
    with pytest.raises(CoderError, match="would both be called 'third'"):
        transcripts.add(study, [good, kit.interview("third", [(None, "Newer.")])])
    assert kit.live_rows(study) == before


def test_a_failure_in_the_second_transcript_leaves_nothing_of_the_first(study: Study, kit: Kit) -> None:
    before = kit.live_rows(study)
    bad = ReadTranscript("bad", "bad.txt", "words", (ReadSegment(Span(0, 5), "nobody"),), ())
    with pytest.raises(KeyError):
        transcripts.add(study, [kit.interview("third", [(None, "New.")]), bad])
    assert kit.live_rows(study) == before


def test_nobody_imports_between_the_look_and_the_change(
    study: Study, open_study: Callable[..., Study], kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the second of two programs would end in a traceback of the database."""
    monkeypatch.setattr(database, "PATIENCE_MS", 20)
    other, compare = open_study(), transcripts.compare

    def look_and_dawdle(study: Study, reads: Sequence[ReadTranscript]) -> list[transcripts.Incoming]:
        found = compare(study, reads)
        with pytest.raises(CoderError, match="another program"):
            people.add_coder(other, "Zoe")
        return found

    monkeypatch.setattr(transcripts, "compare", look_and_dawdle)
    transcripts.add(study, [kit.interview("third", [(None, "New.")])])
    assert transcripts.names(study) == ["first", "second", "third"]


@pytest.mark.parametrize(
    ("labels", "named", "expected"),
    [
        (("I", "R"), None, {"R": "x"}),
        (("I", "R"), "R7", {"R": "R7"}),
        (("I", "A", "B"), None, {"A": "x: A", "B": "x: B"}),
        (("I", "A", "B"), "R7", {"A": "x: A", "B": "x: B"}),
        ((None,), None, {None: "x"}),
        ((None,), "R7", {None: "R7"}),
        (("I", "O"), "R7", {}),
    ],
)
def test_who_is_credited(
    kit: Kit, labels: tuple[str | None, ...], named: str | None, expected: dict[str | None, str]
) -> None:
    read = kit.interview("x", [(label, "words") for label in labels], respondent=named)
    assert transcripts.refs_of(read) == expected


def test_labels_of_one_person_share_a_respondent(study: Study) -> None:
    speakers = (
        ReadSpeaker("Adam Jonas (AJ)", "respondent", 1),
        ReadSpeaker("AJ", "respondent", 1, same_as="Adam Jonas (AJ)"),
    )
    segments = (ReadSegment(Span(0, 2), "Adam Jonas (AJ)"), ReadSegment(Span(3, 5), "AJ"))
    transcripts.add(study, [ReadTranscript("aj", "aj.txt", "Hi yo", segments, speakers)])
    assert whose(study)["aj"] == ("aj",)


def test_two_interviews_of_one_person_share_a_respondent(study: Study, kit: Kit) -> None:
    one = kit.interview("may", [("R", "In May.")], respondent="R7", attributes={"group": "a"})
    other = kit.interview("june", [("R", "In June.")], respondent="R7", attributes={"group": "b"})
    transcripts.add(study, [one])
    transcripts.add(study, [other])
    assert [each.ref for each in people.respondents(study)] == ["first", "second", "R7"]
    assert people.respondents(study)[-1].attributes == {"group": "b"}
    history.undo(study)
    assert people.respondents(study)[-1].attributes == {"group": "a"}
    assert whose(study)["may"] == ("R7",)


def test_an_unknown_transcript_is_said_with_how_many_there_are(study: Study) -> None:
    with pytest.raises(CoderError, match="no transcript 'third' among the 2"):
        transcripts.load(study, "third")


def test_a_transcript_taken_back_is_nowhere_and_can_come_again(study: Study, kit: Kit) -> None:
    read = kit.interview("third", [("R", "New.")])
    transcripts.add(study, [read])
    history.undo(study)
    assert transcripts.names(study) == ["first", "second"]
    with pytest.raises(CoderError, match="no transcript 'third'"):
        transcripts.load(study, "third")
    assert "third" not in [each.ref for each in people.respondents(study)]
    assert [each.standing for each in transcripts.add(study, [read])] == ["new"]
    assert kit.dangling(study) == []
