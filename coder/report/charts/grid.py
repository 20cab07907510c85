"""Co-occurrence as a grid of squares, and saturation as a curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coder.report.charts import words
from coder.report.charts.paper import (
    FAINT,
    GREYS,
    GRID,
    INK,
    WIDTH,
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

MOST = 30
"""Codes that a grid still shows legibly."""


_NAMED = 40
"""Interviews that a curve names one by one."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Codes by codes; only what lies under the diagonal is drawn, and the diagonal as a figure."""

    title: str
    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    below: str


def draw_grid(grid: Grid, form: Picture) -> bytes:
    """Squares whose area is the number; the number stands in every square."""
    k = len(grid.labels)
    names = [f"{wrapped(label, 40, 1)}  {i}" for i, label in enumerate(grid.labels, 1)]
    beside = 0.08 * max((len(name) for name in names), default=0) + 0.2  # inches that the labels take
    with sheet(min(0.38, (WIDTH - beside) / max(k, 1)) * k + 1.25) as (figure, axes):
        most = max((grid.counts[i][j] for i in range(k) for j in range(i)), default=0)
        for i in range(k):
            axes.annotate(f"{grid.counts[i][i]}", (i, i), ha="center", va="center", fontsize=7, color=FAINT)
            for j in range(i):
                if n := grid.counts[i][j]:
                    _square(axes, j, i, n, n / most)
        axes.set_xlim(-0.6, max(k - 0.4, 0.6))
        axes.set_ylim(max(k - 0.4, 0.6), -0.6)
        axes.set_aspect("equal", anchor="E")  # what is left over goes to the labels
        axes.set_yticks(range(k), names, fontsize=8)
        axes.set_xticks(range(k), [str(i) for i in range(1, k + 1)], fontsize=8)
        axes.tick_params(length=0)
        axes.set_xticks([i - 0.5 for i in range(1, k)], minor=True)
        axes.set_yticks([i - 0.5 for i in range(1, k)], minor=True)
        axes.grid(visible=True, which="minor", color=GRID, linewidth=0.5)
        axes.tick_params(which="minor", length=0)
        clear(axes, "top", "right", "bottom", "left")
        titled(axes, grid.title, grid.below)
        return saved(figure, form)


def _square(axes: Axes, x: int, y: int, n: int, share: float) -> None:
    from matplotlib.patches import Rectangle

    side = 0.3 + 0.62 * share**0.5
    dark = share > 0.5
    axes.add_patch(
        Rectangle(
            (x - side / 2, y - side / 2), side, side, facecolor="#4d4d4d" if dark else "#d0d0d0", zorder=2
        )
    )
    axes.annotate(
        str(n), (x, y), ha="center", va="center", fontsize=7, color="white" if dark else INK, zorder=3
    )


@dataclass(frozen=True, slots=True)
class Curve:
    """New codes by interview."""

    title: str
    interviews: tuple[str, ...]
    new: tuple[int, ...]
    base: int
    reached: int | None
    """The interview at which saturation is reached, from 1."""
    notation: str | None
    below: str
    language: str = "en"


def draw_curve(curve: Curve, form: Picture) -> bytes:
    """Bars for what is new, a stepped line for what has been met, a mark where it is enough."""
    from matplotlib.ticker import MaxNLocator

    n = len(curve.interviews)
    total, known = [], 0
    for new in curve.new:
        known += new
        total.append(known)
    with sheet(3.6) as (figure, axes):
        x = range(1, n + 1)
        new_label, met_label = (in_language(w, curve.language) for w in (words.NEW, words.CUMULATIVE))
        axes.bar(x, curve.new, width=0.72, color=GREYS[1], edgecolor=INK, linewidth=0.6, label=new_label)
        axes.plot(x, total, color=INK, marker="o", markersize=3.5, linewidth=1.2, label=met_label)
        for place, new in zip(x, curve.new, strict=True):
            if n <= 40:
                axes.annotate(
                    str(new), (place, new), (0, 2), textcoords="offset points", ha="center", fontsize=7
                )
        if curve.reached is not None:
            axes.axvline(curve.reached, color=FAINT, linestyle="--", linewidth=1, zorder=0.5)
            words_ = in_language(words.REACHED, curve.language).format(at=curve.notation)
            axes.annotate(
                words_,
                (curve.reached, max([*total, 1])),
                (4, -2),
                textcoords="offset points",
                va="top",
                fontsize=8,
            )
        axes.set_xlim(0.3, max(n, 1) + 0.7)
        axes.set_ylim(0, max([*total, 1]) * 1.1)
        _interviews(axes, curve)
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_ylabel(in_language(words.CODES, curve.language), fontsize=8)
        axes.set_xlabel(in_language(words.INTERVIEW, curve.language), fontsize=8)
        axes.yaxis.grid(visible=True, color=GRID, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.tick_params(labelsize=8)
        clear(axes, "top", "right")
        axes.legend(loc="center right", fontsize=8, facecolor="white", edgecolor="none", framealpha=1)
        titled(axes, curve.title, curve.below)
        return saved(figure, form)


def _say(axes: Axes, text: str, at: tuple[float, float], off: tuple[int, int], **how: Any) -> None:
    axes.annotate(text, at, off, textcoords="offset points", **how)


def _interviews(axes: Axes, curve: Curve) -> None:
    """Names under the bars as long as there is room, numbers otherwise."""
    n = len(curve.interviews)
    if n <= _NAMED:
        names = [wrapped(name, 10, 2) for name in curve.interviews]
        turned = max((len(name) for name in names), default=0) > 4 or n > 26
        axes.set_xticks(range(1, n + 1), names, rotation=90 if turned else 0)
