"""Where a study lies and what else goes on there: each works, or says what to do."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coder.model import CoderError
from coder.study import access, codebook, coding, columns, counts, history, people, transcripts
from coder.study.safety import backups, copying
from coder.study.safety.checking import check
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit

resource = pytest.importorskip("resource", reason="limits, users and forks are said otherwise there")
NOBODY = 65534
LOG = ("-wal", "-shm")


def elsewhere(work: Callable[[], object], *, as_nobody: bool = False) -> str:
    """What a piece of work says in a process of its own: ``ok``, or the sentence it ends with."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        said = "ok"
        try:
            if as_nobody and os.getuid() == 0:
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            answer = work()
            said = "ok" if answer is None else str(answer)
        except CoderError as error:
            said = str(error)
        except BaseException as error:  # noqa: BLE001 - told to the test, which fails
            said = f"{type(error).__name__}: {error}"
        os.write(writer, said.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as told:
        said = told.read().decode()
    os.waitpid(pid, 0)
    return said


def journal(place: Path) -> str:
    with closing(sqlite3.connect(place)) as file:
        return str(file.execute("PRAGMA journal_mode").fetchone()[0])


@pytest.fixture
def open_to_all(template: Path) -> Iterator[Path]:
    """The study in a folder that everybody may read."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    place = Path(shutil.copy(template, folder / "study.db"))
    place.chmod(0o666)
    with Study.open(place, "Ann") as study:
        alpha = codebook.find_code(study, "alpha").id
        coding.apply(study, 1, transcripts.load(study, "first").segments[2].span, alpha)
    yield place
    folder.chmod(0o777)
    shutil.rmtree(folder)


# --- reading only -----------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["file", "folder", "both"])
def test_a_study_that_may_only_be_read_is_read_and_refuses_to_be_written(
    open_to_all: Path, kit: Kit, what: str
) -> None:
    place = open_to_all
    if what != "folder":
        place.chmod(0o444)
    if what != "file":
        place.parent.chmod(0o555)

    def read() -> None:
        with Study.open(place, "Ann") as study:
            assert study.reading_only
            assert len(columns.columns(study).codings) == 3
            assert counts.quotes(study)[0].code == "alpha"
            assert check(study) == []

    def write() -> None:
        with Study.open(place, "Ann") as study:
            kit.apply(study, "training")

    assert elsewhere(read, as_nobody=True) == "ok"
    assert "may not be written to. Nothing was changed" in elsewhere(write, as_nobody=True)
    left = sorted(path.name for path in place.parent.iterdir())
    assert left == ["study.db"], "nothing is left that the owner could not write to"
    with Study.open(place, "Ann") as study:
        assert len(columns.columns(study).codings) == 3


def test_while_the_owner_works_a_reader_sees_the_changes(open_to_all: Path, kit: Kit) -> None:
    place = open_to_all
    place.chmod(0o644)
    with Study.open(place, "Ann") as owner:
        kit.apply(owner, "training")
        place.parent.chmod(0o555)

        def read() -> str:
            with Study.open(place) as study:
                return ", ".join(each.quote for each in counts.quotes(study))

        assert "training" in elsewhere(read, as_nobody=True)
        kit.apply(owner, "Nobody")


def test_a_backup_of_what_may_only_be_read_goes_elsewhere(open_to_all: Path, tmp_path: Path) -> None:
    place = open_to_all
    place.parent.chmod(0o555)
    target = Path(tempfile.mkdtemp())
    target.chmod(0o777)

    def back_up() -> None:
        with Study.open(place) as study:
            study.backup(target / "copy.db")

    def beside() -> None:
        with Study.open(place) as study:
            backups.backup_before(study, "merge")

    assert elsewhere(back_up, as_nobody=True) == "ok"
    with Study.open(target / "copy.db") as study:
        assert check(study) == []
    assert "the folder of the backups could not be made" in elsewhere(beside, as_nobody=True)
    shutil.rmtree(target)


# --- no room -------------------------------------------------------------------------------------------


def test_a_full_disk_is_said_and_nothing_is_lost(place: Path, kit: Kit) -> None:
    """A limit on the size of files stands in for it: what was said to be there is; later it works again."""

    def fill() -> str:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        done = 0
        with Study.open(place, "Ann") as study:
            first = transcripts.load(study, "first").segments
            alpha = codebook.find_code(study, "alpha").id
            coding.apply(study, 1, first[2].span, alpha)
            size = place.with_name("study.db-wal").stat().st_size
            resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20_000, resource.RLIM_INFINITY))
            try:
                for _ in range(200):
                    coding.decide(study, [first[3].id], decided=done % 2 == 0)
                    done += 1
            except CoderError as error:
                resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
                assert len(history.log(study)) >= done
                coding.apply(study, 1, first[3].span, alpha)
                return f"{done} {error}"
        return "no end to the disk"

    said = elsewhere(fill)
    done, _, sentence = said.partition(" ")
    assert "Nothing was changed" in sentence, said
    assert "disk" in sentence
    with Study.open(place) as study:
        events = [each.action for each in history.log(study)]
        assert events.count("decide") + events.count("undecide") == int(done)
        assert events[0] == "apply"
        assert check(study) == []


def test_sqlite_saying_that_it_is_full_is_put_in_words(ann: Study, kit: Kit) -> None:
    with ann.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(CoderError, match=r"the disk is full\. Nothing was changed"):
        people.add_coder(ann, "x" * 100_000)
    assert check(ann) == []


# --- other programs ----------------------------------------------------------------------------------


def test_a_locked_file_is_said_and_freed(
    place: Path, ann: Study, kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coder.study.database.PATIENCE_MS", 100)
    with closing(sqlite3.connect(place, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(CoderError, match="another program has been writing"):
            kit.apply(ann, "pay")
        other.execute("ROLLBACK")
    kit.apply(ann, "pay")


def test_two_apps_on_the_same_study_see_each_others_changes(place: Path, kit: Kit) -> None:
    def other() -> str:
        with Study.open(place, "Ben") as ben:
            deadline = time.monotonic() + 10
            while not any(each.coder == "Ann" and each.action == "apply" for each in history.log(ben)):
                assert time.monotonic() < deadline
                time.sleep(0.01)
            kit.apply(ben, "training")
        return "ok"

    with Study.open(place, "Ann") as ann:
        columns.columns(ann)
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.write(writer, other().encode())
            os._exit(0)
        kit.apply(ann, "pay")
        os.close(writer)
        with os.fdopen(reader) as told:
            assert told.read() == "ok"
        os.waitpid(pid, 0)
        assert {each.coder for each in counts.quotes(ann)} == {"Ann", "Ben"}
        assert history.undo(ann) == "apply alpha: first “pay”"
        assert check(ann) == []


# --- network shares ------------------------------------------------------------------------------------


def test_without_shared_memory_a_study_is_kept_without_a_log(
    tmp_path: Path, place: Path, kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file system on which the log cannot be opened at all; a new study, and one that was moved there."""
    monkeypatch.setitem(copying.VFS, "vfs", "unix-none")
    with Study.create(tmp_path / "new.db") as study:
        assert "without a write-ahead log" in study.notice
        people.add_coder(study, "Ann")
    with Study.open(tmp_path / "new.db") as study:
        assert study.notice == "", "it is said once"
    assert journal(place) == "wal"
    with Study.open(place, "Ann") as study:
        kit.apply(study, "pay")
        kit.apply(study, "training")
        assert check(study) == []
        assert backups.backup_before(study, "merge") is not None
        assert len(counts.quotes(study)) == 2
    assert not any(place.with_name(place.name + ending).exists() for ending in LOG)
    monkeypatch.undo()
    with Study.open(place) as study:
        assert len(counts.quotes(study)) == 2
    assert journal(place) == "wal"


def test_on_a_network_share_there_is_no_log_and_that_is_said_once(
    place: Path, kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    there = str(tmp_path).replace(" ", "\\040")
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\n//server/share {there} cifs rw 0 0\nproc /proc proc rw 0 0\n")
    monkeypatch.setattr(access, "MOUNTS", mounts)
    assert access.share_of(place) == "cifs"
    with Study.open(place, "Ann") as study, Study.open(place, "Ben") as other:
        assert "without a write-ahead log" in study.notice
        assert other.notice == ""
        with study.read() as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
        kit.apply(study, "pay")
        kit.apply(other, "training")
        assert len(counts.quotes(study)) == 2
    assert journal(place) == "delete"
    monkeypatch.undo()
    with Study.open(place, "Ann") as study:
        assert study.notice == ""
    assert journal(place) == "wal"


def test_what_others_have_open_with_a_log_is_not_taken_from_them(
    place: Path, ann: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "share_of", lambda _: "nfs")
    monkeypatch.setattr("coder.study.database.PATIENCE_MS", 100)
    with pytest.raises(CoderError, match="another program has it open"):
        Study.open(place)
    assert journal(place) == "wal"


# --- clocks, names, places -----------------------------------------------------------------------------


def test_a_clock_that_goes_back_changes_no_order(
    ann: Study, ben: Study, kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n, words in enumerate(("pay", "training", "Nobody")):
        monkeypatch.setattr("coder.study.change.now", lambda n=n: f"20{20 - n}-01-01T00:00:00.000000Z")
        kit.apply(ann, words)
    assert [each.summary.split("“")[1][:3] for each in history.log(ann)[:3]] == ["Nob", "tra", "pay"]
    assert history.undo(ann).endswith("“Nobody”")
    assert history.undo(ann).endswith("“training”")
    assert history.redo(ann).endswith("“training”")
    assert check(ann) == []


def test_a_study_that_goes_away_while_it_is_open_is_missed_and_found_again(
    place: Path, ann: Study, kit: Kit
) -> None:
    kit.apply(ann, "pay")
    moved = place.with_name("moved.db")
    place.rename(moved)
    with pytest.raises(CoderError, match="moved, renamed or deleted while it was open"):
        kit.apply(ann, "training")
    with pytest.raises(CoderError, match="-wal, which holds its newest changes, is still"):
        Study.open(place)
    assert not place.exists()
    moved.rename(place)
    kit.apply(ann, "training")
    assert len(counts.quotes(ann)) == 2


def test_where_only_backups_are_left_they_are_named(place: Path, ann: Study) -> None:
    backups.make(place, "opened")
    ann.close()
    place.unlink()
    with pytest.raises(CoderError, match="no study here, but 1 backup of it"):
        Study.open(place)


@pytest.mark.parametrize("name", ["a b.db", "исследование № 1.db", "100%?&#'.db", "résumé\u0301 👩‍👧.db"])
def test_any_name_will_do(place: Path, kit: Kit, name: str) -> None:
    study_at = place.rename(place.parent / name)
    link = place.with_name("link to it.db")
    link.symlink_to(study_at)
    with Study.open(study_at, "Ann") as study, Study.open(link, "Ben") as same:
        kit.apply(study, "pay")
        kit.apply(same, "training")
        assert len(counts.quotes(study)) == 2
        kept = backups.backup_before(same, "merge")
        assert kept is not None
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    with Study.open(kept) as copy:
        assert check(copy) == []
    assert len(backups.backups_of(link)) == len(backups.backups_of(study_at)) == 1


def test_a_url_of_a_file_is_the_same_study(place: Path, kit: Kit) -> None:
    with Study.open(f"sqlite:///{place}", "Ann") as study:
        assert study.path == place
        kit.apply(study, "pay")
        assert backups.backup_before(study, "merge") is not None
