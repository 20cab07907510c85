"""A study's life: make it, show the demonstration."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from coder.cli.common import STUDY_FILE, Session, default_language, emit, is_terminal, say


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
