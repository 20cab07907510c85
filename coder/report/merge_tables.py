"""What a merge brings, or brought, as a table and as JSON."""

from __future__ import annotations

from typing import Any

from coder.report.table import Column, Row, Section, Table
from coder.study.apart.outcome import COUNTED, Coming, Merged


def merge_table(merged: Merged, *, dry: bool) -> Table:
    """Per file: what comes, what is here already, and what did not go together with what becomes of it."""
    return Table(
        title="What would come" if dry else "What came",
        columns=(
            *(
                Column("file"),
                Column("of"),
                Column("what"),
                Column("n", "count"),
                Column("what becomes of it"),
            ),
        ),
        sections=(
            Section("", tuple(row for each in merged.files for row in _counts(each, dry))),
            *([Section("What does not go together", _conflicts(merged))] if _conflicts(merged) else []),
        ),
        records=[record for each in merged.files for record in _records(each)],
        notes=_notes(merged, dry),
        json={
            "files": [_file(each) for each in merged.files],
            "written": merged.written,
            "opened_to": list(merged.opened_to),
            "backup": str(merged.backup) if merged.backup is not None else None,
        },
        keys=("file", "coders", "kind", "where", "what", "n", "resolution", "left_out"),
    )


def _counts(coming: Coming, dry: bool) -> list[Row]:
    whose = ", ".join(coming.coders)
    rows = [
        Row((coming.file.name, whose, COUNTED[name][n > 1], n, "comes" if dry else "came"))
        for name, n in coming.counts.items()
        if n
    ]
    if coming.already or not rows:
        said = "here already, or changed here since" if coming.already else "nothing new"
        rows.append(Row((coming.file.name, whose, said, coming.already, "stays as it is")))
    return rows


def _conflicts(merged: Merged) -> tuple[Row, ...]:
    return tuple(
        Row((each.file.name, ", ".join(each.coders), f"{x.where}: {x.what}", None, x.resolution))
        for each in merged.files
        for x in each.conflicts
    )


def _records(coming: Coming) -> list[dict[str, Any]]:
    empty = {"where": "", "what": "", "resolution": "", "left_out": False}
    file = {"file": str(coming.file), "coders": list(coming.coders)}
    counts = {**coming.counts, "already": coming.already}
    return [
        *({**file, **empty, "kind": name, "n": n} for name, n in counts.items() if n),
        *(
            {**file, "kind": x.kind, "n": None, "where": x.where, "what": x.what}
            | {"resolution": x.resolution, "left_out": x.left_out}
            for x in coming.conflicts
        ),
    ]


def _file(coming: Coming) -> dict[str, Any]:
    return {
        "file": str(coming.file),
        "coders": list(coming.coders),
        "coming": dict(coming.counts),
        "already": coming.already,
        "conflicts": [
            {
                "kind": x.kind,
                "where": x.where,
                "what": x.what,
                "resolution": x.resolution,
                "left_out": x.left_out,
            }
            for x in coming.conflicts
        ],
    }


def _notes(merged: Merged, dry: bool) -> tuple[str, ...]:
    found = []
    if merged.opened_to:
        one = merged.opened == 1
        interviews = "1 interview" if one else f"{merged.opened} interviews"
        opens = "would open" if dry else "is open now" if one else "are open now"
        whom = ", ".join(merged.opened_to)
        found.append(f"All their coders have finished {interviews}, which {opens} to {whom}.")
    if merged.left_out:
        found.append(
            "What is left out stays in its file and comes with a later merge, once nothing hinders it."
        )
    return tuple(found)
