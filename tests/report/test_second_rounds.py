"""What tables make of a second round: no further coder unless named, and the agreement of the two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from coder.model import CoderError, Span
from coder.report import agreement, cooccurrence, disagreements, frequencies, matrix, saturation, study_report
from coder.report.disagreements import Wanted
from coder.report.document import Paragraph, Tabular
from coder.report.lists import coders_table
from coder.report.render import FORMATS, made
from coder.report.stability import Against, drift_tables
from coder.report.table import Table, Undefined
from coder.report.whose import chosen_coders
from coder.study import codebook, coding, people, transcripts
from coder.study import tables as t
from coder.study.study import Study

AGAIN = "Ann, again"
LEFT_OUT = "Left out, being no further coder: Ann, again, the second round of Ann."
CODED = [
    ("one", "Pay matters", "book/pay"),
    ("one", "courses", "book/training"),
    ("two", "all", "book/other"),
]
"""What Ann's second round coded; it went through ``one`` and ``two``."""


def code(study: Study, coded: Sequence[tuple[str, str, str]], seen: Sequence[str]) -> None:
    """Work as whoever looks."""
    for name, words, slug in coded:
        found = transcripts.load(study, name)
        start = found.text.index(words)
        span = Span(start, start + len(words))
        new = coding.NewCoding(found.id, span, codebook.find_code(study, slug).id)
        coding.apply_all(study, [new], "apply")
    units = [s.id for name in seen for s in transcripts.load(study, name).segments if s.is_unit]
    coding.decide(study, units)


@pytest.fixture
def twice(small: Study) -> Study:
    """The small study after Ann has coded two transcripts again, 60 days after the first time."""
    people.add_coder(small, AGAIN, repeats="Ann")
    small.become(AGAIN)
    code(small, CODED, ["one", "two"])
    small.coder = None
    with small.write() as connection:
        rounds = {c.name: c.id for c in people.coders(small)}
        for name, day in (("Ann", "2026-01-10"), (AGAIN, "2026-03-11")):
            at = f"{day}T12:00:00.000000Z"
            mine = t.coding.c.coder_id == rounds[name], t.decision.c.coder_id == rounds[name]
            connection.execute(t.coding.update().where(mine[0]).values(created_at=at))
            connection.execute(t.decision.update().where(mine[1]).values(at=at))
    return small


def records_without_round(make: Callable[[Study], Table], study: Study) -> tuple[Any, Any]:
    """A table's records with Ann's second round in the study, and as if it had never been coded."""
    there = make(study).records
    with study.write() as connection:
        [id_] = [c.id for c in people.coders(study) if c.name == AGAIN]
        connection.execute(t.coding.delete().where(t.coding.c.coder_id == id_))
        connection.execute(t.decision.delete().where(t.decision.c.coder_id == id_))
    return there, make(study).records


TABLES: dict[str, Callable[[Study], Table]] = {
    **{
        f"frequencies by {rule}": lambda study, rule=rule: frequencies.frequency_table(  # type: ignore[misc]
            study, frequencies.Wanted(rule=rule, further=("codings", "segments"))
        )
        for rule in (None, "any", "majority", "all", "Ann")
    },
    "matrix": lambda study: matrix.matrix_table(study, matrix.Wanted(rule="any", codings=True)),
    "co-occurrence": lambda study: cooccurrence.co_occurrence_table(study),
    "overlaps": lambda study: cooccurrence.co_occurrence_table(study, cooccurrence.Wanted(of="overlaps")),
    "saturation": lambda study: saturation.saturation_table(study, saturation.Wanted(base=1, run=1)),
    "agreement": agreement.agreement_table,
    "agreement on characters": lambda study: agreement.agreement_table(
        study, agreement.Wanted(unit="character")
    ),
    "pairs": agreement.pairs_table,
    "disagreements": disagreements.disagreements_table,
    "confusion": disagreements.confusion_table,
    "drift": disagreements.drift_table,
}


@pytest.mark.parametrize("name", TABLES)
def test_a_second_round_changes_no_figure_of_any_table(twice: Study, name: str) -> None:
    there, without = records_without_round(TABLES[name], twice)
    assert there == without


@pytest.mark.parametrize("name", TABLES)
def test_every_table_says_that_a_second_round_was_left_out(twice: Study, name: str) -> None:
    table = TABLES[name](twice)
    said = " ".join((table.caption, *table.notes))
    if name == "frequencies by Ann":
        assert "again" not in said  # nothing was left out: Ann was asked for
    else:
        assert "Ann, again, the second round of Ann" in said


def test_a_second_round_can_be_named(twice: Study) -> None:
    """Also between commas, though its name has one."""
    named = agreement.agreement_table(twice, agreement.Wanted(coders=("Ben", "Ann", "again")))
    assert named.json["coders"] == ["Ben", AGAIN]
    assert LEFT_OUT not in named.notes
    by_name = frequencies.frequency_table(twice, frequencies.Wanted(rule=AGAIN))
    assert {r["code"]: r["n"] for r in by_name.records}["courses"] == 0
    with pytest.raises(CoderError, match="no coder is called 'again'"):
        agreement.agreement_table(twice, agreement.Wanted(coders=("Ben", "again")))


def test_a_second_round_alone_is_no_other_coder_to_agree_with(twice: Study) -> None:
    with pytest.raises(CoderError) as error:
        chosen_coders([c for c in people.coders(twice) if c.name.startswith("Ann")], {1, 4}, ())
    assert str(error.value) == (
        f"agreement needs two coders who have coded; here it is Ann. {LEFT_OUT} "
        "For the two rounds: coder drift --against self"
    )


def test_the_list_of_coders(twice: Study) -> None:
    table = coders_table(people.coders(twice))
    assert table.rows[-1].cells == (AGAIN, "second round of Ann", "yes")
    assert (table.records[-1]["role"], table.records[-1]["repeats"]) == ("coder", "Ann")
    assert table.records[0]["repeats"] is None


def test_the_report_counts_the_person_once(twice: Study, today: date) -> None:
    document = study_report.study_report(twice, today=today)
    prose = " ".join(
        str(word)
        for b in document.blocks
        if isinstance(b, Paragraph)
        for word in b.words
        if isinstance(word, str)
    )
    assert "coded by 3 coders (Ann, Ben and Cat)" in prose
    assert "Ann coded 4 units a second time, without seeing the first coding, and is counted once" in prose
    [coders] = [b.table for b in document.blocks if isinstance(b, Tabular) and b.table.title == "Coders"]
    assert (AGAIN, "second round of Ann", "no") in [row.cells[:3] for row in coders.rows]


# --- the two rounds against each other ---------------------------------------------------------------


def own(study: Study, wanted: Wanted | None = None) -> Table:
    [table] = drift_tables(study, wanted, 2, "self", date(2026, 11, 21))
    return table


def test_the_two_rounds_by_interview_over_time_and_by_code(twice: Study) -> None:
    """Units 1.2 1.3 2.2 2.3. First: pay, courses, pay, none; second: pay, training, none, other."""
    table = own(twice, Wanted(codebook="book"))
    whole, part, _, one, two, pay, training, courses, other = table.records
    assert whole == {
        "coder": "Ann",
        "second_round": AGAIN,
        "of": "all",
        "which": None,
        "units": 4,
        "first_from": "2026-01-10T12:00:00.000000Z",
        "first_to": "2026-01-10T12:00:00.000000Z",
        "second_from": "2026-03-11T12:00:00.000000Z",
        "second_to": "2026-03-11T12:00:00.000000Z",
        "days": 60.0,
        "percent_agreement": 12 / 16,
        "kappa": whole["kappa"],
        "alpha": whole["alpha"],
        "alpha_from": whole["alpha_from"],
        "alpha_to": whole["alpha_to"],
        "reading": "not reliable",
        "undefined": "",
    }
    assert (part["of"], part["which"], part["units"], part["alpha_from"]) == ("part", "1", 2, None)
    assert [(r["which"], r["units"], r["percent_agreement"]) for r in (one, two)] == [
        ("one", 2, 6 / 8),
        ("two", 2, 6 / 8),
    ]
    assert [(r["which"], r["percent_agreement"]) for r in (pay, training, courses, other)] == [
        ("pay", 0.75),
        ("training", 0.75),
        ("courses", 0.75),
        ("other", 0.75),
    ]
    assert pay["kappa"] == 0.5
    assert pay["days"] is pay["first_from"] is None


def test_its_figures_are_those_of_agreement_between_the_two(twice: Study) -> None:
    """One formula: the rounds named as coders give the same, code for code."""
    wanted = agreement.Wanted(codebook="book", coders=("Ann", AGAIN))
    between = agreement.agreement_table(twice, wanted)
    table = own(twice, Wanted(codebook="book"))
    for mine, other in zip([r for r in table.records if r["of"] == "code"], between.records, strict=True):
        assert mine["which"] == other["code"]
        for key, name in (("kappa", "cohen_kappa"), ("alpha", "krippendorff_alpha")):
            assert mine[key] == other[name]
    overall = between.json["overall"]
    assert table.records[0]["alpha"] == overall["pooled_alpha"]["value"]
    assert table.records[0]["kappa"] == overall["pooled_kappa"]["value"]


def test_the_lines_and_words(twice: Study) -> None:
    table = own(twice, Wanted(codebook="book", decimal=","))
    assert [(s.heading, len(s.rows)) for s in table.sections] == [
        ("Ann, second round Ann, again", 3),
        ("Ann, second round Ann, again, by interview", 2),
        ("Ann, second round Ann, again, by code", 4),
    ]
    assert table.rows[0].cells[:6] == ("all units", 4, "2026-01-10", "2026-03-11", 60, 75.0)
    assert "bootstrap of interviews, 2000 replicates, seed 1" in table.caption
    said = " ".join(table.notes)
    assert "4 units of 2 interviews; first round 2026-01-10 to 2026-01-10; second round 2026-03-11" in said
    assert "All that Ann, Ann, again coded bears one time" in said
    assert ",800 and above reliable" in said


def test_every_format(twice: Study) -> None:
    for form in FORMATS:
        assert made([own(twice)], form)


def test_nothing_coded_twice_is_undefined_with_its_reason(small: Study) -> None:
    people.add_coder(small, "Ben 2", repeats="Ben")
    with pytest.raises(CoderError, match="Ben 2 has not coded anything yet"):
        own(small)
    small.become("Ben 2")
    code(small, [], ["group"])  # which Ben himself never decided
    small.coder = None
    table = own(small)
    [line] = table.rows
    assert line.cells[5:8] == (Undefined("no unit rated by both coders"),) * 3
    assert [r["undefined"] for r in table.records] == ["no unit rated by both coders"]


def test_whom_to_compare_with(twice: Study) -> None:
    choices: tuple[Against | None, ...] = (None, "others", "self")
    titles = {against: [each.title for each in drift_tables(twice, None, 4, against)] for against in choices}
    others, mine = "Agreement over the order of coding", "Agreement of coders with their own second round"
    assert titles == {None: [others, mine], "others": [others], "self": [mine]}
    assert [each.title for each in drift_tables(twice, Wanted(coders=("Ben", "Cat")))] == [others]
    assert [each.title for each in drift_tables(twice, Wanted(coders=("Ann",)))] == [mine]
    assert [each.title for each in drift_tables(twice, Wanted(coders=("Ann", "again")))] == [mine]
    with pytest.raises(
        CoderError, match=r"^Ben has no second round\. Add one: coder coders add NAME --repeats 'Ben'$"
    ):
        drift_tables(twice, Wanted(coders=("Ben",)), against="self")


def test_without_a_second_round(small: Study) -> None:
    assert len(drift_tables(small)) == 1
    with pytest.raises(CoderError, match=r"^no coder has a second round\. Add one: coder coders add NAME"):
        own(small)


@pytest.mark.parametrize("against", [None, "self", "others"])
def test_a_second_round_does_not_see_how_it_agrees(twice: Study, against: Any) -> None:
    twice.become(AGAIN)
    with pytest.raises(CoderError, match="codes blind and cannot see agreement"):
        drift_tables(twice, against=against)
