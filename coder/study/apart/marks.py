"""Bring decisions, finished interviews and memos of a copy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from coder.study import tables as t
from coder.study.apart.bringing import LEAD, Bringing
from coder.study.apart.logs import WHOLE
from coder.study.apart.outcome import Conflict
from coder.study.apart.places import rows_of
from coder.study.study import live

_TARGETS = ("coding_id", "segment_id", "transcript_id", "code_id")


def bring_decisions(b: Bringing) -> None:
    """Bring what coders decided of segments, and what they took back."""
    owners = {theirs: ours for theirs, ours in b.coders.items() if theirs != LEAD}
    touched = [key for key in b.their_log.cells["decision"] if key[1] in owners]
    if not touched:
        return
    there = _decided(b.theirs, owners)
    here = _decided(b.ours, set(owners.values()))
    by_interview: dict[int, list[tuple[int, ...]]] = {}
    for key in sorted(touched):
        by_interview.setdefault(b.places.segment(key[0])[0], []).append(key)
    for their_id, keys in by_interview.items():
        place = b.place(their_id, len(keys))
        if place is None:
            continue
        for key in keys:
            owner = owners[key[1]]
            units = place.units(b.places.segment(key[0])[1])
            if not units:
                b.leave(
                    "passage", place.name, "the text has changed here, and the segment is not found again"
                )
            for unit in units:
                _decision(b, (unit, owner), key, there.get(key), here, place.id)


def _decided(connection: Connection, coders: Any) -> dict[tuple[int, ...], str]:
    query = select(*t.decision.c["segment_id", "coder_id", "at"]).where(
        t.decision.c.coder_id.in_(list(coders))
    )
    return {(segment, coder): at for segment, coder, at in connection.execute(query)}


def _decision(
    b: Bringing,
    key: tuple[int, int],
    their_key: tuple[int, ...],
    at: str | None,
    here: dict[tuple[int, ...], str],
    interview: int,
) -> None:
    mine = here.get(key)
    differs = (at is None) != (mine is None)
    if not b.takes("decision", key, their_key, WHOLE, key[1], differs, interview):
        b.coming.already += 1
        return
    row = {"segment_id": key[0], "coder_id": key[1]}
    if at is None:
        here.pop(key, None)
        if mine is not None:
            b.change.delete(t.decision, row)
    elif mine is None:
        b.change.insert(t.decision, **row, at=at)
        here[key] = at
    else:
        b.change.update(t.decision, row, at=at)
        here[key] = at
    if differs:
        b.coming.add("decisions" if at is not None else "decisions_taken_back")
    else:
        b.coming.already += 1


def bring_assignments(b: Bringing) -> set[int]:
    """Bring which interviews were finished or taken up again; returns those that were finished."""
    finished = set()
    for their_key in sorted(b.their_log.cells["assignment"]):
        owner = b.coders.get(their_key[1])
        if not owner:
            continue
        a = t.assignment.c
        query = select(a.status).where(a.transcript_id == their_key[0], a.coder_id == their_key[1])
        status = b.theirs.execute(query).scalar()
        if status is None:
            continue
        place = b.place(their_key[0])
        if place is None:
            continue
        key = (place.id, owner)
        query = select(a.status).where(a.transcript_id == key[0], a.coder_id == key[1])
        mine = b.ours.execute(query).scalar()
        if mine is None:
            if status == "finished":
                said = "it was finished in the copy, but is not assigned to this coder any more"
                b.say(Conflict("assignment", place.name, said, "the codings come, the assignment does not"))
            continue
        if b.takes("assignment", key, their_key, WHOLE, owner, status != mine, place.id) and status != mine:
            b.change.update(t.assignment, {"transcript_id": key[0], "coder_id": key[1]}, status=status)
            b.coming.add("finished" if status == "finished" else "reopened")
            finished |= {place.id} if status == "finished" else set()
        else:
            b.coming.already += 1
    return finished


def bring_memos(b: Bringing) -> None:
    """Bring memos; in a copy made for one coder those without a name are that coder's too."""
    rows = [
        row
        for row in rows_of(b.theirs, t.memo, (key[0] for key in b.their_log.cells["memo"]))
        if (row.coder_id or LEAD) in b.coders
    ]
    mine = {row.guid: row for row in rows_of(b.ours, t.memo, (row.guid for row in rows), "guid")}
    for row in rows:
        owner = b.coders[row.coder_id or LEAD]
        if row.guid in mine:
            _changed_memo(b, row, mine[row.guid], owner)
        else:
            _new_memo(b, row, owner)
    settle_memos(b)


def _new_memo(b: Bringing, row: Any, owner: int) -> None:
    life = b.their_log.cell("memo", (row.id,), "life")
    if life is not None and life.stamp <= b.ours_log.gone["memo"].get(row.guid, ""):
        b.coming.already += 1
        return
    if row.removed_at is not None:
        if life is not None:
            b.note_gone(owner, "memo", row.guid, life)
        b.coming.already += 1
        return
    targets = _targets(b, row)
    if targets is None:
        return
    values = {name: getattr(row, name) for name in ("guid", "text", "created_at", "edited_at")}
    id_ = b.change.insert(t.memo, **values, **targets, coder_id=owner or None)
    b.note_all(owner, "memo", (id_,), (row.id,))
    b.coming.add("memos")


def _changed_memo(b: Bringing, row: Any, mine: Any, owner: int) -> None:
    key, their_key = (mine.id,), (row.id,)
    hidden = mine.id in b.ours_log.hidden["memo"]
    stood = hidden or mine.removed_at is None
    words = b.takes("memo", key, their_key, "text", owner, row.text != mine.text)
    life = b.takes("memo", key, their_key, "life", owner, stood != (row.removed_at is None))
    if words and row.text != mine.text:
        b.change.update(t.memo, {"id": mine.id}, text=row.text, edited_at=row.edited_at)
    stands = row.removed_at is None if life else stood
    if stands != stood or (life and hidden and not stands):
        if hidden:
            b.show("memo", mine.id)
        b.change.update(t.memo, {"id": mine.id}, removed_at=row.removed_at)
        b.coming.add("memos" if stands else "memos_removed")
    elif words and row.text != mine.text:
        b.coming.add("memos_changed")
    else:
        b.coming.already += 1


def _targets(b: Bringing, row: Any) -> Mapping[str, int | None] | None:
    """What a memo is on, here; None where that is not here."""
    found: dict[str, int | None] = dict.fromkeys(_TARGETS)
    if row.coding_id is not None:
        guid = b.theirs.execute(select(t.coding.c.guid).where(t.coding.c.id == row.coding_id)).scalar_one()
        found["coding_id"] = _coding(b, guid)
        missing = found["coding_id"] is None
    elif row.segment_id is not None:
        their_id, span = b.places.segment(row.segment_id)
        place = b.place(their_id)
        if place is None:
            return None
        found["segment_id"] = next(iter(place.units(span)), None)
        missing = found["segment_id"] is None
    elif row.transcript_id is not None:
        place = b.place(row.transcript_id)
        if place is None:
            return None
        found["transcript_id"], missing = place.id, False
    elif row.code_id is not None:
        found["code_id"] = _code(b, row.code_id)
        missing = found["code_id"] is None
    else:
        missing = False
    if missing:
        b.leave("memo", _short(row.text), "what the memo is on is not in the study")
        return None
    return found


def _short(words: str) -> str:
    line = " ".join(words.split())
    return f"memo “{line if len(line) <= 30 else line[:29] + '…'}”"


def _code(b: Bringing, their_id: int) -> int | None:
    """A code here."""
    if b.brought.matched is not None:
        return b.codes[their_id].id if their_id in b.codes else None
    guid = b.theirs.execute(select(t.code.c.guid).where(t.code.c.id == their_id)).scalar_one()
    return b.ours.execute(select(t.code.c.id).where(t.code.c.guid == guid, live(t.code))).scalar()


def _coding(b: Bringing, guid: str) -> int | None:
    """A coding here; of one that came while one just like it stood, that one."""
    kept = b.ours_log.spare.get(guid)
    if kept is not None:
        return _alike(b, kept["values"])
    return b.ours.execute(select(t.coding.c.id).where(t.coding.c.guid == guid)).scalar()


def _alike(b: Bringing, values: Mapping[str, Any]) -> int | None:
    """The coding that stands and says the same."""
    c = t.coding.c
    same = [c[name] == values[name] for name in ("transcript_id", "coder_id", "code_id", "start", "end")]
    return b.ours.execute(select(c.id).where(live(t.coding), *same)).scalar()


def settle_memos(b: Bringing) -> None:
    """Memos on a coding that is gone go with it, those on one of two alike to the one that stands."""
    m, c = t.memo.c, t.coding.c
    loose = (
        select(m.id, t.coding)
        .join(t.coding, c.id == m.coding_id)
        .where(live(t.memo), c.removed_at.is_not(None))
    )
    for memo_id, *values in b.ours.execute(loose).all():
        row = dict(zip((column.name for column in t.coding.columns), values, strict=True))
        other = _alike(b, row) if row["id"] in b.ours_log.hidden["coding"] else None
        if other is not None:
            b.change.update(t.memo, {"id": memo_id}, coding_id=other)
        else:
            b.change.remove(t.memo, memo_id)
            b.hide("memo", memo_id)
    for row in list(rows_of(b.ours, t.memo, b.ours_log.hidden["memo"])):
        if row.coding_id is None or row.removed_at is None:
            continue
        coding = b.ours.execute(select(t.coding).where(c.id == row.coding_id)).one()
        if coding.removed_at is None:
            b.show("memo", row.id)
            b.change.update(t.memo, {"id": row.id}, removed_at=None)
