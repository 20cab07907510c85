"""respondents and coders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
"""Runs ``coder ARGUMENTS``: the fixtures coder, fails and shell."""

TALK = "I: What?\n\nR: Pay.\n\nI: And?\n\nR: Training.\n"


@pytest.fixture
def talks(coder: Run, new: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text(f"{TALK}\nR: {name}.\n", encoding="utf-8")
    coder("import", "--yes", "one.txt", "two.txt")


def table(tmp_path: Path, text: str, encoding: str = "utf-8") -> str:
    (tmp_path / "people.csv").write_text(text, encoding=encoding)
    return "people.csv"


def listed(coder: Run) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = coder("respondents", "list", "--format", "json").json
    return rows


# --- respondents ----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_import_sets_attributes(
    coder: Run, talks: None, tmp_path: Path, separator: str, encoding: str
) -> None:
    file = table(tmp_path, "respondent,side\r\none,internal\r\ntwo,\r\n".replace(",", separator), encoding)
    done = coder("respondents", "import", file)
    assert done.out == ""
    assert done.err == (
        "people.csv: 2 respondents, 0 of them new; 1 attribute values set; 0 transcripts linked.\n"
    )
    assert listed(coder) == [{"respondent": "one", "side": "internal"}, {"respondent": "two", "side": None}]
    assert (
        coder("respondents", "import", file).err
        == "people.csv: nothing to change, the study has all of it.\n"
    )


def test_import_links_transcripts_and_clears_stand_ins_away(coder: Run, talks: None, tmp_path: Path) -> None:
    file = table(tmp_path, "respondent,transcript,side\nE1,one,internal\nE2,two,external\n")
    assert "2 respondents, 2 of them new; 2 attribute values set; 2 transcripts linked." in (
        coder("respondents", "import", file).err
    )
    assert [row["respondent"] for row in listed(coder)] == ["E1", "E2"]
    assert [row["respondents"] for row in coder("transcripts", "--format", "json").json] == [["E1"], ["E2"]]
    coder("undo")
    assert [row["respondent"] for row in listed(coder)] == ["one", "two"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name,side\na,b\n", "people.csv, line 1: no column is called “respondent” (columns: name, side)."),
        ("respondent,side\none,a\none,b\n", "people.csv, line 3: respondent one stands in line 2 already."),
        ("respondent,side\none\n", "people.csv, line 2: 1 cells, but the header has 2."),
        ("respondent,side\n,a\n", "people.csv, line 2: the column “respondent” is empty."),
        ("respondent,side,side\n", "people.csv, line 1: every column needs a name of its own."),
        ("", "people.csv: the table is empty."),
        ('respondent,side\none,a\nE9,b\nE2,"c\n', "people.csv, line 4: not a line of a table"),
    ],
)
def test_a_table_with_a_fault_changes_nothing(
    coder: Run, fails: Run, talks: None, tmp_path: Path, text: str, sentence: str
) -> None:
    before = listed(coder)
    assert fails("respondents", "import", table(tmp_path, text)).startswith(sentence)
    assert listed(coder) == before


def test_an_unknown_transcript_changes_nothing(coder: Run, fails: Run, talks: None, tmp_path: Path) -> None:
    file = table(tmp_path, "respondent,transcript,side\nE1,one,a\nE3,three,b\n")
    assert fails("respondents", "import", file) == (
        "people.csv, line 3: there is no transcript 'three' in the study; import the transcripts first. "
        "Nothing was changed."
    )
    assert [row["respondent"] for row in listed(coder)] == ["one", "two"]


def test_a_table_that_is_no_utf8_or_not_there(fails: Run, new: Path, tmp_path: Path) -> None:
    file = table(tmp_path, "respondent,сторона\n", "cp1251")
    assert fails("respondents", "import", file) == (
        "people.csv: this table is not UTF-8; save it as “CSV UTF-8”."
    )
    assert fails("respondents", "import", "gone.csv").startswith("gone.csv: cannot be read (No such file")


def test_list_of_the_demonstration(coder: Run, here: Path) -> None:
    rows = coder("respondents", "list", "--format", "csv").rows
    assert len(rows) == 24
    assert rows[0] == {
        "respondent": "E01",
        "group": "public administration",
        "side": "internal",
        "language": "ru",
    }
    assert coder("respondents", "list").out.endswith("24 respondents.\n")


# --- coders -----------------------------------------------------------------------------------------


def test_add_and_list_coders(coder: Run, new: Path) -> None:
    assert coder("coders", "add", "Ann B.").err == "added Ann B.. Code with: coder --coder 'Ann B.'\n"
    coder("coders", "add", "Bea", "--blind")
    coder("coders", "add", "consensus", "--consensus")
    rows = coder("coders", "list", "--format", "json").json
    assert [(row["name"], row["role"], row["blind"]) for row in rows] == [
        ("Ann B.", "coder", False),
        ("Bea", "coder", True),
        ("consensus", "consensus", False),
    ]
    assert coder("coders", "list", "--format", "csv").rows[1]["blind"] == "true"
    assert "Bea        coder      yes\n" in coder("coders", "list").out


def test_names_are_unique_and_there_is_one_consensus(coder: Run, fails: Run, new: Path) -> None:
    coder("coders", "add", "Ann")
    coder("coders", "add", "all of us", "--consensus")
    assert fails("coders", "add", "Ann") == (
        "Ann: cannot be added, the study has the coder Ann (coder) already."
    )
    assert "all of us (consensus)" in fails("coders", "add", "Ben", "--consensus")
    assert fails("coders", "add", " ") == "a coder needs a name."
    assert "cannot code blind" in fails("coders", "add", "Cyd", "--consensus", "--blind")
    assert len(coder("coders", "list", "--format", "json").json) == 2


def test_a_second_round(coder: Run, fails: Run, new: Path) -> None:
    coder("coders", "add", "Ann")
    assert coder("coders", "add", "Ann, again", "--repeats", "Ann").err == (
        "added Ann, again as the second round of Ann, blind. Code with: coder --coder 'Ann, again'\n"
    )
    rows = coder("coders", "list", "--format", "json").json
    assert [(row["name"], row["role"], row["repeats"], row["blind"]) for row in rows] == [
        ("Ann", "coder", None, False),
        ("Ann, again", "coder", "Ann", True),
    ]
    assert "Ann, again  second round of Ann  yes\n" in coder("coders", "list").out
    assert fails("coders", "add", "Ann 3", "--repeats", "Ann").endswith(
        "has a second round already, Ann, again."
    )
    assert "a second round is always blind" in fails("coders", "add", "B", "--repeats", "Ann", "--not-blind")
    assert "no coder is called 'Cyd'" in fails("coders", "add", "Cyd 2", "--repeats", "Cyd")
    assert fails("drift", "--coder", "Ann, again").startswith(
        "Ann, again codes blind and cannot see agreement"
    )
    assert "add coder Ann, again, the second round of Ann" in coder("undo").err
    assert [row["name"] for row in coder("coders", "list", "--format", "json").json] == ["Ann"]
