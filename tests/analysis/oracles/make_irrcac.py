"""Figures by irrCAC, kept in ``irrcac.json``: on its own data sets, and on random ratings.

irrCAC 0.4.4 pins scipy 1.12 and pandas 2, which do not go with this project's numpy, so it cannot
stand among the test dependencies. To make the file again, in an environment of irrCAC's own::

    python -m venv irrcac && irrcac/bin/pip install irrCAC==0.4.4
    irrcac/bin/python tests/analysis/oracles/make_irrcac.py
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
from irrCAC import datasets
from irrCAC.raw import CAC

METHODS = ("fleiss", "gwet", "krippendorff", "bp", "conger")
LEVELS = {"nominal": "identity", "interval": "quadratic", "ratio": "ratio"}


def figures(table: pd.DataFrame, categories: list[object], level: str = "nominal") -> dict[str, object]:
    """Value, standard error and interval of each coefficient."""
    asked = CAC(table, weights=LEVELS[level], categories=categories, digits=15)
    found: dict[str, object] = {}
    for name in METHODS if level == "nominal" else ("krippendorff",):
        estimate = getattr(asked, name)()["est"]
        found[name] = {
            "value": float(estimate["coefficient_value"]),
            "se": float(estimate["se"]),
            "ci": [float(x) for x in estimate["confidence_interval"]],
        }
    return found


def case(name: str, table: pd.DataFrame, level: str = "nominal") -> dict[str, object]:
    """A data set with its figures."""
    values = [x for x in pd.unique(table.to_numpy().ravel()) if not pd.isna(x)]
    categories = sorted(values)
    cells = [
        [None if pd.isna(x) else (str(x) if isinstance(x, str) else f"{x:g}") for x in row]
        for row in table.to_numpy()
    ]
    names = [str(x) if isinstance(x, str) else f"{x:g}" for x in categories]
    return {
        "name": name,
        "level": level,
        "cells": cells,
        "categories": names,
        "figures": figures(table, categories, level),
    }


def drawn(seed: int, coders: int, categories: int, missing: float, least: int) -> pd.DataFrame:
    """Ratings of units that at least so many coders rated."""
    random = np.random.default_rng(seed)
    truth = random.integers(1, categories + 1, 40)
    other = random.integers(1, categories + 1, (40, coders))
    found = np.where(random.random((40, coders)) < 0.7, truth[:, None], other).astype(float)
    found[random.random((40, coders)) < missing] = np.nan
    table = pd.DataFrame(found)
    return table[table.notna().sum(axis=1) >= least].reset_index(drop=True)


def main() -> None:
    """Write the file."""
    cases = []
    for name in ("raw_4raters", "raw_5observers", "raw_g1g2", "raw_gender", "raw_ben_gerry"):
        table = getattr(datasets, name)()
        table = table[[c for c in table.columns if c not in ("Group", "Gender", "Units")]]
        cases.append(case(name, table.reset_index(drop=True)))
    four = datasets.raw_4raters().reset_index(drop=True)
    cases += [case("raw_4raters", four, level) for level in ("interval", "ratio")]
    for seed in range(12):
        coders, categories = 2 + seed % 4, 2 + seed % 3
        table = drawn(seed, coders, categories, 0.0 if seed < 4 else 0.2, 2)
        cases += [case(f"drawn {seed}", table, level) for level in LEVELS]
    Path(__file__).with_name("irrcac.json").write_text(json.dumps(cases, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
