"""The texts of a study without their names, the earlier ones too, each made once."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, select

from coder.study import tables as t
from coder.study.pseudonyms.edges import Edges
from coder.study.pseudonyms.names import Taken
from coder.study.pseudonyms.stored import Scope
from coder.study.transcripts import digest

QUOTED = ("quote", "context_before", "context_after")


class Texts:
    """Knows what every text becomes, and whose every segment and coding is."""

    def __init__(self, connection: Connection, scope: Scope) -> None:
        self.scope = scope
        self.now: dict[int, str] = {}
        """By interview, the text it has."""
        self._made: dict[int, dict[str, Taken]] = {}
        self.shas: dict[str, str] = {}
        """By the SHA-256 of a text with names, that of the text without."""
        self.cuts: dict[str, dict[str, Any]] = {}
        """The same with what was replaced where, for those who have the old text."""
        c = t.transcript.c
        for id_, text in connection.execute(select(c.id, c.text)):
            if scope.interview(id_):
                self.now[id_] = text
        self._edges = Edges(connection, self.now)
        self.segments: Mapping[int, int] = self._edges.whose
        """By segment that there is or ever was, its interview."""
        most = connection.execute(select(func.max(t.coding.c.id))).scalar() or 0
        self._codings = array("q", bytes(8 * (most + 1)))
        for id_, whose in connection.execute(select(*t.coding.c["id", "transcript_id"])):
            self._codings[id_] = whose

    def taken(self, transcript_id: int, text: str) -> Taken:
        """What becomes of a text that an interview has or had."""
        made = self._made.setdefault(transcript_id, {})
        if text not in made:
            found = made[text] = self.scope.names.taken(text, self._edges.of(transcript_id, text))
            if found.moves.cuts:
                old, new = digest(text), digest(found.new)
                self.shas[old] = new
                self.cuts[old] = {
                    "sha": new,
                    "length": len(text),
                    "cuts": [list(c) for c in found.moves.cuts],
                }
        return made[text]

    def of_coding(self, id_: int) -> int | None:
        """The interview of a coding, where it is meant."""
        whose = self._codings[id_] if id_ < len(self._codings) else 0
        return whose if whose in self.now else None

    def coding(self, whose: int, text: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """The columns of a coding, as they are in the text without names.

        Where the words quoted are not those of the text, the names in them are replaced all the same.
        """
        made = dict(values)
        found = self.taken(whose, text)
        if "start" in values:
            made["start"] = found.moves.start(values["start"])
        if "end" in values:
            made["end"] = found.moves.end(values["end"])
        placed = "start" in values and "end" in values and values["end"] <= len(text)
        stand = standing(text, values) if placed else {}
        for name in QUOTED:
            if name in stand:
                first, last = stand[name]
                start = made["end"] if name == "context_after" else found.moves.start(first)
                end = made["start"] if name == "context_before" else found.moves.end(last)
                made[name] = found.new[start:end] if first < last else ""
            elif name in values:
                made[name] = self.scope.names.words(values[name])
        return made

    def segment(self, whose: int, text: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """The columns of a segment, as they are in the text without names."""
        made, moves = dict(values), self.taken(whose, text).moves
        if "start" in values:
            made["start"] = moves.start(values["start"])
        if "end" in values:
            made["end"] = moves.end(values["end"])
        return made


def standing(text: str, values: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Where in a text stands what a coding quotes and remembers, of as much as stands there."""
    start, end = values["start"], values["end"]
    places = {
        "quote": (start, end),
        "context_before": (max(0, start - len(values.get("context_before", ""))), start),
        "context_after": (end, end + len(values.get("context_after", ""))),
    }
    return {
        name: (first, last)
        for name, (first, last) in places.items()
        if name in values and text[first:last] == values[name]
    }
