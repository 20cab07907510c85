"""Every interview as it was before coders saw each other's codes in it.

Interviews are opened one by one, so that there is no single moment to go back to: in a copy of the
study each interview is taken back to its own first opening, with its text, segments, decisions,
codings and memos. What came with the change that opened it (a merge of copies in which all have
finished, the last units marked as done) was made blind, and stays. An interview that was never
opened stays as it is, and so does the codebook: a code that was merged since has the codings of both.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from coder.model import CoderError
from coder.study.backwards import Backwards
from coder.study.change import Noted

_DIRECT = ("speaker", "segment", "transcript_version", "assignment", "coding", "memo")
"""Tables that say themselves to which interview a row belongs, if to any."""
_THROUGH = {
    "decision": ("segment_id", "segment"),
    "settlement": ("segment_id", "segment"),
    "coding_source": ("coding_id", "coding"),
    "lost_coding": ("coding_id", "coding"),
}
"""Tables whose rows belong to the interview of what they are about."""


def before_discussion(copy: sqlite3.Connection) -> str:
    """Take each interview of a copy back to before it was first opened; returns words for captions."""
    opened = _first_openings(copy)
    if not opened:
        raise CoderError("no interview of this study has been opened yet: it is as it was before.")
    backwards = Backwards(copy)
    copy.execute("CREATE TEMP TABLE opened (id INTEGER PRIMARY KEY)")
    copy.executemany("INSERT INTO opened VALUES (?)", [(id_,) for id_ in opened])
    for event_id, noted, forward in backwards.steps(min(opened.values())):
        interview = _interview(copy, noted)
        if interview is not None and event_id > opened.get(interview, event_id):
            if noted["table"] in ("speaker", "transcript"):  # whose interview it is stays as it is known now
                noted = _without(noted, "respondent_id")
            backwards.write(noted, forward)
    _follow_merges(copy, backwards.at)
    _leave_out_baseless(copy, backwards.at)
    return _words(copy, opened)


def _first_openings(copy: sqlite3.Connection) -> dict[int, int]:
    """The event that first opened each interview."""
    found: dict[int, int] = {}
    query = 'SELECT id, payload FROM event WHERE payload LIKE \'%"table": "opening"%\' ORDER BY id'
    for id_, payload in copy.execute(query):
        for noted in json.loads(payload).get("changes", []):
            if noted["table"] == "opening" and noted["before"] is None:
                found.setdefault(noted["key"]["transcript_id"], id_)
    return found


def _interview(copy: sqlite3.Connection, noted: Noted) -> int | None:
    """The interview that a row belongs to."""
    name, key = noted["table"], noted["key"]
    values = {**(noted["before"] or {}), **(noted["after"] or {}), **key}
    if name == "transcript":
        return int(key["id"])
    if name in _DIRECT:
        return _of(copy, name, values)
    if name in _THROUGH:
        column, table = _THROUGH[name]
        id_ = values.get(column) or _cell(copy, name, column, key["id"])
        return None if id_ is None else _of(copy, table, {"id": id_})
    return None


def _of(copy: sqlite3.Connection, name: str, values: dict[str, Any]) -> int | None:
    found = values.get("transcript_id")
    if found is None and "id" in values:
        found = _cell(copy, name, "transcript_id", values["id"])
    if found is None and name == "memo":
        for column, table in (("segment_id", "segment"), ("coding_id", "coding")):
            if (id_ := _cell(copy, name, column, values["id"])) is not None:
                found = _cell(copy, table, "transcript_id", id_)
    return found


def _cell(copy: sqlite3.Connection, name: str, column: str, id_: int) -> int | None:
    row = copy.execute(f'SELECT "{column}" FROM "{name}" WHERE id = ?', (id_,)).fetchone()  # noqa: S608
    return row[0] if row else None


def _without(noted: Noted, column: str) -> Noted:
    if noted["before"] is None or noted["after"] is None:
        return noted
    values = {
        side: {name: value for name, value in noted[side].items() if name != column}
        for side in ("before", "after")
    }
    return {**noted, **values}


def _follow_merges(copy: sqlite3.Connection, at: str) -> None:
    """Put codings on codes that were merged since to the codes they were merged into."""
    merged = (
        "SELECT coding.id, code.merged_into_id FROM coding JOIN code ON code.id = coding.code_id "
        "WHERE coding.removed_at IS NULL AND code.removed_at IS NULL AND code.merged_into_id IS NOT NULL "
        "AND code.status = 'merged' AND coding.transcript_id IN (SELECT id FROM opened)"
    )
    for _ in range(100):  # a code that was merged twice
        rows = copy.execute(merged).fetchall()
        if not rows:
            return
        for id_, code_id in rows:
            try:
                copy.execute("UPDATE coding SET code_id = ? WHERE id = ?", (code_id, id_))
            except sqlite3.IntegrityError:  # the same passage had both
                copy.execute("UPDATE coding SET removed_at = ? WHERE id = ?", (at, id_))


def _leave_out_baseless(copy: sqlite3.Connection, at: str) -> None:
    """Leave out codings of codes and coders that the study does not have any more."""
    for table in ("code", "coder"):
        copy.execute(
            f"UPDATE coding SET removed_at = ? WHERE removed_at IS NULL AND {table}_id IN "  # noqa: S608
            f"(SELECT id FROM {table} WHERE removed_at IS NOT NULL) "
            "AND transcript_id IN (SELECT id FROM opened)",
            (at,),
        )


def _words(copy: sqlite3.Connection, opened: dict[int, int]) -> str:
    live = [row[0] for row in copy.execute("SELECT id FROM transcript WHERE removed_at IS NULL")]
    back = sorted(opened[id_] for id_ in live if id_ in opened)
    if not back:
        return "as of before the discussion (no interview that is still there was opened)"
    n, left = len(back), len(live) - len(back)
    events = f"event {back[0]}" if back[0] == back[-1] else f"events {back[0]} to {back[-1]}"
    many = "1 interview before it was" if n == 1 else f"{n} interviews before they were"
    others = f"; {left} never opened and as {'it is' if left == 1 else 'they are'}" if left else ""
    return f"as of before the discussion ({many} opened by {events}{others})"
