"""The items of a review are what a plain look at every coding finds."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.model import CoderError
from coder.study import codebook, coding, people
from coder.study.review import units
from coder.study.review.settling import Choice
from coder.study.review.units import Wanted
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit
    from tests.study.review.conftest import Table

PAY, TRAINING, NOBODY = 3, 4, 6
"""The numbers of the units of the interview ``first``."""


def test_agreement_and_disagreement_are_told_apart(coded: Table) -> None:
    assert coded.item(PAY).kind == "agreed"
    assert coded.item(PAY, "beta").kind == "differing"
    assert (coded.item(PAY, "beta").yes, coded.item(PAY, "beta").no) == (
        (coded.id("Ann"),),
        (coded.id("Ben"),),
    )
    assert coded.waiting() == [(PAY, coded.code("beta")), (TRAINING, coded.code("alpha"))]
    assert [units.items(coded.lead, Wanted(each)) for each in ("settled", "stale")] == [[], []]
    assert [x.position + 1 for x in units.items(coded.lead, Wanted("agreed"))] == [PAY]


def test_who_has_not_decided_a_unit_says_nothing_about_it(table: Table) -> None:
    table.kit.apply(table.ann, "pay")
    assert table.item(PAY).kind == "single"
    assert table.waiting() == []
    table.kit.apply(table.ben, "first thing", "beta")
    assert len(table.waiting()) == 2


def test_the_consensus_and_second_rounds_are_no_further_coders(coded: Table) -> None:
    before = units.items(coded.lead, Wanted("all"))
    people.add_coder(coded.lead, "consensus", "consensus")
    people.add_coder(coded.lead, "Ann 2", repeats="Ann")
    for name in ("consensus", "Ann 2"):
        coded.lead.coder = None
        with Study.open(coded.lead.path or "", name) as again:
            coded.kit.apply(again, "Nobody", "alpha")
            coding.decide(again, [coded.unit(PAY)])
    after = units.items(coded.lead, Wanted("all"))
    assert [(x.key, x.yes, x.no) for x in after] == [(x.key, x.yes, x.no) for x in before]


def test_items_are_narrowed_by_code_interview_and_coders(coded: Table) -> None:
    beta = Wanted(code_ids=(coded.code("beta"),))
    assert [x.position + 1 for x in units.items(coded.lead, beta)] == [PAY]
    assert units.items(coded.lead, Wanted(transcript_ids=(2,))) == []
    alone = Wanted(coder_ids=(coded.id("Ann"),))
    assert units.items(coded.lead, alone) == []


def test_they_are_ordered_by_code_and_by_size(coded: Table) -> None:
    coded.kit.apply(coded.ann, "training", "beta")
    found = units.items(coded.lead)
    alpha, beta = coded.code("alpha"), coded.code("beta")
    assert [(x.position + 1, x.code_id) for x in units.ordered(found, "code")] == [
        (PAY, beta),
        (TRAINING, beta),
        (TRAINING, alpha),
    ]
    assert [x.position + 1 for x in units.ordered(found, "size")] == [TRAINING, TRAINING, PAY]
    assert units.ordered(found, "interview") == found


def test_progress_counts_what_a_person_settles(coded: Table) -> None:
    by_interview, by_code = units.progress(coded.lead)
    count = by_interview[1]
    assert (count.settled, count.open, count.stale, count.agreed, count.units, count.decided) == (
        0,
        2,
        0,
        1,
        3,
        0,
    )
    assert by_code[coded.code("beta")].open == 1
    coded.settle(TRAINING, Choice("none"))
    coded.settle(PAY, Choice("all"), slug="beta")
    count = units.progress(coded.lead)[0][1]
    assert (count.settled, count.open, count.of, count.finished) == (2, 0, 2, False)
    coded.take()
    count = units.progress(coded.lead)[0][1]
    assert (count.settled, count.agreed, count.decided, count.finished) == (2, 0, 3, True)


def test_a_blind_coder_is_refused(bea: Study) -> None:
    for ask in (units.items, units.progress):
        with pytest.raises(CoderError, match="Bea codes blind and cannot see disagreements"):
            ask(bea)


WORDS = ("The first thing is pay.", "pay", "the training we never got", "Nobody", "pay.\nR: And then")
ACTS = st.lists(
    st.tuples(st.sampled_from(["Ann", "Ben", "Bea"]), st.sampled_from([*WORDS, "done"]), st.integers(0, 2)),
    max_size=10,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_the_items_are_those_of_a_look_at_every_coding(
    template: Path, kit: Kit, tmp_path: Path, acts: list[tuple[str, str, int]]
) -> None:
    place = tmp_path / "random.db"
    shutil.copy(template, place)
    with Study.open(place) as study:
        numbers = (PAY, TRAINING, NOBODY)
        where = {n: kit.segment(study, n) for n in numbers}
        said: dict[tuple[int, str], set[str]] = {}
        decided: dict[int, set[str]] = {n: set() for n in numbers}
        for name, words, which in acts:
            study.coder = None
            study.become(name)
            if words == "done":
                coding.decide(study, [where[numbers[which]]])
                decided[numbers[which]].add(name)
                continue
            slug = ("alpha", "beta", "alpha")[which]
            new = kit.new(study, words, slug)
            coding.apply(study, new.transcript_id, new.span, new.code_id)
            touched = {"pay.\nR: And then": (PAY, TRAINING), "Nobody": (NOBODY,)}.get(
                words, (TRAINING,) if "training" in words else (PAY,)
            )
            for n in touched:
                said.setdefault((n, slug), set()).add(name)
                decided[n].add(name)
        study.coder = None
        ids = {each.name: each.id for each in people.coders(study)}
        slugs = {code.id: code.slug for code in codebook.codebooks(study)[0].codes}
        back = {id_: n for n, id_ in where.items()}
        found = {
            (back[x.segment_id], slugs[x.code_id]): (set(x.yes), set(x.no))
            for x in units.items(study, Wanted("all"))
        }
        assert found == {
            key: ({ids[n] for n in who}, {ids[n] for n in decided[key[0]] - who}) for key, who in said.items()
        }
