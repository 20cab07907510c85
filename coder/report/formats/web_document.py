"""A document as one HTML page."""

from __future__ import annotations

from itertools import count

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
    Words,
)
from coder.report.formats.cells import Style
from coder.report.formats.webpage import page, table_html, text

CSS = """\
header { border-bottom: 2px solid var(--ink); margin-bottom: 1.5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.45rem; margin: 3rem 0 .75rem; padding-top: .5rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
h4 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
p, blockquote, .code { max-width: 46rem; }
p { margin: 0 0 .75rem; }
.faint { color: var(--soft); }
nav ol { columns: 2 16rem; padding-left: 1.25rem; margin: 0 0 1.5rem; max-width: 46rem; }
a { color: inherit; text-decoration-color: var(--bar); text-underline-offset: .2em; }
.facts { display: flex; flex-wrap: wrap; gap: 1rem 2.25rem; margin: 1.25rem 0 2rem; }
.facts div { display: flex; flex-direction: column-reverse; }
.facts dt { color: var(--soft); font-size: .875rem; }
.facts dd { margin: 0; font-size: 1.75rem; font-weight: 600; line-height: 1.2; }
.code { margin: 0 0 .9rem calc(1.5rem * var(--depth, 0)); }
.code p { margin: .1rem 0; font-size: .9375rem; }
.code .name { font-size: 1rem; font-weight: 600; }
.code .slug { font: .8125rem/1.4 ui-monospace, "DejaVu Sans Mono", monospace; color: var(--soft);
  margin-left: .5rem; }
.code .brief { font-style: italic; }
.code h3, .code h4 { margin: 1.5rem 0 .15rem; }
.code .slug { font-weight: 400; }
.code .count { color: var(--soft); font-variant-numeric: tabular-nums; }
.code b { font-weight: 600; }
.code ul { margin: 0 0 .25rem; padding-left: 1.25rem; font-size: .9375rem; }
blockquote { margin: .4rem 0 .8rem calc(1.5rem * var(--depth, 0));
  padding: .1rem 0 .1rem .9rem; border-left: 3px solid var(--bar); }
blockquote p { margin: 0; white-space: pre-line; unicode-bidi: isolate; }
blockquote footer { color: var(--soft); font-size: .8125rem; }
mark { background: var(--gap); color: inherit; padding: 0 .15em; }
@media print { nav { display: none; } h2 { border-top: 0; margin-top: 1.5rem; }
  h2, h3, h4 { break-after: avoid; }
  .code { break-inside: avoid; } mark { outline: 1px solid #999; } p, blockquote, .code { max-width: none; } }
"""


def as_html(document: Document, style: Style) -> str:
    """The page: title, contents, then everything in order."""
    tables, parts, body = count(1), count(1), []
    contents = []
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            anchor = f"part-{next(parts)}"
            contents.append(f'<li><a href="#{anchor}">{text(block.words)}</a></li>\n')
            body.append(f'<h2 id="{anchor}">{text(block.words)}</h2>\n')
        elif isinstance(block, Tabular):
            body.append(table_html(block.table, style, next(tables)))
        else:
            body.append(_block(block))
    head = (
        f"<header>\n<h1>{text(document.title)}</h1>\n"
        f'<p class="faint">{text(document.subtitle)}</p>\n</header>\n'
        f'<nav aria-label="Contents">\n<ol>\n{"".join(contents)}</ol>\n</nav>\n'
    )
    return page(document.title, f"{head}<main>\n{''.join(body)}</main>\n", CSS)


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"<h{block.level + 1}>{text(block.words)}</h{block.level + 1}>\n"
        case Paragraph():
            faint = ' class="faint"' if block.faint else ""
            return f"<p{faint}>{_words(block.words)}</p>\n"
        case Facts():
            figures = (f"<div><dt>{text(what)}</dt><dd>{text(n)}</dd></div>" for n, what in block.figures)
            return f'<dl class="facts">{"".join(figures)}</dl>\n'
        case CodeEntry():
            return _entry(block)
        case Quotation():
            language = f' lang="{text(block.language)}"' if block.language else ""
            depth = f' style="--depth:{block.depth}"' if block.depth else ""
            return (
                f"<blockquote{depth}><p{language}>{text(block.words)}</p>"
                f"<footer>{text(block.source)}</footer></blockquote>\n"
            )
        case Tabular():
            return table_html(block.table, Style())


def _entry(entry: CodeEntry) -> str:
    slug = f'<span class="slug">{text(entry.slug)}</span>'
    name = f'<p><span class="name">{text(entry.label)}</span> {slug}</p>'
    if entry.level:
        name = f"<h{entry.level + 1}>{text(entry.label)} {slug}</h{entry.level + 1}>"
    lines = f'<p class="brief">{text(entry.brief)}</p>' if entry.brief else ""
    for each in entry.definition.split("\n"):
        lines += f"<p>{text(each)}</p>" if each.strip() else ""
    for what, said in entry.rules:
        items = "".join(f"<li>{text(words)}</li>" for words in said)
        lines += f"<p><b>{text(what)}</b></p><ul>{items}</ul>"
    depth = f' style="--depth:{entry.depth}"' if entry.depth else ""
    lines += f'<p class="count">{text(entry.aside)}</p>' if entry.aside else ""
    count = f'<p class="count">{text(entry.count)}</p>' if entry.count else ""
    return f'<div class="code"{depth}>{name}{count}{lines}</div>\n'


def _words(words: Words) -> str:
    return "".join(
        f"<mark>[{text(part.words)}]</mark>" if isinstance(part, Gap) else text(part) for part in words
    )
