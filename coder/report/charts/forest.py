"""Agreement by code: a point for alpha, its interval where there is one, the two thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coder.analysis.rounding import show
from coder.report.charts import words
from coder.report.charts.paper import FAINT, GRID, INK, Picture, clear, saved, sheet, titled, wrapped
from coder.report.charts.words import in_language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RELIABLE, TENTATIVE = 0.8, 0.667
"""Krippendorff's thresholds."""


@dataclass(frozen=True, slots=True)
class Point:
    """A code's alpha; None where it is undefined."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Forest:
    """What is drawn."""

    title: str
    points: tuple[Point, ...]
    below: str
    language: str = "en"
    decimal: str = "."


def draw(forest: Forest, form: Picture) -> bytes:
    """A line a code, in the order given."""
    labels = [wrapped(point.label, 44, 2) for point in forest.points]
    rooms = [0.15 * (label.count("\n") + 1) + 0.09 for label in labels]
    with sheet(max(sum(rooms), 0.4) + 1.35) as (figure, axes):
        lowest = min([v for p in forest.points for v in (p.value, p.low) if v is not None] + [0.0])
        axes.axvspan(RELIABLE, 1.0, color="#e6e6e6", linewidth=0, zorder=0)
        axes.axvspan(TENTATIVE, RELIABLE, color="#f4f4f4", linewidth=0, zorder=0)
        y, ticks = 0.0, []
        for point, room in zip(forest.points, rooms, strict=True):
            _point(axes, y + room / 2, point, forest)
            ticks.append(y + room / 2)
            y += room
        axes.set_yticks(ticks, labels, fontsize=8)
        axes.set_ylim(max(y, 0.1), 0)
        axes.set_xlim(max(lowest - 0.05, -1.05), 1.02)
        axes.xaxis.grid(visible=True, color=GRID, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.tick_params(axis="y", length=0)
        axes.tick_params(axis="x", labelsize=8)
        axes.xaxis.set_major_formatter(
            lambda value, _at: show(value, 1, forest.decimal).replace("-", "\N{MINUS SIGN}")
        )
        axes.set_xlabel(in_language(words.ALPHA, forest.language), fontsize=8)
        for at, word in ((RELIABLE, words.RELIABLE), (TENTATIVE, words.TENTATIVE)):
            axes.annotate(
                f"{in_language(word, forest.language)} ≥ {show(at, 3, forest.decimal).rstrip('0')}",
                (at, 0),
                (1, 3 if at == RELIABLE else 12),
                textcoords="offset points",
                fontsize=7,
                color=FAINT,
                annotation_clip=False,
            )
        clear(axes, "top", "right", "bottom")
        if any(p.value is not None and p.low is None for p in forest.points):
            _legend(axes, forest)
        titled(axes, forest.title, forest.below)
        return saved(figure, form)


def _point(axes: Axes, at: float, point: Point, forest: Forest) -> None:
    if point.value is None:
        word = in_language(words.UNDEFINED, forest.language)
        axes.annotate(word, (0, at), (2, 0), textcoords="offset points", va="center", fontsize=7, color=FAINT)
        return
    if point.low is not None and point.high is not None:
        axes.plot([point.low, point.high], [at, at], color=INK, linewidth=1.1, solid_capstyle="butt")
        for end in (point.low, point.high):
            axes.plot([end, end], [at - 0.04, at + 0.04], color=INK, linewidth=1.1)
    face = INK if point.low is not None else "white"
    axes.plot(
        [point.value], [at], marker="o", markersize=4.5, color=INK, mfc=face, linestyle="none", zorder=3
    )
    axes.annotate(
        show(point.value, 2, forest.decimal).replace("-", "\N{MINUS SIGN}"),
        (1.02, at),
        (4, 0),
        textcoords="offset points",
        va="center",
        fontsize=7,
        annotation_clip=False,
    )


def _legend(axes: Axes, forest: Forest) -> None:
    """What a hollow point means, above the plot where no point lies."""
    from matplotlib.lines import Line2D

    hollow = Line2D([], [], marker="o", markersize=4.5, color=INK, mfc="white", linestyle="none")
    word = in_language(words.NO_INTERVAL, forest.language)
    axes.legend([hollow], [word], loc="lower left", bbox_to_anchor=(0, 1), fontsize=7, frameon=False)


def points(values: Sequence[Point]) -> tuple[Point, ...]:
    """The codes from the highest alpha down, those without one last."""
    return tuple(sorted(values, key=lambda point: (point.value is None, -(point.value or 0.0))))
