"""What has happened in a study since one last looked, so that a screen need not read everything again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, or_, select

from coder.model import Coding, Span
from coder.study import tables as t
from coder.study.memos import to_be_seen
from coder.study.study import Study

MANY = 200
"""Events, or rows of one table, beyond which it is cheaper to read everything again."""


@dataclass(frozen=True, slots=True)
class News:
    """What is different for the acting coder in one transcript."""

    newest: int = field(compare=False)
    """The number of the newest event that is counted in."""
    codings: tuple[Coding, ...] = ()
    """The coder's live codings that are new or different."""
    gone: frozenset[int] = frozenset()
    """The ids of the coder's codings that have been removed."""
    decided: frozenset[int] = frozenset()
    """The ids of segments that the coder has marked as done since."""
    undecided: frozenset[int] = frozenset()
    """The ids of segments of which that was taken back."""
    codebooks: bool = False
    """Whether codes or codebooks are different."""
    pins: bool = False
    """Whether the coder's pins may be different."""
    speakers: bool = False
    """Whether the roles of speakers, or the people behind them, may be different."""
    memos: bool = False
    """Whether memos that the coder sees are different, or codings that they are on."""
    elsewhere: frozenset[int] = frozenset()
    """The ids of other transcripts in which codings or decisions of the coder are different."""
    interviews: bool = False
    """Whether transcripts came or went, or the people in them are different."""
    others: bool = False
    """Whether others' codings in the transcript may be different, as far as they are to be seen."""
    assignments: bool = False
    """Whether interviews have been given to the coder, taken back, finished or opened."""
    everything: bool = False
    """So much has happened that it is cheaper to read everything again; nothing else is said then."""


def newest_event(study: Study) -> int:
    """The number of the newest event; it has changed when anything in the study has."""
    with study.read() as connection:
        return _newest(connection)


def news(study: Study, since: int, transcript_id: int) -> News:
    """What has changed after an event for the coder (nobody, when nobody codes) who looks at a transcript."""
    me = study.coder.id if study.coder else 0
    with study.read() as connection:
        newest = _newest(connection)
        if newest == since:
            return News(newest)
        rows = _touched(connection, since)
        if rows is None or any(len(keys) > MANY for keys in rows.values()):
            return News(newest, everything=True)
        ids = {key["id"] for key in rows.get("coding", ())}
        codings, gone, elsewhere = _codings(connection, ids, transcript_id, me)
        segments = {key["segment_id"] for key in rows.get("decision", ()) if key["coder_id"] == me}
        decided = _decided(connection, segments, me)
        elsewhere |= _transcripts(connection, segments) - {transcript_id}
        return News(
            newest,
            codings,
            gone,
            decided,
            frozenset(segments - decided),
            codebooks=not rows.keys().isdisjoint(("code", "codebook")),
            pins=not rows.keys().isdisjoint(("code", "codebook", "pin")),
            speakers=not rows.keys().isdisjoint(("speaker", "segment"))
            or {"id": transcript_id} in rows.get("transcript", ()),
            memos=_memos(study, connection, [key["id"] for key in rows.get("memo", ())], ids),
            elsewhere=elsewhere,
            interviews=not rows.keys().isdisjoint(("transcript", "speaker", "respondent")),
            others=_opened(rows, transcript_id, me) or _others(study, connection, ids, transcript_id, me),
            assignments=any(
                key["coder_id"] == me for name in ("assignment", "opening") for key in rows.get(name, ())
            ),
        )


def _newest(connection: Connection) -> int:
    return connection.execute(select(func.max(t.event.c.id))).scalar() or 0


def _touched(connection: Connection, since: int) -> dict[str, list[dict[str, Any]]] | None:
    """The keys of the rows that later events touched, by table; None where the events are many."""
    query = select(t.event.c.payload).where(t.event.c.id > since).order_by(t.event.c.id).limit(MANY + 1)
    payloads = list(connection.execute(query).scalars())
    if len(payloads) > MANY:
        return None
    rows: dict[str, list[dict[str, Any]]] = {}
    for noted in _changes(connection, payloads):
        rows.setdefault(noted["table"], []).append(noted["key"])
    return rows


def _changes(connection: Connection, payloads: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows that events noted; an undo or a redo touches those of the event it is about."""
    turned = set()
    for payload in payloads:
        yield from payload.get("changes", ())
        if "of" in payload:
            turned.add(payload["of"])
    if turned:
        query = select(t.event.c.payload).where(t.event.c.id.in_(turned))
        for payload in connection.execute(query).scalars():
            yield from payload.get("changes", ())


def _codings(
    connection: Connection, ids: set[int], transcript_id: int, coder_id: int
) -> tuple[tuple[Coding, ...], frozenset[int], frozenset[int]]:
    """The coder's codings of these that are live, and those that are gone; where else some are."""
    if not ids:
        return (), frozenset(), frozenset()
    names = ("id", "guid", "transcript_id", "start", "end", "code_id", "coder_id", "quote", "removed_at")
    query = select(*t.coding.c[names]).where(t.coding.c.id.in_(ids), t.coding.c.coder_id == coder_id)
    every = connection.execute(query).all()
    rows = [r for r in every if r.transcript_id == transcript_id]
    live = [r for r in rows if r.removed_at is None]
    return (
        tuple(
            Coding(r.id, r.guid, r.transcript_id, Span(r.start, r.end), r.code_id, r.coder_id, r.quote)
            for r in live
        ),
        frozenset(r.id for r in rows if r.removed_at is not None),
        frozenset(r.transcript_id for r in every) - {transcript_id},
    )


def _opened(rows: Mapping[str, Sequence[Mapping[str, Any]]], transcript_id: int, coder_id: int) -> bool:
    """Whether the transcript has been opened to the coder, or an opening taken back."""
    return {"transcript_id": transcript_id, "coder_id": coder_id} in rows.get("opening", ())


def _others(study: Study, connection: Connection, ids: set[int], transcript_id: int, coder_id: int) -> bool:
    """Whether one of these codings is another coder's in the transcript, and to be seen."""
    c = t.coding.c
    query = select(c.id).where(
        c.id.in_(ids),
        c.transcript_id == transcript_id,
        c.coder_id != coder_id,
        study.sees(c.coder_id, c.transcript_id),
    )
    return bool(ids) and connection.execute(query.limit(1)).scalar() is not None


def _decided(connection: Connection, segment_ids: set[int], coder_id: int) -> frozenset[int]:
    if not segment_ids:
        return frozenset()
    query = select(t.decision.c.segment_id).where(
        t.decision.c.segment_id.in_(segment_ids), t.decision.c.coder_id == coder_id
    )
    return frozenset(connection.execute(query).scalars())


def _transcripts(connection: Connection, segment_ids: set[int]) -> frozenset[int]:
    if not segment_ids:
        return frozenset()
    query = select(t.segment.c.transcript_id).where(t.segment.c.id.in_(segment_ids))
    return frozenset(connection.execute(query).scalars())


def _memos(study: Study, connection: Connection, ids: Collection[int], coding_ids: Collection[int]) -> bool:
    """Whether one of these memos, or one on these codings, is one that whoever looks may read."""
    if not ids and not coding_ids:
        return False
    c = t.memo.c
    touched = or_(c.id.in_(ids), c.coding_id.in_(coding_ids))
    query = select(c.id).where(touched, to_be_seen(study)).limit(1)
    return connection.execute(query).scalar() is not None
