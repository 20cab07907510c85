"""import and transcripts."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coder.files import shipped, transcripts

Run = Callable[..., Any]
"""Runs ``coder ARGUMENTS``: the fixtures coder, fails and shell."""

TALK = """I: What holds it back?

R: The first thing is pay.

I: And then?

R: Training we never got.
"""
NAMED = """Anna: What is it?

Boris: It is pay.

Anna: And what else?

Boris: Training.

Anna: What else?

Boris: Nothing.

Anna: Nothing at all?

Boris: No.
"""


@pytest.fixture
def talk(new: Path, tmp_path: Path) -> Path:
    """An interview beside an empty study."""
    path = tmp_path / "talk.txt"
    path.write_text(TALK, encoding="utf-8")
    return path


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sit somebody at the terminal who answers a question."""

    def sit(words: str) -> None:
        class Terminal(io.StringIO):
            def isatty(self) -> bool:
                return True

        monkeypatch.setattr(sys, "stdin", Terminal(words))

    return sit


def names(coder: Run) -> list[str]:
    return [row["transcript"] for row in coder("transcripts", "--format", "csv").rows]


# --- what is shown, and what is asked -----------------------------------------------------------


def test_speakers_are_shown_on_stderr_before_anything_is_written(coder: Run, talk: Path, answer: Run) -> None:
    answer("n\n")
    done = coder("import", "talk.txt")
    assert done.out == ""
    assert done.err.splitlines() == [
        "talk.txt: talk, 2 units, language en",
        "    I        2 turns  interviewer",
        "    R        2 turns  respondent talk",
        "Import 1 transcript? [Y/n]: Nothing was changed.",
    ]
    assert names(coder) == []


def test_a_person_may_agree(coder: Run, talk: Path, answer: Run) -> None:
    answer("\n")
    assert coder("import", "talk.txt").err.endswith("Import 1 transcript? [Y/n]: imported 1 transcript.\n")
    assert names(coder) == ["talk"]


def test_where_nobody_can_answer_it_says_so(coder: Run, talk: Path) -> None:
    done = coder("import", "talk.txt", code=1)
    assert done.out == ""
    assert done.err.splitlines()[-1] == (
        "coder: Import 1 transcript? There is nobody here to ask; say --yes. Nothing was changed."
    )
    assert names(coder) == []


def test_yes_asks_nothing(coder: Run, talk: Path) -> None:
    assert coder("import", "--yes", "talk.txt").err.endswith("\nimported 1 transcript.\n")
    [row] = coder("transcripts", "--format", "json").json
    assert (row["transcript"], row["respondents"], row["units"]) == ("talk", ["talk"], 2)


def test_what_was_cleaned_is_said(coder: Run, talk: Path) -> None:
    talk.write_bytes(TALK.replace("\n", "\r\n").replace("pay", "pa\x1by").encode())
    err = coder("import", "--yes", "talk.txt").err
    assert "    cleaned: 7 line end(s) written as CR LF or CR became LF.\n" in err
    assert "    cleaned: 1 control character(s) became U+FFFD.\n" in err


def test_a_text_without_speakers_says_what_it_is_taken_for(coder: Run, talk: Path) -> None:
    talk.write_text("A letter.\n\nIts second paragraph.\n", encoding="utf-8")
    err = coder("import", "--yes", "talk.txt").err
    assert "    no speakers found: every paragraph is a unit of respondent talk\n" in err


# --- again --------------------------------------------------------------------------------------------


def test_the_same_file_twice_changes_nothing_and_says_so(coder: Run, talk: Path) -> None:
    coder("import", "--yes", "talk.txt")
    before = coder("log", "--format", "json").out
    done = coder("import", "talk.txt")  # nothing to do, so nothing to ask
    assert done.err.splitlines() == [
        "talk.txt: unchanged, in the study already.",
        "Nothing was changed: every one of these is in the study already.",
    ]
    assert coder("log", "--format", "json").out == before


def test_the_same_text_under_another_name_is_known(coder: Run, talk: Path, tmp_path: Path) -> None:
    coder("import", "--yes", "talk.txt")
    (tmp_path / "copy.txt").write_text(TALK, encoding="utf-8")
    assert "copy.txt: unchanged, in the study already as talk.\n" in coder("import", "copy.txt").err


def test_another_text_under_the_same_name_is_refused(coder: Run, fails: Run, talk: Path) -> None:
    coder("import", "--yes", "talk.txt")
    talk.write_text(TALK + "\nR: More.\n", encoding="utf-8")
    assert "give this one a name of its own with --name" in fails("import", "--yes", "talk.txt")
    coder("import", "--yes", "--name", "talk, corrected", "talk.txt")
    assert names(coder) == ["talk", "talk, corrected"]


# --- options ------------------------------------------------------------------------------------------


def test_interviewer_names_who_asks(coder: Run, talk: Path) -> None:
    talk.write_text(NAMED, encoding="utf-8")
    hint = coder("import", "talk.txt", code=1).err
    assert "hint: Anna asks most of the questions; an interviewer? Say --interviewer 'Anna'.\n" in hint
    err = coder("import", "--yes", "--interviewer", "anna", "talk.txt").err
    assert "Anna         4 turns  interviewer\n" in err
    assert "Boris        4 turns  respondent talk\n" in err
    assert "hint" not in err
    assert coder("transcripts", "--format", "json").json[0]["units"] == 4


def test_several_who_answer_are_a_respondent_each(coder: Run, talk: Path) -> None:
    talk.write_text(NAMED, encoding="utf-8")
    err = coder("import", "--yes", "talk.txt").err
    assert "respondent talk: Anna" in err
    assert coder("transcripts", "--format", "json").json[0]["respondents"] == ["talk: Anna", "talk: Boris"]


def test_an_interviewer_who_does_not_speak_is_a_mistake(fails: Run, talk: Path) -> None:
    assert "no speaker is labelled 'Zoe'; the labels found are: I, R." in fails(
        "import", "--yes", "--interviewer", "Zoe", "talk.txt"
    )


def test_name_is_for_one_file(coder: Run, fails: Run, talk: Path, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text(NAMED, encoding="utf-8")
    assert fails("import", "--yes", "--name", "X", "talk.txt", "other.txt") == (
        "--name is for one file, and these are 2."
    )
    coder("import", "--yes", "--name", "X", "talk.txt")
    assert names(coder) == ["X"]


# --- folders, kinds, bad files --------------------------------------------------------------------------


def test_a_folder_means_its_transcripts(coder: Run, new: Path) -> None:
    done = coder("import", "--yes", shipped.folder("transcripts"))
    assert done.err.endswith("imported 24 transcripts.\n")
    assert names(coder) == [f"E{n:02}" for n in range(1, 25)]
    assert "README" not in done.err
    again = coder("import", shipped.folder("transcripts"))
    assert "24 file(s): 24 in the study already." in again.out


def test_kinds_that_are_not_read(fails: Run, new: Path, tmp_path: Path) -> None:
    (tmp_path / "talk.png").write_bytes(b"\x89PNG")
    kinds = f"the kinds read are {' '.join(transcripts.KINDS)}."
    assert fails("import", "talk.png") == f"talk.png: files of this kind are not read; {kinds}"
    assert fails("import", "gone.txt") == f"gone.txt: there is no such file or folder; {kinds}"
    (tmp_path / "folder").mkdir()
    assert fails("import", "folder") == f"folder: there are no transcripts in the folder; {kinds}"


def test_a_bad_file_is_reported_and_keeps_the_others_out_of_nothing(
    coder: Run, talk: Path, tmp_path: Path
) -> None:
    (tmp_path / "bad.docx").write_bytes(b"not a Word file")
    (tmp_path / "empty.txt").write_bytes(b"")
    done = coder("import", "--yes", ".", code=1)
    assert names(coder) == ["talk"]
    assert "not imported: the file is empty" in " ".join(done.out.split())
    assert "3 file(s): 2 not imported, 1 imported." in done.out
    assert done.err.splitlines()[-1] == (
        "coder: 2 of 3 could not be imported; the others are in; the table says why."
    )
    assert [each["result"] for each in coder("import", "--yes", ".", "--format", "json", code=1).json] == [
        "not imported",
        "not imported",
        "in the study already",
    ]


def test_two_files_of_one_name_are_told_apart(coder: Run, talk: Path, tmp_path: Path) -> None:
    (tmp_path / "talk.md").write_text(NAMED, encoding="utf-8")
    done = coder("import", "--yes", "talk.txt", "talk.md", code=1)
    assert "talk.md and talk.txt would both be called 'talk'" in done.err
    assert names(coder) == ["talk"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere file names are Unicode")
def test_a_file_name_that_is_no_text_is_a_sentence(coder: Run, shell: Run, talk: Path) -> None:
    odd = os.fsdecode(b"talk-\xff.txt")
    talk.rename(odd)
    done = shell("import", "--yes", odd, code=1)
    assert done.err.splitlines()[-1] == (
        "coder: talk-\\udcff.txt: the name holds bytes that are not UTF-8; rename it."
    )
    assert names(coder) == []


def test_without_files_is_a_slip_of_usage(coder: Run, new: Path) -> None:
    assert "Missing argument" in coder("import", code=2).err


# --- transcripts ------------------------------------------------------------------------------------------


def test_transcripts_show_the_progress_of_the_coder_who_looks(coder: Run, here: Path) -> None:
    nobody = coder("transcripts", "--format", "json").json
    dana = coder("transcripts", "--coder", "Dana", "--format", "json").json
    assert len(nobody) == len(dana) == 24
    assert [row["decided"] for row in nobody] == [0] * 24
    assert [row["codings"] for row in nobody] == [0] * 24
    assert all(row["decided"] == row["units"] > 0 for row in dana)
    assert sum(row["codings"] for row in dana) == 271
    assert all(row["touched"] is None for row in nobody)
    assert all(row["touched"].endswith("Z") for row in dana)
    table = coder("--coder", "Dana", "transcripts").out
    assert re.search(r"^E01 +E01 +ru +12 +12 +20\d\d-\d\d-\d\d \d\d:\d\d *$", table, re.MULTILINE)
    assert "last touched" not in coder("transcripts").out
