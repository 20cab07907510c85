"""Open another study: one used lately, or a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from coder.tui.screens.home.file_picker import FilePicker
from coder.tui.speech import _
from coder.tui.state.browsing import Browser

if TYPE_CHECKING:
    from coder.tui.app import CoderApp

ENDINGS = (".db",)


def ask_for_study(app: CoderApp) -> None:
    """Ask which study, and open it; a refusal is said and what was open stays open."""
    present = app.study.path if app.has_study else None
    recent = [path for path in app.remembered.there() if path != present]
    start = present.parent if present is not None and not recent else Path.cwd()

    def chosen(paths: list[Path] | None) -> None:
        if paths and (refusal := app.open_study(paths[0])):
            app.notify(refusal, severity="error", markup=False, timeout=10)

    app.push_screen(FilePicker(_("Which study?"), Browser(ENDINGS, start), recent), chosen)
