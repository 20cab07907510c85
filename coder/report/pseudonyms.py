"""Names that were found, and what taking them out would do, as tables and sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coder.report.table import Column, Row, Section, Table
from coder.study.pseudonyms.applying import NameSeen, Preview
from coder.study.pseudonyms.finding import Proposal

_MOST = 3
"""Interviews named in a line."""


def proposals_table(found: Sequence[Proposal]) -> Table:
    """What looks like a name, to be confirmed line by line."""
    keys = ("name", "replacement", "kind", "count", "interviews", "example", "confirmed")
    return Table(
        title=f"{len(found)} word{'s' * (len(found) != 1)} that may be names; none is replaced yet",
        columns=(
            *map(Column, ("name", "replacement", "kind")),
            Column("count", "count"),
            *map(Column, ("interviews", "example")),
        ),
        sections=(
            Section(
                "",
                tuple(
                    Row((p.name, p.replacement, p.kind, p.count, _some(p.interviews), p.example))
                    for p in found
                ),
            ),
        ),
        records=[
            {
                "name": p.name,
                "replacement": p.replacement,
                "kind": p.kind,
                "count": p.count,
                "interviews": list(p.interviews),
                "example": p.example,
                "confirmed": "",
            }
            for p in found
        ],
        keys=keys,
        notes=(
            "Names were found by their look: some of these are none, and some names are missing.",
            "Add lines, change replacements, and write yes under “confirmed” in the lines that hold.",
        ),
    )


def _some(names: Sequence[str]) -> str:
    more = f", and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more


def preview_table(seen: Preview) -> Table:
    """What would be replaced, name by name."""
    places = sum(each.count for each in seen.names)
    return Table(
        title=f"{len(seen.names)} name{'s' * (len(seen.names) != 1)}, {places} "
        f"place{'s' * (places != 1)} in {seen.interviews} interview{'s' * (seen.interviews != 1)}",
        columns=(
            *map(Column, ("name", "replacement")),
            Column("in texts", "count"),
            Column("elsewhere", "count"),
            *map(Column, ("interviews", "to look at")),
        ),
        sections=(Section("", tuple(Row(_cells(each)) for each in seen.names)),),
        records=[
            {
                "name": each.name,
                "replacement": each.replacement,
                "count": each.count,
                "elsewhere": each.elsewhere,
                "interviews": [f"{name}: {n}" for name, n in each.places.items()],
                "remarks": list(each.remarks),
            }
            for each in seen.names
        ],
        keys=("name", "replacement", "count", "elsewhere", "interviews", "remarks"),
        notes=("“Elsewhere” counts memos, speakers' labels, codes and other records; the log comes on top.",),
    )


def _cells(each: NameSeen) -> tuple[str | int, ...]:
    places = [f"{name} ({n})" for name, n in each.places.items()]
    return (
        *(each.name, each.replacement, each.count, each.elsewhere),
        *(_some(places), "; ".join(each.remarks)),
    )


def examples(seen: Preview) -> Iterator[str]:
    """A few lines before and after."""
    for each in seen.names:
        for before, after in each.examples[:1]:
            yield f"  - …{before}…"
            yield f"  + …{after}…"


def warnings(seen: Preview) -> Iterator[str]:
    """What somebody should know before it is done, a sentence each."""
    if seen.called:
        n = len(seen.called)
        yield (
            f"{n} interview{'s' * (n != 1)} or respondents are called by such a name and keep it: "
            f"{_some(seen.called)}. To replace these as well: --names-of-interviews"
        )
    if seen.coders:
        yield f"A coder is called so and keeps the name: {', '.join(seen.coders)}."
    if seen.copies:
        whose = ", ".join(seen.copies)
        yield (
            f"Copies are still out ({whose}). Better merge them first: they hold the names, and memos "
            "that come from them later bring names back."
        )
    if seen.backups:
        n = len(seen.backups)
        yield (
            f"{n} automatic backup{'s' * (n != 1)} of this study hold{'s' * (n == 1)} the names, in "
            f"{seen.backups[0].path.parent}. To delete: --delete-old-backups"
        )
