"""What the study hands out: people, transcripts, codings, memos."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from coder.model.words import CoderRole, MemoKind, Role, SegmentKind, Span


@dataclass(frozen=True, slots=True)
class Coder:
    """A person who codes, reviews or leads, or the holder of the consensus."""

    id: int
    guid: str
    name: str
    role: CoderRole
    blind: bool
    """A blind coder's session cannot read anybody else's codings."""
    repeats_id: int | None = None
    """The id of the coder whose second round this is: the same person, who codes again, blind."""


@dataclass(frozen=True, slots=True)
class Respondent:
    """A person interviewed, with the attributes that groups are made of."""

    id: int
    guid: str
    ref: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Speaker:
    """A label of a transcript and whom it stands for."""

    id: int
    label: str
    role: Role
    respondent: str | None
    """The respondent's ref."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A unit of a stored transcript: by default one turn of one speaker."""

    id: int
    position: int
    span: Span
    speaker: Speaker | None
    kind: SegmentKind
    time_ms: int | None = None

    @property
    def is_unit(self) -> bool:
        """Whether coders decide about it: everything said, except by an interviewer."""
        return self.kind == "turn" and (self.speaker is None or self.speaker.role != "interviewer")


@dataclass(frozen=True, slots=True)
class Transcript:
    """One interview's text with its segments, in order."""

    id: int
    guid: str
    name: str
    language: str
    text: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """What a list of interviews says about one of them."""

    id: int
    name: str
    language: str
    respondents: tuple[str, ...]
    units: int
    decided: int
    """Units the coder who looks has decided."""
    codings: int
    """Live codings of the coder who looks."""


@dataclass(frozen=True, slots=True)
class Coding:
    """Coder x code x span of a transcript."""

    id: int
    guid: str
    transcript_id: int
    span: Span
    code_id: int
    coder_id: int
    quote: str


@dataclass(frozen=True, slots=True)
class Memo:
    """A note, with where it belongs."""

    id: int
    guid: str
    kind: MemoKind
    target_id: int
    """The id of the coding, segment, transcript or code; 0 for the study."""
    coder: str | None
    """Who wrote it; None: whoever leads the study."""
    text: str
    created_at: str
    edited_at: str | None
    transcript_id: int | None = None
    transcript: str | None = None
    """The transcript's name, for a memo on a coding, a segment or a transcript."""
    position: int | None = None
    """The position of the segment, from 0; of a coding's first one."""
    span: Span | None = None
    code: str | None = None
    """``codebook/slug`` of the code, or of the coding's code."""
    words: str = ""
    """What it is about, in words: the quote, the segment's text, the code's label."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A live coding in its context."""

    transcript: str
    respondent: str | None
    speaker: str | None
    codebook: str
    code: str
    coder: str
    segment: int
    """The segment's number in the transcript, counting from 1."""
    start: int
    end: int
    quote: str
    context_before: str
    context_after: str
