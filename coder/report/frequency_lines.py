"""The columns and lines of a frequency table, as people read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from coder.analysis.frequencies import Group
from coder.report.table import Cell, Column, Row, Undefined

if TYPE_CHECKING:
    from coder.report.frequencies import Wanted

BAR = 24
"""Cells of the longest bar."""
_EIGHTHS = " ▏▎▍▌▋▊▉█"

_LEAST_P = 0.0005

Record = Mapping[str, Any]
Records = Sequence[Record]


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns, and the lines of each codebook."""

    columns: tuple[Column, ...]
    lines: tuple[tuple[Row, ...], ...]


def layout(books: Sequence[Records], groups: Sequence[Group], wanted: Wanted) -> Layout:
    """One line a code; without groups its id and the denominator too, with groups columns for each.

    Args:
        books: the records of each codebook, code by code and within a code group by group.
        groups: everybody first.
        wanted: which columns.
    """
    longest = max((r["n"] / r["of"] for records in books for r in records if r["of"]), default=0.0)
    columns = _columns(books, groups, wanted)
    lines = []
    for records in books:
        by_code = [records[i : i + len(groups)] for i in range(0, len(records), len(groups))]
        lines.append(tuple(_line(each, groups, wanted, longest) for each in by_code))
    return Layout(columns, tuple(lines))


def _columns(books: Sequence[Records], groups: Sequence[Group], wanted: Wanted) -> tuple[Column, ...]:
    first = next((records for records in books if records), ())
    sizes = [record["of"] for record in first[: len(groups)]] or [0] * len(groups)
    if len(groups) == 1:
        found = [Column("code"), Column("id"), Column("n", "count"), Column("of", "count")]
        found += _of_one("percent", "", wanted)
    else:
        found = [Column("code")]
        for i, (group, size) in enumerate(zip(groups, sizes, strict=True)):
            name = "all" if group.name is None else group.name or f"no {group.by}"
            over = f"{name}, of\N{NO-BREAK SPACE}{size}"
            found.append(Column(f"{name}, n of {size}", "count", over, "n"))
            found += [
                replace(c, over=over, short=c.short or c.header) for c in _of_one("%", f"{name}, ", wanted)
            ]
            if wanted.test and group.by and (i + 1 == len(groups) or groups[i + 1].by != group.by):
                found += [Column(f"p ({group.by})", "coefficient"), Column("p after Holm", "coefficient")]
    return (*found, Column("")) if wanted.bars else tuple(found)


def _of_one(percent: str, name: str, wanted: Wanted) -> list[Column]:
    """The columns that follow n."""
    found = [Column(f"{name}{percent}" if name else percent, "percent", short=percent)]
    if wanted.interval:
        found += [Column("95% from", "percent"), Column("to", "percent")]
    return found + [Column(what, "count") for what in wanted.further]


def _line(records: Records, groups: Sequence[Group], wanted: Wanted, longest: float) -> Row:
    everybody = records[0]
    cells: list[Cell] = [everybody["label"]]
    for i, (record, group) in enumerate(zip(records, groups, strict=True)):
        cells += [record["n"]] if len(groups) > 1 else [record["code"], record["n"], record["of"]]
        cells.append(record["percent"])
        if wanted.interval:
            cells += [record["ci_low"], record["ci_high"]]
        cells += [record[what] for what in wanted.further]
        if wanted.test and group.by and (i + 1 == len(groups) or groups[i + 1].by != group.by):
            cells += [_p(record["p"], wanted.decimal), _p(record["p_holm"], wanted.decimal)]
    if wanted.bars:
        share = everybody["n"] / everybody["of"] if everybody["of"] else 0.0
        cells.append(bar(share / longest if longest else 0.0))
    return Row(tuple(cells), everybody["depth"])


def _p(value: float | None, decimal: str) -> Cell:
    """A p-value is never shown as 0."""
    if value is None:
        return Undefined("no variation")
    return value if value >= _LEAST_P else f"<0{decimal}001"


def bar(share: float, width: int = BAR) -> str:
    """A bar in the cells of a terminal, to an eighth of a cell; something for all that is not nothing."""
    eighths = max(round(share * width * 8), 1) if share > 0 else 0
    return "█" * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")
