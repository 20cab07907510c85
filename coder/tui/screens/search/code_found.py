"""Before found passages are coded: how many, in how many interviews, and how much of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from coder.model import Code
from coder.study.coding_found import EXTENTS, Extent, Plan, code_all, plan
from coder.study.search import Hit
from coder.study.study import Study
from coder.tui.colors import swatch
from coder.tui.keys import bind
from coder.tui.labels import label_in
from coder.tui.screens.background import BackgroundDialog, stopped
from coder.tui.speech import N_, _, ngettext
from coder.tui.state.wrapping import shown
from coder.tui.widgets.pressed import Pressed

EXTENT_WORDS: Mapping[Extent, str] = {
    "words": N_("the words found"),
    "sentence": N_("the sentence"),
    "segment": N_("the whole segment"),
}


class CodeFound(BackgroundDialog[Plan | None]):
    """Answers with what has been coded, or None."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("enter", "code", N_("code them"), id="found.code", key_display="Enter"),
        bind("right,down,tab,space", "extent(1)", N_("how much"), id="found.extent", key_display="→"),
        bind("left,up,shift+tab", "extent(-1)", N_("how much, back"), id="code_found.less", show=False),
        bind("escape", "leave", N_("leave it"), id="found.leave", key_display="Esc"),
    ]
    DEFAULT_CSS = """
    CodeFound { align: center middle; }
    CodeFound Static { height: auto; }
    CodeFound .gap { margin-top: 1; }
    """

    def __init__(self, study: Study, hits: Sequence[Hit], code: Code, language: str) -> None:
        super().__init__(study)
        self.hits = hits
        self.code = code
        self.language = language
        self.extent: Extent = "words"
        self.planned: Plan | None = None
        self._writing = False

    def compose(self) -> ComposeResult:
        title = Text(_("Code what was found with") + " ", no_wrap=True, overflow="ellipsis")
        title.append("■ ", style=swatch(self.code.color))
        title.append(shown(label_in(self.code.label, self.language)), style="bold")
        with Vertical(classes="dialog"):
            yield Static(title)
            for number, extent in enumerate(EXTENTS):
                pressed = Pressed(lambda extent=extent: self.choose(extent), id=f"extent-{extent}")  # type: ignore[misc]
                pressed.set_class(number == 0, "gap")
                yield pressed
            yield Static(id="plan", classes="gap")
            yield Static(
                Text(_("Enter codes them   → another extent   Esc leaves it"), style="dim"), classes="gap"
            )

    def on_mount(self) -> None:
        self.choose(self.extent)

    def choose(self, extent: Extent) -> None:
        """Code so much of each; count what that comes to."""
        if self._writing:
            return
        self.extent = extent
        for each in EXTENTS:
            mark = "● " if each == extent else "○ "
            self.query_one(f"#extent-{each}", Pressed).say(mark + _(EXTENT_WORDS[each]), each == extent)
        self.planned = None
        hits, code_id = self.hits, self.code.id
        self.begin(_("counting …"), lambda study: plan(study, hits, code_id, extent, stopped), self._counted)

    def _counted(self, planned: Plan) -> None:
        self.planned = planned
        self.say("\n".join(said(planned)))

    def action_extent(self, by: int) -> None:
        """Code more of each, or less."""
        self.choose(EXTENTS[(EXTENTS.index(self.extent) + by) % len(EXTENTS)])

    def action_code(self) -> None:
        """Code them, as one change."""
        planned, code_id = self.planned, self.code.id
        if planned is None or self.busy:
            return
        if not planned.codings:
            self.dismiss(None)
            return
        self._writing = True
        self.begin(
            _("coding …"),
            lambda study: code_all(study, planned, code_id),
            self._coded,
        )

    def _coded(self, _passages: int) -> None:
        self.dismiss(self.planned)

    def action_leave(self) -> None:
        """Code nothing; what is being written is waited for."""
        if not self._writing:
            self.stop()
            self.dismiss(None)

    def refused(self, sentence: str) -> None:
        self._writing = False
        self.say(sentence)

    def say(self, words: str) -> None:
        """Say something in the dialog."""
        self.query_one("#plan", Static).update(Text("\n".join(map(shown, words.split("\n")))))


def said(planned: Plan) -> list[str]:
    """What would be coded and what would not, a sentence each."""
    n, many = len(planned.codings), planned.interviews
    passages = ngettext("{n} passage", "{n} passages", n).format(n=f"{n:,}")
    if n:
        words = ngettext(
            "{passages} of {many} interview will be coded.",
            "{passages} of {many} interviews will be coded.",
            many,
        )
        found = [words.format(passages=passages, many=many)]
    else:
        found = [_("Nothing is left to code.")]
    left_out = (
        (
            planned.already,
            ngettext(
                "{n} has this code already and stays as it is.",
                "{n} have this code already and stay as they are.",
                planned.already,
            ),
        ),
        (
            planned.together,
            ngettext(
                "{n} lies in the same passage as another.",
                "{n} lie in the same passage as another.",
                planned.together,
            ),
        ),
        (
            planned.not_units,
            ngettext(
                "{n} is not a unit (the interviewer, a heading) and is left out.",
                "{n} are not units (the interviewer, headings) and are left out.",
                planned.not_units,
            ),
        ),
    )
    return found + [words.format(n=f"{count:,}") for count, words in left_out if count]
