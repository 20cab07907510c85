"""Work apart: a copy of the study for a coder, and the copies brought back together."""

from __future__ import annotations

from pathlib import Path

import click

from coder.cli.common import Session, confirm, emit, say, study_options, table_options
from coder.model import CoderError


@click.command()
@click.argument("copy", type=click.Path(path_type=Path))
@click.option("--for", "whom", metavar="NAME", required=True, help="The coder who gets the copy.")
@click.option("--all", "everything", is_flag=True, help="All interviews, not only those assigned.")
@click.option(
    "--with-opened", is_flag=True, help="In interviews open to this coder, what others did comes along."
)
@study_options
@click.pass_obj
def share(session: Session, copy: Path, whom: str, everything: bool, with_opened: bool) -> None:
    """Make a copy of the study for one coder to work apart.

    COPY holds the coder's interviews and own work, the codebooks and the team's memos, and
    nothing of what others coded. It is a study like any other; `coder merge` brings it back.
    """
    from coder.study.apart import sharing

    place = copy if copy.suffix else copy.with_name(copy.name + ".db")
    with session.open() as study:
        made = sharing.share(study, place, whom, everything, with_opened)
    many = "1 interview" if made.interviews == 1 else f"{made.interviews} interviews"
    own = "1 coding" if made.codings == 1 else f"{made.codings} codings"
    opened = f"; in {made.opened} of them others' work can be seen" if made.opened else ""
    say(f"{place}: {many} for {made.coder}, with {own} of {made.coder}'s own{opened}.")
    say(f"{made.coder} works in it with: coder --study {place}")
    click.echo(place)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would come and change nothing.")
@click.option(
    "--keep",
    type=click.Choice(["newest", "ours", "theirs"]),
    default="newest",
    show_default=True,
    help="What counts where the same thing was changed here and in the copy.",
)
@click.option("--as-coder", metavar="NAME", help="Files of another study: who their only coder is here.")
@click.option(
    "--map",
    "mapping",
    metavar="CSV",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Files of another study: lines of kind,theirs,ours for coders, codes and transcripts.",
)
@click.option(
    "--match-codes", is_flag=True, help="Files of another study: codes of the same id are the same."
)
@click.option("--skip-conflicts", is_flag=True, help="Merge although some work stays in the copies.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@study_options
@table_options
@click.pass_obj
def merge(
    session: Session,
    files: tuple[Path, ...],
    dry_run: bool,
    keep: str,
    as_coder: str | None,
    mapping: Path | None,
    match_codes: bool,
    skip_conflicts: bool,
    yes: bool,
    form: str | None,
    output: Path | None,
) -> None:
    """Bring copies of the study back, all of them or none.

    The order does not matter, and a copy may be merged again and again. The study is backed up
    before; one undo takes all of it back.
    """
    from coder.report.merge_tables import merge_table
    from coder.study.apart import merging
    from coder.study.apart.outcome import KEEPS

    matched = None
    if as_coder or mapping or match_codes:
        from coder.files.matches import read_matches
        from coder.study.apart.matched import Matched

        said = read_matches(mapping) if mapping is not None else {}
        coders, codes, texts = (said.get(kind, {}) for kind in ("coder", "code", "transcript"))
        matched = Matched(coders, codes, texts, as_coder, match_codes)
    [chosen] = (each for each in KEEPS if each == keep)
    with session.open() as study:
        seen = merging.preview(study, files, chosen, matched)
        if dry_run or not seen.written:
            emit(merge_table(seen, dry=True), form, output)
            say("nothing was changed." if seen.written else "nothing to merge: the study has all of it.")
            return
        if seen.left_out and not skip_conflicts:
            emit(merge_table(seen, dry=True), form, output)
            first = seen.left_out[0]
            raise CoderError(
                f"{first.where}: {first.what}; so some work would stay in the copies. Nothing was changed. "
                "To merge the rest, say --skip-conflicts."
            )
        if not yes:
            for each in seen.files:
                say(f"{each.file}: {', '.join(each.coders) or 'nobody'}: {each.words()}.")
                for conflict in each.conflicts:
                    say(f"  {conflict.where}: {conflict.what}: {conflict.resolution}.")
        if not confirm("Merge this?", yes):
            return
        done = merging.merge(study, files, chosen, skip_conflicts, matched)
        emit(merge_table(done, dry=False), form, output)
        kept = f"; as it was before: {done.backup}" if done.backup is not None else ""
        say(f"merged; undo takes it back{kept}.")
