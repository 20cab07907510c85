"""Takes the events of a copied study back, row by row, without asking whether that is allowed.

For :mod:`coder.study.asof` alone: the copy is private and thrown away afterwards. What is undone is
undone exactly, newest event first, so that every state on the way is one the study has been in.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import JSON

from coder.study import tables as t
from coder.study.change import Noted, is_kept, now

_JSON = {
    table.name: {column.name for column in table.columns if isinstance(column.type, JSON)}
    for table in t.metadata.sorted_tables
}
_KEPT = {table.name for table in t.metadata.sorted_tables if is_kept(table)}
_COLUMNS = {table.name: set(table.columns.keys()) for table in t.metadata.sorted_tables}


class Backwards:
    """A copy of a study whose changes are taken back."""

    def __init__(self, copy: sqlite3.Connection) -> None:
        self.copy = copy
        self.at = now()

    def steps(self, after: int) -> Iterator[tuple[int, Noted, bool]]:
        """The changes after an event, newest first: its id, a row touched, whether to write it forward.

        Only what is asked for one after the other is written meanwhile.
        """
        query = "SELECT id, action, payload FROM event WHERE id > ? ORDER BY id DESC"
        for id_, action, payload in self.copy.execute(query, (after,)):
            said = json.loads(payload)
            if "of" in said:
                changes = self._changes_of(said["of"])
                forward = action == "undo"
            else:
                changes, forward = said.get("changes", []), False
            for noted in changes if forward else changes[::-1]:
                if noted["table"] in _COLUMNS:
                    yield id_, noted, forward

    def _changes_of(self, event_id: int) -> list[Noted]:
        row = self.copy.execute("SELECT payload FROM event WHERE id = ?", (event_id,)).fetchone()
        found: list[Noted] = json.loads(row[0]).get("changes", []) if row else []
        return found

    def write(self, noted: Noted, forward: bool) -> None:
        """Take one change of a row back, or write it again."""
        name, key, before, after = noted["table"], noted["key"], noted["before"], noted["after"]
        if before is None and name in _KEPT:
            self._set(name, key, {"removed_at": None if forward else self.at})
        elif before is None or after is None:
            if (before is None) == forward:
                self._insert(name, after if forward else before)
            else:
                self._delete(name, key)
        else:
            self._set(name, key, after if forward else before)

    def _set(self, name: str, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        cells, where = _cells(name, values), _cells(name, key)
        columns = ", ".join(f'"{column}" = ?' for column in cells)
        change = f'UPDATE "{name}" SET {columns} WHERE {_where(where)}'  # noqa: S608
        self._run(change, *cells.values(), *where.values())

    def _insert(self, name: str, values: Mapping[str, Any]) -> None:
        cells = _cells(name, values)
        columns, marks = ", ".join(f'"{column}"' for column in cells), ", ".join("?" * len(cells))
        self._run(f'INSERT INTO "{name}" ({columns}) VALUES ({marks})', *cells.values())  # noqa: S608

    def _delete(self, name: str, key: Mapping[str, Any]) -> None:
        where = _cells(name, key)
        self._run(f'DELETE FROM "{name}" WHERE {_where(where)}', *where.values())  # noqa: S608

    def _run(self, statement: str, *values: Any) -> None:
        """Names in a statement are those of our own tables, whatever the file says, see :func:`_cells`."""
        self.copy.execute(statement, values)

    def forget(self, after: int) -> None:
        """Take the later events themselves out; what they took back or repeated stands as before them."""
        undone: dict[int, int | None] = {}
        turns = (
            "SELECT id, action, payload FROM event WHERE id > ? AND action IN ('undo', 'redo') "
            "ORDER BY id DESC"
        )
        for id_, action, payload in self.copy.execute(turns, (after,)):
            of = json.loads(payload)["of"]
            if action == "undo":
                undone[of] = None
                continue
            repeated = "SELECT id FROM event WHERE undone_by = ? AND action = 'undo'"
            for (turn,) in self.copy.execute(repeated, (id_,)).fetchall():
                undone[turn], undone[of] = None, turn
        self.copy.executemany(
            "UPDATE event SET undone_by = ? WHERE id = ?", [(by, id_) for id_, by in undone.items()]
        )
        self.copy.execute("DELETE FROM event WHERE id > ?", (after,))


def take_back(copy: sqlite3.Connection, after: int, stop: Callable[[], None] = lambda: None) -> None:
    """Bring a copy to the state right after an event. ``stop`` may raise, now and then."""
    backwards = Backwards(copy)
    for number, (_, noted, forward) in enumerate(backwards.steps(after)):
        if number % 1000 == 0:
            stop()
        backwards.write(noted, forward)
    backwards.forget(after)


def _where(key: Mapping[str, Any]) -> str:
    return " AND ".join(f'"{column}" = ?' for column in key)


def _cells(name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as SQLite keeps them, of columns that the table has."""
    as_json, known = _JSON[name], _COLUMNS[name]
    return {
        column: json.dumps(value, ensure_ascii=False) if column in as_json else value
        for column, value in values.items()
        if column in known
    }
