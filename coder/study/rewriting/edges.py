"""Where stretches that are the same in two texts begin and end, and what is doubtful about it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import pairwise

_LONGEST_SLIDE = 2000
"""Characters over which the edge of a stretch may be shifted."""


@dataclass(slots=True)
class Block:
    """Characters that are the same in both texts, one after another."""

    old: int
    new: int
    size: int


@dataclass(slots=True)
class Alignment:
    """How an old text lies in a new one."""

    blocks: list[Block]
    """In the order of the old text; moved ones are out of the order of the new text."""
    doubtful: bytearray = field(repr=False)
    """1 for every old character that could as well be missing or stand elsewhere."""
    to_new: list[int] = field(repr=False)
    """Where an old character stands in the new text; -1: nowhere."""
    to_old: list[int] = field(repr=False)
    """Where a new character comes from; -1: from nowhere."""


def is_between(taken: list[tuple[int, int]], start: int, stop: int) -> bool:
    """Whether something that was moved there lies between two places of the new text."""
    at = bisect_left(taken, (start, 0))
    return at < len(taken) and taken[at][0] < stop


def settled(old: str, new: str, blocks: list[Block]) -> list[Block]:
    """The blocks with what was put in or taken out shifted to where a sentence or a word begins."""
    taken = sorted((b.new, b.new + b.size) for b in blocks)
    for left, right in pairwise(blocks):
        a, c = left.old + left.size, left.new + left.size
        if right.new < c or is_between(taken, c, right.new):
            continue
        put_in = right.old == a and right.new > c
        taken_out = right.new == c and right.old > a
        if not put_in and not taken_out:
            continue
        text, start, stop = (new, c, right.new) if put_in else (old, a, right.old)
        back, on = _slides(text, start, stop, left.size - 1, right.size - 1)
        best = max(range(-back, on + 1), key=lambda by: (_break(text, start + by), -abs(by)))
        left.size += best
        right.old, right.new, right.size = right.old + best, right.new + best, right.size - best
    return blocks


def _break(text: str, at: int) -> int:
    """How well a place suits for something to begin there."""
    if at == 0 or text[at - 1] == "\n":
        return 4
    if text[at - 1].isspace():
        return 3 if at > 1 and text[at - 2] in ".?!…»”\"'" else 2
    return 0 if text[at - 1].isalnum() and text[at : at + 1].isalnum() else 1


def _slides(text: str, start: int, stop: int, most_back: int, most_on: int) -> tuple[int, int]:
    """How far a stretch can be shifted to both sides without the text around it becoming another."""
    back, on = 0, 0
    most_back, most_on = min(most_back, _LONGEST_SLIDE), min(most_on, _LONGEST_SLIDE)
    while back < most_back and text[start - back - 1] == text[stop - back - 1]:
        back += 1
    while on < most_on and stop + on < len(text) and text[start + on] == text[stop + on]:
        on += 1
    return back, on


def doubts(old: str, new: str, found: Alignment) -> bytearray:
    """Mark the letters over which a stretch could reach that are taken for others."""
    doubtful = bytearray(len(old))
    for b in found.blocks:
        for o, n, step in ((b.old - 1, b.new - 1, -1), (b.old + b.size, b.new + b.size, 1)):
            for k in range(_reached(old, new, o, n, step)):
                doubtful[o + k * step] = 1
                if (taken := found.to_old[n + k * step]) >= 0:
                    doubtful[taken] = 1
    return doubtful


def _reached(old: str, new: str, o: int, n: int, step: int) -> int:
    """How far two texts go on alike from these places; from between two words, by whole words."""
    run = 0
    while (
        run < _LONGEST_SLIDE
        and 0 <= o + run * step < len(old)
        and 0 <= n + run * step < len(new)
        and old[o + run * step] == new[n + run * step]
    ):
        run += 1
    if _joined(old, o, -step) or _joined(new, n, -step):
        return run
    while run and (_joined(old, o + (run - 1) * step, step) or _joined(new, n + (run - 1) * step, step)):
        run -= 1
    return run


def _joined(text: str, at: int, step: int) -> bool:
    """Whether a letter and the one next to it on a side are of one word."""
    other = at + step
    inside = 0 <= at < len(text) and 0 <= other < len(text)
    return inside and text[at].isalnum() and text[other].isalnum()
