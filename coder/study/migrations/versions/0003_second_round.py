"""Coders who code a second time.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Let a coder be the second round of another; nobody of an older study is."""
    with op.batch_alter_table("coder", table_kwargs={"sqlite_autoincrement": True}) as coder:
        coder.add_column(sa.Column("repeats_id", sa.Integer(), nullable=True))
        coder.create_foreign_key(
            op.f("fk_coder_repeats_id"), "coder", ["repeats_id"], ["id"], ondelete="RESTRICT"
        )
        coder.create_check_constraint(
            op.f("ck_coder_second_round_blind"), "repeats_id IS NULL OR (blind AND role = 'coder')"
        )
    op.create_index(
        "uq_coder_second_round",
        "coder",
        ["repeats_id"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
