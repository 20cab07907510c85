"""freq with its options, matrix, cooccur, saturation, chart."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
"""Runs ``coder ARGUMENTS``: the fixtures coder, fails and shell."""

BOOK = ("--codebook", "reform-directions")


def test_freq_with_everything(coder: Run, here: Path) -> None:
    out = coder("freq", *BOOK, "--ci", "--columns", "segments,codings", "--bars", "--of", "units").out
    head = out.splitlines()[3].split()
    assert head[-2:] == ["codings", "segments"]
    assert "█" in out
    rows = coder("freq", *BOOK, "--ci", "--columns", "codings", "--format", "json").json
    assert {"ci_low", "ci_high", "codings"} <= set(rows[0])


def test_freq_by_two_attributes(coder: Run, here: Path) -> None:
    rows = coder("freq", *BOOK, "--by", "side", "--by", "language", "--test", "--format", "csv").rows
    assert [(row["by"], row["group"]) for row in rows[:6]] == [
        ("", ""),
        ("side", "internal"),
        ("side", "external"),
        ("language", "ru"),
        ("language", "en"),
        ("language", "kk"),
    ]
    crossed = coder("freq", *BOOK, "--by", "side", "--by", "language", "--cross", "--format", "json").json
    assert {row["of"] for row in crossed if row["group"] is None} == {24}
    assert all(" + " in row["group"] for row in crossed if row["group"] is not None)


def test_the_seed_is_printed(coder: Run, here: Path) -> None:
    out = coder("freq", *BOOK, "--by", "group", "--test", "--seed", "42").out
    assert "seed 42" in " ".join(out.split())


def test_slips(coder: Run, fails: Run, here: Path) -> None:
    assert "there is no column 'nosuch'" in coder("freq", "--columns", "nosuch", code=2).err
    assert fails("freq", "--test") == "a test compares groups: say --by ATTRIBUTE."
    assert (
        fails("chart", "freq", *BOOK, "--output", "x.gif")
        == "x.gif: the ending may be one of .svg, .png, .pdf."
    )
    assert fails("cooccur", "--of", "overlaps", "--rule", "all").startswith(
        "overlapping passages have no majority"
    )


def test_the_matrix_is_a_csv_first(coder: Run, here: Path) -> None:
    rows = coder("matrix", *BOOK).rows
    assert len(rows) == 24
    assert list(rows[0])[:5] == ["respondent", "group", "side", "language", "directions"]
    assert sum(int(row["systematic-approach"]) for row in rows) == 7
    assert {row["systematic-approach"] for row in rows} == {"0", "1"}
    tidy = coder("matrix", "--shape", "tidy", "--codings").rows
    assert list(tidy[0]) == ["respondent", "code", "value"]
    assert {row["code"].split("/")[0] for row in tidy} == {
        *("reform-directions", "oecd-pslc", "civil-service-themes")
    }
    coder("matrix", "--output", "m.xlsx")
    assert Path("m.xlsx").stat().st_size > 1000


def test_cooccur_and_saturation(coder: Run, here: Path) -> None:
    rows = coder("cooccur", "--codebook", "oecd-pslc", "--of", "respondents", "--format", "json").json
    assert rows[0]["both"] == max(row["both"] for row in rows) == 3
    assert coder("cooccur", "--matrix", "--codebook", "oecd-pslc").out.startswith(
        "Codes that come together (matrix)"
    )
    form = coder("saturation", "--format", "json").json
    assert form["guest_namey_chen"]["notation"] == "13+2"
    written = list(csv.DictReader(io.StringIO(coder("saturation", "--format", "csv").out)))
    assert [int(row["new"]) for row in written] == [row["new"] for row in form["interviews"]]
    strict = coder("saturation", "--threshold", "0", "--base", "5", "--run", "3", "--format", "json").json
    assert strict["guest_namey_chen"]["notation"] == "19+3"


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_chart(coder: Run, here: Path, ending: str) -> None:
    done = coder("chart", "freq", *BOOK, "--under", "directions", "--output", f"f.{ending}")
    assert (done.out, done.err) == ("", f"written: f.{ending}\n")
    assert not list(Path().glob("*.part"))


@pytest.mark.parametrize("command", ["freq", "matrix", "cooccur", "saturation"])
def test_tables_do_without_what_charts_and_tests_need(here: Path, command: str) -> None:
    script = (
        "import sys; from coder.cli.main import main; sys.argv[0] = 'coder'\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(*[n for n in ('matplotlib', 'scipy', 'pandas') if n in sys.modules], file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, command], capture_output=True, text=True, check=True, cwd=here.parent
    )
    assert ended.stdout
    assert ended.stderr.strip() == ""


def test_a_blind_coder_counts_the_own_codings_only(coder: Run, fails: Run, here: Path) -> None:
    coder("coders", "add", "Eve", "--blind")
    rows = coder("matrix", "--coder", "Eve").rows
    assert {value for row in rows for key, value in row.items() if "/" in key} == {"0"}
    assert fails("cooccur", "--coder", "Eve", "--rule", "any").startswith("Eve codes blind")
    assert coder("cooccur", "--coder", "Eve", "--of", "overlaps", "--format", "json").json == []
    assert coder("saturation", "--coder", "Eve", "--format", "json").json["interviews"] == []
    assert fails("chart", "agreement", *BOOK, "--coder", "Eve", "--output", "x.svg").startswith(
        "Eve codes blind"
    )
