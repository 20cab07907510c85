"""What the readers of files hand over; nothing of it is stored yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from coder.model.words import Role, SegmentKind, Span


@dataclass(frozen=True, slots=True)
class ReadSegment:
    """One unit of a transcript as it was read: the words of a turn, without the speaker's label."""

    span: Span
    speaker: str | None = None
    """The speaker's label, as in :attr:`ReadSpeaker.label`."""
    kind: SegmentKind = "turn"
    time_ms: int | None = None
    """When the turn began in the recording, in milliseconds, where the file says so."""


@dataclass(frozen=True, slots=True)
class ReadSpeaker:
    """A label found in a transcript."""

    label: str
    role: Role
    turns: int
    """How many turns carry the label, as it stands in the file."""
    same_as: str | None = None
    """Another label of the same person: ``AJ`` once ``Adam Jonas (AJ)`` has introduced it."""
    asks: bool = False
    """Most of this speaker's turns are questions, though nothing says "interviewer"."""


@dataclass(frozen=True, slots=True)
class ReadTranscript:
    """A transcript file, read and cut into segments; nothing is stored yet."""

    name: str
    """The transcript's name in the study: the file's stem, unless the user gave another."""
    path: str
    text: str
    segments: tuple[ReadSegment, ...]
    speakers: tuple[ReadSpeaker, ...]
    language: str = ""
    """ISO 639-1 code where the front matter states it, else guessed from the letters, else empty."""
    respondent: str | None = None
    """The ref of the respondent, where the file names one."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    """The respondent's attributes, where the file states them."""
    cleaned: tuple[str, ...] = ()
    """One sentence for everything that was changed on the way in, with its count."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """The same as numbers, by what was changed."""
    warnings: tuple[str, ...] = ()
    """One sentence for everything that somebody should look at."""
    format: str = ""
    """The reader that read it, such as ``docx``."""
    encoding: str = ""
    """A text's encoding; empty where there is none to choose."""


@dataclass(frozen=True, slots=True)
class RespondentRecord:
    """A line of a respondents' table: who, which transcript, which attributes."""

    ref: str
    transcript: str | None
    attributes: Mapping[str, str]
    line: int = 0


@dataclass(frozen=True, slots=True)
class CodingRecord:
    """A line of a codings' table, which finds its place by the words it quotes."""

    transcript: str
    coder: str
    code: str
    """``codebook/slug``; empty: the coder went through the whole transcript."""
    quote: str
    line: int = 0
