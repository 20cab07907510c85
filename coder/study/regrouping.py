"""Two codes become one, one becomes two; the codings go along.

Both are changes of the codebook that touch every coder's codings, made by whoever leads the
study or codes unblind.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from coder.model import CoderError
from coder.study import tables as t
from coder.study.pins import repin
from coder.study.revising import Revision, book_of, revising, under
from coder.study.revision import NewCode, insert_code, named
from coder.study.study import Study, live

_AT_ONCE = 4_000
"""Codings moved between two looks at whether to stop."""


def merge(
    study: Study,
    code_id: int,
    into_id: int,
    why: str = "",
    revisit: bool = False,
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Merge a code into another one of its codebook; returns how many live codings moved.

    All coders' codings get the other code. Where a coder has coded the very same span with
    both, one coding is left and the other is marked as removed; its memos go to the one that
    is left. Codes under the merged one, its pins and its names go to the other code too.

    Args:
        study: the study.
        code_id: the code that goes; it stays in the codebook, marked as merged.
        into_id: the code that stays.
        why: the reason, for the history of the codebook.
        revisit: the code that stays means something else now, so that its codings are
            listed by :func:`coder.study.versions.older_codings`.
        stop: asked now and then; once it says yes, nothing is changed at all.

    Raises:
        CoderError: the two cannot be merged, a blind coder asks for it, or it was stopped.
    """
    refuse_blind_merge(study)
    with revising(study, book_of(study, code_id), "code merge", why) as revision:
        source, target = revision.code(code_id), revision.code(into_id)
        refuse_merge(source, target)
        moved = _move_all(revision, source.id, target.id, stop)
        _move_children(revision, source, target)
        repin(revision.change, source.id, target.id)
        revision.update(target.id, aliases=[*target.aliases, *names_taken_over(source, target)])
        if revisit:
            revision.update(target.id, since_version=revision.version)
        revision.update(source.id, status="merged", merged_into_id=target.id)
        revision.change.summary = f"merge {named(source)} into {named(target)}"
    return moved


def split_off(study: Study, code_id: int, new: NewCode, coding_ids: Sequence[int], why: str = "") -> int:
    """Make a new code of a part of another one; the codings given move to it. Returns its id.

    The older code now means less: its remaining codings are listed by
    :func:`coder.study.versions.older_codings` until somebody has looked at them.

    Raises:
        CoderError: a coding is not one of the older code's, or a blind coder names another's.
    """
    with revising(study, book_of(study, code_id), "code split", why) as revision:
        source = revision.code(code_id)
        ids = _codings_to_move(study, revision, code_id, coding_ids)
        new_id = insert_code(revision, new)
        revision.change.update_all(t.coding, ids, code_id=new_id, codebook_version=revision.version)
        revision.update(code_id, since_version=revision.version)
        revision.change.summary = f"split {named(revision.code(new_id))} off {source.slug}"
    return new_id


def refuse_blind_merge(study: Study) -> None:
    """Refuse a merge, and the sight of what it would do, to a blind coder."""
    if study.coder is not None and study.coder.blind:
        raise CoderError(
            f"{study.coder.name} codes blind, and merging codes moves other coders' codings; "
            "whoever leads the study or codes unblind can do it."
        )


def names_taken_over(source: Any, target: Any) -> tuple[str, ...]:
    """The names of a merged code by which the other one is found from then on."""
    own = {*target.label.values(), *target.aliases}
    return tuple(dict.fromkeys(x for x in (*source.label.values(), *source.aliases) if x not in own))


def refuse_merge(source: Any, target: Any) -> None:
    """Refuse to merge what cannot be."""
    if source.codebook_id != target.codebook_id:
        raise CoderError(f"{source.slug} and {target.slug} stand in different codebooks; a merge needs one.")
    if source.id == target.id:
        raise CoderError(f"{source.slug} cannot be merged into itself.")
    if source.status == "merged":
        raise CoderError(f"{source.slug} has been merged into another code already.")
    if not source.codable:
        raise CoderError(f"{source.slug} is a heading without codings; move its codes and retire it.")
    if not target.codable or target.status in ("merged", "retired"):
        why = target.status if target.codable else "a heading"
        raise CoderError(f"{target.slug} is {why}; merge into a code that can be applied.")


def _move_all(revision: Revision, source_id: int, target_id: int, stop: Callable[[], bool]) -> int:
    """Give all codings of a code the other one, removed ones too: an undo may bring them back."""
    change, found = revision.change, twins(revision.connection, source_id, target_id)
    query = select(*t.coding.c["id", "removed_at"]).where(t.coding.c.code_id == source_id)
    rows = revision.connection.execute(query).all()
    for chunk in range(0, len(ids := sorted(found)), 400):
        memos = select(*t.memo.c["id", "coding_id"]).where(
            t.memo.c.coding_id.in_(ids[chunk : chunk + 400]), live(t.memo)
        )
        for memo in revision.connection.execute(memos).all():
            change.update(t.memo, {"id": memo.id}, coding_id=found[memo.coding_id])
    every = [row.id for row in rows]
    for values, chosen in (({"removed_at": change.at}, ids), ({"code_id": target_id}, every)):
        for at in range(0, len(chosen), _AT_ONCE):
            if stop():
                raise CoderError("stopped; nothing was merged.")
            change.update_all(t.coding, chosen[at : at + _AT_ONCE], **values)
    return sum(row.removed_at is None and row.id not in found for row in rows)


def twins(connection: Connection, source_id: int, target_id: int) -> dict[int, int]:
    """Live codings of one code for which the same coder has one of the other on the very same span."""
    one, other = t.coding, t.coding.alias("other")
    same = [one.c[name] == other.c[name] for name in ("transcript_id", "coder_id", "start", "end")]
    query = (
        select(one.c.id, other.c.id.label("twin"))
        .where(one.c.code_id == source_id, other.c.code_id == target_id, *same)
        .where(live(one), other.c.removed_at.is_(None))
    )
    return {row.id: row.twin for row in connection.execute(query)}


def _move_children(revision: Revision, source: Any, target: Any) -> None:
    """The codes under a merged one go under the other, or up a level where that one is among them."""
    rows = revision.codes()
    below = under({row.id: row.parent_id for row in rows}, source.id)
    parent_id = source.parent_id if target.id in below else target.id
    for row in rows:
        if row.parent_id == source.id:
            revision.arrange(row.id, parent_id, None)


def _codings_to_move(study: Study, revision: Revision, code_id: int, coding_ids: Sequence[int]) -> list[int]:
    query = select(t.coding.c.id).where(
        t.coding.c.code_id == code_id,
        live(t.coding),
        study.sees(t.coding.c.coder_id, t.coding.c.transcript_id),
    )
    there = set(revision.connection.execute(query).scalars())
    if strangers := set(coding_ids) - there:
        raise CoderError(f"coding number {min(strangers)} is not one of this code's; nothing was split off.")
    return sorted(set(coding_ids))
