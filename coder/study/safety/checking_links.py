"""Whether what belongs together is there together: links between rows, asked of the database as counts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, or_, select, true

from coder.study import tables as t
from coder.study.change import is_kept
from coder.study.safety.faults import Fault
from coder.study.study import live

_CODING = ("code", "coder", "transcript")
_MAY_REST = t.WAITING | {("coding_source", "source_id"), ("study", "shared_for_id")}
"""Links to rows that may be removed: a lost coding waits as removed, a coder may take back the own one."""
_MOST = 50


def faults(connection: Connection) -> Iterator[Fault]:
    """What contradicts something else."""
    yield from _on_removed(connection)
    yield from _twice(connection)
    yield from _lost(connection)
    yield from _sources(connection)
    yield from _other_interview(connection)


def _on_removed(connection: Connection) -> Iterator[Fault]:
    gone = (
        select(func.count())
        .select_from(t.coding)
        .join(t.code, t.code.c.id == t.coding.c.code_id)
        .join(t.coder, t.coder.c.id == t.coding.c.coder_id)
        .join(t.transcript, t.transcript.c.id == t.coding.c.transcript_id)
        .where(live(t.coding), or_(*(t.metadata.tables[name].c.removed_at.is_not(None) for name in _CODING)))
    )
    if n := connection.execute(gone).scalar_one():
        yield Fault(
            "rests-on-removed", f"{n} live codings rest on a removed code, coder or transcript", "coding"
        )
    for table, base, resting in _links():
        if n := connection.execute(resting).scalar_one():
            what = f"{n} live {_words(table, n)} {'rests' if n == 1 else 'rest'} on a removed {_words(base)}"
            yield Fault("rests-on-removed", what, table.name)


@cache
def _links() -> list[tuple[Table, Table, Any]]:
    """A table, one that its rows rest on, and the query that counts those that should not; made once."""
    return [
        (table, link.column.table, _resting(table, link.parent, link.column.table))
        for table in t.metadata.sorted_tables
        for link in table.foreign_keys
        if table not in (t.event, t.coding)
        and (table.name, link.parent.name) not in _MAY_REST
        and link.column.table is not t.event
    ]


def _resting(table: Table, link: Any, base: Table) -> Any:
    """How many standing rows of a table point to a row of another that does not stand."""
    target = base.alias("target")
    query = select(func.count()).select_from(table).join(target, link == target.c.id)
    return query.where(_stands(table, table), ~_stands(base, target))


def _stands(table: Table, named: Any) -> ColumnElement[bool]:
    if is_kept(table):
        return named.c.removed_at.is_(None)  # type: ignore[no-any-return]
    owner = t.OWNED_BY.get(table.name)
    if owner is None:
        return true()
    whole = t.metadata.tables[owner].alias()
    return (
        select(whole.c.id).where(whole.c.id == named.c[f"{owner}_id"], whole.c.removed_at.is_(None)).exists()
    )


def _twice(connection: Connection) -> Iterator[Fault]:
    c = t.coding.c
    same = (c.transcript_id, c.coder_id, c.code_id, c.start, c.end)
    query = select(func.max(c.id), func.count()).where(live(t.coding)).group_by(*same)
    for id_, n in connection.execute(query.having(func.count() > 1).limit(_MOST)):
        what = f"coding {id_}: the same coding of the same coder is there {n} times"
        yield Fault("duplicate", what, "coding", id_)


def _lost(connection: Connection) -> Iterator[Fault]:
    query = (
        select(t.lost_coding.c.id, t.coding.c.id)
        .join(t.coding, t.coding.c.id == t.lost_coding.c.coding_id)
        .where(live(t.lost_coding), live(t.coding))
    )
    for id_, coding_id in connection.execute(query.limit(_MOST)):
        what = (
            f"lost coding {id_}: coding {coding_id} waits in the list of lost codings and stands all the same"
        )
        yield Fault("link", what, "lost_coding", id_)


def _sources(connection: Connection) -> Iterator[Fault]:
    source = t.coding.alias("source")
    query = (
        select(t.coding.c.id, source.c.id)
        .select_from(t.coding_source)
        .join(t.coding, t.coding.c.id == t.coding_source.c.coding_id)
        .join(source, source.c.id == t.coding_source.c.source_id)
        .where(or_(t.coding.c.transcript_id != source.c.transcript_id, t.coding.c.id == source.c.id))
    )
    for id_, other in connection.execute(query.limit(_MOST)):
        yield Fault("link", f"coding {id_}: it cannot have been made from coding {other}", "coding", id_)


def _other_interview(connection: Connection) -> Iterator[Fault]:
    speakers = (
        select(t.segment.c.id)
        .join(t.speaker, t.speaker.c.id == t.segment.c.speaker_id)
        .where(t.segment.c.transcript_id != t.speaker.c.transcript_id)
    )
    for (id_,) in connection.execute(speakers.limit(_MOST)):
        yield Fault("link", f"segment {id_}: its speaker belongs to another interview", "segment", id_)
    parents = t.code.alias("parent")
    codes = (
        select(t.code.c.slug, t.code.c.id)
        .join(parents, parents.c.id == t.code.c.parent_id)
        .where(live(t.code), parents.c.codebook_id != t.code.c.codebook_id)
    )
    for slug, id_ in connection.execute(codes.limit(_MOST)):
        yield Fault("link", f"code {slug}: the code above it belongs to another codebook", "code", id_)


def _words(table: Table, n: int = 1) -> str:
    return table.name.replace("_", " ") + "s" * (n != 1)
