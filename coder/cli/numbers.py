"""The quotes that numbers rest on."""

from __future__ import annotations

from pathlib import Path

import click

from coder.cli.common import Session, as_of_option, emit, study_options, table_options


@click.command()
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@click.option("--by-coder", metavar="NAME", help="Only this coder's.")
@click.option("--transcript", metavar="NAME", help="Only this transcript's.")
@study_options
@as_of_option
@table_options
@click.pass_obj
def quotes(
    session: Session,
    codes: tuple[str, ...],
    by_coder: str | None,
    transcript: str | None,
    form: str | None,
    output: Path | None,
) -> None:
    """Coded passages, for all codes or for those named.

    A heading brings its branch.
    """
    from coder.report.lists import quotes_table

    with session.open() as study:
        emit(quotes_table(study, codes, by_coder, transcript), form, output)
