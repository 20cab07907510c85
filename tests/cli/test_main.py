"""The command itself: which study, whose view, exit codes, what goes to stdout and what to stderr."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from coder.cli.main import COMMANDS, cli

Run = Callable[..., Any]
"""Runs ``coder ARGUMENTS``: the fixtures coder, fails and shell."""

# --- help and slips --------------------------------------------------------------------------------


def test_help_names_every_command() -> None:
    answer = CliRunner().invoke(cli, ["--help"])
    assert answer.exit_code == 0
    listed = answer.output.split("Commands:\n")[1].splitlines()
    assert [line.split()[0] for line in listed if line.startswith("  ") and line[2] != " "] == list(COMMANDS)


@pytest.mark.parametrize("option", ["-h", "--help"])
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, option: str) -> None:
    answer = CliRunner().invoke(cli, [name, option])
    assert answer.exit_code == 0
    assert answer.output.startswith(f"Usage: cli {name} ")


def test_version(coder: Run) -> None:
    assert coder("--version").out.startswith("coder, version ")


@pytest.mark.parametrize(
    ("slip", "meant"), [("frek", "freq"), ("transcrips", "transcripts"), ("chek", "check")]
)
def test_an_unknown_command_suggests_one(coder: Run, slip: str, meant: str) -> None:
    done = coder(slip, code=2)
    assert done.out == ""
    assert done.err.endswith(f"Error: no command is called “{slip}”. Did you mean “{meant}”?\n")


def test_a_command_like_no_other_suggests_none(coder: Run) -> None:
    assert coder("xyzzy", code=2).err.endswith("Error: no command is called “xyzzy”.\n")


@pytest.mark.parametrize(
    "arguments", [["--nosuch"], ["freq", "--nosuch"], ["freq", "one-too-many"], ["codebook", "nosuch"]]
)
def test_slips_of_usage_exit_with_2(coder: Run, here: Path, arguments: list[str]) -> None:
    done = coder(*arguments, code=2)
    assert done.out == ""
    assert done.err.startswith("Usage: coder ")


@pytest.mark.parametrize("group", ["codebook", "respondents", "coders"])
def test_a_group_alone_shows_its_commands(coder: Run, group: str) -> None:
    assert "Commands:\n" in coder(group, code=2).err


# --- which study ------------------------------------------------------------------------------------


def test_no_study_here(fails: Run, tmp_path: Path) -> None:
    for command in ("freq", "agree", "quotes", "transcripts", "check", "backup", "undo", "redo", "log"):
        assert fails(command) == (
            "no study in this folder. Make one with `coder init`, name one with --study, or try `coder demo`."
        )
    assert list(tmp_path.iterdir()) == []


def test_the_only_study_of_a_folder_is_found(coder: Run) -> None:
    coder("init", "any-name.db")
    assert coder("check").err == "any-name.db: sound.\n"


def test_several_studies_need_a_name_but_study_db_goes_first(coder: Run, fails: Run) -> None:
    coder("init", "one.db")
    coder("init", "two.db")
    assert fails("check") == "this folder has several studies (one.db, two.db); say which with --study."
    assert coder("check", "--study", "two.db").err == "two.db: sound.\n"
    coder("init")
    assert coder("check").err == "study.db: sound.\n"


def test_study_before_and_after_the_command(coder: Run, demonstration: Path, tmp_path: Path) -> None:
    place = shutil.copy(demonstration, tmp_path / "elsewhere.db")
    coder("init")
    before = coder("--study", place, "coders", "list").out
    assert "Dana" in before
    assert coder("coders", "list", "--study", place).out == before
    assert coder("--study", "study.db", "coders", "list", "--study", place).out == before


def test_a_folder_is_the_study_db_in_it(coder: Run, here: Path, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    shutil.move(here, tmp_path / "sub")
    assert coder("check", "--study", "sub").err == "sub/study.db: sound.\n"


def test_study_and_coder_from_the_environment(
    coder: Run, fails: Run, demonstration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CODER_STUDY", str(shutil.copy(demonstration, tmp_path / "elsewhere.db")))
    monkeypatch.setenv("CODER_NAME", "Dana")
    assert coder("transcripts", "--format", "json").json[0]["decided"] == 12
    assert coder("--coder", "Timur", "log", "--format", "json").json is not None
    monkeypatch.setenv("CODER_NAME", "Zoe")
    assert fails("transcripts") == (
        "no coder is called 'Zoe' in this study (coders: Dana, Timur, consensus). "
        "Add one: coder coders add 'Zoe'"
    )
    assert coder("transcripts", "--coder", "Dana", "--format", "json").json[0]["decided"] == 12
    coder("init", "own.db")
    monkeypatch.delenv("CODER_NAME")
    assert coder("coders", "list", "--study", "own.db", "--format", "json").json == []


def test_a_study_that_is_not_there(fails: Run) -> None:
    assert fails("freq", "--study", "gone.db").startswith("gone.db: no study here.")
    assert "File name too long" in fails("freq", "--study", "x" * 300)


# --- the app -----------------------------------------------------------------------------------------


def test_the_app_needs_a_terminal(fails: Run, here: Path) -> None:
    assert fails() == "the app needs a terminal; for scripts there are commands, see coder --help."


def test_without_a_study_the_app_says_how_to_begin(fails: Run) -> None:
    assert "try `coder demo`" in fails()


# --- blind --------------------------------------------------------------------------------------------


@pytest.fixture
def blind(coder: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session of Bea, who codes blind, in the demonstration."""
    coder("coders", "add", "Bea", "--blind")
    monkeypatch.setenv("CODER_NAME", "Bea")


@pytest.mark.parametrize(
    "arguments",
    [
        ["agree"],
        ["agree", "--coders", "Dana,Timur"],
        ["freq", "--rule", "Dana"],
        ["freq", "--rule", "any"],
        ["freq", "--rule", "consensus"],
        ["quotes", "--by-coder", "Dana"],
    ],
)
def test_a_blind_session_refuses_others_work(fails: Run, blind: None, arguments: list[str]) -> None:
    assert fails(*arguments).startswith("Bea codes blind and cannot see ")


def test_a_blind_session_sees_its_own(coder: Run, blind: None) -> None:
    assert coder("quotes", "--format", "json").json == []
    assert coder("log", "--format", "json").json == []
    assert {row["n"] for row in coder("freq", "--format", "json").json} == {0}
    assert "Rule: coded by Bea (0 of 280 units decided, 0 of 24 interviews in full)." in " ".join(
        coder("freq").out.split()
    )
    assert {row["decided"] for row in coder("transcripts", "--format", "json").json} == {0}
    assert coder("quotes", "--coder", "Dana", "--format", "json").json


# --- as a process -------------------------------------------------------------------------------------


def test_exit_codes_and_streams_of_a_process(shell: Run, here: Path) -> None:
    done = shell("freq", "--codebook", "reform-directions")
    assert done.err == ""
    assert "29.2%" in done.out
    wrong = shell("freq", "--codebook", "nosuch", code=1)
    assert wrong.out == ""
    assert "no codebook is called 'nosuch'" in wrong.sentence
    slip = shell("freq", "--nosuch", code=2)
    assert (slip.out, "Traceback" in slip.err) == ("", False)


def test_a_pipe_gets_utf8_whatever_the_locale(shell: Run, here: Path) -> None:
    out = shell("freq", "--lang", "kk", PYTHONIOENCODING="cp1252").out
    assert "Жүйелі, кешенді тәсіл" in out


def test_the_installed_command_is_the_same() -> None:
    command = Path(sys.executable).with_name("coder")
    ended = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert ended.stdout.startswith("coder, version ")


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
def test_output_that_nobody_reads_to_the_end_is_quiet(here: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "coder", "quotes"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline() == b"759 coded passages\n"
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait() == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_is_a_sentence(here: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "coder", "quotes"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert ended.returncode == 1
    assert ended.stderr == b"coder: the system refused (No space left on device).\n"


def test_completion_offers_commands_and_options(shell: Run) -> None:
    def offered(words: str, at: int) -> list[str]:
        environment = {"_CODER_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(at)}
        command = Path(sys.executable).with_name("coder")
        ended = subprocess.run(
            [command], env={**os.environ, **environment}, capture_output=True, text=True, check=True
        )
        return [line.split(",")[1] for line in ended.stdout.splitlines()]

    assert offered("coder ", 1) == list(COMMANDS)
    assert "--rule" in offered("coder freq --", 2)
    assert isinstance(cli, click.Group)
