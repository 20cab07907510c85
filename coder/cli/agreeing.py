"""How far coders agree, on a study or on ratings from a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coder.cli.common import (
    Session,
    as_of_option,
    decimal_option,
    emit,
    language_option,
    study_options,
    table_options,
)
from coder.model import CoderError

if TYPE_CHECKING:
    from coder.analysis.resampling import Sampling
    from coder.report.table import Table

METHODS = ("interview", "unit", "gwet", "none")
UNITS = ("segment", "transcript", "respondent", "character")
LEVELS = ("nominal", "ordinal", "interval", "ratio")


def names_of(value: str | None) -> tuple[str, ...]:
    """Names separated by commas."""
    return tuple(name.strip() for name in value.split(",") if name.strip()) if value else ()


coders_option = click.option(
    "--coders",
    metavar="NAME,NAME",
    help="Whose agreement; by default all who coded, but the consensus and second rounds.",
)
codebook_option = click.option("--codebook", metavar="ID", help="One codebook; by default all.")


@click.command()
@codebook_option
@coders_option
@click.option(
    "--unit",
    type=click.Choice(UNITS),
    default="segment",
    show_default=True,
    help="What coders agree on; of characters also where codes begin and end.",
)
@click.option(
    "--tree-level",
    type=click.IntRange(min=1),
    metavar="N",
    help="Count codes as their ancestors on this level of the tree, 1 being the top.",
)
@click.option(
    "--ci",
    type=click.Choice(METHODS),
    default="interview",
    show_default=True,
    help="95% intervals: draw interviews, draw units, Gwet's formula, or none.",
)
@click.option(
    "--replicates", type=click.IntRange(min=100), default=2000, show_default=True, help="How many draws."
)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Where chance begins.")
@click.option("--all-coefficients", is_flag=True, help="Every coefficient, not only the usual ones.")
@click.option("--pairs", is_flag=True, help="Every coder against every other instead.")
@click.option(
    "--ratings",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Ratings from a CSV instead of a study: a column a coder, a line a code, or spans.",
)
@click.option(
    "--level", type=click.Choice(LEVELS), help="Of the ratings' categories, for alpha; by default nominal."
)
@click.option("--categories", metavar="A,B,…", help="The ratings' categories; by default those that occur.")
@decimal_option
@language_option
@study_options
@as_of_option
@table_options
@click.pass_obj
def agree(session: Session, /, form: str | None, output: Path | None, decimal: str, **given: Any) -> None:
    """How far coders agree on each code: percent, kappa, alpha."""
    sampling = _sampling(given)
    if given["ratings"] is not None:
        if session.as_of is not None:
            raise CoderError("--as-of is for a study; a file of ratings has no past.")
        table = _from_file(given, sampling, decimal)
    else:
        table = _from_study(session, given, sampling, decimal)
    emit(table, form, output, decimal)


def _sampling(given: dict[str, Any]) -> Sampling:
    from coder.analysis.resampling import Sampling

    return Sampling(given["ci"], given["replicates"], given["seed"])


def _from_file(given: Any, sampling: Sampling, decimal: str) -> Table:
    from coder.report.ratings import Asked, ratings_table

    for name, option in (("codebook", "--codebook"), ("coders", "--coders"), ("tree_level", "--tree-level")):
        if given[name]:
            raise CoderError(
                f"{option} is for a study; with --ratings all coders and codes of the file count."
            )
    if given["unit"] != "segment" or given["pairs"]:
        raise CoderError(
            "--unit and --pairs are for a study; a file of ratings says itself what its units are."
        )
    level: Any = given["level"] or "nominal"
    asked = Asked(level, names_of(given["categories"]), sampling, given["all_coefficients"], decimal)
    return ratings_table(given["ratings"], asked)


def _from_study(session: Session, given: dict[str, Any], sampling: Sampling, decimal: str) -> Table:
    from coder.report.agreement import Wanted, agreement_table, pairs_table

    if given["level"] or given["categories"]:
        raise CoderError("--level and --categories are for --ratings; in a study a code is applied or not.")
    wanted = Wanted(
        given["codebook"],
        names_of(given["coders"]),
        given["language"],
        sampling,
        given["unit"],
        given["tree_level"],
        given["all_coefficients"],
        decimal,
    )
    with session.open() as study:
        return pairs_table(study, wanted) if given["pairs"] else agreement_table(study, wanted)
