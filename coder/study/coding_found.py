"""Code what a search has found: first what that would come to, then as one change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, select, true

from coder.files.sentences import sentences
from coder.model import Span
from coder.study import tables as t
from coder.study.coding import NewCoding, apply_all, codable
from coder.study.counts import is_unit, segments_with_speakers
from coder.study.search import Hit
from coder.study.study import Study, live

Extent = Literal["words", "sentence", "segment"]
"""How much is coded: the words found, the sentence they stand in, or the whole segment."""
EXTENTS: tuple[Extent, ...] = ("words", "sentence", "segment")
_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be coded, and what would not."""

    codings: tuple[NewCoding, ...]
    interviews: int
    """In how many interviews the codings are."""
    found: int
    """What there was to code."""
    not_units: int
    """Of it, what stands where nothing is coded: an interviewer's words, headings."""
    already: int
    """Of it, what the code stands on already."""
    together: int
    """Of it, what lies in the same passage as another."""


def plan(
    study: Study,
    hits: Iterable[Hit],
    code_id: int,
    extent: Extent = "words",
    stop: Callable[[], bool] = lambda: False,
) -> Plan:
    """What it would come to to give these a code; nothing is changed.

    "Already" speaks of the codings of the coder who looks; of anybody's, when nobody in particular does.
    """
    by_transcript: dict[int, list[Hit]] = {}
    for hit in hits:
        by_transcript.setdefault(hit.transcript_id, []).append(hit)
    new: list[NewCoding] = []
    interviews = not_units = already = together = 0
    with study.read() as connection:
        codable(connection, {code_id})
        for transcript_id, here in by_transcript.items():
            if stop():
                break
            units = _units(connection, [hit.segment_id for hit in here])
            text = _text(connection, transcript_id) if extent == "sentence" else ""
            stands = _stands(study, connection, transcript_id, code_id)
            spans: dict[Span, None] = {}
            for hit in here:
                segment = units.get(hit.segment_id)
                if segment is None:
                    not_units += 1
                    continue
                span = _extent(hit.span, segment, text, extent)
                if any(each.start <= span.start and span.end <= each.end for each in stands):
                    already += 1
                elif span in spans:
                    together += 1
                else:
                    spans[span] = None
            new += [NewCoding(transcript_id, span, code_id) for span in sorted(spans)]
            interviews += bool(spans)
    found = sum(map(len, by_transcript.values()))
    return Plan(tuple(new), interviews, found, not_units, already, together)


def code_all(study: Study, planned: Plan, code_id: int) -> int:
    """Code what was planned, as one change that one undo takes back; returns how many passages.

    What has come to be coded so since then is left as it is.
    """
    with study.read() as connection:
        slug = connection.execute(select(t.code.c.slug).where(t.code.c.id == code_id)).scalar()
    n, many = len(planned.codings), planned.interviews
    passages = "1 passage" if n == 1 else f"{n} passages"
    summary = f"apply {slug} to {passages} of {many} interview{'' if many == 1 else 's'}"
    return len(apply_all(study, planned.codings, summary)) if n else 0


def _units(connection: Connection, ids: Sequence[int]) -> dict[int, Span]:
    """Those of the segments that are units, with their spans."""
    found: dict[int, Span] = {}
    for at in range(0, len(ids), _AT_ONCE):
        query = segments_with_speakers(*t.segment.c["id", "start", "end"]).where(
            t.segment.c.id.in_(ids[at : at + _AT_ONCE]), is_unit()
        )
        found.update((row.id, Span(row.start, row.end)) for row in connection.execute(query))
    return found


def _text(connection: Connection, transcript_id: int) -> str:
    return str(
        connection.execute(select(t.transcript.c.text).where(t.transcript.c.id == transcript_id)).scalar_one()
    )


def _stands(study: Study, connection: Connection, transcript_id: int, code_id: int) -> list[Span]:
    """Where the code stands already."""
    c = t.coding.c
    mine: Any = c.coder_id == study.coder.id if study.coder else true()
    query = select(c.start, c.end).where(
        c.transcript_id == transcript_id,
        c.code_id == code_id,
        live(t.coding),
        mine,
        study.sees(c.coder_id, c.transcript_id),
    )
    return [Span(*row) for row in connection.execute(query)]


def _extent(words: Span, segment: Span, text: str, extent: Extent) -> Span:
    if extent == "words":
        return words
    if extent == "segment":
        return segment
    touched = [
        (segment.start + a, segment.start + b)
        for a, b in sentences(segment.of(text))
        if segment.start + a < words.end and words.start < segment.start + b
    ]
    return Span(touched[0][0], touched[-1][1]) if touched else words
