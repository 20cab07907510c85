"""``coder report``: where it writes, what it refuses, what it never overwrites unasked."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest


def test_a_page_by_default(coder: Callable[..., object], here: Path, tmp_path: Path) -> None:
    done = coder("report")
    assert (done.out, done.err) == ("", "written: report.html\n")  # type: ignore[attr-defined]
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<h1>Demonstration: 24 reconstructed interviews</h1>" in text
    assert "7 of 24 respondents" in text
    coder("report")  # a page is only read: it is replaced
    assert not list(tmp_path.glob("*.part"))


def test_a_word_file_is_never_replaced_unasked(
    coder: Callable[..., object], fails: Callable[..., str], here: Path, tmp_path: Path
) -> None:
    """The author fills its gaps in the file itself."""
    coder("report", "--output", "r.docx", "--codebook", "reform-directions", "--quotes", "0")
    path = tmp_path / "r.docx"
    assert zipfile.is_zipfile(path)
    path.write_bytes(b"the author's")
    assert "r.docx is there already" in fails("report", "--output", "r.docx")
    assert path.read_bytes() == b"the author's"
    coder("report", "--output", "r.docx", "--yes")
    assert zipfile.is_zipfile(path)


def test_options_reach_the_report(coder: Callable[..., object], here: Path, tmp_path: Path) -> None:
    options = ("--rule", "any", "--lang", "ru", "--decimal", ",", "--codebook", "reform-directions")
    coder("report", *options, "--quotes", "1")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "coded by any of Dana, Timur" in text
    assert "Системный, комплексный подход" in text
    assert "100,0%" in text or ",3%" in text


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--output", "r.pdf"), "r.pdf: a report is .html or .docx."),
        (("--codebook", "none"), "no codebook is called 'none'"),
        (("--rule", "nobody"), "no rule or coder is called 'nobody'"),
        (("--output", "missing/r.html"), "missing/r.html: cannot be written"),
    ],
)
def test_faults_are_one_sentence(
    fails: Callable[..., str], here: Path, tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    assert fails("report", *arguments).startswith(sentence)
    assert not (tmp_path / "report.html").exists()


def test_a_blind_coder_is_refused(
    coder: Callable[..., object], fails: Callable[..., str], here: Path, tmp_path: Path
) -> None:
    coder("coders", "add", "Bea", "--blind")
    assert "Bea codes blind and cannot see the report" in fails("--coder", "Bea", "report")
    assert not (tmp_path / "report.html").exists()
