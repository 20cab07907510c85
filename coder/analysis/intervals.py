"""Intervals around a share of a sample."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist


def wilson(n: int, of: int, level: float = 0.95) -> tuple[float, float] | None:
    """Wilson's score interval of the share ``n / of``, as two shares; None when of nothing.

    E. B. Wilson (1927), "Probable inference, the law of succession, and statistical
    inference", JASA 22, 209-212; without continuity correction.
    """
    if of == 0:
        return None
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = n / of
    middle = share + z * z / (2 * of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    below, above = ((middle + sign * half) / (1 + z * z / of) for sign in (-1, 1))
    return (0.0 if n == 0 else below), (1.0 if n == of else above)
