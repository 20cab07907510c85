"""PDF: lines become paragraphs, what is repeated on the pages goes, no file harms the program."""

from __future__ import annotations

import time
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from coder.files import transcripts
from coder.files.transcripts import pdf
from coder.model import CoderError, ReadTranscript

pytest.importorskip("pypdfium2")

Page = Sequence[tuple[float, float, str]]


def made(pages: Sequence[Page], stream: bytes | None = None) -> bytes:
    """A PDF of hand: words in Helvetica at places on pages."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    contents = []
    for page in pages:
        lines = "".join(
            f"BT /F1 10 Tf {x} {y} Td ({words.replace('(', '').replace(')', '')}) Tj ET\n"
            for x, y, words in page
        )
        contents.append(stream if stream is not None else zlib.compress(lines.encode("latin-1")))
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {len(objects) + 2} 0 R>>"
        )
        kids.append(f"{len(objects)} 0 R")
        objects.append(f"<</Length {len(contents[-1])}/Filter/FlateDecode>>stream")
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    data = b"%PDF-1.4\n"
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{each}\n".encode()
        if each.endswith("stream"):
            data += contents.pop(0) + b"\nendstream\n"
        data += b"endobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(data)
    data += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}".encode()
    return data + f"trailer<</Size {len(places) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF".encode()


def read(data: bytes, folder: Path) -> ReadTranscript:
    path = folder / "E1.pdf"
    path.write_bytes(data)
    return transcripts.read(path)


def said(found: ReadTranscript) -> list[tuple[str | None, str]]:
    return [(each.speaker, each.span.of(found.text)) for each in found.segments if each.kind == "turn"]


def column(lines: Sequence[str], *, x: float = 60, top: float = 760, step: float = 14) -> Page:
    return [(x, top - number * step, words) for number, words in enumerate(lines)]


def test_lines_of_a_turn_are_one_paragraph_and_broken_words_whole(tmp_path: Path) -> None:
    lines = [
        "Interviewer: What holds the reform back, if you look at the whole of the last ten years of the ser-",
        "vice, and what would you do first of all if it were yours to do as you please in every part of it",
        "today?",
        "Expert: Pay.",
        "Interviewer: And then?",
        "Expert: Training, which we never got, although it was promised to us every single year since I",
        "and is still promised.",
    ]
    found = read(made([column(lines)]), tmp_path)
    assert said(found) == [
        ("Interviewer", " ".join(lines[:3])[13:].replace("ser- vice", "service")),
        ("Expert", "Pay."),
        ("Interviewer", "And then?"),
        ("Expert", " ".join(lines[5:])[8:]),
    ]
    assert found.counts == {"hyphens": 1}


def test_headers_page_numbers_and_line_numbers_are_left_out_and_counted(tmp_path: Path) -> None:
    pages = []
    for number in range(1, 5):
        talk = column([f"Anna: Question {number}?", f"Boris: Answer {number}."] * 3, top=700)
        numbers: Page = [(20, 700 - 14 * n, str(n)) for n in range(1, 7)]
        pages.append(
            [(60, 800, "Interview 7, confidential"), *talk, *numbers, (300, 30, f"Page {number} of 4")]
        )
    found = read(made(pages), tmp_path)
    assert len(said(found)) == 24
    assert "confidential" not in found.text
    assert "Page" not in found.text
    assert found.counts["page_lines"] == 4 * 2 + 4 * 6


def test_paragraphs_without_speakers_are_told_by_the_space_between_them(tmp_path: Path) -> None:
    lines = [
        "The first paragraph is long enough to run over two lines of the page and so it does here as",
        "one can see.",
        "The second one is short.",
        "A third.",
    ]
    page = [(60, y, words) for y, words in zip((760, 746, 718, 690), lines, strict=True)]
    words = [words for _who, words in said(read(made([page]), tmp_path))]
    assert words == [" ".join(lines[:2]), *lines[2:]]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.4 and nothing", "not a PDF, or is damaged"),
        (b"no PDF at all", "not a PDF, or is damaged"),
        (made([[]]), "only pictures"),
        (made([column(["x"])])[:300], "not a PDF, or is damaged|only pictures"),
    ],
)
def test_a_pdf_that_is_none_or_has_no_letters_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(CoderError, match=rf"E1\.pdf.*(?:{reason})"):
        read(data, tmp_path)


def test_a_pdf_that_would_fill_the_memory_or_take_for_ever_is_refused(tmp_path: Path) -> None:
    line = b"BT /F1 10 Tf 60 700 Td (" + b"a" * 1000 + b") Tj ET\n"
    begun = time.perf_counter()
    with pytest.raises(CoderError, match=r"E1\.pdf"):
        read(made([[]], zlib.compress(line * 300_000)), tmp_path)
    assert time.perf_counter() - begun < pdf.SECONDS + 5


def test_without_the_package_the_command_that_installs_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "find_spec", lambda _name: None)
    with pytest.raises(CoderError, match=r'pip install "interview-coder\[pdf\]"'):
        read(made([column(["Anna: x"])]), tmp_path)
