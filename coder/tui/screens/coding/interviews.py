"""What the coding screen does with the other interviews: their panel, and opening one in place."""

from __future__ import annotations

from dataclasses import dataclass

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Resize
from textual.geometry import Size
from textual.message import Message
from textual.widgets import Static
from textual.worker import Worker, get_current_worker

from coder.model import CoderError, TranscriptLine
from coder.study import counts, news
from coder.study.study import Study
from coder.tui.keys import bind
from coder.tui.screens.coding.interview import Interview
from coder.tui.screens.coding.which_interview import WhichInterview
from coder.tui.speech import N_, _, ngettext
from coder.tui.state.rounds import Rounds
from coder.tui.state.workspace import Workspace
from coder.tui.widgets.interview_lines import InterviewLines

BROAD = 140
"""Cells from which the interviews stand beside the transcript."""


class InterviewPanel(Vertical):
    """The interviews at the left of the transcript."""

    def compose(self) -> ComposeResult:
        yield Static(id="interviews-title")
        yield InterviewLines(id="interviews-list")


class Interviews(Interview):
    """The part of the coding screen that goes to other interviews; see :class:`CodingScreen`."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("w", "interviews", N_("interviews"), id="coding.interviews", show=False),
        bind(
            "ctrl+n",
            "next_interview",
            N_("next interview"),
            id="coding.next_interview",
            show=False,
            tooltip=N_("next interview with undecided units"),
        ),
        bind("z", "fold", N_("fold"), id="coding.fold", show=False, tooltip=N_("panels away, and back")),
    ]

    _counting: Worker[None] | None = None
    _then: str = ""
    """What waits for the count: an action, or nothing."""

    @dataclass
    class Counted(Message):
        """How far each interview is has been counted."""

        lines: list[TranscriptLine]
        coder_id: int
        seen: int
        fault: str = ""

    @property
    def rounds(self) -> Rounds:
        """How far each interview is, as far as it has been counted."""
        return self.workspace.sitting.rounds

    def fit(self, size: Size) -> None:
        """Have the panel where there is room for it and it is wanted."""
        self.set_class(self.workspace.sitting.folded, "folded")
        self.set_class(size.width >= BROAD, "broad")

    def on_resize(self, event: Resize) -> None:
        self.fit(event.size)
        if not self.has_class("broad") and self.query_one("#interviews-list").has_focus:
            self.view.focus()
        if self.panel_shows:
            self._count_if_needed()

    @property
    def panel_shows(self) -> bool:
        """Whether the interviews stand beside the transcript."""
        return self.has_class("broad") and not self.has_class("folded")

    # --- counting ----------------------------------------------------------------------------------

    def _count_if_needed(self) -> bool:
        """Count in the background what is not known yet, or may be so no more; whether it is known."""
        known = self.rounds.of(self.workspace.coder.id)
        if self._counting is None and (not known or news.newest_event(self.study) != self.rounds.seen):
            place = self.study.path or self.study.engine.url.render_as_string(hide_password=False)
            coder = self.workspace.coder

            def count() -> None:
                worker = get_current_worker()
                try:
                    with Study.open(place, coder.name) as study:
                        seen = news.newest_event(study)
                        counted = self.Counted(counts.transcript_lines(study), coder.id, seen)
                except CoderError as error:
                    counted = self.Counted([], coder.id, 0, str(error))
                if not worker.is_cancelled:
                    self.post_message(counted)

            self._counting = self.run_worker(count, thread=True, group="rounds")
        if known:
            self.show_rounds()
        return known

    def on_interviews_counted(self, event: Counted) -> None:
        """Show what was counted, and do what waited for it."""
        self._counting = None
        then, self._then = self._then, ""
        if event.fault:
            self.say(event.fault)
            return
        self.rounds.counted(event.lines, event.coder_id, event.seen)
        self.show_rounds()
        if then:
            self.call_later(self.run_action, then)

    def show_rounds(self) -> None:
        """Show the interviews as far as they are known."""
        name = self.workspace.transcript.name
        decided, units = self.workspace.progress()
        self.rounds.update(name, decided, units, len(self.workspace.codings))
        if not self.panel_shows or not self.rounds.of(self.workspace.coder.id):
            return
        self.query_one(InterviewLines).show(self.rounds.lines, name)
        done, n = len(self.rounds.lines) - self.rounds.open, len(self.rounds.lines)
        title = Text(_("{done} of {n} interviews decided").format(done=done, n=n), style="dim")
        self.query_one("#interviews-title", Static).update(title)

    def show_progress(self) -> None:
        """Show how far this interview is by now, where that has changed and the panel stands."""
        at = self.rounds.index(self.workspace.transcript.name)
        if at is None or not self.panel_shows or not self.rounds.of(self.workspace.coder.id):
            return
        line, (decided, units) = self.rounds.lines[at], self.workspace.progress()
        if (line.decided == units) != (decided == units):
            self.show_rounds()
        elif line.decided != decided:
            self.rounds.update(line.name, decided, units, len(self.workspace.codings))
            self.query_one(InterviewLines).renew(at)

    def show_others(self) -> None:
        """Show what a change has made different about the other interviews, or count them anew."""
        if self.rounds.changed and self.panel_shows:
            self.rounds.changed = False
            if self.rounds.of(self.workspace.coder.id):
                self.show_rounds()
            else:
                self._count_if_needed()

    # --- going -------------------------------------------------------------------------------------

    def action_interviews(self) -> None:
        """Go to the interviews, and back; where there is no room for them, ask for one."""
        lines = self.query_one(InterviewLines)
        if lines.has_focus:
            self.view.focus()
        elif not self._count_if_needed():
            self._then = "interviews"
            self.say(_("counting the interviews …"))
        elif self.has_class("broad"):
            self.unfold()
            self.show_rounds()
            lines.focus()
        else:
            self.show_rounds()

            def chosen(name: str | None) -> None:
                if name is not None:
                    self.open_here(name)

            here = self.workspace.transcript.name
            self.app.push_screen(WhichInterview(self.rounds.lines, here), chosen)

    @on(InterviewLines.Chosen)
    def _chosen(self, event: InterviewLines.Chosen) -> None:
        self.open_here(event.name)

    def action_next_interview(self) -> None:
        """Open the next interview that has undecided units."""
        if not self._count_if_needed():
            self._then = "next_interview"
            self.say(_("counting the interviews …"))
            return
        self.show_rounds()
        line = self.rounds.next_open(self.workspace.transcript.name)
        if line is None:
            self.say(_("No other interview has undecided units."))
        elif self.open_here(line.name):
            n = self.rounds.open
            words = ngettext("{n} interview is open", "{n} interviews are open", n)
            self.say(f"{line.name}: " + words.format(n=n))

    def open_here(self, name: str, segment: int | None = None) -> bool:
        """Open an interview in the place of this one; everything of this one is saved already.

        Args:
            name: of the transcript.
            segment: the index of the segment to stand on; None is the first open one.

        Returns:
            Whether it is open; the status line says why not.
        """
        if self.selection is not None:
            self.leave_selection()
        if name != self.workspace.transcript.name:
            try:
                workspace = Workspace(self.study, name, self.workspace.sitting)
            except CoderError as error:
                self.say(str(error))
                return False
            self.show_rounds()
            before, self.workspace = self.workspace, workspace
            workspace.editions = before.editions + (before.books != workspace.books)
            self.view.open(workspace, workspace.first_stop() if segment is None else segment)
            self.said = ""
            self.look_at(None)
            self.refresh_all()
        elif segment is not None:
            self.view.cursor = segment
        self.show_rounds()
        self.view.focus()
        return True

    # --- folding -----------------------------------------------------------------------------------

    def action_fold(self) -> None:
        """Give the transcript all the room, or the panels theirs again."""
        panels = [self.query_one("#coding-side"), self.query_one("#interviews-side")]
        if any(each.display for each in panels):
            self.workspace.sitting.folded = True
            self.set_class(True, "folded")
            self.remove_class("side")
            self.view.focus()
        else:
            was = self.has_class("folded")
            self.unfold()
            if not (was and self.has_class("wide")):
                self.say(_("There is no room for panels here; c shows the codes, w the interviews."))

    def unfold(self) -> None:
        """The panels are there again."""
        self.workspace.sitting.folded = False
        self.remove_class("folded")
        if self.panel_shows:
            self._count_if_needed()
