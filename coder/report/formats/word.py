"""Word documents: real tables with captions that a list of tables finds and headers that repeat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, Any

from coder.report.formats.cells import Style, below, cell_text, fitted_widths, spans, storable
from coder.report.table import Cell, Kind, Table, Undefined

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table as WordTable
    from docx.text.paragraph import Paragraph

INK = "1C2024"
SOFT = "5B6570"
BAR = "4C78A8"

_LINE = {False: 16.0, True: 24.7}
"""Centimetres between the margins, upright and sideways."""
_LETTERS = 5.6
"""Characters of a table's type in a centimetre."""
_SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_NINE = '<w:sz w:val="18"/>'
_MONO = '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>'
_BLOCKS = 22
"""Blocks that make a bar of 100 percent."""
_CELL = 0.5
"""Centimetres of white in a cell."""


def as_docx(tables: Sequence[Table], style: Style) -> bytes:
    """A document with all the tables."""
    document = blank(tables[0].title if len(tables) == 1 else "Tables")
    for number, table in enumerate(tables, 1):
        add_table(document, table, style, number)
    return saved(document)


def blank(title: str) -> Document:
    """An empty A4 document with our styles."""
    import docx
    from docx.enum.text import WD_LINE_SPACING
    from docx.shared import Cm, Pt, RGBColor

    document = docx.Document()
    about = document.core_properties
    about.title, about.author, about.comments = storable(title)[:255], "", ""
    about.created = about.modified = datetime.now(UTC).replace(tzinfo=None)
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.5)
    page.top_margin = page.bottom_margin = Cm(2.2)
    for name, size, color in (
        ("Normal", 10.5, INK),
        ("Title", 22, INK),
        ("Heading 1", 15, INK),
        ("Heading 2", 13, INK),
        ("Heading 3", 11, INK),
        ("Caption", 10.5, INK),
        ("Quote", 10.5, INK),
    ):
        style: Any = document.styles[name]
        style.font.size, style.font.color.rgb = Pt(size), RGBColor.from_string(color)
        _face(style, "Calibri")
    normal: Any = document.styles["Normal"]
    normal.paragraph_format.space_after = Pt(5)
    normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    caption: Any = document.styles["Caption"]
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(10), Pt(4)
    return document


def saved(document: Document) -> bytes:
    """The document as the bytes of a file."""
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def add_table(document: Document, table: Table, style: Style, number: int, bars: bool = False) -> None:
    """Put a table at the end: numbered caption, table, notes; wide ones on a page turned sideways.

    ``bars`` adds a bar after the figures, made of the last column of percentages.
    """
    if not table.columns:
        return
    room = int((_LINE[False] - _CELL * len(table.columns) - (3.2 if bars else 0)) * _LETTERS)
    widths, fits = fitted_widths(table, style, room)
    if not fits:
        _turn(document, sideways=True)
        room = int((_LINE[True] - _CELL * len(table.columns)) * _LETTERS)
        widths, _ = fitted_widths(table, style, room)
    _caption(document, table.title, number)
    _grid(document, table, style, widths, bars)
    for line in below(table):
        _note(document, line)
    if not fits:
        _turn(document, sideways=False)


def _caption(document: Document, title: str, number: int) -> None:
    paragraph = document.add_paragraph(style="Caption")
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run("Table ")
    _field(paragraph, "SEQ Table \\* ARABIC", str(number))
    paragraph.add_run(storable(f". {title}"))


def _note(document: Document, line: str) -> None:
    from docx.shared import Pt, RGBColor

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(2), Pt(2)
    run = paragraph.add_run(storable(line))
    run.font.size, run.font.color.rgb = Pt(8.5), RGBColor.from_string(SOFT)


def _grid(document: Document, table: Table, style: Style, widths: Sequence[int], bars: bool) -> None:
    """The rows are made as XML: python-docx takes milliseconds for each cell."""
    from docx.oxml import parse_xml
    from docx.shared import Cm

    percents = [i for i, column in enumerate(table.columns) if column.kind == "percent"]
    bar = percents[-1] if bars and percents else None
    sizes = [width / _LETTERS + _CELL for width in widths] + ([3.2] if bar is not None else [])
    grid = document.add_table(rows=0, cols=len(sizes))
    grid.autofit = False
    _lines(grid)
    for each, size in zip(grid.columns, sizes, strict=True):
        each.width = Cm(size)
    twips = [round(size * 567) for size in sizes]

    def add(cells: Sequence[str], repeated: bool = False) -> None:
        header = "<w:tblHeader/>" if repeated else ""
        row = f"<w:tr {_SPACE}><w:trPr><w:cantSplit/>{header}</w:trPr>{''.join(cells)}</w:tr>"
        grid._tbl.append(parse_xml(row))  # noqa: SLF001 - python-docx's own way to XML

    at, above = 0, []
    for over, n in spans(table.columns):
        above.append(_cell(sum(twips[at : at + n]), over, "text", bold=True, across=n, middle=True))
        at += n
    if above:
        add([*above, *([_cell(twips[-1], "", "text")] if bar is not None else [])], repeated=True)
    heads = [
        _cell(w, c.under, c.kind, bold=True, ruled=True) for w, c in zip(twips, table.columns, strict=False)
    ]
    add([*heads, *([_cell(twips[-1], "", "text", ruled=True)] if bar is not None else [])], repeated=True)
    for section in table.sections:
        if section.heading:
            add([_cell(sum(twips), section.heading, "text", bold=True, across=len(twips))])
        for row in section.rows:
            cells = [
                _cell(
                    width,
                    cell_text(value, column, style),
                    column.kind,
                    depth=row.depth if i == 0 else 0,
                    faint=isinstance(value, Undefined),
                )
                for i, (width, value, column) in enumerate(zip(twips, row.cells, table.columns, strict=False))
            ]
            add([*cells, *([_bar(twips[-1], row.cells[bar])] if bar is not None else [])])


def _cell(
    width: int,
    words: str,
    kind: Kind,
    *,
    bold: bool = False,
    ruled: bool = False,
    faint: bool = False,
    depth: int = 0,
    across: int = 1,
    middle: bool = False,
) -> str:
    """A cell; the order of the elements is the schema's."""
    span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    rule = f'<w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="{INK}"/></w:tcBorders>'
    shape = ("<w:keepNext/>" if bold else "") + '<w:spacing w:before="30" w:after="30"/>'
    shape += f'<w:ind w:left="{227 * depth}"/>' if depth else ""
    side = "center" if middle else "right" if kind != "text" else ""
    shape += f'<w:jc w:val="{side}"/>' if side else ""
    look = ("<w:b/>" if bold else "") + (f'<w:i/><w:color w:val="{SOFT}"/>' if faint else "")
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{rule if ruled else ""}</w:tcPr>'
        f"<w:p><w:pPr>{shape}</w:pPr>{_run(words, look + _NINE)}</w:p></w:tc>"
    )


def _bar(width: int, percent: Cell) -> str:
    """A bar of blocks, which needs no picture; anything above nothing has at least one."""
    if not isinstance(percent, int | float):
        return _cell(width, "", "text")
    share = min(max(percent, 0), 100) / 100
    steps = max(round(share * _BLOCKS), int(share > 0))
    runs = "".join(
        _run("\N{FULL BLOCK}" * n, f'{_MONO}<w:color w:val="{color}"/><w:sz w:val="12"/>')
        for n, color in ((steps, BAR), (_BLOCKS - steps, "E6EAEF"))
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:before="60" w:after="30"/></w:pPr>{runs}</w:p></w:tc>'
    )


def _run(words: str, look: str) -> str:
    if not words:
        return ""
    text = escape(storable(words), quote=False).replace("\r\n", "\n").replace("\r", "\n")
    for sign, element in (("\n", "<w:br/>"), ("\t", "<w:tab/>")):
        text = text.replace(sign, f'</w:t>{element}<w:t xml:space="preserve">')
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


# --- what python-docx has no words for ---------------------------------------------------------


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _face(style: Any, name: str) -> None:
    """One typeface for all scripts; the template names others for headings."""
    from docx.oxml.ns import qn

    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)


def _field(paragraph: Paragraph, code: str, shown: str) -> None:
    field = _element("fldSimple", instr=f" {code} ")
    run, text = _element("r"), _element("t")
    text.text = shown
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001


def _lines(grid: WordTable) -> None:
    """Rules above and below, thin ones between the rows, none upright."""
    borders = _element("tblBorders")
    for side, size, color in (("top", "12", INK), ("bottom", "12", INK), ("insideH", "4", "D5DAE0")):
        borders.append(_element(side, val="single", sz=size, space="0", color=color))
    properties = grid._tbl.tblPr  # noqa: SLF001
    after = properties.xpath("w:shd | w:tblLayout | w:tblCellMar | w:tblLook")
    properties.insert(properties.index(after[0]) if after else len(properties), borders)


def _turn(document: Document, *, sideways: bool) -> None:
    from docx.enum.section import WD_ORIENT, WD_SECTION
    from docx.shared import Cm

    last = document.sections[-1]
    empty = len(document.element.body) == 1
    page = last if empty else document.add_section(WD_SECTION.NEW_PAGE)
    page.orientation = WD_ORIENT.LANDSCAPE if sideways else WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = (Cm(29.7), Cm(21)) if sideways else (Cm(21), Cm(29.7))
