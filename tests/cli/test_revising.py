"""codebook add-code, edit-code, move-code, recolor, retire, merge, split, and what tells of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
"""Runs ``coder ARGUMENTS``: the fixtures coder and fails."""

BOOK = "reform-directions"


def shown(coder: Run) -> dict[str, dict[str, Any]]:
    rows = coder("codebook", "show", BOOK, "--format", "json").json
    return {each["code"]: each for each in rows}


def codings(coder: Run, code: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = coder("codebook", "codings", code, "--format", "json").json
    return rows


def changes(coder: Run) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = coder("codebook", "changes", BOOK, "--format", "json").json
    return rows


def test_a_code_is_added_and_its_neighbours_named(coder: Run, here: Path) -> None:
    before = changes(coder)[0]["version"]
    done = coder(
        *("codebook", "add-code", BOOK, "Жильё", "--in", "ru", "--under", "directions"),
        *("--brief", "Где жить.", "--color", "#0A0", "--in-vivo", "--why", "came up", "--coder", "Dana"),
    )
    assert f"added {BOOK}/zhile." in done.err
    assert shown(coder)["zhile"]["parent"] == "directions"
    newest = changes(coder)[0]
    assert (newest["by"], newest["why"]) == ("Dana", "came up")
    assert newest["version"] > before
    again = coder("codebook", "add-code", BOOK, "жилье", "--in", "ru")
    assert f"Close to it: {BOOK}/zhile" in again.err
    near = coder("codebook", "near", "ЖИЛЬЁ", "--format", "json").json
    assert {each["code"] for each in near} == {"zhile", "zhile-2"}
    assert "zhile" in coder("codebook", "near", "жильё").out


def test_edit_and_older_codings(coder: Run, here: Path) -> None:
    code = "systematic-approach"
    assert coder("codebook", "older", "--format", "json").json == []
    coder("codebook", "edit-code", code, "--label", "System", "--alias", "whole")
    assert shown(coder)[code]["label"] == "System"
    assert coder("codebook", "older", "--format", "json").json == []
    done = coder("codebook", "edit-code", code, "--definition", "Another.", "--why", "vague")
    assert done.err == f"changed {code}.\n"
    assert "nothing was changed" in coder("codebook", "edit-code", code, "--definition", "Another.").err
    older = coder("codebook", "older", code, "--mine", "--coder", "Dana", "--format", "json").json
    assert {each["coder"] for each in older} == {"Dana"}
    assert older == [each for each in codings(coder, code) if each["coder"] == "Dana"]
    ids = [str(each["id"]) for each in older]
    coder("codebook", "confirm", *ids, "--coder", "Dana")
    assert coder("codebook", "older", code, "--mine", "--coder", "Dana", "--format", "json").json == []
    assert "systematic-approach" in coder("codebook", "older").out


def test_move_recolor_retire_and_back(coder: Run, here: Path) -> None:
    coder("codebook", "move-code", "systematic-basis", "--place", "1")
    assert shown(coder)["systematic-basis"]["parent"] is None
    assert next(iter(shown(coder))) == "systematic-basis"
    coder("codebook", "move-code", "systematic-basis", "--under", "directions")
    assert shown(coder)["systematic-basis"]["parent"] == "directions"
    coder("codebook", "recolor", "systematic-basis", "#123456")
    coder("codebook", "retire", "systematic-basis", "--why", "unused")
    assert shown(coder)["systematic-basis"]["status"] == "retired"
    coder("codebook", "reactivate", "systematic-basis")
    assert shown(coder)["systematic-basis"]["status"] == "active"
    coder("codebook", "add-example", "systematic-basis", "By plan.", "--kind", "atypical")
    assert len({each["version"] for each in changes(coder)}) >= 6
    assert "add an example" in coder("codebook", "changes", BOOK).out


def test_merge_moves_codings_and_undo_brings_them_back(coder: Run, here: Path) -> None:
    one, other = codings(coder, "systematic-approach"), codings(coder, "consistency")
    done = coder("codebook", "merge", "systematic-approach", "consistency", "--why", "one thing")
    assert "merged systematic-approach into consistency; " in done.err
    assert codings(coder, "systematic-approach") == []
    assert len(other) < len(codings(coder, "consistency")) <= len(one) + len(other)
    coder("undo")
    assert (codings(coder, "systematic-approach"), codings(coder, "consistency")) == (one, other)


def test_split_off(coder: Run, here: Path) -> None:
    before = codings(coder, "systematic-approach")
    ids = [str(each["id"]) for each in before[:2]]
    coder("codebook", "split", "systematic-approach", "Pace", *(x for i in ids for x in ("--coding", i)))
    assert [str(each["id"]) for each in codings(coder, "pace")] == ids
    names = list(shown(coder))
    assert shown(coder)["pace"]["parent"] == shown(coder)["systematic-approach"]["parent"]
    assert names.index("pace") > names.index("systematic-approach")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("add-code", "none", "x"), "no codebook is called 'none'"),
        (("add-code", BOOK, " "), "needs a label"),
        (("add-code", BOOK, "x", "--under", "none"), "no code is called"),
        (("add-code", BOOK, "x", "--id", "directions"), "already"),
        (("add-code", BOOK, "x", "--in", "English"), "not a language"),
        (("edit-code", "none", "--label", "x"), "no code is called 'none'"),
        (("move-code", "directions", "--under", "systematic-basis"), "under itself"),
        (("recolor", "systematic-basis", "red"), "#0A0"),
        (("retire", "directions"), "heading with codes in use"),
        (("merge", "systematic-basis", "systematic-basis"), "into itself"),
        (("split", "systematic-basis", "x", "--coding", "999999"), "coding number 999999"),
        (("confirm", "1"), "who is coding"),
        (("changes", "none"), "no codebook is called 'none'"),
    ],
)
def test_what_is_wrong_is_said(fails: Run, here: Path, arguments: tuple[str, ...], sentence: str) -> None:
    assert sentence in fails("codebook", *arguments)


def test_near_needs_a_codebook(fails: Run, new: Path) -> None:
    assert "no codebook yet" in fails("codebook", "near", "x")


def test_what_a_merge_would_do_is_said_first(coder: Run, here: Path) -> None:
    before = codings(coder, "systematic-basis")
    done = coder("codebook", "merge", "systematic-basis", "systematic-approach", "--preview")
    assert f"codings that move: {len(before)} (interviews: " in done.err
    assert done.err.rstrip().endswith("Nothing was changed.")
    assert codings(coder, "systematic-basis") == before
    assert shown(coder)["systematic-basis"]["status"] == "active"


def test_use_and_the_changes_of_one_code(coder: Run, here: Path) -> None:
    def use(*more: str) -> dict[str, Any]:
        rows = coder("codebook", "usage", BOOK, "--format", "json", *more).json
        return next(each for each in rows if each["code"] == "systematic-basis")

    assert use()["codings"] == len(codings(coder, "systematic-basis"))
    assert (use()["older"], use()["status"]) == (0, "active")
    coder("codebook", "edit-code", "systematic-basis", "--brief", "Another.", "--why", "vague")
    assert use()["older"] == use()["codings"] > use()["respondents"] > 0
    assert "Reforms on a systematic basis" in coder("codebook", "usage").out
    coder("codebook", "edit-code", "systematic-approach", "--brief", "Another.")
    rows = coder("codebook", "changes", BOOK, "--code", "systematic-basis", "--format", "json").json
    assert [each["why"] for each in rows] == ["vague"]
