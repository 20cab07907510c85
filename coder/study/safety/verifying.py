"""What a backup holds and whether it can be trusted, without ever writing to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, inspect, select
from sqlalchemy.exc import DatabaseError

from coder.model import CoderError
from coder.study import chain, database, migrations
from coder.study import tables as t
from coder.study.safety import checking
from coder.study.safety.faults import Fault
from coder.study.study import Study, live

COUNTED = {"transcripts": t.transcript, "codings": t.coding, "memos": t.memo, "coders": t.coder}
"""What is counted of a study, live rows only."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a study's file holds."""

    name: str
    guid: str
    version: str
    """Of the schema."""
    counts: Mapping[str, int]
    """How many of each of :data:`COUNTED`, and ``events``."""
    newest: int
    """The number of the newest event; 0 where there is none."""
    head: str
    """The newest link of the chain; empty in a study of an early version."""


@dataclass(frozen=True, slots=True)
class Since:
    """What was done in a study after a copy of it was made."""

    same: bool
    """Whether the copy is an earlier state of the study; else the two have gone different ways."""
    events: int
    by: Mapping[str, int]
    """How many by each coder; ``""``: by whoever leads."""
    newest: str
    """The newest of them, in words; empty where there is none."""


@contextmanager
def reading(path: Path) -> Iterator[Study]:
    """A study's file, open for reading only, whatever its version; nothing is left beside it."""
    if not path.is_file():
        raise CoderError(f"{path}: there is no such file.")
    study = Study(database.engine_for(path.absolute(), "reading"))
    try:
        yield study
    except DatabaseError as error:
        raise CoderError(f"{path}: this is not a study of coder ({error.orig}).") from error
    finally:
        study.close()


def contents(study: Study) -> Contents:
    """What a study holds; all of it, so not for a coder who codes blind."""
    study.refuse_blind("what a backup holds")
    with study.read() as connection:
        return _contents(connection, str(study.path))


def _contents(connection: Connection, place: str) -> Contents:
    there = inspect(connection)
    if not {t.study.name, t.event.name, migrations.VERSION_TABLE} <= set(there.get_table_names()):
        raise CoderError(f"{place}: this is a database, but not a study of coder.")
    name, guid = connection.execute(select(t.study.c.name, t.study.c.guid)).one()
    counts = {
        word: connection.execute(select(func.count()).select_from(table).where(live(table))).scalar_one()
        for word, table in COUNTED.items()
    }
    newest = connection.execute(select(func.max(t.event.c.id))).scalar() or 0
    counts["events"] = connection.execute(select(func.count()).select_from(t.event)).scalar_one()
    chained = any(column["name"] == "chain" for column in there.get_columns(t.event.name))
    head = chain.head(connection) if chained else ""
    return Contents(name, guid, migrations.version_of(connection), counts, newest, head)


def verify(path: Path) -> tuple[Contents, list[Fault]]:
    """What a copy holds and everything that is wrong with it.

    Of an older version only the file itself can be tried; the rest is when it is brought up to date.

    Raises:
        CoderError: it is no study, or cannot be read at all, or a newer version wrote it.
    """
    with reading(path) as study:
        found = contents(study)
        if found.version not in migrations.ORDER:
            raise CoderError(
                f"{path}: a newer version of coder wrote it (schema {found.version}; this one knows "
                f"{migrations.HEAD}). Upgrade coder."
            )
        if found.version == migrations.HEAD:
            return found, checking.faults(study)
        return found, checking.file_faults(study)


def since(study: Study, copy: Contents) -> Since:
    """What was done in the study after the copy was made, by its log; a blind coder sees the own."""
    e = t.event.c
    with study.read() as connection:
        there = connection.execute(select(e.chain).where(e.id == copy.newest)).scalar()
        guid = connection.execute(select(t.study.c.guid)).scalar()
        same = guid == copy.guid and (copy.newest == 0 or (there is not None and copy.head in ("", there)))
        later = (e.id > copy.newest, study.sees(e.coder_id))
        query = select(func.coalesce(t.coder.c.name, ""), func.count()).select_from(t.event)
        query = query.outerjoin(t.coder, t.coder.c.id == e.coder_id).where(*later).group_by(t.coder.c.name)
        by = {str(name): int(n) for name, n in connection.execute(query)}
        last = select(e.summary).where(*later).order_by(e.id.desc()).limit(1)
        newest = connection.execute(last).scalar() or ""
    return Since(same, sum(by.values()), by, newest)
