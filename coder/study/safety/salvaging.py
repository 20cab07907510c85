"""Read what can be read of a damaged file into a new one, and say exactly what was lost."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from coder.model import CoderError
from coder.study import chain, migrations
from coder.study import tables as t
from coder.study.change import new_guid, now
from coder.study.safety import backups, copying, exclusive

_GAP = 200_000
"""Rows in a damaged stretch that are asked for one by one."""


@dataclass(slots=True)
class Salvaged:
    """What came over of one table."""

    table: str
    rows: int = 0
    unread: list[tuple[int, int]] = field(default_factory=list)
    """Stretches of row numbers of which nothing could be read, first and last; last 0: nobody knows."""
    left: int = 0
    """Rows that were read and left out, since what they belong to is lost; they are in another file."""

    def __str__(self) -> str:
        said = f"{self.table}: {self.rows:,} rows"
        if self.unread:
            places = ", ".join(_stretch(*each) for each in self.unread[:10])
            said += f"; unreadable: rows {places}" + (" …" if len(self.unread) > 10 else "")
        return said + (f"; {self.left:,} left out, as what they belong to is lost" if self.left else "")


def _stretch(first: int, last: int) -> str:
    if not last:
        return f"from {first} on"
    return f"{first}-{last}" if last > first else str(first)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a salvage did."""

    tables: tuple[Salvaged, ...]
    kept: Path | None
    """The damaged file as it was."""
    lost: Path | None
    """Rows that were read and could not be brought over, a JSON object a line; None: there are none."""

    @property
    def whole(self) -> bool:
        """Whether nothing at all was lost."""
        return not any(each.unread or each.left for each in self.tables)


def salvage(place: Path) -> Outcome:
    """Put a new file in the place of a damaged study, with everything in it that can be read.

    The damaged one is kept as a backup, byte for byte.

    Raises:
        CoderError: nothing can be read, or another program has the study open. Nothing was changed then.
    """
    place = place.resolve()
    if not place.stat().st_size:
        raise CoderError(f"{place}: the file is empty. Go back to a backup: coder restore")
    part = place.with_name(f"{place.name}.salvaged{copying.PART}")
    part.unlink(missing_ok=True)
    try:
        copying.create(part)
        _empty(part)
        with exclusive.alone(place) as held:
            if held.connection is None:
                raise CoderError(
                    f"{place}: the beginning of the file cannot be read, so nothing can be saved from it. "
                    "Go back to a backup: coder restore. Nothing was changed."
                )
            tables, left = _pour(place, held.connection, part)
            _tell(part, tables)
            kept = held.keep("repair")
            held.replace(part)
    finally:
        for each in (part, copying.beside(part, "-journal")):
            each.unlink(missing_ok=True)
    if not left:
        return Outcome(tables, kept, None)
    lost = kept.with_suffix(".lost.jsonl")
    with copying.part_of(lost) as file:
        file.write_text("".join(f"{line}\n" for line in left), encoding="utf-8")
    return Outcome(tables, kept, lost)


def _empty(part: Path) -> None:
    """A study of the present schema with no rows at all."""
    engine = create_engine(f"sqlite:///{part}", poolclass=NullPool)
    with engine.begin() as connection:
        migrations.upgrade(connection)


def _tell(part: Path, tables: tuple[Salvaged, ...]) -> None:
    """The event that tells of it, at the end of what is left of the log."""
    engine = create_engine(f"sqlite:///{part}", poolclass=NullPool)
    said = [str(each) for each in tables if each.unread or each.left]
    lost = f"lost: {'; '.join(said)}" if said else "nothing was lost"
    with engine.begin() as connection:
        payload: dict[str, Any] = {"salvaged": [str(each) for each in tables], "changes": []}
        chain.record(connection, now(), None, "repair", f"repair: read into a new file, {lost}", payload)


def _pour(place: Path, source: sqlite3.Connection, part: Path) -> tuple[tuple[Salvaged, ...], list[str]]:
    left: list[str] = []
    source.text_factory = lambda raw: raw.decode("utf-8", "replace")
    names = {name for (name,) in source.execute("SELECT name FROM sqlite_master")}
    if not {t.transcript.name, t.coding.name, t.event.name} <= names:
        raise CoderError(f"{place}: this is not a study of coder, or its list of tables is lost.")
    with closing(copying.connect(part)) as made:
        made.isolation_level = None
        made.execute("PRAGMA foreign_keys=OFF")
        made.execute("BEGIN IMMEDIATE")
        found = [_table(source, made, table.name, left) for table in t.metadata.sorted_tables]
        if not any(each.rows for each in found if each.table in (t.transcript.name, t.study.name)):
            raise CoderError(
                f"{place}: nothing of the study can be read. Go back to a backup: coder restore. "
                "Nothing was changed."
            )
        if not made.execute("SELECT count(*) FROM study").fetchone()[0]:
            row = _known(place)
            made.execute("INSERT INTO study (id, guid, name, note, created_at) VALUES (1, ?, ?, ?, ?)", row)
        for name, n in _leave_out(made, left).items():
            next(each for each in found if each.table == name).left += n
        for each in found:
            each.rows -= each.left
        made.execute("COMMIT")
    return tuple(found), left


def _known(place: Path) -> tuple[str, str, str, str]:
    """The study's own record, where it is lost: as the newest readable backup has it, or a new one."""
    for each in backups.backups_of(place):
        with suppress(sqlite3.Error), closing(copying.connect(each.path, mode="ro", immutable="1")) as copy:
            row = copy.execute("SELECT guid, name, note, created_at FROM study").fetchone()
            if row is not None:
                return str(row[0]), str(row[1]), str(row[2]), str(row[3])
    return new_guid(), place.stem, "", now()


def _table(source: sqlite3.Connection, made: sqlite3.Connection, name: str, left: list[str]) -> Salvaged:
    done = Salvaged(name)
    there = [row[1] for row in source.execute(f'PRAGMA table_info("{name}")')]
    known = {row[1] for row in made.execute(f'PRAGMA table_info("{name}")')}
    columns = [column for column in there if column in known]
    if not columns:
        return done
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join("?" * len(columns))
    insert = f'INSERT INTO "{name}" (rowid, {names}) VALUES (?, {marks})'  # noqa: S608 - names of ours
    for row in _rows(source, name, names, done):
        try:
            made.execute(insert, row)
            done.rows += 1
        except sqlite3.Error:
            left.append(_line(name, ["rowid", *columns], row))
            done.rows += 1
            done.left += 1
    return done


def _rows(source: sqlite3.Connection, name: str, names: str, done: Salvaged) -> Iterator[Sequence[Any]]:
    """All rows that can be read: from the front, from the back, and in between one by one."""
    query = f'SELECT rowid, {names} FROM "{name}" NOT INDEXED'  # noqa: S608 - names of ours
    last = None
    try:
        for row in source.execute(f"{query} ORDER BY rowid"):
            last = row[0]
            yield row
    except sqlite3.DatabaseError:
        pass
    else:
        return
    behind: list[Sequence[Any]] = []
    with suppress(sqlite3.DatabaseError):
        behind.extend(source.execute(f"{query} WHERE rowid > ? ORDER BY rowid DESC", (last or 0,)))
    first = (last or 0) + 1
    end = behind[-1][0] - 1 if behind else _highest(source, name)
    if end is None:
        done.unread.append((first, 0))
        return
    gap: int | None = None
    for id_ in range(first, min(end, first + _GAP) + 1):
        row, damaged = _one(source, f"{query} WHERE rowid = ?", id_)
        if damaged:
            gap = id_ if gap is None else gap
            continue
        if gap is not None:
            done.unread.append((gap, id_ - 1))
            gap = None
        if row is not None:
            yield row
    if gap is not None:
        done.unread.append((gap, end))
    elif end >= first + _GAP:
        done.unread.append((first + _GAP + 1, end))
    yield from reversed(behind)


def _one(source: sqlite3.Connection, query: str, id_: int) -> tuple[Sequence[Any] | None, bool]:
    try:
        return source.execute(query, (id_,)).fetchone(), False
    except sqlite3.DatabaseError:
        return None, True


def _highest(source: sqlite3.Connection, name: str) -> int | None:
    """The highest row number there has been in a table whose end cannot be read; None where nobody knows."""
    try:
        made = source.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        row = source.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (name,)).fetchone()
    except sqlite3.DatabaseError:
        return None
    if row is None:
        return 0 if "AUTOINCREMENT" in made[0].upper() else None
    return int(row[0])


def _leave_out(made: sqlite3.Connection, left: list[str]) -> dict[str, int]:
    """Take out the rows that point to lost ones; where they may point to nothing, they do."""
    gone: dict[str, int] = {}
    while broken := made.execute("PRAGMA foreign_key_check").fetchall():
        for name, rowid, parent, number in broken:
            links = made.execute(f'PRAGMA foreign_key_list("{name}")').fetchall()
            column = next(link[3] for link in links if link[0] == number)
            info = made.execute(f'PRAGMA table_info("{name}")').fetchall()
            here = made.execute(f'SELECT rowid, * FROM "{name}" WHERE rowid = ?', (rowid,)).fetchone()  # noqa: S608
            if here is None:
                continue
            left.append(_line(name, ["rowid", *(each[1] for each in info)], here, f"lost {parent}"))
            if next(each[3] for each in info if each[1] == column):  # it must point to something
                made.execute(f'DELETE FROM "{name}" WHERE rowid = ?', (rowid,))  # noqa: S608
                gone[name] = gone.get(name, 0) + 1
            else:
                made.execute(f'UPDATE "{name}" SET "{column}" = NULL WHERE rowid = ?', (rowid,))  # noqa: S608
    return gone


def _line(name: str, columns: Sequence[str], row: Sequence[Any], why: str = "not accepted") -> str:
    values = dict(zip(columns, row, strict=True))
    return json.dumps({"table": name, "why": why, "row": values}, ensure_ascii=False, default=str)
