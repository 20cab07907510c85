"""Opening interviews: from then on a coder who codes blind sees what others did there.

An interview opens to its coders when the last of them has finished it, or when whoever leads
the study says so. What has been seen cannot be unseen: nothing closes an interview but an undo.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from coder.model import CoderError
from coder.study import people
from coder.study import tables as t
from coder.study.assigning import named
from coder.study.change import Change
from coder.study.study import Study, live


@dataclass(frozen=True, slots=True)
class Opening:
    """An interview that is to be opened to a coder."""

    transcript_id: int
    transcript: str
    coder_id: int
    coder: str
    finished: bool | None
    """Whether the coder has finished it; None: it is not assigned to the coder."""


def to_open(study: Study, transcripts: Sequence[str] = (), coders: Sequence[str] = ()) -> list[Opening]:
    """What opening interviews would come to, without those that are open already; nothing is changed.

    Args:
        study: where.
        transcripts: the names of the interviews; empty: all.
        coders: the names of those who are to see others' work; empty: the coders of each interview.

    Raises:
        CoderError: who asks does not lead, a name is unknown, or an interview named has no coders.
    """
    people.refuse_unless_lead(study, "open interviews")
    whom = {each.id: each.name for each in (people.coder_named(study, name) for name in coders)}
    a = t.assignment.c
    with study.read() as connection:
        ids = named(connection, transcripts or _names(connection))
        given = select(a.transcript_id, a.coder_id, t.coder.c.name, a.status).join(
            t.coder, t.coder.c.id == a.coder_id
        )
        status: dict[int, dict[int, tuple[str, str]]] = {}
        for id_, who, name, stands in connection.execute(given.order_by(a.coder_id)):
            status.setdefault(id_, {})[who] = name, stands
        there = _open(connection)
    found = []
    for name, id_ in ids.items():
        of = status.get(id_, {})
        chosen = whom or {who: coder for who, (coder, _stands) in of.items()}
        if not chosen and transcripts:
            raise CoderError(f"{name} is assigned to nobody; say to whom it is to be opened: --for NAME.")
        for who, coder in chosen.items():
            if (id_, who) not in there:
                finished = of[who][1] == "finished" if who in of else None
                found.append(Opening(id_, name, who, coder, finished))
    return found


def open_up(study: Study, openings: Collection[Opening]) -> int:
    """Let coders see others' work in interviews, as one change; returns how many that were closed."""
    people.refuse_unless_lead(study, "open interviews")
    with study.change("open") as change:
        opened = _insert(change, [(each.transcript_id, each.coder_id) for each in openings])
        names = list(dict.fromkeys(each.transcript for each in openings))
        whom = [name for _id, name in sorted({(each.coder_id, each.coder) for each in openings})]
        what = ", ".join(names) if len(names) <= 5 else f"{len(names)} interviews"
        change.summary = f"open {what} to {', '.join(whom)}"
    return opened


def open_where_all_finished(change: Change, transcript_ids: Collection[int]) -> list[str]:
    """Open these interviews to their coders where all of them, two at least, have finished.

    To be called in a change that finishes assignments. A coder's second round is one of them.

    Returns:
        The names of those to whom something has been opened, in the order they joined.
    """
    a = t.assignment.c
    query = (
        select(a.transcript_id, a.coder_id, a.status, t.coder.c.name)
        .join(t.coder, t.coder.c.id == a.coder_id)
        .where(a.transcript_id.in_(list(transcript_ids)), live(t.coder))
        .order_by(a.transcript_id, a.coder_id)
    )
    coders: dict[int, dict[int, str]] = {}
    waiting = set()
    for id_, who, status, name in change.connection.execute(query):
        coders.setdefault(id_, {})[who] = name
        if status != "finished":
            waiting.add(id_)
    due = {id_: whom for id_, whom in coders.items() if len(whom) > 1 and id_ not in waiting}
    there = _open(change.connection)
    new = [(id_, who) for id_, whom in due.items() for who in whom if (id_, who) not in there]
    _insert(change, new)
    names = {who: name for whom in due.values() for who, name in whom.items()}
    return [names[who] for who in sorted({who for _id, who in new})]


def _insert(change: Change, pairs: Collection[tuple[int, int]]) -> int:
    there = _open(change.connection)
    new = [pair for pair in dict.fromkeys(pairs) if pair not in there]
    for id_, who in new:
        change.insert(t.opening, transcript_id=id_, coder_id=who, at=change.at)
    return len(new)


def _open(connection: Connection) -> set[tuple[int, int]]:
    return {
        (row[0], row[1])
        for row in connection.execute(select(t.opening.c.transcript_id, t.opening.c.coder_id))
    }


def _names(connection: Connection) -> list[str]:
    query = select(t.transcript.c.name).where(live(t.transcript)).order_by(t.transcript.c.id)
    return list(connection.execute(query).scalars())
