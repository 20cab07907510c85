"""Files on their way into a study: looked at one by one, then taken in one by one.

Each file comes in whole or not at all, and a bad one does not keep the others out. What is
wrong with a file is a sentence of its :class:`Candidate`, never an exception.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from sqlalchemy import select

from coder.files import codebooks as codebook_files
from coder.files import transcripts as transcript_files
from coder.model import Codebook, CoderError, ReadSpeaker, ReadTranscript, Role
from coder.study import codebook, transcripts
from coder.study import tables as t
from coder.study.study import Study, live
from coder.study.texts import one_line

BOOKS = (".yaml", ".yml")
"""The endings of codebook files."""
KINDS = (*transcript_files.KINDS, *BOOKS)
"""The endings of all files that can come in."""

Standing = Literal["new", "unchanged", "faulty", "taken in"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that was looked at: what it holds, and how that stands to the study."""

    path: Path
    standing: Standing
    why: str = ""
    """Why it does not come in, or under which name it is in the study already."""
    read: ReadTranscript | None = None
    book: Codebook | None = None

    @property
    def name(self) -> str:
        """What it is or would be called in the study; the file's name where nothing could be read."""
        if self.read is not None:
            return self.read.name
        return self.book.slug if self.book is not None else self.path.name


def find(paths: Collection[Path]) -> list[Path]:
    """The files that some paths mean: a file is itself, a folder is its transcripts in natural order.

    What is missing or of another kind stays in the list; its candidate says what is wrong.
    """
    found: dict[Path, None] = {}
    for path in paths:
        try:
            found.update(dict.fromkeys(transcript_files.find([path]) if path.is_dir() else [path]))
        except CoderError:
            found[path] = None
    return list(found)


def look(study: Study, path: Path, name: str | None = None) -> Candidate:
    """Read a file and say how it stands to the study; nothing is written."""
    try:
        str(path).encode()
        if path.is_dir():
            transcript_files.find([path])  # says why there is nothing in it
        if path.suffix.lower() in BOOKS:
            return stand(study, Candidate(path, "new", book=codebook_files.read(path)))
        return stand(
            study,
            Candidate(
                path, "new", read=transcript_files.read(path, name=name or one_line(path.stem, "the name"))
            ),
        )
    except UnicodeEncodeError:
        return Candidate(path, "faulty", f"{path}: the name holds bytes that are not UTF-8; rename it.")
    except CoderError as error:
        return Candidate(path, "faulty", str(error))
    except OSError as error:
        return Candidate(path, "faulty", f"{path}: the system refused ({error.strerror or error}).")


def stand(study: Study, candidate: Candidate) -> Candidate:
    """How a file that was read stands to the study as it is now."""
    read, book = candidate.read, candidate.book
    if book is not None:
        known = next((each for each in codebook.codebooks(study) if each.slug == book.slug), None)
        if known is None:
            return replace(candidate, standing="new", why="")
        if known.version == book.version:
            return replace(candidate, standing="unchanged", why=known.slug)
        versions = f"the study has its version {known.version}; this is version {book.version}"
        why = f"the codebook {book.slug!r} is there already: {versions}."
        return replace(candidate, standing="faulty", why=why)
    if read is None:
        return candidate
    columns = t.transcript.c
    same = select(columns.name).where(
        live(t.transcript), columns.text_sha256 == transcripts.digest(read.text)
    )
    taken = select(columns.id).where(live(t.transcript), columns.name == read.name)
    with study.read() as connection:
        known_as = connection.execute(same).scalar()
        if known_as is not None:
            return replace(candidate, standing="unchanged", why=known_as)
        if connection.execute(taken).scalar() is not None:
            why = f"the study has a transcript {read.name!r} with another text; give this one another name."
            return replace(candidate, standing="faulty", why=why)
    return replace(candidate, standing="new", why="")


def renamed(study: Study, candidate: Candidate, name: str) -> Candidate:
    """The same transcript under another name."""
    name = one_line(name, "the name")
    if candidate.read is None or not name:
        return candidate
    return stand(study, replace(candidate, read=replace(candidate.read, name=name)))


def with_roles(read: ReadTranscript, roles: Mapping[str, Role]) -> ReadTranscript:
    """The same transcript with other roles for some labels; all labels of one person get the same."""
    persons = {each.same_as or each.label: roles[each.label] for each in read.speakers if each.label in roles}

    def changed(each: ReadSpeaker) -> ReadSpeaker:
        return replace(each, role=persons.get(each.same_as or each.label, each.role))

    return replace(read, speakers=tuple(changed(each) for each in read.speakers))


def take_in(study: Study, candidate: Candidate) -> Candidate:
    """Store what a candidate holds, whole or not at all; the answer says how it went."""
    if candidate.standing != "new":
        return candidate
    try:
        if candidate.book is not None:
            added = codebook.add(study, candidate.book)
        else:
            assert candidate.read is not None
            [came] = transcripts.add(study, [candidate.read])
            added = came.standing == "new"
    except CoderError as error:
        return replace(candidate, standing="faulty", why=str(error))
    return replace(candidate, standing="taken in") if added else stand(study, candidate)


def units(read: ReadTranscript) -> int:
    """How many segments a coder would decide about."""
    asking = {each.label for each in read.speakers if each.role == "interviewer"}
    return sum(each.kind == "turn" and each.speaker not in asking for each in read.segments)
