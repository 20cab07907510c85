"""Change a coding that stands: its span or its code. It keeps its id, its guid and its memos."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from coder.model import CoderError, Span
from coder.study import tables as t
from coder.study.coding import NewCoding, codable, own_coding, segments_of, summary_of, words_of
from coder.study.study import Study, live


def resize(study: Study, coding_id: int, span: Span) -> None:
    """Give one of the acting coder's codings another span of the same transcript.

    Raises:
        CoderError: the coding is another's or gone, the span lies outside the text or every
            segment, or the code stands on that span already.
    """
    coder = study.acting()
    with study.change("resize") as change:
        connection = change.connection
        row = own_coding(connection, coder, coding_id, "change")
        new = NewCoding(row.transcript_id, span, row.code_id)
        before, quote, after = words_of(connection, new)
        first, last = segments_of(connection, new)
        if span == Span(row.start, row.end):
            return
        _refuse_twin(connection, row, new)
        change.update(
            t.coding,
            {"id": coding_id},
            start=span.start,
            end=span.end,
            segment_first_id=first,
            segment_last_id=last,
            codebook_version=version_of(connection, row.code_id),
            quote=quote,
            context_before=before,
            context_after=after,
        )
        change.summary = summary_of(connection, "resize", coding_id)


def recode(study: Study, coding_id: int, code_id: int) -> None:
    """Give one of the acting coder's codings another code.

    Raises:
        CoderError: the coding is another's or gone, the code cannot be applied, or it stands
            on that span already.
    """
    coder = study.acting()
    with study.change("recode") as change:
        connection = change.connection
        row = own_coding(connection, coder, coding_id, "change")
        if code_id == row.code_id:
            return
        version = codable(connection, {code_id})[code_id]
        _refuse_twin(connection, row, NewCoding(row.transcript_id, Span(row.start, row.end), code_id))
        old = connection.execute(select(t.code.c.slug).where(t.code.c.id == row.code_id)).scalar_one()
        change.update(t.coding, {"id": coding_id}, code_id=code_id, codebook_version=version)
        change.summary = summary_of(connection, f"recode {old} as", coding_id)


def version_of(connection: Connection, code_id: int) -> int:
    """The present version of a code's codebook."""
    query = select(t.codebook.c.version).join(t.code, t.code.c.codebook_id == t.codebook.c.id)
    return int(connection.execute(query.where(t.code.c.id == code_id)).scalar_one())


def twin(connection: Connection, row: Any, new: NewCoding) -> int | None:
    """Another live coding of the same coder that is what ``row`` would become, if there is one."""
    query = select(t.coding.c.id).where(
        t.coding.c.id != row.id,
        t.coding.c.coder_id == row.coder_id,
        t.coding.c.transcript_id == new.transcript_id,
        t.coding.c.start == new.span.start,
        t.coding.c.end == new.span.end,
        t.coding.c.code_id == new.code_id,
        live(t.coding),
    )
    return connection.execute(query).scalar()


def _refuse_twin(connection: Connection, row: Any, new: NewCoding) -> None:
    if twin(connection, row, new) is not None:
        slug = connection.execute(select(t.code.c.slug).where(t.code.c.id == new.code_id)).scalar_one()
        raise CoderError(f"{slug} stands on exactly this passage already; remove one of the two.")
