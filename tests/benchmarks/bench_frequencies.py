"""Frequencies with groups against a bare SELECT of the same rows, in one process, imports done.

    python -m tests.benchmarks.bench_frequencies                  the size of the budgets
    python -m tests.benchmarks.bench_frequencies --scale 0.1 1 5  the curve, 1 being that size

Budget: under 2 B, B being the time in which the segment, code and coder of all live codings are
fetched from SQLite into Python. The least of several runs is taken for both.
"""

from __future__ import annotations

import argparse
import gc
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from coder.report.cooccurrence import Wanted as Together
from coder.report.cooccurrence import co_occurrence_table
from coder.report.frequencies import Wanted, frequency_table
from coder.report.matrix import matrix_table
from coder.report.saturation import saturation_table
from coder.study.study import Study
from tests.benchmarks.generate import Size, build

ROUNDS = 5
BARE = "SELECT segment_first_id, code_id, coder_id FROM coding WHERE removed_at IS NULL"


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The least time of several runs."""
    found = []
    for _ in range(rounds):
        gc.collect()
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def bare(path: Path) -> list[tuple[int, int, int]]:
    """B: the rows as the database's own driver fetches them."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(BARE).fetchall()


def measure(path: Path) -> None:
    """Print a line for everything that is counted."""
    b = seconds(lambda: bare(path))
    say(f"B: a bare SELECT of segment, code and coder  {b:6.2f} s")
    with Study.open(path) as study:
        for name, work in {
            "frequencies, two attributes as groups": lambda: frequency_table(
                study, Wanted(by=("group", "side"), rule="any")
            ),
            "the same, with intervals": lambda: frequency_table(
                study, Wanted(by=("group", "side"), rule="any", interval=True)
            ),
            "the same, rule majority": lambda: frequency_table(
                study, Wanted(by=("group", "side"), rule="majority")
            ),
            "with the column segments": lambda: frequency_table(
                study, Wanted(rule="any", further=("segments",))
            ),
            "with the column codings": lambda: frequency_table(
                study, Wanted(rule="any", further=("codings",))
            ),
            "matrix": lambda: matrix_table(study),
            "co-occurrence in segments": lambda: co_occurrence_table(study, Together(rule="any")),
            "saturation": lambda: saturation_table(study),
        }.items():
            took = seconds(work)
            say(f"{name:<45}{took:6.2f} s  {took / b:5.2f} B")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(f"most memory, with that of B: {peak:.0f} MB")


def curve(folder: Path, scales: list[float]) -> None:
    """Time by number of codings: interviews grow, what an interview holds stays."""
    for scale in scales:
        size = replace(
            Size(), interviews=round(Size().interviews * scale), codings=round(Size().codings * scale)
        )
        path = folder / f"{scale}.db"
        made = [sys.executable, "-m", "tests.benchmarks.generate", str(path)]
        subprocess.run([*made, f"--interviews={size.interviews}", f"--codings={size.codings}"], check=True)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        with Study.open(path) as study:
            took = seconds(lambda: frequency_table(study, Wanted(by=("group", "side"), rule="any")), 3)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        each = 1e6 * took / size.codings
        say(
            f"{size.codings:>10} codings {took:7.2f} s  {each:5.2f} µs a coding; "
            f"memory {before:.0f} -> {peak:.0f} MB"
        )
        path.unlink()


def say(line: str) -> None:
    """To stdout, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Build what is needed and measure."""
    parser = argparse.ArgumentParser(description="Frequencies against a bare SELECT.")
    parser.add_argument("--study", type=Path, help="a study made by generate.py before")
    parser.add_argument("--scale", type=float, nargs="+", help="measure the curve instead")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if given.scale:
            curve(Path(folder), given.scale)
        else:
            measure(given.study or build(Path(folder) / "study.db"))


if __name__ == "__main__":
    main()
