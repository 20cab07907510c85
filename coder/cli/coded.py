"""codings: out as a table for R, pandas and spreadsheets, and back in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coder.cli.common import (
    Session,
    as_of_option,
    confirm,
    emit,
    language_option,
    say,
    study_options,
    table_options,
)
from coder.model import CoderError

if TYPE_CHECKING:
    from coder.cli.exporting import Asked
    from coder.study.study import Study


@click.group()
def codings() -> None:
    """Codings as tables: export, import."""


@codings.command("export")
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@click.option("--by-coder", metavar="NAME", help="Only this coder's.")
@click.option("--transcript", metavar="NAME", help="Only this transcript's.")
@click.option(
    "--decisions", is_flag=True, help="Add a row without a code for each segment marked as decided."
)
@click.option(
    "--raw", is_flag=True, help="In a CSV: no apostrophe before texts that a spreadsheet would run."
)
@language_option
@study_options
@as_of_option
@table_options
@click.pass_obj
def export(session: Session, /, codes: tuple[str, ...], language: str, **said: Any) -> None:
    """Every coding as a row: transcript, coder, code, offsets, quote, memo, time.

    Offsets count code points from 0, the end exclusive. Prints CSV unless --format or the
    ending of --output says another. What comes out goes in again: coder codings import.
    """
    from coder.report import coded_files
    from coder.report.lists import branches
    from coder.study.coded.rows import Wanted, rows

    form, output = said["form"], said["output"]
    if form is None:
        form = output.suffix.lower().lstrip(".") if output is not None else "csv"
    with session.open() as study:
        ids = branches(study, codes) if codes else None
        wanted = Wanted(ids, said["by_coder"], said["transcript"], said["decisions"], language)
        found = coded_files.begun(rows(study, wanted))
        if form not in coded_files.FORMS:
            emit(coded_files.coded_table(found), said["form"], output)
        elif output is not None:
            n = coded_files.write(output, found, form, raw=said["raw"])
            say(f"written: {output} ({n} rows)")
        elif form == "xlsx":
            raise CoderError("xlsx is for a file, not for the screen: say --output NAME.xlsx")
        else:
            coded_files.stream(sys.stdout, found, form, raw=said["raw"])


def write(study: Study, asked: Asked) -> list[str]:
    """Export the codings as a table, for `coder export`; returns what to say."""
    from coder.report import coded_files
    from coder.study import codebook
    from coder.study.coded.rows import Wanted, rows

    ids = None
    if asked.codebook is not None:
        [book] = codebook.codebooks(study, asked.codebook)
        ids = [each.id for each in book.codes]
    form = next(known for known in coded_files.FORMS if f".{known}" == asked.file.suffix.lower())
    n = coded_files.write(asked.file, coded_files.begun(rows(study, Wanted(ids, asked.of))), form)
    return [f"written: {asked.file}: {n} codings."]


@codings.command("import")
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--coder", "whose", metavar="NAME", default="", help="Whose they are where a line does not say."
)
@click.option("--add-coders", is_flag=True, help="Add coders that the study does not have.")
@click.option(
    "--decide-all",
    is_flag=True,
    help="Each coder counts as having decided every unit of the interviews with a line of hers.",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="OURS=THEIRS",
    help="Which column is which, as quote='Coded passage'. Repeatable.",
)
@click.option(
    "--unit",
    type=click.Choice(["codepoint", "utf16", "byte"]),
    default="codepoint",
    show_default=True,
    help="What start and end count.",
)
@click.option("--from-one", is_flag=True, help="Offsets count from 1 and end is the last character, as in R.")
@click.option("--encoding", metavar="NAME", help="The encoding of the file, if it is guessed wrong.")
@click.option("--raw", is_flag=True, help="The file was written with --raw: take every cell as it is.")
@click.option("--all-or-nothing", is_flag=True, help="If a line cannot come in, none does.")
@click.option("--dry-run", is_flag=True, help="Report what would come in; write nothing.")
@click.option("--yes", is_flag=True, help="Import without asking.")
@click.option("--study", metavar="PATH", help="The study to work on.")
@table_options
@click.pass_obj
def import_(session: Session, /, path: Path, study: str | None, **said: Any) -> None:
    """Bring in codings from a CSV, Excel or JSON file, as whoever leads the study.

    Needs columns for transcript and code, and for quote or start and end (or segment); also
    read are coder, memo, created_at, context_before, context_after, occurrence. Headers in
    English, Russian and Kazakh and those of other programs are known. A quote is found letter
    for letter, else but for white space; one that stands several times is reported, never
    guessed. Lines that cannot come in are listed, the others come in, and the exit code is 1.
    The same file a second time changes nothing.
    """
    from coder.files.codings.reading import read
    from coder.report.coded_tables import coded_report, told, warnings
    from coder.study.coded.bringing import bring
    from coder.study.coded.plan import Asked, plan

    session.study = study or session.study
    table = read(
        path,
        columns=_columns(said["columns"]),
        coder=said["whose"],
        encoding=said["encoding"],
        raw=said["raw"],
    )
    asked = Asked(said["add_coders"], said["decide_all"], said["unit"], said["from_one"])
    dry = said["dry_run"]
    with session.open() as opened:
        found = plan(opened, table, asked)
        for sentence in warnings(found):
            say(f"look at this: {sentence}")
        refused = said["all_or_nothing"] and found.problems
        something = found.new or found.decided or found.memos or found.coders
        dry = bool(dry or refused)
        if something and not dry:
            say(told(found, dry=True))
            if not confirm("Import?", said["yes"]):
                say("Nothing was changed.")
                return
            del found  # looked up anew, as the study is by then; both would not fit into little memory
            found = bring(opened, table, asked)
    if something:
        say(told(found, dry=dry))
    elif not found.problems:
        say("Nothing was changed: there is nothing new in the file.")
    if found.problems or said["form"] or said["output"]:
        emit(coded_report(table, found, dry=dry), said["form"], said["output"])
    if found.problems:
        rest = "nothing was changed" if dry or not something else "the others are in"
        lines = f"{len(found.problems)} of {len(table.lines) + len(table.problems)} lines"
        raise CoderError(f"{path}: {lines} cannot come in; {rest}; the table says why.")


def _columns(said: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for each in said:
        ours, sign, theirs = each.partition("=")
        if not sign or not theirs:
            raise click.BadParameter(f"{each!r}: say --column OURS=THEIRS", param_hint="--column")
        found[ours.strip()] = theirs.strip()
    return found
