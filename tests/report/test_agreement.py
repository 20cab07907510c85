"""The agreement table of the small study."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date

import pytest

from coder.model import Codebook, CoderError, ReadSegment, ReadSpeaker, ReadTranscript, Span
from coder.report.agreement import Wanted, agreement_table
from coder.report.render import Style, render
from coder.report.table import Undefined
from coder.study import codebook, coding, people, transcripts
from coder.study.study import Study

ANN_BEN = Wanted(coders=("Ann", "Ben"))
NO_PAIRS = "no unit rated by two coders"


def test_the_records(small: Study, today: date) -> None:
    """Ann and Ben both decided four units: 1.2 1.3 2.2 2.3. Pay: yes yes, no no, yes no, no no."""
    table = agreement_table(small, ANN_BEN, today)
    pay, training, courses, other = table.records
    yes = (1 + 0 + 1 / 2 + 0 + 0 + 1) / 6  # over all six units: Ann alone decided two of them
    pe = yes**2 + (1 - yes) ** 2
    assert pay == {
        "codebook": "book",
        "code": "pay",
        "label": "Pay",
        "units": 4,
        "prevalence": 3 / 8,
        "percent_agreement": 0.75,
        "cohen_kappa": 0.5,
        "krippendorff_alpha": pytest.approx(1 - (2 / 8) / (2 * 3 * 5 / (8 * 7))),
        "alpha_from": -1.0,  # of three interviews nothing can be said
        "alpha_to": 1.0,
        "alpha_below_667": pytest.approx(0.6, abs=0.02),
        "reading": "not reliable",
        "gwet_ac1": pytest.approx((0.75 - (1 - pe)) / pe),
        "fleiss_kappa": pytest.approx((0.75 - pe) / (1 - pe)),
        "brennan_prediger": 0.5,
        "positive_agreement": pytest.approx(2 / 3),
        "prevalence_index": -0.25,
        "bias_index": 0.25,
        "pabak": 0.5,
        "undefined": "",
    }
    assert training == {
        "codebook": "book",
        "code": "training",
        "label": "Training",
        "units": 4,
        "prevalence": 0.0,
        "percent_agreement": 1.0,
        "cohen_kappa": None,
        "krippendorff_alpha": None,
        "alpha_from": None,
        "alpha_to": None,
        "alpha_below_667": None,
        "reading": "",
        "gwet_ac1": 1.0,
        "fleiss_kappa": 1.0,  # Ann applied it once where nobody else looked
        "brennan_prediger": 1.0,
        "positive_agreement": None,
        "prevalence_index": -1.0,
        "bias_index": 0.0,
        "pabak": 1.0,
        "undefined": "no variation",
    }
    assert courses["cohen_kappa"] == other["cohen_kappa"] == 0.0
    assert courses["krippendorff_alpha"] == pytest.approx(0.0)


def test_the_lines_and_words(small: Study, today: date) -> None:
    table = agreement_table(small, ANN_BEN, today)
    assert table.title == "Agreement of Ann, Ben"
    assert [column.header for column in table.columns] == [
        "code",
        "units",
        "prevalence",
        "agreement",
        "Cohen's kappa",
        "AC1",
        "Krippendorff's alpha",
        "95% from",
        "to",
        "reading",
    ]
    assert table.rows[1].cells == (
        "Training",
        4,
        0.0,
        100.0,
        Undefined("no variation"),
        1.0,
        Undefined("no variation"),
        None,
        None,
        "",
    )
    assert [row.depth for row in table.rows] == [1, 1, 2, 0]
    assert table.caption == (
        "Unit: segment (an interviewer's is none), rated when decided; 6 units rated. "
        "Prevalence: share of yes among ratings. Headings carry no figure. 95% intervals: "
        "bootstrap of interviews, 2000 replicates, seed 1, standard error and Student's t. "
        "Study: Small study, 2026-11-21."
    )
    pooled, levels, left_out, *_ = table.notes
    assert pooled.startswith("All codes pooled: alpha 0.276 (")
    assert pooled.endswith("Krippendorff: .800 and above reliable, .667 to .800 tentative, below that not.")
    assert levels.startswith("Pooled alpha with codes rolled up, level 1 being the top of the tree: level 1 ")
    assert levels.endswith("; level 3 0.276.")
    assert left_out == "1 of 4 codes have no alpha; the reason stands in their line."


def test_the_json_form(small: Study) -> None:
    form = json.loads(render(agreement_table(small, ANN_BEN), "json"))
    assert (form["units"], form["coders"], list(form["codes"])) == (
        6,
        ["Ann", "Ben"],
        ["pay", "training", "courses", "other"],
    )
    nothing = {"value": None, "reason": "no variation", "se": None, "ci": None, "n": 4}
    training = form["codes"]["training"]
    assert training["krippendorff_alpha"] == training["light_kappa"] == nothing
    assert training["cohen_kappa"] == [{"coders": ["Ann", "Ben"], **nothing}]
    assert training["percent_agreement"] == {
        "value": 1.0,
        "reason": None,
        "se": 0.0,
        "ci": [1.0, 1.0],
        "n": 4,
    }
    assert training["prevalence"] == {"value": 0.0, "reason": None, "se": 0.0, "ci": [0.0, 0.0], "n": 4}
    assert training["positive_agreement"] == {**nothing, "reason": "nobody said yes"}
    # observed disagreement 2/8, 0, 2/8, 2/8; expected 30/56, 0, 14/56, 14/56
    assert form["overall"]["pooled_alpha"]["value"] == pytest.approx(1 - (6 / 8) / (58 / 56))
    # observed agreement 3/4, 1, 3/4, 3/4; expected 1/2, 1, 3/4, 3/4
    assert form["overall"]["pooled_kappa"]["value"] == pytest.approx((3.25 - 3) / (4 - 3))


def test_all_who_coded_by_default_and_the_reason_for_every_gap(small: Study) -> None:
    """Cat coded one unit and said no to most codes there: her pairs lack variation."""
    table = agreement_table(small)
    assert table.title == "Agreement of Ann, Ben, Cat"
    assert table.columns[4].header == "kappa (mean of pairs)"
    form = table.json["codes"]["pay"]["cohen_kappa"]
    assert [(each["coders"], each["n"], each["reason"]) for each in form] == [
        (["Ann", "Ben"], 4, None),
        (["Ann", "Cat"], 1, "no variation"),
        (["Ben", "Cat"], 1, "no variation"),
    ]
    for record in table.records:
        assert record["undefined"] or None not in (record["krippendorff_alpha"], record["cohen_kappa"])


def test_a_gap_of_kappa_alone_has_its_reason_too(blank: Study, second_book: Codebook) -> None:
    """Each pair of coders met on one unit and agreed there; alpha is 1, no kappa is defined."""
    codebook.add(blank, second_book)
    pay = codebook.find_code(blank, "pay").id
    turns = [("R", "Pay is bad."), ("R", "Air is good.")]
    text = "".join(f"{label}: {said}\n" for label, said in turns)
    transcripts.add(blank, [_talk(text, turns)])
    talk = transcripts.load(blank, "talk")
    first, second = talk.segments
    for name, segments in (("Ann", [first]), ("Ben", [first, second]), ("Dan", [second])):
        people.add_coder(blank, name)
        blank.become(name)
        coding.decide(blank, [each.id for each in segments])
        if first in segments:
            coding.apply(blank, talk.id, first.span, pay)
    (record,) = agreement_table(blank).records
    assert (record["krippendorff_alpha"], record["cohen_kappa"]) == (1.0, None)
    assert record["undefined"] == "no variation"


def _talk(text: str, turns: list[tuple[str, str]]) -> ReadTranscript:
    segments = []
    for label, said in turns:
        start = text.index(said)
        segments.append(ReadSegment(Span(start, start + len(said)), label))
    speakers = (ReadSpeaker("R", "respondent", len(turns)),)
    return ReadTranscript("talk", "talk.txt", text, tuple(segments), speakers, "en", "R1")


def test_coders_in_the_order_asked_and_once(small: Study) -> None:
    table = agreement_table(small, Wanted(coders=("Ben", "Ann", "Ben")))
    assert table.title == "Agreement of Ben, Ann"
    same = agreement_table(small, ANN_BEN)
    for mine, other in zip(table.records, same.records, strict=True):
        assert mine == {**other, "bias_index": pytest.approx(-other["bias_index"])}


def test_coders_who_never_met(small: Study, today: date) -> None:
    """Dan decided one unit that Ben did not; nothing is defined and every cell says why."""
    people.add_coder(small, "Dan")
    small.become("Dan")
    coding.decide(small, [transcripts.load(small, "group").segments[1].id])
    table = agreement_table(small, Wanted(coders=("Ben", "Dan")), today)
    for row, record in zip(table.rows, table.records, strict=True):
        assert row.cells[1:] == (0, *[Undefined(NO_PAIRS)] * 5, None, None, "")
        assert record["undefined"] == NO_PAIRS
    assert table.notes[0].startswith(f"All codes pooled: alpha n/a: {NO_PAIRS}, kappa n/a: {NO_PAIRS}.")
    text = render(table, "table", Style(decimal=","))
    assert " ".join(text.split()).count(f"n/a: {NO_PAIRS}") >= 4 * 5 + 2
    assert "nan" not in text.casefold()


def test_percentages_are_rounded_half_up_here_as_well(blank: Study, second_book: Codebook) -> None:
    """One of sixteen ratings is a yes: 6.25 is 6.3 as in the frequency table, not 6.2."""
    codebook.add(blank, second_book)
    turns = [("R", f"Pay number {n:02}.") for n in range(8)]
    transcripts.add(blank, [_talk("".join(f"{a}: {b}\n" for a, b in turns), turns)])
    talk = transcripts.load(blank, "talk")
    for name in ("Ann", "Ben"):
        people.add_coder(blank, name)
        blank.become(name)
        coding.decide(blank, [each.id for each in talk.segments])
    coding.apply(blank, talk.id, talk.segments[0].span, codebook.find_code(blank, "pay").id)
    table = agreement_table(blank)
    line = next(line for line in render(table, "table").splitlines() if line.startswith("Pay again"))
    assert line.split()[2:5] == ["8", "6.3%", "87.5%"]


def test_in_several_codebooks_keys_name_the_codebook(small: Study, second_book: Codebook) -> None:
    codebook.add(small, second_book)
    table = agreement_table(small, ANN_BEN)
    assert list(table.json["codes"])[::4] == ["book/pay", "second/pay"]
    assert [section.heading for section in table.sections] == ["The book", "Another"]
    assert list(agreement_table(small, Wanted("second", ("Ann", "Ben"))).json["codes"]) == ["pay"]


def test_csv_figures_are_figures(small: Study) -> None:
    """A coefficient below zero is a number, never a text; what is undefined is empty with its reason."""
    table = agreement_table(small, ANN_BEN)
    records = [{**record, "cohen_kappa": -0.25} for record in table.records]
    text = render(type(table)(table.title, table.columns, (), records), "csv")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert {line["cohen_kappa"] for line in lines} == {"-0.25"}
    assert (lines[1]["krippendorff_alpha"], lines[1]["undefined"]) == ("", "no variation")


def test_the_consensus_is_nobodys_partner_unless_named(small: Study) -> None:
    people.add_coder(small, "Lead", "consensus")
    small.become("Lead")
    coding.decide(small, [s.id for s in transcripts.load(small, "one").segments if s.is_unit])
    assert "Lead" not in agreement_table(small).title
    assert agreement_table(small, Wanted(coders=("Lead", "Ann"))).title == "Agreement of Lead, Ann"


def test_a_blind_coder_is_refused(open_small: Callable[..., Study]) -> None:
    for wanted in (None, ANN_BEN):
        with pytest.raises(CoderError, match="Cat codes blind and cannot see agreement"):
            agreement_table(open_small("Cat"), wanted)


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (Wanted(coders=("Ann", "Dan")), "no coder is called 'Dan' in this study (coders: Ann, Ben, Cat)."),
        (Wanted(coders=("Ann",)), "agreement needs two coders who have coded; here it is Ann."),
        (Wanted(coders=("Ann", "Ann")), "agreement needs two coders who have coded; here it is Ann."),
        (Wanted(codebook="none"), "no codebook is called 'none' in this study (codebooks: book)."),
    ],
)
def test_what_the_study_does_not_have(small: Study, wanted: Wanted, told: str) -> None:
    with pytest.raises(CoderError) as error:
        agreement_table(small, wanted)
    assert str(error.value) == told


def test_a_blank_study(blank: Study) -> None:
    with pytest.raises(CoderError, match="needs two coders who have coded; here it is nobody"):
        agreement_table(blank)
