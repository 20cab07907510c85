"""Tables of single events: one in full, and the end of the log."""

from __future__ import annotations

import json
from typing import Any

from coder.report.table import Column, Row, Section, Table
from coder.study.history import Event
from coder.study.logdetail import Detail

_SHOWN = 70
"""Letters of a value that people are shown; the records have all of them."""


_HOW_TO_USE = (
    "Note the chain down outside the study. Later, coder log --verify CHAIN says whether all that "
    "came before still stands as it was."
)


def detail_table(found: Detail) -> Table:
    """An event with every row it touched, before and after."""
    event = found.event
    by = event.coder or "whoever leads"
    of = f" of event {found.of}" if found.of is not None else ""
    notes = [f"Chain after it: {found.chain}"]
    if found.undone_by is not None:
        word = "repeated" if event.action == "undo" else "taken back"
        notes.insert(0, f"It was {word} by event {found.undone_by}.")
    return Table(
        title=f"Event {event.id} ({event.action}){of}: {event.summary}",
        columns=(Column("row"), Column("what"), Column("before"), Column("after")),
        sections=(
            Section(
                "",
                tuple(
                    Row((each.row, each.column or "", _words(each.before), _words(each.after)))
                    for each in found.touched
                ),
            ),
        ),
        records=[
            {
                "event": event.id,
                "at": event.at,
                "coder": event.coder,
                "action": event.action,
                "row": each.row,
                "column": each.column,
                "before": _plain(each.before),
                "after": _plain(each.after),
            }
            for each in found.touched
        ],
        keys=("event", "at", "coder", "action", "row", "column", "before", "after"),
        caption=f"By {by}, {event.at[:19].replace('T', ' ')} UTC.",
        notes=tuple(notes),
    )


def head_table(found: tuple[Event, str] | None) -> Table:
    """The newest event and the end of the chain over all of them."""
    records: list[dict[str, Any]] = []
    if found is not None:
        event, chain = found
        records.append({"event": event.id, "at": event.at, "chain": chain})
    return Table(
        title="The end of the log",
        columns=(Column("event", "count"), Column("when (UTC)"), Column("chain")),
        sections=(
            Section(
                "", tuple(Row((r["event"], r["at"][:19].replace("T", " "), r["chain"])) for r in records)
            ),
        ),
        records=records,
        keys=("event", "at", "chain"),
        notes=(_HOW_TO_USE,),
    )


def _plain(value: Any) -> Any:
    """A value as JSON and CSV have it: what is made of several as one text."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value


def _words(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    line = " ".join(str(_plain(value)).split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
