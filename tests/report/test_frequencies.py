"""The frequency table of a small study whose counts are worked out by hand in the tests."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from coder.model import Codebook, CoderError, RespondentRecord
from coder.report.cooccurrence import Wanted as Together
from coder.report.cooccurrence import co_occurrence_table
from coder.report.document import Tabular
from coder.report.frequencies import Wanted, frequency_table
from coder.report.matrix import matrix_table
from coder.report.render import Style, render
from coder.report.saturation import saturation_table
from coder.report.study_report import study_report
from coder.report.table import Table
from coder.study import codebook, coding, people, transcripts
from coder.study.study import Study


def counts(table: Table, group: str | None = None) -> dict[str, tuple[int, int, float | None]]:
    """``n``, ``of`` and percent by code, for everybody or one group."""
    return {
        f"{r['codebook']}/{r['code']}": (r["n"], r["of"], r["percent"])
        for r in table.records
        if r.get("group") == group
    }


def test_the_records(small: Study, today: date) -> None:
    """Respondents: R1 R2 A B R5. Ann and Ben count; Cat's blind coding counts for whoever leads."""
    table = frequency_table(small, today=today)
    expected: list[dict[str, Any]] = [
        {"code": "theme", "label": "Theme", "parent": None, "depth": 0, "codable": False, "n": 4},
        {"code": "pay", "label": "Pay", "parent": "theme", "depth": 1, "codable": True, "n": 3},
        {"code": "training", "label": "Training", "parent": "theme", "depth": 1, "codable": True, "n": 2},
        {"code": "courses", "label": "Courses", "parent": "training", "depth": 2, "codable": True, "n": 1},
        {"code": "other", "label": "Other", "parent": None, "depth": 0, "codable": True, "n": 1},
    ]
    shares = {4: (80.0, "80.0%"), 3: (60.0, "60.0%"), 2: (40.0, "40.0%"), 1: (20.0, "20.0%")}
    for each in expected:
        percent, text = shares[each["n"]]
        each.update({"codebook": "book", "of": 5, "percent": percent, "percent_text": text})
    assert list(table.records) == expected
    assert json.loads(render(table, "json")) == expected


def test_the_caption_names_denominator_rule_study_and_day(small: Study, today: date) -> None:
    table = frequency_table(small, today=today)
    assert table.title == "Respondents who mention each code"
    assert table.caption == (
        "n of 5 respondents who mention the code at least once; a heading counts the distinct respondents "
        "of its branch. Rule: coded by any of Ann, Ben, Cat (by default: several coders and no consensus). "
        "Study: Small study, 2026-11-21."
    )


def test_who_is_not_coded_is_named(small: Study) -> None:
    """R5 has no interview; under Ben's codings the focus group waits too."""
    start = "Counted in the denominator though nothing of theirs is coded under the rule: "
    assert frequency_table(small).notes == (start + "R5.",)
    assert frequency_table(small, Wanted(rule="Ben")).notes == (start + "group: A, group: B, R5.",)


def test_a_long_list_of_waiting_respondents_is_cut(small: Study) -> None:
    records = [RespondentRecord(f"X{i}", None, {}) for i in range(20)]
    people.import_respondents(small, records, "r.csv")
    (note,) = frequency_table(small).notes
    assert note.endswith("R5, X0, X1, X2, X3, X4, X5, X6, X7, X8, X9, X10 and 9 more.")


@pytest.mark.parametrize(
    ("rule", "words", "expected"),
    [
        ("Ann", "coded by Ann", {"theme": 4, "pay": 3, "training": 2, "courses": 1, "other": 0}),
        (
            "Ben",
            "coded by Ben (4 of 6 units decided, 2 of 3 interviews in full)",
            {"theme": 1, "pay": 1, "training": 0, "courses": 0, "other": 1},
        ),
        (
            "any",
            "coded by any of Ann, Ben, Cat",
            {"theme": 4, "pay": 3, "training": 2, "courses": 1, "other": 1},
        ),
        # R1 pay: both; R2 pay: Ann of Ann and Ben; R2 other: Ben and Cat of three; in the group Ann alone
        (
            "majority",
            "coded by more than half of those who decided the unit among Ann, Ben, Cat",
            {"theme": 3, "pay": 2, "training": 1, "courses": 0, "other": 1},
        ),
        (
            "all",
            "coded by all who decided the unit among Ann, Ben, Cat",
            {"theme": 3, "pay": 2, "training": 1, "courses": 0, "other": 0},
        ),
    ],
)
def test_rules(small: Study, rule: str, words: str, expected: dict[str, int]) -> None:
    table = frequency_table(small, Wanted(rule=rule))
    assert {code.removeprefix("book/"): n for code, (n, _, _) in counts(table).items()} == expected
    assert f"Rule: {words}. Study" in table.caption


def test_the_consensus_is_the_default_once_its_holder_has_decided(small: Study) -> None:
    people.add_coder(small, "Lead", "consensus")
    assert "Rule: coded by any of" in frequency_table(small).caption
    small.become("Lead")
    coding.decide(small, [transcripts.load(small, "one").segments[1].id])
    table = frequency_table(small)
    assert "Rule: consensus (1 of 6 units decided, 0 of 3 interviews in full). " in table.caption
    assert {n for n, _, _ in counts(table).values()} == {0}
    assert table.notes[0].endswith("R2, group: A, group: B, R5.")
    assert table.notes[1] == "Coded under the rule in part only: R1."


def test_how_much_the_consensus_covers_is_said_wherever_it_counts(small: Study, today: date) -> None:
    """Tables, chart and report: R1 in part, R2 in full, the focus group not at all."""
    people.add_coder(small, "Lead", "consensus")
    small.become("Lead")
    one, two = (transcripts.load(small, name).segments for name in ("one", "two"))
    coding.decide(small, [one[1].id, two[1].id, two[2].id])
    covers = "Rule: consensus (3 of 6 units decided, 1 of 3 interviews in full). "
    gap, part = "group: A, group: B, R5.", "Coded under the rule in part only: R1."
    report = study_report(small, today=today)
    printed = [block.table for block in report.blocks if isinstance(block, Tabular)]
    for table in (
        frequency_table(small),
        matrix_table(small),
        co_occurrence_table(small, Together(of="respondents")),
        next(each for each in printed if each.title == "Respondents who mention each code"),
    ):
        assert covers in table.caption, table.title
        assert [note for note in table.notes if note.endswith(gap)], table.title
        assert part in table.notes, table.title
    table = saturation_table(small)
    assert covers in table.caption
    assert "Coded under the rule in part only: one." in table.notes
    coding.decide(
        small, [s.id for name in ("one", "group") for s in transcripts.load(small, name).segments[1:]]
    )
    assert "Rule: consensus. " in frequency_table(small).caption
    assert part not in frequency_table(small).notes


def test_groups_with_those_who_lack_the_attribute(small: Study, today: date) -> None:
    table = frequency_table(small, Wanted(by="side"), today)
    assert table.title == "Respondents who mention each code, by side"
    assert [column.header for column in table.columns] == [
        *("code", "all, n of 5", "all, %", "internal, n of 2", "internal, %"),
        *("external, n of 1", "external, %", "no side, n of 2", "no side, %"),
    ]
    assert counts(table)["book/pay"] == (3, 5, 60.0)
    assert counts(table, "internal")["book/pay"] == (1, 2, 50.0)
    assert counts(table, "external")["book/pay"] == (1, 1, 100.0)
    assert counts(table, "")["book/pay"] == (1, 2, 50.0)
    assert table.rows[1].cells == ("Pay", 3, 60.0, 1, 50.0, 1, 100.0, 1, 50.0)
    assert (table.rows[1].depth, table.rows[3].depth) == (1, 2)
    for code, (n, of, _) in counts(table).items():
        parts = [counts(table, group)[code] for group in ("internal", "external", "")]
        assert (n, of) == (sum(x for x, _, _ in parts), sum(y for _, y, _ in parts))


def test_groups_in_a_csv_leave_everybody_without_a_name(small: Study) -> None:
    lines = list(csv.DictReader(io.StringIO(render(frequency_table(small, Wanted(by="side")), "csv"))))
    assert len(lines) == 5 * 4
    json_form = json.loads(render(frequency_table(small, Wanted(by="side")), "json"))
    assert [r["group"] for r in json_form[:4]] == [None, "internal", "external", ""]


def test_the_decimal_sign_is_the_users(small: Study) -> None:
    table = frequency_table(small, Wanted(decimal=","))
    assert table.records[0]["percent_text"] == "80,0%"
    line = render(table, "csv", Style(",")).splitlines()[1]
    assert line == "book;theme;Theme;;0;false;4;5;80,0;80,0%"
    assert "80,0%" in render(table, "table", Style(","))


def test_labels_in_another_language(small: Study) -> None:
    table = frequency_table(small, Wanted(language="ru"))
    assert [r["label"] for r in table.records] == ["Тема", "Оплата", "Training", "Courses", "Other"]
    assert table.sections[0].heading == "Книга"


def test_codebooks_one_or_all(small: Study, second_book: Codebook) -> None:
    """The same id in two codebooks is two codes."""
    codebook.add(small, second_book)
    table = frequency_table(small)
    assert [section.heading for section in table.sections] == ["The book", "Another"]
    assert counts(table)["book/pay"][0] == 3
    assert counts(table)["second/pay"] == (0, 5, 0.0)
    assert list(counts(frequency_table(small, Wanted(codebook="second")))) == ["second/pay"]


def test_the_day_is_todays_unless_said(small: Study) -> None:
    assert date.today().isoformat() in frequency_table(small).caption  # noqa: DTZ011


def test_a_blind_coder_counts_the_own_codings(open_small: Callable[..., Study]) -> None:
    cat = open_small("Cat")
    table = frequency_table(cat)
    assert counts(table)["book/other"] == (1, 5, 20.0)
    assert counts(table)["book/pay"] == (0, 5, 0.0)
    assert "Rule: coded by Cat (1 of 6 units decided, 0 of 3 interviews in full). " in table.caption
    assert list(frequency_table(cat, Wanted(rule="Cat")).records) == list(table.records)
    for rule in ("any", "majority", "all", "consensus", "Ann"):
        with pytest.raises(CoderError, match="Cat codes blind and cannot see the rule"):
            frequency_table(cat, Wanted(rule=rule))


def test_a_coder_who_is_not_blind_sees_all(open_small: Callable[..., Study], today: date) -> None:
    seen = [frequency_table(open_small(name), today=today) for name in (None, "Ann")]
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (Wanted(by="age"), "respondents have no attribute 'age' (attributes: side, =group)."),
        (Wanted(codebook="none"), "no codebook is called 'none' in this study (codebooks: book)."),
        (
            Wanted(rule="Dan"),
            "no rule or coder is called 'Dan': say consensus, any, majority, all or a coder (Ann, Ben, Cat).",
        ),
        (Wanted(rule="consensus"), "this study has no consensus: no coder has that role."),
    ],
)
def test_what_the_study_does_not_have(small: Study, wanted: Wanted, told: str) -> None:
    with pytest.raises(CoderError) as error:
        frequency_table(small, wanted)
    assert str(error.value) == told


def test_a_blank_study(blank: Study, second_book: Codebook, today: date) -> None:
    """Without a codebook there is nothing to count; without respondents nothing of nothing."""
    with pytest.raises(CoderError, match=r"no codebook yet\. Add one: coder codebook add"):
        frequency_table(blank)
    codebook.add(blank, second_book)
    table = frequency_table(blank, today=today)
    assert counts(table)["second/pay"] == (0, 0, None)
    assert table.records[0]["percent_text"] == "n/a"
    assert "Rule: no coder yet." in table.caption
    for form in ("table", "csv", "md"):
        assert "nan" not in render(table, form).casefold()
    assert json.loads(render(table, "json"))[0]["percent"] is None
    with pytest.raises(CoderError, match="attributes: none yet; see: coder respondents import"):
        frequency_table(blank, Wanted(by="side"))
