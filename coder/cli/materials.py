"""Transcripts: the list of them."""

from __future__ import annotations

from pathlib import Path

import click

from coder.cli.common import Session, as_of_option, emit, study_options, table_options


@click.command()
@study_options
@as_of_option
@table_options
@click.pass_obj
def transcripts(session: Session, form: str | None, output: Path | None) -> None:
    """List the interviews with the progress of --coder."""
    from coder.report.lists import transcripts_table
    from coder.study.counts import transcript_lines
    from coder.study.progress import last_touched

    with session.open() as study:
        emit(transcripts_table(transcript_lines(study), last_touched(study)), form, output)
