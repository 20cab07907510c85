"""When interviews stop bringing new codes.

Guest, Namey and Chen (2020), A simple method to assess and report thematic saturation in
qualitative research, PLoS ONE 15(5), e0232076: the *base* is the number of different codes in
the first interviews (4, 5 or 6 of them); a *run* is the next 2 or 3 interviews, and runs overlap,
each beginning one interview later than the one before. The share of new information is the
number of codes that a run brings for the first time, divided by the base, which stays the same.
Saturation is reached at the interview before the first run whose share is at most the threshold
(5% or 0%), and is written with the run's length: 6+2 says at interview 6, seen over 7 and 8.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coder.analysis.presence import Bools

BASES, RUNS, THRESHOLDS = (4, 5, 6), (2, 3), (5.0, 0.0)
"""The choices that the paper tried; thresholds in percent."""


@dataclass(frozen=True, slots=True)
class Run:
    """The interviews ``first`` to ``last``, counted from 1, and the new codes they bring."""

    first: int
    last: int
    new: int
    share: float
    """Of the base, in percent."""


@dataclass(frozen=True, slots=True)
class Saturation:
    """Guest, Namey and Chen's figure."""

    base: int
    run: int
    threshold: float
    base_codes: int
    runs: tuple[Run, ...]
    reached: int | None
    """The interview at which saturation is reached, counted from 1."""
    reason: str | None
    """Why there is none."""

    @property
    def notation(self) -> str | None:
        """As the paper writes it, such as 6+2."""
        return None if self.reached is None else f"{self.reached}+{self.run}"


def new_codes(table: Bools) -> list[list[int]]:
    """For each interview (a column, in order) the rows of the codes that no earlier one has."""
    known: set[int] = set()
    found = []
    for column in table.T:
        here = [int(row) for row in column.nonzero()[0] if int(row) not in known]
        known.update(here)
        found.append(here)
    return found


def saturation(new: Sequence[int], base: int = 4, run: int = 2, threshold: float = 5.0) -> Saturation:
    """The figure from the number of new codes of each interview, in the order held.

    Args:
        new: codes that the interview is the first to bring.
        base: interviews in the base.
        run: interviews in a run.
        threshold: in percent of the base.
    """
    known = sum(new[:base])
    starts = range(base, len(new) - run + 1) if known else range(0)
    sums = [(start, sum(new[start : start + run])) for start in starts]
    runs = tuple(Run(start + 1, start + run, n, 100 * n / known) for start, n in sums)
    reached = next((start for start, n in sums if 100 * n <= threshold * known), None)
    reason = None
    if reached is None:
        if len(new) < base + run:
            reason = f"a base of {base} and a run of {run} need {base + run} interviews"
        elif not known:
            reason = "no code in the base"
        else:
            reason = f"every run brings more than {threshold:g}% new codes"
    return Saturation(base, run, threshold, known, runs, reached, reason)
