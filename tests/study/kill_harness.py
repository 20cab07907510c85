"""Kills a process that works on a study at random moments, and looks whether anything is lost or half done.

Run it by hand: ``python tests/study/kill_harness.py --kills 200 --seed 7``; it prints what it did as JSON.

Every child is forked from a process in which everything is imported already, works on the study as fast
as it can and says on a pipe what it has done, each time after the call has returned: the number and the
seal of the newest event, and a digest of all that stands in the tables. Before it puts another file in
the study's place it says what will stand there. After the kill, the study must stand exactly at the last
thing that was said, or one whole change further; what the log says must be what the tables hold; every
backup under its name must be complete; and an old study must be the old one or the new one.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from sqlalchemy import select  # noqa: E402

from coder.model import CoderError, ReadTranscript, Span  # noqa: E402
from coder.study import codebook, coding, history, memos, migrations, people, transcripts  # noqa: E402
from coder.study import tables as t  # noqa: E402
from coder.study.apart import merging, sharing  # noqa: E402
from coder.study.rewriting import replacing  # noqa: E402
from coder.study.safety import backups, restoring  # noqa: E402
from coder.study.safety.checking import check  # noqa: E402
from coder.study.study import Study  # noqa: E402
from tests.conftest import Kit  # noqa: E402

KILLS, FRESH = 200, 8
"""Kills in a full run, and after how many the study is made anew, so that merges find something to bring."""
LONGEST = 0.12
"""Seconds after which a child is killed at the latest, in one of two cases."""
LENGTH = {"coding": 0.02, "undo": 0.02, "merge": 0.08, "replace": 0.08, "migration": 0.08}
LENGTH |= {"backup": 0.01, "restore": 0.12}
"""Seconds that it takes about; in the other case the kill falls into the first thing a child does."""
SCENES = ("coding", "undo", "merge", "replace", "migration", "backup", "restore")
WORDS = [f"word {n} of many" for n in range(40)]
OLD = "old.db"


def interview(name: str, words: list[str]) -> ReadTranscript:
    return Kit.interview(name, [("R", each) for each in words])


def texts(n: int) -> ReadTranscript:
    """The interview that is replaced, as its n-th text."""
    return interview(
        "talk", [f"{each}, {n} times" if i % 7 == n % 7 else each for i, each in enumerate(WORDS)]
    )


def build(folder: Path) -> None:
    """The study, a copy of it in which Ben has worked, and a study of the version before."""
    place = folder / "study.db"
    with Study.create(place, "Killed") as study:
        codebook.add(study, Kit.book())
        for name in ("Ann", "Ben"):
            people.add_coder(study, name)
        transcripts.add(study, [interview("long", [f"{each}!" for each in WORDS]), texts(0)])
        sharing.share(study, folder / "ben.db", "Ben", everything=True)
        backups.make(place, "opened")
        people.add_coder(study, "Cid")
    with Study.open(folder / "ben.db", "Ben") as study:
        long = transcripts.load(study, "long")
        alpha = codebook.find_code(study, "alpha").id
        spans = [coding.NewCoding(long.id, each.span, alpha) for each in long.segments]
        coding.apply_all(study, spans, "all of it")
        coding.decide(study, [each.id for each in long.segments])
    with closing(sqlite3.connect(folder / OLD)) as old:
        old.execute("SELECT 1")
    from sqlalchemy import create_engine

    engine = create_engine(f"sqlite:///{folder / OLD}")
    with engine.begin() as connection:
        migrations.upgrade(connection, migrations.ORDER[-2])
        connection.exec_driver_sql(
            "INSERT INTO study (id, guid, name, note, created_at) VALUES (1,'g','Old','','x')"
        )
        for n in range(300):
            connection.exec_driver_sql(
                "INSERT INTO event (at, action, summary, payload) VALUES (?, 'x', 'done', '{}')",
                (f"2024-01-01T00:00:00.{n:06}Z",),
            )
    engine.dispose()


def state(study: Study) -> tuple[int, str, str]:
    """The number and the seal of the newest event, and a digest of all that stands."""
    with study.read() as connection:
        newest = connection.execute(
            select(t.event.c.id, t.event.c.chain).order_by(t.event.c.id.desc()).limit(1)
        ).one()
        said = sha256()
        for table in (
            t.transcript,
            t.transcript_version,
            t.segment,
            t.coding,
            t.lost_coding,
            t.decision,
            t.memo,
        ):
            for row in connection.execute(select(table).order_by(*table.primary_key.columns)):
                said.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
    return int(newest.id), str(newest.chain), said.hexdigest()


@dataclass
class Child:
    """What works until it is killed."""

    folder: Path
    say: Callable[[dict[str, Any]], None]
    chance: random.Random
    known: list[Path] = field(default_factory=list)
    """Backups whose making was acknowledged."""

    def run(self, scene: str) -> None:
        self.place = self.folder / "study.db"
        self.study = Study.open(self.place, "Ann")
        self.long = transcripts.load(self.study, "long")
        self.codes = [codebook.find_code(self.study, slug).id for slug in ("alpha", "beta")]
        self.known = [each.path for each in backups.backups_of(self.place)]
        self.said("ready")
        doing = {name: getattr(self, name) for name in SCENES}
        while True:
            self.say({"doing": scene})
            try:
                doing[scene]()
            except CoderError as error:  # nothing to undo, nothing to redo, nothing new to merge
                if not str(error).startswith(("nothing to", "cannot undo", "cannot redo")):
                    raise
            self.said(scene)
            scene = self.chance.choice(SCENES[:2] if self.chance.random() < 0.6 else SCENES)

    def said(self, done: str) -> None:
        self.say({"done": done, "state": state(self.study)})

    def coding(self) -> None:
        n, chance = self.chance.randrange(4), self.chance
        at = chance.choice(self.long.segments)
        if n == 0:
            coding.apply(self.study, self.long.id, at.span, chance.choice(self.codes))
        elif n == 1:
            some = chance.sample(self.long.segments, 8)
            new = [
                coding.NewCoding(self.long.id, Span(s.span.start, s.span.end - 1), self.codes[0])
                for s in some
            ]
            coding.apply_all(self.study, new, "eight at once")
        elif n == 2:
            coding.decide(self.study, [s.id for s in self.long.segments[:20]], chance.random() < 0.5)
        else:
            memos.add(self.study, f"so {chance.random()}", "segment", at.id)

    def undo(self) -> None:
        (history.undo if self.chance.random() < 0.6 else history.redo)(self.study)

    def as_lead(self, work: Callable[[Study], object]) -> None:
        with Study.open(self.place) as lead:
            work(lead)

    def merge(self) -> None:
        self.as_lead(lambda lead: merging.merge(lead, [self.folder / "ben.db"], skip=True))

    def replace(self) -> None:
        def work(lead: Study) -> None:
            backups.backup_before(lead, "replace")
            there = transcripts.load(lead, "talk").text
            new = next(each for each in map(texts, range(1, 9)) if each.text != there)
            replacing.replace(lead, replacing.preview(lead, "talk", new))

        self.as_lead(work)

    def migration(self) -> None:
        Study.open(self.folder / OLD).close()
        self.say({"migrated": True})

    def backup(self) -> None:
        made = backups.make(self.place, "opened")
        self.known.append(made)
        self.say({"backup": str(made)})

    def restore(self) -> None:
        copies = [each for each in self.known if each.exists()]
        if not copies:
            return
        copy = self.chance.choice(copies)
        with Study.open(shutil.copy(copy, self.folder / "look.db")) as look:
            self.say({"will": state(look)})
        self.study.close()
        restoring.restore(self.place, copy)
        self.study = Study.open(self.place, "Ann")


@dataclass
class Report:
    kills: int = 0
    acknowledged: int = 0
    one_further: int = 0
    """Kills after a change was on the disk and before it was said."""
    during: Counter[str] = field(default_factory=Counter)
    migrated: int = 0
    backups: int = 0
    restores: int = 0
    slowest_look: float = 0.0
    faults: list[str] = field(default_factory=list)


def kill(folder: Path, seed: int, number: int, report: Report) -> None:
    """Let one child work, kill it and look at what it left."""
    chance = random.Random(f"{seed}-{number}")
    scene = SCENES[number % len(SCENES)]
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        try:
            Child(folder, lambda it: _tell(writer, it), random.Random(f"{seed}-{number}-child")).run(scene)
        except BaseException as error:  # noqa: BLE001 - told to the parent, which fails
            _tell(writer, {"error": f"{type(error).__name__}: {error}"})
        os._exit(1)
    os.close(writer)
    lines = b""
    with os.fdopen(reader, "rb") as told:
        lines = told.readline() + told.readline()
        time.sleep(chance.uniform(0, chance.choice([LONGEST, LENGTH[scene]])))
        os.kill(pid, signal.SIGKILL)
        lines += told.read()
    _, status = os.waitpid(pid, 0)
    said = [json.loads(line) for line in lines.decode().splitlines(keepends=True) if line.endswith("\n")]
    report.kills += 1
    began = time.perf_counter()
    for fault in look(folder, said, report):
        report.faults.append(f"kill {number} in {scene}: {fault}")
    report.slowest_look = max(report.slowest_look, time.perf_counter() - began)
    if not os.WIFSIGNALED(status) and not any("error" in each for each in said):
        report.faults.append(f"kill {number}: the child ended by itself")


def _tell(writer: int, it: dict[str, Any]) -> None:
    os.write(writer, (json.dumps(it) + "\n").encode())


def look(folder: Path, said: list[dict[str, Any]], report: Report) -> list[str]:
    """Everything that is not as it must be."""
    faults = [each["error"] for each in said if "error" in each]
    done = [each for each in said if "done" in each]
    if not done:
        return [*faults, "it never began"]
    report.acknowledged += len(done) - 1
    report.restores += sum(each["done"] == "restore" for each in done)
    under_way = said[-1].get("doing", said[-2].get("doing", "?") if len(said) > 1 else "?")
    report.during["between" if "done" in said[-1] else under_way] += 1
    last = tuple(done[-1]["state"])
    will = [tuple(each["will"]) for each in said[said.index(done[-1]) :] if "will" in each]
    try:
        with Study.open(folder / "study.db") as study:
            now = state(study)
            if now != last and now not in will:
                faults += _one_further(study, last, now, report)
            faults += check(study)
    except CoderError as error:
        return [*faults, str(error)]
    faults += _backups(folder, said, report)
    faults += _old(folder, said, report)
    left = [
        each.name for each in folder.iterdir() if each.name.startswith("study.db") and each.name != "study.db"
    ]
    faults += [
        f"left behind: {each}" for each in left if not each.endswith((".part", "-wal", "-shm", "-journal"))
    ]
    return faults


def _one_further(study: Study, last: Any, now: Any, report: Report) -> list[str]:
    """One whole change more than was said: the log goes on by one event from the last one that was."""
    with study.read() as connection:
        row = connection.execute(select(t.event.c.chain).where(t.event.c.id == last[0])).scalar()
    report.one_further += 1
    if row != last[1]:
        return [f"the newest acknowledged event, {last[0]}, is gone or another one"]
    if now[0] != last[0] + 1:
        return [f"{now[0] - last[0]} events more than were acknowledged"]
    return []


def _backups(folder: Path, said: list[dict[str, Any]], report: Report) -> list[str]:
    faults = []
    for each in said:
        if "backup" in each:
            report.backups += 1
            if not Path(each["backup"]).exists():
                faults.append(f"an acknowledged backup is not there: {each['backup']}")
    for copy in backups.backups_of(folder / "study.db")[:3]:
        with closing(sqlite3.connect(f"file:{copy.path}?mode=ro&immutable=1", uri=True)) as file:
            whole = file.execute("PRAGMA quick_check").fetchone() == ("ok",)
            if not whole or not file.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                faults.append(f"a backup is not complete: {copy.path.name}")
        if copy.path.stat().st_mode & 0o077:
            faults.append(f"others can read {copy.path.name}")
    return faults


def _old(folder: Path, said: list[dict[str, Any]], report: Report) -> list[str]:
    """The old study is the old one or the new one, with all of its events."""
    with closing(sqlite3.connect(folder / OLD)) as file:
        version = file.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        events = file.execute("SELECT count(*) FROM event").fetchone()[0]
        sound = file.execute("PRAGMA integrity_check").fetchone()[0]
    report.migrated += version == migrations.HEAD
    if sound != "ok" or events != 300 or version not in migrations.ORDER[-2:]:
        return [f"the old study: version {version}, {events} events, {sound}"]
    if any("migrated" in each for each in said) and version != migrations.HEAD:
        return ["the migration was acknowledged and is not there"]
    return []


def run(kills: int, seed: int, folder: Path) -> Report:
    report = Report()
    template = folder / "template"
    template.mkdir()
    build(template)
    home = template
    for number in range(kills):
        if number % FRESH == 0:
            home = folder / f"run-{number}"
            shutil.copytree(template, home)
        elif number % len(SCENES) == SCENES.index("migration"):
            for each in home.glob(f"{OLD}*"):
                each.unlink()
            shutil.copy(template / OLD, home / OLD)
        kill(home, seed, number, report)
    return report


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kills", type=int, default=KILLS)
    arguments.add_argument("--seed", type=int, default=int(time.time()))
    said = arguments.parse_args()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        report = run(said.kills, said.seed, Path(folder))
    shown = {**vars(report), "seed": said.seed, "seconds": round(time.perf_counter() - began, 1)}
    print(json.dumps(shown, indent=1))  # noqa: T201
    sys.exit(bool(report.faults))


if __name__ == "__main__":
    main()
