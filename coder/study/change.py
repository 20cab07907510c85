"""The one write path: a change is one transaction and one event.

Whatever a change does to a row is noted in its event, before and after, so that
:mod:`coder.study.history` can take it back and repeat it without knowing what the
change meant. Rows of tables with ``removed_at`` are never deleted; taking back their
insertion sets the mark. Rows of plain link tables (a decision, an attribute's value)
are deleted and live on in the event.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from operator import itemgetter
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Table, and_, insert, select, update
from sqlalchemy import delete as delete_from

Key = dict[str, Any]
_AT_ONCE = 400
"""Rows named in one statement."""
_LEFT_OUT = frozenset(("id", "removed_at"))
CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
"""JSON in one form only, for digests."""
Noted = dict[str, Any]
"""A row touched: ``table``, ``key``, ``before`` (None: inserted), ``after`` (None: deleted).

Of an inserted row that stays in its table for good, ``sha`` instead of its values, see :func:`sha_of`.
"""


def now() -> str:
    """The present moment as the tables keep it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def new_guid() -> str:
    """A fresh identity for something that can travel."""
    return str(uuid4())


def is_kept(table: Table) -> bool:
    """Whether rows of the table are marked as removed instead of deleted."""
    return "removed_at" in table.c


def sha_of(table: Table, values: Mapping[str, Any]) -> str:
    """A short digest of a row's values, by which a later change behind the log's back is seen.

    The id, the mark of removal and whatever holds its default are left out, so that a column
    that a later version adds changes nothing.
    """
    usual = _usual(table)
    said = {k: v for k, v in values.items() if v is not None and k not in _LEFT_OUT and usual.get(k) != v}
    return sha256(CANONICAL.encode(said).encode("utf-8", "surrogatepass")).hexdigest()[:16]


@cache
def _usual(table: Table) -> Mapping[str, Any]:
    """The defaults that the database gives columns which are left out."""
    found = {}
    for column in table.columns:
        if (default := getattr(column.server_default, "arg", None)) is not None:
            found[column.name] = json.loads(str(default))
    return found


def where_key(table: Table, key: Mapping[str, Any]) -> ColumnElement[bool]:
    """The condition that finds the row with this primary key."""
    return and_(*(table.c[name] == value for name, value in key.items()))


class Change:
    """A change under way. Made by :meth:`coder.study.study.Study.change`, which commits it."""

    def __init__(self, connection: Connection, action: str) -> None:
        self.connection = connection
        self.action = action
        self.summary = ""
        self.at = now()
        self.noted: list[Noted] = []
        self.more: dict[str, Any] = {}
        """What else the event should keep, beside the rows touched; never ``changes``."""
        self.always = False
        """Whether the event is written even when no row was touched."""

    def insert(self, table: Table, **values: Any) -> int:
        """Insert a row and return its id (0 for a table whose key is made of links)."""
        result = self.connection.execute(insert(table).values(**values))
        key: Key = {}
        for column, value in zip(table.primary_key.columns, result.inserted_primary_key or (), strict=True):
            key[column.name] = value
        noted: Noted = {"table": table.name, "key": key, "before": None}
        noted |= {"after": {}, "sha": sha_of(table, values)} if is_kept(table) else {"after": values | key}
        self.noted.append(noted)
        return int(key.get("id", 0))

    def insert_all(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Insert many rows with few statements; returns their ids (none for a table of links)."""
        ids: list[int] = []
        if rows and "id" in table.c:
            query = insert(table).returning(table.c.id, sort_by_parameter_order=True)
            ids = [int(id_) for id_ in self.connection.execute(query, [dict(row) for row in rows]).scalars()]
        elif rows:
            self.connection.execute(insert(table), [dict(row) for row in rows])
        names = [column.name for column in table.primary_key.columns]
        for i, row in enumerate(rows):
            key = {"id": ids[i]} if ids else {name: row[name] for name in names}
            noted: Noted = {"table": table.name, "key": key, "before": None}
            kept = is_kept(table)
            noted |= {"after": {}, "sha": sha_of(table, row)} if kept else {"after": {**row, **key}}
            self.noted.append(noted)
        return ids

    def insert_many(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Insert rows with the same columns into a table with ids, in few statements; their ids in order."""
        if not rows:
            return []
        query = insert(table).returning(table.c.id, sort_by_parameter_order=True)
        ids = [int(id_) for id_ in self.connection.execute(query, [dict(row) for row in rows]).scalars()]
        for id_, row in zip(ids, rows, strict=True):
            kept = is_kept(table)
            noted: Noted = {"table": table.name, "key": {"id": id_}, "before": None}
            noted |= {"after": {}, "sha": sha_of(table, row)} if kept else {"after": {**row, "id": id_}}
            self.noted.append(noted)
        return ids

    def insert_parts(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows that are parts of a row inserted in the same change and go where it goes."""
        if not rows:
            return
        compiled = insert(table).compile(dialect=self.connection.dialect, column_keys=list(rows[0]))
        if compiled.positional and compiled.positiontup:  # a million numbers need no looking at one by one
            names = itemgetter(*compiled.positiontup)
            self.connection.exec_driver_sql(str(compiled), [tuple(names(row)) for row in rows])
        else:
            self.connection.execute(insert(table), [dict(row) for row in rows])

    def update(self, table: Table, key: Mapping[str, Any], **values: Any) -> None:
        """Set columns of the row with this key."""
        columns = [table.c[name] for name in values]
        before = self.connection.execute(select(*columns).where(where_key(table, key))).one()._asdict()
        if before == values:
            return
        self.connection.execute(update(table).where(where_key(table, key)).values(**values))
        self.noted.append({"table": table.name, "key": dict(key), "before": before, "after": values})

    def update_all(self, table: Table, ids: Sequence[int], **values: Any) -> None:
        """Set the same columns in many rows, with few statements."""
        columns = [table.c[name] for name in values]
        for at in range(0, len(ids), _AT_ONCE):
            here = table.c.id.in_(ids[at : at + _AT_ONCE])
            for id_, *before in self.connection.execute(select(table.c.id, *columns).where(here)):
                was = dict(zip(values, before, strict=True))
                if was != values:
                    noted = {"table": table.name, "key": {"id": id_}, "before": was, "after": dict(values)}
                    self.noted.append(noted)
            self.connection.execute(update(table).where(here).values(**values))

    def remove(self, table: Table, id_: int) -> None:
        """Mark a row as removed."""
        self.update(table, {"id": id_}, removed_at=self.at)

    def delete(self, table: Table, key: Mapping[str, Any]) -> None:
        """Delete a row of a link table; the event keeps it."""
        row = self.connection.execute(select(table).where(where_key(table, key))).one()._asdict()
        self.connection.execute(delete_from(table).where(where_key(table, key)))
        self.noted.append({"table": table.name, "key": dict(key), "before": row, "after": None})
