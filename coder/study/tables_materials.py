"""The rows of what is coded and with what: respondents, transcripts, codebooks."""

from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Integer, Text
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from coder.study.table_parts import KEEP_IDS, json_column, link, one_of, unique_live


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
    shared_for_id: int | None = link("coder.id", null=True, index=False)
    """In a copy made for one coder to work apart: that coder. None in the study itself."""
    shared_at: str | None = None
    shared_head: str | None = None
    """The end of the chain of events in the study when the copy was made."""


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
    version: int = Field(sa_column=Column(Integer, nullable=False, server_default=sql("1")))
    """Which text of the interview this is; the earlier ones are rows of ``transcript_version``."""


class TranscriptVersionRow(SQLModel, table=True):
    """An earlier text of an interview, word for word, from before it was replaced."""

    __tablename__ = "transcript_version"
    __table_args__ = (unique_live("uq_transcript_version_number", "transcript_id", "version"), KEEP_IDS)
    id: int | None = Field(default=None, primary_key=True)
    transcript_id: int = link("transcript.id", index=False)
    version: int
    text: str = Field(sa_column=Column(Text, nullable=False))
    text_sha256: str
    source: str
    replaced_at: str
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
