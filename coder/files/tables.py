"""Tables that people keep in spreadsheets: respondents and codings, as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from coder.model import CoderError, CodingRecord, RespondentRecord

_RESPONDENT = ("respondent", "ref", "id")
_DELIMITERS = ",;\t"


def read_respondents(path: Path) -> list[RespondentRecord]:
    """Read ``respondent[,transcript],ATTRIBUTE...``: one line a respondent, a header first.

    Every other column is an attribute. Commas, semicolons and tabs all separate.

    Raises:
        CoderError: no such column, a line without a respondent, the same one twice.
    """
    header, lines = read_table(path)
    key = next((name for name in _RESPONDENT if name in header), None)
    if key is None:
        raise CoderError(
            f"{path}, line 1: no column is called “respondent” (columns: {', '.join(header)}). "
            "Expected: respondent, transcript (optional), and a column for each attribute."
        )
    records: list[RespondentRecord] = []
    seen: dict[str, int] = {}
    for number, values in lines:
        ref = values[key]
        if not ref:
            raise CoderError(f"{path}, line {number}: the column “{key}” is empty.")
        if ref in seen:
            raise CoderError(f"{path}, line {number}: respondent {ref} stands in line {seen[ref]} already.")
        seen[ref] = number
        attributes = {name: value for name, value in values.items() if name not in (key, "transcript")}
        records.append(RespondentRecord(ref, values.get("transcript") or None, attributes, number))
    return records


def read_codings(path: Path) -> list[CodingRecord]:
    """Read ``transcript,coder,code,quote``: each coding finds its place by the words it quotes.

    ``code`` is ``codebook/id``. A line with neither code nor quote says that the coder went
    through the whole transcript, so that what carries no code was looked at and given none.

    Raises:
        CoderError: a column is missing, or a line has a code without a quote or the reverse.
    """
    header, lines = read_table(path)
    if missing := {"transcript", "coder", "code", "quote"} - set(header):
        raise CoderError(
            f"{path}, line 1: no column is called “{min(missing)}”; expected: transcript, coder, code, quote."
        )
    records = []
    for number, values in lines:
        if bool(values["code"]) != bool(values["quote"]):
            there, lacks = ("code", "quote") if values["code"] else ("quote", "code")
            raise CoderError(f"{path}, line {number}: a {there} without a {lacks}.")
        if not values["transcript"] or not values["coder"]:
            raise CoderError(f"{path}, line {number}: the transcript or the coder is missing.")
        records.append(
            CodingRecord(values["transcript"], values["coder"], values["code"], values["quote"], number)
        )
    return records


def read_table(path: Path) -> tuple[list[str], Iterator[tuple[int, dict[str, str]]]]:
    """The header of a CSV and its lines, each with its number; commas, semicolons or tabs separate.

    Raises:
        CoderError: it cannot be read, or is no table with a header.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CoderError(f"{path}: this table is not UTF-8; save it as “CSV UTF-8”.") from error
    except OSError as error:
        raise CoderError(f"{path}: cannot be read ({error.strerror or error}).") from error
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [name.strip() for name in next(rows, [])]
    except csv.Error as error:
        raise CoderError(f"{path}, line 1: not a table ({error}).") from error
    if not any(header):
        raise CoderError(f"{path}: the table is empty.")
    if len(set(header)) < len(header) or "" in header:
        raise CoderError(f"{path}, line 1: every column needs a name of its own.")
    return header, _lines(path, header, rows)


def _lines(
    path: Path, header: Sequence[str], rows: Iterator[list[str]]
) -> Iterator[tuple[int, dict[str, str]]]:
    reader = rows
    while True:
        start = getattr(reader, "line_num", 0) + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise CoderError(f"{path}, line {start}: not a line of a table ({error}).") from error
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise CoderError(f"{path}, line {start}: {len(cells)} cells, but the header has {len(header)}.")
        yield start, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
