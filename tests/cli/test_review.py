"""``coder review``: what waits, taking over, settling, how far it has come."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.mark.usefixtures("here")
def test_the_list_names_items_that_settle_takes(coder: Run) -> None:
    found = coder("review", "list", "--format", "json").json
    assert len(found) == 129
    first = found[0]
    assert (first["item"], first["yes"], first["no"]) == ("E01:7/oecd-pslc/define-values", "Dana", "Timur")
    assert {each["state"] for each in found} == {"open"}
    done = coder("review", "settle", first["item"], "--accept", "Timur", "--reason", "only mentioned")
    assert done.err.startswith("settle define-values on E01:7: as Timur.")
    assert len(coder("review", "list", "--format", "json").json) == 128
    [settled] = coder("review", "list", "--settled", "--format", "json").json
    assert (settled["outcome"], settled["reason"], settled["settled_by"], settled["consensus"]) == (
        "not-applied",
        "only mentioned",
        "lead",
        "not applied",
    )
    coder("undo")
    assert len(coder("review", "list", "--format", "json").json) == 129


@pytest.mark.usefixtures("here")
def test_it_is_narrowed_and_ordered(coder: Run) -> None:
    one = coder("review", "list", "--interview", "E01", "--format", "json").json
    assert {each["transcript"] for each in one} == {"E01"}
    code = coder("review", "list", "--code", "human-capital", "--format", "json").json
    assert {each["code"] for each in code} == {"human-capital"}
    by_code = [each["code"] for each in coder("review", "list", "--order", "code", "--format", "json").json]
    counts = [by_code.count(code) for code in dict.fromkeys(by_code)]
    assert counts == sorted(counts, reverse=True)
    assert len(coder("review", "list", "--agreed", "--format", "json").json) == 171
    assert "0 settlements since which codings have changed." in coder("review", "list", "--stale").out


@pytest.mark.usefixtures("here")
def test_the_table_shows_how_a_unit_begins_and_what_to_type(coder: Run) -> None:
    [full, *_] = coder("review", "list", "--interview", "E01", "--format", "json").json
    lines = coder("review", "list", "--interview", "E01", "--format", "md").out.splitlines()
    [line] = [each for each in lines if each.startswith("| E01:7/define-values ")]
    assert len(full["text"]) > 200
    shown = line.split("|")[-2].strip()
    assert shown.endswith(" …")
    assert full["text"].startswith(shown.removesuffix(" …"))
    assert 30 < len(shown) <= 62
    coder("review", "settle", "E01:7/define-values", "--accept", "all")


@pytest.mark.usefixtures("here")
def test_agreement_is_taken_over_once(coder: Run) -> None:
    dry = coder("review", "take-agreed", "--dry-run", "--format", "json").json
    assert sum(each["n"] for each in dry) == 171
    assert coder("review", "progress", "--by", "interview", "--format", "json").json[0]["agreed"] == 7
    done = coder("review", "take-agreed", "--yes")
    assert done.err.startswith("Taken over: 171 codes that coders agree on, 0 units")
    assert "Nothing new to take over." in coder("review", "take-agreed", "--yes").err
    first = coder("review", "progress", "--by", "interview", "--format", "json").json[0]
    assert (first["interview"], first["open"], first["agreed"], first["finished"]) == ("E01", 6, 0, False)


@pytest.mark.usefixtures("here")
def test_another_code_another_passage_a_whole_unit(coder: Run) -> None:
    coder("review", "settle", "E01:17", "--accept", "Dana")
    assert not [
        x
        for x in coder("review", "list", "--interview", "E01", "--format", "json").json
        if x["segment"] == 17
    ]
    coder("review", "settle", "E01:7/define-values", "--code", "honesty", "--span", "1219-1226")
    quotes = coder(
        "quotes", "honesty", "--coder", "consensus", "--transcript", "E01", "--format", "json"
    ).json
    assert "Говорят" in [each["quote"] for each in quotes]
    again = coder("review", "settle", "E01:7/define-values", "--accept", "consensus")
    assert "It was settled like this already" in again.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("settle E01 --accept Dana", "'E01' names no item: say E01:12/code"),
        ("settle E01:99 --accept none", "E01:99: E01 has the segments 1 to 25."),
        ("settle E01:7 --accept Nobody", "no coder is called 'Nobody'"),
        ("settle E01:6 --accept all", "E01:6: nothing there waits for a person."),
        ("settle E01:7/define-values --accept Dana --span 3-5", "does not lie within E01:7"),
        ("settle E01:7/no-such --accept Dana", "no code is called 'no-such'"),
        ("list --interview E99", "there is no transcript 'E99'"),
        ("progress --format csv", "two tables make no CSV or JSON; say --by interview or --by code."),
        ("take-agreed --yes --coder Timur", "Timur codes and cannot settle"),
        ("settle E01:7 --accept all --coder Dana", "Dana codes and cannot settle"),
    ],
)
@pytest.mark.usefixtures("here")
def test_what_does_not_fit_is_said_in_a_sentence(
    fails: Callable[..., str], words: str, sentence: str
) -> None:
    assert sentence in fails("review", *words.split())


@pytest.mark.usefixtures("here")
def test_usage(coder: Run) -> None:
    for words in (
        "settle E01:7",
        "settle E01:7 --accept all --code honesty",
        "settle E01:7 --accept all --span x",
        "list --settled --stale",
    ):
        assert coder("review", *words.split(), code=2).out == ""


def test_a_blind_coder_is_shown_nothing(coder: Run, fails: Callable[..., str], here: Path) -> None:
    coder("coders", "add", "Blind", "--blind")
    for words in ("list", "progress --by code", "take-agreed --dry-run", "settle E01:7 --accept all"):
        said = fails("review", *words.split(), "--coder", "Blind")
        assert "cannot see disagreements" in said or "cannot settle" in said


@pytest.mark.usefixtures("here")
def test_the_consensus_is_no_coder_among_others_in_numbers(coder: Run) -> None:
    coder("review", "take-agreed", "--yes")
    caption = coder("freq", "--rule", "majority").out
    assert "among Dana, Timur" in " ".join(caption.split())
    assert "consensus" not in coder("agree", "--ci", "none", "--codebook", "reform-directions").out
    assert "Rule: consensus" in coder("freq", "--codebook", "reform-directions").out
