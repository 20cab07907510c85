"""Which columns of a table hold what of a code: by their headers, or as a person says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coder.files.codebooks import words
from coder.files.codebooks.drafts import Asked, line
from coder.files.spreadsheet import Sheet
from coder.model import CoderError

_SEARCHED = 15
"""Rows among which the headers are looked for; titles may stand above them."""
NAMING = ("name", "path", "group", "level 1", "parent")
TEXTS = ("description", "brief", "definition", "use_when", "not_when", "examples")
_FIELDS = (
    *("name", "id", "parent", "path", *TEXTS, "aliases", "color", "codable", "origin", "status"),
    *("merged_into", "guid", "group"),
)

_FORMS = (
    ("maxqda", {"code", "memo"}, {"parent code", "color", "colour", "cod. seg.", "code", "memo"}),
    ("taguette", {"tag", "description"}, None),
    ("nvivo", {"name", "description", "files", "references"}, None),
    ("nvivo", {"name", "description", "sources", "references"}, None),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column with what it holds."""

    at: int
    header: str
    field: str
    """Empty: nothing that is known."""
    language: str


@dataclass(frozen=True, slots=True)
class Plan:
    """How a table is to be read."""

    row: int
    """The place of the headers among the rows of the sheet."""
    columns: tuple[Column, ...]
    form: str
    """``maxqda``, ``taguette``, ``nvivo`` or ``table``."""

    @property
    def sure(self) -> bool:
        """Whether this can be nothing but codes: each header is known, and one says what codes mean."""
        fields = {each.field for each in self.columns}
        named = all(each.field or words.is_count(each.header) for each in self.columns if each.header)
        tells = fields & {*TEXTS, "parent", "path"} and fields & {"name", "path", "level 1"}
        return named and bool(tells)

    def of(self, field: str) -> list[Column]:
        """The columns that hold a field, one for each language."""
        return [each for each in self.columns if each.field == field]

    def told(self, sheet: str) -> list[str]:
        """What was taken for what, in sentences."""
        place = f" of the sheet {sheet}" if sheet else ""
        if self.of("id") and self.of("guid") and all(each.field for each in self.columns if each.header):
            return []  # coder's own table
        taken = [
            f"{each.field}{f' ({each.language})' if each.language else ''} from “{each.header}”"
            for each in self.columns
            if each.field
        ]
        left = [f"“{each.header}”" for each in self.columns if not each.field and each.header]
        sentences = [f"Columns{place}: {', '.join(taken)}. --column FIELD=HEADER says otherwise."]
        if left:
            sentences.append(f"Columns that were left out: {', '.join(left)}.")
        return sentences


def planned(sheet: Sheet, path: Path, asked: Asked) -> Plan | None:
    """How to read a table; None where no row of it looks like the headers of a codebook."""
    best: Plan | None = None
    for place in range(min(_SEARCHED, len(sheet.rows))):
        plan = _plan(place, sheet.rows[place], asked)
        fields = {each.field for each in plan.columns if each.field}
        if not fields & {*NAMING}:
            continue
        if best is None or len(fields) > len({each.field for each in best.columns if each.field}):
            best = plan
    if best is None and asked.columns:
        headers = ", ".join(f"“{line(each)[:60]}”" for each in (sheet.rows or [[]])[0][:40])
        missing = ", ".join(f"“{each}”" for each in asked.columns.values())
        raise CoderError(f"{path}: no column is called {missing}; the columns are: {headers}.")
    return best


def _plan(place: int, row: Sequence[str], asked: Asked) -> Plan:
    headers = [line(each)[:200] for each in row]
    lower = {each.casefold() for each in headers if each}
    form = next(
        (
            name
            for name, needed, allowed in _FORMS
            if needed <= lower and (allowed is None or all(_known(each, allowed) for each in lower))
        ),
        "table",
    )
    said = _said(headers, asked)
    columns, taken = [], set[tuple[str, str]]()
    for at, header in enumerate(headers):
        field, language = said[at] if at in said else words.field_of(header)
        if at not in said and (field, language) in {*said.values(), *taken}:
            field, language = "", ""
        if field:
            taken.add((field, language))
        columns.append(Column(at, header, field, language))
    if form == "table":
        columns = _code_beside_name(columns, said)
    return Plan(place, tuple(columns), form)


def _known(header: str, allowed: set[str]) -> bool:
    return header in allowed or words.is_count(header)


def _said(headers: Sequence[str], asked: Asked) -> dict[int, tuple[str, str]]:
    """The fields of columns that a person named, by their place."""
    found: dict[int, tuple[str, str]] = {}
    for wanted, header in asked.columns.items():
        field, _, language = wanted.replace(":", "_").replace("label", "name").partition("__")
        if field not in _FIELDS:
            field, _, language = wanted.replace("label", "name").rpartition("_")
        if field not in _FIELDS:
            raise CoderError(f"{wanted!r} is nothing that a code has; say one of: {', '.join(_FIELDS)}.")
        for at, each in enumerate(headers):
            if each.casefold() == line(header).casefold():
                found[at] = (field, language)
    return found


def _code_beside_name(columns: list[Column], said: dict[int, tuple[str, str]]) -> list[Column]:
    """With “Code” beside “Label” or “Name”, the code is a short one: the id."""
    headers = {each.header.casefold(): each for each in columns}
    short = next((headers[each] for each in ("code", "код") if each in headers), None)
    full = next(
        (
            each
            for each in columns
            if each is not short
            and words.field_of(each.header)[0] == "name"
            and each.header.casefold() not in ("tag", "title", "тег")
        ),
        None,
    )
    if short is None or full is None or short.at in said or any(each.field == "id" for each in columns):
        return columns
    return [
        Column(each.at, each.header, "id", "")
        if each is short
        else Column(each.at, each.header, "name", words.field_of(each.header)[1])
        if each is full
        else each
        for each in columns
    ]
