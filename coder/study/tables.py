"""The tables of a study: the single statement of its schema.

The classes say what a row is; the rest of :mod:`coder.study` works with the
:class:`sqlalchemy.Table` objects below them, in portable SQLAlchemy expressions,
and hands out the frozen values of :mod:`coder.model`. Nothing outside this
package sees a row.

What can travel to another study carries a ``guid``. What a person made is never
deleted: its row gets ``removed_at``, and uniqueness holds among live rows only.
Times are UTC, ISO 8601 with microseconds and a ``Z``, so that they sort as text
on every database.
"""

from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Integer, String, Table, Text, column
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from coder.study.table_parts import KEEP_IDS, json_column, link, one_of, unique_live, unique_where
from coder.study.table_parts import metadata as metadata


class StudyRow(SQLModel, table=True):
    """The study itself: one row."""

    __tablename__ = "study"
    __table_args__ = (CheckConstraint("id = 1", name="one_study"),)
    id: int = Field(primary_key=True)
    guid: str
    name: str
    note: str
    """What everybody who opens the study should know, shown on the first screen."""
    created_at: str


class RespondentRow(SQLModel, table=True):
    """A person interviewed."""

    __tablename__ = "respondent"
    __table_args__ = (unique_live("uq_respondent_ref", "ref"), KEEP_IDS)
    id: int | None = Field(default=None, primary_key=True)
    guid: str = Field(unique=True)
    ref: str
    removed_at: str | None = None


class AttributeRow(SQLModel, table=True):
    """A property respondents can have, such as ``group``."""

    __tablename__ = "attribute"
    __table_args__ = (one_of("type", ("text", "number")), KEEP_IDS)
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    type: str = "text"


class AttributeValueRow(SQLModel, table=True):
    """A respondent's value of an attribute."""

    __tablename__ = "attribute_value"
    respondent_id: int = link("respondent.id", key=True)
    attribute_id: int = link("attribute.id", key=True)
    value: str


class TranscriptRow(SQLModel, table=True):
    """One interview's text."""

    __tablename__ = "transcript"
    __table_args__ = (
        unique_live("uq_transcript_name", "name"),
        unique_live("uq_transcript_text_sha256", "text_sha256"),
        KEEP_IDS,
    )
    id: int | None = Field(default=None, primary_key=True)
    guid: str = Field(unique=True)
    name: str
    language: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    text_sha256: str
    respondent_id: int | None = link("respondent.id", null=True)
    """Whose interview it is where the text has no speakers to link."""
    source: str
    """The file it was read from, as the user named it."""
    added_at: str
    removed_at: str | None = None


class SpeakerRow(SQLModel, table=True):
    """A label in a transcript."""

    __tablename__ = "speaker"
    __table_args__ = (
        one_of("role", ("interviewer", "respondent", "other")),
        Index("uq_speaker_label", "transcript_id", "label", unique=True),
        KEEP_IDS,
    )
    id: int | None = Field(default=None, primary_key=True)
    transcript_id: int = link("transcript.id", index=False)
    label: str
    role: str
    respondent_id: int | None = link("respondent.id", null=True)


class SegmentRow(SQLModel, table=True):
    """A unit of a transcript: by default one turn."""

    __tablename__ = "segment"
    __table_args__ = (
        one_of("kind", ("turn", "note")),
        CheckConstraint('start >= 0 AND "end" > start', name="span"),
        Index("uq_segment_position", "transcript_id", "position", unique=True),
        KEEP_IDS,
    )
    id: int | None = Field(default=None, primary_key=True)
    transcript_id: int = link("transcript.id", index=False)
    position: int
    start: int
    end: int
    speaker_id: int | None = link("speaker.id", null=True)
    kind: str
    time_ms: int | None = None


class CodebookRow(SQLModel, table=True):
    """A codebook; its codes are rows of ``code``."""

    __tablename__ = "codebook"
    __table_args__ = (unique_live("uq_codebook_slug", "slug"), KEEP_IDS)
    id: int | None = Field(default=None, primary_key=True)
    guid: str = Field(unique=True)
    slug: str
    version: int
    title: dict[str, str] = json_column()
    languages: list[str] = json_column()
    details: dict[str, Any] = json_column()
    """Date, authors, level of coding, sets and changes, as the file has them."""
    added_at: str
    removed_at: str | None = None


class CodeRow(SQLModel, table=True):
    """A code with its guidance. Texts are objects with a key for every language."""

    __tablename__ = "code"
    __table_args__ = (
        one_of("origin", ("deductive", "inductive", "in-vivo", "structural")),
        one_of("status", ("active", "draft", "merged", "retired")),
        unique_live("uq_code_slug", "codebook_id", "slug"),
        unique_live("uq_code_guid", "guid"),
        KEEP_IDS,
    )
    id: int | None = Field(default=None, primary_key=True)
    guid: str
    """As the codebook's file says, so that the same file can come in again after it was taken back."""
    codebook_id: int = link("codebook.id")
    parent_id: int | None = link("code.id", null=True)
    position: int
    slug: str
    label: dict[str, str] = json_column()
    color: str
    codable: bool
    origin: str
    brief: dict[str, str] = json_column()
    definition: dict[str, str] = json_column()
    use_when: list[dict[str, str]] = json_column()
    not_when: list[dict[str, Any]] = json_column()
    examples: list[dict[str, str]] = json_column()
    aliases: list[str] = json_column()
    status: str
    merged_into_id: int | None = link("code.id", null=True)
    removed_at: str | None = None
    since_version: int = Field(sa_column=Column(Integer, nullable=False, server_default=sql("1")))
    """The codebook version since which the code means what it means now."""


class CodebookChangeRow(SQLModel, table=True):
    """What made a new version of a codebook, by whom and why."""

    __tablename__ = "codebook_change"
    __table_args__ = (unique_live("uq_codebook_change_version", "codebook_id", "version"), KEEP_IDS)
    id: int | None = Field(default=None, primary_key=True)
    codebook_id: int = link("codebook.id", index=False)
    version: int
    """The version the change made. A number is never given twice, even when its change is taken back."""
    at: str
    coder_id: int | None = link("coder.id", null=True)
    what: str
    why: str
    removed_at: str | None = None


class CoderRow(SQLModel, table=True):
    """A person who codes, a person's second round, or the holder of the consensus (at most one)."""

    __tablename__ = "coder"
    __table_args__ = (
        one_of("role", ("coder", "consensus")),
        CheckConstraint("repeats_id IS NULL OR (blind AND role = 'coder')", name="second_round_blind"),
        unique_live("uq_coder_name", "name"),
        unique_live("uq_coder_second_round", "repeats_id"),
        unique_where(
            "uq_coder_one_consensus",
            (column("role", String) == "consensus") & column("removed_at").is_(None),
            "role",
        ),
        KEEP_IDS,
    )
    id: int | None = Field(default=None, primary_key=True)
    guid: str = Field(unique=True)
    name: str
    role: str
    blind: bool
    removed_at: str | None = None
    repeats_id: int | None = link("coder.id", null=True, index=False)
    """The coder whose second round this is; it sees nobody's codings, those of the first round neither."""


class AssignmentRow(SQLModel, table=True):
    """A transcript given to a coder."""

    __tablename__ = "assignment"
    __table_args__ = (one_of("status", ("open", "finished")),)
    transcript_id: int = link("transcript.id", key=True)
    coder_id: int = link("coder.id", key=True)
    status: str


class PinRow(SQLModel, table=True):
    """A code that a coder keeps under one of the keys 1 to 9."""

    __tablename__ = "pin"
    __table_args__ = (CheckConstraint("slot BETWEEN 1 AND 9", name="slot_known"),)
    coder_id: int = link("coder.id", key=True)
    slot: int = Field(primary_key=True)
    code_id: int = link("code.id")


class DecisionRow(SQLModel, table=True):
    """A coder has said of a segment that it is done: no (further) code applies.

    A segment with a live coding is decided without a row here.
    """

    __tablename__ = "decision"
    segment_id: int = link("segment.id", key=True)
    coder_id: int = link("coder.id", key=True)
    at: str


class CodingRow(SQLModel, table=True):
    """Coder x code x span."""

    __tablename__ = "coding"
    __table_args__ = (
        CheckConstraint('start >= 0 AND "end" > start', name="span"),
        unique_live("uq_coding_live", "transcript_id", "coder_id", "code_id", "start", "end"),
        KEEP_IDS,
    )
    id: int | None = Field(default=None, primary_key=True)
    guid: str = Field(unique=True)
    transcript_id: int = link("transcript.id", index=False)
    start: int
    end: int
    segment_first_id: int = link("segment.id")
    segment_last_id: int = link("segment.id", index=False)
    """The first and the last segment the span touches; almost always the same one."""
    code_id: int = link("code.id")
    coder_id: int = link("coder.id")
    codebook_version: int
    quote: str = Field(sa_column=Column(Text, nullable=False))
    context_before: str
    context_after: str
    created_at: str
    removed_at: str | None = None


class MemoRow(SQLModel, table=True):
    """A note on exactly one thing; on the study where it names none."""

    __tablename__ = "memo"
    __table_args__ = (KEEP_IDS,)
    id: int | None = Field(default=None, primary_key=True)
    guid: str = Field(unique=True)
    coder_id: int | None = link("coder.id", null=True)
    coding_id: int | None = link("coding.id", null=True)
    segment_id: int | None = link("segment.id", null=True)
    transcript_id: int | None = link("transcript.id", null=True)
    code_id: int | None = link("code.id", null=True)
    text: str = Field(sa_column=Column(Text, nullable=False))
    created_at: str
    removed_at: str | None = None
    edited_at: str | None = None
    """When the words were last changed; None: they stand as they were written."""


class EventRow(SQLModel, table=True):
    """One change of the study: what was done, by whom, and enough to undo it."""

    __tablename__ = "event"
    __table_args__ = (KEEP_IDS,)
    id: int | None = Field(default=None, primary_key=True)
    at: str
    coder_id: int | None = link("coder.id", null=True)
    action: str
    summary: str
    """The change in words, for the log."""
    payload: dict[str, Any] = json_column()
    """``changes``: the rows touched, before and after; ``of``: the event an undo or redo is about."""
    undone_by: int | None = link("event.id", null=True)


def _table(row: type[SQLModel]) -> Table:
    found: Table = metadata.tables[str(row.__tablename__)]
    return found


study = _table(StudyRow)
respondent = _table(RespondentRow)
attribute = _table(AttributeRow)
attribute_value = _table(AttributeValueRow)
transcript = _table(TranscriptRow)
speaker = _table(SpeakerRow)
segment = _table(SegmentRow)
codebook = _table(CodebookRow)
code = _table(CodeRow)
codebook_change = _table(CodebookChangeRow)
coder = _table(CoderRow)
assignment = _table(AssignmentRow)
pin = _table(PinRow)
decision = _table(DecisionRow)
coding = _table(CodingRow)
memo = _table(MemoRow)
event = _table(EventRow)

OWNED_BY = {"speaker": "transcript", "segment": "transcript", "attribute_value": "respondent"}
"""Tables whose rows are parts of another row and live as long as it does."""
