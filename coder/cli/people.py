"""Respondents and coders."""

from __future__ import annotations

from pathlib import Path

import click

from coder.cli.common import Session, emit, say, study_options, table_options
from coder.model import CoderRole


@click.group()
def respondents() -> None:
    """The people interviewed, with attributes that make groups."""


@respondents.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@study_options
@click.pass_obj
def import_(session: Session, file: Path) -> None:
    """Set attributes of respondents from a CSV file."""
    from coder.files.tables import read_respondents
    from coder.study import people

    records = read_respondents(file)
    with session.open() as study:
        done = people.import_respondents(study, records, str(file))
    if not (done.added or done.values or done.linked):
        say(f"{file}: nothing to change, the study has all of it.")
        return
    say(
        f"{file}: {len(records)} respondents, {done.added} of them new; {done.values} attribute values set; "
        f"{done.linked} transcripts linked."
    )


@respondents.command("list")
@study_options
@table_options
@click.pass_obj
def list_respondents(session: Session, form: str | None, output: Path | None) -> None:
    """List respondents with their attributes."""
    from coder.report.lists import respondents_table
    from coder.study import people

    with session.open() as study:
        emit(respondents_table(study, people.respondents(study)), form, output)


@click.group()
def coders() -> None:
    """The people who code."""


@coders.command()
@click.argument("name")
@click.option(
    "--blind/--not-blind",
    default=None,
    help="Whether this coder's session cannot see others' codings. By default it can; that of a second "
    "round never.",
)
@click.option(
    "--role",
    type=click.Choice(["coder", "reviewer", "lead"]),
    default="coder",
    show_default=True,
    help="A reviewer settles disagreements, a lead assigns and opens interviews; both see everything.",
)
@click.option("--consensus", is_flag=True, help="Holds the coding of record; one in a study.")
@click.option(
    "--repeats",
    metavar="NAME",
    help="This is the second round of that coder: the same person codes again, and sees nobody's codings, "
    "the own first ones neither.",
)
@study_options
@click.pass_obj
def add(
    session: Session, name: str, blind: bool | None, role: CoderRole, consensus: bool, repeats: str | None
) -> None:
    """Add a coder, a reviewer, a lead, or a coder's second round."""
    from coder.study import people

    if consensus and role != "coder":
        raise click.UsageError("the holder of the consensus has no other role; leave --role out.")
    with session.open() as study:
        coder = people.add_coder(study, name, "consensus" if consensus else role, blind, repeats)
    what = f" as the second round of {repeats}, blind" if repeats is not None else ""
    say(f"added {coder.name}{what}. Code with: coder --coder {coder.name!r}")


@coders.command("list")
@study_options
@table_options
@click.pass_obj
def list_coders(session: Session, form: str | None, output: Path | None) -> None:
    """List the coders with what they have been assigned and have finished."""
    from coder.report.lists import coders_table
    from coder.study import people, workload

    with session.open() as study:
        emit(coders_table(people.coders(study), workload.counted(study)), form, output)
