"""Import of a folder of transcripts, beside the import of qc in the same run.

    python -m tests.benchmarks.bench_import                          1,000 files, 21.5 M characters
    python -m tests.benchmarks.bench_import --qc VENV/bin/qc         and the same folder with qc
    python -m tests.benchmarks.bench_import --files 100 10000        the curve

Budget: at least 5 x faster than ``qc corpus import`` (whole process against whole process, and
the import alone against qc's without its start), under 300 MB. qc (qualitative-coding on PyPI)
goes into an environment of its own: it pins other versions of what coder uses.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from coder.cli.importing import _FILES_AT_ONCE as AT_ONCE
from coder.study import intake
from coder.study.study import Study

LETTERS = 21_500
ROUNDS = 3
TEXT = (
    "the of and to in a is that for it as was with be by on not he his but at are this have from or had an"
    " they which one you were all her she there would their we him been has when who will no more if out so"
    " what up about into than them can only other time new some could these two may first then do any like"
    " my now over such our man me even most made after also well reform public service minister people trust"
)
WORDS = TEXT.split()


def folder(where: Path, files: int) -> Path:
    """Interviews of a seed: two speakers, about 86 turns, blank lines between."""
    seeded = random.Random(7)
    where.mkdir()
    for number in range(files):
        turns: list[str] = []
        while sum(map(len, turns)) < LETTERS:
            who, many = ("Interviewer", 2) if len(turns) % 2 == 0 else ("Expert", seeded.randint(3, 9))
            said = (" ".join(seeded.choices(WORDS, k=seeded.randint(5, 22))) for _ in range(many))
            turns.append(f"{who}: " + " ".join(f"{each.capitalize()}." for each in said))
        text = "\n\n".join(turns)[:LETTERS] + "\n"
        (where / f"T{number:05}.txt").write_text(text, encoding="utf-8")
    return where


def in_process(files: Path, study: Path) -> float:
    """Reading and storing all files, imports done."""
    paths = intake.find([files])
    intake.opened(paths[0])
    with Study.create(study) as into:
        start = time.perf_counter()
        known = intake.Known(into)
        batch = []
        for path in paths:
            batch += [known.stand(each) for each in intake.opened(path)]
            if len(batch) == AT_ONCE:
                intake.take_in_all(into, batch)
                batch = []
        intake.take_in_all(into, batch)
        return time.perf_counter() - start


def ran(*command: str | Path, cwd: Path) -> tuple[float, float]:
    """Seconds and megabytes of a process."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(each) for each in command], cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _pid, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command[0]} failed")
    return time.perf_counter() - start, used.ru_maxrss / 1000


def main() -> None:
    """Print a line for each way and size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, nargs="*", default=[1000])
    parser.add_argument("--qc", type=Path, help="the program qc, in an environment of its own")
    asked = parser.parse_args()
    for many in asked.files:
        with tempfile.TemporaryDirectory() as name:
            measure(Path(name), many, asked.qc)


def measure(work: Path, many: int, qc: Path | None) -> None:
    """The least of several runs, ours and qc's taking turns."""
    files = folder(work / "corpus", many)
    inside, whole, memory, theirs, start = [], [], [], [], []
    for number in range(ROUNDS):
        inside.append(in_process(files, work / f"in{number}.db"))
        here = work / f"out{number}"
        here.mkdir()
        coder = (sys.executable, "-m", "coder")
        ran(*coder, "init", cwd=here)
        seconds, megabytes = ran(*coder, "import", "--yes", files, cwd=here)
        whole.append(seconds)
        memory.append(megabytes)
        if qc is not None:
            there = work / f"qc{number}"
            there.mkdir()
            ran(qc.absolute(), "init", "-w", cwd=there)
            ran(qc.absolute(), "init", cwd=there)
            theirs.append(ran(qc.absolute(), "corpus", "import", "-r", "-i", "verbatim", files, cwd=there)[0])
            start.append(ran(qc.absolute(), "version", cwd=there)[0])
            shutil.rmtree(there)
    say(f"{many} files of {LETTERS} characters")
    say(f"  coder, imports done          {min(inside):6.2f} s")
    say(f"  coder import, whole process  {min(whole):6.2f} s, {max(memory):.0f} MB")
    if theirs:
        alone = min(theirs) - min(start)
        say(f"  qc, without its start        {alone:6.2f} s   {alone / min(inside):.1f} x ours")
        say(f"  qc, whole process            {min(theirs):6.2f} s   {min(theirs) / min(whole):.1f} x ours")
    say(f"  memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB")


def say(words: str) -> None:
    """A line on stdout, at once."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
