"""Undo and redo around a change of a text: what has to wait for it, and what goes aside meanwhile.

A change that rewrites a text says in its event whose (``rewrites``). It can be taken back as long as
nobody has worked on the new text; what was coded there and removed again goes aside, noted in an
event of its own (:data:`ASIDE`), and comes back with the new text.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Table, func, or_, select, update

from coder.model import CoderError
from coder.study import chain
from coder.study import tables as t
from coder.study.change import Noted, now

ASIDE = "set aside"
"""The action of an event that is part of an undo or a redo and is never taken back itself."""
REWRITES = "rewrites"
"""In the payload of an event that rewrote texts: the ids of the interviews."""
ACTIONS = ("transcript replace", "transcript segment", "pseudonymise")
"""The actions of such events."""
_AT_ONCE = 400
_POINTERS: tuple[tuple[Table, str], ...] = (
    (t.coding, "segment_first_id"),
    (t.coding, "segment_last_id"),
    (t.memo, "segment_id"),
    (t.settlement, "segment_id"),
)


def refuse_worked_on(connection: Connection, event: Any, turns: Sequence[str]) -> None:
    """Refuse to change a text back or forth on which somebody has worked since."""
    ids = set(event.payload.get(REWRITES, ()))
    if not ids:
        return
    later = connection.execute(
        select(t.event.c.payload)
        .where(t.event.c.id > event.id, t.event.c.undone_by.is_(None), t.event.c.action.not_in(turns))
        .order_by(t.event.c.id)
    ).scalars()
    for payload in later:
        if not ids.isdisjoint(payload.get(REWRITES, ())) or _touches(connection, payload["changes"], ids):
            raise CoderError(
                "somebody has worked on the interview as it is now, and that work would stand in another "
                "text; undo that first."
            )


def _touches(connection: Connection, changes: Sequence[Noted], transcript_ids: Collection[int]) -> bool:
    """Whether rows that stand in the text of one of these interviews are among those touched."""
    keys: dict[str, list[int]] = {}
    for noted in changes:
        column = "segment_id" if noted["table"] == "decision" else "id"
        if column in noted["key"]:
            keys.setdefault(noted["table"], []).append(noted["key"][column])
    c, s = t.coding.c, t.segment.c
    there = select(s.id).where(s.transcript_id.in_(transcript_ids))
    wheres = {
        "coding": (t.coding, c.id, c.transcript_id.in_(transcript_ids)),
        "decision": (t.segment, s.id, s.transcript_id.in_(transcript_ids)),
        "memo": (t.memo, t.memo.c.id, t.memo.c.segment_id.in_(there)),
        "settlement": (t.settlement, t.settlement.c.id, t.settlement.c.segment_id.in_(there)),
    }
    for name, (table, id_, mine) in wheres.items():
        ids = keys.get(name, [])
        for at in range(0, len(ids), _AT_ONCE):
            query = select(func.count()).select_from(table)
            if connection.execute(query.where(id_.in_(ids[at : at + _AT_ONCE]), mine)).scalar():
                return True
    return False


def refuse_misplaced(connection: Connection, event: Any, changes: Sequence[Noted]) -> None:
    """Refuse to bring a coding, a memo or a settlement back to a text in which its place is not there."""
    if event.payload.get(REWRITES) or not _rewritten_since(connection, event.id):
        return
    ids = sorted({noted["key"]["id"] for noted in changes if noted["table"] == "coding"})
    for at in range(0, len(ids), _AT_ONCE):
        if connection.execute(_misplaced(ids[at : at + _AT_ONCE])).scalar() is not None:
            raise CoderError("the text has been changed since, and its passage is not there as it was.")
    aside = _aside(connection, event.id)
    for noted in changes:
        table = t.metadata.tables[noted["table"]]
        if (table.name, noted["key"].get("id")) in aside and table is not t.coding:
            row = select(table.c.id).where(table.c.id == noted["key"]["id"], table.c.removed_at.is_(None))
            if connection.execute(row).scalar() is not None:
                raise CoderError("the text has been changed since, and what it was on is not there.")


def _rewritten_since(connection: Connection, event_id: int) -> bool:
    """Whether a text has been changed, or changed back or forth, after an event."""
    e = t.event.c
    directly = select(e.id).where(e.id > event_id, e.action.in_((*ACTIONS, ASIDE)))
    if connection.execute(directly.limit(1)).scalar() is not None:
        return True
    turns = select(e.payload).where(e.id > event_id, e.action.in_(("undo", "redo")))
    ids = [payload["of"] for payload in connection.execute(turns).scalars()]
    for at in range(0, len(ids), _AT_ONCE):
        query = select(e.id).where(e.id.in_(ids[at : at + _AT_ONCE]), e.action.in_(ACTIONS))
        if connection.execute(query.limit(1)).scalar() is not None:
            return True
    return False


def undone_texts(connection: Connection, transcript_id: int) -> list[str] | None:
    """The texts an interview had and has no more since that was undone; None: it never was rewritten."""
    e = t.event.c
    found: list[str] | None = None
    query = select(e.payload, e.undone_by).where(e.action.in_(ACTIONS))
    for payload, undone_by in connection.execute(query):
        if transcript_id not in payload.get(REWRITES, ()):
            continue
        found = found or []
        for noted in payload["changes"]:
            mine = noted["table"] == "transcript" and noted["key"]["id"] == transcript_id
            if undone_by is not None and mine and "text" in noted["after"]:
                found.append(noted["after"]["text"])
    return found


def _misplaced(ids: Sequence[int]) -> Any:
    """A standing coding of these that does not quote what stands there, or is filed elsewhere."""
    c, s = t.coding.c, t.segment
    first, last, other = s.alias("first"), s.alias("last"), s.alias("other")
    stands = func.substr(t.transcript.c.text, c.start + 1, c.end - c.start) == c.quote
    touches = [each.c.end > c.start for each in (first, last)] + [
        each.c.start < c.end for each in (first, last)
    ]
    outside = (
        select(other.c.id)
        .where(other.c.transcript_id == c.transcript_id, other.c.end > c.start, other.c.start < c.end)
        .where(or_(other.c.position < first.c.position, other.c.position > last.c.position))
        .correlate(t.coding, first, last)
        .exists()
    )
    return (
        select(c.id)
        .join(t.transcript, t.transcript.c.id == c.transcript_id)
        .join(first, first.c.id == c.segment_first_id)
        .join(last, last.c.id == c.segment_last_id)
        .where(c.id.in_(ids), c.removed_at.is_(None))
        .where(or_(~stands, *(~each for each in touches), outside))
        .limit(1)
    )


def set_aside(connection: Connection, event: Any, by: int | None, turn: str) -> None:
    """File removed rows that nothing else moves, and whose segments are about to go, somewhere else."""
    changes = event.payload["changes"]
    goes = "before" if turn == "undo" else "after"
    going = [n["key"]["id"] for n in changes if n["table"] == "segment" and n[goes] is None]
    if not going or not event.payload.get(REWRITES):
        return
    moved = {(n["table"], n["key"].get("id")) for n in changes}
    gone = set(going)
    mine = t.segment.c.transcript_id.in_(event.payload[REWRITES])
    elsewhere = next(
        (
            id_
            for id_ in connection.execute(
                select(t.segment.c.id).order_by(mine.desc(), t.segment.c.id)
            ).scalars()
            if id_ not in gone
        ),
        None,
    )
    noted = []
    if elsewhere is None:
        return
    for table, column in _POINTERS:
        for at in range(0, len(going), _AT_ONCE):
            rests = table.c[column].in_(going[at : at + _AT_ONCE])
            query = select(table.c.id, table.c[column]).where(rests, table.c.removed_at.is_not(None))
            for id_, was in connection.execute(query.order_by(table.c.id)).all():
                if (table.name, id_) not in moved:
                    noted.append(_pointed(connection, table, id_, column, was, elsewhere))
    _record(connection, event, by, turn, noted)


def bring_back(connection: Connection, event: Any, by: int | None, turn: str) -> None:
    """File what went aside when this text went where it was."""
    went = "undo" if turn == "redo" else "redo"
    noted = []
    for payload in _events(connection, event.id):
        if payload["for"] != event.id:
            continue
        for each in payload["changes"] if payload["turn"] == went else ():
            table = t.metadata.tables[each["table"]]
            ((column, was),) = each["before"].items()
            now_at = connection.execute(
                select(table.c[column]).where(table.c.id == each["key"]["id"])
            ).scalar()
            there = select(t.segment.c.id).where(t.segment.c.id == was)
            if now_at == each["after"][column] and connection.execute(there).scalar() is not None:
                noted.append(_pointed(connection, table, each["key"]["id"], column, now_at, was))
        break
    _record(connection, event, by, "back", noted)


def _events(connection: Connection, after: int) -> list[dict[str, Any]]:
    """The payloads of the events that set something aside or brought it back, newest first."""
    query = select(t.event.c.payload).where(t.event.c.id > after, t.event.c.action == ASIDE)
    return list(connection.execute(query.order_by(t.event.c.id.desc())).scalars())


def _aside(connection: Connection, after: int) -> set[tuple[str, int]]:
    """The rows that are aside at present."""
    found: dict[tuple[str, int], bool] = {}
    for payload in _events(connection, after):
        for each in payload["changes"]:
            found.setdefault((each["table"], each["key"]["id"]), payload["turn"] != "back")
    return {row for row, aside in found.items() if aside}


def _pointed(connection: Connection, table: Table, id_: int, column: str, was: int, to: int) -> Noted:
    connection.execute(update(table).where(table.c.id == id_).values({column: to}))
    return {"table": table.name, "key": {"id": id_}, "before": {column: was}, "after": {column: to}}


def _record(connection: Connection, event: Any, by: int | None, turn: str, noted: list[Noted]) -> None:
    if noted:
        n = len({(each["table"], each["key"]["id"]) for each in noted})
        what = "bring back" if turn == "back" else "set aside"
        summary = f"{what} {n} removed row{'s' * (n != 1)} with the text of event {event.id}"
        said = {"for": event.id, "turn": turn, "changes": noted}
        chain.record(connection, now(), by, ASIDE, summary, said)
