"""The history of a study: undo, redo, and the log."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from coder.cli.common import Session, as_of_option, emit, say, study_options, table_options
from coder.model import CoderError


@click.command()
@click.option(
    "--event",
    "event_id",
    type=click.IntRange(min=1),
    metavar="N",
    help="This change, by its number in coder log, although newer ones stand; refused where one rests on it.",
)
@study_options
@click.pass_obj
def undo(session: Session, event_id: int | None) -> None:
    """Take back the newest change; with --coder, that coder's."""
    from coder.study import history

    with session.open() as study:
        say(f"undone: {history.undo(study, event_id=event_id)}")


@click.command()
@study_options
@click.pass_obj
def redo(session: Session) -> None:
    """Repeat what the newest undo took back."""
    from coder.study import history

    with session.open() as study:
        say(f"redone: {history.redo(study)}")


@click.command()
@click.option("--by", multiple=True, metavar="NAME", help="Only by this coder, or by “lead”. Repeatable.")
@click.option(
    "--action", multiple=True, metavar="WHAT", help="Only this kind of change, such as apply. Repeatable."
)
@click.option("--interview", metavar="NAME", help="Only what touched this interview.")
@click.option("--code", metavar="CODE", help="Only what touched this code or its codings.")
@click.option("--since", metavar="WHEN", help="From this day or time (UTC) on.")
@click.option("--until", metavar="WHEN", help="Up to the end of this day, or to this time (UTC).")
@click.option("--undone/--standing", default=None, help="Only what was taken back, or only what stands.")
@click.option(
    "-n", "limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many lines."
)
@click.option("--all", "everything", is_flag=True, help="The whole log.")
@click.option(
    "--event",
    "event_id",
    type=click.IntRange(min=1),
    metavar="N",
    help="One event in full: every row it touched, before and after.",
)
@click.option(
    "--head",
    is_flag=True,
    help="The newest event and the end of the chain, to be noted in a paper or a mail.",
)
@click.option(
    "--verify",
    metavar="HEAD",
    help="Whether the log still holds, unchanged, all that it held when this was its end.",
)
@study_options
@as_of_option
@table_options
@click.pass_obj
def log(session: Session, /, form: str | None, output: Path | None, **given: Any) -> None:
    """Show what was done, by whom and when, newest first."""
    from coder.report import log_tables
    from coder.report.lists import log_table
    from coder.study import logbook, logdetail

    _refuse_both(session, given)
    with session.open() as study:
        if given["verify"] is not None:
            say(logbook.verified(study, given["verify"]))
            return
        if given["head"]:
            table = log_tables.head_table(logbook.head(study))
        elif given["event_id"] is not None:
            table = log_tables.detail_table(logdetail.detail(study, given["event_id"]))
        else:
            named = {name: given[name] for name in ("by", "interview", "code", "since", "until", "undone")}
            limit = None if given["everything"] else given["limit"]
            asked = logbook.Asked(actions=given["action"], limit=limit, **named)
            table = log_table(logbook.entries(study, asked))
    emit(table, form, output)


def _refuse_both(session: Session, given: dict[str, Any]) -> None:
    """Refuse what does not go together."""
    alone = [
        option
        for option, name in (("--event", "event_id"), ("--head", "head"), ("--verify", "verify"))
        if given[name]
    ]
    others = [
        f"--{name}"
        for name in ("by", "action", "interview", "code", "since", "until")
        if given[name] not in (None, ())
    ]
    if given["undone"] is not None:
        others.append("--undone" if given["undone"] else "--standing")
    if alone and (others or len(alone) > 1):
        raise CoderError(f"{alone[0]} stands alone; leave {(alone + others)[1]} out.")
    if session.as_of is not None and session.as_of.strip().lower() == "opening":
        raise CoderError(
            "the log has no such past, in which every interview has its own; name an event or a time."
        )
