"""``coder agree --ratings``: the JSON form, every figure of it against something that is not our code."""

from __future__ import annotations

import json
from itertools import combinations, permutations
from pathlib import Path
from statistics import fmean
from typing import Any

import krippendorff
import numpy as np
import pytest
from nltk.metrics import jaccard_distance, masi_distance
from nltk.metrics.agreement import AnnotationTask
from sklearn.metrics import cohen_kappa_score, f1_score

from coder.analysis.resampling import Sampling
from coder.model import CoderError
from coder.report.ratings import Asked, ratings_table
from coder.report.render import render

FORM = {
    "percent_agreement", "krippendorff_alpha", "fleiss_kappa", "gwet_ac1", "brennan_prediger", "light_kappa",
    "cohen_kappa", "positive_agreement", "prevalence", "prevalence_index", "bias_index", "pabak",
}  # fmt: skip
V = {"value", "reason", "se", "ci", "n"}


def form(path: Path, text: str, asked: Asked | None = None) -> dict[str, Any]:
    path.write_text(text, encoding="utf-8")
    made: dict[str, Any] = json.loads(render(ratings_table(path, asked), "json"))
    return made


def check_shape(found: dict[str, Any], more: frozenset[str] = frozenset()) -> None:
    assert list(found) == ["units", "coders", "codes", "overall"]
    for code in found["codes"].values():
        assert set(code) == FORM | more
        for key, value in code.items():
            for each in value if key == "cohen_kappa" else [value]:
                assert set(each) == (V | {"coders"} if key == "cohen_kappa" else V)
                assert (each["value"] is None) == (each["reason"] is not None)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ratings.csv"


def irrs(name: str) -> dict[str, Any]:
    path = Path(__file__).parents[1] / "analysis" / "oracles" / "irrcac.json"
    cases = json.loads(path.read_text(encoding="utf-8"))
    return next(case for case in cases if (case["name"], case["level"]) == (name, "nominal"))


def wide_text(cells: list[list[str | None]]) -> str:
    header = ",".join(["unit", *(f"C{i}" for i in range(len(cells[0])))])
    lines = [",".join([str(u), *(cell or "" for cell in row)]) for u, row in enumerate(cells)]
    return "\n".join([header, *lines]) + "\n"


def test_a_wide_table_as_irrcac_scikit_learn_and_krippendorff(file: Path) -> None:
    case = irrs("drawn 2")  # four coders, four categories, nothing missing
    found = form(file, wide_text(case["cells"]), Asked(sampling=Sampling("gwet")))
    check_shape(found)
    assert set(found["codes"]) == set(case["categories"])
    overall = found["overall"]
    assert set(overall) == FORM | {"level"}
    assert (overall["level"], found["units"]) == ("nominal", len(case["cells"]))
    names = {
        "fleiss": "fleiss_kappa",
        "gwet": "gwet_ac1",
        "krippendorff": "krippendorff_alpha",
        "bp": "brennan_prediger",
    }
    for theirs, name in names.items():
        assert overall[name]["value"] == pytest.approx(case["figures"][theirs]["value"])
        assert overall[name]["se"] == pytest.approx(case["figures"][theirs]["se"])
        assert overall[name]["ci"] == pytest.approx(case["figures"][theirs]["ci"], abs=1e-7)
    kappas = []
    for each in overall["cohen_kappa"]:
        i, j = (int(name[1:]) for name in each["coders"])
        kappas.append(cohen_kappa_score([row[i] for row in case["cells"]], [row[j] for row in case["cells"]]))
        assert each["value"] == pytest.approx(kappas[-1])
    assert overall["light_kappa"]["value"] == pytest.approx(fmean(kappas))
    agreeing = [fmean(a == b for a, b in combinations(row, 2)) for row in case["cells"]]
    assert overall["percent_agreement"]["value"] == pytest.approx(fmean(agreeing))
    for key in ("prevalence", "prevalence_index", "bias_index", "pabak", "positive_agreement"):
        assert (overall[key]["value"], overall[key]["reason"]) == (None, "defined for a yes/no code")


@pytest.mark.parametrize("level", ["ordinal", "interval", "ratio"])
def test_levels(file: Path, level: Any) -> None:
    case = irrs("drawn 5")
    found = form(file, wide_text(case["cells"]), Asked(level, sampling=Sampling("none")))
    data = np.array([[np.nan if x is None else float(x) for x in row] for row in case["cells"]]).T
    theirs = krippendorff.alpha(reliability_data=data, level_of_measurement=level)
    assert found["overall"]["krippendorff_alpha"]["value"] == pytest.approx(float(theirs))
    assert (found["overall"]["level"], found["codes"]) == (level, {})


def label_rows() -> list[dict[str, frozenset[str] | None]]:
    random = np.random.default_rng(11)
    rows: list[dict[str, frozenset[str] | None]] = []
    for _ in range(60):
        truth = {code for code in "abc" if random.random() < 0.35}
        row: dict[str, frozenset[str] | None] = {}
        for coder in ("Ann", "Ben"):
            said = {code for code in "abc" if (code in truth) != (random.random() < 0.12)}
            row[coder] = frozenset(said) if random.random() < 0.95 else None
        rows.append(row)
    return rows


def long_text(rows: list[dict[str, frozenset[str] | None]], interviews: int = 0) -> str:
    lines = ["unit,coder,code" + (",interview" if interviews else "")]
    for u, row in enumerate(rows):
        for coder, labels in row.items():
            for code in sorted(labels) or [""] if labels is not None else []:
                more = f",I{u % interviews}" if interviews else ""
                lines += [f"{u},{coder},{code}{more}"]
    return "\n".join(lines) + "\n"


def far(one: frozenset[str], two: frozenset[str], kind: str) -> float:
    if not one and not two:
        return 0.0
    return float((masi_distance if kind == "masi" else jaccard_distance)(one, two))


def test_label_sets_code_by_code_and_whole(file: Path) -> None:
    rows = label_rows()
    found = form(file, long_text(rows), Asked(sampling=Sampling("none")))
    check_shape(found)
    both = [(row["Ann"], row["Ben"]) for row in rows if row["Ann"] is not None and row["Ben"] is not None]
    known = [row for row in rows if any(label is not None for label in row.values())]
    assert (found["units"], found["coders"]) == (len(known), ["Ann", "Ben"])
    assert set(found["codes"]) == set("abc")
    po, pe, above, below = [], [], 0.0, 0.0
    for name, code in found["codes"].items():
        one, two = ([int(name in (pair[i] or ())) for pair in both] for i in (0, 1))
        n = len(both)
        a, d = (
            sum(x and y for x, y in zip(one, two, strict=True)),
            sum(not x and not y for x, y in zip(one, two, strict=True)),
        )
        b, c = sum(one) - a, sum(two) - a
        kappa = cohen_kappa_score(one, two)
        expected = {
            "percent_agreement": (a + d) / n,
            "krippendorff_alpha": krippendorff.alpha(
                reliability_data=[one, two], level_of_measurement="nominal"
            ),
            "brennan_prediger": 2 * (a + d) / n - 1,
            "light_kappa": kappa,
            "positive_agreement": f1_score(one, two),
            "prevalence": (2 * a + b + c) / (2 * n),
            "prevalence_index": (a - d) / n,
            "bias_index": (b - c) / n,
            "pabak": 2 * (a + d) / n - 1,
        }
        shares = [fmean(name in label for label in row.values() if label is not None) for row in known]
        pi = fmean(shares)
        expected["fleiss_kappa"] = ((a + d) / n - pi**2 - (1 - pi) ** 2) / (2 * pi * (1 - pi))
        expected["gwet_ac1"] = ((a + d) / n - 2 * pi * (1 - pi)) / (1 - 2 * pi * (1 - pi))
        for key, value in expected.items():
            assert code[key]["value"] == pytest.approx(float(value)), key
            assert code[key]["n"] == n
        assert code["cohen_kappa"] == [{"coders": ["Ann", "Ben"], **code["light_kappa"]}]
        po.append((a + d) / n)
        pe.append((a + b) * (a + c) / n**2 + (c + d) * (b + d) / n**2)
        yes = 2 * a + b + c
        above += (b + c) * 2 / (2 * n)
        below += 2 * yes * (2 * n - yes) / (2 * n * (2 * n - 1))
    overall = found["overall"]
    assert set(overall) == {"pooled_kappa", "pooled_alpha", "mv_alpha", "alpha_masi", "alpha_jaccard"}
    assert overall["pooled_kappa"]["value"] == pytest.approx((fmean(po) - fmean(pe)) / (1 - fmean(pe)))
    assert overall["pooled_alpha"]["value"] == pytest.approx(1 - above / below)
    data = [(str(i), str(u), label) for u, pair in enumerate(both) for i, label in enumerate(pair)]
    for key in ("masi", "jaccard"):
        task = AnnotationTask(data, distance=lambda x, y, kind=key: far(x, y, kind))
        assert overall[f"alpha_{key}"]["value"] == pytest.approx(task.alpha())


def test_the_multi_valued_example_as_published(file: Path) -> None:
    """Krippendorff and Craggs 2016, table 3, as a file: .28659."""
    rows = "1,F,b 1,F,d 1,G,d 2,F,a 2,F,b 2,F,d 2,G,b 2,H,b 2,H,d 3,F, 3,G,a 3,H,a 4,F,a"
    text = "\n".join(["unit,coder,code", *rows.split(" ")]) + "\n"
    found = form(file, text)
    assert round(found["overall"]["mv_alpha"]["value"], 5) == 0.28659


def test_spans(file: Path) -> None:
    """Krippendorff 2019, figure 12.11, as a file; characters one by one for the rest."""
    spans = {
        "Alex": "0-7:1 7-13:2 30-32:5 32-37:6 37-44:6 44-60:7",
        "Paul": "0-7:1 7-13:3 13-21:5 32-44:6",
        "Suzan": "0-7:1 7-13:4 13-21:5 32-37:6 37-41:6 41-44:6",
    }
    lines = ["transcript,coder,code,start,end,length"]
    said = {}
    for coder, words in spans.items():
        said[coder] = ["" for _ in range(60)]
        for word in words.split():
            (start, end), code = map(int, word.split(":")[0].split("-")), word.split(":")[1]
            lines.append(f"t,{coder},{code},{start},{end},60")
            said[coder][start:end] = [code] * (end - start)
    found = form(file, "\n".join(lines) + "\n", Asked(sampling=Sampling("none")))
    check_shape(found, frozenset({"u_alpha"}))
    overall = found["overall"]
    assert set(overall) == {
        "u_alpha", "u_alpha_binary", "cu_alpha", "ku_alpha", "alpha_u_1995",
        "char_percent_agreement", "char_kappa", "char_alpha",
    }  # fmt: skip
    assert round(overall["u_alpha"]["value"], 3) == 0.510
    assert round(overall["cu_alpha"]["value"], 3) == 0.724
    assert overall["u_alpha_binary"]["value"] == pytest.approx(0.413, abs=0.001)
    assert {k: v["value"] for k, v in overall["ku_alpha"].items()} == {
        "1": 1.0, "2": 0.0, "3": 0.0, "4": 0.0, "5": 1.0, "6": 1.0, "7": None
    }  # fmt: skip
    kappas = [cohen_kappa_score(said[a], said[b]) for a, b in combinations(said, 2)]
    assert overall["char_kappa"]["value"] == pytest.approx(fmean(kappas))
    place = {code: i for i, code in enumerate(["", *"1234567"])}
    data = [[place[code] for code in row] for row in said.values()]
    theirs = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
    assert overall["char_alpha"]["value"] == pytest.approx(float(theirs))
    alike = fmean(x == y for row in zip(*said.values(), strict=True) for x, y in permutations(row, 2))
    assert overall["char_percent_agreement"]["value"] == pytest.approx(alike)
    one = [[int(code == "5") for code in row] for row in said.values()]
    theirs = krippendorff.alpha(reliability_data=one, level_of_measurement="nominal")
    assert found["codes"]["5"]["krippendorff_alpha"]["value"] == pytest.approx(float(theirs))


@pytest.mark.parametrize("method", ["interview", "unit", "gwet", "none"])
def test_se_and_ci_by_the_method_asked_for(file: Path, method: Any) -> None:
    found = form(file, long_text(label_rows(), 12), Asked(sampling=Sampling(method, 300)))
    alpha = found["codes"]["a"]["krippendorff_alpha"]
    assert (alpha["ci"] is None) == (alpha["se"] is None) == (method == "none")
    if method != "none":
        assert alpha["ci"][0] < alpha["value"] < alpha["ci"][1]
    pooled = found["overall"]["pooled_alpha"]
    assert (pooled["ci"] is None) == (method in ("gwet", "none"))
    assert (found["overall"]["mv_alpha"]["ci"] is None) == (method in ("gwet", "none"))


def test_the_table_says_how_its_intervals_were_made(file: Path) -> None:
    file.write_text(long_text(label_rows(), 12), encoding="utf-8")
    caption = ratings_table(file, Asked(sampling=Sampling("interview", 500, 42))).caption
    assert "bootstrap of interviews, 500 replicates, seed 42, standard error and Student's t." in caption
    file.write_text(long_text(label_rows()), encoding="utf-8")
    assert "units (the file names no interviews)" in ratings_table(file).caption


@pytest.mark.parametrize(
    ("text", "asked", "told"),
    [
        ("unit,coder,code\n1,A,x\n", Asked(), "agreement needs two coders; here it is A."),
        (
            "unit,coder,code\n1,A,x\n1,B,x\n",
            Asked("ordinal"),
            "--level and --categories are for tables with one",
        ),
        (
            "unit,coder,code\n1,A,x\n1,B,x\n",
            Asked(categories=("x",)),
            "--level and --categories are for tables",
        ),
    ],
)
def test_what_does_not_fit(file: Path, text: str, asked: Asked, told: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CoderError) as error:
        ratings_table(file, asked)
    assert told in str(error.value)


def test_a_mean_kappa_says_that_pairs_are_left_out(file: Path) -> None:
    """A and B agree on one category throughout: they have no kappa, and the mean is of the other two."""
    cells: list[list[str | None]] = [["x", "x", "x"], ["x", "x", "y"], ["x", "x", "y"], ["x", "x", "x"]]
    file.write_text(wide_text(cells), encoding="utf-8")
    table = ratings_table(file, Asked(sampling=Sampling("none")))
    said = "In 3 of 3 lines kappa is the mean of fewer than 3 pairs of coders"
    assert sum(note.startswith(said) for note in table.notes) == 1
    file.write_text(wide_text([*cells, ["y", "x", "x"], ["x", "y", "x"]]), encoding="utf-8")
    table = ratings_table(file, Asked(sampling=Sampling("none")))
    assert not any("fewer than" in note for note in table.notes)


def test_rare_codes_have_no_interval_whatever_is_drawn(file: Path) -> None:
    lines = ["unit,coder,code", "1,A,x", "1,B,x", *(f"{i},{who}," for i in range(2, 20) for who in "AB")]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for method in ("interview", "unit"):
        table = ratings_table(file, Asked(sampling=Sampling(method, 200)))
        assert any(note.startswith("1 of 1 codes have no interval: they are so rare") for note in table.notes)
