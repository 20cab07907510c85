"""Undo and redo against a plain model: whatever two coders, a third one and a lead do in any order."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from coder.model import CoderError, RespondentRecord
from coder.study import coding, history, people
from coder.study import tables as t
from coder.study.safety.checking import check
from coder.study.study import Study
from tests.thorough import THOROUGH

if TYPE_CHECKING:
    from tests.conftest import Kit

LEAD = ""
SESSIONS = ("Ann", "Ben", LEAD)
WORDS = ("pay", "training", "pay.\nR: And")
CODES = ("alpha", "beta")

Key = tuple[Any, ...]
Op = tuple[Key, Any, Any]
"""A thing of the model, what it was before and what it is after; None: not there."""


@dataclass
class Entry:
    """An event of the model: something done (``ops``) or an undo (``of``)."""

    by: str
    ops: list[Op] = field(default_factory=list)
    of: Entry | None = None
    undone: bool = False


class Model:
    """What a study should hold. Things that come anew get a new value, so that none is mistaken."""

    def __init__(self) -> None:
        self.things: dict[Key, Any] = {}
        self.log: list[Entry] = []

    def done(self, by: str, ops: list[Op]) -> None:
        ops = [op for op in ops if op[1] != op[2]]
        if ops:
            self._set(ops, self.things)
            self.log.append(Entry(by, ops))

    def undo(self, by: str) -> bool:
        """Take back the newest standing event; False where the store must refuse."""
        mine = [e for e in self.log if not e.of and not e.undone and by in (LEAD, e.by)]
        if not mine:
            return False
        ops = [(key, after, before) for key, before, after in reversed(mine[-1].ops)]
        if self._held(mine[-1]) or not self._try(ops):
            return False
        mine[-1].undone = True
        self.log.append(Entry(by, of=mine[-1]))
        return True

    def redo(self, by: str) -> bool:
        mine = [e for e in self.log if by in (LEAD, e.by)]
        turns = [n for n, e in enumerate(mine) if e.of and not e.undone]
        if not turns or any(not e.of for e in mine[turns[-1] :]):
            return False
        turn = mine[turns[-1]]
        assert turn.of
        if not self._try(turn.of.ops):
            return False
        turn.undone, turn.of.undone = True, False
        return True

    def _held(self, entry: Entry) -> bool:
        """Whether a later change that stands has to do with what would go, even with what is gone again."""
        going = {(key, after) for key, before, after in entry.ops if before is None}
        later = self.log[self.log.index(entry) + 1 :]
        touched = [key for each in later if not each.of and not each.undone for key, _, _ in each.ops]
        for kind, *rest in touched:
            if kind in ("coding", "decision") and any(key == ("coder", rest[0]) for key, _ in going):
                return True
            if kind == "value" and {(("attribute", rest[1]), rest[2])} & going:
                return True
            if kind == "value" and any(key[0] == "respondent" and id_ == rest[0] for key, id_ in going):
                return True
        return False

    def _try(self, ops: list[Op]) -> bool:
        after = dict(self.things)
        if not self._set(ops, after) or not self._sound(after):
            return False
        self.things = after
        return True

    @staticmethod
    def _set(ops: list[Op], things: dict[Key, Any]) -> bool:
        for key, before, after in ops:
            if things.get(key) != before:
                return False
            things[key] = after
            if after is None:
                del things[key]
        return True

    @staticmethod
    def _sound(things: dict[Key, Any]) -> bool:
        """Work has its coder; a value has its attribute and its respondent."""
        persons = {value for key, value in things.items() if key[0] == "respondent"}
        for kind, *rest in things:
            if kind in ("coding", "decision") and ("coder", rest[0]) not in things:
                return False
            if kind == "value" and things.get(("attribute", rest[1])) != rest[2]:
                return False
            if kind == "value" and rest[0] not in persons:
                return False
        return True

    def of_kind(self, kind: str) -> dict[Key, Any]:
        return {key[1:]: value for key, value in self.things.items() if key[0] == kind}


class Work(RuleBasedStateMachine):
    """Random work on a study and on its model, with a look at both after every step."""

    kit: Kit
    template: Path

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        path = Path(shutil.copy(self.template, self.folder / "study.db"))
        self.sessions = {name: Study.open(path, name or None) for name in SESSIONS}
        self.lead = self.sessions[LEAD]
        with self.lead.write() as connection:  # what came before is not what is tested
            connection.execute(t.event.delete())
        self.model = Model()
        for each in people.coders(self.lead):
            self.model.things["coder", each.name] = each.id
        for person in people.respondents(self.lead):
            self.model.things["respondent", person.ref] = person.id
        self.beginning = self.kit.live_rows(self.lead)
        self.news = {(w, c): self.kit.new(self.lead, w, c) for w in WORDS for c in CODES}
        self.segments = [self.kit.segment(self.lead, n) for n in (3, 4, 6)]

    def attempt(self, by: str, ops: list[Op], work: Callable[[], object]) -> None:
        """Do it, or see it refused when the coder is there no longer."""
        if by == LEAD or ("coder", by) in self.model.things:
            work()
            self.model.done(by, ops)
            return
        try:
            work()
        except CoderError:
            return
        raise AssertionError(f"{by} is gone and could work")

    # --- what people do -----------------------------------------------------------------------

    @rule(data=st.data(), words=st.sampled_from(WORDS), code=st.sampled_from(CODES))
    def apply(self, data: st.DataObject, words: str, code: str) -> None:
        by = data.draw(st.sampled_from([n for n in self.sessions if n]))
        key, new = ("coding", by, words, code), self.news[words, code]
        session = self.sessions[by]
        if key in self.model.things:
            assert coding.apply(session, new.transcript_id, new.span, new.code_id) == self.model.things[key]
            return
        made: list[int] = []
        ops: list[Op] = []

        def work() -> None:
            made.append(coding.apply(session, new.transcript_id, new.span, new.code_id))
            ops.append((key, None, made[0]))

        self.attempt(by, ops, work)

    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        codings = self.model.of_kind("coding")
        if not codings:
            return
        key = data.draw(st.sampled_from(sorted(codings)))
        id_ = codings[key]
        by = key[0]
        self.attempt(by, [(("coding", *key), id_, None)], lambda: coding.remove(self.sessions[by], id_))

    @rule(data=st.data(), decided=st.booleans())
    def decide(self, data: st.DataObject, decided: bool) -> None:
        by = data.draw(st.sampled_from([n for n in self.sessions if n]))
        segments = data.draw(st.lists(st.sampled_from(self.segments), min_size=1, unique=True))
        keys = [("decision", by, s) for s in segments]
        ops: list[Op] = [(k, self.model.things.get(k), True if decided else None) for k in keys]
        self.attempt(by, ops, lambda: coding.decide(self.sessions[by], segments, decided))

    @rule(by=st.sampled_from(SESSIONS))
    def add_coder(self, by: str) -> None:
        """Zoe joins, and works in a session of her own from then on."""
        if ("coder", "Zoe") in self.model.things:
            return
        ops: list[Op] = []

        def work() -> None:
            ops.append((("coder", "Zoe"), None, people.add_coder(self.sessions[by], "Zoe").id))

        self.attempt(by, ops, work)
        if "Zoe" in self.sessions:
            self.sessions["Zoe"].close()
        self.sessions["Zoe"] = Study.open(self.folder / "study.db", "Zoe")

    @rule(
        by=st.sampled_from(SESSIONS),
        refs=st.lists(st.sampled_from(("first", "R1", "R2")), min_size=1, unique=True),
        attribute=st.sampled_from(("group", "side")),
        value=st.sampled_from(("a", "b")),
    )
    def import_respondents(self, by: str, refs: list[str], attribute: str, value: str) -> None:
        things, ops = self.model.things, list[Op]()

        def work() -> None:
            records = [RespondentRecord(ref, None, {attribute: value}) for ref in refs]
            people.import_respondents(self.sessions[by], records, "r.csv")
            ids = {each.ref: each.id for each in people.respondents(self.lead)}
            number = self.attribute_id(attribute)
            ops.append((("attribute", attribute), things.get(("attribute", attribute)), number))
            for ref in refs:
                ops.append((("respondent", ref), things.get(("respondent", ref)), ids[ref]))
                key = ("value", ids[ref], attribute, number)
                ops.append((key, things.get(key), value))

        self.attempt(by, ops, work)

    def attribute_id(self, name: str) -> int:
        with self.lead.read() as connection:
            query = t.attribute.select().where(t.attribute.c.name == name)
            return int(connection.execute(query).one().id)

    @rule(data=st.data(), turn=st.sampled_from(("undo", "undo", "redo")))
    def turn(self, data: st.DataObject, turn: str) -> None:
        by = data.draw(st.sampled_from(list(self.sessions)))
        here = by == LEAD or ("coder", by) in self.model.things
        meant = here and (self.model.undo(by) if turn == "undo" else self.model.redo(by))
        try:
            (history.undo if turn == "undo" else history.redo)(self.sessions[by])
            done = True
        except CoderError:
            done = False
        assert done == meant, f"{turn} by {by or 'the lead'}"

    @rule(data=st.data())
    def close_and_open(self, data: st.DataObject) -> None:
        by = data.draw(st.sampled_from(list(SESSIONS)))
        self.sessions[by].close()
        self.sessions[by] = Study.open(self.folder / "study.db", by or None)
        self.lead = self.sessions[LEAD]

    # --- what must be so --------------------------------------------------------------------

    @invariant()
    def the_study_is_what_the_model_says(self) -> None:
        if not hasattr(self, "model"):
            return
        found: dict[str, set[Any]] = {}
        with self.lead.read() as connection:
            for table in (t.coding, t.coder):
                rows = connection.execute(table.select().where(table.c.removed_at.is_(None)))
                found[table.name] = {row.id for row in rows}
            found["decision"] = {(r.segment_id, r.coder_id) for r in connection.execute(t.decision.select())}
        ids = self.model.of_kind("coder")
        assert found["coding"] == set(self.model.of_kind("coding").values())
        assert found["coder"] == set(ids.values())
        decisions = self.model.of_kind("decision")
        assert found["decision"] == {(segment, ids[name,]) for name, segment in decisions}
        values = self.model.of_kind("value")
        meant = {
            ref: {attribute: value for (who, attribute, _), value in values.items() if who == id_}
            for (ref,), id_ in self.model.of_kind("respondent").items()
        }
        assert {each.ref: each.attributes for each in people.respondents(self.lead)} == meant
        assert self.kit.dangling(self.lead) == []

    def teardown(self) -> None:
        if not hasattr(self, "model"):
            return
        try:
            while self.model.undo(LEAD):
                history.undo(self.lead)
            assert all(each.of or each.undone for each in self.model.log), "something cannot be undone"
            assert self.kit.live_rows(self.lead) == self.beginning
            assert check(self.lead) == []
        finally:
            for each in self.sessions.values():
                each.close()
            shutil.rmtree(self.folder)


def test_undo_and_redo_of_whatever_people_do_in_any_order(kit: Kit, template: Path) -> None:
    """The store and a plain model agree after every step, and everything can be taken back."""

    class Here(Work):
        pass

    Here.kit, Here.template = kit, template
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=10 * THOROUGH,
            stateful_step_count=30,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
