"""One coder at one transcript, without a screen."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.model import CoderError, Span
from coder.study import coding, counts, memos, news, people, recoding, revision
from coder.study.study import Study
from coder.tui.state.workspace import Workspace, letter

FIRST = 2
"""The index of the first unit of the interview ``first``; 3 and 5 are the others."""


@pytest.fixture
def work(place: Path, opened: Callable[..., Study]) -> Workspace:
    return Workspace(opened(place), "first")


def code(work: Workspace, slug: str) -> int:
    return next(each.id for each in work.codes.values() if each.slug == slug)


def span(work: Workspace, words: str) -> Span:
    start = work.transcript.text.index(words)
    return Span(start, start + len(words))


def test_a_new_workspace_stands_at_the_first_unit_with_nothing_decided(work: Workspace) -> None:
    assert (work.first_stop(), work.progress(), work.next_undecided(0)) == (FIRST, (0, 3), FIRST)
    assert [s.is_unit for s in work.segments] == [False, False, True, True, False, True]
    assert work.words(FIRST) == "The first thing is pay."
    assert not work.codings
    assert work.sitting.last_code is None


def test_the_next_undecided_unit_is_looked_for_round_the_end(work: Workspace) -> None:
    assert [work.next_undecided(i) for i in range(6)] == [2, 2, 3, 5, 5, 2]
    work.decide(3)
    work.apply(5, code(work, "pay"))
    assert [work.next_undecided(i) for i in range(6)] == [2, 2, 2, 2, 2, 2]
    work.decide(2)
    assert [work.next_undecided(i) for i in range(6)] == [None] * 6
    assert (work.progress(), work.first_stop()) == ((3, 3), 2)


def test_a_span_touches_the_segments_it_shares_a_letter_with(work: Workspace) -> None:
    text, segments = work.transcript.text, work.segments
    assert work.segments_of(Span(0, len(text))) == range(6)
    for i, segment in enumerate(segments):
        assert work.segments_of(segment.span) == range(i, i + 1)
        assert work.segments_of(Span(segment.span.start, segment.span.start + 1)) == range(i, i + 1)
        assert work.segments_of(Span(segment.span.end - 1, segment.span.end)) == range(i, i + 1)
    assert work.segments_of(Span(segments[2].span.end - 1, segments[3].span.start + 1)) == range(2, 4)
    assert list(work.segments_of(Span(segments[1].span.end, segments[2].span.start))) == []
    assert work.segments_of(Span(segments[1].span.end, segments[2].span.start + 1)) == range(2, 3)


def test_a_span_over_a_border_stands_at_both_segments(work: Workspace) -> None:
    work.apply(2, code(work, "pay"), Span(work.segments[2].span.end - 4, work.segments[3].span.start + 3))
    assert [len(work.codings_at(i)) for i in range(6)] == [0, 0, 1, 1, 0, 0]
    assert work.codings_at(2)[0].quote == "pay.\nR: And"
    assert (work.progress(), work.next_undecided(0)) == ((2, 3), 5)


def test_codings_keep_the_order_of_the_text_whatever_the_order_of_coding(work: Workspace) -> None:
    work.apply(2, code(work, "pay"), span(work, "pay"))
    work.apply(2, code(work, "housing"))
    work.apply(2, code(work, "markup"), span(work, "first thing"))
    assert [c.quote for c in work.codings_at(2)] == ["The first thing is pay.", "first thing", "pay"]
    assert work.sitting.last_code == code(work, "markup")
    assert [work.codes[c].slug for c in work.sitting.recent] == ["markup", "housing", "pay"]


def test_the_recent_codes_are_each_named_once_and_nine_at_most(work: Workspace) -> None:
    slugs = ["housing", "rental", "pay", "patriotism", "adaptability", "markup", "draft"]
    for slug in [*slugs, "housing"]:
        work.apply(2, code(work, slug))
    assert [work.codes[c].slug for c in work.sitting.recent] == ["housing", *slugs[:0:-1]]
    work.sitting.recent = list(range(100, 109))
    work.apply(3, code(work, "pay"))
    assert work.sitting.recent == [code(work, "pay"), *range(100, 108)]


def test_a_refused_code_leaves_everything_as_it_was(work: Workspace) -> None:
    for slug in ("society", "old", "gone"):
        with pytest.raises(CoderError):
            work.apply(2, code(work, slug))
    assert (work.codings, work.sitting.last_code, work.sitting.recent) == ([], None, [])
    with pytest.raises(CoderError, match="nothing to undo by Ann"):
        work.undo()


def test_letters_end_in_a_plus() -> None:
    assert [letter(0), letter(25), letter(26), letter(400)] == ["A", "Z", "+", "+"]


def state(work: Workspace) -> object:
    return (
        work.codings,
        work.marked,
        work.pins,
        +work.counts,
        work.progress(),
        [work.codings_at(i) for i in range(len(work.segments))],
        [work.is_decided(i) for i in range(len(work.segments))],
        [work.next_undecided(i) for i in range(len(work.segments))],
        work.first_stop(),
    )


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "apply",
                "apply",
                "span",
                "remove",
                "decide",
                "resize",
                "recode",
                "pin",
                "undo",
                "redo",
                "elsewhere",
            ]
        ),
        st.integers(0, 5),
        st.integers(0, 6),
    ),
    max_size=15,
)


def act(work: Workspace, what: str, where: int, which: int) -> None:
    codable = [c.id for c in work.codes.values() if c.codable and c.status in ("active", "draft")]
    if what == "apply":
        work.apply(where, codable[which % len(codable)])
    elif what == "span":
        start = work.segments[where].span.start
        end = min(start + 9 * (which + 1), len(work.transcript.text))
        work.apply(where, codable[0], Span(start, end))
    elif what == "remove" and work.codings:
        work.remove(work.codings[which % len(work.codings)].id)
    elif what == "decide":
        work.decide(where)
    elif what == "pin":
        work.pin(where + 1, codable[which % len(codable)])
    elif what == "resize" and work.codings:
        each = work.codings[which % len(work.codings)]
        work.change(recoding.resize, each.id, Span(each.span.start, each.span.end + where))
    elif what == "recode" and work.codings:
        work.change(recoding.recode, work.codings[which % len(work.codings)].id, codable[where])
    elif what == "elsewhere":  # by another program, past this workspace; it hears of it with the next change
        coding.decide(work.study, [work.segments[where].id], decided=bool(which % 2))
        coding.apply(work.study, work.transcript.id, work.segments[where].span, codable[which % len(codable)])
        work.refresh()
    elif what in ("undo", "redo"):
        getattr(work, what)()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTIONS)
def test_whatever_is_done_the_workspace_shows_what_a_fresh_one_loads(
    template: Path, tmp_path: Path, actions: list[tuple[str, int, int]]
) -> None:
    place = Path(shutil.copy(template, tmp_path / "study.db"))
    with Study.open(place, "Ann") as study, Study.open(place, "Ann") as other:
        work = Workspace(study, "first")
        empty = state(work)
        for action in actions:
            try:
                act(work, *action)
            except CoderError:
                assert action[0] in ("undo", "redo", "resize", "recode")
            assert not work.stale()
            assert state(work) == state(Workspace(other, "first"))
            line = next(each for each in counts.transcript_lines(other) if each.name == "first")
            assert (line.decided, line.units) == work.progress()
            assert line.codings == len(work.codings)
        with suppress(CoderError):
            while True:
                work.undo()
        assert state(work) == empty
    for each in tmp_path.iterdir():
        each.unlink()


def test_a_workspace_hears_of_what_others_have_changed(
    work: Workspace, place: Path, opened: Callable[..., Study]
) -> None:
    lead = opened(place, None)
    assert not work.stale()
    people.add_coder(lead, "Cid")
    assert work.stale()
    assert work.refresh() == news.News(0)
    assert not work.stale()
    before = work.editions
    pay = work.codes[code(work, "pay")]
    revision.retire(lead, pay.id)
    found = work.refresh()
    assert (found.codebooks, found.pins, work.editions) == (True, True, before + 1)
    assert work.codes[pay.id].status == "retired"
    assert not work.memos_at(2)
    memos.add(lead, "Look here.", "segment", work.segments[2].id)
    assert [each.text for each in work.memos_at(2)] == []
    assert work.refresh().memos
    assert [each.text for each in work.memos_at(2)] == ["Look here."]


def test_only_the_segments_that_a_change_touches_are_named(work: Workspace) -> None:
    assert work.take_touched() is None
    work.apply(2, code(work, "pay"))
    assert work.take_touched() == {2}
    work.apply(2, code(work, "pay"), Span(work.segments[2].span.end - 4, work.segments[3].span.start + 3))
    assert work.take_touched() == {2, 3}
    work.decide(5)
    work.undo()
    assert work.take_touched() == {5}
    assert work.take_touched() == set()


def test_after_very_many_changes_everything_is_read_again(
    work: Workspace, place: Path, opened: Callable[..., Study]
) -> None:
    again = opened(place)
    for n in range(news.MANY + 1):
        coding.decide(again, [work.segments[3].id], decided=n % 2 == 0)
    assert work.refresh().everything
    assert state(work) == state(Workspace(again, "first"))
