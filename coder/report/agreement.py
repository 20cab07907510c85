"""The agreement table: how far coders agree on each code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from coder.analysis.agreement import Agreement, CodeAgreement, Value, agreement
from coder.analysis.patterns import patterns
from coder.model import Code, Codebook, Coder, CoderError, in_language
from coder.report.table import Cell, Column, Row, Section, Table, Undefined
from coder.study import codebook, counts, people
from coder.study.study import Study


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose agreement on what."""

    codebook: str | None = None
    """A codebook's id; None for all."""
    coders: tuple[str, ...] = ()
    """Names; empty for all coders who decided anything, the holder of the consensus left out."""
    language: str = "en"


def agreement_table(study: Study, wanted: Wanted | None = None, today: date | None = None) -> Table:
    """Agreement on every code that can be applied; the unit is a segment.

    The JSON form is described in ``docs/json.md``.
    """
    wanted = wanted or Wanted()
    study.refuse_blind("agreement")
    books = codebook.codebooks(study, wanted.codebook)
    marks = counts.marks(study)
    coders = _coders(people.coders(study), {coder for _, coder in marks.decided}, wanted.coders)
    codes = [(book, code) for book in books for code in book.codes if code.codable]
    found = agreement(patterns(marks, [c.id for c in coders], [code.id for _, code in codes]))
    several = len(books) > 1
    records = [
        _record(book, code, each, wanted.language)
        for (book, code), each in zip(codes, found.codes, strict=True)
    ]
    lines: dict[str, list[Row]] = {book.slug: [] for book in books}
    for (book, code), each in zip(codes, found.codes, strict=True):
        lines[book.slug].append(_line(book, code, each, wanted.language))
    today = today or date.today()  # noqa: DTZ011 - the reader's own calendar day
    names = ", ".join(c.name for c in coders)
    return Table(
        title=f"Agreement of {names}",
        columns=(
            Column("code"),
            Column("units", "count"),
            Column("prevalence", "percent"),
            Column("agreement", "percent"),
            Column("Cohen's kappa" if len(coders) == 2 else "kappa (mean of pairs)", "coefficient"),
            Column("Krippendorff's alpha", "coefficient"),
        ),
        sections=tuple(
            Section(in_language(book.title, wanted.language), tuple(lines[book.slug])) for book in books
        ),
        records=records,
        caption=(
            f"Unit: segment (an interviewer's is none), rated when decided; {found.units} units rated. "
            "Prevalence: share of yes among ratings. Headings carry no figure. "
            f"Study: {study.name}, {today.isoformat()}."
        ),
        notes=(_pooled(found), *_left_out(found)),
        json=_form(found, coders, [f"{b.slug}/{c.slug}" if several else c.slug for b, c in codes]),
    )


def _coders(known: Sequence[Coder], decided_by: set[int], names: Sequence[str]) -> list[Coder]:
    if names:
        by_name = {c.name: c for c in known}
        for name in names:
            if name not in by_name:
                there = ", ".join(by_name) or "none yet"
                raise CoderError(f"no coder is called {name!r} in this study (coders: {there}).")
        chosen = [by_name[name] for name in dict.fromkeys(names)]
    else:
        chosen = [c for c in known if c.role == "coder" and c.id in decided_by]
    if len(chosen) < 2:
        who = chosen[0].name if chosen else "nobody"
        raise CoderError(f"agreement needs two coders who have coded; here it is {who}.")
    return chosen


def _line(book: Codebook, code: Code, found: CodeAgreement, language: str) -> Row:
    cells: tuple[Cell, ...] = (
        in_language(code.label, language),
        found.percent_agreement.n,
        _percent(found.prevalence),
        _percent(found.percent_agreement),
        _cell(found.light_kappa),
        _cell(found.krippendorff_alpha),
    )
    return Row(cells, book.depth(code))


def _cell(figure: Value) -> Cell:
    return figure.value if figure.value is not None else Undefined(figure.reason or "")


def _percent(figure: Value) -> Cell:
    return 100 * figure.value if figure.value is not None else Undefined(figure.reason or "")


def _record(book: Codebook, code: Code, found: CodeAgreement, language: str) -> dict[str, Any]:
    return {
        "codebook": book.slug,
        "code": code.slug,
        "label": in_language(code.label, language),
        "units": found.percent_agreement.n,
        "prevalence": found.prevalence.value,
        "percent_agreement": found.percent_agreement.value,
        "cohen_kappa": found.light_kappa.value,
        "krippendorff_alpha": found.krippendorff_alpha.value,
        "undefined": found.krippendorff_alpha.reason or found.light_kappa.reason or "",
    }


def _form(found: Agreement, coders: Sequence[Coder], keys: Sequence[str]) -> dict[str, Any]:
    """The documented JSON form; figures in full precision."""
    name_of = {c.id: c.name for c in coders}
    return {
        "units": found.units,
        "coders": [c.name for c in coders],
        "codes": {key: _code_form(each, name_of) for key, each in zip(keys, found.codes, strict=True)},
        "overall": {"pooled_kappa": _value(found.pooled_kappa), "pooled_alpha": _value(found.pooled_alpha)},
    }


def _code_form(found: CodeAgreement, name_of: dict[int, str]) -> dict[str, Any]:
    return {
        "percent_agreement": _value(found.percent_agreement),
        "krippendorff_alpha": _value(found.krippendorff_alpha),
        "light_kappa": _value(found.light_kappa),
        "cohen_kappa": [
            {"coders": [name_of[i] for i in pair.coders], **_value(pair.figure)} for pair in found.cohen_kappa
        ],
        "prevalence": _value(found.prevalence),
    }


def _value(figure: Value) -> dict[str, Any]:
    return {"value": figure.value, "reason": figure.reason, "n": figure.n}


def _pooled(found: Agreement) -> str:
    parts = []
    for words, figure in (("alpha", found.pooled_alpha), ("kappa", found.pooled_kappa)):
        parts.append(
            f"{words} {figure.value:.3f}" if figure.value is not None else f"{words} n/a: {figure.reason}"
        )
    return (
        f"All codes pooled: {', '.join(parts)}. Krippendorff: .800 and above reliable, "
        ".667 to .800 tentative, below that not."
    )


def _left_out(found: Agreement) -> tuple[str, ...]:
    n = sum(each.krippendorff_alpha.value is None for each in found.codes)
    return (f"{n} of {len(found.codes)} codes have no alpha; the reason stands in their line.",) if n else ()
