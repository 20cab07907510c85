"""Memos: notes on a coding, a segment, a transcript, a code or the study.

A memo on a code or on the study is the team's: everybody reads it. One on a coding, a segment
or a transcript may tell how somebody coded, so a blind coder's session reads the own ones, and
others' in the interviews that are open to that coder.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Table,
    and_,
    func,
    or_,
    select,
    true,
    union_all,
)

from coder.model import CoderError, Memo, MemoKind, Span, in_language
from coder.study import people
from coder.study import tables as t
from coder.study.change import new_guid
from coder.study.study import Study, live
from coder.study.texts import clean

KINDS: tuple[MemoKind, ...] = get_args(MemoKind)
_TARGETS: dict[MemoKind, Table] = {
    "coding": t.coding,
    "segment": t.segment,
    "transcript": t.transcript,
    "code": t.code,
}
_FEW = 2_000
"""Memos of a study that are looked through sooner than all the segments and codings of a transcript."""
_SHOWN = 200
"""Code points of a segment that a memo in a list quotes."""


def add(study: Study, text: str, kind: MemoKind = "study", target_id: int = 0) -> int:
    """Write a memo; returns its id. Without a coder it is that of whoever leads the study.

    Raises:
        CoderError: there are no words, or the target is not there or not to be seen.
    """
    words = _words(text)
    with study.change("memo add") as change:
        if kind != "study":
            _refuse_unknown(study, change.connection, kind, target_id)
        id_ = change.insert(
            t.memo,
            guid=new_guid(),
            coder_id=study.coder.id if study.coder else None,
            **{f"{each}_id": target_id if each == kind else None for each in _TARGETS},
            text=words,
            created_at=change.at,
        )
        change.summary = f"memo on the {kind}: {_short(words)}"
    return id_


def edit(study: Study, memo_id: int, text: str) -> None:
    """Give a memo other words. Everybody edits the own ones."""
    words = _words(text)
    with study.change("memo edit") as change:
        if _own(study, change.connection, memo_id, "edit").text == words:
            return
        change.update(t.memo, {"id": memo_id}, text=words, edited_at=change.at)
        change.summary = f"edit a memo: {_short(words)}"


def remove(study: Study, memo_id: int) -> None:
    """Remove a memo of one's own. Its row stays, marked."""
    with study.change("memo remove") as change:
        row = _own(study, change.connection, memo_id, "remove")
        change.remove(t.memo, memo_id)
        change.summary = f"remove a memo: {_short(row.text)}"


def memos(
    study: Study,
    kind: MemoKind | None = None,
    target_id: int | None = None,
    coder: str | None = None,
    transcript: str | None = None,
) -> list[Memo]:
    """Memos, oldest first, that fit all that is asked for.

    ``transcript`` names one and brings the memos on it, its segments and the codings in it.
    """
    if coder is not None:
        coder_id = people.coder_named(study, coder).id
        if study.coder is not None and study.coder.id != coder_id and kind not in ("code", "study"):
            study.refuse_blind(f"the memos of {coder}", _id_of(study, transcript) if transcript else None)
    query = _listing().where(live(t.memo), to_be_seen(study)).order_by(t.memo.c.id)
    if coder is not None:
        query = query.where(t.memo.c.coder_id == coder_id)
    if kind is not None:
        query = query.where(_is_kind(kind))
    if target_id is not None and kind in _TARGETS:
        query = query.where(t.memo.c[f"{kind}_id"] == target_id)
    with study.read() as connection:
        if transcript is not None:
            transcript_id = _id_named(connection, transcript)
            if _few(connection):
                query = query.where(query.selected_columns["in_transcript_id"] == transcript_id)
            else:
                query = query.where(t.memo.c.id.in_(_within(transcript_id)))
        rows = connection.execute(query).all()
        quoted = _quoted(connection, rows)
    return [_memo(row, quoted.get(row.id, "")) for row in rows]


def _id_of(study: Study, transcript: str) -> int:
    with study.read() as connection:
        return _id_named(connection, transcript)


def _id_named(connection: Connection, transcript: str) -> int:
    named = select(t.transcript.c.id).where(t.transcript.c.name == transcript, live(t.transcript))
    transcript_id = connection.execute(named).scalar()
    if transcript_id is None:
        raise CoderError(f"there is no transcript {transcript!r} in this study.")
    return int(transcript_id)


def _quoted(connection: Connection, rows: Sequence[Any]) -> dict[int, str]:
    """The first words of the segments that memos are on; every transcript is read once, one at a time."""
    wanted: dict[int, list[Any]] = {}
    for row in rows:
        if row.segment_id is not None:
            wanted.setdefault(row.in_transcript_id, []).append(row)
    found = {}
    for transcript_id, here in wanted.items():
        query = select(t.transcript.c.text).where(t.transcript.c.id == transcript_id)
        text = connection.execute(query).scalar_one()
        for row in here:
            words = text[row.start : min(row.end, row.start + _SHOWN)]
            found[row.id] = words + "…" * (row.end - row.start > _SHOWN)
    return found


def _few(connection: Connection) -> bool:
    """Whether it is quicker to look at every memo than at everything in a transcript that can have one."""
    some = select(t.memo.c.id).limit(_FEW + 1).subquery()
    return (connection.execute(select(func.count()).select_from(some)).scalar() or 0) <= _FEW


def _within(transcript_id: int) -> CompoundSelect[int]:
    """The memos on a transcript, its segments and the codings in it, each found through its own index."""
    memo = t.memo.c
    return union_all(
        select(memo.id).where(memo.transcript_id == transcript_id),
        *(
            select(memo.id).join(table, table.c.id == link).where(table.c.transcript_id == transcript_id)
            for table, link in ((t.segment, memo.segment_id), (t.coding, memo.coding_id))
        ),
    )


def _words(text: str) -> str:
    words = clean(text)
    if not words:
        raise CoderError("a memo needs words.")
    return words


def _short(words: str) -> str:
    line = " ".join(words.split())
    return f"“{line if len(line) <= 40 else line[:39] + '…'}”"


def _refuse_unknown(study: Study, connection: Connection, kind: MemoKind, target_id: int) -> None:
    table = _TARGETS[kind]
    query = select(table.c.id).where(table.c.id == target_id)
    if table is t.segment:
        query = query.join(t.transcript, t.transcript.c.id == t.segment.c.transcript_id)
        query = query.where(live(t.transcript))
    else:
        query = query.where(live(table))
    if table is t.coding:
        query = query.where(study.sees(t.coding.c.coder_id, t.coding.c.transcript_id))
    if connection.execute(query).scalar() is None:
        raise CoderError(f"there is no {kind} number {target_id} in this study.")


def _own(study: Study, connection: Connection, memo_id: int, verb: str) -> Any:
    query = select(t.memo).where(t.memo.c.id == memo_id, live(t.memo), to_be_seen(study))
    row = connection.execute(query).one_or_none()
    if row is None:
        raise CoderError(f"there is no memo number {memo_id} in this study (any more).")
    if row.coder_id != (study.coder.id if study.coder else None):
        who = study.coder.name if study.coder else "whoever leads the study"
        raise CoderError(f"memo number {memo_id} is another's; {who} cannot {verb} it.")
    return row


def to_be_seen(study: Study) -> ColumnElement[bool]:
    """The condition for the memos that whoever looks may read."""
    if study.coder is None or not study.coder.blind:
        return true()
    m, opened = t.memo.c, study.opened()
    return or_(
        study.sees(m.coder_id, m.transcript_id),
        _is_kind("code"),
        _is_kind("study"),
        *(  # looked up memo by memo: opened interviews may hold all the codings of a study
            select(there.c.id).where(there.c.id == link, there.c.transcript_id.in_(opened)).exists()
            for there, link in (
                (t.segment.alias("noted_segment"), m.segment_id),
                (t.coding.alias("noted_coding"), m.coding_id),
            )
        ),
    )


def _is_kind(kind: MemoKind) -> ColumnElement[bool]:
    """A memo names its target; on the study it names none."""
    if kind == "study":
        return and_(*(t.memo.c[f"{each}_id"].is_(None) for each in _TARGETS))
    return t.memo.c[f"{kind}_id"].is_not(None)


def _listing() -> Any:
    """Memos with what they are about, whichever it is."""
    coded = t.coding
    first = t.segment.alias("first")
    segment_id = func.coalesce(t.memo.c.segment_id, coded.c.segment_first_id)
    transcript_id = func.coalesce(t.memo.c.transcript_id, first.c.transcript_id)
    start, end = func.coalesce(coded.c.start, first.c.start), func.coalesce(coded.c.end, first.c.end)
    return (
        select(
            t.memo,
            t.coder.c.name.label("coder"),
            transcript_id.label("in_transcript_id"),
            t.transcript.c.name.label("transcript"),
            *(first.c.position, start.label("start"), end.label("end"), coded.c.quote),
            *(t.code.c.slug, t.code.c.label, t.codebook.c.slug.label("book")),
        )
        .select_from(t.memo)
        .outerjoin(t.coder, t.coder.c.id == t.memo.c.coder_id)
        .outerjoin(coded, coded.c.id == t.memo.c.coding_id)
        .outerjoin(first, first.c.id == segment_id)
        .outerjoin(t.transcript, t.transcript.c.id == transcript_id)
        .outerjoin(t.code, t.code.c.id == func.coalesce(t.memo.c.code_id, coded.c.code_id))
        .outerjoin(t.codebook, t.codebook.c.id == t.code.c.codebook_id)
    )


def _memo(row: Any, quoted: str) -> Memo:
    kind: MemoKind = next((k for k in _TARGETS if getattr(row, f"{k}_id") is not None), "study")
    words = in_language(row.label, "") if kind == "code" else row.quote or quoted
    return Memo(
        id=row.id,
        guid=row.guid,
        kind=kind,
        target_id=getattr(row, f"{kind}_id") if kind != "study" else 0,
        coder=row.coder,
        text=row.text,
        created_at=row.created_at,
        edited_at=row.edited_at,
        transcript_id=row.in_transcript_id,
        transcript=row.transcript,
        position=row.position,
        span=None if row.start is None else Span(row.start, row.end),
        code=f"{row.book}/{row.slug}" if row.slug else None,
        words=words,
    )
