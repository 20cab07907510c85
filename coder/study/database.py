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
from random import uniform
from sqlite3 import SQLITE_BUSY
from sqlite3 import OperationalError as OperationalErrorOfDriver
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from coder.model import CoderError
from coder.study import access

PATIENCE_MS = 5000
_LOOK = (0.0005, 0.004)
"""Seconds between two looks at whether another program has finished writing, at the least and at the most."""
_WRITES = "coder_writes"
_REBUILDS = "coder_rebuilds"
_WAY = "coder_way"
_FILE = "coder_file"


class NoStudyError(CoderError):
    """A file is something else, or so damaged that it looks like something else."""


class DamagedError(CoderError):
    """Parts of a study's file cannot be read."""

    def __init__(self, name: str, how: str) -> None:
        super().__init__(
            f"{name}: the file is damaged ({how}). Repair it (coder check --repair) or go back to a backup "
            "(coder restore); both keep a copy of it as it is."
        )


def is_url(where: str) -> bool:
    """Whether a study is named by a database URL rather than by a path."""
    return "://" in where


def file_of(where: str | os.PathLike[str]) -> Path | None:
    """The SQLite file that a path or a plain URL names; None on a server."""
    place = os.fspath(where)
    if not is_url(place):
        return Path(place)
    url = make_url(place)
    named = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    return Path(str(url.database)) if named and not url.query else None


def engine_for(where: str | os.PathLike[str], way: access.Way | None = None) -> Engine:
    """An engine for the SQLite file at a path, or for a SQLAlchemy URL.

    Args:
        where: the path or the URL.
        way: how to reach a file; None: the usual way for where it is.
    """
    path = file_of(where)
    settings: dict[str, Any] = {
        "json_serializer": partial(json.dumps, ensure_ascii=False),
        "json_deserializer": _read_json,
    }
    if path is None:
        engine = create_engine(os.fspath(where), **settings)
    else:
        way = way or access.usual_way(path)
        path = path.absolute()
        url = URL.create("sqlite", database=str(path))
        engine = create_engine(
            url, creator=partial(access.open_file, path, way), execution_options={_WAY: way}, **settings
        )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", partial(_prepare, path))
        event.listen(engine, "begin", partial(_begin, path))
    return engine


def way_of(engine: Engine) -> access.Way:
    """How the study is reached."""
    found: access.Way = engine.get_execution_options().get(_WAY, "usual")
    return found


def sqlite_path(engine: Engine) -> Path | None:
    """The file behind an engine; None on a server or in memory."""
    if engine.dialect.name != "sqlite" or not engine.url.database or engine.url.database == ":memory:":
        return None
    return Path(engine.url.database)


def _prepare(path: Path | None, connection: Any, entry: ConnectionPoolEntry) -> None:
    if path is not None:
        entry.info[_FILE] = access.identity(path)
    connection.isolation_level = None  # BEGIN is ours, see _begin
    cursor = connection.cursor()
    for setting in (f"busy_timeout={PATIENCE_MS}", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def keep_log(engine: Engine, *, new: bool = False) -> str:
    """Turn the write-ahead log on, or off where it cannot be; what is new about that, in a sentence or none.

    The file remembers it, so only a known study is asked to, or a ``new`` one.
    """
    way = way_of(engine)
    if engine.dialect.name != "sqlite" or way == "reading":
        return ""
    with engine.connect() as connection:
        cursor = connection.connection.cursor()  # past BEGIN, within which the mode cannot change
        before = after = ""
        try:
            before = after = _mode(cursor, "")
            after = _mode(cursor, "=DELETE" if way == "unlogged" else "=WAL")
        except OperationalErrorOfDriver as error:
            if error.sqlite_errorcode & 0xFF != SQLITE_BUSY:
                raise OperationalError("PRAGMA journal_mode", None, error) from error
            after = before  # somebody works on it at this moment; another time then
        finally:
            cursor.close()
    if after == "wal" and way == "unlogged":
        raise CoderError(
            f"{sqlite_path(engine)}: the study is on a network share and another program has it open. "
            "Nothing was changed; close it there and try again."
        )
    if after == "wal" or (before == after and not new):
        return ""
    return (
        f"{sqlite_path(engine)}: in a folder on a network a study is kept without a write-ahead log. It is "
        "as durable; while one program writes, the others wait a moment."
    )


def _mode(cursor: Any, wanted: str) -> str:
    return str(cursor.execute(f"PRAGMA journal_mode{wanted}").fetchone()[0]).lower()


def _begin(path: Path | None, connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get(_REBUILDS, False):
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    if path is not None and options.get(_WRITES, False):
        access.refuse_another_file(path, connection.info.get(_FILE))
    if not options.get(_WRITES, False):
        connection.exec_driver_sql("BEGIN")
        return
    _wait_for_turn(connection)


def _wait_for_turn(connection: Connection) -> None:
    """Begin to write, as soon as no other program does.

    SQLite's own patience looks ever more rarely and finds others always there before it; looking
    at short, random moments gives eight busy writers their turns within a fraction of a second.
    """
    raw: Any = connection.connection
    cursor = raw.cursor()
    end = monotonic() + PATIENCE_MS / 1000
    try:
        cursor.execute("PRAGMA busy_timeout=0")
        while monotonic() < end:
            try:
                cursor.execute("BEGIN IMMEDIATE")
            except OperationalErrorOfDriver as error:
                if error.sqlite_errorcode & 0xFF != SQLITE_BUSY:
                    break
                sleep(uniform(*_LOOK))  # noqa: S311 - no secret
            else:
                return
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # once more, for the error as the library says it
    finally:
        cursor.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
        cursor.close()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the study throughout."""
    try:
        with engine.connect() as connection, connection.begin():
            yield connection
    except (DatabaseError, engine.dialect.loaded_dbapi.DatabaseError) as error:
        raise _why_not(error, engine) from error  # the driver's own: from rows fetched past SQLAlchemy
    except _UnreadableError as error:
        raise DamagedError(str(sqlite_path(engine)), str(error)) from error


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
        except _UnreadableError as error:
            raise DamagedError(str(sqlite_path(engine)), str(error)) from error


def _why_not(error: Exception, engine: Engine) -> CoderError:
    """A sentence for what the operating system or another program refused."""
    told = error.orig if isinstance(error, DatabaseError) else error
    name = sqlite_path(engine) or engine.url.render_as_string()
    reason = str(told).lower()
    if "locked" in reason or "busy" in reason:
        return CoderError(
            f"{name}: another program has been writing to this study for {PATIENCE_MS // 1000} seconds. "
            "Nothing was changed; close it or try again."
        )
    if "readonly" in reason or "read-only" in reason:
        return CoderError(f"{name}: the file or its folder may not be written to. Nothing was changed.")
    if "full" in reason:
        return CoderError(f"{name}: the disk is full. Nothing was changed; make room and try again.")
    if "disk i/o" in reason or "unable to open" in reason:
        return CoderError(
            f"{name}: the file cannot be reached ({told}): the disk is full, or was taken out, or the "
            "file was moved. Nothing was changed."
        )
    if any(each in reason for each in ("malformed", "not a database", "could not decode")):
        return DamagedError(str(name), str(told))
    return CoderError(f"{name}: the database refused ({told}). Nothing was changed.")


class _UnreadableError(Exception):
    """What should be JSON is not."""


def _read_json(words: str) -> Any:
    try:
        return json.loads(words)
    except ValueError as error:
        raise _UnreadableError(str(error)) from error
