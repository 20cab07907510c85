"""Bring the help texts in ``docs/commands.md`` up to date.

    python docs/make_commands.py

Every block that follows a heading such as ``## coder freq`` and begins with ``Usage:`` is
replaced by what ``coder freq --help`` prints now; the words around the blocks are left alone.
A command that the page does not name yet gets a section with its help text.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from coder.cli.main import cli

PAGE = Path(__file__).with_name("commands.md")
WIDTH = 100

_HEADING = re.compile(r"^#+ ", re.MULTILINE)
_SECTION = re.compile(
    r"^(?P<head>#+ (?P<name>coder(?: [a-z-]+)*)\n(?:(?!#|```).*\n)*```text\n)"
    r"Usage:.*\n(?:(?!```).*\n)*(?P<end>```$)",
    re.MULTILINE,
)


def commands() -> dict[str, click.Context]:
    """Every command by its full name, groups and ``coder`` itself included."""
    return dict(
        _under(cli, click.Context(cli, info_name="coder", terminal_width=WIDTH, **cli.context_settings))
    )


def _under(command: click.Command, context: click.Context) -> Iterator[tuple[str, click.Context]]:
    yield context.command_path, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                yield from _under(child, click.Context(child, info_name=name, parent=context))


def help_of(context: click.Context) -> str:
    """What ``--help`` prints."""
    return context.command.get_help(context).rstrip() + "\n"


def updated(page: str) -> str:
    """The page with today's help texts; a command it lacks gets a section of its own, after the one before.

    Raises:
        LookupError: a section is about a command that is not there.
    """
    known = commands()
    there = {match["name"] for match in _SECTION.finditer(page)}
    if gone := there - set(known):
        raise LookupError(f"there are no such commands any more: {', '.join(sorted(gone))}")
    before = "coder"
    for name in known:
        if name not in there:
            page = _with_section(page, name, before)
        before = name
    return _SECTION.sub(lambda match: match["head"] + help_of(known[match["name"]]) + match["end"], page)


def _with_section(page: str, name: str, before: str) -> str:
    start = next(match.end() for match in _SECTION.finditer(page) if match["name"] == before)
    following = _HEADING.search(page, start)
    at = following.start() if following else len(page)
    section = f"{'#' * (name.count(' ') + 2)} {name}\n\n```text\nUsage: {name}\n```\n"
    return page[:at].rstrip("\n") + "\n\n" + section + ("\n" if following else "") + page[at:]


def main() -> None:
    """Write the page."""
    try:
        page = updated(PAGE.read_text(encoding="utf-8"))
    except LookupError as error:
        sys.exit(str(error))
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
