"""Apply and remove codes, and decide about segments: what a coder does all day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from coder.model import Coder, CoderError, Coding, Span
from coder.study import tables as t
from coder.study.change import Change, new_guid
from coder.study.study import Study, live, refuse_gone

CONTEXT = 64
"""Code points of context kept on each side of a quote, to find the place again in an edited text."""


@dataclass(frozen=True, slots=True)
class NewCoding:
    """A coding to be made."""

    transcript_id: int
    span: Span
    code_id: int


def apply(study: Study, transcript_id: int, span: Span, code_id: int) -> int:
    """Code a span; returns the coding's id. A coding that is live already is left as it is.

    Raises:
        CoderError: nobody is coding, the span lies outside the text or every segment, or
            the code is a folder or no longer in use.
    """
    coder = study.acting()
    with study.change("apply") as change:
        ids = _insert(change, coder, [NewCoding(transcript_id, span, code_id)])
        change.summary = summary_of(change.connection, "apply", ids[0])
    return ids[0]


def apply_all(study: Study, codings: Sequence[NewCoding], summary: str) -> list[int]:
    """Code many spans as one change, which one undo takes back."""
    coder = study.acting()
    with study.change("apply") as change:
        ids = _insert(change, coder, codings)
        change.summary = summary
    return ids


def bring_in(
    study: Study, coder: Coder, codings: Sequence[NewCoding], segment_ids: Iterable[int], summary: str
) -> None:
    """Store codings and decisions that a coder made elsewhere, as one change by whoever leads the study.

    The event is the leader's, so that the coder's own undo never reaches it.
    """
    if study.coder is not None:
        raise CoderError("codings are brought in by whoever leads the study; leave --coder out.")
    with study.change("codings import") as change:
        refuse_gone(change.connection, coder)
        _insert(change, coder, codings)
        _decide(change, coder, segment_ids, decided=True)
        change.summary = summary


def remove(study: Study, coding_id: int) -> None:
    """Remove one of the acting coder's codings, and the memos on it. The rows stay, marked."""
    coder = study.acting()
    with study.change("remove") as change:
        own_coding(change.connection, coder, coding_id, "remove")
        memos = select(t.memo.c.id).where(t.memo.c.coding_id == coding_id, live(t.memo))
        for memo_id in change.connection.execute(memos).scalars().all():
            change.remove(t.memo, memo_id)
        change.remove(t.coding, coding_id)
        change.summary = summary_of(change.connection, "remove", coding_id)


def own_coding(connection: Connection, coder: Coder, coding_id: int, verb: str) -> Any:
    """The row of a live coding of this coder; a sentence where it is gone or another's."""
    query = select(t.coding).where(t.coding.c.id == coding_id, live(t.coding))
    row = connection.execute(query).one_or_none()
    if row is None:
        raise CoderError("this coding is not there (any more).")
    if row.coder_id != coder.id:
        raise CoderError(f"this coding is another coder's; {coder.name} cannot {verb} it.")
    return row


def decide(study: Study, segment_ids: Iterable[int], decided: bool = True) -> int:
    """Say of segments that they are done (or, with ``decided`` False, take that back).

    Returns how many changed. A segment with a live coding is decided in any case.
    """
    coder = study.acting()
    with study.change("decide" if decided else "undecide") as change:
        due = _decide(change, coder, segment_ids, decided)
        if due:
            change.summary = f"{change.action} {_segment_words(change.connection, due)}"
    return len(due)


def _decide(change: Change, coder: Coder, segment_ids: Iterable[int], decided: bool) -> list[int]:
    ids = sorted(set(segment_ids))
    query = select(t.decision.c.segment_id).where(t.decision.c.coder_id == coder.id)
    if len(ids) < 500:  # a longer list is cheaper compared here
        query = query.where(t.decision.c.segment_id.in_(ids))
    there = {row.segment_id for row in change.connection.execute(query)}
    due = [each for each in ids if (each in there) != decided]
    if decided:
        _refuse_unknown(change.connection, due)
    for segment_id in due:
        if decided:
            change.insert(t.decision, segment_id=segment_id, coder_id=coder.id, at=change.at)
        else:
            change.delete(t.decision, {"segment_id": segment_id, "coder_id": coder.id})
    return due


def _segment_words(connection: Connection, ids: Sequence[int]) -> str:
    if len(ids) > 1:
        return f"{len(ids)} segments"
    row = connection.execute(
        select(t.transcript.c.name, t.segment.c.position)
        .join(t.segment, t.segment.c.transcript_id == t.transcript.c.id)
        .where(t.segment.c.id == ids[0])
    ).one()
    return f"segment {row.position + 1} of {row.name}"


def codings_of(study: Study, transcript_id: int, coder_id: int) -> list[Coding]:
    """One coder's live codings of a transcript, in the order of the text."""
    if study.coder is not None and coder_id != study.coder.id:
        study.refuse_blind("these codings", transcript_id)
    columns = t.coding.c["id", "guid", "transcript_id", "start", "end", "code_id", "coder_id", "quote"]
    query = (
        select(*columns)
        .where(t.coding.c.transcript_id == transcript_id, t.coding.c.coder_id == coder_id, live(t.coding))
        .order_by(t.coding.c.start, t.coding.c.end, t.coding.c.id)
    )
    with study.read() as connection:
        return [
            Coding(id_, guid, transcript, Span(start, end), code, coder, quote)
            for id_, guid, transcript, start, end, code, coder, quote in connection.execute(query)
        ]


def decided_of(study: Study, transcript_id: int, coder_id: int) -> set[int]:
    """The ids of the segments of a transcript that a coder has marked as done."""
    if study.coder is not None and coder_id != study.coder.id:
        study.refuse_blind("these decisions", transcript_id)
    query = (
        select(t.decision.c.segment_id)
        .join(t.segment, t.segment.c.id == t.decision.c.segment_id)
        .where(t.segment.c.transcript_id == transcript_id, t.decision.c.coder_id == coder_id)
    )
    with study.read() as connection:
        return {row.segment_id for row in connection.execute(query)}


def _refuse_unknown(connection: Connection, segment_ids: Sequence[int]) -> None:
    known: set[int] = set()
    for chunk in range(0, len(segment_ids), 500):
        query = (
            select(t.segment.c.id)
            .join(t.transcript, t.transcript.c.id == t.segment.c.transcript_id)
            .where(t.segment.c.id.in_(segment_ids[chunk : chunk + 500]), live(t.transcript))
        )
        known.update(connection.execute(query).scalars())
    if missing := set(segment_ids) - known:
        raise CoderError(f"there is no segment number {min(missing)} in this study.")


def _insert(change: Change, coder: Coder, codings: Sequence[NewCoding]) -> list[int]:
    connection = change.connection
    versions = codable(connection, {each.code_id for each in codings})
    ids = []
    for each in codings:
        known = connection.execute(
            select(t.coding.c.id).where(
                t.coding.c.transcript_id == each.transcript_id,
                t.coding.c.coder_id == coder.id,
                t.coding.c.code_id == each.code_id,
                t.coding.c.start == each.span.start,
                t.coding.c.end == each.span.end,
                live(t.coding),
            )
        ).scalar()
        if known is not None:
            ids.append(int(known))
            continue
        before, quote, after = words_of(connection, each)
        first, last = segments_of(connection, each)
        ids.append(
            change.insert(
                t.coding,
                guid=new_guid(),
                transcript_id=each.transcript_id,
                start=each.span.start,
                end=each.span.end,
                segment_first_id=first,
                segment_last_id=last,
                code_id=each.code_id,
                coder_id=coder.id,
                codebook_version=versions[each.code_id],
                quote=quote,
                context_before=before,
                context_after=after,
                created_at=change.at,
            )
        )
    return ids


def codable(connection: Connection, code_ids: set[int]) -> Mapping[int, int]:
    """The codebook version of each code; refuses folders and codes no longer in use."""
    rows = connection.execute(
        select(*t.code.c["id", "slug", "codable", "status"], t.codebook.c.version)
        .join(t.codebook, t.codebook.c.id == t.code.c.codebook_id)
        .where(t.code.c.id.in_(code_ids), live(t.code), live(t.codebook))
    ).all()
    for row in rows:
        if not row.codable:
            raise CoderError(f"{row.slug} is a heading of the codebook, not a code; choose a code under it.")
        if row.status in ("merged", "retired"):
            raise CoderError(f"{row.slug} is {row.status} and cannot be applied any more.")
    if missing := code_ids - {row.id for row in rows}:
        raise CoderError(f"there is no code number {min(missing)} in this study.")
    return {row.id: row.version for row in rows}


def segments_of(connection: Connection, new: NewCoding) -> tuple[int, int]:
    """The first and last segment a span touches."""
    c = t.segment.c
    touched = (c.transcript_id == new.transcript_id, c.end > new.span.start, c.start < new.span.end)
    rows = connection.execute(select(c.id).where(*touched).order_by(c.position)).scalars().all()
    if not rows:
        raise CoderError("this passage lies outside every segment of the transcript.")
    return rows[0], rows[-1]


def words_of(connection: Connection, new: NewCoding) -> tuple[str, str, str]:
    """The context before, the quote and the context after; refuses a span outside the text."""
    start, end = new.span.start, new.span.end
    lead = max(0, start - CONTEXT)
    text = t.transcript.c.text
    row = connection.execute(
        select(func.length(text), func.substr(text, lead + 1, max(end - lead, 0) + CONTEXT)).where(
            t.transcript.c.id == new.transcript_id, live(t.transcript)
        )
    ).one_or_none()
    if row is None:
        raise CoderError(f"there is no transcript number {new.transcript_id} in this study.")
    length, part = row
    if start >= end:
        raise CoderError(f"the passage {start}-{end} is empty; choose at least one character.")
    if not 0 <= start < end <= length:
        raise CoderError(f"the passage {start}-{end} is not inside the text, which has {length} characters.")
    return part[: start - lead], part[start - lead : end - lead], part[end - lead :]


def summary_of(connection: Connection, verb: str, coding_id: int) -> str:
    """What was done to a coding, in words for the log."""
    row = connection.execute(
        select(t.code.c.slug, t.transcript.c.name, t.coding.c.quote)
        .select_from(t.coding)
        .join(t.code, t.code.c.id == t.coding.c.code_id)
        .join(t.transcript, t.transcript.c.id == t.coding.c.transcript_id)
        .where(t.coding.c.id == coding_id)
    ).one()
    quote = row.quote if len(row.quote) <= 40 else row.quote[:39] + "…"
    return f"{verb} {row.slug}: {row.name} “{quote}”"
