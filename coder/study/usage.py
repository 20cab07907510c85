"""How a codebook is used: how often each code was applied, and what a change of it would move."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, case, func, select

from coder.model import CoderError, Columns
from coder.study import tables as t
from coder.study.columns import columns
from coder.study.study import Study, live


@dataclass(frozen=True, slots=True)
class Use:
    """How a code is used, as far as whoever looks may see."""

    codings: int = 0
    respondents: int = 0
    """Respondents with at least one passage of the code itself, whoever coded it."""
    older: int = 0
    """Codings made before the code came to mean what it means now."""
    since_version: int = 1
    """The codebook version since which it does."""


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What merging one code into another would do."""

    codings: int
    """Codings that would get the other code."""
    interviews: int
    coders: int
    twins: int
    """Codings that would be marked as removed: their coder has coded the very same passage with both."""
    coding_memos: int
    """Memos on those; they go to the coding that is left."""
    code_memos: int
    """Memos on the code that goes; they stay with it."""
    names: tuple[str, ...]
    """What the other code would be called besides."""


def usage(study: Study) -> dict[int, Use]:
    """Every code's use by its id; a blind coder's session counts the own codings."""
    c = t.coding.c
    older = func.sum(case((c.codebook_version < t.code.c.since_version, 1), else_=0))
    counted = (
        select(c.code_id, func.count(), older)
        .join(t.code, t.code.c.id == c.code_id)
        .join(t.transcript, t.transcript.c.id == c.transcript_id)
        .where(live(t.coding), live(t.transcript), study.sees(c.coder_id, c.transcript_id))
        .group_by(c.code_id)
    )
    with study.read() as connection:
        since = connection.execute(select(*t.code.c["id", "since_version"]).where(live(t.code))).all()
        many = {code_id: (n, old) for code_id, n, old in connection.execute(counted)}
    whom = _respondents(columns(study))
    return {
        id_: Use(many.get(id_, (0, 0))[0], len(whom.get(id_, ())), many.get(id_, (0, 0))[1], version)
        for id_, version in since
    }


def _respondents(found: Columns) -> dict[int, set[int]]:
    """The respondents credited with each code, in units alone, as the frequencies count them."""
    units = zip(found.units[0::4], found.units[2::4], found.units[3::4], strict=True)
    respondent_of = {segment: who for segment, who, is_unit in units if is_unit}
    whom: defaultdict[int, set[int]] = defaultdict(set)
    for code_id, segment in zip(found.codings[1::3], found.codings[0::3], strict=True):
        whom[code_id].add(respondent_of.get(segment, 0))
    return {code_id: people - {0} for code_id, people in whom.items()}


def merge_preview(study: Study, code_id: int, into_id: int) -> MergePreview:
    """What :func:`coder.study.regrouping.merge` would do, or why it would be refused.

    Raises:
        CoderError: the two cannot be merged, or not by a blind coder.
    """
    from coder.study import regrouping  # which writes; here only its refusals are wanted

    regrouping.refuse_blind_merge(study)
    with study.read() as connection:
        rows = {
            row.id: row
            for row in connection.execute(
                select(t.code).where(t.code.c.id.in_((code_id, into_id)), live(t.code))
            )
        }
        if missing := {code_id, into_id} - set(rows):
            raise CoderError(f"there is no code number {min(missing)} in this study.")
        source, target = rows[code_id], rows[into_id]
        regrouping.refuse_merge(source, target)
        twins = regrouping.twins(connection, code_id, into_id)
        c = t.coding.c
        there = select(
            func.count(), func.count(c.transcript_id.distinct()), func.count(c.coder_id.distinct())
        ).where(c.code_id == code_id, live(t.coding))
        codings, interviews, coders = connection.execute(there).one()
        on_code = select(func.count()).where(t.memo.c.code_id == code_id, live(t.memo))
        return MergePreview(
            codings - len(twins),
            interviews,
            coders,
            len(twins),
            _memos_on(connection, sorted(twins)),
            connection.execute(on_code).scalar_one(),
            regrouping.names_taken_over(source, target),
        )


def _memos_on(connection: Connection, coding_ids: list[int]) -> int:
    found = 0
    for at in range(0, len(coding_ids), 400):
        here = t.memo.c.coding_id.in_(coding_ids[at : at + 400])
        found += connection.execute(select(func.count()).where(here, live(t.memo))).scalar_one()
    return found
