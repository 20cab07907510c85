"""Suggested codes, one line each, from passages that are like one; without a screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from coder.study.similar import Similar

OFFERED = 9
"""Codes suggested: as many as there are digits."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A code, and the passage most like the one asked about that carries it."""

    code_id: int
    passage: Similar
    coders: tuple[str, ...]
    """Who put it there."""


def offers(passages: Iterable[Similar], here: set[int]) -> tuple[list[Offer], int]:
    """The codes of some passages, those of the most alike first, each once.

    Args:
        passages: the most alike first.
        here: codes that stand on the passage asked about; they are counted and left out.

    Returns:
        The offers, and how many codes were left out.
    """
    found: dict[int, Offer] = {}
    left_out = set()
    for passage in passages:
        coders: dict[int, list[str]] = {}
        for code_id, coder in passage.codes:
            coders.setdefault(code_id, []).append(coder)
        for code_id, names in coders.items():
            if code_id in here:
                left_out.add(code_id)
            elif code_id not in found:
                found[code_id] = Offer(code_id, passage, tuple(names))
    return list(found.values())[:OFFERED], len(left_out)
