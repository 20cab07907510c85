"""Tables of what is wrong with a study, and of its backups."""

from __future__ import annotations

from collections.abc import Sequence

from coder.report.table import Column, Row, Section, Table
from coder.study.safety.faults import Fault
from coder.study.safety.listing import Copy
from coder.study.safety.verifying import COUNTED, Since


def faults_table(place: str, faults: Sequence[Fault]) -> Table:
    """What is wrong, with the way out."""
    records = [
        {
            "kind": each.kind,
            "what": each.what,
            "table": each.table or None,
            "id": each.id,
            "repairable": each.repairable,
            "way_out": each.way_out,
        }
        for each in faults
    ]
    return Table(
        title=f"{place}: sound" if not faults else f"{place}: {faults_counted(len(faults))}",
        columns=(Column("kind"), Column("what is wrong"), Column("way out")),
        sections=(Section("", tuple(Row((each.kind, each.what, each.way_out)) for each in faults)),),
        records=records,
        json={"study": place, "sound": not faults, "faults": records},
        keys=("kind", "what", "table", "id", "repairable", "way_out"),
    )


def faults_counted(n: int) -> str:
    """So many faults, in words."""
    return f"{n} fault{'s' * (n != 1)}"


def copies_table(place: str, copies: Sequence[Copy]) -> Table:
    """The backups, newest first."""
    words = (*COUNTED, "events")
    rows = []
    for each in copies:
        held = each.contents.counts if each.contents else {}
        rows.append(
            Row(
                (
                    f"{each.at:%Y-%m-%d %H:%M}",
                    each.why,
                    *(held.get(word) for word in ("transcripts", "codings", "memos")),
                    since_words(each.since) if each.contents else "cannot be read",
                    each.path.name,
                )
            )
        )
    return Table(
        title=f"{len(copies)} backup{'s' * (len(copies) != 1)} of {place}",
        columns=(
            Column("made (UTC)"),
            Column("why"),
            Column("transcripts", "count"),
            Column("codings", "count"),
            Column("memos", "count"),
            Column("done since"),
            Column("file"),
        ),
        sections=(Section("", tuple(rows)),),
        records=[
            {
                "file": str(each.path),
                "made": f"{each.at:%Y-%m-%dT%H:%M:%SZ}",
                "why": each.why,
                "bytes": each.size,
                "readable": each.contents is not None,
                **{word: each.contents.counts[word] if each.contents else None for word in words},
                "schema": each.contents.version if each.contents else None,
                "same": each.since.same if each.since else None,
                "events_since": each.since.events if each.since else None,
            }
            for each in copies
        ],
        keys=("file", "made", "why", "bytes", "readable", *words, "schema", "same", "events_since"),
    )


def since_words(since: Since | None) -> str:
    """What was done after a backup, in words."""
    if since is None:
        return ""
    if not since.same:
        return "another history"
    if not since.events:
        return "nothing"
    by = ", ".join(f"{name or 'lead'} {n}" for name, n in since.by.items())
    return f"{since.events} change{'s' * (since.events != 1)} ({by})"
