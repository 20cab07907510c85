"""A study's life: make it, show the demonstration, undo, check, back up."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from coder.cli.common import (
    STUDY_FILE,
    Session,
    default_language,
    emit,
    is_terminal,
    say,
    study_options,
    table_options,
)
from coder.model import CoderError


@click.command()
@click.argument("path", required=False)
@click.option("--name", help="The study's name, for captions; by default the folder's.")
@click.option("--note", default="", help="What everybody who opens the study should know.")
@click.pass_obj
def init(session: Session, path: str | None, name: str | None, note: str) -> None:
    """Make a new, empty study.

    PATH is the file to make, by default the one that --study names, else study.db in
    this folder. For a folder it is study.db in there.
    """
    from coder.study.study import Study

    place = Session(path or session.study or STUDY_FILE).place()
    with Study.create(place, name, note) as study:
        say(f"made {place}: study “{study.name}”.")
    say("Next: coder codebook add oecd-pslc   coder coders add NAME   coder import TRANSCRIPTS")


@click.command()
@click.argument("folder", default="coder-demo", type=click.Path(file_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Ask nothing.")
@click.pass_obj
def demo(session: Session, folder: Path, yes: bool) -> None:  # noqa: ARG001 - nothing to ask yet
    """Build the demonstration study and open it.

    24 reconstructed interviews, three codebooks, two coders and their consensus, in
    FOLDER (by default coder-demo). In a pipe, prints the frequencies and the agreement
    instead of opening the app.
    """
    place = folder / STUDY_FILE
    if place.exists():
        say(f"the demonstration is in {place} already; it is used as it is.")
    else:
        _build(place)
    session.study = str(place)
    with session.open() as study:
        say(study.note)
    if is_terminal():
        from coder.cli.app import open_app

        session.coder = session.coder or "consensus"
        open_app(session)
    else:
        _print_tables(session)


def _build(place: Path) -> None:
    from coder.study import demo as demonstration

    demonstration.build_in(place.parent, lambda step: say(f"building the demonstration: {step} …"))


def _print_tables(session: Session) -> None:
    from coder.report import agreement, frequencies

    language = default_language()
    with session.open() as study:
        book = "reform-directions"
        emit(frequencies.frequency_table(study, frequencies.Wanted(book, language=language)), None, None)
        click.echo()
        emit(agreement.agreement_table(study, agreement.Wanted(book, language=language)), None, None)
    place = shlex.quote(session.place())
    say(f"\nMore: coder --study {place} freq   coder --study {place} quotes   coder --study {place}")


@click.command()
@study_options
@click.pass_obj
def undo(session: Session) -> None:
    """Take back the newest change; with --coder, that coder's."""
    from coder.study import history

    with session.open() as study:
        say(f"undone: {history.undo(study)}")


@click.command()
@study_options
@click.pass_obj
def redo(session: Session) -> None:
    """Repeat what the newest undo took back."""
    from coder.study import history

    with session.open() as study:
        say(f"redone: {history.redo(study)}")


@click.command()
@click.option(
    "-n", "limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many lines."
)
@click.option("--all", "everything", is_flag=True, help="The whole log.")
@study_options
@table_options
@click.pass_obj
def log(session: Session, limit: int, everything: bool, form: str | None, output: Path | None) -> None:
    """Show what was done, newest first."""
    from coder.report.lists import log_table
    from coder.study import history

    with session.open() as study:
        emit(log_table(history.log(study, None if everything else limit)), form, output)


@click.command()
@study_options
@click.pass_obj
def check(session: Session) -> None:
    """Check that the study is sound; exit code 1 where it is not."""
    from coder.study.check import check as faults_of

    place = session.place()
    with session.open() as study:
        faults = faults_of(study)
    for each in faults:
        click.echo(each)
    if faults:
        count = f"{len(faults)} fault{'s' * (len(faults) > 1)}"
        raise CoderError(f"{place}: {count} found. Make a copy of the file before anything else.")
    say(f"{place}: sound.")


@click.command()
@click.argument("to", required=False, type=click.Path(dir_okay=False, path_type=Path))
@study_options
@click.pass_obj
def backup(session: Session, to: Path | None) -> None:
    """Copy the study, as it is now, to a new file."""
    with session.open() as study:
        click.echo(study.backup(to))
