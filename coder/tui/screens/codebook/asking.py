"""Questions that end in a change of the codebook, with an optional reason for its history.

What the study refuses is said in the dialog, which stays open with everything that was typed.
Esc asks once more before typed words are thrown away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event
from typing import Generic, TypeVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from coder.model import CoderError
from coder.study.folding import bare
from coder.study.study import Study
from coder.tui.keys import bind
from coder.tui.screens.background import BackgroundDialog
from coder.tui.speech import N_, _
from coder.tui.state.wrapping import shown

T = TypeVar("T")
LONGEST = 1_000
"""Characters of a line that is typed; a pasted megabyte is cut."""


class Asks(BackgroundDialog[T | None], Generic[T]):
    """A dialog about a change; answers with what was chosen or made, or None."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("escape", "leave", N_("close"), id="asks.leave", key_display="Esc"),
    ]
    keys = N_("Enter does it   Tab next field   Esc leaves it as it is")

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        self.halted = Event()
        """Set when work that writes should stop."""
        self.writing = False
        self._warned = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield from self.fields()
            yield Static("", classes="dialog-fault")
            yield Static(Text(_(self.keys), style="dim"))

    def fields(self) -> Iterator[Widget]:
        """What stands between the frame and the line of keys."""
        raise NotImplementedError

    def reason(self) -> Iterator[Widget]:
        """The field for the reason."""
        yield Input(
            placeholder=_("why? (optional, for the history of the codebook)"), id="why", max_length=LONGEST
        )

    @property
    def why(self) -> str:
        """The reason given."""
        return self.query_one("#why", Input).value

    @property
    def typed(self) -> bool:
        """Whether anything was typed that closing would lose."""
        return any(each.value.strip() for each in self.query(Input))

    def say(self, words: str) -> None:
        self.query_one(".dialog-fault", Static).update(Text(shown(words)))

    @contextmanager
    def refusals_said(self) -> Iterator[None]:
        """What the study refuses is said, and the dialog stays."""
        try:
            yield
        except CoderError as error:
            self.say(str(error))

    @on(Input.Changed)
    def _changed(self) -> None:
        if self._warned:
            self._warned = False
            self.say("")

    def write(self, words: str, work: Callable[[Study], T]) -> None:
        """Carry out a change in the background, and answer with what it returns."""
        self.halted.clear()
        self.writing = True
        self.begin(words, work, self._written)

    def _written(self, answer: T) -> None:
        self.dismiss(answer)

    def refused(self, sentence: str) -> None:
        self.writing = False
        super().refused(sentence)

    def action_leave(self) -> None:
        """Close; ask where words would be lost; stop what is being written."""
        if self.busy and self.writing:
            self.halted.set()
            self.say(_("stopping …"))
        elif self.typed and not self._warned:
            self._warned = True
            self.say(_("Esc again closes this and forgets what you typed."))
        else:
            self.dismiss(None)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        if not self.busy:
            self.accept()

    def accept(self) -> None:
        """Do it."""
        raise NotImplementedError


class Confirm(Asks[bool]):
    """Says what would happen; Enter does it."""

    def __init__(self, study: Study, question: str, preview: str, act: Callable[[str], None]) -> None:
        super().__init__(study)
        self.question = question
        self.preview = preview
        self.act = act

    def fields(self) -> Iterator[Widget]:
        yield Static(Text(shown(self.question), style="bold"))
        yield Static(Text(self.preview))
        yield from self.reason()

    def on_mount(self) -> None:
        self.query_one("#why", Input).focus()

    def accept(self) -> None:
        with self.refusals_said():
            self.act(self.why)
            self.dismiss(True)


class Pick(Asks[T], Generic[T]):
    """One thing out of a list, found by a few letters where the list is long, and the reason."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("down", "move(1)", show=False),
        bind("up", "move(-1)", show=False),
        bind("pagedown", "move(8)", show=False),
        bind("pageup", "move(-8)", show=False),
    ]
    keys = N_("Enter chooses   ↑ ↓ move   Tab next field   Esc leaves it as it is")
    SEARCHED = 12
    """Lines from which there is a field to search them."""

    def __init__(
        self,
        study: Study,
        question: str,
        lines: Sequence[tuple[Text, T]],
        act: Callable[[T, str], None] | None,
        at: int = 0,
    ) -> None:
        """Ask.

        Args:
            study: the study.
            question: what is asked.
            lines: what there is to choose from.
            act: does it, given what was chosen and why; None: the answer is all that is wanted.
            at: the line to begin on.
        """
        super().__init__(study)
        self.question = question
        self.lines = lines
        self.act = act
        self.at = at
        self.found = list(range(len(lines)))

    def fields(self) -> Iterator[Widget]:
        yield Static(Text(shown(self.question), style="bold"))
        if len(self.lines) >= self.SEARCHED:
            yield Input(placeholder=_("a few letters find it"), id="pick-query", max_length=LONGEST)
        yield OptionList(*(Option(text) for text, _value in self.lines), id="pick-list")
        if self.act is not None:
            yield from self.reason()

    def on_mount(self) -> None:
        options = self.query_one("#pick-list", OptionList)
        options.highlighted = self.at if self.lines else None
        inputs = self.query("#pick-query")
        (inputs.first() if inputs else options).focus()

    @property
    def typed(self) -> bool:
        return self.act is not None and bool(self.why.strip())

    @on(Input.Changed, "#pick-query")
    def _search(self, event: Input.Changed) -> None:
        wanted = bare(event.value).split()
        self.found = [
            i for i, (text, _value) in enumerate(self.lines) if all(x in bare(text.plain) for x in wanted)
        ]
        options = self.query_one("#pick-list", OptionList)
        options.clear_options()
        options.add_options([Option(self.lines[i][0]) for i in self.found])
        options.highlighted = 0 if self.found else None

    def action_move(self, by: int) -> None:
        """Move through the list while the typing goes on."""
        options = self.query_one("#pick-list", OptionList)
        if self.found:
            options.highlighted = max(0, min(len(self.found) - 1, (options.highlighted or 0) + by))

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self.accept()

    def accept(self) -> None:
        at = self.query_one("#pick-list", OptionList).highlighted
        if at is None or at >= len(self.found):
            self.say(_("Nothing fits what you typed; fewer letters find more."))
            return
        value = self.lines[self.found[at]][1]
        with self.refusals_said():
            if self.act is not None:
                self.act(value, self.why)
            self.dismiss(value)
