"""The codings of a study as rows, one after the other, however many there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import Connection, select

from coder.model import CoderError, in_language
from coder.study import memos, people
from coder.study import tables as t
from coder.study.counts import segments_with_speakers, whose
from coder.study.study import Study, live

_AT_ONCE = 2_000
"""Rows that are fetched together; memory is bounded by it."""


@dataclass(frozen=True, slots=True)
class CodedRow:
    """A live coding and all that a table says of it; without a code, a decision that none applies."""

    transcript: str
    respondent: str | None
    speaker: str | None
    segment: int
    """The number of the segment it begins in, counted from 1."""
    codebook: str | None
    code: str | None
    code_label: str | None
    coder: str
    start: int
    end: int
    """Code points of the stored text, the end exclusive."""
    quote: str | None
    memo: str | None
    created_at: str
    guid: str | None


COLUMNS = tuple(each.name for each in fields(CodedRow))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which codings."""

    code_ids: Sequence[int] | None = None
    coder: str | None = None
    transcript: str | None = None
    decisions: bool = False
    """Whether the segments that a coder marked as decided follow, each as a row without a code."""
    language: str = "en"


def rows(study: Study, wanted: Wanted | None = None) -> Iterator[CodedRow]:
    """The codings that whoever looks may see, in the order of transcripts and text.

    Raises:
        CoderError: there is no such coder or transcript, or they are not to be seen.
    """
    wanted = wanted or Wanted()
    transcript_id = _transcript_id(study, wanted.transcript) if wanted.transcript else None
    coder_id = people.coder_named(study, wanted.coder).id if wanted.coder else None
    if study.coder is not None and coder_id not in (None, study.coder.id):
        study.refuse_blind(f"the codings of {wanted.coder}", transcript_id)
    with study.read() as connection:
        yield from _codings(study, connection, wanted, coder_id, transcript_id)
        if wanted.decisions:
            yield from _decisions(study, connection, coder_id, transcript_id)


def _codings(
    study: Study, connection: Connection, wanted: Wanted, coder_id: int | None, transcript_id: int | None
) -> Iterator[CodedRow]:
    c = t.coding.c
    query = (
        segments_with_speakers(
            *(t.transcript.c.name, t.respondent.c.ref, t.speaker.c.label, t.segment.c.position),
            *(c.id, c.code_id, c.coder_id, c.start, c.end, c.quote, c.created_at, c.guid),
        )
        .join(t.coding, c.segment_first_id == t.segment.c.id)
        .outerjoin(t.respondent, t.respondent.c.id == whose())
        .where(live(t.coding), study.sees(c.coder_id, c.transcript_id))
        .order_by(c.transcript_id, c.start, c.end, c.coder_id, c.code_id)
    )
    if wanted.code_ids is not None:
        query = query.where(c.code_id.in_(wanted.code_ids))
    if coder_id is not None:
        query = query.where(c.coder_id == coder_id)
    if transcript_id is not None:
        query = query.where(c.transcript_id == transcript_id)
    codes = {
        id_: (book, slug, in_language(label, wanted.language) or slug)
        for id_, book, slug, label in connection.execute(
            select(t.code.c.id, t.codebook.c.slug, t.code.c.slug, t.code.c.label).join(
                t.codebook, t.codebook.c.id == t.code.c.codebook_id
            )
        )
    }
    names = _coders(connection)
    notes = _memos(study, connection)
    streamed = connection.execute(query.execution_options(yield_per=_AT_ONCE))
    for name, ref, label, position, id_, code, coder, start, end, quote, at, guid in streamed:
        book, slug, words = codes[code]
        note = notes.get(id_)
        yield CodedRow(
            *(name, ref, label, position + 1, book, slug, words),
            *(names[coder], start, end, quote, note, at, guid),
        )


def _decisions(
    study: Study, connection: Connection, coder_id: int | None, transcript_id: int | None
) -> Iterator[CodedRow]:
    d, s = t.decision.c, t.segment.c
    query = (
        segments_with_speakers(
            *(t.transcript.c.name, t.respondent.c.ref, t.speaker.c.label, s.position),
            *(d.coder_id, s.start, s.end, d.at),
        )
        .join(t.decision, d.segment_id == s.id)
        .outerjoin(t.respondent, t.respondent.c.id == whose())
        .where(study.sees(d.coder_id, s.transcript_id))
        .order_by(s.transcript_id, s.position, d.coder_id)
    )
    if coder_id is not None:
        query = query.where(d.coder_id == coder_id)
    if transcript_id is not None:
        query = query.where(s.transcript_id == transcript_id)
    names = _coders(connection)
    streamed = connection.execute(query.execution_options(yield_per=_AT_ONCE))
    for name, ref, label, position, coder, start, end, at in streamed:
        yield CodedRow(
            *(name, ref, label, position + 1, None, None, None, names[coder]),
            *(start, end, None, None, at, None),
        )


def _transcript_id(study: Study, name: str) -> int:
    with study.read() as connection:
        named = select(t.transcript.c.id).where(t.transcript.c.name == name, live(t.transcript))
        found = connection.execute(named).scalar()
    if found is None:
        raise CoderError(f"there is no transcript {name!r} in this study.")
    return int(found)


def _coders(connection: Connection) -> dict[int, str]:
    """The names of all who ever coded, by id."""
    return {row.id: row.name for row in connection.execute(select(*t.coder.c["id", "name"]))}


def _memos(study: Study, connection: Connection) -> dict[int, str]:
    """What coders note on their own codings, by the coding; several memos have a line between them."""
    m = t.memo.c
    query = (
        select(m.coding_id, m.text)
        .join(t.coding, t.coding.c.id == m.coding_id)
        .where(live(t.memo), m.coder_id == t.coding.c.coder_id, memos.to_be_seen(study))
        .order_by(m.id)
    )
    found: dict[int, str] = {}
    for coding_id, text in connection.execute(query):
        found[coding_id] = f"{found[coding_id]}\n\n{text}" if coding_id in found else text
    return found
