"""Who codes which interview: given by hand or by plan, taken back, and how far everybody is.

Whoever leads the study assigns; a coder reads the own assignments, who codes blind no others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from coder.analysis.allocation import Deal, Piece, deal, doubles_of
from coder.model import Coder, CoderError
from coder.study import people
from coder.study import tables as t
from coder.study.change import Change
from coder.study.counts import is_unit, segments_with_speakers
from coder.study.study import Study, live, refuse_gone
from coder.study.workload import Assignment, AssignmentStatus, assignments

BALANCES = ("length", "language")


@dataclass(frozen=True, slots=True)
class Planned:
    """How a plan deals interviews out."""

    coders: tuple[str, ...]
    each: int = 1
    double: float = 0
    """A share of the interviews, below 1, or a number of them."""
    double_by: int | None = None
    """How many coders a double coded interview gets; None: one more than the others."""
    seed: int = 0
    balance: tuple[str, ...] = BALANCES
    transcripts: tuple[str, ...] = ()
    """Which interviews; empty: all."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a plan comes to; nothing is written until :func:`carry_out`."""

    wanted: Planned
    new: tuple[Assignment, ...]
    kept: tuple[Assignment, ...]
    """What is assigned already, which stays and is counted."""
    interviews: int
    doubles: int
    """Interviews that more than the usual number of coders will have."""


def assign(study: Study, transcripts: Sequence[str], coders: Sequence[str]) -> int:
    """Give interviews to coders, each of these to each of those; returns how many were not given yet.

    Raises:
        CoderError: who asks does not lead, or a name is unknown; nothing is changed then.
    """
    people.refuse_unless_lead(study, "assign interviews")
    whom = _coders(study, coders)
    with study.change("assign") as change:
        ids = named(change.connection, transcripts)
        added = _insert(change, [(ids[name], coder) for name in ids for coder in whom])
        change.summary = f"assign {_words(ids)} to {', '.join(each.name for each in whom)}"
    return added


def take_back(study: Study, transcripts: Sequence[str], coders: Sequence[str]) -> int:
    """Take interviews back from coders; returns how many they had. What they have coded stays."""
    people.refuse_unless_lead(study, "take interviews back")
    whom = _coders(study, coders)
    taken = 0
    with study.change("unassign") as change:
        ids = named(change.connection, transcripts)
        there = _there(change.connection, ids.values())
        for name, id_ in ids.items():
            for coder in whom:
                if (id_, coder.id) in there:
                    change.delete(t.assignment, {"transcript_id": ids[name], "coder_id": coder.id})
                    taken += 1
        change.summary = f"take {_words(ids)} back from {', '.join(each.name for each in whom)}"
    return taken


def plan(study: Study, wanted: Planned) -> Plan:
    """Deal interviews out to coders; nothing is changed.

    Raises:
        CoderError: who asks does not lead, a name is unknown, or the numbers do not go together.
    """
    people.refuse_unless_lead(study, "plan who codes what")
    if unknown := set(wanted.balance) - set(BALANCES):
        raise CoderError(f"a plan is balanced by {' and '.join(BALANCES)}, not by {min(unknown)!r}.")
    whom = {each.id: each for each in _coders(study, wanted.coders)}
    kept = assignments(study, wanted.transcripts)
    has: dict[int, set[int]] = {}
    for each in kept:
        has.setdefault(each.transcript_id, set()).add(each.coder_id)
    rows = _interviews(study, wanted.transcripts)
    if not rows:
        raise CoderError("this study has no interviews yet. Import some: coder import FILE")
    length, language = "length" in wanted.balance, "language" in wanted.balance
    pieces = [
        Piece(id_, units if length else 1, tongue if language else "", frozenset(has.get(id_, ())))
        for id_, _name, tongue, units in rows
    ]
    double = doubles_of(len(pieces), wanted.double)
    more = wanted.double_by or wanted.each + 1
    given = deal(pieces, list(whom), Deal(wanted.each, double, more), wanted.seed)
    about = {id_: (name, units) for id_, name, _tongue, units in rows}
    new = [
        Assignment(id_, about[id_][0], coder, whom[coder].name, "open", about[id_][1], 0)
        for id_, coder in given
    ]
    many = {id_: len(has.get(id_, ())) for id_ in about}
    for each in new:
        many[each.transcript_id] += 1
    doubles = sum(n > wanted.each for n in many.values())
    return Plan(wanted, tuple(new), tuple(kept), len(pieces), doubles)


def carry_out(study: Study, planned: Plan) -> int:
    """Write a plan down as one change; returns how many assignments that makes."""
    people.refuse_unless_lead(study, "assign interviews")
    wanted = planned.wanted
    whom = {each.id: each for each in _coders(study, wanted.coders)}
    with study.change("assign") as change:
        added = _insert(change, [(each.transcript_id, whom[each.coder_id]) for each in planned.new])
        change.more["plan"] = {
            "coders": list(wanted.coders),
            "each": wanted.each,
            "double": wanted.double,
            "double_by": wanted.double_by,
            "seed": wanted.seed,
            "balance": list(wanted.balance),
        }
        change.summary = (
            f"assign {planned.interviews} interviews by plan to {', '.join(wanted.coders)}: "
            f"{wanted.each} coder{'s' * (wanted.each > 1)} each, {planned.doubles} double coded, "
            f"seed {wanted.seed}"
        )
    return added


def named(connection: Connection, transcripts: Sequence[str]) -> dict[str, int]:
    """The ids of live transcripts by their names, each once.

    Raises:
        CoderError: one is not in the study.
    """
    found: dict[str, int] = {}
    for name in transcripts:
        query = select(t.transcript.c.id).where(t.transcript.c.name == name, live(t.transcript))
        id_ = connection.execute(query).scalar()
        if id_ is None:
            raise CoderError(f"there is no transcript {name!r} in this study. See: coder transcripts")
        found[name] = id_
    return found


def _coders(study: Study, names: Iterable[str]) -> list[Coder]:
    found = [people.coder_named(study, name) for name in dict.fromkeys(names)]
    if not found:
        raise CoderError("to whom? Name the coders with --to NAME.")
    for each in found:
        if each.role == "consensus":
            raise CoderError(f"{each.name} holds the consensus, which comes from settling, not from coding.")
    return found


def _insert(change: Change, pairs: Collection[tuple[int, Coder]]) -> int:
    there = _there(change.connection, {id_ for id_, _coder in pairs})
    for coder in {coder.id: coder for _id, coder in pairs}.values():
        refuse_gone(change.connection, coder)
    new = [(id_, coder) for id_, coder in pairs if (id_, coder.id) not in there]
    for id_, coder in new:
        change.insert(t.assignment, transcript_id=id_, coder_id=coder.id, status=_OPEN)
    return len(new)


_OPEN: AssignmentStatus = "open"


def _there(connection: Connection, ids: Iterable[int]) -> set[tuple[int, int]]:
    """The assignments of these transcripts."""
    wanted = set(ids)
    rows = connection.execute(select(t.assignment.c.transcript_id, t.assignment.c.coder_id))
    return {(row[0], row[1]) for row in rows if row[0] in wanted}


def _interviews(study: Study, names: Sequence[str]) -> list[tuple[int, str, str, int]]:
    """Id, name, language and number of units of the interviews, in the order of import."""
    units = (
        segments_with_speakers(t.segment.c.transcript_id, func.count())
        .where(is_unit())
        .group_by(t.segment.c.transcript_id)
    )
    c = t.transcript.c
    with study.read() as connection:
        chosen = set(named(connection, names).values())
        many = {id_: n for id_, n in connection.execute(units)}  # noqa: C416 - rows are no pairs to mypy
        rows = connection.execute(
            select(c.id, c.name, c.language).where(live(t.transcript)).order_by(c.id)
        ).all()
    return [(r.id, r.name, r.language, many.get(r.id, 0)) for r in rows if not chosen or r.id in chosen]


def _words(ids: Collection[str]) -> str:
    names = list(ids)
    return ", ".join(names) if len(names) <= 5 else f"{len(names)} interviews"
