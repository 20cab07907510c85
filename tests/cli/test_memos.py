"""memo add, list, edit, remove."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
"""Runs ``coder ARGUMENTS``: the fixtures coder and fails."""


def listed(coder: Run, *arguments: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = coder("memo", "list", *arguments, "--format", "json").json
    return rows


def test_memos_on_everything(coder: Run, here: Path) -> None:
    coding = coder("codebook", "codings", "systematic-approach", "--format", "json").json[0]
    assert "memo number 1 on the study" in coder("memo", "add", "Whole").err
    coder("memo", "add", "Turn", "--segment", "E04:2", "--coder", "Dana")
    coder("memo", "add", "Talk", "--transcript", "E04")
    coder("memo", "add", "Code", "--code", "systematic-approach")
    coder("memo", "add", "Coding", "--coding", str(coding["id"]))
    assert [each["kind"] for each in listed(coder)] == ["study", "segment", "transcript", "code", "coding"]
    (turn,) = listed(coder, "--on", "segment")
    assert (turn["transcript"], turn["segment"], turn["coder"], turn["text"]) == ("E04", 2, "Dana", "Turn")
    assert turn["words"]
    assert [each["text"] for each in listed(coder, "--by-coder", "Dana")] == ["Turn"]
    assert [each["text"] for each in listed(coder, "--transcript", "E04") if each["kind"] != "coding"] == [
        *("Turn", "Talk"),
    ]
    assert "segment E04:2" in coder("memo", "list").out


def test_edit_remove_and_undo(coder: Run, here: Path, fails: Run) -> None:
    coder("memo", "add", "one")
    coder("memo", "edit", "1", "two")
    assert [each["text"] for each in listed(coder)] == ["two"]
    assert "another's; Dana cannot remove it" in fails("memo", "remove", "1", "--coder", "Dana")
    coder("memo", "remove", "1")
    assert listed(coder) == []
    coder("undo")
    assert [each["text"] for each in listed(coder)] == ["two"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("add", " "), "needs words"),
        (("add", "x", "--segment", "E04"), "TRANSCRIPT:NUMBER"),
        (("add", "x", "--segment", "E04:0"), "there is no number 0"),
        (("add", "x", "--segment", "E04:99999"), "there is no number 99999"),
        (("add", "x", "--segment", "none:1"), "no transcript 'none'"),
        (("add", "x", "--transcript", "none"), "no transcript 'none'"),
        (("add", "x", "--code", "none"), "no code is called 'none'"),
        (("add", "x", "--coding", "999999"), "no coding number 999999"),
        (("remove", "5"), "no memo number 5"),
        (("list", "--by-coder", "Nobody"), "no coder is called 'Nobody'"),
    ],
)
def test_what_is_wrong_is_said(fails: Run, here: Path, arguments: tuple[str, ...], sentence: str) -> None:
    assert sentence in fails("memo", *arguments)


def test_a_memo_is_on_one_thing(coder: Run, here: Path) -> None:
    assert "one thing" in coder("memo", "add", "x", "--transcript", "E04", "--coding", "1", code=2).err
