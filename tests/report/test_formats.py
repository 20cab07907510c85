"""The same table in every format: the same figures, and words that stay words."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from coder.model import CoderError
from coder.report import agreement, frequencies, lists
from coder.report.formats.latex import escaped
from coder.report.formats.workbook import sheet_name
from coder.report.render import BINARY, FORMATS, Style, cell_text, made, render
from coder.report.table import Cell, Column, Row, Section, Table, Undefined
from coder.study.study import Study

HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://evil.example","x")',
    "+1",
    "-1",
    "@SUM(A1)",
    "'quoted'",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><b style="x">',
    "&lt;b&gt; &amp; & co",
    "50% of $5 & #1_a {b} ~c ^d \\e",
    "\\input{/etc/passwd}",
    "[red]x[/red]",
    "[2cm] after a row",
    "*starred",
    "-- and --- and '' and ,, and `` and ?` !`",
    "👩\u200d👩\u200d👧\u200d👦 family",
    "Оплата труда и «кавычки»",
    "Ә Ғ Қ Ң Ө Ұ Ү Һ І әғқңөұүһі",
    "за\u0301мок",
    "a\u00a0b\u200b c",
    "\u202eevil",
    "_x0041_",
    "two\nlines",
    "tab\there",
    " spaces ",
]
CONTROLS = "a\x00b\x07c\x1bd\x9be\ufffef"
KINDS: tuple[Any, ...] = ("text", "count", "percent", "coefficient")


def table_of_words(words: list[str]) -> Table:
    """Every text as title, header, heading, cell, caption and note."""
    rows = tuple(Row((text, i, text), depth=i % 3) for i, text in enumerate(words))
    columns = (Column(words[0]), Column("n", "count"), Column("quote"))
    return Table(words[0], columns, (Section(words[0], rows),), [], caption=words[0], notes=tuple(words[:2]))


@pytest.fixture(scope="session")
def real_tables(demonstration: Study, today: date) -> list[Table]:
    """Tables of the demonstration."""
    return [
        frequencies.frequency_table(demonstration, today=today),
        frequencies.frequency_table(demonstration, frequencies.Wanted(by="group"), today),
        agreement.agreement_table(demonstration, agreement.Wanted(language="ru"), today),
        lists.quotes_table(demonstration, ["oecd-pslc/define-values"]),
    ]


# --- reading the formats back ------------------------------------------------------------------


def file_of(tables: list[Table], form: Any, style: Style | None = None) -> bytes:
    content = made(tables, form, style)
    assert isinstance(content, bytes)
    return content


def parsed(text: str) -> Any:
    """The page; stubs of lxml allow an XPath to be almost anything."""
    return html.fromstring(text)


def shown(table: Table, style: Style | None = None) -> list[list[str]]:
    """Each row as people read it."""
    style = style or Style()
    return [
        [cell_text(cell, column, style) for cell, column in zip(row.cells, table.columns, strict=True)]
        for row in table.rows
    ]


def from_html(text: str) -> list[list[str]]:
    page = parsed(text)
    rows = page.xpath("//tbody/tr[not(@class='section')]")
    return [["".join(cell.itertext()) for cell in row.xpath("th|td")] for row in rows]


def from_docx(data: bytes, sections: bool) -> list[list[str]]:
    grid: Any = docx.Document(BytesIO(data)).tables[0]
    heads = sum(bool(row._tr.xpath("./w:trPr/w:tblHeader")) for row in grid.rows[:2])
    rows = [[cell.text for cell in row.cells] for row in grid.rows][heads:]
    return [row for row in rows if not (sections and len(row) > 1 and len(set(row)) == 1)]


def from_xlsx(data: bytes, table: Table) -> list[list[str]]:
    """Cells as a spreadsheet shows them: the number under its format, rounded half up."""
    sheet: Any = openpyxl.load_workbook(BytesIO(data)).worksheets[0]
    at, found = 2, []
    for section in table.sections:
        at += bool(section.heading)
        for _ in section.rows:
            found.append([spreadsheet(sheet.cell(at, i + 1)) for i in range(len(table.columns))])
            at += 1
    return found


def spreadsheet(cell: Any) -> str:
    assert cell.data_type != "f", cell.value
    if cell.value is None:
        return ""
    if isinstance(cell.value, str):
        return str(cell.value)
    factor, digits, sign = {"0": (1, 0, ""), "0.0%": (100, 1, "%"), "0.000": (1, 3, "")}[cell.number_format]
    exact = Decimal(repr(cell.value)) * factor
    return f"{exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP):zf}{sign}"


UNESCAPED = {
    r"\textbackslash{}": "\\",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    r"\textasciigrave{}": "`",
    r"\textquotedbl{}": '"',
    r"\textless{}": "<",
    r"\textgreater{}": ">",
    r"\textbar{}": "|",
    "{[}": "[",
    "{]}": "]",
    "{*}": "*",
    "$-$": "-",
    "{}": "",
    "~": "\u00a0",
} | {f"\\{sign}": sign for sign in "&%$#_{}"}
TOKEN = re.compile("|".join(re.escape(token) for token in UNESCAPED))


def from_tex(text: str) -> list[list[str]]:
    body = text.partition("\\endlastfoot\n")[2] or text.partition("\\midrule\n")[2]
    rows = []
    for line in body.splitlines():
        if line.startswith(("\\bottomrule", "\\end{longtable}")):
            break
        if line.endswith(" \\\\") and not line.startswith("\\multicolumn"):
            line = re.sub(r"^(\\hangindent=\d+em)?(\\hspace\*\{\d+em\}|\{\})?", "", line)
            cells = re.split(r"(?<!\\) & ", line.removesuffix(" \\\\"))
            rows.append([TOKEN.sub(lambda found: UNESCAPED[found[0]], cell) for cell in cells])
    return rows


# --- the same figures everywhere ----------------------------------------------------------------


@pytest.mark.parametrize("number", range(4))
def test_every_format_shows_the_same_figures(real_tables: list[Table], number: int) -> None:
    table = real_tables[number]
    expected = shown(table)
    assert len(expected) > 10
    assert from_html(render(table, "html")) == expected
    assert from_docx(file_of([table], "docx"), sections=number < 3) == expected
    assert from_xlsx(file_of([table], "xlsx"), table) == expected
    assert from_tex(render(table, "tex")) == expected
    for row in expected:
        for cell in row:
            assert cell in render(table, "md").replace("\\", "") or "\\" in cell


def test_the_article_s_figure_is_in_every_format(real_tables: list[Table]) -> None:
    line = next(row for row in shown(real_tables[0]) if row[1] == "systematic-approach")
    assert line[2:4] == ["7", "24"]
    assert line[4] == "29" + ".2%"


figures = st.one_of(
    st.floats(-2, 2, allow_nan=False).map(lambda x: round(x, 12)),
    st.integers(-3, 200),
    st.sampled_from([0.0625, 6.25, 12.05, 0.0005, -0.0005, 99.95, 1 / 3, 2 / 3, 100.0, 0.0]),
    st.sampled_from([None, Undefined("no variation"), "n/a"]),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(figures, figures, st.integers(0, 10**6)), min_size=1, max_size=6))
def test_a_number_is_the_same_string_up_to_the_decimal_sign(rows: list[tuple[Cell, Cell, int]]) -> None:
    columns = (Column("code"), Column("p", "percent"), Column("k", "coefficient"), Column("n", "count"))
    lines = tuple(Row((f"row {i}", *row), i % 4) for i, row in enumerate(rows))
    table = Table("T", columns, (Section("", lines),), [])
    expected = shown(table)
    assert from_html(render(table, "html")) == expected
    assert from_tex(render(table, "tex")) == expected
    assert from_docx(file_of([table], "docx"), sections=False) == expected
    assert from_xlsx(file_of([table], "xlsx"), table) == expected
    comma = Style(",")
    in_commas = shown(table, comma)
    assert [[cell.replace(",", ".") for cell in row] for row in in_commas] == expected
    assert from_html(render(table, "html", comma)) == in_commas
    assert from_tex(render(table, "tex", comma)) == in_commas
    assert from_docx(file_of([table], "docx", comma), sections=False) == in_commas
    assert from_xlsx(file_of([table], "xlsx", comma), table) == expected


# --- words stay words -----------------------------------------------------------------------------


def test_hostile_words_come_back_from_html_docx_and_xlsx() -> None:
    table = table_of_words(HOSTILE)
    words = [[text, str(i), text] for i, text in enumerate(HOSTILE)]
    assert from_html(render(table, "html")) == words
    assert from_docx(file_of([table], "docx"), sections=True) == words
    data = file_of([table], "xlsx")
    assert from_xlsx(data, table) == words
    sheets = zipfile.ZipFile(BytesIO(data))
    assert not [name for name in sheets.namelist() if b"<f>" in sheets.read(name)]
    assert not [name for name in sheets.namelist() if b"<hyperlink" in sheets.read(name)]


def test_hostile_words_come_back_from_tex() -> None:
    for text in HOSTILE:
        line = " ".join(text.split("\n")).replace("\t", " ")
        back = TOKEN.sub(lambda found: UNESCAPED[found[0]], escaped(text))
        assert back == line


@given(st.text(st.sampled_from("a \\&%$#_{}~^[]*'`,-<>|\"\n\tж"), max_size=30))
def test_no_words_leave_anything_active_in_tex(text: str) -> None:
    left = TOKEN.sub("", escaped(text))
    assert not set(left) & set('\\&%$#_{}~^[]*`<>|"\n')
    assert not re.search("--|''|,,", escaped(text))


@pytest.mark.parametrize("form", [form for form in FORMATS if form not in ("csv", "json")])
def test_control_characters_and_lone_surrogates_do_not_break_a_file(form: Any) -> None:
    words = [CONTROLS, *([] if form in ("md", "table") else ["half \ud800"])]
    content: Any = made([table_of_words(words)], form)
    if form in ("html", "tex"):
        assert isinstance(content, str)
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", content)
        assert "a\ufffdb\ufffdc\ufffdd\ufffde" in content
    if form == "docx":
        assert "a\ufffdb\ufffdc" in from_docx(content, sections=True)[0][0]
    if form == "xlsx":
        sheet: Any = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
        assert sheet.cell(1, 1).value == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf"


# --- HTML -----------------------------------------------------------------------------------------


def test_a_page_fetches_nothing_and_runs_nothing(real_tables: list[Table]) -> None:
    for table in (*real_tables, table_of_words(HOSTILE)):
        text = render(table, "html")
        page = parsed(text)
        assert page.get("lang") == "en"
        assert not page.xpath("//script | //link | //img | //iframe | //object | //embed | //base")
        assert not page.xpath("//@src | //@href[not(starts-with(., '#'))] | //@*[starts-with(name(), 'on')]")
        assert "url(" not in text
        assert "@import" not in text
        policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy
        assert policy[0].startswith("default-src 'none'")


def test_a_page_has_one_table_with_headers_for_each_cell(real_tables: list[Table]) -> None:
    table = real_tables[0]
    page = parsed(render(table, "html"))
    assert [th.text for th in page.xpath("//thead//th[@scope='col']")] == [c.header for c in table.columns]
    assert len(page.xpath("//tbody//th[@scope='row']")) == len(table.rows)
    assert [th.text for th in page.xpath("//th[@scope='rowgroup']")] == [s.heading for s in table.sections]
    assert page.xpath("//caption")[0].text == table.title
    assert page.xpath("//figcaption/p")[0].text == table.caption
    depths = [int(s.partition(":")[2]) for s in page.xpath("//tbody//th/@style")]
    assert depths == [row.depth for row in table.rows if row.depth]
    bars = page.xpath("//span[@class='bar']/i/@style")
    assert bars == [f"width:{row.cells[4]:.1f}%" for row in table.rows]
    assert "tabular-nums" in render(table, "html")


def test_what_columns_share_stands_above_them(real_tables: list[Table]) -> None:
    table = real_tables[1]
    overs = list(dict.fromkeys(column.over for column in table.columns if column.over))
    assert len(overs) == 7
    page = parsed(render(table, "html"))
    assert [th.text for th in page.xpath("//th[@scope='colgroup']")] == overs
    assert sum(int(n) for n in page.xpath("//th[@scope='colgroup']/@colspan")) == len(table.columns) - 1
    assert [th.text for th in page.xpath("//th[@scope='col']")] == [c.under for c in table.columns]
    assert render(table, "tex").count("\\cmidrule(lr)") == 2 * len(overs)
    grid: Any = docx.Document(BytesIO(file_of([table], "docx"))).tables[0]
    assert [cell.text for cell in grid.rows[0].cells][1::2] == overs
    assert [cell.text for cell in grid.rows[1].cells] == [c.under for c in table.columns]
    assert all(row._tr.xpath("./w:trPr/w:tblHeader") for row in grid.rows[:2])
    sheet: Any = openpyxl.load_workbook(BytesIO(file_of([table], "xlsx"))).worksheets[0]
    assert [cell.value for cell in sheet[1]] == [c.header for c in table.columns]


# --- xlsx -----------------------------------------------------------------------------------------


def test_a_workbook_has_numbers_widths_a_frozen_header_and_the_words_below(real_tables: list[Table]) -> None:
    table = real_tables[0]
    book: Any = openpyxl.load_workbook(BytesIO(file_of(real_tables, "xlsx")))
    assert len(book.worksheets) == len(real_tables)
    sheet = book.worksheets[0]
    assert sheet.title == "Respondents who mention each co"
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"
    row = [sheet.cell(4, i) for i in range(1, 6)]
    assert [cell.data_type for cell in row] == ["s", "s", "n", "n", "n"]
    assert row[4].number_format == "0.0%"
    assert row[4].value == pytest.approx(7 / 24, abs=5e-4)
    assert row[0].alignment.indent == 1
    assert sheet.cell(1, 1).font.bold
    longest = max(len(str(r.cells[0])) + 2 * r.depth for r in table.rows)
    assert longest <= sheet.column_dimensions["A"].width <= 62
    assert sheet.column_dimensions["C"].width < 12
    below = [sheet.cell(i, 1).value for i in range(sheet.max_row - 1, sheet.max_row + 1)]
    assert below == [table.title, table.caption]


def test_undefined_figures_say_why_in_a_workbook() -> None:
    columns = (Column("code"), Column("alpha", "coefficient"))
    table = Table("T", columns, (Section("", (Row(("a", Undefined("no variation"))),)),), [])
    sheet: Any = openpyxl.load_workbook(BytesIO(file_of([table], "xlsx"))).worksheets[0]
    assert (sheet["B2"].data_type, sheet["B2"].value) == ("s", "n/a: no variation")


def test_a_text_like_a_formula_stays_one_when_edited() -> None:
    book: Any = openpyxl.load_workbook(BytesIO(file_of([table_of_words(HOSTILE)], "xlsx")))
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")):
                assert cell.data_type == "s"
                assert cell.quotePrefix


def test_what_a_cell_cannot_hold_is_cut_and_says_so() -> None:
    for text in ("а" * 40_000, "👩" * 20_000):
        data = file_of([Table("T", (Column("a"),), (Section("", (Row((text,)),)),), [])], "xlsx")
        sheet: Any = openpyxl.load_workbook(BytesIO(data)).worksheets[0]
        value = sheet["A2"].value
        assert len(value.encode("utf-16-le")) <= 2 * 32_767
        assert value.startswith(text[:16_000])
        assert value.endswith("holds no more]")


@given(
    st.lists(
        st.text(max_size=50) | st.sampled_from(["History", "a/b", "'x'", "", "same", "SAME"]), max_size=9
    )
)
def test_sheet_names_are_legal_and_unique(titles: list[str]) -> None:
    taken: set[str] = set()
    names = [sheet_name(title, taken) for title in titles]
    assert len({name.lower() for name in names}) == len(names)
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert name[0] != "'" != name[-1]
        assert name.lower() != "history"


# --- docx -----------------------------------------------------------------------------------------


def test_a_word_file_has_captions_repeated_headers_and_aligned_columns(real_tables: list[Table]) -> None:
    data = file_of(real_tables, "docx")
    document: Any = docx.Document(BytesIO(data))
    captions = [p for p in document.paragraphs if p.style.name == "Caption"]
    assert [p._p.xpath("string(.)") for p in captions] == [
        f"Table {i}. {table.title}" for i, table in enumerate(real_tables, 1)
    ]
    assert all("SEQ Table" in p._p.xml for p in captions)
    for table, grid in zip(real_tables, document.tables, strict=True):
        assert grid.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
        heads = 1 + any(column.over for column in table.columns)
        assert len(grid.rows) == heads + len(table.rows) + sum(bool(s.heading) for s in table.sections)
    first = document.tables[0].rows[3].cells
    assert first[2].paragraphs[0].alignment == 2
    assert first[0].paragraphs[0].alignment is None
    assert first[0].paragraphs[0].paragraph_format.left_indent > 0
    said = [p.text for p in document.paragraphs]
    assert all(each.caption in said for each in real_tables)


# --- LaTeX ----------------------------------------------------------------------------------------

WRAPPER = r"""\documentclass[a4paper]{article}
\usepackage{fontspec}
\IfFontExistsTF{DejaVu Serif}{\setmainfont{DejaVu Serif}}{}
\usepackage{array,booktabs,caption,longtable,pdflscape}
\begin{document}
\input{table.tex}
\end{document}
"""
ENGINE = shutil.which("xelatex") or shutil.which("lualatex")


def test_tex_has_rules_a_caption_and_a_label(real_tables: list[Table]) -> None:
    text = made(real_tables, "tex")
    assert isinstance(text, str)
    for rule in ("\\toprule", "\\midrule", "\\bottomrule"):
        assert text.count(rule) >= len(real_tables)
    labels = re.findall(r"\\label\{(.*?)\}", text)
    assert labels[0] == "tab:respondents-who-mention-each-code"
    assert len(set(labels)) == len(real_tables)
    twice = made([real_tables[0]] * 2, "tex")
    assert len(set(re.findall(r"\\label\{(.*?)\}", str(twice)))) == 2


def test_short_tables_float_and_long_ones_run_over_pages(real_tables: list[Table]) -> None:
    short = Table("T", (Column("a"),), (Section("", (Row(("x",)),)),), [])
    assert "\\begin{table}" in render(short, "tex")
    assert "\\begin{longtable}" in render(real_tables[0], "tex")


@pytest.mark.skipif(ENGINE is None, reason="no xelatex or lualatex here")
def test_tex_compiles(real_tables: list[Table], tmp_path: Path) -> None:
    assert ENGINE is not None
    hostile = [text for text in HOSTILE if "\u202e" not in text]
    tables = [*real_tables[:3], table_of_words([*hostile, *hostile]), table_of_words(hostile[:3])]
    (tmp_path / "table.tex").write_text(str(made(tables, "tex")), encoding="utf-8")
    (tmp_path / "main.tex").write_text(WRAPPER, encoding="utf-8")
    done = subprocess.run(
        [ENGINE, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "main.tex"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]
    assert (tmp_path / "main.pdf").stat().st_size > 10_000


# --- all ------------------------------------------------------------------------------------------


def test_html_and_tex_are_the_same_bytes_every_time(real_tables: list[Table]) -> None:
    for form in ("html", "tex"):
        assert made(real_tables, form) == made(real_tables, form)


@pytest.mark.parametrize("form", FORMATS)
def test_a_table_without_rows_or_columns_has_a_form(form: Any) -> None:
    for table in (Table("T", (), (), []), Table("T", (Column("a"),), (Section("", ()),), [])):
        content = made([table], form)
        assert isinstance(content, bytes) == (form in BINARY)
        assert content


@pytest.mark.parametrize("form", ["csv", "json"])
def test_records_are_of_one_table(form: Any) -> None:
    table = Table("T", (Column("a"),), (), [])
    with pytest.raises(CoderError, match="holds one table, not 2; xlsx holds several"):
        made([table, table], form)


def test_binary_formats_are_no_text() -> None:
    with pytest.raises(TypeError):
        render(Table("T", (Column("a"),), (), []), "xlsx")


def test_text_formats_do_not_load_the_libraries_of_the_others() -> None:
    code = (
        "import sys; from coder.report.render import render; from coder.report.table import *\n"
        "t = Table('T', (Column('a'),), (Section('', (Row(('x',)),)),), [{'a': 'x'}])\n"
        "[render(t, form) for form in ('table', 'csv', 'json', 'md', 'html', 'tex')]\n"
        "print([name for name in ('xlsxwriter', 'docx', 'lxml', 'openpyxl') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
