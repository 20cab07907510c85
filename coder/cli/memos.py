"""Memos: notes on codings, segments, transcripts, codes and the study."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.common import Session, emit, say, study_options, table_options
from coder.model import CoderError, MemoKind

if TYPE_CHECKING:
    from coder.study.study import Study


@click.group()
def memo() -> None:
    """Memos: notes on codings, texts, codes and the study."""


@memo.command()
@click.argument("text")
@click.option("--coding", type=int, metavar="ID", help="On this coding.")
@click.option("--segment", metavar="TRANSCRIPT:N", help="On this segment, counting from 1.")
@click.option("--transcript", metavar="NAME", help="On this transcript.")
@click.option("--code", metavar="CODE", help="On this code.")
@study_options
@click.pass_obj
def add(
    session: Session,
    text: str,
    coding: int | None,
    segment: str | None,
    transcript: str | None,
    code: str | None,
) -> None:
    """Write a memo; without an option, on the study."""
    from coder.study import codebook, memos, transcripts

    given = [each for each in (coding, segment, transcript, code) if each is not None]
    if len(given) > 1:
        raise click.UsageError(
            "a memo is on one thing: say --coding, --segment, --transcript or --code once."
        )
    kind: MemoKind = "study"
    target = 0
    with session.open() as study:
        if coding is not None:
            kind, target = "coding", coding
        elif segment is not None:
            kind, target = "segment", _segment(study, segment)
        elif transcript is not None:
            kind, target = "transcript", transcripts.load(study, transcript).id
        elif code is not None:
            kind, target = "code", codebook.find_code(study, code).id
        id_ = memos.add(study, text, kind, target)
    say(f"memo number {id_} on the {kind}.")


def _segment(study: Study, place: str) -> int:
    from coder.study import transcripts

    name, _, number = place.rpartition(":")
    if not name or not number.isascii() or not number.isdigit():
        raise CoderError(f"{place!r} names no segment; write TRANSCRIPT:NUMBER, as in E01:12.")
    segments = transcripts.load(study, name).segments
    if not 1 <= int(number) <= len(segments):
        raise CoderError(f"transcript {name!r} has {len(segments)} segments; there is no number {number}.")
    return segments[int(number) - 1].id


@memo.command("list")
@click.option(
    "--on",
    "kind",
    type=click.Choice(["coding", "segment", "transcript", "code", "study"]),
    help="Only memos on this kind of thing.",
)
@click.option("--by-coder", metavar="NAME", help="Only this coder's.")
@click.option("--transcript", metavar="NAME", help="Only those in this transcript.")
@study_options
@table_options
@click.pass_obj
def list_(
    session: Session,
    kind: MemoKind | None,
    by_coder: str | None,
    transcript: str | None,
    form: str | None,
    output: Path | None,
) -> None:
    """List memos, oldest first."""
    from coder.report.work_lists import memos_table
    from coder.study import memos

    with session.open() as study:
        found = memos.memos(study, kind, coder=by_coder, transcript=transcript)
    emit(memos_table(found), form, output)


@memo.command()
@click.argument("number", type=int)
@click.argument("text")
@study_options
@click.pass_obj
def edit(session: Session, number: int, text: str) -> None:
    """Give the memo of this number other words."""
    from coder.study import memos

    with session.open() as study:
        memos.edit(study, number, text)
    say(f"memo number {number} has been changed.")


@memo.command()
@click.argument("number", type=int)
@study_options
@click.pass_obj
def remove(session: Session, number: int) -> None:
    """Remove the memo of this number; undo brings it back."""
    from coder.study import memos

    with session.open() as study:
        memos.remove(study, number)
    say(f"memo number {number} has been removed; undo brings it back.")
