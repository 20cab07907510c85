"""What there is to an interview in a study, as a change of its text has to know it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from coder.model import CoderError
from coder.study import tables as t
from coder.study.study import live

CODING = (
    "id",
    "coder_id",
    "code_id",
    "start",
    "end",
    "segment_first_id",
    "segment_last_id",
    "quote",
    "created_at",
    "removed_at",
)


@dataclass(frozen=True, slots=True)
class Interview:
    """All rows that hang on the text of one interview, removed ones too."""

    row: Any
    segments: list[Any]
    """In the order of the text."""
    speakers: list[Any]
    codings: list[Any]
    decisions: list[Any]
    memos: list[Any]
    """Those on segments."""
    coding_memos: list[Any]
    """Live ones on codings of the interview."""
    settlements: list[Any]
    waiting: frozenset[int]
    """The ids of the codings that wait for a place: they are of the text they were lost from."""


def id_of(connection: Connection, name: str) -> int:
    """The id of the interview of that name."""
    query = select(t.transcript.c.id).where(t.transcript.c.name == name, live(t.transcript))
    found = connection.execute(query).scalar()
    if found is None:
        raise CoderError(f"there is no transcript {name!r} in this study.")
    return int(found)


def interview(connection: Connection, transcript_id: int) -> Interview:
    """Read one interview with everything that hangs on its text."""

    def rows(query: Any) -> list[Any]:
        return list(connection.execute(query).all())

    s, c, m = t.segment.c, t.coding.c, t.memo.c
    mine = select(s.id).where(s.transcript_id == transcript_id)
    codings = select(c.id).where(c.transcript_id == transcript_id)
    return Interview(
        connection.execute(select(t.transcript).where(t.transcript.c.id == transcript_id)).one(),
        rows(select(t.segment).where(s.transcript_id == transcript_id).order_by(s.position)),
        rows(select(t.speaker).where(t.speaker.c.transcript_id == transcript_id).order_by(t.speaker.c.id)),
        rows(select(*c[CODING]).where(c.transcript_id == transcript_id).order_by(c.id)),
        rows(
            select(t.decision)
            .where(t.decision.c.segment_id.in_(mine))
            .order_by(t.decision.c.segment_id, t.decision.c.coder_id)
        ),
        rows(select(*m["id", "segment_id", "removed_at"]).where(m.segment_id.in_(mine)).order_by(m.id)),
        rows(select(*m["id", "coding_id"]).where(m.coding_id.in_(codings), live(t.memo)).order_by(m.id)),
        rows(
            select(*t.settlement.c["id", "segment_id", "removed_at"])
            .where(t.settlement.c.segment_id.in_(mine))
            .order_by(t.settlement.c.id)
        ),
        frozenset(
            connection.execute(
                select(t.lost_coding.c.coding_id).where(
                    t.lost_coding.c.coding_id.in_(codings), live(t.lost_coding)
                )
            ).scalars()
        ),
    )
