"""The codes a coder keeps under the keys 1 to 9. Every coder has pins of their own."""

from __future__ import annotations

from sqlalchemy import select

from coder.model import CoderError
from coder.study import tables as t
from coder.study.change import Change
from coder.study.coding import codable
from coder.study.study import Study, live

SLOTS = range(1, 10)


def pins(study: Study) -> dict[int, int]:
    """The acting coder's pinned codes by slot; a code that cannot be applied at present is left out."""
    coder = study.acting()
    query = (
        select(*t.pin.c["slot", "code_id"])
        .join(t.code, t.code.c.id == t.pin.c.code_id)
        .where(t.pin.c.coder_id == coder.id, live(t.code), t.code.c.status.in_(("active", "draft")))
        .order_by(t.pin.c.slot)
    )
    with study.read() as connection:
        return {row.slot: row.code_id for row in connection.execute(query)}


def pin(study: Study, slot: int, code_id: int) -> None:
    """Keep a code under a slot. It leaves the slot it had, and what was in this one goes."""
    coder = study.acting()
    if slot not in SLOTS:
        raise CoderError(f"there is no place {slot} for a pinned code; choose one from 1 to 9.")
    with study.change("pin") as change:
        codable(change.connection, {code_id})
        there = _pins(change, coder.id)
        for other, pinned in there.items():
            if pinned == code_id and other != slot:
                change.delete(t.pin, {"coder_id": coder.id, "slot": other})
        key = {"coder_id": coder.id, "slot": slot}
        if slot in there:
            change.update(t.pin, key, code_id=code_id)
        else:
            change.insert(t.pin, **key, code_id=code_id)
        change.summary = f"pin {_slug(change, code_id)} as {slot}"


def unpin(study: Study, slot: int) -> None:
    """Empty a slot; an empty one is left as it is."""
    coder = study.acting()
    with study.change("unpin") as change:
        there = _pins(change, coder.id)
        if slot in there:
            change.delete(t.pin, {"coder_id": coder.id, "slot": slot})
            change.summary = f"unpin {_slug(change, there[slot])} from {slot}"


def repin(change: Change, old_id: int, new_id: int) -> None:
    """Let every pin of one code point to another, which is pinned once by each coder at most."""
    rows = change.connection.execute(select(t.pin).where(t.pin.c.code_id == old_id)).all()
    for row in rows:
        key = {"coder_id": row.coder_id, "slot": row.slot}
        if new_id in _pins(change, row.coder_id).values():
            change.delete(t.pin, key)
        else:
            change.update(t.pin, key, code_id=new_id)


def _pins(change: Change, coder_id: int) -> dict[int, int]:
    query = select(*t.pin.c["slot", "code_id"]).where(t.pin.c.coder_id == coder_id)
    return {row.slot: row.code_id for row in change.connection.execute(query)}


def _slug(change: Change, code_id: int) -> str:
    query = select(t.code.c.slug).where(t.code.c.id == code_id)
    return str(change.connection.execute(query).scalar_one())
