"""The first screen's list: counted in the background, sorted, filtered, and what comes next."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from coder.model import TranscriptLine
from coder.study import counts, people, progress, workload
from coder.study.change import now
from coder.study.review.consensus import may_review
from coder.study.rewriting import lost
from coder.study.study import Study
from coder.tui.screens.background import Background
from coder.tui.speech import _, ngettext
from coder.tui.state import drafts, lost_list
from coder.tui.state.roster import ORDERS, Interview, Roster, interviews_of
from coder.tui.state.wrapping import shown
from coder.tui.widgets.key_line import KeyLine
from coder.tui.widgets.roster_table import RosterTable

LONGEST = 200
"""Characters of the words of a filter."""


class Listing(Background[None]):
    """The interviews with the progress of whoever codes; :class:`Home` says what is done with them."""

    AUTO_FOCUS = "#interviews"

    def __init__(self, study: Study, language: str) -> None:
        super().__init__(study)
        self.language = language
        self.roster = Roster()
        self.counted = False
        """Whether the figures of the interviews are known."""
        self.moved = False
        """Whether the coder has chosen a place in the list; until then it is where the work was left."""
        self.wish: Callable[[], object] | None = None
        """What was asked for before the figures were known."""
        self._said = ""
        self._memos = ""
        self.lost = 0
        """How many codings wait for a place, as far as whoever looks may see them."""

    def compose(self) -> ComposeResult:
        yield Static(id="home-title")
        yield Static(id="home-note")
        yield Input(
            placeholder=_("words: name, respondent, group, language"), id="home-filter", max_length=LONGEST
        )
        yield RosterTable(self.roster, id="interviews")
        yield Static(id="home-offer")
        yield KeyLine()

    @property
    def table(self) -> RosterTable:
        """The list of interviews."""
        return self.query_one(RosterTable)

    def speaks(self, language: str) -> bool:
        """Everything here is said afresh."""
        super().speaks(language)
        self.arranged()
        return True

    def list_names(self) -> None:
        """Show the names, which are known at once, and count the rest."""
        names = counts.transcript_names(self.study)
        lines = [TranscriptLine(id_, name, "", (), 0, 0, 0) for id_, name in names.items()]
        self.roster.fill([Interview(line, counted=False) for line in lines])
        self.table.show()
        self.fill()

    # --- showing ------------------------------------------------------------------------------------

    def fill(self) -> None:
        """Count afresh, in the background; what is shown meanwhile stays."""

        def count(study: Study) -> list[Interview]:
            lines = counts.transcript_lines(study)
            touched, given = progress.last_touched(study), workload.own_statuses(study)
            return interviews_of(lines, people.respondents(study), touched, given)

        self.begin(_("counting …"), count, self._filled)

    def _filled(self, interviews: list[Interview]) -> None:
        """Show the interviews as they stand."""
        self.counted = True
        self._memos = drafts.standing(self.study)
        self.lost = sum(lost.waiting(self.study).values())
        self.roster.fill(interviews)
        if not self.moved:
            last = self.roster.last_touched()
            if last is not None:
                self.roster.go_to(last.line.id)
        self.table.show()
        self._title()
        self.refresh_bindings()
        wish, self.wish = self.wish, None
        if wish is not None:
            wish()

    def say(self, words: str) -> None:
        """Say something in the title."""
        self._said = words
        self._title()

    def _title(self) -> None:
        title = Text(no_wrap=True, overflow="ellipsis")
        title.append(f" {shown(self.study.name)} ", style="bold")
        who = shown(self.study.coder.name) if self.study.coder else _("nobody yet")
        title.append("\n " + _("coder: {who}").format(who=who))
        if self.counted:
            counted = self.roster.assigned or self.roster.interviews
            done, many = sum(each.left == 0 for each in counted), len(counted)
            words = ngettext("{done} of {n} interview decided", "{done} of {n} interviews decided", many)
            title.append("   " + words.format(done=done, n=many))
        if given := self.roster.assigned:
            title.append(", " + self._given(given))
        if self._memos:
            title.append(f"   {shown(self._memos)}")
        if self.lost:
            title.append("   " + _("{waits}: W").format(waits=lost_list.wait(self.lost)), style="bold")
        if self._said:
            title.append(f"   {shown(self._said)}", style="italic")
        if self.roster.order != "imported":
            title.append("   " + _(ORDERS[self.roster.order]))
        if self.roster.words:
            found = _("{n} of {all} shown").format(n=len(self.roster.shown), all=len(self.roster.interviews))
            title.append(f"   {found}: {shown(self.roster.words)}")
        title.append("\n ")
        title.append_text(self.what_next())
        self.query_one("#home-title", Static).update(title)

    def _given(self, given: list[Interview]) -> str:
        """How many of the interviews given to the coder are finished, and what the list shows otherwise."""
        words = _("{n} finished").format(n=sum(each.status == "finished" for each in given))
        if len(given) == len(self.roster.interviews):
            return words
        other = _("v: all") if self.roster.assigned_only else _("v: assigned to you")
        return f"{words} ({other})"

    def what_next(self) -> Text:
        """What a coder would do now."""
        if not self.roster.interviews:
            return Text(_("No interviews yet: i imports transcripts, b adds a codebook."), style="bold")
        if not self.roster.shown:
            return Text(_("No interview has these words: Esc shows all again."), style="bold")
        if not self.counted:
            return Text(_("Enter continues where you left off."))
        row = self.roster.next_open()
        if row is None:
            if any(each.status == "open" for each in self.roster.assigned):
                return Text(_("Every unit is decided. E says that the interview at the cursor is finished."))
            if self.roster.words:
                return Text(_("Every unit of the interviews shown is decided."))
            return Text(_("Every unit of every interview is decided. t shows the frequencies."))
        each = self.roster.shown[row]
        left = ngettext("{n} unit left", "{n} units left", each.left).format(n=each.left)
        text = Text(_("next:") + " ")
        text.append(shown(each.line.name), style="bold")
        return text.append(f", {left} — n")

    # --- moving ---------------------------------------------------------------------------------------

    @on(RosterTable.Moved)
    def _at_another(self) -> None:
        self.moved = True
        self._title()

    @on(RosterTable.Sorted)
    def _head_clicked(self, event: RosterTable.Sorted) -> None:
        self.roster.order = "imported" if self.roster.order == event.order else event.order
        self.arranged()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc and ↓ have something to do only beside the line of words; who only codes does not review."""
        if action == "clear":
            return bool(self.query_one("#home-filter").display)
        if action == "into_list":
            return self.focused is self.query_one("#home-filter")
        if action == "lost":
            return self.lost > 0
        if action == "review":
            return may_review(self.study)
        return super().check_action(action, parameters)

    def action_assigned(self) -> None:
        """Show only the interviews that the coder has been given, or all."""
        if not self.roster.assigned:
            self.notify(_("No interview is assigned to you: all are shown."), markup=False)
            return
        self.roster.assigned_only = not self.roster.assigned_only
        self.arranged()

    def action_sort(self) -> None:
        """Show the list in its next order."""
        self.roster.turn()
        self.arranged()

    def arranged(self) -> None:
        """Show the list as it is now to be."""
        self.roster.arrange()
        self.table.show()
        self._title()

    def action_filter(self) -> None:
        """Ask for words; only the interviews that have them are shown."""
        line = self.query_one("#home-filter", Input)
        line.display = True
        self.set_focus(line)

    @on(Input.Changed, "#home-filter")
    def _typed(self, event: Input.Changed) -> None:
        self.roster.find(event.value)
        self.arranged()

    def action_into_list(self) -> None:
        """From the line of words into the list, which stays as short as it is."""
        self.query_one("#home-filter").display = bool(self.roster.words)
        self.set_focus(self.table)

    def action_clear(self) -> None:
        """All interviews again."""
        line = self.query_one("#home-filter", Input)
        line.value = ""
        line.display = False
        self.set_focus(self.table)
        self.refresh_bindings()

    def recount(self, id_: int) -> None:
        """Show how far one interview is, at once."""
        for line in counts.transcript_lines(self.study, id_):
            before = next((each.line for each in self.roster.interviews if each.line.id == id_), line)
            worked = (before.decided, before.codings) != (line.decided, line.codings)
            self.roster.replace(line, now() if worked and self.counted else "")
            self.arranged()
