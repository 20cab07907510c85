"""Inter-coder agreement on each code, from the patterns of :mod:`coder.analysis.patterns`.

The coefficients and their sources are in :mod:`coder.analysis.coefficients`, the intervals in
:mod:`coder.analysis.resampling` and :mod:`coder.analysis.analytic`. What is undefined is None
with its reason, never 0, 1 or NaN.
"""

from __future__ import annotations

from math import isnan

import numpy as np

from coder.analysis import coefficients as made
from coder.analysis.analytic import Error, cohen, errors
from coder.analysis.patterns import Patterns
from coder.analysis.pooled import add_up, pooled_values, units_drawn
from coder.analysis.resampling import ENOUGH, Sampling, all_but_one, draws, interval, multinomial, student
from coder.analysis.sums import Contributions, Floats, YesNo, estimate, weighted
from coder.analysis.values import (
    NO_PAIRS,
    NO_UNIT_OF_BOTH,
    NO_VARIATION,
    NO_YES,
    TWO_CODERS_ONLY,
    Agreement,
    CodeAgreement,
    PairValue,
    Value,
)

__all__ = [
    "NO_PAIRS",
    "NO_UNIT_OF_BOTH",
    "NO_VARIATION",
    "NO_YES",
    "TENTATIVE",
    "TWO_CODERS_ONLY",
    "Agreement",
    "CodeAgreement",
    "PairValue",
    "Value",
    "agreement",
]

TENTATIVE = 0.667
"""Krippendorff (2019), ch. 12: below this, data are not to be relied on."""
_NO_SAMPLING = Sampling("none")

Found = dict[str, Floats]
"""Coefficients by name, (codes, samples); ``cohen_kappa`` is (codes, pairs, samples)."""
_REASONS = {"positive_agreement": NO_YES}


def agreement(
    patterns: Patterns, sampling: Sampling = _NO_SAMPLING, by_unit: Patterns | None = None
) -> Agreement:
    """All figures of all codes.

    Args:
        patterns: the counts.
        sampling: how intervals are made; by default there are none.
        by_unit: for the unit bootstrap's intervals of pooled figures, which rest on several
            codes of the same unit: the same counts with every unit as an interview of its own.
    """
    whole = Contributions(patterns)
    drawn = _Drawn(whole, sampling)
    codes: list[CodeAgreement] = []
    for first, end in whole.blocks(sampling.replicates):
        own = whole.of(first, end)
        now = estimate(whole, own)
        codes += _block(whole, first, now, _found(now), drawn.block(own, first, now))
    resampled = drawn.parts
    if sampling.method == "unit" and by_unit is not None:
        resampled = units_drawn(by_unit, sampling)
    pooled = pooled_values(whole, sampling, resampled, drawn.left_parts)
    return Agreement(
        patterns.coder_ids,
        patterns.units,
        tuple(codes),
        pooled["pooled_alpha"],
        pooled["pooled_kappa"],
        len(whole.interviews),
    )


def _found(sums: YesNo) -> Found:
    kappas = made.cohen_kappa(sums.sums)
    return {**made.general(sums.sums, kappas), **made.of_yes_no(sums), "cohen_kappa": kappas}


Spreads = dict[str, tuple[Floats, Floats, Floats]]
"""Standard error, lower and upper end of each coefficient: (codes) or (codes, pairs)."""


class _Drawn:
    """Resamples, made once for all codes; what is left over for the pooled figures is kept."""

    def __init__(self, whole: Contributions, sampling: Sampling) -> None:
        self.whole, self.sampling = whole, sampling
        n = len(whole.interviews)
        by_interview = sampling.method == "interview" and n > 1
        self.times = draws(n, sampling.replicates, sampling.seed) if by_interview else None
        self.left_out = all_but_one(n) if by_interview and sampling.form == "bca" else None
        self.parts: dict[str, Floats] = {}
        self.left_parts: dict[str, Floats] = {}

    def block(self, own: Floats, first: int, now: YesNo) -> tuple[Spreads, Floats | None]:
        """Spreads of a range of codes, and the share of alphas below :data:`TENTATIVE`."""
        if self.sampling.method == "gwet":
            return _by_formula(self.whole, first, now), None
        if self.sampling.method == "unit":
            return self._by_unit(first, now)
        if self.times is None:
            return {}, None
        sums = weighted(self.whole, own, self.times)
        add_up(self.parts, made.pooled_parts(sums.sums))
        left = None
        if self.left_out is not None:
            without = weighted(self.whole, own, self.left_out)
            add_up(self.left_parts, made.pooled_parts(without.sums))
            left = _found(without)
        return self._read(_found(sums), _found(now), left)

    def _read(self, found: Found, now: Found, left: Found | None) -> tuple[Spreads, Floats]:
        n = len(self.whole.interviews)
        spreads = {
            name: interval(values, now[name][..., 0], None if left is None else left[name], self.sampling, n)
            for name, values in found.items()
        }
        for name in made.SHARES:
            spreads[name] = (spreads[name][0], np.maximum(spreads[name][1], 0), spreads[name][2])
        return spreads, _share_below(found["krippendorff_alpha"])

    def _by_unit(self, first: int, now: YesNo) -> tuple[Spreads, Floats]:
        """The exact multinomial over each code's patterns, since units of one pattern are alike."""
        rows: dict[str, list[tuple[Floats, Floats, Floats]]] = {}
        below = []
        estimates = _found(now)
        for c in range(len(now.said_yes)):
            kinds, count = self.whole.kinds_of(first + c)
            alone = Contributions(kinds)
            times = multinomial(count, self.sampling.replicates, self.sampling.seed)
            found = _found(weighted(alone, alone.of(0, 1), times))
            for name, values in found.items():
                spread = interval(values, estimates[name][c : c + 1, ..., 0], None, self.sampling, 0)
                rows.setdefault(name, []).append(spread)
            below.append(_share_below(found["krippendorff_alpha"]))
        stacked = {
            name: (
                np.concatenate([each[0] for each in parts]),
                np.concatenate([each[1] for each in parts]),
                np.concatenate([each[2] for each in parts]),
            )
            for name, parts in rows.items()
        }
        return stacked, np.concatenate(below) if below else np.empty(0)


def _share_below(alphas: Floats) -> Floats:
    there = (~np.isnan(alphas)).sum(axis=-1)
    below = (alphas < TENTATIVE).sum(axis=-1)
    return np.where(there >= max(1, ENOUGH * alphas.shape[-1]), below / np.maximum(there, 1), np.nan)


def _by_formula(whole: Contributions, first: int, now: YesNo) -> Spreads:
    """Gwet's errors; PABAK's is twice that of percent agreement, which it is a line of."""
    estimates = _found(now)
    spreads = {name: _empty(values[..., 0]) for name, values in estimates.items()}

    def put(name: str, at: tuple[int, ...], error: Error, factor: float = 1) -> None:
        se, low, high = student(float(estimates[name][(*at, 0)]), error.se * factor, error.df)
        for to, value in zip(spreads[name], (se, low, high), strict=True):
            to[at] = value

    for c in range(len(now.said_yes)):
        found = errors(*whole.rows_of(first + c))
        for name, error in found.items():
            put(name, (c,), error)
        for p in range(len(whole.pairs)):
            n, both, one, two = (
                float(x[c, p, 0]) for x in (now.sums.pair_n, now.both, now.first, now.second)
            )
            error = cohen(np.array([[both, one - both], [two - both, n - one - two + both]]))
            put("cohen_kappa", (c, p), error)
            if len(whole.pairs) == 1:
                put("light_kappa", (c,), error)
                put("pabak", (c,), found.get("percent_agreement", Error()), 2)
    return spreads


def _empty(like: Floats) -> tuple[Floats, Floats, Floats]:
    return np.full(like.shape, np.nan), np.full(like.shape, np.nan), np.full(like.shape, np.nan)


# --- figures into values ----------------------------------------------------------------------


def _block(
    whole: Contributions,
    first: int,
    now: YesNo,
    found: Found,
    drawn: tuple[Spreads, Floats | None],
) -> list[CodeAgreement]:
    spreads, below = drawn
    names = [name for name in found if name != "cohen_kappa"]
    coders, pairs = whole.patterns.coder_ids, whole.pairs
    codes = []
    for c in range(len(now.said_yes)):
        n = int(now.sums.pairable[c, 0])
        kappas = tuple(
            PairValue((coders[i], coders[j]), _kappa(found, spreads, now, (c, p)))
            for p, (i, j) in enumerate(pairs)
        )
        values = {name: _value(name, found, spreads, c, n, len(coders)) for name in names}
        light = _light(values["light_kappa"], kappas, n)
        share = None if below is None or isnan(below[c]) else float(below[c])
        code = whole.patterns.code_ids[first + c]
        codes.append(
            CodeAgreement(code, cohen_kappa=kappas, alpha_below=share, **values | {"light_kappa": light})
        )
    return codes


def _value(name: str, found: Found, spreads: Spreads, c: int, n: int, coders: int) -> Value:
    figure = float(found[name][c, 0])
    if isnan(figure):
        if n == 0:
            return Value(None, NO_PAIRS)
        if name in made.TWO_CODERS and coders != 2:
            return Value(None, TWO_CODERS_ONLY, n)
        return Value(None, _REASONS.get(name, NO_VARIATION), n)
    value = Value(figure, n=n)
    return value.with_spread(*(x[c] for x in spreads[name])) if name in spreads else value


def _kappa(found: Found, spreads: Spreads, now: YesNo, at: tuple[int, int]) -> Value:
    n = int(now.sums.pair_n[(*at, 0)])
    figure = float(found["cohen_kappa"][(*at, 0)])
    if n == 0:
        return Value(None, NO_UNIT_OF_BOTH)
    if isnan(figure):
        return Value(None, NO_VARIATION, n)
    value = Value(figure, n=n)
    return value.with_spread(*(x[at] for x in spreads["cohen_kappa"])) if spreads else value


def _light(mean: Value, pairs: tuple[PairValue, ...], n: int) -> Value:
    if mean.value is None:
        reasons = [pair.figure.reason for pair in pairs]
        return Value(None, NO_VARIATION if NO_VARIATION in reasons else NO_PAIRS, n)
    return Value(mean.value, n=n, se=mean.se, ci=mean.ci)
