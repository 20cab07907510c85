"""How a database is opened: the settings that durability and concurrency rest on.

SQLite: write-ahead log with ``synchronous=FULL`` (a commit that returned survives
``kill -9`` and a power cut), foreign keys on, five seconds of patience with another
writer, and ``BEGIN IMMEDIATE`` for every write, since a transaction that turns from
reading to writing half-way fails at once whatever the patience.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from coder.model import CoderError

PATIENCE_MS = 5000
_WRITES = "coder_writes"
_REBUILDS = "coder_rebuilds"


def is_url(where: str) -> bool:
    """Whether a study is named by a database URL rather than by a path."""
    return "://" in where


def engine_for(where: str | os.PathLike[str]) -> Engine:
    """An engine for the SQLite file at a path, or for a SQLAlchemy URL."""
    place = os.fspath(where)
    url = place if is_url(place) else URL.create("sqlite", database=str(Path(place).absolute()))
    engine = create_engine(url, json_serializer=partial(json.dumps, ensure_ascii=False))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def sqlite_path(engine: Engine) -> Path | None:
    """The file behind an engine; None on a server or in memory."""
    if engine.dialect.name != "sqlite" or not engine.url.database or engine.url.database == ":memory:":
        return None
    return Path(engine.url.database)


def _prepare(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # BEGIN is ours, see _begin
    cursor = connection.cursor()
    for setting in (f"busy_timeout={PATIENCE_MS}", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def keep_log(engine: Engine) -> None:
    """Turn the write-ahead log on. The file remembers it, so only a known study is asked to."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            cursor = connection.connection.cursor()  # past BEGIN, within which the mode cannot change
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.close()


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get(_REBUILDS, False):
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(_WRITES, False) else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the study throughout."""
    try:
        with engine.connect() as connection, connection.begin():
            yield connection
    except DatabaseError as error:
        raise _why_not(error, engine) from error


@contextmanager
def rebuilding(engine: Engine) -> Iterator[Connection]:
    """A write transaction in which a migration may drop and rebuild tables.

    SQLite's foreign keys rest meanwhile (dropping a table would trip them); they are
    tried on every row before anything counts.
    """
    with writing(engine, {_REBUILDS: True}) as connection:
        yield connection
        if engine.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise CoderError(
                    f"{sqlite_path(engine)}: the upgrade would leave rows of {broken[0]} pointing to a "
                    f"{broken[2]} that is not there. Nothing was changed; please report this."
                )


@contextmanager
def writing(engine: Engine, options: Mapping[str, bool] | None = None) -> Iterator[Connection]:
    """A connection in a write transaction; committed at the end, rolled back on any error."""
    with engine.connect() as plain:
        if options:
            plain.detach()  # closed afterwards instead of being lent out again
        connection = plain.execution_options(**{_WRITES: True, **(options or {})})
        try:
            transaction = connection.begin()
        except OperationalError as error:
            raise _why_not(error, engine) from error
        try:
            with transaction:
                yield connection
        except IntegrityError:
            raise  # a rule of the tables said no; whoever wrote knows which
        except DatabaseError as error:
            raise _why_not(error, engine) from error


def _why_not(error: DatabaseError, engine: Engine) -> CoderError:
    """A sentence for what the operating system or another program refused."""
    name = sqlite_path(engine) or engine.url.render_as_string()
    reason = str(error.orig).lower()
    if "locked" in reason or "busy" in reason:
        return CoderError(
            f"{name}: another program has been writing to this study for {PATIENCE_MS // 1000} seconds. "
            "Nothing was changed; close it or try again."
        )
    if "readonly" in reason or "read-only" in reason:
        return CoderError(f"{name}: the file or its folder may not be written to. Nothing was changed.")
    if "full" in reason:
        return CoderError(f"{name}: the disk is full. Nothing was changed.")
    if "malformed" in reason or "not a database" in reason:
        return CoderError(
            f"{name}: the file is damaged ({error.orig}). "
            "Make a copy of it, then go back to the newest backup."
        )
    return CoderError(f"{name}: the database refused ({error.orig}). Nothing was changed.")
