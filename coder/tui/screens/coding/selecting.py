"""What the coding screen does with a passage: choose one, change one, code it."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text

from coder.model import Coding, Span
from coder.study import recoding
from coder.tui.keys import bind
from coder.tui.labels import label_in
from coder.tui.screens.choose import Choose
from coder.tui.screens.coding.interview import Interview
from coder.tui.screens.passage import Passage
from coder.tui.speech import N_, _
from coder.tui.state.selection import Selection
from coder.tui.state.workspace import letter
from coder.tui.state.wrapping import shown

HELP = N_("→ ← end   Shift+→ ← start   ↓ ↑ next")
UNIT = N_("choose words of the segment; again: another unit")
SPAN = N_("other words for a coding; it stays the same coding")
RECODE = N_("another code for a coding; it stays the same coding")
BY = {"sentence": N_("by sentence"), "word": N_("by word"), "character": N_("by character")}


class Selecting(Passage, Interview):
    """The part of the coding screen that works on passages; see :class:`CodingScreen`."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("v", "select", N_("passage"), id="coding.passage", tooltip=UNIT),
        bind("e", "edit_span", N_("change span"), id="coding.span", show=False, tooltip=SPAN),
        bind("r", "recode", N_("change code"), id="coding.recode", show=False, tooltip=RECODE),
        bind("right", "stretch(1)", N_("passage ends later"), id="coding.later_end", show=False),
        bind("left", "stretch(-1)", N_("passage ends earlier"), id="coding.earlier_end", show=False),
        bind("shift+right,L", "trim(1)", N_("passage begins later"), id="coding.later_start", show=False),
        bind("shift+left,H", "trim(-1)", N_("passage begins earlier"), id="coding.earlier_start", show=False),
    ]

    # --- choosing ----------------------------------------------------------------------------------

    def action_select(self) -> None:
        """Begin to choose a passage of the segment; within, change the unit."""
        if self.selection is not None:
            self.selection.cycle()
            self.show_selection()
        elif self.may_code():
            segment = self.workspace.segments[self.view.cursor]
            self.selection = Selection(self.workspace.transcript.text, segment.span)
            self.show_selection()

    def select_span(self, span: Span) -> None:
        """Choose the passage that the mouse was dragged over."""
        touched = self.workspace.segments_of(span)
        if not touched:
            return
        limits = Span(
            self.workspace.segments[touched[0]].span.start, self.workspace.segments[touched[-1]].span.end
        )
        self.view.cursor = touched[0]
        self.selection = Selection(self.workspace.transcript.text, limits, span)
        self.selection.unit = "word"
        self.show_selection()

    def show_selection(self) -> None:
        """Paint the passage and say what the keys do."""
        chosen = self.selection
        self.view.select(chosen.span if chosen is not None else None)
        self.say(f"{_(BY[chosen.unit])}: {_(HELP)}" if chosen is not None else "")
        self.refresh_bindings()

    def leave_selection(self) -> None:
        """Back to whole segments."""
        self.selection = None
        self.show_selection()

    # --- changing what stands ------------------------------------------------------------------------

    def pick_coding(self, question: str, done: Callable[[Coding], None]) -> None:
        """Take the one coding of the segment, or ask which of several."""
        codings = self.workspace.codings_at(self.view.cursor)
        if not codings:
            self.say(_("No code stands here."))
            return
        if len(codings) == 1:
            done(codings[0])
            return
        lines = []
        for i, each in enumerate(codings):
            text = Text(f"{letter(i)} ", style="bold", no_wrap=True, overflow="ellipsis")
            text.append(label_in(self.workspace.codes[each.code_id].label, self.language))
            text.append(f"  “{shown(each.quote)[:60]}", style="dim not bold")
            lines.append((text, i))

        def chosen(i: int | None) -> None:
            if i is not None:
                done(codings[i])

        self.app.push_screen(Choose(question, lines), chosen)

    def action_edit_span(self) -> None:
        """Change the span of a coding; it stays the same coding."""

        def begin(coding: Coding) -> None:
            touched = self.workspace.segments_of(coding.span)
            segments = self.workspace.segments
            limits = Span(segments[touched[0]].span.start, segments[touched[-1]].span.end)
            self.selection = Selection(self.workspace.transcript.text, limits, coding.span, coding.id)
            self.selection.unit = "word"
            self.show_selection()

        self.pick_coding(_("Which passage changes?"), begin)

    def action_recode(self) -> None:
        """Give a coding another code; it stays the same coding."""

        def ask(coding: Coding) -> None:
            def recode(code_id: int) -> None:
                self.carry_out(lambda: self.workspace.change(recoding.recode, coding.id, code_id))

            self.open_finder(_("instead: {quote}").format(quote=shown(coding.quote)), recode)

        self.pick_coding(_("Which code becomes another?"), ask)

    def keep_span(self) -> bool:
        """Store the changed span of a coding; False where no coding's span is being changed."""
        chosen = self.selection
        if chosen is None or chosen.coding_id is None:
            return False
        coding_id, span = chosen.coding_id, chosen.span
        self.leave_selection()
        self.carry_out(lambda: self.workspace.change(recoding.resize, coding_id, span))
        return True
