"""search."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
"""Runs ``coder ARGUMENTS``: the fixtures coder and fails."""


def hits(coder: Run, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = coder("search", *arguments, "--format", "json").json
    return found


def test_words_in_their_context(coder: Run, here: Path) -> None:
    done = coder("search", "лидер", "-n", "2")
    assert "“лидер”: " in done.out
    assert " found, 2 shown" in done.out
    assert "[лидер]" in done.out.lower()
    assert done.err == ""


def test_the_ways_to_search(coder: Run, here: Path) -> None:
    exact = hits(coder, "реформ")
    assert exact
    assert all(each["words"].casefold() == "реформ" for each in exact)
    assert hits(coder, "реформ", "--word") == []
    words = {each["words"].casefold() for each in hits(coder, r"реформ\w+", "--regex")}
    assert "реформы" in words
    assert {each["transcript"] for each in hits(coder, "госудрственой службы", "--fuzzy")}
    assert set(exact[0]) == {
        *("transcript", "segment", "speaker", "respondent", "start", "end"),
        *("words", "before", "after", "score"),
    }


def test_filters(coder: Run, here: Path) -> None:
    everything = hits(coder, "а")
    only = hits(coder, "а", "--transcript", "E04", "--role", "interviewer")
    assert 0 < len(only) < len(everything)
    assert {each["transcript"] for each in only} == {"E04"}
    side = hits(coder, "а", "--where", "side=internal")
    assert 0 < len(side) < len(everything)
    coded = hits(coder, "а", "--coded", "--coder", "Dana", "--units")
    uncoded = hits(coder, "а", "--uncoded", "--coder", "Dana", "--units")
    assert len(coded) + len(uncoded) == len(hits(coder, "а", "--units"))
    code = hits(coder, "а", "--code", "systematic-approach")
    assert 0 < len(code) < len(everything)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((" ",), "Say at least one letter"),
        (("(", "--regex"), "“(” is not a regular expression"),
        (("a", "--transcript", "none"), "no transcript 'none'"),
        (("a", "--code", "none"), "no code is called 'none'"),
        (("a", "--where", "age=40"), "no attribute 'age'"),
    ],
)
def test_what_is_wrong_is_said(fails: Run, here: Path, arguments: tuple[str, ...], sentence: str) -> None:
    assert sentence in fails("search", *arguments)


def test_a_filter_without_a_value_is_a_slip(coder: Run, here: Path) -> None:
    assert "ATTRIBUTE=VALUE" in coder("search", "a", "--where", "side", code=2).err


def test_what_is_found_goes_into_files(coder: Run, here: Path, tmp_path: Path) -> None:
    coder("search", "а", "--output", "found.json")
    assert json.loads((tmp_path / "found.json").read_text("utf-8"))
