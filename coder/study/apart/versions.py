"""Codebooks of a copy: new ones come, and versions made in the copy get numbers of their own in the study."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from coder.study import tables as t
from coder.study.apart.bringing import LEAD, Bringing
from coder.study.study import live


def bring_versions(b: Bringing, there: Any, here: Any) -> None:
    """Bring the history of one codebook; notes under which number each version of the copy is known here."""
    c = t.codebook_change.c
    touched = b.their_log.cells["codebook_change"]
    rows = b.theirs.execute(
        select(t.codebook_change).where(c.codebook_id == there.id).order_by(c.version)
    ).all()
    new = [row for row in rows if (row.id,) in touched]
    older = [row.version for row in rows if (row.id,) not in touched]
    fork = max(older) if older else min((row.version for row in new), default=there.version + 1) - 1
    b.forked[there.id] = fork
    numbers = b.versions.setdefault(there.id, {})
    known = {
        (row.at, row.what): row.version
        for row in b.ours.execute(
            select(t.codebook_change).where(c.codebook_id == here.id, live(t.codebook_change))
        )
    }
    next_ = max(here.version, b.ours.execute(_highest(here.id)).scalar() or 0) + 1
    for row in new:
        if row.removed_at is not None:
            continue
        number = known.get((row.at, row.what))
        if number is None:
            number, next_ = next_, next_ + 1
            values = {
                "codebook_id": here.id,
                "version": number,
                "at": row.at,
                "what": row.what,
                "why": row.why,
            }
            b.change.insert(t.codebook_change, **values, coder_id=b.coders.get(row.coder_id or 0) or None)
            b.change.update(t.codebook, {"id": here.id}, version=number)
        numbers[row.version] = number
    languages = list(here.languages)
    languages += [each for each in there.languages if each not in languages]
    if (there.id,) in b.their_log.cells["codebook"]:
        b.change.update(t.codebook, {"id": here.id}, languages=languages)


def _highest(book_id: int) -> Any:
    c = t.codebook_change.c
    return select(func.max(c.version)).where(c.codebook_id == book_id)


def needed_codes(b: Bringing) -> set[int]:
    """The codes on which live codings stand whose coders' work comes."""
    c = t.coding.c
    query = select(c.code_id).where(
        c.coder_id.in_([each for each in b.coders if each != LEAD]), live(t.coding)
    )
    return set(b.theirs.execute(query.distinct()).scalars())


def new_book(b: Bringing, there: Any, needed: set[int]) -> Any:
    """A codebook that the study does not have: brought where the copy added it or its codes are needed."""
    ids = set(b.theirs.execute(select(t.code.c.id).where(t.code.c.codebook_id == there.id)).scalars())
    if (there.id,) not in b.their_log.cells["codebook"] and not ids & needed:
        return None
    same = select(t.codebook.c.id).where(t.codebook.c.slug == there.slug, live(t.codebook))
    if b.ours.execute(same).scalar() is not None:
        b.leave(
            "codebook", there.slug, "the study has another codebook of this id", max(1, len(ids & needed))
        )
        return None
    values = {
        name: getattr(there, name)
        for name in ("slug", "version", "title", "languages", "details", "added_at")
    }
    removed = select(t.codebook.c.id).where(t.codebook.c.guid == there.guid)
    id_ = b.ours.execute(removed).scalar()
    if id_ is None:
        id_ = b.change.insert(t.codebook, guid=there.guid, **values)
    else:
        b.change.update(t.codebook, {"id": id_}, **values, removed_at=None)
    needed |= ids
    return b.ours.execute(select(t.codebook).where(t.codebook.c.id == id_)).one()
