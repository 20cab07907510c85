"""Broken and hostile projects are refused in one sentence, or read with what is wrong counted."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.files import refi
from coder.files.refi import elements
from coder.model import CoderError
from tests.files.refi.conftest import Pack, project, select

NESTED = "".join(
    f'<Code guid="{n:08x}-2222-4000-8000-000000000000" name="c" isCodable="true">' for n in range(300)
)


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (project(before='<!DOCTYPE p [<!ENTITY a "b">]>'), "DOCTYPE"),
        (project(before='<!-- <a> --><!DOCTYPE p SYSTEM "http://x/y">'), "DOCTYPE"),
        (project().replace("</Codes>", NESTED + "</Code>" * 300 + "</Codes>"), "nested more than 256 deep"),
        (project()[:-20], "damaged"),
        ("", "damaged"),
        ("<html/>", "not that of a REFI-QDA project"),
        ("plain words", "damaged"),
        (project().replace("<Users>", "<Users>&undefined;"), "damaged"),
    ],
)
def test_bad_xml_is_refused(pack: Pack, xml: str, said: str) -> None:
    with pytest.raises(CoderError, match=said) as caught:
        refi.read(pack(xml, "text"))
    assert "\n" not in str(caught.value)
    assert "project.qdpx: " in str(caught.value)


def test_a_declared_encoding_is_kept_to(pack: Pack) -> None:
    xml = project().replace("utf-8", "utf-16").encode("utf-16")
    assert refi.read(pack(xml, "text")).name == "P"
    bad = project(before='<!DOCTYPE p [<!ENTITY a "b">]>').replace("utf-8", "utf-16").encode("utf-16")
    with pytest.raises(CoderError, match="DOCTYPE"):
        refi.read(pack(bad, "text"))


def test_files_that_are_no_project(tmp_path: Path, pack: Pack) -> None:
    path = tmp_path / "other.qdpx"
    for content in (b"", b"PK\x03\x04", b"<Project/>", pack(project(), "text").read_bytes()[:-30]):
        path.write_bytes(content)
        with pytest.raises(CoderError, match=r"other\.qdpx: "):
            refi.read(path)
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("a.txt", "words")
    with pytest.raises(CoderError, match=r"there is no project\.qde in the file"):
        refi.read(path)
    with pytest.raises(CoderError, match="cannot be read"):
        refi.read(tmp_path / "missing.qdpx")


def test_a_bomb_is_refused(pack: Pack) -> None:
    with pytest.raises(CoderError, match="unpacks to more"):
        refi.read(pack(project(select(0, 1)), b"a" * 30_000_000))
    with pytest.raises(CoderError, match="unpacks to more"):
        refi.read(pack(project() + " " * 60_000_000, "text"))


def test_too_many_elements_are_refused(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elements, "MOST_ELEMENTS", 20)
    with pytest.raises(CoderError, match="more than 20 elements"):
        refi.read(pack(project("<PlainTextSelection/>" * 30), "text"))


def test_what_is_no_text_is_said(pack: Pack) -> None:
    read = refi.read(pack(project(select(0, 1)), b"\x00\x01\x02" * 500))
    assert read.skipped["texts_unreadable"] == 1
    [source] = read.sources
    assert source.text is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=st.integers(0, 1200),
    cut=st.integers(0, 40),
    put=st.sampled_from(["", "<", "&", '"', "/>", "\0", "9", "{"]),
)
def test_any_damage_is_a_sentence_or_a_project(pack: Pack, at: int, cut: int, put: str) -> None:
    xml = project(select(3, 6, name="pay") + select(0, 2, number=2))
    said, read = "", None
    try:
        read = refi.read(pack(xml[:at] + put + xml[at + cut :], "R: pay"))
    except CoderError as error:
        said = str(error)
    assert "\n" not in said
    if read is not None:
        assert all(x.start <= x.end <= 6 for s in read.sources if s.text for x in s.selections)
