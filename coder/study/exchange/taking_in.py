"""Take a project of another QDA program into a study: all of it as one change.

What is in the study already is known by its guid, so that the same project brings nothing new
when it comes again, and of a later state of it only what was added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import func, select

from coder.files.refi.values import Project
from coder.study import people
from coder.study import tables as t
from coder.study.database import way_of
from coder.study.exchange.arriving import Arriving, line
from coder.study.exchange.codes_in import bring_codes
from coder.study.exchange.codings_in import bring_codings
from coder.study.exchange.memos_in import bring_memos
from coder.study.exchange.people_in import bring_cases, bring_users, set_values
from coder.study.exchange.texts_in import bring_texts
from coder.study.safety.backups import backup_before
from coder.study.study import Study

_SAID = {
    "codings_without_words": "{n} coding(s) are at places without words; they came as memos.",
    "codings_removed_in_study": "{n} coding(s) were removed in the study since they came; they stay removed.",
    "codings_outside_segments": "{n} coding(s) lie where the study has no segment; they were left out.",
    "codings_without_text": "{n} coding(s) are in texts without a word, or on passages that nothing tells; "
    "they were left out.",
    "values_twice": "{n} value(s) of respondents stand in the project twice and differ; the first counts.",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What a project has brought, or would bring."""

    file: Path
    name: str
    origin: str
    counted: str
    """How the file counts characters, and how that was found out."""
    came: Mapping[str, int]
    """What of the project is in the study now: users, codes, transcripts, codings, respondents ..."""
    new: Mapping[str, int]
    """Of this, what was not there before."""
    codings_by_coder: Mapping[str, int]
    skipped: Mapping[str, int]
    warnings: tuple[str, ...]
    backup: Path | None = None

    @property
    def anything(self) -> bool:
        """Whether the study is another one than before."""
        return any(self.new.values())


class _NotMeantError(Exception):
    """Takes everything back, since it was only to be seen what would come."""


def preview(study: Study, project: Project, path: Path) -> Taken:
    """What a project would bring; nothing is changed."""
    return _take_in(study, project, path, write=False)


def take_in(study: Study, project: Project, path: Path) -> Taken:
    """Bring a project into the study, all of it or nothing; backs the study up before, unless it is new.

    Args:
        study: where to.
        project: what was read.
        path: the file it was read from, for the log.

    Raises:
        CoderError: who asks does not lead the study, or there is no room for the backup.
    """
    return _take_in(study, project, path, write=True)


def _take_in(study: Study, project: Project, path: Path, *, write: bool) -> Taken:
    people.refuse_unless_lead(study, "import a project")
    backup = None
    empty = _is_empty(study)
    unlogged = way_of(study.engine) == "unlogged"  # where nobody reads while somebody writes
    if write and unlogged and not empty:
        backup = backup_before(study, "import")
    result: list[Taken] = []
    try:
        with study.change("project import") as change:
            a = Arriving(change, project, path, tuple(project.sources), Counter(project.skipped))
            a.warnings += project.warnings
            _bring(a)
            change.more["project"] = {"file": path.name, "origin": project.origin, "counted": project.counted}
            change.summary = _summary(a)
            result.append(_taken(a))
            if not write:
                raise _NotMeantError
            if change.noted and backup is None and not empty:
                backup = backup_before(study, "import")  # sees what stood before this change
    except _NotMeantError:
        pass
    return replace(result[0], backup=backup)


def _is_empty(study: Study) -> bool:
    with study.read() as connection:
        return not connection.execute(select(func.count()).select_from(t.event)).scalar()


def _bring(a: Arriving) -> None:
    bring_users(a)
    bring_codes(a)
    bring_cases(a)
    linked = bring_texts(a)
    set_values(a, linked)
    bring_codings(a)
    bring_memos(a)
    refs = {ref for each in linked.values() for ref in each} | set(a.refs.values())
    a.came["respondents"] = len(refs)
    a.new["respondents"] = sum(each["table"] == "respondent" for each in a.change.noted)


def _taken(a: Arriving) -> Taken:
    warnings = list(a.warnings)
    warnings += [words.format(n=a.skipped[key]) for key, words in _SAID.items() if a.skipped[key]]
    keys = ("users", "codes", "transcripts", "codings", "respondents", "attributes", "memos", "sets")
    news = ("coders", "codes", "transcripts", "codings", "respondents", "attributes", "values", "memos")
    return Taken(
        file=a.path,
        name=line(a.project.name, "project without a name"),
        origin=line(a.project.origin, ""),
        counted=a.project.counted,
        came={key: a.came[key] for key in keys},
        new={key: a.new[key] for key in news},
        codings_by_coder=dict(a.by_coder),
        skipped={key: n for key, n in sorted(a.skipped.items()) if n},
        warnings=tuple(warnings),
    )


def _summary(a: Arriving) -> str:
    said = ", ".join(
        f"{a.new[key]} {key if a.new[key] != 1 else key[:-1]}"
        for key in ("transcripts", "codings", "codes", "memos")
        if a.new[key]
    )
    return f"import project {line(a.project.name, 'without a name', 60)}: {said or 'nothing new but details'}"
