"""Numbers and what they rest on: frequencies, agreement, quotes."""

from __future__ import annotations

from pathlib import Path

import click

from coder.cli.common import Session, decimal_option, emit, language_option, study_options, table_options


@click.command()
@click.option("--codebook", metavar="ID", help="One codebook; by default all.")
@click.option("--by", metavar="ATTRIBUTE", help="Groups, by an attribute of respondents.")
@click.option(
    "--rule",
    metavar="RULE",
    help="Whose codings count: consensus, any, majority, all, or a coder's name. "
    "By default the consensus where it exists, else the only coder, else any.",
)
@decimal_option
@language_option
@study_options
@table_options
@click.pass_obj
def freq(
    session: Session,
    codebook: str | None,
    by: str | None,
    rule: str | None,
    decimal: str,
    language: str,
    form: str | None,
    output: Path | None,
) -> None:
    """How many respondents mention each code: n, of how many, percent."""
    from coder.report.frequencies import Wanted, frequency_table

    with session.open() as study:
        table = frequency_table(study, Wanted(codebook, by, rule, language, decimal))
    emit(table, form, output, decimal)


@click.command()
@click.option("--codebook", metavar="ID", help="One codebook; by default all.")
@click.option(
    "--coders", metavar="NAME,NAME", help="Whose agreement; by default all who coded, but the consensus."
)
@decimal_option
@language_option
@study_options
@table_options
@click.pass_obj
def agree(
    session: Session,
    codebook: str | None,
    coders: str | None,
    decimal: str,
    language: str,
    form: str | None,
    output: Path | None,
) -> None:
    """How far coders agree on each code: percent, Cohen's kappa, Krippendorff's alpha."""
    from coder.report.agreement import Wanted, agreement_table

    names = tuple(name.strip() for name in coders.split(",") if name.strip()) if coders else ()
    with session.open() as study:
        table = agreement_table(study, Wanted(codebook, names, language))
    emit(table, form, output, decimal)


@click.command()
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@click.option("--by-coder", metavar="NAME", help="Only this coder's.")
@click.option("--transcript", metavar="NAME", help="Only this transcript's.")
@study_options
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
    """Coded passages, for all codes or for those named (a heading brings its branch)."""
    from coder.report.lists import quotes_table

    with session.open() as study:
        emit(quotes_table(study, codes, by_coder, transcript), form, output)
