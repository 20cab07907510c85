"""Codings whose words were not found in a new text: they wait here until a person places or drops them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from coder.model import CoderError, Span
from coder.study import tables as t
from coder.study.change import Change
from coder.study.coding import NewCoding, segments_of, summary_of, words_of
from coder.study.recoding import twin
from coder.study.rewriting.anchors import Placed, Places
from coder.study.rewriting.guessing import guess
from coder.study.study import Study, live


@dataclass(frozen=True, slots=True)
class Lost:
    """A coding that waits."""

    id: int
    coding_id: int
    transcript_id: int
    transcript: str
    coder: str
    code: str
    """``codebook/slug``."""
    quote: str
    context_before: str
    context_after: str
    version: int
    """The text the quote is from."""
    lost_at: str
    guess: Placed | None = None
    """The place most like it in the text that is there; nothing more than a suggestion."""


def lost(study: Study, name: str | None = None, guesses: bool = True) -> list[Lost]:
    """The codings that wait, those that whoever looks may see, in the order of interviews and old texts.

    Args:
        study: where to look.
        name: of one interview; None: of all.
        guesses: whether to look for the place most like each, which takes a moment.
    """
    c, v = t.coding.c, t.transcript_version.c
    query = (
        select(
            *t.lost_coding.c["id", "coding_id", "lost_at"],
            *c["transcript_id", "start", "end", "quote", "context_before", "context_after"],
            t.transcript.c.name,
            t.coder.c.name.label("coder"),
            t.codebook.c.slug.label("book"),
            t.code.c.slug,
            v.id.label("version_id"),
            v.version,
        )
        .select_from(t.lost_coding)
        .join(t.coding, c.id == t.lost_coding.c.coding_id)
        .join(t.transcript_version, v.id == t.lost_coding.c.version_id)
        .join(t.transcript, t.transcript.c.id == c.transcript_id)
        .join(t.coder, t.coder.c.id == c.coder_id)
        .join(t.code, t.code.c.id == c.code_id)
        .join(t.codebook, t.codebook.c.id == t.code.c.codebook_id)
        .where(live(t.lost_coding), live(t.transcript), study.sees(c.coder_id, c.transcript_id))
        .order_by(c.transcript_id, v.version, c.start, c.end, t.lost_coding.c.id)
    )
    with study.read() as connection:
        if name is not None:
            query = query.where(t.transcript.c.name == name)
            _refuse_unknown(connection, name)
        rows = connection.execute(query).all()
        laid: dict[int, Places] = {}
        return [_lost(connection, row, laid if guesses else None) for row in rows]


def waiting(study: Study) -> dict[int, int]:
    """How many codings wait in each interview, by its id; those that whoever looks may see."""
    c = t.coding.c
    query = (
        select(c.transcript_id, func.count())
        .select_from(t.lost_coding)
        .join(t.coding, c.id == t.lost_coding.c.coding_id)
        .join(t.transcript, t.transcript.c.id == c.transcript_id)
        .where(live(t.lost_coding), live(t.transcript), study.sees(c.coder_id, c.transcript_id))
        .group_by(c.transcript_id)
    )
    with study.read() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


def place(study: Study, lost_id: int, span: Span) -> None:
    """Put a coding that waits where a person says; it is the same coding, with its memos.

    Raises:
        CoderError: it does not wait (any more), is another's, its code has gone or was merged, or
            the place is outside the text or every segment, or has that code already.
    """
    with study.change("transcript place") as change:
        connection = change.connection
        row = _row(study, connection, lost_id)
        _refuse_gone_code(connection, row.code_id)
        new = NewCoding(row.transcript_id, span, row.code_id)
        before, quote, after = words_of(connection, new)
        first, last = segments_of(connection, new)
        if twin(connection, _Coding(row.coding_id, row.coder_id), new) is not None:
            raise CoderError(
                "the code stands on exactly this passage already; drop this one, or place it elsewhere."
            )
        change.update(
            t.coding,
            {"id": row.coding_id},
            start=span.start,
            end=span.end,
            segment_first_id=first,
            segment_last_id=last,
            quote=quote,
            context_before=before,
            context_after=after,
            removed_at=None,
        )
        _revive_memos(change, row)
        change.remove(t.lost_coding, lost_id)
        change.summary = summary_of(connection, "place again", row.coding_id)


def drop(study: Study, lost_id: int) -> None:
    """Give a coding that waits up; its row stays, as that of a removed one."""
    with study.change("transcript drop") as change:
        row = _row(study, change.connection, lost_id)
        change.remove(t.lost_coding, lost_id)
        change.summary = summary_of(change.connection, "give up", row.coding_id)


def span_of(study: Study, lost_id: int, words: str) -> Span:
    """Where some words stand in the text of the interview of a coding that waits; they must stand once."""
    with study.read() as connection:
        row = _row(study, connection, lost_id)
        query = select(t.transcript.c.text).where(t.transcript.c.id == row.transcript_id)
        text = str(connection.execute(query).scalar_one())
    at = text.find(words) if words else -1
    if at < 0:
        raise CoderError(f"the words {_short(words)} do not stand in the text; give them letter for letter.")
    if text.find(words, at + 1) >= 0:
        raise CoderError(f"the words {_short(words)} stand in the text more than once; give more of them.")
    return Span(at, at + len(words))


def guess_of(study: Study, lost_id: int) -> Placed:
    """The place most like a coding that waits.

    Raises:
        CoderError: nothing in the text is like it.
    """
    with study.read() as connection:
        row = _row(study, connection, lost_id)
        name = select(t.transcript.c.name).where(t.transcript.c.id == row.transcript_id)
        whose = str(connection.execute(name).scalar_one())
    [found] = [each for each in lost(study, whose) if each.id == lost_id]
    if found.guess is None:
        raise CoderError("nothing in the text is like it; say where with --at and the words.")
    return found.guess


@dataclass(frozen=True, slots=True)
class _Coding:
    id: int
    coder_id: int


def _row(study: Study, connection: Connection, lost_id: int) -> Any:
    """A coding that waits and that whoever looks may deal with."""
    c = t.coding.c
    query = (
        select(t.lost_coding.c.lost_at, *c["transcript_id", "coder_id", "code_id"], c.id.label("coding_id"))
        .join(t.coding, c.id == t.lost_coding.c.coding_id)
        .where(t.lost_coding.c.id == lost_id, live(t.lost_coding), _seen(study))
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise CoderError(f"there is no lost coding number {lost_id} (any more); see coder transcript lost.")
    if study.coder is not None and study.coder.role != "lead" and row.coder_id != study.coder.id:
        raise CoderError(f"this coding is another coder's; {study.coder.name} cannot deal with it.")
    return row


def _seen(study: Study) -> ColumnElement[bool]:
    return study.sees(t.coding.c.coder_id, t.coding.c.transcript_id)


def _refuse_unknown(connection: Connection, name: str) -> None:
    there = select(t.transcript.c.id).where(t.transcript.c.name == name, live(t.transcript))
    if connection.execute(there).scalar() is None:
        raise CoderError(f"there is no transcript {name!r} in this study.")


def _refuse_gone_code(connection: Connection, code_id: int) -> None:
    row = connection.execute(
        select(*t.code.c["slug", "status", "removed_at"]).where(t.code.c.id == code_id)
    ).one()
    if row.removed_at is not None or row.status == "merged":
        gone = "merged into another code" if row.removed_at is None else "taken out of the codebook"
        raise CoderError(f"{row.slug} has been {gone} since; drop this coding and code the passage anew.")


def _revive_memos(change: Change, row: Any) -> None:
    """The memos that were taken out with the coding come back with it."""
    m = t.memo.c
    query = select(m.id).where(m.coding_id == row.coding_id, m.removed_at == row.lost_at)
    for memo_id in change.connection.execute(query).scalars().all():
        change.update(t.memo, {"id": memo_id}, removed_at=None)


def _lost(connection: Connection, row: Any, laid: dict[int, Places] | None) -> Lost:
    found = None
    if laid is not None:
        if row.version_id not in laid:
            old = select(t.transcript_version.c.text).where(t.transcript_version.c.id == row.version_id)
            new = select(t.transcript.c.text).where(t.transcript.c.id == row.transcript_id)
            laid[row.version_id] = Places(
                connection.execute(old).scalar_one(), connection.execute(new).scalar_one()
            )
        found = guess(laid[row.version_id], Span(row.start, row.end))
    return Lost(
        row.id,
        row.coding_id,
        row.transcript_id,
        row.name,
        row.coder,
        f"{row.book}/{row.slug}",
        row.quote,
        row.context_before,
        row.context_after,
        row.version,
        row.lost_at,
        found,
    )


def _short(words: str) -> str:
    return f"“{words if len(words) <= 40 else words[:39] + '…'}”"
