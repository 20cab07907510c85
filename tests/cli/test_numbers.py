"""freq, agree, quotes."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coder.files import shipped

Run = Callable[..., Any]
"""Runs ``coder ARGUMENTS``: the fixtures coder, fails and shell."""

BOOK = ("--codebook", "reform-directions")


def of(rows: list[dict[str, Any]], code: str) -> dict[str, Any]:
    [row] = [row for row in rows if row["code"] == code]
    return row


# --- freq: formats --------------------------------------------------------------------------------


def test_freq_is_a_table_with_its_rule_and_denominator(coder: Run, here: Path) -> None:
    done = coder("freq", *BOOK)
    assert done.err == ""
    lines = done.out.splitlines()
    assert lines[0] == "Respondents who mention each code"
    assert lines[2] == "Directions of civil service reform"
    assert lines[3].split() == ["code", "id", "n", "of", "percent"]
    [line] = [line for line in lines if "systematic-approach" in line]
    assert line.split()[-3:] == ["7", "24", "29.2%"]
    assert "n of 24 respondents who mention the code at least once" in done.out
    assert "Rule: consensus." in done.out


def test_freq_without_a_codebook_counts_all(coder: Run, here: Path) -> None:
    rows = coder("freq", "--format", "json").json
    shown = [coder("codebook", "show", name, "--format", "json").json for name in shipped.codebooks()]
    assert len(rows) == sum(len(book) for book in shown)
    assert list(dict.fromkeys(row["codebook"] for row in rows)) == [
        "reform-directions",
        "oecd-pslc",
        "civil-service-themes",
    ]


def test_freq_as_json_and_csv_say_the_same(coder: Run, here: Path) -> None:
    rows = coder("freq", *BOOK, "--format", "json").json
    assert of(rows, "systematic-approach") == {
        "codebook": "reform-directions",
        "code": "systematic-approach",
        "label": "Systematic, comprehensive approach",
        "parent": "directions",
        "depth": 1,
        "codable": True,
        "n": 7,
        "of": 24,
        "percent": 29.2,
        "percent_text": "29.2%",
    }
    written = coder("freq", *BOOK, "--format", "csv").rows
    assert [list(row) for row in written] == [list(row) for row in rows]
    assert [(row["code"], int(row["n"]), float(row["percent"])) for row in written] == [
        (row["code"], row["n"], row["percent"]) for row in rows
    ]


def test_freq_as_markdown(coder: Run, here: Path) -> None:
    out = coder("freq", *BOOK, "--format", "md").out
    assert out.startswith(
        "### Respondents who mention each code\n\n**Directions of civil service reform**\n\n"
    )
    assert "| :-- | :-- | --: | --: | --: |\n" in out
    assert "| \u2003Systematic, comprehensive approach | systematic-approach | 7 | 24 | 29.2% |\n" in out


def test_freq_with_a_decimal_comma(coder: Run, here: Path) -> None:
    assert " 29,2%\n" in coder("freq", *BOOK, "--decimal", ",").out
    assert "| 29,2% |" in coder("freq", *BOOK, "--decimal", ",", "--format", "md").out
    out = coder("freq", *BOOK, "--decimal", ",", "--format", "csv").out
    assert ";7;24;29,2;29,2%\n" in out.replace("\r\n", "\n")
    rows = list(csv.DictReader(io.StringIO(out), delimiter=";"))
    assert of(rows, "systematic-approach")["percent"] == "29,2"
    row = of(coder("freq", *BOOK, "--decimal", ",", "--format", "json").json, "systematic-approach")
    assert (row["percent"], row["percent_text"]) == (29.2, "29,2%")


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_freq_in_another_language(coder: Run, here: Path, language: str) -> None:
    labels = {"ru": "Системный, комплексный подход", "kk": "Жүйелі, кешенді тәсіл"}
    rows = coder("freq", *BOOK, "--lang", language, "--format", "json").json
    assert of(rows, "systematic-approach")["label"] == labels[language]


def test_freq_takes_the_language_of_the_environment(
    coder: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "kk_KZ.UTF-8")
    assert "Жүйелі, кешенді тәсіл" in coder("freq").out
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert "Systematic, comprehensive approach" in coder("freq").out


# --- freq: to a file ------------------------------------------------------------------------------


ENDINGS = {".csv": "csv", ".json": "json", ".md": "md", ".html": "html", ".htm": "html", ".tex": "tex"}


@pytest.mark.parametrize("name", ["t.CSV", "t.txt", "t", *(f"t{ending}" for ending in ENDINGS)])
def test_output_takes_its_form_from_the_ending(coder: Run, here: Path, tmp_path: Path, name: str) -> None:
    form = ENDINGS.get(Path(name).suffix.lower(), "table")
    printed = coder("freq", "--format", form).out
    done = coder("freq", "--output", name)
    assert (done.out, done.err) == ("", f"written: {name}\n")
    data = (tmp_path / name).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") == (form == "csv")  # the mark by which Excel knows UTF-8
    assert data.decode("utf-8-sig") == printed
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_office_files_go_to_a_file_and_not_to_the_screen(
    coder: Run, fails: Run, here: Path, tmp_path: Path, form: str
) -> None:
    assert fails("freq", "--format", form).endswith(f"say --output NAME.{form}")
    coder("freq", "--output", f"t.{form}")
    assert zipfile.is_zipfile(tmp_path / f"t.{form}")


def test_output_to_another_ending_needs_a_format(coder: Run, fails: Run, here: Path, tmp_path: Path) -> None:
    assert fails("freq", "--output", "t.odt").startswith("t.odt: the ending may be ")
    assert not (tmp_path / "t.odt").exists()
    coder("freq", "--output", "t.dat", "--format", "csv")
    assert (tmp_path / "t.dat").read_bytes().startswith(b"\xef\xbb\xbfcodebook,code,")


def test_output_where_nothing_can_be_written(fails: Run, here: Path) -> None:
    assert fails("freq", "--output", "no/t.csv") == "no/t.csv: cannot be written (No such file or directory)."


def test_an_unknown_format_is_a_slip_of_usage(coder: Run, here: Path) -> None:
    assert "'nosuch' is not one of" in coder("freq", "--format", "nosuch", code=2).err


# --- freq: groups and rules -------------------------------------------------------------------------


def test_freq_by_group(coder: Run, here: Path) -> None:
    rows = coder("freq", *BOOK, "--by", "side", "--format", "json").json
    mine = [row for row in rows if row["code"] == "systematic-approach"]
    assert [(row["group"], row["n"], row["of"], row["percent"]) for row in mine] == [
        (None, 7, 24, 29.2),
        ("internal", 2, 6, 33.3),
        ("external", 5, 18, 27.8),
    ]
    out = coder("freq", *BOOK, "--by", "side").out
    assert out.startswith("Respondents who mention each code, by side\n")
    [line] = [line for line in out.splitlines() if line.startswith("  Systematic")]
    assert line.split()[-6:] == ["7", "29.2%", "2", "33.3%", "5", "27.8%"]
    csv_rows = coder("freq", *BOOK, "--by", "side", "--format", "csv").rows
    assert [row["group"] for row in csv_rows[:3]] == ["", "internal", "external"]


def test_freq_by_an_unknown_attribute(fails: Run, here: Path) -> None:
    assert fails("freq", "--by", "age") == (
        "respondents have no attribute 'age' (attributes: group, side, language)."
    )


def test_freq_under_each_rule(coder: Run, here: Path) -> None:
    def found(*rule: str) -> int:
        rows = coder("freq", *BOOK, *rule, "--format", "json").json
        n = of(rows, "human-capital")["n"]
        assert isinstance(n, int)
        return n

    either = "Dana", "Timur"
    assert found() == found("--rule", "consensus") == 4
    each = [found("--rule", name) for name in either]
    assert found("--rule", "all") <= min(each)
    assert found("--rule", "any") >= max(each)
    assert found("--rule", "all") <= found("--rule", "majority") <= found("--rule", "any")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("consensus", "Rule: consensus."),
        ("any", "Rule: coded by any of Dana, Timur."),
        ("majority", "Rule: coded by more than half of those who decided the unit among Dana, Timur."),
        ("all", "Rule: coded by all who decided the unit among Dana, Timur."),
        ("Dana", "Rule: coded by Dana."),
    ],
)
def test_freq_names_its_rule(coder: Run, here: Path, rule: str, words: str) -> None:
    assert words in " ".join(coder("freq", *BOOK, "--rule", rule).out.split())


def test_freq_of_what_is_not_there(fails: Run, here: Path) -> None:
    assert fails("freq", "--rule", "most").startswith(
        "no rule or coder is called 'most': say consensus, any,"
    )
    assert fails("freq", "--codebook", "mine") == (
        "no codebook is called 'mine' in this study "
        "(codebooks: reform-directions, oecd-pslc, civil-service-themes)."
    )


def test_freq_without_a_codebook_or_a_respondent(coder: Run, fails: Run, new: Path) -> None:
    assert "this study has no codebook yet" in fails("freq")
    coder("codebook", "add", "oecd-pslc")
    rows = coder("freq", "--format", "json").json
    assert {(row["n"], row["of"], row["percent"]) for row in rows} == {(0, 0, None)}


# --- agree --------------------------------------------------------------------------------------------


def test_agree_is_a_table(coder: Run, here: Path) -> None:
    done = coder("agree", *BOOK)
    assert done.err == ""
    assert done.out.startswith("Agreement of Dana, Timur\n")
    [line] = [line for line in done.out.splitlines() if line.startswith("  Systematic")]
    figures = ["280", "1.6%", "99.6%", "0.887", "0.996", "0.887", "0.686", "1.000", "reliable"]
    assert line.split()[-9:] == figures
    assert "bootstrap of interviews, 2000 replicates, seed 1" in " ".join(done.out.split())
    assert "280 units rated." in done.out


def test_agree_as_json(coder: Run, here: Path) -> None:
    form = coder("agree", *BOOK, "--format", "json").json
    assert list(form) == ["units", "coders", "codes", "overall"]
    assert (form["units"], form["coders"], len(form["codes"])) == (280, ["Dana", "Timur"], 18)
    code = form["codes"]["systematic-approach"]
    assert code["krippendorff_alpha"]["n"] == 280
    assert 0.887 < code["krippendorff_alpha"]["value"] < 0.888
    assert code["cohen_kappa"][0]["coders"] == ["Dana", "Timur"]
    sets = {"mv_alpha", "alpha_masi", "alpha_jaccard"}
    assert {"pooled_kappa", "pooled_alpha", *sets} == set(form["overall"])


def test_agree_on_several_codebooks_names_codes_by_codebook(coder: Run, here: Path) -> None:
    keys = coder("agree", "--format", "json").json["codes"]
    assert len(keys) == 18 + 14 + 29
    assert all("/" in key for key in keys)


def test_agree_as_csv_and_markdown_with_a_decimal_comma(coder: Run, here: Path) -> None:
    row = of(coder("agree", *BOOK, "--format", "csv").rows, "systematic-approach")
    assert row["units"] == "280"
    assert row["undefined"] == ""
    assert row["krippendorff_alpha"].startswith("0.887")
    assert ";0,887" in coder("agree", *BOOK, "--format", "csv", "--decimal", ",").out
    assert (
        "| 99,6% | 0,887 | 0,996 | 0,887 |" in coder("agree", *BOOK, "--format", "md", "--decimal", ",").out
    )


def test_agree_of_coders_named(coder: Run, here: Path) -> None:
    form = coder("agree", "--coders", "Timur, consensus", "--format", "json").json
    assert form["coders"] == ["Timur", "consensus"]
    three = coder("agree", "--coders", "Dana,Timur,consensus", "--format", "json").json
    assert len(three["codes"]["oecd-pslc/define-values"]["cohen_kappa"]) == 3
    assert "Cohen's" not in coder("agree", "--coders", "Dana,Timur,consensus").out


def test_agree_needs_two_who_have_coded(coder: Run, fails: Run, here: Path) -> None:
    assert fails("agree", "--coders", "Dana") == (
        "agreement needs two coders who have coded; here it is Dana."
    )
    assert fails("agree", "--coders", "Dana,Zoe") == (
        "no coder is called 'Zoe' in this study (coders: Dana, Timur, consensus)."
    )
    coder("init", "empty.db")
    assert fails("agree", "--study", "empty.db").endswith("here it is nobody.")


# --- quotes --------------------------------------------------------------------------------------------


def test_quotes_of_everything(coder: Run, here: Path) -> None:
    rows = coder("quotes", "--format", "json").json
    assert len(rows) == 266 + 222 + 271
    assert coder("quotes").out.startswith("759 coded passages\n")
    row = rows[0]
    assert row["transcript"] == row["respondent"] == "E01"
    assert row["end"] - row["start"] == len(row["quote"])


def test_quotes_of_a_code_and_of_a_headings_branch(coder: Run, here: Path) -> None:
    def codes(*names: str) -> set[str]:
        return {row["code"] for row in coder("quotes", *names, "--format", "json").json}

    branch = {"new-growth-points", "long-term-view", "weak-strategic-planning", "innovation-foresight"}
    assert codes("long-term-view") == {"long-term-view"}
    assert codes("strategy") == branch
    assert codes("reform-directions/strategy") == branch
    assert codes("long-term-view", "oecd-pslc/define-values") == {"long-term-view", "define-values"}


def test_quotes_by_coder_and_transcript(coder: Run, here: Path) -> None:
    rows = coder("quotes", "--by-coder", "Timur", "--transcript", "E13", "--format", "json").json
    assert rows
    assert {(row["coder"], row["transcript"]) for row in rows} == {("Timur", "E13")}


def test_quotes_as_a_table_and_csv(coder: Run, here: Path) -> None:
    out = coder("quotes", "new-growth-points", "--by-coder", "Timur").out
    assert out.startswith("1 coded passage\n")
    out = coder("quotes", "long-term-view", "--by-coder", "consensus").out
    assert out.startswith("2 coded passages\n")
    assert (
        "E24:11      E24         long-term-view  consensus  So it's a very short look into the future.\n"
        in out
    )
    row, _ = coder("quotes", "long-term-view", "--by-coder", "consensus", "--format", "csv").rows
    assert (row["segment"], row["start"], row["end"]) == ("11", "2558", "2600")


def test_quotes_never_run_as_formulas(coder: Run, new: Path, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("respondent,formula\nE1,=1+1\n", encoding="utf-8")
    coder("respondents", "import", "people.csv")
    assert "E1,'=1+1" in coder("respondents", "list", "--format", "csv").out


def test_quotes_of_what_is_not_there(fails: Run, here: Path) -> None:
    assert fails("quotes", "nosuch").startswith("no code is called 'nosuch' in this study")
    assert fails("quotes", "--by-coder", "Zoe").startswith("no coder is called 'Zoe' in this study")
    assert fails("quotes", "--transcript", "E99") == "there is no transcript 'E99' in this study."


def test_quotes_of_a_code_that_nobody_used(coder: Run, new: Path) -> None:
    coder("codebook", "add", "oecd-pslc")
    assert coder("quotes", "define-values").out.startswith("0 coded passages\n")
    assert coder("quotes", "define-values", "--format", "json").json == []
