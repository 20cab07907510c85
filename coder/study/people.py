"""Coders, respondents and their attributes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError

from coder.analysis import rules
from coder.model import Coder, CoderError, CoderRole, Respondent, RespondentRecord
from coder.study import tables as t
from coder.study.change import Change, new_guid
from coder.study.study import CODER, Study, live, refuse_gone

_AT_ONCE = 400
"""Values named in one statement."""


def coders(study: Study) -> list[Coder]:
    """The coders, second rounds among them (:attr:`Coder.repeats_id` tells), in the order they joined."""
    with study.read() as connection:
        return [
            Coder(*row)
            for row in connection.execute(
                select(*t.coder.c[CODER]).where(live(t.coder)).order_by(t.coder.c.id)
            )
        ]


def add_coder(
    study: Study,
    name: str,
    role: CoderRole = "coder",
    blind: bool | None = None,
    repeats: str | None = None,
) -> Coder:
    """Add a coder. Names are unique, and a study has one holder of the consensus at most.

    Args:
        study: where.
        name: the coder's.
        role: what the coder does.
        blind: whether the session sees the own codings alone; None: a second round's does, no other's.
        repeats: the name of the coder whose second round this is: the same person, who codes a part
            of the interviews again, so that one sees how stable the coding is. There is one at most.

    Raises:
        CoderError: the name is missing or taken, or these choices do not go together.
    """
    name = name.strip()
    if not name:
        raise CoderError("a coder needs a name.")
    rules.refuse_name(name, role)
    if role == "consensus" and repeats is not None:
        raise CoderError("the holder of the consensus cannot be a coder's second round.")
    if role == "consensus" and blind:
        raise CoderError("the holder of the consensus cannot code blind.")
    if role in ("reviewer", "lead") and (blind or repeats is not None):
        raise CoderError(
            f"{name}: a {role} sees what everybody codes, and so is neither blind nor a second round."
        )
    if repeats is not None and blind is False:
        raise CoderError(
            f"{name}: a second round is always blind; who sees the first one repeats it from the screen."
        )
    blind = repeats is not None if blind is None else blind
    first = None if repeats is None else _first_round(study, name, repeats)
    guid = new_guid()
    try:
        with study.change("coders add") as change:
            change.summary = f"add coder {name}"
            if first is not None:
                refuse_gone(change.connection, first)
                change.summary += f", the second round of {first.name}"
            id_ = change.insert(
                t.coder, guid=guid, name=name, role=role, blind=blind, repeats_id=first.id if first else None
            )
    except IntegrityError as error:
        there = next((c for c in coders(study) if c.name == name or c.role == role == "consensus"), None)
        known = f"{there.name} ({there.role})" if there else "another"
        raise CoderError(f"{name}: cannot be added, the study has the coder {known} already.") from error
    return Coder(id_, guid, name, role, blind, first.id if first else None)


def _first_round(study: Study, name: str, repeats: str) -> Coder:
    """The coder who is to have a second round; a sentence where there can be none."""
    first = coder_named(study, repeats)
    if first.role == "consensus":
        raise CoderError(f"{name}: {first.name} holds the consensus, which nobody codes a second time.")
    if first.repeats_id is not None:
        raise CoderError(f"{name}: {first.name} is a second round itself; name the coder whose it is.")
    known = second_rounds(coders(study)).get(first.id)
    if known is not None:
        raise CoderError(f"{name}: {first.name} has a second round already, {known.name}.")
    return first


def second_rounds(known: Iterable[Coder]) -> dict[int, Coder]:
    """The second rounds among the coders, by the id of the coder whose they are."""
    return {each.repeats_id: each for each in known if each.repeats_id is not None}


def coder_named(study: Study, name: str) -> Coder:
    """The coder of that name."""
    found = coders(study)
    for each in found:
        if each.name == name:
            return each
    known = ", ".join(c.name for c in found) or "none yet"
    raise CoderError(f"no coder is called {name!r} in this study (coders: {known}).")


def refuse_unless_lead(study: Study, what: str) -> None:
    """Refuse ``what`` to everybody but a lead, and a session in which no coder is named."""
    if study.coder is not None and study.coder.role != "lead":
        raise CoderError(
            f"{study.coder.name} ({study.coder.role}) cannot {what}; whoever leads the study does, "
            "as a lead or without --coder."
        )


def whose_copy(study: Study) -> str | None:
    """The coder for whom this copy of a study was made; None: it is the study itself."""
    query = select(t.coder.c.name).join(t.study, t.study.c.shared_for_id == t.coder.c.id)
    with study.read() as connection:
        return connection.execute(query).scalar()


def respondents(study: Study) -> list[Respondent]:
    """All respondents with their attributes, in the order they came."""
    values: dict[int, dict[str, str]] = {}
    with study.read() as connection:
        query = select(*t.attribute_value.c["respondent_id", "value"], t.attribute.c.name).join(t.attribute)
        for row in connection.execute(query.order_by(t.attribute.c.id)):
            values.setdefault(row.respondent_id, {})[row.name] = row.value
        c = t.respondent.c
        rows = connection.execute(select(c.id, c.guid, c.ref).where(live(t.respondent)).order_by(c.id)).all()
    return [Respondent(r.id, r.guid, r.ref, values.get(r.id, {})) for r in rows]


def attributes(study: Study) -> list[str]:
    """The names of the attributes respondents have, in the order they came."""
    with study.read() as connection:
        return list(connection.execute(select(t.attribute.c.name).order_by(t.attribute.c.id)).scalars())


@dataclass(frozen=True, slots=True)
class RespondentsReport:
    """What an import of respondents did."""

    added: int
    values: int
    """Attribute values set or changed."""
    linked: int
    """Transcripts whose speakers now point to another respondent than before."""


def import_respondents(study: Study, records: Sequence[RespondentRecord], source: str) -> RespondentsReport:
    """Add respondents and set their attributes, and link them to their transcripts; all or nothing.

    A respondent that stood in for an unknown one (made when the transcript came in), is left
    without a transcript and not named here is removed: every respondent is in the denominator.
    """
    added = linked = 0
    named: set[int] = set()
    left: set[int] = set()
    with study.change("respondents import") as change:
        for record in records:
            id_, new = respondent_id(change, record.ref)
            added += new
            named.add(id_)
            set_attributes(change, id_, record.attributes)
            if record.transcript:
                try:
                    before = _link(change, record.transcript, id_)
                except CoderError as error:
                    raise CoderError(f"{source}, line {record.line}: {error} Nothing was changed.") from error
                linked += before != {id_}
                left |= before
        for old in sorted(left - named):
            if not has_transcript(change.connection, old):
                change.remove(t.respondent, old)
        change.summary = f"import {len(records)} respondents"
        values = sum(n["table"] == "attribute_value" for n in change.noted)
    return RespondentsReport(added, values, linked)


def respondent_id(change: Change, ref: str) -> tuple[int, bool]:
    """The id of the respondent with this ref, and whether the change had to add one."""
    query = select(t.respondent.c.id).where(t.respondent.c.ref == ref, live(t.respondent))
    known = change.connection.execute(query).scalar()
    if known is not None:
        return int(known), False
    return change.insert(t.respondent, guid=new_guid(), ref=ref), True


def respondent_ids(change: Change, refs: Sequence[str]) -> dict[str, int]:
    """The ids of the respondents with these refs, adding those that are not there."""
    wanted = list(dict.fromkeys(refs))
    known: dict[str, int] = {}
    for at in range(0, len(wanted), _AT_ONCE):
        query = select(t.respondent.c.ref, t.respondent.c.id).where(
            t.respondent.c.ref.in_(wanted[at : at + _AT_ONCE]), live(t.respondent)
        )
        known.update((ref, id_) for ref, id_ in change.connection.execute(query))
    new = [ref for ref in wanted if ref not in known]
    ids = change.insert_many(t.respondent, [{"guid": new_guid(), "ref": ref} for ref in new])
    return known | dict(zip(new, ids, strict=True))


def set_attributes(change: Change, id_: int, values: Mapping[str, str]) -> None:
    """Set a respondent's attributes, naming new attributes on the way; empty values are skipped."""
    for name, value in values.items():
        if not value:
            continue
        attribute = change.connection.execute(
            select(t.attribute.c.id).where(t.attribute.c.name == name)
        ).scalar()
        if attribute is None:
            attribute = change.insert(t.attribute, name=name, type="text")
        key = {"respondent_id": id_, "attribute_id": attribute}
        there = select(t.attribute_value.c.value).where(
            t.attribute_value.c.respondent_id == id_, t.attribute_value.c.attribute_id == attribute
        )
        if change.connection.execute(there).one_or_none() is None:
            change.insert(t.attribute_value, **key, value=value)
        else:
            change.update(t.attribute_value, key, value=value)


def _link(change: Change, name: str, id_: int) -> set[int]:
    """Make a transcript this respondent's; returns whose it was before."""
    connection = change.connection
    row = connection.execute(
        select(*t.transcript.c["id", "respondent_id"]).where(t.transcript.c.name == name, live(t.transcript))
    ).one_or_none()
    if row is None:
        raise CoderError(f"there is no transcript {name!r} in the study; import the transcripts first.")
    speakers = connection.execute(
        select(*t.speaker.c["id", "respondent_id"]).where(
            t.speaker.c.transcript_id == row.id, t.speaker.c.role == "respondent"
        )
    ).all()
    before = {s.respondent_id for s in speakers}
    if len(before) > 1:
        raise CoderError(f"transcript {name!r} has several respondents; it cannot be linked to one.")
    for each in speakers:
        change.update(t.speaker, {"id": each.id}, respondent_id=id_)
    if not speakers:
        change.update(t.transcript, {"id": row.id}, respondent_id=id_)
    return (before or {row.respondent_id}) - {None}


def has_transcript(connection: Connection, id_: int) -> bool:
    """Whether a respondent answers in any interview."""
    as_speaker = (
        select(func.count())
        .select_from(t.speaker)
        .join(t.transcript, t.transcript.c.id == t.speaker.c.transcript_id)
        .where(t.speaker.c.respondent_id == id_, live(t.transcript))
    )
    alone = select(func.count()).where(t.transcript.c.respondent_id == id_, live(t.transcript))
    return bool(connection.execute(as_speaker).scalar() or connection.execute(alone).scalar())
