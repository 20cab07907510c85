"""Agreement on categories against irrCAC (K. Gwet's own formulas): its data sets and random ratings.

``oracles/make_irrcac.py`` says how the figures were made; every case is one published by Gwet
(Handbook of Inter-Rater Reliability, 4th ed. 2014) or computed by his package's Python form.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from coder.analysis.agreement import Value
from coder.analysis.categories import categories, category_agreement
from coder.analysis.resampling import Sampling

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "oracles" / "irrcac.json").read_text(encoding="utf-8")
)
NAMES = {
    "fleiss": "fleiss_kappa",
    "gwet": "gwet_ac1",
    "krippendorff": "krippendorff_alpha",
    "bp": "brennan_prediger",
}


def ours(case: dict[str, Any]) -> Any:
    cells = [row for row in case["cells"] if any(cell is not None for cell in row)]
    names = [str(i) for i in range(len(cells))]
    table = categories(cells, names, case["level"], case["categories"])
    return category_agreement(table, case["level"], Sampling("gwet"))


def rated_once(case: dict[str, Any]) -> bool:
    return any(sum(cell is not None for cell in row) == 1 for row in case["cells"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['name']} {case['level']}")
def test_as_irrcac(case: dict[str, Any]) -> None:
    """Value, Gwet's standard error and the t interval cut at 1.

    Where units were rated once his error is wider than ours for all but alpha, on purpose.
    """
    found = ours(case)
    for theirs, name in NAMES.items():
        if theirs not in case["figures"]:
            continue
        expected, value = case["figures"][theirs], getattr(found, name)
        assert value.value == pytest.approx(expected["value"], abs=1e-9)
        if rated_once(case) and theirs != "krippendorff":
            assert value.se < expected["se"]
        else:
            assert value.se == pytest.approx(expected["se"], abs=1e-9)
            assert value.ci == pytest.approx(tuple(expected["ci"]), abs=1e-7)


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case["level"] == "nominal" and len(case["cells"][0]) == 2],
    ids=lambda case: case["name"],
)
def test_cohens_kappa_of_two_coders_as_congers(case: dict[str, Any]) -> None:
    """Of two coders who rated every unit Conger's kappa is Cohen's (Conger 1980)."""
    both = {**case, "cells": [row for row in case["cells"] if None not in row]}
    if len(both["cells"]) < len(case["cells"]):
        return
    found: Value = ours(both).cohen_kappa[0].figure
    expected = case["figures"]["conger"]
    assert found.value == pytest.approx(expected["value"], abs=1e-9)
    assert found.se == pytest.approx(expected["se"], abs=1e-9)


PUBLISHED = {
    ("raw_4raters", "fleiss"): 0.76117,
    ("raw_4raters", "gwet"): 0.77544,
    ("raw_4raters", "krippendorff"): 0.74342,
    ("raw_4raters", "bp"): 0.77273,
}
"""Gwet, irrCAC vignette and Handbook (2014), table of four raters and twelve subjects."""


@pytest.mark.parametrize(("key", "value"), PUBLISHED.items(), ids=lambda x: str(x))
def test_as_published(key: tuple[str, str], value: float) -> None:
    case = next(case for case in CASES if (case["name"], case["level"]) == (key[0], "nominal"))
    assert round(getattr(ours(case), NAMES[key[1]]).value, 5) == value
