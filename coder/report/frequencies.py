"""The frequency table: how many respondents mention each code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from coder.analysis import rules
from coder.analysis.frequencies import frequencies, uncoded
from coder.analysis.rounding import show
from coder.model import Code, Codebook, CoderError, Marks, Respondent, in_language
from coder.report.table import Cell, Column, Row, Section, Table
from coder.study import codebook, counts, people
from coder.study.study import Study


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to count and how to say it."""

    codebook: str | None = None
    """A codebook's id; None for all."""
    by: str | None = None
    """An attribute of respondents that makes the groups."""
    rule: str | None = None
    language: str = "en"
    decimal: str = "."


def frequency_table(study: Study, wanted: Wanted | None = None, today: date | None = None) -> Table:
    """Count respondents by code, in the order of the codebook.

    Its records are also the JSON form, which ``docs/json.md`` describes.
    """
    wanted = wanted or Wanted()
    books = codebook.codebooks(study, wanted.codebook)
    if not books:
        raise CoderError("this study has no codebook yet. Add one: coder codebook add oecd-pslc")
    marks = counts.marks(study)
    rule = chosen_rule(study, marks, wanted.rule)
    everybody = people.respondents(study)
    groups = _groups(study, everybody, wanted.by) if wanted.by else None
    subjects = [each.id for each in everybody]
    frames = {book.slug: frequencies(marks, book.codes, subjects, rule, group_of=groups) for book in books}
    records = {book.slug: _records(book, frames[book.slug], wanted) for book in books}
    today = today or date.today()  # noqa: DTZ011 - the reader's own calendar day
    caption = (
        f"n of {len(subjects)} respondents who mention the code at least once; a heading counts the distinct "
        f"respondents of its branch. Rule: {rule.words}. Study: {study.name}, {today.isoformat()}."
    )
    refs = {each.id: each.ref for each in everybody}
    waiting = [refs[each] for each in uncoded(marks, subjects, rule)]
    names = list(dict.fromkeys(r.get("group") for rows in records.values() for r in rows))
    return Table(
        title="Respondents who mention each code" + (f", by {wanted.by}" if wanted.by else ""),
        columns=_columns(wanted.by, names),
        sections=tuple(
            Section(in_language(book.title, wanted.language), _lines(records[book.slug], wanted.by))
            for book in books
        ),
        records=[record for rows in records.values() for record in rows],
        caption=caption,
        notes=(_not_coded(waiting),) if waiting else (),
    )


def chosen_rule(study: Study, marks: Marks, wanted: str | None) -> rules.Rule:
    """The rule asked for, or the default; a blind coder's session counts the coder's own codings."""
    coders = people.coders(study)
    if study.coder is not None and study.coder.blind:
        if wanted not in (None, study.coder.name):
            study.refuse_blind(f"the rule {wanted!r}")
        wanted = study.coder.name
    return rules.resolve(wanted, coders, {coder for _, coder in marks.decided})


def _groups(study: Study, everybody: Sequence[Respondent], by: str) -> Mapping[int, str]:
    known = people.attributes(study)
    if by not in known:
        names = ", ".join(known) or "none yet; see: coder respondents import"
        raise CoderError(f"respondents have no attribute {by!r} (attributes: {names}).")
    return {each.id: each.attributes.get(by, "") for each in everybody}


def _records(book: Codebook, frame: pd.DataFrame, wanted: Wanted) -> list[dict[str, Any]]:
    """A record for each code and, with groups, for each code and group (None: everybody)."""
    by_id: dict[int, Code] = {code.id: code for code in book.codes}
    rows = []
    for counted in frame.to_dict("records"):
        code = by_id[counted["code_id"]]
        share = None if pd.isna(counted["percent"]) else float(counted["percent"])
        row: dict[str, Any] = {
            "codebook": book.slug,
            "code": code.slug,
            "label": in_language(code.label, wanted.language),
            "parent": code.parent,
            "depth": book.depth(code),
            "codable": code.codable,
            "n": int(counted["n"]),
            "of": int(counted["of"]),
            "percent": share,
            "percent_text": show(share, 1, wanted.decimal) + ("%" if share is not None else ""),
        }
        if wanted.by:
            row["group"] = None if pd.isna(counted["group"]) else str(counted["group"])
        rows.append(row)
    return rows


def _columns(by: str | None, groups: Sequence[str | None]) -> tuple[Column, ...]:
    if by is None:
        return (
            Column("code"),
            Column("id"),
            Column("n", "count"),
            Column("of", "count"),
            Column("percent", "percent"),
        )
    return (Column("code"), *(Column("all" if g is None else g or f"no {by}", "count") for g in groups))


def _lines(records: Sequence[Mapping[str, Any]], by: str | None) -> tuple[Row, ...]:
    """People's lines: one a code; with groups, a cell ``n/of percent`` for each group."""
    if by is None:
        keys = ("label", "code", "n", "of", "percent")
        return tuple(Row(tuple(r[key] for key in keys), r["depth"]) for r in records)
    cells: dict[str, list[Cell]] = {}
    depths: dict[str, int] = {}
    for r in records:
        cells.setdefault(r["code"], [r["label"]]).append(f"{r['n']}/{r['of']} {r['percent_text']}")
        depths[r["code"]] = r["depth"]
    return tuple(Row(tuple(row), depths[code]) for code, row in cells.items())


def _not_coded(refs: Sequence[str]) -> str:
    shown = ", ".join(refs[:12]) + (f" and {len(refs) - 12} more" if len(refs) > 12 else "")
    return f"Counted in the denominator though nothing of theirs is coded under the rule: {shown}."
