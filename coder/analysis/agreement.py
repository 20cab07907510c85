"""Inter-coder agreement on each code, from the patterns of :mod:`coder.analysis.patterns`.

Notation, for one code: unit i was rated by r_i coders, y_i of whom said yes. Only units
with r_i >= 2 can agree or disagree.

* percent agreement: the mean over these units of the share of agreeing pairs of coders.
* Krippendorff's alpha, nominal: 1 - D_o / D_e from the coincidence matrix (Krippendorff,
  Content Analysis, 4th ed. 2019, ch. 12; "Computing Krippendorff's Alpha-Reliability", 2011).
* Cohen's kappa (1960) for a pair of coders, on the units both rated; for more than two
  coders the mean over the pairs where it is defined (Light 1971).
* pooled kappa (De Vries et al. 2008): mean observed and mean expected agreement over the
  codes put into one kappa; pooled alpha: 1 - sum D_o / sum D_e.

What is undefined is None with its reason, never 0, 1 or NaN.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from coder.analysis.patterns import Ints, Patterns

Floats = NDArray[np.float64]

NO_VARIATION = "no variation"
NO_PAIRS = "no unit rated by two coders"


@dataclass(frozen=True, slots=True)
class Value:
    """A figure, or the reason why there is none."""

    value: float | None
    reason: str | None = None
    n: int = 0
    """Units it rests on."""


@dataclass(frozen=True, slots=True)
class PairValue:
    """A figure of two coders."""

    coders: tuple[int, int]
    """Coder ids."""
    figure: Value


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """Agreement on one code (or, pooled, on all)."""

    code_id: int | None
    percent_agreement: Value
    krippendorff_alpha: Value
    cohen_kappa: tuple[PairValue, ...]
    light_kappa: Value
    """Mean of the pairs' kappas that are defined; of two coders simply their kappa."""
    prevalence: Value
    """Share of yes among the ratings of units rated twice or more."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of some coders on some codes."""

    coder_ids: tuple[int, ...]
    units: int
    """Units rated by at least one of the coders."""
    codes: tuple[CodeAgreement, ...]
    pooled_alpha: Value
    pooled_kappa: Value


@dataclass(frozen=True, slots=True)
class _Pair:
    """The fourfold table of two coders, an entry a code."""

    coders: tuple[int, int]
    n: Ints
    observed: Floats
    expected: Floats


def agreement(patterns: Patterns) -> Agreement:
    """All figures of all codes."""
    k = len(patterns.code_ids)
    rated = _bits(patterns.rated)
    yes = _bits(patterns.yes)
    pairable = rated >= 2
    code, count = patterns.code[pairable], patterns.count[pairable]
    r, y = rated[pairable].astype(float), yes[pairable].astype(float)

    def total(weights: Floats) -> Floats:
        return np.bincount(code, weights=weights * count, minlength=k).astype(np.float64)

    units = np.bincount(code, weights=count, minlength=k).astype(int)
    ratings, said_yes = total(r), total(y)
    agreeing = total((y * (y - 1) + (r - y) * (r - y - 1)) / (r * (r - 1)))
    observed = total(2 * y * (r - y) / (r - 1))  # off-diagonal coincidences
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = 2 * said_yes * (ratings - said_yes) / (ratings - 1)
        do, de = observed / ratings, expected / ratings
    pairs = [_pair(patterns, i, j) for i, j in combinations(range(len(patterns.coder_ids)), 2)]
    codes = []
    for c in range(k):
        n = int(units[c])
        if n == 0:
            nothing = Value(None, NO_PAIRS)
            percent, prevalence, alpha = nothing, nothing, nothing
        else:
            percent = Value(float(agreeing[c] / n), n=n)
            prevalence = Value(float(said_yes[c] / ratings[c]), n=n)
            alpha = Value(1 - float(do[c] / de[c]), n=n) if de[c] > 0 else Value(None, NO_VARIATION, n)
        kappas = tuple(PairValue(pair.coders, _kappa(pair, c)) for pair in pairs)
        codes.append(CodeAgreement(patterns.code_ids[c], percent, alpha, kappas, _light(kappas), prevalence))
    return Agreement(
        patterns.coder_ids, patterns.units, tuple(codes), _pooled_alpha(do, de, units), _pooled_kappa(pairs)
    )


def _bits(masks: Ints) -> Ints:
    return np.bitwise_count(masks.astype(np.uint64)).astype(np.int64)


def _pair(patterns: Patterns, i: int, j: int) -> _Pair:
    k = len(patterns.code_ids)
    both = (patterns.rated >> i & patterns.rated >> j & 1).astype(bool)
    code, count = patterns.code[both], patterns.count[both]
    first, second = patterns.yes[both] >> i & 1, patterns.yes[both] >> j & 1

    def total(where: NDArray[np.bool_]) -> Floats:
        return np.bincount(code, weights=count * where, minlength=k).astype(np.float64)

    n = np.bincount(code, weights=count, minlength=k)
    with np.errstate(divide="ignore", invalid="ignore"):
        p, q = total(first == 1) / n, total(second == 1) / n
        observed = total(first == second) / n
        expected = p * q + (1 - p) * (1 - q)
    return _Pair((patterns.coder_ids[i], patterns.coder_ids[j]), n.astype(np.int64), observed, expected)


def _kappa(pair: _Pair, c: int) -> Value:
    n = int(pair.n[c])
    if n == 0:
        return Value(None, "no unit rated by both coders")
    if pair.expected[c] >= 1:
        return Value(None, NO_VARIATION, n)
    return Value(float((pair.observed[c] - pair.expected[c]) / (1 - pair.expected[c])), n=n)


def _light(pairs: tuple[PairValue, ...]) -> Value:
    defined = [p.figure for p in pairs if p.figure.value is not None]
    if not defined:
        reasons = [p.figure.reason for p in pairs]
        n = max((p.figure.n for p in pairs), default=0)
        return Value(None, NO_VARIATION if NO_VARIATION in reasons else NO_PAIRS, n)
    mean = sum(v.value for v in defined if v.value is not None) / len(defined)
    return Value(mean, n=max(v.n for v in defined))


def _pooled_alpha(do: Floats, de: Floats, units: Ints) -> Value:
    there = units > 0
    if not there.any():
        return Value(None, NO_PAIRS)
    below = float(de[there].sum())
    n = int(units.max())
    return Value(1 - float(do[there].sum()) / below, n=n) if below > 0 else Value(None, NO_VARIATION, n)


def _pooled_kappa(pairs: list[_Pair]) -> Value:
    """De Vries et al.'s pooled kappa, averaged over the pairs of coders where it is defined."""
    found, n = [], 0
    for pair in pairs:
        there = pair.n > 0
        if not there.any():
            continue
        n = max(n, int(pair.n.max()))
        observed, expected = float(pair.observed[there].mean()), float(pair.expected[there].mean())
        if expected < 1:
            found.append((observed - expected) / (1 - expected))
    if not found:
        return Value(None, NO_VARIATION if n else NO_PAIRS, n)
    return Value(sum(found) / len(found), n=n)
