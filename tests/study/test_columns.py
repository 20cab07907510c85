"""Marks in columns say what the transcripts say one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from coder.analysis.patterns import patterns
from coder.analysis.raw import raw
from coder.model import Coder, Segment
from coder.study import coding, people, transcripts
from coder.study.columns import columns, stretches
from coder.study.moments import moments
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit, Plain


def same(study: Study, plain: Plain) -> None:
    """The columns against segments and codings asked for one transcript at a time."""
    found, marks, spans = columns(study), plain.marks(study), plain.spans(study)
    shown = [(s.id, s.is_unit) for name in transcripts.names(study) for s in load(study, name)]
    assert [(unit.segment_id, unit.is_unit) for unit in marks.units] == sorted(shown)
    assert marks.codings == sorted({row[:3] for row in spans})
    assert Counter(rows(found.codings, 3)) == Counter(row[:3] for row in spans)
    often = Counter(coding for *_, coding in spans)
    long: dict[int, set[tuple[int, ...]]] = {}
    for *row, number in rows(found.long, 4):
        long.setdefault(number, set()).add(tuple(row))
    several = [
        frozenset(row[:3] for row in spans if row[3] == coding) for coding in often if often[coding] > 1
    ]
    assert Counter(map(frozenset, long.values())) == Counter(several)
    by_hand = {(s, coder.id) for coder in seen(study) for s in decided(study, coder.id)}
    assert set(marks.decided) == by_hand | {(segment, coder) for segment, _, coder in marks.codings}


def rows(flat: Sequence[int], width: int) -> list[tuple[int, ...]]:
    return [tuple(flat[at : at + width]) for at in range(0, len(flat), width)]


def load(study: Study, name: str) -> Sequence[Segment]:
    return transcripts.load(study, name).segments


def seen(study: Study) -> list[Coder]:
    me = study.coder
    return [me] if me is not None and me.blind else people.coders(study)


def decided(study: Study, coder: int) -> set[int]:
    every = (transcripts.load(study, name).id for name in transcripts.names(study))
    return {segment for id_ in every for segment in coding.decided_of(study, id_, coder)}


def test_as_the_marks(ann: Study, kit: Kit, plain: Plain, open_study: Callable[..., Study]) -> None:
    first = transcripts.load(ann, "first")
    kit.apply(ann, "The first thing is pay.")
    kit.apply(ann, "is pay", "beta")
    kit.apply(ann, "first thing", "beta")
    kit.apply(ann, "pay.\nR: And then")
    kit.apply(ann, "training we never got.\nI: Why?\nR: Nobody")
    coding.remove(ann, kit.apply(ann, "asked", "beta"))
    coding.decide(ann, [first.segments[-1].id])
    same(ann, plain)
    bea = open_study("Bea")
    kit.apply(bea, "Nobody asked.")
    kit.apply(bea, "then the training we never got.\nI: Why?")
    for study in (open_study(), bea):
        same(study, plain)
    assert len(columns(bea).long) == 4 * 2
    leader = open_study()
    ids = sorted(raw(columns(leader)).coders())
    codes = sorted({code for _, code, _ in plain.marks(leader).codings})
    one, two = patterns(columns(leader), ids, codes), patterns(plain.marks(leader), ids, codes)
    for name in ("code", "interview", "rated", "yes", "count"):
        assert getattr(one, name).tolist() == getattr(two, name).tolist()


def test_stretches_are_units_what_was_decided_and_codings(ann: Study, kit: Kit) -> None:
    kit.apply(ann, "is pay")
    found = stretches(ann)
    first = transcripts.load(ann, "first")
    units = [s.span for s in first.segments if s.is_unit]
    mine = [each for each in found if each.transcript_id == first.id]
    assert [each.span for each in mine if each.coder_id is None] == units
    assert [each.span for each in mine if each.coder_id is not None and each.code_id is None] == [units[0]]
    [coded] = [each for each in mine if each.code_id is not None]
    assert coded.span.of(first.text) == "is pay"


def test_moments_are_the_first_of_a_segment(ann: Study, kit: Kit) -> None:
    kit.apply(ann, "is pay")
    before = moments(ann)
    kit.apply(ann, "The first", "beta")
    assert moments(ann) == before
    assert len(before) == 1
