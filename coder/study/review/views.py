"""How each coder sees a unit: the codes, the words, the memos, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from coder.model import Coder, Span
from coder.study import people
from coder.study import tables as t
from coder.study.review.consensus import codings
from coder.study.review.items import Item
from coder.study.review.reading import holder_of, interviews
from coder.study.review.spans import within
from coder.study.study import Study, live


@dataclass(frozen=True, slots=True)
class View:
    """One coder's view of a unit, or that of the consensus."""

    coder_id: int
    name: str
    applied: bool
    """Whether the code in question stands on the unit."""
    spans: tuple[Span, ...]
    """Where, within the unit."""
    others: tuple[int, ...]
    """The other codes that stand on the unit."""
    memos: tuple[tuple[str, str], ...]
    """Who wrote it, and the words: memos on these codings, and the coder's own on the unit."""
    consensus: bool = False


def views(study: Study, item: Item) -> list[View]:
    """Those of the coders who decided the unit; at the end that of the consensus where it says something."""
    study.refuse_blind("disagreements", item.transcript_id)
    coders = people.coders(study)
    holder = holder_of(coders)
    with study.read() as connection:
        [at] = interviews(connection, coders, [item.transcript_id])
        who = [each for each in coders if each.id in at.decided.get(item.segment_id, set())]
        now = at.item(*item.key)
        if holder is not None and now is not None and (now.settlement or now.stands is not None):
            who.append(holder)
        return [_view(connection, each, item, at.spans[item.segment_id]) for each in who]


def _view(connection: Connection, coder: Coder, item: Item, unit: Span) -> View:
    mine = [g for g in codings(connection, item.transcript_id, [coder.id]) if g.span.overlaps(unit)]
    here = [g for g in mine if g.code_id == item.code_id]
    m = t.memo.c
    query = (
        select(t.coder.c.name, m.text)
        .select_from(t.memo)
        .outerjoin(t.coder, t.coder.c.id == m.coder_id)
        .where(
            live(t.memo),
            or_(
                m.coding_id.in_([g.id for g in here]),
                (m.segment_id == item.segment_id) & (m.coder_id == coder.id),
            ),
        )
        .order_by(m.id)
    )
    return View(
        coder.id,
        coder.name,
        bool(here),
        tuple(part for g in here if (part := within(g.span, unit)) is not None),
        tuple(dict.fromkeys(g.code_id for g in mine if g.code_id != item.code_id)),
        tuple((name or "", words) for name, words in connection.execute(query)),
        coder.role == "consensus",
    )
