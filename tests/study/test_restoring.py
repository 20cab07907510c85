"""Going back to a backup: nothing of what is there gets lost, and nobody works on it meanwhile."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coder.model import CoderError
from coder.study import history
from coder.study.safety import backups, verifying
from coder.study.safety.checking import check
from coder.study.safety.restoring import restore
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit

HOLDER = """
import sqlite3, sys
file = sqlite3.connect(sys.argv[1])
file.execute("SELECT count(*) FROM event").fetchone()
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def copy(ann: Study, place: Path, kit: Kit) -> Path:
    """A backup with one coding; the study has another one since, and is closed."""
    kit.apply(ann, "pay")
    made = backups.make(place, "opened")
    kit.apply(ann, "training")
    ann.close()
    return made


def quotes(place: Path) -> list[str]:
    with closing(sqlite3.connect(place)) as file:
        return [q for (q,) in file.execute("SELECT quote FROM coding WHERE removed_at IS NULL ORDER BY id")]


def test_there_and_back_again(place: Path, copy: Path) -> None:
    place.chmod(0o640)
    found, kept = restore(place, copy)
    assert found.counts["codings"] == 1
    assert quotes(place) == ["pay"]
    assert kept is not None
    assert kept.name.endswith("-before-restore-2.db")
    assert place.stat().st_mode & 0o777 == 0o640, "who may read the study stays as it was"
    with Study.open(place, "Ann") as study:
        assert check(study) == []
        assert history.undo(study) == "apply alpha: first “pay”"
    restore(place, kept)
    assert quotes(place) == ["pay", "training"]
    assert sorted(path.name for path in place.parent.iterdir() if path.name != "second.db") == [
        "study.backups",
        "study.db",
    ]


def test_what_is_still_in_the_log_is_kept_too(place: Path, copy: Path) -> None:
    """A process that was killed leaves its newest changes in the write-ahead log."""
    with closing(sqlite3.connect(place)) as file:
        file.execute("UPDATE coding SET quote = 'in the log'")
        file.commit()
        left = place.with_name("left.db")
        for ending in ("", "-wal"):
            shutil.copy(f"{place}{ending}", f"{left}{ending}")
    shutil.copytree(place.with_name("study.backups"), place.with_name("left.backups"))
    _, kept = restore(left, copy)
    assert kept is not None
    assert quotes(kept) == ["in the log", "in the log"]
    assert quotes(left) == ["pay"]
    assert not left.with_name("left.db-wal").exists()


def test_a_study_that_somebody_has_open_is_not_replaced(place: Path, copy: Path) -> None:
    before = place.read_bytes()
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        assert other.stdout.readline()
        with pytest.raises(CoderError, match="another program has the study open"):
            restore(place, copy)
        other.communicate(b"")
    assert place.read_bytes() == before
    assert len(backups.backups_of(place)) == 1, "nothing was done at all"
    assert not list(place.parent.glob("*.part"))
    restore(place, copy)
    assert quotes(place) == ["pay"]


def test_a_study_that_is_open_in_this_process_is_not_replaced(
    place: Path, copy: Path, open_study: Callable[..., Study]
) -> None:
    open_study()
    with pytest.raises(CoderError, match="another program has the study open"):
        restore(place, copy)


@pytest.mark.parametrize("state", ["gone", "empty", "nonsense", "damaged"])
def test_a_study_that_is_damaged_or_gone_is_replaced_and_kept(place: Path, copy: Path, state: str) -> None:
    data = place.read_bytes()
    wrong = {"empty": b"", "nonsense": b"\7" * 9000, "damaged": data[:4096] + b"\7" * (len(data) - 4096)}
    place.unlink() if state == "gone" else place.write_bytes(wrong[state])
    _, kept = restore(place, copy)
    assert quotes(place) == ["pay"]
    if state == "gone":
        assert kept is None
    else:
        assert kept is not None
        assert state == "empty" or kept.read_bytes()[100:] == wrong[state][100:]
    with Study.open(place) as study:
        assert check(study) == []


def test_only_a_sound_backup_of_this_study_is_taken(place: Path, copy: Path, tmp_path: Path) -> None:
    other = tmp_path / "another.db"
    Study.create(other, "Another").close()
    with pytest.raises(CoderError, match="copy of another study, “Another”"):
        restore(place, other)
    with pytest.raises(CoderError, match="this is the study itself"):
        restore(place, place)
    with pytest.raises(CoderError, match="there is no such file"):
        restore(place, tmp_path / "none.db")
    data = bytearray(copy.read_bytes())
    data[4096 * 3 :] = b"\7" * len(data[4096 * 3 :])
    copy.write_bytes(data)
    with pytest.raises(CoderError, match=r"damaged|cannot be read|refused"):
        restore(place, copy)
    assert quotes(place) == ["pay", "training"]


def test_a_link_leads_to_the_study_and_stays_a_link(place: Path, copy: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(place)
    assert backups.folder_of(link) == backups.folder_of(place)
    restore(link, copy)
    assert link.is_symlink()
    assert quotes(place) == ["pay"]


def test_an_app_that_was_open_all_the_same_writes_nothing_into_the_old_file(
    place: Path, kit: Kit, open_study: Callable[..., Study]
) -> None:
    """Where no lock tells that it is open: it is told that another file is in the place of its study."""
    study = open_study("Ann")
    kit.apply(study, "pay")
    part = study.backup(place.with_name("part.db"))
    part.replace(place)
    with pytest.raises(CoderError, match="another file has taken the place of the study"):
        kit.apply(study, "training")
    place.unlink()
    with pytest.raises(CoderError, match="moved, renamed or deleted while it was open"):
        kit.apply(study, "training")
    assert not place.exists(), "nothing is made anew at its place"


def test_what_was_done_since_is_not_claimed_of_another_history(place: Path, copy: Path, kit: Kit) -> None:
    with Study.open(place, "Ann") as study:
        assert verifying.since(study, verifying.verify(copy)[0]).same
    _, kept = restore(place, copy)
    assert kept is not None
    with Study.open(place, "Ann") as study:
        kit.apply(study, "Nobody")
        assert not verifying.since(study, verifying.verify(kept)[0]).same
