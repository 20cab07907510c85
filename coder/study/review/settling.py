"""Settle what coders differ about, one unit and code at a time: whose view the consensus takes, and why.

Each settlement is one change and one event of the reviewer who acts. A coding that reaches over
several turns is settled turn by turn. Once everything on a unit is settled, the unit is decided
for the consensus.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, select

from coder.model import Coder, CoderError, Span
from coder.study import people
from coder.study import tables as t
from coder.study.change import Change
from coder.study.coding import codable
from coder.study.counts import is_unit, segments_with_speakers
from coder.study.review.consensus import Pen, codings, ensured, refuse_unless_reviewer, text_of
from coder.study.review.items import Interview, Item
from coder.study.review.reading import holder_of, interviews
from coder.study.review.spans import Given, Piece, agreed, piece_of
from coder.study.study import Study
from coder.study.texts import clean

How = Literal["coder", "all", "none", "other"]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reviewer settles."""

    how: How
    """One coder's view; applied as all see it who applied it; not applied; another code instead."""
    coder_id: int = 0
    """``coder``: whose; the holder of the consensus: it stays as it stands."""
    code_id: int = 0
    """``other``: which."""
    span: Span | None = None
    """The passage, where it is another than theirs."""


@dataclass(frozen=True, slots=True)
class Done:
    """What settling did."""

    changed: bool
    new_holder: bool
    """A coder who holds the consensus was added, since the study had none."""
    decided: bool
    """Nothing on the unit is open any more, so it is decided for the consensus."""
    summary: str


@dataclass(frozen=True, slots=True)
class _Verdict:
    code_id: int
    applied: bool
    pieces: tuple[Piece, ...] | None
    """None: the codings of the consensus stay as they are."""


@dataclass(frozen=True, slots=True)
class _Place:
    at: Interview
    segment_id: int
    name: str
    """Of the unit, as ``E01:12``."""
    text: str
    given: list[Given]
    """What coders applied to the unit."""


def settle(study: Study, segment_id: int, code_ids: Sequence[int], choice: Choice, reason: str = "") -> Done:
    """Settle one code of a unit, or several of them alike, as one change.

    With no code and ``other``, a code is applied that nobody had in mind.

    Raises:
        CoderError: who acts only codes, there is nothing to settle, or the choice does not fit.
    """
    refuse_unless_reviewer(study)
    reason = clean(reason)
    coders = people.coders(study)
    with study.read() as connection:
        _verdicts(connection, _place(connection, coders, segment_id), coders, code_ids, choice)
    holder, new = ensured(study)
    coders = people.coders(study)
    with study.change("settle") as change:
        place = _place(change.connection, coders, segment_id)
        found = _verdicts(change.connection, place, coders, code_ids, choice)
        pen = Pen(change, holder, place.at, place.text, study.coder.id if study.coder else None)
        rows = []
        for each in found:
            if each.pieces is not None:
                pen.put(segment_id, each.code_id, each.pieces)
            if (row := pen.settle(segment_id, each.code_id, each.applied, reason)) is not None:
                rows.append(row)
        change.insert_all(t.settlement, rows)
        decided = decide(pen, coders, [segment_id]) > 0
        change.summary = _summary(change, place, coders, code_ids, choice)
        changed = bool(change.noted)
    return Done(changed, new, decided, change.summary)


def decide(pen: Pen, coders: Sequence[Coder], segment_ids: Sequence[int]) -> int:
    """Mark those of the units as decided on which nothing is open; returns how many."""
    [now] = interviews(pen.change.connection, coders, [pen.at.id])
    waiting = {each.segment_id for each in now.items() if each.state != "settled"}
    return pen.mark([id_ for id_ in segment_ids if id_ not in waiting])


def _place(connection: Connection, coders: Sequence[Coder], segment_id: int) -> _Place:
    s = t.segment.c
    query = segments_with_speakers(s.transcript_id, s.position, t.transcript.c.name).where(
        s.id == segment_id, is_unit()
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise CoderError(f"segment number {segment_id} is no unit of this study; there is nothing to settle.")
    [at] = interviews(connection, coders, [row.transcript_id])
    text = text_of(connection, row.transcript_id)
    who = at.decided.get(segment_id, set())
    given = [each for each in codings(connection, at.id, who) if each.span.overlaps(at.spans[segment_id])]
    return _Place(at, segment_id, f"{row.name}:{row.position + 1}", text, given)


def _verdicts(
    connection: Connection, place: _Place, coders: Sequence[Coder], code_ids: Sequence[int], choice: Choice
) -> list[_Verdict]:
    """What a choice means for each code; refuses one that does not fit."""
    segment_id = place.segment_id
    if not code_ids and choice.how != "other":
        raise CoderError(f"nothing on {place.name} is open.")
    if choice.span is not None:
        _refuse_outside(place, segment_id, choice.span)
    found = []
    for code_id in code_ids:
        item = place.at.item(segment_id, code_id)
        if item is None:
            slug = _slug(connection, code_id)
            raise CoderError(
                f"nobody who decided {place.name} applied {slug} to it; there is nothing to settle."
            )
        found.append(_verdict(place, coders, item, choice))
    if choice.how == "other":
        return _instead(connection, place, code_ids, choice, found)
    if choice.span is not None and not any(each.applied for each in found):
        raise CoderError("a passage was given, but the code is not to be applied; leave one of the two out.")
    return found


def _verdict(place: _Place, coders: Sequence[Coder], item: Item, choice: Choice) -> _Verdict:
    mine = [each for each in place.given if each.code_id == item.code_id]
    if choice.how == "coder":
        holder = holder_of(coders)
        if holder is not None and choice.coder_id == holder.id:
            return _as_it_stands(place, item)
        if choice.coder_id not in (*item.yes, *item.no):
            name = next((each.name for each in coders if each.id == choice.coder_id), "this coder")
            raise CoderError(f"{name} has not decided {place.name}; accept one of those who have.")
        mine = [each for each in mine if each.coder_id == choice.coder_id]
        if not mine:
            return _Verdict(item.code_id, False, ())
    elif choice.how in ("none", "other"):
        return _Verdict(item.code_id, False, ())
    if not mine:
        raise CoderError(
            f"nobody applies the code to {place.name} any more; settle it with none, or another code."
        )
    return _Verdict(item.code_id, True, _pieces(place, item.segment_id, mine, choice.span))


def _as_it_stands(place: _Place, item: Item) -> _Verdict:
    if item.settlement is None and item.stands is None:
        raise CoderError(f"the consensus says nothing about this code on {place.name} yet.")
    return _Verdict(item.code_id, item.key in place.at.held, None)


def _pieces(place: _Place, segment_id: int, given: Sequence[Given], span: Span | None) -> tuple[Piece, ...]:
    """The passages for the consensus; what a reviewer accepts was looked at under the present codebook."""
    if span is not None:
        found = [piece_of(span, given)]
    else:
        found = agreed(given, place.at.spans[segment_id], place.text)
    return tuple(Piece(each.span, each.source_ids) for each in found)


def _instead(
    connection: Connection,
    place: _Place,
    code_ids: Sequence[int],
    choice: Choice,
    found: list[_Verdict],
) -> list[_Verdict]:
    """Another code instead of those in dispute, or one where none was, then on the whole turn."""
    if list(code_ids) == [choice.code_id]:
        raise CoderError(
            f"{_slug(connection, choice.code_id)} is the code in dispute itself; choose another one."
        )
    codable(connection, {choice.code_id})
    mine = [each for each in place.given if each.code_id in (code_ids or [choice.code_id])]
    span = choice.span or (None if mine else place.at.spans[place.segment_id])
    pieces = _pieces(place, place.segment_id, mine, span)
    other = _Verdict(choice.code_id, True, pieces)
    return [*(each for each in found if each.code_id != choice.code_id), other]


def _refuse_outside(place: _Place, segment_id: int, span: Span) -> None:
    limits = place.at.spans[segment_id]
    if not limits.start <= span.start < span.end <= limits.end:
        raise CoderError(
            f"the passage {span.start}-{span.end} does not lie within {place.name}, which has the characters "
            f"{limits.start}-{limits.end} of the interview."
        )


def _slug(connection: Connection, code_id: int) -> str:
    query = select(t.code.c.slug).where(t.code.c.id == code_id)
    return str(connection.execute(query).scalar() or f"code number {code_id}")


def _summary(
    change: Change, place: _Place, coders: Sequence[Coder], code_ids: Sequence[int], choice: Choice
) -> str:
    slugs = [_slug(change.connection, each) for each in code_ids]
    what = slugs[0] if len(slugs) == 1 else f"{len(slugs)} codes"
    if not slugs:
        return f"settle {_slug(change.connection, choice.code_id)} on {place.name}: applied, as nobody had"
    names = {each.id: each.name for each in coders}
    how = "applied" if choice.how == "all" else "not applied"
    if choice.how == "coder":
        how = f"as {names.get(choice.coder_id, 'one coder')}"
    elif choice.how == "other":
        how = f"{_slug(change.connection, choice.code_id)} instead"
    span = ", another passage" if choice.span is not None else ""
    return f"settle {what} on {place.name}: {how}{span}"
