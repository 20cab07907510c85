"""The head of a transcript: what is read, what is left alone, what is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.files.transcripts.frontmatter import FrontMatter, split
from coder.model import CoderError

PATH = Path("E1.md")


def test_the_four_keys_are_read_as_they_are_written() -> None:
    head = "language: RU\nrespondent: 007\ninterviewers: [Anna, no]\n"
    head += "attributes:\n  vip: no\n  since: 2024-01-01\n"
    front, rest = split(f"---\n{head}---\ntext\n", PATH)
    assert front == FrontMatter("ru", "007", ("Anna", "no"), {"vip": "no", "since": "2024-01-01"})
    assert rest == "text\n"


@pytest.mark.parametrize("head", ["", "title: x\ntags: [a, b]\nspeakers:\n  - {name: x}\n", "# comment\n"])
def test_other_keys_do_no_harm(head: str) -> None:
    assert split(f"---\n{head}---\ntext", PATH) == (FrontMatter(), "text")


@pytest.mark.parametrize(
    "whole", ["", "text", "---", "---\nlanguage: ru\n", "---\nplain\n---\nx", "---\n- a\n---\nx"]
)
def test_a_text_that_only_begins_with_a_rule_stays_whole(whole: str) -> None:
    assert split(whole, PATH) == (FrontMatter(), whole)


@pytest.mark.parametrize(
    ("head", "place"),
    [
        ("a: b: c", "line 2"),
        ("x: 1\na: [b", "line 3"),
        ("a: 1\na: 2", "line 3"),
        ("[" * 2000, "line 1"),
        ("respondent: [a]", "'respondent'"),
        ("interviewer: {a: b}", "'interviewer'"),
        ("attributes: [a]", "'attributes'"),
        ("attributes: {a: [b]}", "'a'"),
    ],
)
def test_a_broken_head_is_refused_with_its_place(head: str, place: str) -> None:
    with pytest.raises(CoderError, match=r"E1\.md") as fault:
        split(f"---\n{head}\n---\ntext", PATH)
    assert place in str(fault.value)
