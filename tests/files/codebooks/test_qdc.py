"""REFI-QDA codebooks: what programs write, what is kept, what is refused, and that ours is valid."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from coder.files.codebooks import check, load, read
from coder.files.codebooks.writing import How, write
from coder.model import CoderError, Example, Exclusion

if TYPE_CHECKING:
    from tests.files.codebooks.conftest import Make

ROOT = Path(__file__).parents[3]
SCHEMA = ROOT.parent / "shared" / "refi-qda" / "Codebook.xsd"
SHIPPED = sorted((ROOT / "codebooks").glob("*.yaml"))
ONE, TWO, THREE = (f"{n}f2504e0-4f89-41d3-9a0c-0305e82c3301" for n in "345")

NVIVO = f"""<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" origin="NVivo 12 Mac"
 xmlns="urn:QDA-XML:codebook:1:0"><Codes>
<Code guid="{{{ONE.upper()}}}" name="Pay" isCodable="true" color="#0A0"><Description />
<Code guid="{TWO}" name="Pay &amp; bonuses" isCodable="true"><Description>What people earn.
On top of it.</Description></Code></Code></Codes></CodeBook>"""
TAGUETTE = f"""<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Taguette 1.4.1"><Codes>
<Code guid="{ONE}" name="pay" isCodable="true"><Description></Description></Code>
<Code guid="{TWO}" name="pay.bonus" isCodable="true"/></Codes><Sets/></CodeBook>"""
BARE = f"""<CodeBook origin="ATLAS.ti"><Codes>
<Code guid="{ONE}" name="Ценности" isCodable="false">
<Code guid="{TWO}" name="Оплата: вся" isCodable="true"><Description>Definition: Зарплаты.
Use when:
- Названа зарплата.
- Названа премия.
Do not use when: Речь о бюджете (see Budget)
Example: Денег не дали.</Description></Code></Code>
<Code guid="{THREE}" name="Budget" isCodable="true"/></Codes>
<Sets><Set guid="{ONE}" name="Money things"><MemberCode guid="{TWO.upper()}"/><MemberCode guid="{ONE[:-1]}9"/>
</Set></Sets></CodeBook>"""


def test_nvivo_for_mac_with_its_own_namespace(make: Make) -> None:
    found = load(make("n.qdc", NVIVO))
    assert found.book is not None
    pay, bonuses = found.book.codes
    assert (pay.slug, pay.label, pay.color, pay.guid) == ("pay", {"en": "Pay"}, "#0A0", ONE)
    assert (bonuses.parent, bonuses.definition) == ("pay", {"en": "What people earn.\nOn top of it."})
    assert pay.definition == {}
    assert "taken as en" in found.warnings[0]


def test_taguette_with_empty_sets(make: Make) -> None:
    book = read(make("my codes.qdc", TAGUETTE))
    assert (book.slug, book.title) == ("my-codes", {"en": "my codes"})
    assert [code.slug for code in book.codes] == ["pay", "pay-bonus"]
    assert book.sets == {}


def test_no_namespace_labelled_descriptions_and_sets(make: Make) -> None:
    found = load(make("b.qdc", BARE))
    assert found.book is not None
    values, pay, _ = found.book.codes
    assert not values.codable
    assert (pay.slug, pay.parent) == ("oplata-vsya", "tsennosti")
    assert pay.definition == {"ru": "Зарплаты."}
    assert pay.use_when == ({"ru": "Названа зарплата."}, {"ru": "Названа премия."})
    assert pay.not_when == (Exclusion({"ru": "Речь о бюджете"}, "budget"),)
    assert pay.examples == (Example("Денег не дали."),)
    assert found.book.sets == {"money-things": ("oplata-vsya",)}
    assert any("1 member(s) of sets are no codes" in each for each in found.warnings)


def test_an_encoding_that_is_not_the_one_declared(make: Make) -> None:
    """NVivo's accents: the file says UTF-8 and is in an encoding of Windows."""
    text = NVIVO.replace("Pay &amp; bonuses", "Оплата труда и премии").replace("What people", "Сколько")
    found = load(make("n.qdc", text.encode("cp1251")))
    assert found.book is not None
    assert next(iter(found.book.codes[1].label.values())) == "Оплата труда и премии"
    assert "was read as" in found.warnings[0]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_marks_of_encodings(make: Make, encoding: str) -> None:
    text = TAGUETTE.replace('encoding="utf-8"', f'encoding="{encoding[:6].rstrip("-")}"')
    assert len(read(make("t.qdc", text.encode(encoding))).codes) == 2


def test_what_does_not_fit_is_told(make: Make) -> None:
    text = TAGUETTE.replace(f'guid="{TWO}"', f'guid="{ONE}" color="red"').replace("pay.bonus", "")
    found = load(make("t.qdc", text))
    assert found.book is not None
    assert (found.book.codes[1].guid, found.book.codes[1].color) == (None, "")
    told = " ".join(found.warnings)
    for words in ("twice", "colour 'red'", "has no name"):
        assert words in told
    assert all(each.is_warning for each in check(make("t.qdc", text)))


DEEP = "<Code guid='' name='x' isCodable='true'>" * 120
BROKEN = {
    "half a file": (NVIVO[:300], "the XML in the file is damaged"),
    "another kind of XML": ("<html/>", "it begins with “html”"),
    "no codes": ("<CodeBook><Codes/></CodeBook>", "the file has no codes"),
    "a bomb": ('<!DOCTYPE a [<!ENTITY b "c">]><CodeBook/>', "DOCTYPE"),
    "nested without end": (f"<CodeBook><Codes>{DEEP}{'</Code>' * 120}</Codes></CodeBook>", "levels deep"),
    "nothing": ("", "the file is empty"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_ones_are_one_sentence(make: Make, kind: str) -> None:
    text, words = BROKEN[kind]
    path = make("x.qdc", text)
    with pytest.raises(CoderError, match=words) as raised:
        read(path)
    assert "\n" not in str(raised.value)
    assert check(path)[0].is_warning is False


@pytest.mark.parametrize("path", SHIPPED, ids=lambda each: each.stem)
def test_ours_is_valid(path: Path, tmp_path: Path) -> None:
    if not SCHEMA.is_file():
        pytest.skip("the schema of REFI-QDA is not here")
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    for language in ("en", "kk"):
        written = write(read(path), tmp_path / "x.qdc", How(language=language)).content
        schema.assertValid(etree.fromstring(written))
