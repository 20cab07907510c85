"""Passages coded already that are most like this one: suggestions, and no more than that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from heapq import nlargest
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import ColumnElement, func, select

from coder.model import CoderError, Span
from coder.study import tables as t
from coder.study.folding import bare
from coder.study.study import Study, live

CUTOFF = 45.0
"""A likeness below this, of 100, is chance. It is the mean of the words in common, whatever else is
there, and of all words in any order: a short passage is not like every longer one it is in."""
_FEWEST = 3
"""Words that two passages must have in them before they can be like each other."""
_AT_ONCE = 500
"""Codings read and compared in one go: few enough that other threads are not kept waiting."""


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


@dataclass(frozen=True, slots=True)
class LookedThrough:
    """The passages found, and how much was looked at to find them."""

    passages: tuple[Similar, ...]
    """The most alike first."""
    looked_at: int
    """Codings that were compared."""
    of: int
    """Codings that there are to compare with; more than were, where the search was bounded."""


def similar(
    study: Study, transcript_id: int, span: Span, limit: int = 9, cutoff: float = CUTOFF
) -> list[Similar]:
    """The coded passages most like a span, most alike first; a blind coder gets the own ones.

    What overlaps the span itself is left out.
    """
    return list(look_through(study, transcript_id, span, limit, cutoff).passages)


def look_through(
    study: Study,
    transcript_id: int,
    span: Span,
    limit: int = 9,
    cutoff: float = CUTOFF,
    at_most: int | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> LookedThrough:
    """As :func:`similar`, and how many codings were looked at to find them.

    Args:
        study: the study.
        transcript_id: where the span is.
        span: what passages are to be like.
        limit: passages answered with.
        cutoff: the least likeness, of 100.
        at_most: codings looked at, the newest ones; None looks at all.
        stop: asked now and then whether the answer is still wanted; what was found until then is given.
    """
    wanted = bare(_words(study, transcript_id, span))
    if len(wanted.split()) < _FEWEST:
        return LookedThrough((), 0, 0)
    codes, transcripts = _in_use(study)
    with study.read() as connection:
        counted = select(func.count()).select_from(t.coding).where(*_seen(study))
        there: int = connection.execute(counted).scalar_one()
    best: dict[tuple[int, int, int], float] = {}
    looked, before = 0, None
    due = there if at_most is None else min(there, at_most)
    while looked < due and not stop():
        rows = _newest(study, before, min(_AT_ONCE, due - looked))
        if not rows:
            break
        looked, before = looked + len(rows), rows[-1].id
        passages = {
            (row.transcript_id, row.start, row.end): row.quote
            for row in rows
            if row.code_id in codes
            and row.transcript_id in transcripts
            and (row.transcript_id != transcript_id or row.start >= span.end or row.end <= span.start)
        }
        best.update(_scores(wanted, passages, cutoff))
        if len(best) > limit:
            best = dict(nlargest(limit, best.items(), key=lambda each: (each[1], each[0])))
    ranked = sorted(best.items(), key=lambda each: (each[1], each[0]), reverse=True)[:limit]
    found = _codings_on(study, codes, [key for key, _ in ranked])
    return LookedThrough(
        tuple(_similar(found[key], score) for key, score in ranked if key in found), looked, there
    )


def _scores(
    wanted: str, passages: Mapping[tuple[int, int, int], str], cutoff: float
) -> dict[tuple[int, int, int], float]:
    """How like each passage is, where it is like enough."""
    texts = {key: text for key, quote in passages.items() if len((text := bare(quote)).split()) >= _FEWEST}
    near = process.extract(wanted, texts, scorer=fuzz.token_set_ratio, score_cutoff=cutoff, limit=None)
    among = {key: texts[key] for _, _, key in near}
    whole = process.extract(wanted, among, scorer=fuzz.token_sort_ratio, limit=None)
    sorted_ = {key: score for _, score, key in whole}
    means = {key: (score + sorted_[key]) / 2 for _, score, key in near}
    return {key: score for key, score in means.items() if score >= cutoff}


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


def _seen(study: Study) -> tuple[ColumnElement[bool], ...]:
    """The codings that the coder may see."""
    return (live(t.coding), study.sees(t.coding.c.coder_id, t.coding.c.transcript_id))


def _in_use(study: Study) -> tuple[set[int], set[int]]:
    """The codes that can be applied, and the transcripts that are there."""
    codes = select(t.code.c.id).where(t.code.c.status.in_(("active", "draft")), live(t.code))
    transcripts = select(t.transcript.c.id).where(live(t.transcript))
    with study.read() as connection:
        return (
            set(connection.execute(codes).scalars()),
            set(connection.execute(transcripts).scalars()),
        )


def _newest(study: Study, before: int | None, limit: int) -> list[Any]:
    """The newest codings that are older than one."""
    query = select(*t.coding.c["id", "transcript_id", "start", "end", "quote", "code_id"])
    query = query.where(*_seen(study))
    if before is not None:
        query = query.where(t.coding.c.id < before)
    with study.read() as connection:
        return list(connection.execute(query.order_by(t.coding.c.id.desc()).limit(limit)))


def _codings_on(
    study: Study, codes: set[int], keys: list[tuple[int, int, int]]
) -> dict[tuple[int, int, int], list[Any]]:
    """The codings with a code in use that stand on exactly these passages."""
    c = t.coding.c
    query = (
        select(
            *t.coding.c["transcript_id", "start", "end", "quote", "code_id"],
            t.transcript.c.name.label("transcript"),
            t.segment.c.position,
            t.coder.c.name.label("coder"),
        )
        .select_from(t.coding)
        .join(t.coder, t.coder.c.id == c.coder_id)
        .join(t.transcript, t.transcript.c.id == c.transcript_id)
        .join(t.segment, t.segment.c.id == c.segment_first_id)
        .where(*_seen(study))
        .order_by(c.coder_id, c.code_id)
    )
    found: dict[tuple[int, int, int], list[Any]] = {}
    with study.read() as connection:
        for key in keys:
            here = query.where(c.transcript_id == key[0], c.start == key[1], c.end == key[2])
            if rows := [row for row in connection.execute(here) if row.code_id in codes]:
                found[key] = rows
    return found
