"""What is handed to the analysis: units, codings by segment, who looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coder.model import CoderError, RespondentRecord, TranscriptLine
from coder.study import codebook, coding, counts, history, people, transcripts
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit, Plain


def ids(study: Study) -> dict[str, int]:
    return {each.name: each.id for each in people.coders(study)}


def line(study: Study, name: str = "first") -> TranscriptLine:
    return next(each for each in counts.transcript_lines(study) if each.name == name)


# --- units ------------------------------------------------------------------------------------


def test_every_segment_is_handed_over_and_units_are_what_respondents_say(
    study: Study, kit: Kit, plain: Plain
) -> None:
    """Notes and an interviewer's words are shown, never counted."""
    ref = {each.id: each.ref for each in people.respondents(study)}
    units = [each for each in plain.marks(study).units if each.transcript_id == 1]
    assert [each.segment_id for each in units] == [kit.segment(study, n) for n in range(1, 7)]
    assert [each.is_unit for each in units] == [False, False, True, True, False, True]
    credited = [each.respondent_id and ref[each.respondent_id] for each in units]
    assert credited == [None, None, "first", "first", None, "first"]


def test_units_agree_with_what_a_transcript_says_of_its_segments(study: Study, plain: Plain) -> None:
    units = {each.segment_id: each.is_unit for each in plain.marks(study).units}
    for name in transcripts.names(study):
        for segment in transcripts.load(study, name).segments:
            assert units[segment.id] == segment.is_unit


def test_a_text_without_speakers_is_its_respondents(study: Study, plain: Plain) -> None:
    ref = {each.id: each.ref for each in people.respondents(study)}
    units = [each for each in plain.marks(study).units if each.transcript_id == 2]
    assert [(ref[each.respondent_id or 0], each.is_unit) for each in units] == [("second", True)] * 2


def test_a_focus_groups_turns_are_credited_to_who_said_them(study: Study, kit: Kit, plain: Plain) -> None:
    turns = [("I", "So?"), ("A", "Yes."), ("B", "No."), ("O", "(a phone rings)"), ("A", "Well.")]
    transcripts.add(study, [kit.interview("group", turns)])
    ref = {each.id: each.ref for each in people.respondents(study)}
    units = [each for each in plain.marks(study).units if each.transcript_id == 3]
    credited = [each.respondent_id and ref[each.respondent_id] for each in units]
    assert credited == [None, "group: A", "group: B", None, "group: A"]
    assert [each.is_unit for each in units] == [False, True, True, True, True]


def test_an_interviewers_words_are_never_credited(ann: Study, kit: Kit, plain: Plain) -> None:
    """Nor where the transcript was linked as a whole since nobody in it is marked as answering."""
    transcripts.add(ann, [kit.interview("silence", [("I", "Hello, is he in?"), ("O", "He has left.")])])
    people.import_respondents(ann, [RespondentRecord("R1", "silence", {})], "r.csv")
    kit.apply(ann, "is he in", transcript="silence")
    kit.apply(ann, "left", transcript="silence")
    ref = {each.id: each.ref for each in people.respondents(ann)}
    units = [each for each in plain.marks(ann).units if each.transcript_id == 3]
    assert [each.respondent_id and ref[each.respondent_id] for each in units] == [None, "R1"]
    assert [(q.quote, q.respondent) for q in counts.quotes(ann)] == [("is he in", None), ("left", "R1")]


# --- codings and decisions --------------------------------------------------------------------


def test_a_span_counts_once_in_every_segment_it_touches(ann: Study, kit: Kit, plain: Plain) -> None:
    """With the question between two answers, which is no unit but lies under the span."""
    kit.apply(ann, "training we never got.\nI: Why?\nR: Nobody")
    kit.apply(ann, "never")
    alpha, me = kit.new(ann, "pay").code_id, ann.acting().id
    marks = plain.marks(ann)
    assert sorted(marks.codings) == [(kit.segment(ann, n), alpha, me) for n in (4, 5, 6)]
    assert marks.decided == [(kit.segment(ann, n), me) for n in (4, 5, 6)]


def test_codings_are_told_apart_by_code_and_coder(
    ann: Study, ben: Study, study: Study, kit: Kit, plain: Plain
) -> None:
    for who, code in ((ann, "alpha"), (ann, "beta"), (ben, "alpha")):
        kit.apply(who, "pay", code)
    three = kit.segment(study, 3)
    alpha, beta = (codebook.find_code(study, slug).id for slug in ("alpha", "beta"))
    of = ids(study)
    expected = [(three, alpha, of["Ann"]), (three, alpha, of["Ben"]), (three, beta, of["Ann"])]
    assert sorted(plain.marks(study).codings) == expected


def test_looked_and_found_nothing_is_not_the_same_as_did_not_look(
    ann: Study, study: Study, kit: Kit, plain: Plain
) -> None:
    """Agreement counts a segment that a coder left without codes, not one never opened."""
    kit.apply(ann, "pay")
    coding.decide(ann, [kit.segment(ann, 4)])
    me = ann.acting().id
    assert plain.marks(study).decided == [(kit.segment(ann, 3), me), (kit.segment(ann, 4), me)]
    coding.decide(ann, [kit.segment(ann, 3)])
    assert plain.marks(study).decided == [(kit.segment(ann, 3), me), (kit.segment(ann, 4), me)]
    coding.decide(ann, [kit.segment(ann, 4)], decided=False)
    assert plain.marks(study).decided == [(kit.segment(ann, 3), me)]


def test_a_removed_coding_counts_nowhere(ann: Study, kit: Kit, plain: Plain) -> None:
    coding.remove(ann, kit.apply(ann, "pay"))
    marks = plain.marks(ann)
    assert (marks.codings, marks.decided, counts.quotes(ann)) == ([], [], [])
    assert (line(ann).decided, line(ann).codings) == (0, 0)


def test_one_codebooks_codings_and_everybodys_decisions(ann: Study, kit: Kit, plain: Plain) -> None:
    """A coder decides about a segment, not about a codebook."""
    codebook.add(ann, kit.book("another"))
    kit.apply(ann, "pay", "book/alpha")
    kit.apply(ann, "training", "another/alpha")
    book, another = codebook.codebooks(ann)
    me = ann.acting().id
    both = [(kit.segment(ann, 3), me), (kit.segment(ann, 4), me)]
    marks = plain.marks(ann)
    for each, number in ((book, 3), (another, 4)):
        own = {code.id for code in each.codes}
        assert [segment for segment, code, _ in marks.codings if code in own] == [kit.segment(ann, number)]
    assert marks.decided == both


def test_a_removed_transcript_is_counted_nowhere(ann: Study, kit: Kit, plain: Plain) -> None:
    transcripts.add(ann, [kit.interview("third", [("R", "New.")])])
    assert len(plain.marks(ann).units) == 9
    history.undo(ann)
    assert {each.transcript_id for each in plain.marks(ann).units} == {1, 2}
    assert [each.name for each in counts.transcript_lines(ann)] == ["first", "second"]


# --- lists ------------------------------------------------------------------------------------


def test_the_list_shows_the_progress_of_who_looks(ann: Study, ben: Study, study: Study, kit: Kit) -> None:
    kit.apply(ann, "pay.\nR: And")
    coding.decide(ann, [kit.segment(ann, n) for n in (2, 4)])  # a question, and one coded already
    kit.apply(ann, "What", "beta")
    kit.apply(ben, "letter", transcript="second")
    assert line(ann) == TranscriptLine(1, "first", "en", ("first",), units=3, decided=2, codings=2)
    assert line(ben) == TranscriptLine(1, "first", "en", ("first",), units=3, decided=0, codings=0)
    assert line(ben, "second") == TranscriptLine(2, "second", "en", ("second",), 2, 1, 1)
    assert line(study) == TranscriptLine(1, "first", "en", ("first",), units=3, decided=0, codings=0)


def test_the_list_and_the_marks_agree(ann: Study, kit: Kit, plain: Plain) -> None:
    """A number is computed in one place, or else is the same in both."""
    kit.apply(ann, "training we never got.\nI: Why?\nR: Nobody")
    coding.decide(ann, [kit.segment(ann, 1, "second")])
    marks = plain.marks(ann)
    decided = {segment for segment, coder in marks.decided if coder == ann.acting().id}
    for each in counts.transcript_lines(ann):
        units = {u.segment_id for u in marks.units if u.transcript_id == each.id and u.is_unit}
        assert (each.units, each.decided) == (len(units), len(units & decided))


def test_an_interview_without_units_is_listed(study: Study, kit: Kit) -> None:
    transcripts.add(study, [kit.interview("silence", [("I", "Hello?")])])
    assert line(study, "silence") == TranscriptLine(3, "silence", "en", (), 0, 0, 0)


def test_quotes_say_who_said_what_where(ann: Study, ben: Study, study: Study, kit: Kit) -> None:
    kit.apply(ben, "letter", transcript="second")
    kit.apply(ann, "training", "beta")
    kit.apply(ann, "pay")
    found = counts.quotes(study)
    said = [(q.transcript, q.respondent, q.speaker, q.codebook, q.code, q.coder, q.segment) for q in found]
    assert said == [
        ("first", "first", "R", "book", "alpha", "Ann", 3),
        ("first", "first", "R", "book", "beta", "Ann", 4),
        ("second", "second", None, "book", "alpha", "Ben", 1),
    ]
    text = transcripts.load(study, "first").text
    for quote in found[:2]:
        assert text[quote.start : quote.end] == quote.quote
        assert (quote.context_before + quote.quote + quote.context_after) in text


def test_quotes_can_be_narrowed(ann: Study, ben: Study, study: Study, kit: Kit) -> None:
    kit.apply(ann, "pay")
    kit.apply(ann, "training", "beta")
    kit.apply(ben, "letter", transcript="second")
    alpha = codebook.find_code(study, "alpha").id
    assert [q.quote for q in counts.quotes(study, [alpha])] == ["pay", "letter"]
    assert [q.quote for q in counts.quotes(study, coder="Ann")] == ["pay", "training"]
    assert [q.quote for q in counts.quotes(study, transcript="second")] == ["letter"]
    assert counts.quotes(study, []) == []
    assert counts.quotes(study, [alpha], "Ann", "second") == []
    with pytest.raises(CoderError, match="no transcript 'third'"):
        counts.quotes(study, transcript="third")
