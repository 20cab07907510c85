"""A study as the first version wrote it, brought up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from coder.study import codebook, coding, counts, history, memos, migrations, pins, revision, versions
from coder.study.revision import NewCode
from coder.study.safety.checking import check
from coder.study.study import Study

TEXT = "R: за́мок 👩‍👩‍👧‍👦 pay\n"
DIGEST = sha256(TEXT.encode()).hexdigest()
ROWS: dict[str, list[tuple[Any, ...]]] = {
    "study": [(1, "g", "Old", "", "2024-01-01T00:00:00.000000Z")],
    "respondent": [(1, "r1", "E1", None)],
    "transcript": [(1, "t1", "one", "ru", TEXT, DIGEST, 1, "one.txt", "2024-01-01T00:00:00.000000Z", None)],
    "speaker": [(1, 1, "R", "respondent", 1)],
    "segment": [(1, 1, 0, 3, len(TEXT) - 1, 1, "turn", None)],
    "coder": [(1, "c1", "Ann", "coder", 0, None), (2, "c2", "Bea", "coder", 1, None)],
    "codebook": [
        (
            *(1, "b1", "book", 3, '{"en": "Book"}', '["en"]'),
            '{"date": "", "authors": [], "level_of_coding": "turn", "sets": {}, "changes": []}',
            *("2024-01-01T00:00:00.000000Z", None),
        )
    ],
    "code": [
        (
            *(n, f"k{n}", 1, None, n, slug, f'{{"en": "{slug}"}}', "", 1, "deductive", "{}", "{}"),
            *("[]", "[]", "[]", "[]", "active", None, None),
        )
        for n, slug in enumerate(("alpha", "beta"), 1)
    ],
    "coding": [
        (1, "d1", 1, 3, 9, 1, 1, 1, 1, 2, TEXT[3:9], "R: ", TEXT[9:], "2024-01-01T00:00:00.000000Z", None)
    ],
    "memo": [(1, "m1", 1, 1, None, None, None, "ой\u2028", "2024-01-01T00:00:00.000000Z", None)],
    "event": [
        (
            *(1, "2024-01-01T00:00:00.000000Z", 1, "apply", "apply alpha"),
            '{"changes": [{"table": "coding", "key": {"id": 1}, "before": null, "after": {}}]}',
            None,
        ),
        (
            *(2, "2024-01-01T00:00:00.000001Z", 1, "memo", "write a memo"),
            '{"changes": [{"table": "memo", "key": {"id": 1}, "before": null, "after": {}}]}',
            None,
        ),
    ],
}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file as version 0001 left it, with something in every table that matters."""
    path = tmp_path / "old.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        migrations.upgrade(connection, "0001")
        for table, rows in ROWS.items():
            for row in rows:
                connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        assert migrations.version_of(connection) == "0001"
    engine.dispose()
    return path


def rows(path: Path, table: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    columns = len(next(iter(ROWS[table])))
    found = [row[:columns] for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()]
    connection.close()
    return found


def test_an_old_study_keeps_everything(old: Path) -> None:
    before = {table: rows(old, table) for table in ROWS}
    Study.open(old).close()
    assert {table: rows(old, table) for table in ROWS} == before
    assert len(list(old.parent.glob("old.backups/*.db"))) == 1
    connection = sqlite3.connect(old)
    assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(migrations.HEAD,)]
    connection.close()


def test_an_old_study_works_on(old: Path, open_study: Callable[..., Study]) -> None:
    ann = open_study("Ann", old)
    assert check(ann) == []
    assert [each.quote for each in counts.quotes(ann)] == ["за́мок"]
    (memo,) = memos.memos(ann)
    assert (memo.words, memo.text, memo.edited_at) == ("за́мок", "ой\u2028", None)
    assert versions.older_codings(ann) == []
    alpha, beta = (each.id for each in codebook.codebooks(ann)[0].codes)
    pins.pin(ann, 1, alpha)
    revision.edit(ann, alpha, revision.Edits(definition={"en": "Now it is another one."}))
    assert [(c.version, c.since_version) for c in versions.older_codings(ann)] == [(2, 4)]
    revision.add_code(ann, 1, NewCode({"en": "New"}, beta))
    for _ in range(3):
        history.undo(ann)
    assert codebook.codebooks(ann)[0].version == 3
    memos.remove(ann, 1)
    history.undo(ann)
    coding.remove(ann, 1)
    history.undo(ann)
    memos.remove(ann, 1)
    assert history.log(ann)[-1].summary == "apply alpha"
    assert check(ann) == []
