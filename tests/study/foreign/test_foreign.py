"""Projects of QualCoder, Taguette and qc: codes, coders and words come out as they were."""

from __future__ import annotations

import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.model import CoderError
from coder.study import foreign
from coder.study.foreign import database
from coder.study.foreign.pagetext import PageText
from tests.study.foreign.conftest import (
    PAGE,
    TEXT,
    WORDS,
    Made,
    Rows,
    highlight,
    mark,
    said,
)


def test_a_qualcoder_project(projects: Made) -> None:
    project = foreign.read(projects["qualcoder"]())
    assert said(project) == [("очень плохо", "плохо", "ann"), ("Никто не спросил", "asked", "борис")]
    names = {each.guid: each.name for each in project.codes}
    tree = [(each.name, names.get(each.parent or ""), each.codable) for each in project.codes]
    assert tree == [
        ("Mood", None, False),
        ("Bad mood", "Mood", False),
        ("плохо", "Bad mood", True),
        ("asked", None, True),
    ]
    assert project.codes[2].description == "When it is bad"
    assert project.codes[2].color == "#ff0000"
    (case,) = project.cases
    assert (case.name, list(case.values.values()), len(case.sources)) == ("E1", ["41"], 1)
    assert {each.text for each in project.notes} == {"very", "by phone", "she", "It began."}
    assert project.skipped == {
        "audios": 1,
        "texts_missing": 1,
        "codings_elsewhere": 2,
    }
    assert [each.name for each in project.sources] == ["e1.txt"], "nothing outside the database is opened"


@pytest.mark.parametrize("utf16", [False, True])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_qualcoders_two_ways_of_counting(projects: Made, utf16: bool, ends: str) -> None:
    """It has counted in code points and in UTF-16 units; the words tell which."""
    text = TEXT.replace("\n", ends)
    marks = [
        mark(1, "очень плохо", text=text, utf16=utf16),
        mark(2, "Никто не спросил", text=text, utf16=utf16),
    ]
    path = projects["qualcoder"](code_text=marks, source=[{"id": 1, "name": "e1", "fulltext": text}])
    project = foreign.read(path)
    assert [each[0] for each in said(project)] == ["очень плохо", "Никто не спросил"]
    assert not any("offsets" in each for each in project.warnings)


def test_a_quote_tells_the_place_when_its_offsets_are_wrong(projects: Made) -> None:
    """QualCoder's own editor can leave them so."""
    marks = [
        mark(1, "очень плохо") | {"pos0": 2, "pos1": 9},
        mark(2, "Anna", text=TEXT) | {"pos0": 30, "pos1": 34},
        mark(2, "Why") | {"seltext": "gone for good", "pos0": 1},
        mark(1, "Why") | {"pos0": 9_999, "pos1": 10_003},
        mark(1, "Why") | {"pos0": 9_999, "pos1": 10_003, "seltext": None},
        mark(7, "Why"),
        mark(1, "Why") | {"fid": 77},
        mark(1, "Why") | {"pos0": "x", "pos1": b"\xff", "seltext": 3.5},
    ]
    project = foreign.read(projects["qualcoder"](code_text=marks))
    assert [each[0] for each in said(project)] == ["очень плохо", "Why"]
    assert project.skipped["codings_not_found"] == 3
    assert project.skipped["codings_out_of_range"] == 1
    assert project.skipped["codings_without_code"] == 1
    assert project.skipped["codings_without_text"] == 1
    words = " ".join(project.warnings)
    assert "2 passage(s) did not stand where their offsets say" in words
    assert "“gone for good”: the quote does not stand in the transcript" in words
    assert "“Anna”: the quote stands 2 times" in words


def test_the_first_version_of_qualcoder(tmp_path: Path) -> None:
    """Its tables had fewer columns, and code_text no key."""
    from tests.study.foreign.conftest import fill

    schema = """
    CREATE TABLE project (databaseversion text, date text, memo text, about text);
    CREATE TABLE source (id integer primary key, name text, fulltext text, memo text, owner text, date text);
    CREATE TABLE code_text (cid integer, fid integer, seltext text, pos0 integer, pos1 integer, owner text,
      date text, memo text);
    CREATE TABLE code_name (cid integer primary key, name text, memo text, catid integer, owner text);
    """
    rows: Rows = {
        "source": [{"id": 1, "name": "e1", "fulltext": TEXT}],
        "code_name": [{"cid": 1, "name": "bad", "catid": 4}],
        "code_text": [mark(1, "очень плохо")],
    }
    project = foreign.read(fill(tmp_path / "old.qda" / "data.qda", schema, rows))
    assert said(project) == [("очень плохо", "bad", "ann")]
    assert any("went to the top" in each for each in project.warnings)
    assert project.name == "old"


def test_a_taguette_project(projects: Made) -> None:
    project = foreign.read(projects["taguette"]())
    assert said(project) == [
        ("How was it", "e.g. pay", "Taguette"),
        ("очень плохо 😀", "bad", "Taguette"),
        ("очень плохо 😀", "mood", "Taguette"),
        ("line two", "x.y", "Taguette"),
    ]
    names = {each.guid: each.name for each in project.codes}
    assert [(each.name, names.get(each.parent or "")) for each in project.codes] == [
        ("mood", None),
        ("bad", "mood"),
        ("e.g. pay", None),
        ("x.y", None),
    ]
    assert project.skipped == {"highlights_without_tag": 1}
    assert any("cannot be told apart" in each for each in project.warnings)


def test_the_log_of_a_taguette_server_says_who_made_a_highlight(projects: Made) -> None:
    log = [
        {"user_login": who, "project_id": 1, "payload": payload}
        for who, payload in (
            ("vera", '{"type": "highlight_add", "highlight_id": 1, "tags": [2]}'),
            ("dana", '{"type": "highlight_add", "highlight_id": 1, "tags": [1, 2]}'),
            ("dana", '{"type": "highlight_add", "highlight_id": 2}'),
            ("eve", "[[[[ not JSON"),
        )
    ]
    project = foreign.read(projects["taguette"](commands=log))
    assert [each[2] for each in said(project)] == ["dana", "vera", "vera", "Taguette"]


def test_highlights_that_do_not_fit(projects: Made) -> None:
    """Offsets beyond the end or elsewhere: the snippet tells the place, or the highlight stays out."""
    rows = [
        highlight(1, "очень плохо 😀") | {"start_offset": 0, "end_offset": 7},
        highlight(2, "How\nwas it") | {"start_offset": 99_990, "end_offset": 99_999},
        highlight(3, "Anna") | {"start_offset": 5, "end_offset": 6},
        highlight(4, "line two", document_id=9),
        highlight(5, "Why") | {"start_offset": -4, "end_offset": 2**60, "snippet": "<p>"},
    ]
    tags = [{"highlight_id": n, "tag_id": 1} for n in range(1, 6)] + [{"highlight_id": 1, "tag_id": 99}]
    project = foreign.read(projects["taguette"](highlights=rows, highlight_tags=tags))
    assert [each[0] for each in said(project)] == ["How was it", "очень плохо 😀"]
    assert project.skipped == {
        "codings_without_code": 1,
        "codings_not_found": 1,
        "codings_out_of_range": 1,
        "codings_without_text": 1,
    }


def test_every_byte_of_a_page_has_its_place() -> None:
    page = PageText(PAGE)
    assert page.text.split("\n") == [
        "Q & A",
        "Anna: How was it?",
        "Борис: Плохо, очень плохо 😀.",
        *("line one", "line two", "", "Anna: Why?", "Tell\xa0me."),
    ]
    raw = WORDS.encode()
    for words in ("Q & A", "Плохо, очень", "😀", "line two", "Tell\xa0me."):
        at = raw.index(words.encode())
        span = page.span(at, at + len(words.encode()))
        assert span is not None
        assert page.text[slice(*span)] == words
    assert page.span(0, len(raw)) == (0, len(page.text))
    assert page.span(0, len(raw) + 1) is None


def test_a_qc_project(projects: Made) -> None:
    project = foreign.read(projects["qc"]())
    assert said(project) == [
        ("Anna: How was it and what did", "asked", "chris"),
        ("you do then? 😀", "new", "chris"),
        ("Борис: Плохо.", "bad", "dana"),
    ]
    names = {each.guid: each.name for each in project.codes}
    assert [(each.name, names.get(each.parent or "")) for each in project.codes] == [
        ("mood", None),
        ("bad", "mood"),
        ("asked", None),
        ("new", None),
    ]
    assert project.skipped == {"codings_on_empty_lines": 1}
    assert [each.text for each in project.notes] == ["A thought."]
    assert [each.name for each in project.sources] == ["deep - e1"]


def test_a_text_that_qc_has_not_seen_change_is_told(projects: Made, tmp_path: Path) -> None:
    path = projects["qc"]()
    text = path / "corpus" / "deep" / "e1.txt"
    text.write_text("A line more.\n" + text.read_text(encoding="utf-8"), encoding="utf-8")
    assert any("may stand on other lines" in each for each in foreign.read(path).warnings)


def test_qc_lines_and_links_that_lead_nowhere(projects: Made) -> None:
    lines = [
        {"id": 1, "line": 99, "coder_id": "chris", "code_id": "bad"},
        {"id": 2, "line": 0, "coder_id": "chris", "code_id": "gone"},
        {"id": 3, "line": -1, "coder_id": "", "code_id": "bad"},
        {"id": 9, "line": 0, "coder_id": "chris", "code_id": "bad"},
    ]
    project = foreign.read(projects["qc"](coded_line=lines))
    assert said(project) == []
    assert project.skipped == {
        "codings_out_of_range": 2,
        "codings_without_code": 1,
        "codings_without_text": 1,
    }


@pytest.mark.parametrize("setting", ["corpus_dir: ..", "database: ../x.sqlite3", "codebook: /etc/hostname"])
def test_qc_settings_that_lead_outside_are_refused(projects: Made, setting: str) -> None:
    path = projects["qc"]()
    (path / "settings.yaml").write_text(f"qc_version: 1.7.8\n{setting}\n", encoding="utf-8")
    with pytest.raises(CoderError, match="outside the folder"):
        foreign.read(path)


def test_qc_documents_outside_the_corpus_are_not_opened(projects: Made, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    for name in ("../../secret.txt", str(tmp_path / "secret.txt"), "x\0y"):
        path = tmp_path / "corpus"
        if not path.exists():
            projects["qc"]()
        with sqlite3.connect(path / "qualitative_coding.sqlite3") as connection:
            connection.execute("UPDATE document SET file_path = ?", [name])
        connection.close()
        project = foreign.read(path)
        assert project.sources == ()
        assert project.skipped["texts_missing"] == 1


@pytest.mark.parametrize("which", ["qualcoder", "taguette", "qc"])
def test_a_foreign_database_stays_as_it_is_to_the_byte(projects: Made, which: str) -> None:
    path = projects[which]()
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]

    def state() -> list[tuple[str, str, int]]:
        return [(str(f), sha256(f.read_bytes()).hexdigest(), f.stat().st_mtime_ns) for f in files]

    before = state()
    first, second = foreign.read(path), foreign.read(path)
    assert state() == before
    assert first == second, "the same identities, so that a second import brings nothing"
    beside = path.parent if path.is_file() else path
    assert not [each for each in beside.iterdir() if each.name.endswith(("-wal", "-shm", "-journal"))]


def data_of(path: Path) -> Path:
    return path if path.is_file() else next(f for f in path.iterdir() if f.suffix in (".qda", ".sqlite3"))


@pytest.mark.parametrize("which", ["qualcoder", "taguette", "qc"])
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no database"),
        (b"hello", "no database"),
        (b"SQLite format 3\x00" + b"\xff" * 3000, "database is damaged|cannot be opened|no database"),
        ("half", "damaged|is a database, but not"),
        ("other", "is a database, but not of"),
        ("wal", "close it there"),
    ],
)
def test_what_is_no_project_is_refused_in_a_sentence(
    projects: Made, which: str, content: bytes | str, says: str
) -> None:
    path = projects[which]()
    data = data_of(path)
    if content == "half":
        raw = data.read_bytes()
        data.write_bytes(raw[: len(raw) // 2] + b"\0" * 10)
    elif content == "other":
        data.unlink()
        sqlite3.connect(data).executescript("CREATE TABLE a (b); CREATE VIEW projects AS SELECT 1;").close()
    elif content == "wal":
        data.with_name(data.name + "-wal").write_bytes(b"x")
    else:
        assert isinstance(content, bytes)
        data.write_bytes(content)
    with pytest.raises(CoderError, match=says):
        foreign.read(path)


def test_what_is_too_large_or_takes_too_long_is_refused(
    projects: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = projects["qualcoder"]()
    for name, value, says in (
        ("LARGEST", 100, "larger than"),
        ("MOST_ROWS", 1, "more than 1 rows"),
        ("MOST_LETTERS", 10, "too much text"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(database, name, value)
            with pytest.raises(CoderError, match=says):
                foreign.read(path)
    monkeypatch.setattr(database, "_SECONDS", -1.0)
    connection = sqlite3.connect(path / "data.qda")
    connection.executemany("INSERT INTO journal (name) VALUES (?)", [("x" * 50,)] * 30_000)
    connection.commit()
    connection.close()
    with pytest.raises(CoderError, match="takes too long"):
        foreign.read(path)


def test_a_ring_of_categories_is_cut_open(projects: Made) -> None:
    rows = [{"catid": 1, "name": "A", "supercatid": 2}, {"catid": 2, "name": "B", "supercatid": 1}]
    project = foreign.read(projects["qualcoder"](code_cat=rows))
    seen: set[str] = set()
    for each in project.codes:
        assert each.parent is None or each.parent in seen
        seen.add(each.guid)
    assert len(seen) == 4


def test_several_projects_in_one_taguette_database_are_refused(projects: Made) -> None:
    rows = [{"id": n, "name": f"P{n}", "description": "", "created": ""} for n in (1, 2)]
    with pytest.raises(CoderError, match=r"holds 2 projects \(“P1”, “P2”\)"):
        foreign.read(projects["taguette"](projects=rows))


def test_other_files_are_no_projects(tmp_path: Path) -> None:
    for name in ("a.txt", "b.qda", "c.docx"):
        (tmp_path / name).write_text("x", encoding="utf-8")
        assert not foreign.is_project(tmp_path / name)
    assert not foreign.is_project(tmp_path)
    with pytest.raises(CoderError, match="no project of another program"):
        foreign.read(tmp_path / "a.txt")


def test_a_complaint_of_the_database_that_is_no_letters(projects: Made) -> None:
    """Found by the test below: what the database said was wrong could not be read itself."""
    data = data_of(projects["taguette"]())
    raw = data.read_bytes().replace(b"CREATE TABLE tags", b"CREATE XABLE tags")
    data.write_bytes(raw.replace(b"tags", b"\xff" * 4))
    with pytest.raises(CoderError, match="damaged"):
        foreign.read(data)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_database_is_read_or_refused(projects: Made, tmp_path: Path, data: st.DataObject) -> None:
    """Whatever bytes have changed: no other error, and never a coding outside its text."""
    which = data.draw(st.sampled_from(["qualcoder", "taguette"]))
    source = tmp_path / ("study.qda/data.qda" if which == "qualcoder" else "export.sqlite3")
    raw = bytearray((source if source.exists() else data_of(projects[which]())).read_bytes())
    for _ in range(data.draw(st.integers(1, 30))):
        raw[data.draw(st.integers(16, len(raw) - 1))] = data.draw(st.integers(0, 255))
    folder = tmp_path / "damaged.qda"
    folder.mkdir(exist_ok=True)
    path = folder / "data.qda" if which == "qualcoder" else tmp_path / "damaged.sqlite3"
    path.write_bytes(raw)
    try:
        project = foreign.read(path)
    except CoderError:
        return
    for source_ in project.sources:
        assert source_.text is not None
        assert all(0 <= each.start < each.end <= len(source_.text) for each in source_.selections)
