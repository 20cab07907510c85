"""Whatever was done to a study before names went: it is sound, and every moment counts as it did."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from coder.model import CoderError, Span
from coder.study import asof, codebook, coding, columns, history, recoding, transcripts
from coder.study import tables as t
from coder.study.rewriting import replacing, resegmenting
from coder.study.safety.checking import check
from coder.study.study import Study
from tests.study.pseudonyms.conftest import GONE, IS, WAS, Take

if TYPE_CHECKING:
    from tests.conftest import Kit

NAME = "Petrov, May"


def one_step(random: Random, lead: Study, coder: Study, kit: Kit) -> None:
    """Something that a coder or a lead does; what is refused is not done."""
    there = transcripts.load(lead, NAME)
    what = random.choice(
        ["apply"] * 5 + ["remove", "resize", "undo", "undo", "redo", "replace", "segment", "lead"]
    )
    start = random.randrange(len(there.text) - 12)
    span = Span(start, start + random.randrange(2, 12))
    code = codebook.find_code(lead, random.choice(["alpha", "beta"])).id
    with coder.read() as connection:
        mine = select(t.coding.c.id).where(
            t.coding.c.removed_at.is_(None), t.coding.c.coder_id == coder.acting().id
        )
        ids = list(connection.execute(mine).scalars())
    with suppress(CoderError):  # nothing is done then
        if what == "apply":
            coding.apply(coder, there.id, span, code)
        elif what in ("remove", "resize") and ids:
            id_ = random.choice(ids)
            coding.remove(coder, id_) if what == "remove" else recoding.resize(coder, id_, span)
        elif what == "undo":
            history.undo(coder)
        elif what == "redo":
            history.redo(coder)
        elif what == "lead":
            random.choice([history.undo, history.redo])(lead)
        elif what == "replace":
            turns = [each for each in random.choice([IS, WAS]) if random.random() < 0.8]
            replacing.replace(lead, replacing.preview(lead, NAME, kit.interview(NAME, turns)))
        elif what == "segment":
            way = random.choice(resegmenting.WAYS)
            resegmenting.divide(lead, resegmenting.preview(lead, NAME, way))


@pytest.mark.parametrize("seed", range(3))
def test_any_history_is_as_sound_without_names(named: Path, take: Take, kit: Kit, seed: int) -> None:
    random = Random(seed)
    with Study.open(named) as study:
        with Study.open(named, "Ann") as ann, Study.open(named, "Ben") as ben:
            for _ in range(25):
                one_step(random, study, random.choice([ann, ben]), kit)
        assert check(study) == []
        moments = [each.id for each in history.log(study)][::4]
        was = {}
        for id_ in moments:
            with asof.as_of(study, id_) as past:
                was[id_] = columns.columns(past)
        with suppress(CoderError):  # two codings of parts of one name
            take(study, of_interviews=True)
        if kit.events(study)[-1] != "pseudonymise":
            return
        assert check(study) == []
        for id_ in moments:
            with asof.as_of(study, id_) as past:
                assert columns.columns(past) == was[id_]
    assert not [name for name in GONE if name in named.read_bytes()]
