"""What there is to settle: for every unit and code, who applied it, who did not, and what was settled.

An item is a code on a unit that somebody of those who decided the unit applied, or about which
something was settled before. Counted are the coders who are further coders to each other: not
the holder of the consensus, and no second round. Everything is read a few interviews at a time,
so that what is kept does not grow with the codings but with what is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from coder.study import people
from coder.study.review.items import Item
from coder.study.review.reading import interviews
from coder.study.study import Study

Which = Literal["open", "settled", "stale", "agreed", "all"]
"""What is listed: what waits for a person; disagreements settled; what has changed since; agreement; all."""
WHICH: tuple[Which, ...] = ("open", "settled", "stale", "agreed", "all")

Order = Literal["interview", "code", "size"]
ORDERS: tuple[Order, ...] = ("interview", "code", "size")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items are asked for; empty: all."""

    which: Which = "open"
    code_ids: tuple[int, ...] = ()
    transcript_ids: tuple[int, ...] = ()
    coder_ids: tuple[int, ...] | None = None
    """As these coders alone would see it; None: all."""

    def fits(self, item: Item) -> bool:
        """Whether an item is one of them."""
        fitting = {
            "open": item.waits,
            "settled": item.state == "settled" and item.kind == "differing",
            "stale": item.state == "stale",
            "agreed": item.kind == "agreed",
            "all": True,
        }
        return fitting[self.which] and (not self.code_ids or item.code_id in self.code_ids)


def items(study: Study, wanted: Wanted | None = None) -> list[Item]:
    """The items asked for, in the order of interviews and text; by default those that wait for a person."""
    wanted = wanted or Wanted()
    for transcript_id in wanted.transcript_ids or (None,):
        study.refuse_blind("disagreements", transcript_id)
    coders = people.coders(study)
    with study.read() as connection:
        return [
            item
            for each in interviews(connection, coders, wanted.transcript_ids or None)
            for item in each.items(wanted.coder_ids)
            if wanted.fits(item)
        ]


@dataclass(slots=True)
class Count:
    """How far the review of an interview, or of a code, has come."""

    settled: int = 0
    """Disagreements that are settled."""
    open: int = 0
    """What waits for a person and was not settled before."""
    stale: int = 0
    """What was settled before others were coded, and waits again."""
    agreed: int = 0
    """Agreement that is not taken over yet; taking over does it."""
    units: int = 0
    """Units of the interview; 0 for a code."""
    decided: int = 0
    """Of them, those that the consensus has decided."""

    def add(self, item: Item) -> None:
        """Count one more item."""
        waits = item.waits
        if item.state == "settled":
            self.settled += item.kind == "differing"
        elif waits:
            self.open += item.settlement is None
            self.stale += item.settlement is not None
        else:
            self.agreed += item.kind != "single"

    @property
    def finished(self) -> bool:
        """Whether the consensus of the interview is complete: every unit decided, nothing left to settle."""
        return self.decided == self.units > 0 and not (self.open or self.stale)

    @property
    def of(self) -> int:
        """Everything a person has settled or has to settle."""
        return self.settled + self.open + self.stale


def progress(study: Study) -> tuple[dict[int, Count], dict[int, Count]]:
    """How far the review has come: by interview, and by code."""
    study.refuse_blind("disagreements")
    coders = people.coders(study)
    by_interview: dict[int, Count] = {}
    by_code: dict[int, Count] = {}
    with study.read() as connection:
        for each in interviews(connection, coders):
            count = by_interview[each.id] = Count(units=len(each.units))
            count.decided = len(
                {segment_id for segment_id, _ in each.held} | each.marked.keys() & each.units.keys()
            )
            for item in each.items():
                count.add(item)
                by_code.setdefault(item.code_id, Count()).add(item)
    return by_interview, by_code


def ordered(found: Sequence[Item], order: Order) -> list[Item]:
    """Items by place in the text, by code (that with the most first), or the largest conflict first.

    A conflict is the larger the more coders the smaller side has, then the more codes of the unit
    are among the items.
    """
    if order == "code":
        n = Counter(item.code_id for item in found)
        return sorted(found, key=lambda item: (-n[item.code_id], item.code_id))
    if order == "size":
        n = Counter(item.segment_id for item in found)
        return sorted(found, key=lambda item: (-min(len(item.yes), len(item.no)), -n[item.segment_id]))
    return list(found)
