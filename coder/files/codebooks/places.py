"""Where the rows of a table stand in the tree of codes: by paths, parents, levels or how far moved in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from coder.files.codebooks.columns import Plan
from coder.files.codebooks.drafts import UNSAID, Draft, Told

_SEPARATORS = (" > ", "\\", "::", " / ", "/")
_ROOTS = frozenset({"nodes", "codes", "code system", "codesystem", "узлы", "коды", "список кодов"})
"""What programs write before the first step of a path."""


@dataclass(slots=True)
class Row:
    """A row of the table that is a code."""

    steps: tuple[str, ...]
    """The names from the root of the tree to the code."""
    draft: Draft
    indent: int = 0
    parent: str = ""
    children: list[Row] = field(default_factory=list)
    up: Row | None = None


def put_up(rows: list[Row], plan: Plan, told: Told) -> None:
    """Give every row its parent, with headings made where a path names a code that has no row."""
    if any(row.parent for row in rows):
        _by_parent(rows, told)
        if not any(len(row.steps) > 1 for row in rows):
            return
    elif any(row.indent for row in rows) and all(len(row.steps) == 1 for row in rows):
        _by_indent(rows)
        return
    separator = _separator(rows, plan)
    if separator:
        _split(rows, separator)
    _by_steps(rows)


def _separator(rows: Sequence[Row], plan: Plan) -> str:
    """The sign between the steps of paths in the names, where there are paths."""
    names = [row.steps[-1] for row in rows]
    if plan.of("id") and not plan.of("path"):
        return ""  # names beside ids are names
    known = set(names)
    for separator in (*_SEPARATORS, *(["."] if plan.form == "taguette" else [])):
        inside = [name for name in names if separator in name]
        if not inside:
            continue
        certain = bool(plan.of("path")) or (plan.form == "maxqda" and separator in (" > ", "\\"))
        certain = certain or (plan.form == "nvivo" and separator.startswith("\\"))
        under = sum(_above(name, separator) in known for name in inside)
        certain = certain or (separator == "." and under > 0)
        if certain or under == len(inside):
            return separator
    return ""


def _above(name: str, separator: str) -> str:
    return name.rpartition(separator)[0].rstrip(separator).strip()


def _split(rows: Sequence[Row], separator: str) -> None:
    known = {row.steps[-1] for row in rows}
    for row in rows:
        name = row.steps[-1]
        if separator == "." and _above(name, separator) not in known:
            continue
        if separator in name:
            steps = [each.strip() for each in name.split(separator) if each.strip()]
            if len(steps) > 1 and steps[0].casefold() in _ROOTS:
                steps = steps[1:]
            if steps:
                row.steps = (*row.steps[:-1], *steps)
                row.draft.label = {
                    language: row.steps[-1] if said == name else said
                    for language, said in row.draft.label.items()
                }


def _by_steps(rows: list[Row]) -> None:
    known: dict[tuple[str, ...], Row] = {}
    for row in rows:
        known.setdefault(tuple(each.casefold() for each in row.steps), row)
    for row in list(rows):
        if row.up is None and len(row.steps) > 1:
            _hang(row, _heading(row.steps[:-1], known, rows, rows.index(row) if len(rows) < 2000 else None))


def _heading(
    steps: tuple[str, ...], known: dict[tuple[str, ...], Row], rows: list[Row], before: int | None
) -> Row:
    key = tuple(each.casefold() for each in steps)
    if key not in known:
        made = Row(steps, Draft({UNSAID: steps[-1]}, codable=False))
        known[key] = made
        rows.insert(before, made) if before is not None else rows.append(made)
        if len(steps) > 1:
            _hang(made, _heading(steps[:-1], known, rows, before))
    return known[key]


def _hang(row: Row, parent: Row) -> None:
    at: Row | None = parent
    while at is not None:
        if at is row:
            return
        at = at.up
    row.up = parent
    parent.children.append(row)


def _by_parent(rows: list[Row], told: Told) -> None:
    """By a column that names the parent: its id, its name, or its path."""
    known: dict[str, Row] = {}
    for row in rows:
        for name in (row.draft.slug, row.steps[-1], *row.draft.label.values()):
            if name:
                known.setdefault(name.casefold(), row)
    for row in list(rows):
        if not row.parent:
            continue
        wanted = row.parent.casefold()
        parent = known.get(wanted)
        for separator in _SEPARATORS:
            if parent is None and separator in wanted:
                parent = known.get(wanted.rpartition(separator)[2].strip())
        if parent is row:
            told.warnings.append(
                f"{row.draft.place}: the code names itself as its parent; it stands at the top."
            )
            continue
        if parent is None:
            parent = Row((row.parent,), Draft({UNSAID: row.parent}, codable=False))
            known[wanted] = parent
            rows.insert(rows.index(row), parent)
        _hang(row, parent)
        if row.up is None:
            told.warnings.append(f"{row.draft.place}: its parents go in a circle; it stands at the top.")


def _by_indent(rows: Sequence[Row]) -> None:
    way: list[Row] = []
    for row in rows:
        while way and way[-1].indent >= row.indent:
            way.pop()
        if way:
            _hang(row, way[-1])
        way.append(row)
