"""What the analysis counts: units, marks on them, stretches of text."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from coder.model.words import Span


@dataclass(frozen=True, slots=True)
class Unit:
    """A segment as the analysis sees it."""

    segment_id: int
    transcript_id: int
    respondent_id: int | None
    """Who is credited with what is coded here; None for an interviewer's words."""
    is_unit: bool
    """Whether coders decide about it (an interviewer's segments are shown but are not units)."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Who coded what where, and who looked."""

    units: list[Unit]
    codings: list[tuple[int, int, int]]
    """(segment, code, coder), distinct; a span over several segments counts in each."""
    decided: list[tuple[int, int]]
    """(segment, coder), distinct: the coder coded the segment or marked it as done."""


@dataclass(frozen=True, slots=True)
class Columns:
    """:class:`Marks` as rows of integers laid end to end; rows may repeat or speak of other segments."""

    units: array[int]
    """Rows of four: segment, transcript, respondent (0: nobody), is it a unit (0 or 1)."""
    codings: array[int]
    """Rows of three: segment, code, coder; a span over several segments has a row for each."""
    decided: array[int]
    """Rows of two: segment, coder. Who coded a segment has decided it and need not be here."""
    long: array[int] = field(default_factory=lambda: array("i"))
    """Rows of four: segment, code, coder, number. Codings that touch several segments, numbered."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters of a transcript: a unit, what a coder decided of it, or a coding."""

    transcript_id: int
    span: Span
    coder_id: int | None = None
    """None: these characters are to be decided about, whoever did."""
    code_id: int | None = None
    """None: the coder decided them, whatever was applied there."""
