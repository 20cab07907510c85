"""Projects of other programs, in the tables that these programs make.

Taguette's and qc's were compared with projects made by Taguette 1.5.2 and qc 1.7.8;
QualCoder's tables are those of its versions 1 and 11.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha1
from pathlib import Path
from typing import Any

import pytest

TEXT = "Anna: How was it? 😀\nБорис: Плохо, очень плохо.\nAnna: Why?\nБорис: Никто не спросил.\n"
"""A text with an emoji, which programs count differently."""

_QUALCODER = """
CREATE TABLE project (databaseversion text, date text, memo text, about text, codername text);
CREATE TABLE source (id integer primary key, name text, fulltext text, mediapath text, memo text, owner text,
  date text, av_text_id integer, risid integer, unique(name));
CREATE TABLE code_image (imid integer primary key, id integer, x1 integer, cid integer, owner text);
CREATE TABLE code_av (avid integer primary key, id integer, pos0 integer, cid integer, owner text);
CREATE TABLE annotation (anid integer primary key, fid integer, pos0 integer, pos1 integer, memo text,
  owner text, date text, unique(fid,pos0,pos1,owner));
CREATE TABLE attribute_type (name text primary key, date text, owner text, memo text, caseOrFile text,
  valuetype text);
CREATE TABLE attribute (attrid integer primary key, name text, attr_type text, value text, id integer,
  date text, owner text, unique(name,attr_type,id));
CREATE TABLE case_text (id integer primary key, caseid integer, fid integer, pos0 integer, pos1 integer,
  owner text, date text, memo text);
CREATE TABLE cases (caseid integer primary key, name text, memo text, owner text, date text);
CREATE TABLE code_cat (catid integer primary key, name text, owner text, date text, memo text,
  supercatid integer, unique(name));
CREATE TABLE code_text (ctid integer primary key, cid integer, fid integer, seltext text, pos0 integer,
  pos1 integer, owner text, date text, memo text, avid integer, important integer);
CREATE TABLE code_name (cid integer primary key, name text, memo text, catid integer, owner text, date text,
  color text, unique(name));
CREATE TABLE journal (jid integer primary key, name text, jentry text, date text, owner text);
"""
_TAGUETTE = """
CREATE TABLE users (login VARCHAR(30) PRIMARY KEY);
CREATE TABLE projects (id INTEGER PRIMARY KEY, name VARCHAR(200) NOT NULL, description TEXT NOT NULL,
  created DATETIME NOT NULL);
CREATE TABLE documents (id INTEGER PRIMARY KEY, name VARCHAR(200) NOT NULL, description TEXT NOT NULL,
  filename VARCHAR(200) NOT NULL, created DATETIME NOT NULL, project_id INTEGER NOT NULL,
  text_direction VARCHAR(13) NOT NULL, contents TEXT NOT NULL);
CREATE TABLE commands (id INTEGER PRIMARY KEY, date DATETIME, user_login VARCHAR(30), project_id INTEGER,
  document_id INTEGER, payload TEXT NOT NULL);
CREATE TABLE highlights (id INTEGER PRIMARY KEY, document_id INTEGER NOT NULL, start_offset INTEGER NOT NULL,
  end_offset INTEGER NOT NULL, snippet TEXT NOT NULL);
CREATE TABLE tags (id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL, path VARCHAR(200) NOT NULL,
  description TEXT NOT NULL);
CREATE TABLE highlight_tags (highlight_id INTEGER NOT NULL, tag_id INTEGER NOT NULL,
  PRIMARY KEY (highlight_id, tag_id));
"""
_QC = """
CREATE TABLE document (file_path VARCHAR NOT NULL PRIMARY KEY, file_hash VARCHAR NOT NULL);
CREATE TABLE document_index (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL, time_series BOOLEAN NOT NULL,
  document_id VARCHAR NOT NULL);
CREATE TABLE location (id INTEGER PRIMARY KEY, start_line INTEGER, end_line INTEGER,
  document_index_id VARCHAR NOT NULL);
CREATE TABLE code (name VARCHAR NOT NULL PRIMARY KEY);
CREATE TABLE coder (name VARCHAR NOT NULL PRIMARY KEY);
CREATE TABLE coded_line (id INTEGER PRIMARY KEY, line INTEGER NOT NULL, coder_id VARCHAR NOT NULL,
  code_id VARCHAR NOT NULL);
CREATE TABLE coded_line_location_association (coded_line_id INTEGER, location_id INTEGER,
  PRIMARY KEY (coded_line_id, location_id));
"""

Rows = dict[str, Sequence[dict[str, Any]]]


def fill(path: Path, schema: str, rows: Rows) -> Path:
    """A database with these tables and rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path)
    connection.executescript(schema)
    for table, each in rows.items():
        for row in each:
            marks = ", ".join("?" * len(row))
            query = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})"
            connection.execute(query, list(row.values()))
    connection.commit()
    connection.close()
    return path


def mark(
    cid: int, quote: str, owner: str = "ann", text: str = TEXT, utf16: bool = False, **more: Any
) -> dict[str, Any]:
    """A row of QualCoder's ``code_text`` for words that stand once."""
    at = text.index(quote)
    ends = [at, at + len(quote)]
    if utf16:
        ends = [len(text[:each].encode("utf-16-le")) // 2 for each in ends]
    row = {"cid": cid, "fid": 1, "seltext": quote, "pos0": ends[0], "pos1": ends[1], "owner": owner}
    return row | {"date": "2024-05-01 10:00:00"} | more


def qualcoder_rows(**more: Sequence[dict[str, Any]]) -> Rows:
    """A small project: a category, two codes, two coders, a case, a journal, and a recording."""
    rows: Rows = {
        "project": [{"databaseversion": "v11", "date": "2024-05-01 09:00:00", "memo": "About us"}],
        "source": [
            {"id": 1, "name": "e1.txt", "fulltext": TEXT, "memo": "by phone", "owner": "ann"},
            {"id": 2, "name": "talk.mp3", "mediapath": "/audio/talk.mp3", "owner": "ann"},
            {"id": 3, "name": "out", "mediapath": "docs:/etc/passwd", "owner": "ann"},
        ],
        "code_cat": [{"catid": 1, "name": "Mood"}, {"catid": 2, "name": "Bad mood", "supercatid": 1}],
        "code_name": [
            {"cid": 1, "name": "плохо", "catid": 2, "memo": "When it is bad", "color": "#ff0000"},
            {"cid": 2, "name": "asked"},
        ],
        "code_text": [
            mark(1, "очень плохо", memo="very"),
            mark(2, "Никто не спросил", "борис"),
        ],
        "annotation": [{"fid": 1, "pos0": 0, "pos1": 4, "memo": "she", "owner": "ann"}],
        "cases": [{"caseid": 1, "name": "E1", "memo": "an expert"}],
        "case_text": [{"caseid": 1, "fid": 1, "pos0": 0, "pos1": len(TEXT)}],
        "attribute_type": [{"name": "age", "caseOrFile": "case", "valuetype": "numeric"}],
        "attribute": [{"name": "age", "attr_type": "case", "value": "41", "id": 1}],
        "journal": [{"jid": 1, "name": "Day 1", "jentry": "It began.", "owner": "ann"}],
        "code_image": [{"id": 9, "cid": 1, "owner": "ann"}],
        "code_av": [{"id": 2, "cid": 1, "owner": "ann"}],
    }
    return rows | more


def qualcoder(folder: Path, **more: Sequence[dict[str, Any]]) -> Path:
    """A QualCoder project; tables that are named are other than those of :func:`qualcoder_rows`."""
    fill(folder / "study.qda" / "data.qda", _QUALCODER, qualcoder_rows(**more))
    return folder / "study.qda"


PAGE = (
    "\n<h1>Q &amp; A</h1>\n<p>Anna: How\nwas it?</p><p>Борис:   Плохо, <b>очень</b> плохо 😀.</p>"
    "<pre>\nline one\nline two\n</pre>\n<p>Anna: Why?<br>Tell&nbsp;me.</p>"
)
WORDS = "Q & A\nAnna: How\nwas it?Борис:   Плохо, очень плохо 😀.line one\nline two\n\nAnna: Why?Tell\xa0me."
"""What a browser takes for the words of :data:`PAGE`: it drops white space before everything."""


def highlight(id_: int, words: str, snippet: str | None = None, **more: Any) -> dict[str, Any]:
    """A row of Taguette's ``highlights``."""
    raw = WORDS.encode()
    at = raw.index(words.encode())
    row = {"id": id_, "document_id": 1, "start_offset": at, "end_offset": at + len(words.encode())}
    return row | {"snippet": words if snippet is None else snippet} | more


def taguette(path: Path, **more: Sequence[dict[str, Any]]) -> Path:
    """A Taguette project."""
    when = "2024-05-01 09:00:00.000000"
    page = {"filename": "e1.html", "created": when, "project_id": 1, "text_direction": "LEFT_TO_RIGHT"}
    rows: Rows = {
        "projects": [{"id": 1, "name": "Mood", "description": "All of it", "created": when}],
        "documents": [{"id": 1, "name": "e1", "description": "first", "contents": PAGE, **page}],
        "tags": [
            {"id": n, "project_id": 1, "path": path_, "description": ""}
            for n, path_ in enumerate(("mood", "mood.bad", "e.g. pay", "x.y"), 1)
        ],
        "highlights": [
            highlight(1, "очень плохо 😀", "<p><b>очень</b> плохо 😀</p>"),
            highlight(2, "How\nwas it"),
            highlight(3, "Anna: Why"),
            highlight(4, "line two"),
        ],
        "highlight_tags": [
            {"highlight_id": highlight_, "tag_id": tag}
            for highlight_, tag in ((1, 2), (1, 1), (2, 3), (4, 4))
        ],
    }
    return fill(path, _TAGUETTE, rows | more)


QC_TEXT = "Anna: How was it and what did\nyou do then? 😀\n\nБорис: Плохо.\n"


def qc(
    folder: Path, codebook: str = "- mood:\n    - bad\n- asked\n", **more: Sequence[dict[str, Any]]
) -> Path:
    """A qc project."""
    (folder / "corpus" / "deep").mkdir(parents=True)
    (folder / "memos").mkdir()
    (folder / "memos" / "2024-05-01_chris.md").write_text("A thought.", encoding="utf-8")
    (folder / "corpus" / "deep" / "e1.txt").write_text(QC_TEXT, encoding="utf-8")
    (folder / "codebook.yaml").write_text(codebook, encoding="utf-8")
    settings = "qc_version: 1.7.8\ncorpus_dir: corpus\ncodebook: codebook.yaml\nmemos_dir: memos\n"
    (folder / "settings.yaml").write_text(
        settings + "database: qualitative_coding.sqlite3\n", encoding="utf-8"
    )
    lines = [(1, 0, "chris", "asked"), (2, 3, "dana", "bad"), (3, 2, "chris", "bad"), (4, 1, "chris", "new")]
    rows: Rows = {
        "document": [{"file_path": "deep/e1.txt", "file_hash": sha1(QC_TEXT.encode()).hexdigest()}],
        "document_index": [{"id": 1, "name": "lines", "time_series": 0, "document_id": "deep/e1.txt"}],
        "location": [{"id": n, "start_line": n, "end_line": n, "document_index_id": 1} for n in range(1, 5)],
        "code": [{"name": name} for name in ("asked", "bad", "new")],
        "coder": [{"name": "chris"}, {"name": "dana"}],
        "coded_line": [
            {"id": id_, "line": line, "coder_id": coder, "code_id": code} for id_, line, coder, code in lines
        ],
        "coded_line_location_association": [{"coded_line_id": n, "location_id": n} for n in range(1, 5)],
    }
    fill(folder / "qualitative_coding.sqlite3", _QC, rows | more)
    return folder


Made = dict[str, Callable[..., Path]]


@pytest.fixture
def projects(tmp_path: Path) -> Made:
    """Makes a project of each program, in the test's folder."""
    return {
        "qualcoder": lambda **more: qualcoder(tmp_path, **more),
        "taguette": lambda **more: taguette(tmp_path / "export.sqlite3", **more),
        "qc": lambda **more: qc(tmp_path / "corpus", **more),
    }


def said(project: Any) -> list[tuple[str, str, str | None]]:
    """The codings of a project as (quote, code, coder), in the order of the text."""
    codes = {each.guid: each.name for each in project.codes}
    users = {each.guid: each.name for each in project.users}
    found: Iterable[tuple[int, str, str, str | None]] = (
        (each.start, source.text[each.start : each.end], codes[applied.code], users.get(applied.user))
        for source in project.sources
        for each in source.selections
        for applied in each.codings
    )
    return [tuple_[1:] for tuple_ in sorted(found)]
