"""Search all interviews: exactly, by a regular expression, or roughly; in any script.

The interviews are read one after the other, so that memory is bounded by the longest of
them and the search can be stopped between any two.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import ColumnElement, select, true

from coder.model import CoderError, Role, Span
from coder.study import people
from coder.study import tables as t
from coder.study.counts import is_unit, segments_with_speakers, whose
from coder.study.matching import Matcher, Patterns, Roughly, Words
from coder.study.study import Study, live

Mode = Literal["exact", "regex", "fuzzy"]
CONTEXT = 64
"""Code points shown before and after the words found, within the segment."""


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for."""

    text: str
    mode: Mode = "exact"
    whole_word: bool = False
    """Not for a fuzzy search, which always shows whole words."""
    cutoff: float = 80.0
    """How near a fuzzy search must come, of 100."""


@dataclass(frozen=True, slots=True)
class Where:
    """In which segments to look; what is left empty does not matter."""

    transcripts: Sequence[str] = ()
    """Names of transcripts."""
    roles: Sequence[Role] = ()
    speakers: Sequence[str] = ()
    """Labels of speakers."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    """What the respondent who speaks must be."""
    units_only: bool = False
    coded: bool | None = None
    """Coded (or not) by the coder who looks; by anybody, when nobody in particular does."""
    code_ids: Sequence[int] = ()
    """Codes of which one must stand on the segment."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Words found."""

    transcript_id: int
    transcript: str
    segment_id: int
    position: int
    """The segment's position in the transcript, from 0."""
    span: Span
    words: str
    before: str
    after: str
    speaker: str | None
    respondent: str | None
    score: float
    """How near the words come, of 100."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brought."""

    hits: tuple[Hit, ...]
    """In the order of transcripts and text; the nearest first in a fuzzy search."""
    total: int
    """How many there are, those beyond the limit too."""
    complete: bool
    """False where the search was stopped."""


_Places = Mapping[int, set[int]]
_Marked = tuple[_Places, bool]

Progress = Callable[[int, int], None]
"""Told how many transcripts are done, and of how many."""


def search(
    study: Study,
    query: Query,
    where: Where | None = None,
    *,
    limit: int | None = None,
    stop: Callable[[], bool] = lambda: False,
    progress: Progress = lambda _done, _of: None,
) -> Found:
    """Everything that fits, up to ``limit``, with how many there are in all.

    Raises:
        CoderError: the query is empty, too long, no regular expression or one that takes too
            long, or a transcript or attribute is named that the study has not.
    """
    found: list[Hit] = []
    total = 0
    fuzzy = query.mode == "fuzzy"
    with closing(hits(study, query, where, stop=stop, progress=progress)) as coming:
        for hit in coming:
            total += 1
            if fuzzy or limit is None or len(found) < limit:
                found.append(hit)
    if fuzzy:
        found = sorted(found, key=lambda hit: -hit.score)[:limit]
    return Found(tuple(found), total, not stop())


def hits(
    study: Study,
    query: Query,
    where: Where | None = None,
    *,
    stop: Callable[[], bool] = lambda: False,
    progress: Progress = lambda _done, _of: None,
) -> Generator[Hit, None, None]:
    """Everything that fits, as it is found, in the order of transcripts and text."""
    where = where or Where()
    chosen = _transcripts(study, where)
    conditions, marked = _conditions(study, where), _marked(study, where)
    with closing(_matcher(query, stop)) as matcher:
        for done, (id_, name) in enumerate(chosen):
            if stop():
                return
            progress(done, len(chosen))
            wanted = [(places.get(id_, set()), inside) for places, inside in marked]
            yield from _in_transcript(study, (id_, name), conditions, wanted, matcher)
        progress(len(chosen), len(chosen))


def _matcher(query: Query, stop: Callable[[], bool]) -> Matcher:
    if query.mode == "regex":
        return Patterns(query.text, query.whole_word, stop)
    if query.mode == "fuzzy":
        return Roughly(query.text, query.cutoff)
    return Words(query.text, query.whole_word)


def _in_transcript(
    study: Study,
    transcript: tuple[int, str],
    conditions: Sequence[ColumnElement[bool]],
    wanted: Sequence[tuple[set[int], bool]],
    matcher: Matcher,
) -> Iterator[Hit]:
    id_, name = transcript
    columns = (*t.segment.c["id", "position", "start", "end"], t.speaker.c.label, t.respondent.c.ref)
    query = (
        segments_with_speakers(*columns)
        .outerjoin(t.respondent, t.respondent.c.id == whose())
        .where(t.segment.c.transcript_id == id_, *conditions)
        .order_by(t.segment.c.position)
    )
    with study.read() as connection:
        rows = [
            row
            for row in connection.execute(query)
            if all((row.position in places) == inside for places, inside in wanted)
        ]
        if not rows:
            return
        text = connection.execute(select(t.transcript.c.text).where(t.transcript.c.id == id_)).scalar_one()
    stretches = matcher.find([(row.start, text[row.start : row.end]) for row in rows])
    for row, found in zip(rows, stretches, strict=True):
        for span, score in found:
            yield _hit(id_, name, row, text, span, score)


def _hit(id_: int, name: str, row: Any, text: str, span: Span, score: float) -> Hit:
    return Hit(
        transcript_id=id_,
        transcript=name,
        segment_id=row.id,
        position=row.position,
        span=span,
        words=span.of(text),
        before=text[max(row.start, span.start - CONTEXT) : span.start],
        after=text[span.end : min(row.end, span.end + CONTEXT)],
        speaker=row.label,
        respondent=row.ref,
        score=round(score, 1),
    )


def speaker_labels(study: Study) -> list[str]:
    """The labels of all speakers, in the order of the alphabet."""
    query = (
        select(t.speaker.c.label)
        .join(t.transcript, t.transcript.c.id == t.speaker.c.transcript_id)
        .where(live(t.transcript))
        .distinct()
        .order_by(t.speaker.c.label)
    )
    with study.read() as connection:
        return list(connection.execute(query).scalars())


def _transcripts(study: Study, where: Where) -> list[tuple[int, str]]:
    query = select(*t.transcript.c["id", "name"]).where(live(t.transcript)).order_by(t.transcript.c.id)
    with study.read() as connection:
        rows = connection.execute(query).all()
    if unknown := set(where.transcripts) - {row.name for row in rows}:
        raise CoderError(f"there is no transcript {min(unknown)!r} among the {len(rows)} of this study.")
    return [(row.id, row.name) for row in rows if not where.transcripts or row.name in where.transcripts]


def _conditions(study: Study, where: Where) -> list[ColumnElement[bool]]:
    """What the rows of segments, with their speakers, must fulfil."""
    found: list[ColumnElement[bool]] = []
    if where.roles:
        found.append(t.speaker.c.role.in_(where.roles))
    if where.speakers:
        found.append(t.speaker.c.label.in_(where.speakers))
    if where.units_only:
        found.append(is_unit())
    if where.attributes:
        known = people.attributes(study)
        for name, value in where.attributes.items():
            if name not in known:
                names = ", ".join(known) or "none yet"
                raise CoderError(f"respondents have no attribute {name!r} (attributes: {names}).")
            found.append(_with_attribute(name, value))
    return found


def _with_attribute(name: str, value: str) -> ColumnElement[bool]:
    those = (
        select(t.attribute_value.c.respondent_id)
        .join(t.attribute, t.attribute.c.id == t.attribute_value.c.attribute_id)
        .where(t.attribute.c.name == name, t.attribute_value.c.value == value)
    )
    return whose().in_(those)


def _marked(study: Study, where: Where) -> list[_Marked]:
    """Where codings stand that matter, and whether that is where to look."""
    found: list[_Marked] = []
    if where.coded is not None:
        mine = t.coding.c.coder_id == study.coder.id if study.coder else true()
        found.append((_places(study, mine), where.coded))
    if where.code_ids:
        found.append((_places(study, t.coding.c.code_id.in_(where.code_ids)), True))
    return found


def _places(study: Study, condition: ColumnElement[bool]) -> _Places:
    """The positions of the segments that codings touch, by transcript."""
    first, last = t.segment.alias("first"), t.segment.alias("last")
    query = (
        select(t.coding.c.transcript_id, first.c.position, last.c.position.label("last"))
        .join(first, first.c.id == t.coding.c.segment_first_id)
        .join(last, last.c.id == t.coding.c.segment_last_id)
        .where(live(t.coding), study.sees(t.coding.c.coder_id, t.coding.c.transcript_id), condition)
        .distinct()
    )
    found: dict[int, set[int]] = {}
    with study.read() as connection:
        for row in connection.execute(query):
            found.setdefault(row.transcript_id, set()).update(range(row.position, row.last + 1))
    return found
