"""Passages coded already that are most like this one: suggestions, and no more than that."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import nlargest
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import func, select

from coder.model import CoderError, Span
from coder.study import tables as t
from coder.study.folding import bare
from coder.study.study import Study, live

CUTOFF = 45.0
"""A likeness below this, of 100, is chance. It is the mean of the words in common, whatever else is
there, and of all words in any order: a short passage is not like every longer one it is in."""
_FEWEST = 3
"""Words that two passages must have in them before they can be like each other."""


@dataclass(frozen=True, slots=True)
class Similar:
    """A passage with everything it has been coded with."""

    transcript_id: int
    transcript: str
    position: int
    """The position of its first segment, from 0."""
    span: Span
    words: str
    score: float
    """How like it is, of 100."""
    codes: tuple[tuple[int, str], ...]
    """The codes that stand on it, each with the coder's name; codes out of use are left out."""


def similar(
    study: Study, transcript_id: int, span: Span, limit: int = 9, cutoff: float = CUTOFF
) -> list[Similar]:
    """The coded passages most like a span, most alike first; a blind coder gets the own ones.

    What overlaps the span itself is left out.
    """
    wanted = bare(_words(study, transcript_id, span))
    passages = _passages(study, transcript_id, span)
    if len(wanted.split()) < _FEWEST:
        return []
    texts = {
        key: text for key, rows in passages.items() if len((text := bare(rows[0].quote)).split()) >= _FEWEST
    }
    near = process.extract(wanted, texts, scorer=fuzz.token_set_ratio, score_cutoff=cutoff, limit=None)
    shared = {key: score for _, score, key in near}
    among = {key: texts[key] for key in shared}
    whole = process.extract(wanted, among, scorer=fuzz.token_sort_ratio, limit=None)
    scored = [((shared[key] + score) / 2, key) for _, score, key in whole]
    best = nlargest(limit, (each for each in scored if each[0] >= cutoff))
    return [_similar(passages[key], score) for score, key in best]


def _similar(rows: list[Any], score: float) -> Similar:
    first = rows[0]
    return Similar(
        transcript_id=first.transcript_id,
        transcript=first.transcript,
        position=first.position,
        span=Span(first.start, first.end),
        words=first.quote,
        score=round(score, 1),
        codes=tuple((row.code_id, row.coder) for row in rows),
    )


def _words(study: Study, transcript_id: int, span: Span) -> str:
    text = t.transcript.c.text
    query = select(func.substr(text, span.start + 1, span.end - span.start)).where(
        t.transcript.c.id == transcript_id, live(t.transcript)
    )
    with study.read() as connection:
        words = connection.execute(query).scalar()
    if words is None:
        raise CoderError(f"there is no transcript number {transcript_id} in this study.")
    return str(words)


def _passages(study: Study, transcript_id: int, span: Span) -> dict[tuple[int, int, int], list[Any]]:
    """The live codings that may be suggested, by the passage they stand on."""
    c = t.coding.c
    query = (
        select(
            *t.coding.c["transcript_id", "start", "end", "quote", "code_id"],
            t.transcript.c.name.label("transcript"),
            t.segment.c.position,
            t.coder.c.name.label("coder"),
        )
        .select_from(t.coding)
        .join(t.code, t.code.c.id == c.code_id)
        .join(t.coder, t.coder.c.id == c.coder_id)
        .join(t.transcript, t.transcript.c.id == c.transcript_id)
        .join(t.segment, t.segment.c.id == c.segment_first_id)
        .where(live(t.coding), live(t.transcript), t.code.c.status.in_(("active", "draft")))
        .where(study.sees(c.coder_id))
        .where((c.transcript_id != transcript_id) | (c.start >= span.end) | (c.end <= span.start))
        .order_by(c.transcript_id, c.start, c.end, c.coder_id, c.code_id)
    )
    found: dict[tuple[int, int, int], list[Any]] = {}
    with study.read() as connection:
        for row in connection.execute(query):
            found.setdefault((row.transcript_id, row.start, row.end), []).append(row)
    return found
