"""Whatever two coders do to codings, memos, pins and codebooks, all of it can be undone and redone.

The actions are drawn at random, and so are undo and redo by either coder in between. In the end
whoever leads takes everything back, to the very state it began with, and forward again.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from coder.model import Code, CoderError, Example, MemoKind, Span
from coder.study import (
    codebook,
    coding,
    history,
    memos,
    pins,
    recoding,
    regrouping,
    revision,
    transcripts,
    versions,
)
from coder.study import tables as t
from coder.study.revision import Edits, NewCode
from coder.study.safety.checking import check
from coder.study.study import Study
from tests.thorough import THOROUGH

if TYPE_CHECKING:
    from tests.conftest import Kit

CODERS = ("Ann", "Bea")
"""Bea codes blind."""
WORDS = ("pay", "за́мок", "👩‍👩‍👧‍👦", "Жильё\u2028", "training", "pay.\nR: And", "e\u0301")
LABELS = WORDS
Pick = st.integers(0, 10_000)
WHO = st.sampled_from(CODERS)


def pick(number: int, things: Sequence[Any]) -> Any:
    return things[number % len(things)] if things else None


class Evolution(RuleBasedStateMachine):
    """Random work of two coders on one study."""

    kit: Kit
    template: Path

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        path = Path(shutil.copy(self.template, self.folder / "study.db"))
        self.lead = Study.open(path)
        turns = [("I", "Pay?"), ("R", " ".join(WORDS)), ("R", "за́мок e\u0301 training"), ("R", "pay")]
        transcripts.add(self.lead, [self.kit.interview("hard", turns)])
        with self.lead.write() as connection:  # what came before is not what is tested
            connection.execute(t.event.delete())
        self.sessions = {name: Study.open(path, name) for name in CODERS}
        self.texts = [transcripts.load(self.lead, name) for name in ("first", "hard")]
        self.beginning = self.kit.live_rows(self.lead)

    # --- helpers ------------------------------------------------------------------------------

    def attempt(self, who: str, work: Callable[[Study], object]) -> None:
        """Do it; a refusal is a sentence and leaves everything as it was."""
        before = self.kit.live_rows(self.lead)
        try:
            work(self.sessions[who])
        except CoderError as error:
            sentence = str(error)
        else:
            return
        assert sentence.endswith("."), sentence
        assert self.kit.live_rows(self.lead) == before

    def codes(self) -> list[Code]:
        return [code for book in codebook.codebooks(self.lead) for code in book.codes]

    def code(self, number: int) -> int:
        return int(pick(number, self.codes()).id)

    def span(self, number: int, length: int) -> tuple[int, Span]:
        text = self.texts[number % 2]
        segment = pick(number // 2, text.segments)
        start = segment.span.start + (number // 7) % (segment.span.end - segment.span.start)
        return text.id, Span(start, min(start + 1 + length, len(text.text)))

    def coding(self, number: int) -> int:
        ids = [each.id for code in self.codes() for each in versions.codings_of_code(self.lead, code.id)]
        return int(pick(number, sorted(ids)) or 999)

    # --- codings --------------------------------------------------------------------------------

    @rule(who=WHO, place=Pick, length=st.integers(0, 40), code=Pick)
    def apply(self, who: str, place: int, length: int, code: int) -> None:
        transcript, span = self.span(place, length)
        self.attempt(who, lambda s: coding.apply(s, transcript, span, self.code(code)))

    @rule(who=WHO, which=Pick)
    def remove(self, who: str, which: int) -> None:
        self.attempt(who, lambda s: coding.remove(s, self.coding(which)))

    @rule(who=WHO, which=Pick, place=Pick, length=st.integers(0, 40))
    def resize(self, who: str, which: int, place: int, length: int) -> None:
        self.attempt(who, lambda s: recoding.resize(s, self.coding(which), self.span(place, length)[1]))

    @rule(who=WHO, which=Pick, code=Pick)
    def recode(self, who: str, which: int, code: int) -> None:
        self.attempt(who, lambda s: recoding.recode(s, self.coding(which), self.code(code)))

    @rule(who=WHO, which=Pick)
    def confirm(self, who: str, which: int) -> None:
        self.attempt(who, lambda s: versions.confirm(s, self.coding(which)))

    # --- memos and pins -------------------------------------------------------------------------

    @rule(who=WHO, kind=st.sampled_from(memos.KINDS), which=Pick, text=st.sampled_from(WORDS))
    def add_memo(self, who: str, kind: MemoKind, which: int, text: str) -> None:
        targets: dict[str, Callable[[], int]] = {
            "coding": lambda: self.coding(which),
            "segment": lambda: int(pick(which, self.texts[1].segments).id),
            "transcript": lambda: self.texts[which % 2].id,
            "code": lambda: self.code(which),
            "study": lambda: 0,
        }
        self.attempt(who, lambda s: memos.add(s, text, kind, targets[kind]()))

    @rule(who=WHO, which=Pick, text=st.sampled_from((*WORDS, "")))
    def change_memo(self, who: str, which: int, text: str) -> None:
        memo = pick(which, memos.memos(self.lead))
        if memo and text:
            self.attempt(who, lambda s: memos.edit(s, memo.id, text))
        elif memo:
            self.attempt(who, lambda s: memos.remove(s, memo.id))

    @rule(who=WHO, slot=st.integers(1, 3), code=Pick, away=st.booleans())
    def pin(self, who: str, slot: int, code: int, away: bool) -> None:
        self.attempt(who, lambda s: pins.unpin(s, slot) if away else pins.pin(s, slot, self.code(code)))

    # --- the codebook -----------------------------------------------------------------------------

    @rule(who=WHO, label=st.sampled_from(LABELS), parent=Pick, place=st.integers(-1, 9))
    def add_code(self, who: str, label: str, parent: int, place: int) -> None:
        book = codebook.codebooks(self.lead)[0].id
        under = self.code(parent) if parent % 3 else None
        new = NewCode({"ru": label}, under, place if place >= 0 else None, example=Example(label))
        self.attempt(who, lambda s: revision.add_code(s, book, new, "why"))

    @rule(who=WHO, code=Pick, words=st.sampled_from(WORDS), what=st.integers(0, 3))
    def edit_code(self, who: str, code: int, words: str, what: int) -> None:
        texts = {"en": words, "kk": words}
        edits = (
            Edits(label=texts),
            Edits(definition=texts),
            Edits(use_when=[texts]),
            Edits(aliases=[words, words]),
        )
        self.attempt(who, lambda s: revision.edit(s, self.code(code), edits[what]))

    @rule(who=WHO, code=Pick, parent=Pick, place=st.integers(0, 5))
    def move_code(self, who: str, code: int, parent: int, place: int) -> None:
        under = self.code(parent) if parent % 3 else None
        self.attempt(who, lambda s: revision.move(s, self.code(code), under, place))

    @rule(who=WHO, code=Pick, what=st.integers(0, 3))
    def use_of_code(self, who: str, code: int, what: int) -> None:
        id_ = self.code(code)
        actions: tuple[Callable[[Study], object], ...] = (
            lambda s: revision.retire(s, id_),
            lambda s: revision.reactivate(s, id_),
            lambda s: revision.recolour(s, id_, "#0a0"),
            lambda s: revision.add_example(s, id_, Example("👩‍👩‍👧‍👦")),
        )
        self.attempt(who, actions[what])

    @rule(who=WHO, code=Pick, into=Pick, revisit=st.booleans())
    def merge(self, who: str, code: int, into: int, revisit: bool) -> None:
        self.attempt(who, lambda s: regrouping.merge(s, self.code(code), self.code(into), "", revisit))

    @rule(who=WHO, code=Pick, label=st.sampled_from(LABELS), share=st.integers(1, 3))
    def split_off(self, who: str, code: int, label: str, share: int) -> None:
        def work(study: Study) -> None:
            there = versions.codings_of_code(study, self.code(code))
            regrouping.split_off(
                study, self.code(code), NewCode({"en": label}), [c.id for c in there[::share]]
            )

        self.attempt(who, work)

    # --- back and forth -----------------------------------------------------------------------------

    @rule(who=WHO, turn=st.sampled_from((history.undo, history.redo)))
    def turn(self, who: str, turn: Callable[[Study], str]) -> None:
        self.attempt(who, turn)

    @invariant()
    def the_study_is_sound(self) -> None:
        if not hasattr(self, "beginning"):
            return
        assert self.kit.dangling(self.lead) == check(self.lead) == []
        for book in codebook.codebooks(self.lead):
            seen: set[str | None] = {None}
            for code in book.codes:
                assert code.parent in seen, "parents come first"
                seen.add(code.slug)
        merged = [code.id for code in self.codes() if code.status == "merged"]
        assert not any(versions.codings_of_code(self.lead, id_) for id_ in merged)

    def teardown(self) -> None:
        if not hasattr(self, "beginning"):
            return
        try:
            self.take_everything_back_and_forward()
        finally:
            for each in (self.lead, *self.sessions.values()):
                each.close()
            shutil.rmtree(self.folder)

    def take_everything_back_and_forward(self) -> None:
        states = [self.kit.live_rows(self.lead)]
        while any(not e.undone and e.action not in ("undo", "redo") for e in history.log(self.lead)):
            history.undo(self.lead)
            states.append(self.kit.live_rows(self.lead))
        assert states[-1] == self.beginning
        assert check(self.lead) == []
        for state in states[-2::-1]:
            history.redo(self.lead)
            assert self.kit.live_rows(self.lead) == state


def test_everything_two_coders_do_is_undone_and_redone(kit: Kit, template: Path) -> None:
    """Row for row."""

    class Here(Evolution):
        pass

    Here.kit, Here.template = kit, template
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=6 * THOROUGH,
            stateful_step_count=30,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
