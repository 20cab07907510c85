"""Codebooks: add, list, show, check."""

from __future__ import annotations

from pathlib import Path

import click

from coder.cli import revising, versions
from coder.cli.common import Session, emit, language_option, say, study_options, table_options
from coder.model import Codebook, CoderError


@click.group()
def codebook() -> None:
    """Codebooks: trees of codes with definitions and examples."""


for _command in (*revising.COMMANDS, *versions.COMMANDS):
    codebook.add_command(_command)


@codebook.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME|FILE...")
@study_options
@click.pass_obj
def add(session: Session, names: tuple[str, ...]) -> None:
    """Add codebooks to the study: YAML files, or coder's own."""
    from coder.study import codebook as store

    books = [_read(name) for name in names]
    with session.open() as study:
        for book in books:
            n = sum(code.codable for code in book.codes)
            if store.add(study, book):
                say(f"added {book.slug} (version {book.version}): {n} codes.")
            else:
                say(f"{book.slug} (version {book.version}) is in the study already; nothing was changed.")


def _read(name: str) -> Codebook:
    """A codebook by path or by the name of a shipped one."""
    from coder.files import codebooks, shipped

    path = Path(name)
    if path.suffix in (".yaml", ".yml") or path.is_file():
        return codebooks.read(path)
    known = shipped.codebooks()
    if name not in known:
        raise CoderError(f"{name}: neither a file nor a codebook that comes with coder ({', '.join(known)}).")
    return codebooks.read(known[name])


@codebook.command("list")
@language_option
@study_options
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
        try:
            book = _read(name)
        except CoderError as other:
            raise (error if session.study else other) from None
    emit(codebook_table(book, language), form, output)


@codebook.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Check codebook files: every fault with its line and code.

    Exit code 1 where there is a fault.
    """
    from coder.files import codebooks

    bad = 0
    for path in files:
        faults = codebooks.check(path)
        for fault in faults:
            click.echo(str(fault))
        bad += sum(not fault.is_warning for fault in faults)
        if not faults:
            say(f"{path}: no faults.")
    if bad:
        raise CoderError(f"{bad} fault{'s' * (bad > 1)} to mend.")
