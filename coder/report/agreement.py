"""The agreement table: how far coders agree on each code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations
from typing import Any

from coder.analysis.agreement import Agreement, agreement
from coder.analysis.label_sets import LabelSets, label_sets, set_alpha
from coder.analysis.patterns import Patterns, patterns
from coder.analysis.raw import Raw, by_unit, raw
from coder.analysis.resampling import Sampling
from coder.analysis.units import UnitKind, grouped
from coder.analysis.values import Value
from coder.model import Codebook, Coder, in_language
from coder.report import agreement_parts as parts
from coder.report.agreement_characters import CharacterFigures, character_figures, uncoded_words
from coder.report.levels import Place, levels, places
from coder.report.source import source_of
from coder.report.table import Column, Row, Section, Table, Undefined
from coder.report.whose import chosen_coders, rounds_left_out
from coder.study import codebook, people
from coder.study.columns import columns, stretches
from coder.study.study import Study

__all__ = ["Wanted", "agreement_table", "pairs_table"]

_UNITS = {
    "segment": "segment (an interviewer's is none), rated when decided",
    "transcript": "transcript, rated when all its segments are decided",
    "respondent": "respondent, rated when all the respondent's segments are decided",
    "character": "character of a segment (an interviewer's are none), rated when the segment is decided",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose agreement on what."""

    codebook: str | None = None
    """A codebook's id; None for all."""
    coders: tuple[str, ...] = ()
    """Names; empty for all coders who decided anything, the consensus and second rounds left out."""
    language: str = "en"
    sampling: Sampling = field(default_factory=Sampling)
    unit: UnitKind = "segment"
    tree_level: int | None = None
    """Codes are counted as their ancestors on this level, 1 being the top; None: as they are."""
    all_coefficients: bool = False
    decimal: str = "."


@dataclass(frozen=True, slots=True)
class _Counts:
    """What figures are made from: of segments and larger units, or of characters."""

    raw: Raw
    coders: list[Coder]
    characters: CharacterFigures | None
    without: tuple[str, ...]
    """The note on second rounds that are left out."""


def agreement_table(study: Study, wanted: Wanted | None = None, today: date | None = None) -> Table:
    """Agreement on every code that can be applied.

    The JSON form is described in ``docs/json.md``.
    """
    wanted = wanted or Wanted()
    study.refuse_blind("agreement")
    books = codebook.codebooks(study, wanted.codebook)
    counts = _counts(study, wanted)
    rows = places(books, wanted.tree_level)
    found = _agreement(counts, rows, wanted.sampling)
    sampling = (
        replace(wanted.sampling, method="none") if counts.characters and _alone(wanted) else wanted.sampling
    )
    interval = sampling.method != "none"
    names = ", ".join(c.name for c in counts.coders)
    today = today or date.today()  # noqa: DTZ011 - the reader's own calendar day
    overall = _overall(counts, rows, found, sampling)
    spans = counts.characters.spans(rows, sampling) if counts.characters else None
    found = spans.beside(found) if spans else found
    labels = [in_language(row.code.label, wanted.language) for row in rows]
    columns = parts.columns(len(counts.coders), interval, wanted.all_coefficients, spans is not None)
    return Table(
        title=f"Agreement of {names}",
        columns=(Column("code"), *columns),
        sections=_sections(books, rows, found, wanted, interval),
        records=[
            {"codebook": row.book.slug, "code": row.code.slug, "label": label, **parts.record(each)}
            for row, label, each in zip(rows, labels, found.codes, strict=True)
        ],
        caption=_caption(study, wanted, found, today, sampling),
        notes=(
            _pooled_words(overall, wanted.decimal),
            *_by_level(counts, books, wanted),
            *parts.paradox(labels, found.codes, wanted.decimal),
            *parts.left_out(found, interval),
            *parts.pairs_left_out(found.codes),
            *(
                (
                    parts.spans_words(spans.overall, wanted.decimal),
                    *uncoded_words(spans.uncoded, wanted.decimal),
                )
                if spans
                else ()
            ),
            *counts.without,
        ),
        json={
            "units": found.units,
            "coders": [c.name for c in counts.coders],
            "codes": parts.codes_form(found, {c.id: c.name for c in counts.coders}, [r.key for r in rows]),
            "overall": overall | (spans.overall if spans else {}),
        },
    )


def _alone(wanted: Wanted) -> bool:
    """Whether the intervals asked for would take units as independent, which characters never are."""
    return wanted.sampling.method in ("unit", "gwet")


def _counts(study: Study, wanted: Wanted) -> _Counts:
    rows = raw(columns(study))
    known, decided_by = people.coders(study), rows.coders()
    coders = chosen_coders(known, decided_by, wanted.coders)
    characters = None
    if wanted.unit == "character":
        characters = character_figures(stretches(study), [c.id for c in coders])
    without = rounds_left_out(known, decided_by, wanted.coders)
    return _Counts(grouped(rows, wanted.unit), coders, characters, without)


def _agreement(counts: _Counts, rows: Sequence[Place], sampling: Sampling) -> Agreement:
    ids, lift = [row.code.id for row in rows], {code: row.code.id for row in rows for code in row.codes}
    coder_ids = [c.id for c in counts.coders]
    if counts.characters:
        method = "none" if sampling.method in ("unit", "gwet") else sampling.method
        return agreement(counts.characters.patterns(rows), replace(sampling, method=method))

    def tally(marks: Raw) -> Patterns:
        return patterns(marks, coder_ids, ids, lift)

    alone = tally(by_unit(counts.raw)) if sampling.method == "unit" else None
    return agreement(tally(counts.raw), sampling, alone)


def _overall(counts: _Counts, rows: Sequence[Place], found: Agreement, sampling: Sampling) -> dict[str, Any]:
    form = {
        "pooled_kappa": parts.value_form(found.pooled_kappa),
        "pooled_alpha": parts.value_form(found.pooled_alpha),
    }
    if counts.characters:
        return form
    lift = {code: row.code.id for row in rows for code in row.codes}
    sets = label_sets(
        counts.raw, [c.id for c in counts.coders], [r.code.id for r in rows], lift, sampling.method == "unit"
    )
    return form | sets_form(sets, sampling)


def sets_form(sets: LabelSets, sampling: Sampling) -> dict[str, Any]:
    """The figures of whole label sets in JSON."""
    return {
        "mv_alpha": parts.value_form(set_alpha(sets, "multivalued", sampling)),
        "alpha_masi": parts.value_form(set_alpha(sets, "masi", sampling)),
        "alpha_jaccard": parts.value_form(set_alpha(sets, "jaccard", sampling)),
    }


def _sections(
    books: Sequence[Codebook], rows: Sequence[Place], found: Agreement, wanted: Wanted, interval: bool
) -> tuple[Section, ...]:
    lines: dict[str, list[Row]] = {book.slug: [] for book in books}
    for row, each in zip(rows, found.codes, strict=True):
        cells = parts.cells(each, interval, wanted.all_coefficients)
        lines[row.book.slug].append(Row((in_language(row.code.label, wanted.language), *cells), row.depth))
    return tuple(Section(in_language(book.title, wanted.language), tuple(lines[book.slug])) for book in books)


def _caption(study: Study, wanted: Wanted, found: Agreement, today: date, sampling: Sampling) -> str:
    rolled = (
        f" Codes counted as their ancestors on level {wanted.tree_level} of the tree."
        if wanted.tree_level
        else ""
    )
    drawn = "transcripts" if wanted.unit == "character" else "interviews"
    made = parts.interval_words(sampling, drawn, found.interviews)
    if sampling != wanted.sampling:
        made = "No intervals: the characters of a text are not independent; for them say --ci interview."
    made = f" {made}" if made else ""
    plural = {"segment": "units", "character": "characters"}.get(wanted.unit, f"{wanted.unit}s")
    return (
        f"Unit: {_UNITS[wanted.unit]}; {found.units} {plural} rated. "
        f"Prevalence: share of yes among ratings. Headings carry no figure.{rolled}{made} "
        f"{source_of(study, today)}"
    )


def _pooled_words(overall: dict[str, Any], decimal: str) -> str:
    def figure(key: str) -> Value:
        form = overall[key]
        return Value(
            form["value"], form["reason"], form["n"], form["se"], tuple(form["ci"]) if form["ci"] else None
        )

    words = [
        parts.show_value("alpha", figure("pooled_alpha"), decimal),
        parts.show_value("kappa", figure("pooled_kappa"), decimal),
    ]
    sets = (
        f" Whole label sets: {parts.show_value('multi-valued alpha', figure('mv_alpha'), decimal)}."
        if "mv_alpha" in overall
        else ""
    )
    return f"All codes pooled: {', '.join(words)}.{sets} {parts.reading_words(decimal)}"


def _by_level(counts: _Counts, books: Sequence[Codebook], wanted: Wanted) -> tuple[str, ...]:
    """Where in the tree agreement is lost: pooled alpha with codes rolled up to each level."""
    depth = levels(books)
    if wanted.tree_level is not None or depth < 2:
        return ()
    none = Sampling("none")
    words = []
    for level in range(1, depth + 1):
        pooled = _agreement(counts, places(books, level), none).pooled_alpha
        words.append(parts.show_value(f"level {level}", pooled, wanted.decimal))
    return (f"Pooled alpha with codes rolled up, level 1 being the top of the tree: {'; '.join(words)}.",)


def pairs_table(study: Study, wanted: Wanted | None = None, today: date | None = None) -> Table:
    """Every coder against every other: alpha pooled over the codes; kappa and units in the records."""
    wanted = wanted or Wanted()
    study.refuse_blind("agreement")
    books = codebook.codebooks(study, wanted.codebook)
    counts = _counts(study, wanted)
    rows = places(books, wanted.tree_level)
    found: dict[tuple[int, int], Agreement] = {}
    for one, two in combinations(counts.coders, 2):
        alone = replace(
            counts, coders=[one, two], characters=counts.characters and counts.characters.of([one.id, two.id])
        )
        found[one.id, two.id] = _agreement(alone, rows, Sampling("none"))
    today = today or date.today()  # noqa: DTZ011 - the reader's own calendar day

    def cell(one: Coder, two: Coder) -> float | Undefined | None:
        pair = found.get((one.id, two.id)) or found.get((two.id, one.id))
        if pair is None:
            return None
        alpha = pair.pooled_alpha
        return alpha.value if alpha.value is not None else Undefined(alpha.reason or "")

    names = {c.id: c.name for c in counts.coders}
    lines = tuple(Row((one.name, *(cell(one, two) for two in counts.coders))) for one in counts.coders)
    return Table(
        title="Agreement of each pair of coders",
        columns=(Column("coder"), *(Column(c.name, "coefficient") for c in counts.coders)),
        sections=(Section("", lines),),
        records=[
            {
                "first": names[i],
                "second": names[j],
                "units": each.pooled_alpha.n,
                "pooled_alpha": each.pooled_alpha.value,
                "pooled_kappa": each.pooled_kappa.value,
                "undefined": each.pooled_alpha.reason or each.pooled_kappa.reason or "",
            }
            for (i, j), each in found.items()
        ],
        caption=(
            f"Krippendorff's alpha of the two, pooled over the codes. Unit: {_UNITS[wanted.unit]}. "
            f"{source_of(study, today)}"
        ),
        notes=counts.without,
    )
