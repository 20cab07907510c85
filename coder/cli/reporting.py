"""The report of a whole study."""

from __future__ import annotations

from pathlib import Path

import click

from coder.cli.common import (
    Session,
    as_of_option,
    confirm,
    decimal_option,
    language_option,
    say,
    study_options,
)
from coder.model import CoderError


@click.command()
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("report.html"),
    show_default=True,
    help="Where to write it; .html or .docx.",
)
@click.option("--codebook", metavar="ID", help="One codebook; by default all.")
@click.option("--rule", metavar="RULE", help="Whose codings count, as for coder freq.")
@click.option(
    "--quotes", type=click.IntRange(0, 20), default=3, show_default=True, help="Example quotes of a code."
)
@click.option("--yes", is_flag=True, help="Replace a Word file that is there already.")
@decimal_option
@language_option
@study_options
@as_of_option
@click.pass_obj
def report(
    session: Session,
    output: Path,
    codebook: str | None,
    rule: str | None,
    quotes: int,
    yes: bool,
    decimal: str,
    language: str,
) -> None:
    """Write the whole study into one document, HTML or Word.

    The study in numbers, the codebook, frequencies, groups, agreement, example quotes, and a
    methods paragraph in the order of the COREQ checklist. What only the authors know is left
    as a gap in [brackets].
    """
    from coder.report.render import Style, write
    from coder.report.study_report import Form, Wanted, study_report, written

    endings: dict[str, Form] = {".html": "html", ".htm": "html", ".docx": "docx"}
    form = endings.get(output.suffix.lower())
    if form is None:
        raise CoderError(f"{output}: a report is .html or .docx.")
    with session.open() as study:
        document = study_report(study, Wanted(codebook, rule, quotes, language, decimal))
    # Authors fill the gaps in the Word file itself; an HTML page is only read.
    question = f"{output} is there already. Replace it, with anything written into it?"
    if form == "docx" and output.exists() and not confirm(question, yes):
        say("nothing written.")
        return
    write(output, written(document, form, Style(decimal)), form)
    say(f"written: {output}")
