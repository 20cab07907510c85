"""Check a study, back it up, go back to a backup."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.common import (
    Session,
    confirm,
    emit,
    is_terminal,
    say,
    study_options,
    table_options,
    tell,
    terminal_width,
)
from coder.model import CoderError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coder.study.safety.faults import Fault
    from coder.study.safety.listing import Copy
    from coder.study.study import Study


@click.command()
@click.option("--repair", is_flag=True, help="Repair what can be repaired without loss, after a backup.")
@click.option("--yes", is_flag=True, help="Repair without asking.")
@study_options
@table_options
@click.pass_obj
def check(session: Session, repair: bool, yes: bool, form: str | None, output: Path | None) -> None:
    """Check that the study is sound; exit code 1 where it is not.

    Reads every row: the file itself, the place and the quote of every coding, the links
    between records, and the chain of the log. Says of each fault what the way out is.
    """
    from coder.report.safety_tables import faults_counted, faults_table
    from coder.study.database import DamagedError
    from coder.study.safety import checking

    place = session.place()
    try:
        with session.open() as study:
            faults = checking.faults(study)
            if repair and faults and not any(each.kind == "pages" for each in faults):
                _repair(place, study, faults, yes)
                return
    except DamagedError as error:
        if not repair:
            raise
        say(str(error))
        _salvage(place, yes)
        return
    if repair and faults:
        _salvage(place, yes)
        return
    if form or output:
        emit(faults_table(place, faults), form, output)
    else:
        _print(faults)
    if faults:
        some = any(each.repairable for each in faults)
        way = "Repair: coder check --repair" if some else "Make a copy of the file before anything else."
        raise CoderError(f"{place}: {faults_counted(len(faults))} found. {way}")
    say(f"{place}: sound.")


def _print(faults: Sequence[Fault]) -> None:
    for each in faults:
        tell(each.what)
    kinds = {each.kind: each.way_out for each in faults}
    if kinds:
        click.echo("\nWhat to do:")
        for way_out in kinds.values():
            click.echo(click.wrap_text(way_out, terminal_width() or 100, "* ", "  "))


def _repair(place: str, study: Study, faults: Sequence[Fault], yes: bool) -> None:
    from coder.report.safety_tables import faults_counted
    from coder.study.safety import checking, repairing

    _print(faults)
    steps = repairing.plan(study, faults)
    if not steps:
        raise CoderError(f"{place}: none of this can be repaired without loss; nothing was changed.")
    say("\nThe repair would:")
    for step in steps:
        say(f"  {step.what}")
    if not confirm(f"Back {place} up and do this?", yes):
        raise CoderError("nothing was changed.")
    steps, kept = repairing.repair(study, faults)
    say(f"repaired: {len(steps)} thing{'s' * (len(steps) != 1)}. As it was before: {kept}")
    left = checking.faults(study)
    if left:
        say("")
        _print(left)
        raise CoderError(f"{place}: {faults_counted(len(left))} left, which nobody can repair without loss.")
    say(f"{place}: sound.")


def _salvage(place: str, yes: bool) -> None:
    from coder.study.safety import salvaging

    question = f"Read what can be read of {place} into a new file? The damaged one is kept."
    if not confirm(question, yes):
        raise CoderError("nothing was changed.")
    done = salvaging.salvage(Path(place))
    for each in done.tables:
        if each.rows or each.unread or each.left:
            tell(str(each))
    say(f"The damaged file is kept: {done.kept}")
    if done.lost:
        say(f"Rows without their base are kept: {done.lost}")
    if not done.whole:
        raise CoderError(
            f"{place}: repaired, but what is named above is lost. A backup from before the damage may have "
            "it: coder backup --list"
        )
    say(f"{place}: repaired; nothing was lost.")


@click.command()
@click.argument("to", metavar="[FILE]", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--list", "listing", is_flag=True, help="List the backups there are and what they hold.")
@click.option("--verify", is_flag=True, help="Try FILE, by default the newest backup, instead of making one.")
@study_options
@table_options
@click.pass_obj
def backup(
    session: Session, to: Path | None, listing: bool, verify: bool, form: str | None, output: Path | None
) -> None:
    """Copy the study, as it is now, to a new file.

    The study also backs itself up into the folder STUDY.backups beside it: when the app
    opens it after a change, and before anything that touches much of it.
    """
    from coder.report.safety_tables import copies_table
    from coder.study.safety import listing as listed

    if listing and verify:
        raise click.UsageError("--list and --verify do not go together.")
    if (form or output) and not listing:
        raise click.UsageError("--format and --output are for --list.")
    if listing:
        place = _place_of(session)
        with _if_sound(session, Path(place)) as study:
            emit(copies_table(place, listed.copies(Path(place), study)), form, output)
    elif verify:
        _verify(session, to)
    else:
        with session.open() as study:
            click.echo(study.backup(to))


def _verify(session: Session, file: Path | None) -> None:
    from coder.report.safety_tables import faults_counted, since_words
    from coder.study.safety import listing, verifying

    place = Path(_place_of(session))
    known = listing.copies_of(place)
    if file is None and not known:
        raise CoderError(f"{place}: there is no backup yet. Make one: coder backup")
    file = file or known[0][0]
    with _if_sound(session, place) as study:
        if study is not None:
            study.refuse_blind("what backups hold")
        found, faults = verifying.verify(file)
        since = verifying.since(study, found) if study is not None else None
    _print(faults)
    say(f"{file}: study “{found.name}”, {_counted(found.counts)}.")
    if since is not None:
        say(
            f"Done in {place} since: {since_words(since)}."
            + (f" Last: {since.newest}" if since.newest else "")
        )
    if faults:
        raise CoderError(f"{file}: {faults_counted(len(faults))} found.")
    say(f"{file}: sound.")


@click.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Ask nothing.")
@study_options
@click.pass_obj
def restore(session: Session, file: Path | None, yes: bool) -> None:
    """Go back to a backup; by default, ask which.

    The backup is tried first, and the study as it is now is kept as a backup as well, so
    that this can be taken back in the same way. Nobody may have the study open.
    """
    from coder.study.safety import listing, restoring

    place = Path(_place_of(session))
    with _if_sound(session, place) as study:
        if study is not None:
            study.refuse_blind("what backups hold")
        known = listing.copies(place, study) if file is None else []
    if file is None:
        if not known:
            raise CoderError(f"{place}: there is no backup of it; name one: coder restore FILE")
        if not is_terminal():
            raise CoderError(f"say which backup: coder restore FILE. The newest is {known[0].path}")
        file = _chosen(place, known)
    if not confirm(f"Put {file} in the place of {place}?", yes):
        raise CoderError("nothing was changed.")
    found, kept = restoring.restore(place, file)
    say(f"{place} is “{found.name}” again as in {file.name}: {_counted(found.counts)}.")
    if kept is not None:
        say(f"As it was before: {kept}")


def _chosen(place: Path, known: Sequence[Copy]) -> Path:
    from coder.report.safety_tables import since_words

    say(f"Backups of {place}, newest first:")
    for number, each in enumerate(known, 1):
        held = each.contents
        counts = held.counts if held else {"codings": 0, "events": 0}
        said = f"{counts['codings']:,} codings, {counts['events']:,} events" if held else "unreadable"
        say(f"{number:>3}  {each.at:%Y-%m-%d %H:%M}  {each.why:<20} {said}")
        if each.since is not None and held:
            say(f"     since then: {since_words(each.since)}")
    number = click.prompt("Which one", type=click.IntRange(1, len(known)), default=1, err=True)
    return known[number - 1].path


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{n:,} {word if n != 1 else word.removesuffix('s')}" for word, n in counts.items())


def _place_of(session: Session) -> str:
    """Where the study is, or was: a study that has gone can be named, or is study.db."""
    from coder.cli.common import STUDY_FILE, NoStudyHereError

    try:
        return session.place()
    except NoStudyHereError:
        return STUDY_FILE


def _if_sound(session: Session, place: Path) -> nullcontext[None] | Study:
    """The study where it can be opened; None where it is damaged or gone."""
    from coder.study.database import DamagedError, NoStudyError

    try:
        opened = session.open() if place.is_file() else nullcontext(None)
    except (DamagedError, NoStudyError):
        return nullcontext(None)
    return opened  # type: ignore[return-value]
