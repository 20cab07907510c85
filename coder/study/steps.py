"""From one coding of a code to the next one, through all interviews."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, or_, select, true

from coder.model import Span
from coder.study import tables as t
from coder.study.study import Study, live


@dataclass(frozen=True, slots=True)
class Step:
    """Where one comes to."""

    transcript_id: int
    transcript: str
    position: int
    """The position of the first segment of the passage, from 0."""
    span: Span
    quote: str
    number: int
    """Which of the code's codings it is, counting from 1, in the order of interviews and text."""
    of: int


def step(study: Study, code_id: int, transcript_id: int, place: Span, forward: bool = True) -> Step | None:
    """The next coding of a code after a place, or the one before it; None past the ends.

    These are the codings of the coder who looks; of anybody, when nobody in particular does.

    Args:
        study: where they are.
        code_id: the code.
        transcript_id: the interview in which one stands.
        place: the passage on which one stands; an empty one is a place between passages.
        forward: the next one; else the one before.
    """
    c = t.coding.c
    mine = c.coder_id == study.coder.id if study.coder else true()
    those = and_(c.code_id == code_id, live(t.coding), mine, study.sees(c.coder_id, c.transcript_id))
    if forward:
        past = or_(c.start > place.start, and_(c.start == place.start, c.end > place.end))
    else:
        past = or_(c.start < place.start, and_(c.start == place.start, c.end < place.end))
    with study.read() as connection:
        found = _first(connection, transcript_id, and_(those, past), forward)
        if found is None:
            there = _interview(connection, transcript_id, those, forward)
            found = _first(connection, there, those, forward) if there is not None else None
        if found is None:
            return None
        earlier = or_(
            c.start < found.start,
            and_(c.start == found.start, c.end < found.end),
            and_(c.start == found.start, c.end == found.end, c.id < found.id),
        )
        within = select(func.count()).where(c.transcript_id == found.transcript_id, those, earlier)
        before = connection.execute(within).scalar_one()
        of, above = _counts(connection, those, found.transcript_id)
    span = Span(found.start, found.end)
    return Step(found.transcript_id, found.name, found.position, span, found.quote, above + before + 1, of)


def _first(connection: Connection, transcript_id: int, those: ColumnElement[bool], forward: bool) -> Any:
    """The first (or the last) of some codings of an interview."""
    c = t.coding.c
    order = [c.start, c.end, c.id] if forward else [c.start.desc(), c.end.desc(), c.id.desc()]
    query = (
        select(*c["transcript_id", "start", "end", "quote", "id"], t.transcript.c.name, t.segment.c.position)
        .select_from(t.coding)
        .join(t.transcript, t.transcript.c.id == c.transcript_id)
        .join(t.segment, t.segment.c.id == c.segment_first_id)
        .where(c.transcript_id == transcript_id, live(t.transcript), those)
        .order_by(*order)
        .limit(1)
    )
    return connection.execute(query).one_or_none()


def _interview(
    connection: Connection, transcript_id: int, those: ColumnElement[bool], forward: bool
) -> int | None:
    """The next interview with such codings, or the one before: asked one by one, as an index has them."""
    id_ = t.transcript.c.id
    query = (
        select(id_)
        .where(id_ > transcript_id if forward else id_ < transcript_id, live(t.transcript))
        .where(exists().where(t.coding.c.transcript_id == id_, those))
        .order_by(id_ if forward else id_.desc())
        .limit(1)
    )
    return connection.execute(query).scalar()


def _counts(connection: Connection, those: ColumnElement[bool], transcript_id: int) -> tuple[int, int]:
    """How many such codings there are, and how many in the interviews before this one."""
    here = select(func.count()).where(t.coding.c.transcript_id == t.transcript.c.id, those)
    each = select(t.transcript.c.id, here.correlate(t.transcript).scalar_subquery().label("n"))
    counted = each.where(live(t.transcript)).subquery()
    before = case((counted.c.id < transcript_id, counted.c.n), else_=0)
    row = connection.execute(select(func.sum(counted.c.n), func.sum(before))).one()
    return int(row[0]), int(row[1])
