"""When a coder was last where, and how a study begins."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coder.model import CoderError
from coder.study import coding, counts, demo, history, memos
from coder.study.beginning import begin
from coder.study.progress import last_touched
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit


def test_codings_decisions_and_memos_touch_an_interview(
    ann: Study, ben: Study, study: Study, kit: Kit
) -> None:
    assert last_touched(ann) == {}
    id_ = kit.apply(ann, "pay")
    first = last_touched(ann)
    assert list(first) == [1]
    coding.remove(ann, id_)
    removed = last_touched(ann)
    assert removed[1] > first[1], "removing is work too"
    coding.decide(ann, [kit.segment(ann, 1, "second")])
    marked = last_touched(ann)
    assert marked[2] > marked[1] == removed[1]
    memo = memos.add(ann, "on a segment", "segment", kit.segment(ann, 3))
    noted = last_touched(ann)
    assert noted[1] > marked[2]
    memos.edit(ann, memo, "edited")
    assert last_touched(ann)[1] > noted[1]
    memos.add(ann, "on a code", "code", 2)
    memos.add(ann, "on the transcript", "transcript", 2)
    memos.add(ann, "on a coding", "coding", kit.apply(ann, "pay", "beta"))
    assert set(last_touched(ann)) == {1, 2}
    assert last_touched(ben) == last_touched(study) == {}


def test_one_line_is_the_line_of_the_whole_list(ann: Study, kit: Kit) -> None:
    kit.apply(ann, "pay")
    coding.decide(ann, [kit.segment(ann, 1, "second")])
    for each in counts.transcript_lines(ann):
        assert counts.transcript_lines(ann, each.id) == [each]
    assert counts.transcript_lines(ann, 99) == []


def test_a_study_begins_whole_or_not_at_all(tmp_path: Path, kit: Kit) -> None:
    place = tmp_path / "study.db"
    with pytest.raises(CoderError, match="needs a name"):
        begin(place, "x", " ")
    with pytest.raises(CoderError, match="already"):
        begin(place, "x", "Ann", [kit.book(), kit.book(date="2020-01-01")])
    assert list(tmp_path.iterdir()) == []
    begin(place, "", "Ann", [kit.book()])
    with Study.open(place, "Ann") as study:
        assert study.name == tmp_path.name
        assert history.log(study)
    with pytest.raises(CoderError, match="something here already"):
        begin(place, "x", "Ann")
    with Study.open(place, "Ann"):
        pass


def test_a_demonstration_that_is_interrupted_leaves_nothing(tmp_path: Path) -> None:
    class EnoughError(Exception):
        pass

    def stop(step: str) -> None:
        if step == "codebooks":
            raise EnoughError

    for folder in (tmp_path / "new" / "deeper", tmp_path):
        with pytest.raises(EnoughError):
            demo.build_in(folder, stop)
        assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not (tmp_path / "new" / "deeper").exists()
