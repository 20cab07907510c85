"""Codebooks: list, show, and the subcommands of the neighbours."""

from __future__ import annotations

from pathlib import Path

import click

from coder.cli import book_exports, book_files, revising, versions
from coder.cli.common import Session, as_of_option, emit, language_option, say, study_options, table_options
from coder.model import CoderError


@click.group()
def codebook() -> None:
    """Codebooks: trees of codes with definitions and examples."""


for _command in (*book_files.COMMANDS, book_exports.export, *revising.COMMANDS, *versions.COMMANDS):
    codebook.add_command(_command)


@codebook.command("list")
@language_option
@study_options
@as_of_option
@table_options
@click.pass_obj
def list_(session: Session, language: str, form: str | None, output: Path | None) -> None:
    """List the study's codebooks."""
    from coder.files import shipped
    from coder.report.lists import codebooks_table
    from coder.study import codebook as store

    with session.open() as study:
        books = store.codebooks(study)
    emit(codebooks_table(books, language), form, output)
    if more := [name for name in shipped.codebooks() if name not in {book.slug for book in books}]:
        say(f"These come with coder and can be added: {', '.join(more)}")


@codebook.command()
@click.argument("name", metavar="NAME|FILE")
@language_option
@study_options
@as_of_option
@table_options
@click.pass_obj
def show(session: Session, name: str, language: str, form: str | None, output: Path | None) -> None:
    """Show the codes of a codebook.

    Of the study, of one that comes with coder, or of a file.
    """
    from coder.report.lists import codebook_table
    from coder.study import codebook as store

    try:
        with session.open() as study:
            book = store.codebooks(study, name)[0]
    except CoderError as error:
        if session.as_of is not None:
            raise
        try:
            found = book_files.read(name).book
            assert found is not None
            book = found
        except CoderError as other:
            raise (error if session.study else other) from None
    emit(codebook_table(book, language), form, output)
