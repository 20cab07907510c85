"""Marks by the million: the same rows as :func:`coder.study.counts.marks`, in columns of integers.

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
    seen = (live(t.coding), study.sees(c.coder_id))
    codings = select(c.segment_first_id, c.code_id, c.coder_id).where(*seen)
    decided = select(t.decision.c.segment_id, t.decision.c.coder_id).where(study.sees(t.decision.c.coder_id))
    with study.read() as connection:
        found = _poured(connection, codings)
        found.extend(_poured(connection, _further_segments().where(*seen)))
        return Columns(_poured(connection, units), found, _poured(connection, decided))


def passages(study: Study) -> array[int]:
    """Rows of four: segment, code, coder, coding; a coding has a row for each segment it touches."""
    c = t.coding.c
    seen = (live(t.coding), study.sees(c.coder_id))
    with study.read() as connection:
        found = _poured(connection, select(c.segment_first_id, c.code_id, c.coder_id, c.id).where(*seen))
        found.extend(_poured(connection, _further_segments().add_columns(c.id).where(*seen)))
        return found


def _further_segments() -> Select[*tuple[Any, ...]]:
    """The segments after the first one of spans that run over several."""
    first, last, touched = (t.segment.alias(name) for name in ("first", "last", "touched"))
    return (
        select(touched.c.id, t.coding.c.code_id, t.coding.c.coder_id)
        .select_from(t.coding)
        .join(first, first.c.id == t.coding.c.segment_first_id)
        .join(last, last.c.id == t.coding.c.segment_last_id)
        .join(
            touched,
            (touched.c.transcript_id == t.coding.c.transcript_id)
            & (touched.c.position > first.c.position)
            & (touched.c.position <= last.c.position),
        )
        .where(t.coding.c.segment_first_id != t.coding.c.segment_last_id)
    )


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
        .where(live(t.coding), live(t.transcript), study.sees(c.coder_id))
    )
    marked = (
        segments_with_speakers(s.transcript_id, s.start, s.end, t.decision.c.coder_id)
        .join(t.decision, t.decision.c.segment_id == s.id)
        .where(is_unit(), study.sees(t.decision.c.coder_id))
    )
    coded = (
        segments_with_speakers(s.transcript_id, s.start, s.end, c.coder_id)
        .join(t.coding, (c.transcript_id == s.transcript_id) & (c.start < s.end) & (c.end > s.start))
        .where(is_unit(), live(t.coding), study.sees(c.coder_id))
    )
    with study.read() as connection:
        found = {tuple(row) for query in (units, marked, coded) for row in connection.execute(query)}
        codes = [tuple(row) for row in connection.execute(codings)]
    return [
        Stretch(row[0], Span(row[1], row[2]), *row[3:])
        for row in (*sorted(found, key=lambda row: (len(row), row)), *codes)
    ]
