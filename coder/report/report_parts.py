"""The parts of a study's report, each a few blocks of the document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from coder.analysis.rounding import percent, show
from coder.analysis.rules import independent
from coder.model import Code, Codebook, Quote, in_language
from coder.report.document import Block, CodeEntry, Facts, Heading, Paragraph, Quotation, Tabular
from coder.report.lists import role_words
from coder.report.study_figures import StudyFigures
from coder.report.table import Column, Row, Section, Table

_GROUPS = 10
"""Groups that a table still holds."""
_VALUES = 20
"""Values of an attribute that are listed one by one."""
_PRINTED = 500
"""Letters of a quote that are printed."""


def _plain(words: str) -> Paragraph:
    return Paragraph((words,))


def _faint(words: str) -> Paragraph:
    return Paragraph((words,), faint=True)


# --- the study in numbers ------------------------------------------------------------------------


def in_numbers(figures: StudyFigures, source: str) -> Iterator[Block]:
    """Figures at a glance, respondents by attribute, coders."""
    codes = sum(code.codable for book in figures.books for code in book.codes)
    coders = sum(independent(each.coder) for each in figures.work)
    counted = (
        (len(figures.transcripts), "transcript"),
        (len(figures.respondents), "respondent"),
        (figures.units, "unit"),
        (codes, "code"),
        (coders, "coder"),
        (figures.all_codings, "coding"),
    )
    yield Facts(tuple((str(n), what + ("s" if n != 1 else "")) for n, what in counted))
    yield _plain(
        f"A unit is a segment that coders decide about: {figures.units} of {figures.segments} segments. "
        "The others are interviewers' words and text around the talk."
    )
    if figures.attributes:
        yield Tabular(_respondents(figures, source), bars=True)
    yield Tabular(_coders(figures, source))


def _respondents(figures: StudyFigures, source: str) -> Table:
    of = len(figures.respondents)
    sections, records = [], []
    for name in figures.attributes:
        values = Counter(r.attributes.get(name) or "not given" for r in figures.respondents)
        records += [
            {"attribute": name, "value": value, "n": n, "of": of, "percent": percent(n, of)}
            for value, n in values.items()
        ]
        shown = values.most_common(_VALUES)
        rest = len(values) - len(shown)
        if rest:
            shown.append((f"{rest} other values", of - sum(n for _, n in shown)))
        sections.append(Section(name, tuple(Row((value, n, percent(n, of))) for value, n in shown)))
    return Table(
        "Respondents by attribute",
        (Column("value"), Column("n", "count"), Column("percent", "percent")),
        tuple(sections),
        records,
        f"n of {of} respondents. {source}",
    )


def _coders(figures: StudyFigures, source: str) -> Table:
    header = ("name", "role", "sees others", "transcripts", "units decided", "codings")
    names = {w.coder.id: w.coder.name for w in figures.work}
    lines = [
        (
            *(w.coder.name, role_words(w.coder, names), "no" if w.coder.blind else "yes"),
            *(w.transcripts, w.decided, w.codings),
        )
        for w in figures.work
    ]
    return Table(
        "Coders",
        tuple(Column(name, "text" if i < 3 else "count") for i, name in enumerate(header)),
        (Section("", tuple(Row(line) for line in lines)),),
        [dict(zip(header, line, strict=True)) for line in lines],
        f"Transcripts in which the coder decided at least one unit; units decided, of {figures.units}; "
        f"codings that stand today, of all codebooks. {source}",
    )


# --- codebooks and counts ------------------------------------------------------------------------


def codebooks(figures: StudyFigures, language: str, decimal: str) -> Iterator[Block]:
    """Every code with its definition and how often it was met."""
    yield _faint(
        "Counts: respondents who mention a code, a heading's those of its branch; codings are spans. "
        f"Rule: {figures.rule.words}."
    )
    for book in figures.books:
        yield Heading(in_language(book.title, language), 2)
        made = [f"{book.slug}, version {book.version}", book.date, ", ".join(book.authors)]
        yield _faint("; ".join(each for each in made if each) + ".")
        for code in book.codes:
            if code.status in ("active", "draft") or figures.codings[code.id]:
                yield _entry(book, code, figures, language, decimal)


def _entry(book: Codebook, code: Code, figures: StudyFigures, language: str, decimal: str) -> CodeEntry:
    def said(texts: Mapping[str, str]) -> str:
        return " ".join(in_language(texts, language).split())

    n = figures.codings[code.id]
    count = figures.of_respondents(figures.mentions[code.id], decimal)
    count += f", {n} coding{'s' if n != 1 else ''}" if code.codable or n else ", a heading"
    rules = (
        ("Use when", tuple(said(texts) for texts in code.use_when)),
        ("Not when", tuple(said(e.text) + (f" See {e.see}." if e.see else "") for e in code.not_when)),
    )
    status = f" ({code.status})" if code.status != "active" else ""
    label = in_language(code.label, language) + status
    definition = said(code.definition) or said(code.brief)
    return CodeEntry(label, code.slug, book.depth(code), count, definition, tuple(r for r in rules if r[1]))


def with_intervals(table: Table, decimal: str) -> Table:
    """The frequency table with its intervals as one column before the percentages."""
    lines: dict[str, list[Row]] = {}
    for each in table.records:
        low, high = (show(each[end], 1, decimal) for end in ("ci_low", "ci_high"))
        between = "n/a" if each["ci_low"] is None else f"{low} to {high}"
        cells = (each["label"], each["n"], each["of"], between, each["percent"])
        lines.setdefault(each["codebook"], []).append(Row(cells, each["depth"]))
    counts = [Column("n", "count"), Column("of", "count"), Column("95% interval", "count")]
    return replace(
        table,
        columns=(Column("code"), *counts, Column("percent", "percent")),
        sections=tuple(
            Section(section.heading, tuple(rows))
            for section, rows in zip(table.sections, lines.values(), strict=True)
        ),
    )


def no_groups(figures: StudyFigures, name: str) -> str:
    """Why an attribute makes no table of groups; empty when it does."""
    values = {r.attributes.get(name) for r in figures.respondents}
    if len(values) < 2:
        return f"{name}: all respondents have the same value; no groups."
    return f"{name}: {len(values)} values; too many for a table of groups." if len(values) > _GROUPS else ""


# --- quotes --------------------------------------------------------------------------------------


def quotes(figures: StudyFigures, language: str) -> Iterator[Block]:
    """The examples of each code, with their places."""
    languages = {line.name: line.language for line in figures.transcripts}
    yield _faint(
        "From different respondents, short ones first; with respondent, transcript and segment. They "
        "illustrate; they were not chosen for being typical."
    )
    for book in figures.books:
        yield Heading(in_language(book.title, language), 2)
        without = []
        for code in book.codes:
            label = in_language(code.label, language)
            if figures.examples[code.id]:
                yield Heading(label, 3)
            elif code.codable and code.status == "active":
                without.append(label)
            for quote in figures.examples[code.id]:
                yield Quotation(_shortened(quote.quote), _source(quote), languages.get(quote.transcript, ""))
        if without:
            yield _faint(f"Without a quote of a respondent: {', '.join(without)}.")


def _source(quote: Quote) -> str:
    place = "" if quote.respondent == quote.transcript else f"{quote.transcript}, "
    return f"{quote.respondent}, {place}segment {quote.segment}"


def _shortened(words: str) -> str:
    return words if len(words) <= _PRINTED else words[:_PRINTED].rsplit(maxsplit=1)[0] + " […]"
