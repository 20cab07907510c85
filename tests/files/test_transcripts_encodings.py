"""Encodings: told by a mark, proved, declared, forced or guessed; a guess is said, no byte is dropped."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.files import transcripts
from coder.files.transcripts import encodings
from coder.model import CoderError, ReadTranscript

RU = "Интервьюер: Здравствуйте, расскажите о себе.\nЭксперт: Я десять лет работаю в министерстве, ёлки.\n"
KK = "Сұхбат алушы: Өзіңіз туралы айтып беріңізші.\nСарапшы: Мен министрлікте он жыл қызмет істедім, әрине.\n"
EN = "Interviewer: What\u2019s next?\nExpert: It\u2019s \u201cthe reform\u201d \u2013 that is what we do.\n"
ZH = "采访者：请您介绍一下自己。\n专家：我在政府部门工作了十年，这是一所很好的学校。我们的改革正在进行。\n"


def read(data: bytes, folder: Path, encoding: str | None = None) -> ReadTranscript:
    path = folder / "E1.txt"
    path.write_bytes(data)
    return transcripts.read(path, asked=transcripts.Corrections(encoding=encoding))


@pytest.mark.parametrize("text", [RU, KK, EN, ZH])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"]
)
def test_unicode_is_never_a_guess_but_without_its_mark_in_32_bits(
    tmp_path: Path, text: str, encoding: str
) -> None:
    mark = {"utf-32-be": b"\0\0\xfe\xff"}.get(encoding, b"")
    if encoding in ("utf-16-le", "utf-16-be") and text == ZH:
        mark = b"\xff\xfe" if encoding.endswith("le") else b"\xfe\xff"  # nothing else tells Chinese
    found = read(mark + text.encode(encoding), tmp_path)
    assert found.text == text
    assert found.warnings == ()
    assert found.encoding.startswith(encoding.replace("-sig", "")[:6])


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((RU, each) for each in ("cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic")),
        (KK, "kz1048"),
        (EN, "cp1252"),
        (ZH, "gb18030"),
        (ZH, "gb2312"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_other_encodings_are_guessed_right_and_said(
    tmp_path: Path, text: str, encoding: str, line_end: str
) -> None:
    found = read(text.replace("\n", line_end).encode(encoding), tmp_path)
    assert found.text == text
    assert found.encoding in found.warnings[0]
    assert "a guess" in found.warnings[0]
    assert found.counts == ({"line_ends": text.count("\n")} if line_end != "\n" else {})


def test_a_forced_encoding_wins_over_every_guess(tmp_path: Path) -> None:
    data = RU.encode("koi8_r")
    assert read(data, tmp_path, "koi8-r").warnings == ()
    assert read(data, tmp_path, "cp1251").text == data.decode("cp1251")
    assert read(RU.encode("utf-16"), tmp_path, "utf-16").text == RU


def test_a_few_broken_bytes_of_utf8_are_counted_where_they_stand(tmp_path: Path) -> None:
    data = RU.encode()
    broken = data[:40] + b"\xff" + data[40:]
    found = read(broken, tmp_path)
    assert found.text == RU[: len(data[:40].decode())] + "\ufffd" + RU[len(data[:40].decode()) :]
    assert found.encoding == "utf-8"
    assert found.counts == {"invalid_bytes": 1}
    assert "1 byte(s) are no letter in utf-8" in found.warnings[0]


def test_bytes_that_a_forced_encoding_does_not_have_are_counted(tmp_path: Path) -> None:
    found = read(b"Anna: caf\xe9 and so on, at some length.", tmp_path, "ascii")
    assert found.text == "Anna: caf\ufffd and so on, at some length."
    assert found.counts == {"invalid_bytes": 1}
    with pytest.raises(CoderError, match=r"E1\.txt.*not utf-8"):
        read(RU.encode("cp1251"), tmp_path, "utf-8")


@pytest.mark.parametrize("name", ["klingon", "", "base64", "idna", "utf\0"])
def test_an_encoding_that_is_none_is_refused_with_common_ones(name: str) -> None:
    with pytest.raises(CoderError, match="cp1251"):
        encodings.known(name)


def test_a_file_of_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CoderError, match=r"E1\.txt"):
        read(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, tmp_path)


@settings(deadline=None, max_examples=40)
@given(st.binary(min_size=1, max_size=200), st.sampled_from([None, "cp1251", "utf-8", "utf-16", "gb18030"]))
def test_no_byte_is_dropped_silently(data: bytes, encoding: str | None) -> None:
    path = Path("E1.txt")
    try:
        text, name, invalid, warnings = (
            encodings.as_said(data, path, encoding) if encoding else encodings.found(data, path)
        )
    except CoderError:
        return
    if not invalid:
        assert text == data.decode(name)
    else:
        assert warnings
        assert text.count("\ufffd") >= invalid


def test_a_text_too_large_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    with pytest.raises(CoderError, match="larger than 20 MB"):
        read(b"a" * 20_000_001, tmp_path)
