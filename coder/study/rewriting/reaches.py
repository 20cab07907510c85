"""How far one knows one's way in an edited text: over corrections and renamings, not over more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from coder.study.rewriting.edges import Block

_SMALL = 16
"""Characters of a correction over which context reaches."""
_TINY = 4
_CORRECTED = 0.5
"""How alike a corrected word is to what it was."""
_SYSTEMATIC = 3
"""How often the same words take the place of the same others for it to be a renaming."""


@dataclass(slots=True)
class Reach:
    """Stretches that follow each other in both texts with nothing but corrections between."""

    old: int
    old_end: int
    new: int
    new_end: int
    kept: int
    held: bool | None = None
    """Whether it is known to be this place and no other; None: not asked yet."""


def reaches(old: str, new: str, blocks: Sequence[Block]) -> list[Reach]:
    """The blocks, joined where nothing but a correction or a renaming lies between two."""
    gaps: dict[tuple[str, str], int] = {}
    between: list[tuple[str, str] | None] = []
    in_new = sorted(blocks, key=lambda b: b.new)
    followers = {left.new: right for left, right in pairwise(in_new)}
    for left, right in pairwise(blocks):
        if followers.get(left.new) is not right:
            between.append(None)
            continue
        gap = old[left.old + left.size : right.old], new[left.new + left.size : right.new]
        between.append(gap)
        if max(map(len, gap)) <= 4 * _SMALL:
            gaps[gap] = gaps.get(gap, 0) + 1
    found: list[Reach] = []
    for number, b in enumerate(blocks):
        gap_before = between[number - 1] if number else None
        if gap_before is not None and (_correction(*gap_before) or gaps.get(gap_before, 0) >= _SYSTEMATIC):
            last = found[-1]
            last.old_end, last.new_end, last.kept = b.old + b.size, b.new + b.size, last.kept + b.size
        else:
            found.append(Reach(b.old, b.old + b.size, b.new, b.new + b.size, b.size))
    return found


def _correction(was: str, is_: str) -> bool:
    """Whether some words became others that are the same words, corrected."""
    from rapidfuzz.distance import Indel

    if max(len(was), len(is_)) > _SMALL:
        return False
    if not was.strip() and not is_.strip():
        return True
    if not was or not is_:
        return len(was) + len(is_) <= _TINY
    return max(len(was), len(is_)) <= _TINY or Indel.normalized_similarity(was, is_) >= _CORRECTED
