"""Projects of other programs on the command line: what `coder import` and `coder export` do with them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coder.cli.common import STUDY_FILE, NoStudyHereError, Session, confirm, emit, say
from coder.model import CoderError

if TYPE_CHECKING:
    from coder.cli.exporting import Asked
    from coder.files.refi.values import Project
    from coder.study.exchange import Taken
    from coder.study.study import Study

ENDING = ".qdpx"
_OF_TRANSCRIPTS = {
    "as_": "--as",
    "encoding": "--encoding",
    "language": "--language",
    "speakers": "--speakers",
    "no_speakers": "--no-speakers",
    "interviewers": "--interviewer",
    "cut": "--segment",
    "answers": "--answers",
    "id_": "--id",
    "name": "--name",
    "profile": "--profile",
    "save_profile": "--save-profile",
}
"""Options of `coder import` that a project has no use for."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a project goes."""

    where: str
    new: bool


def bring(session: Session, paths: Sequence[Path], said: dict[str, Any]) -> None:
    """Import a project into the study, or where there is none into a new one."""
    from coder.study import exchange

    path = paths[0]
    if len(paths) > 1:
        raise CoderError(f"{path}: a project is imported alone; name the other files in another command.")
    for key, option in _OF_TRANSCRIPTS.items():
        if said[key]:
            raise CoderError(f"{option} is for transcripts; {path} is a project.")
    project = _read(path)
    place = _place(session)
    if said["dry_run"]:
        with _opened(session, place, project, dry=True) as study:
            seen = exchange.preview(study, project, path)
        _report(seen, said, dry=True)
        return
    if not said["yes"]:
        with _opened(session, place, project, dry=True) as study:
            seen = exchange.preview(study, project, path)
        _tell(seen)
        if not seen.anything:
            say("Nothing was changed: all of it is in the study already.")
            return
        where = f"a new study, {place.where}" if place.new else "the study"
        if not confirm(f"Import this into {where}?", yes=False):
            say("Nothing was changed.")
            return
    with _opened(session, place, project, dry=False) as study:
        taken = exchange.take_in(study, project, path)
    if place.new:
        say(f"made the study {place.where}")
    _report(taken, said, dry=False, told=not said["yes"])


def is_project(path: Path) -> bool:
    """Whether a path that is to be imported is a project, not transcripts."""
    from coder.study import foreign

    return path.suffix.lower() == ENDING or foreign.is_project(path)


def _read(path: Path) -> Project:
    if path.suffix.lower() == ENDING:
        from coder.files import refi

        return refi.read(path)
    from coder.study import foreign

    return foreign.read(path)


def _place(session: Session) -> _Place:
    try:
        where = session.place()
    except NoStudyHereError:
        return _Place(STUDY_FILE, new=True)
    fresh = "://" not in where and not Path(where).exists() and Path(where).parent.is_dir()
    return _Place(where, new=fresh)


@contextmanager
def _opened(session: Session, place: _Place, project: Project, *, dry: bool) -> Iterator[Study]:
    """The study; a new one stays only if all goes well, and for a look is in a folder that goes."""
    from coder.study.study import Study

    if not place.new:
        with session.open() as study:
            yield study
        return
    if session.coder is not None:
        raise CoderError(f"{place.where}: there is no study yet, and so no coder {session.coder!r} in it.")
    name = " ".join(project.name.split())[:200] or None
    if dry:
        with tempfile.TemporaryDirectory() as folder, Study.create(Path(folder) / STUDY_FILE, name) as study:
            yield study
        return
    try:
        with Study.create(place.where, name) as study:
            yield study
    except BaseException:
        Path(place.where).unlink(missing_ok=True)
        raise


def _report(taken: Taken, said: dict[str, Any], *, dry: bool, told: bool = False) -> None:
    from coder.report.projects import project_table

    if said["form"] is not None or said["output"] is not None:
        emit(project_table(taken, dry=dry), said["form"], said["output"])
    elif not told:
        _tell(taken)
    if dry:
        say("Nothing was changed.")
    elif not taken.anything:
        say("Nothing was changed: all of it is in the study already.")
    else:
        new = _listed(taken.new)
        say(f"imported: {new}.")
        if taken.backup is not None:
            say(f"the study as it was before: {taken.backup}")


def _tell(taken: Taken) -> None:
    from coder.report.projects import left_words

    origin = f", written by {taken.origin}" if taken.origin else ""
    say(f"{taken.file}: “{taken.name}”{origin}")
    say(f"    {_listed(taken.came) or 'nothing that can be imported'}")
    for name, n in taken.codings_by_coder.items():
        say(f"    {name}: {_many(n, 'codings')}")
    if taken.counted:
        say(f"    characters are counted as {taken.counted}")
    if taken.skipped:
        listed = "; ".join(f"{n} {left_words(key, n)}" for key, n in taken.skipped.items())
        say(f"    not taken as it is: {listed}")
    for sentence in taken.warnings:
        say(f"    look at this: {sentence}")


def _listed(counts: Any) -> str:
    return ", ".join(_many(n, key) for key, n in counts.items() if n)


def _many(n: int, plural: str) -> str:
    return f"{n} {plural if n != 1 else plural.removesuffix('s')}"


def write(study: Study, asked: Asked) -> list[str]:
    """Export the study as a project; returns what to say."""
    from coder.files.refi import PROFILES
    from coder.study import exchange

    [profile] = (each for each in PROFILES if each == (asked.profile or "standard"))
    given = exchange.give(study, asked.file, profile, asked.of, asked.codebook)
    keys = ("users", "codes", "transcripts", "codings", "respondents", "attributes", "memos")
    counts = {key: given.counts[key] for key in keys}
    said = [f"written: {asked.file}: {_listed(counts)}."]
    return [*said, f"What a project cannot hold: {'; '.join(given.lost)}."]
