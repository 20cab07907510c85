"""Subcommands of ``coder codebook`` that look back: its versions, older codings, codes that are close."""

from __future__ import annotations

from pathlib import Path

import click

from coder.cli.common import Session, as_of_option, emit, language_option, say, study_options, table_options
from coder.model import CoderError


@click.command()
@click.argument("book", metavar="CODEBOOK")
@click.option("--code", metavar="CODE", help="Only what was done to this code.")
@study_options
@as_of_option
@table_options
@click.pass_obj
def changes(session: Session, book: str, code: str | None, form: str | None, output: Path | None) -> None:
    """The versions of a codebook: who changed what, and why."""
    from coder.report.work_lists import changes_table
    from coder.study import codebook, versions

    with session.open() as study:
        found = versions.changes(study, book)
        if code is not None:
            name = code if "/" in code else f"{book}/{code}"
            found = versions.of_code(found, codebook.find_code(study, name).slug)
    emit(changes_table(found, book), form, output)


@click.command()
@click.argument("code", required=False)
@click.option("--mine", is_flag=True, help="Only those of --coder.")
@study_options
@table_options
@click.pass_obj
def older(session: Session, code: str | None, mine: bool, form: str | None, output: Path | None) -> None:
    """Codings made before their code changed its meaning."""
    from coder.report.work_lists import placed_codings_table
    from coder.study import codebook, versions

    with session.open() as study:
        code_id = codebook.find_code(study, code).id if code else None
        found = versions.older_codings(study, code_id, mine=mine)
    emit(placed_codings_table(found, "Codings from before their code changed its meaning"), form, output)


@click.command()
@click.argument("code")
@study_options
@as_of_option
@table_options
@click.pass_obj
def codings(session: Session, code: str, form: str | None, output: Path | None) -> None:
    """The codings of a code with their numbers.

    The numbers are for codebook split and for memos.
    """
    from coder.report.work_lists import placed_codings_table
    from coder.study import codebook, versions

    with session.open() as study:
        found = codebook.find_code(study, code)
        listed = versions.codings_of_code(study, found.id)
    emit(placed_codings_table(listed, f"Codings of {found.slug}"), form, output)


@click.command()
@click.argument("numbers", nargs=-1, required=True, type=int, metavar="CODING...")
@study_options
@click.pass_obj
def confirm(session: Session, numbers: tuple[int, ...]) -> None:
    """Say that codings of yours still hold.

    That is, under the present version of the codebook.
    """
    from coder.study import versions

    with session.open() as study:
        versions.confirm(study, *numbers)
    say(f"{len(numbers)} coding{'' if len(numbers) == 1 else 's'} confirmed.")


@click.command()
@click.argument("name")
@language_option
@study_options
@table_options
@click.pass_obj
def near(session: Session, name: str, language: str, form: str | None, output: Path | None) -> None:
    """Codes whose names are close to NAME."""
    from coder.report.work_lists import near_table
    from coder.study import codebook, reuse

    with session.open() as study:
        if not codebook.codebooks(study):
            raise CoderError("this study has no codebook yet. Add one: coder codebook add oecd-pslc")
        found = reuse.near_duplicates(study, name)
    emit(near_table(found, language), form, output)


@click.command()
@click.argument("book", metavar="[CODEBOOK]", required=False)
@language_option
@study_options
@as_of_option
@table_options
@click.pass_obj
def usage(session: Session, book: str | None, language: str, form: str | None, output: Path | None) -> None:
    """How much each code is used: codings, respondents, and codings to look at again.

    Everybody's codings count, and those of the code alone, not of the codes under it. A blind
    coder gets the figures of the own codings.
    """
    from coder.report.work_lists import usage_table
    from coder.study import codebook
    from coder.study import usage as store

    with session.open() as study:
        books, uses = codebook.codebooks(study, book), store.usage(study)
    emit(usage_table(books, uses, language), form, output)


COMMANDS = (usage, changes, older, codings, confirm, near)
