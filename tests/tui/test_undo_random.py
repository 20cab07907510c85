"""Whatever two coders do with the app, all of it is undone to what was there before, and redone.

The actions are drawn at random and go through the app's own objects: the workspace of the coding
screen with all that it keeps up to date, and the functions that the other screens call, with a
connection of their own as these have. The app is closed and opened again on the way.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.model import CoderError, Example, ReadTranscript, RespondentRecord, Span
from coder.study import (
    coding_found,
    history,
    intake,
    memos,
    people,
    pins,
    recoding,
    regrouping,
    revision,
    search,
    similar,
    versions,
)
from coder.study.revision import NewCode
from coder.study.safety.checking import check
from coder.study.study import Study
from coder.tui.state import notes
from coder.tui.state.at_hand import AtHand, add_code
from coder.tui.state.drafting import Draft, Entry
from coder.tui.state.notes import Target
from coder.tui.state.sitting import Sitting
from coder.tui.state.workspace import Workspace
from tests.thorough import THOROUGH

if TYPE_CHECKING:
    from tests.conftest import Kit
    from tests.tui.conftest import Content

T = TypeVar("T")
CODERS = ("Ann", "Bea")
"""Bea codes blind."""
WORDS = ("pay", "за́мок [b]", "Жильё\u2028x", "training", "e\u0301")


class Coder:
    """One coder with the app: a sitting, an interview that is open, and the screens above it."""

    study: Study
    work: Workspace

    def __init__(self, world: World, name: str) -> None:
        self.world, self.name = world, name
        self.start("first")

    def start(self, interview: str) -> None:
        """The app is opened."""
        self.study = Study.open(self.world.place, self.name)
        self.sitting = Sitting()
        self.work = Workspace(self.study, interview, self.sitting)

    def restart(self) -> None:
        """The app is closed and opened again."""
        self.study.close()
        self.start("first")

    def above(self, work: Callable[[Study], T]) -> T:
        """A screen above the interview works with a study of its own, and one comes back from it."""
        with Study.open(self.world.place, self.name) as study:
            found = work(study)
        self.resume()
        return found

    def resume(self) -> None:
        """The interview is on top again."""
        if self.work.stale():
            self.work.refresh()
        if self.work.gone:
            self.work = Workspace(self.study, "first", self.sitting)

    # --- what there is -----------------------------------------------------------------------------

    def index(self, n: int) -> int:
        units = [i for i, each in enumerate(self.work.segments) if each.is_unit]
        return units[n % len(units)]

    def code(self, n: int) -> int:
        return pick(sorted(self.work.codes), n)

    def coding(self, n: int) -> int:
        return pick([each.id for each in self.work.codings] or [0], n)

    def span(self, n: int, m: int) -> Span:
        segment = self.work.segments[self.index(n)].span
        start = segment.start + m % (segment.end - segment.start)
        return Span(start, min(start + 1 + m % 31, len(self.work.transcript.text)))


def pick(things: Sequence[T], n: int) -> T:
    return things[n % len(things)]


Action = Callable[[Coder, int, int], object]


def example(who: Coder, n: int, m: int) -> None:
    """``a`` on the coding screen."""
    revision.add_example(who.study, who.code(n), Example(pick(WORDS, m), "atypical", "ru"))
    who.work.refresh()


def on_the_spot(who: Coder, n: int, m: int) -> None:
    """``Ctrl+N`` in the finder, or ``i``."""
    origin = "in-vivo" if m % 2 else "inductive"
    new = NewCode({"ru": f"{pick(WORDS, m)} {n}"}, who.code(n) if n % 3 else None, origin=origin)  # type: ignore[arg-type]
    made = add_code(who.work, pick(who.work.books, m).id, new)
    AtHand(who.work, who.index(m), who.span(n, m)).apply(made)


def in_the_finder(who: Coder, n: int, m: int) -> None:
    """Two codes with Tab, of which one is taken back with Ctrl+Z."""
    at_hand = AtHand(who.work, who.index(n))
    for code in (n, m):
        at_hand.apply(who.code(code))
    at_hand.take_back()


def suggested(who: Coder, n: int, _m: int) -> None:
    at_hand = AtHand(who.work, who.index(n))
    found = similar.look_through(who.study, who.work.transcript.id, at_hand.span, cutoff=1)
    if found.passages:
        at_hand.apply(found.passages[0].codes[0][0])


def code_found(who: Coder, n: int, m: int) -> None:
    def work(study: Study) -> None:
        found = list(search.hits(study, search.Query(pick(("pay", "the", "[b]"), n))))
        planned = coding_found.plan(study, found, who.code(m), pick(coding_found.EXTENTS, m))
        coding_found.code_all(study, planned, who.code(m))

    who.above(work)


def memo(who: Coder, n: int, m: int) -> None:
    targets = (
        Target("coding", who.coding(n)),
        Target("segment", who.work.segments[who.index(n)].id),
        Target("transcript", who.work.transcript.id),
        Target("code", who.code(n)),
        Target(),
    )
    who.work.change(notes.keep, pick(targets, m), None, f"{pick(WORDS, n)} {m}")


def other_words(who: Coder, n: int, m: int) -> None:
    mine = [each for each in memos.memos(who.study) if notes.is_own(who.study, each)]
    if mine:
        each = pick(mine, n)
        who.work.change(notes.keep, Target.of(each), each.id, pick((*WORDS, " "), m))


def form(who: Coder, n: int, m: int) -> None:
    code = who.work.codes[who.code(n)]
    draft = Draft.of(code)
    if m % 2:
        draft.definition["kk"] = pick(WORDS, m)
        draft.label["ru"] = f"{pick(WORDS, n)} {m}"
    else:
        draft.use_when.append(Entry({"en": pick(WORDS, m)}))
    who.above(lambda study: revision.edit(study, code.id, draft.edits(code), "why"))


def split(who: Coder, n: int, m: int) -> None:
    def work(study: Study) -> None:
        there = [each.id for each in versions.codings_of_code(study, who.code(n))]
        regrouping.split_off(study, who.code(n), NewCode({"en": pick(WORDS, m)}), there[:: 1 + m % 2])

    who.above(work)


def older(who: Coder, n: int, m: int) -> None:
    def work(study: Study) -> None:
        there = [each.id for each in versions.older_codings(study, mine=True)]
        if there and m % 2:
            versions.confirm(study, pick(there, n))
        elif there:
            recoding.recode(study, pick(there, n), who.code(m))

    who.above(work)


def another_interview(who: Coder, n: int, _m: int) -> None:
    """``w``: opened in the place of this one."""
    who.work = Workspace(who.study, pick(who.world.names, n), who.sitting)


def come_in(who: Coder, n: int, m: int) -> None:
    read = pick(who.world.incoming, n)
    who.above(
        lambda study: intake.take_in(
            study, intake.stand(study, intake.Candidate(Path(read.path), "new", read=read))
        )
    )
    records = [RespondentRecord(pick(("R1", "R2"), m), "tall", {"group": pick(WORDS, n)})]
    who.above(lambda study: people.import_respondents(study, records, "r.csv"))


ACTIONS: dict[str, Action] = {
    "segment": lambda w, n, m: w.work.apply(w.index(n), w.code(m)),
    "passage": lambda w, n, m: w.work.apply(w.index(n), w.code(m), w.span(n, m)),
    "finder": in_the_finder,
    "remove": lambda w, n, _: w.work.remove(w.coding(n)),
    "decide": lambda w, n, _: w.work.decide(w.index(n)),
    "resize": lambda w, n, m: w.work.change(recoding.resize, w.coding(n), w.span(n, m)),
    "recode": lambda w, n, m: w.work.change(recoding.recode, w.coding(n), w.code(m)),
    "pin": lambda w, n, m: w.work.pin(1 + n % 3, w.code(m)),
    "unpin": lambda w, n, _: w.work.change(pins.unpin, 1 + n % 3),
    "on the spot": on_the_spot,
    "suggested": suggested,
    "found": code_found,
    "memo": memo,
    "other words": other_words,
    "example": example,
    "add": lambda w, n, m: w.above(
        lambda s: revision.add_code(
            s, w.work.books[0].id, NewCode({"kk": pick(WORDS, n)}, w.code(m) if m % 2 else None, n % 5)
        )
    ),
    "form": form,
    "move": lambda w, n, m: w.above(
        lambda s: revision.move(s, w.code(n), w.code(m) if m % 3 else None, m % 4)
    ),
    "recolour": lambda w, n, m: w.above(lambda s: revision.recolour(s, w.code(n), f"#0{m % 10}a")),
    "retire": lambda w, n, _: w.above(lambda s: revision.retire(s, w.code(n), "why")),
    "reactivate": lambda w, n, _: w.above(lambda s: revision.reactivate(s, w.code(n))),
    "merge": lambda w, n, m: w.above(lambda s: regrouping.merge(s, w.code(n), w.code(m), "", bool(m % 2))),
    "split": split,
    "older": older,
    "interview": another_interview,
    "come in": come_in,
    "a coder": lambda w, n, _: w.above(lambda s: people.add_coder(s, f"Zoe {n % 3}")),
    "undo": lambda w, _n, _m: w.work.undo(),
    "undo above": lambda w, _n, _m: w.above(history.undo),
    "redo": lambda w, _n, _m: w.work.redo(),
    "redo above": lambda w, _n, _m: w.above(history.redo),
    "restart": lambda w, _n, _m: w.restart(),
}
OFTEN = ("segment", "segment", "passage", "passage", "finder", "memo", "undo", "form", "pin")


def shows(work: Workspace) -> dict[str, Any]:
    """What the coding screen shows of a workspace."""
    everywhere = range(len(work.segments))
    return {
        "transcript": work.transcript,
        "codings": work.codings,
        "marked": work.marked,
        "pins": work.pins,
        "counts": dict(+work.counts),
        "progress": work.progress(),
        "next": [work.next_undecided(i) for i in everywhere],
        "at": [work.codings_at(i) for i in everywhere],
        "books": work.books,
        "memos": [work.memos_at(i) for i in everywhere],
        "on the interview": [*work.notes.on(Target("transcript", work.transcript.id))],
        "on the study": [*work.notes.on(Target())],
        "on codes": [[*work.notes.on(Target("code", each))] for each in work.codes],
    }


class World:
    """A study that two coders work on, each with an app of their own."""

    def __init__(self, place: Path, kit: Kit, content_of: Callable[[Path], Content]) -> None:
        self.place, self.content_of = place, content_of
        self.incoming: list[ReadTranscript] = [
            kit.interview(name, [("I", "So?"), ("R", f"So {name} pay."), ("R", "[b]Yes[/b]")])
            for name in ("E1", "E2")
        ]
        self.names = ("first", "tall")
        self.coders = {name: Coder(self, name) for name in CODERS}
        self.others = {name: Study.open(place, name) for name in CODERS}

    def content(self) -> Content:
        return self.content_of(self.place)

    def close(self) -> None:
        for each in (*(each.study for each in self.coders.values()), *self.others.values()):
            each.close()

    def act(self, name: str, what: str, n: int, m: int) -> None:
        """Do it; a refusal is a sentence and changes nothing that was not done before it."""
        who = self.coders[name]
        said = "."
        try:
            ACTIONS[what](who, n, m)
        except CoderError as error:
            said = str(error)
        assert said.endswith("."), said
        for each in self.coders.values():
            each.resume()
        self.seen(who, what)

    def seen(self, who: Coder, after: str) -> None:
        """What is kept up to date is what is read afresh."""
        fresh = Workspace(self.others[who.name], who.work.transcript.name)
        assert shows(who.work) == shows(fresh), after

    def undo_everything(self) -> list[str]:
        """Every coder takes back the own work, as long as anybody can; says who did, one after the other."""
        turns: list[str] = []
        refused: dict[str, str] = {}
        while len(refused) < len(CODERS):
            name = next(each for each in CODERS if each not in refused)
            try:
                self.coders[name].work.undo()
            except CoderError as error:
                refused[name] = str(error)
            else:
                turns.append(name)
                refused.clear()
                self.coders[name].resume()
        assert all(f"nothing to undo by {name}" in words for name, words in refused.items()), refused
        return turns


@settings(max_examples=6 * THOROUGH, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(
            st.sampled_from(CODERS),
            st.sampled_from((*OFTEN, *ACTIONS)),
            st.integers(0, 500),
            st.integers(0, 500),
        ),
        min_size=6,
        max_size=26,
    )
)
def test_whatever_two_coders_do_all_of_it_is_undone_and_redone(
    template: Path, kit: Kit, content_of: Callable[[Path], Content], actions: list[tuple[str, str, int, int]]
) -> None:
    folder = Path(tempfile.mkdtemp())
    world = World(Path(shutil.copy(template, folder / "study.db")), kit, content_of)
    try:
        beginning = world.content()
        for action in actions:
            world.act(*action)
        end = world.content()
        turns = world.undo_everything()
        now = world.content()
        assert now.differs(beginning) == ""
        assert now.came_from(beginning) == ""
        for each in world.coders.values():
            each.restart()
            assert check(each.study) == []
        for name in reversed(turns):
            world.coders[name].work.redo()
            world.coders[name].resume()
        assert world.content().differs(end) == ""
        assert world.content().came_from(end) == ""
        for each in world.coders.values():
            each.resume()
            world.seen(each, "everything")
    finally:
        world.close()
        shutil.rmtree(folder)
