"""coder transcript: one interview, its text and versions, its division and its speakers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.common import Session, confirm, emit, say, study_options, table_options, tell
from coder.cli.lost import drop, lost, place
from coder.model import CoderError, Role

if TYPE_CHECKING:
    from coder.study.rewriting.speakers import Fixes
    from coder.study.study import Study

NOTHING = "Nothing was changed."


@click.group()
def transcript() -> None:
    """One interview: replace its text, see its versions, put its speakers right, divide it anew."""


transcript.add_command(lost)
transcript.add_command(place)
transcript.add_command(drop)


@transcript.command()
@click.argument("name")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--interviewer",
    "interviewers",
    multiple=True,
    metavar="LABEL",
    help="A new speaker who asks. Repeatable.",
)
@click.option("--dry-run", is_flag=True, help="Show what would happen; write nothing.")
@click.option("--yes", is_flag=True, help="Replace without asking.")
@study_options
@table_options
@click.pass_obj
def replace(
    session: Session,
    name: str,
    file: Path,
    interviewers: tuple[str, ...],
    dry_run: bool,
    yes: bool,
    form: str | None,
    output: Path | None,
) -> None:
    """Replace the text of an interview by that of a file.

    Shows what is different and where every coding goes before anything is written:
    same, moved, fuzzy with a score of 100, or lost. Lost ones wait in coder transcript
    lost. The old text is kept, and the study is backed up before.
    """
    from coder.files import transcripts
    from coder.report.rewriting import difference, moves_table
    from coder.study.rewriting import replacing
    from coder.study.safety.backups import backup_before

    read = transcripts.read(file, interviewers=interviewers, name=name)
    with session.open() as study:
        seen = replacing.preview(study, name, read)
        for line in difference(seen):
            say(line)
        emit(moves_table(seen, done=yes and not dry_run), form, output)
        if dry_run:
            say(NOTHING)
            return
        if not confirm(f"Replace the text of {name}?", yes):
            say(NOTHING)
            return
        backup = backup_before(study, "replace")
        version = replacing.replace(study, seen)
    kept = f" A backup is in {backup}." if backup else ""
    say(f"{name} has its version {version} now; version {version - 1} is kept.{kept}")
    if n := len(seen.of_kind("lost")):
        say(f"{n} coding{'s' * (n != 1)} wait{'s' * (n == 1)} for a place: coder transcript lost {name}")


@transcript.command()
@click.argument("name")
@study_options
@table_options
@click.pass_obj
def versions(session: Session, name: str, form: str | None, output: Path | None) -> None:
    """List the texts an interview has and had."""
    from coder.report.rewriting import versions_table
    from coder.study.rewriting import replacing

    with session.open() as study:
        emit(versions_table(name, replacing.versions(study, name)), form, output)


@transcript.command()
@click.argument("name")
@click.option("--version", type=int, metavar="N", help="An earlier text; by default the present one.")
@study_options
@click.pass_obj
def show(session: Session, name: str, version: int | None) -> None:
    """Print the text of an interview."""
    from coder.study.rewriting import replacing

    with session.open() as study:
        tell(replacing.text_of(study, name, version))


@transcript.command()
@click.argument("name")
@click.option(
    "--by",
    required=True,
    type=click.Choice(["turn", "paragraph", "sentence"]),
    help="What a segment is to be.",
)
@click.option("--dry-run", is_flag=True, help="Show what would happen; write nothing.")
@click.option("--yes", is_flag=True, help="Divide without asking.")
@study_options
@click.pass_obj
def segment(session: Session, name: str, by: str, dry_run: bool, yes: bool) -> None:
    """Divide an interview anew; codings stay where they are.

    Where a unit is split, what a coder decided holds for every part; where units are
    joined, it holds if all of them were decided.
    """
    from coder.report.rewriting import division_words
    from coder.study.rewriting import resegmenting
    from coder.study.safety.backups import backup_before

    way = next(each for each in resegmenting.WAYS if each == by)
    with session.open() as study:
        seen = resegmenting.preview(study, name, way)
        for line in division_words(seen):
            say(line)
        if dry_run or not confirm(f"Divide {name} by {by}?", yes):
            say(NOTHING)
            return
        backup_before(study, "segment")
        resegmenting.divide(study, seen)
    say(f"{name} is divided by {by}: {seen.units_then} units.")


@transcript.command()
@click.argument("name")
@click.option("--rename", multiple=True, metavar="LABEL:NEW", help="Call a speaker otherwise. Repeatable.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    metavar="LABEL=ROLE",
    help="interviewer, respondent or other. Repeatable.",
)
@click.option(
    "--respondent", "respondents", multiple=True, metavar="LABEL=REF", help="Who it is. Repeatable."
)
@click.option(
    "--same-as", multiple=True, metavar="LABEL=LABEL", help="The same person as another. Repeatable."
)
@click.option("--yes", is_flag=True, help="Change roles without asking.")
@study_options
@table_options
@click.pass_obj
def speakers(
    session: Session,
    name: str,
    rename: tuple[str, ...],
    roles: tuple[str, ...],
    respondents: tuple[str, ...],
    same_as: tuple[str, ...],
    yes: bool,
    form: str | None,
    output: Path | None,
) -> None:
    """List the speakers of an interview, or put them right.

    What an interviewer says is no unit: after a change of role, codings and decisions
    stay, and are counted or not as the new role says.
    """
    from coder.report.rewriting import speakers_table
    from coder.study.rewriting import speakers as store

    fixes = store.Fixes(
        dict(_pair(each, ":") for each in rename),
        {label: _role(role) for label, role in (_pair(each, "=") for each in roles)},
        dict(_pair(each, "=") for each in respondents),
        dict(_pair(each, "=") for each in same_as),
    )
    with session.open() as study:
        if rename or roles or respondents or same_as:
            _fix(study, name, fixes, yes)
        emit(speakers_table(name, store.speakers(study, name)), form, output)


def _fix(study: Study, name: str, fixes: Fixes, yes: bool) -> None:
    from coder.report.rewriting import effect_words
    from coder.study.rewriting import speakers as store

    effects = store.effects(study, name, fixes)
    for each in effects:
        say(effect_words(each))
    if effects and not confirm(f"Change the speakers of {name}?", yes):
        say(NOTHING)
        return
    done: Sequence[str] = store.fix(study, name, fixes)
    say("; ".join(done) + "." if done else "nothing to change, it is so already.")


def _pair(said: str, sign: str) -> tuple[str, str]:
    label, found, value = said.partition(sign)
    if not found or not label.strip():
        raise CoderError(f"{said!r}: write the label, {sign!r} and what it is to be.")
    return label.strip(), value.strip()


def _role(said: str) -> Role:
    from coder.study.rewriting.speakers import ROLES

    for role in ROLES:
        if role == said:
            return role
    raise CoderError(f"{said!r} is no role; the roles are {', '.join(ROLES)}.")
