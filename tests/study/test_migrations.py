"""The schema that the migrations make is the schema that ``tables.py`` states."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from coder.study import migrations
from coder.study import tables as t
from coder.study.study import Study


def normal(sql: str) -> list[str]:
    """A statement's parts, however they are ordered, spaced and quoted."""
    flat = re.sub(r"\s+", " ", sql.replace('"', "")).strip()
    head, _, body = flat.partition("(")
    parts, depth, start = [], 0, 0
    for at, char in enumerate(body):
        depth += (char == "(") - (char == ")")
        if (char == "," and depth == 0) or depth < 0:
            parts.append(body[start:at].strip())
            start = at + 1
        if depth < 0:
            break
    return [head.strip(), *sorted(parts), body[start:].strip()]


def schema(rows: list[tuple[str, str]]) -> dict[str, list[str]]:
    return {name: normal(sql) for name, sql in rows if name != migrations.VERSION_TABLE}


QUERY = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"


def test_migrations_make_what_the_tables_say(study: Study, tmp_path: Path) -> None:
    """Columns, keys, checks and partial unique indexes, by the SQL that SQLite keeps."""
    stated = create_engine(f"sqlite:///{tmp_path}/stated.db")
    t.metadata.create_all(stated)
    with study.read() as made, stated.connect() as meant:
        one = schema([(name, sql) for name, sql in made.exec_driver_sql(QUERY)])
        other = schema([(name, sql) for name, sql in meant.exec_driver_sql(QUERY)])
    stated.dispose()
    assert one == other
    assert any("WHERE removed_at IS NULL" in part for part in one["uq_coding_live"])
    assert any("end > start" in part for part in one["coding"])


def test_alembic_sees_no_difference(study: Study) -> None:
    with study.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, t.metadata) == []


def test_the_order_is_the_chain_of_the_revisions() -> None:
    """Else a study would be taken for one of a newer version, or not be upgraded."""
    script = ScriptDirectory(str(migrations.FOLDER))
    assert tuple(each.revision for each in reversed(list(script.walk_revisions()))) == migrations.ORDER
    assert script.get_current_head() == migrations.HEAD == migrations.ORDER[-1]


def test_a_new_study_records_its_version(study: Study) -> None:
    with study.read() as connection:
        assert migrations.version_of(connection) == migrations.HEAD


def test_every_table_is_known_to_be_kept_owned_or_a_link() -> None:
    """Undo rests on this: what has an id and is noted is marked, links are deleted, parts follow."""
    links = {"attribute_value", "assignment", "coding_source", "decision", "opening", "pin"}
    for table in t.metadata.sorted_tables:
        kinds = ["removed_at" in table.c, table.name in t.OWNED_BY, table.name in links]
        kinds.append(table.name in {"study", "event", "attribute"})
        assert any(kinds), f"say in tables.py what becomes of removed rows of {table.name}"
        assert ("id" not in table.c) == (table.name in links)


@pytest.mark.parametrize("owned", sorted(t.OWNED_BY))
def test_a_part_points_to_its_whole(owned: str) -> None:
    assert f"{t.OWNED_BY[owned]}_id" in t.metadata.tables[owned].c
