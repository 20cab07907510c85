"""When was each thing last changed? Read from the log of a study, for merging.

Every coding, memo, decision, assignment and code has, for each of its sides that can change
alone (a coding's passage, its code, whether it stands), a stamp: the moment of the newest event
that touched it, with the first letters of that event's digest, so that no two are alike. Within
one file a later event has a later stamp whatever the clock said.

What follows from something else is no change of the thing itself: a coding that moved because its
code was merged, or because its text was replaced. What a merge brought has the stamp it had where
it was made; a merge that was taken back never was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from coder.study import tables as t
from coder.study.change import is_kept

WHOLE = "*"
"""All sides of a thing at once: it was made, or it has only one."""
CODES = "codes"
"""In the place of a coder: what belongs to the team."""
MERGED = "merged"
"""Where the event of a merge keeps what it needs to know of what it brought."""

Key = tuple[int, ...]

_SIDES = {
    "coding": {
        "start": "span",
        "end": "span",
        "code_id": "code",
        "codebook_version": "code",
        "removed_at": "life",
    },
    "memo": {"text": "text", "removed_at": "life"},
    "decision": {},
    "assignment": {"status": WHOLE},
    "codebook": {"languages": "languages"},
    "codebook_change": {},
    "code": {
        name: name
        for name in (
            *("label", "brief", "definition", "use_when", "not_when", "examples", "aliases"),
            *("color", "codable", "origin", "parent_id", "since_version", "status"),
        )
    }
    | {"merged_into_id": "status", "removed_at": "life"},
}
"""The tables whose rows come and go, and which side of a row a column belongs to."""
CODE_SIDES = tuple(dict.fromkeys(side for side in _SIDES["code"].values() if side != "life"))

_FOLLOWS = ("coding", "memo", "decision")
_DERIVED = (
    *("code merge", "transcript replace", "transcript segment", "transcript speakers", "set aside"),
    *("pseudonym", "repair"),
)
"""How actions begin that change a code or a text, from which follows what they do to what stands on it."""
_AT_ONCE = 1_000


@dataclass(slots=True)
class Cell:
    """One side of a thing: when it was last changed."""

    stamp: str
    local: int = 0
    """The event by which somebody changed it in this file; 0: a merge brought it so."""
    merged: str = ""
    """The newest stamp that a merge brought for it."""


@dataclass(slots=True)
class Log:
    """What a log says since an event."""

    base: str
    """The moment from which it is read; whatever came before is older."""
    cells: dict[str, dict[Key, dict[str, Cell]]] = field(
        default_factory=lambda: {name: {} for name in _SIDES}
    )
    hidden: dict[str, set[int]] = field(default_factory=lambda: {"coding": set(), "memo": set()})
    """Ids of what is marked as removed though nobody removed it: one of two alike, a memo on it."""
    gone: dict[str, dict[str, str]] = field(default_factory=lambda: {"coding": {}, "memo": {}})
    """By guid, when something was removed that never was in this file."""
    spare: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By guid, codings that came while one just like them stood: their columns and their stamps."""
    placed: dict[int, str] = field(default_factory=dict)
    """Codes that a merge has put where they stand, with the stamps of their places."""

    def cell(self, table: str, key: Key, side: str) -> Cell | None:
        """One side of a thing; None where nothing is known to have changed it."""
        row = self.cells[table].get(key)
        return None if row is None else row.get(side) or row.get(WHOLE)

    def made(self, table: str, key: Key) -> str:
        """When a thing was made; empty where that was before the log is read."""
        cell = self.cells[table].get(key, {}).get(WHOLE)
        return cell.stamp if cell is not None else ""

    def bring(self, table: str, key: Key, side: str, stamp: str) -> None:
        """Note that a merge has changed it, as it was changed elsewhere at that moment."""
        row = self.cells[table].setdefault(key, {})
        known = row.get(side)
        merged = max(stamp, known.merged) if known else stamp
        row[side] = Cell(stamp, 0, merged)

    def touch(self, table: str, key: Key, side: str, event: int, stamp: str) -> None:
        """Note that an event of this file has changed it."""
        row = self.cells[table].setdefault(key, {})
        known = row.get(side) or row.get(WHOLE)
        before = known.stamp if known else self.base
        row[side] = Cell(stamp if stamp > before else before + "+", event, known.merged if known else "")


def read(connection: Connection, after: int, base: str, owners: Collection[int] | None = None) -> Log:
    """What has changed since an event.

    Args:
        connection: the study's.
        after: the event's id; 0: everything.
        base: the moment of that event.
        owners: only what can concern these coders' work, and codes; None: everybody's.
    """
    found = Log(base)
    e = t.event.c
    query = select(*t.event.c["id", "at", "action", "payload", "digest", "first_digest", "undone_by"]).where(
        e.id > after, e.action != "share"
    )
    if owners is not None:
        query = query.where(_concerns(owners))
    rows = connection.execute(query.order_by(e.id), execution_options={"yield_per": _AT_ONCE})
    for row in rows:
        stamp = row.at + (row.first_digest or row.digest)[:6]
        payload = row.payload
        if row.action == "merge":
            if row.undone_by is None:
                _brought(found, payload.get(MERGED, {}), owners)
        elif "of" in payload:
            of = connection.execute(select(e.action, e.payload).where(e.id == payload["of"])).one()
            if of.action != "merge":
                _note(found, of.action, of.payload, row.id, stamp, turn=True)
        else:
            _note(found, row.action, payload, row.id, stamp)
            if row.action == "code merge" and row.undone_by is None:
                for noted in payload["changes"]:
                    if noted["table"] in found.hidden and (noted["after"] or {}).get("removed_at"):
                        found.hidden[noted["table"]].add(noted["key"]["id"])
    return found


def _concerns(owners: Collection[int]) -> ColumnElement[bool]:
    """The events that can touch these coders' work or codes: theirs, a lead's, changes of codes, turns."""
    e = t.event.c
    leading = select(t.coder.c.id).where(t.coder.c.role != "coder")
    return or_(
        e.coder_id.is_(None),
        e.coder_id.in_(sorted(owners)),
        e.coder_id.in_(leading),
        e.action.startswith("code"),
        e.action.in_(("undo", "redo", "merge")),
    )


def _note(
    found: Log, action: str, payload: Mapping[str, Any], event: int, stamp: str, turn: bool = False
) -> None:
    derived = action.startswith(_DERIVED)
    for noted in payload["changes"]:
        sides = _SIDES.get(noted["table"])
        if sides is None or (derived and noted["table"] in _FOLLOWS):
            continue
        columns = t.metadata.tables[noted["table"]].primary_key.columns
        key = tuple(noted["key"][column.name] for column in columns)
        for side in _touched(noted, sides, turn):
            found.touch(noted["table"], key, side, event, stamp)


def _touched(noted: Mapping[str, Any], sides: Mapping[str, str], turn: bool) -> Iterator[str]:
    if noted["before"] is None or noted["after"] is None:
        kept = is_kept(t.metadata.tables[noted["table"]])
        yield "life" if kept and turn else WHOLE
    else:
        yield from {sides[column] for column in noted["after"] if column in sides}


def _brought(found: Log, said: Mapping[str, Any], owners: Collection[int] | None) -> None:
    """What a merge that stands has brought."""
    wanted = None if owners is None else {CODES, *map(str, owners)}
    for table, side, key, stamp in _stamps(said.get("stamps", {}), wanted):
        found.bring(table, tuple(map(int, key.split("/"))), side, stamp)
    for owner, tables in said.get("gone", {}).items():
        for table, stamps in tables.items() if wanted is None or owner in wanted else ():
            known = found.gone[table]
            known.update({guid: max(stamp, known.get(guid, "")) for guid, stamp in stamps.items()})
    for table, ids in said.get("hidden", {}).items():
        found.hidden[table] |= set(ids)
    for table, ids in said.get("shown", {}).items():
        found.hidden[table] -= set(ids)
    found.spare.update(said.get("spare", {}))
    for guid in said.get("spent", ()):
        found.spare.pop(guid, None)
    found.placed.update({int(id_): stamp for id_, stamp in said.get("placed", {}).items()})


def _stamps(said: Mapping[str, Any], wanted: Collection[str] | None) -> Iterator[tuple[str, str, str, str]]:
    """Table, side, key and stamp of what a merge brought of some coders'."""
    for owner, tables in said.items():
        if wanted is None or owner in wanted:
            for table, sides in tables.items():
                for side, stamps in sides.items():
                    yield from ((table, side, key, stamp) for key, stamp in stamps.items())
