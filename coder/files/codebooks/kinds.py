"""Which kind of codebook a file is, by its ending and by what is in it; and its codes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from coder.files import hostile, spreadsheet
from coder.files.codebooks import columns, documents, qc, qdc, sheets
from coder.files.codebooks.building import build
from coder.files.codebooks.columns import Plan
from coder.files.codebooks.drafts import Asked, Draft, Told
from coder.files.codebooks.faults import Fault, Faults
from coder.files.codebooks.making import made
from coder.files.codebooks.tree import parse
from coder.files.spreadsheet import Sheet
from coder.files.transcripts import encodings
from coder.model import Codebook, CoderError

YAML = (".yaml", ".yml")
SURE = (*YAML, ".qdc")
"""The endings of files that can be nothing but codebooks."""
TABLES = (".csv", ".tsv", ".xlsx", ".docx")
"""The endings of files that can be codebooks."""
KINDS = (*SURE, *TABLES)
READERS = ("coder", "qc", "qdc", "maxqda", "nvivo", "taguette", "table")
"""The formats by name."""
MOST_BYTES = 20_000_000
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ID = re.compile(r"[a-z0-9-]{1,60}")


@dataclass(frozen=True, slots=True)
class Found:
    """What a file holds."""

    book: Codebook | None
    """None where a fault keeps it from being read."""
    form: str
    """Which format it is, one of :data:`READERS`."""
    faults: tuple[Fault, ...] = ()
    """Of a YAML file: every fault and warning by line."""
    warnings: tuple[str, ...] = field(default=())
    """What was guessed or left out, in sentences."""


def load(path: Path, asked: Asked | None = None) -> Found:
    """Read a file of any kind.

    Raises:
        CoderError: it is no codebook, damaged, or a trap; faults of a YAML file do not raise.
    """
    asked = asked or Asked()
    _refuse_wrong(asked)
    form = asked.form or ""
    if form in ("coder", "qc") or (not form and path.suffix.lower() not in (".qdc", *TABLES)):
        return _yaml(path, asked)
    data = _bytes(path)
    if form == "qdc" or (not form and path.suffix.lower() == ".qdc"):
        drafts, told = qdc.read(data, path)
        return _found(drafts, told, path, asked)
    found = _planned(_sheets(data, path, asked), path, asked)
    if found is None:
        raise CoderError(
            f"{path}: no table in it has a column that names codes (Code, Name, Label, Tag ...); "
            "say which with --column name=HEADER."
        )
    sheet, plan, others = found
    if form and form != "table" and plan.form != form:
        plan = replace(plan, form=form)
    text = not data.startswith(b"PK")
    drafts, told = sheets.read(sheet, plan, path, text=text)
    told.more = _more(others, told)
    return _found(drafts, told, path, asked)


def is_codebook(path: Path) -> bool:
    """Whether a file is one beyond doubt: by its ending, or as a table with columns of a codebook alone."""
    if path.suffix.lower() in SURE:
        return True
    if path.suffix.lower() not in TABLES:
        return False
    try:
        data = _bytes(path)
        if path.suffix.lower() == ".docx" and b":tbl>" not in _body(data, path):
            return False
        found = _planned(_sheets(data, path, Asked()), path, Asked())
    except (CoderError, OSError):
        return False
    return found is not None and found[1].sure


def _body(data: bytes, path: Path) -> bytes:
    return hostile.Archive(data, path).read("word/document.xml") or b""


def _refuse_wrong(asked: Asked) -> None:
    if asked.form is not None and asked.form not in READERS:
        raise CoderError(f"no format of codebooks is called {asked.form!r}; there are {', '.join(READERS)}.")
    if asked.language and not _LANGUAGE.fullmatch(asked.language):
        raise CoderError(f"{asked.language!r} is no language; write it as en, ru or kk.")
    if asked.slug and not _ID.fullmatch(asked.slug):
        raise CoderError(f"the id {asked.slug!r} may hold only a to z, 0 to 9 and the hyphen.")


def _found(drafts: list[Draft], told: Told, path: Path, asked: Asked) -> Found:
    book = made(drafts, told, path, asked)
    return Found(book, told.form, warnings=tuple(told.warnings))


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CoderError(f"{path}: the file cannot be read: {error.strerror or error}") from error
    if len(data) > MOST_BYTES:
        raise CoderError(
            f"{path}: the file is larger than {MOST_BYTES // 1_000_000} MB, which no codebook is."
        )
    if not data.strip():
        raise CoderError(f"{path}: the file is empty.")
    return data


# --- YAML --------------------------------------------------------------------------------------------


def _yaml(path: Path, asked: Asked) -> Found:
    faults = Faults(path)
    root = parse(path, faults)
    if root is not None and (asked.form == "qc" or (not asked.form and qc.is_one(root))):
        drafts, told = qc.read(root)
        return _found(drafts, told, path, asked)
    book = build(root, faults) if root is not None else None
    if book is not None and asked.slug:
        book = replace(book, slug=asked.slug)
    if book is not None and asked.title:
        book = replace(book, title={book.languages[0]: asked.title})
    return Found(book, "coder", tuple(faults.in_order()))


# --- tables ------------------------------------------------------------------------------------------


def _sheets(data: bytes, path: Path, asked: Asked) -> list[Sheet]:
    if not data.startswith(b"PK"):
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            hostile.Archive(data, path, "workbook", ".xlsx")  # says what is wrong
        text, *_ = (
            encodings.as_said(data, path, asked.encoding) if asked.encoding else encodings.found(data, path)
        )
        if "\0" in text:
            raise CoderError(f"{path}: the file is not a table but binary data.")
        return [spreadsheet.of_text(text.removeprefix("\ufeff"), path)]
    if hostile.Archive(data, path, "workbook", ".xlsx").read("word/document.xml") is not None:
        return documents.sheets(data, path)
    return spreadsheet.of_workbook(data, path)


def _planned(tables: list[Sheet], path: Path, asked: Asked) -> tuple[Sheet, Plan, list[Sheet]] | None:
    """The table with the codes and how to read it: the first one of those in which most is known."""
    plans = [(sheet, plan) for sheet in tables if (plan := columns.planned(sheet, path, asked)) is not None]
    if not plans:
        return None

    def known(pair: tuple[Sheet, Plan]) -> int:
        return len({each.field for each in pair[1].columns if each.field})

    sheet, plan = max(plans, key=known)
    return sheet, plan, [each for each in tables if each is not sheet]


def _more(others: list[Sheet], told: Told) -> Codebook | None:
    """What coder's own workbook says besides the codes; other sheets are told of."""
    own = {each.name: each.rows for each in others if each.name in ("codebook", "sets", "changes")}
    left = [each.name for each in others if each.name not in own]
    if left:
        told.warnings.append(f"Not read: {', '.join(f'“{name}”' for name in left[:20])}.")
    head = own.get("codebook")
    if not head or [each.casefold() for each in head[0][:2]] != ["field", "value"]:
        return None
    pairs = [(row[0], row[1]) for row in head[1:] if len(row) > 1]
    said = dict(pairs)
    spoken = tuple(
        each for each in re.split(r"[,\s]+", said.get("languages", "")) if _LANGUAGE.fullmatch(each)
    )
    if not spoken or not _ID.fullmatch(said.get("id", "")):
        return None
    title = {each: said[f"title_{each}"] for each in spoken if said.get(f"title_{each}")}
    members: dict[str, list[str]] = {}
    for row in own.get("sets", [])[1:]:
        members.setdefault(row[0], []).extend(each for each in row[1:2] if each)
    version = said.get("version", "")
    level = said.get("level_of_coding", "")
    return Codebook(
        said["id"],
        int(version) if version.isdecimal() and len(version) < 10 and int(version) else 1,
        title or {spoken[0]: said["id"]},
        spoken,
        (),
        date=said.get("date", "")[:10],
        authors=tuple(value for key, value in pairs if key == "author"),
        level_of_coding=level if level in ("segment", "sentence", "turn", "document") else "segment",
        sets={name: tuple(inside) for name, inside in members.items() if _ID.fullmatch(name)},
        changes=tuple(_change(row) for row in own.get("changes", [])[1:]),
    )


def _change(row: list[str]) -> dict[str, object]:
    said = dict(zip(("version", "date", "by", "what"), row, strict=False))
    return {
        key: int(value) if key == "version" and value.isdecimal() and len(value) < 10 else value
        for key, value in said.items()
        if value
    }
