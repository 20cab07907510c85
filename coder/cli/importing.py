"""import: transcripts from files and folders into the study."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coder.cli.common import NoStudyHereError, Session, confirm, emit, say, study_options
from coder.cli.found import count, tell
from coder.model import CoderError

if TYPE_CHECKING:
    from coder.files.transcripts import Corrections
    from coder.study.intake import Candidate
    from coder.study.study import Study

REPORTS = ("table", "json", "csv", "md", "tex")
"""The words of ``--format`` that mean the report; all others are formats of transcripts."""
_MOST_TOLD = 12
"""With more files than this, only the table is printed, not what was found in each."""
_LETTERS_AT_ONCE = 6_000_000
_FILES_AT_ONCE = 250
"""How much comes in with one transaction: memory is bounded by it, and so is what an undo takes back."""


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Report what would be imported; write nothing.")
@click.option("--as", "as_", metavar="FORMAT", help="Read the files as this format, whatever they look like.")
@click.option("--encoding", metavar="NAME", help="The encoding of text files: cp1251, koi8-r, utf-16 ...")
@click.option("--language", metavar="CODE", help="The language of the interviews: en, ru, kk ...")
@click.option(
    "--speakers",
    multiple=True,
    metavar="LABELS",
    help="The only speakers there are, as 'Anna=interviewer,Boris'. Repeatable.",
)
@click.option("--no-speakers", is_flag=True, help="Nothing in the files is a speaker's label.")
@click.option(
    "--interviewer", "interviewers", multiple=True, metavar="LABEL", help="A speaker who asks. Repeatable."
)
@click.option(
    "--segment",
    "cut",
    type=click.Choice(["turn", "paragraph", "sentence"]),
    help="What a segment is; by default a turn.",
)
@click.option(
    "--answers", multiple=True, metavar="COLUMN", help="Of a table: a column of open answers. Repeatable."
)
@click.option("--id", "id_", metavar="COLUMN", help="Of a table: the column that says who answers.")
@click.option("--name", help="The transcript's name; by default the file's. For one file.")
@click.option(
    "--profile",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Take these corrections from a file; options win over it.",
)
@click.option(
    "--save-profile",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep the corrections of this command in a file.",
)
@click.option(
    "--format", "form", metavar="FORM", help="How to print the report: table, json, csv, md or tex."
)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the report to this file instead."
)
@click.option("--yes", is_flag=True, help="Import without asking.")
@study_options
@click.pass_obj
def import_(session: Session, /, paths: tuple[Path, ...], **said: Any) -> None:
    """Import transcripts from files and folders, or a project of another program.

    Shows the speakers found before anything is written. A file that cannot be read is
    passed over and reported; the others come in, and the exit code is 1. Files that are
    in the study already, letter for letter, are left alone.
    """
    from coder.files import transcripts
    from coder.files.transcripts import profiles
    from coder.study import intake

    if said["form"] is not None and said["form"] not in REPORTS:
        said["as_"], said["form"] = said["as_"] or said["form"], None
    from coder.cli import projects

    if any(projects.is_project(path) for path in paths):
        projects.bring(session, paths, said)
        return
    asked = _corrections(said)
    files = intake.find(paths)
    if said["name"] is not None and len(files) != 1:
        raise CoderError(f"--name is for one file, and these are {len(files)}.")
    if said["save_profile"] is not None:
        _save(said["save_profile"], profiles.written(asked))
    if others := transcripts.passed_over(paths):
        listed = ", ".join(f"{n} {ending}" for ending, n in sorted(others.items()))
        say(f"passed over in the folder: {listed}. Tables are imported when they are named.")
    report = _Report(said["form"], said["output"], said["dry_run"], len(files))
    with _opened(session, dry=said["dry_run"]) as study:
        found: Iterable[Candidate] = _Found(files, asked, said["name"], study)
        if said["dry_run"]:
            for each in found:
                report.tell(each)
                report.add(each)
            report.end()
            return
        assert study is not None
        if not said["yes"]:
            found = list(found)
            if not _agreed(found, report):
                return
        _take_in(study, found, report)


def _corrections(said: dict[str, Any]) -> Corrections:
    from coder.files.transcripts import Corrections, profiles

    profile = profiles.read(said["profile"]) if said["profile"] is not None else Corrections()
    values = {
        "form": said["as_"],
        "encoding": said["encoding"],
        "language": (said["language"] or "").lower(),
        "speakers": profiles.speakers(said["speakers"]),
        "no_speakers": said["no_speakers"],
        "interviewers": said["interviewers"],
        "cut": said["cut"],
        "columns": said["answers"],
        "respondent_column": said["id_"],
    }
    return profiles.joined(profile, values)


def _opened(session: Session, *, dry: bool) -> Any:
    """The study; to look at files only, none is needed."""
    try:
        session.place()
    except NoStudyHereError:
        if dry:
            return nullcontext(None)
        raise
    return session.open()


@dataclass(slots=True)
class _Found:
    """The files, read one after another, with a bar on a terminal where there are several."""

    files: list[Path]
    asked: Corrections
    name: str | None
    study: Study | None

    def __iter__(self) -> Iterator[Candidate]:
        from coder.files.codings.reading import is_one
        from coder.study import intake

        known = intake.Known(self.study)
        for path in self._in_view():
            if is_one(path) and not self.asked.columns:
                why = f"{path}: a table of codings is imported with `coder codings import`."
                yield intake.Candidate(path, "faulty", why)
                continue
            for each in intake.opened(path, self.name, self.asked):
                yield known.stand(each)

    def _in_view(self) -> Iterable[Path]:
        if len(self.files) < 2 or not sys.stderr.isatty():
            yield from self.files
            return
        with click.progressbar(self.files, label="reading", file=sys.stderr, show_pos=True) as bar:
            yield from bar


@dataclass(slots=True)
class _Report:
    """What is said about the files: in words while there are few, at the end in a table."""

    form: str | None
    output: Path | None
    dry: bool
    many: int
    records: list[dict[str, Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    last: Path | None = None

    def tell(self, each: Candidate) -> None:
        """Say what was found in a file, if there are few of them."""
        alone = self.many == 1 and each.standing == "faulty"  # said at the end, once
        if self.many <= _MOST_TOLD and self.form is None and self.output is None and not alone:
            tell(each, again=each.path == self.last)
        self.last = each.path

    def add(self, each: Candidate) -> None:
        """Keep what became of a file."""
        from coder.report.imports import record

        self.records.append(record(each))
        if each.standing == "faulty":
            self.faults.append(each.why)

    def end(self) -> None:
        """Print the table, and end with a sentence if something did not come in."""
        from coder.report.imports import import_table

        if self.form or self.output or len(self.records) > 1:
            emit(import_table(self.records, dry=self.dry), self.form, self.output)
        if len(self.records) == 1 and self.faults:
            raise CoderError(self.faults[0])
        if self.faults:
            came = any(each["result"] == "imported" for each in self.records)
            rest = "the others are in" if came else "nothing was changed"
            verb = "cannot be imported" if self.dry else f"could not be imported; {rest}"
            raise CoderError(f"{len(self.faults)} of {len(self.records)} {verb}; the table says why.")


def _agreed(found: Sequence[Candidate], report: _Report) -> bool:
    """Whether a person, who is told what was found, wants it in; without anything to ask, no."""
    for each in found:
        report.tell(each)
    new = sum(each.standing == "new" for each in found)
    bad = [each for each in found if each.standing == "faulty"]
    if not new:
        if not bad:
            say("Nothing was changed: every one of these is in the study already.")
        for each in found:
            report.add(each)
        report.end()
        return False
    if report.many > _MOST_TOLD:
        for each in bad:
            say(f"cannot be imported: {each.why}")
        known = len(found) - new - len(bad)
        say(f"{len(found)} transcripts found: {new} new, {known} in the study already, {len(bad)} faulty.")
    if confirm(f"Import {count(new, 'transcript')}?", yes=False):
        return True
    say("Nothing was changed.")
    return False


def _take_in(study: Study, found: Iterable[Candidate], report: _Report) -> None:
    """Import what is found, in transactions of many files."""
    from coder.study import intake

    told = not isinstance(found, _Found)
    batch: list[Candidate] = []
    many = letters = 0
    for each in _with_end(found):
        if each is not None:
            if not told:
                report.tell(each)
            batch.append(each)
            letters += len(each.read.text) if each.read is not None else 0
            if letters < _LETTERS_AT_ONCE and len(batch) < _FILES_AT_ONCE:
                continue
        for came in intake.take_in_all(study, batch):
            report.add(came)
            many += came.standing == "taken in"
        batch, letters = [], 0
    if many:
        say(f"imported {count(many, 'transcript')}.")
    elif not report.faults:
        say("Nothing was changed: every one of these is in the study already.")
    report.end()


def _with_end(found: Iterable[Candidate]) -> Iterator[Candidate | None]:
    yield from found
    yield None


def _save(path: Path, profile: str) -> None:
    from coder.files.whole import write_whole

    try:
        write_whole(path, profile.encode())
    except OSError as fault:
        raise CoderError(f"{path}: the profile cannot be written ({fault.strerror}).") from fault
    say(f"written: {path}")
