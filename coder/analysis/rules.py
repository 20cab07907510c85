"""What counts as coded when several people coded: the rule that every table names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from coder.model import Coder, CoderError, Marks

Kind = Literal["one", "any", "majority", "all"]
NAMED = ("consensus", "any", "majority", "all")
_SEVERAL: dict[Kind, str] = {
    "any": "coded by any of",
    "majority": "coded by more than half of those who decided the unit among",
    "all": "coded by all who decided the unit among",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """Whose codings count, and how many of these coders must agree on a unit."""

    kind: Kind
    coder_ids: tuple[int, ...]
    words: str
    """The rule in words, for captions."""

    def holds(self, yes: int, decided: int) -> bool:
        """Whether a code stands on a unit that ``yes`` of ``decided`` coders gave it."""
        if self.kind == "all":
            return yes == decided
        if self.kind == "majority":
            return 2 * yes > decided
        return yes > 0


def resolve(wanted: str | None, coders: Sequence[Coder], decided_by: Collection[int]) -> Rule:
    """The rule called ``wanted``: one of :data:`NAMED` or a coder's name; None asks for the default.

    The default is the consensus where its holder has decided anything, else the only coder,
    else ``any``, which says so.

    Args:
        wanted: the user's word.
        coders: all coders of the study that may be seen.
        decided_by: the ids of those who decided at least one unit.
    """
    holder = next((c for c in coders if c.role == "consensus"), None)
    working = [c for c in coders if c.role == "coder" and c.id in decided_by]
    if wanted is None:
        if holder is not None and holder.id in decided_by:
            return _one(holder)
        if len(working) <= 1:
            return _one(working[0]) if working else Rule("any", (), "no coder yet")
        return _several("any", working, " (by default: several coders and no consensus)")
    if wanted == "consensus":
        if holder is None:
            raise CoderError("this study has no consensus: no coder has that role.")
        return _one(holder)
    for kind in _SEVERAL:
        if wanted == kind:
            return _several(kind, working)
    for each in coders:
        if each.name == wanted:
            return _one(each)
    names = ", ".join(c.name for c in coders)
    raise CoderError(f"no rule or coder is called {wanted!r}: say {', '.join(NAMED)} or a coder ({names}).")


def _one(coder: Coder) -> Rule:
    return Rule("one", (coder.id,), "consensus" if coder.role == "consensus" else f"coded by {coder.name}")


def _several(kind: Kind, coders: Sequence[Coder], why: str = "") -> Rule:
    names = ", ".join(c.name for c in coders) or "nobody"
    return Rule(kind, tuple(c.id for c in coders), f"{_SEVERAL[kind]} {names}{why}")


def standing(marks: Marks, rule: Rule) -> set[tuple[int, int]]:
    """The (segment, code) pairs at which a code stands under the rule."""
    chosen = set(rule.coder_ids)
    yes: dict[tuple[int, int], int] = {}
    for segment, code, coder in marks.codings:
        if coder in chosen:
            yes[segment, code] = yes.get((segment, code), 0) + 1
    if rule.kind in ("one", "any"):
        return set(yes)
    decided: dict[int, int] = {}
    for segment, coder in marks.decided:
        if coder in chosen:
            decided[segment] = decided.get(segment, 0) + 1
    return {(segment, code) for (segment, code), n in yes.items() if rule.holds(n, decided[segment])}
