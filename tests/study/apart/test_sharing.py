"""A copy for one coder holds that coder's work and nobody else's, down to the bytes of the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from coder.model import CoderError
from coder.study import (
    assigning,
    codebook,
    coding,
    history,
    memos,
    opening,
    people,
    pins,
    revision,
    transcripts,
)
from coder.study import tables as t
from coder.study.apart import sharing
from coder.study.apart.sharing import share
from coder.study.safety.checking import check
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit

SECRET = "zugzwang"
"""Stands in others' words and nowhere else."""


def work(session: Study, kit: Kit, word: str) -> None:
    """All that a coder leaves behind: standing, removed, taken back."""
    kit.apply(session, "pay")
    coding.remove(session, kit.apply(session, "the training we never got"))
    id_ = kit.apply(session, "And then the training", "beta")
    for kind, target in (("coding", id_), ("segment", kit.segment(session, 4)), ("transcript", 1)):
        memos.add(session, f"{word} on a {kind}", kind, target)  # type: ignore[arg-type]
    coding.decide(session, [kit.segment(session, 6)])
    kit.apply(session, "asked", "beta")
    history.undo(session)
    pins.pin(session, 3, codebook.find_code(session, "beta").id)


def rows(path: Path, table: str) -> int:
    with sqlite3.connect(path) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_nobody_elses_words_are_anywhere_in_the_file(
    study: Study, ann: Study, ben: Study, bea: Study, kit: Kit, tmp_path: Path
) -> None:
    """Not in rows, not in the log, not in free pages; nor the names of those whose words do not come."""
    work(bea, kit, "plain")
    for other in (ann, ben):
        work(other, kit, SECRET)
    kit.apply(ann, "A letter without speakers.", "alpha", "second")
    assigning.assign(study, ["first", "second"], ["Ann", "Ben", "Bea"])
    path = tmp_path / "bea.db"
    share(study, path, "Bea")
    content = path.read_bytes()
    assert b"plain on a segment" in content
    assert SECRET.encode() not in content
    assert b"Ann" not in content
    assert b"Ben" not in content
    with study.read() as connection:
        theirs = [
            *connection.execute(
                select(t.coding.c.guid).where(t.coding.c.coder_id != bea.acting().id)
            ).scalars()
        ]
        theirs += connection.execute(
            select(t.event.c.at).where(t.event.c.coder_id == ann.acting().id)
        ).scalars()
    assert not [each for each in theirs if each.encode() in content]
    with Study.open(path, "Bea") as copy:
        assert check(copy) == []
        assert [each.quote for each in coding.codings_of(copy, 1, copy.acting().id)] == [
            "pay",
            "And then the training",
        ]
        assert len(memos.memos(copy)) == 3
        assert coding.decided_of(copy, 1, copy.acting().id) == {kit.segment(copy, 6)}
        assert pins.pins(copy) == {3: codebook.find_code(copy, "beta").id}
        assert [each.name for each in people.coders(copy)] == ["Bea"]
    with sqlite3.connect(path) as connection:  # counted anew: no gap tells how much others have done
        for table in ("coding", "memo", "coder", "event"):
            top = connection.execute(f"SELECT max(id), count(*) FROM {table}").fetchone()
            ended = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
            assert top[0] == top[1] == ended[0], table


def test_two_copies_differ_by_nothing_when_only_others_have_worked_between(
    study: Study, ann: Study, bea: Study, kit: Kit, tmp_path: Path
) -> None:
    kit.apply(bea, "pay")
    share(study, tmp_path / "1.db", "Bea")
    work(ann, kit, SECRET)
    share(study, tmp_path / "2.db", "Bea")
    found = []
    for name in ("1.db", "2.db"):
        with Study.open(tmp_path / name) as copy:
            found.append(kit.live_rows(copy) | {"study": []})
    assert found[0] == found[1]


def test_the_teams_memos_come_with_their_writers(
    study: Study, ann: Study, ben: Study, kit: Kit, tmp_path: Path
) -> None:
    memos.add(ann, "a rule for all")
    memos.add(study, "of the lead", "code", codebook.find_code(study, "alpha").id)
    work(ben, kit, SECRET)
    share(study, tmp_path / "bea.db", "Bea")
    with Study.open(tmp_path / "bea.db", "Bea") as copy:
        assert [(each.coder, each.text) for each in memos.memos(copy)] == [
            ("Ann", "a rule for all"),
            (None, "of the lead"),
        ]
        assert sorted(each.name for each in people.coders(copy)) == ["Ann", "Bea"]


def test_what_is_assigned_comes_and_all_where_nothing_is(
    study: Study, bea: Study, kit: Kit, tmp_path: Path
) -> None:
    kit.apply(bea, "A letter without speakers.", "alpha", "second")
    assert share(study, tmp_path / "0.db", "Bea").interviews == 2
    assigning.assign(study, ["first"], ["Bea"])
    made = share(study, tmp_path / "1.db", "Bea")
    assert (made.interviews, made.codings) == (1, 0)
    assert b"A letter without" not in (tmp_path / "1.db").read_bytes()
    assert share(study, tmp_path / "2.db", "Bea", everything=True).codings == 1
    with pytest.raises(CoderError, match="Ann has no interviews"):
        share(study, tmp_path / "3.db", "Ann")
    assert not (tmp_path / "3.db").exists()


def test_others_work_comes_where_it_is_open(
    study: Study, ann: Study, bea: Study, kit: Kit, tmp_path: Path
) -> None:
    work(ann, kit, "seen")
    kit.apply(ann, "A letter without speakers.", "alpha", "second")
    memos.add(ann, SECRET, "transcript", transcripts.load(ann, "second").id)
    opening.open_up(study, opening.to_open(study, ["first"], ["Bea"]))
    assert share(study, tmp_path / "closed.db", "Bea").opened == 0
    assert b"seen on a" not in (tmp_path / "closed.db").read_bytes()
    assert share(study, tmp_path / "open.db", "Bea", with_opened=True).opened == 1
    with Study.open(tmp_path / "open.db", "Bea") as copy:
        other = people.coder_named(copy, "Ann").id
        assert len(coding.codings_of(copy, 1, other)) == 2
        assert {each.text for each in memos.memos(copy)} == {
            f"seen on a {x}" for x in ("coding", "segment", "transcript")
        }
        assert check(copy) == []
        assert SECRET.encode() not in (tmp_path / "open.db").read_bytes()


def test_it_is_a_study_of_its_own_and_says_whose(study: Study, bea: Study, kit: Kit, tmp_path: Path) -> None:
    kit.apply(bea, "pay")
    path = tmp_path / "bea.db"
    share(study, path, "Bea")
    assert path.stat().st_mode & 0o777 == 0o600
    assert sorted(each.name for each in tmp_path.iterdir() if "bea" in each.name) == ["bea.db"]
    assert history.log(study)[0].summary == "share 2 interviews for Bea"
    with Study.open(path) as copy, study.read() as connection:
        assert people.whose_copy(copy) == "Bea"
        assert (copy.name, history.log(copy)[0].summary) == (study.name, "share 2 interviews for Bea")
        with copy.read() as theirs:
            assert (
                theirs.execute(select(t.study.c.guid)).scalar()
                == connection.execute(select(t.study.c.guid)).scalar()
            )
        with pytest.raises(CoderError, match="nothing to undo"):
            history.undo(copy)
        with pytest.raises(CoderError, match="this is the copy made for Bea"):
            share(copy, tmp_path / "again.db", "Bea")
    assert history.undo(study) == "apply alpha: first “pay”"  # what was handed out is out
    assert history.redo(study) == "apply alpha: first “pay”"


def test_a_second_round_gets_nothing_of_the_first(study: Study, ann: Study, kit: Kit, tmp_path: Path) -> None:
    work(ann, kit, SECRET)
    people.add_coder(study, "Ann again", repeats="Ann")
    share(study, tmp_path / "again.db", "Ann again")
    assert SECRET.encode() not in (tmp_path / "again.db").read_bytes()
    with Study.open(tmp_path / "again.db", "Ann again") as copy:
        assert copy.acting().blind
        assert check(copy) == []


def test_what_cannot_be_shared_is_refused(
    study: Study, ann: Study, bea: Study, tmp_path: Path, open_study: Callable[..., Study]
) -> None:
    path = tmp_path / "copy.db"
    people.add_coder(study, "consensus", "consensus")
    for session, name, match in (
        (bea, "Bea", "cannot share the study"),
        (ann, "Bea", "cannot share the study"),
        (study, "Zoe", "no coder is called 'Zoe'"),
        (study, "consensus", "holds the consensus"),
    ):
        with pytest.raises(CoderError, match=match):
            share(session, path, name)
    path.write_text("mine")
    with pytest.raises(CoderError, match="something here already"):
        share(study, path, "Bea")
    assert path.read_text() == "mine"
    with pytest.raises(CoderError, match="does not exist"):
        share(study, tmp_path / "nowhere" / "copy.db", "Bea")
    people.add_coder(study, "Lea", "lead")
    share(open_study("Lea"), tmp_path / "by-a-lead.db", "Bea")


def test_nothing_is_left_of_a_copy_that_failed(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(tmp_path.iterdir()), history.log(study)

    def fail(*_: object) -> None:
        raise CoderError("the disk is full.")

    for name in ("_record", "sha_of"):
        with monkeypatch.context() as broken:
            broken.setattr(sharing, name, fail)
            if name == "sha_of":
                memos.add(study, "words")
                before = sorted(tmp_path.iterdir()), history.log(study)
            with pytest.raises(CoderError, match="full"):
                share(study, tmp_path / "bea.db", "Bea")
        assert (sorted(tmp_path.iterdir()), history.log(study)) == before


def test_the_codebook_comes_with_its_history(study: Study, ann: Study, tmp_path: Path) -> None:
    revision.add_code(ann, 1, revision.NewCode({"en": "Housing"}), "why not")
    share(study, tmp_path / "bea.db", "Bea")
    with Study.open(tmp_path / "bea.db") as copy:
        assert codebook.codebooks(copy) == codebook.codebooks(study)
    assert b"Ann" not in (tmp_path / "bea.db").read_bytes()
    assert rows(tmp_path / "bea.db", "codebook_change") == 1
