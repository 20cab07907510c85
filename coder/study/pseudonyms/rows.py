"""Replaces the names in the rows of a study, and moves what stands in its texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select, update

from coder.model import CoderError
from coder.study import tables as t
from coder.study.change import where_key
from coder.study.pseudonyms.stored import Scope
from coder.study.pseudonyms.texts import QUOTED, Texts, standing
from coder.study.transcripts import digest

_ASIDE = 1_000_000_000
"""Beyond every text: where codings wait until their place is free."""
_AT_ONCE = 2_000
_PLACE = ("start", "end")


def rewrite_rows(connection: Connection, texts: Texts) -> int:
    """Replace the names in every row that is meant; returns how many rows are different."""
    changed = 0
    for id_ in sorted(texts.now):
        changed += _codings(connection, texts, id_)  # looks at earlier texts as they are
        changed += _segments(connection, texts, id_)
        changed += _versions(connection, texts, id_)
        changed += _text(connection, texts, id_)
    for table in t.metadata.sorted_tables:
        if texts.scope.columns(table.name):
            changed += _words(connection, table, texts.scope)
    return changed


def _text(connection: Connection, texts: Texts, id_: int) -> int:
    found = texts.taken(id_, texts.now[id_])
    if not found.moves.cuts:
        return 0
    c = t.transcript.c
    sha = digest(found.new)
    twin = select(c.name).where(c.text_sha256 == sha, c.id != id_, c.removed_at.is_(None))
    mine = connection.execute(select(c.name, c.removed_at).where(c.id == id_)).one()
    if mine.removed_at is None and (other := connection.execute(twin).scalar()) is not None:
        raise CoderError(
            f"{mine.name} and {other} would have the same text; give their people different replacements."
        )
    connection.execute(update(t.transcript).where(c.id == id_).values(text=found.new, text_sha256=sha))
    return 1


def _versions(connection: Connection, texts: Texts, id_: int) -> int:
    v, changed = t.transcript_version.c, 0
    for row in connection.execute(select(v.id, v.text).where(v.transcript_id == id_)).all():
        found = texts.taken(id_, row.text)
        if found.moves.cuts:
            values = {"text": found.new, "text_sha256": digest(found.new)}
            connection.execute(update(t.transcript_version).where(v.id == row.id).values(**values))
            changed += 1
    return changed


def _segments(connection: Connection, texts: Texts, id_: int) -> int:
    moves, s = texts.taken(id_, texts.now[id_]).moves, t.segment.c
    if not moves.cuts:
        return 0
    rows = connection.execute(select(s.id, s.start, s.end).where(s.transcript_id == id_)).all()
    return _write(
        connection,
        t.segment,
        _PLACE,
        [
            (row.id, (moves.start(row.start), moves.end(row.end)))
            for row in rows
            if (moves.start(row.start), moves.end(row.end)) != (row.start, row.end)
        ],
    )


def _codings(connection: Connection, texts: Texts, id_: int) -> int:
    """Move an interview's codings; removed ones move in the text they were made in."""
    c = t.coding.c
    names = (*_PLACE, *QUOTED)
    texts_of: list[str] | None = None
    now = texts.now[id_]
    found = texts.taken(id_, now)
    changed: list[tuple[int, tuple[Any, ...]]] = []
    query = select(*c["id", "removed_at", "coder_id", "code_id", *names]).where(c.transcript_id == id_)
    taken: dict[tuple[Any, ...], tuple[int, int]] = {}
    for row in connection.execute(query.order_by(c.id)).all():
        values = {name: getattr(row, name) for name in names}
        if row.removed_at is None or says(now, values):
            made = texts.coding(id_, now, values)
        else:
            texts_of = _earlier(connection, id_) if texts_of is None else texts_of
            made = texts.coding(id_, of_which(values, [now, *texts_of]), values)
        if row.removed_at is None:
            _refuse_two(connection, row, made, taken, found.new)
        if made != values:
            changed.append((row.id, tuple(made[name] for name in names)))
    if changed and found.moves.cuts:
        aside = {"start": c.start + _ASIDE, "end": c.end + _ASIDE}
        for at in range(0, len(changed), _AT_ONCE):  # what would come to stand where another still is
            ids = [each[0] for each in changed[at : at + _AT_ONCE]]
            connection.execute(update(t.coding).where(c.id.in_(ids)).values(**aside))
    return _write(connection, t.coding, names, changed)


def says(text: str, values: Mapping[str, Any]) -> bool:
    """Whether a text has at a coding's place what it quotes, and around it what it remembers."""
    return len(standing(text, values)) == len(QUOTED)


def of_which(values: Mapping[str, Any], texts: Sequence[str]) -> str:
    """The text a coding is from: one that has all it says, else one that has its quote; else none."""
    for text in texts:
        if says(text, values):
            return text
    return next((each for each in texts if each[values["start"] : values["end"]] == values["quote"]), "")


def _refuse_two(
    connection: Connection,
    row: Any,
    made: dict[str, Any],
    taken: dict[tuple[Any, ...], tuple[int, int]],
    text: str,
) -> None:
    """Refuse to let two codings become one: those that cut the same name in two."""
    place = (row.coder_id, row.code_id, made["start"], made["end"])
    if place not in taken:
        taken[place] = row.start, row.end
        return
    who = select(t.coder.c.name).where(t.coder.c.id == row.coder_id)
    code = select(t.code.c.slug).where(t.code.c.id == row.code_id)
    around = text[max(0, made["start"] - 40) : made["start"]]
    raise CoderError(
        f"two codings of {connection.execute(who).scalar()} with {connection.execute(code).scalar()} each "
        f"cover a part of one name (after “…{' '.join(around.split())}”) and would become the same one. "
        "Nothing was changed; remove one of the two first."
    )


def _earlier(connection: Connection, id_: int) -> list[str]:
    """The texts an interview had before, the newest first; those of changes that were undone too."""
    from coder.study.rewriting.holding import undone_texts

    v = t.transcript_version.c
    query = select(v.text).where(v.transcript_id == id_).order_by(v.version.desc())
    return [*connection.execute(query).scalars(), *(undone_texts(connection, id_) or [])]


def _write(
    connection: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[int, tuple[Any, ...]]]
) -> int:
    if rows:
        query = update(table).where(table.c.id == bindparam("row_id"))
        query = query.values(**{name: bindparam(f"new_{name}") for name in names})
        new = [f"new_{name}" for name in names]
        connection.execute(
            query, [{"row_id": id_, **dict(zip(new, values, strict=True))} for id_, values in rows]
        )
    return len(rows)


def _words(connection: Connection, table: Table, scope: Scope) -> int:
    """Replace names in the columns with words."""
    changed = 0
    keys = [column.name for column in table.primary_key.columns]
    names = scope.columns(table.name)
    for row in _slowly(connection, table, (*keys, *names)):
        values = row._asdict()
        if "id" in values and not scope.holds(table.name, values["id"]):
            continue
        if "id" not in values and scope.only is not None:
            continue
        made = {name: scope.names.anything(values[name]) for name in names}
        if made != {name: values[name] for name in names}:
            key = {name: values[name] for name in keys}
            connection.execute(update(table).where(where_key(table, key)).values(**made))
            changed += 1
    return changed


def _slowly(connection: Connection, table: Table, columns: Sequence[str]) -> Iterator[Any]:
    yield from connection.execute(select(*(table.c[name] for name in columns))).all()
