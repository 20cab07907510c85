"""Published transcripts, edited as people edit them: how many codings go where, and how many wrongly.

The whole measurement is ``python -m tests.benchmarks.anchoring``; this is a share of it.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT.parent / "shared" / "real-transcripts"
KINDS = ("typos", "inserted", "deleted", "moved", "renamed", "repeated", "mixed")
LEAST_EXACT = {"typos": 0.6, "inserted": 0.9, "deleted": 0.85, "moved": 0.85, "renamed": 0.8, "repeated": 0.8}

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the published transcripts are not at hand")


@pytest.fixture(scope="module")
def measured() -> ModuleType:
    spec = importlib.util.spec_from_file_location("anchoring", ROOT / "tests" / "benchmarks" / "anchoring.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["anchoring"] = module
    spec.loader.exec_module(module)
    return module


def test_nothing_exact_is_wrong_and_of_what_is_fuzzy_hardly_anything(measured: ModuleType) -> None:
    files = ("sheffield_Sam.txt", "ladybug_14_bold.md", "seenunseen_E05.vtt")
    found = measured.tallies(FOLDER, 1000, [7], files)
    assert tuple(found) == KINDS
    for kind, it in found.items():
        assert it.all == 3000
        assert it.wrong_exact == 0, (kind, it.cases)
        assert (it.same + it.exact) / it.all > LEAST_EXACT.get(kind, 0.5), kind
        assert it.needless / it.all < 0.03, kind
    fuzzy = sum(it.fuzzy for it in found.values())
    assert fuzzy > 1000
    assert sum(it.wrong_fuzzy for it in found.values()) < 0.005 * fuzzy
