"""The one write path and the settings of the database that it rests on."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from coder.model import CoderError
from coder.study import coding, database, history, people
from coder.study import tables as t
from coder.study.change import new_guid, now
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit


@pytest.mark.parametrize(
    ("setting", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000)],
)
def test_every_connection_has_the_settings_that_durability_rests_on(
    study: Study, setting: str, value: object
) -> None:
    """Readers, writers and several connections of the pool at once."""
    with study.read() as one, study.read() as other, database.writing(study.engine) as writer:
        for connection in (one, other, writer):
            assert connection.exec_driver_sql(f"PRAGMA {setting}").scalar() == value


def begins(study: Study) -> list[str]:
    """The statements that begin a transaction, from now on."""
    seen: list[str] = []

    def note(statement: str) -> None:
        if statement.startswith("BEGIN"):
            seen.append(statement.rstrip())

    with study.engine.connect() as connection:  # the one connection, which the pool lends out again
        driver: Any = connection.connection.driver_connection
        driver.set_trace_callback(note)
    del seen[:]
    return seen


def test_writes_begin_immediate_and_reads_do_not(ann: Study, kit: Kit) -> None:
    new = kit.new(ann, "pay")
    seen = begins(ann)
    coding.apply(ann, new.transcript_id, new.span, new.code_id)
    history.undo(ann)
    history.redo(ann)
    assert seen == ["BEGIN IMMEDIATE"] * 3
    del seen[:]
    history.log(ann)
    assert seen == ["BEGIN"]


def test_a_second_writer_waits_and_a_reader_does_not(ann: Study, ben: Study, kit: Kit) -> None:
    new = kit.new(ben, "pay")
    waiting = threading.Thread(target=coding.apply, args=(ben, new.transcript_id, new.span, new.code_id))
    ben_id = people.coder_named(ann, "Ben").id
    with ann.change("slow") as change:
        change.insert(t.attribute, name="group", type="text")
        waiting.start()
        assert people.attributes(ben) == [], "a reader neither waits for a writer nor sees half its work"
        waiting.join(0.2)
        assert waiting.is_alive()
        assert coding.codings_of(ann, new.transcript_id, ben_id) == []
    waiting.join(30)
    assert not waiting.is_alive()
    assert [each.quote for each in coding.codings_of(ann, new.transcript_id, ben_id)] == ["pay"]


def test_a_reader_sees_one_state_throughout(study: Study, ann: Study, kit: Kit) -> None:
    with study.read() as connection:
        count = "SELECT count(*) FROM coding"
        assert connection.exec_driver_sql(count).scalar() == 0
        kit.apply(ann, "pay")
        assert connection.exec_driver_sql(count).scalar() == 0


def test_a_writer_that_waited_in_vain_gets_a_sentence(
    open_study: Callable[..., Study], study: Study, kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE_MS", 20)
    ann = open_study("Ann")
    before = kit.live_rows(study)
    with database.writing(study.engine), pytest.raises(CoderError, match=r"another program .*Nothing was"):
        kit.apply(ann, "pay")
    assert kit.live_rows(study) == before
    kit.apply(ann, "pay")


def limit(study: Study, setting: str) -> None:
    """Give every new connection of the study a setting, as a stand-in for a failing disk."""
    study.engine.dispose()
    event.listen(study.engine, "connect", lambda connection, _: connection.execute(f"PRAGMA {setting}"))


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [("query_only = 1", "may not be written to"), ("max_page_count = 1", "the disk is full")],
)
def test_what_the_disk_refuses_is_said_in_a_sentence_and_changes_nothing(
    open_study: Callable[..., Study], kit: Kit, place: Path, setting: str, sentence: str
) -> None:
    ann, lead = open_study("Ann"), open_study()
    new = kit.new(ann, "pay")
    before, events = kit.live_rows(lead), kit.events(lead)
    limit(ann, setting)

    def write() -> None:
        with ann.change("fill") as change:
            coding._insert(change, ann.acting(), [new])
            change.insert(t.memo, guid=new_guid(), text="x" * 100_000, created_at=now())

    with pytest.raises(CoderError, match=rf"study\.db: .*{sentence}.*Nothing was changed"):
        write()
    assert (kit.live_rows(lead), kit.events(lead)) == (before, events)


@pytest.mark.parametrize("failure", [RuntimeError("bug"), KeyboardInterrupt(), CoderError("no")])
def test_a_change_that_fails_half_way_leaves_nothing(ann: Study, kit: Kit, failure: BaseException) -> None:
    before, events = kit.live_rows(ann), kit.events(ann)

    def half() -> None:
        with ann.change("half") as change:
            change.insert(t.respondent, guid=new_guid(), ref="R99")
            change.insert(t.decision, segment_id=kit.segment(ann, 3), coder_id=ann.acting().id, at=now())
            change.update(t.speaker, {"id": 1}, role="other")
            change.remove(t.respondent, 1)
            raise failure

    with pytest.raises(type(failure)):
        half()
    assert (kit.live_rows(ann), kit.events(ann)) == (before, events)
    kit.apply(ann, "pay")  # the write lock has been given back


def test_a_change_whose_last_row_the_database_refuses_leaves_nothing(ann: Study, kit: Kit) -> None:
    before = kit.live_rows(ann)

    def twice() -> None:
        with ann.change("twice") as change:
            change.insert(t.respondent, guid=new_guid(), ref="R99")
            change.insert(t.respondent, guid=new_guid(), ref="R99")

    with pytest.raises(IntegrityError):
        twice()
    assert kit.live_rows(ann) == before


def test_a_change_that_touches_nothing_leaves_no_event(ann: Study, kit: Kit) -> None:
    events = kit.events(ann)
    with ann.change("nothing") as change:
        change.update(t.transcript, {"id": 1}, name="first")
    assert kit.events(ann) == events


def test_an_event_says_who_when_and_what_and_is_utc(ann: Study, study: Study, kit: Kit) -> None:
    kit.apply(ann, "pay")
    newest, oldest = history.log(study)[0], history.log(study)[-1]
    assert (newest.coder, newest.action, newest.summary) == ("Ann", "apply", "apply alpha: first “pay”")
    assert (oldest.coder, oldest.action, oldest.summary) == (None, "codebook add", "add codebook book")
    assert newest.at > oldest.at
    assert newest.at.endswith("Z")
    assert len(newest.at) == len("2026-11-21T17:42:00.000000Z")


def test_a_coder_who_is_gone_cannot_write_any_more(ann: Study, study: Study, kit: Kit) -> None:
    """The session may have been open when somebody took the coder back."""
    while history.undo(study) != "add coder Ann":
        pass
    for attempt in (lambda: people.add_coder(ann, "Zoe"), lambda: history.redo(ann)):
        with pytest.raises(CoderError, match="Ann"):
            attempt()
    assert kit.dangling(study) == []


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO decision VALUES (1, 99, 'now')",
        "INSERT INTO decision VALUES (99, 1, 'now')",
        "DELETE FROM coder WHERE id = 1",
        "DELETE FROM segment",
        "UPDATE segment SET start = -1 WHERE id = 1",
        'UPDATE segment SET "end" = start WHERE id = 1',
        "UPDATE segment SET kind = 'song' WHERE id = 1",
        "UPDATE coder SET role = 'boss' WHERE id = 1",
        "UPDATE coder SET role = 'consensus'",
        "UPDATE coder SET name = 'Ann'",
        "UPDATE transcript SET name = 'first'",
        "INSERT INTO study (id, guid, name, note, created_at) VALUES (2, 'g', 'n', '', 'now')",
        "UPDATE transcript SET text = NULL",
    ],
)
def test_the_database_itself_refuses_what_may_not_be(ann: Study, kit: Kit, statement: str) -> None:
    """Even if the program had a bug."""
    kit.apply(ann, "pay")
    coding.decide(ann, [kit.segment(ann, 4)])
    with pytest.raises(IntegrityError), database.writing(ann.engine) as connection:
        connection.exec_driver_sql(statement)


def test_ids_are_never_given_twice(ann: Study, kit: Kit, place: Path) -> None:
    """An event means the row it was written for, for ever."""
    first = kit.apply(ann, "pay")
    ann.close()
    with sqlite3.connect(place) as connection:
        connection.execute("DELETE FROM coding")
    connection.close()
    assert kit.apply(ann, "training") > first
