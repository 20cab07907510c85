"""Agreement at size: ratios within one run, for the budgets of DESIGN.md, §10.

    python tests/benchmarks/bench_agreement.py [--study big.db] [--curve]

B is a bare SELECT of the live codings' segment, code and coder, fetched into Python by the driver.
With ``--curve`` also studies of 0.1, 1 and 10 million codings, each in a process of its own, with
the most memory it took. Not collected by pytest; prints a table.
"""

from __future__ import annotations

import argparse
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import krippendorff
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))
from coder.analysis.agreement import agreement
from coder.analysis.label_sets import label_sets, set_alpha
from coder.analysis.patterns import patterns
from coder.analysis.raw import raw
from coder.analysis.resampling import Sampling
from coder.study.columns import columns
from coder.study.study import Study
from tests.benchmarks.generate import Size, build

REPLICATES = 2000
BARE = "SELECT segment_first_id, code_id, coder_id FROM coding WHERE removed_at IS NULL"


def timed(call: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """The best of several runs, and what came of it."""
    best, value = float("inf"), None
    for _ in range(times):
        start = time.perf_counter()
        value = call()
        best = min(best, time.perf_counter() - start)
    return best, value


def bare(path: Path) -> int:
    """The bare SELECT."""
    with closing(sqlite3.connect(path)) as connection:
        return len(connection.execute(BARE).fetchall())


def loop_over_krippendorff(rows: Any, coders: range, codes: int) -> float:
    """Seconds that the package takes for alpha of one code, from a table that is ready for it."""
    said = rows.said(list(coders), {code: code - 1 for code in range(1, codes + 1)})
    rated = rows.rated(list(coders))
    mask = said.table(0, 1)[0].astype(np.int64)
    data = np.array([np.where(rated >> i & 1, mask >> i & 1, np.nan) for i in range(len(coders))])
    return timed(lambda: krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))[0]


def measure(path: Path, size: Size) -> None:
    """Print the table for one study."""
    coders, codes = range(1, size.coders + 1), range(1, size.codes + 1)
    sampling = Sampling("interview", REPLICATES)
    base, n = timed(lambda: bare(path))
    with Study.open(path) as study:
        fetch, found = timed(lambda: columns(study))
        tally, counts = timed(lambda: patterns(found, coders, codes))
        figures, _ = timed(lambda: agreement(counts, sampling))
        whole, _ = timed(lambda: agreement(patterns(columns(study), coders, codes), sampling))
    rows = raw(found)
    sets_time, sets = timed(lambda: label_sets(rows, coders, codes))
    mv, _ = timed(lambda: set_alpha(sets, "multivalued"))
    mv_drawn, _ = timed(lambda: set_alpha(sets, "multivalued", sampling), 1)
    theirs = loop_over_krippendorff(rows, coders, size.codes) * size.codes
    lines: list[tuple[str, float, str]] = [
        (f"B: bare SELECT of {n:,} codings", base, ""),
        ("columns from the study", fetch, f"{fetch / base:.2f} B"),
        ("tally", tally, f"{tally / base:.2f} B"),
        ("all coefficients, 2,000 replicates", figures, "budget 0.5 s"),
        ("all of it, end to end", whole, f"{whole / base:.2f} B, budget 4 B"),
        ("label sets", sets_time, ""),
        ("multi-valued alpha, 100 labels", mv, "budget 1 s"),
        ("the same, 2,000 replicates", mv_drawn, ""),
        ("krippendorff over the codes, once, no bootstrap", theirs, f"{theirs / whole:.1f} x ours with one"),
        (
            "the same 2,001 times (extrapolated)",
            theirs * (REPLICATES + 1),
            f"{theirs * (REPLICATES + 1) / whole:,.0f} x ours",
        ),
    ]
    for words, seconds, note in lines:
        sys.stdout.write(f"{words:<50}{seconds:>12.3f} s  {note}\n")


def memory() -> float:
    """The most that this process has taken, in MB (``ru_maxrss`` would speak of its parent too)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def one(path: Path, size: Size) -> None:
    """Fetch, tally and compute once; print seconds and memory."""
    before = memory()
    start = time.perf_counter()
    with Study.open(path) as study:
        found = columns(study)
    fetched = time.perf_counter()
    counts = patterns(found, range(1, size.coders + 1), range(1, size.codes + 1))
    del found
    tallied = time.perf_counter()
    agreement(counts, Sampling("interview", REPLICATES))
    end = time.perf_counter()
    sys.stdout.write(
        f"{size.codings:>12,}{fetched - start:>9.2f}{tallied - fetched:>9.2f}{end - tallied:>9.2f}"
        f"{end - start:>9.2f}{memory():>9.0f}{before:>9.0f}\n"
    )


def curve(folder: Path, most: int) -> None:
    """Studies of growing size, each in a process of its own."""
    sys.stdout.write(
        f"\n{'codings':>12}{'fetch':>9}{'tally':>9}{'figures':>9}{'sum s':>9}{'MB':>9}{'before':>9}\n"
    )
    sys.stdout.flush()
    for codings in (100_000, 1_000_000, 10_000_000):
        if codings > most:
            break
        path = folder / f"{codings}.db"
        build(path, Size(interviews=codings // 500, codings=codings))
        subprocess.run([sys.executable, __file__, "--study", str(path), "--one", str(codings)], check=True)
        path.unlink()


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--study", type=Path, help="a study made by generate.py with its defaults")
    parser.add_argument("--curve", action="store_true")
    parser.add_argument("--most", type=int, default=10_000_000, help="codings of the curve's last point")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        one(asked.study, Size(interviews=asked.one // 500, codings=asked.one))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = asked.study or build(Path(folder) / "big.db")
        measure(path, Size())
        if asked.curve:
            curve(Path(folder), asked.most)


if __name__ == "__main__":
    main()
