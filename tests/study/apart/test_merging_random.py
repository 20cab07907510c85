"""Whatever three coders do in their copies and the team in the study: the order of merges does not matter."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from coder.model import CoderError, MemoKind, Span
from coder.study import (
    assigning,
    codebook,
    coding,
    finishing,
    history,
    memos,
    recoding,
    revision,
    transcripts,
)
from coder.study import tables as t
from coder.study.apart.merging import merge
from coder.study.apart.sharing import share
from coder.study.safety.checking import check
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit
    from tests.study.apart.conftest import Apart

NAMES = ("Ann", "Ben", "Bea")
INTERVIEWS = ("first", "second")
SPANS = ((0, 9), (3, 8), (20, 24), (4, 12))


class Worker:
    """Somebody who does one thing after the other at random; what is refused is left."""

    def __init__(self, study: Study, random: Random) -> None:
        self.study, self.random = study, random
        self.deeds: list[Callable[[], Any]] = [
            *(self.apply, self.apply, self.apply, self.remove, self.recode, self.resize),
            *(self.decide, self.decide, self.undecide, self.memo, self.edit_memo, self.drop_memo),
            *(self.code, self.edit_code, self.move_code, self.retire, self.finish, self.reopen),
            *(self.undo, self.undo, self.redo),
        ]

    def work(self, times: int) -> None:
        for _ in range(times):
            with suppress(CoderError, IndexError):
                self.random.choice(self.deeds)()

    def one(self, table: Any, mine: bool = True) -> int:
        query = table.select().where(table.c.removed_at.is_(None))
        if mine:
            query = query.where(table.c.coder_id == self.study.acting().id)
        with self.study.read() as connection:
            return int(self.random.choice([row.id for row in connection.execute(query)]))

    def span(self) -> Span:
        return Span(*self.random.choice(SPANS))

    def segment(self) -> int:
        whole = transcripts.load(self.study, self.random.choice(INTERVIEWS))
        return self.random.choice(whole.segments).id

    def apply(self) -> None:
        interview = transcripts.load(self.study, self.random.choice(INTERVIEWS))
        coding.apply(self.study, interview.id, self.span(), self.one(t.code, mine=False))

    def remove(self) -> None:
        coding.remove(self.study, self.one(t.coding))

    def recode(self) -> None:
        recoding.recode(self.study, self.one(t.coding), self.one(t.code, mine=False))

    def resize(self) -> None:
        recoding.resize(self.study, self.one(t.coding), self.span())

    def decide(self) -> None:
        coding.decide(self.study, {self.segment(), self.segment()})

    def undecide(self) -> None:
        coding.decide(self.study, {self.segment()}, decided=False)

    def memo(self) -> None:
        targets: dict[MemoKind, Callable[[], int]] = {
            "coding": lambda: self.one(t.coding),
            "segment": self.segment,
            "transcript": lambda: transcripts.load(self.study, "first").id,
            "code": lambda: self.one(t.code, mine=False),
            "study": lambda: 0,
        }
        kind = self.random.choice(list(targets))
        memos.add(self.study, f"words {self.random.random()}", kind, targets[kind]())

    def edit_memo(self) -> None:
        memos.edit(self.study, self.one(t.memo), f"other words {self.random.random()}")

    def drop_memo(self) -> None:
        memos.remove(self.study, self.one(t.memo))

    def code(self) -> None:
        label = self.random.choice(("Housing", "Pay", "Time"))
        parent = self.random.choice((None, self.one(t.code, mine=False)))
        revision.add_code(
            self.study, codebook.codebooks(self.study)[0].id, revision.NewCode({"en": label}, parent)
        )

    def edit_code(self) -> None:
        words = {"en": f"means {self.random.random()}"}
        edits = self.random.choice((revision.Edits(brief=words), revision.Edits(label=words)))
        revision.edit(self.study, self.one(t.code, mine=False), edits)

    def move_code(self) -> None:
        revision.move(self.study, self.one(t.code, mine=False), None)

    def retire(self) -> None:
        revision.retire(self.study, self.one(t.code, mine=False))

    def finish(self) -> None:
        finishing.finish(self.study, self.random.choice(INTERVIEWS), none_applies=True)

    def reopen(self) -> None:
        finishing.reopen(self.study, self.random.choice(INTERVIEWS))

    def undo(self) -> None:
        history.undo(self.study)

    def redo(self) -> None:
        history.redo(self.study)


def worked(path: Path, name: str, random: Random, times: int) -> None:
    with Study.open(path, name) as study:
        Worker(study, random).work(times)


@pytest.mark.parametrize("seed", range(2))
def test_the_order_of_merges_does_not_matter(
    place: Path, tmp_path: Path, kit: Kit, apart: Apart, seed: int
) -> None:
    """Two rounds: work here, share, work here and in the copies, merge in three orders, and again."""
    random = Random(seed)
    with Study.open(place) as study:
        assigning.assign(study, INTERVIEWS, NAMES)
    for name in NAMES:
        worked(place, name, random, 6)
    copies = [tmp_path / f"{name}.db" for name in NAMES]
    with Study.open(place) as study:
        for name, path in zip(NAMES, copies, strict=True):
            share(study, path, name)
    twin = Path(shutil.copy(copies[0], tmp_path / "twin.db"))  # Ann works on two machines
    copies.append(twin)
    for _round in range(2):
        for name, path in zip((*NAMES, "Ann"), copies, strict=True):
            worked(path, name, random, 14)
        for name in NAMES:
            worked(place, name, random, 4)
        states = []
        for order in range(3):
            mine = Path(shutil.copy(place, tmp_path / f"study-{_round}-{order}.db"))
            shuffled = random.sample(copies, len(copies))
            with Study.open(mine) as study:
                before, events = kit.live_rows(study), len(history.log(study))
                if order == 2:
                    merge(study, shuffled, skip=True)
                else:
                    for path in shuffled:
                        merge(study, [path], skip=True)
                states.append(apart.state(study))
                assert check(study) == kit.dangling(study) == []
                log = history.log(study)
                done = merge(study, shuffled[::-1], skip=True)
                assert (done.total, done.written, done.backup) == (0, False, None)
                assert history.log(study) == log
                if order == 1:
                    for _ in range(len(log) - events):
                        history.undo(study)
                    assert kit.live_rows(study) == before
                    assert check(study) == []
                    merge(study, copies, skip=True)
                    assert apart.state(study) == states[-1]
        assert states[0] == states[1] == states[2]
        place = tmp_path / f"study-{_round}-{random.randrange(3)}.db"
