"""Agreement on tables with one category a unit and coder (``coder agree --ratings``).

The coefficients of :mod:`coder.analysis.coefficients`, with as many categories as there are;
alpha also at the ordinal, interval and ratio level, with the differences of Krippendorff (2019,
ch. 12): ordinal the squared number of ratings between two ranks, interval (c - k)^2, ratio
((c - k) / (c + k))^2. Every unit is drawn for itself unless the file says which interview it is of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from coder.analysis import coefficients as made
from coder.analysis.analytic import Error, alpha_error, cohen, errors
from coder.analysis.patterns import Ints
from coder.analysis.resampling import Sampling, all_but_one, draws, interval, student
from coder.analysis.sums import Floats, Sums, pairs_of
from coder.analysis.values import (
    NO_PAIRS,
    NO_UNIT_OF_BOTH,
    NO_VARIATION,
    YES_NO_ONLY,
    CodeAgreement,
    PairValue,
    Value,
)
from coder.model import CoderError

Level = Literal["nominal", "ordinal", "interval", "ratio"]
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval", "ratio")
_ENTRIES = 1 << 22
_NO_SAMPLING = Sampling("none")


@dataclass(frozen=True, slots=True)
class Categories:
    """Ratings as numbers of categories."""

    ratings: Ints
    """(units, coders); -1: not rated."""
    names: tuple[str, ...]
    """The categories; for a level other than nominal in their order."""
    interview: Ints
    """Of each unit."""
    weight: Ints | None = None
    """How many units each row stands for, where rows are stretches of characters; else one."""


def categories(
    cells: Sequence[Sequence[str | None]],
    interviews: Sequence[str],
    level: Level = "nominal",
    declared: Sequence[str] = (),
) -> Categories:
    """Number the categories: as declared, else as observed, in the order of numbers or letters."""
    seen = {cell for row in cells for cell in row if cell is not None}
    if declared:
        if unknown := sorted(seen - set(declared)):
            raise CoderError(f"{unknown[0]!r} is none of the categories ({', '.join(declared)}).")
        names = tuple(dict.fromkeys(declared))
    else:
        names = tuple(sorted(seen, key=_order))
    if level in ("interval", "ratio") or (level == "ordinal" and not declared):
        for name in names:
            if _order(name)[0]:
                raise CoderError(
                    f"{name!r} is no number, which the {level} level needs"
                    + ("; or name the ranks in their order with --categories." if level == "ordinal" else ".")
                )
    if level == "ratio" and any(float(name) < 0 for name in names):
        raise CoderError("the ratio level needs numbers that are not negative.")
    place = {name: i for i, name in enumerate(names)}
    width = max((len(row) for row in cells), default=0)
    ratings = np.array([[-1 if c is None else place[c] for c in row] for row in cells], dtype=np.int64)
    at = {name: i for i, name in enumerate(dict.fromkeys(interviews))}
    return Categories(
        ratings.reshape(len(cells), width), names, np.array([at[i] for i in interviews], dtype=np.int64)
    )


def _order(name: str) -> tuple[bool, float, str]:
    try:
        number = float(name)
    except ValueError:
        return True, 0.0, name
    return (not np.isfinite(number), number if np.isfinite(number) else 0.0, name)


def category_agreement(
    table: Categories, level: Level = "nominal", sampling: Sampling = _NO_SAMPLING
) -> CodeAgreement:
    """All figures of the table as a whole; coder ``i`` has the id ``i``."""
    units = _Units(table, level)
    every = np.ones((1, units.clusters), dtype=np.uint16)
    now = units.found(every)
    spreads = units.spreads(now, sampling)
    n = units.n

    def value(name: str) -> Value:
        figure = float(now[name][0, 0])
        if n == 0:
            return Value(None, NO_PAIRS)
        if np.isnan(figure):
            return Value(None, NO_VARIATION, n)
        found = Value(figure, n=n)
        return found.with_spread(*spreads[name]) if name in spreads else found

    kappas = []
    for p, pair in enumerate(units.pairs):
        figure, both = float(now["cohen_kappa"][0, p, 0]), int(units.pair_n[p])
        if np.isnan(figure):
            kappas.append(PairValue(pair, Value(None, NO_VARIATION if both else NO_UNIT_OF_BOTH, both)))
            continue
        own = spreads.get(f"cohen_kappa{p}")
        kappa = Value(figure, n=both)
        kappas.append(PairValue(pair, kappa.with_spread(*own) if own else kappa))
    only = Value(None, YES_NO_ONLY if n else NO_PAIRS, n)
    light = value("light_kappa")
    if light.value is None:
        varied = any(each.figure.reason == NO_VARIATION for each in kappas)
        light = Value(None, NO_VARIATION if varied else NO_PAIRS, n)
    return CodeAgreement(
        None,
        cohen_kappa=tuple(kappas),
        light_kappa=light,
        prevalence=only,
        positive_agreement=only,
        prevalence_index=only,
        bias_index=only,
        pabak=only,
        percent_agreement=value("percent_agreement"),
        krippendorff_alpha=value("krippendorff_alpha"),
        fleiss_kappa=value("fleiss_kappa"),
        gwet_ac1=value("gwet_ac1"),
        brennan_prediger=value("brennan_prediger"),
    )


class _Units:
    """What every unit contributes, and the figures of samples of interviews."""

    def __init__(self, table: Categories, level: Level) -> None:
        self.table, self.level = table, level
        rated = table.ratings
        q = max(1, len(table.names))
        self.q, self.pairs = q, pairs_of(rated.shape[1])
        one_hot = rated[:, :, None] == np.arange(q)
        self.n_ik: NDArray[np.int64] = one_hot.sum(axis=1)
        r = self.n_ik.sum(axis=1)
        self.pairable = r >= 2
        self.differences = _differences(table.names, level)
        n_ik, below = self.n_ik.astype(float), np.maximum(r - 1, 1)
        pa = (n_ik * (n_ik - 1)).sum(axis=1) / np.maximum(r * below, 1)
        columns = [(r > 0)[:, None], self.pairable[:, None], (r * self.pairable)[:, None]]
        columns += [(pa * self.pairable)[:, None], n_ik / np.maximum(r, 1)[:, None]]
        columns += [n_ik * self.pairable[:, None], self._coincidences(n_ik, below)]
        for i, j in self.pairs:
            both = (rated[:, i] >= 0) & (rated[:, j] >= 0)
            columns += [both[:, None], (both & (rated[:, i] == rated[:, j]))[:, None]]
            columns += [one_hot[:, i] & both[:, None], one_hot[:, j] & both[:, None]]
        per_unit = np.concatenate([np.asarray(each, dtype=float) for each in columns], axis=1)
        weight = np.ones(len(rated), dtype=np.int64) if table.weight is None else table.weight
        per_unit *= weight[:, None]
        self.n = int(weight[self.pairable].sum())
        found, at = np.unique(table.interview[r > 0], return_inverse=True)
        self.clusters = len(found)
        self.features = np.zeros((len(found), per_unit.shape[1]))
        np.add.at(self.features, at, per_unit[r > 0])
        self.pair_n = [int(weight[(rated[:, i] >= 0) & (rated[:, j] >= 0)].sum()) for i, j in self.pairs]

    def _coincidences(self, n_ik: Floats, below: Ints) -> Floats:
        """Observed disagreement; at the ordinal level, where distances hang on ratings, all coincidences."""
        scaled = n_ik * self.pairable[:, None] / below[:, None]
        if self.differences is not None:
            far: Floats = np.einsum("ic,ck,ik->i", scaled, self.differences, n_ik)[:, None]
            return far
        pairs: Floats = np.einsum("ic,ik->ick", scaled, n_ik)
        return pairs.reshape(len(n_ik), -1)

    def found(self, drawn: NDArray[np.integer]) -> dict[str, Floats]:
        """Figures of samples: (1, samples), kappas (1, pairs, samples)."""
        total = (drawn.astype(float) @ self.features).T
        q, at = self.q, 0

        def take(width: int) -> Floats:
            nonlocal at
            at += width
            return total[at - width : at]

        units, pairable, ratings, agreeing = (take(1) for _ in range(4))
        shares, margins = take(q), take(q)
        observed = take(1 if self.differences is not None else q * q)
        by_pair = [(take(1)[0], take(1)[0], take(q), take(q)) for _ in self.pairs]
        empty = np.zeros((0, total.shape[1]))
        pair_n, same = (np.stack([each[i] for each in by_pair]) if by_pair else empty for i in (0, 1))
        chance = np.stack([(each[2] * each[3]).sum(axis=0) for each in by_pair]) if by_pair else empty
        with np.errstate(divide="ignore", invalid="ignore"):
            pi = shares / units
        sums = Sums(
            len(self.table.names), units, pairable, ratings, agreeing, observed[:1],
            (pi**2).sum(axis=0)[None], (margins**2).sum(axis=0)[None], pair_n[None], same[None], chance[None],
        )  # fmt: skip
        kappas = made.cohen_kappa(sums)
        values = made.general(sums, kappas)
        values["krippendorff_alpha"] = self._alpha(observed, margins, ratings)
        return {**values, "cohen_kappa": kappas}

    def _alpha(self, observed: Floats, margins: Floats, ratings: Floats) -> Floats:
        n = ratings[0]
        if self.differences is not None:
            above = observed[0]
            below = np.einsum("cr,ck,kr->r", margins, self.differences, margins)
        else:
            far = ordinal(margins)
            above = (observed.reshape(self.q, self.q, -1) * far).sum(axis=(0, 1))
            below = np.einsum("cr,ckr,kr->r", margins, far, margins)
        out = np.full(n.shape, np.nan)
        np.divide(above * (n - 1), below, out=out, where=below > 0)
        return 1 - out[None]

    def spreads(self, now: dict[str, Floats], sampling: Sampling) -> dict[str, tuple[float, float, float]]:
        """Standard error and ends by name of figure; pairs as ``cohen_kappa0`` and so on."""
        if sampling.method == "gwet":
            return self._by_formula(now)
        if sampling.method == "none" or self.clusters < 2:
            return {}
        step = max(1, _ENTRIES // max(self.clusters, self.features.shape[1]))
        parts = [
            self.found(draws(self.clusters, min(step, sampling.replicates - start), sampling.seed + start))
            for start in range(0, sampling.replicates, step)
        ]
        values = {name: np.concatenate([part[name] for part in parts], axis=-1) for name in now}
        left = self.found(all_but_one(self.clusters)) if sampling.form == "bca" else None
        spreads = {}
        for name, sample in values.items():
            out = interval(sample, now[name][..., 0], left[name] if left else None, sampling, self.clusters)
            if name == "cohen_kappa":
                for p in range(len(self.pairs)):
                    spreads[f"{name}{p}"] = _three([float(x[0, p]) for x in out])
            else:
                spreads[name] = _three([float(x[0]) for x in out])
        return spreads

    def _by_formula(self, now: dict[str, Floats]) -> dict[str, tuple[float, float, float]]:
        ones = np.ones(len(self.n_ik), dtype=np.int64)
        found: dict[str, Error] = errors(self.n_ik, ones)
        far = self.differences if self.differences is not None else self._ordinal_now()
        if self.level != "nominal" and found:
            found["krippendorff_alpha"] = alpha_error(self.n_ik, ones, far)
        spreads = {name: student(float(now[name][0, 0]), e.se, e.df) for name, e in found.items()}
        for p, (i, j) in enumerate(self.pairs):
            one, two = self.table.ratings[:, i], self.table.ratings[:, j]
            both = (one >= 0) & (two >= 0)
            fourfold = np.zeros((self.q, self.q))
            np.add.at(fourfold, (one[both], two[both]), 1)
            error = cohen(fourfold)
            spreads[f"cohen_kappa{p}"] = student(float(now["cohen_kappa"][0, p, 0]), error.se, error.df)
        if len(self.pairs) == 1:
            spreads["light_kappa"] = spreads["cohen_kappa0"]
        return spreads

    def _ordinal_now(self) -> Floats:
        margins = (self.n_ik * self.pairable[:, None]).sum(axis=0).astype(float)
        return ordinal(margins[:, None])[..., 0]


def _three(values: list[float]) -> tuple[float, float, float]:
    return values[0], values[1], values[2]


def _differences(names: Sequence[str], level: Level) -> Floats | None:
    """Squared differences of categories; None at the ordinal level, where they hang on the ratings."""
    if level == "ordinal":
        return None
    if level == "nominal":
        return 1 - np.eye(max(1, len(names)))
    x = np.array([float(name) for name in names]) if names else np.zeros(1)
    if level == "interval":
        squares: Floats = (x[:, None] - x[None, :]) ** 2
        return squares
    total = x[:, None] + x[None, :]
    return np.where(total > 0, (x[:, None] - x[None, :]) ** 2 / np.where(total > 0, total, 1) ** 2, 0)


def ordinal(margins: Floats) -> Floats:
    """Ordinal differences from how often each rank was used: (ranks, ranks, samples).

    The ratings from rank c to rank k, with half of those at the two ends, squared.
    """
    upto = margins.cumsum(axis=0) - margins / 2
    far: Floats = (upto[:, None] - upto[None, :]) ** 2
    return far
