"""Open an interview at a place, from wherever one is."""

from __future__ import annotations

from asyncio import sleep
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.app import App

from coder.model import CoderError
from coder.study import transcripts
from coder.study.study import Study
from coder.tui.speech import _
from coder.tui.state.sitting import Sitting
from coder.tui.state.workspace import Workspace
from coder.tui.undisturbed import clear_away, kept, undisturbed

if TYPE_CHECKING:
    from coder.tui.app import CoderApp

_AT_HOME = 2
"""Screens that are there as long as the app is: Textual's own, and the first one."""


def app_of(app: App[Any]) -> CoderApp:
    """The app as what it is; there is no other."""
    return app  # type: ignore[return-value]


def sitting_of(app: App[Any]) -> Sitting:
    """What the coder has used since the app was opened."""
    return app_of(app).sitting


async def visit(
    app: App[Any],
    study: Study,
    language: str,
    name: str,
    segment: int | None,
    back: Callable[[str | None], None],
) -> str:
    """Open an interview for coding above the present screen; Esc comes back here.

    Args:
        app: the app.
        study: where the interview is.
        language: of the labels.
        name: of the transcript.
        segment: the number of the segment to stand on, counting from 1; None is the first open one.
        back: told the language of the labels when the coder comes back.

    Returns:
        Why it cannot be opened; empty when it is.
    """
    from coder.tui.screens.coding.screen import CodingScreen

    if study.coder is None:
        return _("Nobody codes yet: c on the first screen says who does; then interviews open from here.")
    try:
        at_home = len(app.screen_stack) <= _AT_HOME
        if at_home:
            clear_away()
        with kept() if at_home else undisturbed():
            transcript = transcripts.load(study, name)
            await sleep(0)  # each half takes part of a tenth of a second: the terminal has its turn between
            workspace = Workspace(study, name, sitting_of(app), transcript)
    except CoderError as error:
        return str(error)
    screen = CodingScreen(workspace, language)
    await app.push_screen(screen, back)
    if segment is not None:
        screen.view.cursor = min(segment, len(workspace.segments)) - 1
    return ""
