"""The report of a whole study: its figures are the tables' own, its gaps are named, its words are data."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING, Any

import docx
import pytest
from lxml import html

from coder.analysis.rounding import show
from coder.model import CoderError, in_language
from coder.report import agreement, frequencies, saturation, study_figures
from coder.report.document import CodeEntry, Document, Gap, Heading, Paragraph, Quotation, Tabular
from coder.report.formats.cells import Style
from coder.report.methods import methods
from coder.report.study_report import Wanted, study_report, written
from coder.report.table import Table
from coder.study import codebook, coding, counts, people, transcripts
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Plain

EVIL = "<script>x</script> [red] =1+1 \\input{x} & Ңұқ"


@pytest.fixture(scope="module")
def report(demonstration: Study, today: date) -> Document:
    """The demonstration's."""
    return study_report(demonstration, today=today)


def page_of(document: Document) -> Any:
    text = written(document, "html", Style())
    assert isinstance(text, str)
    return html.fromstring(text)


def word_of(document: Document) -> Any:
    data = written(document, "docx", Style())
    assert isinstance(data, bytes)
    return docx.Document(BytesIO(data))


def tables_of(document: Document) -> list[Table]:
    return [block.table for block in document.blocks if isinstance(block, Tabular)]


def part(document: Document, heading: str) -> list[Any]:
    """The blocks under a heading of the first level."""
    at = next(i for i, b in enumerate(document.blocks) if isinstance(b, Heading) and b.words == heading)
    rest = document.blocks[at + 1 :]
    end = next((i for i, b in enumerate(rest) if isinstance(b, Heading) and b.level == 1), len(rest))
    return list(rest[:end])


def prose(document: Document, heading: str) -> str:
    words = chain.from_iterable(b.words for b in part(document, heading) if isinstance(b, Paragraph))
    return "".join(f"[{each.words}]" if isinstance(each, Gap) else each for each in words)


# --- what stands in it ----------------------------------------------------------------------------


def test_the_parts_in_order(report: Document) -> None:
    assert [b.words for b in report.blocks if isinstance(b, Heading) and b.level == 1] == [
        "The study in numbers",
        "Codebooks",
        "Frequencies",
        "Groups",
        "Agreement of the coders",
        "Saturation",
        "Example quotes",
        "Methods",
    ]
    assert "2026-11-21" in report.subtitle
    assert all("2026-11-21" in table.caption for table in tables_of(report))
    assert all("Study: Demonstration" in table.caption for table in tables_of(report))


def test_the_frequencies_are_the_frequency_table_s(
    report: Document, demonstration: Study, today: date
) -> None:
    table = next(t for t in tables_of(report) if "95% interval" in [c.header for c in t.columns])
    own = frequencies.frequency_table(demonstration, today=today)
    assert [(r.cells[0], r.cells[1], r.cells[2], r.cells[4], r.depth) for r in table.rows] == [
        (r.cells[0], r.cells[2], r.cells[3], r.cells[4], r.depth) for r in own.rows
    ]
    systematic = next(r for r in table.rows if r.cells[1:3] == (7, 24))
    assert systematic.cells[3] == "14.9 to 49.2"  # Wilson, 7 of 24
    assert table.caption == own.caption


def test_groups_and_agreement_are_the_tables_the_commands_print(
    report: Document, demonstration: Study, today: date
) -> None:
    tables = tables_of(report)
    for name in people.attributes(demonstration):
        assert frequencies.frequency_table(demonstration, frequencies.Wanted(by=name), today) in tables
    assert agreement.agreement_table(demonstration, today=today) in tables


def test_codebook_entries_count_what_the_tables_count(report: Document, demonstration: Study) -> None:
    entries = {b.slug: b for b in report.blocks if isinstance(b, CodeEntry)}
    books = codebook.codebooks(demonstration)
    assert len(entries) == sum(len(book.codes) for book in books)
    records = {r["code"]: r for r in frequencies.frequency_table(demonstration).records}
    own = [q for q in counts.quotes(demonstration) if q.coder == "consensus"]
    for slug, entry in entries.items():
        r, n = records[slug], sum(q.code == slug for q in own)
        assert entry.count.startswith(f"{r['n']} of {r['of']} respondents ({r['percent_text']}), ")
        assert entry.count.endswith("a heading" if not r["codable"] else f"{n} coding{'s' * (n != 1)}")
        code = next(c for book in books for c in book.codes if c.slug == slug)
        assert entry.definition == " ".join(in_language(code.definition or code.brief, "en").split())


def test_quotes_are_of_different_respondents_and_of_the_rule_s_coders(demonstration: Study) -> None:
    figures = study_figures.gather(demonstration, None, None, 3)
    for found in figures.examples.values():
        assert len(found) <= 3
        assert len({q.respondent for q in found}) == len(found)
        assert {q.coder for q in found} <= {"consensus"}
        good = [q for q in found if study_figures.SHORTEST <= len(q.quote) <= study_figures.LONGEST]
        assert [len(q.quote) for q in good] == sorted(len(q.quote) for q in good)
    for code_id, n in figures.mentions.items():
        if figures.codings[code_id]:
            assert len(figures.examples[code_id]) == min(3, n) or n > 3 or figures.examples[code_id]


def test_quotes_stand_under_the_rule(small: Study, plain: Plain) -> None:
    """Ann coded all of it; of Ben's and Ann's codings together only those both made stand."""
    figures = study_figures.gather(small, "book", "all", 3)
    ids = {code.slug: code.id for book in figures.books for code in book.codes}
    segments = {t: [s.id for s in transcripts.load(small, t).segments] for t in transcripts.names(small)}
    stands = plain.standing(plain.marks(small), figures.rule)
    for slug, id_ in ids.items():
        for q in figures.examples[id_]:
            assert (segments[q.transcript][q.segment - 1], id_) in stands, slug


def test_a_quote_says_where_it_stands_and_in_which_language(report: Document) -> None:
    quotes = [b for b in report.blocks if isinstance(b, Quotation)]
    assert len(quotes) > 50
    for quote in quotes:
        assert re.fullmatch(r"E\d\d, segment \d+", quote.source)
    assert {quote.language for quote in quotes} == {"en", "ru", "kk"}


# --- methods --------------------------------------------------------------------------------------


def test_methods_follow_coreq_and_name_the_gaps(report: Document, demonstration: Study) -> None:
    text = prose(report, "Methods")
    items = [int(n) for n in re.findall(r"\((\d\d)(?:-\d\d|, \d\d)?\)", text)]
    assert items == sorted(items)
    assert set(items) >= {10, 12, 13, 16, 17, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32}
    gaps = [w.words for b in part(report, "Methods")[1:] for w in b.words if isinstance(w, Gap)]
    assert len(gaps) == 7
    assert f"{saturation.saturation_table(demonstration).notes[0].rstrip('.')} (22)" in text
    assert "Whether respondents gave feedback on the findings" in gaps
    assert "24 transcripts of 24 respondents (12)" in text
    assert "2 coders (Dana and Timur); 280 of 280 units" in text
    overall = agreement.agreement_table(demonstration).json["overall"]
    assert f"alpha {show(overall['pooled_alpha']['value'], 3)}" in text
    assert "61 of 61 codes" in text


def test_saturation_takes_the_place_of_its_gap(demonstration: Study) -> None:
    figures = study_figures.gather(demonstration, None, None, 0)
    (sample, *_) = methods(figures, "", "en", ".", "Saturation was reached at interview 6 (6+2)")
    assert " Saturation was reached at interview 6 (6+2) (22)." in sample.words
    assert not [w for w in sample.words if isinstance(w, Gap) and "saturation" in w.words]


def test_a_study_of_one_coder_says_why_there_is_no_agreement(ann: Study, kit: Any, today: date) -> None:
    kit.apply(ann, "The first thing")
    document = study_report(ann, today=today)
    assert prose(document, "Agreement of the coders").endswith("two coders who have coded; here it is Ann.")
    text = prose(document, "Methods")
    assert "coded by 1 coder (Ann)" in text
    assert "No agreement is reported: Agreement needs two coders" in text


def test_a_study_where_nobody_coded_has_a_report(ann: Study, today: date) -> None:
    document = study_report(ann, today=today)
    assert "Agreement needs two coders" in prose(document, "Agreement of the coders")
    text = prose(document, "Methods")
    assert "Nobody has coded" in text
    assert "No code is mentioned" in text
    for form in ("html", "docx"):
        assert written(document, form, Style())


def test_without_a_codebook_there_is_nothing_to_report(blank: Study) -> None:
    with pytest.raises(CoderError, match="no codebook yet"):
        study_report(blank)


def test_a_blind_coder_is_refused(open_small: Callable[..., Study]) -> None:
    with pytest.raises(CoderError, match="Cat codes blind and cannot see the report"):
        study_report(open_small("Cat"))


# --- the formats ----------------------------------------------------------------------------------


def test_html_and_word_say_the_same(report: Document) -> None:
    page, word = page_of(report), word_of(report)
    entries = [b for b in report.blocks if isinstance(b, CodeEntry)]
    assert [e.text for e in page.xpath("//span[@class='name']")] == [e.label for e in entries]
    assert len(page.xpath("//table")) == len(word.tables) == len(tables_of(report))
    for table, shown, grid in zip(tables_of(report), page.xpath("//table"), word.tables, strict=True):
        rows = [["".join(c.itertext()) for c in tr.xpath("th|td")] for tr in shown.xpath("tbody/tr")]
        heads = 1 + any(column.over for column in table.columns)
        cells = [[cell.text for cell in row.cells][: len(table.columns)] for row in grid.rows][heads:]
        assert [r for r in rows if len(r) > 1] == [c for c in cells if len(set(c)) > 1 or len(c) == 1]
    quotes = [b for b in report.blocks if isinstance(b, Quotation)]
    assert [q.text for q in page.xpath("//blockquote/p")] == [q.words for q in quotes]
    paragraphs = [p.text for p in word.paragraphs]
    assert all(f"{q.words}  — {q.source}" in paragraphs for q in quotes)
    marked = [r.text for p in word.paragraphs for r in p.runs if r.font.highlight_color is not None]
    assert marked == [m.text for m in page.xpath("//mark")]


def test_the_page_fetches_nothing_and_its_contents_lead_somewhere(report: Document) -> None:
    text = written(report, "html", Style())
    assert isinstance(text, str)
    page = html.fromstring(text)
    assert not page.xpath("//script | //link | //img | //@src | //@href[not(starts-with(., '#'))]")
    assert "http:" not in text
    assert "https:" not in text
    ids: Any = page.xpath("//@id")
    links: Any = page.xpath("//nav//@href")
    assert sorted(f"#{each}" for each in ids) == sorted(links)
    assert len(page.xpath("//blockquote/p[@lang='kk']")) > 0  # type: ignore[arg-type]


def test_the_decimal_comma_is_everywhere(demonstration: Study, today: date) -> None:
    document = study_report(demonstration, Wanted(decimal=","), today)
    text = written(document, "html", Style(","))
    assert isinstance(text, str)
    seen = re.sub(r"<style>.*?</style>|<[^>]*>", " ", text, flags=re.DOTALL)
    assert re.search(r"\d,\d%", seen)
    assert not re.search(r"\d\.\d+%", seen)


def test_the_same_study_and_day_give_the_same_bytes(demonstration: Study, today: date) -> None:
    first, second = (written(study_report(demonstration, today=today), "html", Style()) for _ in range(2))
    assert first == second


def test_hostile_words_stay_words(small: Study, today: date) -> None:
    document = study_report(small, today=today)
    blocks = (
        Paragraph((EVIL, Gap(EVIL))),
        Heading(EVIL, 2),
        CodeEntry(EVIL, EVIL, 1, EVIL, EVIL, (("Use when", (EVIL,)),)),
        Quotation(EVIL, EVIL, '"><b>'),
    )
    evil = replace(document, title=EVIL, subtitle=EVIL, blocks=(*document.blocks, *blocks))
    page = page_of(evil)
    assert not page.xpath("//script | //b[not(ancestor::*[@class='code'])]")
    assert page.xpath("//h1")[0].text == EVIL
    assert page.xpath("//blockquote/p")[-1].text == EVIL
    word = word_of(evil)
    assert any(p.text == f"{EVIL}[{EVIL}]" for p in word.paragraphs)


def test_labels_in_another_language(demonstration: Study, today: date) -> None:
    document = study_report(demonstration, Wanted("reform-directions", language="kk", quotes=1), today)
    labels = [b.label for b in document.blocks if isinstance(b, CodeEntry)]
    assert "Жүйелі, кешенді тәсіл" in labels
    quotes = [b for b in document.blocks if isinstance(b, Quotation)]
    assert 0 < len(quotes) <= len(labels)


def test_quotes_can_be_left_out(small: Study, today: date) -> None:
    document = study_report(small, Wanted(quotes=0), today)
    assert not [b for b in document.blocks if isinstance(b, Quotation)]
    assert "Example quotes" not in [b.words for b in document.blocks if isinstance(b, Heading)]


def test_long_quotes_are_cut_at_a_word(small: Study, today: date) -> None:
    small.become("Ann")
    found = transcripts.load(small, "one")
    unit = next(s for s in found.segments if s.is_unit)
    code = codebook.find_code(small, "book/other")
    coding.apply(small, found.id, unit.span, code.id)
    document = study_report(small, today=today)
    from coder.report.report_parts import _shortened

    assert any(isinstance(b, Quotation) and b.words == "Pay matters." for b in document.blocks)
    assert _shortened("words " * 200).endswith("words […]")
    assert len(_shortened("words " * 200)) <= 504
