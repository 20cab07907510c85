"""Plain lists: quotes, codes, people, the log."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from coder.model import Code, Codebook, CoderError
from coder.report import lists
from coder.report.render import render
from coder.report.table import Table
from coder.study import codebook, coding, counts, history, people, transcripts
from coder.study.study import Study


def said(table: Table) -> list[tuple[str, str]]:
    return [(record["coder"], record["quote"]) for record in table.records]


def test_a_quote_says_where_it_stands_and_whose_it_is(small: Study) -> None:
    table = lists.quotes_table(small, transcript="one")
    text = transcripts.load(small, "one").text
    start = text.index("Pay matters")
    assert table.title == "3 coded passages"
    assert table.records[0] == {
        "transcript": "one",
        "respondent": "R1",
        "speaker": "R",
        "codebook": "book",
        "code": "pay",
        "coder": "Ann",
        "segment": 2,
        "start": start,
        "end": start + len("Pay matters"),
        "quote": "Pay matters",
    }
    assert [row.cells for row in table.rows] == [
        ("one:2", "R1", "pay", "Ann", "Pay matters"),
        ("one:2", "R1", "pay", "Ben", "matters."),
        ("one:3", "R1", "courses", "Ann", "courses"),
    ]


def test_quotes_come_in_the_order_of_transcripts_and_text(small: Study) -> None:
    assert [quote for _, quote in said(lists.quotes_table(small))] == [
        *("Pay matters", "matters.", "courses"),
        *("Pay, pay", "pay, pay.", "=SUM", "is all"),
        *("Is it pay?", "learn on the job", "pay little"),
    ]


def test_an_interviewers_words_are_quoted_and_nobodys(small: Study) -> None:
    record = next(r for r in lists.quotes_table(small).records if r["quote"] == "Is it pay?")
    assert (record["respondent"], record["speaker"]) == (None, "I")


def test_a_heading_brings_its_branch(small: Study, second_book: Codebook) -> None:
    """At any depth, and only of its own codebook."""
    codebook.add(small, second_book)
    assert {r["code"] for r in lists.quotes_table(small, ["theme"]).records} == {"pay", "training", "courses"}
    assert {r["code"] for r in lists.quotes_table(small, ["training"]).records} == {"training", "courses"}
    assert len(lists.quotes_table(small, ["book/courses"]).records) == 1
    assert lists.quotes_table(small, ["book/courses"]).title == "1 coded passage"
    assert lists.quotes_table(small, ["second/pay"]).records == []
    both = lists.quotes_table(small, ["courses", "other"])
    assert {r["code"] for r in both.records} == {"courses", "other"}


def test_a_branch_is_that_of_the_codebook_named(small: Study) -> None:
    """``third/pay`` has a code under it; ``book/pay``, which came first, has none."""
    codes = (Code("pay", {"en": "Pay"}), Code("bonus", {"en": "Bonus"}, "pay"))
    codebook.add(small, Codebook("third", 1, {"en": "Third"}, ("en",), codes))
    small.become("Ben")
    talk = transcripts.load(small, "one")
    coding.apply(small, talk.id, talk.segments[2].span, codebook.find_code(small, "bonus").id)
    assert said(lists.quotes_table(small, ["third/pay"])) == [("Ben", "And courses.")]
    assert len(lists.quotes_table(small, ["book/pay"]).records) == 6


def test_quotes_of_one_coder(small: Study) -> None:
    assert said(lists.quotes_table(small, coder="Ben")) == [("Ben", "matters."), ("Ben", "=SUM")]


def test_a_removed_coding_is_not_quoted(small: Study) -> None:
    small.become("Ben")
    me = small.acting().id
    mine = [
        c
        for name in transcripts.names(small)
        for c in coding.codings_of(small, transcripts.load(small, name).id, me)
    ]
    coding.remove(small, mine[0].id)
    assert said(lists.quotes_table(small, coder="Ben")) == [("Ben", "=SUM")]


def test_words_of_a_transcript_are_no_formula_in_a_csv(small: Study) -> None:
    text = render(lists.quotes_table(small, coder="Ben"), "csv")
    assert [line["quote"] for line in csv.DictReader(io.StringIO(text))] == ["matters.", "'=SUM"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"codes": ["none"]}, "no code is called 'none'"),
        ({"coder": "Dan"}, r"no coder is called 'Dan' in this study \(coders: Ann, Ben, Cat\)"),
        ({"transcript": "none"}, "there is no transcript 'none' in this study"),
    ],
)
def test_what_the_study_does_not_have(small: Study, asked: dict[str, object], told: str) -> None:
    """An unknown name is a mistake, never an empty list."""
    with pytest.raises(CoderError, match=told):
        lists.quotes_table(small, **asked)  # type: ignore[arg-type]


def test_an_id_in_two_codebooks_must_be_said_in_full(small: Study, second_book: Codebook) -> None:
    codebook.add(small, second_book)
    with pytest.raises(CoderError, match="say book/pay or second/pay"):
        lists.quotes_table(small, ["pay"])


def test_a_blind_coder_reads_the_own_quotes_only(open_small: Callable[..., Study]) -> None:
    cat = open_small("Cat")
    assert said(lists.quotes_table(cat)) == said(lists.quotes_table(cat, coder="Cat")) == [("Cat", "is all")]
    assert said(lists.quotes_table(cat, ["theme"])) == []
    with pytest.raises(CoderError, match="Cat codes blind and cannot see these quotes"):
        lists.quotes_table(cat, coder="Ann")


def test_codes(small: Study) -> None:
    (book,) = codebook.codebooks(small)
    table = lists.codebook_table(book, "ru")
    assert table.title == "Книга (book, version 3)"
    assert [(row.cells, row.depth) for row in table.rows] == [
        (("Тема", "theme", ""), 0),
        (("Оплата", "pay", "money"), 1),
        (("Training", "training", ""), 1),
        (("Courses", "courses", ""), 2),
        (("Other", "other", ""), 0),
    ]
    assert table.records[1] == {
        "codebook": "book",
        "code": "pay",
        "label": "Оплата",
        "parent": "theme",
        "depth": 1,
        "codable": True,
        "status": "active",
        "brief": "money",
        "definition": "",
    }


def test_codebooks(small: Study, second_book: Codebook) -> None:
    codebook.add(small, second_book)
    table = lists.codebooks_table(codebook.codebooks(small), "en")
    assert [row.cells for row in table.rows] == [("book", "The book", 3, 4), ("second", "Another", 1, 1)]
    assert table.records[0] == {
        "codebook": "book",
        "title": "The book",
        "version": 3,
        "languages": ["en", "ru"],
        "codes": 4,
    }


def test_coders(small: Study) -> None:
    people.add_coder(small, "Lead", "consensus")
    table = lists.coders_table(people.coders(small))
    assert [row.cells for row in table.rows] == [
        ("Ann", "coder", "no"),
        ("Ben", "coder", "no"),
        ("Cat", "coder", "yes"),
        ("Lead", "consensus", "no"),
    ]
    assert [(r["name"], r["role"], r["blind"]) for r in table.records][2] == ("Cat", "coder", True)


def test_respondents(small: Study) -> None:
    """An attribute may be called anything; in a CSV its name is no formula either."""
    table = lists.respondents_table(small, people.respondents(small))
    assert [row.cells for row in table.rows] == [
        ("R1", "internal", ""),
        ("R2", "external", "+1"),
        ("group: A", "", ""),
        ("group: B", "", ""),
        ("R5", "internal", ""),
    ]
    assert table.records[1] == {"respondent": "R2", "side": "external", "=group": "+1"}
    assert table.records[4] == {"respondent": "R5", "side": "internal", "=group": None}
    assert table.notes == ("5 respondents.",)
    assert render(table, "csv").splitlines()[:3] == [
        "respondent,side,'=group",
        "R1,internal,",
        "R2,external,'+1",
    ]


def test_the_log_is_newest_first_and_marks_what_was_undone(small: Study) -> None:
    people.add_coder(small, "Dan")
    small.become("Dan")
    coding.decide(small, [transcripts.load(small, "one").segments[1].id])
    history.undo(small)
    table = lists.log_table(history.log(small))
    undo, decided, added, *_ = table.rows
    assert undo.cells[2:] == ("Dan", undo.cells[3], "")
    assert str(undo.cells[3]).startswith("undo: ")
    assert decided.cells[2] == "Dan"
    assert decided.cells[4] == "undone"
    assert added.cells[2:] == ("", "add coder Dan", "")
    assert len(str(undo.cells[1])) == len("2026-11-21 10:00:00")
    assert [r["undone"] for r in table.records][:3] == [False, True, False]
    assert table.records[0]["action"] == "undo"


def test_transcripts_with_the_progress_of_who_looks(open_small: Callable[..., Study]) -> None:
    table = lists.transcripts_table(counts.transcript_lines(open_small("Ben")))
    assert [row.cells for row in table.rows] == [
        ("one", "R1", "en", 2, 2),
        ("two", "R2", "en", 2, 2),
        ("group", "group: A, group: B", "en", 2, 0),
    ]
    assert table.records[0] == {
        "transcript": "one",
        "respondents": ["R1"],
        "language": "en",
        "units": 2,
        "decided": 2,
        "codings": 1,
        "touched": None,
    }
    when = lists.transcripts_table(
        counts.transcript_lines(open_small("Ben")), {1: "2026-11-21T12:34:56.000001Z"}
    )
    assert when.columns[-1].header == "last touched (UTC)"
    assert [row.cells[-1] for row in when.rows] == ["2026-11-21 12:34", "", ""]
    assert when.records[0]["touched"] == "2026-11-21T12:34:56.000001Z"
    nobody = lists.transcripts_table(counts.transcript_lines(open_small()))
    assert [row.cells[4] for row in nobody.rows] == [0, 0, 0]


def test_lists_of_nothing(blank: Study) -> None:
    tables = [
        lists.quotes_table(blank),
        lists.codebooks_table([], "en"),
        lists.coders_table([]),
        lists.respondents_table(blank, []),
        lists.log_table([]),
        lists.transcripts_table([]),
    ]
    assert tables[0].title == "0 coded passages"
    for table in tables:
        assert table.rows == ()
        for form in ("table", "csv", "md"):
            assert render(table, form)
        assert render(table, "json") == "[]\n"
