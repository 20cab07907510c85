"""One event of the log in full: the rows it touched, with what stood in them before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select

from coder.model import CoderError
from coder.study import tables as t
from coder.study.change import Noted
from coder.study.history import Event
from coder.study.study import Study

_WORK = ("coding", "decision", "memo", "settlement", "assignment", "opening", "pin")
"""Tables whose rows are somebody's."""
_NAMES = {
    "respondent": "ref",
    "attribute": "name",
    "transcript": "name",
    "speaker": "label",
    "codebook": "slug",
    "code": "slug",
    "coder": "name",
}
"""The column by which people know a row."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A cell that an event wrote, or (no column) a row that came or went."""

    row: str
    """Which, in words: ``coding 12 (alpha, first: “pay”)``."""
    column: str | None
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Detail:
    """An event with all it did."""

    event: Event
    of: int | None
    """The event that it took back or repeated."""
    undone_by: int | None
    chain: str
    touched: tuple[Touched, ...]


def detail(study: Study, event_id: int) -> Detail:
    """An event in full; a blind coder sees the own ones, and in them nothing of others' work.

    Raises:
        CoderError: there is no such event, or it is another's.
    """
    with study.read() as connection:
        query = (
            select(t.event, t.coder.c.name)
            .outerjoin(t.coder, t.coder.c.id == t.event.c.coder_id)
            .where(t.event.c.id == event_id, study.sees(t.event.c.coder_id))
        )
        row = connection.execute(query).one_or_none()
        if row is None:
            own = " among your own" if study.coder is not None and study.coder.blind else ""
            raise CoderError(f"there is no event {event_id}{own} in this study (see `coder log`).")
        of = row.payload.get("of")
        payload = row.payload
        if of is not None:
            payload = connection.execute(select(t.event.c.payload).where(t.event.c.id == of)).scalar() or {}
        back = row.action == "undo"
        touched = [
            each
            for noted in payload.get("changes", ())[:: -1 if back else 1]
            if _may_see(study, connection, noted)
            for each in _touched(connection, noted, back)
        ]
        event = Event(row.id, row.at, row.name, row.action, row.summary, row.undone_by is not None)
        return Detail(event, of, row.undone_by, row.chain, tuple(touched))


def _may_see(study: Study, connection: Connection, noted: Noted) -> bool:
    """Whether a row is none of another coder's, or in an interview that is open."""
    if study.coder is None or not study.coder.blind or noted["table"] not in _WORK:
        return True
    table = t.metadata.tables[noted["table"]]
    values = _row(connection, table, noted)
    if values.get("coder_id") == study.coder.id:
        return True
    interview = values.get("transcript_id")
    for column, link in (("segment_id", t.segment), ("coding_id", t.coding)):
        if interview is None and values.get(column) is not None:
            query = select(link.c.transcript_id).where(link.c.id == values[column])
            interview = connection.execute(query).scalar()
    return interview is not None and interview in set(connection.execute(study.opened()).scalars())


def _row(connection: Connection, table: Table, noted: Noted) -> dict[str, Any]:
    """What is known of a row: as it is, and as the event has it."""
    there = select(table).where(*(table.c[name] == value for name, value in noted["key"].items()))
    row = connection.execute(there).one_or_none()
    return {
        **(noted["before"] or {}),
        **(noted["after"] or {}),
        **(row._asdict() if row else {}),
        **noted["key"],
    }


def _touched(connection: Connection, noted: Noted, back: bool) -> Iterator[Touched]:
    table = t.metadata.tables.get(noted["table"])
    if table is None:
        return
    row = _in_words(connection, table, noted)
    before, after = (noted["after"], noted["before"]) if back else (noted["before"], noted["after"])
    if before is None or after is None:
        yield Touched(row, None, None if before is None else "there", None if after is None else "there")
        return
    links = {link.parent.name: link.column.table for link in table.foreign_keys}
    for column in after:
        values = (_value(connection, links.get(column), side.get(column)) for side in (before, after))
        yield Touched(row, column.removesuffix("_id").replace("_", " "), *values)


def _in_words(connection: Connection, table: Table, noted: Noted) -> str:
    values = _row(connection, table, noted)
    links = {link.parent.name: link.column.table for link in table.foreign_keys}
    said = [str(values[_NAMES[table.name]])] if table.name in _NAMES else []
    if table.name != "codebook_change":
        said += [
            str(_value(connection, links[column], values[column]))
            for column in ("transcript_id", "segment_id", "coding_id", "code_id", "coder_id", "attribute_id")
            if column in links and values.get(column) is not None
        ]
    if quote := values.get("quote"):
        said.append(f"“{_short(str(quote))}”")
    number = f" {noted['key']['id']}" if "id" in noted["key"] else ""
    return f"{table.name.replace('_', ' ')}{number}" + (f" ({', '.join(said)})" if said else "")


def _value(connection: Connection, link: Table | None, value: Any) -> Any:
    """A value, or the name of what it points to."""
    if link is None or value is None:
        return value
    if link is t.segment:
        place = select(t.transcript.c.name, t.segment.c.position).join(
            t.segment, t.segment.c.transcript_id == t.transcript.c.id
        )
        row = connection.execute(place.where(t.segment.c.id == value)).one_or_none()
        return f"{row.name}:{row.position + 1}" if row else f"segment {value}"
    name = _NAMES.get(link.name)
    if name is None:
        return f"{link.name} {value}"
    return connection.execute(select(link.c[name]).where(link.c.id == value)).scalar() or value


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 40 else line[:39] + "…"
