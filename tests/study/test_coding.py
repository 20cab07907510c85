"""Applying and removing codes, deciding about segments: the rules of the store."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from coder.model import CoderError, Span
from coder.study import coding, database, history, people, transcripts
from coder.study import tables as t
from coder.study.coding import CONTEXT, NewCoding
from coder.study.safety.checking import check
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit


def rows(study: Study, where: str = "") -> list[dict[str, object]]:
    with study.read() as connection:
        found = connection.exec_driver_sql(f"SELECT * FROM coding {where} ORDER BY id")
        return [dict(row) for row in found.mappings()]


def refused(study: Study, kit: Kit, sentence: str, attempt: Callable[[], object]) -> None:
    """The attempt is refused with this sentence, and nothing has changed."""
    before, events = kit.live_rows(study), kit.events(study)
    with pytest.raises(CoderError, match=sentence):
        attempt()
    assert (kit.live_rows(study), kit.events(study)) == (before, events)


# --- what can be coded ------------------------------------------------------------------------


def test_a_coding_keeps_its_words_their_context_and_the_codebooks_version(ann: Study, kit: Kit) -> None:
    id_ = kit.apply(ann, "pay")
    (row,) = rows(ann)
    text = transcripts.load(ann, "first").text
    start = text.index("pay")
    assert (row["id"], row["quote"], row["start"], row["end"]) == (id_, "pay", start, start + 3)
    assert row["context_before"] == text[:start][-CONTEXT:]
    assert row["context_after"] == text[start + 3 :][:CONTEXT]
    assert (row["codebook_version"], row["removed_at"]) == (2, None)
    (found,) = coding.codings_of(ann, 1, ann.acting().id)
    assert (found.id, found.guid, found.span.of(text), found.quote) == (id_, row["guid"], "pay", "pay")


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        (-1, 5, "not inside the text, which has 129 characters"),
        (122, 130, "not inside the text"),
        (129, 132, "not inside the text"),
        (9_000, 9_005, "not inside the text"),
        (-5, -1, "not inside the text"),
        (30, 30, "empty"),
        (31, 30, "empty"),
        (16, 17, "outside every segment"),
    ],
)
def test_a_span_that_is_not_in_the_text_is_refused(
    ann: Study, kit: Kit, start: int, end: int, sentence: str
) -> None:
    alpha = kit.new(ann, "pay").code_id
    assert len(transcripts.load(ann, "first").text) == 129
    refused(ann, kit, sentence, lambda: coding.apply(ann, 1, Span(start, end), alpha))


def test_the_first_and_the_last_character_can_be_coded(ann: Study, kit: Kit) -> None:
    whole = kit.new(ann, transcripts.load(ann, "first").text)
    coding.apply(ann, 1, whole.span, whole.code_id)
    coding.apply(ann, 1, Span(0, 1), whole.code_id)
    coding.apply(ann, 1, Span(127, 129), whole.code_id)
    assert [row["context_before"] for row in rows(ann)][:2] == ["", ""]
    assert [(row["quote"], row["context_after"]) for row in rows(ann)][2] == (".\n", "")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [("theme", "theme is a heading"), ("old", "old is retired"), ("gone", "gone is merged")],
)
def test_a_heading_and_a_code_out_of_use_are_refused(ann: Study, kit: Kit, code: str, sentence: str) -> None:
    refused(ann, kit, sentence, lambda: kit.apply(ann, "pay", code))


def test_a_draft_can_be_applied(ann: Study, kit: Kit) -> None:
    kit.apply(ann, "pay", "draft")
    assert len(rows(ann)) == 1


def test_an_unknown_code_or_transcript_is_refused(ann: Study, kit: Kit) -> None:
    new = kit.new(ann, "pay")
    refused(ann, kit, "no code number 999", lambda: coding.apply(ann, 1, new.span, 999))
    refused(ann, kit, "no transcript number 9", lambda: coding.apply(ann, 9, new.span, new.code_id))


def test_somebody_has_to_be_coding(study: Study, kit: Kit) -> None:
    for attempt in (
        lambda: kit.apply(study, "pay"),
        lambda: coding.apply_all(study, [kit.new(study, "pay")], "x"),
        lambda: coding.remove(study, 1),
        lambda: coding.decide(study, [3]),
    ):
        refused(study, kit, "who is coding", attempt)


def test_many_codings_are_one_change_or_none(ann: Study, kit: Kit) -> None:
    good, bad = kit.new(ann, "pay"), NewCoding(1, Span(0, 999), 2)
    refused(ann, kit, "not inside", lambda: coding.apply_all(ann, [good, bad], "all"))
    events = kit.events(ann)
    ids = coding.apply_all(ann, [good, kit.new(ann, "training"), good], "code the same passage everywhere")
    assert ids[0] == ids[2] != ids[1]
    assert kit.events(ann) == [*events, "apply"]
    assert coding.apply_all(ann, [], "nothing") == []
    assert kit.events(ann) == [*events, "apply"]


def test_codings_made_elsewhere_are_brought_in_as_one_change_of_who_leads(
    study: Study, ann: Study, kit: Kit
) -> None:
    """Ann's own undo never reaches them."""
    events, state, me = kit.events(study), kit.live_rows(study), people.coder_named(study, "Ann")
    new = [kit.new(study, "pay"), kit.new(study, "training", "beta")]
    coding.bring_in(study, me, new, [kit.segment(study, n) for n in (3, 6)], "bring in 2 codings")
    assert kit.events(study) == [*events, "codings import"]
    assert [each.quote for each in coding.codings_of(ann, 1, me.id)] == ["pay", "training"]
    assert coding.decided_of(ann, 1, me.id) == {kit.segment(study, 3), kit.segment(study, 6)}
    with pytest.raises(CoderError, match="nothing to undo by Ann"):
        history.undo(ann)
    assert history.undo(study) == "bring in 2 codings"
    assert kit.live_rows(study) == state


def test_nothing_is_brought_in_for_a_coder_who_is_gone_or_by_a_coder(
    study: Study, ann: Study, kit: Kit
) -> None:
    zoe = people.add_coder(study, "Zoe")
    history.undo(study)
    new = [kit.new(study, "pay")]
    refused(study, kit, "Zoe is not a coder", lambda: coding.bring_in(study, zoe, new, [], "x"))
    refused(ann, kit, "whoever leads", lambda: coding.bring_in(ann, ann.acting(), new, [], "x"))


# --- once, removed, again ---------------------------------------------------------------------


def test_applying_again_is_the_same_coding_and_no_event(ann: Study, kit: Kit) -> None:
    id_ = kit.apply(ann, "pay")
    events = kit.events(ann)
    assert kit.apply(ann, "pay") == id_
    assert kit.events(ann) == events
    assert len(rows(ann)) == 1


def test_other_coders_codes_and_spans_are_codings_of_their_own(ann: Study, ben: Study, kit: Kit) -> None:
    ids = {kit.apply(ann, "pay"), kit.apply(ben, "pay"), kit.apply(ann, "pay", "beta"), kit.apply(ann, "ay")}
    assert len(ids) == len(rows(ann)) == 4


def test_the_database_itself_refuses_a_duplicate(ann: Study, kit: Kit) -> None:
    kit.apply(ann, "pay")
    (row,) = rows(ann)
    with pytest.raises(IntegrityError), database.writing(ann.engine) as connection:
        connection.execute(insert(t.coding).values({**row, "id": 99, "guid": "another"}))


def test_removed_and_applied_anew_is_another_coding_and_the_old_row_stays(ann: Study, kit: Kit) -> None:
    first = kit.apply(ann, "pay")
    coding.remove(ann, first)
    assert coding.codings_of(ann, 1, ann.acting().id) == []
    second = kit.apply(ann, "pay")
    old, new = rows(ann)
    assert (old["id"], new["id"]) == (first, second)
    assert old["guid"] != new["guid"]
    assert old["removed_at"] is not None
    assert (old["quote"], new["removed_at"]) == ("pay", None)


def test_what_is_not_there_or_anothers_cannot_be_removed(ann: Study, ben: Study, kit: Kit) -> None:
    id_ = kit.apply(ann, "pay")
    refused(ben, kit, "another coder's; Ben cannot", lambda: coding.remove(ben, id_))
    refused(ann, kit, "not there", lambda: coding.remove(ann, 999))
    coding.remove(ann, id_)
    refused(ann, kit, "not there", lambda: coding.remove(ann, id_))


# --- segments ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("pay", 3, 3),
        ("pay.\nR: And", 3, 4),
        ("first?\nR: The first thing is pay.\nR: And", 2, 4),
        ("pay.\n", 3, 3),
        ("\nR: And", 4, 4),
        ("Interview 1, May\nI: What", 1, 2),
    ],
)
def test_a_span_is_filed_under_every_segment_it_touches(
    ann: Study, kit: Kit, words: str, first: int, last: int
) -> None:
    kit.apply(ann, words)
    (row,) = rows(ann)
    expected = (kit.segment(ann, first), kit.segment(ann, last))
    assert (row["segment_first_id"], row["segment_last_id"]) == expected
    assert check(ann) == []


def test_segments_of_another_transcript_are_never_touched(ann: Study, kit: Kit) -> None:
    kit.apply(ann, "letter", transcript="second")
    (row,) = rows(ann)
    assert row["segment_first_id"] == row["segment_last_id"] == kit.segment(ann, 1, "second")


# --- text as it is ----------------------------------------------------------------------------

TRICKY = "👩‍👩‍👧‍👦 e\u0301за\u0301мок\u2028конец \U00020000 \ufeff\u200dа\u0306 ß ﷺ\t[b]=1+1 🇰🇿"
"""A family of emoji, stress marks, a line separator, a plane-two sign, a BOM inside, a flag."""


@pytest.fixture
def tricky(ann: Study, kit: Kit) -> str:
    transcripts.add(ann, [kit.interview("tricky", [(None, TRICKY), (None, TRICKY[::-1])])])
    text = transcripts.load(ann, "tricky").text
    assert text == f"{TRICKY}\n{TRICKY[::-1]}\n"
    return text


@pytest.mark.parametrize(
    "words", ["👩‍👩‍👧‍👦", "за\u0301мок\u2028конец", "\u2028", "\U00020000", "\u0301за", "🇰🇿\n"]
)
def test_offsets_are_code_points_of_the_text_as_it_is(ann: Study, kit: Kit, tricky: str, words: str) -> None:
    """Emoji, stressed Cyrillic and U+2028 neither shift a quote nor are normalised."""
    new = kit.new(ann, words, transcript="tricky")
    kit.apply(ann, words, transcript="tricky")
    (row,) = rows(ann)
    assert row["quote"] == words
    assert row["context_before"] == tricky[max(0, new.span.start - CONTEXT) : new.span.start]
    assert row["context_after"] == tricky[new.span.end : new.span.end + CONTEXT]
    assert check(ann) == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_span_quotes_what_stands_there(ann: Study, kit: Kit, tricky: str, data: st.DataObject) -> None:
    """At the borders of the text and within it."""
    start = data.draw(st.integers(0, len(tricky) - 1))
    end = data.draw(st.integers(start + 1, len(tricky)))
    new = NewCoding(transcripts.load(ann, "tricky").id, Span(start, end), kit.new(ann, "pay").code_id)
    segments = transcripts.load(ann, "tricky").segments
    touched = [each.id for each in segments if each.span.overlaps(new.span)]
    if not touched:
        with pytest.raises(CoderError, match="outside every segment"):
            coding.apply_all(ann, [new], "any")
        return
    (id_,) = coding.apply_all(ann, [new], "any")
    with ann.read() as connection:
        row = connection.execute(select(t.coding).where(t.coding.c.id == id_)).one()
    assert row.quote == tricky[start:end]
    assert row.context_before == tricky[max(0, start - CONTEXT) : start]
    assert row.context_after == tricky[end : end + CONTEXT]
    assert (row.segment_first_id, row.segment_last_id) == (touched[0], touched[-1])


# --- deciding ---------------------------------------------------------------------------------


def test_deciding_is_a_coders_own_and_counts_what_changed(ann: Study, ben: Study, kit: Kit) -> None:
    three, four = kit.segment(ann, 3), kit.segment(ann, 4)
    me, other = ann.acting().id, ben.acting().id
    assert coding.decide(ann, [three, four, three]) == 2
    assert coding.decide(ann, [three]) == 0
    assert coding.decided_of(ann, 1, me) == {three, four}
    assert coding.decided_of(ann, 1, other) == set()
    assert coding.decide(ann, [three, kit.segment(ann, 6)], decided=False) == 1
    assert coding.decided_of(ann, 1, me) == {four}
    assert kit.events(ann)[-2:] == ["decide", "undecide"]


def test_deciding_nothing_new_leaves_no_event(ann: Study, kit: Kit) -> None:
    coding.decide(ann, [kit.segment(ann, 3)])
    events = kit.events(ann)
    assert coding.decide(ann, [kit.segment(ann, 3)]) == 0
    assert coding.decide(ann, []) == 0
    assert coding.decide(ann, [kit.segment(ann, 4)], decided=False) == 0
    assert kit.events(ann) == events


def test_deciding_about_an_unknown_segment_is_refused_as_a_whole(ann: Study, kit: Kit) -> None:
    good = kit.segment(ann, 3)
    refused(ann, kit, "no segment number 999", lambda: coding.decide(ann, [good, 999]))


def test_a_transcripts_many_segments_are_decided_at_once(ann: Study, kit: Kit) -> None:
    """More ids than one statement takes."""
    transcripts.add(ann, [kit.interview("long", [(None, "word")] * 1200)])
    ids = [each.id for each in transcripts.load(ann, "long").segments]
    assert coding.decide(ann, ids[:700]) == 700
    assert coding.decide(ann, ids) == 500
    assert coding.decide(ann, ids, decided=False) == 1200


def test_a_quote_is_data(ann: Study, kit: Kit, place: Path) -> None:
    """Nothing in a transcript is SQL, a pattern or a placeholder."""
    words = "'; DROP TABLE coding; -- % _ :x ? {0}"
    transcripts.add(ann, [kit.interview("sql", [(None, words)])])
    kit.apply(ann, words, transcript="sql")
    ann.close()
    connection = sqlite3.connect(place)
    assert connection.execute("SELECT quote FROM coding").fetchall() == [(words,)]
    connection.close()
