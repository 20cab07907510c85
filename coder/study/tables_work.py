"""The rows of who works and what they did: coders, codings, decisions, memos, events."""

from typing import Any

from sqlalchemy import CheckConstraint, Column, String, Text, column
from sqlmodel import Field, SQLModel

from coder.study.table_parts import KEEP_IDS, json_column, link, one_of, unique_live, unique_where


class CoderRow(SQLModel, table=True):
    """A person who codes, reviews or leads, a coder's second round, or the holder of the consensus."""

    __tablename__ = "coder"
    __table_args__ = (
        one_of("role", ("coder", "reviewer", "lead", "consensus")),
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


class OpeningRow(SQLModel, table=True):
    """A coder who codes blind may see what others did in this transcript from now on."""

    __tablename__ = "opening"
    transcript_id: int = link("transcript.id", key=True)
    coder_id: int = link("coder.id", key=True)
    at: str


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


class CodingSourceRow(SQLModel, table=True):
    """A coding of the consensus and a coder's coding that it was made from."""

    __tablename__ = "coding_source"
    coding_id: int = link("coding.id", key=True)
    source_id: int = link("coding.id", key=True)


class LostCodingRow(SQLModel, table=True):
    """A coding whose passage was not found when the text was replaced; it waits for a person.

    The coding is removed meanwhile; its quote and its contexts are those of the version it was lost from.
    """

    __tablename__ = "lost_coding"
    __table_args__ = (unique_live("uq_lost_coding", "coding_id"), KEEP_IDS)
    id: int | None = Field(default=None, primary_key=True)
    coding_id: int = link("coding.id", index=False)
    version_id: int = link("transcript_version.id")
    lost_at: str
    removed_at: str | None = None
    """When it was placed again or dropped."""


class SettlementRow(SQLModel, table=True):
    """What a reviewer settled about one code on one unit, and why."""

    __tablename__ = "settlement"
    __table_args__ = (
        one_of("outcome", ("applied", "not-applied")),
        unique_live("uq_settlement", "segment_id", "code_id"),
        KEEP_IDS,
    )
    id: int | None = Field(default=None, primary_key=True)
    guid: str = Field(unique=True)
    segment_id: int = link("segment.id", index=False)
    code_id: int = link("code.id")
    coder_id: int | None = link("coder.id", null=True, index=False)
    """Who settled it; None: whoever leads the study."""
    outcome: str
    """Whether the code stands on the unit in the consensus."""
    reason: str
    seen: list[str] = json_column()
    """The guids of the live codings of the code on the unit, sorted, as they were when it was settled."""
    settled_at: str
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
    digest: str
    """SHA-256 of what the event says, see :mod:`coder.study.chain`."""
    chain: str
    """SHA-256 of the chain before it and the digest it was written with."""
    first_digest: str | None = None
    """The digest it was written with, where names were taken out of it since."""
