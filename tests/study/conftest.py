"""What the tests of single changes share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from coder.study import history
from coder.study.safety.checking import check
from coder.study.study import Study

if TYPE_CHECKING:
    from tests.conftest import Kit

Undoable = Callable[[Study, Callable[[], object]], None]


@pytest.fixture
def undoable(kit: Kit) -> Undoable:
    """Do it, undo it, redo it: one event, row for row, and the study sound at every stop."""

    def run(study: Study, change: Callable[[], object]) -> None:
        before, events = kit.live_rows(study), len(kit.events(study))
        change()
        after = kit.live_rows(study)
        assert after != before
        assert len(kit.events(study)) == events + 1
        said = history.log(study)[0].summary
        for _ in range(2):
            assert kit.dangling(study) == check(study) == []
            assert history.undo(study) == said
            assert kit.live_rows(study) == before
            assert kit.dangling(study) == check(study) == []
            assert history.redo(study) == said
            assert kit.live_rows(study) == after

    return run
