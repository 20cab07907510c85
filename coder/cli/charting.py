"""Charts for print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.common import Session, as_of_option, decimal_option, language_option, say, study_options
from coder.cli.counting import codebook_option, course_options, rule_option
from coder.model import CoderError

if TYPE_CHECKING:
    from coder.report.charts.drawing import Kind, Sort
    from coder.report.charts.paper import Picture
    from coder.report.cooccurrence import Unit

_ENDINGS: dict[str, Picture] = {".svg": "svg", ".png": "png", ".pdf": "pdf"}


@click.command()
@click.argument("kind", type=click.Choice(["freq", "groups", "cooccur", "saturation", "agreement"]))
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file; its ending says svg, png or pdf.",
)
@codebook_option
@click.option("--under", metavar="CODE", help="Bars: only the codes right under this heading.")
@click.option("--by", metavar="ATTRIBUTE", help="groups: the attribute of respondents that makes them.")
@click.option("--ci", is_flag=True, help="Bars: Wilson's 95% interval.")
@click.option(
    "--sort",
    type=click.Choice(["codebook", "n"]),
    default="codebook",
    show_default=True,
    help="Bars: in the order of the codebook, or the most frequent first.",
)
@rule_option
@click.option(
    "--of",
    type=click.Choice(["segments", "respondents", "overlaps"]),
    default="segments",
    show_default=True,
    help="cooccur: together in a unit, with a respondent, or on words that overlap.",
)
@course_options
@click.option("--title", help="Another title; empty for none.")
@click.option("--no-caption", is_flag=True, help="Leave out the small print below.")
@decimal_option
@language_option
@study_options
@as_of_option
@click.pass_obj
def chart(
    session: Session,
    kind: Kind,
    output: Path,
    codebook: str | None,
    under: str | None,
    by: str | None,
    ci: bool,
    sort: Sort,
    rule: str | None,
    of: Unit,
    order: str | None,
    base: int,
    run: int,
    threshold: float,
    title: str | None,
    no_caption: bool,
    decimal: str,
    language: str,
) -> None:
    """Draw a chart for print: bars, a matrix or a curve."""
    form = _ENDINGS.get(output.suffix.lower())
    if form is None:
        raise CoderError(f"{output}: the ending may be one of {', '.join(_ENDINGS)}.")
    from coder.report.charts.drawing import Wanted
    from coder.report.charts.drawing import chart as drawn
    from coder.report.render import write

    wanted = Wanted(
        *(codebook, rule, by, under, ci, sort, of, order, base, run, threshold, title, not no_caption),
        *(language, decimal),
    )
    with session.open() as study:
        content = drawn(study, kind, form, wanted)
    write(output, content, "html")
    say(f"written: {output}")
