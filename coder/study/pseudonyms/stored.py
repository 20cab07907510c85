"""Where a study keeps words that can hold names, and which of them are meant."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from coder.model import CoderError
from coder.study import tables as t
from coder.study.pseudonyms.names import Names

OF_INTERVIEWS = {"transcript": ("name",), "respondent": ("ref",)}
"""What interviews and respondents are called; replaced only when asked for."""
WORDS: Mapping[str, tuple[str, ...]] = {
    "transcript": ("source",),
    "transcript_version": ("source",),
    "speaker": ("label",),
    "memo": ("text",),
    "study": ("name", "note"),
    "attribute": ("name",),
    "attribute_value": ("value",),
    "codebook": ("title", "details"),
    "code": ("label", "brief", "definition", "use_when", "not_when", "examples", "aliases"),
    "codebook_change": ("what", "why"),
    "settlement": ("reason",),
}
"""By table, the columns with words, beside texts and what is quoted from them."""
_OF_ONE_INTERVIEW = ("transcript", "transcript_version", "speaker", "memo", "settlement", "segment", "coding")


@dataclass(frozen=True, slots=True)
class Scope:
    """What is meant: all of a study, or some interviews of it."""

    names: Names
    of_interviews: bool = False
    """Whether interviews and respondents are called otherwise, too."""
    only: frozenset[int] | None = None
    """The interviews that are meant; None: all, with everything that belongs to none."""
    owners: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    """Where only some are meant: by table and id, the interview of memos, speakers, settlements, versions."""

    def columns(self, table: str) -> tuple[str, ...]:
        """The columns of a table in which words are replaced."""
        more = OF_INTERVIEWS.get(table, ()) if self.of_interviews else ()
        return (*WORDS.get(table, ()), *more)

    def holds(self, table: str, id_: int) -> bool:
        """Whether a row is meant."""
        if self.only is None:
            return True
        if table not in _OF_ONE_INTERVIEW:
            return False
        return (id_ if table == "transcript" else self.owners.get(table, {}).get(id_)) in self.only

    def interview(self, id_: int) -> bool:
        """Whether an interview is meant."""
        return self.only is None or id_ in self.only


def scope_of(
    connection: Connection, names: Names, transcripts: Collection[str] | None, of_interviews: bool
) -> Scope:
    """What is meant by the names of some interviews; None: everything.

    Raises:
        CoderError: there is no such interview.
    """
    if transcripts is None:
        return Scope(names, of_interviews)
    c = t.transcript.c
    known = {
        row.name: row.id for row in connection.execute(select(c.name, c.id).where(c.removed_at.is_(None)))
    }
    for each in transcripts:
        if each not in known:
            raise CoderError(f"there is no transcript {each!r} in this study.")
    only = frozenset(known[each] for each in transcripts)

    def pairs(*columns: Any, joined: Any = None) -> dict[int, int]:
        query = select(*columns)
        query = query if joined is None else query.select_from(joined)
        return {int(id_): int(whose) for id_, whose in connection.execute(query) if whose is not None}

    segment, coding = t.segment.c.transcript_id, t.coding.c.transcript_id
    owners = {
        "speaker": pairs(*t.speaker.c["id", "transcript_id"]),
        "transcript_version": pairs(*t.transcript_version.c["id", "transcript_id"]),
        "settlement": pairs(t.settlement.c.id, segment, joined=t.settlement.join(t.segment)),
        "memo": pairs(*t.memo.c["id", "transcript_id"])
        | pairs(t.memo.c.id, segment, joined=t.memo.join(t.segment))
        | pairs(t.memo.c.id, coding, joined=t.memo.join(t.coding)),
    }
    return Scope(names, of_interviews, only, owners)
