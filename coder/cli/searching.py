"""Search all interviews."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from coder.cli.common import Session, emit, study_options, table_options
from coder.model import Role


@click.command()
@click.argument("query")
@click.option("--regex", "mode", flag_value="regex", type=str, help="QUERY is a regular expression.")
@click.option("--fuzzy", "mode", flag_value="fuzzy", type=str, help="Find what comes near, too.")
@click.option("--word", is_flag=True, help="Whole words only.")
@click.option("--transcript", "transcripts", multiple=True, metavar="NAME", help="Only here. Repeatable.")
@click.option("--speaker", "speakers", multiple=True, metavar="LABEL", help="Only this one. Repeatable.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice(["interviewer", "respondent", "other"]),
    help="Only speakers of this kind. Repeatable.",
)
@click.option(
    "--where",
    "attributes",
    multiple=True,
    metavar="ATTRIBUTE=VALUE",
    help="Only such respondents. Repeatable.",
)
@click.option("--units", is_flag=True, help="Only segments that are coded: no questions, no headings.")
@click.option("--coded/--uncoded", default=None, help="Only segments that --coder has (not) coded.")
@click.option(
    "--code", "codes", multiple=True, metavar="CODE", help="Only where this code stands. Repeatable."
)
@click.option("-n", "limit", type=click.IntRange(min=1), help="How many to show; by default all.")
@study_options
@table_options
@click.pass_obj
def search(
    session: Session,
    query: str,
    mode: str | None,
    word: bool,
    transcripts: tuple[str, ...],
    speakers: tuple[str, ...],
    roles: tuple[Role, ...],
    attributes: tuple[str, ...],
    units: bool,
    coded: bool | None,
    codes: tuple[str, ...],
    limit: int | None,
    form: str | None,
    output: Path | None,
) -> None:
    """Search the words of all interviews, in any script."""
    from coder.report.work_lists import hits_table
    from coder.study import codebook
    from coder.study.search import Query, Where
    from coder.study.search import search as find

    with session.open() as study:
        where = Where(
            transcripts,
            roles,
            speakers,
            dict(_pair(each) for each in attributes),
            units,
            coded,
            [codebook.find_code(study, each).id for each in codes],
        )
        wanted = Query(query, "regex" if mode == "regex" else "fuzzy" if mode == "fuzzy" else "exact", word)
        found = find(study, wanted, where, limit=limit, progress=_progress)
    emit(hits_table(found, query), form, output)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise click.BadParameter(f"{text!r} must be ATTRIBUTE=VALUE.", param_hint="--where")
    return name.strip(), value.strip()


def _progress(done: int, of: int) -> None:
    """How far it is, for a person who waits; nothing in a pipe."""
    if sys.stderr.isatty() and of > 50:
        click.echo(f"\rsearching {done}/{of} " if done < of else "\r\033[K", nl=False, err=True)
