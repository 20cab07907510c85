"""Words that would run in a spreadsheet, a page, TeX or a terminal come out of every command as words."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sqlite3
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from lxml import etree, html

from coder.files import transcripts
from coder.model import Code, Codebook
from coder.study import codebook, coding, memos, people
from coder.study import transcripts as texts
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.cli.conftest import Coder

RUNS = ("=cmd|'/C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", '=HYPERLINK("http://e")')
MARKS = (
    *("<script>alert(1)</script>", "</td></table><img src=x onerror=alert(1)>", "[x](javascript:alert(1))"),
    *("\\input{/etc/passwd}", "$x$ \\write18{ls}", "a|b`c`", "]]><x/>", "{{7*7}}", "[red]x[/red]"),
    *("\x1b[2J\x1b]0;owned\x07", "\x9b31m", "a\u202eb\u2066c", "a\x00b\x08c"),
)
STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Of a file that no terminal shows; where words run in both directions, marks of direction are words."""
WORDS = (*RUNS, *MARKS)


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study whose every name is hostile, as a copy from elsewhere could hold them: past all cleaning."""
    folder = tmp_path_factory.mktemp("poisoned")
    talk = folder / "E1.txt"
    talk.write_text("".join(f"Anna: {each}\n\nBob: {each}\n\n" for each in WORDS), encoding="utf-8")
    path = folder / "study.db"
    Study.create(path, "P")
    with Study.open(path) as study:
        texts.add(study, [transcripts.read(talk, interviewers=["Anna"])])
        codes = tuple(Code(f"c{n}", {"en": f"c{n}"}, definition={"en": "d"}) for n in range(len(WORDS)))
        codebook.add(study, Codebook("b", 1, {"en": "B"}, ("en",), codes))
        person = transcripts_table(folder)
        people.import_respondents(study, person, "r.csv")
        people.add_coder(study, "Ann")
        people.add_coder(study, "Ben")
        found = texts.load(study, "E1")
    for who, step in (("Ann", 2), ("Ben", 3)):
        with Study.open(path, who) as study:
            known = codebook.codebooks(study)[0].codes
            units = [
                each for each in found.segments if each.speaker is not None and each.speaker.label == "Bob"
            ]
            for n, each in enumerate(units[::step]):
                coding.apply(study, found.id, each.span, known[n % len(known)].id)
            coding.decide(study, [each.id for each in units])
            memos.add(study, "memo")
    _poison(path)
    return path


def transcripts_table(folder: Path) -> list[Any]:
    """Attributes of the interview's respondent."""
    from coder.files.tables import read_respondents

    (folder / "r.csv").write_text("respondent,transcript,age,side\nE1,E1,41,left\n", encoding="utf-8")
    return read_respondents(folder / "r.csv")


def _poison(path: Path) -> None:
    """The names of things become hostile in the tables themselves."""
    base = sqlite3.connect(path)
    for table, column in (
        *(("codebook", "title"), ("code", "label"), ("code", "definition"), ("respondent", "ref")),
        *(("memo", "text"), ("speaker", "label"), ("event", "summary"), ("attribute_value", "value")),
        ("attribute", "name"),
    ):
        rows = base.execute(f"SELECT rowid, {column} FROM {table}").fetchall()
        for n, (rowid, value) in enumerate(rows):
            words: Any = f"{WORDS[n % len(WORDS)]} {n}"
            if isinstance(value, str) and value.startswith("{"):
                words = json.dumps({"en": words})
            base.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (words, rowid))
    base.execute("UPDATE coder SET name = ? WHERE name = 'Ben'", ("=Ben\x1b[2J<b>",))
    base.commit()
    base.close()


COMMANDS = (
    *("transcripts", "respondents list", "coders list", "codebook list", "codebook usage", "codings export"),
    *("log --all", "memo list", "quotes", "review list", "review progress", "review list --agreed", "matrix"),
    *(
        "freq",
        "cooccur",
        "search a",
        "assignments",
        "progress",
        "transcript versions E1",
        "transcript speakers E1",
    ),
)
TEXTS = ("csv", "json", "md", "html", "tex")


def inert(form: str, data: bytes) -> None:
    """Whether nothing in a file would run, be fetched, or steer."""
    {"csv": _csv, "json": _json, "md": _md, "html": _html, "tex": _tex}.get(form, _plain)(data.decode())


def _plain(text: str) -> None:
    assert not STEERS.search(text.replace("\r\n", "\n"))


def _csv(text: str) -> None:
    for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")):
        for cell in row:
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")) or re.fullmatch(
                r"-?[\d.e-]+", cell
            ), cell


def _json(text: str) -> None:
    json.loads(text)
    assert not re.search("[\x00-\x09\x0b-\x1f]", text)


def _md(text: str) -> None:
    assert not CONTROLS.search(text)
    assert "\r" not in text
    text = re.sub(r"\(`c\d+`\)|^> ", "", text, flags=re.MULTILINE)  # ids, of letters alone; quotations
    bare = re.sub(r"\\[\\`*_\[\]<>#|&~$]", "", text)
    assert not re.search(r"[<>`$~&]|\]\(", bare), re.search(r".{20}([<>`$~&]|\]\().{20}", bare)
    rows = [line.count("|") for line in bare.split("\n") if line.startswith("|")]
    assert rows
    assert len(set(rows)) <= bare.count("### ")


def _html(text: str) -> None:
    assert not CONTROLS.search(text)
    page: Any = html.fromstring(text)
    assert not page.xpath("//script | //link | //iframe | //object | //embed | //base | //form")
    assert not page.xpath("//img[not(starts-with(@src, 'data:'))] | //@href[not(starts-with(., '#'))]")
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    assert "<b>" not in text or not page.xpath("//b[contains(., 'Ben')]")


def _tex(text: str) -> None:
    assert not CONTROLS.search(text)
    assert not re.search(r"\\(input|write18|immediate)\b", text)
    assert "$" not in re.sub(r"\\\$", "", text)


def _office(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        for name in pack.namelist():
            if name.endswith((".xml", ".rels", ".qde")) and "styles" not in name:
                part = pack.read(name)
                etree.fromstring(part)
                assert not re.search(
                    rb"<f>|<hyperlink |<w:hyperlink |DDEAUTO|w:altChunk|TargetMode=.External", part
                ), name
                assert name.endswith(".qde") or not CONTROLS.search(part.decode()), name


def _workbook(data: bytes) -> None:
    _office(data)
    for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        for cell in (each for row in sheet.iter_rows() for each in row):
            assert cell.data_type in "sn"
            if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")) and cell.row > 1:
                assert cell.quotePrefix, cell.value


@pytest.fixture
def study(poisoned: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(poisoned, tmp_path / "study.db"))


def test_no_table_carries_an_attack(study: Path, coder: Coder, tmp_path: Path) -> None:
    for command in COMMANDS:
        done = coder(*command.split())
        if command != "codings export":  # which is data, for other programs
            _plain(done.out)
        _plain(done.err)
        for form in TEXTS:
            out = tmp_path / f"out.{form}"
            done = coder(*command.split(), "--format", form, "--output", out, code=None)
            _plain(done.err)
            if done.code:
                assert re.search("(?i)is not one of|two tables make no CSV", done.err), (command, done.err)
            else:
                inert(form, out.read_bytes())


@pytest.mark.parametrize("command", ["quotes", "log --all", "review list"])
def test_no_office_file_carries_an_attack(study: Path, coder: Coder, tmp_path: Path, command: str) -> None:
    coder(*command.split(), "--output", "out.xlsx")
    coder(*command.split(), "--output", "out.docx")
    _workbook((tmp_path / "out.xlsx").read_bytes())
    _office((tmp_path / "out.docx").read_bytes())


@pytest.mark.parametrize(
    "command",
    ["transcript show E1", "codebook show b", "codebook changes b", "transcript lost", "search a", "log"],
)
def test_nothing_said_on_the_screen_steers_it(study: Path, coder: Coder, command: str) -> None:
    done = coder(*command.split())
    _plain(done.out + done.err)


def test_a_sentence_of_refusal_does_not_steer_the_screen(study: Path, coder: Coder, tmp_path: Path) -> None:
    table = tmp_path / "a\x1b[2J.csv"
    table.write_text("respondent,x\n\x1b]0;me\x07,1\n\x1b]0;me\x07,2\n", encoding="utf-8")
    _plain(coder("respondents", "import", table, code=1).err)
    _plain(coder("quotes", "\x9b31m\u202e", code=1).err)
    (tmp_path / "E1.txt").write_text("Anna: other words \x1b[2J\n\nBob: so\n", encoding="utf-8")
    done = coder(
        "transcript", "replace", "E1", tmp_path / "E1.txt", "--dry-run", "--interviewer", "Anna", code=None
    )
    _plain(done.out + done.err)


FILES = (
    *("report --output o.html", "chart freq --output o.svg"),
    *(
        "codebook export b o.md",
        "codebook export b o.html",
        "codebook export b o.docx",
        "codebook export b o.csv",
    ),
    *("codebook export b o.xlsx", "codebook export b o.qdc", "codebook export b o.yaml", "export o.qdpx"),
    *("codings export --output o.csv", "codings export --output o.xlsx", "codings export --output o.json"),
)


@pytest.mark.parametrize("command", FILES)
def test_no_file_carries_an_attack(study: Path, coder: Coder, tmp_path: Path, command: str) -> None:
    done = coder(*command.split())
    _plain(done.out + done.err)
    out = next(tmp_path.glob("o.*"))
    data = out.read_bytes()
    if out.suffix == ".xlsx":
        _workbook(data)
    elif out.suffix in (".docx", ".qdpx"):
        _office(data)
    elif out.suffix in (".svg", ".qdc"):
        root = etree.fromstring(data)
        assert not root.xpath("//*[local-name() = 'script' or local-name() = 'a' or local-name() = 'image']")
        assert not CONTROLS.search(data.decode())
    elif out.suffix == ".yaml":
        assert not re.search("[\x00-\x08\x0b-\x1f]", data.decode())
    else:
        inert(out.suffix[1:], data)
