"""Open, create, migrate, back up: the life of a study as a whole."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, Engine, Select, insert, inspect, or_, select, true
from sqlalchemy.exc import DatabaseError, OperationalError

from coder.model import Coder, CoderError
from coder.study import chain, database, migrations
from coder.study import tables as t
from coder.study.change import Change, new_guid, now

CODER = ("id", "guid", "name", "role", "blind", "repeats_id")
"""The columns that make a :class:`coder.model.Coder`, in its order."""


class Study:
    """A study that is open, seen by one coder or, with ``coder`` None, by whoever leads it.

    Every reader goes through :meth:`sees`, so that a blind coder's session gets no
    other coder's codings whatever it asks for.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.coder: Coder | None = None
        self.name = ""
        self.note = ""

    # --- opening and closing ---------------------------------------------------------------

    @classmethod
    def create(cls, where: str | os.PathLike[str], name: str | None = None, note: str = "") -> Study:
        """Make a new, empty study; a file that exists already is left alone and refused."""
        claimed = None if database.is_url(os.fspath(where)) else _claim(Path(where))
        engine = database.engine_for(where)
        try:
            database.keep_log(engine)
            with database.writing(engine) as connection:
                if inspect(connection).has_table(t.study.name):
                    raise CoderError(f"{where}: there is a study here already.")
                migrations.upgrade(connection)
                title = name or _default_name(engine)
                row = {"id": 1, "guid": new_guid(), "name": title, "note": note, "created_at": now()}
                connection.execute(insert(t.study).values(**row))
        except BaseException as error:
            engine.dispose()
            if claimed is not None:
                claimed.unlink()
            if isinstance(error, DatabaseError):
                raise CoderError(f"{where}: the study could not be made ({error.orig}).") from error
            raise
        engine.dispose()
        return cls.open(where)

    @classmethod
    def open(cls, where: str | os.PathLike[str], coder: str | None = None) -> Study:
        """Open a study, bringing an older one up to date after a backup.

        Raises:
            CoderError: there is none, it is not a study, a newer version made it, or it
                has no coder of that name.
        """
        place = os.fspath(where)
        if not database.is_url(place) and not Path(place).is_file():
            raise CoderError(f"{place}: no study here. Make one with `coder init`, or try `coder demo`.")
        study = cls(database.engine_for(where))
        try:
            study._bring_up_to_date(place)
            database.keep_log(study.engine)
            with study.read() as connection:
                study.name, study.note = connection.execute(select(*t.study.c["name", "note"])).one()
            if coder is not None:
                study.become(coder)
        except OperationalError as error:
            study.close()
            raise CoderError(f"{place}: the study could not be opened ({error.orig}).") from error
        except DatabaseError as error:
            study.close()
            raise CoderError(f"{place}: this is not a study of coder ({error.orig}).") from error
        except BaseException:
            study.close()
            raise
        return study

    def _bring_up_to_date(self, place: str) -> None:
        with self.engine.connect() as connection:
            names = inspect(connection).get_table_names()
            if t.study.name not in names or migrations.VERSION_TABLE not in names:
                raise CoderError(f"{place}: this is a database, but not a study of coder.")
            version = migrations.version_of(connection)
        if version == migrations.HEAD:
            return
        if version not in migrations.ORDER:
            raise CoderError(
                f"{place}: this study was written by a newer version of coder (schema {version}; this one "
                f"knows {migrations.HEAD}). Upgrade coder; the file was not touched."
            )
        if self.path is not None:
            self.backup(self._free_name(f"before-{migrations.HEAD}"))
        with database.rebuilding(self.engine) as connection:
            migrations.upgrade(connection)

    def close(self) -> None:
        """Give the file back. On SQLite this also folds the write-ahead log into it."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def path(self) -> Path | None:
        """The study's file; None on a database server."""
        return database.sqlite_path(self.engine)

    # --- who looks ----------------------------------------------------------------------------

    def become(self, name: str) -> Coder:
        """Look and write as the coder of this name from now on.

        A session that a blind coder has begun stays that coder's.
        """
        if self.coder is not None and self.coder.blind and self.coder.name != name:
            raise CoderError(f"{self.coder.name} codes blind; to look as {name}, open the study anew.")
        with self.read() as connection:
            rows = connection.execute(select(*t.coder.c[CODER]).where(live(t.coder))).all()
        for row in rows:
            if row.name == name:
                self.coder = Coder(*row)
                return self.coder
        known = ", ".join(sorted(row.name for row in rows)) or "none yet"
        raise CoderError(
            f"no coder is called {name!r} in this study (coders: {known}). Add one: coder coders add {name!r}"
        )

    def acting(self) -> Coder:
        """The coder who looks; a sentence where nobody in particular does."""
        if self.coder is None:
            raise CoderError("who is coding? Name the coder with --coder NAME.")
        return self.coder

    def sees(
        self, coder_id: ColumnElement[Any], transcript_id: ColumnElement[Any] | None = None
    ) -> ColumnElement[bool]:
        """The condition that every reader of what coders did adds.

        A blind coder sees the own work, and others' in the transcripts that are open to her.

        Args:
            coder_id: the column that says who did it.
            transcript_id: the column that says in which transcript; None where it is in none, or
                where others' work stays closed in any case.
        """
        if self.coder is None or not self.coder.blind:
            return true()
        own: ColumnElement[bool] = coder_id == self.coder.id
        return own if transcript_id is None else or_(own, transcript_id.in_(self.opened()))

    def sees_of_segment(
        self, coder_id: ColumnElement[Any], segment_id: ColumnElement[Any]
    ) -> ColumnElement[bool]:
        """The same condition for what is known to be done on a segment."""
        if self.coder is None or not self.coder.blind:
            return true()
        there = select(t.segment.c.id).where(t.segment.c.transcript_id.in_(self.opened()))
        return or_(coder_id == self.coder.id, segment_id.in_(there))

    def opened(self) -> Select[int]:
        """The ids of the transcripts in which the coder who looks may see others' work although blind."""
        query: Select[int] = select(t.opening.c.transcript_id)
        return query.where(t.opening.c.coder_id == self.acting().id)

    def refuse_blind(self, what: str, transcript_id: int | None = None) -> None:
        """Refuse ``what`` to a blind coder, since it would show others' codings.

        Args:
            what: what is asked for, in words.
            transcript_id: the one transcript it is about; None: about all of them.
        """
        if self.coder is None or not self.coder.blind:
            return
        closed = select(t.transcript.c.id).where(live(t.transcript), t.transcript.c.id.not_in(self.opened()))
        if transcript_id is not None:
            closed = closed.where(t.transcript.c.id == transcript_id)
        with self.read() as connection:
            if connection.execute(closed.limit(1)).scalar() is None:
                return
        raise CoderError(
            f"{self.coder.name} codes blind and cannot see {what}, which shows other coders' work."
        )

    # --- reading and writing ------------------------------------------------------------------

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the study throughout."""
        with database.reading(self.engine) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A write transaction, for :meth:`change`, undo and redo alone."""
        with database.writing(self.engine) as connection:
            if self.coder is not None:
                refuse_gone(connection, self.coder)
            yield connection

    @contextmanager
    def change(self, action: str) -> Iterator[Change]:
        """The only way to write: one transaction, one event; nothing at all when it fails.

        A change that touched no row leaves no event.
        """
        with self.write() as connection:
            under_way = Change(connection, action)
            yield under_way
            if under_way.noted:
                by, said = self.coder.id if self.coder else None, under_way.summary or action
                payload = {**under_way.more, "changes": under_way.noted}
                chain.record(connection, under_way.at, by, action, said, payload)

    # --- safety -----------------------------------------------------------------------------------

    def backup(self, to: Path | None = None) -> Path:
        """Copy the study, as it is at this moment, to a new file; coders may go on meanwhile.

        The copy is written beside its name and takes it only when complete.
        """
        path = self.path
        if path is None:
            raise CoderError("this study is on a database server: use the server's own backup (pg_dump).")
        target = to or self._free_name("backup")
        if target.exists():
            raise CoderError(f"{target}: exists already; a backup never overwrites.")
        if not target.parent.is_dir():
            raise CoderError(f"{target}: the folder {target.parent} does not exist.")
        part = target.with_name(target.name + ".part")
        try:
            source, copy = sqlite3.connect(path), sqlite3.connect(part)
            try:
                source.backup(copy)
            finally:
                source.close()
                copy.close()
            with part.open("rb+") as written:
                os.fsync(written.fileno())
            part.replace(target)
        except (OSError, sqlite3.Error) as error:
            with suppress(OSError):
                part.unlink()
            raise CoderError(f"{target}: the backup could not be written ({error}).") from error
        return target

    def _free_name(self, why: str) -> Path:
        """A name beside the study that nothing has yet, e.g. ``study.backup-20261121-174200.db``."""
        path = self.path
        assert path is not None
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        stem = f"{path.stem}.{why}-{stamp}"
        name, n = path.with_name(f"{stem}{path.suffix}"), 1
        while name.exists():
            n += 1
            name = path.with_name(f"{stem}-{n}{path.suffix}")
        return name


def _claim(path: Path) -> Path:
    """Make the empty file of a new study, unless anybody else has or the folder is missing."""
    try:
        path.open("xb").close()
    except FileExistsError as error:
        raise CoderError(
            f"{path}: there is something here already; choose another name for a new study."
        ) from error
    except FileNotFoundError as error:
        raise CoderError(f"{path}: the folder {path.parent} does not exist; make it first.") from error
    except OSError as error:
        raise CoderError(f"{path}: the study could not be made ({error.strerror}).") from error
    return path


def _default_name(engine: Engine) -> str:
    path = database.sqlite_path(engine)
    if path is None:
        return str(engine.url.database or "study")
    return path.resolve().parent.name if path.stem == "study" else path.stem


def refuse_gone(connection: Connection, coder: Coder) -> None:
    """Refuse work of a coder who has been taken back since the session began."""
    there = select(t.coder.c.id).where(t.coder.c.id == coder.id, live(t.coder))
    if connection.execute(there).scalar() is None:
        raise CoderError(f"{coder.name} is not a coder of this study any more.")


def live(table: Any) -> ColumnElement[bool]:
    """The condition that leaves removed rows out."""
    condition: ColumnElement[bool] = table.c.removed_at.is_(None)
    return condition
