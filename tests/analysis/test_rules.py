"""What counts as coded when several people coded."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.analysis import presence
from coder.analysis.rules import Kind, Rule, refuse_name, resolve
from coder.model import Coder, CoderError, Marks, Unit

ANN = Coder(1, "a", "Ann", "coder", blind=False)
BEN = Coder(2, "b", "Ben", "coder", blind=False)
CAT = Coder(3, "c", "Cat", "coder", blind=True)
LEAD = Coder(4, "d", "Lead", "consensus", blind=False)
EVERYBODY = [ANN, BEN, CAT, LEAD]


def standing(marks: Marks, rule: Rule) -> set[tuple[int, int]]:
    """The (segment, code) pairs at which a code stands."""
    sheet = presence.Sheet.of(marks)
    tree = presence.Tree((7, 8, *range(1, 4)), (-1,) * 5)
    row, place = np.nonzero(presence.standing(sheet, tree, rule))
    return {(int(sheet.segments[s]), tree.ids[c]) for c, s in zip(row, place, strict=True)}


@pytest.mark.parametrize("name", ["any", "ALL", " majority ", "consensus", "Consensus"])
def test_a_coder_is_not_called_like_a_rule(name: str) -> None:
    """``coder freq --rule any`` would never mean the coder."""
    with pytest.raises(CoderError, match=r"a rule is called so \(consensus, any, majority, all\)"):
        refuse_name(name)


def test_other_names_are_a_coders_own_and_the_consensus_may_be_called_so() -> None:
    for name in ("Ann", "Anyanwu", "Also", "все"):
        refuse_name(name)
    refuse_name("consensus", "consensus")


# --- which rule -------------------------------------------------------------------------------


def test_the_default_is_the_consensus_where_its_holder_has_decided() -> None:
    rule = resolve(None, EVERYBODY, {1, 2, 4})
    assert rule == Rule("one", (4,), "consensus")


def test_a_consensus_holder_who_has_decided_nothing_is_passed_over() -> None:
    assert resolve(None, EVERYBODY, {1}) == Rule("one", (1,), "coded by Ann")
    assert resolve(None, EVERYBODY, {1, 2}).kind == "any"


def test_the_default_is_the_only_coder_who_decided() -> None:
    assert resolve(None, [ANN, BEN], {2}) == Rule("one", (2,), "coded by Ben")


def test_several_coders_without_consensus_count_as_any_and_the_words_say_that_nobody_chose_it() -> None:
    rule = resolve(None, EVERYBODY, {1, 3})
    assert (rule.kind, rule.coder_ids) == ("any", (1, 3))
    assert rule.words == "coded by any of Ann, Cat (by default: several coders and no consensus)"


@pytest.mark.parametrize("coders", [[], [ANN, BEN], EVERYBODY])
def test_nobody_has_decided_yet(coders: list[Coder]) -> None:
    rule = resolve(None, coders, set())
    assert (rule.coder_ids, rule.words) == ((), "no coder yet")
    assert standing(Marks([Unit(1, 1, 1, True)], [], []), rule) == set()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("any", "coded by any of Ann, Ben"),
        ("majority", "coded by more than half of those who decided the unit among Ann, Ben"),
        ("all", "coded by all who decided the unit among Ann, Ben"),
    ],
)
def test_a_rule_of_several_names_those_who_decided_anything_and_never_the_consensus(
    kind: Kind, words: str
) -> None:
    assert resolve(kind, EVERYBODY, {1, 2, 4}) == Rule(kind, (1, 2), words)


def test_a_rule_of_several_says_nobody_where_nobody_decided() -> None:
    assert resolve("majority", EVERYBODY, set()).words.endswith("among nobody")


def test_a_coder_by_name() -> None:
    assert resolve("Ben", EVERYBODY, set()) == Rule("one", (2,), "coded by Ben")
    assert resolve("Lead", EVERYBODY, set()) == Rule("one", (4,), "consensus")


def test_the_consensus_by_its_role() -> None:
    assert resolve("consensus", EVERYBODY, set()) == Rule("one", (4,), "consensus")
    with pytest.raises(CoderError, match="no consensus: no coder has that role"):
        resolve("consensus", [ANN, BEN], {1, 2})


def test_an_unknown_rule_names_those_there_are() -> None:
    with pytest.raises(CoderError) as told:
        resolve("most", [ANN, BEN], {1})
    assert str(told.value) == (
        "no rule or coder is called 'most': say consensus, any, majority, all or a coder (Ann, Ben)."
    )


# --- what stands ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "yes", "decided", "stands"),
    [
        ("majority", 2, 4, False),
        ("majority", 3, 4, True),
        ("majority", 1, 1, True),
        ("majority", 1, 2, False),
        ("majority", 2, 3, True),
        ("all", 2, 2, True),
        ("all", 2, 3, False),
        ("all", 1, 1, True),
        ("any", 1, 9, True),
        ("any", 0, 9, False),
        ("one", 1, 1, True),
        ("one", 0, 1, False),
    ],
)
def test_how_many_must_agree(kind: Kind, yes: int, decided: int, stands: bool) -> None:
    assert Rule(kind, (1,), "").holds(np.array([yes]), np.array([decided])).tolist() == [stands]


def test_only_those_who_decided_the_unit_are_asked() -> None:
    """Of four chosen coders two looked at segment 1: one yes is not more than half; alone it is all."""
    marks = Marks(
        [Unit(1, 1, 1, True), Unit(2, 1, 1, True)],
        [(1, 7, 1), (2, 7, 1)],
        [(1, 1), (1, 2), (2, 1)],
    )
    for kind, expected in (("majority", {(2, 7)}), ("all", {(2, 7)}), ("any", {(1, 7), (2, 7)})):
        assert standing(marks, Rule(kind, (1, 2, 3, 4), "")) == expected  # type: ignore[arg-type]


def test_coders_who_were_not_chosen_neither_help_nor_hinder() -> None:
    marks = Marks([Unit(1, 1, 1, True)], [(1, 7, 1), (1, 8, 2)], [(1, 1), (1, 2), (1, 3)])
    assert standing(marks, Rule("all", (1,), "")) == {(1, 7)}
    assert standing(marks, Rule("one", (2,), "")) == {(1, 8)}
    assert standing(marks, Rule("one", (3,), "")) == set()


segments, codes, coders = st.integers(1, 5), st.integers(1, 3), st.integers(1, 5)
some_codings = st.sets(st.tuples(segments, codes, coders), max_size=40)
some_decided = st.sets(st.tuples(segments, coders), max_size=20)
chosen = st.sets(coders).map(lambda ids: tuple(sorted(ids)))


def marks_of(codings: set[tuple[int, int, int]], decided: set[tuple[int, int]]) -> Marks:
    """With what a coding says by itself: whoever coded has decided."""
    return Marks(
        [Unit(i, 1, 1, True) for i in range(1, 6)],
        sorted(codings),
        sorted(decided | {(s, coder) for s, _, coder in codings}),
    )


@given(some_codings, some_decided, chosen)
def test_all_is_part_of_majority_and_majority_of_any(
    codings: set[tuple[int, int, int]], decided: set[tuple[int, int]], ids: tuple[int, ...]
) -> None:
    marks = marks_of(codings, decided)
    by_all, by_most, by_any = (standing(marks, Rule(kind, ids, "")) for kind in ("all", "majority", "any"))
    assert by_all <= by_most <= by_any
    assert by_any == {(s, code) for s, code, coder in codings if coder in ids}


@given(some_codings, some_decided, coders)
def test_of_one_coder_every_rule_says_the_same(
    codings: set[tuple[int, int, int]], decided: set[tuple[int, int]], coder: int
) -> None:
    marks = marks_of(codings, decided)
    found = [standing(marks, Rule(kind, (coder,), "")) for kind in ("one", "any", "majority", "all")]
    assert found == [found[0]] * 4


@given(some_codings, some_decided, chosen)
def test_more_deciding_without_the_code_never_makes_it_stand(
    codings: set[tuple[int, int, int]], decided: set[tuple[int, int]], ids: tuple[int, ...]
) -> None:
    everybody_looked = {(segment, coder) for segment in range(1, 6) for coder in ids}
    for kind in ("any", "majority", "all"):
        rule = Rule(kind, ids, "")
        fewer = standing(marks_of(codings, decided | everybody_looked), rule)
        assert fewer <= standing(marks_of(codings, decided), rule)
