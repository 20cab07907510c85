"""A settlement: whose view the consensus takes, one change each, taken back row for row."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from coder.model import CoderError
from coder.study import codebook, coding, history, memos, people
from coder.study.review import settling, units
from coder.study.review.settling import Choice
from coder.study.review.units import Wanted
from coder.study.safety.checking import check
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit
    from tests.study.review.conftest import Table, Undo

PAY, TRAINING, NOBODY = 3, 4, 6
"""The numbers of the units of the interview ``first``."""

WHOLE, NEVER = "The first thing is pay.", "the training we never got"


def test_the_coder_who_applied_it_is_accepted_with_the_own_words(coded: Table) -> None:
    done = coded.settle(TRAINING, Choice("coder", coder_id=coded.id("Ben")), "it is said outright")
    assert (done.changed, done.new_holder, done.decided) == (True, True, True)
    assert coded.consensus() == {("alpha", NEVER)}
    assert coded.sources() == {(NEVER, "Ben")}
    item = coded.item(TRAINING)
    assert (item.state, item.stands) == ("settled", True)
    assert item.settlement is not None
    assert (item.settlement.applied, item.settlement.reason) == (True, "it is said outright")
    assert len(item.settlement.seen) == 1


def test_the_coder_who_did_not_is_accepted_and_it_does_not_apply(coded: Table) -> None:
    coded.settle(TRAINING, Choice("coder", coder_id=coded.id("Ann")))
    assert coded.consensus() == set()
    item = coded.item(TRAINING)
    assert (item.state, item.applied, item.stands) == ("settled", False, False)
    assert coded.decided() == {TRAINING}


def test_all_and_none(coded: Table) -> None:
    coded.settle(PAY, Choice("all"), slug="beta")
    coded.settle(TRAINING, Choice("none"))
    assert coded.consensus() == {("beta", "first thing")}
    assert coded.waiting() == []
    assert coded.decided() == {TRAINING}, "alpha is not taken over yet on the first one"


def test_where_spans_differ_all_takes_the_words_common_to_them(coded: Table) -> None:
    coded.settle(PAY, Choice("all"))
    assert coded.consensus() == {("alpha", "pay")}
    assert coded.sources() == {("pay", "Ann"), ("pay", "Ben")}
    coded.settle(PAY, Choice("coder", coder_id=coded.id("Ann")))
    assert coded.consensus() == {("alpha", WHOLE)}
    assert coded.sources() == {(WHOLE, "Ann")}


def test_another_passage(coded: Table) -> None:
    coded.settle(PAY, Choice("all", span=coded.span("thing is pay")))
    assert coded.consensus() == {("alpha", "thing is pay")}
    for span, words in (
        (coded.span("training"), "does not lie within first:3"),
        (coded.span("got.\nI"), "does not"),
    ):
        with pytest.raises(CoderError, match=words):
            coded.settle(PAY, Choice("all", span=span))
    with pytest.raises(CoderError, match="leave one of the two out"):
        coded.settle(PAY, Choice("none", span=coded.span("pay")))


def test_another_code_instead(coded: Table) -> None:
    done = coded.settle(TRAINING, Choice("other", code_id=coded.code("beta")), "not what alpha means")
    assert coded.consensus() == {("beta", NEVER)}
    assert coded.sources() == {(NEVER, "Ben")}
    assert (coded.item(TRAINING).applied, coded.item(TRAINING, "beta").applied) == (False, True)
    assert done.decided
    assert coded.waiting() == [(PAY, coded.code("beta"))]
    with pytest.raises(CoderError, match="is the code in dispute itself"):
        coded.settle(TRAINING, Choice("other", code_id=coded.code("alpha")))
    with pytest.raises(CoderError, match="heading"):
        coded.settle(TRAINING, Choice("other", code_id=coded.code("theme")))


def test_several_codes_of_a_unit_as_one_change(coded: Table) -> None:
    events = len(coded.kit.events(coded.lead))
    codes = [coded.code("alpha"), coded.code("beta")]
    settling.settle(coded.lead, coded.unit(PAY), codes, Choice("coder", coder_id=coded.id("Ann")))
    assert len(coded.kit.events(coded.lead)) == events + 2, "and the coder who holds the consensus"
    assert coded.consensus() == {("alpha", WHOLE), ("beta", "first thing")}
    assert coded.decided() == {PAY}


def test_settling_anew_replaces_and_the_same_again_changes_nothing(coded: Table) -> None:
    coded.settle(TRAINING, Choice("all"), "yes")
    events = coded.kit.events(coded.lead)
    assert not coded.settle(TRAINING, Choice("all"), "yes").changed
    assert coded.kit.events(coded.lead) == events
    coded.settle(TRAINING, Choice("none"), "no")
    assert coded.consensus() == set()
    assert coded.sources() == set()
    item = coded.item(TRAINING)
    assert item.settlement is not None
    assert (item.applied, item.settlement.reason) == (False, "no")
    assert check(coded.lead) == coded.kit.dangling(coded.lead) == []


CHOICES = {
    "the first": lambda t: Choice("coder", coder_id=t.id("Ann")),
    "the second": lambda t: Choice("coder", coder_id=t.id("Ben")),
    "all": lambda t: Choice("all"),
    "none": lambda t: Choice("none"),
    "another code": lambda t: Choice("other", code_id=t.code("beta")),
    "another passage": lambda t: Choice("all", span=t.span("training we")),
}


@pytest.mark.parametrize("name", CHOICES)
def test_every_step_is_taken_back_row_for_row(coded: Table, undoable: Undo, name: str) -> None:
    choice: Callable[[Table], Choice] = CHOICES[name]
    people.add_coder(coded.lead, "consensus", "consensus")
    if name == "all":  # in the place of another settlement
        coded.settle(TRAINING, Choice("other", code_id=coded.code("beta")), "before")
    undoable(coded.lead, lambda: coded.settle(TRAINING, choice(coded), "so"))


def test_the_event_is_the_reviewers_and_so_is_the_undo(coded: Table) -> None:
    people.add_coder(coded.lead, "Rita", "reviewer")
    with Study.open(coded.lead.path or "", "Rita") as rita:
        settling.settle(rita, coded.unit(TRAINING), [coded.code()], Choice("all"))
        assert history.log(rita)[0].coder == "Rita"
        item = coded.item(TRAINING)
        assert item.settlement is not None
        assert item.settlement.coder_id == coded.id("Rita")
        coded.kit.apply(coded.ann, "Nobody")
        assert history.undo(rita) == "settle alpha on first:4: applied"
    assert coded.item(TRAINING).state == "open"
    assert coded.consensus() == set()


def test_who_only_codes_is_refused_and_nothing_is_made(coded: Table, bea: Study) -> None:
    for who in (coded.ann, bea):
        with pytest.raises(CoderError, match="codes and cannot settle what coders differ about"):
            settling.settle(who, coded.unit(TRAINING), [coded.code()], Choice("all"))
    assert not any(each.role == "consensus" for each in people.coders(coded.lead))


def test_what_does_not_fit_is_refused_and_nothing_is_made(coded: Table) -> None:
    for number, choice, slug, words in (
        (NOBODY, Choice("all"), "alpha", "nobody who decided first:6 applied alpha"),
        (TRAINING, Choice("coder", coder_id=coded.id("Bea")), "alpha", "Bea has not decided first:4"),
        (2, Choice("all"), "alpha", "is no unit of this study"),
    ):
        with pytest.raises(CoderError, match=words):
            coded.settle(number, choice, slug=slug)
    with pytest.raises(CoderError, match="nothing on first:3 is open"):
        settling.settle(coded.lead, coded.unit(PAY), [], Choice("none"))
    assert not any(each.role == "consensus" for each in people.coders(coded.lead))


def test_a_code_that_nobody_gave_is_put_on_the_turn(coded: Table) -> None:
    how = Choice("other", code_id=coded.code("beta"))
    done = settling.settle(coded.lead, coded.unit(NOBODY), [], how, "all overlooked it")
    assert done.summary == "settle beta on first:6: applied, as nobody had"
    assert coded.consensus() == {("beta", "Nobody asked.")}
    assert coded.item(NOBODY, "beta").state == "settled"


# --- changed minds ---------------------------------------------------------------------------------------


def test_a_coder_who_changes_the_mind_makes_it_stale(coded: Table) -> None:
    coded.settle(TRAINING, Choice("all"))
    id_ = coded.kit.apply(coded.ann, "training")
    assert coded.item(TRAINING).state == "stale"
    assert [x.position + 1 for x in units.items(coded.lead, Wanted("stale"))] == [TRAINING]
    assert not coded.item(TRAINING).waits, "all share it now: taking over what is agreed is enough"
    coding.remove(coded.ann, id_)
    assert coded.item(TRAINING).state == "settled"
    coded.settle(TRAINING, Choice("none"))
    coded.kit.apply(coded.ann, "never")
    assert (coded.item(TRAINING).state, coded.item(TRAINING).waits) == ("stale", True)


def test_a_consensus_whose_sources_are_all_gone_is_stale(coded: Table) -> None:
    coded.settle(TRAINING, Choice("other", code_id=coded.code("beta")))
    [mine] = coding.codings_of(coded.ben, 1, coded.id("Ben"))[1:]
    coding.remove(coded.ben, mine.id)
    assert {slug: coded.item(TRAINING, slug).state for slug in ("alpha", "beta")} == dict.fromkeys(
        ("alpha", "beta"), "stale"
    )
    assert coded.waiting() == [(PAY, coded.code("beta")), (TRAINING, coded.code("beta"))]
    coded.settle(TRAINING, Choice("none"), slug="beta")
    assert coded.consensus() == set()


def test_what_stands_in_the_consensus_can_be_confirmed(coded: Table, kit: Kit) -> None:
    people.add_coder(coded.lead, "consensus", "consensus")
    with Study.open(coded.lead.path or "", "consensus") as holder:
        kit.apply(holder, "And then", "alpha")
        coding.decide(holder, [coded.unit(NOBODY)])
    assert coded.item(TRAINING).stands is True
    coded.settle(TRAINING, Choice("coder", coder_id=coded.id("consensus")), "made by hand")
    assert coded.consensus() == {("alpha", "And then")}
    assert coded.item(TRAINING).state == "settled"
    with pytest.raises(CoderError, match="says nothing about this code on first:3 yet"):
        coded.settle(PAY, Choice("coder", coder_id=coded.id("consensus")), slug="beta")


# --- codings over several turns ----------------------------------------------------------------------


def test_a_coding_over_two_turns_is_settled_turn_by_turn(table: Table) -> None:
    table.kit.apply(table.ann, "thing is pay.\nR: And then")
    table.done(table.ben, PAY, TRAINING)
    assert len(table.waiting()) == 2
    table.settle(PAY, Choice("all"))
    assert table.consensus() == {("alpha", "thing is pay.")}
    assert table.waiting() == [(TRAINING, table.code())]


def test_a_long_coding_of_the_consensus_is_cut_where_a_turn_is_settled_otherwise(table: Table) -> None:
    long = "thing is pay.\nR: And then"
    for who in (table.ann, table.ben):
        table.kit.apply(who, long)
    table.take()
    assert table.consensus() == {("alpha", long)}
    memos.add(table.lead, "a note", "coding", _the_coding(table))
    table.settle(TRAINING, Choice("none"))
    assert table.consensus() == {("alpha", "thing is pay.")}
    assert table.sources() == {("thing is pay.", "Ann"), ("thing is pay.", "Ben")}
    assert (table.item(PAY).state, table.item(TRAINING).state) == ("settled", "settled")
    assert check(table.lead) == table.kit.dangling(table.lead) == []
    history.undo(table.lead)
    assert table.consensus() == {("alpha", long)}
    assert len(memos.memos(table.lead)) == 1


def _the_coding(table: Table) -> int:
    [found] = coding.codings_of(table.lead, 1, table.id("consensus"))
    return found.id


def test_settling_leaves_the_codebook_version_at_which_it_was_looked_at(coded: Table) -> None:
    coded.settle(TRAINING, Choice("all"))
    version = codebook.codebooks(coded.lead)[0].version
    with coded.lead.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT codebook_version FROM coding WHERE coder_id = ?", (coded.id("consensus"),)
        ).all()
    assert [tuple(row) for row in rows] == [(version,)]
