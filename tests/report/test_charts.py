"""Charts hold every figure and label, in any alphabet, whatever a label says."""

from __future__ import annotations

import re
import struct
import zlib
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib.font_manager import findfont, get_font

from coder.model import CoderError, in_language
from coder.report.agreement import Wanted as Agreement
from coder.report.agreement import agreement_table
from coder.report.charts import drawing, grid, paper
from coder.report.charts.bars import Bar, Bars, Line, draw
from coder.report.charts.drawing import Wanted, chart
from coder.report.charts.forest import Forest, Point, points
from coder.report.charts.forest import draw as draw_forest
from coder.report.charts.grid import Curve, Grid, draw_curve, draw_grid
from coder.study import codebook
from coder.study.study import Study

HOSTILE = (
    "$x^2$ \\frac{1}{0} _under_ ^up",
    "<script>&amp;</script> ]]> \x1b[31m\x00red",
    "\u202egnp.exe\u2066 ‮",
    "a" * 300,
    "",
    "  \n\t ",
    "😀 漢字 العربية",
    "%s {0} {of} %(n)d",
    "=SUM(A1)\ud800",
)


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters stay letters in the SVG, so that they can be read back."""
    monkeypatch.setitem(paper._SETTINGS, "svg.fonttype", "none")


def texts(svg: bytes) -> str:
    found = re.findall(r"<(?:text|tspan)[^>]*>([^<]*)<", svg.decode("utf-8"))
    return "\n".join(found)


FIGURE = Wanted("reform-directions", under="directions")
DIRECTIONS = {"7 (29.2%)", "3 (12.5%)", "4 (16.7%)", "2 (8.3%)"}


@pytest.mark.parametrize(
    ("language", "label", "axis"),
    [
        ("en", "Systematic, comprehensive approach", "Respondents, n (% of 24)"),
        ("ru", "Системный, комплексный подход", "Респонденты, n (% от 24)"),
        ("kk", "Жүйелі, кешенді тәсіл", "Респонденттер, n (24 адамнан %)"),
    ],
)
def test_figure_1_of_the_article(
    demonstration: Study, letters: None, language: str, label: str, axis: str
) -> None:
    wanted = Wanted("reform-directions", under="directions", language=language)
    found = texts(chart(demonstration, "freq", "svg", wanted)).splitlines()
    assert {text for text in found if text.endswith("%)") and text[0].isdigit()} == DIRECTIONS
    assert found.count("2 (8.3%)") == 2
    assert label in found
    assert axis in found


def test_a_decimal_comma(demonstration: Study, letters: None) -> None:
    wanted = Wanted("reform-directions", under="directions", decimal=",")
    assert "7 (29,2%)" in texts(chart(demonstration, "freq", "svg", wanted))


@pytest.mark.parametrize("kind", ["freq", "groups", "cooccur", "saturation", "agreement"])
@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
def test_every_chart_in_every_form(demonstration: Study, kind: Any, form: Any) -> None:
    wanted = Wanted("reform-directions", by="side", interval=True, language="kk")
    made = chart(demonstration, kind, form, wanted)
    assert made.startswith({"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}[form])
    if kind == "freq":
        assert made == chart(demonstration, kind, form, wanted)  # the same chart, the same bytes


def test_nothing_comes_from_the_network(demonstration: Study) -> None:
    made = chart(demonstration, "groups", "svg", Wanted("reform-directions", by="side")).decode()
    links = set(re.findall(r'(?:href|src)="([^#"][^"]*)"', made))
    assert links == set()


def test_the_font_has_all_kazakh_and_russian_letters() -> None:
    font = get_font(findfont("DejaVu Sans", fallback_to_default=False))
    letters = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіӘҒҚҢӨҰҮҺІ%–…≥"
    assert all(ord(letter) in font.get_charmap() for letter in letters)


def test_groups_are_told_apart_without_colour() -> None:
    looks = list(zip(paper.GREYS, paper.HATCHES, strict=True))
    assert len(set(looks)) == len(looks)
    assert all(grey[1:3] == grey[3:5] == grey[5:7] for grey in paper.GREYS)


@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
def test_hostile_labels(form: Any) -> None:
    lines = tuple(Line(label, 1, (Bar(1, 3, 33.3, 6.1, 79.2),)) for label in HOSTILE)
    assert draw(Bars(HOSTILE[0], lines, (), HOSTILE[1]), form)
    both = tuple(Line(label, 0, (Bar(1, 3, 33.3), Bar(0, 0, None))) for label in HOSTILE)
    assert draw(Bars("", both, (HOSTILE[1], HOSTILE[3]), ""), form)
    k = len(HOSTILE)
    assert draw_grid(Grid(HOSTILE[2], HOSTILE, ((1,) * k,) * k, HOSTILE[0]), form)
    assert draw_curve(Curve(HOSTILE[6], HOSTILE, (2,) * k, 4, 5, "5+2", HOSTILE[7]), form)
    assert draw_forest(Forest(HOSTILE[1], tuple(Point(h, -0.4, -1, 1) for h in HOSTILE), HOSTILE[0]), form)


def test_hostile_labels_stay_what_they_say(letters: None) -> None:
    lines = tuple(Line(label, 0, (Bar(1, 3, 33.3),)) for label in HOSTILE)
    made = draw(Bars("T", lines, (), ""), "svg")
    assert b"<script" not in made
    assert b"\x1b" not in made
    found = texts(made)
    assert "$x^2$ \\frac{1}{0} _under_ ^up" in found
    assert "%s {0} {of} %(n)d" in found


@pytest.mark.parametrize("form", ["svg", "png"])
def test_charts_of_nothing(form: Any) -> None:
    assert draw(Bars("T", (), (), ""), form)
    assert draw_grid(Grid("T", (), (), ""), form)
    assert draw_curve(Curve("T", (), (), 4, None, None, ""), form)
    assert draw_forest(Forest("T", (Point("x", None),), ""), form)


def test_a_point_without_an_alpha_comes_last_and_says_so(letters: None) -> None:
    ordered = points([Point("a", None), Point("b", 0.2), Point("c", 0.9, 0.8, 1.0)])
    assert [point.label for point in ordered] == ["c", "b", "a"]
    assert "undefined" in texts(draw_forest(Forest("T", ordered, ""), "svg"))


def test_agreement_is_drawn_with_the_intervals_of_the_json_form(
    demonstration: Study, letters: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Forest] = []

    def keep(forest: Forest, _form: str) -> bytes:
        drawn.append(forest)
        return b""

    monkeypatch.setattr(drawing, "draw_forest", keep)
    wanted = Wanted("oecd-pslc", language="ru")
    chart(demonstration, "agreement", "svg", wanted)
    form = agreement_table(demonstration, Agreement("oecd-pslc")).json["codes"]
    [book] = codebook.codebooks(demonstration, "oecd-pslc")
    labels = {code.slug: in_language(code.label, "ru") for code in book.codes}
    expected = {
        labels[key]: (v["krippendorff_alpha"]["value"], *(v["krippendorff_alpha"]["ci"] or (None, None)))
        for key, v in form.items()
    }
    assert {p.label: (p.value, p.low, p.high) for p in drawn[0].points} == expected
    assert sum(low is not None for _, low, _ in expected.values()) > 3
    assert drawn[0].title == "Согласованность: Dana, Timur"


def test_a_point_without_interval_is_hollow_and_the_chart_says_what_that_means(letters: None) -> None:
    both = (Point("c", 0.9, 0.8, 1.0), Point("b", 0.2))
    assert "no interval" in texts(draw_forest(Forest("T", both, ""), "svg"))
    assert "no interval" not in texts(draw_forest(Forest("T", both[:1], ""), "svg"))


@pytest.mark.parametrize("k", [2, 12, 18, 30])
def test_no_label_of_a_grid_is_cut_off_and_cells_are_square(k: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wide Cyrillic letters at the width of a page."""
    kept: list[Any] = []

    def keep(figure: Any, _form: str) -> bytes:
        kept.append(figure)
        return b""

    monkeypatch.setattr(grid, "saved", keep)
    labels = tuple(f"Широкая формулировка жюри {i}: общество" for i in range(k))
    draw_grid(Grid("T", labels, tuple((3,) * k for _ in range(k)), "below"), "png")
    [figure] = kept
    [axes] = figure.axes
    paper.measured(figure)
    lefts = [label.get_window_extent().x0 for label in axes.get_yticklabels()]
    assert min(lefts) >= 0
    box = axes.get_window_extent()
    assert box.width == pytest.approx(box.height, rel=0.03)


def test_a_chart_leaves_the_settings_of_others_alone(demonstration: Study) -> None:
    before = dict(mpl.rcParams)
    chart(demonstration, "freq", "png", FIGURE)
    assert dict(mpl.rcParams) == before


def test_a_png_has_the_dots_that_journals_ask(demonstration: Study) -> None:
    made = chart(demonstration, "freq", "png", FIGURE)
    width, _ = struct.unpack(">II", made[16:24])
    assert width == round(paper.WIDTH * paper.DOTS)
    assert zlib.crc32(made[12:29]) == struct.unpack(">I", made[29:33])[0]


@pytest.mark.parametrize(
    ("kind", "wanted", "told"),
    [
        ("freq", Wanted(), "a chart shows one codebook; say which with --codebook (reform-directions, "),
        (
            "freq",
            Wanted("oecd-pslc", under="x"),
            "oecd-pslc has no heading 'x' (headings: values-driven-culture, ",
        ),
        ("groups", Wanted("oecd-pslc"), "which groups? Say --by ATTRIBUTE."),
        ("saturation", Wanted(rule="nobody"), "no rule or coder is called 'nobody'"),
    ],
)
def test_what_cannot_be_drawn(demonstration: Study, kind: Any, wanted: Wanted, told: str) -> None:
    with pytest.raises(CoderError) as error:
        chart(demonstration, kind, "svg", wanted)
    assert str(error.value).startswith(told)
