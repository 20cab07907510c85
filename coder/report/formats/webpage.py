"""HTML: one file that holds everything it needs, for the screen and for paper.

Nothing is fetched and nothing runs: the page forbids itself both.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import coder
from coder.report.formats.cells import Style, below, cell_text, spans, storable
from coder.report.table import Cell, Column, Row, Table, Undefined

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

_BARRED = 2
"""Columns of percentages that still have bars; more, and there is no room for them."""

CSS = """\
:root { color-scheme: light dark; --ink: #1c2024; --soft: #5b6570; --paper: #fff; --line: #d5dae0;
  --faint: #f3f5f7; --bar: #4c78a8; --track: #e6eaef; --gap: #fff1b8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e3e7eb; --soft: #9aa5b1; --paper: #14181c;
  --line: #343c45; --faint: #1d2329; --bar: #7ea6d3; --track: #2a323a; --gap: #5a4a08; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 76rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans",
  "DejaVu Sans", sans-serif; overflow-wrap: break-word; }
figure { margin: 0 0 2.25rem; max-width: max-content; min-width: min(100%, 46rem); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
caption { text-align: left; font-weight: 600; font-size: 1.0625rem; padding-bottom: .5rem; }
th, td { padding: .3rem .75rem; text-align: left; vertical-align: top; unicode-bidi: isolate; }
th:first-child, td:first-child { padding-left: calc(.25rem + 1.25rem * var(--depth, 0)); }
th:last-child, td:last-child { padding-right: .25rem; }
thead th { vertical-align: bottom; border-bottom: 1px solid var(--ink);
  font-weight: 600; }
thead tr:first-child > * { border-top: 2px solid var(--ink); }
th.over { text-align: center; border-bottom: 1px solid var(--line); }
tbody th { font-weight: 400; min-width: 9rem; }
tbody tr { border-bottom: 1px solid var(--line); }
tbody:last-child tr:last-child { border-bottom: 2px solid var(--ink); }
tr.section th { padding-top: .9rem; font-weight: 600; background: var(--faint); }
td.words { white-space: pre-line; }
.num { text-align: right; font-variant-numeric: tabular-nums lining-nums; }
td.num { white-space: nowrap; }
td.undefined { color: var(--soft); font-style: italic; white-space: normal; min-width: 6rem; }
.bar { display: inline-block; width: 5rem; height: .6rem; margin-left: .6rem; background: var(--track);
  border-radius: 1px; overflow: hidden; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.bar i { display: block; height: 100%; background: var(--bar); }
th.barred { padding-right: 6.35rem; }
th.barred:last-child { padding-right: 5.85rem; }
figcaption { margin-top: .5rem; color: var(--soft); font-size: .8125rem; line-height: 1.4; }
figcaption p { margin: .15rem 0; }
@media print {
  :root { --ink: #000; --soft: #444; --paper: #fff; --line: #bbb; --faint: #fff; --bar: #777;
    --track: #e4e4e4; --gap: #fff; }
  @page { margin: 18mm 16mm; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  table { font-size: 9pt; } figcaption { font-size: 8pt; }
  .scroll { overflow: visible; }
  thead { display: table-header-group; }
  tr, figcaption, blockquote { break-inside: avoid; }
  caption, tr.section { break-after: avoid; }
  .bar { width: 3.5rem; } th.barred, th.barred:last-child { padding-right: 4.6rem; }
}
"""


def as_html(tables: Sequence[Table], style: Style) -> str:
    """One page with all the tables."""
    title = tables[0].title if len(tables) == 1 else "; ".join(table.title for table in tables)
    return page(title, "".join(table_html(table, style) for table in tables))


def page(title: str, body: str, css: str = "") -> str:
    """A whole page around HTML that has been made already; ``title`` is plain text."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="coder {coder.__version__}">\n'
        f"<title>{text(title)}</title>\n<style>\n{CSS}{css}</style>\n</head>\n"
        f"<body>\n{body}</body>\n</html>\n"
    )


def text(words: str) -> str:
    """Words as HTML that shows them and nothing else; also between double quotes of an attribute."""
    return escape(storable(words))


def table_html(table: Table, style: Style, number: int | None = None) -> str:
    """A table with its title (and number) above, its caption and notes below."""
    above = spans(table.columns)
    bars = sum(column.kind == "percent" for column in table.columns) <= _BARRED
    heads = "".join(
        f'<th scope="col"{_class(c, "barred" if bars and c.kind == "percent" else "")}>{text(c.under)}</th>'
        for c in table.columns
    )
    spanning = "".join(
        f'<th colspan="{n}" scope="colgroup" class="over">{text(over)}</th>' if over else "<td></td>"
        for over, n in above
    )
    heads = f"<tr>{spanning}</tr>\n<tr>{heads}</tr>" if above else f"<tr>{heads}</tr>"
    title = text(table.title if number is None else f"Table {number}. {table.title}")
    parts = [
        f'<figure>\n<div class="scroll" role="group" aria-label="{title}" tabindex="0">\n',
        f"<table>\n<caption>{title}</caption>\n<thead>\n{heads}\n</thead>\n",
    ]
    for section in table.sections:
        parts.append("<tbody>\n")
        if section.heading:
            across = f'colspan="{len(table.columns)}" scope="rowgroup"'
            parts.append(f'<tr class="section"><th {across}>{text(section.heading)}</th></tr>\n')
        parts += [_row(table, row, style, bars) for row in section.rows]
        parts.append("</tbody>\n")
    parts.append("</table>\n</div>\n")
    if lines := below(table):
        parts.append("<figcaption>" + "".join(f"<p>{text(line)}</p>" for line in lines) + "</figcaption>\n")
    return "".join([*parts, "</figure>\n"])


def _row(table: Table, row: Row, style: Style, bars: bool) -> str:
    depth = f' style="--depth:{row.depth}"' if row.depth else ""
    cells = []
    for i, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
        shown = text(cell_text(cell, column, style))
        if i == 0:
            cells.append(f'<th scope="row"{_class(column)}{depth}>{shown}</th>')
            continue
        extra = "undefined" if isinstance(cell, Undefined) else "words" if column.kind == "text" else ""
        cells.append(f"<td{_class(column, extra)}>{shown}{_bar(cell, column) if bars else ''}</td>")
    return f"<tr>{''.join(cells)}</tr>\n"


def _class(column: Column, extra: str = "") -> str:
    names = [*(["num"] if column.kind != "text" else []), *([extra] if extra else [])]
    return f' class="{" ".join(names)}"' if names else ""


def _bar(cell: Cell, column: Column) -> str:
    """A percentage as a bar; empty for any other cell."""
    if column.kind != "percent" or not isinstance(cell, int | float):
        return ""
    return f'<span class="bar" aria-hidden="true"><i style="width:{min(max(cell, 0), 100):.1f}%"></i></span>'
