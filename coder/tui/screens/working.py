"""A screen that counts in the background and stays alive meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from rich.text import Text
from textual import on
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import Worker, WorkerState, get_current_worker

from coder.model import CoderError
from coder.study.study import Study
from coder.tui.screens.coding import CodingScreen
from coder.tui.workspace import Workspace
from coder.tui.wrapping import shown

T = TypeVar("T")
STOPPED = "Stopped. Esc goes back; any switch counts anew."


class Working(Screen[bool]):
    """Runs work in a thread; answers with whether an interview was opened meanwhile.

    The thread opens the study a second time, as the same coder: a connection of its own, and
    eyes that do not change when somebody else begins to code here. Only the newest work
    counts: what came before is stopped, and what arrives after the screen is gone is dropped.
    A thread cannot be ended from without; one lock a screen makes them run one after the
    other, and one that was stopped while it waited does nothing.
    """

    study: Study
    language: str
    opened = False

    def __init__(self, study: Study, language: str) -> None:
        super().__init__()
        self.study = study
        self.language = language
        self._turn = Lock()
        self._work: Worker[Any] | None = None
        self._done: Callable[[Any], None] = lambda _answer: None

    @property
    def busy(self) -> bool:
        """Whether something is being counted."""
        return self._work is not None

    def begin(self, words: str, work: Callable[[Study], T], done: Callable[[T], None]) -> None:
        """Do ``work`` in a thread, saying ``words`` meanwhile, and hand its answer to ``done``."""
        self.stop()
        self.say(words)
        engine = self.study.engine
        place = self.study.path or engine.url.render_as_string(hide_password=False)
        coder = self.study.coder.name if self.study.coder else None

        def run() -> T | CoderError | None:
            worker = get_current_worker()
            with self._turn:
                if worker.is_cancelled:
                    return None
                try:
                    with Study.open(place, coder) as study:
                        return work(study)
                except CoderError as error:
                    return error

        self._done = done
        self._work = self.run_worker(run, thread=True, exit_on_error=True)

    def stop(self) -> None:
        """Stop what is under way; its answer is dropped."""
        if self._work is not None:
            self._work.cancel()
            self._work = None

    @on(Worker.StateChanged)
    def _came(self, event: Worker.StateChanged) -> None:
        if event.worker is not self._work or event.state is not WorkerState.SUCCESS:
            return
        self._work = None
        self.say("")
        answer = event.worker.result
        if isinstance(answer, CoderError):
            self.refused(str(answer))
        else:
            self._done(answer)

    def refused(self, sentence: str) -> None:
        """What the study refuses to count is said."""
        self.say(sentence)

    def say(self, words: str) -> None:
        """Say something in the status line."""
        self.query_one("#working-status", Static).update(Text(shown(words), style="bold"))

    def action_leave(self) -> None:
        """Stop what is under way, else go back."""
        if self.busy:
            self.stop()
            self.say(STOPPED)
        else:
            self.dismiss(self.opened)

    async def open_interview(self, name: str, segment: int, back: Callable[[], None]) -> None:
        """Open an interview for coding at the segment of this number."""
        if self.study.coder is None:
            self.say("Nobody codes yet: c on the first screen says who does; then interviews open from here.")
            return
        try:
            workspace = Workspace(self.study, name)
        except CoderError as error:
            self.say(str(error))
            return

        def came_back(language: str | None) -> None:
            self.language = language or self.language
            self.opened = True
            back()

        screen = CodingScreen(workspace, self.language)
        await self.app.push_screen(screen, came_back)
        screen.view.cursor = min(segment, len(workspace.segments)) - 1
