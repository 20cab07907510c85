"""The demonstration study gives the article's figures, and other arithmetic gives the same ones.

The figures are read from the database with SQL of this file's own, from the offsets of codings
and segments, so that no query and no count of the program stands on both sides.
"""

from __future__ import annotations

import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import krippendorff
import numpy as np
import pytest

import coder
from coder.report.agreement import agreement_table
from coder.report.frequencies import Wanted, frequency_table
from coder.report.table import Table
from coder.study.study import Study

ROOT = Path(coder.__file__).parent.parent

DIRECTIONS = {
    "systematic-approach": (7, 29.2),
    "aversion-to-change": (3, 12.5),
    "human-capital": (4, 16.7),
    "delegation-unused": (2, 8.3),
    "weak-evidence": (2, 8.3),
}
"""Figure 1 of the article."""

FINDINGS = {
    "insufficient-competence": (7, 29.2),
    "debureaucratization-paradigm": (2, 8.3),
    "systematic-basis": (1, 4.2),
    "reform-as-a-whole": (1, 4.2),
    "consistency": (1, 4.2),
    "concept-2030-projects": (1, 4.2),
    "legal-audit-interaction": (1, 4.2),
    "new-growth-points": (1, 4.2),
    "long-term-view": (1, 4.2),
    "weak-strategic-planning": (1, 4.2),
    "innovation-foresight": (1, 4.2),
    "perception-of-state": (1, 4.2),
    "more-implementation": (1, 4.2),
}
"""Block 2: two statements of several experts and eleven of one each."""


@pytest.fixture(scope="session")
def raw(demonstration: Study) -> Iterator[sqlite3.Connection]:
    assert demonstration.path is not None
    with closing(sqlite3.connect(f"file:{demonstration.path}?mode=ro", uri=True)) as connection:
        yield connection


@pytest.fixture(scope="session")
def counted(demonstration: Study) -> Table:
    return frequency_table(demonstration)


# --- the article's figures --------------------------------------------------------------------


@pytest.mark.parametrize("figures", [DIRECTIONS, FINDINGS], ids=["figure 1", "block 2"])
def test_the_articles_figures(counted: Table, figures: dict[str, tuple[int, float]]) -> None:
    found = {
        r["code"]: (r["n"], r["percent"]) for r in counted.records if r["codebook"] == "reform-directions"
    }
    assert {code: found[code] for code in figures} == figures
    assert {r["of"] for r in counted.records} == {24}
    assert "n of 24 respondents" in counted.caption
    assert "Rule: consensus." in counted.caption
    assert counted.notes == ()


def test_the_figures_as_printed(counted: Table) -> None:
    texts = {r["code"]: r["percent_text"] for r in counted.records}
    assert [texts[code] for code in DIRECTIONS] == ["29.2%", "12.5%", "16.7%", "8.3%", "8.3%"]


def test_groups_sum_to_the_whole(demonstration: Study) -> None:
    for by in ("group", "side", "language"):
        table = frequency_table(demonstration, Wanted(by=by))
        whole: dict[tuple[str, str], tuple[int, int]] = {}
        parts: dict[tuple[str, str], tuple[int, int]] = {}
        for r in table.records:
            into = whole if r["group"] is None else parts
            n, of = into.get((r["codebook"], r["code"]), (0, 0))
            into[r["codebook"], r["code"]] = (n + r["n"], of + r["of"])
        assert parts == whole


PRINTED = re.compile(r"(?<![\d.,])(?:29[.,]2|12[.,]5|16[.,]7|8[.,]3|4[.,]2)(?![\d]|[.,]\d)\s*%?")


def test_the_percentages_stand_in_no_file_so_that_they_are_computed() -> None:
    def texts(path: Path) -> Iterator[str]:
        if path.suffix == ".docx":
            with zipfile.ZipFile(path) as parts:
                for name in parts.namelist():
                    yield parts.read(name).decode("utf-8", "replace")
        else:
            yield path.read_text(encoding="utf-8")

    looked = 0
    for folder in ("coder", "codebooks", "transcripts"):
        for path in sorted((ROOT / folder).rglob("*")):
            if not path.is_file() or path.suffix in (".pyc", ".mo"):  # the words of a .mo stand in its .po
                continue
            looked += 1
            for text in texts(path):
                found = PRINTED.search(text)
                # In the markup of a Word file a number is a measure; a percentage would be text.
                assert found is None or (path.suffix == ".docx" and "%" not in found[0]), (path, found)
    assert looked > 60


# --- the same from raw rows -------------------------------------------------------------------

CODED = """
    SELECT coder.name AS who, codebook.slug || '/' || code.slug AS code, segment.id AS segment
    FROM coding
    JOIN coder ON coder.id = coding.coder_id
    JOIN code ON code.id = coding.code_id
    JOIN codebook ON codebook.id = code.codebook_id
    JOIN segment ON segment.transcript_id = coding.transcript_id
         AND segment.start < coding."end" AND coding.start < segment."end"
    WHERE coding.removed_at IS NULL
"""


def test_every_percentage_as_from_raw_rows(counted: Table, raw: sqlite3.Connection) -> None:
    """Distinct respondents of each branch, by a recursive query over the codes."""
    query = f"""
        WITH RECURSIVE coded AS ({CODED}),
        branch(top, code, id) AS (
            SELECT codebook.slug || '/' || code.slug, codebook.slug || '/' || code.slug, code.id
            FROM code JOIN codebook ON codebook.id = code.codebook_id
            UNION ALL
            SELECT branch.top, codebook.slug || '/' || code.slug, code.id
            FROM branch JOIN code ON code.parent_id = branch.id
            JOIN codebook ON codebook.id = code.codebook_id
        )
        SELECT branch.top, COUNT(DISTINCT speaker.respondent_id)
        FROM branch
        LEFT JOIN coded ON coded.code = branch.code AND coded.who = 'consensus'
        LEFT JOIN segment ON segment.id = coded.segment
        LEFT JOIN speaker ON speaker.id = segment.speaker_id
        GROUP BY branch.top
    """
    expected = dict(raw.execute(query).fetchall())
    (of,) = raw.execute("SELECT COUNT(*) FROM respondent WHERE removed_at IS NULL").fetchone()
    assert {f"{r['codebook']}/{r['code']}": r["n"] for r in counted.records} == expected
    for r in counted.records:
        exact = (Decimal(100 * r["n"]) / of).quantize(Decimal("0.1"), ROUND_HALF_UP)
        assert (r["of"], Decimal(str(r["percent"]))) == (of, exact)


@dataclass(frozen=True)
class Ratings:
    """By code: a row for Dana and one for Timur, a column a unit; None where one did not look."""

    by_code: dict[str, list[list[int | None]]]
    units: int


@pytest.fixture(scope="session")
def ratings(raw: sqlite3.Connection) -> Ratings:
    units = [
        row[0]
        for row in raw.execute(
            """SELECT segment.id FROM segment LEFT JOIN speaker ON speaker.id = segment.speaker_id
               WHERE segment.kind = 'turn' AND COALESCE(speaker.role, '') <> 'interviewer'"""
        )
    ]
    coded = set(raw.execute(CODED).fetchall())
    looked = {(who, segment) for who, _, segment in coded} | set(
        raw.execute(
            "SELECT coder.name, decision.segment_id FROM decision JOIN coder ON coder.id = decision.coder_id"
        )
    )
    codes = [
        row[0]
        for row in raw.execute(
            """SELECT codebook.slug || '/' || code.slug FROM code JOIN codebook
               ON codebook.id = code.codebook_id WHERE code.codable"""
        )
    ]
    by_code: dict[str, list[list[int | None]]] = {
        code: [
            [int((who, code, unit) in coded) if (who, unit) in looked else None for unit in units]
            for who in ("Dana", "Timur")
        ]
        for code in codes
    }
    return Ratings(by_code, len(units))


def test_agreement_of_dana_and_timur_is_good_but_not_perfect(demonstration: Study) -> None:
    table = agreement_table(demonstration)
    assert table.title == "Agreement of Dana, Timur"
    pooled = table.json["overall"]
    assert 0.6 < pooled["pooled_alpha"]["value"] < 0.85
    assert 0.6 < pooled["pooled_kappa"]["value"] < 0.85


def test_every_alpha_as_the_package_krippendorff_from_raw_rows(
    demonstration: Study, ratings: Ratings
) -> None:
    form = agreement_table(demonstration).json
    assert (form["units"], list(form["codes"])) == (ratings.units, list(ratings.by_code))
    for code, rows in ratings.by_code.items():
        ours = form["codes"][code]["krippendorff_alpha"]
        seen = {x for row in rows for x in row if x is not None}
        if seen == {0, 1}:
            table = np.array([[np.nan if x is None else x for x in row] for row in rows], dtype=float)
            theirs = krippendorff.alpha(reliability_data=table, level_of_measurement="nominal")
            assert ours["value"] == pytest.approx(float(theirs), abs=1e-12)
        else:
            assert (ours["value"], ours["reason"]) == (None, "no variation")


def test_the_pooled_figures_from_raw_rows(demonstration: Study, ratings: Ratings) -> None:
    """Two coders: Do is the share of units they part on, De has n(n - 1) of the n = 2u ratings."""
    observed = expected = agreed = chance = Fraction()
    for dana, timur in ratings.by_code.values():
        both = [(x, y) for x, y in zip(dana, timur, strict=True) if x is not None and y is not None]
        u = len(both)
        n, yes = 2 * u, sum(x + y for x, y in both)
        observed += Fraction(sum(x != y for x, y in both), u)
        expected += Fraction(2 * yes * (n - yes), n * (n - 1))
        p, q = Fraction(sum(x for x, _ in both), u), Fraction(sum(y for _, y in both), u)
        agreed += Fraction(sum(x == y for x, y in both), u) / len(ratings.by_code)
        chance += (p * q + (1 - p) * (1 - q)) / len(ratings.by_code)
    overall = agreement_table(demonstration).json["overall"]
    assert overall["pooled_alpha"]["value"] == pytest.approx(float(1 - observed / expected), abs=1e-12)
    assert overall["pooled_kappa"]["value"] == pytest.approx(
        float((agreed - chance) / (1 - chance)), abs=1e-12
    )


def test_every_prevalence_and_percent_agreement_from_raw_rows(demonstration: Study, ratings: Ratings) -> None:
    records = {f"{r['codebook']}/{r['code']}": r for r in agreement_table(demonstration).records}
    for code, (dana, timur) in ratings.by_code.items():
        both = [(x, y) for x, y in zip(dana, timur, strict=True) if x is not None and y is not None]
        assert records[code]["units"] == len(both)
        assert records[code]["prevalence"] == pytest.approx(sum(x + y for x, y in both) / (2 * len(both)))
        assert records[code]["percent_agreement"] == pytest.approx(sum(x == y for x, y in both) / len(both))
