"""A document as a Word file, to go on writing in."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from coder.report.document import CodeEntry, Document, Facts, Gap, Heading, Paragraph, Quotation, Tabular
from coder.report.formats import word
from coder.report.formats.cells import Style, storable

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.shared import Length
    from docx.text.paragraph import Paragraph as WordParagraph


def as_docx(document: Document, style: Style) -> bytes:
    """The file's bytes; gaps are highlighted."""
    made = word.blank(document.title)
    made.add_paragraph(storable(document.title), style="Title")
    _faint(made, document.subtitle)
    tables = count(1)
    for block in document.blocks:
        match block:
            case Heading():
                made.add_heading(storable(block.words), block.level)
            case Paragraph():
                _paragraph(made, block)
            case Facts():
                line = "; ".join(f"{n} {what}" for n, what in block.figures)
                made.add_paragraph(storable(line[:1].upper() + line[1:] + "."))
            case Tabular():
                word.add_table(made, block.table, style, next(tables), block.bars)
            case CodeEntry():
                _entry(made, block)
            case Quotation():
                _quotation(made, block)
    return word.saved(made)


def _paragraph(made: WordDocument, block: Paragraph) -> None:
    from docx.enum.text import WD_COLOR_INDEX
    from docx.shared import RGBColor

    paragraph = made.add_paragraph()
    for part in block.words:
        run = paragraph.add_run(storable(f"[{part.words}]" if isinstance(part, Gap) else part))
        if isinstance(part, Gap):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
        elif block.faint:
            run.font.color.rgb = RGBColor.from_string(word.SOFT)


def _faint(made: WordDocument, words: str) -> None:
    _paragraph(made, Paragraph((words,), faint=True))


def _entry(made: WordDocument, entry: CodeEntry) -> None:
    from docx.shared import Cm, Pt, RGBColor

    if entry.level:
        first = made.add_heading(storable(entry.label), entry.level)
        first.paragraph_format.left_indent = Cm(0.6 * entry.depth)
        first.paragraph_format.space_before = Pt(10)
    else:
        first = _line(made, entry, Pt(6))
        first.add_run(storable(entry.label)).bold = True
    more = first.add_run(storable(f"  {entry.slug}" + (f"\n{entry.count}" if entry.count else "")))
    more.font.size, more.font.color.rgb, more.font.bold = Pt(9), RGBColor.from_string(word.SOFT), False
    first.paragraph_format.keep_with_next = True
    if entry.brief:
        _line(made, entry).add_run(storable(entry.brief)).italic = True
    for each in entry.definition.split("\n"):
        if each.strip():
            _line(made, entry).add_run(storable(each))
    for what, said in entry.rules:
        name = _line(made, entry)
        name.add_run(what).bold = True
        name.paragraph_format.keep_with_next = True
        for words in said:
            _line(made, entry, hanging=True).add_run(storable(f"•\t{words}"))
    if entry.aside:
        aside = _line(made, entry).add_run(storable(entry.aside))
        aside.font.size, aside.font.color.rgb = Pt(9), RGBColor.from_string(word.SOFT)


def _line(
    made: WordDocument, entry: CodeEntry, before: Length | None = None, *, hanging: bool = False
) -> WordParagraph:
    """A line of a code's entry, as far in as the code."""
    from docx.shared import Cm, Pt

    paragraph = made.add_paragraph()
    shape = paragraph.paragraph_format
    shape.left_indent = Cm(0.6 * entry.depth + (0.5 if hanging else 0))
    if hanging:
        shape.first_line_indent = Cm(-0.5)
        shape.tab_stops.add_tab_stop(shape.left_indent)
    shape.space_before, shape.space_after = before or Pt(0), Pt(1)
    return paragraph


def _quotation(made: WordDocument, quote: Quotation) -> None:
    from docx.shared import Cm, Pt, RGBColor

    paragraph = made.add_paragraph(style="Quote")
    shape = paragraph.paragraph_format
    shape.left_indent, shape.space_after = Cm(0.6 * (1 + quote.depth)), Pt(4)
    paragraph.add_run(storable(quote.words))
    source = paragraph.add_run(storable(f"  — {quote.source}"))
    source.italic = False
    source.font.size, source.font.color.rgb = Pt(9), RGBColor.from_string(word.SOFT)
