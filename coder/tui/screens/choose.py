"""A short list to choose one thing from, and the question who is coding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from coder.model import Coder, CoderError
from coder.study import people
from coder.study.study import Study
from coder.tui.keys import bind
from coder.tui.screens.place import Dialog
from coder.tui.speech import N_, _
from coder.tui.state.wrapping import shown

T = TypeVar("T")
LONGEST = 200
"""Characters of a name."""


class Choose(Dialog[T | None], Generic[T]):
    """Answers with the value of the line chosen, or None."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("escape", "dismiss(None)", N_("close"), id="choose.close", key_display="Esc")
    ]
    keys = N_("Enter chooses   Esc leaves it as it is")

    def __init__(self, question: str, lines: Sequence[tuple[Text, T]]) -> None:
        super().__init__()
        self.question = question
        self.lines = lines

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Text(self.question, style="bold"))
            yield OptionList(*(Option(text) for text, _value in self.lines))
            yield Static(Text(_(self.keys), style="dim"))

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self.lines[event.option_index][1])


class WhoCodes(Dialog[str | None]):
    """Ask who is coding; a name that is new becomes a coder. Answers with the name."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("escape", "dismiss(None)", N_("close"), id="who.close", key_display="Esc")
    ]
    keys = N_("Enter chooses   Tab types a new name   Esc closes")

    def __init__(self, study: Study) -> None:
        super().__init__()
        self.study = study
        self.coders: list[Coder] = sorted(people.coders(study), key=lambda each: each.role != "coder")

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Text(_("Who is coding?"), style="bold"))
            if self.coders:
                yield OptionList(*(Option(_who(each)) for each in self.coders))
            yield Input(
                placeholder=_("or a new coder's name, then Enter")
                if self.coders
                else _("your name, then Enter"),
                max_length=LONGEST,
            )
            yield Static("", id="who-fault")

    def on_mount(self) -> None:
        (self.query_one(OptionList) if self.coders else self.query_one(Input)).focus()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self.coders[event.option_index].name)

    @on(Input.Submitted)
    def _named(self, event: Input.Submitted) -> None:
        name = event.value.strip()
        if any(each.name == name for each in self.coders):
            self.dismiss(name)
            return
        try:
            self.dismiss(people.add_coder(self.study, name).name)
        except CoderError as error:
            self.query_one("#who-fault", Static).update(Text(str(error), style="bold"))


def _who(coder: Coder) -> Text:
    text = Text(shown(coder.name), style="bold")
    if coder.role == "consensus":
        text.append("  " + _("holds the consensus"), style="dim")
    if coder.blind:
        text.append("  " + _("codes blind"), style="dim")
    if coder.repeats_id is not None:
        text.append("  " + _("second round"), style="dim")
    return text
