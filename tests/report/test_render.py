"""Tables as text: for machines without loss, for people in cells of a terminal; and as files."""

from __future__ import annotations

import csv
import io
import json
import os
import unicodedata
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.cells import cell_len

from coder.model import CoderError
from coder.report.render import Style, cell_text, render, wrap, write
from coder.report.table import Cell, Column, Row, Section, Table, Undefined

COMMA = Style(decimal=",")
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=", "-"]

letters = st.characters(exclude_categories=["Cs"])
nasty = st.text(st.sampled_from("a b\"',;|\\`*_[]<>#&~$!(){}=+-@\n.:/1абң漢\u0301👩\u200d"), max_size=12)
words = st.one_of(st.text(letters, max_size=20), nasty)


def table_of(*records: dict[str, Any], **more: Any) -> Table:
    """A table whose cells are the records' values, one section, all columns text."""
    keys = list(records[0]) if records else ["a", "b"]
    rows = tuple(Row(tuple(record[key] for key in keys)) for record in records)
    return Table("Title", tuple(Column(key) for key in keys), (Section("", rows),), list(records), **more)


def parsed(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


# --- CSV --------------------------------------------------------------------------------------


def test_csv_is_rfc_4180() -> None:
    text = render(table_of({"a": 'say "yes", or', "b": "two\nlines"}, {"a": "x", "b": None}), "csv")
    assert text == 'a,b\r\n"say ""yes"", or","two\nlines"\r\nx,\r\n'


@settings(deadline=None)
@given(st.lists(st.tuples(words, words, st.none() | st.integers()), min_size=1, max_size=5))
def test_csv_comes_back_as_it_was_and_never_as_a_formula(rows: list[tuple[str, str, int | None]]) -> None:
    for style, delimiter in ((Style(), ","), (COMMA, ";")):
        table = table_of(*({"a": a, "b": b, "n": n} for a, b, n in rows))
        header, *lines = parsed(render(table, "csv", style), delimiter)
        assert header == ["a", "b", "n"]
        for line, (a, b, n) in zip(lines, rows, strict=True):
            assert line[2] == ("" if n is None else str(n))
            for cell, was in ((line[0], a), (line[1], b)):
                assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
                assert cell in (was, "'" + was)


@pytest.mark.parametrize("formula", FORMULAS)
def test_formulas_are_neutralised_in_cells_and_in_the_header(formula: str) -> None:
    """An attribute of respondents becomes a column; its name comes from a file like its values."""
    assert parsed(render(table_of({"a": formula, formula: "b"}), "csv")) == [
        ["a", "'" + formula],
        ["'" + formula, "b"],
    ]
    empty = Table("T", (Column(formula),), (), [])
    assert parsed(render(empty, "csv")) == [["'" + formula]]


def test_a_formula_inside_a_text_is_left_alone() -> None:
    assert parsed(render(table_of({"a": "1=1", "b": " =1"}), "csv"))[1] == ["1=1", " =1"]


def test_negative_figures_are_figures() -> None:
    record = {"kappa": -0.25, "n": -3, "tiny": 1e-07, "yes": True, "no": False, "none": None}
    assert render(table_of(record), "csv").splitlines()[1] == "-0.25,-3,1e-07,true,false,"
    assert render(table_of(record), "csv", COMMA).splitlines()[1] == "-0,25;-3;1e-07;true;false;"


def test_with_a_decimal_comma_columns_part_at_semicolons() -> None:
    text = render(table_of({"a": "x;y", "b": "1,5", "c": 29.2}), "csv", COMMA)
    assert text == 'a;b;c\r\n"x;y";1,5;29,2\r\n'


def test_figures_keep_their_full_precision() -> None:
    assert parsed(render(table_of({"a": 1 / 3}), "csv"))[1] == [repr(1 / 3)]


def test_csv_of_no_records_is_its_header() -> None:
    assert render(table_of(), "csv") == "a,b\r\n"


# --- JSON -------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.lists(st.fixed_dictionaries({"a": words, "b": st.none() | st.integers() | words}), max_size=5))
def test_json_is_the_records(records: list[dict[str, Any]]) -> None:
    text = render(table_of(*records), "json")
    assert json.loads(text) == records
    assert text.endswith("\n")


def test_json_keeps_letters_and_has_a_form_of_its_own_where_documented() -> None:
    assert '"Оплата"' in render(table_of({"a": "Оплата"}), "json")
    assert json.loads(render(table_of({"a": 1}, json={"figure": None}), "json")) == {"figure": None}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_json_never_holds_what_is_no_number(value: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        render(table_of({"a": value}), "json")


# --- Markdown ---------------------------------------------------------------------------------

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def shown(markdown: str) -> tuple[list[str], list[list[str]]]:
    """What a reader sees: texts outside tables, and the cells of each line of the tables."""
    texts: list[str] = []
    lines: list[list[str]] = []
    at = ""
    for token in READER.parse(markdown):
        at = token.type if token.type.endswith("_open") else at
        if token.type == "tr_open":
            lines.append([])
        if token.type == "inline":
            children = token.children or []
            assert {child.type for child in children} <= {
                "text",
                "text_special",
                "softbreak",
                "hardbreak",
            } | ({"strong_open", "strong_close"} if at == "paragraph_open" else set())
            said = "".join(child.content if "break" not in child.type else "\n" for child in children)
            (lines[-1] if at in ("th_open", "td_open") else texts).append(said)
    return texts, lines


def test_markdown() -> None:
    table = Table(
        "Title",
        (Column("code"), Column("n", "count"), Column("share", "percent")),
        (
            Section("First", (Row(("Theme", 2, 50.0)), Row(("a|b", 1, Undefined("no variation")), 1))),
            Section("Second", (Row(("x", 0, None)),)),
        ),
        [],
        "Caption.",
        ("One note.", "Another."),
    )
    assert render(table, "md", COMMA) == (
        "### Title\n\n"
        "**First**\n\n"
        "| code | n | share |\n| :-- | --: | --: |\n| Theme | 2 | 50,0% |\n"
        "| \u2003a\\|b | 1 | n/a: no variation |\n\n"
        "**Second**\n\n"
        "| code | n | share |\n| :-- | --: | --: |\n| x | 0 |  |\n\n"
        "Caption.  \nOne note.  \nAnother.\n"
    )
    texts, lines = shown(render(table, "md"))
    assert texts == ["Title", "First", "Second", "Caption.\nOne note.\nAnother."]
    assert len(lines) == 5


@pytest.mark.parametrize(
    "text",
    [
        "a | b",
        "back\\slash \\| pipe",
        "`code` *stress* _stress_ ~~gone~~ __x__",
        "[link](https://example.org) ![image](x.png) <https://example.org>",
        "<script>alert(1)</script> &lt;b&gt; &amp; &#42; &nbsp;",
        "# heading",
        "two\nlines",
        "1 * 2 * 3 $x$",
    ],
)
def test_markdown_shows_the_words_and_nothing_else(text: str) -> None:
    table = table_of({"a": text, "b": "x"}, caption=f"Study: {text}")
    texts, lines = shown(render(table, "md"))
    plain = text.replace("\n", " ")
    assert lines == [["a", "b"], [plain, "x"]]
    assert texts == ["Title", f"Study: {plain}"]


@settings(deadline=None)
@given(nasty)
def test_no_words_break_a_markdown_table(text: str) -> None:
    _, lines = shown(render(table_of({"a": "x", "b": text, "c": "y"}), "md"))
    assert lines == [["a", "b", "c"], ["x", " ".join(text.split("\n")).strip(), "y"]]


# --- cells ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "kind", "expected"),
    [
        (None, "percent", ""),
        ("words", "percent", "words"),
        (7, "count", "7"),
        (6.25, "percent", "6,3%"),
        (100, "percent", "100,0%"),
        (-0.0049, "coefficient", "-0,005"),
        (1, "coefficient", "1,000"),
        (Undefined("no variation"), "coefficient", "n/a: no variation"),
    ],
)
def test_a_cell_as_people_read_it(cell: Cell, kind: Any, expected: str) -> None:
    assert cell_text(cell, Column("x", kind), COMMA) == expected


# --- the terminal -----------------------------------------------------------------------------

SCRIPTS = {
    "latin": "plain",
    "cyrillic": "Оплата труда",
    "kazakh": "құндылықтар және өзгеріс",
    "stress": "за\u0301мок и замо\u0301к",
    "cjk": "公務員の能力",
    "family": "👨\u200d👩\u200d👧 at home",
    "flag": "🇰🇿 flag",
}


def body(text: str) -> list[str]:
    """The lines of rows: all between the rule and the next empty line."""
    lines = text.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("─"))
    return lines[start + 1 : lines.index("", start) if "" in lines[start:] else len(lines)]


def test_a_terminal_table() -> None:
    table = Table(
        "Title",
        (Column("code"), Column("n", "count"), Column("mean of pairs", "coefficient")),
        (Section("Book", (Row(("Theme", 12, -0.5)), Row(("Pay", 7, Undefined("no variation")), 1))),),
        [],
        "Caption.",
        ("Note.",),
    )
    assert render(table, "table") == (
        "Title\n\n"
        "Book\n"
        "code    n      mean of pairs\n"
        "─────  ──  ─────────────────\n"
        "Theme  12             -0.500\n"
        "  Pay   7  n/a: no variation\n"
        "\n"
        "Caption.\nNote.\n"
    )


def test_columns_are_measured_in_cells() -> None:
    """The last column is aligned right, so every line of the body ends at the same cell."""
    rows = tuple(Row((text, i * 100)) for i, text in enumerate(SCRIPTS.values()))
    table = Table("T", (Column("text"), Column("n", "count")), (Section("", rows),), [])
    lines = body(render(table, "table"))
    assert len(lines) == len(rows)
    assert len({cell_len(line) for line in lines}) == 1
    assert all(text in line for text, line in zip(SCRIPTS.values(), lines, strict=True))


@pytest.mark.parametrize("width", [24, 30, 40, 60, 80])
@pytest.mark.parametrize("script", SCRIPTS)
def test_narrow_terminals_wrap_and_lose_nothing(script: str, width: int) -> None:
    long = " ".join([SCRIPTS[script]] * 6)
    glued = long.replace(" ", "")
    rows = (Row((long, "second " + long, 7)), Row((glued, "short", 12), 1))
    columns = (Column("what is said"), Column("more"), Column("n", "count"))
    table = Table("T", columns, (Section("", rows),), [], caption="Caption " + long)
    lines = render(table, "table", Style(width=width)).splitlines()
    fits = max(width, 12 + 2 + 12 + 2 + 2)  # text columns do not become narrower than 12
    assert all(cell_len(line) <= fits for line in lines)
    expected = Counter("".join([long, "second", long, "7", glued, "short", "12"]).replace(" ", ""))
    assert Counter("".join(body("\n".join(lines))).replace(" ", "")) == expected
    assert "".join(("Caption " + long).split()) == "".join("".join(lines[lines.index("", 4) :]).split())


def test_the_reason_why_there_is_no_figure_gives_way_like_words() -> None:
    rows = (Row(("the words of a code", 0.5)), Row(("others", Undefined("no variation"))))
    table = Table("T", (Column("code"), Column("alpha", "coefficient")), (Section("", rows),), [])
    wide, narrow = (render(table, "table", Style(width=width)) for width in (60, 30))
    assert "n/a: no variation" in wide
    assert "variation" in narrow
    assert "n/a: no variation" not in narrow
    assert all(cell_len(line) <= 30 for line in narrow.splitlines())


def test_a_wide_terminal_does_not_stretch_the_table() -> None:
    table = table_of({"a": "x", "b": "y"})
    assert render(table, "table", Style(width=200)) == render(table, "table")


def test_where_no_terminal_sets_the_width_prose_is_wrapped_all_the_same() -> None:
    """A quote of a thousand words in a file or a pipe does not make a line of a thousand words."""
    lines = render(table_of({"a": "word " * 300, "b": "x"}), "table").splitlines()
    assert 60 <= max(map(cell_len, lines)) <= 100


def test_nothing_in_a_table_steers_the_terminal() -> None:
    """Names, attributes and labels come from files of any origin."""
    evil = "\x1b[2J\x1b]0;x\x07\u202eabc\x9b1m\x00"
    table = Table(
        evil,
        (Column(evil), Column("b")),
        (Section(evil, (Row((evil, "tab\there")),)),),
        [],
        evil,
        (evil,),
    )
    for style in (Style(), Style(width=20)):
        text = render(table, "table", style)
        assert not [c for c in text if c != "\n" and unicodedata.category(c) == "Cc"]
        assert "\u202e" not in text
        assert "tab" in text
        assert "here" in text


def test_empty_tables_have_a_form() -> None:
    assert render(table_of(), "table") == "Title\n\nnone\n"
    assert render(Table("T", (), (), []), "table") == "T\n"
    nothing = Table("T", (Column("a"), Column("")), (Section("", (Row(("x", "")),)),), [])
    assert render(nothing, "table") == "T\n\na\n─\nx\n"


# --- wrapping ---------------------------------------------------------------------------------


@settings(deadline=None, max_examples=400)
@given(st.lists(words, max_size=6).map(" ".join), st.integers(2, 40))
def test_wrapped_lines_fit_and_hold_every_word_in_order(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert lines
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(line.split()) for line in lines) == "".join(text.split())
    if all(cell_len(word) <= min(width, 8) for word in text.split()):
        assert " ".join(lines).split() == text.split()


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=9), min_size=1, max_size=30), st.integers(9, 40))
def test_lines_are_as_full_as_they_can_be(said: list[str], width: int) -> None:
    lines = wrap(" ".join(said), width)
    for line, following in pairwise(lines):
        assert len(line) + 1 + len(following.split()[0]) > width


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("", 10, [""]),
        ("one two", 7, ["one two"]),
        ("one two", 6, ["one", "two"]),
        ("  indented words here", 12, ["  indented", "  words here"]),
        ("  Pay", 5, ["  Pay"]),
        ("  abcdefghijkl", 10, ["  abcdefgh", "ijkl"]),
        ("    deep words", 9, [" deep", " words"]),
        ("two\nlines", 20, ["two lines"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("a abcdefgh", 3, ["a", "abc", "def", "gh"]),
        ("漢字漢字", 5, ["漢字", "漢字"]),
        ("за\u0301мок", 2, ["за\u0301", "мо", "к"]),
    ],
)
def test_wrapping(text: str, width: int, expected: list[str]) -> None:
    assert wrap(text, width) == expected


# --- files ------------------------------------------------------------------------------------


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_only_csv_gets_the_mark_by_which_spreadsheets_know_utf_8(tmp_path: Path) -> None:
    for form, mark in (("csv", b"\xef\xbb\xbf"), ("json", b""), ("md", b""), ("table", b"")):
        path = tmp_path / f"out.{form}"
        write(path, "Оплата\r\nx\n", form)  # type: ignore[arg-type]
        assert path.read_bytes() == mark + "Оплата\r\nx\n".encode()


def test_a_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "out.md"
    write(path, "a long first version", "md")
    write(path, "second", "md")
    assert path.read_text() == "second"
    assert names(tmp_path) == ["out.md"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os if step == "fsync" else Path, step, fail)
    with pytest.raises(CoderError, match=r"out\.csv: cannot be written \(No space left on device\)"):
        write(path, "new", "csv")
    assert path.read_text() == "old"
    assert names(tmp_path) == ["out.csv"]


def test_places_that_cannot_be_written_are_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    for place in ("missing/out.md", "file/out.md", "folder", "x" * 300):
        with pytest.raises(CoderError, match="cannot be written"):
            write(tmp_path / place, "new", "md")
    assert names(tmp_path) == ["file", "folder"]
