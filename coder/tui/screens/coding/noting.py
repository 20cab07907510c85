"""What the coding screen does with memos: write one on what is at the cursor, show those that stand."""

from __future__ import annotations

from rich.text import Text

from coder.tui.keys import bind
from coder.tui.labels import label_in
from coder.tui.screens.choose import Choose
from coder.tui.screens.coding.interview import Interview
from coder.tui.screens.memos.memoing import Memoing
from coder.tui.speech import N_, _
from coder.tui.state import notes
from coder.tui.state.notes import MARK, Target
from coder.tui.state.workspace import letter
from coder.tui.state.wrapping import shown
from coder.tui.widgets.memo_panel import MemoPanel

Line = tuple[Text, Target]
SAVED = N_("Memo saved; u takes it back.")
_CODES = 6
"""Codes of a segment that are offered to be written about."""


class Noting(Interview):
    """The part of the coding screen that writes memos; see :class:`CodingScreen`."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("m", "memo", N_("memo"), id="coding.memo", tooltip=N_("write or read a memo on what is here")),
        bind("M", "memos", N_("memos"), id="coding.memos", show=False, tooltip=N_("all memos")),
    ]

    def action_memo(self) -> None:
        """Ask what the memo is on: a coding, the segment, the interview, a code, the study."""
        tree = self.code_tree
        if tree.has_focus:
            node = tree.cursor_node
            if node is not None and node.data is not None:
                self._write(*self._code(node.data.id))
            return
        lines = self._targets()

        def chosen(i: int | None) -> None:
            if i is not None:
                self._write(*lines[i])

        offered = [(self._marked(*line), i) for i, line in enumerate(lines)]
        self.app.push_screen(Choose(_("A memo on what?"), offered), chosen)

    def action_memos(self) -> None:
        """List all memos."""
        from coder.tui.screens.memos.screen import Memos

        def came_back(_opened: bool | None) -> None:
            self.workspace.refresh()
            self.workspace.notes.forget()
            self.refresh_all()

        self.app.push_screen(Memos(self.study, self.language), came_back)

    def show_memos(self) -> None:
        """Show the memos of the segment at the cursor, or of the code at the cursor of the tree."""
        tree = self.code_tree
        if tree.has_focus and tree.cursor_node is not None and tree.cursor_node.data is not None:
            found = [*self.workspace.notes.on(Target("code", tree.cursor_node.data.id))]
        else:
            found = self.workspace.memos_at(self.view.cursor)
        labels = notes.labels_of(self.workspace.books, self.language) if found else {}
        self.query_one(MemoPanel).show(found, labels)

    def _write(self, heading: Text, target: Target) -> None:
        name = self.workspace.transcript.name
        about = {
            "coding": _("segment {place}").format(place=f"{name}:{self.view.cursor + 1}"),
            "segment": _("segment {place}").format(place=f"{name}:{self.view.cursor + 1}"),
            "transcript": _("interview {name}").format(name=name),
        }.get(target.kind, "")

        def done(saved: bool) -> None:
            self.refresh_all()
            if saved:
                self.say(_(SAVED))

        Memoing(
            self.app,
            self.study,
            heading,
            target,
            lambda: self.workspace.notes.on(target),
            lambda memo_id, words: self.workspace.change(notes.keep, target, memo_id, words),
            done,
            about,
        ).choose()

    # --- on what ------------------------------------------------------------------------------------

    def _targets(self) -> list[Line]:
        """Everything at the cursor that a memo can be on, the nearest first."""
        workspace, here = self.workspace, self.view.cursor
        lines: list[Line] = []
        codings = workspace.codings_at(here)
        for i, each in enumerate(codings):
            label = label_in(workspace.codes[each.code_id].label, self.language)
            text = Text().append(f"{letter(i)} ", style="bold").append(shown(label))
            text.append(f"  “{notes.quoted(each.quote)}”", style="dim")
            lines.append((text, Target("coding", each.id)))
        lines += self._of_others(here)
        segment = workspace.segments[here]
        lines.append((Text(_("this segment ({n})").format(n=here + 1)), Target("segment", segment.id)))
        name = shown(workspace.transcript.name)
        words = _("this interview ({name})").format(name=name)
        lines.append((Text(words), Target("transcript", workspace.transcript.id)))
        lines += [self._code(each) for each in list(dict.fromkeys(c.code_id for c in codings))[:_CODES]]
        return [*lines, (Text(_("the study")), Target())]

    def _of_others(self, here: int) -> list[Line]:
        """The codings of others here that have memos."""
        found = {Target.of(memo): memo for memo in self.workspace.notes.elsewhere(here)}
        labels = notes.labels_of(self.workspace.books, self.language) if found else {}
        return [(notes.heading(memo, labels), target) for target, memo in found.items()]

    def _code(self, code_id: int) -> Line:
        label = label_in(self.workspace.codes[code_id].label, self.language)
        return Text(_("the code {code}").format(code=shown(label))), Target("code", code_id)

    def _marked(self, heading: Text, target: Target) -> Text:
        """A line of the question, with how many memos there are already before its quote."""
        text = Text(no_wrap=True, overflow="ellipsis")
        n = len(self.workspace.notes.on(target))
        text.append(f"{MARK}{n if n > 1 else ' '} " if n else "   ", style="bold")
        return text.append_text(heading)
