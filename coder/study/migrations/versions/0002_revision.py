"""Codebooks that evolve, pinned codes, memos that can be edited.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what codebook revision, pins and memos need; what an older study holds stays as it is."""
    op.add_column(
        "code", sa.Column("since_version", sa.Integer(), nullable=False, server_default=sa.text("1"))
    )
    op.add_column("memo", sa.Column("edited_at", sa.String(), nullable=True))
    op.create_table(
        "codebook_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("codebook_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("coder_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["codebook_id"], ["codebook.id"], name=op.f("fk_codebook_change_codebook_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["coder_id"], ["coder.id"], name=op.f("fk_codebook_change_coder_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codebook_change")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_codebook_change_coder_id"), "codebook_change", ["coder_id"], unique=False)
    op.create_index(
        "uq_codebook_change_version",
        "codebook_change",
        ["codebook_id", "version"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "pin",
        sa.Column("coder_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("slot BETWEEN 1 AND 9", name=op.f("ck_pin_slot_known")),
        sa.ForeignKeyConstraint(["code_id"], ["code.id"], name=op.f("fk_pin_code_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["coder_id"], ["coder.id"], name=op.f("fk_pin_coder_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("coder_id", "slot", name=op.f("pk_pin")),
    )
    op.create_index(op.f("ix_pin_code_id"), "pin", ["code_id"], unique=False)
