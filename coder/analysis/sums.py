"""Sums over units: all that any coefficient of a code needs, for the data and for its resamples.

A unit's contribution depends on its pattern alone, and every coefficient is a function of the
contributions' sums. So a bootstrap by interview is a product of two matrices: how often each
interview was drawn, times the sums of each interview. Whole numbers go through it in single
precision while that is exact, else in double.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from coder.analysis.patterns import Ints, Patterns

Floats = NDArray[np.float64]
_EXACT = 1 << 24
"""Whole numbers up to here are exact in single precision."""
_MOST_WHOLE = 12
"""Raters of a unit up to whom fractions are counted in whole numbers: 27,720 squared is still small."""
_BLOCK = 1 << 24
"""Entries of a matrix made at any one time."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over units, for ``K`` codes and ``R`` samples; arrays are (K, R), of pairs (K, P, R).

    In a unit rated by r coders, n_k of them choose category k.
    """

    categories: int
    units: Floats
    """Units rated by one coder or more."""
    pairable: Floats
    """Units rated by two coders or more; what follows is over these, unless it says otherwise."""
    ratings: Floats
    """r."""
    agreeing: Floats
    """Agreeing pairs of ratings as a share of all: sum over k of n_k (n_k - 1) / (r (r - 1))."""
    observed: Floats
    """Coincidences off the diagonal: sum over k of n_k (r - n_k) / (r - 1)."""
    share_squares: Floats
    """Sum over k of the squared mean, over **all** units, of n_k / r."""
    margin_squares: Floats
    """Sum over k of the squared sum of n_k."""
    pair_n: Floats
    """Units that both of two coders rated; what follows is over these."""
    pair_same: Floats
    """Units to which both gave the same category."""
    pair_chance: Floats
    """Sum over k of: how often the first chose k times how often the second did."""


@dataclass(frozen=True, slots=True)
class YesNo:
    """What a yes/no variable has besides."""

    sums: Sums
    said_yes: Floats
    """Ratings that say yes, in units rated by two coders or more."""
    both: Floats
    """Units to which both of two coders said yes."""
    first: Floats
    """Units to which the first said yes, of those that both rated."""
    second: Floats


@dataclass(frozen=True, slots=True)
class Features:
    """What a unit contributes, by its pattern."""

    table: Floats
    """(patterns, distinct columns)."""
    place: Ints
    """The column of each feature: ratings that say yes, differing pairs as a share, coincidences off
    the diagonal, share of yes; then of every pair both, the first, the second."""
    scale: Floats
    """What a sum of each feature's column is to be multiplied by."""

    @property
    def whole(self) -> bool:
        """Whether all contributions are whole numbers."""
        return bool((self.table == np.rint(self.table)).all())


def pairs_of(coders: int) -> list[tuple[int, int]]:
    """The pairs of coders, in order."""
    return list(combinations(range(coders), 2))


class Contributions:
    """What every interview contributes, by code."""

    def __init__(self, found: Patterns) -> None:
        self.patterns = found
        self.pairs = pairs_of(len(found.coder_ids))
        self.interviews, self._interview = np.unique(found.interview, return_inverse=True)
        masks = np.stack([found.rated, found.yes])
        kinds, self._kind = (
            np.unique(masks, axis=1, return_inverse=True) if masks.shape[1] < 5000 else _quick_kinds(masks)
        )
        self._kind = self._kind.reshape(-1)
        self._masks = kinds
        self.features = _features(kinds[0], kinds[1], self.pairs)
        first = found.code == 0  # every unit stands in every code
        r = _bits(kinds[0])[self._kind[first]]
        both = np.stack([r > 0, r >= 2, r * (r >= 2), *_rated_by_both(found.rated[first], self.pairs)])
        self.common = np.stack(
            [self._by_interview(self._interview[first], row * found.count[first]) for row in both]
        )
        """(3 + pairs, interviews): units, units rated twice, ratings in them, and each pair's units."""
        self._starts = np.searchsorted(found.code, np.arange(len(found.code_ids) + 1))

    def _by_interview(self, at: Ints, weights: Ints) -> Floats:
        return np.bincount(at, weights, len(self.interviews)).astype(np.float64)

    def blocks(self, samples: int) -> Iterator[tuple[int, int]]:
        """Ranges of codes small enough to be held for so many samples at once."""
        wide = max(samples, len(self.interviews)) * len(self.features.place)
        step = max(1, _BLOCK // max(1, wide))
        for start in range(0, len(self.patterns.code_ids), step):
            yield start, min(start + step, len(self.patterns.code_ids))

    def of(self, first: int, end: int) -> Floats:
        """Sums of each interview for a range of codes: (interviews, codes, distinct features)."""
        part = slice(int(self._starts[first]), int(self._starts[end]))
        codes = end - first
        row = self._interview[part] * codes + self.patterns.code[part] - first
        table = sparse.csr_array(
            (self.patterns.count[part].astype(np.float64), (row, self._kind[part])),
            shape=(len(self.interviews) * codes, len(self.features.table)),
        )
        found: Floats = table @ self.features.table
        return found.reshape(len(self.interviews), codes, self.features.table.shape[1])

    def kinds_of(self, code: int) -> tuple[Patterns, Ints]:
        """A code's patterns, each as an interview of one unit, and how many units have it."""
        part = slice(int(self._starts[code]), int(self._starts[code + 1]))
        kinds, at = np.unique(self._kind[part], return_inverse=True)
        count = np.bincount(at, self.patterns.count[part], len(kinds)).astype(np.int64)
        where = np.arange(len(kinds), dtype=np.int64)
        one, none = np.ones_like(where), np.zeros_like(where)
        rated, yes = self._masks[:, kinds]
        ids = (self.patterns.code_ids[code],)
        alone = Patterns(self.patterns.coder_ids, ids, len(kinds), none, where, rated, yes, one)
        return alone, count

    def rows_of(self, code: int) -> tuple[Ints, Ints]:
        """How many coders say no and yes, and how many units have it so."""
        kinds, count = self.kinds_of(code)
        yes = _bits(kinds.yes)
        return np.stack([_bits(kinds.rated) - yes, yes], axis=1), count


def _quick_kinds(masks: Ints) -> tuple[Ints, Ints]:
    rated, at = np.unique(masks[0], return_inverse=True)
    yes, there = np.unique(masks[1], return_inverse=True)
    key, kind = np.unique(at * len(yes) + there, return_inverse=True)
    return np.stack([rated[key // len(yes)], yes[key % len(yes)]]), kind


def _bits(masks: Ints) -> Ints:
    return np.bitwise_count(masks.astype(np.uint64)).astype(np.int64)


def _rated_by_both(rated: Ints, pairs: list[tuple[int, int]]) -> list[Ints]:
    return [rated >> i & rated >> j & 1 for i, j in pairs]


def _features(rated: Ints, yes: Ints, pairs: list[tuple[int, int]]) -> Features:
    """What one unit of each pattern contributes.

    Fractions are brought to whole numbers by their common denominator (while that is small),
    and columns that are the same (of coders who rated the same units) are kept once.
    """
    r, y = _bits(rated), _bits(yes)
    most = int(r.max(initial=2))
    whole = lcm(*range(1, most + 1)) if most <= _MOST_WHOLE else 1
    below = np.maximum(r - 1, 1)
    differing = np.where(r >= 2, 2 * y * (r - y), 0)
    both = np.stack([np.zeros_like(rated), *_rated_by_both(rated, pairs)])[1:]
    first = np.stack([np.zeros_like(yes), *(yes >> i & 1 for i, _ in pairs)])[1:] * both
    second = np.stack([np.zeros_like(yes), *(yes >> j & 1 for _, j in pairs)])[1:] * both
    rows = [
        y * (r >= 2),
        differing * whole**2 / (np.maximum(r, 1) * below),
        differing * whole / below,
        y * whole / np.maximum(r, 1),
    ]
    table = np.concatenate([np.stack(rows), first * second, first, second]).astype(np.float64)
    scale = np.ones(len(table))
    scale[1:4] = 1 / whole**2, 1 / whole, 1 / whole
    if whole > 1:
        table = np.rint(table)
        common = np.gcd.reduce(table.astype(np.int64), axis=1, initial=0)
        common = np.maximum(common, 1)
        table, scale = table / common[:, None], scale * common
    distinct, place = np.unique(table, axis=0, return_inverse=True)
    return Features(distinct.T, place.reshape(-1), scale)


def weighted(found: Contributions, own: Floats, drawn: NDArray[np.integer[Any]]) -> YesNo:
    """Sums over samples of interviews.

    Args:
        found: whose contributions.
        own: those of a range of codes, from :meth:`Contributions.of`.
        drawn: (samples, interviews): how often each interview is in each sample.
    """
    n, codes, features = own.shape
    samples = len(drawn)
    most = max(float(own.max(initial=0)), float(found.common.max(initial=0)))
    exact = found.features.whole and most * int(drawn.sum(axis=1).max(initial=0)) < _EXACT
    kind: type[Any] = np.float32 if exact else np.float64
    total: NDArray[Any] = np.zeros((codes * features, samples), dtype=kind)
    shared: NDArray[Any] = np.zeros((len(found.common), samples), dtype=kind)
    step = max(1, _BLOCK // max(1, samples, len(total)))
    for start in range(0, n, step):
        here = slice(start, start + step)
        times = drawn[:, here].astype(kind).T
        total += own[here].reshape(-1, len(total)).astype(kind).T @ times
        shared += found.common[:, here].astype(kind) @ times
    return _yes_no(total.reshape(codes, features, samples), shared.astype(np.float64), found.features)


def estimate(found: Contributions, own: Floats) -> YesNo:
    """Sums over all interviews, each once: one sample."""
    return _yes_no(own.sum(axis=0)[..., None], found.common.sum(axis=1)[:, None], found.features)


def _yes_no(total: NDArray[np.floating[Any]], common: Floats, features: Features) -> YesNo:
    """Put sums of features, (codes, features, samples), under their names."""
    pairs = len(common) - 3
    at, scale = features.place, features.scale

    def one(i: int) -> Floats:
        column: Floats = total[:, at[i]].astype(np.float64) * scale[i]
        return column

    def of_pairs(i: int) -> Floats:
        start = 4 + i * pairs
        return total[:, at[start : start + pairs]].astype(np.float64)

    said_yes, differing, observed, shares = (one(i) for i in range(4))
    both, first, second = (of_pairs(i) for i in range(3))
    units, pairable, ratings = (np.broadcast_to(common[i], said_yes.shape) for i in range(3))
    pair_n = np.broadcast_to(common[3:], both.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = shares / units
    sums = Sums(
        2,
        units,
        pairable,
        ratings,
        pairable - differing,
        observed,
        share**2 + (1 - share) ** 2,
        said_yes**2 + (ratings - said_yes) ** 2,
        pair_n,
        pair_n - first - second + 2 * both,
        first * second + (pair_n - first) * (pair_n - second),
    )
    return YesNo(sums, said_yes, both, first, second)
