"""Pinned codes: each coder's own, one slot a code."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from coder.model import CoderError
from coder.study import codebook, history, people, pins, revision
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit


@pytest.fixture
def codes(study: Study) -> dict[str, int]:
    return {code.slug: code.id for code in codebook.codebooks(study)[0].codes}


def test_pin_move_replace_and_unpin(ann: Study, codes: dict[str, int], undoable: Callable[..., None]) -> None:
    undoable(ann, lambda: pins.pin(ann, 1, codes["alpha"]))
    assert pins.pins(ann) == {1: codes["alpha"]}
    undoable(ann, lambda: pins.pin(ann, 3, codes["alpha"]))
    assert pins.pins(ann) == {3: codes["alpha"]}
    pins.pin(ann, 1, codes["beta"])
    undoable(ann, lambda: pins.pin(ann, 1, codes["alpha"]))
    assert pins.pins(ann) == {1: codes["alpha"]}
    undoable(ann, lambda: pins.unpin(ann, 1))
    assert pins.pins(ann) == {}
    assert history.log(ann)[0].summary == "unpin alpha from 1"


def test_nothing_changed_is_no_event(ann: Study, kit: Kit, codes: dict[str, int]) -> None:
    pins.pin(ann, 2, codes["alpha"])
    events = kit.events(ann)
    pins.pin(ann, 2, codes["alpha"])
    pins.unpin(ann, 5)
    assert kit.events(ann) == events


def test_every_coder_has_the_own_ones(ann: Study, bea: Study, study: Study, codes: dict[str, int]) -> None:
    pins.pin(ann, 1, codes["alpha"])
    pins.pin(bea, 1, codes["beta"])
    assert (pins.pins(ann), pins.pins(bea)) == ({1: codes["alpha"]}, {1: codes["beta"]})
    with pytest.raises(CoderError, match="who is coding"):
        pins.pins(study)


@pytest.mark.parametrize("slot", [0, 10, -1])
def test_slots_are_one_to_nine(ann: Study, codes: dict[str, int], slot: int) -> None:
    with pytest.raises(CoderError, match="from 1 to 9"):
        pins.pin(ann, slot, codes["alpha"])


@pytest.mark.parametrize("slug", ["theme", "old", "gone"])
def test_only_what_can_be_applied_is_pinned(ann: Study, codes: dict[str, int], slug: str) -> None:
    with pytest.raises(CoderError, match=slug):
        pins.pin(ann, 1, codes[slug])


def test_a_retired_code_comes_back_to_its_key(ann: Study, codes: dict[str, int]) -> None:
    pins.pin(ann, 1, codes["alpha"])
    revision.retire(ann, codes["alpha"])
    assert pins.pins(ann) == {}
    revision.reactivate(ann, codes["alpha"])
    assert pins.pins(ann) == {1: codes["alpha"]}


def test_a_coder_with_pins_is_not_taken_back(study: Study, codes: dict[str, int]) -> None:
    people.add_coder(study, "Zoe")
    study.become("Zoe")
    pins.pin(study, 1, codes["alpha"])
    pins.unpin(study, 1)
    pins.pin(study, 2, codes["alpha"])
    study.coder = None
    history.undo(study)
    history.undo(study)
    history.undo(study)
    assert history.undo(study) == "add coder Zoe"
