"""Nobody else works on a study's file: found out reliably, and held to while one takes another's place."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from coder.model import CoderError
from coder.study.safety import backups, copying

_FIRST_LOCK, _LOCKS = 0x40000000, 512
"""The bytes of a file that SQLite's programs lock to say that they work on it."""
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Held:
    """A file that is ours alone for a while.

    A lock goes when the process closes the file, whichever way it was opened: nothing else in the
    process may open it meanwhile.
    """

    place: Path
    connection: sqlite3.Connection | None
    """Holds the lock; None where the file is too damaged for it."""
    handle: int = -1
    """Holds the lock then."""

    def keep(self, why: str) -> Path:
        """Back up what stands there; byte for byte, with its log, where it is damaged that much."""
        if self.connection is not None:
            return backups.make(self.place, backups.BEFORE + why, source=self.connection)
        target = backups.next_name(self.place, f"{backups.BEFORE}{why}-damaged")
        try:
            log = copying.beside(self.place, "-wal")
            if log.exists():
                with copying.part_of(copying.beside(target, "-wal")) as part:
                    part.write_bytes(log.read_bytes())
            with copying.part_of(target) as part, part.open("wb") as written:
                at = 0
                while data := os.pread(self.handle, _CHUNK, at):
                    written.write(data)
                    at += len(data)
        except OSError as error:
            raise CoderError(f"{target}: the damaged study could not be kept ({error.strerror}).") from error
        return target

    def replace(self, part: Path) -> None:
        """Give a finished file this place; who may read the study stays as it was."""
        found = self.place.stat()
        part.chmod(found.st_mode & 0o777)
        with suppress(OSError, AttributeError):
            os.chown(part, -1, found.st_gid)
        put(part, self.place)


def put(part: Path, place: Path) -> None:
    """Give a finished file a place; what is left of another one's log goes first, or it would be mixed in."""
    for ending in ("-wal", "-shm", "-journal"):
        copying.beside(place, ending).unlink(missing_ok=True)
    part.replace(place)
    copying.sync_folder(place.parent)


@contextmanager
def alone(place: Path) -> Iterator[Held]:
    """Nobody else has the study open, nor can write to it, until the end; its log is folded into it.

    Raises:
        CoderError: somebody has it open.
    """
    refusal = CoderError(
        f"{place}: another program has the study open. Nothing was changed; close it there and try again."
    )
    with closing(copying.connect(place)) as only:
        try:
            only.isolation_level = None
            only.execute("PRAGMA locking_mode=EXCLUSIVE")
            only.execute("PRAGMA busy_timeout=500")
            if only.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete":
                raise refusal
            only.execute("BEGIN EXCLUSIVE")
            only.execute("COMMIT")  # in this mode the lock stays
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF in _BUSY:
                raise refusal from error
        else:
            yield Held(place, only)
            return
    handle = os.open(place, os.O_RDWR)
    try:
        _lock(handle, refusal)
        yield Held(place, None, handle)
    finally:
        os.close(handle)


def _lock(handle: int, refusal: CoderError) -> None:
    try:
        import fcntl
    except ImportError:  # Windows does not let anybody replace a file that is open
        return
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, _LOCKS, _FIRST_LOCK)
    except OSError as error:
        raise refusal from error
