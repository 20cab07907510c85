"""What breaking valid files by chance has found (`tests/benchmarks/fuzz_readers.py`), each once more."""

from __future__ import annotations

import hashlib
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from coder.files import ratings, refi, tables, transcripts
from coder.files.codings import reading
from coder.files.refi.segmenting import segmented
from coder.files.transcripts import labels, profiles
from coder.files.transcripts.text import Line
from coder.model import CoderError
from coder.study import foreign, intake
from coder.study.study import Study
from tests.files.test_transcripts_pdf import made as pdf
from tests.study.foreign.conftest import qc

LONG = "x" * 200_000


@pytest.mark.parametrize(
    ("read", "name", "data"),
    [
        (
            ratings.read_ratings,
            "r.csv",
            "transcript,coder,code,start,end,length\nE1,A,a,0," + "9" * 5000 + ",10\n",
        ),
        (ratings.read_ratings, "r.csv", f"unit{LONG},Ann\n1,a\n"),
        (tables.read_respondents, "r.csv", f"{LONG},x\n1,2\n"),
        (profiles.read, "p.toml", f'{LONG} = "x"\n'),
    ],
)
def test_what_is_quoted_does_not_make_the_sentence_endless(
    tmp_path: Path, read: Callable[[Path], object], name: str, data: str
) -> None:
    (tmp_path / name).write_text(data, encoding="utf-8")
    with pytest.raises(CoderError, match=name) as fault:
        read(tmp_path / name)
    assert len(str(fault.value)) < 4_000


@pytest.mark.parametrize("named", ["y" * 300, '"a\\0b"', "../../etc/passwd", "/etc/passwd", "[1]"])
@pytest.mark.parametrize("key", ["database", "corpus_dir", "codebook", "memos_dir"])
def test_settings_that_name_what_is_no_place(tmp_path: Path, key: str, named: str) -> None:
    folder = qc(tmp_path / "qc")
    settings = folder / "settings.yaml"
    kept = [line for line in settings.read_text().splitlines() if not line.startswith(f"{key}:")]
    settings.write_text("\n".join([*kept, f"{key}: {named}", ""]))
    with suppress(CoderError):  # some are read without what they name
        found = foreign.read(folder)
        assert "root:" not in repr(found)


def test_a_pdf_that_is_one_paragraph_costs_no_more_than_its_length(tmp_path: Path) -> None:
    path = tmp_path / "E1.pdf"
    path.write_bytes(pdf([[(50, 800 - 14 * y, "word " * 14) for y in range(50)]] * 15))
    begun = time.process_time()
    found = transcripts.read(path)
    assert len(found.segments) < 10
    assert time.process_time() - begun < 1.5, "it was the square of its length: 2 s here, 100 s for 100 pages"


def test_a_page_of_more_letters_than_a_transcript_is_refused_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "E1.html"
    path.write_text("<p>" + "слово " * 900_000 + "</p>", encoding="utf-8")
    with pytest.raises(CoderError, match="more than 5 million letters"):
        transcripts.read(path)


def test_a_line_without_end_is_not_held_letter_by_letter() -> None:
    line = Line(0, "Слово " * 300_000)
    tracemalloc.start()
    try:
        assert not labels.is_heading(line)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_captions_without_end_are_refused(tmp_path: Path) -> None:
    cues = [f"{n}\n00:00:00,000 --> 00:00:01,000\nx\n" for n in range(150_002)]
    (tmp_path / "E1.srt").write_text("\n".join(cues), encoding="utf-8")
    with pytest.raises(CoderError, match="150,000 lines"):
        transcripts.read(tmp_path / "E1.srt")


def test_words_of_a_page_keep_their_spaces(tmp_path: Path) -> None:
    path = tmp_path / "E1.html"
    path.write_text(
        "<p>One  <b> two</b>\n<i>three</i>four <br> five<pre>a  b</pre> <p> </p>", encoding="utf-8"
    )
    assert transcripts.read(path).text == "One two threefour\nfive\na  b"


def test_a_text_of_a_project_is_no_longer_than_a_file_may_be(tmp_path: Path) -> None:
    with pytest.raises(CoderError, match=r"p\.qdpx: the text “E1” has more than"):
        segmented("x\n" * 150_002, "E1", tmp_path / "p.qdpx")


def test_a_workbook_of_very_many_cells_is_refused_before_they_are_read(tmp_path: Path) -> None:
    sheet = b"<worksheet><sheetData>" + b"<c><v>1</v></c>" * 500_001
    with zipfile.ZipFile(tmp_path / "s.xlsx", "w", zipfile.ZIP_STORED) as pack:
        pack.writestr("[Content_Types].xml", b"<Types/>")
        pack.writestr("xl/worksheets/sheet1.xml", sheet)
    with pytest.raises(CoderError, match="more cells than a survey can"):
        transcripts.read_all(tmp_path / "s.xlsx")


# --- a refused file changes nothing ---------------------------------------------------------------------

BROKEN: dict[str, bytes] = {
    **{f"E1{ending}": b"" for ending in (".txt", ".docx", ".pdf", ".vtt", ".xlsx", ".eaf")},
    "half.docx": b"PK\x03\x04\x14\x00\x00\x00",
    "bomb.odt": b"PK\x05\x06" + b"\0" * 18,
    "entity.eaf": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><ANNOTATION_DOCUMENT>&b;</ANNOTATION_DOCUMENT>',
    "deep.html": b"<div>" * 3_000 + b"x",
    "deep.json": b'{"segments":' + b"[" * 100_000,
    "p.qdpx": b"PK\x05\x06" + b"\0" * 18,
    "c.qdc": b"<CodeBook><Codes><Code",
    "data.sqlite3": b"SQLite format 3\0" + b"\xff" * 200,
}


def _digest(study: Study) -> str:
    with study.read() as connection:
        dump = "\n".join(connection.connection.driver_connection.iterdump())  # type: ignore[union-attr]
    return hashlib.sha256(dump.encode()).hexdigest()


@pytest.mark.parametrize("name", BROKEN)
def test_a_refused_file_leaves_the_study_as_it_was(study: Study, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(BROKEN[name])
    before = _digest(study)
    with pytest.raises(CoderError, match=name.partition(".")[0]) as fault:
        _bring(study, path)
    assert len(str(fault.value)) < 600
    assert _digest(study) == before


def _bring(study: Study, path: Path) -> None:
    from coder.files import codebooks
    from coder.study import codebook
    from coder.study.exchange import take_in

    if path.suffix == ".qdpx":
        take_in(study, refi.read(path), path)
    elif path.suffix == ".sqlite3":
        take_in(study, foreign.read(path), path)
    elif path.suffix == ".qdc":
        codebook.add(study, codebooks.read(path))
    else:
        for each in intake.opened(path):
            if each.standing == "faulty":
                raise CoderError(each.why if str(path) in each.why else f"{path}: {each.why}")
            intake.take_in(study, each)


def test_codings_that_fit_nothing_change_nothing(study: Study, tmp_path: Path) -> None:
    from coder.study.coded.bringing import bring

    path = tmp_path / "k.csv"
    path.write_text(
        "transcript,coder,code,start,end\nnone,Ann,alpha,0,5\n,,,,\nE1,Ann,x,999999999999,1\n",
        encoding="utf-8",
    )
    before = _digest(study)
    try:
        done = bring(study, reading.read(path))
        assert not done.new
        assert done.problems
    except CoderError as fault:
        assert str(fault)  # noqa: PT017 - refusing all of it is as good
    assert _digest(study) == before
