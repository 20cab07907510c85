"""A new text in the place of an interview's old one: looked at first, then done as one change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select

from coder.model import CoderError, ReadTranscript
from coder.study import tables as t
from coder.study.people import refuse_unless_lead
from coder.study.rewriting.anchors import Places
from coder.study.rewriting.holding import REWRITES
from coder.study.rewriting.planning import CodingMove, Plan, plan
from coder.study.rewriting.reading import Interview, id_of, interview
from coder.study.rewriting.resegmenting import divided, way_of
from coder.study.rewriting.writing import write
from coder.study.study import Study, live
from coder.study.transcripts import digest, refs_of

DOING = "replace the text of an interview"


@dataclass(frozen=True, slots=True)
class Line:
    """Where one standing coding goes, in words."""

    coding_id: int
    coder: str
    code: str
    kind: str
    """``same``, ``moved``, ``fuzzy`` or ``lost``."""
    score: float
    was: str
    """The words it quotes."""
    now: str
    """The words it will quote; empty where it is lost."""
    why: str
    """Why it is lost."""


@dataclass(frozen=True, slots=True)
class OldSegment:
    """A segment as it is."""

    id: int
    speaker_id: int | None
    label: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What replacing an interview's text would do."""

    transcript_id: int
    name: str
    version: int
    """Of the text that is there."""
    read: ReadTranscript
    places: Places = field(compare=False, repr=False)
    plan: Plan = field(repr=False)
    old_segments: tuple[OldSegment, ...] = field(repr=False)
    lines: tuple[Line, ...]
    """Standing codings, in the order of the old text."""
    removed: int
    """Codings that were removed before and go along."""

    def of_kind(self, kind: str) -> tuple[Line, ...]:
        """The codings that are ``same``, ``moved``, ``fuzzy`` or ``lost``."""
        return tuple(each for each in self.lines if each.kind == kind)


def preview(study: Study, name: str, read: ReadTranscript) -> Preview:
    """Say what becomes of everything in an interview if its text were this one; nothing is written.

    Raises:
        CoderError: whoever looks does not lead the study, there is no such interview, the text is
            the one it has or that of another interview, or it has no words.
    """
    refuse_unless_lead(study, DOING)
    with study.read() as connection:
        return _preview(connection, id_of(connection, name), read)


def replace(study: Study, seen: Preview) -> int:
    """Do what was previewed, as one change; returns the number of the new version.

    Raises:
        CoderError: somebody has worked on the interview since it was previewed.
    """
    refuse_unless_lead(study, DOING)
    with study.change("transcript replace") as change:
        connection = change.connection
        now = _preview(connection, seen.transcript_id, seen.read, seen.places)
        if now != seen:
            raise CoderError(
                f"{seen.name} has been worked on since you looked. Nothing was changed; look again."
            )
        there = interview(connection, seen.transcript_id)
        row = there.row
        version_id = change.insert(
            t.transcript_version,
            transcript_id=row.id,
            version=row.version,
            text=row.text,
            text_sha256=row.text_sha256,
            source=row.source,
            replaced_at=change.at,
        )
        text = seen.read.text
        values: dict[str, Any] = {
            "text": text,
            "text_sha256": digest(text),
            "version": row.version + 1,
            "source": seen.read.path,
        }
        change.update(t.transcript, {"id": row.id}, **values)
        write(change, there, seen.plan, text, refs_of(seen.read), version_id)
        change.more[REWRITES] = [row.id]
        n = len(seen.of_kind("lost"))
        lost = f", {n} coding{'s' * (n != 1)} lost" if n else ""
        change.summary = f"replace the text of {row.name} by version {row.version + 1}{lost}"
    return int(row.version) + 1


def _preview(
    connection: Connection, transcript_id: int, read: ReadTranscript, places: Places | None = None
) -> Preview:
    there = interview(connection, transcript_id)
    row = there.row
    if row.removed_at is not None:
        raise CoderError(f"{row.name} is not in the study any more.")
    _refuse_text(connection, row, read)
    if places is None or places.old != row.text:
        places = Places(row.text, read.text)
    by = way_of(there)
    segments = (
        read.segments
        if by is None or by == "turn"
        else [*divided(read.text, read.segments, by, row.language)]
    )
    made = plan(there, places, segments, read.speakers)
    labels = {each.id: each.label for each in there.speakers}
    return Preview(
        row.id,
        row.name,
        row.version,
        read,
        places,
        made,
        tuple(
            OldSegment(s.id, s.speaker_id, labels.get(s.speaker_id), row.text[s.start : s.end])
            for s in there.segments
        ),
        _lines(connection, there, made.moves),
        sum(not move.live for move in made.moves),
    )


def _refuse_text(connection: Connection, row: Any, read: ReadTranscript) -> None:
    known_by = digest(read.text)
    if known_by == row.text_sha256:
        raise CoderError(f"{read.path}: this is the text that {row.name} has, letter for letter.")
    twin = select(t.transcript.c.name).where(live(t.transcript), t.transcript.c.text_sha256 == known_by)
    if name := connection.execute(twin).scalar():
        raise CoderError(f"{read.path}: this is the text of another interview, {name}, letter for letter.")
    if not read.segments:
        raise CoderError(f"{read.path}: there are no words in the text that could be coded.")


def _lines(connection: Connection, there: Interview, moves: tuple[CodingMove, ...]) -> tuple[Line, ...]:
    names = {row.id: row.name for row in connection.execute(select(*t.coder.c["id", "name"]))}
    codes = {row.id: row.slug for row in connection.execute(select(*t.code.c["id", "slug"]))}
    rows = {row.id: row for row in there.codings}
    return tuple(
        Line(
            move.id,
            names[rows[move.id].coder_id],
            codes[rows[move.id].code_id],
            move.placed.kind,
            move.placed.score,
            rows[move.id].quote,
            "" if move.placed.span is None else move.placed.quote,
            move.why,
        )
        for move in sorted(moves, key=lambda move: (move.was, move.id))
        if move.live
    )


@dataclass(frozen=True, slots=True)
class Version:
    """A text that an interview has or had."""

    version: int
    source: str
    until: str | None
    """When it was replaced; None for the text it has."""
    characters: int
    sha256: str


def versions(study: Study, name: str) -> list[Version]:
    """The texts of an interview, the newest first."""
    c, v = t.transcript.c, t.transcript_version.c
    with study.read() as connection:
        id_ = id_of(connection, name)
        now = connection.execute(
            select(c.version, c.source, func.length(c.text), c.text_sha256).where(c.id == id_)
        ).one()
        earlier = connection.execute(
            select(v.version, v.source, v.replaced_at, func.length(v.text), v.text_sha256)
            .where(v.transcript_id == id_, live(t.transcript_version))
            .order_by(v.version.desc())
        ).all()
    return [Version(now[0], now[1], None, now[2], now[3]), *(Version(*row) for row in earlier)]


def text_of(study: Study, name: str, version: int | None = None) -> str:
    """The text of an interview, or an earlier one by its number."""
    v = t.transcript_version.c
    with study.read() as connection:
        id_ = id_of(connection, name)
        row = connection.execute(
            select(*t.transcript.c["text", "version"]).where(t.transcript.c.id == id_)
        ).one()
        if version is None or version == row.version:
            return str(row.text)
        query = select(v.text).where(v.transcript_id == id_, v.version == version, live(t.transcript_version))
        found = connection.execute(query).scalar()
    if found is None:
        raise CoderError(f"{name} has no version {version}; it has had {row.version} so far.")
    return str(found)
