"""Finish an interview: what is undecided is listed first, each with a way to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich.text import Text
from textual.screen import Screen

from coder.model import CoderError
from coder.study import finishing, workload
from coder.study.finishing import Undecided
from coder.study.study import Study
from coder.tui.screens.choose import Choose
from coder.tui.speech import _, ngettext
from coder.tui.state.wrapping import shown

LISTED = 100
"""Undecided units that are listed; the next ones are once these are decided."""
_REST = -1


def ask_to_finish(
    screen: Screen[Any],
    study: Study,
    transcript_id: int,
    name: str,
    jump: Callable[[int], None],
    done: Callable[[str], None],
) -> None:
    """Finish an interview, or take it up again where it is finished.

    Args:
        screen: on which the questions are asked.
        study: where the interview is.
        transcript_id: which.
        name: its name.
        jump: goes to an undecided segment, given by its position from 0.
        done: told in words what was changed, or why nothing was.
    """
    status = workload.own_statuses(study).get(transcript_id)
    if status is None:
        done(_("{name} is not assigned to you: there is nothing to finish.").format(name=shown(name)))
    elif status == "finished":
        _ask_again(screen, study, name, done)
    elif left := finishing.undecided(study, name):
        _ask_rest(screen, study, name, left, jump, done)
    else:
        done(_finish(study, name, none_applies=False))


def _ask_again(screen: Screen[Any], study: Study, name: str, done: Callable[[str], None]) -> None:
    def answered(yes: bool | None) -> None:
        if yes:
            finishing.reopen(study, name)
            done(_("{name} is taken up again.").format(name=shown(name)))

    lines = [(Text(_("take it up again")), True), (Text(_("leave it finished")), False)]
    screen.app.push_screen(Choose(_("{name} is finished.").format(name=shown(name)), lines), answered)


def _ask_rest(
    screen: Screen[Any],
    study: Study,
    name: str,
    left: list[Undecided],
    jump: Callable[[int], None],
    done: Callable[[str], None],
) -> None:
    def answered(position: int | None) -> None:
        if position == _REST:
            done(_finish(study, name, none_applies=True))
        elif position is not None:
            jump(position)

    n = len(left)
    lines = [(_line(each), each.position) for each in left[:LISTED]]
    rest = ngettext(
        "mark it as done, no code applies, and finish", "mark all {n} as done, no code applies, and finish", n
    )
    lines.append((Text(rest.format(n=n), style="italic"), _REST))
    question = ngettext(
        "{name} has {n} undecided unit. Enter goes to it.",
        "{name} has {n} undecided units. Enter goes to one.",
        n,
    )
    screen.app.push_screen(Choose(question.format(name=shown(name), n=n), lines), answered)


def _line(each: Undecided) -> Text:
    text = Text(f"{each.position + 1:>4}  ", style="bold", no_wrap=True, overflow="ellipsis")
    if each.speaker:
        text.append(f"{shown(each.speaker)}  ", style="not bold")
    return text.append(shown(" ".join(each.words.split())), style="not bold")


def _finish(study: Study, name: str, none_applies: bool) -> str:
    try:
        found = finishing.finish(study, name, none_applies)
    except CoderError as error:
        return str(error)
    words = _("{name} is finished.").format(name=shown(name))
    if found.opened_to:
        whom = ", ".join(shown(each) for each in found.opened_to)
        words += " " + _(
            "All its coders have finished: it is open to {whom} (o shows others' codes)."
        ).format(whom=whom)
    return words
