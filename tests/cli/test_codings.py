"""Codings and projects of other programs on the command line, and the examples of the documentation."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.study.foreign.conftest import qc, qualcoder, taguette

if TYPE_CHECKING:
    from tests.cli.conftest import Coder

DOCS = Path(__file__).parents[2] / "docs" / "formats.md"
HEADER = "transcript,respondent,speaker,segment,codebook,code,code_label,coder,start,end,quote,"
HEADER += "memo,created_at,guid"


def example(language: str) -> str:
    """The example in this language in the documentation."""
    found = re.search(rf"```{language}\n(# codings.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def test_export_prints_csv_and_a_file_says_what_it_is(here: Path, coder: Coder, tmp_path: Path) -> None:
    printed = coder("codings", "export")
    assert printed.out.splitlines()[0] == HEADER
    assert len(printed.rows) == len(coder("quotes", "--format", "json").json)
    assert coder("codings", "export", "--format", "json").json[0].keys() == set(HEADER.split(","))
    coder("codings", "export", "--by-coder", "Dana", "--output", "dana.xlsx")
    assert (tmp_path / "dana.xlsx").read_bytes().startswith(b"PK")
    assert "E01" in coder("codings", "export", "--transcript", "E01", "--format", "table").out
    coder("codings", "export", "--output", "again.csv")
    assert "coder codings import" in coder("import", "again.csv", "--dry-run", code=1).err, "it is no survey"
    for name in ("all.csv", "all.json", "all.xlsx"):
        assert "codings" in coder("export", name, "--yes").err
    assert {each["coder"] for each in csv.DictReader(open_csv(coder, tmp_path))} == {"Dana"}


def open_csv(coder: Coder, folder: Path) -> list[str]:
    coder("export", "d.csv", "--of", "Dana")
    return (folder / "d.csv").read_text(encoding="utf-8-sig").splitlines()


def test_refusals_of_export_write_nothing(here: Path, fails: Callable[..., str], tmp_path: Path) -> None:
    assert "no coder is called 'Zoe'" in fails("codings", "export", "--by-coder", "Zoe", "--output", "x.csv")
    assert "say --output NAME.xlsx" in fails("codings", "export", "--format", "xlsx")
    assert "no transcript 'X'" in fails("codings", "export", "--transcript", "X")
    assert not (tmp_path / "x.csv").exists()


def test_a_table_comes_in_line_by_line(here: Path, coder: Coder, tmp_path: Path) -> None:
    """What cannot come in is listed with the way out; the rest does, and a second time nothing."""
    row = coder("codings", "export", "--transcript", "E01").rows[0]
    lines = [
        ["E01", "patriotism", row["quote"]],
        ["E01", "Patriotism", "not in the text"],
        ["E99", "patriotism", "x"],
    ]
    with (tmp_path / "mine.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["transcript", "code", "quote"], *lines])
    seen = coder("codings", "import", "mine.csv", "--coder", "Mira", "--add-coders", "--dry-run", code=1)
    assert "1 coding and 1 coder would come in, 2 cannot." in seen.err
    assert "nothing was changed" in seen.err
    strict = coder(
        *("codings", "import", "mine.csv", "--coder", "Mira", "--add-coders", "--all-or-nothing"), code=1
    )
    assert "nothing was changed" in strict.err
    done = coder(
        *("codings", "import", "mine.csv", "--coder", "Mira", "--add-coders", "--yes", "--format", "json"),
        code=1,
    )
    assert "2 of 3 lines cannot come in; the others are in" in done.err
    report = done.json
    assert (report["codings"], report["codings_by_coder"], report["coders_added"]) == (
        1,
        {"Mira": 1},
        ["Mira"],
    )
    assert [each["line"] for each in report["problems"]] == [3, 4]
    again = coder("codings", "import", "mine.csv", "--coder", "Mira", "--yes", code=1)
    assert "nothing was changed" in again.err
    assert len(coder("codings", "export", "--by-coder", "Mira").rows) == 1


def test_a_file_that_is_no_table_of_codings(
    here: Path, coder: Coder, fails: Callable[..., str], tmp_path: Path
) -> None:
    for text, says in (
        ("a,b\n1,2\n", "no column names the transcript"),
        ("transcript,quote\n1,2\n", "no column names the code"),
        ("transcript,code\n1,2\n", "no column says which passage"),
        ('transcript,code,quote\n1,2,"never closed\n', "never closed"),
    ):
        (tmp_path / "x.csv").write_text(text, encoding="utf-8")
        assert says in fails("codings", "import", "x.csv", "--yes")
    (tmp_path / "x.csv").write_text("transcript,code,quote\nE01,patriotism,x\n", encoding="utf-8")
    assert "no column is called 'Y'" in fails("codings", "import", "x.csv", "--column", "quote=Y")
    (tmp_path / "x.csv").write_text("transcript,code,quote\nE01,,\n", encoding="utf-8")
    done = coder("codings", "import", "x.csv", "--coder", "Z", "--add-coders", code=1)
    assert "12 decisions and 1 coder would come in." in done.err
    assert "nobody here to ask" in done.err


def test_the_example_for_pandas_says_what_the_study_says(here: Path, coder: Coder, tmp_path: Path) -> None:
    coder("codings", "export", "--output", "codings.csv")
    done = subprocess.run(
        [sys.executable, "-c", example("python")], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "learning-culture" in done.stdout
    checked = coder("codings", "import", "recoded.csv", "--coder", "Mira", "--add-coders", "--dry-run")
    assert re.search(r"\d+ codings and 1 coder would come in\.", checked.err)


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not on this machine")
def test_the_example_for_r_runs(here: Path, coder: Coder, tmp_path: Path) -> None:
    coder("codings", "export", "--output", "codings.csv")
    (tmp_path / "example.R").write_text(example("r"), encoding="utf-8")
    done = subprocess.run(["Rscript", "example.R"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "learning-culture" in done.stdout


@pytest.mark.parametrize("which", ["qualcoder", "taguette", "qc"])
def test_a_project_of_another_program_comes_in_once(
    new: Path, coder: Coder, tmp_path: Path, which: str
) -> None:
    make: dict[str, Callable[[], Path]] = {
        "qualcoder": lambda: qualcoder(tmp_path),
        "taguette": lambda: taguette(tmp_path / "t.sqlite3"),
        "qc": lambda: qc(tmp_path / "q"),
    }
    path = make[which]()
    seen = coder("import", path, "--dry-run", "--format", "json").json
    assert seen["codings"] == len(coder("quotes", "--format", "json").json) + seen["codings"]
    coder("import", path, "--yes")
    rows = coder("codings", "export").rows
    assert len(rows) == seen["codings"] > 1
    by_coder = {name: sum(each["coder"] == name for each in rows) for name in seen["codings_by_coder"]}
    assert by_coder == seen["codings_by_coder"]
    expected = {
        "users",
        "codes",
        "transcripts",
        "codings",
        "respondents",
        "attributes",
        "skipped",
        "warnings",
    }
    assert expected <= seen.keys()
    assert "Nothing was changed" in coder("import", path, "--yes").err
    coder("check")


def test_a_database_that_is_no_project(new: Path, fails: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "x.sqlite3").write_bytes(b"no database")
    assert "no database of Taguette" in fails("import", "x.sqlite3", "--yes")
    (tmp_path / "y.qda").mkdir()
    assert "y.qda" in fails("import", "y.qda", "--yes")
