"""A codebook to be read: definitions, counts and quotes, as for the appendix of a paper."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import coder
from coder.files.codebooks.words import label
from coder.model import Code, Codebook, CoderError, Quote, Texts, in_language
from coder.report.codebook_words import word
from coder.report.denominators import basis
from coder.report.document import Block, CodeEntry, Document, Heading, Paragraph, Quotation, Tabular
from coder.report.formats import markdown_document, web_document, word_document
from coder.report.formats.cells import Style
from coder.report.frequencies import Wanted as Counted
from coder.report.frequencies import frequency_table
from coder.report.lists import codebook_table
from coder.report.study_figures import Chooser
from coder.report.table import Column, Row, Section, Table
from coder.study import codebook, counts, people
from coder.study.study import Study

Form = Literal["md", "html", "docx"]
Choice = Literal["short", "first", "random"]

_PRINTED = 500
"""Letters of a quote that are printed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the document should hold and how it says it."""

    codebook: str
    rule: str | None = None
    quotes: int = 2
    """Quotes of a code."""
    counts: bool = True
    """Whether anything of the coding is in it; if not, the codebook alone."""
    choose: Choice = "short"
    """Which quotes: short ones that say something, the first ones of the text, or drawn by lot."""
    seed: int = 1
    quotes_in: str | None = None
    """Only quotes from interviews in this language."""
    language: str = "en"
    decimal: str = "."


@dataclass(frozen=True, slots=True)
class _Figures:
    """What is known of the coding."""

    table: Table
    of: Mapping[str, Mapping[str, Any]]
    """The table's records by code."""
    quotes: Mapping[str, Sequence[Quote]]
    languages: Mapping[str, str]
    """Of the transcripts, by name."""


def codebook_document(study: Study, wanted: Wanted, today: date | None = None) -> Document:
    """One codebook of the study; a blind coder's session counts and quotes the own codings.

    Raises:
        CoderError: there is no such codebook, or no such rule.
    """
    today = today or date.today()  # noqa: DTZ011 - the reader's own calendar day
    book = codebook.with_changes(study, codebook.codebooks(study, wanted.codebook)[0])
    figures = _figures(study, wanted, today) if wanted.counts else None
    language = wanted.language
    overview = _compact(figures.table) if figures is not None else codebook_table(book, language)
    blocks: list[Block] = [
        Heading(word("overview", language)),
        Tabular(overview, bars=figures is not None),
        Heading(word("codes", language)),
    ]
    if figures is not None:
        said = word("read", language) + (f" {word('quotes', language)}" if wanted.quotes else "")
        blocks.append(Paragraph((said,), faint=True))
    labels = {code.slug: in_language(code.label, language) for code in book.codes}
    for code in book.codes:
        if code.status in ("active", "draft"):
            blocks += _code(book, code, labels, figures, language)
    blocks += _gone(book, labels, language)
    blocks += _sets(book, labels, language)
    blocks += _versions(book, language)
    return Document(in_language(book.title, language), _subtitle(study, book, wanted, today), tuple(blocks))


def written(document: Document, form: Form, style: Style) -> str | bytes:
    """The document as Markdown, as an HTML page or as the bytes of a Word file."""
    if form == "md":
        return markdown_document.as_markdown(document, style)
    return web_document.as_html(document, style) if form == "html" else word_document.as_docx(document, style)


def _subtitle(study: Study, book: Codebook, wanted: Wanted, today: date) -> str:
    language = wanted.language
    last = max(
        (str(each.get("date", "")) for each in book.changes if each.get("version") == book.version),
        default="",
    )
    head = f"{word('codebook', language)} {book.slug}, {word('version', language)} {book.version}"
    head += f", {last or book.date}" if last or book.date else ""
    authors = f" {word('authors', language)}: {', '.join(book.authors)}." if book.authors else ""
    past = f" ({study.as_of_words})" if study.as_of_words else ""
    made = word("made", language, v=coder.__version__, day=today.isoformat())
    return f"{head}{past}.{authors} {made}."


# --- figures -----------------------------------------------------------------------------------------


def _figures(study: Study, wanted: Wanted, today: date) -> _Figures:
    table = frequency_table(
        study,
        Counted(
            codebook=wanted.codebook,
            rule=wanted.rule,
            language=wanted.language,
            decimal=wanted.decimal,
            further=("codings",),
        ),
        today,
    )
    spoken = {line.name: line.language for line in counts.transcript_lines(study)}
    if wanted.quotes_in and wanted.quotes_in not in spoken.values():
        known = ", ".join(sorted({each for each in spoken.values() if each})) or "none is known"
        raise CoderError(f"no interview is in {wanted.quotes_in!r} (languages: {known}).")
    chosen: dict[str, Sequence[Quote]] = {}
    if wanted.quotes:
        found = basis(study, wanted.codebook, wanted.rule)
        names = {each.id: each.name for each in people.coders(study)}
        choose = Chooser(study, found, names, wanted.quotes, _order(wanted))
        for code in found.books[0].codes:
            if code.status in ("active", "draft"):
                passages = counts.quotes(study, [code.id])  # one code at a time: there may be a million
                if wanted.quotes_in:
                    passages = [each for each in passages if spoken.get(each.transcript) == wanted.quotes_in]
                chosen[code.slug] = choose(code, passages)
    return _Figures(table, {each["code"]: each for each in table.records}, chosen, spoken)


def _compact(table: Table) -> Table:
    """The table of frequencies without ids, which stand at the codes, to fit a page."""
    columns = [Column("code"), Column("n", "count"), Column("of", "count"), Column("codings", "count")]
    lines = tuple(
        Row((each["label"], each["n"], each["of"], each["codings"], each["percent"]), each["depth"])
        for each in table.records
    )
    return replace(table, columns=(*columns, Column("percent", "percent")), sections=(Section("", lines),))


def _order(wanted: Wanted) -> Any:
    """In which order quotes are tried; None: short ones first."""
    if wanted.choose == "short":
        return None

    def order(code: Code, found: Sequence[Quote]) -> Sequence[Quote]:
        if wanted.choose == "random":
            lot = random.Random(f"{wanted.seed}/{code.slug}")  # noqa: S311 - a draw that can be repeated
            return lot.sample(list(found), len(found))
        return found

    return order


# --- codes -------------------------------------------------------------------------------------------


def _code(
    book: Codebook, code: Code, labels: Mapping[str, str], figures: _Figures | None, language: str
) -> Iterator[Block]:
    def said(texts: Texts) -> str:
        return in_language(texts, language)

    depth = book.depth(code)
    rules = [
        (label("use_when", language), tuple(_flat(said(each)) for each in code.use_when)),
        (
            label("not_when", language),
            tuple(_excluded(said(e.text), e.see, labels, language) for e in code.not_when),
        ),
        (
            label("examples", language),
            tuple(f"{word(each.kind, language)}: “{_flat(each.text)}”" for each in code.examples),
        ),
    ]
    status = f" ({word(code.status, language)})" if code.status != "active" else ""
    yield CodeEntry(
        labels[code.slug] + status,
        code.slug,
        depth,
        _count(code, figures, language),
        said(code.definition),
        tuple(each for each in rules if each[1]),
        brief=_flat(said(code.brief)),
        aside=f"{label('aliases', language)}: {', '.join(code.aliases)}" if code.aliases else "",
        level=2 if depth == 0 else 3,
    )
    if figures is not None:
        for quote in figures.quotes.get(code.slug, ()):
            spoken = figures.languages.get(quote.transcript, "")
            yield Quotation(_shortened(quote.quote), _source(quote, language), spoken, depth)


def _excluded(text: str, see: str | None, labels: Mapping[str, str], language: str) -> str:
    text = _flat(text)
    return f"{text} {word('see', language)}: {labels.get(see, see)} ({see})." if see else text


def _count(code: Code, figures: _Figures | None, language: str) -> str:
    parts = [] if code.codable else [word("heading", language)]
    if figures is not None and (record := figures.of.get(code.slug)):
        share = record["percent_text"] or "n/a"
        parts.append(word("respondents", language, n=record["n"], of=record["of"], percent=share))
        parts.append(word("codings", language, n=record["codings"]))
    return "; ".join(parts)


def _source(quote: Quote, language: str) -> str:
    place = "" if quote.respondent == quote.transcript else f"{quote.transcript}, "
    return f"{quote.respondent}, {place}{word('segment', language, n=quote.segment)}"


def _shortened(words: str) -> str:
    return words if len(words) <= _PRINTED else words[:_PRINTED].rsplit(maxsplit=1)[0] + " […]"


def _flat(text: str) -> str:
    return " ".join(text.split())


# --- the end -----------------------------------------------------------------------------------------


def _gone(book: Codebook, labels: Mapping[str, str], language: str) -> Iterator[Block]:
    rows = []
    for code in book.codes:
        if code.status not in ("active", "draft"):
            to = code.merged_into
            into = f" {labels[to]} ({to})" if to and to in labels else ""
            rows.append((labels[code.slug], code.slug, word(code.status, language) + into))
    if rows:
        yield Heading(word("gone", language))
        yield _table(word("gone", language), (word("codes", language), "id", ""), rows)


def _sets(book: Codebook, labels: Mapping[str, str], language: str) -> Iterator[Block]:
    if book.sets:
        yield Heading(word("sets", language))
        rows = [
            (name, ", ".join(labels.get(each, each) for each in inside)) for name, inside in book.sets.items()
        ]
        yield _table(word("sets", language), ("id", word("codes", language)), rows)


def _versions(book: Codebook, language: str) -> Iterator[Block]:
    if book.changes:
        yield Heading(word("versions", language))
        rows = [
            tuple(str(each.get(key, "")) for key in ("version", "date", "by", "what"))
            for each in book.changes
        ]
        headers = (
            word("version", language),
            word("when", language),
            word("who", language),
            word("what", language),
        )
        yield _table(word("versions", language), headers, rows)


def _table(title: str, headers: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Tabular:
    lines = tuple(Row(row) for row in rows)
    return Tabular(Table(title, tuple(map(Column, headers)), (Section("", lines),), records=[]))
