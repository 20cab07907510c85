"""Whether the rows of a study are what its log says: changes behind the log's back are found.

The log is gone through once, oldest event first, with every undo and redo, and what it says must
stand at the end is held against the tables. What is kept meanwhile grows with the cells that were
ever changed and with the rows of link tables, not with the codings.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Table, select

from coder.study import chain
from coder.study import tables as t
from coder.study.change import Noted, is_kept, sha_of
from coder.study.study import Study

_MOST = 20
"""Sentences about one table; of more the number."""
_AT_ONCE, _LONG_ONES = 2000, 50
"""Rows read at once; of those with whole interviews in them."""
_LOGGED = ("coding", "memo", "settlement", "decision", "opening")
"""Tables of which every row came with an event, in every version of the program."""
_LIVE, _GONE = 1, 2

Key = tuple[Any, ...]


def tampered(study: Study) -> list[str]:
    """A sentence for everything that the chain or the rows show to have been changed by hand.

    For :func:`coder.study.safety.checking.check`.
    """
    with study.read() as connection:
        said = _Said(connection)
        faults = chain.verify(connection, said.take)
        for table in t.metadata.sorted_tables:
            found = list(said.faults_of(table))
            faults += found[:_MOST]
            if len(found) > _MOST:
                faults.append(f"{table.name}: {len(found) - _MOST} more rows are not what the log says")
    return faults


class _Said:
    """What the log says the rows hold."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.sha: dict[str, array[int]] = {}
        """By table and id, what was inserted; 0: not known."""
        self.state: dict[str, bytearray] = {}
        """By table and id, whether the row stands; 0: not known."""
        self.cells: dict[str, dict[Key, dict[str, list[Any]]]] = {}
        """By table, key and column, the value before its first change and the one it has."""
        shared = select(t.study.c.shared_head)
        self.logged = () if connection.execute(shared).scalar() is not None else _LOGGED
        """A copy that was made for somebody begins with rows, and without their events."""
        self.links: dict[str, dict[Key, tuple[Any, ...] | None]] = {}
        """By link table and key, the other values of the row; None: it was deleted."""

    # --- what the log says ------------------------------------------------------------------

    def take(self, event: Any) -> None:
        """Go on by one event."""
        changes = event.payload.get("changes", ())
        if "of" in event.payload:
            query = select(t.event.c.payload).where(t.event.c.id == event.payload["of"])
            of = self.connection.execute(query).scalar()
            changes = (of or {}).get("changes", ())
        for noted in changes[::-1] if event.action == "undo" else changes:
            table = t.metadata.tables.get(noted["table"])
            if table is not None:
                self._note(table, noted, back=event.action == "undo", first="of" not in event.payload)
        for name, rows in event.payload.get("accepted", {}).items():  # after a repair the rows count anew
            for id_, sha in rows.items():
                _put(self.sha.setdefault(name, array("Q")), int(id_), int(sha, 16))
                self.cells.get(name, {}).pop((int(id_),), None)

    def _note(self, table: Table, noted: Noted, back: bool, first: bool) -> None:
        key = tuple(noted["key"][column.name] for column in table.primary_key.columns)
        before, after = noted["before"], noted["after"]
        if before is not None and after is not None:
            self._cells(table, key, before, before if back else after, first)
        elif is_kept(table):
            self._state(table.name, key[0], _GONE if back else _LIVE)
            if first and "sha" in noted:
                _put(self.sha.setdefault(table.name, array("Q")), key[0], int(noted["sha"], 16))
        else:
            there = (before is None) != back
            row = (after if before is None else before) or {}
            values = tuple(row.get(name) for name in _others(table)) if there else None
            self.links.setdefault(table.name, {})[key] = values

    def _cells(
        self, table: Table, key: Key, before: Mapping[str, Any], now: Mapping[str, Any], first: bool
    ) -> None:
        there = self.links.get(table.name, {}).get(key)
        if there is not None:
            names = _others(table)
            values = tuple(now.get(name, value) for name, value in zip(names, there, strict=True))
            self.links[table.name][key] = values
            return
        known = self.cells.setdefault(table.name, {}).setdefault(key, {})
        for column, value in now.items():
            if column == "removed_at":
                self._state(table.name, key[0], _LIVE if value is None else _GONE)
            elif column in known:
                known[column][1] = value
            elif first:
                known[column] = [before[column], value]
            else:  # the event itself is not in the log any more, which the chain says
                known[column] = [None, value]

    def _state(self, name: str, id_: int, state: int) -> None:
        _put(self.state.setdefault(name, bytearray()), id_, state)

    # --- against the tables -------------------------------------------------------------------

    def faults_of(self, table: Table) -> Iterator[str]:
        """The rows of a table that are not what the log says."""
        if table is t.event or not list(table.primary_key.columns):
            return
        name = table.name
        links, cells = self.links.get(name, {}), self.cells.get(name, {})
        states = self.state.get(name, bytearray())
        if not (links or cells or states or name in self.logged):
            return
        keys = [column.name for column in table.primary_key.columns]
        seen: set[Key] = set()
        standing = sum(state == _LIVE for state in states)
        at_once = _LONG_ONES if "text" in table.c else _AT_ONCE
        for row in self.connection.execute(select(table), execution_options={"yield_per": at_once}):
            values = row._asdict()
            key = tuple(values[each] for each in keys)
            if is_kept(table):
                standing -= _at(states, key[0]) == _LIVE
            elif key in links:
                seen.add(key)
            if fault := self._fault(table, key, values):
                yield f"{_words(table)} {'/'.join(map(str, key))}: {fault}"
        if standing > 0:
            yield f"{_words(table)}: {standing} rows that stand in the log are not in the table"
        for key in (key for key, row in links.items() if row is not None and key not in seen):
            yield f"{_words(table)} {'/'.join(map(str, key))}: the log has it, the table does not"

    def _fault(self, table: Table, key: Key, values: dict[str, Any]) -> str | None:
        name = table.name
        if not is_kept(table):
            if key in self.links.get(name, {}):
                said = self.links[name][key]
                if said is None:
                    return "it is there, and the log says it was taken out"
                if said != tuple(values[each] for each in _others(table)):
                    return "it is not what the log says"
                return None
            if name in self.logged:
                return "it is there, and the log knows nothing of it"
        else:
            state = _at(self.state.get(name, b""), key[0])
            if not state and name in self.logged and values["removed_at"] is None:
                return "it is there, and the log knows nothing of it"
            if state and (values["removed_at"] is None) != (state == _LIVE):
                return f"it is {'there' if state == _GONE else 'removed'}, which the log does not say"
        original = dict(values)
        for column, (first, last) in self.cells.get(name, {}).get(key, {}).items():
            if column in values and values[column] != last:
                return f"its {column.removesuffix('_id').replace('_', ' ')} is not what the log says"
            original[column] = first
        sha = _at(self.sha.get(name, ()), key[0]) if self.sha.get(name) else 0
        if sha and sha != int(sha_of(table, original), 16):
            return "it has been changed since it was made, and no event says so"
        return None


def _put(store: Any, at: int, value: int) -> None:
    if at >= len(store):
        more = at + 1 - len(store) + len(store) // 8
        store.extend(bytes(more) if isinstance(store, bytearray) else array("Q", bytes(8 * more)))
    store[at] = value


def _at(store: Any, at: int) -> int:
    return int(store[at]) if at < len(store) else 0


def _others(table: Table) -> list[str]:
    return [column.name for column in table.columns if not column.primary_key]


def _words(table: Table) -> str:
    return table.name.replace("_", " ")
