"""The one write path: a change is one transaction and one event.

Whatever a change does to a row is noted in its event, before and after, so that
:mod:`coder.study.history` can take it back and repeat it without knowing what the
change meant. Rows of tables with ``removed_at`` are never deleted; taking back their
insertion sets the mark. Rows of plain link tables (a decision, an attribute's value)
are deleted and live on in the event.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Table, and_, insert, select, update
from sqlalchemy import delete as delete_from

Key = dict[str, Any]
_AT_ONCE = 400
"""Rows named in one statement."""
Noted = dict[str, Any]
"""A row touched: ``table``, ``key``, ``before`` (None: inserted), ``after`` (None: deleted)."""


def now() -> str:
    """The present moment as the tables keep it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def new_guid() -> str:
    """A fresh identity for something that can travel."""
    return str(uuid4())


def is_kept(table: Table) -> bool:
    """Whether rows of the table are marked as removed instead of deleted."""
    return "removed_at" in table.c


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

    def insert(self, table: Table, **values: Any) -> int:
        """Insert a row and return its id (0 for a table whose key is made of links)."""
        result = self.connection.execute(insert(table).values(**values))
        key: Key = {}
        for column, value in zip(table.primary_key.columns, result.inserted_primary_key or (), strict=True):
            key[column.name] = value
        after = {} if is_kept(table) else {**values, **key}
        self.noted.append({"table": table.name, "key": key, "before": None, "after": after})
        return int(key.get("id", 0))

    def insert_parts(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows that are parts of a row inserted in the same change and go where it goes."""
        if rows:
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
