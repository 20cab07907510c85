"""Acknowledged means durable: what a call has returned survives ``kill -9`` at that instant."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from coder.study import tables as t
from coder.study import transcripts
from coder.study.safety.checking import check
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit

ROOT = Path(__file__).parents[2]
WORKER = """
import itertools, sys
from coder.model import Span
from coder.study import codebook, coding, transcripts
from coder.study.study import Study

study = Study.open(sys.argv[1], sys.argv[2])
long = transcripts.load(study, "long")
codes = [codebook.find_code(study, slug).id for slug in ("alpha", "beta")]
places = itertools.product(long.segments[int(sys.argv[3]):], codes)
print("ready", flush=True)
while True:
    for _ in range(5):
        segment, code = next(places)
        print(coding.apply(study, long.id, segment.span, code), flush=True)
    new = [coding.NewCoding(long.id, s.span, c) for s, c in itertools.islice(places, 10)]
    print(*coding.apply_all(study, new, "ten at once"), flush=True)
    coding.decide(study, [s.id for s in long.segments[:20]], decided=True)
    coding.decide(study, [s.id for s in long.segments[:20]], decided=False)
"""
"""Codes one passage after another and says each id once the call has returned, until it is killed."""


@pytest.fixture
def long(place: Path, kit: Kit) -> Path:
    """A study with a transcript long enough that no worker comes to its end."""
    with Study.open(place) as study:
        transcripts.add(study, [kit.interview("long", [("R", f"word {n}") for n in range(6000)])])
    return place


def worker(place: Path, coder: str, start: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WORKER, str(place), coder, str(start)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)
    assert child.stdout
    assert child.stdout.readline() == "ready\n"
    return child


def killed_after(child: subprocess.Popen[str], lines: int, pause: float) -> set[int]:
    """Kill a worker while it works; the ids that it has acknowledged."""
    with child:
        assert child.stdout
        said = [child.stdout.readline() for _ in range(lines)]
        time.sleep(pause)
        child.send_signal(signal.SIGKILL)
        said += child.stdout.readlines()
    assert child.returncode == -signal.SIGKILL
    return {int(id_) for line in said if line.endswith("\n") for id_ in line.split()}


def codings_and_events(study: Study) -> tuple[set[int], set[int]]:
    """The live codings, and those that the standing events say were made."""
    with study.read() as connection:
        live = set(connection.execute(select(t.coding.c.id).where(t.coding.c.removed_at.is_(None))).scalars())
        events = connection.execute(select(t.event.c.payload).where(t.event.c.action == "apply")).scalars()
        noted = {n["key"]["id"] for payload in events for n in payload["changes"]}
    return live, noted


def test_whatever_was_acknowledged_survives_kill_9_at_any_moment(
    long: Path, open_study: Callable[..., Study], kit: Kit
) -> None:
    """Several times over on the same file, from which every kill left a write-ahead log behind."""
    chance = random.Random()
    acknowledged: set[int] = set()
    for turn in range(4):
        child = worker(long, "Ann", turn * 900)
        acknowledged |= killed_after(child, chance.randint(1, 40), chance.uniform(0, 0.02))
        study = open_study()
        live, noted = codings_and_events(study)
        assert acknowledged <= live
        assert live == noted, "a coding and its event are there together or not at all"
        assert len(live) - len(acknowledged) <= 10 * (turn + 1), "at most the change under way was more"
        assert check(study) == []
        study.close()
    assert len(acknowledged) >= 4


def test_two_coders_at_once_lose_nothing(long: Path, open_study: Callable[..., Study]) -> None:
    """Each waits for the other; one is killed and the other goes on."""
    one, other = worker(long, "Ann", 0), worker(long, "Ben", 0)
    acknowledged = killed_after(one, 20, 0.001)
    acknowledged |= killed_after(other, 40, 0.001)
    study = open_study()
    live, noted = codings_and_events(study)
    assert acknowledged <= live == noted
    assert check(study) == []


def test_a_backup_taken_while_somebody_codes_is_sound(
    long: Path, open_study: Callable[..., Study], tmp_path: Path
) -> None:
    """It is the study at one moment, with everything acknowledged before, and stops nobody."""
    study = open_study()
    child = worker(long, "Ann", 0)
    assert child.stdout
    said: set[int] = set()
    backups: list[tuple[Path, set[int]]] = []
    for n in range(4):
        for _ in range(12):
            said |= {int(id_) for id_ in child.stdout.readline().split()}
        backups.append((study.backup(tmp_path / f"copy-{n}.db"), set(said)))
    said |= killed_after(child, 5, 0)
    sizes = []
    for path, before in backups:
        with Study.open(path) as copy:
            live, noted = codings_and_events(copy)
            assert before <= live == noted
            assert check(copy) == []
            sizes.append(len(live))
    assert sizes == sorted(sizes)
    assert said <= codings_and_events(study)[0]
