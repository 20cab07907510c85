"""A file of another study: what in it is what here, as somebody has said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from coder.model import CoderError
from coder.study import tables as t
from coder.study.study import live


@dataclass(frozen=True, slots=True)
class Matched:
    """Names there and here. Interviews with the same text are known without being named."""

    coders: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    """As ``codebook/id``."""
    transcripts: Mapping[str, str] = field(default_factory=dict)
    as_coder: str | None = None
    """Who the only coder of the file is here."""
    same_codes: bool = False
    """Codes of the same codebook and id are the same."""


def coders_matched(
    said: Matched, theirs: Connection, ours: Connection
) -> tuple[dict[int, int], list[str], list[str]]:
    """The ids of coders there and here, their names here; names there of those who worked and are nobody."""
    here = {row.name: row.id for row in ours.execute(select(t.coder).where(live(t.coder)))}
    there = {row.name: row.id for row in theirs.execute(select(t.coder).where(live(t.coder)))}
    busy = {
        name
        for name, id_ in there.items()
        for table in (t.coding, t.decision, t.memo)
        if theirs.execute(select(table.c.coder_id).where(table.c.coder_id == id_).limit(1)).scalar()
        is not None
    }
    named = dict(said.coders)
    if said.as_coder is not None:
        if len(busy) != 1:
            who = ", ".join(sorted(busy)) or "nobody"
            raise CoderError(
                f"several coders or none have worked in that file ({who}); say who is who with --map, "
                "in lines such as: coder,THEIRS,OURS"
            )
        named[min(busy)] = said.as_coder
    for name, mine in named.items():
        if name not in there:
            raise CoderError(
                f"the file has no coder {name!r} (coders: {', '.join(sorted(there)) or 'none'})."
            )
        if mine not in here:
            raise CoderError(
                f"the study has no coder {mine!r} (coders: {', '.join(sorted(here)) or 'none'})."
            )
    if len(set(named.values())) < len(named):
        raise CoderError("two coders of the file cannot be the same one here.")
    found = {there[name]: here[mine] for name, mine in named.items()}
    return found, list(named.values()), sorted(busy - set(named))


def codes_matched(said: Matched, theirs: Connection, ours: Connection) -> dict[int, Any]:
    """By the ids of codes there, the rows of the codes here, with ``version``, that of their codebook."""
    here, there = _codes(ours), _codes(theirs)
    by_id = {row.id: row for row in here.values()}
    for name, mine in said.codes.items():
        if name not in there:
            raise CoderError(f"the file has no code {name!r}; write it as codebook/id.")
        if mine not in here:
            raise CoderError(f"the study has no code {mine!r}; write it as codebook/id.")
    found = {}
    for name, row in there.items():
        code = here.get(said.codes.get(name, name if said.same_codes else ""))
        while code is not None and code.status == "merged" and code.merged_into_id in by_id:
            code = by_id[code.merged_into_id]
        if code is not None and code.codable:
            found[row.id] = code
    return found


def _codes(connection: Connection) -> dict[str, Any]:
    query = (
        select(t.code, t.codebook.c.slug.label("book"), t.codebook.c.version)
        .join(t.codebook, t.codebook.c.id == t.code.c.codebook_id)
        .where(live(t.code), live(t.codebook))
    )
    return {f"{row.book}/{row.slug}": row for row in connection.execute(query)}


def interview_matched(said: Matched, name: str, ours: Connection) -> Any:
    """The interview here that one of the file is said to be; None where nothing is said."""
    mine = said.transcripts.get(name)
    if mine is None:
        return None
    row = ours.execute(
        select(t.transcript).where(t.transcript.c.name == mine, live(t.transcript))
    ).one_or_none()
    if row is None:
        raise CoderError(f"the study has no transcript {mine!r}.")
    return row
