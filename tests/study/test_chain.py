"""The chain over events, and rows held against the log: whatever is changed by hand is found."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from coder.model import CoderError, RespondentRecord
from coder.study import (
    assigning,
    chain,
    coding,
    history,
    logbook,
    memos,
    opening,
    people,
    pins,
    recoding,
    revision,
)
from coder.study import codebook as books
from coder.study.revision import Edits
from coder.study.study import Study
from coder.study.tampering import tampered

if TYPE_CHECKING:
    from tests.conftest import Kit


OTHERS = (
    "end, segment_first_id, segment_last_id, code_id, coder_id, codebook_version, quote, '', '', '', NULL"
)


def by_hand(place: Path, *statements: str) -> None:
    """Change a closed study behind the program's back."""
    connection = sqlite3.connect(place)
    for statement in statements:
        assert connection.execute(statement).rowcount > 0, statement
    connection.commit()
    connection.close()


def faults(place: Path) -> list[str]:
    with Study.open(place) as study:
        return tampered(study)


@pytest.fixture
def worked(place: Path, study: Study, ann: Study, ben: Study, bea: Study, kit: Kit) -> Path:
    """A study with work of every kind: codings 1 to 4 (2 removed, 3 undone and redone), memos, decisions."""
    kit.apply(ann, "pay")
    coding.remove(ann, kit.apply(ann, "training"))
    kit.apply(ben, "Nobody")
    history.undo(ben)
    history.redo(ben)
    recoding.recode(ann, kit.apply(ann, "first thing"), books.find_code(study, "beta").id)
    memos.edit(ann, memos.add(ann, "one", "coding", 1), "another")
    coding.decide(bea, [kit.segment(study, 6), kit.segment(study, 4)])
    coding.decide(bea, [kit.segment(study, 4)], decided=False)
    people.import_respondents(study, [RespondentRecord("R1", "first", {"side": "a"})], "r.csv")
    people.import_respondents(study, [RespondentRecord("R1", "first", {"side": "b"})], "r.csv")
    assigning.assign(study, ["first"], ["Bea"])
    opening.open_up(study, opening.to_open(study, ["first"], ["Bea"]))
    pins.pin(ann, 1, books.find_code(study, "beta").id)
    revision.edit(study, books.find_code(study, "alpha").id, Edits(definition={"en": "New"}))
    history.undo(study)
    assert tampered(study) == []
    for each in (study, ann, ben, bea):
        each.close()
    return place


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE coding SET quote = 'way' WHERE id = 1", "coding 1: it has been changed since it was made"),
        ("UPDATE coding SET start = start - 1 WHERE id = 3", "coding 3: it has been changed since"),
        ("UPDATE coding SET coder_id = 2 WHERE id = 1", "coding 1: it has been changed since"),
        ("UPDATE coding SET code_id = 2 WHERE id = 4", "coding 4: its code is not what the log says"),
        ("UPDATE coding SET quote = 'way' WHERE id = 4", "coding 4: it has been changed since"),
        ("UPDATE coding SET removed_at = NULL WHERE id = 2", "coding 2: it is there, which the log does not"),
        (
            "UPDATE coding SET removed_at = 'x' WHERE id = 3",
            "coding 3: it is removed, which the log does not",
        ),
        ("DELETE FROM coding WHERE id = 3", "coding: 1 rows that stand in the log are not in the table"),
        ("UPDATE memo SET text = 'mine'", "memo 1: its text is not what the log says"),
        ("UPDATE decision SET at = 'x'", "decision 6/3: it is not what the log says"),
        ("DELETE FROM decision", "decision 6/3: the log has it, the table does not"),
        (
            "INSERT INTO decision VALUES (4, 3, 'x')",
            "decision 4/3: it is there, and the log says it was taken",
        ),
        ("INSERT INTO decision VALUES (2, 1, 'x')", "decision 2/1: it is there, and the log knows nothing"),
        ("INSERT INTO opening VALUES (2, 3, 'x')", "opening 2/3: it is there, and the log knows nothing"),
        ("DELETE FROM opening", "opening 1/3: the log has it"),
        ("UPDATE attribute_value SET value = 'a'", "attribute value .*: it is not what the log says"),
        ("UPDATE assignment SET status = 'finished'", "assignment 1/3: it is not what the log says"),
        ("UPDATE pin SET code_id = 2", "pin 1/1: it is not what the log says"),
        (
            "UPDATE code SET definition = '{}' WHERE slug = 'alpha'",
            "code 2: its definition is not what the log",
        ),
        (
            "UPDATE code SET color = '#fff' WHERE slug = 'beta'",
            "code 3: it has been changed since it was made",
        ),
        ("UPDATE coder SET blind = 0 WHERE name = 'Bea'", "coder 3: it has been changed since"),
        ("UPDATE transcript SET name = 'other' WHERE id = 2", "transcript 2: it has been changed since"),
        (
            f"INSERT INTO coding SELECT 99, 'g', transcript_id, start + 1, {OTHERS} FROM coding WHERE id = 1",
            "coding 99: it is there, and the log knows nothing of it",
        ),
        (
            "UPDATE event SET summary = 'nothing' WHERE id = 6",
            r"event 6 \(.* UTC, .*\) is not what was written",
        ),
        ("UPDATE event SET coder_id = 2 WHERE id = 5", "event 5 .* is not what was written"),
        ("UPDATE event SET at = '2020' WHERE id = 5", "event 5 .* is not what was written"),
        (
            "UPDATE event SET payload = replace(payload, '\"id\": 1}', '\"id\": 2}') WHERE action = 'apply'",
            "event \\d+ .* is not what was written",
        ),
        ("UPDATE event SET chain = digest WHERE id = 7", "event 7 .* does not follow event 6 .*"),
        (
            "UPDATE event SET first_digest = digest, digest = 'x' WHERE id = 7",
            "event 7 .* is not what was writ",
        ),
    ],
)
def test_whatever_is_changed_by_hand_is_named(worked: Path, statement: str, said: str) -> None:
    by_hand(worked, statement)
    found = faults(worked)
    assert any(re.search(said, each) for each in found), found


def chained(place: Path, event_id: int) -> tuple[str, str]:
    with sqlite3.connect(place) as connection:
        found: tuple[str, str] = connection.execute(
            "SELECT digest, chain FROM event WHERE id = ?", (event_id,)
        ).fetchone()
    connection.close()
    return found


def forged(place: Path, event_id: int, before: int) -> str:
    """A statement that writes an event slyly, digest and link and all."""
    payload: dict[str, Any] = {"changes": []}
    at, action, summary = "2026-11-21T00:00:00.000000Z", "apply", "slipped in"
    digest = chain.digest_of(at, None, action, summary, payload)
    link = chain.link_of(chained(place, before)[1], digest)
    said = f"'{at}', NULL, '{action}', '{summary}', '{json.dumps(payload)}', NULL"
    return f"INSERT INTO event VALUES ({event_id}, {said}, '{digest}', '{link}', NULL)"


def test_an_event_that_was_taken_out_is_missed(worked: Path) -> None:
    by_hand(worked, "DELETE FROM event WHERE id = 9")
    found = faults(worked)
    assert "event 10" in found[0]
    assert "does not follow event 8" in found[0]
    assert "an event between them has been taken out" in found[0]


def test_the_first_events_are_missed(worked: Path) -> None:
    by_hand(worked, "DELETE FROM event WHERE id < 3")
    assert re.search(
        r"event 3 .* is the first, but what came before it has been taken out", faults(worked)[0]
    )


def test_an_event_that_was_slipped_in_is_named(worked: Path) -> None:
    """Even sealed the right way, since the next one was sealed without it."""
    by_hand(worked, "DELETE FROM event WHERE id = 11", "UPDATE event SET id = 11 WHERE id = 10")
    by_hand(worked, forged(worked, 10, 9))
    assert re.search(r"event 10 .* has been slipped in", faults(worked)[0])


def test_a_gap_between_numbers_is_no_fault(place: Path, ann: Study, kit: Kit) -> None:
    """A transaction that failed may have used a number up."""
    with ann.write() as connection:
        connection.exec_driver_sql("UPDATE sqlite_sequence SET seq = seq + 5 WHERE name = 'event'")
    kit.apply(ann, "pay")
    assert tampered(ann) == []


def rewritten(connection: Any, event_id: int, words: str) -> str:
    """Give an event other words, as taking names out does; returns its new digest."""
    row = connection.execute(
        f"SELECT at, coder_id, action, payload FROM event WHERE id = {event_id}"
    ).fetchone()
    digest = chain.digest_of(row[0], row[1], row[2], words, json.loads(row[3]))
    connection.execute(
        "UPDATE event SET summary = ?, first_digest = coalesce(first_digest, digest), digest = ? "
        "WHERE id = ?",
        (words, digest, event_id),
    )
    return digest


def test_an_event_that_was_rewritten_needs_a_later_one_that_vouches_for_it(place: Path, study: Study) -> None:
    study.close()
    connection = sqlite3.connect(place)
    once = rewritten(connection, 3, "add coder [name]")
    connection.commit()
    assert faults(place) == ["the log: event 3 was rewritten, and no later event says so."]

    def vouch(digests: dict[str, str]) -> None:
        with Study.open(place) as lead, lead.write() as writing:
            chain.record(
                writing, "now", None, "pseudonymise", "names", {"changes": [], chain.VOUCHES: digests}
            )

    vouch({"3": "another"})
    assert len(faults(place)) == 1
    vouch({"3": once})
    assert faults(place) == []
    twice = rewritten(connection, 3, "add coder [P1]")
    connection.commit()
    assert len(faults(place)) == 1
    vouch({"3": twice})
    connection.close()
    assert faults(place) == []


# --- the end of the chain, noted elsewhere ---------------------------------------------------------------


def test_a_noted_end_is_known_again_and_vouches_for_what_came_before(
    ann: Study, study: Study, kit: Kit
) -> None:
    kit.apply(ann, "pay")
    head = logbook.head(study)
    assert head is not None
    kit.apply(ann, "training")
    number, end = head[0].id, head[1]
    for noted in (end, end[:16], f"{number}  2026-11-21 14:03:00  {end.upper()}"):
        assert re.fullmatch(
            rf"the log holds all that it held then, to event {number} \(.* UTC, apply\), unchanged\.",
            logbook.verified(study, noted),
        )
    with pytest.raises(CoderError, match="is no end of a log"):
        logbook.verified(study, end[:15])
    with pytest.raises(CoderError, match="the log has no such end"):
        logbook.verified(study, "0" * 64)


def test_a_log_written_anew_does_not_have_the_noted_end(worked: Path) -> None:
    """Whoever reckons the whole chain again is only found by what was noted outside."""
    with Study.open(worked) as study:
        head = logbook.head(study)
    assert head is not None
    connection = sqlite3.connect(worked)
    connection.execute("UPDATE event SET summary = 'nothing of note' WHERE id = 6")
    before = ""
    rows = connection.execute(
        "SELECT id, at, coder_id, action, summary, payload FROM event ORDER BY id"
    ).fetchall()
    for id_, at, coder, action, summary, payload in rows:
        digest = chain.digest_of(at, coder, action, summary, json.loads(payload))
        before = chain.link_of(before, digest)
        connection.execute("UPDATE event SET digest = ?, chain = ? WHERE id = ?", (digest, before, id_))
    connection.commit()
    connection.close()
    with Study.open(worked) as study:
        assert tampered(study) == []
        with pytest.raises(CoderError, match="the log has no such end"):
            logbook.verified(study, head[1])


def test_events_cut_off_at_the_end_leave_rows_without_a_log(worked: Path, ann: Study) -> None:
    by_hand(worked, "UPDATE event SET undone_by = NULL WHERE id > 5", "DELETE FROM event WHERE id > 5")
    assert any("coding 4: it is there, and the log knows nothing of it" in each for each in faults(worked))


def test_a_blind_coder_is_not_told_how_long_the_log_is(bea: Study, ann: Study, kit: Kit) -> None:
    kit.apply(ann, "pay")
    for ask in (lambda: logbook.head(bea), lambda: logbook.verified(bea, "0" * 64)):
        with pytest.raises(CoderError, match="Bea codes blind and cannot see"):
            ask()
