"""The values of the review: a code on a unit, what was settled about it, and an interview full of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal

from coder.model import Span

Kind = Literal["differing", "agreed", "single", "gone"]
"""Coders differ; all of two or more applied the code; one coder alone decided; nobody applies it any more."""
State = Literal["open", "settled", "stale"]
"""``stale``: the codings are others by now than those that were settled."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What was settled about a code on a unit."""

    id: int
    applied: bool
    reason: str
    seen: tuple[str, ...]
    coder_id: int | None
    """Who settled it; None: whoever leads the study."""
    settled_at: str


@dataclass(frozen=True, slots=True)
class Item:
    """A code on a unit."""

    transcript_id: int
    segment_id: int
    position: int
    """Of the segment, from 0."""
    code_id: int
    yes: tuple[int, ...]
    """The coders who decided the unit and applied the code."""
    no: tuple[int, ...]
    """Those who decided the unit and did not."""
    settlement: Settlement | None
    stale: bool
    stands: bool | None
    """Whether the code stands in the consensus; None where its holder has not looked at these codings."""

    @property
    def kind(self) -> Kind:
        """What there is to settle."""
        if not self.yes:
            return "gone"
        if self.no:
            return "differing"
        return "agreed" if len(self.yes) > 1 else "single"

    @property
    def state(self) -> State:
        """How far it is settled."""
        if self.settlement is None:
            return "open"
        return "stale" if self.stale else "settled"

    @property
    def confirmed(self) -> bool:
        """Whether the coders changed their minds after the settlement and all of them share it now."""
        return self.state == "stale" and (
            (self.applied and bool(self.yes) and not self.no) or (not self.applied and not self.yes)
        )

    @property
    def applied(self) -> bool:
        """Whether it was settled that the code stands."""
        return self.settlement is not None and self.settlement.applied

    @property
    def waits(self) -> bool:
        """Whether it takes a person to settle it: taking over what is agreed does not."""
        if self.settlement is not None:
            return self.stale and not self.confirmed
        return bool(self.no) or (self.stands is False and len(self.yes) > 1)

    @property
    def key(self) -> tuple[int, int]:
        """What names the item: its segment and its code."""
        return self.segment_id, self.code_id


@dataclass(slots=True)
class Interview:
    """An interview as the review sees it."""

    id: int
    units: dict[int, int] = field(default_factory=dict)
    """Positions by the segments' ids, in the order of the text."""
    positions: dict[int, int] = field(default_factory=dict)
    """Those of all segments, of the interviewer's too."""
    spans: dict[int, Span] = field(default_factory=dict)
    """Where the units stand in the text."""
    said: dict[tuple[int, int], list[tuple[int, str, str]]] = field(default_factory=dict)
    """By segment and code: who applied it, the coding's guid, and when it was made."""
    decided: dict[int, set[int]] = field(default_factory=dict)
    """By segment: who decided it, the holder of the consensus aside."""
    held: set[tuple[int, int]] = field(default_factory=set)
    """The segments and codes with a coding of the consensus."""
    orphans: set[tuple[int, int]] = field(default_factory=set)
    """Those whose coding has lost everything it was made from."""
    marked: dict[int, str] = field(default_factory=dict)
    """The segments that the holder of the consensus has marked as done, and when."""
    settlements: dict[tuple[int, int], Settlement] = field(default_factory=dict)
    assigned: set[int] = field(default_factory=set)
    """Coders to whom the interview is given and who have not finished it."""

    def between(self, first: int, last: int) -> list[int]:
        """The units from one segment to another, whatever those are."""
        start, end = self.positions[first], self.positions[last]
        return [id_ for id_, position in self.units.items() if start <= position <= end]

    def leave_out_what_is_no_unit(self) -> None:
        """What was put on an interviewer's words is not reviewed; who coded a unit has decided it."""
        for key in [key for key in self.said if key[0] not in self.units]:
            del self.said[key]
        self.held = {key for key in self.held if key[0] in self.units}
        for (segment_id, _code_id), given in self.said.items():
            self.decided.setdefault(segment_id, set()).update([who for who, _guid, _at in given])

    def seen(self, segment_id: int, code_id: int) -> list[str]:
        """The guids of the coders' live codings of a code that touch a unit, sorted."""
        return sorted(guid for _who, guid, _at in self.said.get((segment_id, code_id), ()))

    def items(self, coder_ids: Collection[int] | None = None) -> list[Item]:
        """The items in the order of the text; with ``coder_ids`` as these coders alone see them."""
        keys = sorted(self.said.keys() | self.settlements.keys(), key=lambda k: (self.units[k[0]], k[1]))
        return [found for key in keys if (found := self.item(*key, coder_ids)) is not None]

    def item(self, segment_id: int, code_id: int, coder_ids: Collection[int] | None = None) -> Item | None:
        """One item; None where there is none."""
        key = (segment_id, code_id)
        who = self.decided.get(segment_id, set())
        if coder_ids is not None:
            who = who & set(coder_ids)
        given = {coder_id for coder_id, _guid, _at in self.said.get(key, ())}
        yes = tuple(sorted(who & given))
        settlement = self.settlements.get(key)
        if not yes and settlement is None:
            return None
        return Item(
            self.id,
            segment_id,
            self.units[segment_id],
            code_id,
            yes,
            tuple(sorted(who - given)),
            settlement,
            settlement is not None and (key in self.orphans or list(settlement.seen) != self.seen(*key)),
            self.stands(key),
        )

    def stands(self, key: tuple[int, int]) -> bool | None:
        """Whether a code stands in the consensus; None where its holder has not looked at these codings.

        Who marks a unit as done has decided about what was coded there by then, and no more.
        """
        if key in self.held:
            return True
        marked = self.marked.get(key[0])
        if marked is None or any(at > marked for _who, _guid, at in self.said.get(key, ())):
            return None
        return False

    def singly(self) -> int | None:
        """The only coder who decided anything here and for whom nobody else has still to come; else None."""
        who = set().union(*self.decided.values()) if self.decided else set()
        return next(iter(who)) if len(who) == 1 and not self.assigned - who else None
