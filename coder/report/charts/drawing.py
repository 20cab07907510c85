"""From the study to a chart's file: the same figures as the tables, drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from coder.model import CoderError, in_language
from coder.report import agreement, cooccurrence, frequencies, saturation
from coder.report.charts import words
from coder.report.charts.bars import Bar, Bars, Line
from coder.report.charts.bars import draw as draw_bars
from coder.report.charts.forest import Forest, Point, points
from coder.report.charts.forest import draw as draw_forest
from coder.report.charts.grid import MOST, Curve, Grid, draw_curve, draw_grid
from coder.report.charts.paper import Picture
from coder.study import codebook
from coder.study.study import Study

Kind = Literal["freq", "groups", "cooccur", "saturation", "agreement"]
Sort = Literal["codebook", "n"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which chart of what."""

    codebook: str | None = None
    rule: str | None = None
    by: str | None = None
    """The attribute that makes the groups."""
    under: str | None = None
    """Only the codes right under this heading."""
    interval: bool = False
    sort: Sort = "codebook"
    of: cooccurrence.Unit = "segments"
    order: str | None = None
    base: int = 4
    run: int = 2
    threshold: float = 5.0
    title: str | None = None
    """Instead of the usual one; empty for none."""
    caption: bool = True
    language: str = "en"
    decimal: str = "."


def chart(
    study: Study, kind: Kind, form: Picture, wanted: Wanted | None = None, today: date | None = None
) -> bytes:
    """The chart as the bytes of its file.

    Raises:
        CoderError: several codebooks and none named, no such heading, nothing to draw.
    """
    wanted = wanted or Wanted()
    if kind in ("freq", "groups"):
        return draw_bars(_bars(study, kind, _one_book(study, wanted), today), form)
    if kind == "cooccur":
        return draw_grid(_grid(study, _one_book(study, wanted), today), form)
    if kind == "saturation":
        return draw_curve(_curve(study, wanted, today), form)
    return draw_forest(_forest(study, _one_book(study, wanted), today), form)


def _one_book(study: Study, wanted: Wanted) -> Wanted:
    """A chart shows one codebook: the one named, or the only one."""
    books = codebook.codebooks(study, wanted.codebook)
    if len(books) > 1:
        names = ", ".join(book.slug for book in books)
        raise CoderError(f"a chart shows one codebook; say which with --codebook ({names}).")
    return replace(wanted, codebook=books[0].slug) if books else wanted


def _title(wanted: Wanted, usual: str) -> str:
    return usual if wanted.title is None else wanted.title


def _chosen(study: Study, wanted: Wanted) -> tuple[str, Callable[[Mapping[str, Any]], bool]]:
    """The usual title and which codes are drawn: those that can be applied, or a heading's."""
    book = codebook.codebooks(study, wanted.codebook)[0]
    if wanted.under is None:
        return in_language(book.title, wanted.language), lambda record: bool(record["codable"])
    heading = next((code for code in book.codes if code.slug == wanted.under), None)
    if heading is None or not any(code.parent == wanted.under for code in book.codes):
        heads = ", ".join(dict.fromkeys(code.parent for code in book.codes if code.parent)) or "none"
        raise CoderError(f"{book.slug} has no heading {wanted.under!r} (headings: {heads}).")
    return in_language(heading.label, wanted.language), lambda record: record["parent"] == wanted.under


def _bars(study: Study, kind: Kind, wanted: Wanted, today: date | None) -> Bars:
    if kind == "groups" and not wanted.by:
        raise CoderError("which groups? Say --by ATTRIBUTE.")
    by = wanted.by if kind == "groups" else None
    counted = frequencies.Wanted(
        wanted.codebook, by, wanted.rule, wanted.language, wanted.decimal, interval=wanted.interval
    )
    table = frequencies.frequency_table(study, counted, today)
    usual, drawn = _chosen(study, wanted)
    lines: dict[str, Line] = {}
    series: dict[str, None] = {}
    for record in table.records:
        group = record.get("group")
        if not drawn(record) or (kind == "groups" and group is None):
            continue
        if kind == "groups":
            series[group or in_language(words.NO_VALUE, wanted.language)] = None
        bar = Bar(record["n"], record["of"], record["percent"], record.get("ci_low"), record.get("ci_high"))
        line = lines.get(record["code"], Line(record["label"], record["depth"], ()))
        lines[record["code"]] = replace(line, bars=(*line.bars, bar))
    order = list(lines.values())
    if wanted.sort == "n":
        order.sort(key=lambda line: -sum(bar.n for bar in line.bars))
    below = table.caption if wanted.caption else ""
    return Bars(_title(wanted, usual), tuple(order), tuple(series), below, wanted.language, wanted.decimal)


def _grid(study: Study, wanted: Wanted, today: date | None) -> Grid:
    asked = cooccurrence.Wanted(wanted.codebook, wanted.rule, wanted.of, True, 1, wanted.language)
    have = cooccurrence.co_occurrence(study, asked, today)
    table = cooccurrence.co_occurrence_table(study, asked, today)
    labels = have.found.labels(wanted.language)
    there = [row for row in have.rows if have.counted[row, row]]
    often = sorted(sorted(there, key=lambda row: -int(have.counted[row, row]))[:MOST])
    counts = tuple(
        tuple(0 if a != b and _related(have, a, b) else int(have.counted[a, b]) for b in often) for a in often
    )
    below = table.caption if wanted.caption else ""
    if wanted.caption and len(often) < len(there):
        below += f" The {MOST} codes that occur most often."
    return Grid(
        _title(wanted, in_language(words.TOGETHER, wanted.language)),
        tuple(labels[r] for r in often),
        counts,
        below,
    )


def _related(have: cooccurrence.Together, a: int, b: int) -> bool:
    return a in have.found.tree.above(b) or b in have.found.tree.above(a)


def _curve(study: Study, wanted: Wanted, today: date | None) -> Curve:
    asked = saturation.Wanted(
        *(wanted.codebook, wanted.rule, wanted.order, wanted.base, wanted.run, wanted.threshold),
        language=wanted.language,
        decimal=wanted.decimal,
    )
    have = saturation.course(study, asked, today)
    if not have.interviews:
        raise CoderError("no interview is coded under the rule, so that there is nothing to draw.")
    table = saturation.saturation_table(study, asked, today)
    below = f"{table.caption} {table.notes[0]}" if wanted.caption else ""
    new = tuple(len(each) for each in have.new)
    figure = have.figure
    return Curve(
        *(
            _title(wanted, in_language(words.NEW_CODES, wanted.language)),
            have.interviews,
            new,
            wanted.base,
            figure.reached,
            figure.notation,
        ),
        below=below,
        language=wanted.language,
    )


def _forest(study: Study, wanted: Wanted, today: date | None) -> Forest:
    """From the documented JSON form, whose keys stay as they are."""
    asked = agreement.Wanted(wanted.codebook, (), language=wanted.language)
    table = agreement.agreement_table(study, asked, today)
    labels = {
        code.slug: in_language(code.label, wanted.language)
        for book in codebook.codebooks(study, wanted.codebook)
        for code in book.codes
    }
    found = []
    for key, figures in table.json["codes"].items():
        alpha = figures["krippendorff_alpha"]
        low, high = alpha.get("ci") or (None, None)
        found.append(Point(labels.get(key, key), alpha["value"], low, high))
    below = table.caption if wanted.caption else ""
    if below and any(point.value is not None and point.low is None for point in found):
        below += " Hollow: no interval, the code being in too few interviews."
    title = in_language(words.AGREEMENT, wanted.language).format(names=", ".join(table.json["coders"]))
    return Forest(_title(wanted, title), points(found), below, wanted.language, wanted.decimal)
