"""Every key of the fixed JSON form has a value that is not our own, for each form of file.

What is expected is a flat ledger, path by path, from the ``krippendorff`` package, scikit-learn,
nltk and sums written out here; a path that the ledger does not have, or the form does not have,
fails. Standard errors and intervals are those of the same sums on resampled interviews: which
interviews are drawn is chance and taken from the program, what is made of them is not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from itertools import combinations, permutations, product
from math import prod, sqrt
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

import krippendorff
import numpy as np
import pytest
from nltk.metrics import jaccard_distance, masi_distance
from scipy.stats import t as student
from sklearn.metrics import cohen_kappa_score

from coder.analysis.resampling import Sampling, draws
from coder.report.ratings import Asked, ratings_table
from coder.report.render import render

Figures = dict[str, float | None]
Cells = list[list[str | None]]
REPLICATES, SEED = 40, 7
SHARES = ("percent_agreement", "prevalence", "positive_agreement", "char_percent_agreement")
"""Figures that end at 0."""


def flat(form: Any, path: str = "") -> dict[str, Any]:
    """The leaves of a JSON form by path; pairs of coders by their names, an interval is one leaf."""
    if isinstance(form, dict):
        more = {k: v for k, v in form.items() if not (k == "coders" and path)}
        return {p: v for k, part in more.items() for p, v in flat(part, f"{path}/{k}").items()}
    if isinstance(form, list) and form and isinstance(form[0], dict):
        named = ((f"{path}/{'-'.join(part['coders'])}", part) for part in form)
        return {p: v for name, part in named for p, v in flat(part, name).items()}
    return {path: form}


def check(form: dict[str, Any], ledger: dict[str, Any]) -> None:
    found = flat(form)
    assert set(found) - set(ledger) == set(), "keys that nothing checks"
    assert set(ledger) - set(found) == set(), "keys that are missing"
    for path, value in ledger.items():
        if isinstance(value, float) or path.endswith("/ci"):
            assert found[path] == pytest.approx(value, abs=1e-9), path
        else:
            assert found[path] == value, path


def entries(
    figures: Callable[[Sequence[Any]], Figures],
    interviews: Sequence[Any],
    n: dict[str, int],
    reasons: dict[str, str],
    without: Sequence[str] = (),
) -> dict[str, Any]:
    """The ledger of values, with errors and intervals from resampled interviews.

    ``without`` names figures that have no interval.
    """
    now = figures(interviews)
    k = len(interviews)
    samples = [
        figures([each for each, often in zip(interviews, times, strict=True) for _ in range(often)])
        for times in draws(k, REPLICATES, SEED)
    ]
    ledger: dict[str, Any] = {}
    for path, value in now.items():
        drawn = [x for sample in samples if (x := sample[path]) is not None]
        se = ci = None
        if value is not None and len(drawn) >= 0.9 * REPLICATES and path not in without:
            se = stdev(drawn) * sqrt(k / (k - 1))
            half = float(student.ppf(0.975, k - 1)) * se
            least = 0.0 if path.rsplit("/", 1)[-1] in SHARES else -1.0
            ci = [max(value - half, least), min(value + half, 1.0)]
        ledger |= {
            f"{path}/value": value,
            f"{path}/reason": reasons.get(path),
            f"{path}/se": se,
            f"{path}/ci": ci,
            f"{path}/n": n[path],
        }
    return ledger


# --- coefficients, written out ----------------------------------------------------------------------


def nominal(
    cells: Cells, categories: Sequence[str], coders: Sequence[str], level: Any = "nominal"
) -> Figures:
    """Of one category a unit; the kappas are scikit-learn's, alpha is the package krippendorff's."""
    rated = [[x for x in row if x is not None] for row in cells]
    twice = [row for row in rated if len(row) > 1]
    if not twice:
        return dict.fromkeys(["percent_agreement", "krippendorff_alpha", "fleiss_kappa", "gwet_ac1",
                              "brennan_prediger", "light_kappa", *pairs_of(coders)])  # fmt: skip
    pa = fmean(fmean(a == b for a, b in permutations(row, 2)) for row in twice)
    pi = [fmean(row.count(c) / len(row) for row in rated if row) for c in categories]
    q = len(categories)
    chance = {
        "fleiss_kappa": sum(p * p for p in pi),
        "gwet_ac1": sum(p * (1 - p) for p in pi) / (q - 1),
        "brennan_prediger": 1 / q,
    }
    found: Figures = {"percent_agreement": pa}
    found["krippendorff_alpha"] = None
    if len({x for row in twice for x in row}) > 1:
        data = [
            [np.nan if x is None else categories.index(x) for x in column]
            for column in zip(*cells, strict=True)
        ]
        values = [float(x) for x in categories] if level != "nominal" else range(q)
        coded = np.array([[np.nan if np.isnan(x) else values[int(x)] for x in row] for row in data])
        found["krippendorff_alpha"] = float(
            krippendorff.alpha(reliability_data=coded, level_of_measurement=level)
        )
    found |= {key: (pa - pe) / (1 - pe) if pe < 1 else None for key, pe in chance.items()}
    kappas: Figures = {}
    for name, (i, j) in zip(pairs_of(coders), combinations(range(len(coders)), 2), strict=True):
        both = [(row[i], row[j]) for row in cells if row[i] is not None and row[j] is not None]
        varied = len({x for pair in both for x in pair}) > 1
        kappas[name] = float(cohen_kappa_score(*zip(*both, strict=True))) if varied else None
    defined = [x for x in kappas.values() if x is not None]
    return found | {"light_kappa": fmean(defined) if defined else None} | kappas


def pairs_of(coders: Sequence[str]) -> list[str]:
    return [f"cohen_kappa/{a}-{b}" for a, b in combinations(coders, 2)]


def yes_no(cells: Cells, code: str, coders: Sequence[str]) -> Figures:
    """Of one code: each cell yes, no or nothing."""
    said: Cells = [[None if x is None else str(int(x == code)) for x in row] for row in cells]
    found = nominal(said, ["0", "1"], coders)
    twice = [row for row in said if sum(x is not None for x in row) > 1]
    given = [x for row in twice for x in row if x is not None]
    found["prevalence"] = given.count("1") / len(given) if given else None
    positive = []
    for i, j in combinations(range(len(coders)), 2):
        both = [(row[i], row[j]) for row in twice if row[i] is not None and row[j] is not None]
        a, b, c, d = (both.count(pair) for pair in (("1", "1"), ("1", "0"), ("0", "1"), ("0", "0")))
        positive += [2 * a / (2 * a + b + c)] if a + b + c else []
    found["positive_agreement"] = fmean(positive) if positive else None
    index = dict.fromkeys(("prevalence_index", "bias_index", "pabak"))
    two: Figures = {**index}
    if len(coders) == 2 and both:
        n = len(both)
        two = {"prevalence_index": (a - d) / n, "bias_index": (b - c) / n, "pabak": 2 * (a + d) / n - 1}
    return found | two


def under(prefix: str, found: Figures) -> Figures:
    return {f"{prefix}/{key}": value for key, value in found.items()}


def counts(cells: Cells, coders: Sequence[str], prefix: str, keys: Sequence[str]) -> dict[str, int]:
    """n: units with two ratings; of a pair the units that both rated."""
    twice = sum(sum(x is not None for x in row) > 1 for row in cells)
    n = {f"{prefix}/{key}": twice for key in keys}
    for name, (i, j) in zip(pairs_of(coders), combinations(range(len(coders)), 2), strict=True):
        n[f"{prefix}/{name}"] = sum(row[i] is not None and row[j] is not None for row in cells)
    return n


def joined(interviews: Sequence[Any]) -> Any:
    return [row for rows in interviews for row in rows]


TWO_ONLY = dict.fromkeys(("prevalence_index", "bias_index", "pabak"), "defined for two coders")
YES_NO_ONLY = dict.fromkeys(
    ("positive_agreement", "prevalence", "prevalence_index", "bias_index", "pabak"),
    "defined for a yes/no code",
)


def made(path: Path, text: str, level: Any = "nominal") -> dict[str, Any]:
    path.write_text(text, encoding="utf-8")
    asked = Asked(level, sampling=Sampling("interview", REPLICATES, SEED))
    form: dict[str, Any] = json.loads(render(ratings_table(path, asked), "json"))
    return form


# --- the three forms --------------------------------------------------------------------------------


def ratings(categories: Sequence[str], seed: int) -> list[Cells]:
    """Eight interviews of six units by three coders who mostly agree; some ratings are missing."""
    random = np.random.default_rng(seed)
    interviews = []
    for _ in range(8):
        rows: Cells = []
        for true in random.integers(0, len(categories), 6):
            row: list[str | None] = []
            for _ in range(3):
                said = true if random.random() < 0.7 else random.integers(0, len(categories))
                row.append(categories[int(said)] if random.random() < 0.9 else None)
            rows.append(row)
        interviews.append(rows)
    return interviews


def wide(interviews: Sequence[Cells], coders: Sequence[str]) -> str:
    lines = [",".join(["unit", "interview", *coders])]
    for i, rows in enumerate(interviews):
        lines += [",".join([f"{i}.{u}", f"I{i}", *(x or "" for x in row)]) for u, row in enumerate(rows)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_every_key_of_the_wide_form(tmp_path: Path, level: str) -> None:
    coders, categories = ["A", "B", "C"], ["1", "2", "4"]
    interviews = ratings(categories, 3)
    codes = categories if level == "nominal" else []

    def figures(drawn: Sequence[Cells]) -> Figures:
        cells: Cells = joined(drawn)
        found = under("/overall", nominal(cells, categories, coders, level) | dict.fromkeys(YES_NO_ONLY))
        for code in codes:
            found |= under(f"/codes/{code}", yes_no(cells, code, coders))
        return found

    cells: Cells = joined(interviews)
    n: dict[str, int] = {}
    reasons = under_words("/overall", YES_NO_ONLY)
    for prefix in ("/overall", *(f"/codes/{code}" for code in codes)):
        keys = [key.removeprefix(f"{prefix}/") for key in figures(interviews) if key.startswith(f"{prefix}/")]
        n |= counts(cells, coders, prefix, keys)
        reasons |= under_words(prefix, TWO_ONLY) if prefix != "/overall" else {}
    ledger = entries(figures, interviews, n, reasons)
    rated = sum(any(x is not None for x in row) for row in cells)
    ledger |= {"/units": rated, "/coders": coders, "/overall/level": level}
    check(made(tmp_path / "wide.csv", wide(interviews, coders), level), ledger)


def under_words(prefix: str, found: dict[str, str]) -> dict[str, str]:
    return {f"{prefix}/{key}": value for key, value in found.items()}


Label = frozenset[str] | None


def label_rows() -> list[list[tuple[Label, Label]]]:
    random = np.random.default_rng(11)
    interviews = []
    for _ in range(8):
        rows: list[tuple[Label, Label]] = []
        for _ in range(6):
            truth = {code for code in "abc" if random.random() < 0.4}
            said = [
                frozenset(code for code in "abc" if (code in truth) != (random.random() < 0.15))
                for _ in range(2)
            ]
            rows.append((said[0], said[1] if random.random() < 0.9 else None))
        interviews.append(rows)
    return interviews


def as_cells(rows: Sequence[tuple[Label, Label]], code: str) -> Cells:
    return [[None if x is None else (code if code in x else "") for x in row] for row in rows]


def pooled(rows: Sequence[tuple[Label, Label]]) -> Figures:
    """De Vries' pooled kappa, alpha of summed disagreements, and alphas of whole sets by enumeration."""
    both = [(a, b) for a, b in rows if a is not None and b is not None]
    n = len(both)
    po, pe, observed, expected = [], [], 0.0, 0.0
    for code in "abc":
        a, b = (sum(code in pair[i] for pair in both) / n for i in (0, 1))
        po.append(fmean((code in one) == (code in two) for one, two in both))
        pe.append(a * b + (1 - a) * (1 - b))
        yes = round((a + b) * n)
        observed += 1 - po[-1]
        expected += 2 * yes * (2 * n - yes) / (2 * n * (2 * n - 1))
    sets = [x for pair in both for x in pair]

    def given(far: Callable[[Any, Any], float]) -> float:
        above = fmean(0.0 if not a and not b else far(a, b) for a, b in both)
        each = (0.0 if not a and not b else far(a, b) for a, b in permutations(sets, 2))
        return 1 - above / (sum(each) / (len(sets) * (len(sets) - 1)))

    return {
        "pooled_kappa": (fmean(po) - fmean(pe)) / (1 - fmean(pe)),
        "pooled_alpha": 1 - observed / expected,
        "mv_alpha": multivalued(both, sets),
        "alpha_masi": given(masi_distance),
        "alpha_jaccard": given(jaccard_distance),
    }


def multivalued(
    both: Sequence[tuple[frozenset[str], frozenset[str]]], sets: Sequence[frozenset[str]]
) -> float:
    """Krippendorff and Craggs (2016): every pair of sets of the sizes found, weighed by the labels' use."""

    def far(one: frozenset[str], two: frozenset[str]) -> float:
        return 1 - 2 * len(one & two) / (len(one) + len(two)) if one or two else 0.0

    uses = {code: sum(code in x for x in sets) for code in "abc"}
    possible = [frozenset(x) for r in range(4) for x in combinations("abc", r)]
    expected = 0.0
    for a, b in product(range(4), repeat=2):
        weight = {
            (one, two): prod(uses[x] for x in one) * prod(uses[x] - (x in one) for x in two)
            for one, two in product(possible, repeat=2)
            if (len(one), len(two)) == (a, b)
        }
        share = [sum(len(x) == size for x in sets) / len(sets) for size in (a, b)]
        if total := sum(weight.values()):
            expected += share[0] * share[1] * sum(w * far(*pair) for pair, w in weight.items()) / total
    return 1 - fmean(far(*pair) for pair in both) / expected


def test_every_key_of_the_long_form(tmp_path: Path) -> None:
    coders, interviews = ["Ann", "Ben"], label_rows()

    def figures(drawn: Sequence[Any]) -> Figures:
        rows = joined(drawn)
        found = under("/overall", pooled(rows))
        for code in "abc":
            found |= under(f"/codes/{code}", yes_no(as_cells(rows, code), code, coders))
        return found

    rows = joined(interviews)
    both = sum(b is not None for _, b in rows)
    lines = ["unit,coder,code,interview"]
    for i, each in enumerate(interviews):
        for u, row in enumerate(each):
            for coder, said in zip(coders, row, strict=True):
                lines += (
                    [f"{i}.{u},{coder},{code},I{i}" for code in sorted(said) or [""]]
                    if said is not None
                    else []
                )
    ledger = entries(figures, interviews, dict.fromkeys(figures(interviews), both), {})
    ledger |= {"/units": len(rows), "/coders": coders}
    check(made(tmp_path / "long.csv", "\n".join(lines) + "\n"), ledger)


# --- spans ------------------------------------------------------------------------------------------

Part = tuple[int, int, int]
"""Start, end, value; 0 is a gap."""
Text = dict[str, list[Part]]
"""By coder: sections that cover a transcript from end to end."""
LENGTH = 40


def texts() -> list[Text]:
    """Six transcripts; three coders move the ends of spans of two codes a little."""
    random = np.random.default_rng(5)
    found = []
    for _ in range(6):
        true = [(3, 12, 1), (15, 22, 2), (26, 34, 1 + int(random.integers(2)))]
        text: Text = {}
        for coder in "ABC":
            parts: list[Part] = []
            at = 0
            for start, end, code in true:
                if random.random() < 0.15:
                    continue
                a, b = start + int(random.integers(-1, 3)), end + int(random.integers(-2, 2))
                value = code if random.random() < 0.8 else 3 - code
                parts += [(at, a, 0), (a, b, value)]
                at = b
            text[coder] = [*parts, (at, LENGTH, 0)]
        found.append(text)
    return found


def shared(g: Part, h: Part) -> int:
    return max(0, min(g[1], h[1]) - max(g[0], h[0]))


def spans(drawn: Sequence[Text]) -> Figures:
    """Krippendorff (2019, ch. 12), sum by sum."""
    values, m = (0, 1, 2), 3
    met = dict.fromkeys(product(values, repeat=2), 0.0)
    squares, valued = dict.fromkeys(values, 0.0), dict.fromkeys(values, 0.0)
    for text in drawn:
        for coder, own in text.items():
            others = [each for name, each in text.items() if name != coder]
            for g in own:
                squares[g[2]] += (g[1] - g[0]) ** (2 if g[2] else 1)
                valued[g[2]] += (sum(shared(g, h) for each in others for h in each if h[2]) / (m - 1)) ** 2
                for each in others:
                    for h in each:
                        met[g[2], h[2]] += shared(g, h) / (m - 1)

    def expected(over: Sequence[int], off: dict[int, float]) -> dict[tuple[int, int], float]:
        row = {c: sum(met[c, k] for k in over) for c in over}
        total = sum(row.values())
        below = total**2 - sum(off[c] for c in over)
        return {(c, k): total * (row[c] * row[k] - (c == k) * off[c]) / below for c in over for k in over}

    e, star = expected(values, squares), expected((1, 2), valued)
    far = sum(met[c, k] for c, k in met if c != k)
    across = met[1, 2] + met[2, 1]
    found: Figures = {
        "u_alpha": 1 - far / sum(x for (c, k), x in e.items() if c != k),
        "u_alpha_binary": 1 - (met[0, 1] + met[0, 2]) / (e[0, 1] + e[0, 2]),
        "cu_alpha": 1 - across / (star[1, 2] + star[2, 1]),
    }
    for k in (1, 2):
        mine = met[k, 1] + met[k, 2]
        whole, alike = star[1, k] + star[2, k], star[k, k]
        found[f"ku_alpha/{k}"] = 1 - whole / mine * (mine - met[k, k]) / (whole - alike)
    return found


def u_of_one(drawn: Sequence[Text], code: int) -> float:
    """u-alpha of a code by itself: coincidences character by character, all else being gap."""
    m = len(drawn[0])
    apart = coded = squares = 0.0
    for text in drawn:
        units = [[(a, b) for a, b, value in own if value == code] for own in text.values()]
        for at in range(LENGTH):
            k = sum(a <= at < b for own in units for a, b in own)
            coded += k
            apart += k * (m - k) / (m - 1)
        squares += sum((b - a) ** 2 for own in units for a, b in own)
    total = m * LENGTH * len(drawn)
    gap = total - coded
    return 1 - apart * (total**2 - squares - gap) / (total * coded * gap)


def alpha_u(drawn: Sequence[Text], length: int, codes: Sequence[int]) -> float:
    """Krippendorff (1995), formulas 3 to 8, transcripts laid end to end."""
    coders = list(drawn[0])
    m, whole = len(coders), length * len(drawn)
    observed = expected = 0.0
    for code in codes:
        lines: dict[str, list[tuple[int, int, bool]]] = {}
        for coder in coders:
            line: list[tuple[int, int, bool]] = []
            for place, text in enumerate(drawn):
                at = 0
                units = [(a, b) for a, b, value in text[coder] if value == code]
                for a, b in [*units, (length, length)]:
                    line += [(at + place * length, a + place * length, False)] if a > at else []
                    line += [(a + place * length, b + place * length, True)] if b > a else []
                    at = b
            lines[coder] = line
        for i, j in permutations(coders, 2):
            for (a, b, is_unit), (c, d, other) in product(lines[i], lines[j]):
                if is_unit and other and a < d and c < b:
                    observed += (a - c) ** 2 + (b - d) ** 2
                elif is_unit and not other and c <= a and b <= d:
                    observed += (b - a) ** 2
                elif other and not is_unit and a <= c and d <= b:
                    observed += (d - c) ** 2
        sizes = [(b - a, is_unit) for line in lines.values() for a, b, is_unit in line]
        units_ = [size for size, is_unit in sizes if is_unit]
        above = sum(
            (len(units_) - 1) / 3 * (2 * x**3 - 3 * x**2 + x)
            + x**2 * sum(size - x + 1 for size, is_unit in sizes if not is_unit and size >= x)
            for x in units_
        )
        below = m * whole * (m * whole - 1) - sum(x * (x - 1) for x in units_)
        expected += 2 / whole * above / below
    return 1 - observed / (m * (m - 1) * whole**2) / expected


PAGE_254 = {
    "1": [(75, 145, 1), (220, 250, 1), (30, 90, 2), (150, 200, 2)],
    "2": [(70, 150, 1), (205, 225, 1), (250, 270, 1), (30, 90, 2), (150, 200, 2)],
}
"""Krippendorff, Content Analysis, 2nd ed. 2004, p. 254, from 150."""


def test_alpha_u_of_1995_as_published(tmp_path: Path) -> None:
    """.8591, and .7286 of the first category; the other alphas need codes that do not overlap."""
    lines = [f"t,{coder},{code},{a},{b},300" for coder, units in PAGE_254.items() for a, b, code in units]
    form = made(tmp_path / "spans.csv", "\n".join(["transcript,coder,code,start,end,length", *lines]) + "\n")
    assert form["overall"]["alpha_u_1995"]["value"] == pytest.approx(0.8591, abs=0.0005)
    ordered = {coder: sorted(units) for coder, units in PAGE_254.items()}
    assert alpha_u([ordered], 300, [1]) == pytest.approx(0.7286, abs=0.0005)
    assert form["overall"]["alpha_u_1995"]["value"] == pytest.approx(alpha_u([ordered], 300, [1, 2]))
    for key in (
        "u_alpha",
        "u_alpha_binary",
        "cu_alpha",
        "char_percent_agreement",
        "char_kappa",
        "char_alpha",
    ):
        assert form["overall"][key]["reason"] == "codes of one coder overlap"
    assert form["codes"]["2"]["u_alpha"]["value"] == pytest.approx(1)


def test_overlapping_spans_of_one_code_are_joined_first(tmp_path: Path) -> None:
    header = "transcript,coder,code,start,end,length\n"
    rest = "t,B,1,7,18,50\nt,B,2,0,30,50\nt,A,2,4,6,50\n"
    apart = made(tmp_path / "apart.csv", f"{header}t,A,1,5,12,50\nt,A,1,10,20,50\n{rest}")
    whole = made(tmp_path / "whole.csv", f"{header}t,A,1,5,20,50\n{rest}")
    assert apart["codes"] == whole["codes"]
    # shared 11 of 15 and 11; e = 100 * 26 * 74 / (100^2 - 15^2 - 11^2 - 74)
    expected = 100 * 26 * 74 / (100**2 - 15**2 - 11**2 - 74)
    assert whole["codes"]["1"]["u_alpha"] == {
        "value": pytest.approx(1 - 4 / expected), "reason": None, "se": None, "ci": None, "n": 50,
    }  # fmt: skip


def test_every_key_of_the_spans_form(tmp_path: Path) -> None:
    coders, found_texts = ["A", "B", "C"], texts()

    def cells(drawn: Sequence[Text]) -> Cells:
        rows: Cells = []
        for text in drawn:
            said = [[str(v) for a, b, v in text[coder] for _ in range(b - a)] for coder in coders]
            rows += [list(row) for row in zip(*said, strict=True)]
        return rows

    def figures(drawn: Sequence[Text]) -> Figures:
        rows = cells(drawn)
        whole = nominal(rows, ["0", "1", "2"], coders)
        half = [["" if x == "0" else x for x in row] for row in rows]
        per = [yes_no(half, code, coders) for code in "12"]
        found = under("/overall", spans(drawn))
        found |= {
            "/overall/char_percent_agreement": whole["percent_agreement"],
            "/overall/char_kappa": whole["light_kappa"],
            "/overall/char_alpha": whole["krippendorff_alpha"],
            "/overall/alpha_u_1995": alpha_u(drawn, LENGTH, [1, 2]),
        }
        for code, each in zip("12", per, strict=True):
            found |= under(f"/codes/{code}", each | {"u_alpha": u_of_one(drawn, int(code))})
        return found

    lines = ["transcript,coder,code,start,end,length"]
    for i, text in enumerate(found_texts):
        for coder, parts in text.items():
            lines += [f"t{i},{coder},{v},{a},{b},{LENGTH}" for a, b, v in parts if v]
    n = dict.fromkeys(figures(found_texts), LENGTH * len(found_texts))
    reasons = {f"/codes/{code}/{key}": word for code in "12" for key, word in TWO_ONLY.items()}
    ledger = entries(figures, found_texts, n, reasons, ["/overall/alpha_u_1995"])
    ledger |= {"/units": LENGTH * len(found_texts), "/coders": coders}
    check(made(tmp_path / "spans.csv", "\n".join(lines) + "\n"), ledger)


def test_a_key_without_an_oracle_is_found_out() -> None:
    """Of the ledger itself: neither a new key nor a lost one passes."""
    form = {
        "units": 3,
        "coders": ["A", "B"],
        "codes": {"x": {"cohen_kappa": [{"coders": ["A", "B"], "value": 0.5}]}},
    }
    ledger = {"/units": 3, "/coders": ["A", "B"], "/codes/x/cohen_kappa/A-B/value": 0.5}
    check(form, ledger)
    for more, known in (
        ({**form, "new": 1}, ledger),
        (form, ledger | {"/old": 1}),
        (form, {**ledger, "/units": 4}),
    ):
        with pytest.raises(AssertionError):
            check(more, known)
