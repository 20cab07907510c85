"""Transcripts come in here, and go out to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from sqlalchemy import func, insert, select

from coder.model import (
    CoderError,
    ReadSpeaker,
    ReadTranscript,
    Segment,
    Span,
    Speaker,
    Transcript,
)
from coder.study import tables as t
from coder.study.change import Change, new_guid
from coder.study.people import respondent_ids, set_attributes
from coder.study.study import Study, live

Standing = Literal["new", "unchanged"]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A transcript that was read, and how it stands to the study."""

    read: ReadTranscript
    standing: Standing
    known_as: str = ""
    """The transcript of the study that has this very text."""


def compare(study: Study, reads: Sequence[ReadTranscript]) -> list[Incoming]:
    """Say of each transcript whether it is new or already in the study, letter for letter.

    Raises:
        CoderError: a name is taken by another text, or two of the files have the same name.
    """
    with study.read() as connection:
        rows = connection.execute(
            select(*t.transcript.c["name", "text_sha256"]).where(live(t.transcript))
        ).all()
    name_of = {row.text_sha256: row.name for row in rows}
    names = {row.name for row in rows}
    found: list[Incoming] = []
    fresh: dict[str, ReadTranscript] = {}
    for read in reads:
        known_by = digest(read.text)
        if known_by in name_of:
            found.append(Incoming(read, "unchanged", name_of[known_by]))
            continue
        if read.name in names:
            raise CoderError(
                f"{read.path}: the study has a transcript {read.name!r} with another text. "
                "Nothing was imported; give this one a name of its own with --name, or put it in that "
                f"text's place: coder transcript replace {read.name} {read.path}"
            )
        if (twin := fresh.get(read.name)) is not None:
            raise CoderError(
                f"{read.path} and {twin.path} would both be called {read.name!r}. "
                "Nothing was imported; rename one of the files or import it alone with --name."
            )
        fresh[read.name] = read
        name_of[known_by] = read.name
        found.append(Incoming(read, "new"))
    return found


def add(study: Study, reads: Sequence[ReadTranscript]) -> list[Incoming]:
    """Store the transcripts that are new, all in one transaction; the rest is left as it is.

    A respondent is found by the ref that the file names, else by the transcript's name, and
    made where there is none; a transcript in which several people answer gets a respondent
    for each.
    """
    with study.change("import") as change:  # nobody imports between the look and the change
        incoming = compare(study, reads)
        new = [each.read for each in incoming if each.standing == "new"]
        insert_all(change, new)
        if new:
            change.summary = f"import {new[0].name}" + (f" and {len(new) - 1} more" if len(new) > 1 else "")
    return incoming


def insert_all(
    change: Change,
    reads: Sequence[ReadTranscript],
    guids: Sequence[str] | None = None,
    refs: Sequence[Mapping[str | None, str]] | None = None,
) -> list[int]:
    """Insert transcripts with their respondents, speakers and segments, in few statements however many.

    Args:
        change: what it is part of.
        reads: the transcripts.
        guids: their identities; None: new ones.
        refs: the respondents behind each one's labels, as :func:`refs_of` says them if None.
    """
    refs = [refs_of(read) for read in reads] if refs is None else refs
    guids = [new_guid() for _ in reads] if guids is None else guids
    ids = respondent_ids(change, [ref for each in refs for ref in each.values()])
    for read, each in zip(reads, refs, strict=True):
        if read.attributes and len(set(each.values())) == 1:
            set_attributes(change, ids[next(iter(each.values()))], read.attributes)
    rows = [
        {
            "guid": guid,
            "name": read.name,
            "language": read.language,
            "text": read.text,
            "text_sha256": digest(read.text),
            "respondent_id": ids[each[None]] if None in each else None,
            "source": read.path,
            "added_at": change.at,
        }
        for read, each, guid in zip(reads, refs, guids, strict=True)
    ]
    keys = change.insert_many(t.transcript, rows)
    speakers = [
        {
            "transcript_id": key,
            "label": speaker.label,
            "role": speaker.role,
            "respondent_id": ids.get(each.get(speaker.label, "")),
        }
        for key, read, each in zip(keys, reads, refs, strict=True)
        for speaker in read.speakers
    ]
    query = insert(t.speaker).returning(t.speaker.c.id, sort_by_parameter_order=True)
    known = change.connection.execute(query, speakers).scalars().all() if speakers else []
    of = {(row["transcript_id"], row["label"]): id_ for row, id_ in zip(speakers, known, strict=True)}
    change.insert_parts(
        t.segment,
        [
            {
                "transcript_id": key,
                "position": position,
                "start": each.span.start,
                "end": each.span.end,
                "speaker_id": of[key, each.speaker] if each.speaker is not None else None,
                "kind": each.kind,
                "time_ms": each.time_ms,
            }
            for key, read in zip(keys, reads, strict=True)
            for position, each in enumerate(read.segments)
        ],
    )
    return keys


def refs_of(read: ReadTranscript) -> dict[str | None, str]:
    """The ref of the respondent behind each label; the key None stands for a text without speakers.

    Labels of one person (``AJ`` and ``Adam Jonas (AJ)``) share a respondent.
    """
    answering = [s for s in read.speakers if s.role == "respondent"]
    persons = {_person(s) for s in answering}
    alone = read.respondent or read.name
    if not read.speakers:
        return {None: alone}
    if len(persons) == 1:
        return {s.label: alone for s in answering}
    return {s.label: f"{read.name}: {_person(s)}" for s in answering}


def _person(speaker: ReadSpeaker) -> str:
    return speaker.same_as or speaker.label


def digest(text: str) -> str:
    """What a text is known again by, letter for letter."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def names(study: Study) -> list[str]:
    """The names of the transcripts, in the order they came."""
    with study.read() as connection:
        query = select(t.transcript.c.name).where(live(t.transcript)).order_by(t.transcript.c.id)
        return list(connection.execute(query).scalars())


def load(study: Study, name: str) -> Transcript:
    """A transcript with its text, segments and speakers."""
    with study.read() as connection:
        row = connection.execute(
            select(*t.transcript.c["id", "guid", "name", "language", "text"]).where(
                t.transcript.c.name == name, live(t.transcript)
            )
        ).one_or_none()
        if row is None:
            count = connection.execute(select(func.count()).where(live(t.transcript))).scalar()
            raise CoderError(f"there is no transcript {name!r} among the {count} of this study.")
        speakers = {
            s.id: Speaker(s.id, s.label, s.role, s.ref)
            for s in connection.execute(
                select(*t.speaker.c["id", "label", "role"], t.respondent.c.ref)
                .outerjoin(t.respondent, t.respondent.c.id == t.speaker.c.respondent_id)
                .where(t.speaker.c.transcript_id == row.id)
            )
        }
        columns = t.segment.c["id", "position", "start", "end", "speaker_id", "kind", "time_ms"]
        rows = connection.execute(
            select(*columns).where(t.segment.c.transcript_id == row.id).order_by(t.segment.c.position)
        )
        segments = tuple(
            Segment(id_, position, Span(start, end), speakers.get(speaker), kind, time)
            for id_, position, start, end, speaker, kind, time in rows
        )
    return Transcript(row.id, row.guid, row.name, row.language, row.text, segments)
