"""A file that somebody brings: opened without being touched, and known for what it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, func, select

from coder.model import CoderError
from coder.study import tables as t
from coder.study.apart.matched import Matched
from coder.study.safety import copying
from coder.study.study import Study, live


@dataclass(frozen=True, slots=True)
class Brought:
    """Another file of the same study."""

    path: Path
    theirs: Connection
    shared_for: str | None
    """The guid of the coder for whom the copy was made; None: it is all of a study."""
    fork: int
    """The last event of the study that the other file knows of."""
    their_fork: int
    """The same moment in the log of the other file."""
    forked_at: str
    matched: Matched | None = None
    """Of a file of another study: what in it is what here."""
    behind: bool = False
    """Whether the study does not know the moment at which the copy was made: it was put back since."""


@contextmanager
def brought(study: Study, path: Path, matched: Matched | None = None) -> Iterator[Brought]:
    """Open a file as it is at this moment; the file itself stays as it is.

    Args:
        study: into which it is to be merged.
        path: the file.
        matched: what is what, where it is of another study.

    Raises:
        CoderError: it is not a study of coder, a newer version wrote it, or it is no file of this study.
    """
    if not path.is_file():
        raise CoderError(f"{path}: there is no such file.")
    if study.path is not None and study.path.exists() and path.samefile(study.path):
        raise CoderError(f"{path}: this is the study itself; name the copies that came back.")
    with (
        TemporaryDirectory(prefix="coder-merge-") as folder,
        _open(path, Path(folder) / "copy.db") as other,
        other.read() as theirs,
    ):
        with study.read() as ours:
            known = _known(path, theirs, ours, matched)
        yield known


@contextmanager
def _open(path: Path, private: Path) -> Iterator[Study]:
    """A private copy of the file, which may be upgraded; the person's own is only read."""
    try:
        copying.copy(path, private)
        study = Study.open(private)
    except CoderError as error:
        if isinstance(error.__cause__, sqlite3.OperationalError) and "locked" in str(error.__cause__):
            raise CoderError(
                f"{path}: another program is writing to this file; close it there and try again."
            ) from error
        if isinstance(error.__cause__, sqlite3.DatabaseError):
            raise CoderError(f"{path}: this is not a study of coder ({error.__cause__}).") from error
        raise CoderError(str(error).replace(str(private), str(path))) from error
    try:
        yield study
    finally:
        study.close()


def _known(path: Path, theirs: Connection, ours: Connection, matched: Matched | None) -> Brought:
    mine = ours.execute(select(t.study)).one()
    other = theirs.execute(select(t.study)).one()
    if other.guid != mine.guid and matched is not None:
        return Brought(path, theirs, None, 0, 0, "", matched)
    if other.guid == mine.guid and matched is not None:
        raise CoderError(
            f"{path}: this is a file of the same study, in which everything is known by itself; "
            "leave --as-coder, --map and --match-codes out."
        )
    if other.guid != mine.guid:
        raise CoderError(
            f"{path}: this is a file of another study, “{other.name}”; only copies of “{mine.name}” can be "
            "merged as they are. To bring its work over all the same, say who is who and which code is "
            "which: --as-coder NAME or --map FILE, and --match-codes."
        )
    if other.shared_for_id is None:
        fork = _common(ours, theirs)
        at = theirs.execute(select(t.event.c.at).where(t.event.c.id == fork)).scalar() or ""
        return Brought(path, theirs, None, fork, fork, at)
    whose = select(t.coder.c.guid).where(t.coder.c.id == other.shared_for_id)
    began = select(func.min(t.event.c.id)).where(t.event.c.action == "share")
    guid, their_fork = theirs.execute(whose).scalar_one(), theirs.execute(began).scalar() or 0
    e = t.event.c
    before: int | None = ours.execute(select(e.id).where(e.chain == other.shared_head)).scalar()
    if before is None:
        earlier = ours.execute(select(func.max(e.id)).where(e.at <= other.shared_at)).scalar() or 0
        behind = bool(other.shared_head)
        return Brought(path, theirs, guid, earlier, their_fork, other.shared_at, behind=behind)
    return Brought(path, theirs, guid, before, their_fork, other.shared_at)


def _common(ours: Connection, theirs: Connection) -> int:
    """The last event that two files of a study share: the chain is the same up to it, and never after."""
    e = t.event.c

    def link(connection: Connection, upto: int) -> str:
        query = select(e.chain).where(e.id <= upto).order_by(e.id.desc()).limit(1)
        return connection.execute(query).scalar() or ""

    newest = select(func.coalesce(func.max(e.id), 0))
    low, high = 0, min(ours.execute(newest).scalar_one(), theirs.execute(newest).scalar_one())
    while low < high:
        middle = (low + high + 1) // 2
        if link(ours, middle) == link(theirs, middle):
            low = middle
        else:
            high = middle - 1
    return low


def refuse_copy(study: Study) -> None:
    """Refuse in a copy that was made for one coder what belongs into the study."""
    query = select(t.coder.c.name).join(t.study, t.study.c.shared_for_id == t.coder.c.id)
    with study.read() as connection:
        name = connection.execute(query).scalar()
    if name is not None:
        raise CoderError(
            f"this is the copy made for {name}, not the study: merging and sharing happen in the study it "
            "came from. Send this file back and let it be merged there."
        )


def coder_of(connection: Connection, guid: str) -> Any:
    """The row of a live coder; None where the study has none of that guid."""
    return connection.execute(select(t.coder).where(t.coder.c.guid == guid, live(t.coder))).one_or_none()
