"""Counting: frequencies, the code-by-respondent matrix, co-occurrence, saturation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.common import (
    F,
    Session,
    as_of_option,
    decimal_option,
    emit,
    language_option,
    study_options,
    table_options,
)

if TYPE_CHECKING:
    from coder.report.cooccurrence import Unit
    from coder.report.denominators import Denominator
    from coder.report.matrix import Shape

codebook_option = click.option("--codebook", metavar="ID", help="One codebook; by default all.")

rule_option = click.option(
    "--rule",
    metavar="RULE",
    help="Whose codings count: consensus, any, majority, all, or a coder's name. "
    "By default the consensus where it exists, else the only coder, else any.",
)


def of_option(command: F) -> F:
    """Of what the percentages are."""
    return click.option(
        "--of",
        type=click.Choice(["respondents", "transcripts", "units"]),
        default="respondents",
        show_default=True,
        help="The denominator; a unit is a segment that coders decide about.",
    )(command)


@click.command()
@codebook_option
@click.option(
    "--by",
    metavar="ATTRIBUTE",
    multiple=True,
    help="Groups, by an attribute of respondents. May be said again: each attribute's groups stand beside "
    "the others'.",
)
@click.option("--cross", is_flag=True, help="Groups from all attributes of --by together.")
@rule_option
@of_option
@click.option("--ci", is_flag=True, help="Wilson's 95% interval of every percentage.")
@click.option(
    "--columns",
    "further",
    metavar="NAMES",
    default="",
    help="Further columns, with a comma between them: codings, segments.",
)
@click.option("--test", is_flag=True, help="Fisher's exact test of the groups; mind the note.")
@click.option("--seed", type=int, help="Seed of the test's draws.")
@click.option("--bars", is_flag=True, help="Bars beside the percentages.")
@decimal_option
@language_option
@study_options
@as_of_option
@table_options
@click.pass_obj
def freq(
    session: Session,
    codebook: str | None,
    by: tuple[str, ...],
    cross: bool,
    rule: str | None,
    of: Denominator,
    ci: bool,
    further: str,
    test: bool,
    seed: int | None,
    bars: bool,
    decimal: str,
    language: str,
    form: str | None,
    output: Path | None,
) -> None:
    """How many respondents mention each code."""
    from coder.report.frequencies import FURTHER, SEED, Wanted, frequency_table

    names = [name.strip() for name in further.split(",") if name.strip()]
    for name in names:
        if name not in FURTHER:
            raise click.BadParameter(f"there is no column {name!r}; say codings, segments or both.")
    columns = tuple(known for known in FURTHER if known in names)
    wanted = Wanted(
        *(codebook, by, rule, language, decimal, of, cross, ci, columns, test),
        seed=SEED if seed is None else seed,
        bars=bars,
    )
    with session.open() as study:
        table = frequency_table(study, wanted)
    emit(table, form, output, decimal)


@click.command()
@codebook_option
@rule_option
@of_option
@click.option("--codings", is_flag=True, help="Numbers of codings instead of 0 and 1.")
@click.option(
    "--shape",
    type=click.Choice(["wide", "tidy"]),
    default="wide",
    show_default=True,
    help="A column for each code, or a line for each respondent and code.",
)
@study_options
@as_of_option
@table_options
@click.pass_obj
def matrix(
    session: Session,
    codebook: str | None,
    rule: str | None,
    of: Denominator,
    codings: bool,
    shape: Shape,
    form: str | None,
    output: Path | None,
) -> None:
    """Who mentions what: 0 or 1 for each respondent and code.

    CSV unless told otherwise.
    """
    from coder.report.matrix import Wanted, matrix_table

    with session.open() as study:
        table = matrix_table(study, Wanted(codebook, rule, of, codings, shape))
    emit(table, form or (None if output else "csv"), output)


@click.command()
@codebook_option
@rule_option
@click.option(
    "--of",
    type=click.Choice(["segments", "respondents", "overlaps"]),
    default="segments",
    show_default=True,
    help="Together in a unit, with a respondent, or on words that overlap.",
)
@click.option("--matrix", "as_matrix", is_flag=True, help="A matrix to read instead of the list of pairs.")
@click.option(
    "--least",
    metavar="N",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="Leave out pairs that are together less often.",
)
@decimal_option
@language_option
@study_options
@as_of_option
@table_options
@click.pass_obj
def cooccur(
    session: Session,
    codebook: str | None,
    rule: str | None,
    of: Unit,
    as_matrix: bool,
    least: int,
    decimal: str,
    language: str,
    form: str | None,
    output: Path | None,
) -> None:
    """Which codes come together, and how often."""
    from coder.report.cooccurrence import Wanted, co_occurrence_table

    with session.open() as study:
        table = co_occurrence_table(study, Wanted(codebook, rule, of, as_matrix, least, language))
    emit(table, form, output, decimal)


def course_options(command: F) -> F:
    """The order of the interviews and the three choices of Guest, Namey and Chen."""
    order = click.option(
        "--order", metavar="ATTRIBUTE", help="Order of the interviews, such as a date; by default of import."
    )
    base = click.option(
        "--base", type=click.IntRange(min=1), default=4, show_default=True, help="Interviews in the base."
    )
    run = click.option(
        "--run", type=click.IntRange(min=1), default=2, show_default=True, help="Interviews in a run."
    )
    threshold = click.option(
        "--threshold",
        type=click.FloatRange(0, 100),
        default=5.0,
        show_default=True,
        help="New codes of a run, in percent of the base's codes, that still count as saturated.",
    )
    return order(base(run(threshold(command))))


@click.command()
@codebook_option
@rule_option
@course_options
@decimal_option
@language_option
@study_options
@as_of_option
@table_options
@click.pass_obj
def saturation(
    session: Session,
    codebook: str | None,
    rule: str | None,
    order: str | None,
    base: int,
    run: int,
    threshold: float,
    decimal: str,
    language: str,
    form: str | None,
    output: Path | None,
) -> None:
    """New codes by interview, and when they stopped coming.

    With the figure of Guest, Namey and Chen (2020).
    """
    from coder.report.saturation import Wanted, saturation_table

    with session.open() as study:
        table = saturation_table(
            study, Wanted(codebook, rule, order, base, run, threshold, language, decimal)
        )
    emit(table, form, output, decimal)
