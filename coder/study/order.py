"""Why an undo or a redo out of order may have to wait: what was done later, by others, rests on it.

Each coder takes back the own changes, newest first, while others' newer ones stand. That is
possible as long as all of it can still be taken back one after the other. A later change that
stands therefore holds an earlier one when both touch the same columns of a row, or when the
later one has to do with a row that would go, even with a row of its own that is removed by now:
taking it back would bring that one back to life.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, select

from coder.model import CoderError
from coder.study import tables as t
from coder.study.change import Noted, is_kept

_Cell = tuple[str, tuple[Any, ...], str]
"""A table, a row's key and a column; the column ``*`` is the whole row."""
_Row = tuple[str, int]
_AT_ONCE = 400


def refuse_held(
    connection: Connection, event_id: int, changes: Sequence[Noted], turns: Sequence[str]
) -> None:
    """Refuse when a later event that stands holds this one."""
    later = connection.execute(
        select(t.event.c.payload)
        .where(t.event.c.id > event_id, t.event.c.undone_by.is_(None), t.event.c.action.not_in(turns))
        .order_by(t.event.c.id)
    ).scalars()
    cells, going = set(_cells(changes)), set(_going(changes))
    for at, payload in enumerate(later):
        if at == 0:
            going |= set(_parts(connection, going))
        theirs = payload["changes"]
        if cells & set(_cells(theirs)) or (going and going & set(_linked(connection, theirs, going))):
            raise CoderError("somebody's later change rests on it; undo that first.")


def refuse_merged(connection: Connection, changes: Sequence[Noted]) -> None:
    """Refuse to leave a live coding on a code that has been merged: its codings are the other code's."""
    touched = {"coding": t.coding.c.id, "code": t.coding.c.code_id}
    for name, column in touched.items():
        ids = [noted["key"]["id"] for noted in changes if noted["table"] == name]
        for at in range(0, len(ids), _AT_ONCE):
            query = (
                select(t.code.c.slug)
                .join(t.coding, t.coding.c.code_id == t.code.c.id)
                .where(column.in_(ids[at : at + _AT_ONCE]), t.coding.c.removed_at.is_(None))
                .where(t.code.c.status == "merged", t.code.c.removed_at.is_(None))
            )
            if slug := connection.execute(query.limit(1)).scalar():
                raise CoderError(f"a coding would stand on {slug}, which has been merged into another code.")


def _cells(changes: Sequence[Noted]) -> Iterator[_Cell]:
    """What is written when an event is taken back or repeated."""
    for noted in changes:
        table, key = noted["table"], tuple(noted["key"].values())
        before, after = noted["before"], noted["after"]
        if before is not None and after is not None:
            yield from ((table, key, column) for column in before)
        elif is_kept(t.metadata.tables[table]):
            yield table, key, "removed_at"
        else:
            yield table, key, "*"


def _going(changes: Sequence[Noted]) -> Iterator[_Row]:
    """The rows with an id that an undo takes away again, or that a redo removes."""
    for noted in changes:
        removes = (noted["after"] or {}).get("removed_at") is not None
        if "id" in noted["key"] and (noted["before"] is None or removes):
            yield noted["table"], noted["key"]["id"]


def _parts(connection: Connection, rows: set[_Row]) -> Iterator[_Row]:
    """The rows that are parts of these and go with them, such as a transcript's segments."""
    for name, owner in t.OWNED_BY.items():
        part, whole = t.metadata.tables[name], t.metadata.tables[owner]
        ids = [id_ for table, id_ in rows if table == owner and "id" in part.c]
        link = next(each.parent for each in part.foreign_keys if each.column.table is whole)
        for at in range(0, len(ids), _AT_ONCE):
            query = select(part.c.id).where(link.in_(ids[at : at + _AT_ONCE]))
            yield from ((name, id_) for id_ in connection.execute(query).scalars())


def _linked(connection: Connection, changes: Sequence[Noted], going: set[_Row]) -> Iterator[_Row]:
    """The rows that the rows of an event point to, or pointed to before or after it."""
    targets = {table for table, _ in going}
    unknown: dict[str, list[Any]] = {}
    for noted in changes:
        table = t.metadata.tables[noted["table"]]
        links = _links(table, targets)
        known: Mapping[str, Any] = noted["key"]
        for values in (known, noted["before"] or {}, noted["after"] or {}):
            yield from ((links[name], values[name]) for name in links if values.get(name) is not None)
        if links and is_kept(table):
            unknown.setdefault(table.name, []).append(noted["key"]["id"])
    for name, ids in unknown.items():
        table = t.metadata.tables[name]
        links = _links(table, targets)
        for at in range(0, len(ids), _AT_ONCE):
            here = table.c.id.in_(ids[at : at + _AT_ONCE])
            for row in connection.execute(select(*(table.c[column] for column in links)).where(here)):
                yield from zip(links.values(), row, strict=True)


def _links(table: Table, targets: set[str]) -> dict[str, str]:
    """The columns of a table that point to one of the targets, with the target."""
    return {
        foreign.parent.name: foreign.column.table.name
        for foreign in table.foreign_keys
        if foreign.column.table.name in targets
    }
