"""Read a table of codings: CSV in any encoding, an Excel workbook, or JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from sys import intern

from coder.files import spreadsheet
from coder.files.codings.headers import recognised
from coder.files.codings.values import CodedLine, CodedTable, LineProblem
from coder.files.transcripts import encodings
from coder.model import CoderError

LARGEST = 50_000_000
"""The most bytes a table may have."""
MOST_LINES = 100_000
_SAMPLE = 200_000
_LONGEST_CELL = 20_000_000
_PROTECTED = re.compile(r"'+[=+\-@\t\r]")
"""A text that our CSV has put an apostrophe before, lest a spreadsheet runs it."""
_SPLIT = re.compile(r"[\n;|]+")
_WHOLE = re.compile(r"[+-]?\d+(?:\.0+)?$")

Row = tuple[int, Sequence[str]]


def read(
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    coder: str = "",
    encoding: str | None = None,
    raw: bool = False,
) -> CodedTable:
    """Read a file of codings.

    Args:
        path: the file; ``.xlsx`` and ``.json`` are what they say, all others are separated text.
        columns: which column is which, where its name does not tell: ours to the file's.
        coder: whose codings they are, where a line does not say.
        encoding: of a text; by default found out.
        raw: whether cells are taken as they stand, see :class:`CodedTable`.

    Raises:
        CoderError: it cannot be read, or a column that is needed is missing.
    """
    data = _bytes(path)
    ending = path.suffix.lower()
    if ending in (".xlsx", ".xlsm") or data.startswith(b"PK\x03\x04"):
        header, rows = _of_workbook(data, path)
    elif ending == ".json":
        header, rows = _of_json(data, path)
    else:
        header, rows = _of_text(_letters(data, path, encoding), path)
    where, ignored = recognised(header, columns or {}, f"{path}, line 1")
    if "quote" not in where and "segment" in where:  # MAXQDA calls the words so
        rows = list(rows)
        if any(not _WHOLE.match(cells[where["segment"]].strip() or "0") for _, cells in rows):
            where["quote"] = where.pop("segment")
    lines: list[CodedLine] = []
    problems: list[LineProblem] = []
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(lines) >= MOST_LINES:
            raise CoderError(f"{path}: more than {MOST_LINES} lines in one file; split it.")
        try:
            lines += _lines(number, cells, where, coder, raw)
        except ValueError as fault:
            problems.append(LineProblem(number, f"{fault}."))
    named = {ours: header[at] for ours, at in where.items()}
    return CodedTable(str(path), lines, named, ignored, tuple(problems), raw)


def is_one(path: Path) -> bool:
    """Whether a CSV begins like one that coder writes: it is no survey, though it could be read as such."""
    if path.suffix.lower() != ".csv":
        return False
    try:
        with path.open("rb") as file:
            first = file.readline(2_000).decode("utf-8-sig", "replace")
    except OSError:
        return False
    return {"transcript", "code", "quote"} <= set(re.split(r'[,;\t"\s]+', first))


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as fault:
        raise CoderError(f"{path}: cannot be read ({fault.strerror or fault}).") from fault
    if len(data) > LARGEST:
        raise CoderError(f"{path}: the table is larger than {LARGEST // 1_000_000} MB; split it.")
    if not data:
        raise CoderError(f"{path}: the table is empty.")
    return data


def _lines(
    number: int, cells: Sequence[str], where: Mapping[str, int], coder: str, raw: bool
) -> Iterator[CodedLine]:
    """The coding that a row says, or one for each of several codes in it."""

    def cell(name: str) -> str:
        at = where.get(name)
        text = cells[at] if at is not None and at < len(cells) else ""
        return text[1:] if not raw and _PROTECTED.match(text) else text

    def whole(name: str) -> int | None:
        text = cell(name).strip()
        if not text:
            return None
        if not _WHOLE.match(text):
            raise ValueError(f"{name} is {text[:40]!r}, not a whole number")
        return int(float(text)) if len(text) < 16 else None

    codes = [cell("code").strip()]
    if not codes[0]:
        codes = [each.strip() for each in _SPLIT.split(cell("codes")) if each.strip()] or [""]
    book = cell("codebook").strip()
    quote = cell("quote")
    for code in codes:
        yield CodedLine(
            line=number,
            transcript=intern(cell("transcript").strip()),
            coder=intern(cell("coder").strip() or coder),
            code=intern(f"{book}/{code}" if book and code and "/" not in code else code),
            quote=quote if quote.strip() else "",
            start=whole("start"),
            end=whole("end"),
            segment=whole("segment"),
            before=cell("before"),
            after=cell("after"),
            occurrence=whole("occurrence"),
            memo=cell("memo"),
            created_at=cell("created_at").strip(),
            guid=cell("guid").strip() if len(codes) == 1 else "",
        )


def _letters(data: bytes, path: Path, encoding: str | None) -> io.TextIOBase:
    """The letters of a text, a piece at a time where it has no bytes that are none."""
    got = encodings.as_said(data, path, encoding) if encoding else encodings.found(data, path)
    text, known, invalid, _ = got
    if invalid:
        return io.StringIO(text, newline="")
    return io.TextIOWrapper(io.BytesIO(data), known, newline="")


def _of_text(letters: io.TextIOBase, path: Path) -> tuple[list[str], Iterable[Row]]:
    sample = letters.read(_SAMPLE)
    separator = spreadsheet.separator_of(sample.removeprefix("\ufeff"))
    letters.seek(0)
    if sample.startswith("\ufeff"):
        letters.read(1)
    rows = _numbered(csv.reader(letters, delimiter=separator, strict=True), path)
    first = next(rows, None)
    if first is None:
        raise CoderError(f"{path}: the table is empty.")
    return [each.strip() for each in first[1]], rows


def _numbered(reader: Iterator[list[str]], path: Path) -> Iterator[Row]:
    while True:
        number = getattr(reader, "line_num", 0) + 1
        try:
            with _long_cells():
                cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            raise CoderError(
                f"{path}, line {number}: not a table ({fault}); "
                "look for a quotation mark that is never closed."
            ) from fault
        yield number, cells


@contextmanager
def _long_cells() -> Iterator[None]:
    """Let a cell be as long as a passage can be; the limit is Python's for the whole program."""
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _of_workbook(data: bytes, path: Path) -> tuple[list[str], Iterable[Row]]:
    sheets = spreadsheet.of_workbook(data, path)
    if not sheets:
        raise CoderError(f"{path}: the workbook is empty.")
    sheet = sheets[0]
    width = len(sheet.rows[0])
    rows = [
        (number, [*cells, *[""] * (width - len(cells))])
        for number, cells in zip(sheet.lines[1:], sheet.rows[1:], strict=True)
    ]
    return [each.strip() for each in sheet.rows[0]], rows


def _of_json(data: bytes, path: Path) -> tuple[list[str], Iterable[Row]]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as fault:
        raise CoderError(f"{path}: not JSON ({fault}).") from fault
    if not isinstance(found, list) or not found or not all(isinstance(each, dict) for each in found):
        raise CoderError(f"{path}: a list of objects is expected, as `coder codings export` writes it.")
    header = list(dict.fromkeys(key for each in found for key in each))
    rows = [
        (number, ["" if each.get(key) is None else str(each[key]) for key in header])
        for number, each in enumerate(found, 1)
    ]
    return header, rows
