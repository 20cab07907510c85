"""Where coders differ: units and codes, codes taken for one another, and change over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from coder.analysis.agreement import agreement
from coder.analysis.patterns import patterns
from coder.analysis.raw import Ints, Raw
from coder.analysis.values import NO_PAIRS, NO_VARIATION, Value


@dataclass(frozen=True, slots=True)
class Differing:
    """A unit that some of the coders who decided it gave a code, and others did not."""

    segment: int
    code: int
    yes: tuple[int, ...]
    no: tuple[int, ...]


def differing(rows: Raw, coder_ids: Sequence[int], code_ids: Sequence[int]) -> list[Differing]:
    """All of them, by segment and in the order of the codes."""
    rated = rows.rated(coder_ids)
    said = rows.said(coder_ids, {code: i for i, code in enumerate(code_ids)})
    found: list[tuple[int, int, int, int]] = []
    for c in range(len(code_ids)):
        yes = said.table(c, c + 1)[0].astype(np.int64)
        there = np.flatnonzero((yes != 0) & (yes != rated))
        found += [(int(rows.segment[u]), c, int(yes[u]), int(rated[u] & ~yes[u])) for u in there]
    return [
        Differing(segment, code_ids[c], _who(yes, coder_ids), _who(no, coder_ids))
        for segment, c, yes, no in sorted(found)
    ]


def _who(mask: int, coder_ids: Sequence[int]) -> tuple[int, ...]:
    return tuple(coder for i, coder in enumerate(coder_ids) if mask >> i & 1)


@dataclass(frozen=True, slots=True)
class Taken:
    """How often a code of one coder stands against another code, or none, of another coder."""

    code: int
    other: int | None
    """None: the other coder gave the unit nothing that the first did not give it too."""
    n: int
    """Pairs of coders and units."""


def taken_for(rows: Raw, coder_ids: Sequence[int], code_ids: Sequence[int]) -> list[Taken]:
    """Which codes stand against which where two coders' label sets of a unit differ.

    What both gave the unit is no confusion and is left out. Of two codes that stand against each
    other the pair is counted once, under the earlier code; the most frequent comes first.
    """
    counts: dict[tuple[int, int | None], int] = {}
    given: dict[int, dict[int, set[int]]] = {}
    for each in differing(rows, coder_ids, code_ids):
        unit = given.setdefault(each.segment, {coder: set() for coder in (*each.yes, *each.no)})
        for coder in each.yes:
            unit[coder].add(each.code)
    place = {code: i for i, code in enumerate(code_ids)}
    for unit in given.values():
        for one, two in combinations(unit.values(), 2):
            mine, theirs = one - two, two - one
            pairs: set[tuple[int, int | None]] = {
                (min(a, b, key=place.__getitem__), max(a, b, key=place.__getitem__))
                for a in mine
                for b in theirs
            }
            if not mine or not theirs:
                pairs = {(code, None) for code in mine | theirs}
            for pair in pairs:
                counts[pair] = counts.get(pair, 0) + 1
    found = [Taken(code, other, n) for (code, other), n in counts.items()]
    last = len(code_ids)
    return sorted(found, key=lambda t: (-t.n, place[t.code], last if t.other is None else place[t.other]))


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a coder's work, in the order it was done."""

    coder: int
    part: int
    """From 1."""
    units: int
    """Units of this part that another coder decided too."""
    own: float | None
    """Codes the coder gave a unit, on average over these units."""
    others: float | None
    """Codes the others gave these units, on average over units and coders."""
    alpha: Value
    """Pooled alpha with each of the others, mean over those where it is defined."""


def drift(
    rows: Raw,
    coder_ids: Sequence[int],
    code_ids: Sequence[int],
    times: Mapping[tuple[int, int], str],
    parts: int = 4,
) -> list[Stage]:
    """Each coder against the others over the order of coding, in parts of as many units each.

    Args:
        rows: the units.
        coder_ids: whose work.
        code_ids: which codes.
        times: when a coder was at a segment, by (segment, coder); units without a time are left out.
        parts: how many.
    """
    rated = rows.rated(coder_ids)
    stages = []
    for i, coder in enumerate(coder_ids):
        shared = np.flatnonzero((rated >> i & 1) & (rated != 1 << i))
        timed = [
            (times[int(rows.segment[u]), coder], int(u))
            for u in shared
            if (int(rows.segment[u]), coder) in times
        ]
        order = np.array([u for _, u in sorted(timed)], dtype=np.int64)
        for part, units in enumerate(np.array_split(order, parts), 1):
            if len(units):
                stages.append(_stage(only(rows, units), coder, part, coder_ids, code_ids))
    return stages


def only(rows: Raw, units: Ints) -> Raw:
    """Some of the units; nobody has decided the rest."""
    keep = np.zeros(rows.n + 1, dtype=bool)
    keep[units] = True
    return replace(
        rows,
        coded_unit=np.where(keep[rows.coded_unit], rows.coded_unit, -1),
        decided_unit=np.where(keep[rows.decided_unit], rows.decided_unit, -1),
    )


def _stage(rows: Raw, coder: int, part: int, coder_ids: Sequence[int], code_ids: Sequence[int]) -> Stage:
    others = [each for each in coder_ids if each != coder]
    rated = rows.rated([coder, *others])
    said = rows.said([coder, *others], {code: i for i, code in enumerate(code_ids)})
    given = (
        np.unique(np.stack([said.unit, said.code, said.coder]), axis=1)
        if len(said.unit)
        else np.zeros((3, 0))
    )
    own, all_ = int((given[2] == 0).sum()), given.shape[1]
    n = int((rated > 0).sum())
    looks = int(np.bitwise_count((rated >> 1).astype(np.uint64)).sum())
    values = [agreement(patterns(rows, [coder, other], code_ids)).pooled_alpha for other in others]
    defined = [each.value for each in values if each.value is not None]
    if defined:
        alpha = Value(sum(defined) / len(defined), n=n)
    else:
        varied = any(each.reason == NO_VARIATION for each in values)
        alpha = Value(None, NO_VARIATION if varied else NO_PAIRS, n)
    return Stage(coder, part, n, own / n if n else None, (all_ - own) / looks if looks else None, alpha)
