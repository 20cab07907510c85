"""Start the app: the one place where the command line meets the screens."""

from __future__ import annotations

from coder.cli.common import Session, default_language, is_terminal
from coder.model import CoderError


def open_app(session: Session) -> None:
    """Open the app on the session's study."""
    place = session.place()
    if not is_terminal():
        raise CoderError("the app needs a terminal; for scripts there are commands, see coder --help.")
    from coder.study.study import Study
    from coder.tui.app import CoderApp

    with Study.open(place, session.coder) as study:
        CoderApp(study, default_language()).run()
