"""When coders were where: the order of the work."""

from __future__ import annotations

from sqlalchemy import func, select

from coder.study import tables as t
from coder.study.study import Study, live


def moments(study: Study) -> dict[tuple[int, int], str]:
    """When a coder first coded a segment or marked it as done, by (segment, coder)."""
    c, d = t.coding.c, t.decision.c
    coded = (
        select(c.segment_first_id, c.coder_id, func.min(c.created_at))
        .where(live(t.coding), study.sees(c.coder_id, c.transcript_id))
        .group_by(c.segment_first_id, c.coder_id)
    )
    marked = select(d.segment_id, d.coder_id, d.at).where(study.sees_of_segment(d.coder_id, d.segment_id))
    found: dict[tuple[int, int], str] = {}
    with study.read() as connection:
        for query in (coded, marked):
            for segment, coder, at in connection.execute(query):
                found[segment, coder] = min(at, found.get((segment, coder), at))
    return found
