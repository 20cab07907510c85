"""How many respondents mention a code, against the definitions written out in plain loops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.analysis.frequencies import Of, frequencies, mentions, uncoded
from coder.analysis.rules import Kind, Rule
from coder.model import Code, Marks, Unit

THEME, PAY, TRAINING, COURSES, OTHER = (
    Code("theme", {"en": "Theme"}, codable=False, id=1),
    Code("pay", {"en": "Pay"}, "theme", id=2),
    Code("training", {"en": "Training"}, "theme", id=3),
    Code("courses", {"en": "Courses"}, "training", id=4),
    Code("other", {"en": "Other"}, id=5),
)
TREE = (THEME, PAY, TRAINING, COURSES, OTHER)
ANN = Rule("one", (1,), "coded by Ann")
"""Coder 1 is Ann; respondents are 10, 20, ...; transcripts 100, 200, ..."""


def marks_of(units: Sequence[Unit], codings: Sequence[tuple[int, int, int]]) -> Marks:
    return Marks(list(units), list(codings), sorted({(segment, coder) for segment, _, coder in codings}))


def counted(frame: pd.DataFrame, group: str | None = None) -> dict[int, tuple[int, int]]:
    """``n`` and ``of`` by code, for everybody or a group."""
    rows = frame[frame["group"].isna()] if group is None else frame[frame["group"] == group]
    return {int(r["code_id"]): (int(r["n"]), int(r["of"])) for r in rows.to_dict("records")}


TALK = (
    Unit(1, 100, None, False),  # the interviewer
    Unit(2, 100, 10, True),
    Unit(3, 100, 10, True),
    Unit(4, 200, None, False),
    Unit(5, 200, 20, True),
    Unit(6, 300, 30, True),  # a focus group
    Unit(7, 300, 40, True),
    Unit(8, 300, None, True),  # somebody else in the room
)


def test_a_respondent_mentions_a_code_once_however_often_it_is_coded() -> None:
    """In two segments, and in one by codings that overlap, which is the same row of the marks."""
    marks = marks_of(TALK, [(2, 2, 1), (3, 2, 1)])
    assert counted(frequencies(marks, TREE, [10, 20, 30, 40], ANN))[2] == (1, 4)


def test_two_coders_of_one_respondent_are_one_mention() -> None:
    marks = marks_of(TALK, [(2, 2, 1), (3, 2, 2), (2, 2, 2)])
    assert counted(frequencies(marks, TREE, [10, 20], Rule("any", (1, 2), "")))[2] == (1, 2)


def test_a_heading_counts_distinct_respondents_and_never_the_sum() -> None:
    """10 mentions all of the branch, 20 one code two levels down."""
    marks = marks_of(TALK, [(2, 2, 1), (2, 3, 1), (3, 4, 1), (5, 4, 1)])
    found = {code: n for code, (n, _) in counted(frequencies(marks, TREE, [10, 20], ANN)).items()}
    assert found == {1: 2, 2: 1, 3: 2, 4: 2, 5: 0}


def test_the_roll_up_reaches_any_depth() -> None:
    chain = [Code(f"c{i}", {"en": ""}, f"c{i - 1}" if i else None, id=i + 1) for i in range(40)]
    marks = marks_of(TALK, [(2, 40, 1), (5, 20, 1)])
    found = counted(frequencies(marks, chain, [10, 20], ANN))
    assert [found[i][0] for i in range(1, 41)] == [2] * 20 + [1] * 20


def test_a_respondent_nobody_coded_still_counts() -> None:
    marks = marks_of(TALK, [(2, 2, 1)])
    frame = frequencies(marks, TREE, [10, 20, 30, 40, 50], ANN)
    assert counted(frame)[2] == (1, 5)
    assert frame.loc[frame["code_id"] == 2, "percent"].item() == 20.0


def test_codings_of_respondents_outside_the_denominator_do_not_count() -> None:
    marks = marks_of(TALK, [(2, 2, 1), (5, 2, 1)])
    assert counted(frequencies(marks, TREE, [20], ANN))[2] == (1, 1)


def test_an_interviewers_words_are_credited_to_nobody() -> None:
    marks = marks_of(TALK, [(1, 2, 1), (4, 2, 1), (8, 2, 1)])
    assert mentions(marks, TREE, ANN)[2] == set()
    assert mentions(marks, TREE, ANN, "segments")[2] == {8}
    units = [unit.segment_id for unit in TALK if unit.is_unit]
    assert counted(frequencies(marks, TREE, units, ANN, "segments"))[2] == (1, 6)


def test_the_denominators() -> None:
    marks = marks_of(TALK, [(2, 2, 1), (3, 2, 1), (6, 2, 1), (7, 2, 1)])
    respondents = frequencies(marks, TREE, [10, 20, 30, 40], ANN, "respondents")
    transcripts = frequencies(marks, TREE, [100, 200, 300], ANN, "transcripts")
    segments = frequencies(marks, TREE, [2, 3, 5, 6, 7, 8], ANN, "segments")
    assert [counted(each)[2] for each in (respondents, transcripts, segments)] == [(3, 4), (2, 3), (4, 6)]


def test_codes_of_other_codebooks_are_left_alone() -> None:
    marks = marks_of(TALK, [(2, 2, 1), (2, 99, 1)])
    assert set(mentions(marks, TREE, ANN)) == {1, 2, 3, 4, 5}


def test_groups_and_those_without_one() -> None:
    marks = marks_of(TALK, [(2, 2, 1), (6, 2, 1)])
    frame = frequencies(marks, TREE, [10, 20, 30, 40], ANN, group_of={10: "in", 20: "in", 30: "out"})
    assert counted(frame)[2] == (2, 4)
    assert [counted(frame, group)[2] for group in ("in", "out", "")] == [(1, 2), (1, 1), (0, 1)]
    groups = list(frame["group"])[:4]
    assert (pd.isna(groups[0]), groups[1:]) == (True, ["in", "out", ""])
    assert list(frame.loc[frame["code_id"] == 2, "percent"]) == [50.0, 50.0, 100.0, 0.0]


def test_of_nobody_there_is_no_percentage() -> None:
    frame = frequencies(Marks([], [], []), TREE, [], ANN)
    assert counted(frame)[1] == (0, 0)
    assert frame["percent"].isna().all()


def test_who_is_not_coded_yet() -> None:
    """Decided without a code is coded: somebody looked. What only others coded is not."""
    marks = Marks(list(TALK), [(2, 2, 1), (5, 2, 2)], [(1, 1), (2, 1), (5, 2), (7, 1)])
    assert uncoded(marks, [10, 20, 30, 40, 50], ANN) == [20, 30, 50]
    assert uncoded(marks, [10, 20, 30, 40, 50], Rule("any", (1, 2), "")) == [30, 50]


# --- against plain loops ----------------------------------------------------------------------


@dataclass(frozen=True)
class World:
    marks: Marks
    codes: list[Code]
    rule: Rule
    subjects: list[int]
    of: Of
    group_of: dict[int, str]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    units = []
    for number in range(1, draw(st.integers(0, 12)) + 1):
        credited = draw(st.sampled_from([10, 20, 30, 40, None]))
        is_unit = credited is not None or draw(st.booleans())
        units.append(Unit(number, draw(st.sampled_from([100, 200, 300])), credited, is_unit))
    codes: list[Code] = []
    for number in range(1, draw(st.integers(1, 7)) + 1):
        parent = draw(st.sampled_from([None, *(each.slug for each in codes)]))
        codes.append(Code(f"c{number}", {"en": "x"}, parent, id=number + 1000))
    places = st.sampled_from([unit.segment_id for unit in units]) if units else st.nothing()
    ids = st.sampled_from([code.id for code in codes] + [9])
    codings = draw(st.sets(st.tuples(places, ids, st.integers(1, 4)), max_size=40)) if units else set()
    decided = draw(st.sets(st.tuples(places, st.integers(1, 4)), max_size=20)) if units else set()
    decided |= {(segment, coder) for segment, _, coder in codings}
    kind: Kind = draw(st.sampled_from(["any", "majority", "all", "one"]))
    chosen = draw(st.sets(st.integers(1, 4), max_size=1 if kind == "one" else 4))
    of: Of = draw(st.sampled_from(["respondents", "transcripts", "segments"]))
    subjects = {
        "respondents": [10, 20, 30, 40, 50],
        "transcripts": sorted({unit.transcript_id for unit in units}),
        "segments": [unit.segment_id for unit in units if unit.is_unit],
    }[of]
    groups = {subject: draw(st.sampled_from(["a", "b", "c", None])) for subject in subjects}
    return World(
        Marks(units, sorted(codings), sorted(decided)),
        codes,
        Rule(kind, tuple(sorted(chosen)), ""),
        subjects,
        of,
        {subject: group for subject, group in groups.items() if group is not None},
    )


def stands(world: World, segment: int, code_id: int) -> bool:
    said = looked = 0
    for coder in world.rule.coder_ids:
        if (segment, coder) in world.marks.decided:
            looked += 1
            if (segment, code_id, coder) in world.marks.codings:
                said += 1
    needed = {"one": said >= 1, "any": said >= 1, "majority": said > looked / 2, "all": said == looked}
    return said > 0 and needed[world.rule.kind]


def belongs(world: World, unit: Unit, subject: int) -> bool:
    if world.of == "respondents":
        return unit.respondent_id == subject
    if world.of == "transcripts":
        return unit.transcript_id == subject
    return unit.segment_id == subject and unit.is_unit


def is_under(world: World, code: Code, heading: Code) -> bool:
    at: Code | None = code
    while at is not None:
        if at.id == heading.id:
            return True
        at = next((each for each in world.codes if each.slug == at.parent), None) if at.parent else None
    return False


def by_plain_loops(world: World) -> dict[tuple[int, str | None], tuple[int, int]]:
    result: dict[tuple[int, str | None], tuple[int, int]] = {}
    groups: list[str | None] = [None]
    for subject in world.subjects:
        if world.group_of.get(subject, "") not in groups:
            groups.append(world.group_of.get(subject, ""))
    for heading in world.codes:
        for group in groups:
            n = of = 0
            for subject in world.subjects:
                if group is not None and world.group_of.get(subject, "") != group:
                    continue
                of += 1
                found = False
                for code in world.codes:
                    for unit in world.marks.units:
                        if (
                            is_under(world, code, heading)
                            and belongs(world, unit, subject)
                            and stands(world, unit.segment_id, code.id)
                        ):
                            found = True
                n += found
            result[heading.id, group] = (n, of)
    return result


def table_of(frame: pd.DataFrame) -> dict[tuple[int, str | None], tuple[int, int]]:
    rows: list[dict[Any, Any]] = frame.to_dict("records")
    return {
        (r["code_id"], None if pd.isna(r["group"]) else str(r["group"])): (int(r["n"]), int(r["of"]))
        for r in rows
    }


@settings(deadline=None)
@given(worlds())
def test_as_by_plain_loops(world: World) -> None:
    frame = frequencies(world.marks, world.codes, world.subjects, world.rule, world.of, world.group_of)
    assert table_of(frame) == by_plain_loops(world)
    for n, of, share in zip(frame["n"], frame["of"], frame["percent"], strict=True):
        if of == 0:
            assert pd.isna(share)
        else:
            assert share == float((Decimal(100 * n) / of).quantize(Decimal("0.1"), ROUND_HALF_UP))


@settings(deadline=None)
@given(worlds())
def test_the_groups_sum_to_the_whole(world: World) -> None:
    frame = frequencies(world.marks, world.codes, world.subjects, world.rule, world.of, world.group_of)
    whole = frame[frame["group"].isna()].set_index("code_id")[["n", "of"]]
    parts = frame[frame["group"].notna()].groupby("code_id", sort=False)[["n", "of"]].sum()
    if world.subjects:
        assert parts.to_dict() == whole.to_dict()


@settings(deadline=None)
@given(worlds())
def test_a_heading_lies_between_its_largest_part_and_their_sum(world: World) -> None:
    """As long as nothing is coded with the heading itself, whose respondents come on top."""
    who = mentions(world.marks, world.codes, world.rule, world.of)
    for heading in world.codes:
        below = [who[code.id] for code in world.codes if code.parent == heading.slug]
        assert all(part <= who[heading.id] for part in below)
        if not any(code_id == heading.id for _, code_id, _ in world.marks.codings):
            assert who[heading.id] == set().union(*below)
