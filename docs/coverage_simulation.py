"""How often 95% intervals hold the true value: makes ``docs/coverage.md``.

    python docs/coverage_simulation.py --datasets 2000

Two coders code interviews of 8 to 16 segments. Segments of an interview hang together in both
ways that matter: some interviews speak of the code more than others (the share of segments with
the code is drawn for each interview), and some are harder to code (so is each coder's chance to
be wrong). The true coefficients are those of 400,000 interviews. Nothing here but the drawing of
data is new: the intervals are the program's own.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from coder.analysis import coefficients as made
from coder.analysis.patterns import Patterns
from coder.analysis.resampling import all_but_one, bca, draws, multinomial, percentile, t_interval
from coder.analysis.sums import Contributions, Floats, YesNo, estimate, weighted

SIZES = (24, 60, 200)
FIGURES = {
    "krippendorff_alpha": "Krippendorff's alpha",
    "light_kappa": "Cohen's kappa",
    "gwet_ac1": "Gwet's AC1",
    "percent_agreement": "percent agreement",
}
FORMS = {
    "unit": "segments, percentiles",
    "percentile": "interviews, percentiles",
    "bca": "interviews, BCa",
    "t": "interviews, Student's t",
}


@dataclass(frozen=True, slots=True)
class World:
    """What data are drawn from."""

    name: str
    share: float
    """Mean share of segments with the code."""
    apart: float
    """How much interviews differ in it: the intraclass correlation of segments."""
    wrong: float
    """Mean chance of a coder to be wrong about a segment without the code; three times that with it."""


WORLDS = (
    World("a code of every fourth segment", 0.25, 0.2, 0.04),
    World("a code of every tenth segment", 0.10, 0.2, 0.02),
)


def drawn(world: World, interviews: int, random: np.random.Generator) -> Patterns:
    """The counts of a data set."""
    size = random.integers(8, 17, interviews)
    both = 1 / world.apart - 1
    share = random.beta(world.share * both, (1 - world.share) * both, interviews)
    hard = random.gamma(2, 0.5, (interviews, 1))  # mean 1
    at = np.repeat(np.arange(interviews), size)
    truth = random.random(len(at)) < share[at]
    chance = np.minimum(world.wrong * hard[at] * np.where(truth, 3, 1)[:, None], 0.5)
    said = truth[:, None] ^ (random.random((len(at), 2)) < chance)
    cell = at * 4 + said[:, 0] + 2 * said[:, 1]
    count = np.bincount(cell, minlength=interviews * 4)
    there = np.flatnonzero(count)
    nothing = np.zeros(len(there), dtype=np.int64)
    return Patterns((1, 2), (1,), len(at), nothing, there // 4, nothing + 3, there % 4, count[there])


def figures(sums: YesNo) -> dict[str, Floats]:
    """The coefficients of samples."""
    kappas = made.cohen_kappa(sums.sums)
    return made.general(sums.sums, kappas)


def intervals(data: Patterns, replicates: int, seed: int) -> dict[str, dict[str, tuple[float, float]]]:
    """Lower and upper ends by form and figure."""
    whole = Contributions(data)
    own = whole.of(0, 1)
    n = len(whole.interviews)
    now = figures(estimate(whole, own))
    resampled = figures(weighted(whole, own, draws(n, replicates, seed)))
    left = figures(weighted(whole, own, all_but_one(n)))
    kinds, count = whole.kinds_of(0)
    alone = Contributions(kinds)
    units = figures(weighted(alone, alone.of(0, 1), multinomial(count, replicates, seed)))
    found: dict[str, dict[str, tuple[float, float]]] = {form: {} for form in FORMS}
    for name in FIGURES:
        spreads = {
            "unit": percentile(units[name]),
            "percentile": percentile(resampled[name]),
            "bca": bca(resampled[name], now[name][..., 0], left[name]),
            "t": t_interval(resampled[name], now[name][..., 0], n),
        }
        for form, (_, low, high) in spreads.items():
            found[form][name] = float(low[0]), float(high[0])
    return found


def coverage(world: World, interviews: int, datasets: int, replicates: int) -> dict[tuple[str, str], float]:
    """Share of data sets whose interval holds the truth, of those that have an interval."""
    random = np.random.default_rng(20261121)
    many = Contributions(drawn(world, 400_000, random))
    truth = {name: float(values[0, 0]) for name, values in figures(estimate(many, many.of(0, 1))).items()}
    hits = dict.fromkeys(((form, name) for form in FORMS for name in FIGURES), 0)
    tried = dict.fromkeys(hits, 0)
    for number in range(datasets):
        for form, ends in intervals(drawn(world, interviews, random), replicates, number).items():
            for name, (low, high) in ends.items():
                if not np.isnan(low) and not np.isnan(high):
                    tried[form, name] += 1
                    hits[form, name] += low <= truth[name] <= high
    return {key: hits[key] / tried[key] for key in hits}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--datasets", type=int, default=2000)
    parser.add_argument("--replicates", type=int, default=1000)
    parser.add_argument("--output", type=Path)
    asked = parser.parse_args()
    lines = []
    for world in WORLDS:
        found = {n: coverage(world, n, asked.datasets, asked.replicates) for n in SIZES}
        lines += [f"\n### {world.name[0].upper()}{world.name[1:]}\n"]
        lines += [f"| drawn | figure | {' | '.join(f'{n} interviews' for n in SIZES)} |"]
        lines += ["|---|---|" + "---:|" * len(SIZES)]
        for form, words in FORMS.items():
            for name, title in FIGURES.items():
                cells = " | ".join(f"{100 * found[n][form, name]:.1f}%" for n in SIZES)
                lines += [f"| {words} | {title} | {cells} |"]
    text = "\n".join(lines) + "\n"
    if asked.output:
        asked.output.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
