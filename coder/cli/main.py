"""The command ``coder``: its groups, its options for every command, its exit codes.

0: done. 1: the study or the input is wrong, said in one sentence. 2: usage.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import TextIOWrapper
from typing import Any, NoReturn

import click

import coder
from coder.cli.common import LANGUAGES, Session, plain
from coder.model import CoderError

COMMANDS = {
    "init": "coder.cli.life:init",
    "demo": "coder.cli.life:demo",
    "import": "coder.cli.importing:import_",
    "export": "coder.cli.exporting:export",
    "transcripts": "coder.cli.materials:transcripts",
    "transcript": "coder.cli.rewriting:transcript",
    "pseudonymise": "coder.cli.pseudonyms:pseudonymise",
    "codebook": "coder.cli.codebooks:codebook",
    "respondents": "coder.cli.people:respondents",
    "coders": "coder.cli.people:coders",
    "assign": "coder.cli.assigning:assign",
    "assignments": "coder.cli.assigning:assignments",
    "progress": "coder.cli.assigning:progress",
    "finish": "coder.cli.assigning:finish",
    "reopen": "coder.cli.assigning:reopen",
    "open": "coder.cli.assigning:open_",
    "share": "coder.cli.apart:share",
    "merge": "coder.cli.apart:merge",
    "freq": "coder.cli.counting:freq",
    "matrix": "coder.cli.counting:matrix",
    "cooccur": "coder.cli.counting:cooccur",
    "saturation": "coder.cli.counting:saturation",
    "chart": "coder.cli.charting:chart",
    "agree": "coder.cli.agreeing:agree",
    "disagreements": "coder.cli.differing:disagreements",
    "confusion": "coder.cli.differing:confusion",
    "drift": "coder.cli.differing:drift",
    "plan": "coder.cli.differing:plan",
    "review": "coder.cli.reviewing:review",
    "quotes": "coder.cli.numbers:quotes",
    "codings": "coder.cli.coded:codings",
    "report": "coder.cli.reporting:report",
    "search": "coder.cli.searching:search",
    "memo": "coder.cli.memos:memo",
    "keys": "coder.cli.app:keys",
    "undo": "coder.cli.history:undo",
    "redo": "coder.cli.history:redo",
    "log": "coder.cli.history:log",
    "check": "coder.cli.safety:check",
    "backup": "coder.cli.safety:backup",
    "restore": "coder.cli.safety:restore",
}


class _Commands(click.Group):
    """Loads the module of a command when the command is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean “{close[0]}”?" if close else ""
            ctx.fail(f"no command is called “{args[0]}”.{hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. A reader who closes our output (``| head``) has had enough: done, no fault."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _let_go_of_stdout()
            ctx.exit(0)


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--study", metavar="PATH", envvar="CODER_STUDY", help="The study; by default the one in this folder."
)
@click.option(
    "--coder", "coder_name", metavar="NAME", envvar="CODER_NAME", help="Who codes, or whose view to take."
)
@click.option(
    "--lang",
    "language",
    type=click.Choice(LANGUAGES),
    help="The language of the app; by default as set in it, else from LANG.",
)
@click.version_option(coder.__version__, prog_name="coder")
@click.pass_context
def cli(ctx: click.Context, study: str | None, coder_name: str | None, language: str | None) -> None:
    """Code expert interviews in the terminal; count respondents; check agreement.

    Without a command, opens the app on the study in this folder. To look around
    first: coder demo
    """
    ctx.obj = Session(study, coder_name, language)
    if ctx.invoked_subcommand is None:
        from coder.cli.app import open_app

        open_app(ctx.obj)


def main() -> None:
    """Run the command line; a fault of the study or the input ends in one sentence."""
    if isinstance(sys.stdout, TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8")  # files and pipes; a terminal has an encoding of its own
    try:
        cli(standalone_mode=True)
    except CoderError as error:
        _fail(str(error))
    except UnicodeEncodeError as error:
        words = ascii(error.object[max(error.start - 30, 0) : error.end + 30])
        _fail(f"{words}: this name holds bytes that are not UTF-8; rename it.")
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _fail(f"{where}the system refused ({error.strerror or error}).")


def _fail(sentence: str) -> NoReturn:
    click.echo(plain(f"coder: {sentence}"), err=True)
    try:
        sys.stdout.flush()
    except OSError:
        _let_go_of_stdout()
    sys.exit(1)


def _let_go_of_stdout() -> None:
    """What is still to be written goes nowhere, so that Python does not complain of it at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
