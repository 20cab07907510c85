"""Repair what can be repaired without loss: after a backup, as one change that the log tells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Index, inspect, select, text
from sqlalchemy.exc import DatabaseError

from coder.model import CoderError
from coder.study import chain
from coder.study import tables as t
from coder.study.change import Change, now, sha_of
from coder.study.people import refuse_unless_lead
from coder.study.safety import backups
from coder.study.safety.checking_texts import Filed, segments_of
from coder.study.safety.faults import Fault
from coder.study.study import Study, live

_PLACES = ("beyond-text", "quote")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that the repair does."""

    what: str
    coding_id: int | None = None
    values: tuple[tuple[str, Any], ...] = ()
    """The columns of the coding that change."""
    removes: bool = False
    """The coding is a second copy of another one."""
    loses: bool = False
    """The coding has no place and goes to the list of lost ones."""


def plan(study: Study, faults: Sequence[Fault]) -> list[Step]:
    """What the repair would do about these faults; nothing is written."""
    refuse_unless_lead(study, "repair the study")
    with study.read() as connection:
        return _plan(connection, faults)


def repair(study: Study, faults: Sequence[Fault]) -> tuple[list[Step], Path | None]:
    """Back the study up and do it; answers what was done, and the backup.

    Raises:
        CoderError: who asks does not lead the study, pages of the file cannot be read (see
            :mod:`coder.study.safety.salvaging`), or there is no room for the backup.
    """
    refuse_unless_lead(study, "repair the study")
    if any(each.kind == "pages" for each in faults):
        raise CoderError(f"{study.path}: parts of the file cannot be read; it has to be read into a new one.")
    kept = backups.backup_before(study, "repair")
    indexes = any(each.kind in ("index", "schema", "duplicate") for each in faults)
    try:
        with study.change("repair") as change:
            if indexes:
                _drop_indexes(change.connection)
            steps = _plan(change.connection, faults)
            for step in steps:
                _do(change, step)
            if indexes:
                _make_indexes(change.connection)
            change.summary = f"repair: {len(steps)} {'thing' if len(steps) == 1 else 'things'} put right"
            change.more["accepted"] = _accepted(change.connection, steps)
            change.more["repaired"] = [each.what for each in steps]
            if indexes and not change.noted:
                _note(study, change)
    except DatabaseError as error:
        raise CoderError(
            f"{study.path}: the repair did not succeed ({error.orig}); nothing changed."
        ) from error
    return steps, kept


def _note(study: Study, change: Change) -> None:
    """The event of a repair that touched no row."""
    by = study.coder.id if study.coder else None
    chain.record(
        change.connection, now(), by, change.action, change.summary, {**change.more, "changes": change.noted}
    )


def _accepted(connection: Connection, steps: Sequence[Step]) -> dict[str, dict[str, str]]:
    """The codings as they are now, so that the log vouches for them again."""
    ids = {each.coding_id for each in steps if each.coding_id is not None}
    found = {}
    for id_ in sorted(ids):
        row = connection.execute(select(t.coding).where(t.coding.c.id == id_)).one()
        found[str(id_)] = sha_of(t.coding, row._asdict())
    return {t.coding.name: found}


# --- what is to be done -------------------------------------------------------------------------------


def _plan(connection: Connection, faults: Iterable[Fault]) -> list[Step]:
    ids: dict[int, str] = {}
    steps = []
    twice = False
    for each in faults:
        if each.kind in (*_PLACES, "wrong-segment") and each.id is not None:
            ids.setdefault(each.id, each.kind)
        twice = twice or each.kind == "duplicate"
        if each.kind in ("index", "schema"):
            steps.append(Step(f"build the indexes anew ({each.what})"))
    steps += _twice(connection) if twice else []
    gone = {each.coding_id for each in steps}
    texts: dict[int, tuple[str, Filed]] = {}
    taken: set[tuple[Any, ...]] = set()
    for id_ in sorted(ids):
        if id_ in gone:
            continue
        row = connection.execute(select(t.coding).where(t.coding.c.id == id_)).one()
        if row.transcript_id not in texts:
            words = select(t.transcript.c.text).where(t.transcript.c.id == row.transcript_id)
            found = connection.execute(words).scalar_one()
            texts = {row.transcript_id: (found, Filed(segments_of(connection, row.transcript_id)))}
        steps.append(_placed(connection, row, *texts[row.transcript_id], taken))
    return steps


def _placed(connection: Connection, row: Any, words: str, filed: Filed, taken: set[tuple[Any, ...]]) -> Step:
    """Where a coding belongs: where it is, where its quote stands with what was around it, or nowhere."""
    start: int | None = row.start
    if words[row.start : row.end] != row.quote or row.end > len(words):
        start = _only_place(words, row.context_before, row.quote, row.context_after)
    if start is not None:
        end = start + len(row.quote)
        segments = filed.touched(start, end)
        key = (row.transcript_id, row.coder_id, row.code_id, start, end)
        if segments is not None and not (row.removed_at is None and _stands(connection, row.id, key, taken)):
            taken.add(key)
            values = {"start": start, "end": end}
            values |= {"segment_first_id": segments[0], "segment_last_id": segments[1]}
            moved = tuple((name, value) for name, value in values.items() if getattr(row, name) != value)
            verb = "file anew" if start == row.start and end == row.end else f"put back at {start}-{end}"
            return Step(f"coding {row.id}: {verb}", row.id, moved)
    return Step(f"coding {row.id}: its place is not found; to the list of lost codings", row.id, loses=True)


def _only_place(words: str, before: str, quote: str, after: str) -> int | None:
    """Where a quote stands with what was around it, when that is in one place only."""
    whole = before + quote + after
    at = words.find(whole)
    if not quote or at < 0 or words.find(whole, at + 1) >= 0:
        return None
    return at + len(before)


def _stands(connection: Connection, id_: int, key: tuple[Any, ...], taken: set[tuple[Any, ...]]) -> bool:
    """Whether the same coder's same code stands on these words already."""
    c = t.coding.c
    columns = (c.transcript_id, c.coder_id, c.code_id, c.start, c.end)
    same = [column == value for column, value in zip(columns, key, strict=True)]
    query = select(c.id).where(*same, c.id != id_, live(t.coding)).limit(1)
    return key in taken or connection.execute(query).scalar() is not None


def _twice(connection: Connection) -> list[Step]:
    """Every copy of a coding but the oldest."""
    c = t.coding.c
    order = (c.transcript_id, c.coder_id, c.code_id, c.start, c.end)
    query = select(c.id, *order).where(live(t.coding)).order_by(*order, c.id)
    found, last = [], None
    for id_, *key in connection.execute(query, execution_options={"yield_per": 5_000}):
        if key == last:
            found.append(Step(f"coding {id_}: remove it, the same one is there already", id_, removes=True))
        last = key
    return found


# --- doing it ------------------------------------------------------------------------------------------


def _do(change: Change, step: Step) -> None:
    if step.coding_id is None:
        return
    if step.removes:
        change.remove(t.coding, step.coding_id)
    elif step.loses:
        _lose(change, step.coding_id)
    elif step.values:
        change.update(t.coding, {"id": step.coding_id}, **dict(step.values))


def _lose(change: Change, coding_id: int) -> None:
    """Put a coding into the list of lost ones, where a person places or drops it."""
    row = change.connection.execute(select(t.coding).where(t.coding.c.id == coding_id)).one()
    version = _version(change, row.transcript_id)
    was_there = row.removed_at is None
    if was_there:
        change.remove(t.coding, coding_id)
    waits = change.insert(t.lost_coding, coding_id=coding_id, version_id=version, lost_at=change.at)
    if not was_there:  # whoever removed it does not miss it
        change.remove(t.lost_coding, waits)


def _version(change: Change, transcript_id: int) -> int:
    """The text that this repair's codings were lost from: the present one, kept once as an earlier one."""
    v = t.transcript_version.c
    made = select(v.id).where(v.transcript_id == transcript_id, v.replaced_at == change.at)
    known = change.connection.execute(made).scalar()
    if known is not None:
        return int(known)
    row = change.connection.execute(select(t.transcript).where(t.transcript.c.id == transcript_id)).one()
    change.update(t.transcript, {"id": transcript_id}, version=row.version + 1)
    return change.insert(
        t.transcript_version,
        transcript_id=transcript_id,
        version=row.version,
        text=row.text,
        text_sha256=row.text_sha256,
        source=row.source,
        replaced_at=change.at,
    )


def _indexes() -> list[Index]:
    return [
        index
        for table in t.metadata.sorted_tables
        for index in sorted(table.indexes, key=lambda each: str(each.name))
    ]


def _drop_indexes(connection: Connection) -> None:
    for index in _indexes():
        connection.execute(text(f'DROP INDEX IF EXISTS "{index.name}"'))


def _make_indexes(connection: Connection) -> None:
    there = inspect(connection)
    known = {each["name"] for name in there.get_table_names() for each in there.get_indexes(name)}
    for index in _indexes():
        if index.name not in known:
            index.create(connection)
    if connection.dialect.name == "sqlite":
        connection.execute(text("REINDEX"))  # those of keys, which cannot be dropped
