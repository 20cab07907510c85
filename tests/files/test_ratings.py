"""Ratings from a file: three forms, told apart by the header."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.files.ratings import HEADERS, Long, Spans, Wide, read_ratings
from coder.model import CoderError, Span


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ratings.csv"


def test_wide(file: Path) -> None:
    file.write_text("unit;Ann;Ben\n1;yes;no\n2;;yes\n", encoding="utf-8-sig")
    assert read_ratings(file) == Wide(("Ann", "Ben"), ("1", "2"), ("1", "2"), (("yes", "no"), (None, "yes")))


def test_wide_with_interviews(file: Path) -> None:
    file.write_text("unit,interview,Ann,Ben\n1,E1,a,b\n2,E1,a,a\n", encoding="utf-8")
    found = read_ratings(file)
    assert isinstance(found, Wide)
    assert (found.coders, found.interviews) == (("Ann", "Ben"), ("E1", "E1"))


def test_long(file: Path) -> None:
    file.write_text("Unit,Coder,Code\n1,Ann,a\n1,Ann,b\n1,Ben,\n2,Ben,c\n", encoding="utf-8")
    assert read_ratings(file) == Long(
        ("Ann", "Ben"),
        ("a", "b", "c"),
        ("1", "2"),
        ("1", "2"),
        {("1", "Ann"): frozenset("ab"), ("1", "Ben"): frozenset(), ("2", "Ben"): frozenset("c")},
    )


def test_long_with_interviews(file: Path) -> None:
    file.write_text("interview,unit,coder,code\nE1,1,Ann,a\nE1,2,Ann,\n", encoding="utf-8")
    found = read_ratings(file)
    assert isinstance(found, Long)
    assert found.interviews == ("E1", "E1")


def test_spans(file: Path) -> None:
    file.write_text(
        "transcript,coder,code,start,end,length\nt,Ann,a,0,5,10\nt,Ann,b,5,10,10\nt,Ben,,,,10\n",
        encoding="utf-8",
    )
    spans = {("t", "Ann"): (("a", Span(0, 5)), ("b", Span(5, 10))), ("t", "Ben"): ()}
    assert read_ratings(file) == Spans(("Ann", "Ben"), ("a", "b"), {"t": 10}, spans)


@pytest.mark.parametrize(
    "header",
    [
        "respondent,group",
        "unit,Ann",
        "unit,coder,code,start",
        "transcript,coder,code",
        "Ann,Ben",
        "unit,coder,Ann",
    ],
)
def test_a_header_of_none_of_the_forms_is_shown_all_three(file: Path, header: str) -> None:
    file.write_text(f"{header}\n", encoding="utf-8")
    with pytest.raises(CoderError) as error:
        read_ratings(file)
    told = str(error.value)
    assert told.startswith(
        f"{file}, line 1: the columns ({', '.join(header.split(','))}) fit none of the three"
    )
    assert all(form in told for form in HEADERS)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("unit,A,B\n1,x,y\n1,x,x\n", "line 3: unit 1 stands in line 2 already."),
        ("unit,A,B\n,x,y\n", "line 2: the column “unit” is empty."),
        ("unit,A,B\n1,x\n", "line 2: 2 cells, but the header has 3."),
        ("unit,coder,code\n1,,x\n", "line 2: the column “coder” is empty."),
        ("interview,unit,coder,code\nE1,1,A,x\nE2,1,B,x\n", "line 3: unit 1 is of E2 here, of E1 in line 2."),
        ("transcript,coder,code,start,end,length\nt,A,x,5,5,9\n", "line 2: the span ends before it begins."),
        (
            "transcript,coder,code,start,end,length\nt,A,x,0,12,9\n",
            "line 2: the span lies beyond the length of t.",
        ),
        (
            "transcript,coder,code,start,end,length\nt,A,x,0,q,9\n",
            "line 2: “end” is 'q', not a whole number.",
        ),
        (
            "transcript,coder,code,start,end,length\nt,A,,,,9\nt,B,,,,8\n",
            "line 3: t is 8 long here, 9 in line 2.",
        ),
        ("transcript,coder,code,start,end,length\nt,A,,,,\n", "no line says the length of t."),
        ("", "the table is empty."),
    ],
)
def test_what_is_wrong_with_a_line(file: Path, text: str, told: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CoderError) as error:
        read_ratings(file)
    assert str(error.value).endswith(told)
    assert str(file) in str(error.value)
