"""Where the segments of every text begin and end that an interview has or had."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Text, cast, or_, select

from coder.study import tables as t
from coder.study.change import Noted

_TURNS = ("undo", "redo")
_Place = tuple[int, int]


def texts_before(at: dict[int, str], action: str, changes: Sequence[Noted]) -> dict[int, str]:
    """The texts that stood before an event, by interview; the same mapping where none changed."""
    side = "after" if action == "undo" else "before"
    found = at
    for noted in changes if action == "undo" else changes[::-1]:
        if noted["table"] == "transcript" and "text" in (noted[side] or {}) and noted["key"]["id"] in at:
            found = dict(at) if found is at else found
            found[noted["key"]["id"]] = noted[side]["text"]
    return found


class Edges:
    """Gone through backwards, as the log says how segments were divided before."""

    def __init__(self, connection: Connection, now: Mapping[int, str]) -> None:
        self.whose: dict[int, int] = {}
        """By segment that there is or ever was, its interview."""
        self._places: dict[int, dict[int, _Place]] = {}
        """By interview and segment, where it is at the moment at hand."""
        self._found: dict[int, dict[str, set[int]]] = {}
        s = t.segment.c
        for row in connection.execute(select(s.id, s.transcript_id, s.start, s.end)):
            if row.transcript_id in now:
                self.whose[row.id] = row.transcript_id
                self._places.setdefault(row.transcript_id, {})[row.id] = (row.start, row.end)
        self._record(now, now)
        self._back(connection, dict(now))

    def of(self, transcript_id: int, text: str) -> Collection[int]:
        """Where segments of a text begin or end, in whatever way it was divided."""
        return self._found.get(transcript_id, {}).get(text, ())

    def _back(self, connection: Connection, at: dict[int, str]) -> None:
        e = t.event.c
        said = cast(e.payload, Text)
        touching = or_(said.contains('"table": "segment"'), said.contains('"table": "transcript"'))
        mine = dict.fromkeys(connection.execute(select(e.id).where(touching)).scalars())
        events = [*mine]
        for id_, payload in connection.execute(select(e.id, e.payload).where(e.action.in_(_TURNS))):
            if payload["of"] in mine:
                events.append(id_)
        for id_ in sorted(events, reverse=True):
            action, payload = connection.execute(select(e.action, e.payload).where(e.id == id_)).one()
            if "of" in payload:
                payload = connection.execute(select(e.payload).where(e.id == payload["of"])).scalar_one()
            changes = payload.get("changes", ())
            before = texts_before(at, action, changes)
            touched = {each for each in before if before[each] is not at[each]}
            for noted in changes if action == "undo" else changes[::-1]:
                if noted["table"] == "segment":
                    touched |= self._step(noted, noted["after" if action == "undo" else "before"])
            at = before
            self._record(touched, at)

    def _step(self, noted: Noted, values: Mapping[str, Any] | None) -> set[int]:
        id_ = noted["key"]["id"]
        for each in (noted["before"] or {}, noted["after"] or {}):
            if "transcript_id" in each:
                self.whose[id_] = each["transcript_id"]
        whose = self.whose.get(id_)
        if whose is None:
            return set()
        places = self._places.setdefault(whose, {})
        if values is None:
            places.pop(id_, None)
        elif "start" in values or "end" in values:
            start, end = places.get(id_, (0, 0))
            places[id_] = (values.get("start", start), values.get("end", end))
        return {whose}

    def _record(self, ids: Collection[int], at: Mapping[int, str]) -> None:
        for id_ in ids:
            if id_ in at:
                edges = self._found.setdefault(id_, {}).setdefault(at[id_], set())
                edges.update(edge for place in self._places.get(id_, {}).values() for edge in place)
