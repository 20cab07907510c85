"""Who codes what: interviews dealt out to coders, evenly, some of them to several.

Nothing here knows of a database. The same input and seed give the same plan on every machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations
from random import Random

from coder.model import CoderError


@dataclass(frozen=True, slots=True)
class Piece:
    """An interview that is to be dealt out."""

    id: int
    size: int = 1
    """What it weighs: units, characters, or 1 where interviews are counted."""
    kind: str = ""
    """What every coder should get alike of: the language; the same for all where that is no matter."""
    has: frozenset[int] = frozenset()
    """The coders who have it already; they keep it."""


@dataclass(frozen=True, slots=True)
class Deal:
    """How many coders an interview is to have."""

    each: int = 1
    double: int = 0
    """Interviews that get more."""
    double_by: int = 2
    """How many these get."""


@dataclass(slots=True)
class _Loads:
    """What coders have so far."""

    total: Counter[int] = field(default_factory=Counter)
    by_kind: Counter[tuple[str, int]] = field(default_factory=Counter)
    together: Counter[tuple[int, int]] = field(default_factory=Counter)
    """Doubles that two coders, the lower number first, have both."""

    def cost(self, piece: Piece, coder: int) -> int:
        return self.total[coder] + self.by_kind[piece.kind, coder]

    def give(self, piece: Piece, coder: int) -> None:
        self.total[coder] += piece.size
        self.by_kind[piece.kind, coder] += piece.size

    def note(self, team: AbstractSet[int]) -> None:
        for pair in combinations(sorted(team), 2):
            self.together[pair] += 1

    def overlap(self, coder: int, team: AbstractSet[int]) -> int:
        return sum(self.together[min(coder, each), max(coder, each)] for each in team)


def doubles_of(pieces: int, wanted: float | None) -> int:
    """How many interviews a share (below 1) or a number of them is; a share is rounded half up.

    Raises:
        CoderError: it is negative, or more than there are.
    """
    if not wanted:
        return 0
    if not 0 <= wanted < 1 and (wanted < 0 or wanted != int(wanted)):
        raise CoderError(f"{wanted}: say a share below 1, such as 0.33, or a whole number of interviews.")
    share = (Decimal(str(wanted)) * pieces).quantize(Decimal(1), ROUND_HALF_UP)
    number = int(share if wanted < 1 else wanted)
    if number > pieces:
        raise CoderError(f"{number} interviews are to be double coded, but there are {pieces}.")
    return number


def deal(pieces: Sequence[Piece], coders: Sequence[int], wanted: Deal, seed: int) -> list[tuple[int, int]]:
    """Who gets what besides what everybody has: pairs of interview and coder, by interview.

    Which interviews are double coded is a systematic sample over kinds and sizes. Teams are dealt
    out first, so that every two coders meet equally often; then the rest, the largest first, each
    to who has least of its kind and in all.

    Raises:
        CoderError: there are fewer coders than one interview is to have.
    """
    most = max(wanted.each, wanted.double_by if wanted.double else 0)
    if wanted.each < 1:
        raise CoderError("every interview needs a coder at least.")
    if wanted.double and wanted.double_by <= wanted.each:
        raise CoderError(
            f"double coded interviews need more coders than the others: {wanted.double_by} are not more "
            f"than {wanted.each}."
        )
    if most > len(set(coders)):
        many = "1 coder" if len(set(coders)) == 1 else f"{len(set(coders))} coders"
        raise CoderError(f"an interview cannot go to {most} of {many}; name more coders.")
    chance = Random(seed)  # noqa: S311 - a plan, no secret
    order, team_order = list(pieces), list(dict.fromkeys(coders))
    chance.shuffle(order)
    chance.shuffle(team_order)
    place = {coder: i for i, coder in enumerate(team_order)}
    doubled = _doubled(order, wanted, chance)
    loads = _Loads()
    for piece in order:
        for coder in sorted(piece.has):
            loads.give(piece, coder)
        if piece.id in doubled:
            loads.note(piece.has)
    given: dict[int, list[int]] = {}
    large_first = sorted(order, key=lambda piece: -piece.size)
    for piece in large_first:
        if piece.id in doubled:
            given[piece.id] = _team(piece, wanted.double_by, loads, place)
    for piece in sorted(large_first, key=lambda piece: piece.kind):
        if piece.id not in doubled:
            free = sorted(place.keys() - piece.has, key=lambda c: (loads.cost(piece, c), place[c]))
            given[piece.id] = free[: max(wanted.each - len(piece.has), 0)]
            for coder in given[piece.id]:
                loads.give(piece, coder)
    return [(piece.id, coder) for piece in pieces for coder in sorted(given[piece.id])]


def _doubled(order: Sequence[Piece], wanted: Deal, chance: Random) -> set[int]:
    """The interviews that several code: those that do already, and a systematic sample of the others."""
    there = {piece.id for piece in order if wanted.double and len(piece.has) > wanted.each}
    rest = sorted(
        (piece for piece in order if piece.id not in there), key=lambda piece: (piece.kind, piece.size)
    )
    missing = max(wanted.double - len(there), 0)
    if not missing:
        return there
    step, start = len(rest) / missing, chance.random()
    return there | {rest[min(int((i + start) * step), len(rest) - 1)].id for i in range(missing)}


def _team(piece: Piece, size: int, loads: _Loads, place: Mapping[int, int]) -> list[int]:
    """Who codes an interview together: those who have met least, and of them those who have least."""
    best: tuple[tuple[int, int, int], list[int]] | None = None
    missing = size - len(piece.has)
    free = sorted(place.keys() - piece.has, key=place.__getitem__)
    for first in free if missing > 0 else ():
        new, team = [first], set(piece.has) | {first}
        met = loads.overlap(first, piece.has)
        while len(new) < missing:
            rest = [c for c in free if c not in team]
            joins = min(rest, key=lambda c: (loads.overlap(c, team), loads.cost(piece, c), place[c]))
            met += loads.overlap(joins, team)
            team.add(joins)
            new.append(joins)
        rank = (met, sum(loads.cost(piece, c) for c in new), place[first])
        if best is None or rank < best[0]:
            best = rank, new
    new = best[1] if best else []
    for coder in new:
        loads.give(piece, coder)
    if new:
        team = set(piece.has) | set(new)
        for pair in combinations(sorted(team), 2):
            if not set(pair) <= piece.has:
                loads.together[pair] += 1
    return new
