"""Markdown that shows the words and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coder.report.formats.cells import Style, below, storable, texts
from coder.report.table import Table


def as_markdown(tables: Sequence[Table], style: Style) -> str:
    """Each table under a heading of the third level, caption and notes below."""
    return "\n".join(_table(table, style) for table in tables)


def _table(table: Table, style: Style) -> str:
    lines = [f"### {escaped(table.title)}", ""]
    for section in table.sections:
        if section.heading:
            lines += [f"**{escaped(section.heading)}**", ""]
        lines.append("| " + " | ".join(escaped(c.header) for c in table.columns) + " |")
        lines.append("|" + "|".join(" :-- " if c.kind == "text" else " --: " for c in table.columns) + "|")
        for row in section.rows:
            cells = [escaped(cell) for cell in texts(table, row, style, "\u2003")]
            lines.append("| " + " | ".join(cells) + " |")
        lines.append("")
    lines += [escaped(each) + "  " for each in below(table)]
    return "\n".join(lines).rstrip() + "\n"


def escaped(text: str) -> str:
    """A text in which no sign is markup, on one line."""
    for sign in "\\`*_[]<>#|&~$":
        text = text.replace(sign, "\\" + sign)
    return re.sub(r"[\r\n]+", " ", storable(text))
