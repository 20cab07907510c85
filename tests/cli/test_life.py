"""init, demo, undo, redo, log, check, backup."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coder.study import demo as demonstration_of

Run = Callable[..., Any]
"""Runs ``coder ARGUMENTS``: the fixtures coder, fails and shell."""

# --- init ----------------------------------------------------------------------------------


def test_init_makes_a_study_in_this_folder(coder: Run, tmp_path: Path) -> None:
    done = coder("init")
    assert done.out == ""
    assert f"made study.db: study “{tmp_path.name}”." in done.err
    assert (tmp_path / "study.db").is_file()
    assert coder("check").err == "study.db: sound.\n"


def test_init_takes_a_path_a_name_and_a_note(coder: Run, tmp_path: Path) -> None:
    assert "made mine.db: study “Ours”" in coder("init", "mine.db", "--name", "Ours", "--note", "Read me").err
    with sqlite3.connect(tmp_path / "mine.db") as file:
        assert file.execute("select name, note from study").fetchall() == [("Ours", "Read me")]
    file.close()


def test_init_makes_the_study_that_study_names(
    coder: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    coder("--study", "named.db", "init")
    monkeypatch.setenv("CODER_STUDY", "by-environment.db")
    coder("init")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["by-environment.db", "named.db"]


def test_init_in_a_folder_makes_study_db_there(coder: Run, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    coder("init", "folder")
    assert (tmp_path / "folder" / "study.db").is_file()


def test_init_takes_a_url(coder: Run, tmp_path: Path) -> None:
    coder("init", f"sqlite:///{tmp_path}/by-url.db")
    assert (tmp_path / "by-url.db").is_file()


def test_init_refuses_whatever_is_there(fails: Run, tmp_path: Path) -> None:
    (tmp_path / "study.db").write_text("precious", encoding="utf-8")
    assert "study.db: there is something here already" in fails("init")
    assert (tmp_path / "study.db").read_text(encoding="utf-8") == "precious"


def test_init_refuses_a_missing_folder(fails: Run) -> None:
    assert "the folder nowhere does not exist" in fails("init", "nowhere/study.db")


# --- demo ----------------------------------------------------------------------------------


def test_demo_in_a_pipe_prints_the_two_tables_and_nothing_else(coder: Run, tmp_path: Path) -> None:
    done = coder("demo", "--yes")
    assert [path.name for path in (tmp_path / "coder-demo").iterdir()] == ["study.db"]
    assert done.out.startswith("Respondents who mention each code\n")
    assert done.out.count("\nAgreement of Dana, Timur\n") == 1
    assert done.out.count("Directions of civil service reform\n") == 2
    assert (
        "Systematic, comprehensive approach            systematic-approach            7  24    29.2%\n"
        in (done.out)
    )
    assert "All codes pooled: alpha 0." in done.out
    assert "reconstructions" not in done.out
    assert "reconstructions" in done.err
    assert done.err.count("building the demonstration: ") == 5
    assert "More: coder --study coder-demo/study.db freq" in done.err


def test_demo_uses_the_one_that_is_there(coder: Run, demonstration: Path, tmp_path: Path) -> None:
    place = tmp_path / "my demo" / "study.db"
    place.parent.mkdir()
    shutil.copy(demonstration, place)
    before = place.read_bytes()
    done = coder("demo", "my demo")
    assert "is in my demo/study.db already; it is used as it is." in done.err
    assert "building" not in done.err
    assert "coder --study 'my demo/study.db' freq" in done.err
    assert "29.2%" in done.out
    assert place.read_bytes() == before


def test_demo_speaks_the_language_of_the_environment(
    coder: Run, demonstration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "coder-demo").mkdir()
    shutil.copy(demonstration, tmp_path / "coder-demo" / "study.db")
    monkeypatch.setenv("LANG", "ru_RU.UTF-8")
    assert "Системный, комплексный подход" in coder("demo").out


def test_demo_refuses_a_folder_that_cannot_be_made(fails: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "file/demo: the folder cannot be made" in fails("demo", "file/demo")


def test_demo_that_fails_leaves_no_study(
    fails: Run, coder: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(demonstration_of, "CODERS", ("Dana", "Nobody"))
        done = coder("demo", code=1)
        assert "codings/nobody.csv: cannot be read" in done.err
    place = tmp_path / "coder-demo" / "study.db"
    assert not place.exists()


def test_demo_killed_half_way_leaves_no_study_and_the_next_one_builds_it(coder: Run, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "coder", "demo"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as running:
        assert running.stderr is not None
        for line in running.stderr:
            if "codebooks" in line:
                break
        time.sleep(0.05)
        running.kill()
    folder = tmp_path / "coder-demo"
    assert not (folder / "study.db").exists()
    assert list(folder.iterdir())  # it was in the middle
    done = coder("demo")
    assert "building" in done.err
    assert [path.name for path in folder.iterdir()] == ["study.db"]
    assert coder("--study", "coder-demo", "check").err.endswith("sound.\n")


# --- undo, redo, log ---------------------------------------------------------------------------


def test_undo_and_redo_say_what(coder: Run, fails: Run, new: Path) -> None:
    coder("coders", "add", "Ann")
    coder("coders", "add", "Ben")
    assert coder("undo").err == "undone: add coder Ben\n"
    assert [row["name"] for row in coder("coders", "list", "--format", "csv").rows] == ["Ann"]
    assert coder("redo").err == "redone: add coder Ben\n"
    assert [row["name"] for row in coder("coders", "list", "--format", "csv").rows] == ["Ann", "Ben"]
    coder("undo")
    coder("undo")
    assert fails("undo") == "nothing to undo."
    coder("redo")
    coder("coders", "add", "Cyd")
    assert fails("redo") == "nothing to redo."


def test_undo_for_a_coder_takes_only_that_coders(fails: Run, here: Path) -> None:
    assert fails("--coder", "Dana", "undo") == "nothing to undo by Dana."
    assert fails("redo", "--coder", "Timur") == "nothing to redo by Timur."


def test_log_is_newest_first_and_tells_what_was_undone(coder: Run, new: Path) -> None:
    for name in ("Ann", "Ben", "Cyd"):
        coder("coders", "add", name)
    coder("undo")
    log = coder("log", "--format", "json").json
    assert [(e["action"], e["summary"], e["undone"]) for e in log] == [
        ("undo", "add coder Cyd", False),
        ("coders add", "add coder Cyd", True),
        ("coders add", "add coder Ben", False),
        ("coders add", "add coder Ann", False),
    ]
    table = coder("log").out
    assert table.startswith("Log, newest first (times are UTC)\n")
    assert "undo: add coder Cyd" in table
    assert len(coder("log", "-n", "2", "--format", "csv").rows) == 2


def test_log_shows_twenty_lines_unless_told(coder: Run, new: Path) -> None:
    for n in range(25):
        coder("coders", "add", f"C{n}")
    assert len(coder("log", "--format", "json").json) == 20
    assert len(coder("log", "--all", "--format", "json").json) == 25
    coder("log", "-n", "0", code=2)


# --- check, backup ---------------------------------------------------------------------------------


def test_check_of_a_sound_study(coder: Run, here: Path) -> None:
    done = coder("check")
    assert (done.out, done.err) == ("", "study.db: sound.\n")


def test_check_names_every_fault_and_exits_with_1(coder: Run, here: Path) -> None:
    with sqlite3.connect(here) as file:
        file.execute("update transcript set text = replace(text, 'strategy', 'Strategy') where name = 'E13'")
    file.close()
    done = coder("check", code=1)
    faults = done.out.partition("\n\n")[0].splitlines()
    assert faults[0] == "transcript E13: its text is not the text that was imported"
    assert all("transcript E13, coding" in fault for fault in faults[1:])
    assert len(faults) > 1
    assert f"study.db: {len(faults)} faults found" in done.sentence


def test_check_of_one_fault_speaks_of_one(coder: Run, new: Path, tmp_path: Path) -> None:
    (tmp_path / "talk.txt").write_text("One.\n\nTwo.\n", encoding="utf-8")
    coder("import", "--yes", "talk.txt")
    with sqlite3.connect(new) as file:
        file.execute("update transcript set text = 'Two.' || char(10) || char(10) || 'One.' || char(10)")
    file.close()
    assert "study.db: 1 fault found" in coder("check", code=1).sentence


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\0" + b"\7" * 5000])
def test_what_is_no_study_is_refused(fails: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "study.db").write_bytes(content)
    for command in ("check", "freq", "backup"):
        assert fails(command).startswith("study.db: this is ")
    assert (tmp_path / "study.db").read_bytes() == content


@pytest.mark.parametrize("command", ["check", "freq", "quotes"])
def test_a_damaged_file_is_said_in_one_sentence(coder: Run, here: Path, command: str) -> None:
    damaged = bytearray(here.read_bytes())
    third = len(damaged) // 3
    damaged[third : third + 40_000] = b"\7" * 40_000
    here.write_bytes(damaged)
    assert "study.db" in coder(command, code=1).err


def test_backup_prints_where_and_is_the_same_study(coder: Run, here: Path, tmp_path: Path) -> None:
    made = Path(coder("backup").out.strip())
    assert made.parent == tmp_path
    assert made.name.startswith("study.backup-")
    assert coder("--study", made, "log", "--all").out == coder("log", "--all").out


def test_backup_to_a_name_never_overwrites(coder: Run, fails: Run, here: Path) -> None:
    assert coder("backup", "copy.db").out == "copy.db\n"
    assert "copy.db: exists already" in fails("backup", "copy.db")
    assert "the folder no does not exist" in fails("backup", "no/copy.db")


def test_a_backup_beside_the_study_does_not_make_it_hard_to_find(
    coder: Run, fails: Run, tmp_path: Path
) -> None:
    coder("init", "only.db")
    coder("backup")
    coder("backup")
    assert len(list(tmp_path.glob("*.db"))) == 3
    assert coder("check").err == "only.db: sound.\n"
    (tmp_path / "only.db").unlink()
    assert "no study in this folder" in fails("check")
