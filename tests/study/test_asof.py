"""A study as it was: exactly the rows there were, for reading only, and never more than one may see now."""

from __future__ import annotations

import os
import sqlite3
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from coder.model import CoderError
from coder.study import asof, assigning, coding, finishing, history, opening, people, regrouping, when
from coder.study import codebook as books
from coder.study import tables as t
from coder.study.apart.merging import merge
from coder.study.apart.sharing import share
from coder.study.columns import columns
from coder.study.safety.checking import check
from coder.study.study import Study
from coder.study.tampering import tampered
from tests.study.test_evolution_random import WHO, Evolution

if TYPE_CHECKING:
    from tests.conftest import Kit

INTERVIEWS = ("first", "second", "hard")


def newest(study: Study) -> int:
    with study.read() as connection:
        query = t.event.select().order_by(t.event.c.id.desc()).limit(1)
        row = connection.execute(query).one_or_none()
    return row.id if row else 0


def undone(study: Study) -> list[tuple[int, int | None]]:
    with study.read() as connection:
        query = t.event.select().order_by(t.event.c.id)
        return [(row.id, row.undone_by) for row in connection.execute(query)]


def at_opening(study: Study, name: str, whom: str) -> None:
    opening.open_up(study, opening.to_open(study, [name], [whom]))


# --- whatever people do -------------------------------------------------------------------------------


class Remembered(Evolution):
    """Random work, with the state after every event kept; in the end each is asked for again."""

    @rule(who=st.sampled_from(("Ann", "Ben", "Bea")), name=st.sampled_from(INTERVIEWS), back=st.booleans())
    def assign(self, who: str, name: str, back: bool) -> None:
        try:
            (assigning.take_back if back else assigning.assign)(self.lead, [name], [who])
        except CoderError:
            return

    @rule(who=WHO, name=st.sampled_from(INTERVIEWS), reopen=st.booleans())
    def finish(self, who: str, name: str, reopen: bool) -> None:
        session = self.sessions[who]
        try:
            finishing.reopen(session, name) if reopen else finishing.finish(session, name, none_applies=True)
        except CoderError:
            return

    @rule(name=st.sampled_from(INTERVIEWS))
    def open_up(self, name: str) -> None:
        at_opening(self.lead, name, "Bea")

    @rule(turn=st.sampled_from((history.undo, history.redo)))
    def turn_of_the_lead(self, turn: Callable[[Study], str]) -> None:
        try:
            turn(self.lead)
        except CoderError:
            return

    @rule(who=WHO, which=st.integers(0, 100))
    def undo_one(self, who: str, which: int) -> None:
        number = max(1, newest(self.lead) - which % 12)
        self.attempt(who, lambda s: history.undo(s, event_id=number))

    @invariant()
    def the_study_is_sound(self) -> None:
        if hasattr(self, "beginning"):
            states = self.__dict__.setdefault("states", {})
            states[newest(self.lead)] = (self.kit.live_rows(self.lead), undone(self.lead))

    def take_everything_back_and_forward(self) -> None:
        assert tampered(self.lead) == []
        for number, (rows, turns) in self.__dict__["states"].items():
            with asof.as_of(self.lead, number) as past:
                assert self.kit.live_rows(past) == rows, number
                assert undone(past) == turns
                if number % 8 == 0:
                    assert self.kit.dangling(past) == check(past) == tampered(past) == []
        while any(not e.undone and e.action not in ("undo", "redo") for e in history.log(self.lead)):
            history.undo(self.lead)
        assert self.kit.live_rows(self.lead) == self.beginning
        assert tampered(self.lead) == []


def test_the_study_as_of_every_event_is_what_it_was_then(kit: Kit, template: Path) -> None:
    """Row for row, through undo and redo, also of single events, and the evolution of the codebook."""

    class Here(Remembered):
        pass

    Here.kit, Here.template = kit, template
    run_state_machine_as_test(
        Here,
        settings=settings(
            phases=[Phase.generate],
            max_examples=4,
            stateful_step_count=30,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


# --- when -------------------------------------------------------------------------------------------------


def at(place: Path, *moments: str) -> None:
    """Give the newest events these times."""
    connection = sqlite3.connect(place)
    connection.execute("UPDATE event SET at = '2026-01-01T00:00:00.000000Z'")
    for number, moment in enumerate(reversed(moments)):
        connection.execute(
            "UPDATE event SET at = ? WHERE id = (SELECT id FROM event ORDER BY id DESC LIMIT 1 OFFSET ?)",
            (moment, number),
        )
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("said", "codings", "words"),
    [
        ("2026-11-20", 0, "as of 2026-11-20, end of the day, UTC (event "),
        ("2026-11-21", 2, "as of 2026-11-21, end of the day, UTC (event "),
        ("2026-11-21 14:02", 0, "as of 2026-11-21 14:02 UTC (event "),
        ("2026-11-21T14:03", 1, "as of 2026-11-21 14:03 UTC (event "),
        ("2026-11-21 14:03:27", 1, "as of 2026-11-21 14:03:27 UTC (event "),
        ("2026-11-21 14:03:26", 0, "as of 2026-11-21 14:03:26 UTC (event "),
        ("2026-11-21 17:03+03:00", 1, "as of 2026-11-21 14:03 UTC (event "),
        ("2026-11-21 09:03 -0500", 1, "as of 2026-11-21 14:03 UTC (event "),
        ("2026-11-21 14:03:27.530000Z", 1, "as of 2026-11-21 14:03:27.530000 UTC (event "),
        ("2025-12-31", 0, "as of 2025-12-31, end of the day, UTC (before the first event)"),
        ("0", 0, "as of the beginning (before the first event)"),
    ],
)
def test_a_moment_is_meant_to_its_end(
    place: Path, ann: Study, kit: Kit, said: str, codings: int, words: str
) -> None:
    kit.apply(ann, "pay")
    kit.apply(ann, "training")
    ann.close()
    at(place, "2026-11-21T14:03:27.530000Z", "2026-11-21T23:59:59.999999Z")
    with Study.open(place) as study, asof.as_of(study, said) as past:
        assert len(columns(past).codings) // 3 == codings
        assert past.as_of_words.startswith(words)


@pytest.mark.parametrize(
    "said",
    ["yesterday", "", "2026-13-01", "2026-11-21 25:00", "9999-12-31", "2026-11-21 14:03+99:00", "-3", "٣x"],
)
def test_what_is_no_moment_is_said(study: Study, said: str) -> None:
    with pytest.raises(CoderError, match="is no moment: say an event's number"):
        asof.as_of(study, said)


def test_an_event_that_is_not_there_yet_is_said(study: Study) -> None:
    with pytest.raises(CoderError, match=f"no event 99 in this study; the newest is {newest(study)} "):
        asof.as_of(study, "#99")
    assert when.find(study, f"#{newest(study)}").event_id == newest(study)


# --- a private copy to read ---------------------------------------------------------------------------------


def test_the_past_cannot_be_written_and_leaves_nothing_behind(
    study: Study, ann: Study, kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    kit.apply(ann, "pay")
    before = newest(study)
    kit.apply(ann, "training")
    with asof.as_of(ann, before) as past:
        assert past.path is not None
        assert past.coder == ann.coder
        assert stat.S_IMODE(past.path.stat().st_mode) == 0o600
        assert stat.S_IMODE(past.path.parent.stat().st_mode) == 0o700
        for work in (
            lambda: kit.apply(past, "The"),
            lambda: history.undo(past),
            lambda: people.add_coder(past, "X"),
        ):
            with pytest.raises(CoderError, match=r"this is the study as of .* \(event \d+\); nothing can be"):
                work()
        with past.read() as connection, pytest.raises(Exception, match="readonly"):
            connection.execute(t.coding.delete())
        folder = past.path.parent
    assert not folder.exists()
    assert newest(study) == before + 1


def test_what_a_killed_program_left_behind_goes(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    mine, gone = tmp_path / f"coder-as-of-{os.getpid()}-x", tmp_path / "coder-as-of-99999999-x"
    for each in (mine, gone):
        each.mkdir()
    asof.as_of(study, "0").close()
    assert mine.exists()
    assert not gone.exists()


def test_coders_go_on_while_somebody_looks_back(study: Study, ann: Study, kit: Kit) -> None:
    kit.apply(ann, "pay")
    with asof.as_of(study, newest(study)) as past:
        kit.apply(ann, "training")
        assert len(columns(past).codings) == 3
        assert len(columns(study).codings) == 6


# --- blind coders -------------------------------------------------------------------------------------------


def seen(study: Study) -> set[int]:
    found = columns(study).codings
    return set(found[2::3])


def test_the_past_shows_a_blind_coder_what_is_open_to_her_now(
    study: Study, ann: Study, bea: Study, kit: Kit
) -> None:
    kit.apply(ann, "pay")
    kit.apply(bea, "pay")
    kit.apply(ann, "letter", transcript="second")
    closed = newest(study)
    at_opening(study, "first", "Bea")
    opened = newest(study)
    both, alone = {ann.acting().id, bea.acting().id}, {bea.acting().id}
    with asof.as_of(bea, closed) as past:
        assert seen(past) == both, "it is open now, and so is its past"
        with pytest.raises(CoderError, match="codes blind"):
            past.refuse_blind("everything")
    history.undo(study)
    with asof.as_of(bea, opened) as past:
        assert seen(past) == alone, "it was open then, and is not now"
        with pytest.raises(CoderError, match="codes blind"):
            past.refuse_blind("these codings", 1)


# --- before the discussion ---------------------------------------------------------------------------------


def codings(study: Study) -> set[tuple[str, str, str]]:
    with study.read() as connection:
        query = (
            t.coding.select()
            .join(t.transcript, t.transcript.c.id == t.coding.c.transcript_id)
            .join(t.code, t.code.c.id == t.coding.c.code_id)
            .where(t.coding.c.removed_at.is_(None))
            .with_only_columns(t.transcript.c.name, t.code.c.slug, t.coding.c.quote)
        )
        return {(a, b, c) for a, b, c in connection.execute(query)}


def dangling(study: Study, kit: Kit) -> list[Any]:
    """The log of such a past is that of the present, so that :func:`check` is not for it."""
    with study.read() as connection:
        return [*kit.dangling(study), *connection.exec_driver_sql("PRAGMA foreign_key_check")]


def test_each_interview_is_as_it_was_before_it_was_opened(
    study: Study, ann: Study, bea: Study, kit: Kit
) -> None:
    kit.apply(ann, "pay")
    kit.apply(bea, "training", "beta")
    kit.apply(bea, "letter", transcript="second")
    at_opening(study, "first", "Bea")
    coding.remove(ann, kit.apply(ann, "pay"))
    kit.apply(bea, "pay")
    coding.decide(ann, [kit.segment(study, 6)])
    kit.apply(ann, "second paragraph", transcript="second")
    at_opening(study, "second", "Bea")
    kit.apply(bea, "Its", transcript="second")
    history.undo(bea)
    history.redo(bea)
    with asof.as_of(study, " Opening ") as past:
        assert codings(past) == {
            ("first", "alpha", "pay"),
            ("first", "beta", "training"),
            ("second", "alpha", "letter"),
            ("second", "alpha", "second paragraph"),
        }
        assert dangling(past, kit) == []
        assert coding.decided_of(past, 1, ann.acting().id) == set()
        assert "2 interviews before they were opened by events " in past.as_of_words


def test_what_came_with_the_change_that_opened_it_was_made_before(
    study: Study, ann: Study, bea: Study, kit: Kit
) -> None:
    """The last to finish marks the units left as done; a merge brings codings and the ends of interviews."""
    assigning.assign(study, ["first", "second"], ["Ann", "Bea"])
    kit.apply(ann, "pay")
    finishing.finish(ann, "first", none_applies=True)
    assert finishing.finish(bea, "first", none_applies=True).opened_to == ("Ann", "Bea")
    finishing.finish(ann, "second", none_applies=True)
    assert study.path is not None
    copy = study.path.with_name("bea.db")
    share(study, copy, "Bea")
    with Study.open(copy, "Bea") as apart:
        kit.apply(apart, "letter", transcript="second")
        finishing.finish(apart, "second", none_applies=True)
    assert merge(study, [copy]).opened_to == ("Ann", "Bea")
    decided = [coding.decided_of(study, id_, bea.acting().id) for id_ in (1, 2)]
    kit.apply(bea, "pay")
    coding.decide(bea, decided[0], decided=False)
    with asof.as_of(study, "opening") as past:
        assert codings(past) == {("first", "alpha", "pay"), ("second", "alpha", "letter")}
        assert [coding.decided_of(past, id_, bea.acting().id) for id_ in (1, 2)] == decided
        assert dangling(past, kit) == []


def test_an_interview_that_was_never_opened_stays_as_it_is(study: Study, ann: Study, kit: Kit) -> None:
    with pytest.raises(CoderError, match="no interview of this study has been opened yet"):
        asof.as_of(study, "opening")
    at_opening(study, "second", "Bea")
    event = newest(study)
    kit.apply(ann, "pay")
    with asof.as_of(study, "opening") as past:
        assert codings(past) == {("first", "alpha", "pay")}
        assert past.as_of_words == (
            f"as of before the discussion (1 interview before it was opened by event {event}; "
            "1 never opened and as it is)"
        )


def test_codes_merged_since_count_as_what_they_are_now(
    study: Study, ann: Study, bea: Study, kit: Kit
) -> None:
    """Also where the same words had both, and where a coding was given another code in between."""
    kit.apply(ann, "pay")
    kit.apply(ann, "pay", "beta")
    kit.apply(bea, "training", "beta")
    at_opening(study, "first", "Bea")
    coding.remove(bea, kit.apply(bea, "training", "beta"))
    ids = [books.find_code(study, slug).id for slug in ("beta", "alpha")]
    regrouping.merge(study, ids[0], ids[1])
    with asof.as_of(study, "opening") as past:
        assert codings(past) == {("first", "alpha", "pay"), ("first", "alpha", "training")}
        assert dangling(past, kit) == []


def test_a_server_says_so(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Study, "path", property(lambda _self: None))
    with pytest.raises(CoderError, match="on a database server"):
        asof.as_of(study, 1)


def test_a_file_from_elsewhere_cannot_slip_statements_in(place: Path, ann: Study, kit: Kit) -> None:
    """Names of tables and columns in a log are those of our own tables, or nothing."""
    kit.apply(ann, "pay")
    ann.close()
    connection = sqlite3.connect(place)
    sly: Any = (
        '{"changes": [{"table": "coding", "key": {"id": 1}, "before": {"quote\\" = 1 --": 2}, "after": {}}]}'
    )
    connection.execute("UPDATE event SET payload = ? WHERE action = 'apply'", (sly,))
    connection.commit()
    connection.close()
    with Study.open(place) as study, pytest.raises(CoderError, match="could not be made"):
        asof.as_of(study, 1)
