"""Tables of codes: MAXQDA, NVivo, Taguette, and what people keep in spreadsheets and Word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest

from coder.files.codebooks import Asked, check, is_codebook, load, read
from coder.files.codebooks.kinds import Found
from coder.model import Codebook, CoderError, Example, Exclusion

if TYPE_CHECKING:
    from tests.files.codebooks.conftest import Make


def tree(book: Codebook) -> list[str]:
    """Every code as a path of labels; what cannot be applied stands in brackets."""
    paths: dict[str, str] = {}
    for code in book.codes:
        label = next(iter(code.label.values()))
        own = label if code.codable else f"[{label}]"
        paths[code.slug] = f"{paths[code.parent]}/{own}" if code.parent else own
    return list(paths.values())


def loaded(found: Found) -> Codebook:
    assert found.book is not None
    return found.book


TABLES: dict[str, tuple[str, Sequence[Sequence[str]] | str, str, list[str]]] = {
    "MAXQDA of today": (
        "m.xlsx",
        [["Code", "Memo"], ["Pay", "What they earn"], ["Pay > Bonus", ""], ["Training", ""]],
        "maxqda",
        ["Pay", "Pay/Bonus", "Training"],
    ),
    "MAXQDA before 2022": (
        "m.xlsx",
        [["Code", "Memo"], ["Pay", ""], ["Pay\\Bonus", "on top"], ["Pay\\Bonus\\Yearly", ""]],
        "maxqda",
        ["Pay", "Pay/Bonus", "Pay/Bonus/Yearly"],
    ),
    "MAXQDA, the parent without a row, one sign inside a name": (
        "m.xlsx",
        [["Code", "Memo"], ["Money > Pay/bonus", "x"], ["Money > Costs", ""]],
        "maxqda",
        ["[Money]", "[Money]/Pay/bonus", "[Money]/Costs"],
    ),
    "NVivo, Word, children moved in": (
        "n.docx",
        [
            ["Name", "Description", "Files", "References"],
            ["Pay", "What they earn", "3", "12"],
            ["  Bonus", "", "1", "2"],
            ["    Yearly", "", "1", "1"],
            ["Training", "", "0", "0"],
        ],
        "nvivo",
        ["Pay", "Pay/Bonus", "Pay/Bonus/Yearly", "Training"],
    ),
    "NVivo, Excel, paths": (
        "n.xlsx",
        [
            ["Name", "Description", "Files", "References"],
            ["Nodes\\\\Pay", "", "", ""],
            ["Nodes\\\\Pay\\Bonus", "on top", "1", "2"],
        ],
        "nvivo",
        ["Pay", "Pay/Bonus"],
    ),
    "NVivo, Excel, a title above": (
        "n.xlsx",
        [
            ["Codebook of my project", "", "", ""],
            ["Name", "Description", "Files", "References"],
            ["Pay", "a", "1", "2"],
        ],
        "nvivo",
        ["Pay"],
    ),
    "Taguette": (
        "t.csv",
        """tag,description,number of highlights,number of documents
pay,What they earn,3,1\r\npay.bonus,,1,1\r\ne.g. this,,1,1\r\n""",
        "taguette",
        ["pay", "pay/bonus", "e.g. this"],
    ),
    "Taguette, two columns": ("t.csv", 'tag,description\npay,"a ""word"", b"\n', "taguette", ["pay"]),
    "Taguette, a mark and semicolons": ("t.csv", "\ufefftag;description\npay;a\n", "taguette", ["pay"]),
    "people: parents by name": (
        "p.csv",
        "Code;Parent;Definition\nBonus;Pay;on top\nPay;;What they earn\n",
        "table",
        ["Pay", "Pay/Bonus"],
    ),
    "people: Russian, themes over merged cells": (
        "p.xlsx",
        [
            ["Тема", "Код", "Определение", "Пример"],
            ["Деньги", "Оплата", "Сколько платят", "Мало."],
            ["", "Премии", "Сверх оплаты", ""],
            ["", "", "", "Дали тринадцатую."],
            ["Люди", "Учёба", "", ""],
        ],
        "table",
        ["[Деньги]", "[Деньги]/Оплата", "[Деньги]/Премии", "[Люди]", "[Люди]/Учёба"],
    ),
    "people: Kazakh headers": (
        "p.csv",
        "Код атауы,Анықтама\nЕңбекақы,Жалақы туралы\n",
        "table",
        ["Еңбекақы"],
    ),
    "people: levels": (
        "p.csv",
        "Level 1,Level 2,Description\nMoney,,all\n,Pay,earned\n,Costs,spent\nPeople,,\n,Pay,people's\n",
        "table",
        ["Money", "Money/Pay", "Money/Costs", "People", "People/Pay"],
    ),
    "people: a short code beside the name": (
        "p.csv",
        "Code,Name,Definition\nPAY1,Pay: all,earned\nPAY2,Bonus,on top\n",
        "table",
        ["Pay: all", "Bonus"],
    ),
}


@pytest.mark.parametrize("kind", TABLES)
def test_trees(make: Make, kind: str) -> None:
    name, content, form, expected = TABLES[kind]
    path = make(name, content) if isinstance(content, str) else make(name, rows=content)
    found = load(path)
    assert (found.form, tree(loaded(found))) == (form, expected)
    assert is_codebook(path)


def test_the_texts_of_columns(make: Make) -> None:
    text = (
        "Code,Short definition,Full definition,Inclusion criteria,Exclusion criteria,Example,Synonyms,Color\n"
        'Pay,Earned,"All\nof it","- a wage\n- a bonus",The budget (see Budget),"We get little, they said.",'
        "wages; salary,#00AA00\nBudget,,,,,,,\n"
    )
    pay = read(make("p.csv", text), Asked(language="en")).codes[0]
    assert (pay.brief, pay.definition) == ({"en": "Earned"}, {"en": "All\nof it"})
    assert pay.use_when == ({"en": "a wage"}, {"en": "a bonus"})
    assert pay.not_when == (Exclusion({"en": "The budget"}, "budget"),)
    assert pay.examples == (Example("We get little, they said."),)
    assert (pay.aliases, pay.color) == (("wages", "salary"), "#00AA00")


def test_languages_in_the_headers(make: Make) -> None:
    book = read(make("p.csv", "label_en,label (ru),Definition kk,definition:en\nPay,Оплата,Ақы,Earned\n"))
    assert book.languages == ("en", "ru", "kk")
    assert book.codes[0].label == {"en": "Pay", "ru": "Оплата"}
    assert book.codes[0].definition == {"en": "Earned", "kk": "Ақы"}


def test_columns_named_by_the_person(make: Make) -> None:
    path = make("p.csv", "What,Meaning,Name\nPay,Earned,Ann\n")
    book = read(path, Asked(columns={"name": "what", "definition": "Meaning"}, language="en", slug="mine"))
    assert (book.slug, book.codes[0].slug, book.codes[0].definition) == ("mine", "pay", {"en": "Earned"})
    with pytest.raises(CoderError, match="'sense' is nothing that a code has"):
        read(path, Asked(columns={"sense": "Meaning"}))
    found = load(path, Asked(columns={"name": "What"}))
    assert any("left out: “Meaning”" in each for each in found.warnings)


def test_old_encodings_and_formula_guards(make: Make) -> None:
    text = "Код;Определение\nОплата труда;Сколько платят людям на службе\nПремии;'=сверх оклада\n"
    book = read(make("p.csv", text.encode("cp1251")))
    assert book.languages == ("ru",)
    assert book.codes[1].definition == {"ru": "=сверх оклада"}


def test_what_was_guessed_is_told(make: Make) -> None:
    text = "Code,Parent,Definition,Owner\nPay,Pay,x,Ann\nA,B,,\nB,A,,\nC,Nowhere,,\n"
    found = load(make("p.csv", text))
    told = " ".join(found.warnings)
    for words in ("name from “Code”", "left out: “Owner”", "names itself", "in a circle", "taken as en"):
        assert words in told
    assert len(loaded(found).codes) == 5


BROKEN: dict[str, tuple[str, str | bytes, str]] = {
    "no headers": ("x.csv", "1,2\n3,4\n", "no table in it has a column that names codes"),
    "headers alone": ("x.csv", "Code,Definition\n", "no row of the table has a code"),
    "no workbook": ("x.xlsx", b"PK\x03\x04 half a file", "damaged"),
    "no document": ("x.docx", b"PK\x03\x04", "damaged"),
    "an old workbook": ("x.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Office"),
    "binary": ("x.csv", b"Code\0\1" * 400, "binary data"),
    "empty": ("x.csv", b"  \n", "the file is empty"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_ones_are_one_sentence(make: Make, kind: str) -> None:
    name, content, words = BROKEN[kind]
    path = make(name, content)
    with pytest.raises(CoderError, match=words) as raised:
        read(path)
    assert "\n" not in str(raised.value)
    assert not check(path)[0].is_warning


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("survey.csv", "id,age,What do you think of your pay?\n1,30,Little\n"),
        ("codings.csv", "transcript,coder,code,quote\nE01,Ann,pay,Little\n"),
        ("people.csv", "name,group\nAnn,a\n"),
        ("notes.txt", "Code: x\n"),
    ],
)
def test_other_tables_are_not_taken_for_codebooks(make: Make, name: str, content: str) -> None:
    assert not is_codebook(make(name, content))


def test_a_word_document_of_an_interview_is_none(make: Make) -> None:
    assert not is_codebook(make("talk.docx", rows=[["Ann:", "How do you do?"], ["Ben:", "Well."]]))
