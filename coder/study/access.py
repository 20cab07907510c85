"""How a study's file can be reached: with a write-ahead log, without one, or for reading only.

A write-ahead log needs memory that all programs on the file share, which a network share does
not have between two machines; there the study is kept in SQLite's older journal, just as durable.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Literal

from sqlalchemy.exc import OperationalError

from coder.model import CoderError
from coder.study.safety.backups import backups_of
from coder.study.safety.copying import beside, connect, create

Way = Literal["usual", "unlogged", "reading"]
MOUNTS = Path("/proc/self/mounts")
"""Where Linux says which folder is on which file system."""
_SHARES = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "afs",
    "ncpfs",
    "ceph",
    "glusterfs",
    "lustre",
    "davfs",
    "9p",
}
_OUT_OF_REACH = ("unable to open", "disk i/o", "locking protocol", "readonly", "read-only")


def usual_way(path: Path) -> Way:
    """How to try first."""
    if path.exists() and not (os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK)):
        return "reading"
    return "unlogged" if share_of(path) else "usual"


def next_way(path: Path, way: Way, error: OperationalError) -> Way | None:
    """How to try after one way has failed; None where another would not help either."""
    reason = str(error.orig).lower()
    if way == "reading" or not path.is_file() or not any(each in reason for each in _OUT_OF_REACH):
        return None
    return "unlogged" if way == "usual" and _leave_log(path) else "reading"


def share_of(path: Path) -> str:
    """The kind of the network share that a path is on, ``cifs`` for one; empty on a disk of one's own."""
    whole = str(path.resolve())
    if whole.startswith("\\\\"):
        return "share"
    found, kind = "", ""
    with suppress(OSError, ValueError):
        for line in MOUNTS.read_text(errors="replace").splitlines():
            _, mounted, type_, *_ = line.split(" ")
            folder = mounted
            for digits, sign in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
                folder = folder.replace(digits, sign)
            if (whole + "/").startswith(folder.rstrip("/") + "/") and len(folder) >= len(found):
                found, kind = folder, type_
    plain = kind.removeprefix("fuse.")
    return plain if plain in _SHARES else ""


def open_file(path: Path, way: Way) -> sqlite3.Connection:
    """A connection for an engine; a file that has gone is never made anew."""
    if way != "reading":
        return connect(path, check_same_thread=False)
    log = beside(path.resolve(), "-wal")
    logged = log.exists() and log.stat().st_size > 0
    if logged:
        return connect(path, check_same_thread=False, mode="ro")
    # Nobody writes: SQLite need not look for a log, and leaves none behind that its owner could not write.
    return connect(path, check_same_thread=False, mode="ro", immutable="1")


def claim(path: Path) -> Path:
    """Make the empty file of a new study, unless anybody else has or the folder is missing."""
    try:
        create(path)
    except FileExistsError as error:
        raise CoderError(
            f"{path}: there is something here already; choose another name for a new study."
        ) from error
    except FileNotFoundError as error:
        raise CoderError(f"{path}: the folder {path.parent} does not exist; make it first.") from error
    except OSError as error:
        raise CoderError(f"{path}: the study could not be made ({error.strerror}).") from error
    return path


def none_at(place: str, path: Path) -> str:
    """Why there is nothing to open at a path, and the way out."""
    if beside(path, "-wal").exists():
        return (
            f"{place}: the study has gone, but {path.name}-wal, which holds its newest changes, is still "
            "here. Put the study back beside it and open it again."
        )
    if found := backups_of(path):
        many = "1 backup" if len(found) == 1 else f"{len(found)} backups"
        return f"{place}: no study here, but {many} of it; to go back, say coder restore"
    return f"{place}: no study here. Make one with `coder init`, or try `coder demo`."


def identity(path: Path) -> tuple[int, int] | None:
    """Which file stands at a path; None where none does."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def refuse_another_file(path: Path, known: tuple[int, int] | None) -> None:
    """Refuse to write into a file that does not stand at its path any more."""
    there = identity(path)
    if known is None or there == known:
        return
    if there is None:
        raise CoderError(
            f"{path}: the study is not there any more; it was moved, renamed or deleted while it was open. "
            "Nothing was changed. Put it back and go on, or go back to a backup: coder restore"
        )
    raise CoderError(
        f"{path}: another file has taken the place of the study while it was open. Nothing was changed; "
        "close the study and open it again."
    )


def _leave_log(path: Path) -> bool:
    """Fold the write-ahead log into a study that is on its own, where no memory can be shared."""
    with suppress(sqlite3.Error), closing(connect(path)) as alone:
        alone.execute("PRAGMA locking_mode=EXCLUSIVE")
        names = {name for (name,) in alone.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if {"study", "alembic_version", "event"} <= names:
            return bool(alone.execute("PRAGMA journal_mode=DELETE").fetchone()[0] == "delete")
    return False
