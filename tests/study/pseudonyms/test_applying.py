"""Names go out of everything a study keeps, and everything else stays as it was."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from coder.model import CoderError
from coder.study import asof, coding, columns, history, memos, transcripts
from coder.study import tables as t
from coder.study.apart import merging, sharing
from coder.study.pseudonyms import applying
from coder.study.pseudonyms.names import Names
from coder.study.rewriting import replacing
from coder.study.safety.checking import check
from coder.study.study import Study
from tests.study.pseudonyms.conftest import GONE, IS, REPLACEMENTS, Take

if TYPE_CHECKING:
    from tests.conftest import Kit

NAME = "Petrov, May"


def quoted(study: Study) -> dict[int, tuple[Any, ...]]:
    """Every coding: what it quotes, where it is filed, whether it stands."""
    with study.read() as connection:
        return {
            row.id: (row.quote, row.segment_first_id, row.segment_last_id, row.removed_at, row.code_id)
            for row in connection.execute(select(t.coding))
        }


def replaced(words: str) -> str:
    return Names(REPLACEMENTS).words(words)


def test_nothing_of_a_name_stays_in_the_file_and_the_study_is_sound(named: Path, take: Take) -> None:
    assert any(name in named.read_bytes() for name in GONE)
    with Study.open(named) as study:
        before = quoted(study)
        numbers = columns.columns(study)
        done = take(study, of_interviews=True)
        assert columns.columns(study) == numbers
        after = quoted(study)
        assert check(study) == []
        assert history.log(study)[0].action == "pseudonymise"
    assert done.rows
    assert done.events
    for path in (named, named.with_name("study.db-wal")):
        held = path.read_bytes() if path.exists() else b""
        assert not [name for name in GONE if name in held]
    assert done.backup is not None
    assert all(name in done.backup.read_bytes() for name in GONE)
    assert {id_: row[1:] for id_, row in after.items()} == {id_: row[1:] for id_, row in before.items()}
    cut = {id_ for id_, row in before.items() if replaced(row[0]) != after[id_][0]}
    assert {(before[id_][0], after[id_][0]) for id_ in cut} == {
        ("Petrov twice, in May. He", "Person 1 twice, in May. He"),
        ("метова?\n", "Person 2?\n"),
    }, "what began within a name has all of it now"


def test_a_second_time_there_is_nothing_left_to_do(named: Path, take: Take) -> None:
    with Study.open(named) as study:
        take(study, of_interviews=True)
        events = len(history.log(study))
        done = take(study, of_interviews=True)
        assert (done.rows, done.events, done.backup) == (0, 0, None)
        assert len(history.log(study)) == events


def test_the_past_has_no_names_either(named: Path, take: Take) -> None:
    with Study.open(named) as study:
        moments = [each.id for each in history.log(study)]
        was = {}
        for id_ in moments:
            with asof.as_of(study, id_) as past:
                was[id_] = columns.columns(past), transcripts.names(past)
        take(study)
        for id_ in moments:
            with asof.as_of(study, id_) as past:
                assert (columns.columns(past), transcripts.names(past)) == was[id_]
                for name in transcripts.names(past):
                    assert "Astana" not in transcripts.load(past, name).text
                with past.read() as connection:
                    rows = connection.execute(
                        select(*t.coding.c["start", "end", "quote"], t.transcript.c.text)
                        .join(t.transcript, t.transcript.c.id == t.coding.c.transcript_id)
                        .where(t.coding.c.removed_at.is_(None))
                    ).all()
                wrong = [(id_, row.quote, row.text[row.start : row.end]) for row in rows]
                assert not [each for each in wrong if each[1] != each[2]]


def test_no_undo_brings_names_back_and_older_changes_can_still_be_undone(named: Path, take: Take) -> None:
    with Study.open(named) as study, Study.open(named, "Ann") as ann:
        ann.close()
        take(study)
        with pytest.raises(CoderError, match="backup") as refused:
            history.undo(study)
        assert "no undo" in str(refused.value)
        ann.become("Ann")
        while True:
            try:
                history.undo(ann)
            except CoderError:
                break
            assert check(study) == []
        for _ in range(2):
            history.redo(ann)
        assert check(study) == []


def test_work_goes_on_and_names_that_are_found_later_go_too(named: Path, take: Take, kit: Kit) -> None:
    with Study.open(named) as study:
        take(study)
        with Study.open(named, "Ann") as ann:
            kit.apply(ann, "Ivanov stayed", "beta", NAME)
        memos.add(study, "Ivanov was Astana's man", "transcript", transcripts.load(study, NAME).id)
        take(study, {"Ivanov": "Person 3", "Astana": "a city"})
        assert check(study) == []
    assert b"Ivanov" not in named.read_bytes()


def test_only_one_interview(study: Study, take: Take, kit: Kit) -> None:
    transcripts.add(study, [kit.interview(name, [("R", f"Ivan of {name} spoke.")]) for name in ("x", "y")])
    memos.add(study, "Ivan", "transcript", transcripts.load(study, "x").id)
    memos.add(study, "Ivan", "transcript", transcripts.load(study, "y").id)
    take(study, {"Ivan": "Person 7"}, transcripts=["x"])
    assert "Person 7 of x" in transcripts.load(study, "x").text
    assert "Ivan of y" in transcripts.load(study, "y").text
    assert sorted(each.text for each in memos.memos(study)) == ["Ivan", "Person 7"]
    assert check(study) == []
    with pytest.raises(CoderError, match="no transcript 'z'"):
        take(study, {"Ivan": "Person 7"}, transcripts=["z"])


def test_two_codings_of_parts_of_one_name_are_not_made_one(
    study: Study, ann: Study, take: Take, kit: Kit
) -> None:
    transcripts.add(study, [kit.interview("x", [("R", "It was Ivan Petrov.")])])
    kit.apply(ann, "Ivan", "alpha", "x")
    kit.apply(ann, "Petrov", "alpha", "x")
    ann.close()
    events = len(history.log(study))
    with pytest.raises(CoderError, match="would become the same"):
        take(study, {"Ivan Petrov": "Person 1"})
    assert len(history.log(study)) == events
    assert "Petrov" in transcripts.load(study, "x").text


def test_two_texts_are_not_made_one(study: Study, take: Take, kit: Kit, tmp_path: Path) -> None:
    transcripts.add(study, [kit.interview(name, [("R", f"{name} spoke.")]) for name in ("Ivan", "Petr")])
    with pytest.raises(CoderError, match="would have the same text"):
        take(study, {"Ivan": "Person 1", "Petr": "Person 1"})
    assert not list((tmp_path / "keys").iterdir()), "what was not done is in no key"
    assert not list((tmp_path / "study.backups").iterdir())
    take(study, {"Ivan": "Person 1", "Petr": "Person 2"})


def test_who_may_and_where_not(named: Path, take: Take) -> None:
    with Study.open(named) as study, Study.open(named, "Ann") as ann:
        assert coding.codings_of(ann, 1, ann.acting().id) == []
        with pytest.raises(CoderError, match="another program has the study open"):
            take(study)
        with pytest.raises(CoderError, match="cannot take names out"):
            take(ann)


def test_a_copy_that_was_out_finds_its_places(named: Path, take: Take, tmp_path: Path, kit: Kit) -> None:
    copy = tmp_path / "copy.db"
    with Study.open(named) as study:
        sharing.share(study, copy, "Ann", everything=True)
        assert applying.preview(study, Names(REPLACEMENTS)).copies == ("Ann",)
        take(study)
    with Study.open(copy, "Ann") as away:
        kit.apply(away, "to Astana, and", "alpha", NAME)
        kit.apply(away, "asked Ivan", "alpha", NAME)
        memos.add(away, "Astana!", "transcript", transcripts.load(away, NAME).id)
    with Study.open(named) as study:
        done = merging.merge(study, [copy])
        assert not done.left_out
        assert [each.kind for each in done.files[0].conflicts] == ["names"]
        quotes = {row[0] for row in quoted(study).values()}
        assert {"to a city, and", "asked Person 1"} <= quotes
        assert check(study) == []
        assert merging.merge(study, [copy]).total == 0
        replacing.replace(study, replacing.preview(study, NAME, kit.interview(NAME, IS[:3])))
        assert check(study) == []
        take(study)
        assert "Astana!" not in {each.text for each in memos.memos(study)}


def test_a_copy_whose_text_was_replaced_after_the_names_went(
    named: Path, take: Take, tmp_path: Path, kit: Kit
) -> None:
    copy = tmp_path / "copy.db"
    with Study.open(named) as study:
        sharing.share(study, copy, "Ann", everything=True)
        take(study)
        new = [(None if label is None else "P", replaced(words)) for label, words in IS[:3]]
        replacing.replace(study, replacing.preview(study, NAME, kit.interview(NAME, new)))
    with Study.open(copy, "Ann") as away:
        kit.apply(away, "to Astana, and", "alpha", NAME)
        kit.apply(away, "asked Ivan Petrov", "beta", NAME)
    with Study.open(named) as study:
        done = merging.merge(study, [copy])
        assert done.files[0].counts["codings_lost"] == 1
        assert "asked Person 1" in {row[0] for row in quoted(study).values()}
        assert not [row for row in quoted(study).values() if "Astana" in row[0]]
        assert check(study) == []
