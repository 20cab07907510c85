"""Eight processes code the same study at once, and the counts are read and copies merged meanwhile."""

from __future__ import annotations

import json
import os
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from coder.model import CoderError
from coder.study import codebook, coding, columns, history, memos, people, tampering, transcripts
from coder.study import tables as t
from coder.study.apart import merging, sharing
from coder.study.safety.checking import check
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit

PROCESSES, CHANGES = 8, 500
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that are forked")


@pytest.fixture
def shared(empty_template: Path, tmp_path: Path, kit: Kit) -> Path:
    """A study for eight coders, and a copy in which another one has worked alone."""
    place = tmp_path / "study.db"
    place.write_bytes(empty_template.read_bytes())
    with Study.open(place) as study:
        codebook.add(study, kit.book())
        for n in range(PROCESSES):
            people.add_coder(study, f"C{n}")
        people.add_coder(study, "Far")
        transcripts.add(study, [kit.interview("long", [("R", f"word {n}") for n in range(400)])])
        sharing.share(study, tmp_path / "far.db", "Far", everything=True)
    with Study.open(tmp_path / "far.db", "Far") as study:
        long = transcripts.load(study, "long")
        alpha = codebook.find_code(study, "alpha").id
        coding.apply_all(study, [coding.NewCoding(long.id, s.span, alpha) for s in long.segments], "all")
    return place


def work(place: Path, number: int) -> dict[str, Any]:
    """Change the study 500 times; what was acknowledged: ids of events, and what must stand at the end."""
    chance = random.Random(number)
    done, written = 0, 0
    standing: dict[int, tuple[int, int]] = {}
    decided: set[int] = set()
    slowest = 0.0
    with Study.open(place, f"C{number}") as study:
        long = transcripts.load(study, "long")
        codes = [codebook.find_code(study, slug).id for slug in ("alpha", "beta")]
        undoable: dict[int, tuple[int, int]] = {}
        while done < CHANGES:
            which, at = chance.random(), chance.choice(long.segments)
            began = time.perf_counter()
            if which < 0.55 or not standing:
                code = chance.choice(codes)
                if (at.id, code) in standing.values():
                    continue
                id_ = coding.apply(study, long.id, at.span, code)
                standing[id_] = (at.id, code)
                undoable = {id_: standing[id_]}
            elif which < 0.7:
                id_ = chance.choice(list(standing))
                coding.remove(study, id_)
                del standing[id_]
                undoable = {}
            elif which < 0.85:
                if at.id in decided:
                    continue
                assert coding.decide(study, [at.id]) == 1
                decided.add(at.id)
                undoable = {}
            elif which < 0.95 or not undoable:
                memos.add(study, f"{number}: {done}", "segment", at.id)
                written += 1
                undoable = {}
            else:
                history.undo(study)
                for id_ in undoable:
                    del standing[id_]
                undoable = {}
            slowest = max(slowest, time.perf_counter() - began)
            done += 1
            if done % 100 == 0:
                columns.columns(study)
    return {"standing": sorted(standing), "decided": sorted(decided), "memos": written, "slowest": slowest}


def in_a_process(place: Path, number: int) -> tuple[int, int]:
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            said = json.dumps(work(place, number) if number < PROCESSES else merge(place))
        except BaseException as error:  # noqa: BLE001 - told to the test, which fails
            said = json.dumps({"error": f"{type(error).__name__}: {error}"})
        with os.fdopen(writer, "w") as out:
            out.write(said)
        os._exit(0)
    os.close(writer)
    return pid, reader


def merge(place: Path) -> dict[str, Any]:
    """Merge the copy again and again while the others work, and count."""
    for n in range(4):
        with Study.open(place) as study:
            merging.merge(study, [place.with_name("far.db")])
            assert len(columns.columns(study).codings) > 0
        time.sleep(0.2 * n)
    return {}


def test_eight_processes_lose_nothing_and_nobody_sees_an_error(shared: Path) -> None:
    began = time.perf_counter()
    children = [in_a_process(shared, number) for number in range(PROCESSES + 1)]
    told = []
    for pid, reader in children:
        with os.fdopen(reader) as said:
            told.append(json.loads(said.read()))
        os.waitpid(pid, 0)
    assert [each["error"] for each in told if "error" in each] == []
    assert time.perf_counter() - began < 120

    with Study.open(shared) as study:
        with study.read() as connection:
            coders = {row.name: row.id for row in connection.execute(select(t.coder))}
            for number, mine in enumerate(told[:PROCESSES]):
                me = coders[f"C{number}"]
                there = select(t.coding.c.id).where(
                    t.coding.c.coder_id == me, t.coding.c.removed_at.is_(None)
                )
                assert sorted(connection.execute(there).scalars()) == mine["standing"]
                marked = select(t.decision.c.segment_id).where(t.decision.c.coder_id == me)
                assert sorted(connection.execute(marked).scalars()) == mine["decided"]
                notes = select(t.memo.c.id).where(t.memo.c.coder_id == me, t.memo.c.removed_at.is_(None))
                assert len(connection.execute(notes).all()) == mine["memos"]
                events = connection.execute(select(t.event.c.id).where(t.event.c.coder_id == me)).all()
                assert len(events) == CHANGES, "one event for each change, and none without"
            ids = list(connection.execute(select(t.event.c.id).order_by(t.event.c.id)).scalars())
            far = select(t.coding.c.id).where(t.coding.c.coder_id == coders["Far"])
            assert len(connection.execute(far).all()) == 400
        assert ids == list(range(1, len(ids) + 1)), "no number was given and lost"
        assert tampering.tampered(study) == []
        assert check(study) == []
    assert max(each["slowest"] for each in told[:PROCESSES]) < 10, "nobody waits for ever for a turn"


def test_who_waits_too_long_is_told_so_and_nothing_is_changed(
    shared: Path, kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program that does not let go: a sentence after a while, and the next try works."""
    monkeypatch.setattr("coder.study.database.PATIENCE_MS", 100)
    with Study.open(shared, "C0") as one, Study.open(shared, "C1") as other:
        with one.change("apply"), pytest.raises(CoderError, match="another program has been writing"):
            kit.apply(other, "word 7", transcript="long")
        kit.apply(other, "word 399", transcript="long")
