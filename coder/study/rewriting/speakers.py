"""Who speaks in an interview, put right: labels, roles, and the people behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select

from coder.model import CoderError, Role
from coder.study import tables as t
from coder.study.change import Change
from coder.study.people import refuse_unless_lead, respondent_id
from coder.study.rewriting.reading import id_of
from coder.study.rewriting.writing import let_go
from coder.study.study import Study, live
from coder.study.texts import one_line

DOING = "change the speakers of an interview"
ROLES: tuple[Role, ...] = ("interviewer", "respondent", "other")


@dataclass(frozen=True, slots=True)
class Speaking:
    """A label of an interview."""

    id: int
    label: str
    role: Role
    respondent: str | None
    turns: int
    characters: int


@dataclass(frozen=True, slots=True)
class Fixes:
    """What to put right; every label as it is now."""

    rename: Mapping[str, str] = field(default_factory=dict)
    """A label and what it is to be called; the text stays as it is."""
    roles: Mapping[str, Role] = field(default_factory=dict)
    respondents: Mapping[str, str] = field(default_factory=dict)
    """A label and the respondent who speaks, who is added where there is none of that name."""
    same_as: Mapping[str, str] = field(default_factory=dict)
    """A label and another one of the same person."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What it means for the work that segments become units, or are none any more."""

    label: str
    units: int
    """More units; less than 0: fewer."""
    codings: int
    """Standing codings on those segments, over all coders. They stay."""
    decisions: int
    """Marks that such a segment is done, over all coders. They stay."""


def speakers(study: Study, name: str) -> list[Speaking]:
    """The labels of an interview with what they stand for, in the order in which they came."""
    with study.read() as connection:
        return _speakers(connection, id_of(connection, name))


def effects(study: Study, name: str, fixes: Fixes) -> list[Effect]:
    """What changes of roles would mean for the work; nothing is written.

    Raises:
        CoderError: as :func:`fix`.
    """
    refuse_unless_lead(study, DOING)
    with study.read() as connection:
        id_ = id_of(connection, name)
        known = {each.label: each for each in _speakers(connection, id_)}
        wanted = _wanted(name, known, fixes)
        found = []
        for label, each in known.items():
            was, will = each.role == "interviewer", wanted[label].role == "interviewer"
            if was != will:
                found.append(_effect(connection, each, -1 if will else 1))
        return found


def fix(study: Study, name: str, fixes: Fixes) -> list[str]:
    """Put speakers right, as one change; returns what was done, a phrase each.

    Raises:
        CoderError: whoever looks does not lead the study, there is no such interview or label,
            or two labels would be the same.
    """
    refuse_unless_lead(study, DOING)
    with study.change("transcript speakers") as change:
        id_ = id_of(change.connection, name)
        known = {each.label: each for each in _speakers(change.connection, id_)}
        wanted = _wanted(name, known, fixes)
        done: list[str] = []
        for label, will in wanted.items():
            if will.label != label and will.label in known:  # they change places; labels are unique
                change.update(t.speaker, {"id": known[label].id}, label=f"{label} ({known[label].id})")
        for label, will in wanted.items():
            done += _write(change, name, known[label], will)
        change.summary = f"speakers of {name}: {'; '.join(done)}"
    return done


@dataclass(slots=True)
class _Will:
    label: str
    role: Role
    respondent: str | None


def _wanted(name: str, known: Mapping[str, Speaking], fixes: Fixes) -> dict[str, _Will]:
    """How each label is to be."""
    named = {*fixes.rename, *fixes.roles, *fixes.respondents, *fixes.same_as, *fixes.same_as.values()}
    for label in sorted(named):
        if label not in known:
            there = ", ".join(known) or "none"
            raise CoderError(f"{name}: no speaker is labelled {label!r}; the labels are: {there}.")
    wanted = {label: _Will(label, each.role, each.respondent) for label, each in known.items()}
    for label, role in fixes.roles.items():
        wanted[label].role = role
    for label, ref in fixes.respondents.items():
        wanted[label].respondent = one_line(ref, "the respondent") or None
    for label, other in fixes.same_as.items():
        wanted[label].role, wanted[label].respondent = wanted[other].role, wanted[other].respondent
    for label, new in fixes.rename.items():
        wanted[label].label = one_line(new, "the label")
        if not wanted[label].label:
            raise CoderError(f"{name}: {label!r} cannot be without a label.")
    labels = [each.label for each in wanted.values()]
    if twice := next((label for label in labels if labels.count(label) > 1), None):
        raise CoderError(
            f"{name}: two speakers would be labelled {twice!r}. "
            "If they are one person, say --same-as instead."
        )
    for label, will in wanted.items():
        if label in fixes.respondents and will.role != "respondent":
            raise CoderError(
                f"{name}: {label!r} is {will.role} and answers for nobody; "
                f"say --role {label!r}=respondent as well."
            )
    return wanted


def _write(change: Change, name: str, now: Speaking, will: _Will) -> list[str]:
    done, values = [], dict[str, Any]()
    if will.label != now.label:
        values["label"] = will.label
        done.append(f"{now.label} is {will.label}")
    if will.role != now.role:
        values["role"] = will.role
        done.append(f"{will.label} {will.role}")
    respondent = will.respondent if will.role == "respondent" else None
    if will.role == "respondent" and respondent is None:
        respondent = f"{name}: {will.label}"
    if respondent != now.respondent:
        values["respondent_id"] = None if respondent is None else respondent_id(change, respondent)[0]
        if respondent is not None:
            done.append(f"{will.label} answers as {respondent}")
    if not values:
        return done
    before = change.connection.execute(
        select(t.speaker.c.respondent_id).where(t.speaker.c.id == now.id)
    ).scalar()
    change.update(t.speaker, {"id": now.id}, **values)
    if "respondent_id" in values and before is not None:
        let_go(change, name, before)
    return done


def _speakers(connection: Connection, transcript_id: int) -> list[Speaking]:
    p, s = t.speaker.c, t.segment.c
    turns, letters = func.count(s.id), func.coalesce(func.sum(s.end - s.start), 0)
    query = (
        select(p.id, p.label, p.role, t.respondent.c.ref, turns, letters)
        .outerjoin(t.segment, s.speaker_id == p.id)
        .outerjoin(t.respondent, t.respondent.c.id == p.respondent_id)
        .where(p.transcript_id == transcript_id)
        .group_by(p.id, p.label, p.role, t.respondent.c.ref)
        .order_by(p.id)
    )
    return [Speaking(*row) for row in connection.execute(query)]


def _effect(connection: Connection, each: Speaking, sign: int) -> Effect:
    s, c = t.segment.c, t.coding.c
    mine = select(s.id).where(s.speaker_id == each.id)
    units = connection.execute(
        select(func.count()).where(s.speaker_id == each.id, s.kind == "turn")
    ).scalar_one()
    codings = connection.execute(
        select(func.count()).where(c.segment_first_id.in_(mine), live(t.coding))
    ).scalar_one()
    decisions = connection.execute(select(func.count()).where(t.decision.c.segment_id.in_(mine))).scalar_one()
    return Effect(each.label, sign * units, codings, decisions)
