"""agree with its options, disagreements, confusion, drift, plan."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from coder.study import coding, people, transcripts
from coder.study.study import Study

Run = Callable[..., Any]
DOCS = Path(__file__).parents[2] / "docs"
BOOK = ("--codebook", "reform-directions")


def pooled(coder: Run, *more: str) -> dict[str, Any]:
    value: dict[str, Any] = coder("agree", *BOOK, "--format", "json", *more).json["overall"]["pooled_alpha"]
    return value


def test_every_way_to_make_intervals(coder: Run, here: Path) -> None:
    by_interview, by_unit, gwet, none = (
        pooled(coder, "--ci", ci, "--replicates", "300") for ci in ("interview", "unit", "gwet", "none")
    )
    assert by_interview["value"] == by_unit["value"] == gwet["value"] == none["value"]
    assert by_interview["ci"] != by_unit["ci"]
    assert gwet["ci"] is none["ci"] is None
    assert pooled(coder, "--seed", "5") != pooled(coder)
    assert pooled(coder, "--seed", "1") == pooled(coder)


@pytest.mark.parametrize(("unit", "n"), [("segment", 280), ("transcript", 24), ("respondent", 24)])
def test_units(coder: Run, here: Path, unit: str, n: int) -> None:
    found = coder("agree", *BOOK, "--unit", unit, "--ci", "none", "--format", "json").json
    assert found["units"] == found["codes"]["systematic-approach"]["prevalence"]["n"] == n


def test_characters_have_the_figures_of_spans(coder: Run, here: Path) -> None:
    found = coder("agree", *BOOK, "--unit", "character", "--replicates", "200", "--format", "json").json
    assert found["units"] == found["codes"]["systematic-approach"]["prevalence"]["n"] > 100_000
    assert {"u_alpha", "alpha_u_1995", "char_alpha", "pooled_alpha"} <= set(found["overall"])
    alone = found["codes"]["systematic-approach"]["u_alpha"]
    assert (alone["n"], alone["reason"]) == (found["units"], None)
    assert alone["ci"][0] < alone["value"] < alone["ci"][1]
    assert found["overall"]["u_alpha"]["reason"] == "codes of one coder overlap"
    table = " ".join(coder("agree", *BOOK, "--unit", "character", "--ci", "gwet").out.split())
    assert "n/a (codes of one coder overlap)" in table
    assert "The column u-alpha has each code by itself." in table
    share = sum(code["prevalence"]["value"] for code in found["codes"].values())
    told = re.search(r"Of the characters decided, ([0-9.]+)% carry none of these codes", table)
    assert told
    assert 100 * (1 - share) <= float(told[1]) <= 100 * (1 - share) + 2  # codes that overlap count once
    first, *_ = csv.DictReader(StringIO(coder("agree", *BOOK, "--unit", "character", "--format", "csv").out))
    assert float(first["u_alpha"]) == pytest.approx(alone["value"])
    assert "u_alpha" not in coder("agree", *BOOK, "--format", "csv").out.splitlines()[0]
    assert "of characters only beside alpha." in table
    assert "No intervals: the characters of a text are not independent" in table


def test_the_tree_rolled_up(coder: Run, here: Path) -> None:
    top = coder("agree", *BOOK, "--tree-level", "1", "--ci", "none", "--format", "json").json
    assert list(top["codes"]) == ["directions", "human-capital"] or len(top["codes"]) == 2
    assert "level 1 of the tree" in " ".join(coder("agree", *BOOK, "--tree-level", "1").out.split())


def test_all_coefficients_and_the_paradox(coder: Run, here: Path) -> None:
    usual, every = (
        coder("agree", *BOOK).out,
        coder("agree", *BOOK, "--all-coefficients", "--format", "md").out,
    )
    assert "PABAK" not in usual
    assert all(name in every for name in ("PABAK", "Fleiss' kappa", "bias index", "P(alpha", "moderate"))
    assert "much of the agreement is expected by chance" in " ".join(usual.split())


def test_pairs(coder: Run, here: Path) -> None:
    rows = coder("agree", *BOOK, "--pairs", "--coders", "Dana,Timur,consensus", "--format", "json").json
    assert [(row["first"], row["second"]) for row in rows] == [
        ("Dana", "Timur"), ("Dana", "consensus"), ("Timur", "consensus")
    ]  # fmt: skip
    assert rows[0]["pooled_alpha"] == pooled(coder)["value"]


def test_ratings_need_no_study(
    coder: Run, fails: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("r.csv").write_text("unit,A,B\n1,2,2\n2,1,1\n3,3,2\n4,2,2\n", encoding="utf-8")
    found = coder("agree", "--ratings", "r.csv", "--level", "interval", "--format", "json").json
    assert found["overall"]["level"] == "interval"
    assert coder("agree", "--ratings", "r.csv").out.startswith("Agreement of A, B\n")
    q = ("agree", "--ratings", "r.csv", "--format", "json", "--categories")
    assert coder(*q, "1,2,3,4").json["overall"]["brennan_prediger"]["value"] == pytest.approx(
        (0.75 - 0.25) / 0.75
    )
    assert fails(*q, "1,2") == "'3' is none of the categories (1, 2)."
    for option, value in (("--coders", "A"), ("--codebook", "x"), ("--tree-level", "1")):
        assert "is for a study" in fails("agree", "--ratings", "r.csv", option, value)
    assert "are for a study" in fails("agree", "--ratings", "r.csv", "--unit", "transcript")
    Path("r.csv").write_text("a,b\n", encoding="utf-8")
    assert "fit none of the three forms" in fails("agree", "--ratings", "r.csv")


def test_the_level_is_for_ratings(fails: Run, here: Path) -> None:
    assert fails("agree", "--level", "ordinal").startswith("--level and --categories are for --ratings")


def test_disagreements_are_what_alpha_counts(coder: Run, here: Path) -> None:
    rows = coder("disagreements", *BOOK, "--format", "json").json
    figures = coder("agree", *BOOK, "--ci", "none", "--format", "json").json["codes"]
    for code, figure in figures.items():
        n = sum(row["code"] == code for row in rows)
        assert n == round(280 * (1 - figure["percent_agreement"]["value"]))
    assert all(row["text"] and {row["yes"], row["no"]} == {"Dana", "Timur"} for row in rows)
    by_code = coder("disagreements", *BOOK, "--sort", "code", "--format", "json").json
    assert sorted(map(str, by_code)) == sorted(map(str, rows))
    assert [row["label"] for row in by_code] == sorted(row["label"] for row in by_code)
    one = coder("disagreements", "human-capital", *BOOK, "--transcript", "E01", "--format", "json").json
    assert all((row["code"], row["transcript"]) == ("human-capital", "E01") for row in one)


def test_a_memo_stands_beside_the_disagreement(coder: Run, here: Path) -> None:
    before = coder("disagreements", *BOOK, "--format", "json").json
    first = before[0]
    coder(
        "memo",
        "add",
        "the case is unclear",
        "--segment",
        f"{first['transcript']}:{first['segment']}",
        "--coder",
        "Dana",
    )
    now = coder("disagreements", *BOOK, "--format", "json").json[0]
    assert now["memos"] == "Dana: the case is unclear"


def test_confusion(coder: Run, here: Path) -> None:
    rows = coder("confusion", *BOOK, "--format", "json").json
    assert [row["n"] for row in rows] == sorted((row["n"] for row in rows), reverse=True)
    assert sum(row["n"] for row in rows) == rows[0]["of"]
    assert "no other code" in coder("confusion", *BOOK).out


def test_drift(coder: Run, here: Path) -> None:
    rows = coder("drift", *BOOK, "--parts", "2", "--format", "json").json
    assert [(row["coder"], row["part"], row["units"]) for row in rows] == [
        ("Dana", 1, 140), ("Dana", 2, 140), ("Timur", 1, 140), ("Timur", 2, 140)
    ]  # fmt: skip
    assert "was brought in at once" in " ".join(coder("drift", *BOOK).out.split())


@pytest.fixture
def twice(here: Path) -> None:
    """The demonstration, of which Dana has coded the first three interviews a second time."""
    with Study.open(here) as study:
        dana, again = (
            people.coder_named(study, "Dana"),
            people.add_coder(study, "Dana, again", repeats="Dana"),
        )
        for name in transcripts.names(study)[:3]:
            text = transcripts.load(study, name)
            codings = coding.codings_of(study, text.id, dana.id)
            new = [coding.NewCoding(text.id, each.span, each.code_id) for each in codings[1:]]
            coding.bring_in(study, again, new, [s.id for s in text.segments if s.is_unit], "bring in")


def test_drift_against_the_own_second_round(coder: Run, fails: Run, twice: None, tmp_path: Path) -> None:
    rows = coder("drift", "--against", "self", "--format", "json").json
    assert [row["which"] for row in rows if row["of"] == "interview"] == ["E01", "E02", "E03"]
    assert [row["which"] for row in rows if row["of"] == "part"] == ["1", "2", "3", "4"]
    assert {(row["coder"], row["second_round"]) for row in rows} == {("Dana", "Dana, again")}
    assert 0.8 < rows[0]["alpha"] < 1
    both = coder("drift", *BOOK).out
    assert both.index("Agreement over the order of coding") < both.index("with their own second round")
    assert "own second round" not in coder("drift", *BOOK, "--against", "others").out
    one_table = "two tables make no CSV or JSON; say --against others or --against self."
    assert fails("drift", "--format", "csv") == fails("drift", "--output", "drift.json") == one_table
    for ending in ("md", "html", "tex", "xlsx", "docx"):
        coder("drift", *BOOK, "--output", f"drift.{ending}")
        assert (tmp_path / f"drift.{ending}").stat().st_size > 500
    coder("drift", "--against", "self", "--coders", "Dana, again", "--output", "drift.csv")
    assert "no second round" in fails("drift", "--against", "self", "--coders", "Timur")
    assert "Системный" in coder("drift", *BOOK, "--against", "self", "--lang", "ru").out


def test_every_json_key_of_the_second_round_is_described(coder: Run, twice: None) -> None:
    section = (DOCS / "json.md").read_text(encoding="utf-8").split("\n## drift\n", 1)[1].split("\n## ", 1)[0]
    row = coder("drift", "--against", "self", "--format", "json").json[0]
    assert [key for key in row if f"`{key}`" not in section] == []


def test_agreement_leaves_a_second_round_out(coder: Run, twice: None) -> None:
    assert coder("agree", *BOOK, "--ci", "none", "--format", "json").json["coders"] == ["Dana", "Timur"]
    named = ("--coders", "Dana,Dana, again", "--ci", "none", "--format", "json")
    assert coder("agree", *BOOK, *named).json["coders"] == ["Dana", "Dana, again"]
    assert "Left out, being no further coder: Dana, again" in " ".join(coder("agree", *BOOK).out.split())


def test_plan(coder: Run, fails: Run) -> None:
    asked = (
        "--only",
        "agreement",
        "--kappa",
        "0.8",
        "--lower",
        "0.6",
        "--prevalence",
        "0.3",
        "--raters",
        "2",
    )
    assert coder("plan", *asked, "--format", "json").json == [
        {"prevalence": 0.3, "coders": 2, "units": 52, "interviews": None}
    ]
    [row] = coder("plan", "--only", "interviews", "--frequency", "0.1", "--format", "json").json
    assert row == {"frequency": 0.1, "probability": 0.95, "times": 1, "interviews": 29}
    both = coder("plan", "--per-interview", "12").out
    assert "Donner and Rotondi 2010" in " ".join(both.split())
    assert "How many interviews to meet a code" in both
    assert fails("plan", "--format", "json").startswith("two tables make no CSV or JSON")
    assert fails("plan", "--kappa", "0.5", "--lower", "0.6").startswith("the lower bound must lie")
