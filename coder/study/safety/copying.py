"""Copies of a study's file: complete or not there, and readable by their owner only."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

from coder.model import CoderError

OWNER_ONLY = 0o600
PART = ".part"
"""How the name of a copy ends until it is complete."""
_PAGES = 2_000
"""Pages copied between two looks at whether anybody still wants the copy: some 8 MB."""
_PAUSE, _PATIENCE = 0.05, 5
"""Seconds between two looks at a file that somebody else writes to, and how long in all."""
_SPARE = 1_000_000
"""Bytes that stay free on the disk whatever is copied."""
_LOG_MODE = slice(18, 20)
"""Where the header of an SQLite file says whether it has a write-ahead log: 2, else 1."""


class StoppedError(Exception):
    """Nobody wants the copy any more."""


def create(path: Path) -> None:
    """Make an empty file that its owner alone may read, whatever the umask; an existing one is refused."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, OWNER_ONLY))


VFS: dict[str, str] = {}
"""What every connection asks of SQLite beside the mode; tests stand a poorer file system in here."""


def connect(
    path: Path, *, mode: str = "rw", check_same_thread: bool = True, **more: str
) -> sqlite3.Connection:
    """A connection of one's own to a file that is there; ``mode`` ``ro`` never writes."""
    said = "&".join(f"{name}={value}" for name, value in {"mode": mode, **VFS, **more}.items())
    place = f"file:{quote(str(path.absolute()))}?{said}"
    return sqlite3.connect(place, uri=True, timeout=5, check_same_thread=check_same_thread)


def copy(
    source: Path,
    target: Path,
    stop: Callable[[], bool] = lambda: False,
    through: sqlite3.Connection | None = None,
) -> None:
    """Copy a study, as it is at one moment, to a new file; whoever works on it goes on meanwhile.

    The copy is written beside its name and takes it only when it is complete and on the disk.

    Args:
        source: the study.
        target: what to call the copy.
        stop: asked now and then whether the copy is not wanted any more.
        through: a connection to the study, where one holds it.

    Raises:
        CoderError: it could not be written; nothing is left of it.
        StoppedError: ``stop``, asked now and then, said yes.
    """
    if target.exists():
        raise CoderError(f"{target}: exists already; a backup never overwrites.")
    if not target.parent.is_dir():
        raise CoderError(f"{target}: the folder {target.parent} does not exist.")
    refuse_without_room(source, target)
    try:
        with part_of(target) as part:
            _pour(source, part, stop, through)
    except FileExistsError as error:
        raise CoderError(f"{target}: exists already; a backup never overwrites.") from error
    except (OSError, sqlite3.Error) as error:
        raise CoderError(f"{target}: the backup could not be written ({error}).") from error


@contextmanager
def replacement(source: Path, place: Path) -> Iterator[Path]:
    """A copy of a study beside a place, to be moved there; it goes where it has not been."""
    part = place.with_name(f"{place.name}.{uuid4().hex[:8]}{PART}")
    refuse_without_room(source, place)
    try:
        create(part)
        _pour(source, part, lambda: False)
        _sync(part)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise CoderError(f"{place}: the copy could not be written ({error}). Nothing was changed.") from error
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def part_of(target: Path) -> Iterator[Path]:
    """A file to fill, private to its owner, that takes the name of ``target`` at the end, or goes.

    Raises:
        FileExistsError: the name was taken meanwhile.
    """
    part = target.with_name(f"{target.name}.{uuid4().hex[:8]}{PART}")
    try:
        create(part)
        yield part
        _sync(part)
        _name(part, target)
        sync_folder(target.parent)
    finally:
        for left in (part, part.with_name(part.name + "-journal")):
            with suppress(OSError):
                left.unlink()


def refuse_without_room(source: Path, target: Path) -> None:
    """A sentence where the disk has no room for a copy."""
    try:
        needed = sum(each.stat().st_size for each in (source, beside(source, "-wal")) if each.exists())
        free = shutil.disk_usage(target.parent).free
    except OSError:
        return  # writing will say what is wrong
    if free < needed + _SPARE:
        raise CoderError(
            f"{target.parent}: no room for a backup, which takes {_mb(needed)} MB; {_mb(free)} MB are free. "
            "Make room on the disk and try again; nothing was changed."
        )


def beside(path: Path, ending: str) -> Path:
    """The file that SQLite keeps beside a study: ``-wal``, ``-shm`` or ``-journal``."""
    return path.with_name(path.name + ending)


def sync_folder(folder: Path) -> None:
    """Have the disk remember the names in a folder; not every system can be asked to."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _pour(
    source: Path, part: Path, stop: Callable[[], bool], through: sqlite3.Connection | None = None
) -> None:
    waited = 0

    def look(status: int, _left: int, _all: int) -> None:
        nonlocal waited
        waited = waited + 1 if status & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) else 0
        if waited * _PAUSE > _PATIENCE:
            raise sqlite3.OperationalError("another program is writing to the study")
        if stop():
            raise StoppedError

    with (
        nullcontext(through) if through else closing(_source(source)) as there,
        closing(connect(part)) as made,
    ):
        made.execute("PRAGMA journal_mode=OFF")
        made.execute("PRAGMA synchronous=OFF")  # the whole file is flushed at the end
        if not there.in_transaction:
            there.execute("BEGIN")  # one moment, however many steps the copy takes
        there.execute("SELECT 1 FROM sqlite_master").fetchone()
        there.backup(made, pages=_PAGES, progress=look, sleep=_PAUSE)
    with part.open("rb+") as written:  # a copy has no log beside it, so that it can be read where it lies
        header = bytearray(written.read(20))
        if header[_LOG_MODE] == b"\x02\x02":
            written.seek(_LOG_MODE.start)
            written.write(b"\x01\x01")


def _source(path: Path) -> sqlite3.Connection:
    """A study to copy from, also where it may only be read."""
    found = None
    try:
        found = connect(path)
        found.isolation_level = None
        found.execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError:
        if found is not None:
            found.close()
        logged = beside(path, "-wal").exists()
        found = connect(path, mode="ro") if logged else connect(path, mode="ro", immutable="1")
        found.isolation_level = None
    return found


def _sync(path: Path) -> None:
    with path.open("rb+") as written:
        os.fsync(written.fileno())


def _name(part: Path, target: Path) -> None:
    """Give the copy its name without ever taking it from another file."""
    try:
        target.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if target.exists():
            raise FileExistsError(str(target)) from None
        part.replace(target)


def _mb(size: int) -> str:
    return f"{size / 1_000_000:,.1f}"
