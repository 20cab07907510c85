"""A screen that works in the background and stays alive meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from textual.worker import Worker, WorkerState, get_current_worker

from coder.model import CoderError
from coder.study.study import Study
from coder.tui.screens.place import Answer, Dialog, Place

T = TypeVar("T")


class _Works:
    """Runs work in a thread with a study of its own; mixed into a screen.

    The thread opens the study a second time, as the same coder: a connection of its own, and
    eyes that do not change when somebody else begins to code here. Only the newest work
    counts: what came before is stopped, and what arrives after the screen is gone is dropped.
    A thread cannot be ended from without; one lock a screen makes them run one after the
    other, and one that was stopped while it waited does nothing.
    """

    study: Study
    run_worker: Any

    def _at_rest(self) -> None:
        self._turn = Lock()
        self._work: Worker[Any] | None = None
        self._done: Callable[[Any], None] = lambda _answer: None

    @property
    def busy(self) -> bool:
        """Whether something is being worked on."""
        return self._work is not None

    def begin(self, words: str, work: Callable[[Study], T], done: Callable[[T], None]) -> None:
        """Do ``work`` in a thread, saying ``words`` meanwhile, and hand its answer to ``done``.

        ``work`` may ask :func:`stopped` now and then whether its answer is still wanted.
        """
        engine = self.study.engine
        place = self.study.path or engine.url.render_as_string(hide_password=False)
        coder = self.study.coder.name if self.study.coder else None

        def open_and_work() -> T:
            with Study.open(place, coder) as study:
                return work(study)

        self.begin_alone(words, open_and_work, done)

    def begin_alone(self, words: str, work: Callable[[], T], done: Callable[[T], None]) -> None:
        """As :meth:`begin`, where no study is open yet, or another one is worked on."""
        self.stop()
        self.say(words)

        def run() -> T | CoderError | None:
            with self._turn:
                if stopped():
                    return None
                try:
                    return work()
                except CoderError as error:
                    return error

        self._done = done
        self._work = self.run_worker(run, thread=True, exit_on_error=True)

    def stop(self) -> None:
        """Stop what is under way; its answer is dropped."""
        if self._work is not None:
            self._work.cancel()
            self._work = None

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The work is done; named for Textual, which asks a class that is no widget in no other way."""
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
        """What the study refuses is said."""
        self.say(sentence)

    def say(self, words: str) -> None:
        """Say something in the status line."""
        raise NotImplementedError


def stopped() -> bool:
    """Within the work of a thread: whether nobody waits for its answer any more."""
    return get_current_worker().is_cancelled


class Background(_Works, Place[Answer]):
    """A screen with work in the background."""

    def __init__(self, study: Study) -> None:
        super().__init__()
        self.study = study
        self._at_rest()


class Alone(_Works, Place[Answer]):
    """A screen with work in the background, where no study is open yet."""

    def __init__(self) -> None:
        super().__init__()
        self._at_rest()


class AloneDialog(_Works, Dialog[Answer]):
    """A dialog with work in the background that opens no study."""

    def __init__(self) -> None:
        super().__init__()
        self._at_rest()


class BackgroundDialog(_Works, Dialog[Answer]):
    """A dialog with work in the background."""

    def __init__(self, study: Study) -> None:
        super().__init__()
        self.study = study
        self._at_rest()
