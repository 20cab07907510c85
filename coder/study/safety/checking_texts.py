"""Whether every coding stands where it says: one interview after the other, one row at a time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select

from coder.study import tables as t
from coder.study.rewriting.holding import undone_texts
from coder.study.safety.faults import Fault
from coder.study.study import live

_AT_ONCE = 5_000
ROW = ("id", "start", "end", "segment_first_id", "segment_last_id", "quote")
"""What of a coding is looked at."""


class Filed:
    """The segments of an interview, asked which of them a span touches."""

    def __init__(self, segments: Sequence[Any]) -> None:
        self.ids = [each.id for each in segments]
        self.starts = [each.start for each in segments]
        self.ends = [each.end for each in segments]
        self.sorted = self.starts == sorted(self.starts) and self.ends == sorted(self.ends)

    def touched(self, start: int, end: int) -> tuple[int, int] | None:
        """The first and the last segment that a span touches; None where it touches none."""
        if self.sorted:
            first, after = bisect_right(self.ends, start), bisect_left(self.starts, end)
            return (self.ids[first], self.ids[after - 1]) if first < after else None
        found = [
            id_ for id_, a, b in zip(self.ids, self.starts, self.ends, strict=True) if b > start and a < end
        ]
        return (found[0], found[-1]) if found else None


def segments_of(connection: Connection, transcript_id: int) -> list[Any]:
    """The segments of an interview in their order."""
    columns = t.segment.c["id", "position", "start", "end"]
    query = select(*columns).where(t.segment.c.transcript_id == transcript_id)
    return list(connection.execute(query.order_by(t.segment.c.position)).all())


def faults(connection: Connection) -> Iterator[Fault]:
    """What is wrong with texts, segments and the places of codings, removed ones included."""
    c = t.coding.c
    gone = select(c.transcript_id, *c[ROW]).where(c.removed_at.is_not(None)).order_by(c.transcript_id)
    removed = connection.execute(gone, execution_options={"yield_per": _AT_ONCE})
    waiting = next(removed, None)
    ids = connection.execute(select(*t.transcript.c["id", "name"]).order_by(t.transcript.c.id)).all()
    for id_, name in ids:
        one = select(*t.transcript.c["text", "text_sha256"]).where(t.transcript.c.id == id_)
        row = connection.execute(one).one()
        where = f"transcript {name}"
        yield from _text(where, id_, row.text, row.text_sha256)
        segments = segments_of(connection, id_)
        yield from _segments(where, segments, len(row.text))
        filed = Filed(segments)
        here = select(*c[ROW]).where(c.transcript_id == id_, live(t.coding))
        cursor: Any = connection.execute(here).cursor  # the driver's own rows: a million of them
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from _codings(where, rows, row.text, filed)
        mine = []
        while waiting is not None and waiting.transcript_id <= id_:
            if waiting.transcript_id == id_:
                mine.append(tuple(waiting)[1:])
            waiting = next(removed, None)
        yield from _removed(connection, id_, where, mine, row.text, filed)
    yield from _versions(connection)


def _text(where: str, id_: int, words: str, digest: str, table: str = "transcript") -> Iterator[Fault]:
    if sha256(words.encode("utf-8", "surrogatepass")).hexdigest() != digest:
        yield Fault("text", f"{where}: its text is not the text that was imported", table, id_)


def _segments(where: str, segments: Sequence[Any], length: int) -> Iterator[Fault]:
    reached = 0
    for each in segments:
        if each.start < reached or each.end > length:
            what = f"{where}: segment {each.position + 1} is out of place"
            yield Fault("segments", what, "segment", each.id)
        reached = each.end


def _codings(where: str, rows: Iterable[Any], words: str, filed: Filed) -> Iterator[Fault]:
    length, touched = len(words), filed.touched
    for id_, start, end, first, last, quote in rows:
        if words[start:end] != quote or end > length:
            if end > length:
                yield Fault(
                    "beyond-text", f"{where}, coding {id_}: it reaches beyond the text", "coding", id_
                )
            else:
                what = f"{where}, coding {id_}: its quote is not what stands there"
                yield Fault("quote", what, "coding", id_)
        if touched(start, end) != (first, last):
            what = f"{where}, coding {id_}: it is filed under the wrong segment"
            yield Fault("wrong-segment", what, "coding", id_)


def _removed(
    connection: Connection, id_: int, where: str, rows: Sequence[Any], words: str, filed: Filed
) -> Iterator[Fault]:
    """Removed codings, which undo may bring back: of the present text, of an earlier one, or lost from it."""
    found = list(_codings(where, rows, words, filed))
    if not found:
        return
    texts = list(
        connection.execute(
            select(t.transcript_version.c.text).where(t.transcript_version.c.transcript_id == id_)
        ).scalars()
    )
    lost = set(
        connection.execute(
            select(t.lost_coding.c.coding_id)
            .join(t.coding, t.coding.c.id == t.lost_coding.c.coding_id)
            .where(t.coding.c.transcript_id == id_)
        ).scalars()
    )
    undone = undone_texts(connection, id_)
    texts += undone or []
    known = {row[0]: row for row in rows}
    for each in found:
        coding_id, start, end, _, _, quote = known[each.id]
        earlier = any(text[start:end] == quote for text in texts)
        outside = each.kind == "wrong-segment" and filed.touched(start, end) is None and end <= len(words)
        refiled = undone is not None and each.kind == "wrong-segment"
        if not (coding_id in lost or earlier or outside or refiled):
            yield each


def _versions(connection: Connection) -> Iterator[Fault]:
    v = t.transcript_version.c
    query = (
        select(
            v.id, v.version, v.text, v.text_sha256, v.removed_at, t.transcript.c.name, t.transcript.c.version
        )
        .join(t.transcript, t.transcript.c.id == v.transcript_id)
        .order_by(v.id)
    )
    for row in connection.execute(query, execution_options={"yield_per": 20}):
        where = f"transcript {row.name}, version {row.version}"
        yield from _text(where, row.id, row.text, row.text_sha256, "transcript_version")
        if row.removed_at is None and row.version >= row[-1]:
            what = f"{where}: it is kept as an earlier text and is not earlier than version {row[-1]}"
            yield Fault("link", what, "transcript_version", row.id)
