"""Agreement on ratings from a file, for people who coded elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from coder.analysis.agreement import Agreement, agreement
from coder.analysis.categories import Level, categories, category_agreement
from coder.analysis.continua import Continuum, character_patterns, unified
from coder.analysis.label_sets import label_sets
from coder.analysis.patterns import patterns
from coder.analysis.raw import Raw, by_unit
from coder.analysis.resampling import Sampling
from coder.analysis.values import CodeAgreement
from coder.files.ratings import Long, Spans, Wide, read_ratings
from coder.model import CoderError, Span
from coder.report import agreement_parts as parts
from coder.report.agreement import sets_form
from coder.report.agreement_characters import span_figures, uncoded_words
from coder.report.table import Column, Row, Section, Table

__all__ = ["Asked", "ratings_table"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What to make of the file."""

    level: Level = "nominal"
    categories: tuple[str, ...] = ()
    """As declared; empty: as observed."""
    sampling: Sampling = field(default_factory=Sampling)
    all_coefficients: bool = False
    decimal: str = "."


@dataclass(frozen=True, slots=True)
class _Made:
    """Figures of a file, whatever its form."""

    coders: tuple[str, ...]
    codes: tuple[str, ...]
    found: Agreement
    overall: dict[str, Any]
    unit: str
    drawn: str
    sampling: Sampling
    notes: tuple[str, ...]
    whole: CodeAgreement | None = None


def ratings_table(path: Path, asked: Asked | None = None) -> Table:
    """The agreement table of a file; the JSON form is that of ``coder agree`` on a study."""
    asked = asked or Asked()
    ratings = read_ratings(path)
    if not isinstance(ratings, Wide) and (asked.level != "nominal" or asked.categories):
        raise CoderError(
            f"{path}: --level and --categories are for tables with one category a unit; "
            "here a unit may have several codes, each of which is yes or no."
        )
    if len(ratings.coders) < 2:
        raise CoderError(
            f"{path}: agreement needs two coders; here it is {', '.join(ratings.coders) or 'nobody'}."
        )
    if isinstance(ratings, Wide):
        made = _wide(ratings, asked)
    else:
        made = _long(ratings, asked) if isinstance(ratings, Long) else _spans(ratings, asked)
    return _table(path, made, asked)


def _wide(ratings: Wide, asked: Asked) -> _Made:
    table = categories(ratings.cells, ratings.interviews, asked.level, asked.categories)
    whole = category_agreement(table, asked.level, asked.sampling)
    ids = range(len(ratings.coders))
    codes = table.names if asked.level == "nominal" else ()
    unit, coder = np.nonzero(table.ratings >= 0)
    none = np.empty(0, dtype=np.int32)
    rows = Raw(
        len(ratings.units),
        np.arange(len(ratings.units)),
        table.interview,
        np.zeros(len(ratings.units), dtype=np.int64),
        unit.astype(np.int32),
        table.ratings[unit, coder].astype(np.int32),
        coder.astype(np.int32),
        none,
        none,
    )
    found = agreement(patterns(rows, ids, range(len(codes))), asked.sampling)
    names = dict(enumerate(ratings.coders))
    overall = parts.code_form(whole, names) | {"level": asked.level}
    return _Made(
        ratings.coders,
        codes,
        found,
        overall,
        "unit",
        _drawn(ratings),
        asked.sampling,
        (_headline(whole, asked),),
        whole,
    )


def _headline(whole: CodeAgreement, asked: Asked) -> str:
    figures = [
        parts.show_value(f"{asked.level} alpha", whole.krippendorff_alpha, asked.decimal),
        parts.show_value("kappa", whole.light_kappa, asked.decimal),
        parts.show_value("Fleiss' kappa", whole.fleiss_kappa, asked.decimal),
        parts.show_value("AC1", whole.gwet_ac1, asked.decimal),
    ]
    return f"All categories together: {', '.join(figures)}. {parts.reading_words(asked.decimal)}"


def _drawn(ratings: Wide | Long) -> str:
    """What the interview bootstrap draws: where no interviews are named, units."""
    return "interviews" if ratings.interviews != ratings.units else "units (the file names no interviews)"


def _long(ratings: Long, asked: Asked) -> _Made:
    unit = {name: i for i, name in enumerate(ratings.units)}
    coder = {name: i for i, name in enumerate(ratings.coders)}
    code = {name: i for i, name in enumerate(ratings.codes)}
    interview = {name: i for i, name in enumerate(dict.fromkeys(ratings.interviews))}
    coded = [(unit[u], code[k], coder[c]) for (u, c), labels in ratings.given.items() for k in sorted(labels)]
    decided = [(unit[u], coder[c]) for u, c in ratings.given]
    codings = np.array(coded, dtype=np.int32).reshape(-1, 3)
    looked = np.array(decided, dtype=np.int32).reshape(-1, 2)
    rows = Raw(
        len(unit),
        np.arange(len(unit)),
        np.array([interview[name] for name in ratings.interviews], dtype=np.int64),
        np.zeros(len(unit), dtype=np.int64),
        codings[:, 0],
        codings[:, 1],
        codings[:, 2],
        looked[:, 0],
        looked[:, 1],
    )
    ids, code_ids = range(len(coder)), range(len(code))
    alone = patterns(by_unit(rows), ids, code_ids) if asked.sampling.method == "unit" else None
    found = agreement(patterns(rows, ids, code_ids), asked.sampling, alone)
    sets = label_sets(rows, ids, code_ids, by_unit=asked.sampling.method == "unit")
    overall = _pooled(found) | sets_form(sets, asked.sampling)
    return _Made(
        ratings.coders,
        ratings.codes,
        found,
        overall,
        "unit",
        _drawn(ratings),
        asked.sampling,
        (_words(found, asked),),
    )


def _pooled(found: Agreement) -> dict[str, Any]:
    return {
        "pooled_kappa": parts.value_form(found.pooled_kappa),
        "pooled_alpha": parts.value_form(found.pooled_alpha),
    }


def _words(found: Agreement, asked: Asked) -> str:
    figures = [
        parts.show_value("alpha", found.pooled_alpha, asked.decimal),
        parts.show_value("kappa", found.pooled_kappa, asked.decimal),
    ]
    return f"All codes pooled: {', '.join(figures)}. {parts.reading_words(asked.decimal)}"


def _spans(ratings: Spans, asked: Asked) -> _Made:
    coder = {name: i for i, name in enumerate(ratings.coders)}
    code = {name: i for i, name in enumerate(ratings.codes)}
    found = []
    for transcript, length in ratings.lengths.items():
        here = {coder[c]: spans for (t, c), spans in ratings.spans.items() if t == transcript}
        found.append(
            Continuum(
                length,
                dict.fromkeys(here, (Span(0, length),)),
                {c: tuple(unified((code[k], span) for k, span in spans)) for c, spans in here.items()},
            )
        )
    ids, names = range(len(coder)), dict(enumerate(ratings.codes))
    method = "none" if asked.sampling.method in ("unit", "gwet") else asked.sampling.method
    sampling = replace(asked.sampling, method=method)
    spans = span_figures(found, ids, names, sampling)
    figures = spans.beside(agreement(character_patterns(found, ids, list(names)), sampling))
    notes = (
        _words(figures, asked),
        parts.spans_words(spans.overall, asked.decimal),
        *uncoded_words(spans.uncoded, asked.decimal),
    )
    return _Made(
        ratings.coders, ratings.codes, figures, spans.overall, "character", "transcripts", sampling, notes
    )


def _table(path: Path, made: _Made, asked: Asked) -> Table:
    interval = made.sampling.method != "none"
    rows = [
        Row((code, *parts.cells(each, interval, asked.all_coefficients)))
        for code, each in zip(made.codes, made.found.codes, strict=True)
    ]
    records = [
        {"code": code, **parts.record(each)} for code, each in zip(made.codes, made.found.codes, strict=True)
    ]
    if made.whole is not None:
        rows.append(Row(("all categories", *parts.cells(made.whole, interval, asked.all_coefficients))))
        records.append({"code": None, **parts.record(made.whole)})
    words = parts.interval_words(made.sampling, made.drawn, made.found.interviews)
    if made.sampling != asked.sampling:
        words = "No intervals: the characters of a text are not independent; for them say --ci interview."
    spans = made.unit == "character"
    columns = parts.columns(len(made.coders), interval, asked.all_coefficients, spans)
    return Table(
        title=f"Agreement of {', '.join(made.coders)}",
        columns=(Column("code"), *columns),
        sections=(Section("", tuple(rows)),),
        records=records,
        caption=(
            f"Unit: {made.unit}; {made.found.units} rated. Prevalence: share of yes among ratings. "
            f"{words + ' ' if words else ''}File: {path.name}."
        ),
        notes=(
            *made.notes,
            *parts.paradox(made.codes, made.found.codes, asked.decimal),
            *parts.left_out(made.found, interval),
            *parts.pairs_left_out((*made.found.codes, *([made.whole] if made.whole else []))),
        ),
        json={
            "units": made.found.units,
            "coders": list(made.coders),
            "codes": parts.codes_form(made.found, dict(enumerate(made.coders)), made.codes),
            "overall": made.overall,
        },
    )
