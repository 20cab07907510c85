"""Bars for codes: how many respondents mention each, all together or by group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coder.analysis.rounding import show
from coder.report.charts import words
from coder.report.charts.paper import (
    GREYS,
    GRID,
    HATCHES,
    INK,
    Picture,
    clear,
    saved,
    sheet,
    titled,
    wrapped,
)
from coder.report.charts.words import in_language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LABEL = 38
"""Letters of a label in a line."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One code's figure among everybody or a group."""

    n: int
    of: int
    percent: float | None
    low: float | None = None
    """Ends of the interval, in percent."""
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One code with a bar for each series."""

    label: str
    depth: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """What is drawn."""

    title: str
    lines: tuple[Line, ...]
    series: tuple[str, ...]
    """Names of the groups; empty when everybody is one."""
    below: str
    language: str = "en"
    decimal: str = "."


def draw(bars: Bars, form: Picture) -> bytes:
    """Horizontal bars in the order given, each with n and percent at its end."""
    each = max(len(bars.series), 1)
    labels = [wrapped(line.label, LABEL) for line in bars.lines]
    rooms = [max(0.1 + 0.19 * each, 0.16 * (label.count("\n") + 1) + 0.14) for label in labels]
    ends = [end for line in bars.lines for bar in line.bars for end in (bar.percent, bar.high)]
    widest = max([end for end in ends if end is not None], default=0.0) or 1.0
    with sheet(max(sum(rooms), 0.4) + 1.25 + 0.19 * (each > 1) * each) as (figure, axes):
        y, ticks = 0.0, []
        for line, room in zip(bars.lines, rooms, strict=True):
            for i, bar in enumerate(line.bars):
                at = y + room / 2 + (i - (len(line.bars) - 1) / 2) * 0.19
                _bar(axes, at, bar, i, bars)
            ticks.append(y + room / 2)
            y += room
        axes.set_yticks(ticks, labels)
        axes.set_ylim(max(y, 0.1), 0)
        axes.set_xlim(0, widest * 1.02)
        _scale(axes, bars)
        titled(axes, bars.title, bars.below)
        if each > 1:
            _legend(axes, bars.series)
        return saved(figure, form)


def _bar(axes: Axes, at: float, bar: Bar, place: int, bars: Bars) -> None:
    """One bar; its figures stand at the end of it, or of its interval."""
    share = bar.percent or 0.0
    axes.barh(
        at,
        share,
        height=0.17,
        color=GREYS[place % len(GREYS)],
        hatch=HATCHES[place % len(HATCHES)],
        edgecolor=INK,
        linewidth=0.6,
    )
    end = share
    if bar.low is not None and bar.high is not None:
        middle = (bar.low + bar.high) / 2
        axes.errorbar(middle, at, xerr=(bar.high - bar.low) / 2, color=INK, linewidth=0.9, capsize=2)
        end = bar.high
    text = str(bar.n) if bar.percent is None else f"{bar.n} ({show(bar.percent, 1, bars.decimal)}%)"
    if len(bars.series) > 1:
        text = f"{bar.n}/{bar.of}" + text[len(str(bar.n)) :]
    axes.annotate(
        text,
        (end, at),
        (4, 0),
        textcoords="offset points",
        va="center",
        fontsize=8 if bars.series else 9,
        annotation_clip=False,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
    )


def _scale(axes: Axes, bars: Bars) -> None:
    axes.xaxis.grid(visible=True, color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=8)
    axes.xaxis.set_major_formatter(lambda value, _at: f"{value:g}".replace(".", bars.decimal) + "%")
    of = bars.lines[0].bars[0].of if bars.lines else 0
    share = words.SHARE_OF_GROUP if len(bars.series) > 1 else words.SHARE
    axes.set_xlabel(in_language(share, bars.language).format(of=of), fontsize=8)
    clear(axes, "top", "right", "bottom")


def _legend(axes: Axes, names: Sequence[str]) -> None:
    from matplotlib.patches import Patch

    handles = [
        Patch(
            facecolor=GREYS[i % len(GREYS)],
            hatch=HATCHES[i % len(HATCHES)],
            edgecolor=INK,
            linewidth=0.6,
            label=wrapped(name, 48, 2),
        )
        for i, name in enumerate(names)
    ]
    axes.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=1 if max(len(name) for name in names) > 30 else 2,
        fontsize=8,
        frameon=False,
        handleheight=1.2,
    )
