"""The life of a study as a whole: made, opened, refused, upgraded, backed up."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coder.model import CoderError
from coder.study import coding, database, history, memos, migrations, people, transcripts
from coder.study.safety.checking import check
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit


def raw(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for each in statements:
        connection.execute(each)
    connection.commit()
    connection.close()


# --- create -----------------------------------------------------------------------------------


def test_create_makes_an_empty_sound_study_and_close_leaves_one_file(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    with Study.create(path, "Reform") as made:
        assert (made.name, made.path, made.coder) == ("Reform", path, None)
        assert transcripts.names(made) == []
        assert check(made) == []
    assert [each.name for each in tmp_path.iterdir()] == ["new.db"]


def test_create_names_a_study_after_its_folder_or_file(tmp_path: Path) -> None:
    folder = tmp_path / "Elder care"
    folder.mkdir()
    with Study.create(folder / "study.db") as one, Study.create(folder / "pilot.db") as other:
        assert (one.name, other.name) == ("Elder care", "pilot")


@pytest.mark.parametrize("content", [b"", b"a letter", None], ids=["empty", "text", "folder"])
def test_create_refuses_what_exists_and_leaves_it_alone(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "study.db"
    path.mkdir() if content is None else path.write_bytes(content)
    with pytest.raises(CoderError, match="something here already"):
        Study.create(path)
    assert path.is_dir() if content is None else path.read_bytes() == content


def test_create_by_url_refuses_a_study_that_is_there_and_leaves_it_alone(place: Path) -> None:
    before = place.read_bytes()
    with pytest.raises(CoderError, match="a study here already"):
        Study.create(f"sqlite:///{place}")
    assert place.read_bytes() == before


def test_create_refuses_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(CoderError, match="does not exist; make it first"):
        Study.create(tmp_path / "no" / "study.db")
    assert list(tmp_path.iterdir()) == []


def test_create_that_fails_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the next attempt would say that there is something here already."""

    def fail(*_: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(migrations, "upgrade", fail)
    with pytest.raises(RuntimeError):
        Study.create(tmp_path / "study.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["с 50% ж.db", "what?.db", "a#b.db", "a&mode=ro.db", "%41.db", "study"])
def test_any_file_name_is_taken_as_it_stands(tmp_path: Path, name: str) -> None:
    """A path is not a URL: nothing in it is a query, a fragment or an escape."""
    Study.create(tmp_path / name).close()
    assert [each.name for each in tmp_path.iterdir()] == [name]
    with Study.open(tmp_path / name) as study:
        assert study.path == tmp_path / name


def test_a_relative_path_is_found_again_after_the_folder_changed(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place.parent)
    (tmp_path / "elsewhere").mkdir()
    with Study.open("study.db") as study:
        monkeypatch.chdir(tmp_path / "elsewhere")
        assert transcripts.names(study) == ["first", "second"]


# --- open -------------------------------------------------------------------------------------


def test_open_says_that_there_is_no_study_and_makes_none(tmp_path: Path) -> None:
    for nothing in (tmp_path / "study.db", tmp_path):
        with pytest.raises(CoderError, match="no study here"):
            Study.open(nothing)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"Dear diary, " * 1000], ids=["empty", "text"])
def test_open_refuses_what_is_no_database_and_leaves_it_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "study.db"
    path.write_bytes(content)
    with pytest.raises(CoderError, match="study"):
        Study.open(path)
    assert path.read_bytes() == content
    assert [each.name for each in tmp_path.iterdir()] == ["study.db"]


def test_open_refuses_another_programs_database_and_leaves_it_alone(tmp_path: Path) -> None:
    path = tmp_path / "bookmarks.db"
    raw(path, "CREATE TABLE study (id)", "INSERT INTO study VALUES (1)")
    before = path.read_bytes()
    with pytest.raises(CoderError, match="a database, but not a study of coder"):
        Study.open(path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["bookmarks.db"]


def test_open_refuses_a_damaged_study_with_a_sentence(place: Path) -> None:
    place.write_bytes(place.read_bytes()[:5000])
    with pytest.raises(CoderError):
        Study.open(place)


def test_open_refuses_an_unknown_coder_and_lists_the_known(place: Path) -> None:
    with pytest.raises(CoderError, match=r"no coder is called 'Zoe' .*Ann, Bea, Ben"):
        Study.open(place, "Zoe")


# --- schema versions --------------------------------------------------------------------------

TODAY = migrations.HEAD
LATER = """
import sqlalchemy as sa
from alembic import op

revision = "9998"
down_revision = "{head}"

def upgrade():
    op.add_column("coder", sa.Column("initials", sa.String(), nullable=True))
    with op.batch_alter_table("coding") as batch:  # copies the table, drops it and renames the copy
        batch.alter_column("context_before", nullable=True)
""".replace("{head}", TODAY)


@pytest.fixture
def later_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This program, one schema version later; returns the new migration."""
    folder = tmp_path / "later" / "migrations"
    shutil.copytree(migrations.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    revision = folder / "versions" / "9998_later.py"
    revision.write_text(LATER)
    monkeypatch.setattr(migrations, "FOLDER", folder)
    monkeypatch.setattr(migrations, "ORDER", (*migrations.ORDER, "9998"))
    monkeypatch.setattr(migrations, "HEAD", "9998")
    return revision


def test_a_newer_study_is_refused_and_its_file_untouched(place: Path) -> None:
    raw(place, "UPDATE alembic_version SET version_num = '9999'")
    before = place.read_bytes()
    with pytest.raises(CoderError, match=r"newer version of coder .*9999.*not touched"):
        Study.open(place)
    assert place.read_bytes() == before
    assert [each.name for each in place.parent.iterdir()] == ["study.db"]


def backups(place: Path) -> list[Path]:
    return sorted(place.parent.glob("study.backups/*-before-upgrade-*.db"))


def test_an_older_study_is_backed_up_and_then_upgraded(
    place: Path, kit: Kit, open_study: Callable[..., Study], later_version: Path
) -> None:
    """The migration rebuilds a table that others point to, with rows in it: nothing is lost."""
    first_version = Study(database.engine_for(place))
    first_version.become("Ann")
    kit.apply(first_version, "pay")
    kit.apply(first_version, "training")
    memos.add(first_version, "hm", "coding", 1)
    first_version.close()

    study = open_study()
    (backup,) = backups(place)
    assert "-before-upgrade-to-9998-" in backup.name
    ann = people.coder_named(study, "Ann").id
    assert [c.quote for c in coding.codings_of(study, 1, ann)] == ["pay", "training"]
    assert check(study) == []
    new, old = (sqlite3.connect(each) for each in (place, backup))
    assert new.execute("SELECT version_num FROM alembic_version").fetchall() == [("9998",)]
    assert old.execute("SELECT version_num FROM alembic_version").fetchall() == [(TODAY,)]
    for table in ("coding", "memo", "segment", "transcript", "event"):
        rows = f"SELECT * FROM {table} ORDER BY id"
        assert new.execute(rows).fetchall() == old.execute(rows).fetchall() != []
    assert new.execute("SELECT initials FROM coder").fetchall() == [(None,)] * 3
    new.close()
    old.close()

    study.become("Ann")
    assert "hm" in history.undo(study)
    assert history.undo(study) == "apply alpha: first “training”"
    with study.read() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    study.close()
    open_study()
    assert len(backups(place)) == 1, "a study that is up to date is not backed up"


def test_an_upgrade_that_fails_leaves_the_study_as_it_was(place: Path, later_version: Path) -> None:
    later_version.write_text(LATER + "    op.drop_table('memo')\n    op.drop_table('nothing')\n")
    before = place.read_bytes()
    with pytest.raises(CoderError, match="study"):
        Study.open(place)
    assert place.read_bytes() == before
    assert [each.read_bytes()[100:] for each in backups(place)] == [before[100:]]


def test_an_upgrade_that_breaks_a_link_is_taken_back(place: Path, later_version: Path) -> None:
    """Foreign keys rest while a migration rebuilds tables; they are tried before it counts."""
    later_version.write_text(LATER + "    op.execute('DELETE FROM speaker')\n")
    before = place.read_bytes()
    with pytest.raises(CoderError, match="upgrade"):
        Study.open(place)
    assert place.read_bytes() == before


# --- backup -----------------------------------------------------------------------------------


def test_backup_is_the_study_as_it_stands_and_stays_so(ann: Study, kit: Kit, tmp_path: Path) -> None:
    """Also what is still in the write-ahead log is in it."""
    kit.apply(ann, "pay")
    state = kit.live_rows(ann)
    copy = ann.backup()
    assert copy.parent == tmp_path
    assert copy.name.startswith("study.backup-")
    kit.apply(ann, "training")
    with Study.open(copy) as study:
        assert kit.live_rows(study) == state
        assert check(study) == []
    assert ann.backup() != copy
    assert not list(tmp_path.glob("*.part*"))


def test_backup_never_overwrites_and_needs_a_folder(study: Study, tmp_path: Path) -> None:
    target = tmp_path / "safe.db"
    target.write_text("mine")
    with pytest.raises(CoderError, match="never overwrites"):
        study.backup(target)
    assert target.read_text() == "mine"
    with pytest.raises(CoderError, match="does not exist"):
        study.backup(tmp_path / "no" / "safe.db")


def test_backup_that_fails_leaves_nothing_under_its_name(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CoderError, match="No space left"):
        study.backup(tmp_path / "safe.db")
    assert not list(tmp_path.glob("safe*"))
