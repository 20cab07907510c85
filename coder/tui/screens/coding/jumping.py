"""What the coding screen does to get far: to a segment by its number, to the next coding of a code."""

from __future__ import annotations

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from coder.model import CoderError, Coding
from coder.study.steps import Step, step
from coder.tui.colors import swatch
from coder.tui.keys import bind
from coder.tui.labels import label_in
from coder.tui.screens.choose import Choose
from coder.tui.screens.coding.interviews import Interviews
from coder.tui.screens.place import Dialog
from coder.tui.speech import N_, _
from coder.tui.state.places import segment_number, starting_place
from coder.tui.state.wrapping import shown

_QUOTED = 60


class Jumping(Interviews):
    """The part of the coding screen that jumps; see :class:`CodingScreen`."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("ctrl+g", "jump", N_("segment"), id="coding.jump", show=False, tooltip=N_("go to a segment")),
        bind(
            "right_square_bracket,ъ",
            "step(1)",
            N_("same code"),
            id="coding.next_same",
            key_display="]",
            show=False,
            tooltip=N_("next coding of this code, in the next interviews too"),
        ),
        bind(
            "left_square_bracket,х",
            "step(-1)",
            N_("same code, back"),
            id="coding.previous_same",
            key_display="[",
            show=False,
            tooltip=N_("previous coding of this code, in the interviews before too"),
        ),
    ]

    stepping: tuple[int, Step | None] | None = None
    """The code whose codings are gone through, and the one gone to last."""

    def action_jump(self) -> None:
        """Ask for the number of a segment and go there."""

        def done(number: int | None) -> None:
            if number is not None:
                self.leave_tree()
                self.view.cursor = number - 1

        self.app.push_screen(Jump(len(self.workspace.segments), self.view.cursor + 1), done)

    def action_step(self, by: int) -> None:
        """Go to the next coding of the code at the cursor, or to the one before."""
        here = self.workspace.codings_at(self.view.cursor)
        codes = list(dict.fromkeys(each.code_id for each in here))
        node = self.code_tree.cursor_node if self.code_tree.has_focus else None
        if node is not None and node.data is not None and node.data.codable:
            self._step(node.data.id, here, by)
        elif self.stepping is not None and (not codes or self.stepping[0] in codes):
            self._step(self.stepping[0], here, by)
        elif len(codes) == 1:
            self._step(codes[0], here, by)
        elif codes:
            lines = []
            for code_id in codes:
                code = self.workspace.codes[code_id]
                text = Text("■ ", style=swatch(code.color), no_wrap=True, overflow="ellipsis")
                lines.append((text.append(label_in(code.label, self.language), style="none"), code_id))

            def chosen(code_id: int | None) -> None:
                if code_id is not None:
                    self._step(code_id, here, by)

            self.app.push_screen(Choose(_("The codings of which code?"), lines), chosen)
        else:
            self.say(_("No code here. On a coding, ] and [ go to others of its code."))

    def _step(self, code_id: int, here: list[Coding], by: int) -> None:
        last = self.stepping[1] if self.stepping is not None and self.stepping[0] == code_id else None
        workspace = self.workspace
        where = starting_place(
            [each.span for each in here if each.code_id == code_id],
            workspace.segments[self.view.cursor].span,
            last.span if last is not None and last.transcript_id == workspace.transcript.id else None,
        )
        try:
            found = step(self.study, code_id, workspace.transcript.id, where, by > 0)
        except CoderError as error:
            self.say(str(error))
            return
        label = label_in(workspace.codes[code_id].label, self.language)
        self.stepping = code_id, found or last
        if found is None:
            words = (
                _("{code}: no further one; [ goes back.") if by > 0 else _("{code}: none before; ] goes on.")
            )
            self.say(words.format(code=label))
            return
        if self.code_tree.has_focus:
            self.leave_tree()
        words = _("{code} {number}/{of}").format(code=label, number=found.number, of=found.of)
        if found.transcript_id != workspace.transcript.id:
            words = _("{words}, now in {interview}").format(words=words, interview=found.transcript)
        quote = " ".join(found.quote.split())
        quote = quote if len(quote) <= _QUOTED else quote[: _QUOTED - 1] + "…"
        words = f"{words}: “{quote}”"
        if self.open_here(found.transcript, found.position):
            self.say(words)


class Jump(Dialog[int | None]):
    """Asks for a segment: its number, or how far through the interview. Answers with its number."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("escape", "dismiss(None)", N_("close"), id="jump.close", key_display="Esc")
    ]
    keys = N_("Enter goes there   Esc stays here")
    DEFAULT_CSS = "Jump { align: center middle; }"

    def __init__(self, segments: int, here: int) -> None:
        super().__init__()
        self.segments = segments
        self.here = here

    def compose(self) -> ComposeResult:
        question = _("Go to which segment? 1 to {n}; this is {here}.").format(n=self.segments, here=self.here)
        with Vertical(classes="dialog"):
            yield Static(Text(question, style="bold"))
            yield Input(placeholder=_("a number, or 50%"), max_length=12)
            yield Static("", id="jump-fault")
            yield Static(Text(_(self.keys), style="dim"))

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        try:
            self.dismiss(segment_number(event.value, self.segments))
        except CoderError as error:
            self.query_one("#jump-fault", Static).update(Text(shown(str(error)), style="bold"))
