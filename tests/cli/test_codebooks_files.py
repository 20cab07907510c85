"""codebook add, export and import with files of all kinds: what comes in, what goes out, what is refused."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coder.files.codebooks import read
from coder.files.codebooks.kinds import load

Run = Callable[..., Any]

TABLE = "Code,Parent,Definition\nBonus,Pay,On top of it\nPay,,What they earn\n"
OURS = """\
# Ours, with a comment.
schema: 1
id: mine
languages: [en, ru]
codes:
  # about money
  - id: pay
    label: {en: Pay, ru: Оплата}
    definition: {en: "Earned <b>*all*</b> of it."}
  - id: bonus
    label: {en: Bonus, ru: Премия}
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "pay.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.fixture
def ours(coder: Run, new: Path, tmp_path: Path) -> Path:
    """A study with a codebook that was added from ``mine.yaml``."""
    path = tmp_path / "mine.yaml"
    path.write_text(OURS, encoding="utf-8")
    coder("codebook", "add", "mine.yaml")
    return path


# --- add, import ---------------------------------------------------------------------------------------


def test_a_dry_run_shows_the_tree_and_needs_no_study(coder: Run, table: Path) -> None:
    done = coder("codebook", "add", "pay.csv", "--dry-run", "--id", "wages", "--title", "Wages")
    assert done.out == "Pay  pay  [definition]\n  Bonus  bonus  [definition]\n"
    assert "pay.csv (table): wages, 2 codes, languages en" in done.err
    assert "name from “Code”, parent from “Parent”, definition from “Definition”" in done.err
    assert done.err.endswith("Nothing was changed.\n")


def test_a_table_is_added_and_added_again(coder: Run, new: Path, table: Path) -> None:
    assert "added pay (version 1): 2 codes.\n" in coder("codebook", "add", "pay.csv").err
    assert "nothing was changed" in coder("codebook", "add", "pay.csv").err
    assert [row["code"] for row in coder("codebook", "show", "pay", "--format", "json").json] == [
        "pay",
        "bonus",
    ]


def test_columns_can_be_named(coder: Run, fails: Run, table: Path) -> None:
    done = coder(
        "codebook", "add", "pay.csv", "--dry-run", "--column", "brief=Definition", "--language", "kk"
    )
    assert "[brief]" in done.out
    assert "languages kk" in done.err
    assert "write it as FIELD=HEADER" in fails("codebook", "add", "pay.csv", "--column", "brief")
    assert "no format of codebooks is called 'x'" in fails("codebook", "add", "pay.csv", "--as", "x")
    assert "--id and --title are for one" in fails("codebook", "add", "pay.csv", "oecd-pslc", "--id", "x")


def test_import_takes_codebooks_and_transcripts_together(
    coder: Run, new: Path, table: Path, tmp_path: Path
) -> None:
    (tmp_path / "E01.txt").write_text("Interviewer: Why?\nAnn: Because.\n", encoding="utf-8")
    (tmp_path / "tree.yaml").write_text("- people:\n  - training\n", encoding="utf-8")
    done = coder("import", "pay.csv", "E01.txt", "tree.yaml", "--yes", "--format", "json")
    assert [(row["name"], row["format"], row["result"]) for row in done.json] == [
        ("pay", "table", "imported"),
        ("E01", "text", "imported"),
        ("tree", "qc", "imported"),
    ]
    assert done.json[0]["warnings"]
    assert [row["codebook"] for row in coder("codebook", "list", "--format", "json").json] == ["pay", "tree"]
    again = coder("import", "pay.csv", "--dry-run", "--format", "json")
    assert again.json[0]["result"] == "in the study already"


def test_another_codebook_of_that_id_is_not_taken_for_the_same(coder: Run, new: Path, table: Path) -> None:
    coder("import", "pay.csv", "--yes")
    table.write_text(TABLE.replace("On top", "Above"), encoding="utf-8")
    done = coder("import", "pay.csv", "--yes", code=1)
    assert "differs from it" in done.err


def test_a_codebook_with_a_fault_keeps_nothing_else_out(
    coder: Run, new: Path, table: Path, tmp_path: Path
) -> None:
    (tmp_path / "bad.qdc").write_text("<CodeBook><Codes>", encoding="utf-8")
    done = coder("import", "bad.qdc", "pay.csv", "--yes", code=1)
    assert "damaged" in done.out + done.err
    assert len(coder("codebook", "list", "--format", "json").json) == 1


# --- export to programs ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "profile", "form"),
    [
        ("x.yaml", None, "coder"),
        ("x.yaml", "qc", "qc"),
        ("x.qdc", None, "qdc"),
        ("x.csv", None, "table"),
        ("x.csv", "taguette", "taguette"),
        ("x.xlsx", None, "table"),
        ("x.xlsx", "maxqda", "maxqda"),
        ("x.xlsx", "nvivo", "nvivo"),
    ],
)
def test_export_in_every_form(
    coder: Run, ours: Path, tmp_path: Path, name: str, profile: str | None, form: str
) -> None:
    done = coder("codebook", "export", "mine", name, *(["--profile", profile] if profile else []))
    assert done.out == ""
    assert done.err.endswith(f"written: {name}\n")
    found = load(tmp_path / name)
    assert found.book is not None
    assert (found.form, [code.slug for code in found.book.codes]) == (form, ["pay", "bonus"])
    assert ("look at this" in done.err) == (
        form in ("qc", "qdc", "taguette", "maxqda", "nvivo") or name == "x.csv"
    )


def test_export_over_the_file_keeps_its_comments(coder: Run, ours: Path) -> None:
    coder("codebook", "export", "mine", "mine.yaml")
    assert ours.read_text(encoding="utf-8") == OURS
    coder("codebook", "edit-code", "pay", "--brief", "What people earn.", "--why", "clearer")
    coder("codebook", "export", "mine", "mine.yaml")
    text = ours.read_text(encoding="utf-8")
    assert text.startswith("# Ours, with a comment.\n")
    assert '{en: Pay, ru: Оплата}\n    brief: {en: "What people earn."}\n' in text
    assert "  # about money\n  - id: pay\n" in text
    assert "guid" not in text
    assert "clearer" in text.partition("changes:")[2]
    assert read(ours).version == 2
    assert "is in the study already" in coder("codebook", "add", "mine.yaml").err


def test_another_file_is_not_replaced_unasked(coder: Run, fails: Run, ours: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(OURS.replace("id: mine", "id: other"), encoding="utf-8")
    assert "holds the codebook 'other'" in fails("codebook", "export", "mine", "other.yaml")
    other.write_text("# notes\n", encoding="utf-8")
    assert "something else than a sound codebook" in fails("codebook", "export", "mine", "other.yaml")
    coder("codebook", "export", "mine", "other.yaml", "--yes", "--no-guids")
    assert "guid" not in other.read_text(encoding="utf-8")


def test_a_language_of_files_that_hold_one(coder: Run, fails: Run, ours: Path, tmp_path: Path) -> None:
    coder("codebook", "export", "mine", "x.qdc", "--lang", "ru")
    assert 'name="Оплата"' in (tmp_path / "x.qdc").read_text(encoding="utf-8")
    assert "no texts in kk (en, ru)" in fails("codebook", "export", "mine", "y.qdc", "--lang", "kk")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("none", "x.yaml"), "no codebook is called 'none'"),
        (("mine", "x.pdf"), "x.pdf: a codebook can be written as .yaml"),
        (("mine", "x.qdc", "--profile", "maxqda"), ".qdc has no profile 'maxqda'"),
        (("mine", "x.md", "--profile", "maxqda"), "--profile is for"),
        (("mine", "gone/x.yaml"), "cannot be written"),
        (("mine", "x.html", "--quotes-in", "fr"), "no interview is in 'fr'"),
    ],
)
def test_faults_of_export_are_one_sentence(
    fails: Run, ours: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    assert sentence in fails("codebook", "export", *arguments)


# --- documents -------------------------------------------------------------------------------------------


def test_a_document_for_an_appendix(coder: Run, here: Path, tmp_path: Path) -> None:
    coder("codebook", "export", "reform-directions", "a.md", "--quotes", "1")
    text = (tmp_path / "a.md").read_text(encoding="utf-8")
    [row] = [
        each
        for each in coder("freq", "--codebook", "reform-directions", "--format", "json").json
        if each["code"] == "systematic-approach"
    ]
    assert f"respondents: {row['n']} of {row['of']} ({row['percent_text']})" in text
    assert "Rule: consensus" in text
    section = text.partition("(`systematic-approach`)")[2].partition("\n#### ")[0]
    assert section.count("\n> — ") == 1
    assert "**Do not use when**" in section
    assert "Then use: Reforms on a systematic basis (systematic-basis)." in section
    assert "## Versions" in text


def test_documents_of_all_kinds_languages_and_draws(coder: Run, here: Path, tmp_path: Path) -> None:
    options = ("--lang", "ru", "--decimal", ",", "--choose", "random")
    for name in ("a.html", "b.html"):
        coder("codebook", "export", "reform-directions", name, *options)
    a, b = ((tmp_path / name).read_text(encoding="utf-8") for name in ("a.html", "b.html"))
    assert a == b
    assert "респонденты: 7 из 24 (29,2%)" in a
    coder("codebook", "export", "reform-directions", "c.html", *options, "--seed", "2")
    assert (tmp_path / "c.html").read_text(encoding="utf-8") != a
    coder("codebook", "export", "reform-directions", "d.html", *options, "--quotes-in", "kk")
    assert 'lang="ru"' not in (tmp_path / "d.html").read_text(encoding="utf-8")
    coder("codebook", "export", "reform-directions", "e.html", "--no-counts")
    assert "of 24" not in (tmp_path / "e.html").read_text(encoding="utf-8")


def test_a_word_document_is_not_replaced_unasked(coder: Run, fails: Run, ours: Path, tmp_path: Path) -> None:
    coder("codebook", "export", "mine", "a.docx")
    assert zipfile.is_zipfile(tmp_path / "a.docx")
    assert "a.docx is there already" in fails("codebook", "export", "mine", "a.docx")
    coder("codebook", "export", "mine", "a.docx", "--yes")


def test_texts_are_never_markup(coder: Run, ours: Path, tmp_path: Path) -> None:
    for name in ("a.md", "a.html"):
        coder("codebook", "export", "mine", name)
    assert "Earned \\<b\\>\\*all\\*\\</b\\> of it" in (tmp_path / "a.md").read_text(encoding="utf-8")
    assert "Earned &lt;b&gt;*all*&lt;/b&gt; of it" in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_a_blind_coder_sees_the_own_work_alone(coder: Run, here: Path, tmp_path: Path) -> None:
    coder("coders", "add", "Bea", "--blind")
    coder("--coder", "Bea", "codebook", "export", "reform-directions", "a.md")
    text = (tmp_path / "a.md").read_text(encoding="utf-8")
    assert "\n> — " not in text
    assert "respondents: 0 of 24" in text
    assert "(29.2%)" not in text
    assert "Rule: coded by Bea" in text
    refused = coder(
        "--coder", "Bea", "codebook", "export", "reform-directions", "b.md", "--rule", "any", code=1
    )
    assert "Bea codes blind" in refused.sentence
    assert not (tmp_path / "b.md").exists()


# --- coder export ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["x.qdc", "x.yaml", "x.md", "x.html", "x.docx"])
def test_export_of_the_study_knows_codebooks_by_the_ending(
    coder: Run, fails: Run, ours: Path, tmp_path: Path, name: str
) -> None:
    done = coder("export", name)
    assert done.err.endswith(f"written: {name}\n")
    assert (tmp_path / name).stat().st_size > 200
    coder("codebook", "add", "oecd-pslc")
    assert "say which codebook with --codebook (codebooks: mine, oecd-pslc)" in fails("export", name, "--yes")
    coder("export", name, "--yes", "--codebook", "mine")
