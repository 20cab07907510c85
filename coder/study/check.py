"""Whether a study is sound: the promises of the tables, tried on every row."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import Connection, func, select, text

from coder.study import tables as t
from coder.study.study import Study, live


def check(study: Study) -> list[str]:
    """One sentence for every fault found; an empty list for a sound study."""
    faults: list[str] = []
    with study.read() as connection:
        if connection.dialect.name == "sqlite":
            faults += _file(connection)
        for row in connection.execute(select(t.transcript)):
            faults += _transcript(connection, row.id, row.name, row.text, row.text_sha256)
        faults += _orphans(connection)
    return faults


def _file(connection: Connection) -> list[str]:
    found = connection.execute(text("PRAGMA integrity_check")).scalars().all()
    faults = [f"the file is damaged: {each}" for each in found if each != "ok"]
    for table, row, parent, _ in connection.execute(text("PRAGMA foreign_key_check")):
        faults.append(f"row {row} of {table} points to a {parent} that is not there")
    return faults


def _transcript(connection: Connection, id_: int, name: str, words: str, digest: str) -> list[str]:
    faults = []
    if sha256(words.encode("utf-8", "surrogatepass")).hexdigest() != digest:
        faults.append(f"transcript {name}: its text is not the text that was imported")
    segments = connection.execute(
        select(*t.segment.c["id", "position", "start", "end"])
        .where(t.segment.c.transcript_id == id_)
        .order_by(t.segment.c.position)
    ).all()
    reached = 0
    for each in segments:
        if each.start < reached or each.end > len(words):
            faults.append(f"transcript {name}: segment {each.position + 1} is out of place")
        reached = each.end
    for row in connection.execute(select(t.coding).where(t.coding.c.transcript_id == id_)):
        where = f"transcript {name}, coding {row.id}"
        if row.end > len(words):
            faults.append(f"{where}: it reaches beyond the text")
        elif words[row.start : row.end] != row.quote:
            faults.append(f"{where}: its quote is not what stands there")
        touched = [s.id for s in segments if s.end > row.start and s.start < row.end]
        if not touched or (touched[0], touched[-1]) != (row.segment_first_id, row.segment_last_id):
            faults.append(f"{where}: it is filed under the wrong segment")
    return faults


def _orphans(connection: Connection) -> list[str]:
    gone = (
        select(func.count())
        .select_from(t.coding)
        .join(t.code, t.code.c.id == t.coding.c.code_id)
        .join(t.coder, t.coder.c.id == t.coding.c.coder_id)
        .join(t.transcript, t.transcript.c.id == t.coding.c.transcript_id)
        .where(live(t.coding))
        .where(
            t.code.c.removed_at.is_not(None)
            | t.coder.c.removed_at.is_not(None)
            | t.transcript.c.removed_at.is_not(None)
        )
    )
    n = connection.execute(gone).scalar_one()
    return [f"{n} live codings rest on a removed code, coder or transcript"] if n else []
