"""codebook add, list, show, check."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coder.files import shipped

Run = Callable[..., Any]
"""Runs ``coder ARGUMENTS``: the fixtures coder, fails and shell."""

GOOD = """schema: 1
id: mine
languages: [en, ru]
title: {en: Mine, ru: Моё}
codes:
  - id: theme
    label: {en: Theme, ru: Тема}
    codable: false
    children:
      - id: pay
        label: {en: Pay, ru: Оплата}
        brief: {en: What people earn.}
"""
BAD = """schema: 1
id: mine
languages: [en]
codes:
  - id: pay
    label: {en: Pay}
    colour: "#0a0"
  - id: training
    label: {en: Training}
    not_when:
      - {en: It is about pay., see: wages}
"""


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.yaml"
    path.write_text(BAD, encoding="utf-8")
    return path


# --- add -------------------------------------------------------------------------------------


def test_add_shipped_ones_and_files(coder: Run, new: Path, good: Path) -> None:
    done = coder("codebook", "add", "oecd-pslc", "mine.yaml")
    assert done.out == ""
    assert done.err == "added oecd-pslc (version 1): 14 codes.\nadded mine (version 1): 1 codes.\n"
    again = coder("codebook", "add", "oecd-pslc")
    assert again.err == "oecd-pslc (version 1) is in the study already; nothing was changed.\n"


@pytest.mark.parametrize("name", list(shipped.codebooks()))
def test_every_shipped_codebook_can_be_added(coder: Run, new: Path, name: str) -> None:
    assert f"added {name} " in coder("codebook", "add", name).err


def test_add_refuses_another_codebook_of_that_id(coder: Run, fails: Run, new: Path, good: Path) -> None:
    coder("codebook", "add", "mine.yaml")
    good.write_text(GOOD.replace("Pay", "Wages"), encoding="utf-8")
    assert "give it an id of its own" in fails("codebook", "add", "mine.yaml")


def test_add_names_the_first_fault_and_how_to_see_the_rest(fails: Run, new: Path, bad: Path) -> None:
    sentence = fails("codebook", "add", "bad.yaml")
    assert sentence.startswith(
        "bad.yaml:7: code 'pay': unknown key 'colour' of a code; did you mean 'color'?"
    )
    assert "1 more fault; run: coder codebook check bad.yaml" in sentence


def test_one_bad_file_among_good_ones_adds_nothing(
    coder: Run, fails: Run, new: Path, good: Path, bad: Path
) -> None:
    fails("codebook", "add", "mine.yaml", "bad.yaml")
    assert coder("codebook", "list", "--format", "json").json == []


def test_add_of_an_unknown_name_lists_the_known(fails: Run, new: Path) -> None:
    assert fails("codebook", "add", "oecd") == (
        "oecd: neither a file nor a codebook that comes with coder "
        "(civil-service-themes, oecd-pslc, reform-directions)."
    )


# --- list, show --------------------------------------------------------------------------------


def test_list_tells_what_more_can_be_added(coder: Run, new: Path, good: Path) -> None:
    coder("codebook", "add", "mine.yaml", "oecd-pslc")
    done = coder("codebook", "list", "--lang", "ru", "--format", "json")
    assert [(row["codebook"], row["title"], row["codes"]) for row in done.json] == [
        ("mine", "Моё", 1),
        ("oecd-pslc", "Принципы ОЭСР по лидерству и потенциалу государственной службы", 14),
    ]
    assert done.err == "These come with coder and can be added: civil-service-themes, reform-directions\n"


def test_list_has_no_more_to_offer_in_the_demonstration(coder: Run, here: Path) -> None:
    assert coder("codebook", "list").err == ""


def test_show_one_of_the_study(coder: Run, new: Path, good: Path) -> None:
    coder("codebook", "add", "mine.yaml")
    good.unlink()
    rows = coder("codebook", "show", "mine", "--format", "json").json
    assert [(row["code"], row["parent"], row["depth"], row["codable"]) for row in rows] == [
        ("theme", None, 0, False),
        ("pay", "theme", 1, True),
    ]
    table = coder("codebook", "show", "mine").out
    assert table.startswith("Mine (mine, version 1)\n")
    assert "  Pay  pay    What people earn.\n" in table


def test_show_a_file_or_a_shipped_one_without_a_study(coder: Run, good: Path) -> None:
    assert "Оплата" in coder("codebook", "show", "mine.yaml", "--lang", "ru").out
    assert len(coder("codebook", "show", "oecd-pslc", "--format", "csv").rows) == 17


def test_show_of_an_unknown_one(fails: Run, here: Path) -> None:
    assert "neither a file nor a codebook" in fails("codebook", "show", "nosuch")
    assert "no codebook is called 'nosuch' in this study" in fails(
        "--study", "study.db", "codebook", "show", "nosuch"
    )


# --- check ----------------------------------------------------------------------------------------


def test_check_of_good_files_needs_no_study(coder: Run, good: Path) -> None:
    done = coder("codebook", "check", "mine.yaml", *shipped.codebooks().values())
    assert done.out == ""
    assert done.err.count(": no faults.\n") == 4


def test_check_names_every_fault_by_line_and_code(coder: Run, bad: Path, good: Path) -> None:
    done = coder("codebook", "check", "bad.yaml", "mine.yaml", "gone.yaml", code=1)
    assert done.out.splitlines() == [
        "bad.yaml:7: code 'pay': unknown key 'colour' of a code; did you mean 'color'?",
        "bad.yaml:11: code 'training': see points to 'wages', which is no code of this codebook",
        "gone.yaml: the file cannot be read: No such file or directory",
    ]
    assert done.err == "mine.yaml: no faults.\ncoder: 3 faults to mend.\n"


def test_a_warning_is_shown_once_and_is_no_fault(coder: Run, good: Path) -> None:
    good.write_text(GOOD.replace(", ru: Оплата", ""), encoding="utf-8")
    done = coder("codebook", "check", "mine.yaml")
    assert done.out == "mine.yaml:11: warning: code 'pay': label is missing in ru\n"
    coder("init")
    coder("codebook", "add", "mine.yaml")


def test_check_of_one_fault_speaks_of_one(coder: Run, good: Path) -> None:
    good.write_text(GOOD.replace("schema: 1", "schema: 9"), encoding="utf-8")
    done = coder("codebook", "check", "mine.yaml", code=1)
    assert done.out == "mine.yaml:1: schema '9' cannot be read; this version of coder reads schema 1\n"
    assert done.sentence == "1 fault to mend."
