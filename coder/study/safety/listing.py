"""The backups there are, what each holds, and what was done in the study since."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import DatabaseError

from coder.model import CoderError
from coder.study.safety import backups, copying, verifying
from coder.study.study import Study

BY_HAND = "by hand"
_BESIDE = re.compile(r"\.(backup|before-\w+)-(\d{8}-\d{6})(?:-\d+)?$")


@dataclass(frozen=True, slots=True)
class Copy:
    """A backup, made by itself or by hand."""

    path: Path
    at: datetime
    """UTC."""
    why: str
    size: int
    contents: verifying.Contents | None
    """None where it cannot be read."""
    since: verifying.Since | None
    """None where the study itself cannot be read."""


def copies_of(place: Path) -> list[tuple[Path, datetime, str]]:
    """The backups of a study that are in their folder or beside it, newest first: path, when, why."""
    found = [(each.path, each.at, each.why) for each in backups.backups_of(place)]
    real = place.resolve()
    for path in sorted(real.parent.glob(f"{real.stem}.*{real.suffix}")):
        if name := _BESIDE.search(path.stem):
            at = datetime.strptime(name[2], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
            found.append((path, at, BY_HAND if name[1] == "backup" else name[1]))
    return sorted(found, key=lambda each: each[1], reverse=True)  # the order of their numbers stays


def copies(place: Path, study: Study | None) -> list[Copy]:
    """The backups of a study with what they hold, newest first; not for a coder who codes blind.

    Args:
        place: where the study is, or was.
        study: the study, where it can be opened.
    """
    if study is not None:
        study.refuse_blind("what backups hold")
    found = []
    for path, at, why in copies_of(place):
        held = since = None
        try:
            with verifying.reading(path) as copy:
                held = verifying.contents(copy)
            since = verifying.since(study, held) if study is not None else None
        except CoderError:
            pass
        found.append(Copy(path, at, why, path.stat().st_size, held, since))
    return found


def back_up_if_changed(place: Path, stop: Callable[[], bool] = lambda: False) -> Path | None:
    """Back a study up unless its newest backup holds the same; for the moment when the app has opened it.

    Raises:
        CoderError: there is no room, or the study is damaged. A backup of a damaged one is kept and
            none goes for it.
    """
    known = backups.backups_of(place)
    now = _state(place)
    if now is None or (known and _state(known[0].path) == now):
        return None
    try:
        made = backups.make(place, backups.OPENED, stop=stop, rotating=False)
    except copying.StoppedError:
        return None
    with closing(copying.connect(made, mode="ro", immutable="1")) as copy:
        copy.set_progress_handler(stop, 1_000_000)
        try:
            said = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
        except DatabaseError as error:
            if stop():
                return made
            said = str(error)
    if said != "ok":
        raise CoderError(
            f"{place}: the file is damaged ({said.splitlines()[-1]}). All backups are kept. To see what is "
            "wrong, say coder check; to go back to a backup, coder restore."
        )
    backups.rotate(place)
    return made


def _state(place: Path) -> tuple[int, str] | None:
    """The number and the seal of the newest event; None where nothing has happened or it cannot be read."""
    try:
        with closing(copying.connect(place)) as file:
            row = file.execute("SELECT id, chain FROM event ORDER BY id DESC LIMIT 1").fetchone()
    except DatabaseError:
        return None
    return (int(row[0]), str(row[1])) if row else None
