"""The first schema.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "attribute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.CheckConstraint("type IN ('text', 'number')", name=op.f("ck_attribute_type_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attribute")),
        sa.UniqueConstraint("name", name=op.f("uq_attribute_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "codebook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("added_at", sa.String(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codebook")),
        sa.UniqueConstraint("guid", name=op.f("uq_codebook_guid")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_codebook_slug",
        "codebook",
        ["slug"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "coder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.CheckConstraint("role IN ('coder', 'consensus')", name=op.f("ck_coder_role_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coder")),
        sa.UniqueConstraint("guid", name=op.f("uq_coder_guid")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_coder_name",
        "coder",
        ["name"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_index(
        "uq_coder_one_consensus",
        "coder",
        ["role"],
        unique=True,
        sqlite_where=sa.text("role = 'consensus' AND removed_at IS NULL"),
        postgresql_where=sa.text("role = 'consensus' AND removed_at IS NULL"),
    )
    op.create_table(
        "respondent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_respondent")),
        sa.UniqueConstraint("guid", name=op.f("uq_respondent_guid")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_respondent_ref",
        "respondent",
        ["ref"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "study",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_study_one_study")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study")),
    )
    op.create_table(
        "attribute_value",
        sa.Column("respondent_id", sa.Integer(), nullable=False),
        sa.Column("attribute_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attribute_id"],
            ["attribute.id"],
            name=op.f("fk_attribute_value_attribute_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["respondent_id"],
            ["respondent.id"],
            name=op.f("fk_attribute_value_respondent_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("respondent_id", "attribute_id", name=op.f("pk_attribute_value")),
    )
    op.create_table(
        "code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.String(), nullable=False),
        sa.Column("codebook_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.Column("color", sa.String(), nullable=False),
        sa.Column("codable", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("brief", sa.JSON(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("use_when", sa.JSON(), nullable=False),
        sa.Column("not_when", sa.JSON(), nullable=False),
        sa.Column("examples", sa.JSON(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.CheckConstraint(
            "origin IN ('deductive', 'inductive', 'in-vivo', 'structural')", name=op.f("ck_code_origin_known")
        ),
        sa.CheckConstraint(
            "status IN ('active', 'draft', 'merged', 'retired')", name=op.f("ck_code_status_known")
        ),
        sa.ForeignKeyConstraint(
            ["codebook_id"], ["codebook.id"], name=op.f("fk_code_codebook_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["code.id"], name=op.f("fk_code_merged_into_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["code.id"], name=op.f("fk_code_parent_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_code_codebook_id"), "code", ["codebook_id"], unique=False)
    op.create_index(op.f("ix_code_merged_into_id"), "code", ["merged_into_id"], unique=False)
    op.create_index(op.f("ix_code_parent_id"), "code", ["parent_id"], unique=False)
    op.create_index(
        "uq_code_guid",
        "code",
        ["guid"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_index(
        "uq_code_slug",
        "code",
        ["codebook_id", "slug"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("coder_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["coder_id"], ["coder.id"], name=op.f("fk_event_coder_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["undone_by"], ["event.id"], name=op.f("fk_event_undone_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_event_coder_id"), "event", ["coder_id"], unique=False)
    op.create_index(op.f("ix_event_undone_by"), "event", ["undone_by"], unique=False)
    op.create_table(
        "transcript",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_sha256", sa.String(), nullable=False),
        sa.Column("respondent_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("added_at", sa.String(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["respondent_id"],
            ["respondent.id"],
            name=op.f("fk_transcript_respondent_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript")),
        sa.UniqueConstraint("guid", name=op.f("uq_transcript_guid")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_transcript_respondent_id"), "transcript", ["respondent_id"], unique=False)
    op.create_index(
        "uq_transcript_name",
        "transcript",
        ["name"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_index(
        "uq_transcript_text_sha256",
        "transcript",
        ["text_sha256"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "assignment",
        sa.Column("transcript_id", sa.Integer(), nullable=False),
        sa.Column("coder_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.CheckConstraint("status IN ('open', 'finished')", name=op.f("ck_assignment_status_known")),
        sa.ForeignKeyConstraint(
            ["coder_id"], ["coder.id"], name=op.f("fk_assignment_coder_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["transcript_id"],
            ["transcript.id"],
            name=op.f("fk_assignment_transcript_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("transcript_id", "coder_id", name=op.f("pk_assignment")),
    )
    op.create_table(
        "speaker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transcript_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("respondent_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "role IN ('interviewer', 'respondent', 'other')", name=op.f("ck_speaker_role_known")
        ),
        sa.ForeignKeyConstraint(
            ["respondent_id"], ["respondent.id"], name=op.f("fk_speaker_respondent_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["transcript_id"], ["transcript.id"], name=op.f("fk_speaker_transcript_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_speaker_respondent_id"), "speaker", ["respondent_id"], unique=False)
    op.create_index("uq_speaker_label", "speaker", ["transcript_id", "label"], unique=True)
    op.create_table(
        "segment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transcript_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("time_ms", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('turn', 'note')", name=op.f("ck_segment_kind_known")),
        sa.CheckConstraint('start >= 0 AND "end" > start', name=op.f("ck_segment_span")),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["speaker.id"], name=op.f("fk_segment_speaker_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["transcript_id"], ["transcript.id"], name=op.f("fk_segment_transcript_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_segment_speaker_id"), "segment", ["speaker_id"], unique=False)
    op.create_index("uq_segment_position", "segment", ["transcript_id", "position"], unique=True)
    op.create_table(
        "coding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.String(), nullable=False),
        sa.Column("transcript_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("segment_first_id", sa.Integer(), nullable=False),
        sa.Column("segment_last_id", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.Column("coder_id", sa.Integer(), nullable=False),
        sa.Column("codebook_version", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("context_before", sa.String(), nullable=False),
        sa.Column("context_after", sa.String(), nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.CheckConstraint('start >= 0 AND "end" > start', name=op.f("ck_coding_span")),
        sa.ForeignKeyConstraint(
            ["code_id"], ["code.id"], name=op.f("fk_coding_code_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["coder_id"], ["coder.id"], name=op.f("fk_coding_coder_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["segment_first_id"], ["segment.id"], name=op.f("fk_coding_segment_first_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["segment_last_id"], ["segment.id"], name=op.f("fk_coding_segment_last_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["transcript_id"], ["transcript.id"], name=op.f("fk_coding_transcript_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding")),
        sa.UniqueConstraint("guid", name=op.f("uq_coding_guid")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_coding_code_id"), "coding", ["code_id"], unique=False)
    op.create_index(op.f("ix_coding_coder_id"), "coding", ["coder_id"], unique=False)
    op.create_index(op.f("ix_coding_segment_first_id"), "coding", ["segment_first_id"], unique=False)
    op.create_index(
        "uq_coding_live",
        "coding",
        ["transcript_id", "coder_id", "code_id", "start", "end"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "decision",
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("coder_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["coder_id"], ["coder.id"], name=op.f("fk_decision_coder_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segment.id"], name=op.f("fk_decision_segment_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("segment_id", "coder_id", name=op.f("pk_decision")),
    )
    op.create_table(
        "memo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.String(), nullable=False),
        sa.Column("coder_id", sa.Integer(), nullable=True),
        sa.Column("coding_id", sa.Integer(), nullable=True),
        sa.Column("segment_id", sa.Integer(), nullable=True),
        sa.Column("transcript_id", sa.Integer(), nullable=True),
        sa.Column("code_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["code_id"], ["code.id"], name=op.f("fk_memo_code_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["coder_id"], ["coder.id"], name=op.f("fk_memo_coder_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["coding_id"], ["coding.id"], name=op.f("fk_memo_coding_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segment.id"], name=op.f("fk_memo_segment_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["transcript_id"], ["transcript.id"], name=op.f("fk_memo_transcript_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memo")),
        sa.UniqueConstraint("guid", name=op.f("uq_memo_guid")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_memo_code_id"), "memo", ["code_id"], unique=False)
    op.create_index(op.f("ix_memo_coder_id"), "memo", ["coder_id"], unique=False)
    op.create_index(op.f("ix_memo_coding_id"), "memo", ["coding_id"], unique=False)
    op.create_index(op.f("ix_memo_segment_id"), "memo", ["segment_id"], unique=False)
    op.create_index(op.f("ix_memo_transcript_id"), "memo", ["transcript_id"], unique=False)
    # ### end Alembic commands ###
