"""Survey tables: a transcript a respondent, open answers under their questions, the rest as attributes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from coder.files import transcripts
from coder.files.transcripts import Corrections
from coder.model import CoderError, ReadTranscript

LONG = (
    "The rules changed twice and nobody told us why",
    "Too little money and the people who knew it had left",
    "It went well once the office had a head again",
)


def read(
    source: str | bytes, folder: Path, name: str, *answers: str, id_: str | None = None
) -> list[ReadTranscript]:
    path = folder / name
    path.write_bytes(source.encode() if isinstance(source, str) else source)
    return transcripts.read_all(path, Corrections(columns=answers, respondent_column=id_))


def shown(found: ReadTranscript) -> list[tuple[str, str]]:
    return [(each.kind, each.span.of(found.text)) for each in found.segments]


def workbook(*rows: Sequence[object], sheet: str = "Answers") -> bytes:
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    page = book.add_worksheet(sheet)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, datetime):
                page.write_datetime(at, column, value, day)
            elif isinstance(value, str) and value.startswith("=") and not value.startswith("=="):
                page.write_formula(at, column, value, None, 42)
            elif isinstance(value, str):
                page.write_string(at, column, value)
            elif value is not None:
                page.write(at, column, value)
    book.close()
    return packed.getvalue()


def test_a_table_with_semicolons_and_open_answers_found(tmp_path: Path) -> None:
    source = "\ufeffRespondent;Age;What held it back?;Side\r\n" + "".join(
        f'R{at};{30 + at};"{words}";internal\r\n' for at, words in enumerate(LONG, start=1)
    )
    found = read(source, tmp_path, "answers.csv")
    assert [each.name for each in found] == ["R1", "R2", "R3"]
    assert shown(found[0]) == [("note", "R1"), ("note", "What held it back?"), ("turn", LONG[0])]
    assert (found[1].respondent, found[1].attributes) == ("R2", {"Age": "32", "Side": "internal"})
    assert found[0].format == "survey"
    assert any("Taken as open answers: “What held it back?”." in each for each in found[0].warnings)


def test_chosen_columns_tabs_an_old_encoding_and_empty_answers(tmp_path: Path) -> None:
    source = (
        "Код\tВ1. Что мешало?\tВ2. Что, если иначе?\tПол\n"
        "7\tНехватка денег и опытных людей\t\tж\n8\t\t\tм\n9\tЛюди\tБыло бы намного лучше для всех\t\n"
    ).encode("cp1251")
    found = read(source, tmp_path, "ответы.tsv", "В1,В2. Что, если иначе?", id_="код")
    assert [(each.name, each.attributes) for each in found] == [("7", {"Пол": "ж"}), ("9", {})]
    assert [words for kind, words in shown(found[1]) if kind == "turn"] == [
        "Люди",
        "Было бы намного лучше для всех",
    ]
    assert (found[0].counts["empty_answers"], found[0].counts["empty_rows"]) == (1, 1)


def test_a_workbook_with_dates_figures_and_formulas_as_words(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Why?", "Day", "Share", "Sum", "Sign", "Ok"],
        [LONG[0] + "\nand more", datetime(2024, 3, 4), 0.5, "=1+1", "==cmd()", True],  # noqa: DTZ001
        [LONG[1], None, 3.0, None, None, None],
        [],
        [LONG[2]],
    ]
    found = read(workbook(*rows), tmp_path, "answers.xlsx")
    assert [each.name for each in found] == ["R1", "R2", "R3"]
    assert shown(found[0])[2] == ("turn", LONG[0] + "\nand more")
    assert found[0].attributes == {
        "Day": "2024-03-04", "Share": "0.5", "Sum": "42", "Sign": "==cmd()", "Ok": "TRUE"
    }  # fmt: skip
    assert found[1].attributes == {"Share": "3"}


def test_second_headers_of_survey_programs(tmp_path: Path) -> None:
    qualtrics = (
        "ResponseId,Q1,Q2\nResponse ID,What held it back?,Age\n"
        '"{""ImportId"":""a""}","{""ImportId"":""b""}",x\n'
    )
    found = read(qualtrics + f"R_1,{LONG[0]},30\nR_2,{LONG[2]},40\n", tmp_path, "q.csv", "Q1")
    assert [each.name for each in found] == ["R_1", "R_2"]
    assert shown(found[0])[1] == ("note", "What held it back?")
    monkey = "Respondent ID,What held it back?,Side\n,Open-Ended Response,Response\n"
    found = read(monkey + f"11,{LONG[0]},a\n12,{LONG[2]},b\n", tmp_path, "m.csv")
    assert [each.name for each in found] == ["11", "12"]


def test_people_who_say_the_same_stay_apart(tmp_path: Path) -> None:
    found = read("id,Why?\n1,Money\n2,Money\n", tmp_path, "a.csv", "Why?")
    assert len({each.text for each in found}) == 2


def test_people_are_not_made_attributes_unseen(tmp_path: Path) -> None:
    found = read(f"id,Why?,Mail\n1,{LONG[0]},a@b.org\n2,{LONG[1]},c@d.org\n", tmp_path, "a.csv")
    assert any("Addresses" in each and "Mail" in each for each in found[0].warnings)


@pytest.mark.parametrize(
    ("source", "name", "answers", "place"),
    [
        ("id,Why?\n1,Money\n", "a.csv", ["Wher"], "no column is called 'Wher'"),
        ("id,Q1 a,Q1 b\n1,x,y\n", "a.csv", ["Q1"], "several columns"),
        ("id,Why?\n1,Money\n1,People\n", "a.csv", ["Why?"], "row 3: respondent 1 stands in row 2"),
        ("id,Why?\n1,Money\n,People\n", "a.csv", ["Why?"], "row 3: .*empty"),
        ("id,Why?\n1,Money\n", "a.csv", [], "--answers"),
        ("id,Why?\n1,\n", "a.csv", ["Why?"], "nobody answered"),
        ("id,Why?\n", "a.csv", [], "rows of answers"),
        (f'id,Why?\n1,"{"x" * 140_000}\n', "a.csv", [], "not a table"),
        (b"PK\x03\x04broken", "a.xlsx", [], "not a Excel workbook|not an Excel workbook"),
        (b"id,Why?\n1,Money", "a.xlsx", ["Why?"], ""),
    ],
)
def test_a_broken_table_is_refused_with_its_place(
    tmp_path: Path, source: str | bytes, name: str, answers: list[str], place: str
) -> None:
    id_ = "id" if place.startswith("row") else None
    if not place:
        assert len(read(source, tmp_path, name, *answers)) == 1  # a workbook in name only
        return
    with pytest.raises(CoderError, match=place):
        read(source, tmp_path, name, *answers, id_=id_)


def test_a_workbook_is_not_believed_about_its_size(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["id", "Why?"])
    book.active.append([1, LONG[0]])
    book.active.cell(row=1_000_000, column=2, value=LONG[1])
    book.save(tmp_path / "far.xlsx")
    with pytest.raises(CoderError, match=r"row 1000000: .*empty"):
        transcripts.read_all(tmp_path / "far.xlsx", Corrections(respondent_column="id"))
