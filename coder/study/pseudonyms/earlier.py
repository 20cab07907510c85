"""Texts as they were before names were taken out, known by their digests: for copies that come back.

A copy that was handed out before has the texts with their names. The event keeps the SHA-256 of each
such text and where something was replaced in it, so that what was coded there finds its place here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from coder.model import Span
from coder.study import tables as t
from coder.study.apart.logs import MERGED
from coder.study.pseudonyms.logs import ACTION, TEXTS
from coder.study.pseudonyms.names import Moved, Moves


@dataclass(frozen=True, slots=True)
class Steps:
    """The way of a passage through several states of a text."""

    steps: Sequence[Any]

    def one(self, span: Span) -> Moved:
        """Where a passage is at the end; ``span`` None where it is lost on the way."""
        found: Any = Moved(span)
        for step in self.steps:
            if found.span is not None:
                found = step.one(found.span)
        result: Moved = found
        return result


class Earlier:
    """What is known of the texts with names."""

    def __init__(self, connection: Connection) -> None:
        query = select(t.event.c.payload).where(t.event.c.action == ACTION).order_by(t.event.c.id)
        self._known = [payload.get(TEXTS, {}) for payload in connection.execute(query).scalars()]

    def way(self, sha: str) -> tuple[list[Moves], str]:
        """From a text with names: what was replaced in it, and the SHA-256 of what it is without."""
        steps: list[Moves] = []
        for known in self._known:
            if sha in known:
                steps.append(Moves(known[sha]["cuts"], known[sha]["length"]))
                sha = known[sha]["sha"]
        return steps, sha

    def texts(self) -> dict[str, str]:
        """By the SHA-256 of every text with names, that of what it is without."""
        return {sha: self.way(sha)[1] for known in self._known for sha in known}


def taken_since(connection: Connection, event_id: int) -> bool:
    """Whether names were taken out after an event."""
    query = select(t.event.c.id).where(t.event.c.action == ACTION, t.event.c.id > event_id).limit(1)
    return connection.execute(query).scalar() is not None


def copies_out(connection: Connection) -> list[str]:
    """The coders who have been given a copy that has not come back since."""
    e, out = t.event.c, dict[str, bool]()
    named = {row.guid: row.name for row in connection.execute(select(*t.coder.c["guid", "name"]))}
    query = select(e.action, e.payload).where(e.action.in_(("share", "merge")), e.undone_by.is_(None))
    for action, payload in connection.execute(query.order_by(e.id)):
        if action == "share":
            out[named.get(payload.get("shared", {}).get("for"), "somebody")] = True
        for file in payload.get(MERGED, {}).get("files", ()):
            for name in file["coders"]:
                out.pop(name, None)
    return list(out)
