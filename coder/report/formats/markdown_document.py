"""A document as Markdown that shows the words and nothing else."""

from __future__ import annotations

import re

from coder.report.document import (
    Block,
    CodeEntry,
    Document,
    Facts,
    Gap,
    Heading,
    Paragraph,
    Quotation,
    Tabular,
)
from coder.report.formats.cells import Style, storable
from coder.report.formats.markdown import as_markdown as tables
from coder.report.formats.markdown import escaped

_BEGINS = re.compile(r"^(\s*(?:\d{1,9}(?=[.)]))?)([-+=.)])", re.MULTILINE)
"""What at the beginning of a line would make a list or a heading."""


def as_markdown(document: Document, style: Style) -> str:
    """Title, subtitle, then everything in order."""
    parts = [f"# {_line(document.title)}", _line(document.subtitle)]
    parts += [_block(each, style) for each in document.blocks]
    return "\n\n".join(part for part in parts if part) + "\n"


def _block(block: Block, style: Style) -> str:
    match block:
        case Heading():
            return f"{'#' * (block.level + 1)} {_line(block.words)}"
        case Paragraph():
            said = "".join(
                f"\\[{_line(p.words)}\\]" if isinstance(p, Gap) else escaped(p) for p in block.words
            )
            return _BEGINS.sub(r"\1\\\2", storable(said))
        case Facts():
            return "\n".join(f"* {_line(what)}: {_line(n)}" for n, what in block.figures)
        case Tabular():
            return tables([block.table], style).rstrip()
        case CodeEntry():
            return _entry(block)
        case Quotation():
            rows = [f"> {_line(row)}" for row in block.words.split("\n") if row.strip()]
            return "  \n".join([*rows, f"> — {_line(block.source)}"])


def _entry(entry: CodeEntry) -> str:
    label = _line(entry.label)
    parts = [
        f"{'#' * (entry.level + 1)} {label} (`{entry.slug}`)"
        if entry.level
        else f"**{label}** (`{entry.slug}`)",
        _line(entry.count),
        f"*{_line(entry.brief)}*" if entry.brief else "",
        *(_line(each) for each in entry.definition.split("\n")),
    ]
    for what, said in entry.rules:
        parts.append("\n".join([f"**{_line(what)}**", "", *(f"* {_line(words)}" for words in said)]))
    return "\n\n".join(part for part in [*parts, _line(entry.aside)] if part)


def _line(words: str) -> str:
    """Words on one line, in which nothing is markup."""
    return _BEGINS.sub(r"\1\\\2", escaped(storable(" ".join(words.split()))))
