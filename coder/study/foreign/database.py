"""SQLite databases of other programs: opened to be read, never written, in bounded time and memory."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from coder.model import CoderError

LARGEST = 1_000_000_000
"""The most bytes a database may have: pictures and recordings can be in it, and are not read."""
MOST_ROWS = 500_000
"""Rows of a table."""
MOST_LETTERS = 100_000_000
"""Letters of all rows of a table."""
_LONGEST = 50_000_000
"""Bytes of one value."""
_SECONDS = 10.0
_MAGIC = b"SQLite format 3\x00"


class Foreign:
    """A database of another program."""

    def __init__(self, connection: sqlite3.Connection, path: Path, what: str) -> None:
        """Look at what tables there are; a view is none, for it may be a trap."""
        self.path, self.what = path, what
        self._connection = connection
        for _ in self._run("PRAGMA trusted_schema = OFF"):  # nothing in the file may call functions
            pass
        rows = self._run(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        )
        self.tables = {str(name): self._columns(str(name)) for (name,) in rows}

    def refuse_without(self, *tables: str) -> None:
        """Refuse a database that lacks one of these tables."""
        for each in tables:
            if each not in self.tables:
                raise CoderError(
                    f"{self.path}: this is a database, but not of {self.what} (it has no table {each!r})."
                )

    def count(self, table: str) -> int:
        """How many rows a table has; 0 where there is no such table."""
        if table not in self.tables:
            return 0
        return int(next(iter(self._run(f"SELECT count(*) FROM {_named(table)}")))[0])  # noqa: S608 - quoted

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Row]:
        """The rows of a table in the order they were made; a column that is not there is empty."""
        known = self.tables.get(table)
        if known is None:
            return
        if self.count(table) > MOST_ROWS:
            raise self._too_large(f"more than {MOST_ROWS} rows in {table}")
        said = ", ".join(_named(each) if each in known else "NULL" for each in columns)
        letters = 0
        for values in self._run(f"SELECT {said} FROM {_named(table)} ORDER BY rowid"):  # noqa: S608 - quoted
            row = Row(dict(zip(columns, values, strict=True)))
            letters += sum(len(each) for each in values if isinstance(each, str | bytes))
            if letters > MOST_LETTERS:
                raise self._too_large(f"too much text in {table}")
            yield row

    def _columns(self, table: str) -> set[str]:
        return {str(each[1]) for each in self._run(f"PRAGMA table_info({_named(table)})")}

    def _run(self, query: str) -> Iterator[Any]:
        try:
            yield from self._connection.execute(query)
        except (sqlite3.Error, UnicodeError) as fault:  # the latter from names that are no letters
            if "interrupt" in str(fault):
                raise self._too_large("it takes too long to read") from fault
            raise CoderError(
                f"{self.path}: the database is damaged ({fault}); open it in {self.what} and save a copy."
            ) from fault

    def _too_large(self, why: str) -> CoderError:
        return CoderError(f"{self.path}: the database is larger than a study can be ({why}).")


class Row:
    """A row, in which any column may hold anything."""

    def __init__(self, values: dict[str, Any]) -> None:
        """The values by column."""
        self._values = values

    def text(self, column: str) -> str:
        """The words in a column; empty where there are none."""
        value = self._values[column]
        if isinstance(value, bytes):
            return value.decode("utf-8", "replace")
        return "" if value is None else str(value)

    def number(self, column: str) -> int | None:
        """The whole number in a column; None where there is none."""
        value = self._values[column]
        return value if isinstance(value, int) else None

    def is_empty(self, column: str) -> bool:
        """Whether there is nothing at all."""
        return self._values[column] is None


@contextmanager
def opened(path: Path, what: str) -> Iterator[Foreign]:
    """A database of another program, which stays as it is to the byte.

    Args:
        path: the file.
        what: whose it should be, for complaints.

    Raises:
        CoderError: it is missing, no database, damaged, too large or being written to.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            magic = file.read(len(_MAGIC))
    except OSError as fault:
        raise CoderError(f"{path}: cannot be read ({fault.strerror or fault}).") from fault
    if magic != _MAGIC:
        raise CoderError(f"{path}: this is no database of {what}, or it is damaged.")
    if size > LARGEST:
        raise CoderError(f"{path}: the database is larger than {LARGEST // 1_000_000} MB.")
    for ending in ("-wal", "-journal"):
        beside = path.with_name(path.name + ending)
        if beside.is_file() and beside.stat().st_size:
            raise CoderError(
                f"{path}: another program is working on it ({beside.name} is there); close it there."
            )
    address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(address, uri=True)
    except sqlite3.Error as fault:
        raise CoderError(f"{path}: the database cannot be opened ({fault}).") from fault
    try:
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
        until = time.monotonic() + _SECONDS
        connection.set_progress_handler(lambda: time.monotonic() > until, 20_000)
        yield Foreign(connection, path, what)
    finally:
        connection.close()


def _named(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
