"""The app in a terminal of 160x45: from the key to the last repainted byte, and to the row in the file.

    python -m tests.benchmarks.bench_app                   the size of the budgets
    python -m tests.benchmarks.bench_app --codings 10000   a small study, to compare with
    python -m tests.benchmarks.bench_app --only keys

One interview of 10,000 segments, half of them coded, in a study of 2,000 more, 300 codes and
1,000,000 codings in all, every one with its event. Keys go in through a pseudoterminal. A figure
is the time from writing the key to the arrival of the last byte before the terminal falls quiet,
whatever is drawn in between; a row counts as durable once a second connection reads it. Other
programs of the machine are in the figures: the load is said with them, the same keys in a bare
app of textual (``floor``), and the time that the program itself computed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import astuple, replace
from pathlib import Path

from coder.study import pins
from coder.study.study import Study
from tests.benchmarks import generate
from tests.benchmarks.generate import Size, build
from tests.benchmarks.terminal import Answer, Terminal, app

SIZE = Size(long=10_000, codes=300, logged=True)
CODER = "Coder 1"
DOWN, UP, PAGE_DOWN, PAGE_UP, END, ESC = "\x1b[B", "\x1b[A", "\x1b[6~", "\x1b[5~", "\x1b[F", "\x1b"
WORDS = "We change one thing"
IMPORTS = [sys.executable, "-c", "import textual.app, sqlmodel"]


def study(size: Size) -> Path:
    """The study, made once and kept among the temporary files as long as nothing that makes it changes."""
    made_by = Path(generate.__file__).read_bytes()
    with (
        tempfile.TemporaryDirectory() as folder,
        Study.create(Path(folder) / "empty.db") as empty,
        closing(sqlite3.connect(str(empty.path))) as plain,
    ):
        schema = "".join(str(row) for row in plain.execute("SELECT sql FROM sqlite_master"))
    digest = hashlib.sha256(made_by + repr(astuple(size)).encode() + schema.encode()).hexdigest()[:16]
    path = Path(tempfile.gettempdir()) / f"coder-bench-{digest}.db"
    if not path.exists():
        part = path.with_suffix(f".{os.getpid()}.db")
        build(part, size)
        with Study.open(part, CODER) as made:
            for slot in pins.SLOTS:
                pins.pin(made, slot, 20 * slot)
        part.rename(path)
    return path


@contextmanager
def interview(place: Path, command: list[str] | None = None) -> Iterator[Terminal]:
    """The app with the long interview open, at its first undecided segment."""
    with Terminal(command or app(place, CODER)) as terminal:
        terminal.wait("T0", quiet=1)
        terminal.press(END, quiet=1)
        terminal.press("\r", WORDS, quiet=2)
        yield terminal


def newest(connection: sqlite3.Connection, table: str = "event") -> int:
    """The number of the newest row."""
    return int(connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0])


def keys(place: Path) -> None:
    """Everything a coder presses all day."""
    with interview(place) as terminal, closing(sqlite3.connect(place)) as other:

        def stored(key: str, table: str = "event") -> Answer:
            before = newest(other, table)
            return terminal.press(key, durable=lambda: newest(other, table) > before)

        say(f"memory with the interview open {terminal.memory():8.0f} MB")
        line("cursor down, one segment", (terminal.press(DOWN) for _ in range(100)), "median < 16 ms")
        line("cursor up, one segment", (terminal.press(UP) for _ in range(100)), "median < 16 ms")
        line("a screen down", (terminal.press(PAGE_DOWN) for _ in range(30)))
        line("a screen up", (terminal.press(PAGE_UP) for _ in range(30)))
        applied, moved = [], []
        for i in range(100):
            applied.append(stored(str(i % 9 + 1), "coding"))
            if i % 3 == 2:
                moved.append(terminal.press(DOWN))
        line("a code: key to repainted lines", applied, "p95 < 33 ms")
        line("    key to durable row", applied, "p95 < 33 ms", lambda each: each.durable)
        line("    cursor down in between", moved, "median < 16 ms")
        terminal.press(DOWN)
        line("done, and on to the next undecided", (stored(" ") for _ in range(30)), "p95 < 33 ms")
        undone = [stored("u") for _ in range(40)]
        line("undo", undone, "p95 < 33 ms")
        line("redo", (stored("\x12") for _ in range(40)), "p95 < 33 ms")
        line("next undecided", (terminal.press("n") for _ in range(30)))
        dragged = [terminal.press("v")] + [terminal.press("\x1b[C") for _ in range(20)]
        line("a passage grows by a sentence or stays", dragged)
        terminal.press(ESC, quiet=0.3)
        opened, typed = [], []
        for _ in range(20):
            opened.append(terminal.press("/", "Code "))
            typed.append(terminal.press("7"))
            terminal.press(ESC, quiet=0.3)
        line("finder: first paint with its codes", opened, "median < 50 ms", lambda each: each.seen)
        line("    until all is quiet", opened)
        line("    a letter typed", typed)
        say(f"memory at the end {terminal.memory():21.0f} MB, at most {terminal.memory('VmHWM'):.0f} MB")


FLOOR = """
from textual.app import App
from textual.widgets import Static

class Bare(App):
    BINDINGS = [("down", "step")]
    n = 0
    def compose(self):
        yield Static("ready 0")
    def action_step(self):
        self.n += 1
        self.query_one(Static).update(f"ready {self.n}", layout=False)

Bare().run()
"""


def floor(_: Path) -> None:
    """What textual, Python and this machine need for a key that changes a number."""
    with Terminal([sys.executable, "-c", FLOOR]) as terminal:
        terminal.wait("ready", quiet=1)
        line("floor: a bare app of textual, one line", [terminal.press(DOWN) for _ in range(60)])


def opening(place: Path) -> None:
    """From Enter on the first screen to the interview."""
    opened: list[Answer] = []
    back: list[Answer] = []
    with interview(place) as terminal:
        for _ in range(7):
            back.append(terminal.press(ESC, "T0", quiet=2))
            opened.append(terminal.press("\r", WORDS, quiet=1))
        line(
            "opening an interview: its words on the screen", opened, "median < 200 ms", lambda each: each.seen
        )
        line("back to the list of 2,000 interviews", back, "", lambda each: each.seen)


def first_frame(place: Path) -> None:
    """From the start of the process; the interviews stand there, their figures may still be counted."""
    imports, frames, counted = [], [], []
    imported, worked = [], []
    for _ in range(7):
        start = time.perf_counter()
        subprocess.run(IMPORTS, check=True)
        imports.append(time.perf_counter() - start)
        with Terminal([*IMPORTS[:2], IMPORTS[2] + "; print('ready'); input()"]) as plain:
            plain.wait("ready", quiet=0.01)
            imported.append(plain.worked())
        with Terminal(app(place, CODER)) as terminal:
            frames.append(terminal.wait("T0", quiet=0.01).seen)
            worked.append(terminal.worked())
            counted.append(terminal.wait("decided", quiet=0.01, patience=120).seen)
    b = median(imports)
    say(f"B: python -c 'import textual.app, sqlmodel' {b * 1e3:8.0f} ms")
    frame, c, work = median(frames), median(imported), median(worked)
    say(f"first frame with the interviews {frame * 1e3:20.0f} ms   {frame / b:.2f} B, budget 1.3 B")
    say(f"    computing, against that of B ({c * 1e3:4.0f} ms) {work * 1e3:7.0f} ms   {work / c:.2f} B")
    say(f"    with their figures {median(counted) * 1e3:29.0f} ms   {median(counted) / b:.2f} B")


def blocks(place: Path) -> None:
    """The longest steps of the event loop in a session of mixed keys."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "blocks.json"
        command = [sys.executable, "-m", "tests.benchmarks.heartbeat", str(report)]
        with interview(place, [*command, "--study", str(place), "--coder", CODER]) as terminal:
            since = time.time()
            for key in [
                "1",
                DOWN,
                "2",
                "n",
                "3",
                "u",
                PAGE_DOWN,
                " ",
                "v",
                "v",
                ESC,
                "/",
                "co",
                ESC,
                "l",
            ] * 6:
                terminal.press(key, quiet=0.25, patience=2)
            until = time.time()
            terminal.press(ESC, quiet=3)
            terminal.send("q")
            with suppress(EOFError):
                terminal.wait("never", patience=20)
        steps = [(at, took) for at, took in json.loads(report.read_text("utf-8"))]
    busy = sorted((took for at, took in steps if since <= at < until), reverse=True)
    before = sorted((took for at, took in steps if at < since), reverse=True)
    say(f"longest blocks in the interview {_list(busy)} ms, budget 100 ms")
    say(f"longest blocks while starting and opening it {_list(before)} ms")


def _list(found: list[float]) -> str:
    return ", ".join(f"{each * 1e3:.0f}" for each in found[:5]) or "none over 5"


def median(found: list[float]) -> float:
    """The middle one."""
    return sorted(found)[len(found) // 2]


def line(
    words: str,
    answers: Iterable[Answer],
    budget: str = "",
    of: Callable[[Answer], float] = lambda each: each.last,
) -> None:
    """Print median and 95th percentile, and what the program computed for it (in the median)."""
    answers = list(answers)
    found = sorted(of(each) * 1e3 for each in answers)
    p95 = found[min(len(found) * 95 // 100, len(found) - 1)]
    work = median([each.work * 1e3 for each in answers])
    say(
        f"{words:<46}{found[len(found) // 2]:7.1f} ms  p95 {p95:7.1f} ms  computing {work:6.1f} ms  "
        f"n {len(found):<4} {budget}"
    )


def say(text: str) -> None:
    """To stdout, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


PARTS: dict[str, Callable[[Path], None]] = {
    "floor": floor,
    "start": first_frame,
    "open": opening,
    "keys": keys,
    "blocks": blocks,
}


def main() -> None:
    """Build what is needed and measure."""
    parser = argparse.ArgumentParser(description="The app in a terminal.")
    parser.add_argument("--codings", type=int, default=SIZE.codings)
    parser.add_argument("--interviews", type=int, default=SIZE.interviews)
    parser.add_argument("--long", type=int, default=SIZE.long, help="segments of the interview that is coded")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    given = parser.parse_args()
    size = replace(SIZE, codings=given.codings, interviews=given.interviews, long=given.long)
    made = study(size)
    for name in given.only:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(shutil.copy(made, Path(folder) / "study.db"))
            load = os.getloadavg()[0]
            say(f"--- {name} (load {load:.1f} on {os.cpu_count()} cores)")
            PARTS[name](place)


if __name__ == "__main__":
    main()
