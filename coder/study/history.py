"""Undo, redo and the log, over everything and over restarts.

An undo writes the rows of an event back as they were and is itself an event; a redo
writes them forward again. A coder's session takes back that coder's events, newest
first; a session without a coder takes back anybody's.

An event whose rows have been changed by somebody since, or on which somebody's later
work rests (:mod:`coder.study.order`), is refused with a sentence instead of being forced.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    Text,
    and_,
    cast,
    func,
    insert,
    not_,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy import delete as delete_from
from sqlalchemy.exc import IntegrityError

from coder.model import CoderError
from coder.study import chain
from coder.study import tables as t
from coder.study.change import Noted, is_kept, now, where_key
from coder.study.order import refuse_held, refuse_merged
from coder.study.rewriting.holding import ASIDE, bring_back, refuse_misplaced, refuse_worked_on, set_aside
from coder.study.study import Study

_TURNS = ("undo", "redo")
_NEVER_BACK = (*_TURNS, "share", ASIDE)
"""Events that no undo takes back; a copy of the study that was handed out is out."""
_NO_NAMES_BACK = (
    "event {id} took names out of the study, and they are nowhere in it any more: no undo brings them "
    "back. The backup that was made before has them (coder backup --list, coder restore). To take back what "
    "was done earlier, name it: coder undo --event N"
)
_AT_ONCE = 400
"""Rows looked up by one statement."""
_LONG = 60_000
"""Characters of an event's payload from which a turn takes longer than a blink: some 200 rows."""
_Write = Callable[[Connection, Table, Noted], None]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log."""

    id: int
    at: str
    """UTC, ISO 8601."""
    coder: str | None
    action: str
    summary: str
    undone: bool
    """Whether the event is taken back at present."""


def log(study: Study, limit: int | None = None) -> list[Event]:
    """The study's events, newest first; a blind coder's session sees the own ones."""
    query = (
        select(t.event, t.coder.c.name)
        .outerjoin(t.coder, t.event.c.coder_id == t.coder.c.id)
        .where(study.sees(t.event.c.coder_id))
        .order_by(t.event.c.id.desc())
        .limit(limit)
    )
    with study.read() as connection:
        rows = connection.execute(query).all()
    return [Event(r.id, r.at, r.name, r.action, r.summary, r.undone_by is not None) for r in rows]


def undo(study: Study, stop: Callable[[], bool] = lambda: False, event_id: int | None = None) -> str:
    """Take back the newest event that stands, or the one named, and say what it was.

    The one named may have newer ones of the same coder after it, as long as none rests on it.
    Once ``stop``, which is asked now and then, says yes, nothing is changed at all.
    """
    with study.write() as connection:
        if event_id is not None:
            _refuse_unless_mine(connection, study, event_id)
        else:
            event_id = _to_undo(connection, study)
        if event_id is None:
            raise CoderError("nothing to undo" + _whose(study))
        event = _event(connection, event_id)
        if event.action == "pseudonymise":
            raise CoderError(_NO_NAMES_BACK.format(id=event_id))
        _step(study, connection, _take_back, event, f"cannot undo “{event.summary}”", stop)
        turn = _record(connection, study, "undo", event.summary, {"of": event_id})
        _set_undone_by(connection, event_id, turn)
        return str(event.summary)


def redo(study: Study, stop: Callable[[], bool] = lambda: False) -> str:
    """Repeat what the newest undo took back, and say what it was; not possible after a new change.

    Once ``stop``, which is asked now and then, says yes, nothing is changed at all.
    """
    with study.write() as connection:
        turn_id = _to_redo(connection, study)
        newer = select(func.count()).where(
            _mine(study), t.event.c.action.not_in(_NEVER_BACK), t.event.c.id > (turn_id or 0)
        )
        if turn_id is None or connection.execute(newer).scalar():
            raise CoderError("nothing to redo" + _whose(study))
        event_id = _event(connection, turn_id).payload["of"]
        event = _event(connection, event_id)
        _step(study, connection, _repeat, event, f"cannot redo “{event.summary}”", stop)
        redone = _record(connection, study, "redo", event.summary, {"of": event_id})
        _set_undone_by(connection, turn_id, redone)
        _set_undone_by(connection, event_id, None)
        return str(event.summary)


def is_long(study: Study, turn: Literal["undo", "redo"]) -> bool:
    """Whether the next undo or redo writes so many rows that nobody should have to wait for it."""
    with study.read() as connection:
        event_id = _to_undo(connection, study) if turn == "undo" else _to_redo(connection, study)
        if event_id is not None and turn == "redo":
            event_id = _event(connection, event_id).payload["of"]
        size = func.length(cast(t.event.c.payload, Text))
        return (connection.execute(select(size).where(t.event.c.id == event_id)).scalar() or 0) > _LONG


def _to_undo(connection: Connection, study: Study) -> int | None:
    """The newest event of whoever looks that stands and is no turn itself."""
    standing = (_mine(study), t.event.c.action.not_in(_NEVER_BACK), t.event.c.undone_by.is_(None))
    return connection.execute(select(func.max(t.event.c.id)).where(*standing)).scalar()


def _refuse_unless_mine(connection: Connection, study: Study, event_id: int) -> None:
    """Refuse to take back an event by its number that is another's, is no change, or is taken back."""
    query = select(t.event.c.action, t.event.c.undone_by).where(t.event.c.id == event_id, _mine(study))
    row = connection.execute(query).one_or_none()
    if row is None:
        raise CoderError(f"there is no event {event_id}" + _whose(study))
    if row.action == "share":
        raise CoderError(f"event {event_id} is a copy that was handed out, which no undo takes back.")
    if row.action in _TURNS:
        itself = "an undo" if row.action == "undo" else "a redo"
        raise CoderError(f"event {event_id} is itself {itself}; name the change that it is about.")
    if row.action == ASIDE:
        raise CoderError(f"event {event_id} belongs to an undo or a redo and cannot be taken back alone.")
    if row.undone_by is not None:
        raise CoderError(f"event {event_id} has been taken back already, by event {row.undone_by}.")


def _to_redo(connection: Connection, study: Study) -> int | None:
    """The newest undo of whoever looks that has not been repeated."""
    standing = (_mine(study), t.event.c.action == "undo", t.event.c.undone_by.is_(None))
    return connection.execute(select(func.max(t.event.c.id)).where(*standing)).scalar()


def _mine(study: Study) -> ColumnElement[bool]:
    return t.event.c.coder_id == study.coder.id if study.coder else true()


def _whose(study: Study) -> str:
    return f" by {study.coder.name}." if study.coder else "."


def _event(connection: Connection, event_id: int) -> Any:
    return connection.execute(select(t.event).where(t.event.c.id == event_id)).one()


def _record(connection: Connection, study: Study, action: str, summary: str, payload: dict[str, Any]) -> int:
    by = study.coder.id if study.coder else None
    return chain.record(connection, now(), by, action, summary, payload)


def _set_undone_by(connection: Connection, event_id: int, by: int | None) -> None:
    connection.execute(update(t.event).where(t.event.c.id == event_id).values(undone_by=by))


def _step(
    study: Study, connection: Connection, write: _Write, event: Any, failure: str, stop: Callable[[], bool]
) -> None:
    """Write an event's rows back or forward, and refuse it where something later would lose its base."""
    changes = event.payload["changes"][:: -1 if write is _take_back else 1]
    by, turn = study.coder.id if study.coder else None, "undo" if write is _take_back else "redo"
    try:
        refuse_worked_on(connection, event, _NEVER_BACK)
        set_aside(connection, event, by, turn)
        for number, noted in enumerate(changes):
            if number % _AT_ONCE == 0 and stop():
                raise CoderError("stopped; nothing was changed.")
            write(connection, t.metadata.tables[noted["table"]], noted)
        _refuse_loose_ends(connection, changes)
        refuse_merged(connection, changes)
        refuse_held(connection, event.id, changes, (*_TURNS, ASIDE))
        refuse_misplaced(connection, event, changes)
        bring_back(connection, event, by, turn)
    except IntegrityError as error:
        raise CoderError(f"{failure}: something newer stands in its place or rests on it.") from error
    except _HeldError as error:
        blind = study.coder is not None and study.coder.blind
        why = "somebody's later work rests on it." if blind else str(error)
        raise CoderError(f"{failure}: {why}") from error
    except CoderError as error:
        raise CoderError(f"{failure}: {error}") from error


class _HeldError(CoderError):
    """Says how much of what rests on a change; a blind coder is not told, since it is others' work."""


def _take_back(connection: Connection, table: Table, noted: Noted) -> None:
    key, before, after = noted["key"], noted["before"], noted["after"]
    if before is None and is_kept(table):
        _write(connection, table, key, {"removed_at": None}, {"removed_at": now()})
    elif before is None:
        _drop(connection, table, key, after)
    elif after is None:
        connection.execute(insert(table).values(**before))
    else:
        _write(connection, table, key, after, before)


def _repeat(connection: Connection, table: Table, noted: Noted) -> None:
    key, before, after = noted["key"], noted["before"], noted["after"]
    if before is None and is_kept(table):
        connection.execute(update(table).where(where_key(table, key)).values(removed_at=None))
    elif before is None:
        connection.execute(insert(table).values(**after))
    elif after is None:
        _drop(connection, table, key, before)
    else:
        _write(connection, table, key, before, after)


def _write(
    connection: Connection,
    table: Table,
    key: Mapping[str, Any],
    expected: Mapping[str, Any],
    values: Mapping[str, Any],
) -> None:
    """Set columns, provided they still hold what the event left there."""
    columns = [table.c[name] for name in expected]
    current = connection.execute(select(*columns).where(where_key(table, key))).one_or_none()
    if current is None or current._asdict() != dict(expected):
        raise CoderError(f"its {_words(table)} has been changed since.")
    connection.execute(update(table).where(where_key(table, key)).values(**values))


def _drop(connection: Connection, table: Table, key: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    current = connection.execute(select(table).where(where_key(table, key))).one_or_none()
    if current is None or current._asdict() != dict(expected):
        raise CoderError(f"its {_words(table)} has been changed since.")
    connection.execute(delete_from(table).where(where_key(table, key)))


def _words(table: Table) -> str:
    return "consensus coding" if table is t.coding_source else table.name.replace("_", " ")


def _refuse_loose_ends(connection: Connection, changes: Sequence[Noted]) -> None:
    """Look both ways from every row touched: nothing live may point to anything removed."""
    keys: dict[str, list[Mapping[str, Any]]] = {}
    for noted in changes:
        keys.setdefault(noted["table"], []).append(noted["key"])
    for name, touched in keys.items():
        table = t.metadata.tables[name]
        columns = list(table.primary_key.columns)
        for at in range(0, len(touched), _AT_ONCE):
            values = [tuple(key[c.name] for c in columns) for key in touched[at : at + _AT_ONCE]]
            here = tuple_(*columns).in_(values)
            _refuse_baseless(connection, table, here)
            if is_kept(table):
                gone = select(table.c.id).where(here, table.c.removed_at.is_not(None))
                _refuse_if_needed(connection, table, connection.execute(gone).scalars().all())


def _refuse_baseless(connection: Connection, table: Table, here: ColumnElement[bool]) -> None:
    """Refuse to bring back rows (with their parts) when what they point to has gone meanwhile."""
    for link in table.foreign_keys:
        if (table.name, link.parent.name) in t.WAITING:
            continue
        base: Any = link.column.table
        if base is table:  # a code's parent, a second round's first: often of the same event, written by now
            base = base.alias("base")
        query = select(func.count()).select_from(table).join(base, link.parent == base.c[link.column.name])
        if connection.execute(query.where(here, _is_live(table), not_(_is_live(base)))).scalar():
            raise CoderError(f"its {_words(link.column.table)} is not in the study any more.")
    for part, link_to_whole in _links_to(table):
        if t.OWNED_BY.get(part.name) == table.name:
            _refuse_baseless(connection, part, link_to_whole.in_(select(table.c.id).where(here)))


def _refuse_if_needed(connection: Connection, table: Table, ids: Sequence[int] | Select[int]) -> None:
    """Refuse to remove rows that something live points to, other than their own parts."""
    for other, link in _links_to(table):
        whole = t.OWNED_BY.get(table.name)
        if (
            other is t.event
            or (other.name, link.name) in t.WAITING
            or (whole is not None and t.OWNED_BY.get(other.name) == whole)
        ):
            continue
        rests = link.in_(ids)
        if t.OWNED_BY.get(other.name) == table.name:
            if "id" in other.c:
                _refuse_if_needed(connection, other, select(other.c.id).where(rests))
            continue
        query = select(func.count()).select_from(other).where(rests, _is_live(other))
        if found := connection.execute(query).scalar_one():
            rest = "rests on it; undo that" if found == 1 else "rest on it; undo those"
            raise _HeldError(f"{found} {_words(other)}{'s' * (found > 1)} {rest} first.")


def _links_to(table: Table) -> list[tuple[Table, Any]]:
    return [
        (other, foreign.parent)
        for other in t.metadata.sorted_tables
        for foreign in other.foreign_keys
        if foreign.column.table is table
    ]


def _is_live(table: Table) -> ColumnElement[bool]:
    """Whether a row counts: it is not marked, and neither is the row it is a part of."""
    if is_kept(table):
        return table.c.removed_at.is_(None)
    owner = t.OWNED_BY.get(table.name)
    if owner is None:
        return true()
    whole = t.metadata.tables[owner].alias()
    links = [f.parent == whole.c.id for f in table.foreign_keys if f.column.table.name == owner]
    return select(whole.c.id).where(and_(*links, whole.c.removed_at.is_(None))).exists()
