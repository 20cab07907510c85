"""Marks in columns say what :func:`coder.study.counts.marks` says."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from coder.analysis.patterns import patterns
from coder.analysis.raw import raw
from coder.study import coding, counts, transcripts
from coder.study.columns import columns, stretches
from coder.study.moments import moments
from coder.study.study import Study


def same(study: Study) -> None:
    found, plain = columns(study), counts.marks(study)
    units = [tuple(row) for row in np.array(found.units).reshape(-1, 4).tolist()]
    assert units == [
        (u.segment_id, u.transcript_id, u.respondent_id or 0, int(u.is_unit)) for u in plain.units
    ]
    codings = {tuple(row) for row in np.array(found.codings).reshape(-1, 3).tolist()}
    assert codings == set(plain.codings)
    decided = {tuple(row) for row in np.array(found.decided).reshape(-1, 2).tolist()}
    assert decided | {(segment, coder) for segment, _, coder in codings} == set(plain.decided)


def test_as_the_marks(ann: Study, kit: object, open_study: Callable[..., Study]) -> None:
    first = transcripts.load(ann, "first")
    kit.apply(ann, "The first thing is pay.")  # type: ignore[attr-defined]
    kit.apply(ann, "is pay", "beta")  # type: ignore[attr-defined]
    long = kit.new(ann, "pay.\nR: And then")  # type: ignore[attr-defined]
    coding.apply(ann, long.transcript_id, long.span, long.code_id)
    coding.decide(ann, [first.segments[-1].id])
    same(ann)
    bea = open_study("Bea")
    kit.apply(bea, "Nobody asked.")  # type: ignore[attr-defined]
    for study in (open_study(), bea):
        same(study)
    leader = open_study()
    ids = sorted(raw(columns(leader)).coders())
    codes = sorted({code for _, code, _ in counts.marks(leader).codings})
    one, two = patterns(columns(leader), ids, codes), patterns(counts.marks(leader), ids, codes)
    for name in ("code", "interview", "rated", "yes", "count"):
        assert getattr(one, name).tolist() == getattr(two, name).tolist()


def test_stretches_are_units_what_was_decided_and_codings(ann: Study, kit: object) -> None:
    kit.apply(ann, "is pay")  # type: ignore[attr-defined]
    found = stretches(ann)
    first = transcripts.load(ann, "first")
    units = [s.span for s in first.segments if s.is_unit]
    mine = [each for each in found if each.transcript_id == first.id]
    assert [each.span for each in mine if each.coder_id is None] == units
    assert [each.span for each in mine if each.coder_id is not None and each.code_id is None] == [units[0]]
    [coded] = [each for each in mine if each.code_id is not None]
    assert coded.span.of(first.text) == "is pay"


def test_moments_are_the_first_of_a_segment(ann: Study, kit: object) -> None:
    kit.apply(ann, "is pay")  # type: ignore[attr-defined]
    before = moments(ann)
    kit.apply(ann, "The first", "beta")  # type: ignore[attr-defined]
    assert moments(ann) == before
    assert len(before) == 1
