"""Start the app: the one place where the command line meets the screens."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click

from coder.cli.common import (
    NoStudyHereError,
    Session,
    default_language,
    emit,
    is_terminal,
    say,
    table_options,
)
from coder.model import CoderError


def open_app(session: Session) -> None:
    """Open the app on the session's study; where there is none, on the screen that helps to one."""
    place: str | None = None
    try:
        place = session.place()
    except NoStudyHereError:
        if not is_terminal():
            raise
    if not is_terminal():
        raise CoderError("the app needs a terminal; for scripts there are commands, see coder --help.")
    from coder.study.study import Study
    from coder.tui import speech
    from coder.tui.app import CoderApp
    from coder.tui.keymap import load as load_keymap
    from coder.tui.remembered import Remembered
    from coder.tui.settings import Settings
    from coder.tui.undisturbed import settle

    settings, keymap = Settings.load(), load_keymap()
    language = session.language or settings.language or default_language()
    speech.speak(language)
    with nullcontext() if place is None else Study.open(place, session.coder) as study:
        app = CoderApp(study, language, Remembered.load(), settings, keymap)
        settle()
        try:
            app.run()
        finally:
            app.let_go()


@click.command()
@click.option("--init", is_flag=True, help="Write a keymap file to change keys in; never replaces one.")
@table_options
def keys(init: bool, form: str | None, output: Path | None) -> None:
    """List the keys of the app, and the file in which they can be changed."""
    from coder.tui import keymap, keymap_lists

    if init:
        say(f"written: {keymap_lists.write_example()}")
    else:
        emit(keymap_lists.table(keymap.load()), form, output)
