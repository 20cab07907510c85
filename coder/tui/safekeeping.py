"""A backup of the study that the app has opened, made while the user is at work already."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.app import App

from coder.model import CoderError
from coder.study.study import Study
from coder.tui.screens.background import stopped

WAIT = 1.0
"""Seconds after the first picture: nothing that is seen waits for it."""


def keep_safe(app: App[Any], study: Study) -> None:
    """Say what is new about the file, and back it up in the background when it has changed."""
    if study.notice:
        app.notify(study.notice, timeout=10, markup=False)
    path = study.path
    if path is not None and not study.reading_only:
        app.set_timer(WAIT, lambda: _begin(app, path))


def _begin(app: App[Any], path: Path) -> None:
    def back_up() -> None:
        from coder.study.safety.listing import back_up_if_changed

        try:
            back_up_if_changed(path, stopped)
        except CoderError as error:
            if not stopped():
                app.call_from_thread(app.notify, str(error), severity="warning", timeout=15, markup=False)

    app.run_worker(back_up, thread=True, group="safekeeping", exit_on_error=False)
