"""Finishing an interview: when every unit is decided, and not before."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from coder.model import Coder, CoderError
from coder.study import tables as t
from coder.study.assigning import named
from coder.study.counts import is_unit, segments_with_speakers, worked_by
from coder.study.opening import open_where_all_finished
from coder.study.study import Study

_WORDS = 80
"""Code points of an undecided unit that are quoted."""
_LISTED = 12
"""Units that a refusal names."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """A unit that the coder who looks has not decided."""

    segment_id: int
    position: int
    """From 0."""
    speaker: str | None
    words: str
    """The first of its words."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What finishing an interview did."""

    new: bool
    """False: it was finished already."""
    marked: int = 0
    """Units marked as done without a code on the way."""
    opened_to: tuple[str, ...] = ()
    """The coders who see each other's work in it from now on."""


def undecided(study: Study, transcript: str) -> list[Undecided]:
    """The units of an interview that whoever codes has not decided, in the order of the text."""
    coder = study.acting()
    with study.read() as connection:
        [id_] = named(connection, [transcript]).values()
        return _undecided(connection, id_, coder)


def finish(study: Study, transcript: str, none_applies: bool = False) -> Finished:
    """Say that one is done with an interview one was given; opens it when all its coders are.

    Args:
        study: where; its acting coder finishes.
        transcript: the interview's name.
        none_applies: mark the units that are still undecided as done, no code applying, first.

    Raises:
        CoderError: the interview is not the coder's, or units are undecided.
    """
    coder = study.acting()
    with study.change("finish") as change:
        [id_] = named(change.connection, [transcript]).values()
        status = _status(change.connection, transcript, id_, coder)
        left = _undecided(change.connection, id_, coder)
        if left and not none_applies:
            raise CoderError(_refusal(transcript, left))
        for each in left:
            change.insert(t.decision, segment_id=each.segment_id, coder_id=coder.id, at=change.at)
        if status == "finished" and not left:
            return Finished(new=False)
        change.update(t.assignment, {"transcript_id": id_, "coder_id": coder.id}, status="finished")
        change.summary = f"finish {transcript}"
        if left:
            units = "1 unit" if len(left) == 1 else f"{len(left)} units"
            change.summary += f", {units} marked as done without a code"
        opened = open_where_all_finished(change, [id_])
        if opened:
            change.summary += f"; all have finished, open to {', '.join(opened)}"
    return Finished(status != "finished", len(left), tuple(opened))


def reopen(study: Study, transcript: str) -> bool:
    """Take up an interview again that one had finished; returns whether one had.

    What it has opened to stays open: what was seen cannot be unseen.
    """
    coder = study.acting()
    with study.change("reopen") as change:
        [id_] = named(change.connection, [transcript]).values()
        if _status(change.connection, transcript, id_, coder) == "open":
            return False
        change.update(t.assignment, {"transcript_id": id_, "coder_id": coder.id}, status="open")
        change.summary = f"take up {transcript} again"
    return True


def _status(connection: Connection, name: str, id_: int, coder: Coder) -> str:
    a = t.assignment.c
    query = select(a.status).where(a.transcript_id == id_, a.coder_id == coder.id)
    status = connection.execute(query).scalar()
    if status is None:
        raise CoderError(
            f"{name} is not assigned to {coder.name}, so there is nothing to finish. "
            f"Whoever leads assigns it: coder assign {name!r} --to {coder.name!r}"
        )
    return str(status)


def _undecided(connection: Connection, id_: int, coder: Coder) -> list[Undecided]:
    s = t.segment.c
    worked = worked_by(coder.id, id_)
    query = (
        segments_with_speakers(s.id, s.position, t.speaker.c.label, s.start, s.end)
        .outerjoin(worked, worked.c.segment_id == s.id)
        .where(s.transcript_id == id_, is_unit(), worked.c.segment_id.is_(None))
        .order_by(s.position)
    )
    rows = connection.execute(query).all()
    if not rows:
        return []
    text = connection.execute(select(t.transcript.c.text).where(t.transcript.c.id == id_)).scalar_one()
    return [
        Undecided(row.id, row.position, row.label, text[row.start : min(row.end, row.start + _WORDS)])
        for row in rows
    ]


def _refusal(name: str, left: list[Undecided]) -> str:
    places = ", ".join(f"{name}:{each.position + 1}" for each in left[:_LISTED])
    more = f" and {len(left) - _LISTED} more" if len(left) > _LISTED else ""
    many = "1 unit is" if len(left) == 1 else f"{len(left)} units are"
    return (
        f"{name} is not finished: {many} undecided ({places}{more}). Decide about them, or mark the rest as "
        "done, none of the codes applying: --none-applies"
    )
