"""The tables of drift: each coder against the others, and against the own second round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from coder.analysis.raw import Raw, raw
from coder.analysis.reading import krippendorff
from coder.analysis.resampling import Sampling
from coder.analysis.rules import independent
from coder.analysis.stability import Compared, Stability, Times, stability
from coder.analysis.values import CodeAgreement, Value
from coder.model import Coder, CoderError, in_language
from coder.report import agreement_parts as parts
from coder.report.disagreements import Wanted, brought_in_at_once, drift_table
from coder.report.levels import Place, places
from coder.report.source import source_of
from coder.report.table import Cell, Column, Row, Section, Table, Undefined
from coder.report.whose import asked_for
from coder.study import codebook, people
from coder.study.columns import columns
from coder.study.counts import transcript_names
from coder.study.moments import moments
from coder.study.study import Study

Against = Literal["others", "self"]
_SAMPLING = Sampling()
_COLUMNS = (
    *(Column("on"), Column("units", "count"), Column("first round"), Column("second round")),
    *(Column("days between", "count"), Column("agreement", "percent"), Column("kappa", "coefficient")),
    *(Column("alpha", "coefficient"), Column("95% from", "coefficient"), Column("to", "coefficient")),
    Column("reading"),
)


@dataclass(frozen=True, slots=True)
class _Rounds:
    """A coder, the own second round, and how far the two agree."""

    first: Coder
    second: Coder
    found: Stability


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the table: what it is about, and its figures; of times, what is known."""

    of: Literal["all", "part", "interview", "code"]
    which: str | None
    shown: str
    figures: Compared | CodeAgreement


def drift_tables(
    study: Study,
    wanted: Wanted | None = None,
    cut: int = 4,
    against: Against | None = None,
    today: date | None = None,
) -> list[Table]:
    """Agreement over the order of coding: with the others, with the own second round, or both.

    Args:
        study: which.
        wanted: whose, on which codebook.
        cut: into how many parts a coder's work is cut.
        against: whom coders are compared with; None: with the others, and with themselves where
            anybody has coded a second time.
        today: for the captions.
    """
    wanted = wanted or Wanted()
    study.refuse_blind("agreement")
    if against == "others":
        return [drift_table(study, wanted, cut, today)]
    rows, known = raw(columns(study)), people.coders(study)
    pairs = _pairs(known, rows.coders(), wanted.coders)
    if against == "self":
        return [_table(study, wanted, cut, rows, pairs, today)] if pairs else _refuse(known, wanted.coders)
    tables = []
    if not pairs or len(asked_for(known, rows.coders(), wanted.coders)) > 1:
        tables.append(drift_table(study, wanted, cut, today))
    if pairs:
        tables.append(_table(study, wanted, cut, rows, pairs, today))
    return tables


def _pairs(known: Sequence[Coder], decided_by: set[int], names: Sequence[str]) -> list[tuple[Coder, Coder]]:
    """Coders with a second round in which anything was decided; naming either of the two names both."""
    chosen = {c.id for c in (asked_for(known, decided_by, names) if names else known)}
    again = people.second_rounds(known)
    both = [(first, again[first.id]) for first in known if first.id in again]
    return [pair for pair in both if pair[1].id in decided_by and chosen & {c.id for c in pair}]


def _refuse(known: Sequence[Coder], names: Sequence[str]) -> list[Table]:
    """Say why there is nothing to compare."""
    asked = asked_for(known, set(), names) if names else known
    again = people.second_rounds(known)
    waiting = [again[c.id].name for c in asked if c.id in again] + [c.name for c in asked if c.repeats_id]
    if waiting:
        raise CoderError(f"{waiting[0]} has not coded anything yet, so there are no two rounds to compare.")
    who = "no coder has" if not names else f"{asked[0].name} has"
    what = "a second round" if not names else "no second round"
    first = next((c.name for c in asked if independent(c)), "NAME")
    raise CoderError(f"{who} {what}. Add one: coder coders add NAME --repeats {first!r}")


def _table(
    study: Study,
    wanted: Wanted,
    cut: int,
    rows: Raw,
    pairs: Sequence[tuple[Coder, Coder]],
    today: date | None,
) -> Table:
    """Each coder with a second round: all units, parts of the second round, interviews, codes.

    The JSON form is described in ``docs/json.md``.
    """
    found, times = places(codebook.codebooks(study, wanted.codebook)), moments(study)
    ids = [place.code.id for place in found]
    rounds = [
        _Rounds(one, two, stability(rows, (one.id, two.id), ids, times, cut, _SAMPLING)) for one, two in pairs
    ]
    names = transcript_names(study)
    lines = {each.second.id: list(_lines(each, found, names, wanted.language)) for each in rounds}
    clusters = max(each.found.agreement.interviews for each in rounds)
    today = today or date.today()  # noqa: DTZ011 - the reader's own calendar day
    return Table(
        title="Agreement of coders with their own second round",
        columns=_COLUMNS,
        sections=tuple(part for each in rounds for part in _sections(each, lines[each.second.id])),
        records=[_record(each, line) for each in rounds for line in lines[each.second.id]],
        caption=(
            "Units that a coder decided in both rounds, the second without sight of the first. agreement: "
            "share of units and codes answered alike; kappa and alpha: pooled over the codes, of a code its "
            "own. Parts and interviews in the order of the second round, days the median over the units. "
            f"{parts.interval_words(_SAMPLING, 'interviews', clusters)} "
            f"{source_of(study, today)}"
        ),
        notes=(
            *(note for each in rounds for note in _notes(each, times, wanted.decimal)),
            parts.reading_words(wanted.decimal),
        ),
    )


def _lines(each: _Rounds, found: Sequence[Place], names: Mapping[int, str], language: str) -> Iterator[_Line]:
    own = each.found
    yield _Line("all", None, "all units", own.overall)
    for number, part in enumerate(own.parts, 1):
        yield _Line("part", str(number), f"part {number} of {len(own.parts)}", part)
    for id_, interview in own.interviews:
        yield _Line("interview", names[id_], names[id_], interview)
    if own.overall.units:
        for place, code in zip(found, own.agreement.codes, strict=True):
            yield _Line("code", place.key, in_language(place.code.label, language), code)


def _sections(each: _Rounds, lines: Sequence[_Line]) -> Iterator[Section]:
    who = f"{each.first.name}, second round {each.second.name}"
    for heading, of in (("", ("all", "part")), (", by interview", ("interview",)), (", by code", ("code",))):
        rows = tuple(Row(_cells(line)) for line in lines if line.of in of)
        if rows:
            yield Section(who + heading, rows)


def _cells(line: _Line) -> tuple[Cell, ...]:
    r = _figures(line)
    days = None if r["days"] is None else round(r["days"])
    percent, kappa, alpha = _values(line.figures)
    return (
        *(line.shown, r["units"], _day(r["first_from"]), _day(r["second_from"]), days),
        Undefined(percent.reason or "") if percent.value is None else 100 * percent.value,
        *(Undefined(x.reason or "") if x.value is None else x.value for x in (kappa, alpha)),
        *(r["alpha_from"], r["alpha_to"], r["reading"]),
    )


def _record(each: _Rounds, line: _Line) -> dict[str, Any]:
    return {
        "coder": each.first.name,
        "second_round": each.second.name,
        "of": line.of,
        "which": line.which,
        **_figures(line),
    }


def _figures(line: _Line) -> dict[str, Any]:
    figures = line.figures
    percent, kappa, alpha = _values(figures)
    first, second, days = (
        (figures.first, figures.second, figures.days) if isinstance(figures, Compared) else (None, None, None)
    )
    return {
        "units": percent.n,
        "first_from": first and first[0],
        "first_to": first and first[1],
        "second_from": second and second[0],
        "second_to": second and second[1],
        "days": days,
        "percent_agreement": percent.value,
        "kappa": kappa.value,
        "alpha": alpha.value,
        "alpha_from": alpha.ci[0] if alpha.ci else None,
        "alpha_to": alpha.ci[1] if alpha.ci else None,
        "reading": krippendorff(alpha.value),
        "undefined": alpha.reason or kappa.reason or "",
    }


def _values(figures: Compared | CodeAgreement) -> tuple[Value, Value, Value]:
    """Percent agreement, kappa and alpha."""
    if isinstance(figures, Compared):
        return figures.percent, figures.kappa, figures.alpha
    return figures.percent_agreement, figures.light_kappa, figures.krippendorff_alpha


def _day(moment: str | None) -> str:
    return moment[:10] if moment else ""


def _notes(each: _Rounds, times: Times, decimal: str) -> Iterator[str]:
    own, who = each.found.overall, {c.id: c.name for c in (each.first, each.second)}
    n = len(each.found.interviews)
    when = "; ".join(
        f"{words} round {_day(span[0])} to {_day(span[1])}"
        for words, span in (("first", own.first), ("second", own.second))
        if span
    )
    figures = [
        parts.show_value(name, figure, decimal)
        for name, figure in (("alpha", own.alpha), ("kappa", own.kappa))
    ]
    yield (
        f"{each.first.name}: {', '.join(figures)}; {own.units} units of {n} interview{'s' if n != 1 else ''}"
        + (f"; {when}." if when else ".")
    )
    yield from brought_in_at_once(times, who, "time")
    if own.units:
        yield from parts.left_out(each.found.agreement, interval=True)
