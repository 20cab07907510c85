"""Take over in bulk what coders agree on: first what that comes to, then as one change.

Taken over is a code that all of two or more coders applied to a unit, and the verdict that none
applies where all of them say so. What coders differ about is left to a person, and so is what the
holder of the consensus has decided otherwise. Of interviews that one coder alone has coded, that
coder's work is taken over when asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from coder.analysis.rules import independent
from coder.model import Coder
from coder.study import people
from coder.study import tables as t
from coder.study.review.consensus import Pen, codings, ensured, refuse_unless_reviewer, text_of
from coder.study.review.items import Interview, Item
from coder.study.review.reading import interviews
from coder.study.review.spans import Given, Placed, agreed, joined, within
from coder.study.study import Study


@dataclass(frozen=True, slots=True)
class Among:
    """Where to take over; empty: everywhere."""

    code_ids: tuple[int, ...] = ()
    transcript_ids: tuple[int, ...] = ()
    coder_ids: tuple[int, ...] | None = None
    """What these coders agree on, whatever others say; None: all of them."""
    single: bool = False
    """Also interviews that one coder alone has coded."""


@dataclass(slots=True)
class Agreement:
    """What is taken over, or would be."""

    taken: list[Item] = field(default_factory=list)
    """Codes that go into the consensus, or stand there and are recorded as agreed."""
    confirmed: list[Item] = field(default_factory=list)
    """Settled before; coders have changed their minds since, and all of them share it now."""
    nothing: list[tuple[int, int]] = field(default_factory=list)
    """(interview, unit) on which all say that no code applies."""
    decided: int = 0
    """Units that were open for the consensus and are decided with it."""
    left: int = 0
    """Codes that coders differ about and a person has to settle."""
    otherwise: int = 0
    """Codes that coders agree on and the holder of the consensus has decided against."""
    single: list[int] = field(default_factory=list)
    """Interviews that one coder alone has coded."""
    new_holder: bool = False

    def __bool__(self) -> bool:
        return bool(self.taken or self.confirmed or self.nothing)

    def by_code(self) -> dict[int, int]:
        """How many codes are taken over, by code."""
        found: dict[int, int] = {}
        for item in self.taken:
            found[item.code_id] = found.get(item.code_id, 0) + 1
        return found

    def by_interview(self) -> dict[int, tuple[int, int]]:
        """By interview: how many codes are taken over, and on how many units no code applies."""
        found: dict[int, tuple[int, int]] = {}
        for item in self.taken:
            n, none = found.get(item.transcript_id, (0, 0))
            found[item.transcript_id] = (n + 1, none)
        for transcript_id, _segment in self.nothing:
            n, none = found.get(transcript_id, (0, 0))
            found[transcript_id] = (n, none + 1)
        return dict(sorted(found.items()))


def agreed_so_far(study: Study, among: Among | None = None) -> Agreement:
    """What would be taken over; nothing is changed."""
    refuse_unless_reviewer(study)
    among = among or Among()
    coders = people.coders(study)
    found = Agreement()
    with study.read() as connection:
        for at in interviews(connection, coders, among.transcript_ids or None):
            _look(at, among, found)
    return found


def take_agreed(study: Study, among: Among | None = None) -> Agreement:
    """Take over what is agreed, as one change; returns what it was. What is there already stays as it is."""
    planned = agreed_so_far(study, among)
    if not planned:
        return planned
    among = among or Among()
    holder, new = ensured(study)
    coders = people.coders(study)
    found = Agreement(new_holder=new)
    with study.change("take agreed") as change:
        for at in interviews(change.connection, coders, among.transcript_ids or None):
            here = Agreement()
            _look(at, among, here)
            if here:
                text = text_of(change.connection, at.id)
                pen = Pen(change, holder, at, text, study.coder.id if study.coder else None)
                found.decided += _take(change.connection, pen, here, coders)
            for each in ("taken", "confirmed", "nothing", "single"):
                getattr(found, each).extend(getattr(here, each))
            found.left += here.left
            found.otherwise += here.otherwise
        change.summary = _summary(found)
    return found


def _look(at: Interview, among: Among, found: Agreement) -> None:
    """Find what is agreed in an interview."""
    alone = at.singly()
    if alone is not None:
        found.single.append(at.id)
    take_single = among.single and alone is not None
    coded = {segment_id for segment_id, _code in at.said.keys() | at.settlements.keys() | at.held}
    for segment_id in at.units:
        who = at.decided.get(segment_id, set())
        who = who if among.coder_ids is None else who & set(among.coder_ids)
        enough = len(who) > 1 or (take_single and bool(who))
        if enough and segment_id not in coded and segment_id not in at.marked:
            found.nothing.append((at.id, segment_id))
    for item in at.items(among.coder_ids):
        if among.code_ids and item.code_id not in among.code_ids:
            continue
        if item.confirmed:
            found.confirmed.append(item)
        elif item.waits:
            found.left += item.kind != "agreed"
            found.otherwise += item.kind == "agreed"
        elif item.state == "open" and (item.kind == "agreed" or take_single):
            if item.stands is False:
                found.otherwise += 1
            else:
                found.taken.append(item)


def _take(connection: Connection, pen: Pen, here: Agreement, coders: Sequence[Coder]) -> int:
    """Write down what is agreed in one interview; returns how many units became decided."""
    at = pen.at
    given: dict[int, list[Given]] = {}
    counted = [each.id for each in coders if independent(each)]
    for each in codings(connection, at.id, counted):
        given.setdefault(each.code_id, []).append(each)
    rows = []
    by_code: dict[int, list[Item]] = {}
    for item in (*here.taken, *here.confirmed):
        by_code.setdefault(item.code_id, []).append(item)
    for code_id, items in by_code.items():
        placed: list[Placed] = []
        for item in items:
            limits = at.spans[item.segment_id]
            mine = [g for g in given.get(code_id, []) if g.coder_id in item.yes and g.span.overlaps(limits)]
            if item.key in at.held:
                for standing in pen.held(code_id, limits):
                    known = {g.id for g in given.get(code_id, [])} & set(pen.sources(standing.id))
                    new = _sources(standing, items, given.get(code_id, []), at)
                    pen.come_from(standing.id, known | new)
            elif item.yes:
                placed += [Placed(item.segment_id, piece) for piece in agreed(mine, limits, pen.text)]
            reason = item.settlement.reason if item.settlement is not None else ""
            applied = item.applied if item.settlement is not None else True
            if (row := pen.settle(item.segment_id, code_id, applied, reason)) is not None:
                rows.append(row)
        pen.insert(code_id, joined(placed, list(at.units), at.spans, given.get(code_id, [])))
    pen.change.insert_all(t.settlement, rows)
    done = {item.key for item in (*here.taken, *here.confirmed)}
    waiting = {item.segment_id for item in at.items() if item.state != "settled" and item.key not in done}
    touched = dict.fromkeys([*(segment_id for segment_id, _ in done), *(id_ for _, id_ in here.nothing)])
    return pen.mark([segment_id for segment_id in sorted(touched) if segment_id not in waiting])


def _sources(standing: Given, items: Sequence[Item], given: Sequence[Given], at: Interview) -> set[int]:
    """What a coding that stands already comes from: the coders' codings that meet it on agreed units."""
    found: set[int] = set()
    for item in items:
        if (here := within(standing.span, at.spans[item.segment_id])) is not None:
            who = set(item.yes)
            mine = [g for g in given if g.coder_id in who and g.span.overlaps(at.spans[item.segment_id])]
            found |= {g.id for g in mine if g.span.overlaps(here)} or {g.id for g in mine}
    return found


def _summary(found: Agreement) -> str:
    n, none, again = len(found.taken), len(found.nothing), len(found.confirmed)
    parts = [f"{n} code{'' if n == 1 else 's'} that coders agree on"] if n else []
    if none:
        parts.append(f"{none} unit{'' if none == 1 else 's'} without a code")
    if again:
        parts.append(f"{again} settled before and agreed by now")
    return "take over " + ", ".join(parts)
