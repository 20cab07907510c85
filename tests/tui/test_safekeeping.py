"""The app backs up what it has opened, while one is at work already."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coder.model import CoderError
from coder.study.safety import backups, listing
from coder.study.study import Study
from coder.tui import safekeeping
from coder.tui.app import CoderApp
from coder.tui.settings import Settings

if TYPE_CHECKING:
    from tests.tui.conftest import Hands


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safekeeping, "WAIT", 0.01)


async def test_what_was_opened_is_backed_up_once(
    place: Path, opened: Callable[..., Study], hands: Hands
) -> None:
    for _ in range(2):
        app = CoderApp(opened(place), settings=Settings())
        async with app.run_test() as pilot:
            await hands.until(pilot, lambda: backups.backups_of(place))
            await pilot.app.workers.wait_for_complete()
    (one,) = backups.backups_of(place)
    assert one.why == "opened"
    assert not list(one.path.parent.glob("*.part"))


async def test_an_app_that_keeps_nothing_leaves_no_backups(
    place: Path, opened: Callable[..., Study], hands: Hands
) -> None:
    async with CoderApp(opened(place)).run_test() as pilot:
        await pilot.pause(0.1)
    assert not backups.folder_of(place).exists()


async def test_what_went_wrong_is_said_and_stops_nobody(
    place: Path, opened: Callable[..., Study], hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object) -> None:
        raise CoderError("no room for a backup, which takes 4.0 MB; 1.0 MB are free.")

    monkeypatch.setattr(listing, "back_up_if_changed", no_room)
    study = opened(place)
    study.notice = "on a network share"
    app = CoderApp(study, settings=Settings())
    said: list[str] = []
    monkeypatch.setattr(app, "notify", lambda message, **_: said.append(message))
    async with app.run_test() as pilot:
        await hands.until(pilot, lambda: len(said) == 2)
    assert said == ["on a network share", "no room for a backup, which takes 4.0 MB; 1.0 MB are free."]
