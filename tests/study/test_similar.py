"""Passages like this one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from coder.model import CoderError, Span
from coder.study import codebook, coding, revision, similar, transcripts
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit

TURNS = [
    ("R", "Оплата труда госслужащих растёт очень медленно."),
    ("R", "Медленно растет оплата труда госслужащих, очень!"),
    ("R", "Жильё для молодых специалистов построили рядом с заводом."),
    ("R", "Да, оплата труда."),
    ("R", "Оплата труда государственных служащих почти не растёт."),
    ("R", "Да."),
]


@pytest.fixture
def talk(ann: Study, kit: Kit) -> Study:
    transcripts.add(ann, [kit.interview("talk", TURNS)])
    return ann


def apply(study: Study, number: int, code: str = "alpha") -> None:
    found = transcripts.load(study, "talk")
    code_id = codebook.find_code(study, code).id
    coding.apply(study, found.id, found.segments[number].span, code_id)


def like(study: Study, number: int, **more: int) -> list[similar.Similar]:
    found = transcripts.load(study, "talk")
    return similar.similar(study, found.id, found.segments[number].span, **more)


def test_the_most_alike_first_with_its_codes(talk: Study, ben: Study) -> None:
    for number in (1, 2, 3, 4):
        apply(talk, number)
    apply(ben, 1, "beta")
    found = like(talk, 0)
    assert [each.position for each in found] == [1, 3, 4]
    first = found[0]
    codes = {slug: codebook.find_code(talk, slug).id for slug in ("alpha", "beta")}
    assert first.codes == ((codes["alpha"], "Ann"), (codes["beta"], "Ben"))
    assert (first.transcript, first.words, first.score) == ("talk", TURNS[1][1], 100.0)
    text = transcripts.load(talk, "talk").text
    assert first.span.of(text) == first.words
    assert [each.position for each in like(talk, 0, limit=1)] == [1]


def test_the_passage_itself_is_left_out(talk: Study) -> None:
    apply(talk, 0)
    apply(talk, 1)
    assert [each.position for each in like(talk, 0)] == [1]
    found = transcripts.load(talk, "talk")
    within = Span(found.segments[0].span.start + 3, found.segments[0].span.end - 3)
    assert [each.position for each in similar.similar(talk, found.id, within)] == [1]


def test_short_passages_are_like_nothing(talk: Study) -> None:
    apply(talk, 5)
    apply(talk, 0)
    assert like(talk, 5) == []
    assert [each.position for each in like(talk, 1)] == [0]


def test_codes_out_of_use_and_removed_codings_are_not_suggested(talk: Study) -> None:
    apply(talk, 1)
    apply(talk, 4, "beta")
    revision.retire(talk, codebook.find_code(talk, "alpha").id)
    assert [each.position for each in like(talk, 0)] == [4]
    (one,) = (c for c in coding.codings_of(talk, transcripts.load(talk, "talk").id, talk.acting().id)[1:])
    coding.remove(talk, one.id)
    assert like(talk, 0) == []


def test_a_blind_coder_is_shown_the_own_ones(talk: Study, bea: Study) -> None:
    apply(talk, 1)
    assert like(bea, 0) == []
    apply(bea, 4, "beta")
    assert [(each.position, len(each.codes)) for each in like(bea, 0)] == [(4, 1)]


def test_a_bounded_search_looks_at_the_newest_and_says_so(
    talk: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(similar, "_AT_ONCE", 2)
    for number in (1, 3, 4):
        apply(talk, number)
    found = transcripts.load(talk, "talk")
    span = found.segments[0].span

    def look(**more: Any) -> tuple[list[int], int, int]:
        seen = similar.look_through(talk, found.id, span, **more)
        return [each.position for each in seen.passages], seen.looked_at, seen.of

    assert look() == ([1, 3, 4], 3, 3)
    assert look(at_most=2) == ([3, 4], 2, 3)
    assert look(limit=1) == ([1], 3, 3)
    assert look(stop=lambda: True) == ([], 0, 3)
    answers = iter([False, True])
    assert look(stop=lambda: next(answers)) == ([3, 4], 2, 3)


def test_there_must_be_such_a_transcript(talk: Study) -> None:
    with pytest.raises(CoderError, match="no transcript number 99"):
        similar.similar(talk, 99, Span(0, 10))
