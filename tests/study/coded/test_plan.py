"""Each line of a table finds its transcript, coder, code and place, or says why not and what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from coder.files.codings.reading import read
from coder.files.codings.values import Unit
from coder.model import Span
from coder.study import coding, people, transcripts
from coder.study.coded.bringing import bring
from coder.study.coded.plan import Asked, Plan, plan
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit

HEADER = "transcript,coder,code,quote"


Planned = Callable[..., Plan]


@pytest.fixture
def planned(study: Study, tmp_path: Path) -> Planned:
    """What lines under a header would do."""

    def go(lines: Sequence[str], header: str = HEADER, asked: Asked | None = None, **more: Any) -> Plan:
        path = tmp_path / "codings.csv"
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return plan(study, read(path, **more), asked)

    return go


def why(found: Plan) -> str:
    assert not found.new
    (problem,) = found.problems
    return problem.why


@pytest.mark.parametrize(
    "code",
    [
        "alpha",
        "book/alpha",
        "Alpha",
        "АЛЬФА",
        "первый",
        "theme/alpha",
        "Theme > Alpha",
        "Theme\\Alpha",
        " alpha ",
    ],
)
def test_a_code_is_found_by_id_label_in_any_language_alias_or_path(planned: Planned, code: str) -> None:
    found = planned([f'first,Ann,"{code}",pay'])
    assert len(found.new) == 1, found.problems


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("first,Ann,alpah,pay", "did you mean 'alpha'"),
        ("first,Ann,theme,pay", "heading"),
        ("first,Ann,old,pay", "retired"),
        ("frist,Ann,alpha,pay", "did you mean 'first'"),
        ("first,Zoe,alpha,pay", "--add-coders"),
        ("first,,alpha,pay", "--coder NAME"),
        ("first,Ann,alpha,gold", "does not stand in the transcript; quote it letter for letter"),
        ("first,Ann,alpha,", "neither a quote nor offsets"),
        (",Ann,alpha,pay", "no transcript is named"),
        ("first,Ann,alpha,R:", "outside every segment"),
    ],
)
def test_a_line_that_cannot_come_in_says_why_and_the_way_out(planned: Planned, line: str, says: str) -> None:
    found = planned([line])
    if "R:" in line:
        assert "times in the transcript" in why(found)
        return
    assert says in why(found)
    assert found.problems[0].line == 2


def test_passages_that_stand_several_times_are_never_guessed(
    planned: Planned, study: Study, kit: Kit
) -> None:
    transcripts.add(study, [kit.interview("twice", [("R", "Yes, I do."), ("R", "No."), ("R", "Yes, I do.")])])
    text = transcripts.load(study, "twice")
    sentence = why(planned(['twice,Ann,alpha,"Yes, I do."']))
    assert "2 times" in sentence
    assert "segment (1, 3)" in sentence
    for more, value in (
        ("segment", "3"),
        ("occurrence", "2"),
        ("context_before", "No. R:"),
        ("context_after", ""),
    ):
        found = planned([f'twice,Ann,alpha,"Yes, I do.",{value}'], f"{HEADER},{more}")
        if not value:
            assert found.problems
            continue
        (due,) = found.new
        assert due.span == text.segments[2].span


def test_offsets_are_checked_against_the_quote(planned: Planned, study: Study) -> None:
    text = transcripts.load(study, "first").text
    at = text.index("pay")
    header = f"{HEADER},start,end"
    exact = planned([f"first,Ann,alpha,pay,{at},{at + 3}"], header)
    assert exact.placed == {"offsets": 1}
    moved = planned([f"first,Ann,alpha,pay,{at + 5},{at + 8}"], header)
    assert moved.new[0].span == Span(at, at + 3)
    assert moved.placed == {"moved": 1}
    beyond = planned(["first,Ann,alpha,pay,99999,100002"], header)
    assert beyond.new[0].span == Span(at, at + 3)
    assert "no passage of the text" in why(planned(["first,Ann,alpha,,99999,100002"], header))
    bare = planned([f"first,Ann,alpha,,{at},{at + 3}"], header)
    assert bare.unchecked == 1
    one = planned([f"first,Ann,alpha,,{at + 1},{at + 3}"], header, Asked(from_one=True))
    assert one.new[0].span == Span(at, at + 3), "as R counts"
    assert "not a whole number" in why(planned(["first,Ann,alpha,pay,x,3"], header))


@pytest.mark.parametrize(("unit", "codec", "width"), [("utf16", "utf-16-le", 2), ("byte", "utf-8", 1)])
def test_offsets_in_other_units(
    planned: Planned, study: Study, kit: Kit, unit: Unit, codec: str, width: int
) -> None:
    transcripts.add(study, [kit.interview("emoji", [("R", "😀 Жақсы 😀 жер")])])
    text = transcripts.load(study, "emoji").text
    start = text.index("жер")
    theirs = [len(text[:n].encode(codec)) // width for n in (start, start + 3)]
    line = f"emoji,Ann,alpha,жер,{theirs[0]},{theirs[1]}"
    assert planned([line], f"{HEADER},start,end", Asked(unit=unit)).placed == {"offsets": 1}
    assert planned([line], f"{HEADER},start,end").placed == {"moved": 1}, "the words win over wrong offsets"


def test_white_space_and_marks_may_differ(planned: Planned, study: Study, kit: Kit) -> None:
    transcripts.add(study, [kit.interview("typed", [("R", "He said “well,\u00a0no”  —  twice.")])])
    found = planned(['typed,Ann,alpha,"said ""well, no"" - twice."'])
    (due,) = found.new
    assert due.span.of(due.text) == "said “well,\u00a0no”  —  twice."
    assert found.placed == {"white space": 1}


@pytest.mark.parametrize(
    "header",
    [
        "Документ;Кодировщик;Код;Цитата",
        "Құжат;Кодтаушы;Код;Дәйексөз",
        "Document name;Created by;Code;Segment",
    ],
)
def test_headers_of_other_languages_and_programs(planned: Planned, header: str) -> None:
    assert len(planned(["first;Ann;Альфа;pay"], header).new) == 1


def test_columns_can_be_named_and_unknown_ones_are_passed_over(planned: Planned) -> None:
    found = planned(
        ["x,first.txt,Ann,alpha,pay"],
        "weight,Which,coder,code,Words",
        columns={"transcript": "Which", "quote": "Words"},
    )
    assert len(found.new) == 1


def test_several_codes_in_one_cell(planned: Planned) -> None:
    found = planned(['first,Ann,"alpha; Beta",pay'], "document,coder,codes,quotation")
    assert len(found.new) == 2


def test_coders_are_added_when_asked_for_and_rules_names_refused(
    planned: Planned, study: Study, tmp_path: Path
) -> None:
    lines = ["first,Zoe,alpha,pay", "first,zoe,beta,pay", "first,majority,alpha,pay"]
    found = planned(lines, asked=Asked(add_coders=True))
    assert found.coders == ["Zoe"]
    assert len(found.new) == 2
    assert "a rule is called so" in found.problems[0].why
    bring(study, read(tmp_path / "codings.csv"), Asked(add_coders=True))
    assert "Zoe" in [each.name for each in people.coders(study)]


def test_decisions(planned: Planned, study: Study, kit: Kit, tmp_path: Path) -> None:
    """A line without a code: of a segment where it names one, of the whole interview where it does not."""
    one = planned(["first,Ann,,,4"], f"{HEADER},segment")
    assert one.decisions == {"Ann": {kit.segment(study, 4)}}
    whole = planned(["first,Ann,,"])
    units = {each.id for each in transcripts.load(study, "first").segments if each.is_unit}
    assert whole.decisions == {"Ann": units}
    every = planned(["first,Ann,alpha,pay", "second,Ben,alpha,letter"], asked=Asked(decide_all=True))
    assert every.decisions["Ann"] == units
    assert len(every.decisions["Ben"]) == 2
    bring(study, read(tmp_path / "codings.csv"), Asked(decide_all=True))
    ann = people.coder_named(study, "Ann").id
    assert coding.decided_of(study, 1, ann) == units


def test_a_coding_that_is_there_gets_the_memo_it_lacks(
    planned: Planned, study: Study, ann: Study, kit: Kit
) -> None:
    kit.apply(ann, "pay")
    found = planned(["first,Ann,alpha,pay,because"], f"{HEADER},memo")
    assert (found.new, found.there, len(found.memos)) == ([], 1, 1)
