"""What the coding screen does about other coders: finish an interview, see others' codes once it is open."""

from __future__ import annotations

from coder.model import CoderError
from coder.tui.keys import bind
from coder.tui.screens.coding.interview import Interview
from coder.tui.screens.finishing import ask_to_finish
from coder.tui.speech import N_, _

OTHERS = N_("show or hide what other coders gave, where you may see it")
FINISH = N_("done with this interview: undecided units first")


class Together(Interview):
    """The part of the coding screen that knows of other coders; see :class:`CodingScreen`."""

    BINDINGS = [  # noqa: RUF012 - Textual's way
        bind("o", "others", N_("others"), id="coding.others", show=False, tooltip=OTHERS),
        bind("E", "finish", N_("finish"), id="coding.finish", show=False, tooltip=FINISH),
    ]

    def action_others(self) -> None:
        """Show others' codes under each segment, or hide them."""
        try:
            shows = self.workspace.others.switch()
        except CoderError as error:
            self.say(str(error))
            return
        self.view.rearrange()
        none = not any(self.workspace.others.at(i) for i in range(len(self.workspace.segments)))
        if shows and none:
            self.say(_("Others have coded nothing here yet."))
        else:
            self.say(_("Others' codes are shown below the words; o hides them.") if shows else "")

    def action_finish(self) -> None:
        """Say that the interview is finished."""

        def jump(position: int) -> None:
            self.view.cursor = position

        def done(words: str) -> None:
            self.workspace.refresh()
            self.refresh_all()
            self.say(words)

        transcript = self.workspace.transcript
        ask_to_finish(self, self.workspace.study, transcript.id, transcript.name, jump, done)
