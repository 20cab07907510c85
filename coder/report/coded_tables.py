"""What became of a table of codings on its way in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coder.files.codings.values import CodedTable, LineProblem
from coder.report.table import Column, Row, Section, Table
from coder.study.coded.plan import Plan

KEYS = ("line", "transcript", "coder", "code", "quote", "problem")


def coded_report(table: CodedTable, found: Plan, *, dry: bool) -> Table:
    """The lines that do not come in, and as JSON the whole report."""
    records = [_record(each) for each in found.problems]
    n = len(records)
    return Table(
        title=f"{n} line{'' if n == 1 else 's'} that {'would' if dry else 'did'} not come in",
        columns=(Column("line", "count"), *(Column(name) for name in KEYS[1:])),
        sections=(Section("", tuple(Row(tuple(each.values())) for each in records)),),
        records=records,
        caption=told(found, dry=dry),
        json={
            "file": table.path,
            "lines": len(table.lines) + len(table.problems),
            "columns": table.columns,
            "ignored_columns": list(table.ignored),
            "codings": len(found.new),
            "codings_by_coder": _by_coder(found),
            "there": found.there,
            "decisions": found.decided,
            "memos": len(found.memos) + sum(bool(each.memo) for each in found.new),
            "transcripts": len(found.transcripts),
            "coders_added": list(found.coders),
            "placed": dict(found.placed),
            "problems": records,
            "warnings": warnings(found),
            "dry_run": dry,
        },
        keys=KEYS,
    )


def told(found: Plan, *, dry: bool) -> str:
    """The plan in one sentence."""
    verb = "would come" if dry else "came"
    counts = [(len(found.new), "coding"), (found.decided, "decision")]
    counts += [(len(found.memos), "memo on codings that are there"), (len(found.coders), "coder")]
    said = [_count(n, what) for n, what in counts if n] or ["Nothing"]
    parts = [f"{' and '.join(said)} {verb} in", f"{found.there} in the study already" if found.there else ""]
    parts.append(f"{len(found.problems)} cannot" if found.problems else "")
    return ", ".join(each for each in parts if each) + "."


def warnings(found: Plan) -> list[str]:
    """What a person should look at."""
    moved, loosely = found.placed["moved"], found.placed["white space"]
    said = [
        (moved, "stand elsewhere than their offsets say; they were placed by their words"),
        (loosely, "agree with the text but for white space or the form of quotation marks and dashes"),
        (found.unchecked, "have no quote, so that nothing confirms their place"),
        (found.untimed, "have a time that cannot be read; they count as coded now"),
    ]
    return [f"{_count(n, 'line')} {what}." for n, what in said if n]


def _by_coder(found: Plan) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for each in found.new:
        counts[each.coder] = counts.get(each.coder, 0) + 1
    return counts


def _record(each: LineProblem) -> dict[str, Any]:
    said = each.said
    quote = said.quote if said else ""
    return {
        "line": each.line,
        "transcript": said.transcript if said else "",
        "coder": said.coder if said else "",
        "code": said.code if said else "",
        "quote": quote if len(quote) <= 80 else quote[:79] + "…",
        "problem": each.why,
    }


def _count(n: int, what: str) -> str:
    noun, space, rest = what.partition(" ")
    return f"{n} {noun}{'' if n == 1 else 's'}{space}{rest}"
