"""An interview that several coders have worked on, and new texts for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pytest

from coder.model import ReadTranscript
from coder.study import coding, memos
from coder.study.rewriting import replacing
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit

TURNS: list[tuple[str | None, str]] = [
    ("#", "Interview 1, May"),
    ("I", "What comes first?"),
    ("R", "The first thing is pay."),
    ("R", "And then the training we never got."),
    ("I", "Why?"),
    ("R", "Nobody asked."),
]
"""The interview ``first`` of the study of the tests."""

Turns = Sequence[tuple[str | None, str]]
Replace = Callable[..., replacing.Preview]


@pytest.fixture
def worked(study: Study, ann: Study, ben: Study, bea: Study, kit: Kit) -> Study:
    """The study with work of three coders on its first interview; seen by whoever leads."""
    kit.apply(ann, "pay")
    kit.apply(ann, "training", "beta")
    memos.add(ann, "on the training", "coding", kit.apply(ann, "we never got"))
    kit.apply(ben, "pay.\nR: And then the training", "beta")
    coding.remove(ben, kit.apply(ben, "first thing"))
    coding.decide(ben, [kit.segment(ben, 6)])
    coding.decide(bea, [kit.segment(bea, 3), kit.segment(bea, 4)])
    kit.apply(bea, "asked")
    memos.add(bea, "on the last segment", "segment", kit.segment(bea, 6))
    return study


@pytest.fixture
def replaced(kit: Kit) -> Replace:
    """Replaces the text of the interview ``first`` by these turns."""

    def run(study: Study, turns: Turns, name: str = "first") -> replacing.Preview:
        seen = replacing.preview(study, name, kit.interview(name, turns))
        replacing.replace(study, seen)
        return seen

    return run


@pytest.fixture
def new_text(kit: Kit) -> Callable[[Turns], ReadTranscript]:
    """A transcript made of turns."""
    return lambda turns: kit.interview("first", turns)
