"""coder pseudonymise: names found, confirmed by a person, and replaced everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.common import Session, confirm, emit, say, study_options, table_options
from coder.model import CoderError

if TYPE_CHECKING:
    from coder.study.pseudonyms.applying import Applied, Preview
    from coder.study.pseudonyms.names import Names

NOTHING = "Nothing was changed."
_PATH = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("table", metavar="[NAMES]", required=False, type=_PATH)
@click.option("--propose", is_flag=True, help="List what looks like a name; nothing is replaced.")
@click.option("--key", type=_PATH, help="Where the key is kept: which name has which replacement.")
@click.option("--key-here", is_flag=True, help="The key may lie in the study's folder.")
@click.option(
    "--transcripts", multiple=True, metavar="NAME", help="Only this interview; by default all. Repeatable."
)
@click.option(
    "--names-of-interviews", is_flag=True, help="Replace names in what interviews and respondents are called."
)
@click.option("--delete-old-backups", is_flag=True, help="Delete the automatic backups from before.")
@click.option("--dry-run", is_flag=True, help="Show what would happen; write nothing.")
@click.option("--yes", is_flag=True, help="Replace, and delete old backups where told to, without asking.")
@study_options
@table_options
@click.pass_obj
def pseudonymise(
    session: Session,
    table: Path | None,
    propose: bool,
    key: Path | None,
    key_here: bool,
    transcripts: tuple[str, ...],
    names_of_interviews: bool,
    delete_old_backups: bool,
    dry_run: bool,
    yes: bool,
    form: str | None,
    output: Path | None,
) -> None:
    """Replace the names of people, places and organisations by pseudonyms.

    First make a table of what looks like a name: --propose --output names.csv. Look
    through it, add what is missing, and write yes under “confirmed”. Then run it with
    the table NAMES and --key. What is confirmed goes out of texts, quotes, memos and
    the log; codings stay where they are. There is no undo.
    """
    from coder.report.pseudonyms import examples, preview_table, proposals_table, warnings
    from coder.study.pseudonyms import applying, finding, keeping, names

    only = transcripts or None
    if propose == (table is not None):
        raise click.UsageError("Say either --propose or the table NAMES.")
    if table is None:
        with session.open() as study:
            emit(proposals_table(finding.propose(study, only)), form, output)
        return
    said = keeping.read_table(table)
    if not said.confirmed:
        raise CoderError(
            f"{table}: no name is confirmed. Write yes under “confirmed” in the lines that hold; "
            "nothing was changed."
        )
    if key is None and not dry_run:
        raise click.UsageError("Say where the key is kept: --key FILE, outside of the study's folder.")
    meant = names.Names(said.confirmed)
    with session.open() as study:
        if key is not None:
            keeping.refuse_place(key, study.path, key_here)
        seen = applying.preview(study, meant, only, names_of_interviews)
        emit(preview_table(seen), form, output)
        for line in (*examples(seen), *warnings(seen)):
            say(line)
        if said.unconfirmed:
            say(f"{said.unconfirmed} line{'s' * (said.unconfirmed != 1)} not confirmed and left alone.")
        if dry_run or key is None or not confirm(_question(meant), yes):
            say(NOTHING)
            return
        done = applying.apply(study, meant, key, only, names_of_interviews, key_here)
    _report(done, key, delete_old_backups, yes, seen)


def _question(names: Names) -> str:
    n = len(names.replacements)
    return f"Take {n} name{'s' * (n != 1)} out of the study, its log included? This cannot be undone."


def _report(done: Applied, key: Path, delete: bool, yes: bool, seen: Preview) -> None:
    from coder.study.pseudonyms import cleaning

    if done.rows or done.events:
        say(f"replaced in {done.rows} records and {done.events} events of the log.")
        say(f"The key is {key}: keep it apart from the study, where only you can read it.")
    else:
        say("none of these names is in the study any more; the file was cleaned all the same.")
    if done.backup is not None:
        say(f"The study as it was, with all names: {done.backup}. Keep it with the key, or delete it.")
    if done.older and not delete:
        say(f"Older backups hold the names as well: {len(done.older)} in {done.older[0].path.parent}")
    elif delete and done.older:
        n = len(done.older)
        if confirm(f"Delete {n} older backup{'s' * (n != 1)}?", yes):
            say(f"deleted: {cleaning.delete(done.older)} backups.")
    if seen.called:
        say("What interviews and respondents are called was left, see above.")
