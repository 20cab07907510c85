"""assign, assignments, progress, finish, reopen, open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def team(coder: Run, here: Path) -> None:
    """The demonstration with three coders who code blind, and a lead."""
    for name in ("Ana", "Ben", "Cid"):
        coder("coders", "add", name, "--blind")
    coder("coders", "add", "Lea", "--role", "lead")


def test_a_plan_is_shown_asked_about_and_written_once(coder: Run, fails: Run, team: None) -> None:
    plan = ("assign", "--plan", "--to", "Ana,Ben", "--to", "Cid", "--double", "0.33", "--seed", "7")
    shown = coder(*plan, "--dry-run", "--format", "json")
    assert shown.err == "32 assignments would be made; nothing was changed.\n"
    assert sum(each["double"] for each in shown.json) == 8
    assert coder("assignments", "--format", "json").json == []
    assert "nobody here to ask" in coder(*plan, code=1).err
    assert coder(*plan, "--yes", "--coder", "Lea").err == "32 assigned; undo takes them all back.\n"
    written = {(each["transcript"], each["coder"]) for each in coder("assignments", "--format", "json").json}
    assert written == {(each["transcript"], who) for each in shown.json for who in each["gets"]}
    assert coder(*plan, "--yes").err == "nothing to assign: every interview has its coders already.\n"
    rows = coder("progress", "--format", "json").json
    of = {each["coder"]: each for each in rows}
    assert sum(of[name]["assigned"] for name in ("Ana", "Ben", "Cid")) == 32
    assert sum(of[name]["doubles"] for name in ("Ana", "Ben", "Cid")) == 16
    assert "undone: assign 24 interviews by plan to Ana, Ben, Cid" in coder("undo", "--coder", "Lea").err


def test_from_assigning_to_reading_each_other(coder: Run, fails: Run, team: None) -> None:
    assert coder("assign", "E01", "E02", "--to", "Ana,Ben").err == "4 assigned.\n"
    assert coder("assign", "E02", "--to", "Ben", "--remove").err == "1 taken back.\n"
    left = coder("finish", "E01", "--list", "--coder", "Ana", "--format", "json").json
    assert (len(left), left[0]["segment"]) == (12, 3)
    assert fails("finish", "E01", "--coder", "Ana").startswith("E01 is not finished: 12 units are undecided")
    done = coder("finish", "E01", "--none-applies", "--coder", "Ana")
    assert done.err == "E01 is finished. 12 units marked as done without a code.\n"
    assert coder("finish", "E01", "--coder", "Ana").err == "E01 was finished already.\n"
    assert "E01 is not open" not in fails("disagreements", "--coder", "Ana")
    done = coder("finish", "E01", "--none-applies", "--coder", "Ben")
    assert done.err.endswith("All its coders have finished: it is open to Ana, Ben.\n")
    assert coder("reopen", "E01", "--coder", "Ben").err == "E01 is taken up again.\n"
    table = coder("disagreements", "--coder", "Ana")
    assert "Only interviews that are open to Ana: E01." in table.out
    assert "E02" not in table.out
    assert "1 of 24" not in table.out
    assert "it is not open to this coder" in fails("disagreements", "--transcript", "E02", "--coder", "Ana")
    assert "23 of 24 interviews are not open" in fails("agree", "--coder", "Ana")


def test_a_lead_opens_and_a_coder_does_not(coder: Run, fails: Run, team: None) -> None:
    coder("assign", "E01", "--to", "Ana,Ben")
    assert fails("open", "E01", "--yes", "--coder", "Ana") == (
        "Ana (coder) cannot open interviews; whoever leads the study does, as a lead or without --coder."
    )
    done = coder("open", "E01", "--yes", "--coder", "Lea")
    assert done.err == (
        "not finished by Ana: E01.\nnot finished by Ben: E01.\n1 interview opened to 2 coders.\n"
    )
    assert "nothing to open" in coder("open", "--all", "--yes").err
    assert "assigned to nobody" in fails("open", "E05", "--yes")
    assert coder("open", "E05", "--for", "Cid", "--yes").err.endswith("1 interview opened to 1 coder.\n")
    assert coder("assignments", "E01", "--format", "json").json[0]["opened"] is True


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("assign", "which interviews?"),
        ("assign --plan --remove --to Ana", "a plan gives interviews out"),
        ("open", "which interviews?"),
        ("open E01 --all", "which interviews?"),
        ("finish E01 --list --none-applies --coder Ana", "--list changes nothing"),
        ("coders add X --consensus --role lead", "has no other role"),
    ],
)
def test_what_does_not_go_together_is_usage(coder: Run, team: None, command: str, says: str) -> None:
    assert says in coder(*command.split(), code=2).err


def test_unknown_names_and_numbers_are_sentences(fails: Run, team: None) -> None:
    assert fails("assign", "E99", "--to", "Ana").startswith("there is no transcript 'E99'")
    assert fails("assign", "E01") == "to whom? Name the coders with --to NAME."
    assert fails("assignments", "E99").startswith("there is no transcript 'E99'")
    assert fails("assign", "--plan", "--to", "Ana", "--each", "2") == (
        "an interview cannot go to 2 of 1 coder; name more coders."
    )
    assert "not by 'luck'" in fails("assign", "--plan", "--to", "Ana", "--balance", "luck")
