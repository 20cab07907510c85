"""transcript replace, versions, show, lost, place, drop, segment, speakers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
"""Runs ``coder ARGUMENTS``: the fixtures coder and fails."""

NUMBERS = ("freq", "agree", "matrix")


def text_of(coder: Run, name: str = "E04") -> str:
    return str(coder("transcript", "show", name).out).rstrip("\n")


def numbers(coder: Run) -> list[str]:
    return [coder(name, "--format", "json").out for name in NUMBERS]


def quoted(coder: Run, name: str = "E04") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = coder("quotes", "--transcript", name, "--format", "json").json
    return found


def corrected(coder: Run) -> Path:
    """E04 with the first letter of some words of every quote written differently, and a line more."""
    text = text_of(coder)
    quote = quoted(coder)[3]["quote"]
    word = max(quote.split(), key=len)
    path = Path("new.txt")
    path.write_text(text.replace(word, f"{word[:4]}ъ{word[4:]}") + "\n\nКонец записи.\n", encoding="utf-8")
    return path


def test_corrected_typing_mistakes_change_no_number(coder: Run, here: Path) -> None:
    before, words = numbers(coder), quoted(coder)
    done = coder("transcript", "replace", "E04", corrected(coder), "--yes", "--format", "json")
    kinds = [each["kind"] for each in done.json]
    assert "fuzzy" in kinds
    assert "lost" not in kinds
    assert numbers(coder) == before
    after = quoted(coder)
    assert [(e["code"], e["coder"], e["segment"]) for e in after] == [
        (e["code"], e["coder"], e["segment"]) for e in words
    ]
    assert [e["quote"] for e in after] != [e["quote"] for e in words]
    assert "sound" in coder("check").err
    assert list(here.with_name("study.backups").glob("*before-replace*.db"))
    coder("undo")
    assert quoted(coder) == words


def test_the_difference_is_shown_before_anything_is_written(coder: Run, here: Path) -> None:
    path = corrected(coder)
    before = text_of(coder)
    shown = coder("transcript", "replace", "E04", path, "--dry-run")
    assert "ъ" in shown.err
    assert "{+" in shown.err
    assert "would go" in shown.out
    assert "Nothing was changed" in shown.err
    assert text_of(coder) == before
    assert "--yes" in coder("transcript", "replace", "E04", path, code=1).err


def test_lost_ones_wait_and_are_placed_or_dropped(coder: Run, here: Path, fails: Run) -> None:
    quote = quoted(coder)[0]["quote"]
    Path("new.txt").write_text(text_of(coder).replace(quote, "Иное."), encoding="utf-8")
    done = coder("transcript", "replace", "E04", "new.txt", "--yes")
    assert "wait" in done.err
    waiting = coder("transcript", "lost", "E04", "--format", "json").json
    assert quote in {each["quote"] for each in waiting}
    id_ = str(waiting[0]["id"])
    assert "do not stand" in fails("transcript", "place", id_, "--at", "нет таких слов")
    assert "write where it begins" in fails("transcript", "place", id_, "here")
    assert coder("transcript", "place", id_, code=2)
    coder("transcript", "place", id_, "--at", "Иное.")
    assert "Иное." in {each["quote"] for each in quoted(coder)}
    for each in waiting[1:]:
        coder("transcript", "drop", str(each["id"]))
    assert coder("transcript", "lost", "--format", "json").json == []
    assert "sound" in coder("check").err
    assert [each["version"] for each in coder("transcript", "versions", "E04", "--format", "json").json] == [
        *(2, 1),
    ]
    assert quote in coder("transcript", "show", "E04", "--version", "1").out


def test_dividing_by_sentence_and_back_leaves_the_codings_alone(coder: Run, here: Path) -> None:
    words = {(e["coder"], e["code"], e["start"], e["end"]) for e in quoted(coder)}
    said = coder("transcript", "segment", "E04", "--by", "sentence", "--yes").err
    assert "units now" in said
    assert {(e["coder"], e["code"], e["start"], e["end"]) for e in quoted(coder)} == words
    assert "sound" in coder("check").err
    before = coder("freq", "--format", "json").out
    coder("transcript", "segment", "E04", "--by", "turn", "--yes")
    assert coder("freq", "--format", "json").out == before


def test_speakers_are_listed_and_put_right(coder: Run, here: Path, fails: Run) -> None:
    labels = {e["label"]: e["role"] for e in coder("transcript", "speakers", "E04", "--format", "json").json}
    assert labels == {"И": "interviewer", "Э": "respondent"}
    done = coder("transcript", "speakers", "E04", "--rename", "Э:Эксперт", "--role", "И=other", "--yes")
    assert "become units" in done.err
    assert "Эксперт" in done.out
    assert "no role" in fails("transcript", "speakers", "E04", "--role", "И=boss")
    assert "write the label" in fails("transcript", "speakers", "E04", "--role", "И")


def test_an_import_of_a_changed_file_points_the_way(coder: Run, here: Path) -> None:
    Path("E04.txt").write_text(text_of(coder) + "\nЕщё.", encoding="utf-8")
    done = coder("import", "E04.txt", "--yes", code=None)
    assert "coder transcript replace E04 E04.txt" in done.err + done.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("replace", "E99", "new.txt"), "no transcript 'E99'"),
        (("replace", "E04", "none.txt"), "none.txt"),
        (("versions", "E99"), "no transcript 'E99'"),
        (("show", "E04", "--version", "7"), "no version 7"),
        (("lost", "E99"), "no transcript 'E99'"),
        (("drop", "12"), "no lost coding number 12"),
        (("replace", "E04", "new.txt", "--coder", "Dana"), "cannot replace"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    coder: Run, fails: Run, here: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    Path("new.txt").write_text("И: Что?\nЭ: Ничего.\nИ: Совсем?\nЭ: Совсем.\n", encoding="utf-8")
    assert sentence in fails("transcript", *arguments)
