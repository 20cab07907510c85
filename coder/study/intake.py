"""Files on their way into a study: looked at one by one, then taken in one by one.

Each file comes in whole or not at all, and a bad one does not keep the others out. What is
wrong with a file is a sentence of its :class:`Candidate`, never an exception.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from sqlalchemy import select

from coder.files import codebooks as codebook_files
from coder.files import transcripts as transcript_files
from coder.files.transcripts import Corrections
from coder.model import Codebook, CoderError, ReadSpeaker, ReadTranscript, Role
from coder.study import codebook, transcripts
from coder.study import tables as t
from coder.study.pseudonyms.earlier import Earlier
from coder.study.study import Study, live
from coder.study.texts import one_line

BOOKS = codebook_files.SURE
"""The endings of files that are codebooks; tables can be codebooks as well."""
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
    form: str = ""
    """Of a codebook: the format of its file."""
    warnings: tuple[str, ...] = ()
    """Of a codebook: what was guessed or left out."""

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


def look(study: Study, path: Path, name: str | None = None, asked: Corrections | None = None) -> Candidate:
    """Read a file that holds one transcript, or a codebook, and say how it stands to the study."""
    return look_all(study, path, name, asked)[0]


def look_all(
    study: Study, path: Path, name: str | None = None, asked: Corrections | None = None
) -> list[Candidate]:
    """Read a file and say how what it holds stands to the study; nothing is written."""
    known = Known(study)
    return [known.stand(each) for each in opened(path, name, asked)]


def opened(path: Path, name: str | None = None, asked: Corrections | None = None) -> list[Candidate]:
    """What a file holds, whatever is in the study: mostly one transcript, or what is wrong with it."""
    try:
        str(path).encode()
        if path.is_dir() or not path.exists():
            transcript_files.find([path])  # says what is wrong with it
        unsaid = asked in (None, Corrections())
        if path.suffix.lower() in BOOKS or (unsaid and codebook_files.is_codebook(path)):
            found = codebook_files.load(path)
            return [Candidate(path, "new", book=found.book, form=found.form, warnings=found.warnings)]
        reads = transcript_files.read_all(path, asked, name or one_line(path.stem, "the name"))
        return [Candidate(path, "new", read=read) for read in reads]
    except UnicodeEncodeError:
        why = f"{path}: the name holds bytes that are not UTF-8; rename it."
    except CoderError as error:
        why = str(error)
    except OSError as error:
        why = f"{path}: the system refused ({error.strerror or error})."
    except (MemoryError, RecursionError):
        why = f"{path}: the file is too large or nested too deep to be read; save its text as .txt."
    return [Candidate(path, "faulty", why)]


class Known:
    """The names and texts that a study has, and those that are about to come in, looked up at once."""

    def __init__(self, study: Study | None) -> None:
        """Look once; None: there is no study yet."""
        self._name_of: dict[str, str] = {}
        self._taken: dict[str, str] = {}
        self._study = study
        if study is not None:
            columns = t.transcript.c["name", "text_sha256"]
            with study.read() as connection:
                for name, sha in connection.execute(select(*columns).where(live(t.transcript))):
                    self._name_of[sha] = name
                    self._taken[name] = ""
                for earlier, sha in Earlier(connection).texts().items():  # with names that were taken out
                    if sha in self._name_of:
                        self._name_of.setdefault(earlier, self._name_of[sha])

    def stand(self, candidate: Candidate) -> Candidate:
        """How a transcript that was read stands to what is known; from then on it is known as well."""
        read = candidate.read
        if read is None:
            book = candidate.book is not None and self._study is not None
            return stand(self._study, candidate) if book and self._study else candidate
        sha = transcripts.digest(read.text)
        if sha in self._name_of:
            return replace(candidate, standing="unchanged", why=self._name_of[sha])
        other = self._taken.get(read.name)
        if other is not None:
            why = (
                f"{read.path} and {other} would both be called {read.name!r}; rename one of the files, "
                "or import it alone with --name."
                if other
                else f"the study has a transcript {read.name!r} with another text; "
                "give this one a name of its own with --name, or put it in that text's place: "
                f"coder transcript replace {read.name} {read.path}"
            )
            return replace(candidate, standing="faulty", why=why)
        self._name_of[sha] = read.name
        self._taken[read.name] = read.path
        return replace(candidate, standing="new", why="")


def stand(study: Study, candidate: Candidate) -> Candidate:
    """How a file that was read stands to the study as it is now."""
    book = candidate.book
    if book is None:
        return Known(study).stand(candidate)
    known = next((each for each in codebook.codebooks(study) if each.slug == book.slug), None)
    if known is None:
        return replace(candidate, standing="new", why="")
    if codebook.is_same(study, known, book):
        return replace(candidate, standing="unchanged", why=known.slug)
    versions = f"the study has its version {known.version}; this is version {book.version}"
    differs = "and differs from it" if known.version == book.version else ""
    why = f"the codebook {book.slug!r} is there already: {versions}{differs and ' ' + differs}."
    return replace(candidate, standing="faulty", why=why)


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


def take_in_all(study: Study, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Store what some candidates hold in one transaction; if that fails, one by one."""
    new = [each for each in candidates if each.standing == "new" and each.read is not None]
    try:
        came = transcripts.add(study, [each.read for each in new if each.read is not None])
    except CoderError:
        return [take_in(study, each) for each in candidates]
    standing = {id(each.read): each.standing for each in came}
    return [
        (take_in(study, each) if each.book is not None else each)
        if each.read is None or each.standing != "new"
        else replace(each, standing="taken in")
        if standing[id(each.read)] == "new"
        else stand(study, replace(each, standing="new"))
        for each in candidates
    ]


def units(read: ReadTranscript) -> int:
    """How many segments a coder would decide about."""
    asking = {each.label for each in read.speakers if each.role == "interviewer"}
    return sum(each.kind == "turn" and each.speaker not in asking for each in read.segments)
