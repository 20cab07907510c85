"""What the commands share: finding the study, printing a table, asking."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from coder.model import CoderError

if TYPE_CHECKING:
    from coder.report.render import Format
    from coder.report.table import Table
    from coder.study.study import Study

F = TypeVar("F", bound=Callable[..., object])

STUDY_FILE = "study.db"
LANGUAGES = ("en", "ru", "kk")
_COPY = re.compile(r"\.(?:backup|before-\w+)-\d{8}-\d{6}(?:-\d+)?\.db$|^\d{8}-\d{6}-[a-z0-9-]+-\d+\.db$")
"""The names coder gives its own copies of a study."""

_STEERS = re.compile(r"\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class NoStudyHereError(CoderError):
    """No study was named, and the folder has none."""


@dataclass(slots=True)
class Session:
    """What was said before the command: which study, which coder."""

    study: str | None = None
    coder: str | None = None
    language: str | None = None
    """Of the app; None: as the settings or the environment say."""
    as_of: str | None = None
    """Which past of the study to look at; None: the present."""
    as_of_words: str = ""
    """The past that was opened, for captions."""

    def place(self) -> str:
        """Where the study is: as named, else the one in this folder."""
        if self.study:
            return str(Path(self.study) / STUDY_FILE) if Path(self.study).is_dir() else self.study
        if Path(STUDY_FILE).is_file():
            return STUDY_FILE
        found = sorted(path for path in Path().glob("*.db") if not _COPY.search(path.name))
        if len(found) == 1:
            return str(found[0])
        if found:
            names = ", ".join(path.name for path in found)
            raise CoderError(f"this folder has several studies ({names}); say which with --study.")
        raise NoStudyHereError(
            "no study in this folder. Make one with `coder init`, name one with --study, or try `coder demo`."
        )

    def open(self) -> AbstractContextManager[Study]:
        """The study, open, seen as the coder who was named; with ``as_of`` as it was then."""
        from coder.study.study import Study

        study = Study.open(self.place(), self.coder)
        if study.notice:
            say(study.notice)
        if self.as_of is None:
            return study
        from coder.study.asof import as_of

        with study:
            past = as_of(study, self.as_of)
        self.as_of_words = past.as_of_words
        say(f"{past.name} {past.as_of_words}")
        return past


def study_options(command: F) -> F:
    """Let ``--study`` and ``--coder`` stand after the command as well."""

    def keep(name: str) -> Callable[[click.Context, click.Parameter, str | None], None]:
        def callback(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> None:
            if value is not None:
                setattr(ctx.ensure_object(Session), name, value)

        return callback

    study = click.option(
        "--study", metavar="PATH", expose_value=False, callback=keep("study"), help="The study to work on."
    )
    coder = click.option(
        "--coder", metavar="NAME", expose_value=False, callback=keep("coder"), help="Whose view to take."
    )
    return study(coder(command))


def as_of_option(command: F) -> F:
    """Let a command that reads look at the study as it was; :meth:`Session.open` does."""

    def callback(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> None:
        if value is not None:
            ctx.ensure_object(Session).as_of = value

    return click.option(
        "--as-of",
        metavar="WHEN",
        expose_value=False,
        callback=callback,
        help="As it was: after an event (its number in coder log), at the end of a day, at a time (UTC), "
        "or “opening”: each interview before its coders saw each other's codes.",
    )(command)


def table_options(command: F) -> F:
    """The options of every command that prints a table."""
    form = click.option(
        "--format",
        "form",
        type=click.Choice(["table", "csv", "json", "md", "html", "tex", "xlsx", "docx"]),
        help="How to print; by default a table, or what the ending of --output says.",
    )
    output = click.option(
        "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file instead."
    )
    return form(output(command))


decimal_option = click.option(
    "--decimal", type=click.Choice([".", ","]), default=".", show_default=True, help="The decimal sign."
)

language_option = click.option(
    "--lang",
    "language",
    type=click.Choice(LANGUAGES),
    default=lambda: default_language(),
    show_default="from LANG, else en",
    help="The language of code labels.",
)


def default_language() -> str:
    """The language that the environment asks for, where code labels have it; English otherwise."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value[:2] if value[:2] in LANGUAGES else "en"
    return "en"


_ENDINGS = {"": "table", ".txt": "table", ".htm": "html"} | {
    f".{form}": form for form in ("csv", "json", "md", "html", "tex", "xlsx", "docx")
}
"""What a file's ending says about how to print."""


def emit(table: Table | Sequence[Table], form: str | None, output: Path | None, decimal: str = ".") -> None:
    """Print a table, or several, on stdout, or write them to a file and say so."""
    from coder.report.render import BINARY, FORMATS, Style, made, write
    from coder.report.table import Table as OneTable

    wanted = form or _ENDINGS.get(output.suffix.lower() if output else "")
    if wanted is None:
        endings = ", ".join(ending for ending in _ENDINGS if ending)
        raise CoderError(f"{output}: the ending may be one of {endings}; for another one say --format.")
    chosen: Format = next(known for known in FORMATS if known == wanted)
    if chosen in BINARY and output is None:
        raise CoderError(f"{chosen} is for a file, not for the screen: say --output NAME.{chosen}")
    width = terminal_width() if output is None else None
    tables = [_as_of(each) for each in ([table] if isinstance(table, OneTable) else table)]
    content = made(tables, chosen, Style(decimal, width))
    if output is not None:
        write(output, content, chosen)
        say(f"written: {output}")
    elif isinstance(content, str):
        click.echo(plain(content) if sys.stdout.isatty() else content, nl=False)


def _as_of(table: Table) -> Table:
    """The table; of a study as it was, its caption says so in any case."""
    context = click.get_current_context(silent=True)
    session = context.find_object(Session) if context is not None else None
    words = session.as_of_words if session is not None else ""
    if not words or words in table.caption:
        return table
    said = f"The study {words}."
    return replace(table, caption=f"{table.caption} {said}" if table.caption else said)


def terminal_width() -> int | None:
    """The width of the terminal that stdout is; None for a file or a pipe."""
    if not sys.stdout.isatty():
        return None
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns
    except OSError:
        return None


def is_terminal() -> bool:
    """Whether a person is at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def say(text: str) -> None:
    """Narration: to stderr, so that stdout stays data."""
    click.echo(plain(text), err=True)


def tell(text: str) -> None:
    """A line for people on stdout, where it is what was asked for."""
    click.echo(plain(text))


def plain(text: str) -> str:
    """The text without what would steer a terminal: names may come from any file."""
    return _STEERS.sub("\N{REPLACEMENT CHARACTER}", text)


def confirm(question: str, yes: bool) -> bool:
    """Ask; ``yes`` answers beforehand. Where nobody can answer, a sentence says so."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise CoderError(f"{question} There is nobody here to ask; say --yes. Nothing was changed.")
    return click.confirm(plain(question), default=True, err=True)
