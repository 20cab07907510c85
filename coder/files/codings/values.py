"""What a line of a table of codings says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

Unit = Literal["codepoint", "utf16", "byte"]
"""What offsets count: code points (R, Python), UTF-16 units (Java, JavaScript, Qt) or bytes of UTF-8."""
UNITS: tuple[Unit, ...] = get_args(Unit)


@dataclass(frozen=True, slots=True)
class CodedLine:
    """A line of a table of codings. Without a code it says that the coder decided: here is none."""

    line: int
    """Its number in the file, counted from 1."""
    transcript: str
    coder: str = ""
    code: str = ""
    """The code's id, ``codebook/id``, guid or label."""
    quote: str = ""
    start: int | None = None
    end: int | None = None
    """Offsets in :data:`Unit` as the file counts; the end exclusive."""
    segment: int | None = None
    """The number of the segment, counted from 1."""
    before: str = ""
    after: str = ""
    """The words just before and after the quote, where the file has them."""
    occurrence: int | None = None
    """Which of several equal passages, counted from 1."""
    memo: str = ""
    created_at: str = ""
    guid: str = ""


@dataclass(frozen=True, slots=True)
class CodedTable:
    """A file of codings, read and not yet placed."""

    path: str
    lines: Sequence[CodedLine]
    columns: dict[str, str]
    """What was recognised: our name of a column, and the file's."""
    ignored: tuple[str, ...]
    """The file's columns that say nothing here."""
    problems: tuple[LineProblem, ...] = ()
    """Lines that cannot be read at all."""
    raw: bool = False
    """Whether cells are taken as they stand; if not, the apostrophe before a formula's sign is taken off."""


@dataclass(frozen=True, slots=True)
class LineProblem:
    """A line that cannot come in, and why; the sentence ends with the way out."""

    line: int
    why: str
    said: CodedLine | None = None
