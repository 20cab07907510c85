"""What other coders did in an interview, for those who may see it: the ground of a discussion."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from coder.model import Span
from coder.study import tables as t
from coder.study.study import Study, live


@dataclass(frozen=True, slots=True)
class OthersCoding:
    """A live coding that is another coder's."""

    id: int
    coder: str
    code_id: int
    span: Span


def may_see(study: Study, transcript_id: int) -> bool:
    """Whether whoever looks may see others' work in an interview."""
    if study.coder is None or not study.coder.blind:
        return True
    with study.read() as connection:
        return (
            connection.execute(study.opened().where(t.opening.c.transcript_id == transcript_id)).first()
            is not None
        )


def opened_transcripts(study: Study) -> list[str]:
    """The names of the interviews in which whoever looks may see others' work, in the order of import."""
    query = select(t.transcript.c.name).where(live(t.transcript)).order_by(t.transcript.c.id)
    if study.coder is not None and study.coder.blind:
        query = query.where(t.transcript.c.id.in_(study.opened()))
    with study.read() as connection:
        return list(connection.execute(query).scalars())


def codings_of_others(study: Study, transcript_id: int) -> list[OthersCoding]:
    """The live codings of all but who looks in an interview, by place, coder and code.

    Raises:
        CoderError: who looks codes blind, and the interview is not open to that coder.
    """
    study.refuse_blind("others' codings", transcript_id)
    c = t.coding.c
    me = study.coder.id if study.coder else 0
    query = (
        select(c.id, t.coder.c.name, c.code_id, c.start, c.end)
        .join(t.coder, t.coder.c.id == c.coder_id)
        .where(c.transcript_id == transcript_id, c.coder_id != me, live(t.coding))
        .order_by(c.start, c.end, c.coder_id, c.code_id)
    )
    with study.read() as connection:
        return [
            OthersCoding(id_, coder, code, Span(start, end))
            for id_, coder, code, start, end in connection.execute(query)
        ]
