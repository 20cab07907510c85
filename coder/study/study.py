"""Open, create, migrate, back up: the life of a study as a whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, Engine, Select, func, insert, inspect, or_, select, true
from sqlalchemy.exc import DatabaseError, OperationalError

from coder.model import Coder, CoderError
from coder.study import access, chain, database, migrations
from coder.study import tables as t
from coder.study.change import Change, new_guid, now
from coder.study.safety import backups, copying

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
        self.as_of_words = ""
        """Of a study as it was (:mod:`coder.study.asof`): when, for captions."""
        self.notice = ""
        """What is new about how the file is kept and everybody should hear once; mostly nothing."""

    # --- opening and closing ---------------------------------------------------------------

    @classmethod
    def create(cls, where: str | os.PathLike[str], name: str | None = None, note: str = "") -> Study:
        """Make a new, empty study; a file that exists already is left alone and refused."""
        path = database.file_of(where)
        taken = path is None or (database.is_url(os.fspath(where)) and path.exists())
        claimed = None if taken or path is None else access.claim(path)
        engine = database.engine_for(where)
        try:
            notice = database.keep_log(engine, new=True)
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
        study = cls.open(where)
        study.notice = notice
        return study

    @classmethod
    def open(cls, where: str | os.PathLike[str], coder: str | None = None) -> Study:
        """Open a study, bringing an older one up to date after a backup.

        Raises:
            CoderError: there is none, it is not a study, a newer version made it, or it
                has no coder of that name.
        """
        place, path = os.fspath(where), database.file_of(where)
        if path is not None and not path.is_file():
            raise CoderError(access.none_at(place, path))
        way: access.Way | None = None
        while True:
            study = cls(database.engine_for(where, way))
            try:
                study._begin(place, coder)
            except OperationalError as error:
                study.close()
                way = access.next_way(path, database.way_of(study.engine), error) if path else None
                if way is None:
                    raise CoderError(f"{place}: the study could not be opened ({error.orig}).") from error
            except DatabaseError as error:
                study.close()
                if "malformed" in str(error.orig):
                    raise database.DamagedError(place, str(error.orig)) from error
                said = f"{place}: this is not a study of coder ({error.orig})."
                raise database.NoStudyError(said) from error
            except BaseException:
                study.close()
                raise
            else:
                return study

    def _begin(self, place: str, coder: str | None) -> None:
        """Bring an older study up to date, see to the log and see who looks."""
        self._bring_up_to_date(place)
        self.notice = database.keep_log(self.engine)
        with self.read() as connection:
            row = connection.execute(select(*t.study.c["name", "note"])).one_or_none()
        if row is None:
            raise database.DamagedError(place, "its own record is missing")
        self.name, self.note = row
        if coder is not None:
            self.become(coder)

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
        if database.way_of(self.engine) == "reading":
            raise CoderError(
                f"{place}: an older version of coder wrote this study, and it may not be written to here, as "
                "bringing it up to date would. Copy it to a folder of your own and open the copy."
            )
        if self.path is not None:
            backups.backup_before(self, f"upgrade-to-{migrations.HEAD}")
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

    @property
    def reading_only(self) -> bool:
        """Whether the file may only be read: no key or command changes anything."""
        return database.way_of(self.engine) == "reading"

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
        every = select(func.count()).select_from(t.transcript).where(live(t.transcript))
        if transcript_id is not None:
            every = every.where(t.transcript.c.id == transcript_id)
        with self.read() as connection:
            of = connection.execute(every).scalar_one()
            closed = connection.execute(every.where(t.transcript.c.id.not_in(self.opened()))).scalar_one()
        if of and not closed:
            return
        raise CoderError(
            f"{self.coder.name} codes blind and cannot see {what}: "
            + ("it is" if transcript_id is not None or not of else f"{closed} of {of} interviews are")
            + " not open to this coder. An interview opens when all its coders have finished it, or when a "
            "lead opens it."
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

        A change that touched no row leaves no event, unless it says that it always does.
        """
        with self.write() as connection:
            under_way = Change(connection, action)
            yield under_way
            if under_way.noted or under_way.always:
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
        copying.copy(path, target)
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
