"""A codebook as a table, a row a code, for spreadsheets: coder's own columns and those of other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from io import BytesIO

from coder.files.codebooks import description, entries
from coder.files.codebooks.elements import storable
from coder.model import Code, Codebook, Texts, in_language

FORMULA = ("=", "+", "-", "@", "\t", "\r")
Rows = list[list[str]]


def plain(book: Codebook) -> Rows:
    """Everything a code has, texts in a column for each language, lists with an entry a line."""
    spoken = book.languages
    header = ["id", "parent", *(f"label_{each}" for each in spoken)]
    header += [
        f"{field}_{each}" for field in ("brief", "definition", "use_when", "not_when") for each in spoken
    ]
    header += ["examples", "aliases", "color", "codable", "origin", "status", "merged_into", "guid"]
    return [header, *(_plain(code, spoken) for code in book.codes)]


def _plain(code: Code, spoken: Sequence[str]) -> list[str]:
    cells = [code.slug, code.parent or "", *(code.label.get(each, "") for each in spoken)]
    cells += [texts.get(each, "") for texts in (code.brief, code.definition) for each in spoken]
    cells += [_listed(code.use_when, each) for each in spoken]
    for place, each in enumerate(spoken):
        rules = [entries.with_see(e.text.get(each, ""), None if place else e.see) for e in code.not_when]
        cells.append(
            entries.joined(rules)
            if any(e.text.get(each) for e in code.not_when) or (not place and rules)
            else ""
        )
    cells += [
        entries.joined([entries.of_example(each) for each in code.examples]),
        entries.joined(code.aliases),
        *(code.color, "yes" if code.codable else "no", code.origin, code.status),
        *(code.merged_into or "", code.guid or ""),
    ]
    return cells


def _listed(texts: Sequence[Texts], language: str) -> str:
    said = [each.get(language, "") for each in texts]
    return entries.joined(said) if any(said) else ""


def taguette(book: Codebook, language: str) -> Rows:
    """``tag, description``; the tree is in the names, as ``pay.salaries`` would be."""
    return [["tag", "description"], *_with_paths(book, language, ".")]


def maxqda(book: Codebook, language: str) -> Rows:
    """``Code, Memo``; the tree is in the names, as ``Pay > Salaries``."""
    return [["Code", "Memo"], *_with_paths(book, language, " > ")]


def nvivo(book: Codebook, language: str) -> Rows:
    """``Name, Description, Files, References``, the last two empty; the tree is in the names, as paths."""
    rows = [[*row, "", ""] for row in _with_paths(book, language, "\\")]
    return [["Name", "Description", "Files", "References"], *rows]


def _with_paths(book: Codebook, language: str, between: str) -> Rows:
    paths: dict[str, str] = {}
    found = []
    for code in book.codes:
        name = in_language(code.label, language)
        paths[code.slug] = f"{paths[code.parent]}{between}{name}" if code.parent else name
        found.append([paths[code.slug], description.write(code, language, book.languages[0])])
    return found


def as_csv(rows: Rows, *, guarded: bool = True) -> bytes:
    """A CSV with the mark by which Excel knows UTF-8; cells that would run as formulas get an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([f"'{each}" if guarded and _runs(each) else each for each in row])
    return out.getvalue().encode("utf-8-sig")


def _runs(cell: str) -> bool:
    """Whether a spreadsheet would take a cell for a formula; or one that has got its apostrophe already."""
    return cell.lstrip("'").startswith(FORMULA)


def as_xlsx(sheets: Sequence[tuple[str, Rows]]) -> bytes:
    """A workbook whose cells are all words, never formulas."""
    from xlsxwriter.workbook import Workbook

    file = BytesIO()
    book = Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
    plain_cell = book.add_format({"text_wrap": True, "valign": "top"})
    kept = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell:
                    style = kept if _runs(cell) else plain_cell  # a text also when it is edited
                    sheet.write_string(place, column, storable(cell)[:32_767], style if place else bold)
        for column in range(len(rows[0]) if rows else 0):
            widest = max((len(part) for row in rows for part in row[column].split("\n")), default=0)
            sheet.set_column(column, column, min(max(widest + 2, 8), 48))
    book.close()
    return file.getvalue()


def about(book: Codebook) -> list[tuple[str, Rows]]:
    """What a codebook has besides codes, as further sheets."""
    head: Rows = [["field", "value"], ["id", book.slug], ["version", str(book.version)], ["date", book.date]]
    head += [["languages", ", ".join(book.languages)]]
    head += [[f"title_{language}", title] for language, title in book.title.items()]
    head += [["author", each] for each in book.authors]
    head += [["level_of_coding", book.level_of_coding]]
    found = [("codebook", [row for row in head if row[1]])]
    if book.sets:
        members = [[name, each] for name, inside in book.sets.items() for each in inside or ("",)]
        found.append(("sets", [["set", "code"], *members]))
    if book.changes:
        keys = ("version", "date", "by", "what")
        found.append(
            ("changes", [list(keys), *([str(each.get(key, "")) for key in keys] for each in book.changes)])
        )
    return found
