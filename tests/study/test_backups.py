"""Backups that make themselves: complete or not there, private, and few enough to be kept."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.model import CoderError
from coder.study.safety import backups, copying, listing, verifying
from coder.study.safety.backups import Backup, expendable
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit

posix = pytest.mark.skipif(os.name == "nt", reason="who may read a file is said otherwise there")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
made = st.tuples(st.integers(0, 200 * 24), st.sampled_from(["opened", "before-merge", "before-repair"]))


def named(ages: list[tuple[float, str]]) -> list[Backup]:
    """Backups of these ages in hours, newest first; the oldest has number 1."""
    ages = sorted(ages)
    return [
        Backup(Path(f"{n}.db"), NOW - timedelta(hours=age), why, len(ages) - n)
        for n, (age, why) in enumerate(ages)
    ]


@given(st.lists(made, max_size=60))
def test_the_rules_of_rotation(ages: list[tuple[float, str]]) -> None:
    """Checked against the rules as one would say them."""
    found = named(ages)
    gone = expendable(found, NOW)
    kept = [each for each in found if each not in gone]
    assert found[:10] == kept[:10], "the newest ten stay"
    for days in range(7):
        day = (NOW - timedelta(days=days)).date()
        inside = [b for b in found if b.at.date() == day and NOW - b.at < timedelta(days=7)]
        assert not inside or inside[0] in kept, "one of each of the last seven days, the newest"
    for week in {b.at.isocalendar()[:2] for b in found if NOW - b.at < timedelta(weeks=8)}:
        assert any(b.at.isocalendar()[:2] == week for b in kept), "one of each of the last eight weeks"
    recent = [b for b in found if b.why != "opened" and NOW - b.at < timedelta(days=30)]
    assert set(recent) <= set(kept), "all from before something great in the last 30 days"
    assert len(kept) <= 10 + 7 + 9 + len(recent)
    assert not expendable(kept, NOW), "what was kept stays kept"


class Put(NamedTuple):
    later: float
    why: str


@given(
    st.lists(st.builds(Put, st.floats(-500, 500), st.sampled_from(["opened", "before-merge"])), max_size=60)
)
def test_the_newest_is_never_deleted_whatever_the_clock_does(puts: list[Put]) -> None:
    """Backup after backup, with a clock that jumps: one is always left, and it is the one just made."""
    there: list[Backup] = []
    moment = NOW
    for number, put in enumerate(puts, 1):
        moment += timedelta(hours=put.later)
        there.insert(0, Backup(Path(f"{number}.db"), moment, put.why, number))
        gone = expendable(there, moment)
        there = [each for each in there if each not in gone]
        assert there[0].number == number


@posix
def test_backups_lie_in_a_folder_of_their_own_and_only_their_owner_reads_them(
    ann: Study, place: Path
) -> None:
    before = os.umask(0)
    try:
        kept = backups.backup_before(ann, "merge")
        by_hand = ann.backup(place.with_name("mine.db"))
    finally:
        os.umask(before)
    assert kept is not None
    assert kept.parent == place.with_name("study.backups")
    assert kept.parent.stat().st_mode & 0o777 == 0o700
    assert kept.stat().st_mode & 0o777 == by_hand.stat().st_mode & 0o777 == 0o600
    (one,) = backups.backups_of(place)
    assert (one.path, one.why, one.number) == (kept, "before-merge", 1)


@posix
def test_a_study_and_its_log_are_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with Study.create(tmp_path / "new.db") as study, study.read():
            modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    finally:
        os.umask(before)
    assert modes == {"new.db": 0o600, "new.db-wal": 0o600, "new.db-shm": 0o600}


@posix
def test_a_mode_that_somebody_chose_stays(place: Path) -> None:
    for mode in (0o640, 0o400):
        place.chmod(mode)
        Study.open(place).close()
        assert place.stat().st_mode & 0o777 == mode


def test_backups_are_told_apart_and_rotate(ann: Study, place: Path, kit: Kit) -> None:
    days = [backups.make(place, "opened", NOW + timedelta(days=n)) for n in range(30)]
    left = backups.backups_of(place)
    assert left[0].path == days[-1]
    assert [each.number for each in left[:10]] == list(range(30, 20, -1))
    assert len(left) < 20
    assert {path.name for path in place.with_name("study.backups").iterdir()} == {x.path.name for x in left}


def test_a_backup_that_is_stopped_or_fails_leaves_nothing(
    ann: Study, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(copying.StoppedError):
        backups.make(place, "opened", stop=lambda: True)
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(CoderError, match="No space left"):
        backups.backup_before(ann, "merge")
    assert list(place.with_name("study.backups").iterdir()) == []


def test_no_room_is_said_before_anything_is_written(
    ann: Study, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 1_000})
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(CoderError, match=r"no room for a backup, which takes 0\.\d MB; 0\.0 MB are free"):
        backups.backup_before(ann, "merge")
    assert list(place.with_name("study.backups").iterdir()) == []


def test_what_was_left_half_written_goes_when_it_is_old(ann: Study, place: Path) -> None:
    folder = place.with_name("study.backups")
    folder.mkdir()
    for name, age in (("old", 7200), ("young", 60)):
        part = folder / f"{name}.db.1234.part"
        part.touch()
        os.utime(part, (part.stat().st_mtime - age,) * 2)
    backups.make(place, "opened")
    assert [path.name for path in folder.glob("*.part")] == ["young.db.1234.part"]


def test_the_app_backs_up_only_what_has_changed(ann: Study, place: Path, kit: Kit) -> None:
    assert listing.back_up_if_changed(place) is not None
    assert listing.back_up_if_changed(place) is None
    kit.apply(ann, "pay")
    first = listing.back_up_if_changed(place)
    assert first is not None
    assert listing.back_up_if_changed(place) is None
    backups.backup_before(ann, "merge")
    assert listing.back_up_if_changed(place) is None, "the newest one holds it, whatever it was made for"
    assert listing.back_up_if_changed(place, stop=lambda: True) is None


def test_a_damaged_study_does_not_push_good_backups_out(ann: Study, place: Path, kit: Kit) -> None:
    old = {backups.make(place, "opened", NOW - timedelta(days=400 - n), rotating=False) for n in range(12)}
    kit.apply(ann, "pay")
    ann.close()
    with closing(sqlite3.connect(place)) as file:
        (page,) = file.execute("SELECT rootpage FROM sqlite_master WHERE name = 'segment'").fetchone()
    data = bytearray(place.read_bytes())
    data[4096 * (page - 1) : 4096 * page] = b"\x07" * 4096
    place.write_bytes(data)
    with pytest.raises(CoderError, match=r"damaged .*All backups are kept.*coder restore"):
        listing.back_up_if_changed(place)
    assert old < {each.path for each in backups.backups_of(place)}


def test_the_list_says_what_each_holds_and_what_was_done_since(
    ann: Study, ben: Study, place: Path, kit: Kit
) -> None:
    kit.apply(ann, "pay")
    first = backups.make(place, "opened")
    kit.apply(ben, "training")
    kit.apply(ben, "Nobody")
    by_hand = ann.backup()
    (place.with_name("study.backups") / "20260101-000000-opened-0.db").write_bytes(b"nonsense")
    found = {each.path: each for each in listing.copies(place, ann)}
    assert len(found) == 3
    held, since = found[first].contents, found[first].since
    assert held is not None
    assert since is not None
    assert (held.counts["codings"], held.counts["transcripts"]) == (1, 2)
    assert (since.same, since.events, since.by) == (True, 2, {"Ben": 2})
    assert "Nobody" in since.newest
    assert (found[by_hand].why, found[by_hand].contents is not None) == ("by hand", True)
    assert [each.contents for each in found.values()].count(None) == 1


def test_a_blind_coder_is_not_told_what_backups_hold(bea: Study, place: Path) -> None:
    for ask in (
        lambda: listing.copies(place, bea),
        lambda: verifying.contents(bea),
    ):
        with pytest.raises(CoderError, match="codes blind"):
            ask()


def test_a_backup_is_verified_without_a_trace(ann: Study, place: Path, kit: Kit) -> None:
    kit.apply(ann, "pay")
    copy = backups.make(place, "opened")
    found, faults = verifying.verify(copy)
    assert faults == []
    assert (found.name, found.counts["codings"]) == ("Tested", 1)
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]
    with closing(sqlite3.connect(copy)) as file:
        file.execute("UPDATE coding SET quote = 'way'")
        file.commit()
    assert "quote" in {each.kind for each in verifying.verify(copy)[1]}
    other = place.with_name("other.db")
    with closing(sqlite3.connect(other)) as file:
        file.execute("CREATE TABLE x (y)")
    with pytest.raises(CoderError, match="not a study"):
        verifying.verify(other)
