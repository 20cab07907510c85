"""Correct how a file is read, and see at once what comes of it."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.events import Resize
from textual.timer import Timer
from textual.widgets import Input, Static

from coder.files.transcripts import Corrections
from coder.model import CoderError
from coder.study import intake
from coder.study.intake import Candidate
from coder.tui.keys import bind
from coder.tui.screens.background import AloneDialog
from coder.tui.speech import N_, _
from coder.tui.state import correcting
from coder.tui.state.browsing import name_of

_AFTER = 0.3
"""Seconds without a key after which the file is read again."""
_LONGEST = 4_000
_OTHERWISE = 14
"""Lines that are not the preview's."""


class Correct(AloneDialog[Corrections | None]):
    """Asks what a file is; answers with the corrections."""

    DEFAULT_CSS = """
    Correct { align: center middle; }
    Correct #preview-box { height: auto; max-height: 24; margin: 1 0 0 0; scrollbar-size-vertical: 1; }
    Correct #preview, Correct #correct-said { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("escape", "dismiss(None)", N_("close"), id="correct.close", key_display="Esc"),
        bind("up", "app.focus_previous", N_("field above"), id="correct.up", show=False),
        bind("down", "app.focus_next", N_("field below"), id="correct.down", show=False),
    ]
    keys = N_("Enter takes it   ↑ ↓ fields   Esc leaves it as it is")

    def __init__(self, path: Path, asked: Corrections) -> None:
        super().__init__()
        self.path = path
        self.asked = asked
        self._soon: Timer | None = None

    def compose(self) -> ComposeResult:
        values = correcting.values(self.asked)
        words = {
            "form": (_("Format"), _("guessed; else text, docx, srt, …")),
            "encoding": (_("Encoding"), _("guessed; else utf-8, cp1251, koi8-r, …")),
            "speakers": (_("Speakers"), _("guessed; else Anna=interviewer, Boris; or - for none")),
            "cut": (_("Segments"), _("turn; else paragraph or sentence")),
            "language": (_("Language"), _("guessed; else en, ru, kk, …")),
        }
        with Vertical(classes="dialog"):
            yield Static(Text(name_of(self.path.name), style="bold"))
            for key in correcting.FIELDS:
                label, hint = words[key]
                with Horizontal():
                    yield Static(Text(label))
                    yield Input(values[key], placeholder=hint, max_length=_LONGEST, id=f"correct-{key}")
            with VerticalScroll(id="preview-box", can_focus=False):
                yield Static(id="preview")
            yield Static(id="correct-said")
            yield Static(Text(_(self.keys), style="dim"))

    def on_resize(self, event: Resize) -> None:
        self.query_one("#preview-box").styles.max_height = max(event.size.height - _OTHERWISE, 2)

    def on_mount(self) -> None:
        self.query_one("#correct-form", Input).focus()
        self._look()

    def say(self, words: str) -> None:
        """Say something under the preview."""
        self.query_one("#correct-said", Static).update(Text(words))

    def refused(self, words: str) -> None:
        """Say what is wrong."""
        self.say(name_of(words))

    @on(Input.Changed)
    def _changed(self) -> None:
        if self._soon is not None:
            self._soon.stop()
        self._soon = self.set_timer(_AFTER, self._look)

    def _typed(self) -> Corrections:
        typed = {key: self.query_one(f"#correct-{key}", Input).value for key in correcting.FIELDS}
        return correcting.read(typed, self.asked)

    def _look(self) -> None:
        """Read the file again as it would be read now."""
        try:
            asked = self._typed()
        except CoderError as error:
            self.stop()
            self.refused(str(error))
            return
        self.begin_alone(_("reading …"), lambda: intake.opened(self.path, None, asked), self._seen)

    def _seen(self, found: list[Candidate]) -> None:
        self.query_one("#preview", Static).update(correcting.preview(found))

    @on(Input.Submitted)
    def _taken(self) -> None:
        try:
            self.dismiss(self._typed())
        except CoderError as error:
            self.refused(str(error))
