"""The sheet a chart is drawn on: sizes, letters, greys, and the file it becomes."""

from __future__ import annotations

import io
import textwrap
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from coder.report.formats.cells import storable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Picture = Literal["svg", "png", "pdf"]

WIDTH = 6.7
"""Inches: the text width of an A4 page."""
DOTS = 300
"""Per inch of a PNG, as journals ask."""
INK, FAINT, GRID = "#1a1a1a", "#595959", "#d9d9d9"
GREYS = ("#737373", "#d9d9d9", "#a6a6a6", "#f2f2f2", "#8c8c8c", "#bfbfbf", "#ffffff", "#595959")
HATCHES = ("", "////", "", "\\\\\\\\", "....", "xxxx", "----", "++++")
"""With the greys what tells groups apart, so that no colour has to."""

_SETTINGS: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"],  # comes with matplotlib; Cyrillic with all Kazakh letters
    "font.size": 9,
    "text.parse_math": False,  # a dollar in a label is a dollar
    "text.usetex": False,
    "axes.unicode_minus": True,
    "svg.fonttype": "path",
    "svg.hashsalt": "coder",
    "pdf.fonttype": 42,
    "hatch.linewidth": 0.6,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": FAINT,
    "xtick.color": INK,
    "ytick.color": INK,
}


@contextmanager
def sheet(height: float, width: float = WIDTH) -> Iterator[tuple[Figure, Axes]]:
    """A figure of this many inches with its axes, under the settings of all charts."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with mpl.rc_context({**mpl.rcParamsDefault, **_SETTINGS, "backend": mpl.rcParams["backend"]}):
        figure = Figure(figsize=(width, height), layout="constrained", facecolor="white")
        FigureCanvasAgg(figure)
        yield figure, figure.add_subplot()


def saved(figure: Figure, form: Picture) -> bytes:
    """The file's bytes; the same chart gives the same bytes."""
    out = io.BytesIO()
    metadata = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {}}[form]
    with _any_letter():
        figure.savefig(out, format=form, dpi=DOTS, metadata=metadata)
    return out.getvalue()


def measured(figure: Figure) -> None:
    """Lay the figure out, so that its parts know their places."""
    with _any_letter():
        figure.draw_without_rendering()


@contextmanager
def _any_letter() -> Iterator[None]:
    """Without warnings of letters that the font has not: a box is drawn for each, and all else stands."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")
        yield


def plain(text: str) -> str:
    """A label as it may be drawn: one line, without control characters."""
    return storable(" ".join(text.split()))


def wrapped(text: str, width: int, lines: int = 4) -> str:
    """A label in lines of at most ``width`` letters; what goes past ``lines`` is cut and says so."""
    return "\n".join(
        textwrap.wrap(plain(text), width, max_lines=lines, placeholder=" …", break_on_hyphens=True) or [""]
    )


def clear(axes: Axes, *sides: str) -> None:
    """Leave out the frame on these sides."""
    for side in sides:
        axes.spines[side].set_visible(False)


def titled(axes: Axes, title: str, below: str) -> None:
    """A title above, flush left, and the words that make the numbers citable below."""
    figure = axes.figure
    figure.suptitle("\n".join(textwrap.wrap(plain(title), 64)), x=0.01, ha="left", fontsize=10, weight="bold")
    if below:
        figure.supxlabel(
            "\n".join(textwrap.wrap(plain(below), 112)), x=0.01, ha="left", fontsize=7, color=FAINT
        )
