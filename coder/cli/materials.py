"""Transcripts: import and list."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.common import Session, confirm, emit, say, study_options, table_options
from coder.model import CoderError, ReadTranscript

if TYPE_CHECKING:
    from coder.study.transcripts import Incoming


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--interviewer", "interviewers", multiple=True, metavar="LABEL", help="A speaker who asks. Repeatable."
)
@click.option("--name", help="The transcript's name; by default the file's. For one file.")
@click.option("--yes", is_flag=True, help="Import without asking.")
@study_options
@click.pass_obj
def import_(
    session: Session, paths: tuple[Path, ...], interviewers: tuple[str, ...], name: str | None, yes: bool
) -> None:
    """Import transcripts: .md, .txt, .docx and .vtt, or folders.

    Shows the speakers found before anything is written. Files that are in the study
    already, letter for letter, are left alone.
    """
    from coder.files import transcripts as files
    from coder.study import transcripts as store

    found = files.find(paths)
    if not found:
        raise CoderError(f"no transcripts there: {', '.join(map(str, paths))}.")
    if name is not None and len(found) != 1:
        raise CoderError(f"--name is for one file, and these are {len(found)}.")
    reads = [files.read(path, interviewers=interviewers, name=name) for path in found]
    with session.open() as study:
        incoming = store.compare(study, reads)
        _show(incoming)
        new = [each.read for each in incoming if each.standing == "new"]
        if not new:
            say("Nothing was changed: every one of these is in the study already.")
            return
        if not confirm(f"Import {_count(len(new), 'transcript')}?", yes):
            say("Nothing was changed.")
            return
        store.add(study, new)
    say(f"imported {_count(len(new), 'transcript')}.")


def _show(incoming: Sequence[Incoming]) -> None:
    """What was found, file by file."""
    from coder.study.intake import units

    for each in incoming:
        read = each.read
        if each.standing == "unchanged":
            known = "" if each.known_as == read.name else f" as {each.known_as}"
            say(f"{read.path}: unchanged, in the study already{known}.")
            continue
        say(f"{read.path}: {read.name}, {_count(units(read), 'unit')}" + _language(read))
        for line in _speakers(read):
            say(f"    {line}")
        for sentence in read.cleaned:
            say(f"    cleaned: {sentence}")


def _language(read: ReadTranscript) -> str:
    return f", language {read.language}" if read.language else ""


def _speakers(read: ReadTranscript) -> list[str]:
    from coder.study.transcripts import refs_of

    refs = refs_of(read)
    if not read.speakers:
        return [f"no speakers found: every paragraph is a unit of respondent {refs[None]}"]
    what = "caption" if read.path.lower().endswith(".vtt") else "turn"
    wide = max(len(s.label) for s in read.speakers)
    lines = []
    for s in read.speakers:
        whom = f" {refs[s.label]}" if s.label in refs else ""
        same = f" (the same person as {s.same_as})" if s.same_as else ""
        lines.append(f"{s.label:<{wide}}  {_count(s.turns, what):>13}  {s.role}{whom}{same}")
    hints = [
        f"hint: {s.label} asks most of the questions; an interviewer? Say --interviewer {s.label!r}."
        for s in read.speakers
        if s.asks and s.same_as is None
    ]
    return lines + hints


def _count(n: int, what: str) -> str:
    return f"{n} {what}" + ("" if n == 1 else "s")


@click.command()
@study_options
@table_options
@click.pass_obj
def transcripts(session: Session, form: str | None, output: Path | None) -> None:
    """List the interviews with the progress of --coder."""
    from coder.report.lists import transcripts_table
    from coder.study.counts import transcript_lines
    from coder.study.progress import last_touched

    with session.open() as study:
        emit(transcripts_table(transcript_lines(study), last_touched(study)), form, output)
