"""Ratings made elsewhere, as CSV, in one of three forms that the header tells apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from coder.files.tables import read_table
from coder.model import CoderError, Span

HEADERS = (
    "unit,Ann,Ben,… (a column for each coder; a cell holds a category, an empty one was not rated)",
    "unit,coder,code (interview as well if you like; a line for each code; an empty code: applied nothing)",
    "transcript,coder,code,start,end,length (a line for each span; an empty code: went through it)",
)
_SPANS = ("transcript", "coder", "code", "start", "end", "length")
_LONG = ("unit", "coder", "code")


@dataclass(frozen=True, slots=True)
class Wide:
    """One category a unit and coder."""

    coders: tuple[str, ...]
    units: tuple[str, ...]
    interviews: tuple[str, ...]
    """Of each unit; empty where the file does not say."""
    cells: tuple[tuple[str | None, ...], ...]
    """A row for each unit, a cell for each coder; None: not rated."""


@dataclass(frozen=True, slots=True)
class Long:
    """Any number of codes a unit and coder."""

    coders: tuple[str, ...]
    codes: tuple[str, ...]
    units: tuple[str, ...]
    interviews: tuple[str, ...]
    """Of each unit; empty where the file does not say."""
    given: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    """The codes by (unit, coder); an empty set: looked and applied nothing."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Codes on stretches of transcripts."""

    coders: tuple[str, ...]
    codes: tuple[str, ...]
    lengths: Mapping[str, int]
    """Of each transcript."""
    spans: Mapping[tuple[str, str], tuple[tuple[str, Span], ...]]
    """(code, span) by (transcript, coder), for every transcript a coder went through."""


Ratings = Wide | Long | Spans


def read_ratings(path: Path) -> Ratings:
    """Read a table of ratings in whichever form its header has.

    Raises:
        CoderError: the header fits none of the forms, or a line is wrong.
    """
    header, lines = read_table(path)
    names = {name.casefold(): name for name in header}
    rows = ((n, {name.casefold(): value for name, value in row.items()}) for n, row in lines)
    if set(_SPANS) <= set(names):
        return _spans(path, rows)
    if set(_LONG) <= set(names) and set(names) <= {*_LONG, "interview"}:
        return _long(path, rows)
    if "unit" in names and len(set(names) - {"unit", "interview"}) >= 2 and not _nearly(set(names)):
        coders = [name for name in header if name.casefold() not in ("unit", "interview")]
        return _wide(path, coders, rows)
    raise CoderError(
        f"{path}, line 1: the columns ({', '.join(header)}) fit none of the three forms of ratings. "
        f"A header is one of: {'; or '.join(HEADERS)}."
    )


def _nearly(names: set[str]) -> bool:
    """Columns of the other two forms that no coder is called by."""
    return bool(names & {"coder", "code", "start", "end", "length", "transcript"})


Rows = Iterable[tuple[int, dict[str, str]]]


def _wide(path: Path, coders: list[str], rows: Rows) -> Wide:
    units: dict[str, int] = {}
    interviews, cells = [], []
    for number, row in rows:
        unit = _needed(path, number, row, "unit")
        if unit in units:
            raise CoderError(f"{path}, line {number}: unit {unit} stands in line {units[unit]} already.")
        units[unit] = number
        interviews.append(row.get("interview") or unit)
        cells.append(tuple(row[coder.casefold()] or None for coder in coders))
    return Wide(tuple(coders), tuple(units), tuple(interviews), tuple(cells))


def _long(path: Path, rows: Rows) -> Long:
    coders, codes = dict[str, None](), dict[str, None]()
    units: dict[str, tuple[str, int]] = {}
    given: dict[tuple[str, str], set[str]] = {}
    for number, row in rows:
        unit, coder = _needed(path, number, row, "unit"), _needed(path, number, row, "coder")
        interview = row.get("interview") or unit
        known, line = units.setdefault(unit, (interview, number))
        if known != interview:
            raise CoderError(
                f"{path}, line {number}: unit {unit} is of {interview} here, of {known} in line {line}."
            )
        coders.setdefault(coder)
        found = given.setdefault((unit, coder), set())
        if row["code"]:
            codes.setdefault(row["code"])
            found.add(row["code"])
    return Long(
        tuple(coders),
        tuple(codes),
        tuple(units),
        tuple(interview for interview, _ in units.values()),
        {key: frozenset(labels) for key, labels in given.items()},
    )


def _spans(path: Path, rows: Rows) -> Spans:
    coders, codes = dict[str, None](), dict[str, None]()
    lengths: dict[str, tuple[int, int]] = {}
    spans: dict[tuple[str, str], list[tuple[str, Span]]] = {}
    latest: list[tuple[int, str, Span]] = []
    for number, row in rows:
        transcript, coder = _needed(path, number, row, "transcript"), _needed(path, number, row, "coder")
        if row["length"]:
            length = _number(path, number, row, "length")
            known, line = lengths.setdefault(transcript, (length, number))
            if known != length:
                raise CoderError(
                    f"{path}, line {number}: {transcript} is {length} long here, {known} in line {line}."
                )
        coders.setdefault(coder)
        found = spans.setdefault((transcript, coder), [])
        if not row["code"]:
            continue
        span = Span(_number(path, number, row, "start"), _number(path, number, row, "end"))
        if span.end <= span.start:
            raise CoderError(f"{path}, line {number}: the span ends before it begins.")
        latest.append((number, transcript, span))
        codes.setdefault(row["code"])
        found.append((row["code"], span))
    for number, transcript, span in latest:
        if transcript not in lengths or span.end > lengths[transcript][0]:
            raise CoderError(f"{path}, line {number}: the span lies beyond the length of {transcript}.")
    if missing := {transcript for transcript, _ in spans} - set(lengths):
        raise CoderError(f"{path}: no line says the length of {min(missing)}.")
    return Spans(
        tuple(coders),
        tuple(codes),
        {name: length for name, (length, _) in lengths.items()},
        {key: tuple(found) for key, found in spans.items()},
    )


def _needed(path: Path, number: int, row: dict[str, str], name: str) -> str:
    if not row[name]:
        raise CoderError(f"{path}, line {number}: the column “{name}” is empty.")
    return row[name]


def _number(path: Path, number: int, row: dict[str, str], name: str) -> int:
    value = row[name]
    if not (value.isascii() and value.isdigit() and len(value) <= 15):
        raise CoderError(f"{path}, line {number}: “{name}” is {value[:100]!r}, not a whole number.")
    return int(value)
