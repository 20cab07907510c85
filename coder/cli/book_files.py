"""Subcommands of ``coder codebook`` that read files: add, check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coder.cli.common import (
    Session,
    say,
    study_options,
    tell,
)
from coder.model import CoderError

if TYPE_CHECKING:
    from coder.files.codebooks import Asked, Found

_MANY = 6
"""Warnings of one file that are told one by one."""


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME|FILE...")
@click.option("--dry-run", is_flag=True, help="Show what would come in; write nothing.")
@click.option(
    "--as", "kind", metavar="FORMAT", help="Read the file as: coder, qc, qdc, maxqda, nvivo, taguette, table."
)
@click.option(
    "--id", "slug", metavar="ID", help="The codebook's id; by default the file's, or made of its name."
)
@click.option("--title", metavar="TEXT", help="The codebook's title.")
@click.option(
    "--language", metavar="CODE", help="The language of a file that does not say it: en, ru, kk ..."
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=HEADER",
    help="Of a table: which column holds name, definition, parent ... Repeatable.",
)
@click.option("--encoding", metavar="NAME", help="The encoding of a CSV: cp1251, utf-16 ...")
@study_options
@click.pass_obj
def add(session: Session, /, names: tuple[str, ...], dry_run: bool, **said: Any) -> None:
    """Add codebooks to the study: files, or coder's own.

    Files may be YAML, REFI-QDA (.qdc), tables (.csv, .xlsx, .docx) as MAXQDA, NVivo, Taguette
    and people write them, and the YAML of qc.
    """
    asked = _asked(said)
    if (asked.slug or asked.title) and len(names) != 1:
        raise CoderError(f"--id and --title are for one codebook, and these are {len(names)}.")
    found = [(name, read(name, asked)) for name in names]
    if dry_run:
        for name, each in found:
            _show(name, each)
        say("Nothing was changed.")
        return
    from coder.study import codebook as store

    with session.open() as study:
        for _, each in found:
            book = each.book
            assert book is not None
            _warn(each)
            n = sum(code.codable for code in book.codes)
            if store.add(study, book):
                say(f"added {book.slug} (version {book.version}): {n} codes.")
            else:
                say(f"{book.slug} (version {book.version}) is in the study already; nothing was changed.")


def _asked(said: dict[str, Any]) -> Asked:
    from coder.files.codebooks import Asked

    columns = {}
    for each in said["columns"]:
        field, sign, header = each.partition("=")
        if not sign or not field.strip() or not header.strip():
            raise CoderError(f"--column {each!r}: write it as FIELD=HEADER, such as definition=Meaning.")
        columns[field.strip().casefold()] = header.strip()
    return Asked(
        form=said["kind"],
        slug=said["slug"] or "",
        title=said["title"] or "",
        language=(said["language"] or "").lower(),
        columns=columns,
        encoding=said["encoding"],
    )


def read(name: str, asked: Asked | None = None) -> Found:
    """A codebook by path or by the name of a shipped one."""
    from coder.files import codebooks, shipped

    path = Path(name)
    if path.suffix.lower() in codebooks.KINDS or path.is_file():
        return codebooks.load(path, asked)
    known = shipped.codebooks()
    if name not in known:
        raise CoderError(f"{name}: neither a file nor a codebook that comes with coder ({', '.join(known)}).")
    return codebooks.load(known[name], asked)


def _show(name: str, found: Found) -> None:
    """What would come in: the tree on stdout, the rest beside it."""
    book = found.book
    assert book is not None
    codable = sum(code.codable for code in book.codes)
    headings = len(book.codes) - codable
    more = f", {headings} heading(s)" if headings else ""
    say(f"{name} ({found.form}): {book.slug}, {codable} codes{more}, languages {', '.join(book.languages)}")
    _warn(found)
    depth: dict[str, int] = {}
    for code in book.codes:
        depth[code.slug] = 0 if code.parent is None else depth[code.parent] + 1
        label = next(iter(code.label.values()))
        has = [
            what
            for what in ("brief", "definition", "use_when", "not_when", "examples")
            if getattr(code, what)
        ]
        said = f"  [{', '.join(has)}]" if has else ""
        tell(f"{'  ' * depth[code.slug]}{label}  {code.slug}{said}")


def _warn(found: Found) -> None:
    for sentence in found.warnings[:_MANY]:
        say(f"look at this: {sentence}")
    if more := len(found.warnings) - _MANY:
        say(f"and {more} more; coder codebook check lists them all.") if more > 0 else None


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Check codebook files: every fault with its line and code.

    Exit code 1 where there is a fault.
    """
    from coder.files import codebooks

    bad = 0
    for path in files:
        faults = codebooks.check(path)
        for fault in faults:
            tell(str(fault))
        bad += sum(not fault.is_warning for fault in faults)
        if not faults:
            say(f"{path}: no faults.")
    if bad:
        raise CoderError(f"{bad} fault{'s' * (bad > 1)} to mend.")


COMMANDS = (add, check)
