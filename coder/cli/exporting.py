"""export: the study, or a part of it, as a file for another program; the file's ending says which.

A further kind is a row of :data:`KINDS` and a function ``write(study, asked)`` that returns what to
say; its module is loaded when a file of the kind is named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.common import Session, as_of_option, confirm, say, study_options
from coder.model import CoderError

if TYPE_CHECKING:
    from coder.study.study import Study


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that can be exported."""

    what: str
    """In words: "a REFI-QDA project"."""
    writer: str
    """``module:function``."""
    options: frozenset[str] = frozenset()
    """Which options of the command mean something for it, but for ``--yes``."""


KINDS: dict[str, Kind] = {
    ".qdpx": Kind(
        "a REFI-QDA project",
        "coder.cli.projects:write",
        frozenset({"profile", "of", "codebook"}),
    ),
    **dict.fromkeys(
        (".csv", ".xlsx", ".json"),
        Kind("the codings as a table", "coder.cli.coded:write", frozenset({"of", "codebook"})),
    ),
    **dict.fromkeys(
        (".qdc", ".yaml", ".yml", ".md", ".html", ".htm", ".docx"),
        Kind("a codebook", "coder.cli.book_exports:write", frozenset({"codebook"})),
    ),
}
"""By the file's ending, in small letters."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was said on the command line."""

    file: Path
    profile: str | None = None
    """The program that the file is for."""
    of: str | None = None
    """The coder whose codings alone go out."""
    codebook: str | None = None
    """The codebook whose codes alone go out."""


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--profile",
    type=click.Choice(["standard", "nvivo", "maxqda", "atlas"]),
    help="Of a project: the program it is for; by default as the standard says.",
)
@click.option("--of", metavar="NAME", help="Only this coder's codings and memos.")
@click.option("--codebook", metavar="ID", help="Only the codes of this codebook.")
@click.option("--yes", is_flag=True, help="Replace a file that is there without asking.")
@study_options
@as_of_option
@click.pass_obj
def export(session: Session, /, file: Path, yes: bool, **said: str | None) -> None:
    """Export the study as a file for another program.

    The ending of FILE says what it becomes: .qdpx is a REFI-QDA project, which NVivo, MAXQDA,
    ATLAS.ti, QualCoder and others open; .csv, .xlsx and .json are the codings as a table; .qdc,
    .yaml, .md, .html and .docx are a codebook, of which coder codebook export can do more. What a
    file cannot hold is said.
    """
    kind = KINDS.get(file.suffix.lower())
    if kind is None:
        listed = "; ".join(f"{ending} is {each.what}" for ending, each in KINDS.items())
        raise CoderError(f"{file}: nothing of this ending can be exported ({listed}).")
    for name, value in said.items():
        if value is not None and name not in kind.options:
            raise CoderError(f"--{name} means nothing for {kind.what}; leave it out.")
    if not file.parent.is_dir():
        raise CoderError(f"{file}: there is no folder {file.parent}; make it first.")
    with session.open() as study:
        if file.exists() and not confirm(f"{file} is there already. Replace it?", yes):
            say("Nothing was written.")
            return
        for sentence in _writer(kind)(study, Asked(file, **said)):
            say(sentence)


def _writer(kind: Kind) -> Callable[[Study, Asked], Sequence[str]]:
    module, name = kind.writer.split(":")
    writer: Callable[[Study, Asked], Sequence[str]] = getattr(import_module(module), name)
    return writer
