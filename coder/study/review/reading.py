"""Reading interviews for the review, a few at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, case, exists, not_, select

from coder.analysis.rules import independent
from coder.model import Coder, Span
from coder.study import tables as t
from coder.study.counts import is_unit, segments_with_speakers
from coder.study.review.items import Interview, Settlement
from coder.study.study import live

_AT_ONCE = 25
"""Interviews read together."""


def holder_of(coders: Sequence[Coder]) -> Coder | None:
    """Who holds the consensus, if anybody does."""
    return next((each for each in coders if each.role == "consensus"), None)


def interviews(
    connection: Connection, coders: Sequence[Coder], transcript_ids: Collection[int] | None = None
) -> Iterator[Interview]:
    """Interviews in the order they came, read a few at a time."""
    query = select(t.transcript.c.id).where(live(t.transcript)).order_by(t.transcript.c.id)
    if transcript_ids is not None and len(transcript_ids) <= _AT_ONCE:
        query = query.where(t.transcript.c.id.in_(transcript_ids))
    wanted = None if transcript_ids is None else set(transcript_ids)
    ids = [id_ for id_ in connection.execute(query).scalars() if wanted is None or id_ in wanted]
    for at in range(0, len(ids), _AT_ONCE):
        yield from _read(connection, ids[at : at + _AT_ONCE], coders)


def _read(connection: Connection, ids: Sequence[int], coders: Sequence[Coder]) -> Iterator[Interview]:
    found = {id_: Interview(id_) for id_ in ids}
    counted = {each.id for each in coders if independent(each)}
    holder = holder_of(coders)
    s, d = t.segment.c, t.decision.c
    segments = segments_with_speakers(
        s.id, s.transcript_id, s.position, s.start, s.end, case((is_unit(), 1), else_=0)
    ).where(s.transcript_id.in_(ids))
    home: dict[int, Interview] = {}
    for id_, transcript_id, position, start, end, counts in _rows(
        connection, segments.order_by(s.transcript_id, s.position)
    ):
        at = found[transcript_id]
        at.positions[id_] = position
        if counts:
            home[id_] = at
            at.units[id_] = position
            at.spans[id_] = Span(start, end)
    _read_codings(connection, found, counted, holder)
    if holder is not None:
        _read_orphans(connection, found, holder)
    marked = select(d.segment_id, d.coder_id, d.at).where(
        d.segment_id.in_(select(s.id).where(s.transcript_id.in_(ids)))
    )
    for segment_id, coder_id, when in _rows(connection, marked):
        if segment_id not in home:
            continue
        if coder_id in counted:
            home[segment_id].decided.setdefault(segment_id, set()).add(coder_id)
        elif holder is not None and coder_id == holder.id:
            home[segment_id].marked[segment_id] = when
    x = t.settlement.c
    settled = (
        select(x.segment_id, x.code_id, x.id, x.outcome, x.reason, x.seen, x.coder_id, x.settled_at)
        .join(t.segment, s.id == x.segment_id)
        .join(t.code, t.code.c.id == x.code_id)
        .where(s.transcript_id.in_(ids), live(t.settlement), live(t.code), t.code.c.status != "merged")
    )
    for segment_id, code_id, id_, outcome, reason, seen, coder_id, settled_at in connection.execute(settled):
        if segment_id in home:
            home[segment_id].settlements[segment_id, code_id] = Settlement(
                id_, outcome == "applied", reason, tuple(seen), coder_id, settled_at
            )
    a = t.assignment.c
    given = select(a.transcript_id, a.coder_id).where(a.transcript_id.in_(ids), a.status == "open")
    for transcript_id, coder_id in connection.execute(given):
        if coder_id in counted:
            found[transcript_id].assigned.add(coder_id)
    yield from found.values()


def _read_codings(
    connection: Connection, found: dict[int, Interview], counted: set[int], holder: Coder | None
) -> None:
    """Put down who applied what where; a coding over several turns counts on each."""
    c = t.coding.c
    codings = select(c.transcript_id, c.segment_first_id, c.segment_last_id, c.code_id, c.coder_id)
    codings = codings.add_columns(c.guid, c.created_at).where(c.transcript_id.in_(found), live(t.coding))
    held_by = holder.id if holder is not None else 0
    for transcript_id, first, last, code_id, coder_id, guid, made in _rows(connection, codings):
        at = found[transcript_id]
        for segment_id in (first,) if first == last else at.between(first, last):
            if coder_id in counted:
                at.said.setdefault((segment_id, code_id), []).append((coder_id, guid, made))
            elif coder_id == held_by:
                at.held.add((segment_id, code_id))
    for at in found.values():
        at.leave_out_what_is_no_unit()


def _read_orphans(connection: Connection, found: dict[int, Interview], holder: Coder) -> None:
    """Put down which codings of the consensus have lost everything they were made from."""
    c, source = t.coding.c, t.coding.alias("source")
    made = exists().where(t.coding_source.c.coding_id == c.id)
    lives = exists().where(
        t.coding_source.c.coding_id == c.id,
        source.c.id == t.coding_source.c.source_id,
        source.c.removed_at.is_(None),
    )
    query = select(c.transcript_id, c.segment_first_id, c.segment_last_id, c.code_id).where(
        c.transcript_id.in_(found), c.coder_id == holder.id, live(t.coding), made, not_(lives)
    )
    for transcript_id, first, last, code_id in _rows(connection, query):
        found[transcript_id].orphans |= {(id_, code_id) for id_ in found[transcript_id].between(first, last)}


def _rows(connection: Connection, query: Any) -> Iterator[tuple[Any, ...]]:
    """The driver's own rows: SQLAlchemy's take twice as long."""
    cursor = connection.execute(query).cursor
    while rows := cursor.fetchmany(1_000):
        yield from rows
