"""Do groups differ in how many mention a code? Fisher's exact test, for the few who ask.

Given how many mention the code and how large the groups are, the numbers per group follow a
(multivariate) hypergeometric distribution when group and mention have nothing to do with each
other. p is the probability of a table at most as likely as the one observed.

* Two groups: R. A. Fisher (1935), The logic of inductive inference, JRSS 98, 39-82.
* More: G. H. Freeman and J. H. Halton (1951), Biometrika 38, 141-149, by Monte Carlo:
  p = (1 + tables drawn that are at most as likely) / (1 + tables drawn). As in R, tables whose
  probabilities differ by less than 1e-7 of their size are equally likely.
* Several tests: S. Holm (1979), Scandinavian Journal of Statistics 6, 65-70; valid whatever
  the dependence between codes.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import lgamma

import numpy as np
from numpy.typing import NDArray

DRAWN = 99_999
"""Tables drawn for more than two groups."""
_SAME = 1e-7
"""Relative difference below which two tables are equally likely."""


def fisher(mentioned: Sequence[int], sizes: Sequence[int], seed: int, drawn: int = DRAWN) -> float | None:
    """The p-value of one code over groups; None where all or nobody mention it, or there is one group.

    Args:
        mentioned: how many of each group mention the code.
        sizes: how many each group has; empty groups are passed over.
        seed: of the draws for more than two groups.
        drawn: how many tables are drawn for more than two groups.
    """
    groups = [(n, size) for n, size in zip(mentioned, sizes, strict=True) if size]
    total, everybody = sum(n for n, _ in groups), sum(size for _, size in groups)
    if len(groups) < 2 or total in (0, everybody):
        return None
    if len(groups) == 2:
        from scipy.stats import fisher_exact

        return float(fisher_exact([[n, size - n] for n, size in groups]).pvalue)
    of = np.array([size for _, size in groups])
    random = np.random.default_rng(seed)
    tables = random.multivariate_hypergeometric(of, total, size=drawn)
    observed = _log_ways(np.array([[n for n, _ in groups]]), of)[0]
    as_rare = int((_log_ways(tables, of) <= observed + _SAME).sum())
    return (1 + as_rare) / (1 + drawn)


def _log_ways(tables: NDArray[np.int64], of: NDArray[np.int64]) -> NDArray[np.float64]:
    """Up to a constant the logarithm of each table's probability: the sum of log C(size, n)."""
    factorials = np.array([lgamma(i + 1) for i in range(int(of.max()) + 1)])
    found: NDArray[np.float64] = (factorials[of] - factorials[tables] - factorials[of - tables]).sum(axis=1)
    return found


def holm(values: Sequence[float | None]) -> list[float | None]:
    """Holm's adjusted p-values; tests that could not be made do not count."""
    order = sorted((p, i) for i, p in enumerate(values) if p is not None)
    adjusted: list[float | None] = [None] * len(values)
    highest = 0.0
    for rank, (p, i) in enumerate(order):
        highest = max(highest, min(1.0, p * (len(order) - rank)))
        adjusted[i] = highest
    return adjusted
