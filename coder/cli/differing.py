"""Where coders differ, how that changes, and planning beforehand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from coder.cli.agreeing import codebook_option, coders_option, names_of
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

SORTS = ("text", "code", "split")
_CODERS = (2, 3)
_PREVALENCES = (0.05, 0.1, 0.2, 0.3, 0.5)
_FREQUENCIES = (0.05, 0.1, 0.2, 0.3, 0.5)


@click.command()
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@codebook_option
@coders_option
@click.option("--transcript", metavar="NAME", help="Only in this transcript.")
@click.option(
    "--sort",
    type=click.Choice(SORTS),
    default="text",
    show_default=True,
    help="By place in the text, by code, or the most evenly split first.",
)
@language_option
@study_options
@as_of_option
@table_options
@click.pass_obj
def disagreements(
    session: Session, /, codes: tuple[str, ...], form: str | None, output: Path | None, **given: Any
) -> None:
    """Where coders differ: the text, who said what, memos."""
    from coder.report.disagreements import Wanted, disagreements_table

    wanted = Wanted(
        given["codebook"],
        names_of(given["coders"]),
        codes,
        given["transcript"],
        given["language"],
        given["sort"],
    )
    with session.open() as study:
        emit(disagreements_table(study, wanted), form, output)


@click.command()
@codebook_option
@coders_option
@decimal_option
@language_option
@study_options
@as_of_option
@table_options
@click.pass_obj
def confusion(
    session: Session,
    codebook: str | None,
    coders: str | None,
    decimal: str,
    language: str,
    form: str | None,
    output: Path | None,
) -> None:
    """Which codes are taken for which, where coders differ."""
    from coder.report.disagreements import Wanted, confusion_table

    with session.open() as study:
        table = confusion_table(study, Wanted(codebook, names_of(coders), language=language))
    emit(table, form, output, decimal)


@click.command()
@codebook_option
@coders_option
@click.option(
    "--parts", type=click.IntRange(2, 20), default=4, show_default=True, help="Into how many parts."
)
@click.option(
    "--against",
    type=click.Choice(["others", "self"]),
    help="The other coders, or the coder's own second round; by default both where there is one.",
)
@decimal_option
@language_option
@study_options
@as_of_option
@table_options
@click.pass_obj
def drift(session: Session, /, form: str | None, output: Path | None, decimal: str, **given: Any) -> None:
    """How coders agree with others and with themselves over time."""
    from coder.report.disagreements import Wanted
    from coder.report.stability import drift_tables

    wanted = Wanted(given["codebook"], names_of(given["coders"]), language=given["language"], decimal=decimal)
    with session.open() as study:
        tables = drift_tables(study, wanted, given["parts"], given["against"])
    if holds_one_table(form, output) and len(tables) > 1:
        raise CoderError("two tables make no CSV or JSON; say --against others or --against self.")
    emit(tables, form, output, decimal)


def holds_one_table(form: str | None, output: Path | None) -> bool:
    """Whether what was asked for holds no second table."""
    ending = output.suffix.lower() if output and form is None else ""
    return form in ("csv", "json") or ending in (".csv", ".json")


@click.command()
@click.option("--kappa", type=float, default=0.8, show_default=True, help="The kappa to reckon with.")
@click.option(
    "--lower", type=float, default=0.667, show_default=True, help="What its lower bound is to reach."
)
@click.option(
    "--prevalence",
    type=float,
    multiple=True,
    help="Share of units with the code; repeatable. By default several.",
)
@click.option(
    "--raters", type=click.IntRange(min=2), multiple=True, help="How many code every unit; by default 2, 3."
)
@click.option(
    "--per-interview", type=float, metavar="N", help="Units of an interview: also count interviews."
)
@click.option("--correlation", type=float, default=0.1, show_default=True, help="Of units in an interview.")
@click.option(
    "--frequency",
    type=float,
    multiple=True,
    help="Share of respondents with a code; repeatable. By default several.",
)
@click.option(
    "--probability", type=float, default=0.95, show_default=True, help="With which it is to be met."
)
@click.option("--times", type=click.IntRange(min=1), default=1, show_default=True, help="How often.")
@click.option("--only", type=click.Choice(["agreement", "interviews"]), help="One of the two tables.")
@decimal_option
@table_options
def plan(form: str | None, output: Path | None, decimal: str, **given: Any) -> None:
    """Plan how much to double code and how many to interview."""
    from coder.report.plan import double_coding_table, interviews_table

    tables = []
    if given["only"] != "interviews":
        tables.append(
            double_coding_table(
                given["kappa"],
                given["lower"],
                given["prevalence"] or _PREVALENCES,
                given["raters"] or _CODERS,
                given["per_interview"],
                given["correlation"],
            )
        )
    if given["only"] != "agreement":
        tables.append(
            interviews_table(given["frequency"] or _FREQUENCIES, given["probability"], given["times"])
        )
    if len(tables) > 1 and holds_one_table(form, output):
        raise CoderError("two tables make no CSV or JSON; say --only agreement or --only interviews.")
    emit(tables, form, output, decimal)
