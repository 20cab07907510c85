"""Break valid files in many ways and read them: a value or a CoderError within 10 s and 300 MB, else a find.

Run by hand: ``python tests/benchmarks/fuzz_readers.py --minutes 15 --finds /tmp/finds [--only transcript]``.
Every find is kept as a file whose name begins with its reader; ``--again FILE`` reads one once more.
"""

from __future__ import annotations

import argparse
import json
import random
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.benchmarks.fuzz_breaks import broken
from tests.benchmarks.fuzz_seeds import folders, seeds

# --- who reads it ------------------------------------------------------------------------------------


class Worker:
    """A process that reads files; made anew when it died."""

    def __init__(self) -> None:
        command = [sys.executable, __file__, "--work"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def read(self, reader: str, path: Path, seconds: float = 60) -> dict[str, Any]:
        """How it went: ``outcome`` value, refused or find, ``seconds`` of CPU, ``megabytes``."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write(json.dumps([reader, str(path)]) + "\n")
            self.process.stdin.flush()
            there: Any = ()
            there, _, _ = select.select([self.process.stdout], [], [], seconds)
            answer = self.process.stdout.readline() if there else ""
            if answer:
                found: dict[str, Any] = json.loads(answer)
                return found
        except BrokenPipeError:
            there = [1]
        self.process.kill()
        said = f"died with {self.process.wait()}" if there else f"no end in {seconds} s"
        self.__init__()  # type: ignore[misc]
        return {"outcome": "find", "said": said, "seconds": seconds, "megabytes": 0}


def main() -> None:
    """Break and read until the time is over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--finds", type=Path, default=Path(tempfile.gettempdir()) / "finds")
    parser.add_argument("--only", default="", help="only readers whose name has this in it")
    parser.add_argument("--again", type=Path, help="read one find once more")
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.work:
        from tests.benchmarks.fuzz_worker import serve

        serve()
    elif asked.again:
        _say(Worker().read(asked.again.name.partition("--")[0], asked.again))
    else:
        asked.finds.mkdir(parents=True, exist_ok=True)
        _say(f"seed {asked.seed}")
        with tempfile.TemporaryDirectory() as folder:
            Run(Path(folder), asked.finds, asked.only, asked.seed).go(60 * asked.minutes)


def _say(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


class Run:
    """Files broken and read, one after another."""

    def __init__(self, where: Path, finds: Path, only: str, seed: int) -> None:
        self.where, self.finds = where, finds
        self.luck, self.worker = random.Random(seed), Worker()
        self.counts, self.seen = Counter[str](), Counter[str]()
        self.most: dict[str, tuple[float, float]] = {}
        self.pool: list[tuple[str, Path, str]] = []
        for reader, name, data in seeds():
            path = where / f"{len(self.pool)}" / name
            path.parent.mkdir()
            path.write_bytes(data)
            self.pool.append((reader, path, ""))
        self.pool += [("foreign", project, inner) for inner, project in folders(where)]
        self.pool = [each for each in self.pool if only in each[0]]

    def go(self, seconds: float) -> None:
        """Read the whole files, then broken ones; tell every find, and at the end how often what came."""
        for reader, path, _ in self.pool:
            found = self.worker.read(reader, path)
            if found["outcome"] != "value":
                _say(f"not read though whole: {reader} {path.name} {found['said'][-600:]}")
        kinds = sorted({each[0] for each in self.pool})
        kinds += [kind for kind in kinds if kind in ("transcript", "project", "foreign")]
        ends = time.time() + seconds
        while time.time() < ends:
            kind = self.luck.choice(kinds)
            reader, path, inner = self.luck.choice([each for each in self.pool if each[0] == kind])
            project = self._broken(kind, path, inner)
            found = self.worker.read(reader, project)
            self.counts[f"{reader} {found['outcome']}"] += 1
            old = self.most.get(reader, (0.0, 0.0))
            self.most[reader] = (max(old[0], found["seconds"]), max(old[1], found["megabytes"]))
            if found["outcome"] == "find":
                self._keep(reader, project, found["said"])
        _say(json.dumps({"counts": dict(sorted(self.counts.items())), "most": self.most}, indent=1))
        for key, n in self.seen.most_common():
            _say(f"{n} {key}")

    def _broken(self, kind: str, path: Path, inner: str) -> Path:
        copy = self.where / "now"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        if path.is_dir():
            project = Path(shutil.copytree(path, copy / path.name))
            target = project / inner
        else:
            suffix = path.suffix
            if self.luck.random() < 0.03:
                suffix = self.luck.choice([each[1].suffix for each in self.pool if each[0] == kind])
            project = target = copy / f"{path.stem}{suffix}"
        data = (path / inner if inner else path).read_bytes()
        for _ in range(self.luck.choice([1, 1, 1, 2])):
            try:
                data = broken(data, self.luck)
            except Exception:  # noqa: BLE001 - it is too broken to be taken apart once more
                break
        target.write_bytes(data)
        return project

    def _keep(self, reader: str, project: Path, said: str) -> None:
        lines = said.strip().splitlines()
        key = f"{reader} {project.suffix} {lines[-1][:60]} {lines[-3:-1]}"
        self.seen[key] += 1
        if self.seen[key] <= 2:
            kept = self.finds / f"{reader}--{sum(self.seen.values())}-{project.name}"
            if project.is_dir():
                shutil.copytree(project, kept)
            else:
                shutil.copy(project, kept)
            _say(f"FIND {kept} {said[-700:]}")


if __name__ == "__main__":
    main()
