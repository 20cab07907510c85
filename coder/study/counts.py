"""The queries that hand counts to the analysis and progress to the lists.

What leaves here are plain rows of ids; what they mean as percentages and coefficients
is said in :mod:`coder.analysis` alone.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, func, or_, select, true, union

from coder.model import CoderError, Quote, TranscriptLine
from coder.study import tables as t
from coder.study.study import Study, live


def is_unit() -> ColumnElement[bool]:
    """Whether coders decide about a segment, in a query that has its speaker."""
    return (t.segment.c.kind == "turn") & or_(
        t.segment.c.speaker_id.is_(None), t.speaker.c.role != "interviewer"
    )


def whose() -> ColumnElement[int | None]:
    """The respondent behind a segment: its speaker's, else the transcript's; an interviewer is nobody."""
    linked = select(t.speaker.c.transcript_id).where(t.speaker.c.respondent_id.is_not(None))
    return case(
        (t.speaker.c.role == "interviewer", None),
        (t.speaker.c.respondent_id.is_not(None), t.speaker.c.respondent_id),
        (t.transcript.c.id.not_in(linked), t.transcript.c.respondent_id),
        else_=None,
    )


def segments_with_speakers(*columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """Segments of live transcripts with their speakers."""
    return (
        select(*columns)
        .select_from(t.segment)
        .join(t.transcript, t.transcript.c.id == t.segment.c.transcript_id)
        .outerjoin(t.speaker, t.speaker.c.id == t.segment.c.speaker_id)
        .where(live(t.transcript))
    )


def transcript_lines(study: Study, only: int | None = None) -> list[TranscriptLine]:
    """The interviews with the progress of the coder who looks (nobody's, when nobody codes).

    ``only`` is the id of an interview to tell of alone.
    """
    me = study.coder.id if study.coder else 0
    worked = worked_by(me, only)
    progress = (
        segments_with_speakers(t.segment.c.transcript_id, func.count(), func.count(worked.c.segment_id))
        .outerjoin(worked, worked.c.segment_id == t.segment.c.id)
        .where(is_unit(), _only(t.segment.c.transcript_id, only))
        .group_by(t.segment.c.transcript_id)
    )
    counted = (
        select(t.coding.c.transcript_id, func.count().label("n"))
        .where(t.coding.c.coder_id == me, live(t.coding), _only(t.coding.c.transcript_id, only))
        .group_by(t.coding.c.transcript_id)
    )
    with study.read() as connection:
        units = {id_: (n, done) for id_, n, done in connection.execute(progress)}
        codings = {row.transcript_id: row.n for row in connection.execute(counted)}
        refs: dict[int, list[str]] = {}
        for id_, ref in connection.execute(_respondents_of_transcripts(only)):
            refs.setdefault(id_, []).append(ref)
        c = t.transcript.c
        rows = connection.execute(
            select(c.id, c.name, c.language).where(live(t.transcript), _only(c.id, only)).order_by(c.id)
        ).all()
    return [
        TranscriptLine(
            r.id,
            r.name,
            r.language,
            tuple(refs.get(r.id, ())),
            *units.get(r.id, (0, 0)),
            codings.get(r.id, 0),
        )
        for r in rows
    ]


def worked_by(coder_id: int, only: int | None) -> Subquery:
    """The segments that a coder has decided about: those the codings touch, and those marked as done."""
    first, last, touched = (t.segment.alias(name) for name in ("first", "last", "touched"))
    c = t.coding.c
    mine = (c.coder_id == coder_id, live(t.coding), _only(c.transcript_id, only))
    begun = select(c.segment_first_id.label("segment_id")).where(*mine)
    long = (
        select(touched.c.id)
        .select_from(t.coding)
        .join(first, first.c.id == c.segment_first_id)
        .join(last, last.c.id == c.segment_last_id)
        .join(
            touched,
            (touched.c.transcript_id == c.transcript_id)
            & touched.c.position.between(first.c.position, last.c.position),
        )
        .where(*mine, c.segment_first_id != c.segment_last_id)
    )
    marked = select(t.decision.c.segment_id).where(t.decision.c.coder_id == coder_id)
    if only is not None:
        marked = marked.where(
            t.decision.c.segment_id.in_(select(t.segment.c.id).where(t.segment.c.transcript_id == only))
        )
    return union(begun, long, marked).subquery()


def _only(column: ColumnElement[int], id_: int | None) -> ColumnElement[bool]:
    return true() if id_ is None else column == id_


def _respondents_of_transcripts(only: int | None) -> Select[*tuple[Any, ...]]:
    speaker, transcript = t.speaker.c, t.transcript.c
    by_speaker = select(speaker.transcript_id, speaker.respondent_id)
    by_speaker = by_speaker.where(_only(speaker.transcript_id, only))
    alone = select(transcript.id, transcript.respondent_id).where(_only(transcript.id, only))
    both = by_speaker.union(alone).subquery()
    return (
        select(both.c.transcript_id, t.respondent.c.ref)
        .join(t.respondent, t.respondent.c.id == both.c.respondent_id)
        .where(live(t.respondent))
        .order_by(t.respondent.c.id)
    )


def quotes(
    study: Study,
    code_ids: list[int] | None = None,
    coder: str | None = None,
    transcript: str | None = None,
) -> list[Quote]:
    """Live codings with their words, in the order of transcripts and text."""
    if coder is not None and study.coder is not None and coder != study.coder.name:
        study.refuse_blind("these quotes", _id_of(study, transcript))
    query = (
        select(
            t.transcript.c.name,
            t.respondent.c.ref,
            t.speaker.c.label,
            t.codebook.c.slug,
            t.code.c.slug,
            t.coder.c.name,
            t.segment.c.position + 1,
            *t.coding.c["start", "end", "quote", "context_before", "context_after"],
        )
        .select_from(t.coding)
        .join(t.transcript, t.transcript.c.id == t.coding.c.transcript_id)
        .join(t.segment, t.segment.c.id == t.coding.c.segment_first_id)
        .outerjoin(t.speaker, t.speaker.c.id == t.segment.c.speaker_id)
        .outerjoin(t.respondent, t.respondent.c.id == whose())
        .join(t.code, t.code.c.id == t.coding.c.code_id)
        .join(t.codebook, t.codebook.c.id == t.code.c.codebook_id)
        .join(t.coder, t.coder.c.id == t.coding.c.coder_id)
        .where(live(t.coding), live(t.transcript), study.sees(t.coding.c.coder_id, t.coding.c.transcript_id))
        .order_by(t.transcript.c.id, t.coding.c.start, t.coding.c.end, t.coder.c.id, t.code.c.id)
    )
    if code_ids is not None:
        query = query.where(t.code.c.id.in_(code_ids))
    if coder is not None:
        query = query.where(t.coder.c.name == coder)
    if transcript is not None:
        query = query.where(t.transcript.c.name == transcript)
    with study.read() as connection:
        found = [Quote(*row) for row in connection.execute(query)]
        if transcript is not None and not found:
            known = select(func.count()).where(t.transcript.c.name == transcript, live(t.transcript))
            if not connection.execute(known).scalar():
                raise CoderError(f"there is no transcript {transcript!r} in this study.")
    return found


def _id_of(study: Study, transcript: str | None) -> int | None:
    """The id of a transcript of that name; None where there is none."""
    query = select(t.transcript.c.id).where(t.transcript.c.name == transcript, live(t.transcript))
    with study.read() as connection:
        return connection.execute(query).scalar()


def transcript_names(study: Study) -> dict[int, str]:
    """The transcripts by id, in the order of import."""
    query = select(*t.transcript.c["id", "name"]).where(live(t.transcript)).order_by(t.transcript.c.id)
    with study.read() as connection:
        return {row.id: row.name for row in connection.execute(query)}


def unit_names(study: Study) -> dict[int, str]:
    """The units by their segment's id, in order, each named as in a list of quotes: ``E01:12``."""
    query = (
        segments_with_speakers(t.segment.c.id, t.transcript.c.name, t.segment.c.position)
        .where(is_unit())
        .order_by(t.segment.c.transcript_id, t.segment.c.position)
    )
    with study.read() as connection:
        return {id_: f"{name}:{position + 1}" for id_, name, position in connection.execute(query)}
