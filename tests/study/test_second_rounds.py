"""A coder's second round: who may have one, what it sees, how it is taken back, older studies."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError

from coder.model import CoderError
from coder.study import coding, columns, counts, history, memos, migrations, people, search
from coder.study import tables as t
from coder.study.safety.checking import check
from coder.study.study import Study
from tests.study.conftest import Undoable

if TYPE_CHECKING:
    from tests.conftest import Kit

Open = Callable[..., Study]


@pytest.fixture
def again(study: Study, open_study: Open) -> Study:
    """The study as Ann's second round sees it."""
    people.add_coder(study, "Ann, again", repeats="Ann")
    return open_study("Ann, again")


# --- adding one ------------------------------------------------------------------------------------


def test_a_second_round_is_a_blind_coder(study: Study) -> None:
    ann = people.coder_named(study, "Ann")
    added = people.add_coder(study, " Ann, again ", repeats="Ann")
    assert (added.name, added.role, added.blind, added.repeats_id) == ("Ann, again", "coder", True, ann.id)
    assert people.coder_named(study, "Ann, again") == study.become("Ann, again") == added
    assert people.second_rounds(people.coders(study)) == {ann.id: added}
    assert [c.repeats_id for c in people.coders(study)] == [None, None, None, ann.id]
    assert history.log(study) == []  # what the leader does is not for blind eyes


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"repeats": "Ann", "blind": False}, "Ann 2: a second round is always blind"),
        ({"repeats": "Ann", "role": "consensus"}, "consensus cannot be a coder's second round"),
        ({"repeats": "Panel"}, "Ann 2: Panel holds the consensus"),
        ({"repeats": "Ben 2"}, "Ann 2: Ben 2 is a second round itself"),
        ({"repeats": "Ben"}, "Ann 2: Ben has a second round already, Ben 2"),
        ({"repeats": "Nobody"}, "no coder is called 'Nobody'"),
    ],
)
def test_what_is_no_second_round_changes_nothing(
    study: Study, kit: Kit, more: dict[str, Any], sentence: str
) -> None:
    people.add_coder(study, "Panel", "consensus")
    people.add_coder(study, "Ben 2", repeats="Ben")
    before, events = kit.live_rows(study), kit.events(study)
    with pytest.raises(CoderError, match=sentence):
        people.add_coder(study, "Ann 2", **more)
    assert (kit.live_rows(study), kit.events(study)) == (before, events)


@pytest.mark.parametrize("values", [{"blind": False}, {"role": "consensus", "blind": False}])
def test_the_table_itself_refuses_a_second_round_that_sees(study: Study, values: dict[str, Any]) -> None:
    row = {"guid": "g", "name": "Ann 2", "role": "coder", "blind": True, "repeats_id": 1} | values
    with pytest.raises(IntegrityError, match="second_round_blind"), study.write() as connection:
        connection.execute(t.coder.insert().values(**row))


# --- what it sees ---------------------------------------------------------------------------------


def test_a_second_round_sees_nobodys_work_and_the_first_round_s_neither(
    again: Study, ann: Study, ben: Study, kit: Kit
) -> None:
    for session in (ann, ben):
        id_ = kit.apply(session, "pay")
        coding.decide(session, [kit.segment(session, 4)])
        memos.add(session, "look", "coding", id_)
    assert (counts.quotes(again), memos.memos(again), history.log(again)) == ([], [], [])
    assert not columns.columns(again).codings
    assert not columns.columns(again).decided
    assert [line.decided for line in counts.transcript_lines(again)] == [0, 0]
    coded = search.Where(code_ids=[kit.new(again, "pay").code_id])
    assert search.search(again, search.Query("pay"), coded).total == 0
    for ask in (
        lambda: coding.codings_of(again, 1, ann.acting().id),
        lambda: coding.decided_of(again, 1, ann.acting().id),
        lambda: counts.quotes(again, coder="Ann"),
        lambda: again.become("Ann"),
    ):
        with pytest.raises(CoderError, match="Ann, again codes blind"):
            ask()
    kit.apply(again, "pay", "beta")
    assert [each.coder for each in counts.quotes(again)] == ["Ann, again"]
    with pytest.raises(CoderError, match="another coder's"):
        coding.remove(again, id_)


# --- taking it back --------------------------------------------------------------------------------


def test_adding_a_second_round_is_undone_and_redone(study: Study, undoable: Undoable) -> None:
    undoable(study, lambda: people.add_coder(study, "Ann, again", repeats="Ann"))
    assert history.log(study)[0].summary == "add coder Ann, again, the second round of Ann"


def test_neither_round_is_left_without_the_other(ann: Study, ben: Study, kit: Kit) -> None:
    """Ann adds Zoe, Ben her second round; each takes back the own work, in either order."""
    people.add_coder(ann, "Zoe")
    people.add_coder(ben, "Zoe 2", repeats="Zoe")
    with pytest.raises(CoderError, match="1 coder rests on it; undo that first"):
        history.undo(ann)
    history.undo(ben)
    history.undo(ann)
    with pytest.raises(CoderError, match=r"cannot redo “add coder Zoe 2.*coder is not in the study any more"):
        history.redo(ben)
    assert kit.dangling(ann) == check(ann) == []
    history.redo(ann)
    history.redo(ben)
    assert [c.name for c in people.coders(ann)][-2:] == ["Zoe", "Zoe 2"]
    assert kit.dangling(ann) == check(ann) == []


# --- a study of the version before ------------------------------------------------------------------


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file as version 0002 left it, with coders, one of them taken back, and a coding that rests on one."""
    path = tmp_path / "old.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        migrations.upgrade(connection, "0002")
        run = connection.exec_driver_sql
        run("INSERT INTO study VALUES (1, 'g', 'Old', '', '2024-01-01T00:00:00.000000Z')")
        run("INSERT INTO coder VALUES (1, 'c1', 'Ann', 'coder', 0, NULL)")
        run("INSERT INTO coder VALUES (2, 'c2', 'Bea', 'coder', 1, NULL)")
        run("INSERT INTO coder VALUES (7, 'c7', 'Gone', 'coder', 0, '2024-01-02T00:00:00.000000Z')")
        run("INSERT INTO memo VALUES (1, 'm', 1, NULL, NULL, NULL, NULL, 'look', '2024', NULL, NULL)")
        run(
            "INSERT INTO event VALUES (2, '2024-01-01T00:00:00.000000Z', NULL, 'coders add', 'add Ann', "
            '\'{"changes": [{"table": "coder", "key": {"id": 1}, "before": null, "after": {}}]}\', NULL)'
        )
        run(
            "INSERT INTO event VALUES (1, '2024-01-01T00:00:00.000000Z', 1, 'memo add', 'memo', "
            '\'{"changes": [{"table": "memo", "key": {"id": 1}, "before": null, "after": {}}]}\', NULL)'
        )
        assert migrations.version_of(connection) == "0002"
    engine.dispose()
    return path


def test_an_older_study_keeps_its_coders_and_can_have_second_rounds(old: Path, open_study: Open) -> None:
    study = open_study(at=old)
    [backup] = old.parent.glob(f"old.backups/*-before-upgrade-to-{migrations.HEAD}-1.db")
    with sqlite3.connect(backup) as before:
        assert before.execute("SELECT version_num FROM alembic_version").fetchall() == [("0002",)]
        assert len(before.execute("SELECT * FROM coder").fetchone()) == 6
    before.close()
    assert [(c.id, c.guid, c.name, c.blind, c.repeats_id) for c in people.coders(study)] == [
        (1, "c1", "Ann", False, None),
        (2, "c2", "Bea", True, None),
    ]
    assert [memo.coder for memo in memos.memos(study)] == ["Ann"]
    added = people.add_coder(study, "Ann, again", repeats="Ann")
    assert added.id == 8, "an id is never given twice"
    assert check(study) == []
    history.undo(study)
    with pytest.raises(CoderError, match="1 memo rests on it"):
        history.undo(study)
