"""check, backup, restore: what a person types when something went wrong."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def corrupt(place: Path, *statements: str) -> None:
    with closing(sqlite3.connect(place)) as file:
        for each in statements:
            file.execute(each)
        file.commit()


def wreck(place: Path, table: str) -> None:
    """Make the root page of a table unreadable."""
    with closing(sqlite3.connect(place)) as file:
        file.execute("PRAGMA journal_mode=DELETE")
        (page,) = file.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    data = bytearray(place.read_bytes())
    data[4096 * (page - 1) : 4096 * page] = b"\x07" * 4096
    place.write_bytes(data)


def test_check_explains_and_says_the_way_out(coder: Run, here: Path) -> None:
    corrupt(here, "UPDATE coding SET segment_first_id = segment_first_id - 1 WHERE id = 5")
    done = coder("check", code=1)
    assert done.out.splitlines()[0].endswith("coding 5: it is filed under the wrong segment")
    assert "What to do:" in done.out
    assert "Repair: coder check --repair" in done.sentence
    form = coder("check", "--format", "json", code=1).json
    assert (form["study"], form["sound"]) == ("study.db", False)
    (fault,) = form["faults"]
    assert fault.pop("what").endswith("coding 5: it is filed under the wrong segment")
    assert fault.pop("way_out").startswith("A coding counts for a segment")
    assert fault == {"kind": "wrong-segment", "table": "coding", "id": 5, "repairable": True}
    assert coder("check", "--format", "csv", code=1).rows[0]["kind"] == "wrong-segment"


def test_repair_asks_shows_and_leaves_a_sound_study(coder: Run, fails: Run, here: Path) -> None:
    corrupt(here, "UPDATE coding SET segment_first_id = segment_first_id - 1 WHERE id = 5")
    before = here.read_bytes()
    assert "Nothing was changed" in coder("check", "--repair", code=1).err
    assert here.read_bytes() == before
    done = coder("check", "--repair", "--yes")
    assert "coding 5: file anew" in done.err
    assert "study.backups" in done.err
    assert done.err.endswith("study.db: sound.\n")
    assert coder("check").err == "study.db: sound.\n"
    assert coder("check", "--repair", "--yes").err == "study.db: sound.\n"


def test_repair_says_what_it_cannot_do(coder: Run, here: Path) -> None:
    corrupt(here, "UPDATE transcript SET text = text || 'x' WHERE id = 1")
    done = coder("check", "--repair", "--yes", code=1)
    assert "none of this can be repaired without loss; nothing was changed" in done.err
    assert not here.with_name("study.backups").exists()


@pytest.mark.parametrize("table", ["study", "memo"])
def test_repair_of_pages_reads_what_can_be_read(coder: Run, here: Path, table: str) -> None:
    wreck(here, table)
    assert "damaged" in coder("check", code=1).err + coder("check", code=1).out
    done = coder("check", "--repair", "--yes", code=None)
    assert "coding: 759 rows" in done.out
    assert "The damaged file is kept: " in done.err
    assert len(coder("quotes", "--format", "json").json) == 759


def test_backup_lists_and_verifies(coder: Run, fails: Run, here: Path) -> None:
    assert "there is no backup yet" in fails("backup", "--verify")
    assert coder("backup", "--list", "--format", "json").json == []
    copy = coder("backup", "mine.db").out.strip()
    assert "24 transcripts" in coder("backup", "--verify", copy).err
    named = coder("backup").out.strip()
    coder("coders", "add", "New")
    done = coder("backup", "--verify")
    assert named.rpartition("/")[2] in done.err
    assert "since: 1 change (lead 1). Last: add coder New" in done.err
    assert done.err.endswith(": sound.\n")
    (row,) = coder("backup", "--list", "--format", "json").json
    assert (row["why"], row["transcripts"], row["events_since"], row["same"]) == ("by hand", 24, 1, True)
    assert "by hand" in coder("backup", "--list").out
    corrupt(Path(named), "UPDATE coding SET quote = 'x' WHERE id = 3")
    assert "1 fault found" in coder("backup", "--verify", named, code=1).err
    coder("backup", "--list", "--verify", code=2)
    coder("backup", "--format", "json", code=2)


def test_restore_and_back(coder: Run, fails: Run, here: Path) -> None:
    copy = coder("backup").out.strip()
    coder("coders", "add", "New")
    name = Path(copy).name
    assert fails("restore") == f"say which backup: coder restore FILE. The newest is {copy}"
    assert "There is nobody here to ask" in fails("restore", copy)
    done = coder("restore", copy, "--yes")
    assert f"again as in {name}: 24 transcripts, 759 codings" in done.err
    kept = done.err.rpartition("As it was before: ")[2].strip()
    assert "New" not in coder("coders", "list").out
    coder("restore", kept, "--yes")
    assert "New" in coder("coders", "list").out
    assert "there is no such file" in fails("restore", "none.db", "--yes")


@pytest.mark.parametrize("state", ["gone", "nonsense", "damaged"])
def test_restore_helps_where_nothing_else_does(coder: Run, here: Path, state: str) -> None:
    copy = coder("backup").out.strip()
    if state == "gone":
        here.unlink()
    elif state == "nonsense":
        here.write_bytes(b"nonsense" * 1000)
    else:
        wreck(here, "study")
    assert "study.backup-" in coder("--study", "study.db", "backup", "--list").out
    coder("--study", "study.db", "restore", copy, "--yes")
    assert coder("check").err == "study.db: sound.\n"


def test_backups_are_never_taken_for_the_study(
    coder: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.rename(here.with_name("mine.db"))
    corrupt(
        here.with_name("mine.db"), "UPDATE coding SET segment_first_id = segment_first_id - 1 WHERE id = 5"
    )
    coder("check", "--repair", "--yes")
    coder("backup")
    assert len(coder("freq", "--format", "json").json) > 3
    monkeypatch.chdir("mine.backups")
    assert coder("freq", code=1).sentence.startswith("no study in this folder")


def test_a_folder_that_may_only_be_read_is_good_enough_to_count(coder: Run, here: Path) -> None:
    """In a process that the system does not let write; a file of one's own in a folder of nobody's."""
    done = coder("freq", "--format", "json").json
    here.chmod(0o444)
    code = (
        "import os, sys\n"
        "from coder.study import access\n"
        "access.os.access = lambda *_: False\n"
        "from coder.cli.main import main\n"
        "main()\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, "freq", "--format", "json"], capture_output=True, check=True, text=True
    )
    assert ended.stdout.count('"code"') == len(done)
    refused = subprocess.run(
        [sys.executable, "-c", code, "coders", "add", "X"], capture_output=True, check=False, text=True
    )
    assert refused.returncode == 1
    assert "may not be written to. Nothing was changed." in refused.stderr


def test_without_a_home_everything_works(here: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("HOME", "USERPROFILE")}
    for command in (["freq"], ["keys"], ["check"]):
        ended = subprocess.run(
            [sys.executable, "-m", "coder", *command], capture_output=True, check=False, env=environment
        )
        assert ended.returncode == 0, ended.stderr
    assert not Path("~").exists()


def test_an_account_without_a_home_has_no_settings_and_is_not_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from coder.tui import keymap
    from coder.tui.remembered import Remembered
    from coder.tui.settings import Settings

    def homeless(*_: object, **__: object) -> Path:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.delenv("CODER_CONFIG", raising=False)
    for name in ("user_config_path", "user_state_path"):
        monkeypatch.setattr(f"platformdirs.{name}", homeless)
    Remembered.load().opened(Path("x.db"))
    assert Settings.load() == Settings()
    assert keymap.load() == {}
    settings = Settings("dark")
    settings.keep()
    assert "could not be kept" in settings.fault
