"""What the first screen does about other people: give interviews out, finish them, see how far all are."""

from __future__ import annotations

from coder.model import CoderError
from coder.study import assigning, people, workload
from coder.tui.screens.finishing import ask_to_finish
from coder.tui.screens.home.listing import Listing
from coder.tui.screens.pick import PickFrom
from coder.tui.screens.visiting import visit
from coder.tui.speech import _
from coder.tui.state.wrapping import shown


class Giving(Listing):
    """The part of the first screen that knows of other coders; see :class:`Home`."""

    def action_people(self) -> None:
        """Show how far everybody is."""
        from coder.tui.screens.home.people import People

        self.app.push_screen(People(self.study, self.language), lambda _: self.fill())

    def action_finish(self) -> None:
        """Say that the interview at the cursor is finished."""
        each = self.roster.at
        if each is None or self.study.coder is None:
            return

        def jump(position: int) -> None:
            self.run_worker(self._visit(each.line.name, position + 1), exclusive=False)

        def done(words: str) -> None:
            self.notify(words, markup=False)
            self.fill()

        ask_to_finish(self, self.study, each.line.id, each.line.name, jump, done)

    async def _visit(self, name: str, segment: int) -> None:
        if refusal := await visit(self.app, self.study, self.language, name, segment, lambda _: self.fill()):
            self.notify(refusal, severity="error", markup=False)

    def action_assign(self) -> None:
        """Ask who is to code the interview at the cursor."""
        each = self.roster.at
        if each is None:
            return
        try:
            people.refuse_unless_lead(self.study, _("assign interviews"))
        except CoderError as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        name = each.line.name
        coders = [coder for coder in people.coders(self.study) if coder.role != "consensus"]
        has = {given.coder_id for given in workload.assignments(self.study, [name])}

        def chosen(picked: tuple[int, ...] | None) -> None:
            if picked is None:
                return
            wanted = {coders[i].id for i in picked}
            new = [coder.name for coder in coders if coder.id in wanted - has]
            gone = [coder.name for coder in coders if coder.id in has - wanted]
            try:
                if new:
                    assigning.assign(self.study, [name], new)
                if gone:
                    assigning.take_back(self.study, [name], gone)
                if new or gone:
                    self.notify(
                        _assigned(name, [each.name for each in coders if each.id in wanted]), markup=False
                    )
            except CoderError as error:
                self.notify(str(error), severity="warning", markup=False)
            self.fill()

        question = _("Who codes {name}?").format(name=shown(name))
        picked = [i for i, coder in enumerate(coders) if coder.id in has]
        self.app.push_screen(PickFrom(question, [x.name for x in coders], picked, _("nobody")), chosen)


def _assigned(name: str, coders: list[str]) -> str:
    """Whose an interview is now, in words."""
    if not coders:
        return _("{name} is nobody's now; what was coded stays.").format(name=shown(name))
    return _("{name} is now coded by: {whom}.").format(name=shown(name), whom=shown(", ".join(coders)))
