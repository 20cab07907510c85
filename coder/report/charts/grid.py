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
    Picture,
    clear,
    measured,
    saved,
    sheet,
    titled,
    wrapped,
)
from coder.report.charts.words import in_language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 30
"""Codes that a grid still shows legibly."""


_ONE_LINE, _TWO_LINES = (40, 1), (30, 2)
"""Letters of a code's name in a line, and lines."""
_CELL = 0.38
"""Inches of a cell at most."""
_ROOMY = 18
"""Codes up to which a name may take two lines."""
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
    size = 8 if k <= _ROOMY // 2 else 7 if k <= _ROOMY else 6
    names = [wrapped(label, *(_TWO_LINES if k <= _ROOMY else _ONE_LINE)) for label in grid.labels]
    with sheet(0.2 * k + 1.25) as (figure, axes):
        most = max((grid.counts[i][j] for i in range(k) for j in range(i)), default=0)
        for i in range(k):
            _figure(axes, i, i, grid.counts[i][i], size - 1, FAINT)
            for j in range(i):
                if n := grid.counts[i][j]:
                    _square(axes, j, i, n, n / most, size - 1)
        axes.set_xlim(-0.6, max(k - 0.4, 0.6))
        axes.set_ylim(max(k - 0.4, 0.6), -0.6)
        axes.set_yticks(range(k), names, fontsize=size, linespacing=1.0)
        axes.tick_params(axis="y", pad=3 + 2 * size)
        for i in range(k):
            off = (-4 - 0.6 * size, 0)
            _say(
                axes,
                str(i + 1),
                (-0.6, i),
                off,
                ha="center",
                va="center",
                fontsize=size,
                annotation_clip=False,
            )
        axes.set_xticks(range(k), [str(i) for i in range(1, k + 1)], fontsize=size)
        axes.tick_params(length=0)
        axes.set_xticks([i - 0.5 for i in range(1, k)], minor=True)
        axes.set_yticks([i - 0.5 for i in range(1, k)], minor=True)
        axes.grid(visible=True, which="minor", color=GRID, linewidth=0.5)
        axes.tick_params(which="minor", length=0)
        clear(axes, "top", "right", "bottom", "left")
        titled(axes, grid.title, grid.below)
        _squared(figure, axes)
        return saved(figure, form)


def _squared(figure: Figure, axes: Axes) -> None:
    """Make cells square: the sheet as high as the room beside the labels is wide, or cells of ``_CELL``."""
    measured(figure)
    dots = axes.get_window_extent()
    k = abs(axes.get_xlim()[1] - axes.get_xlim()[0])
    cell = min(_CELL, dots.width / figure.dpi / k)
    figure.set_figheight(figure.get_figheight() + cell * k - dots.height / figure.dpi)
    if cell == _CELL:
        axes.set_aspect("equal", anchor="W")


def _figure(axes: Axes, x: int, y: int, n: int, size: int, color: str) -> None:
    axes.annotate(str(n), (x, y), ha="center", va="center_baseline", fontsize=size, color=color, zorder=3)


def _square(axes: Axes, x: int, y: int, n: int, share: float, size: int) -> None:
    from matplotlib.patches import Rectangle

    side = 0.45 + 0.47 * share**0.5
    dark = share > 0.5 and n > 1
    axes.add_patch(
        Rectangle(
            (x - side / 2, y - side / 2), side, side, facecolor="#4d4d4d" if dark else "#d0d0d0", zorder=2
        )
    )
    _figure(axes, x, y, n, size, "white" if dark else INK)


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
        for place, new, met in zip(x, curve.new, total, strict=True):
            if n <= _NAMED:  # beside the line's own mark where both are at one height
                _say(axes, str(new), (place, new), (-7, 3) if new == met else (0, 2), ha="center", fontsize=7)
        top = max([*total, 1]) * 1.16  # room for the words over the line's highest point
        if curve.reached is not None:
            at = curve.reached
            axes.plot([at, at], [total[at - 1], top], color=FAINT, linestyle="--", linewidth=1, zorder=0.5)
            said = in_language(words.REACHED, curve.language).format(at=curve.notation)
            left = at <= n / 2
            _say(
                axes,
                said,
                (at, top),
                (4 if left else -4, 0),
                ha="left" if left else "right",
                va="top",
                fontsize=8,
            )
        axes.set_xlim(0.3, max(n, 1) + 0.7)
        axes.set_ylim(0, top)
        _interviews(axes, curve)
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_ylabel(in_language(words.CODES, curve.language), fontsize=8)
        axes.set_xlabel(in_language(words.INTERVIEW, curve.language), fontsize=8)
        axes.yaxis.grid(visible=True, color=GRID, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.tick_params(labelsize=8)
        clear(axes, "top", "right")
        axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, fontsize=8, frameon=False)
        titled(axes, curve.title, curve.below)
        return saved(figure, form)


def _say(axes: Axes, text: str, at: tuple[float, float], off: tuple[float, float], **how: Any) -> None:
    axes.annotate(text, at, off, textcoords="offset points", **how)


def _interviews(axes: Axes, curve: Curve) -> None:
    """Names under the bars as long as there is room, numbers otherwise."""
    n = len(curve.interviews)
    if n <= _NAMED:
        names = [wrapped(name, 10, 2) for name in curve.interviews]
        turned = max((len(name) for name in names), default=0) > 4 or n > 26
        axes.set_xticks(range(1, n + 1), names, rotation=90 if turned else 0)
