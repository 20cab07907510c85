"""Frequencies with everything asked for, the matrix, co-occurrence and saturation, by hand.

The small study (``conftest.py``): respondents R1, R2, A, B, R5; units one:2 one:3 (R1), two:2
two:3 (R2), group:2 (A), group:3 (B). Ann coded pay at one:2, courses at one:3, pay twice at
two:2, pay on the interviewer in ``group``, training at group:2, pay at group:3; Ben pay at
one:2 and other at two:3; Cat other at two:3.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date
from itertools import combinations
from typing import Any

import pytest

from coder.model import CoderError, RespondentRecord
from coder.report import cooccurrence, matrix, saturation
from coder.report.denominators import Denominator
from coder.report.frequencies import Wanted, frequency_table
from coder.report.frequency_lines import bar
from coder.report.render import Style, render
from coder.report.table import Table, Undefined
from coder.study import people
from coder.study.study import Study


def row(table: Table, code: str, **more: Any) -> dict[str, Any]:
    [found] = [
        dict(r) for r in table.records if r["code"] == code and all(r.get(k) == v for k, v in more.items())
    ]
    return found


# --- frequencies ------------------------------------------------------------------------------------


def test_of_transcripts_and_of_units(small: Study) -> None:
    transcripts = frequency_table(small, Wanted(rule="Ann", of="transcripts"))
    assert [(r["code"], r["n"], r["of"]) for r in transcripts.records] == [
        ("theme", 3, 3),
        ("pay", 3, 3),
        ("training", 2, 3),
        ("courses", 1, 3),
        ("other", 0, 3),
    ]
    assert transcripts.caption.startswith("n of 3 transcripts in which the code stands at least once")
    units = frequency_table(small, Wanted(rule="Ann", of="units"))
    assert [(r["n"], r["of"]) for r in units.records] == [(5, 6), (3, 6), (2, 6), (1, 6), (0, 6)]
    assert "n of 6 units (segments that coders decide about)" in units.caption


def test_an_interviewers_words_count_for_the_transcript_alone(small: Study) -> None:
    """As in the definitions so far: pay on the interviewer's question is nobody's, yet in the transcript."""
    assert row(frequency_table(small, Wanted(rule="Ann")), "pay")["n"] == 3


def test_codings_and_segments_stand_beside_the_respondents(small: Study) -> None:
    table = frequency_table(small, Wanted(rule="any", further=("codings", "segments")))
    assert [column.header for column in table.columns][-2:] == ["codings", "segments"]
    found = {r["code"]: (r["n"], r["codings"], r["segments"]) for r in table.records}
    assert found == {
        "theme": (4, 7, 5),
        "pay": (3, 5, 3),
        "training": (2, 2, 2),
        "courses": (1, 1, 1),
        "other": (1, 2, 1),
    }
    assert any(note.startswith("codings: ") for note in table.notes)


def test_intervals(small: Study) -> None:
    table = frequency_table(small, Wanted(interval=True, decimal=","))
    pay = row(table, "pay")
    assert (round(pay["ci_low"], 1), round(pay["ci_high"], 1)) == (23.1, 88.2)
    [line] = [line for line in render(table, "table", Style(",")).splitlines() if line.startswith("  Pay")]
    assert line.split()[-5:] == ["3", "5", "60,0%", "23,1%", "88,2%"]


def test_each_attribute_by_itself_or_crossed(small: Study) -> None:
    people.import_respondents(small, [RespondentRecord("R5", None, {"age": "old"})], "r.csv")
    each = frequency_table(small, Wanted(by=("side", "age")))
    assert each.title == "Respondents who mention each code, by side and age"
    groups = [(r["by"], r["group"], r["of"]) for r in each.records[:6]]
    assert groups == [
        (None, None, 5),
        ("side", "internal", 2),
        ("side", "external", 1),
        ("side", "", 2),
        ("age", "", 4),
        ("age", "old", 1),
    ]
    crossed = frequency_table(small, Wanted(by=("side", "age"), crossed=True))
    assert crossed.title == "Respondents who mention each code, by side crossed with age"
    assert [(r["group"], r["of"]) for r in crossed.records[:5]] == [
        (None, 5),
        ("internal + ", 1),
        ("external + ", 1),
        ("", 2),
        ("internal + old", 1),
    ]
    assert {r["by"] for r in crossed.records} == {None, "side + age"}


def test_keys_so_far_are_the_same_without_new_options(small: Study) -> None:
    plain = list(frequency_table(small).records[0])
    assert plain == [
        *("codebook", "code", "label", "parent", "depth", "codable", "n", "of", "percent", "percent_text")
    ]
    assert list(frequency_table(small, Wanted(by="side")).records[0]) == [*plain, "group"]


def test_a_test_says_its_caution_and_needs_groups(demonstration: Study) -> None:
    with pytest.raises(CoderError, match="say --by ATTRIBUTE"):
        frequency_table(demonstration, Wanted(test=True))
    table = frequency_table(
        demonstration, Wanted("reform-directions", by=("side", "group"), test=True, seed=3)
    )
    method, caution = table.notes
    assert method.startswith("p: Fisher's exact test")
    assert "More" not in method
    assert "(group) its Monte Carlo form, 99999 tables drawn, seed 3." in method
    assert "of 23 codes about 1.2 fall below p = .05 by chance alone" in caution
    assert row(table, "implementation", by="side", group="internal")["p"] == pytest.approx(20 / 2024)
    assert row(table, "implementation", group=None)["p"] is None
    p = [r["p"] for r in table.records if r["by"] == "group" and r["group"] == "private sector"]
    assert all(0 < value <= 1 for value in p)
    again = frequency_table(
        demonstration, Wanted("reform-directions", by=("side", "group"), test=True, seed=3)
    )
    assert again.records == table.records


def test_a_code_of_nobody_has_no_p(small: Study) -> None:
    table = frequency_table(small, Wanted(rule="Ann", by="side", test=True))
    assert row(table, "other", group="internal")["p"] is None
    assert (
        table.rows[4].cells[-2:] == (Undefined("no variation"),) * 2
        or Undefined("no variation") in table.rows[4].cells
    )
    assert json.loads(render(table, "json"))


def test_bars(small: Study) -> None:
    table = frequency_table(small, Wanted(bars=True))
    assert table.rows[0].cells[-1] == "█" * 24
    assert table.rows[3].cells[-1] == "█" * 6
    assert (bar(0), bar(0.0001), bar(1, 2), bar(0.5, 1)) == ("", "▏", "██", "▌")


# --- the matrix -------------------------------------------------------------------------------------


def test_the_matrix_wide_and_tidy(small: Study) -> None:
    table = matrix.matrix_table(small, matrix.Wanted(rule="Ann"))
    found = {
        r["respondent"]: [r[c] for c in ("theme", "pay", "training", "courses", "other")]
        for r in table.records
    }
    assert found == {
        "R1": [1, 1, 1, 1, 0],
        "R2": [1, 1, 0, 0, 0],
        "group: A": [1, 0, 1, 0, 0],
        "group: B": [1, 1, 0, 0, 0],
        "R5": [0, 0, 0, 0, 0],
    }
    assert table.records[0]["side"] == "internal"
    tidy = matrix.matrix_table(small, matrix.Wanted(rule="Ann", shape="tidy"))
    assert [tuple(r.values()) for r in tidy.records[:3]] == [
        ("R1", "theme", 1),
        ("R1", "pay", 1),
        ("R1", "training", 1),
    ]
    assert len(tidy.records) == 25
    assert "R5" in table.notes[0]


@pytest.mark.parametrize("of", ["respondents", "transcripts", "units"])
def test_the_matrix_of_codings_sums_to_the_frequencies(small: Study, of: Denominator) -> None:
    numbers = matrix.matrix_table(small, matrix.Wanted(rule="any", of=of, codings=True))
    yes = matrix.matrix_table(small, matrix.Wanted(rule="any", of=of))
    counted = frequency_table(small, Wanted(rule="any", of=of, further=("codings",)))
    for code in ("theme", "pay", "training", "courses", "other"):
        assert sum(r[code] for r in numbers.records) == row(counted, code)["codings"]
        assert sum(r[code] for r in yes.records) == row(counted, code)["n"]


def test_units_are_named_as_in_a_list_of_quotes(small: Study) -> None:
    table = matrix.matrix_table(small, matrix.Wanted(of="units"))
    assert [r["unit"] for r in table.records] == ["one:2", "one:3", "two:2", "two:3", "group:2", "group:3"]


def test_an_attribute_that_is_called_like_a_code(small: Study) -> None:
    people.import_respondents(small, [RespondentRecord("R5", None, {"pay": "low"})], "r.csv")
    with pytest.raises(CoderError, match="'pay' is both a column and a code; say --shape tidy"):
        matrix.matrix_table(small)


# --- co-occurrence ----------------------------------------------------------------------------------


def test_pairs_of_the_small_study(small: Study) -> None:
    table = cooccurrence.co_occurrence_table(
        small, cooccurrence.Wanted(rule="any", of="respondents", least=0)
    )
    found = {(r["code_a"], r["code_b"]): (r["n_a"], r["n_b"], r["both"], r["jaccard"]) for r in table.records}
    assert found == {
        ("pay", "other"): (3, 1, 1, 1 / 3),
        ("pay", "courses"): (3, 1, 1, 1 / 3),
        ("pay", "training"): (3, 2, 1, 1 / 4),
        ("training", "other"): (2, 1, 0, 0.0),
        ("courses", "other"): (1, 1, 0, 0.0),
    }
    assert table.notes[0] == "A code and a heading over it are no pair."
    matrix_ = cooccurrence.co_occurrence_table(
        small, cooccurrence.Wanted(rule="any", of="respondents", matrix=True)
    )
    assert [r.cells for r in matrix_.rows] == [
        ("1 Pay", 3, None, None, None),
        ("2 Training", 1, 2, None, None),
        ("3 Courses", 1, 1, 1, None),
        ("4 Other", 1, 0, 0, 1),
    ]


def test_overlaps_need_spans_that_count_one_by_one(small: Study) -> None:
    table = cooccurrence.co_occurrence_table(small, cooccurrence.Wanted(rule="any", of="overlaps", least=0))
    by_code = {r["code_a"]: r["n_a"] for r in table.records}
    assert by_code["pay"] == 4  # R1's two spans and R2's two overlap; B's; and on the interviewer's words
    with pytest.raises(CoderError, match="overlapping passages have no majority"):
        cooccurrence.co_occurrence_table(small, cooccurrence.Wanted(rule="all", of="overlaps"))


def test_the_demonstrations_pairs_as_from_raw_rows(demonstration: Study) -> None:
    """Respondents with both codes, by SQL of the test's own; the book has no headings that roll up."""
    query = """
        SELECT DISTINCT code.slug, speaker.respondent_id FROM coding
        JOIN coder ON coder.id = coding.coder_id AND coder.name = 'consensus'
        JOIN code ON code.id = coding.code_id
        JOIN codebook ON codebook.id = code.codebook_id AND codebook.slug = 'oecd-pslc'
        JOIN segment ON segment.transcript_id = coding.transcript_id
             AND segment.start < coding."end" AND coding.start < segment."end"
        JOIN speaker ON speaker.id = segment.speaker_id AND speaker.respondent_id IS NOT NULL
        WHERE coding.removed_at IS NULL
    """
    who: dict[str, set[int]] = {}
    with closing(sqlite3.connect(f"file:{demonstration.path}?mode=ro", uri=True)) as connection:
        for slug, respondent in connection.execute(query):
            who.setdefault(slug, set()).add(respondent)
    table = cooccurrence.co_occurrence_table(
        demonstration, cooccurrence.Wanted("oecd-pslc", of="respondents", least=0)
    )
    found = {frozenset((r["code_a"], r["code_b"])): (r["both"], r["jaccard"]) for r in table.records}
    assert len(found) == 14 * 13 // 2
    for a, b in combinations(who, 2):
        both, either = len(who[a] & who[b]), len(who[a] | who[b])
        assert found[frozenset((a, b))] == (both, pytest.approx(both / either))


# --- saturation -------------------------------------------------------------------------------------


def test_new_codes_of_the_small_study(small: Study, today: date) -> None:
    table = saturation.saturation_table(small, saturation.Wanted(rule="Ann", base=1, run=1), today)
    lines = [(r["transcript"], r["codes"], r["new"], r["cumulative"], r["new_codes"]) for r in table.records]
    assert lines == [
        ("one", 2, 2, 2, "pay courses"),
        ("two", 1, 0, 2, ""),
        ("group", 2, 1, 3, "training"),
    ]
    assert table.json["guest_namey_chen"] == {
        "base": 1,
        "run": 1,
        "threshold_percent": 5.0,
        "base_codes": 2,
        "reached": 1,
        "notation": "1+1",
        "reason": None,
    }
    assert len(table.json["sensitivity"]) == 12
    assert "reached at 1+1: at interview 1, seen over the run to 2." in table.notes[0]


def test_interviews_that_nobody_coded_do_not_pass_for_saturated(small: Study) -> None:
    table = saturation.saturation_table(small, saturation.Wanted(rule="Ben", base=1, run=1))
    assert [r["transcript"] for r in table.records] == ["one", "two"]
    assert table.notes[-1] == "Left out, since nobody under the rule has coded them: group."


def test_the_order_of_an_attribute(small: Study) -> None:
    with pytest.raises(CoderError, match="respondents have no attribute 'day'"):
        saturation.saturation_table(small, saturation.Wanted(order="day"))
    records = [RespondentRecord(n, None, {"day": d}) for n, d in (("R1", "10"), ("R2", "9"))]
    people.import_respondents(small, records, "r.csv")
    with pytest.raises(CoderError, match="no day is known for group, so that there is no order"):
        saturation.saturation_table(small, saturation.Wanted(order="day"))
    more = [RespondentRecord(n, None, {"day": "9.5"}) for n in ("group: A", "group: B")]
    people.import_respondents(small, more, "r.csv")
    table = saturation.saturation_table(small, saturation.Wanted(order="day"))
    assert [r["transcript"] for r in table.records] == ["two", "group", "one"]


def test_the_demonstrations_saturation(demonstration: Study) -> None:
    table = saturation.saturation_table(demonstration)
    assert table.json["guest_namey_chen"]["notation"] == "13+2"
    assert (table.records[-1]["interview"], table.records[-1]["cumulative"]) == (24, 61)
    assert sum(r["new"] for r in table.records) == 61
