"""Who codes what: assign, see how far everybody is, finish, open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.agreeing import names_of
from coder.cli.common import Session, confirm, emit, say, study_options, table_options
from coder.model import CoderError

if TYPE_CHECKING:
    from coder.study.study import Study

_LISTED = 12
"""Interviews that a sentence names."""


@click.command()
@click.argument("transcripts", nargs=-1, metavar="[TRANSCRIPT]...")
@click.option("--to", "to", multiple=True, metavar="NAME,NAME", help="The coders. Repeatable.")
@click.option("--remove", is_flag=True, help="Take the interviews back; what was coded stays.")
@click.option("--plan", "planned", is_flag=True, help="Deal all interviews (or those named) out evenly.")
@click.option(
    "--each", type=click.IntRange(min=1), default=1, show_default=True, help="Coders an interview gets."
)
@click.option(
    "--double",
    type=float,
    default=0,
    metavar="SHARE|N",
    help="Interviews that get more coders: a share below 1, or how many.",
)
@click.option(
    "--double-by",
    type=click.IntRange(min=2),
    metavar="N",
    help="How many coders these get; by default one more than --each.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed, the same plan.")
@click.option(
    "--balance",
    default="length,language",
    show_default=True,
    metavar="WHAT,WHAT",
    help="What every coder gets alike of: length (units instead of interviews), language; or none.",
)
@click.option("--dry-run", is_flag=True, help="Show the plan and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@study_options
@table_options
@click.pass_obj
def assign(
    session: Session,
    /,
    transcripts: tuple[str, ...],
    to: tuple[str, ...],
    remove: bool,
    planned: bool,
    each: int,
    double: float,
    double_by: int | None,
    seed: int,
    balance: str,
    dry_run: bool,
    yes: bool,
    form: str | None,
    output: Path | None,
) -> None:
    """Give interviews to coders, by hand or by plan."""
    from coder.study import assigning

    if planned and remove:
        raise click.UsageError("a plan gives interviews out; --remove takes them back by hand.")
    with session.open() as study:
        whom = _coders(study, to)
        if not planned:
            if not transcripts:
                raise click.UsageError("which interviews? Name them, or say --plan.")
            how = assigning.take_back if remove else assigning.assign
            n = how(study, transcripts, whom)
            what = "taken back" if remove else "assigned"
            say(f"{n} {what}." if n else "nothing to change.")
            return
        wanted = assigning.Planned(
            whom, each, double, double_by, seed, names_of("" if balance == "none" else balance), transcripts
        )
        found = assigning.plan(study, wanted)
        from coder.report.assignment_tables import plan_table

        emit(plan_table(found), form, output)
        if not found.new:
            say("nothing to assign: every interview has its coders already.")
        elif dry_run:
            say(f"{len(found.new)} assignments would be made; nothing was changed.")
        elif confirm(f"Make these {len(found.new)} assignments?", yes):
            say(f"{assigning.carry_out(study, found)} assigned; undo takes them all back.")


@click.command()
@click.argument("transcripts", nargs=-1, metavar="[TRANSCRIPT]...")
@click.option("--of", "of", metavar="NAME", help="Only this coder's.")
@study_options
@table_options
@click.pass_obj
def assignments(
    session: Session, transcripts: tuple[str, ...], of: str | None, form: str | None, output: Path | None
) -> None:
    """Who codes which interview, and how far each is."""
    from coder.report.assignment_tables import assignments_table
    from coder.study import assigning, workload

    with session.open() as study:
        with study.read() as connection:
            assigning.named(connection, transcripts)
        table = assignments_table(workload.assignments(study, transcripts, of))
    emit(table, form, output)


@click.command()
@study_options
@table_options
@click.pass_obj
def progress(session: Session, form: str | None, output: Path | None) -> None:
    """How far each coder is with the interviews assigned."""
    from coder.report.assignment_tables import progress_table
    from coder.study import workload

    with session.open() as study:
        table = progress_table(workload.workloads(study))
    emit(table, form, output)


@click.command()
@click.argument("transcript")
@click.option("--list", "listed", is_flag=True, help="List the units still undecided and change nothing.")
@click.option(
    "--none-applies", is_flag=True, help="Mark the undecided units as done: none of the codes applies."
)
@study_options
@table_options
@click.pass_obj
def finish(
    session: Session, transcript: str, listed: bool, none_applies: bool, form: str | None, output: Path | None
) -> None:
    """Say that --coder is done with an interview."""
    from coder.study import finishing

    if listed and none_applies:
        raise click.UsageError("--list changes nothing; leave one of the two out.")
    with session.open() as study:
        _in_copy(study)
        if listed:
            from coder.report.assignment_tables import undecided_table

            emit(undecided_table(finishing.undecided(study, transcript), transcript), form, output)
            return
        done = finishing.finish(study, transcript, none_applies)
    if not done.new and not done.marked:
        say(f"{transcript} was finished already.")
        return
    marked = f" {done.marked} units marked as done without a code." if done.marked else ""
    say(f"{transcript} is finished.{marked}")
    if done.opened_to:
        say(f"All its coders have finished: it is open to {', '.join(done.opened_to)}.")


@click.command()
@click.argument("transcript")
@study_options
@click.pass_obj
def reopen(session: Session, transcript: str) -> None:
    """Take up an interview again that --coder had finished."""
    from coder.study import finishing

    with session.open() as study:
        _in_copy(study)
        again = finishing.reopen(study, transcript)
    say(f"{transcript} is taken up again." if again else f"{transcript} was not finished.")


@click.command("open")
@click.argument("transcripts", nargs=-1, metavar="[TRANSCRIPT]...")
@click.option("--all", "everything", is_flag=True, help="Every interview.")
@click.option(
    "--for",
    "whom",
    multiple=True,
    metavar="NAME,NAME",
    help="Who is to see others' work; by default the coders of each interview. Repeatable.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@study_options
@click.pass_obj
def open_(
    session: Session, transcripts: tuple[str, ...], everything: bool, whom: tuple[str, ...], yes: bool
) -> None:
    """Let coders who code blind see others' work in interviews."""
    from coder.study import opening

    if bool(transcripts) == everything:
        raise click.UsageError("which interviews? Name them, or say --all.")
    with session.open() as study:
        found = opening.to_open(study, transcripts, _coders(study, whom))
        if not found:
            say("nothing to open: who may see these interviews sees them already.")
            return
        for name in dict.fromkeys(each.coder for each in found):
            if left := [each.transcript for each in found if each.coder == name and not each.finished]:
                more = f" and {len(left) - _LISTED} more" if len(left) > _LISTED else ""
                say(f"not finished by {name}: {', '.join(left[:_LISTED])}{more}.")
        coders = len({each.coder_id for each in found})
        interviews = len({each.transcript_id for each in found})
        who = "1 coder" if coders == 1 else f"{coders} coders"
        what = "1 interview" if interviews == 1 else f"{interviews} interviews"
        question = f"Let {who} see others' work in {what}? What was seen cannot be unseen."
        if not confirm(question, yes):
            raise CoderError("not opened; nothing was changed.")
        opening.open_up(study, found)
    say(f"{what} opened to {who}.")


def _coders(study: Study, given: tuple[str, ...]) -> tuple[str, ...]:
    """The names of coders given with commas or one by one; names with commas in them are understood."""
    if not given:
        return ()
    from coder.report.whose import named
    from coder.study import people

    names = tuple(name for each in given for name in names_of(each))
    return tuple(each.name for each in named(people.coders(study), names))


def _in_copy(study: Study) -> None:
    """In a copy made for one coder, that coder is meant where nobody is named."""
    from coder.study import people

    if study.coder is None and (name := people.whose_copy(study)) is not None:
        study.become(name)
