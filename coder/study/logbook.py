"""The log, asked for what one wants to know: by whom, what, when, about which interview or code.

What can be asked of the database is; what an event is about stands in its payload, which is looked
through newest first and only as far as lines are wanted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Text, cast, or_, select

from coder.model import CoderError
from coder.study import chain, codebook
from coder.study import tables as t
from coder.study.history import Event
from coder.study.study import Study
from coder.study.when import beginning, end

LEAD = "lead"
"""Who is meant by ``by`` where no coder was named."""
_AT_ONCE = 500
_ROW = re.compile(r'"table": "(\w+)", "key": \{"(\w+)": (\d+)(?:, "(\w+)": (\d+))?\}')


@dataclass(frozen=True, slots=True)
class Asked:
    """Which events; everything that is said must be so."""

    by: tuple[str, ...] = ()
    """Names of coders, or :data:`LEAD`; empty for all."""
    actions: tuple[str, ...] = ()
    """Such as ``apply`` or ``merge``; empty for all."""
    interview: str | None = None
    """The name of the interview that the event touched."""
    code: str | None = None
    """``code`` or ``codebook/code``."""
    since: str | None = None
    """A day or a time, see :mod:`coder.study.when`."""
    until: str | None = None
    undone: bool | None = None
    """Only what is taken back at present, or only what stands."""
    limit: int | None = None


@dataclass(slots=True)
class _About:
    """The rows that an interview, or a code, has to do with."""

    cell: str
    """How a payload says that a row belongs to it."""
    ids: dict[str, set[int]] = field(default_factory=dict)
    """By table, the rows."""
    links: dict[str, set[int]] = field(default_factory=dict)
    """By column, what rows of link tables point to."""

    def is_in(self, payload: str) -> bool:
        """Whether an event touched any of it."""
        for table, first, one, second, two in _ROW.findall(payload):
            for column, value in ((first, one), (second, two)):
                known = self.ids.get(table) if column == "id" else self.links.get(column)
                if known and value and int(value) in known:
                    return True
        return re.search(self.cell, payload) is not None


def entries(study: Study, asked: Asked | None = None) -> list[Event]:
    """The events that are asked for, newest first; a blind coder gets the own ones.

    She is told besides what was given or opened to her, in words that say nothing of others' work.

    Raises:
        CoderError: no such coder, action, interview, code or moment.
    """
    asked = asked or Asked()
    with study.read() as connection:
        mine = {} if asked.by or asked.actions else _told(study, connection)
        visible = or_(study.sees(t.event.c.coder_id), t.event.c.id.in_(mine))
        where = [visible, *_conditions(study, connection, asked)]
        about = [*_about_interview(connection, asked.interview), *_about_code(study, connection, asked.code)]
        query = (
            select(*t.event.c["id", "at", "action", "summary", "undone_by"], t.coder.c.name)
            .outerjoin(t.coder, t.event.c.coder_id == t.coder.c.id)
            .where(*where)
            .order_by(t.event.c.id.desc())
        )
        rows: Iterable[Any] = _matching(connection, query, about, asked.limit)
        if not about:
            rows = connection.execute(query.limit(asked.limit))
        return [_told_so(_event(row), mine) for row in rows]


def _event(row: Any) -> Event:
    return Event(row.id, row.at, row.name, row.action, row.summary, row.undone_by is not None)


def _matching(connection: Connection, query: Any, about: list[_About], limit: int | None) -> Iterator[Any]:
    """The events about something, as many as are wanted; an undo is about what it took back."""
    query = query.add_columns(cast(t.event.c.payload, Text).label("payload"))
    found = 0
    of = re.compile(r'"of": (\d+)')
    with connection.execute(query, execution_options={"yield_per": _AT_ONCE}) as rows:
        for row in rows:
            payload = row.payload
            if row.action in ("undo", "redo") and (turned := of.search(payload)):
                there = select(cast(t.event.c.payload, Text)).where(t.event.c.id == int(turned[1]))
                payload = connection.execute(there).scalar() or ""
            if all(each.is_in(payload) for each in about):
                yield row
                found += 1
                if found == limit:
                    return


def _conditions(study: Study, connection: Connection, asked: Asked) -> Iterator[ColumnElement[bool]]:
    event = t.event.c
    if asked.by:
        yield or_(*(_by(connection, name) for name in asked.by))
    if asked.actions:
        yield event.action.in_(asked.actions)
        _refuse_unknown(study, connection, asked.actions)
    if asked.since is not None:
        yield event.at >= beginning(asked.since)
    if asked.until is not None:
        yield event.at < end(asked.until)
    if asked.undone is not None:
        yield event.undone_by.is_not(None) if asked.undone else event.undone_by.is_(None)


def _by(connection: Connection, name: str) -> ColumnElement[bool]:
    """By a coder of this name, also one who has left; or by whoever leads."""
    names = connection.execute(select(t.coder.c.id, t.coder.c.name)).all()
    ids = [row.id for row in names if row.name == name]
    if ids:
        return t.event.c.coder_id.in_(ids)
    if name == LEAD:
        return t.event.c.coder_id.is_(None)
    known = ", ".join(dict.fromkeys([*(row.name for row in names), LEAD]))
    raise CoderError(f"nobody called {name!r} is in this study (there are: {known}).")


def _refuse_unknown(study: Study, connection: Connection, actions: tuple[str, ...]) -> None:
    seen = study.sees(t.event.c.coder_id)
    for action in actions:
        one = select(t.event.c.id).where(t.event.c.action == action, seen).limit(1)
        if connection.execute(one).scalar() is None:
            known = select(t.event.c.action).where(seen).distinct().order_by(t.event.c.action)
            there = ", ".join(connection.execute(known).scalars()) or "none yet"
            raise CoderError(f"nothing in the log is called {action!r} (there are: {there}).")


# --- about an interview or a code ---------------------------------------------------------------------


def _about_interview(connection: Connection, name: str | None) -> Iterator[_About]:
    if name is None:
        return
    known = connection.execute(select(t.transcript.c.id, t.transcript.c.name)).all()
    ids = {row.id for row in known if row.name == name}
    if not ids:
        raise CoderError(f"there is no transcript {name!r} in this study.")
    found = _About(_cell("transcript_id", ids), {"transcript": ids})
    for table in (t.segment, t.speaker, t.coding, t.transcript_version):
        rows = select(table.c.id).where(table.c.transcript_id.in_(ids))
        found.ids[table.name] = set(connection.execute(rows).scalars())
    inside = {"segment_id": t.segment, "coding_id": t.coding}
    found.links = {column: found.ids[table.name] for column, table in inside.items()}
    for table in (t.memo, t.settlement, t.lost_coding):
        links = [
            table.c[column].in_(select(of.c.id).where(of.c.transcript_id.in_(ids)))
            for column, of in inside.items()
            if column in table.c
        ]
        if "transcript_id" in table.c:
            links.append(table.c.transcript_id.in_(ids))
        found.ids[table.name] = set(connection.execute(select(table.c.id).where(or_(*links))).scalars())
    yield found


def _about_code(study: Study, connection: Connection, name: str | None) -> Iterator[_About]:
    if name is None:
        return
    id_ = codebook.find_code(study, name).id
    found = _About(_cell("code_id", {id_}), {"code": {id_}})
    for table in (t.coding, t.memo, t.settlement):
        rows = select(table.c.id).where(table.c.code_id == id_)
        found.ids[table.name] = set(connection.execute(rows).scalars())
    yield found


def _cell(column: str, ids: set[int]) -> str:
    return rf'"{column}": (?:{"|".join(map(str, sorted(ids)))})[,}}]'


# --- what a blind coder is told of others' events -----------------------------------------------------


def _told(study: Study, connection: Connection) -> dict[int, str]:
    """By event of another, what it gave or opened to the blind coder who looks, in words of its own."""
    if study.coder is None or not study.coder.blind:
        return {}
    known = connection.execute(select(t.transcript.c.id, t.transcript.c.name))
    names = {row.id: row.name for row in known}
    payload = cast(t.event.c.payload, Text)
    tables = or_(*(payload.contains(f'"table": "{name}"') for name in ("opening", "assignment")))
    others = or_(t.event.c.coder_id.is_(None), t.event.c.coder_id != study.coder.id)
    query = select(t.event.c.id, t.event.c.payload).where(tables, others)
    found = {}
    for id_, said in connection.execute(query):
        words = list(_words(said["changes"], study.coder.id, names))
        if words:
            found[id_] = "; ".join(words)
    return found


def _words(changes: list[dict[str, Any]], me: int, names: dict[int, str]) -> Iterator[str]:
    said: dict[str, list[str]] = {}
    for noted in changes:
        if noted["table"] not in ("opening", "assignment") or noted["key"]["coder_id"] != me:
            continue
        new, gone = noted["before"] is None, noted["after"] is None
        if noted["table"] == "opening":
            what = "others' codings may be seen in" if new else "others' codings may no longer be seen in"
        else:
            what = "assigned to you:" if new else "taken back from you:" if gone else ""
        if what:
            said.setdefault(what, []).append(names.get(noted["key"]["transcript_id"], "?"))
    for what, interviews in said.items():
        more = f" and {len(interviews) - 5} more" if len(interviews) > 5 else ""
        yield f"{what} {', '.join(interviews[:5])}{more}"


def _told_so(event: Event, mine: dict[int, str]) -> Event:
    """Who opened it is not said: it may be the last to have finished."""
    words = mine.get(event.id)
    if words is None:
        return event
    return replace(event, coder=None, action="assign" if "you:" in words else "open", summary=words)


# --- the end of the chain -----------------------------------------------------------------------------


def head(study: Study) -> tuple[Event, str] | None:
    """The newest event and the end of the chain; None in a study without events."""
    study.refuse_blind("the end of the log")
    query = (
        select(t.event, t.coder.c.name)
        .outerjoin(t.coder, t.event.c.coder_id == t.coder.c.id)
        .order_by(t.event.c.id.desc())
        .limit(1)
    )
    with study.read() as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else (_event(row), row.chain)


def verified(study: Study, noted: str) -> str:
    """Say that the log still holds, as it was, all it held when its end was noted.

    Raises:
        CoderError: it does not, or there is no end of a log in what was noted.
    """
    study.refuse_blind("the whole log")
    with study.read() as connection:
        found = chain.known_end(connection, noted)
        if found is None:
            raise CoderError(
                "the log has no such end: events from before it was noted have been changed or taken out, "
                "or it is another study's."
            )
        faults = chain.verify(connection)
    if faults:
        raise CoderError(faults[0])
    return f"the log holds all that it held then, to {chain.named(found)}, unchanged."
