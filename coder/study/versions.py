"""The history of a codebook, and the codings made before a code came to mean what it means now."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from coder.model import Span
from coder.study import codebook
from coder.study import tables as t
from coder.study.coding import own_coding, summary_of
from coder.study.recoding import version_of
from coder.study.study import Study, live


@dataclass(frozen=True, slots=True)
class CodebookChange:
    """One version of a codebook and what made it."""

    version: int
    at: str
    """UTC, ISO 8601; a day, or empty, where a file says it."""
    coder: str | None
    """Who made it; None: whoever leads the study."""
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class PlacedCoding:
    """A live coding with its place, its people and its version."""

    id: int
    transcript: str
    segment: int
    """The segment's number in the transcript, counting from 1."""
    span: Span
    quote: str
    code_id: int
    code: str
    coder_id: int
    coder: str
    version: int
    """The codebook version it was made under."""
    since_version: int
    """The version since which the code means what it means now."""


def changes(study: Study, slug: str) -> list[CodebookChange]:
    """The changes of a codebook, newest first; those its file tells of come after the study's own."""
    book = codebook.codebooks(study, slug)[0]
    c = t.codebook_change.c
    query = (
        select(c.version, c.at, t.coder.c.name, c.what, c.why)
        .outerjoin(t.coder, t.coder.c.id == c.coder_id)
        .where(c.codebook_id == book.id, live(t.codebook_change))
        .order_by(c.version.desc())
    )
    with study.read() as connection:
        own = [CodebookChange(*row) for row in connection.execute(query)]
    told = [
        CodebookChange(
            version if isinstance(version := each.get("version"), int) else 0,
            str(each.get("date", "")),
            str(each["by"]) if "by" in each else None,
            str(each.get("what", "")),
            "",
        )
        for each in book.changes
    ]
    return own + sorted(told, key=lambda each: -each.version)


def of_code(changes: Sequence[CodebookChange], slug: str) -> list[CodebookChange]:
    """Those of a codebook's changes that were about one code, by the words that the changes leave."""
    return [each for each in changes if slug in _about(each.what)]


_VERBS = "add code|edit|move|recolour|retire|take|add an example to|merge|split"
_NAMED = re.compile(rf"(?:{_VERBS}) ([a-z0-9-]+) “")
_TARGET = re.compile(r"^merge .*” into ([a-z0-9-]+) “")
_SOURCE = re.compile(r"^split .*” off ([a-z0-9-]+)$")


def _about(what: str) -> set[str]:
    """The ids of the codes that a change was about: what :mod:`revision` and :mod:`regrouping` say."""
    found = (_NAMED.match(what), _TARGET.match(what), _SOURCE.match(what))
    return {each[1] for each in found if each is not None}


def older_codings(
    study: Study, code_id: int | None = None, book_id: int | None = None, mine: bool = False
) -> list[PlacedCoding]:
    """Live codings made before their code changed its meaning, in the order of transcripts and text.

    Args:
        study: the study; a blind coder's session gets the own codings.
        code_id: only this code's.
        book_id: only this codebook's.
        mine: only the acting coder's, who can :func:`confirm` them.
    """
    query = _placed(study).where(t.coding.c.codebook_version < t.code.c.since_version)
    if code_id is not None:
        query = query.where(t.code.c.id == code_id)
    if book_id is not None:
        query = query.where(t.code.c.codebook_id == book_id)
    if mine:
        query = query.where(t.coding.c.coder_id == study.acting().id)
    return _read(study, query)


def codings_of_code(study: Study, code_id: int) -> list[PlacedCoding]:
    """All live codings of a code, to choose from before it is split; a blind coder's the own ones."""
    return _read(study, _placed(study).where(t.code.c.id == code_id))


def _placed(study: Study) -> Any:
    """Live codings that may be seen, in the order of transcripts and text."""
    return (
        select(
            *t.coding.c["id", "start", "end", "quote", "code_id", "coder_id", "codebook_version"],
            *(t.transcript.c.name.label("transcript"), t.segment.c.position, t.code.c.slug),
            *(t.coder.c.name.label("coder"), t.code.c.since_version),
        )
        .select_from(t.coding)
        .join(t.code, t.code.c.id == t.coding.c.code_id)
        .join(t.coder, t.coder.c.id == t.coding.c.coder_id)
        .join(t.transcript, t.transcript.c.id == t.coding.c.transcript_id)
        .join(t.segment, t.segment.c.id == t.coding.c.segment_first_id)
        .where(live(t.coding), live(t.transcript), study.sees(t.coding.c.coder_id, t.coding.c.transcript_id))
        .order_by(t.coding.c.transcript_id, t.coding.c.start, t.coding.c.end, t.coding.c.id)
    )


def _read(study: Study, query: Any) -> list[PlacedCoding]:
    with study.read() as connection:
        return [
            PlacedCoding(
                *(r.id, r.transcript, r.position + 1, Span(r.start, r.end), r.quote, r.code_id, r.slug),
                *(r.coder_id, r.coder, r.codebook_version, r.since_version),
            )
            for r in connection.execute(query)
        ]


def confirm(study: Study, *coding_ids: int) -> None:
    """Say of the acting coder's codings that they hold under the present version of the codebook."""
    coder = study.acting()
    with study.change("confirm") as change:
        for id_ in coding_ids:
            row = own_coding(change.connection, coder, id_, "confirm")
            version = version_of(change.connection, row.code_id)
            change.update(t.coding, {"id": id_}, codebook_version=version)
        if len(coding_ids) == 1:
            change.summary = summary_of(change.connection, "confirm", coding_ids[0])
        else:
            change.summary = f"confirm {len(coding_ids)} codings"
