"""What the tables are made of: links, known values, uniqueness among some of the rows.

The names of constraints are made by rule, so that migrations can name them on every database.
"""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Connection, ForeignKey, Index, MetaData, column
from sqlalchemy import event as event_of
from sqlmodel import Field, SQLModel

naming = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = naming
metadata = SQLModel.metadata

KEEP_IDS = {"sqlite_autoincrement": True}
"""Ids are never given twice, so that an event always means the row it was written for."""


def one_of(name: str, values: tuple[str, ...]) -> CheckConstraint:
    """A column that holds one of these values."""
    return CheckConstraint(column(name).in_(values), name=f"{name}_known")


_PARTIAL: list[tuple[Index, Any]] = []
"""Indexes over some of the rows, with the condition that says which."""


def unique_where(name: str, condition: Any, *columns: str) -> Index:
    """Columns whose values are unique among the rows that fulfil a condition."""
    made = Index(name, *columns, unique=True, sqlite_where=condition)
    _PARTIAL.append((made, condition))
    return made


def unique_live(name: str, *columns: str) -> Index:
    """Columns whose values are unique among the rows that are not removed."""
    return unique_where(name, column("removed_at").is_(None), *columns)


@event_of.listens_for(metadata, "before_create")
def _on_postgresql(_metadata: MetaData, connection: Connection, **_more: Any) -> None:
    """Say the conditions to PostgreSQL as well, on which SQLAlchemy need not be asked before."""
    if connection.dialect.name == "postgresql":
        for index, condition in _PARTIAL:
            index.dialect_options["postgresql"]["where"] = condition


def json_column() -> Any:
    """A column that holds lists or mappings as JSON; never empty."""
    return Field(sa_column=Column(JSON, nullable=False))


def link(target: str, *, key: bool = False, null: bool = False, index: bool = True) -> Any:
    """A foreign key that refuses to leave anything pointing nowhere."""
    return Field(
        sa_column=Column(
            ForeignKey(target, ondelete="RESTRICT"), primary_key=key, nullable=null, index=index and not key
        )
    )
