"""When a coder was last where."""

from __future__ import annotations

from sqlalchemy import func, select

from coder.study import tables as t
from coder.study.study import Study, live


def last_touched(study: Study) -> dict[int, str]:
    """When whoever looks last worked on each interview, by its id; nothing when nobody codes.

    Work is a coding made or removed, a segment marked as done, and a memo written or edited.
    Only the own work is read, whether the coder is blind or not.
    """
    if study.coder is None:
        return {}
    me = study.coder.id
    c, d, m = t.coding.c, t.decision.c, t.memo.c
    coded = (
        select(c.transcript_id, func.max(func.coalesce(c.removed_at, c.created_at)))
        .where(c.coder_id == me)
        .group_by(c.transcript_id)
    )
    marked = (
        select(t.segment.c.transcript_id, func.max(d.at))
        .join(t.segment, t.segment.c.id == d.segment_id)
        .where(d.coder_id == me)
        .group_by(t.segment.c.transcript_id)
    )
    where = func.coalesce(m.transcript_id, t.segment.c.transcript_id, c.transcript_id)
    noted = (
        select(where, func.max(func.coalesce(m.edited_at, m.created_at)))
        .select_from(t.memo)
        .outerjoin(t.segment, t.segment.c.id == m.segment_id)
        .outerjoin(t.coding, c.id == m.coding_id)
        .where(m.coder_id == me, live(t.memo), where.is_not(None))
        .group_by(where)
    )
    found: dict[int, str] = {}
    with study.read() as connection:
        for query in (coded, marked, noted):
            for id_, at in connection.execute(query):
                found[id_] = max(at, found.get(id_, at))
    return found
