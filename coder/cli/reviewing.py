"""Disagreements settled to a consensus."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coder.cli.agreeing import coders_option, names_of
from coder.cli.common import Session, confirm, emit, language_option, say, study_options, table_options
from coder.cli.differing import holds_one_table
from coder.model import CoderError, Span

if TYPE_CHECKING:
    from coder.study.review.settling import Choice
    from coder.study.review.units import Which
    from coder.study.study import Study

ORDERS = ("interview", "code", "size")
_HOLDER = "The study had nobody to hold the consensus; a coder “consensus” was added."

codes_option = click.option(
    "--code", "codes", metavar="CODE", multiple=True, help="Only this code; repeatable."
)
interviews_option = click.option(
    "--interview", "interviews", metavar="NAME", multiple=True, help="Only this interview; repeatable."
)


@click.group()
def review() -> None:
    """Settle what coders differ about; the result is the consensus."""


@review.command("list")
@codes_option
@interviews_option
@coders_option
@click.option("--settled", is_flag=True, help="Disagreements that are settled instead.")
@click.option("--stale", is_flag=True, help="Settlements since which coders have changed their minds.")
@click.option("--agreed", is_flag=True, help="What coders agree on.")
@click.option(
    "--order",
    type=click.Choice(ORDERS),
    default="interview",
    show_default=True,
    help="By place in the text, by code (that with the most first), or the largest conflict first.",
)
@language_option
@study_options
@table_options
@click.pass_obj
def list_(session: Session, /, form: str | None, output: Path | None, **given: Any) -> None:
    """List what waits for a person to settle it."""
    from coder.report import review as report

    with session.open() as study:
        asked = report.wanted(
            study, _which(given), given["codes"], given["interviews"], names_of(given["coders"])
        )
        emit(report.items_table(study, asked, given["order"], given["language"]), form, output)


def _which(given: dict[str, Any]) -> Which:
    found: list[Which] = [name for name in ("settled", "stale", "agreed") if given[name]]
    if len(found) > 1:
        raise click.UsageError(f"say one of --{' and --'.join(found)}.")
    return found[0] if found else "open"


@review.command()
@click.option("--by", type=click.Choice(["interview", "code"]), help="One of the two tables.")
@language_option
@study_options
@table_options
@click.pass_obj
def progress(session: Session, by: str | None, language: str, form: str | None, output: Path | None) -> None:
    """How far the review has come, by interview and by code."""
    from coder.report.review import progress_tables

    if by is None and holds_one_table(form, output):
        raise CoderError("two tables make no CSV or JSON; say --by interview or --by code.")
    with session.open() as study:
        emit(progress_tables(study, by, language), form, output)


@review.command("take-agreed")
@codes_option
@interviews_option
@coders_option
@click.option("--single", is_flag=True, help="Also interviews that one coder alone has coded.")
@click.option("--dry-run", is_flag=True, help="Only print what would be taken over.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@language_option
@study_options
@table_options
@click.pass_obj
def take_agreed(session: Session, /, form: str | None, output: Path | None, **given: Any) -> None:
    """Take over what coders agree on, as one change.

    A code that all who decided a unit applied goes into the consensus, and units on which all say that
    no code applies become decided. Run it again after more coding: it takes only what is new.
    """
    from coder.report import review as report
    from coder.study.review import taking

    with session.open() as study:
        among = report.among(
            study, given["codes"], given["interviews"], names_of(given["coders"]), given["single"]
        )
        found = taking.agreed_so_far(study, among)
        if given["dry_run"]:
            emit(report.agreed_table(study, found, given["language"]), form, output)
            return
        if not given["single"] and found.single:
            n = len(found.single)
            say(
                f"{n} interview{' has' if n == 1 else 's have'} been coded by one coder alone; "
                "--single takes over such work too."
            )
        if not found:
            say(f"Nothing new to take over. {report.agreed_words(found)}")
            return
        if not confirm(f"{report.agreed_words(found)} Take over?", given["yes"]):
            say("Nothing was changed.")
            return
        done = taking.take_agreed(study, among)
        if done.new_holder:
            say(_HOLDER)
        words = ""
        if n := done.decided:
            words = f" {n} unit{' is' if n == 1 else 's are'} decided for the consensus now."
        say(f"Taken over: {report.agreed_words(done)}{words} coder undo takes it back.")


@review.command()
@click.argument("item", metavar="ITEM")
@click.option(
    "--accept",
    metavar="NAME",
    help="This coder's view; “all”: applied, as those see it who applied it; “none”: not applied; "
    "“consensus”: as it stands.",
)
@click.option("--code", metavar="CODE", help="This code instead.")
@click.option("--span", metavar="A-B", help="This passage, in characters of the interview.")
@click.option("--reason", default="", help="Why.")
@study_options
@click.pass_obj
def settle(
    session: Session, item: str, accept: str | None, code: str | None, span: str | None, reason: str
) -> None:
    """Settle an item, as `coder review list` names it.

    E01:12/CODE is one code on the 12th segment of E01; E01:12 is all codes that wait there.
    """
    from coder.report.review import item_named
    from coder.study.review import settling

    if (accept is None) == (code is None):
        raise click.UsageError("say whose view counts with --accept NAME, or another code with --code CODE.")
    with session.open() as study:
        segment_id, code_ids = item_named(study, item)
        if not code_ids and accept is not None:
            raise CoderError(f"{item}: nothing there waits for a person. To settle a code anew: {item}/CODE")
        done = settling.settle(study, segment_id, code_ids, _choice(study, accept, code, span), reason)
    if done.new_holder:
        say(_HOLDER)
    if not done.changed:
        say("It was settled like this already; nothing was changed.")
        return
    decided = " Nothing else is open there: decided for the consensus." if done.decided else ""
    say(f"{done.summary}.{decided} coder undo takes it back.")


def _choice(study: Study, accept: str | None, code: str | None, span: str | None) -> Choice:
    from coder.study import codebook, people
    from coder.study.review.settling import Choice

    where = None
    if span is not None:
        found = re.fullmatch(r"\s*(\d+)\s*[-–]\s*(\d+)\s*", span)
        if found is None:
            raise click.UsageError(f"--span is two numbers such as 120-188, not {span!r}.")
        where = Span(int(found[1]), int(found[2]))
    if code is not None:
        return Choice("other", code_id=codebook.find_code(study, code).id, span=where)
    if accept == "all":
        return Choice("all", span=where)
    if accept == "none":
        return Choice("none", span=where)
    assert accept is not None
    return Choice("coder", coder_id=people.coder_named(study, accept).id, span=where)
