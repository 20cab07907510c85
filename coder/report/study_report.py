"""The report of a study: one document from the respondents to the methods paragraph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import coder
from coder.model import CoderError
from coder.report import agreement, report_parts, saturation
from coder.report.document import Block, Document, Gap, Heading, Paragraph, Tabular
from coder.report.formats import web_document, word_document
from coder.report.formats.cells import Style
from coder.report.frequencies import Wanted as Counted
from coder.report.frequencies import frequency_table
from coder.report.methods import methods
from coder.report.source import source_of
from coder.report.study_figures import StudyFigures, gather
from coder.report.table import Table
from coder.study.study import Study

Form = Literal["html", "docx"]

_INTERVIEWS = 60
"""A longer table of interviews is left out."""
_READ_METHODS = Paragraph(
    (
        "Written for a paper to start from. Numbers in parentheses are COREQ items (Tong et al. 2007); ",
        Gap("brackets"),
        " hold what only the authors know.",
    ),
    faint=True,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to report and how to say it."""

    codebook: str | None = None
    """A codebook's id; None for all."""
    rule: str | None = None
    quotes: int = 3
    """Example quotes of a code."""
    language: str = "en"
    decimal: str = "."


def study_report(study: Study, wanted: Wanted | None = None, today: date | None = None) -> Document:
    """Everything there is to say of a study, in the order in which a paper says it.

    Raises:
        CoderError: a blind coder asks, or the study has no codebook.
    """
    wanted = wanted or Wanted()
    study.refuse_blind("the report")
    today = today or date.today()  # noqa: DTZ011 - the reader's own calendar day
    figures = gather(study, wanted.codebook, wanted.rule, wanted.quotes)
    source = source_of(study, today)
    agreed = _agreement(study, wanted, today)
    pooled: Mapping[str, Any] | str = agreed.json["overall"] if isinstance(agreed, Table) else agreed
    language, decimal = wanted.language, wanted.decimal
    course = saturation.saturation_table(study, _course_wanted(wanted), today)
    blocks: list[Block] = [
        *([Paragraph((study.note,))] if study.note else []),
        Heading("The study in numbers"),
        *report_parts.in_numbers(figures, source),
        Heading("Codebooks" if len(figures.books) > 1 else "Codebook"),
        *report_parts.codebooks(figures, language, decimal),
        Heading("Frequencies"),
        Tabular(report_parts.with_intervals(_frequencies(study, wanted, today), decimal), bars=True),
        *_groups(study, figures, wanted, today),
        Heading("Agreement of the coders"),
        Tabular(agreed) if isinstance(agreed, Table) else Paragraph((agreed,)),
        Heading("Saturation"),
        *_saturation(course),
        *([Heading("Example quotes"), *report_parts.quotes(figures, language)] if wanted.quotes else []),
        Heading("Methods"),
        _READ_METHODS,
        *methods(figures, pooled, language, decimal, _said(course)),
    ]
    past = f", {study.as_of_words}" if study.as_of_words else ""
    subtitle = f"Report of the coding{past}, {today.isoformat()}. Made with coder {coder.__version__}."
    return Document(study.name, subtitle, tuple(blocks))


def written(document: Document, form: Form, style: Style) -> str | bytes:
    """The document as an HTML page or as the bytes of a Word file."""
    return web_document.as_html(document, style) if form == "html" else word_document.as_docx(document, style)


def _frequencies(study: Study, wanted: Wanted, today: date, by: str | None = None) -> Table:
    asked = Counted(wanted.codebook, by, wanted.rule, wanted.language, wanted.decimal, interval=by is None)
    return frequency_table(study, asked, today)


def _groups(study: Study, figures: StudyFigures, wanted: Wanted, today: date) -> list[Block]:
    """A table for each attribute that makes groups; a sentence for one that makes none or too many."""
    blocks: list[Block] = [Heading("Groups")] if figures.attributes else []
    for name in figures.attributes:
        if why_not := report_parts.no_groups(figures, name):
            blocks.append(Paragraph((why_not,), faint=True))
        else:
            blocks.append(Tabular(_frequencies(study, wanted, today, name)))
    return blocks


def _course_wanted(wanted: Wanted) -> saturation.Wanted:
    return saturation.Wanted(wanted.codebook, wanted.rule, language=wanted.language, decimal=wanted.decimal)


def _saturation(course: Table) -> list[Block]:
    """The table while a page holds it, and its notes alone for more interviews."""
    if len(course.rows) <= _INTERVIEWS:
        return [Tabular(course)]
    return [Paragraph((note,)) for note in (course.caption, *course.notes)]


def _said(course: Table) -> str:
    """The figure as a sentence for the methods, without its full stop."""
    return (
        f"Saturation, interviews in the order of import: {course.notes[0].rstrip('.')}" if course.rows else ""
    )


def _agreement(study: Study, wanted: Wanted, today: date) -> Table | str:
    """The table, or the sentence why there is none."""
    try:
        asked = agreement.Wanted(wanted.codebook, (), wanted.language, decimal=wanted.decimal)
        return agreement.agreement_table(study, asked, today)
    except CoderError as error:
        said = str(error)
        return said[:1].upper() + said[1:]
