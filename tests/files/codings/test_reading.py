"""Tables of codings as people and programs write them, broken and hostile ones among them."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.files.codings import reading
from coder.files.codings.headers import KNOWN, squeezed
from coder.files.codings.placing import Places, Told
from coder.files.codings.reading import read
from coder.model import CoderError, Span

TABLE = "Документ;Код;Цитата;Примечание\nE01;оплата;«мало; очень мало»;да\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_any_encoding_separator_and_line_end(tmp_path: Path, encoding: str, ends: str) -> None:
    path = tmp_path / "codings.csv"
    path.write_bytes(
        TABLE.replace("«мало; очень мало»", '"«мало; очень мало»"').replace("\n", ends).encode(encoding)
    )
    (line,) = read(path, coder="Ann").lines
    assert (line.transcript, line.coder, line.code, line.quote, line.memo, line.line) == (
        *("E01", "Ann", "оплата", "«мало; очень мало»", "да", 2),
    )


def test_a_workbook_with_numbers_and_another_programs_headers(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Document name", "Code", "Begin", "Segment", "Modified by"])
    sheet.append(["E01", "Pay > Low", 12.0, "=too little", "Ann"])
    book.save(tmp_path / "maxqda.xlsx")
    found = read(tmp_path / "maxqda.xlsx", columns={"coder": "Modified by"})
    assert found.ignored == ("Begin",), "MAXQDA counts paragraphs there"
    (line,) = found.lines
    assert (line.coder, line.code, line.start) == ("Ann", "Pay > Low", None)


def test_no_name_of_a_column_means_two_things() -> None:
    """Nor one that no header can be."""
    names = [name for each in KNOWN.values() for name in each]
    assert len(names) == len(set(names))
    assert all(squeezed(name) == name for name in names)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"\0\0\0\0", "no column names the transcript"),
        ("a.csv", b"PK\x03\x04 no archive", "damaged"),
        ("a.xlsx", b"hello", "damaged|not an Excel"),
        ("a.json", b"{}", "a list of objects"),
        ("a.json", b"[" * 100_000, "not JSON"),
        ("a.json", b'[{"transcript": "E01"}, 3]', "a list of objects"),
        ("a.csv", b'transcript,code,quote\nE01,a,"x\n', "line 2: not a table"),
        ("missing.csv", None, "cannot be read"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(
    tmp_path: Path, name: str, content: bytes | None, says: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(CoderError, match=says) as refused:
        read(tmp_path / name)
    assert name in str(refused.value)


def test_bombs_and_giants_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    (tmp_path / "bomb.xlsx").write_bytes(packed.getvalue())
    with pytest.raises(CoderError, match="unpacks to more"):
        read(tmp_path / "bomb.xlsx")
    (tmp_path / "long.csv").write_text("transcript,code,quote\n" + "E01,a,b\n" * 5, encoding="utf-8")
    for name, most, says in (("MOST_LINES", 3, "more than 3 lines"), ("LARGEST", 20, "split it")):
        with monkeypatch.context() as patch:
            patch.setattr(reading, name, most)
            with pytest.raises(CoderError, match=says):
                read(tmp_path / "long.csv")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=60), ending=st.sampled_from([".csv", ".json", ".xlsx"]))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes, ending: str) -> None:
    path = tmp_path / f"fuzz{ending}"
    path.write_bytes(b"transcript,code,quote,start,end,segment\n" + content if ending == ".csv" else content)
    with suppress(CoderError):
        read(path)


WORDS = st.text('ab \n“"–-é😀', min_size=1, max_size=30)


@settings(max_examples=200, deadline=None)
@given(text=WORDS, data=st.data())
def test_a_passage_is_placed_where_it_stands_or_not_at_all(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    places = Places(text)
    assert places.find(quote, Told(start, end)).span == Span(start, end)
    found = places.find(quote, Told())
    times = sum(text.startswith(quote, at) for at in range(len(text)))
    assert (found.span == Span(start, end)) if times == 1 else (found.span is None)
    nth = sum(text.startswith(quote, at) for at in range(start + 1))
    assert places.find(quote, Told(occurrence=nth)).span == Span(start, end)


@settings(max_examples=100, deadline=None)
@given(text=WORDS)
def test_offsets_in_other_units_come_back(text: str) -> None:
    places = Places(text)
    for at in range(len(text) + 1):
        assert places.counted(len(text[:at].encode("utf-16-le")) // 2, "utf16") == at
        assert places.counted(len(text[:at].encode()), "byte") == at
    assert places.counted(10_000, "byte") is None
