"""coder transcript lost, place, drop: codings whose words a new text has not."""

from __future__ import annotations

from pathlib import Path

import click

from coder.cli.common import Session, emit, say, study_options, table_options
from coder.model import CoderError, Span


@click.command()
@click.argument("name", required=False)
@study_options
@table_options
@click.pass_obj
def lost(session: Session, name: str | None, form: str | None, output: Path | None) -> None:
    """List codings that wait for a place since a text was replaced.

    With the words they quoted, and the place in the present text that is most like it.
    """
    from coder.report.rewriting import lost_table
    from coder.study.rewriting import lost as store

    with session.open() as study:
        emit(lost_table(store.lost(study, name)), form, output)


@click.command()
@click.argument("lost_id", metavar="ID", type=int)
@click.argument("span", metavar="START-END", required=False)
@click.option("--at", "words", metavar="WORDS", help="The words it is to stand on; they must stand once.")
@click.option("--guess", is_flag=True, help="The place that coder transcript lost shows.")
@study_options
@click.pass_obj
def place(session: Session, lost_id: int, span: str | None, words: str | None, guess: bool) -> None:
    """Put a lost coding where it belongs: on words, on characters, or on the guess."""
    from coder.study.rewriting import lost as store

    if sum((span is not None, words is not None, guess)) != 1:
        raise click.UsageError("say where: START-END, --at WORDS or --guess, one of them.")
    with session.open() as study:
        if words is not None:
            there = store.span_of(study, lost_id, words)
        elif span is not None:
            there = _span(span)
        else:
            found = store.guess_of(study, lost_id)
            assert found.span is not None
            there = found.span
        store.place(study, lost_id, there)
    say(f"placed at {there.start}-{there.end}.")


@click.command()
@click.argument("lost_id", metavar="ID", type=int)
@study_options
@click.pass_obj
def drop(session: Session, lost_id: int) -> None:
    """Give a lost coding up. Its row stays, as that of a removed one; undo brings it back."""
    from coder.study.rewriting import lost as store

    with session.open() as study:
        store.drop(study, lost_id)
    say("given up.")


def _span(said: str) -> Span:
    start, _, end = said.partition("-")
    if not (start.isdecimal() and end.isdecimal()):
        raise CoderError(f"{said!r}: write where it begins and ends, as 120-164; or use --at and the words.")
    return Span(int(start), int(end))
