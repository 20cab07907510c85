"""How far everybody is: assignments with their progress, and each coder's sum of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, Select, Subquery, func, select, union

from coder.model import Coder
from coder.study import people
from coder.study import tables as t
from coder.study.counts import is_unit, segments_with_speakers
from coder.study.study import Study, live

AssignmentStatus = Literal["open", "finished"]


@dataclass(frozen=True, slots=True)
class Assignment:
    """An interview that a coder has been given, and how far the coder is."""

    transcript_id: int
    transcript: str
    coder_id: int
    coder: str
    status: AssignmentStatus
    units: int
    decided: int
    """Units the coder has decided."""
    opened: bool = False
    """Whether the coder may see others' work in it although blind."""


@dataclass(frozen=True, slots=True)
class Workload:
    """What a coder has been given, and how much of it is done."""

    coder: Coder
    interviews: int
    finished: int
    units: int
    """Units of the assigned interviews."""
    decided: int
    """Of these, what the coder has decided."""
    doubles: int | None
    """Assigned interviews that others have too; None where the coder who looks is not to know."""
    opened: int
    """Interviews in which the coder may see others' work although blind."""


def assignments(
    study: Study, transcripts: Collection[str] = (), coder: str | None = None
) -> list[Assignment]:
    """Who has which interview and how far it is, by interview; a blind coder reads the own lines.

    Args:
        study: where.
        transcripts: the names of the interviews wanted; empty: all.
        coder: the name of the coder wanted; None: all.
    """
    if coder is not None:
        wanted = people.coder_named(study, coder)
        if study.coder is not None and study.coder.blind and study.coder.id != wanted.id:
            study.refuse_blind(f"the assignments of {coder}")
    a = t.assignment.c
    given = (
        select(a.transcript_id, t.transcript.c.name, a.coder_id, t.coder.c.name, a.status)
        .join(t.transcript, t.transcript.c.id == a.transcript_id)
        .join(t.coder, t.coder.c.id == a.coder_id)
        .where(live(t.transcript), live(t.coder), study.sees(a.coder_id))
        .order_by(a.transcript_id, a.coder_id)
    )
    if transcripts:
        given = given.where(t.transcript.c.name.in_(list(transcripts)))
    if coder is not None:
        given = given.where(t.coder.c.name == coder)
    with study.read() as connection:
        rows = connection.execute(given).all()
        if not rows:
            return []
        units = _units(connection)
        decided = {(id_, who): n for id_, who, n in connection.execute(_decided(study))}
        open_ = {
            (row[0], row[1])
            for row in connection.execute(select(t.opening.c.transcript_id, t.opening.c.coder_id))
        }
    return [
        Assignment(
            id_,
            name,
            who,
            coder_name,
            status,
            units.get(id_, 0),
            decided.get((id_, who), 0),
            (id_, who) in open_,
        )
        for id_, name, who, coder_name, status in rows
    ]


def workloads(study: Study) -> list[Workload]:
    """What every coder has to do and has done; a blind coder reads the own line."""
    blind = study.coder is not None and study.coder.blind
    given: dict[int, list[Assignment]] = {}
    holders: dict[int, set[int]] = {}
    for each in assignments(study):
        given.setdefault(each.coder_id, []).append(each)
        holders.setdefault(each.transcript_id, set()).add(each.coder_id)
    opening = t.opening.c
    opened = (
        select(opening.coder_id, func.count())
        .join(t.transcript, t.transcript.c.id == opening.transcript_id)
        .where(live(t.transcript), study.sees(opening.coder_id))
        .group_by(opening.coder_id)
    )
    with study.read() as connection:
        open_: dict[int, int] = {id_: n for id_, n in connection.execute(opened)}  # noqa: C416 - rows are no pairs to mypy
    found = []
    for coder in people.coders(study):
        if coder.role == "consensus" or (blind and study.coder is not None and coder.id != study.coder.id):
            continue
        own = given.get(coder.id, [])
        found.append(
            Workload(
                coder,
                len(own),
                sum(each.status == "finished" for each in own),
                sum(each.units for each in own),
                sum(each.decided for each in own),
                None if blind else sum(len(holders[each.transcript_id]) > 1 for each in own),
                open_.get(coder.id, 0),
            )
        )
    return found


def own_statuses(study: Study) -> dict[int, str]:
    """The interviews that whoever looks has been given, by id, with how they stand."""
    if study.coder is None:
        return {}
    a = t.assignment.c
    query = (
        select(a.transcript_id, a.status)
        .join(t.transcript, t.transcript.c.id == a.transcript_id)
        .where(a.coder_id == study.coder.id, live(t.transcript))
    )
    with study.read() as connection:
        return {row.transcript_id: row.status for row in connection.execute(query)}


def counted(study: Study) -> dict[int, tuple[int, int]]:
    """Interviews assigned and finished by the id of the coder; a blind coder reads the own."""
    a = t.assignment.c
    query = (
        select(a.coder_id, a.status, func.count())
        .join(t.transcript, t.transcript.c.id == a.transcript_id)
        .where(live(t.transcript), study.sees(a.coder_id))
        .group_by(a.coder_id, a.status)
    )
    found: dict[int, tuple[int, int]] = {}
    with study.read() as connection:
        for who, status, n in connection.execute(query):
            given, finished = found.get(who, (0, 0))
            found[who] = given + n, finished + n * (status == "finished")
    return found


def _units(connection: Connection) -> dict[int, int]:
    query = (
        segments_with_speakers(t.segment.c.transcript_id, func.count())
        .where(is_unit())
        .group_by(t.segment.c.transcript_id)
    )
    return {id_: n for id_, n in connection.execute(query)}  # noqa: C416 - rows are no pairs to mypy


def _decided(study: Study) -> Select[int, int, int]:
    """Units decided by transcript and coder."""
    worked = _worked(study)
    return (
        segments_with_speakers(t.segment.c.transcript_id, worked.c.coder_id, func.count())
        .join(worked, worked.c.segment_id == t.segment.c.id)
        .where(is_unit())
        .group_by(t.segment.c.transcript_id, worked.c.coder_id)
    )


def _worked(study: Study) -> Subquery:
    """Segments and the coders who have decided about them: by a coding that touches it, or marked as done."""
    first, last, touched = (t.segment.alias(name) for name in ("first", "last", "touched"))
    c, d = t.coding.c, t.decision.c
    seen = (live(t.coding), study.sees(c.coder_id))
    begun = select(c.segment_first_id.label("segment_id"), c.coder_id).where(*seen)
    long = (
        select(touched.c.id, c.coder_id)
        .select_from(t.coding)
        .join(first, first.c.id == c.segment_first_id)
        .join(last, last.c.id == c.segment_last_id)
        .join(
            touched,
            (touched.c.transcript_id == c.transcript_id)
            & touched.c.position.between(first.c.position, last.c.position),
        )
        .where(*seen, c.segment_first_id != c.segment_last_id)
    )
    marked = select(d.segment_id, d.coder_id).where(study.sees(d.coder_id))
    return union(begun, long, marked).subquery()
