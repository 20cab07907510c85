"""Marks by the million: who coded what where and who decided, in columns of integers.

Measured on 1,000,000 codings in SQLite, a bare SELECT of segment, code and coder into Python
being 1: plain rows poured into an array 1.2, bit masks of coders by GROUP BY 1.2 before anything
is done with them, lists of segments by string aggregation 2.4. Plain rows are the simplest, keep
what every other question needs, and take 12 bytes a coding.
"""

from __future__ import annotations

from array import array
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Select, case, func, select

from coder.model import Columns, Span, Stretch
from coder.study import tables as t
from coder.study.counts import is_unit, segments_with_speakers, whose
from coder.study.study import Study, live

_AT_ONCE = 1_000
"""Rows that are Python objects at any one time: few enough to stay in the cache of the processor."""


def columns(study: Study) -> Columns:
    """Everything that agreement is computed from; of codings and decisions what this coder may see."""
    units = segments_with_speakers(
        *t.segment.c["id", "transcript_id"], func.coalesce(whose(), 0), case((is_unit(), 1), else_=0)
    ).order_by(t.segment.c.id)
    c = t.coding.c
    codings = select(c.segment_first_id, c.segment_last_id, c.code_id, c.coder_id).where(
        live(t.coding), study.sees(c.coder_id, c.transcript_id)
    )
    decided = select(t.decision.c.segment_id, t.decision.c.coder_id).where(
        study.sees_of_segment(t.decision.c.coder_id, t.decision.c.segment_id)
    )
    with study.read() as connection:
        found, spans = _first_segments(connection, codings)
        long = _every_segment(connection, spans)
        for at in range(0, len(long), 4):
            if long[at] != spans[long[at + 3] - 1][0]:  # its first segment is there already
                found.extend(long[at : at + 3])
        return Columns(_poured(connection, units), found, _poured(connection, decided), long)


def _first_segments(
    connection: Connection, query: Select[*tuple[Any, ...]]
) -> tuple[array[int], list[tuple[int, int, int, int]]]:
    """Segment, code and coder of all codings, each at its first segment; whole rows of the long ones.

    One pass over the table: it lies between the quotes, so that a second look for the few long
    codings takes a third of the first one's time.
    """
    found, long = array("i"), []
    cursor = connection.execute(query).cursor
    while rows := cursor.fetchmany(_AT_ONCE):
        flat = array("i", chain.from_iterable(rows))
        kept = array("i", bytes(3 * found.itemsize * len(rows)))
        kept[0::3], kept[1::3], kept[2::3] = flat[0::4], flat[2::4], flat[3::4]
        found.extend(kept)
        if flat[0::4] != flat[1::4]:
            long += [row for row in rows if row[0] != row[1]]
    return found, long


def _every_segment(connection: Connection, long: list[tuple[int, int, int, int]]) -> array[int]:
    """Rows of four for codings that touch several segments: segment, code, coder, number of the coding."""
    found = array("i")
    if long:
        s = t.segment.c
        order = _poured(connection, select(s.id).order_by(s.transcript_id, s.position))
        place = array("i", bytes(order.itemsize * (max(order) + 1)))
        for i, segment in enumerate(order):
            place[segment] = i
        for number, (first, last, code, coder) in enumerate(long, 1):
            for segment in order[place[first] : place[last] + 1]:
                found.extend((segment, code, coder, number))
    return found


def _poured(connection: Connection, query: Select[*tuple[Any, ...]]) -> array[int]:
    """The integers of all rows, end to end. The driver's own rows: SQLAlchemy's take twice as long."""
    found = array("i")
    cursor = connection.execute(query).cursor
    while rows := cursor.fetchmany(_AT_ONCE):
        found.extend(chain.from_iterable(rows))
    return found


def stretches(study: Study) -> list[Stretch]:
    """Units, what was decided of them, and codings, as characters: for where codes begin and end.

    A coder has decided the units with a decision and those a coding of hers touches.
    """
    c, s = t.coding.c, t.segment.c
    units = segments_with_speakers(s.transcript_id, s.start, s.end).where(is_unit())
    codings = (
        select(c.transcript_id, c.start, c.end, c.coder_id, c.code_id)
        .join(t.transcript, t.transcript.c.id == c.transcript_id)
        .where(live(t.coding), live(t.transcript), study.sees(c.coder_id, c.transcript_id))
    )
    marked = (
        segments_with_speakers(s.transcript_id, s.start, s.end, t.decision.c.coder_id)
        .join(t.decision, t.decision.c.segment_id == s.id)
        .where(is_unit(), study.sees_of_segment(t.decision.c.coder_id, t.decision.c.segment_id))
    )
    coded = (
        segments_with_speakers(s.transcript_id, s.start, s.end, c.coder_id)
        .join(t.coding, (c.transcript_id == s.transcript_id) & (c.start < s.end) & (c.end > s.start))
        .where(is_unit(), live(t.coding), study.sees(c.coder_id, c.transcript_id))
    )
    with study.read() as connection:
        found = {tuple(row) for query in (units, marked, coded) for row in connection.execute(query)}
        codes = [tuple(row) for row in connection.execute(codings)]
    return [
        Stretch(row[0], Span(row[1], row[2]), *row[3:])
        for row in (*sorted(found, key=lambda row: (len(row), row)), *codes)
    ]
