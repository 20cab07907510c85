"""A study as it was: after an event, at a moment, or before coders saw each other's codes.

The study is copied to a private temporary file, and what happened later is taken back in the copy.
The copy can be read like any study and not be written; it goes when it is closed.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select
from sqlalchemy import event as event_of
from sqlalchemy.exc import DatabaseError

from coder.model import CoderError
from coder.study import database
from coder.study import tables as t
from coder.study.backwards import take_back
from coder.study.change import now
from coder.study.discussion import before_discussion
from coder.study.study import Study
from coder.study.when import Point, find

BEFORE_DISCUSSION = "opening"
"""Instead of a moment: every interview as it was before others' codes in it were opened to anybody."""
_PREFIX = "coder-as-of-"


class PastStudy(Study):
    """A study as it was, to be read only; its file goes when it is closed."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        super().__init__(engine)
        self._folder = folder

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Refused: the past stays as it was."""
        raise CoderError(f"this is the study {self.as_of_words}; nothing can be changed there.")
        yield

    def close(self) -> None:
        """Throw the copy away."""
        super().close()
        shutil.rmtree(self._folder, ignore_errors=True)


def as_of(study: Study, when: str | int) -> Study:
    """The study as it was, read-only, seen by the same coder; close it when done.

    A blind coder sees in it what is open to her today, never more.

    Args:
        study: the study as it is.
        when: see :func:`coder.study.when.find`, or :data:`BEFORE_DISCUSSION`.

    Raises:
        CoderError: the study is on a database server, there is no such event, or ``when`` is
            neither an event nor a moment.
    """
    if study.path is None:
        raise CoderError(
            "this study is on a database server, which cannot be looked at as it was; "
            "restore a backup of that time there, or work on a copy in a file."
        )
    before_opened = str(when).strip().lower() == BEFORE_DISCUSSION
    point = None if before_opened else find(study, when)
    folder = _private_folder()
    try:
        path = folder / "study.db"
        words = _copy(study.path, path, point)
        if study.coder is not None and study.coder.blind:
            _open_as_today(path, study.coder.id, _opened(study))
        return _open(study, path, words)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _opened(study: Study) -> list[int]:
    """The ids of the interviews in which a blind coder sees others' work today."""
    with study.read() as connection:
        return list(connection.execute(study.opened()).scalars())


def _open_as_today(path: Path, coder_id: int, opened: list[int]) -> None:
    """Let a blind coder see in a copy what she sees today: the past opens nothing."""
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("DELETE FROM opening WHERE coder_id = ?", (coder_id,))
        rows = [(id_, coder_id, now()) for id_ in opened]
        copy.executemany("INSERT INTO opening (transcript_id, coder_id, at) VALUES (?, ?, ?)", rows)
        copy.commit()


# --- the copy ---------------------------------------------------------------------------------------


def _private_folder() -> Path:
    """A folder that nobody else can look into; those that a killed program left behind go."""
    there = Path(tempfile.gettempdir())
    for left in there.glob(f"{_PREFIX}*"):
        with suppress(OSError, ValueError, IndexError):
            if not _runs(int(left.name.removeprefix(_PREFIX).split("-")[0])):
                shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))


def _runs(pid: int) -> bool:
    if os.name != "posix":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _copy(source: Path, target: Path, point: Point | None) -> str:
    """Copy the study as it was; returns the words for captions."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        with closing(sqlite3.connect(source)) as study, closing(sqlite3.connect(target)) as copy:
            study.backup(copy)
            copy.isolation_level = None
            for setting in (
                "journal_mode=OFF",
                "synchronous=OFF",
                "locking_mode=EXCLUSIVE",
                "cache_size=-200000",
            ):
                copy.execute(f"PRAGMA {setting}").fetchall()
            copy.execute("BEGIN")
            words = before_discussion(copy) if point is None else point.words
            if point is not None:
                take_back(copy, point.event_id)
            copy.execute("COMMIT")
    except sqlite3.Error as error:
        raise CoderError(f"{source}: the study as it was could not be made ({error}).") from error
    return words


def _open(study: Study, path: Path, words: str) -> Study:
    engine = database.engine_for(path)
    event_of.listen(engine, "connect", _read_only)
    past = PastStudy(engine, path.parent)
    past.as_of_words = words
    past.coder = study.coder
    try:
        with past.read() as connection:
            past.name, past.note = connection.execute(select(*t.study.c["name", "note"])).one()
    except DatabaseError as error:
        engine.dispose()
        raise CoderError(f"the study as it was could not be opened ({error.orig}).") from error
    return past


def _read_only(connection: Any, _entry: Any) -> None:
    connection.execute("PRAGMA query_only=ON")
