"""Whether a study is sound: the promises of the tables and of the file, tried on every row."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, inspect, text

from coder.model import CoderError
from coder.study import tables as t
from coder.study.safety import checking_links, checking_texts
from coder.study.safety.faults import Fault
from coder.study.study import Study

_OF_INDEXES = ("missing from index", "wrong # of entries in index", "non-unique entry in index")
"""How SQLite's words about an index look; all else it finds is about pages."""
_MOST = 100
"""Sentences about pages that say anything more."""


def check(study: Study) -> list[str]:
    """One sentence for every fault found; an empty list for a sound study."""
    return [each.what for each in faults(study)]


def faults(study: Study) -> list[Fault]:
    """Everything that is wrong with a study; what cannot be read ends one part of the search alone."""
    found: list[Fault] = []
    for part in (_file, _schema, checking_texts.faults, checking_links.faults):
        if part is checking_links.faults and any(each.kind == "pages" for each in found):
            break  # what the damage hides would be said over and over
        try:
            with study.read() as connection:
                found.extend(part(connection))
        except CoderError as error:
            found.append(Fault("pages", str(error)))
    if not any(each.kind == "pages" for each in found):
        known = {f"{each.table.replace('_', ' ')} {each.id}:" for each in found if each.id is not None}
        found += [each for each in _log(study) if not each.what.startswith(tuple(known))]
    return found


def file_faults(study: Study) -> list[Fault]:
    """What is wrong with the file alone, of whatever version the study is."""
    try:
        with study.read() as connection:
            return list(_file(connection))
    except CoderError as error:
        return [Fault("pages", str(error))]


def _file(connection: Connection) -> Iterator[Fault]:
    if connection.dialect.name != "sqlite":
        return
    rows = connection.execute(text(f"PRAGMA integrity_check({_MOST})")).scalars().all()
    for said in (line for row in rows for line in row.splitlines()):
        if said != "ok" and not said.startswith("***"):
            index = any(each in said for each in _OF_INDEXES)
            yield Fault("index" if index else "pages", f"the file is damaged: {said}")
    for table, row, parent, _ in connection.execute(text("PRAGMA foreign_key_check")):
        what = f"row {row} of {table} points to a {parent} that is not there"
        yield Fault("missing-row", what, str(table), row)


def _schema(connection: Connection) -> Iterator[Fault]:
    there = inspect(connection)
    known = set(there.get_table_names())
    for table in t.metadata.sorted_tables:
        if table.name not in known:
            yield Fault("pages", f"the table {table.name} is missing", table.name)
            continue
        names = {each["name"] for each in there.get_indexes(table.name)}
        for index in sorted(str(each.name) for each in table.indexes):
            if index not in names:
                yield Fault("schema", f"the index {index} of {table.name} is missing", table.name)


def _log(study: Study) -> Iterator[Fault]:
    from coder.study.tampering import tampered

    for said in tampered(study):
        yield Fault("log", said)
