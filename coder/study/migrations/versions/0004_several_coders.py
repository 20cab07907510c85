"""Several coders, one truth: roles, openings, settlements, versions of a text, a chain over events.

Revision ID: 0004
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from coder.study.chain import digest_of, link_of

revision = "0004"
down_revision = "0003"

_LIVE = sa.text("removed_at IS NULL")


def upgrade() -> None:
    """Add what working together needs; every event of an older study is put into the chain as it is."""
    with op.batch_alter_table("coder", table_kwargs={"sqlite_autoincrement": True}) as coder:
        coder.drop_constraint(op.f("ck_coder_role_known"), type_="check")
        coder.create_check_constraint(
            op.f("ck_coder_role_known"), "role IN ('coder', 'reviewer', 'lead', 'consensus')"
        )
    with op.batch_alter_table("study") as study:
        study.add_column(sa.Column("shared_for_id", sa.Integer(), nullable=True))
        study.add_column(sa.Column("shared_at", sa.String(), nullable=True))
        study.add_column(sa.Column("shared_head", sa.String(), nullable=True))
        study.create_foreign_key(
            op.f("fk_study_shared_for_id"), "coder", ["shared_for_id"], ["id"], ondelete="RESTRICT"
        )
    op.add_column(
        "transcript", sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1"))
    )
    _make_tables()
    _chain_events()


def _make_tables() -> None:
    op.create_table(
        "transcript_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transcript_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_sha256", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("replaced_at", sa.String(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        _link("transcript_version", "transcript_id", "transcript"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript_version")),
        sqlite_autoincrement=True,
    )
    _unique_live("uq_transcript_version_number", "transcript_version", ["transcript_id", "version"])
    op.create_table(
        "opening",
        sa.Column("transcript_id", sa.Integer(), nullable=False),
        sa.Column("coder_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        _link("opening", "transcript_id", "transcript"),
        _link("opening", "coder_id", "coder"),
        sa.PrimaryKeyConstraint("transcript_id", "coder_id", name=op.f("pk_opening")),
    )
    op.create_table(
        "coding_source",
        sa.Column("coding_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        _link("coding_source", "coding_id", "coding"),
        _link("coding_source", "source_id", "coding"),
        sa.PrimaryKeyConstraint("coding_id", "source_id", name=op.f("pk_coding_source")),
    )
    op.create_table(
        "lost_coding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("coding_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("lost_at", sa.String(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        _link("lost_coding", "coding_id", "coding"),
        _link("lost_coding", "version_id", "transcript_version"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lost_coding")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_lost_coding_version_id"), "lost_coding", ["version_id"], unique=False)
    _unique_live("uq_lost_coding", "lost_coding", ["coding_id"])
    op.create_table(
        "settlement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.String(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.Column("coder_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.Column("settled_at", sa.String(), nullable=False),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.CheckConstraint("outcome IN ('applied', 'not-applied')", name=op.f("ck_settlement_outcome_known")),
        _link("settlement", "segment_id", "segment"),
        _link("settlement", "code_id", "code"),
        _link("settlement", "coder_id", "coder"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
        sa.UniqueConstraint("guid", name=op.f("uq_settlement_guid")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_settlement_code_id"), "settlement", ["code_id"], unique=False)
    _unique_live("uq_settlement", "settlement", ["segment_id", "code_id"])


def _link(table: str, name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"), ondelete="RESTRICT"
    )


def _unique_live(name: str, table: str, columns: list[str]) -> None:
    op.create_index(name, table, columns, unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE)


def _chain_events() -> None:
    for name in ("digest", "chain", "first_digest"):
        op.add_column("event", sa.Column(name, sa.String(), nullable=True))
    connection = op.get_bind()
    events = sa.text("SELECT id, at, coder_id, action, summary, payload FROM event ORDER BY id")
    write = sa.text("UPDATE event SET digest = :digest, chain = :chain WHERE id = :id")
    before, made = "", list[dict[str, Any]]()
    for row in connection.execute(events):
        payload = json.loads(row.payload) if isinstance(row.payload, str) else row.payload
        digest = digest_of(row.at, row.coder_id, row.action, row.summary, payload)
        before = link_of(before, digest)
        made.append({"id": row.id, "digest": digest, "chain": before})
    if made:
        connection.execute(write, made)
    with op.batch_alter_table("event", table_kwargs={"sqlite_autoincrement": True}) as event:
        event.alter_column("digest", existing_type=sa.String(), nullable=False)
        event.alter_column("chain", existing_type=sa.String(), nullable=False)
