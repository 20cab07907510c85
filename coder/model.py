"""The frozen values that every part of coder speaks.

No database, no screen, no file format: a value here can be made by a reader of
files, stored by the study, counted by the analysis and shown by either door.

Offsets are Unicode code points of the stored text, the end exclusive. Line ends
in a stored text are LF. Nothing normalises a text after it has been imported.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Role = Literal["interviewer", "respondent", "other"]
"""What a speaker is in a transcript. An interviewer's segments are shown but are not units."""

SegmentKind = Literal["turn", "note"]
"""``turn``: something said (or a paragraph of a text without speakers); ``note``: headings,
dates and other text around the talk, which is shown and never a unit."""

CoderRole = Literal["coder", "reviewer", "lead", "consensus"]
"""``reviewer``: settles disagreements; ``lead``: assigns, opens, merges; both may code as well.
``consensus`` holds the coding of record after adjudication and is nobody in particular."""

CodeStatus = Literal["active", "draft", "merged", "retired"]
Origin = Literal["deductive", "inductive", "in-vivo", "structural"]
ExampleKind = Literal["typical", "atypical", "close-but-no"]

Texts = Mapping[str, str]
"""The same text in several languages, by language code; the first is the default."""


class CoderError(Exception):
    """A fault of the study or of the input, said in one sentence.

    The sentence names the file or thing, the place in it and the way out. The
    command line prints it to stderr and exits with 1; the app shows it.
    """


def in_language(texts: Texts, language: str) -> str:
    """The text in ``language``, else in the default (first) language; empty when there is none."""
    if language in texts:
        return texts[language]
    return next(iter(texts.values()), "")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text: code points ``start`` to ``end``, the end exclusive."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end


# --- what the readers of transcript files hand over ---------------------------------------


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
    """The ref of the respondent the front matter names."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    """The respondent's attributes from the front matter."""
    cleaned: tuple[str, ...] = ()
    """One sentence for everything that was changed on the way in, with its count."""


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


# --- the codebook ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Exclusion:
    """When not to use a code, and which code is the better one."""

    text: Texts
    see: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A passage that shows what a code is, or nearly is."""

    text: str
    kind: ExampleKind = "typical"
    language: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a codebook, with everything a coder needs to decide."""

    slug: str
    label: Texts
    parent: str | None = None
    color: str = ""
    codable: bool = True
    origin: Origin = "deductive"
    brief: Texts = field(default_factory=dict)
    definition: Texts = field(default_factory=dict)
    use_when: tuple[Texts, ...] = ()
    not_when: tuple[Exclusion, ...] = ()
    examples: tuple[Example, ...] = ()
    aliases: tuple[str, ...] = ()
    status: CodeStatus = "active"
    merged_into: str | None = None
    guid: str | None = None
    id: int = 0
    """The study's key of the code; 0 while the code has only been read from a file."""


@dataclass(frozen=True, slots=True)
class Codebook:
    """A tree of codes. ``codes`` lists them parents first, in the order of the file."""

    slug: str
    version: int
    title: Texts
    languages: tuple[str, ...]
    codes: tuple[Code, ...]
    date: str = ""
    authors: tuple[str, ...] = ()
    level_of_coding: str = "segment"
    sets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    changes: tuple[Mapping[str, object], ...] = ()
    id: int = 0

    def depth(self, code: Code) -> int:
        """How many parents a code has."""
        parents = {each.slug: each.parent for each in self.codes}
        steps, at = 0, code.parent
        while at is not None:
            steps, at = steps + 1, parents[at]
        return steps


# --- what the study hands out ------------------------------------------------------------------


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


MemoKind = Literal["coding", "segment", "transcript", "code", "study"]
"""What a memo is about."""


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


# --- what the analysis counts from ------------------------------------------------------------


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
