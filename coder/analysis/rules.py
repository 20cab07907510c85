"""What counts as coded when several people coded: the rule that every table names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from coder.model import Coder, CoderError, CoderRole

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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

    def holds(self, yes: NDArray[np.integer[Any]], decided: NDArray[np.integer[Any]]) -> NDArray[np.bool_]:
        """On which units a code stands that ``yes`` of ``decided`` coders gave each."""
        enough: dict[Kind, Any] = {"all": yes == decided, "majority": yes > decided // 2}
        found: NDArray[np.bool_] = (yes > 0) & enough.get(self.kind, True)
        return found


def refuse_name(name: str, role: CoderRole = "coder") -> None:
    """Refuse a coder's name that is a rule's, which the rule would hide; ``consensus`` is its holder's."""
    if name.strip().casefold() in NAMED and (name, role) != ("consensus", "consensus"):
        raise CoderError(f"{name}: a rule is called so ({', '.join(NAMED)}); the coder needs another name.")


def resolve(wanted: str | None, coders: Sequence[Coder], decided_by: Collection[int]) -> Rule:
    """The rule called ``wanted``: one of :data:`NAMED` or a coder's name; None asks for the default.

    The default is the consensus where its holder has decided anything, else the only coder,
    else ``any``, which says so. A coder's second round counts when it is named, and only then: it
    is no further coder. The words say where one was left out.

    Args:
        wanted: the user's word.
        coders: all coders of the study that may be seen.
        decided_by: the ids of those who decided at least one unit.
    """
    holder = next((c for c in coders if c.role == "consensus"), None)
    working = [c for c in coders if independent(c) and c.id in decided_by]
    without = _without(coders, decided_by)
    if wanted is None:
        if holder is not None and holder.id in decided_by:
            return _one(holder)
        if len(working) <= 1:
            return _one(working[0], without) if working else Rule("any", (), f"no coder yet{without}")
        return _several("any", working, f" (by default: several coders and no consensus){without}")
    if wanted == "consensus":
        if holder is None:
            raise CoderError("this study has no consensus: no coder has that role.")
        return _one(holder)
    for kind in _SEVERAL:
        if wanted == kind:
            return _several(kind, working, without)
    for each in coders:
        if each.name == wanted:
            return _one(each)
    names = ", ".join(c.name for c in coders)
    raise CoderError(f"no rule or coder is called {wanted!r}: say {', '.join(NAMED)} or a coder ({names}).")


def independent(coder: Coder) -> bool:
    """Whether this is a coder among others, as rules and agreement count them unless told otherwise.

    The holder of the consensus is none, and a second round is the same person once more. A
    reviewer or a lead who codes as well is one.
    """
    return coder.role != "consensus" and coder.repeats_id is None


def _one(coder: Coder, more: str = "") -> Rule:
    words = "consensus" if coder.role == "consensus" else f"coded by {coder.name}{more}"
    return Rule("one", (coder.id,), words)


def _several(kind: Kind, coders: Sequence[Coder], more: str) -> Rule:
    names = ", ".join(c.name for c in coders) or "nobody"
    return Rule(kind, tuple(c.id for c in coders), f"{_SEVERAL[kind]} {names}{more}")


def _without(coders: Sequence[Coder], decided_by: Collection[int]) -> str:
    """The second rounds that are left out, in words; empty where there is none."""
    names = "; ".join(second_round_words(coders, decided_by))
    return f" (left out: {names})" if names else ""


def second_round_words(coders: Sequence[Coder], decided_by: Collection[int]) -> list[str]:
    """``Ann 2, the second round of Ann`` for every second round in which anything was decided."""
    names = {c.id: c.name for c in coders}
    return [
        f"{c.name}, the second round of {names.get(c.repeats_id, 'another coder')}"
        for c in coders
        if c.repeats_id is not None and c.id in decided_by
    ]
