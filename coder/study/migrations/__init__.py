"""Ordered, recorded migrations (Alembic), run from inside the program.

A new study is made by running all of them, so there is one way to arrive at a
schema. Alembic itself is imported only when a migration has to run: opening a
study that is up to date costs one query.

To change the schema: change ``tables.py``, write ``versions/NNNN_what.py``, add
NNNN to :data:`ORDER`. ``tests/study/test_migrations.py`` fails while the two differ.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Select, column, select, table

ORDER = ("0001", "0002", "0003", "0004")
"""Every schema version there has been, oldest first."""
HEAD = ORDER[-1]
VERSION_TABLE = "alembic_version"
FOLDER = Path(__file__).parent


def version_of(connection: Connection) -> str:
    """The schema version recorded in a study."""
    recorded: Select[str] = select(column("version_num")).select_from(table(VERSION_TABLE))
    return str(connection.execute(recorded).scalar() or "unknown")


def upgrade(connection: Connection, to: str | None = None) -> None:
    """Run the migrations that are missing, in the caller's transaction; ``to`` stops at a version."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to or HEAD)
