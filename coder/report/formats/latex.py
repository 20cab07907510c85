r"""LaTeX: booktabs tables to ``\input`` into a paper."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from coder.report.formats.cells import Style, below, cell_text, fitted_widths, spans, storable
from coder.report.table import Cell, Column, Section, Table

_LINE = 64
"""Characters of the standard classes' 10-point line."""
_GAP = 2.7
_CLOSE = 1.9
"""What the white between two columns takes of it, in characters; and the narrower white of a full line."""
_SIZES = (("", 1.0), ("\\small", 1.1), ("\\footnotesize", 1.25))
"""Type in which a table may stand without a broken cell, and how much more of it a line holds."""
_NARROWER = (("\\footnotesize", 1.25, False), ("\\scriptsize", 1.45, False), ("\\footnotesize", 2.0, True))
"""The same where cells must break; True: on a page turned to landscape."""
_PAGE = 42
"""Lines a table may have before it runs over pages."""

_SIGNS = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "`": r"\textasciigrave{}",
    '"': r"\textquotedbl{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "[": "{[}",  # else the argument of the line's end before it
    "]": "{]}",
    "*": "{*}",
    "\u00a0": "~",
} | {sign: "\\" + sign for sign in "&%$#_{}"}
_SIGN = re.compile("|".join(re.escape(sign) for sign in _SIGNS))
_LIGATURE = re.compile(r"(?<=-)(?=-)|(?<=')(?=')|(?<=,)(?=,)")

_PREAMBLE = r"""% Made by coder. Compile with XeLaTeX or LuaLaTeX. The preamble needs
%   \usepackage{fontspec}  and a font that has the letters, e.g. \setmainfont{DejaVu Serif}
%   \usepackage{array,booktabs,caption,longtable,pdflscape}
% or, with pdfLaTeX, \usepackage[T1,T2A]{fontenc} in place of fontspec (no emoji then).
"""


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a table is laid on the page."""

    size: str
    widths: list[float | None]
    """Of each column, as a share of the line; None: as wide as its widest cell."""
    long: bool
    """Runs over pages."""
    sideways: bool


def as_latex(tables: Sequence[Table], style: Style) -> str:
    """The tables, each with a label ``tab:...`` made from its title."""
    labels: list[str] = []
    for table in tables:
        name = _label(table.title)
        labels.append(name if name not in labels else f"{name}-{len(labels) + 1}")
    return _PREAMBLE + "".join(
        "\n" + _table(table, style, label) for table, label in zip(tables, labels, strict=True)
    )


def escaped(words: str) -> str:
    """Words as LaTeX that shows them and nothing else, on one line."""
    line = " ".join(storable(words).split("\n")).replace("\t", " ").replace("\r", " ")
    return _SIGN.sub(lambda found: _SIGNS[found[0]], _LIGATURE.sub("\u0001", line)).replace("\u0001", "{}")


def _label(title: str) -> str:
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "tab:" + ("-".join(re.findall("[a-z0-9]+", letters)[:8]) or "table")


def _shape(table: Table, style: Style) -> _Shape:
    gaps = _GAP * len(table.columns)
    natural, _ = fitted_widths(table, style, 10**6)
    for size, more in _SIZES:
        if sum(natural) <= _LINE * more - gaps:
            long = len(table.rows) + 3 * len(table.sections) > _PAGE * more
            return _Shape(size, [None] * len(natural), long, sideways=False)
    broken = [_broken(table, style, natural, *each) for each in _NARROWER]
    return next((shape for shape, fits in broken if fits), broken[-1][0])


def _broken(
    table: Table, style: Style, natural: Sequence[int], size: str, more: float, sideways: bool
) -> tuple[_Shape, bool]:
    """A shape in which cells break, and whether the table keeps within the line."""
    line = _LINE * more
    widths, fits = fitted_widths(table, style, int(line - _CLOSE * len(natural)))
    lines = sum(
        max(
            -(-len(cell_text(cell, column, style)) // max(width, 1))
            for cell, column, width in zip(row.cells, table.columns, widths, strict=True)
        )
        for row in table.rows
    )
    shares = [w / line if w < n else None for w, n in zip(widths, natural, strict=True)]
    long = sideways or lines + 3 * len(table.sections) > _PAGE * more
    return _Shape(f"{size}\\setlength{{\\tabcolsep}}{{4pt}}", shares, long, sideways), fits


def _table(table: Table, style: Style, label: str) -> str:
    if not table.columns:
        return f"% {' '.join(storable(table.title).split())}: no columns\n"
    shape = _shape(table, style)
    columns = "@{}" + "".join(map(_column, table.columns, shape.widths)) + "@{}"
    heads = _above(table) + " & ".join(map(_head, table.columns, shape.widths)) + " \\\\\n"
    title = f"\\caption{{{escaped(table.title)}}}\\label{{{label}}}"
    body = "".join(
        _section(table, section, style, first=i == 0, hang=shape.widths[0] is not None)
        for i, section in enumerate(table.sections)
    )
    notes = "\\par\n".join(escaped(line) for line in below(table))
    size = shape.size + "\n" if shape.size else ""
    if not shape.long:
        box = "\\parbox{\\linewidth}{\\footnotesize\\raggedright"
        under = f"\\par\\medskip\n{box}\n{notes}}}\n" if notes else ""
        return (
            f"\\begin{{table}}[htbp]\n\\centering\n{title}\n{size}\\begin{{tabular}}{{{columns}}}\n"
            f"\\toprule\n{heads}\\midrule\n{body}\\bottomrule\n\\end{{tabular}}\n{under}\\end{{table}}\n"
        )
    under = f"{{\\footnotesize\\raggedright\\noindent\n{notes}\\par}}\n" if notes else ""
    n = len(table.columns)
    long = (
        f"{{{size}\\begin{{longtable}}{{{columns}}}\n{title}\\\\\n\\toprule\n{heads}\\midrule\n\\endfirsthead\n"
        f"\\toprule\n{heads}\\midrule\n\\endhead\n"
        f"\\midrule\n\\multicolumn{{{n}}}{{r@{{}}}}{{\\footnotesize continued}} \\\\\n\\endfoot\n"
        f"\\bottomrule\n\\endlastfoot\n{body}\\end{{longtable}}}}\n{under}"
    )
    return f"\\begin{{landscape}}\n{long}\\end{{landscape}}\n" if shape.sideways else long


def _column(column: Column, share: float | None) -> str:
    if share is None:
        return "l" if column.kind == "text" else "r"
    side = "raggedright" if column.kind == "text" else "raggedleft"
    return f">{{\\{side}\\arraybackslash}}p{{{share:.3f}\\linewidth}}"


def _head(column: Column, share: float | None) -> str:
    """The header of a column of figures is broken at spaces, so that it does not widen the column."""
    words = escaped(column.under)
    if column.kind == "text" or share is not None or " " not in words:
        return words
    return _stacked(words, "r")


def _stacked(words: str, side: str) -> str:
    return f"\\shortstack[{side}]{{{words.replace(' ', chr(92) * 2)}}}"


def _above(table: Table) -> str:
    """The row above the headers, with what neighbouring columns share and a rule under each."""
    cells, rules, at = [], "", 1
    for over, n in spans(table.columns):
        cells.append(f"\\multicolumn{{{n}}}{{c}}{{{_stacked(escaped(over), 'c')}}}" if over else "")
        rules += f"\\cmidrule(lr){{{at}-{at + n - 1}}}" if over else ""
        at += n
    return " & ".join(cells) + f" \\\\\n{rules}\n" if cells else ""


def _section(table: Table, section: Section, style: Style, first: bool, hang: bool) -> str:
    """The rows; a broken first cell (``hang``) goes on further in than it began."""
    lines = []
    if section.heading:
        words = f"\\textbf{{{escaped(section.heading)}}}"
        across = f"\\multicolumn{{{len(table.columns)}}}{{@{{}}l@{{}}}}{{{words}}}"
        lines.append(("" if first else "\\addlinespace\n") + across + " \\\\*\n")
    for row in section.rows:
        cells = [_cell(cell, column, style) for cell, column in zip(row.cells, table.columns, strict=True)]
        indent = f"\\hangindent={row.depth + 1}em" if hang else ""
        indent += f"\\hspace*{{{row.depth}em}}" if row.depth else "{}" if hang else ""
        lines.append(indent + " & ".join(cells) + " \\\\\n")
    return "".join(lines)


def _cell(cell: Cell, column: Column, style: Style) -> str:
    shown = cell_text(cell, column, style)
    if isinstance(cell, int | float) and shown.startswith("-"):
        return "$-$" + escaped(shown[1:])
    return escaped(shown)
