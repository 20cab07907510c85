"""Backups that make themselves: in a folder beside the study, and few enough to be kept."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from coder.model import CoderError
from coder.study.safety import copying

if TYPE_CHECKING:
    from coder.study.study import Study

OPENED = "opened"
"""Why a backup was made: the app opened a study that had changed since the one before."""
BEFORE = "before-"
NEWEST, DAYS, WEEKS, BEFORE_DAYS = 10, 7, 8, 30
_NAME = re.compile(r"(\d{8}-\d{6})-([a-z0-9-]+)-(\d+)\.db")
_STAMP = "%Y%m%d-%H%M%S"
_STALE = 3600
"""Seconds after which a half-written copy is nobody's any more."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that is there."""

    path: Path
    at: datetime
    """When it was made, UTC, by the clock of then."""
    why: str
    """``opened``, or what was about to be done: ``before-merge``."""
    number: int
    """They are counted as they are made, since a clock can go backwards."""


def backup_before(study: Study, why: str) -> Path | None:
    """Back the study up before something is done to all of it; None on a database server.

    Args:
        study: what to back up, as it is now.
        why: what is about to be done, in a word of small letters: ``merge``, ``replace``.

    Raises:
        CoderError: there is no room, or the folder may not be written to. Whoever calls does then nothing.
    """
    return None if study.path is None else make(study.path, BEFORE + why)


def folder_of(place: Path) -> Path:
    """Where the backups of a study lie: ``study.backups`` beside ``study.db``."""
    real = place.resolve()
    return real.with_name((real.stem if real.suffix == ".db" else real.name) + ".backups")


def backups_of(place: Path) -> list[Backup]:
    """The backups of a study that made themselves, newest first."""
    found = []
    folder = folder_of(place)
    for path in folder.iterdir() if folder.is_dir() else ():
        if name := _NAME.fullmatch(path.name):
            with suppress(ValueError):
                at = datetime.strptime(name[1], _STAMP).replace(tzinfo=UTC)
                found.append(Backup(path, at, name[2], int(name[3])))
    return sorted(found, key=lambda each: (each.number, each.at), reverse=True)


def make(
    place: Path,
    why: str,
    moment: datetime | None = None,
    stop: Callable[[], bool] = lambda: False,
    *,
    source: sqlite3.Connection | None = None,
    rotating: bool = True,
) -> Path:
    """Make a backup beside the study and let go of those that are not needed any more.

    Args:
        place: the study.
        why: what for, in small letters; part of the name.
        moment: when it is made; None: now.
        stop: asked now and then whether it is not wanted any more.
        source: a connection to the study, where one holds it.
        rotating: whether older ones may go.
    """
    moment = moment or datetime.now(UTC)
    target = next_name(place, why, moment)
    copying.copy(place.resolve(), target, stop, source)
    if rotating:
        rotate(place, moment)
    return target


def next_name(place: Path, why: str, moment: datetime | None = None) -> Path:
    """A name for a new backup that nothing has yet, in the folder, which is made where it is missing."""
    folder = folder_of(place)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise CoderError(
            f"{folder}: the folder of the backups could not be made ({error.strerror}); "
            "nothing was changed. Allow writing there, or copy the study to a folder of your own."
        ) from error
    number = max((each.number for each in backups_of(place)), default=0) + 1
    stamp = (moment or datetime.now(UTC)).strftime(_STAMP)
    while (target := folder / f"{stamp}-{why}-{number}.db").exists():  # another program was quicker
        number += 1
    return target


def rotate(place: Path, moment: datetime | None = None) -> list[Path]:
    """Delete the backups that the rules keep no longer, and what is left of unfinished ones."""
    gone = expendable(backups_of(place), moment or datetime.now(UTC))
    for each in gone:
        with suppress(OSError):
            each.path.unlink()
            copying.beside(each.path, "-wal").unlink(missing_ok=True)
    for part in folder_of(place).glob(f"*{copying.PART}*"):
        with suppress(OSError):
            if time.time() - part.stat().st_mtime > _STALE:
                part.unlink()
    return [each.path for each in gone]


def expendable(found: Sequence[Backup], moment: datetime) -> list[Backup]:
    """Those that need not be kept, of backups given newest first.

    Kept are the newest ten, the newest of each of the last seven days and of each of the last
    eight weeks that have one, and whatever was made before something great in the last 30 days.
    """
    kept = {each.path for each in found[:NEWEST]}
    days: set[object] = set()
    weeks: set[object] = set()
    for each in found:
        age = moment - each.at
        day, week = each.at.date(), each.at.isocalendar()[:2]
        if age < timedelta(days=DAYS) and day not in days:
            days.add(day)
            kept.add(each.path)
        if age < timedelta(weeks=WEEKS) and week not in weeks:
            weeks.add(week)
            kept.add(each.path)
        if each.why.startswith(BEFORE) and age < timedelta(days=BEFORE_DAYS):
            kept.add(each.path)
    return [each for each in found if each.path not in kept]
