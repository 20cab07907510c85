"""What became of files on their way in, as a table and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coder.model import ReadTranscript
from coder.report.table import Column, Row, Section, Table
from coder.study.intake import Candidate, units

RESULTS = {
    "new": "to import",
    "unchanged": "in the study already",
    "faulty": "not imported",
    "taken in": "imported",
    "left": "not imported",
}
_MOST_GOOD = 40
"""With more files than this, the table for people lists only those that did not come in."""
KEYS = (
    *("file", "name", "format", "encoding", "language", "turns", "speakers", "segments", "units"),
    *("characters", "cleaned", "warnings", "result", "problem"),
)


def record(each: Candidate) -> dict[str, Any]:
    """What is reported of a file; of one that cannot be read, only why."""
    read = each.read
    said: dict[str, Any] = {
        "file": str(each.path),
        "name": each.name if read is not None or each.book is not None else None,
        "format": read.format if read is not None else each.form or None,
        "encoding": read.encoding or None if read is not None else None,
        "language": read.language or None if read is not None else None,
        "turns": sum(s.turns for s in read.speakers) if read is not None else 0,
        "speakers": _speakers(read) if read is not None else [],
        "segments": sum(s.kind == "turn" for s in read.segments) if read is not None else 0,
        "units": units(read) if read is not None else 0,
        "characters": len(read.text) if read is not None else 0,
        "cleaned": dict(read.counts) if read is not None else {},
        "warnings": list(read.warnings if read is not None else each.warnings),
    }
    problem = each.why.removeprefix(f"{each.path}: ") if each.standing == "faulty" else None
    if each.standing == "unchanged" and each.why != each.name:
        problem = f"in the study already as {each.why}"
    return said | {"result": RESULTS[each.standing], "problem": problem}


def _speakers(read: ReadTranscript) -> list[dict[str, Any]]:
    return [{"label": s.label, "role": s.role, "turns": s.turns} for s in read.speakers]


def import_table(records: Sequence[Mapping[str, Any]], *, dry: bool = False) -> Table:
    """The files with what was found in them and what became of them."""
    many = len(records)
    outside = [each for each in records if each["result"] not in ("imported", "to import")]
    shown = outside if many > _MOST_GOOD else records
    counts = {
        result: sum(each["result"] == result for each in records)
        for result in dict.fromkeys(RESULTS.values())
    }
    told = ", ".join(f"{n} {result}" for result, n in counts.items() if n)
    notes = [f"{many - len(shown)} file(s) without trouble are not listed; --format csv or json lists all."]
    guessed = sum(bool(each["warnings"]) for each in records)
    if guessed:
        notes.append(f"{guessed} file(s) have warnings; --format json has their words.")
    return Table(
        title="Transcripts that would be imported" if dry else "Transcripts and what became of them",
        columns=(
            Column("file"),
            Column("format"),
            Column("language"),
            Column("speakers"),
            Column("turns", "count"),
            Column("units", "count"),
            Column("result"),
        ),
        sections=(Section("", tuple(Row(_cells(each)) for each in shown)),),
        records=[_flat(each) for each in records],
        caption=f"{many} file(s): {told}.",
        notes=tuple(notes[0 if many > len(shown) else 1 :]),
        json=[dict(each) for each in records],
        keys=KEYS,
    )


def _cells(each: Mapping[str, Any]) -> tuple[str | int, ...]:
    file = str(each["file"]).replace("\\", "/").rpartition("/")[2]
    if each["format"] == "survey":
        file += f": {each['name']}"
    who = ", ".join(s["label"] for s in each["speakers"])
    result = each["result"] + (f": {each['problem']}" if each["problem"] else "")
    return (
        file,
        each["format"] or "",
        each["language"] or "",
        who,
        each["turns"],
        each["units"],
        result,
    )


def _flat(each: Mapping[str, Any]) -> dict[str, Any]:
    """A record as a line of a CSV."""
    speakers = "; ".join(f"{s['label']} ({s['role']}, {s['turns']})" for s in each["speakers"])
    cleaned = "; ".join(f"{key}: {n}" for key, n in each["cleaned"].items())
    return dict(each) | {"speakers": speakers, "cleaned": cleaned, "warnings": " ".join(each["warnings"])}
