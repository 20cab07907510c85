"""Memos: written where one stands, marked, listed, and never lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from coder.model import Memo, MemoKind
from coder.study import codebook, coding, history, memos, transcripts
from coder.study.study import Study
from coder.tui.screens.coding.screen import CodingScreen
from coder.tui.screens.home.screen import Home
from coder.tui.screens.memos.memo import MemoEditor
from coder.tui.screens.memos.screen import Memos
from coder.tui.state import drafts, notes
from coder.tui.state.notes import Target
from coder.tui.state.workspace import Workspace
from coder.tui.widgets.line_list import LineList
from coder.tui.widgets.writing import LONGEST, LONGEST_LINE, Writing, fits

if TYPE_CHECKING:
    from tests.tui.conftest import Hands, Start

SIZES = [(80, 24), (160, 45)]
HOSTILE = "[b]bold[/b] [@click=app.quit]x[/] [/]"


def written(hands: Hands, place: Path) -> list[tuple[str, str]]:
    """What live memos are on, and their words, in the order in which they were begun."""
    found = hands.rows(
        place,
        "SELECT coding_id, segment_id, transcript_id, code_id, text FROM memo "
        "WHERE removed_at IS NULL ORDER BY id",
    )
    kinds = ("coding", "segment", "transcript", "code")
    return [
        (next((kind for kind, id_ in zip(kinds, row, strict=False) if id_ is not None), "study"), row[4])
        for row in found
    ]


async def at_editor(pilot: Pilot[None], hands: Hands) -> MemoEditor:
    await hands.until(pilot, lambda: isinstance(pilot.app.screen, MemoEditor) and pilot.app.screen.is_mounted)
    assert isinstance(pilot.app.screen, MemoEditor)
    return pilot.app.screen


async def at(pilot: Pilot[None], hands: Hands, screen: type) -> None:
    await hands.until(pilot, lambda: isinstance(pilot.app.screen, screen))
    await pilot.pause()


async def listed(pilot: Pilot[None], hands: Hands) -> Memos:
    """The list of memos, once they have arrived."""
    await hands.until(pilot, lambda: isinstance(pilot.app.screen, Memos) and not pilot.app.screen.busy)
    await pilot.pause()
    assert isinstance(pilot.app.screen, Memos)
    return pilot.app.screen


def some(study: Study, *on: tuple[MemoKind, str]) -> list[int]:
    """Memos on things of the first interview."""
    first = transcripts.load(study, "first")
    ids = {
        "study": 0,
        "transcript": first.id,
        "segment": first.segments[2].id,
        "code": codebook.find_code(study, "pay").id,
    }
    return [memos.add(study, words, kind, ids[kind]) for kind, words in on]


# --- writing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_a_memo_on_everything_that_is_at_the_cursor(
    place: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    async with start(place, at="first", size=size) as pilot:
        await pilot.press("slash", *"housing", "enter", "m")
        await hands.see(
            pilot,
            "A memo on what?",
            "A Housing",
            "this segment (3)",
            "this interview (first)",
            "the code Housing",
            "the study",
        )
        await pilot.press("enter")
        await hands.see(pilot, "Memo on A Housing", "“The first thing is pay.")
        await pilot.press(*"Doubtful.", "enter", *"Ask Ben.", "ctrl+s")
        await hands.see(pilot, "Memo saved; u takes it back.", "1 code  ¶ 1 memo")
        assert written(hands, place) == [("coding", "Doubtful.\nAsk Ben.")]
        for n, kind in enumerate(("segment", "transcript", "code", "study"), start=1):
            await pilot.press("m", *["down"] * n, "enter")
            await at_editor(pilot, hands)
            await pilot.press(*kind, "f2")
            await hands.see(pilot, "Memo saved")
            assert written(hands, place)[-1] == (kind, kind)
        seen = await hands.see(pilot, "¶ 2 memos", "¶ 1 memo on the interview")
        assert "▌¶A" in seen
        if size[0] > 100:
            await hands.see(pilot, "Ann", "Housing: Ann", "Ask Ben.")
        await pilot.press("escape")
        await hands.see(pilot, "¶ 1 memo on the study")
        assert isinstance(pilot.app.screen, Home)


async def test_m_opens_ones_own_memo_again_and_keeps_the_others(
    place: Path, start: Start, hands: Hands, opened: Callable[..., Study]
) -> None:
    some(opened(place, "[b]Ben[/b]"), ("segment", f"Ben thinks {HOSTILE}"))
    async with start(place, at="first") as pilot:
        await hands.see(pilot, "not decided yet  ¶ 1 memo")
        await pilot.press("m")
        await hands.see(pilot, "¶  this segment (3)")
        await pilot.press("enter")
        await hands.see(pilot, "[b]Ben[/b]", f"Ben thinks {HOSTILE}", "What you think")
        await pilot.press(*"mine", "ctrl+s")
        await hands.see(pilot, "¶ 2 memos")
        await pilot.press("m", "enter")
        editor = await at_editor(pilot, hands)
        assert editor.written == "mine"
        await pilot.press(*"!", "ctrl+n")
        await hands.until(
            pilot, lambda: pilot.app.screen is not editor and isinstance(pilot.app.screen, MemoEditor)
        )
        await pilot.press(*"second", "ctrl+s")
        await hands.see(pilot, "¶ 3 memos")
        await pilot.press("m", "enter")
        await hands.see(pilot, "Which memo?", "mine!", "second", "another memo")
        await pilot.press("down", "enter")
        assert (await at_editor(pilot, hands)).written == "second"
        await pilot.press("ctrl+u", "ctrl+s")
        await hands.see(pilot, "¶ 2 memos")
    assert [text for _, text in written(hands, place)] == [f"Ben thinks {HOSTILE}", "mine!"]


async def test_escape_loses_no_words_unasked(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        await pilot.press("m", "enter", "escape")
        await at(pilot, hands, CodingScreen)
        await pilot.press("m", "enter", *"words", "escape")
        await hands.see(pilot, "The memo is not saved yet.", "Save it", "Go on writing", "Throw away")
        await pilot.press("escape")
        assert (await at_editor(pilot, hands)).written == "words"
        await pilot.press("escape", "down", "enter")
        assert (await at_editor(pilot, hands)).written == "words"
        await pilot.press("escape", "enter")
        await hands.see(pilot, "Memo saved")
        assert written(hands, place) == [("segment", "words")]
        await pilot.press("m", "enter", *" more", "escape", "down", "down", "enter")
        await at(pilot, hands, CodingScreen)
        assert written(hands, place) == [("segment", "words")]
        assert drafts.drafts(hands.view(pilot).workspace.study) == []


async def test_a_memo_refused_stays_open(
    place: Path, start: Start, hands: Hands, opened: Callable[..., Study]
) -> None:
    ann = opened(place)
    some(ann, ("segment", "old words"))
    async with start(place, at="first") as pilot:
        await pilot.press("m", "enter")
        await at_editor(pilot, hands)
        history.undo(ann)
        await pilot.press(*" and new", "ctrl+s")
        await hands.see(pilot, "there is no memo number 1 in this study (any more).", "old words and new")


async def test_a_code_at_the_cursor_of_the_tree(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first", size=(160, 45)) as pilot:
        await pilot.press("c", "down", "down", "down", "m")
        await hands.see(pilot, "Memo on the code Housing")
        await pilot.press(*"roofs only", "ctrl+s")
        await hands.see(pilot, "¶ Ann", "roofs only")
        assert written(hands, place) == [("code", "roofs only")]
        await pilot.press("down")
        await hands.see(pilot, "m writes a memo.")


async def test_undo_and_redo_reach_memos_over_a_restart(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        await pilot.press("m", "enter", *"one", "ctrl+s")
        await hands.see(pilot, "¶ 1 memo")
        await pilot.press("m", "enter", *" two", "ctrl+s")
        await hands.see(pilot, "Memo saved")
    async with start(place, at="first") as pilot:
        await hands.see(pilot, "¶ 1 memo")
        await pilot.press("u")
        await hands.see(pilot, "undone: edit a memo: “one two”")
        assert written(hands, place) == [("segment", "one")]
        await pilot.press("u")
        await hands.see(pilot, "undone: memo on the segment")
        assert written(hands, place) == []
        assert "¶" not in hands.screen(pilot)
    async with start(place, at="first") as pilot:
        await pilot.press("ctrl+r", "ctrl+r")
        await hands.see(pilot, "redone: edit a memo", "¶ 1 memo")
        assert written(hands, place) == [("segment", "one two")]


async def test_removing_a_coding_takes_its_memo_and_undo_brings_both(
    place: Path, start: Start, hands: Hands
) -> None:
    async with start(place, at="first") as pilot:
        await pilot.press("slash", *"pay", "enter", "m", "enter", *"why", "ctrl+s")
        await hands.see(pilot, "¶ 1 memo")
        await pilot.press("x")
        await hands.see(pilot, "not decided yet")
        assert ("¶" in hands.screen(pilot), written(hands, place)) == (False, [])
        await pilot.press("u")
        await hands.see(pilot, "1 code  ¶ 1 memo")
        assert written(hands, place) == [("coding", "why")]


async def test_the_keys_of_a_russian_layout(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        await pilot.press("ь", "enter", *"мысль", "f2")
        await hands.see(pilot, "Memo saved")
        await pilot.press("Ь")
        await listed(pilot, hands)
        await pilot.press("ч")
        await hands.see(pilot, "Memo removed")
        await listed(pilot, hands)
        assert written(hands, place) == []
        await pilot.press("г")
        await hands.see(pilot, "undone: remove a memo")
        await listed(pilot, hands)
        await pilot.press("у")
        assert (await at_editor(pilot, hands)).written == "мысль"


async def test_on_a_very_small_terminal(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first", size=(20, 5)) as pilot:
        await pilot.press("m", "enter", *"tiny", "ctrl+s")
        await at(pilot, hands, CodingScreen)
        assert written(hands, place) == [("segment", "tiny")]
        await pilot.press("M")
        await listed(pilot, hands)
        await pilot.press("escape")
        await at(pilot, hands, CodingScreen)


# --- what others wrote -----------------------------------------------------------------------------


async def test_a_memo_on_anothers_coding_can_be_read_and_answered(
    place: Path, start: Start, hands: Hands, opened: Callable[..., Study]
) -> None:
    ben = opened(place, "[b]Ben[/b]")
    first = transcripts.load(ben, "first")
    pay = codebook.find_code(ben, "pay")
    memos.add(ben, "clear case", "coding", coding.apply(ben, first.id, first.segments[2].span, pay.id))
    async with start(place, at="first") as pilot:
        await hands.see(pilot, "not decided yet  ¶ 1 memo")
        await pilot.press("m")
        await hands.see(pilot, "¶  coding Pay")
        await pilot.press("enter")
        await hands.see(pilot, "clear case", "[b]Ben[/b]")
        await pilot.press(*"is it", "ctrl+s")
        await hands.see(pilot, "¶ 2 memos")
    assert written(hands, place) == [("coding", "clear case"), ("coding", "is it")]


@pytest.mark.parametrize("size", SIZES)
async def test_a_blind_coder_sees_no_memo_that_tells_of_others_work(
    place: Path, start: Start, hands: Hands, opened: Callable[..., Study], size: tuple[int, int]
) -> None:
    on: list[tuple[MemoKind, str]] = [
        ("segment", "SECRET one"),
        ("transcript", "SECRET two"),
        ("code", "for the team"),
        ("study", "for all"),
    ]
    some(opened(place, "Ann"), *on)
    async with start(place, "Bea", at="first", size=size) as pilot:
        assert "¶" not in hands.screen(pilot)
        await pilot.press("m")
        await hands.see(pilot, "¶  the study")
        assert "¶  this" not in hands.screen(pilot)
        await pilot.press("enter")
        await at_editor(pilot, hands)
        assert "SECRET" not in hands.screen(pilot)
        await pilot.press(*"mine", "ctrl+s")
        await hands.see(pilot, "¶ 1 memo")
        await pilot.press("M")
        await listed(pilot, hands)
        seen = await hands.see(pilot, "3 memos", "for the team", "for all", "mine", "your own")
        assert "SECRET" not in seen


# --- the list --------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_the_list_is_sorted_filtered_and_leads_there(
    place: Path, start: Start, hands: Hands, opened: Callable[..., Study], size: tuple[int, int]
) -> None:
    ann = opened(place)
    some(ann, ("study", "whole"), ("code", "Жильё и оплата"), ("transcript", "calm"), ("segment", HOSTILE))
    tall = transcripts.load(ann, "tall")
    memos.add(ann, "later on", "segment", tall.segments[4].id)
    async with start(place, size=size) as pilot:
        await pilot.press("m")
        screen = await listed(pilot, hands)
        lines = screen.query_one(LineList)
        await hands.see(
            pilot, "5 memos", "newest first", "tall:5", "first:3", "code Pay", HOSTILE, "later on"
        )
        assert [each.cells[0] for each in lines.passages] == [
            "tall:5",
            "first:3",
            "interview first",
            "code Pay",
            "the study",
        ]
        await pilot.press("s")
        await hands.see(pilot, "by place")
        order = [each.cells[0] for each in lines.passages]
        assert order == ["interview first", "first:3", "tall:5", "code Pay", "the study"]
        for words, n in (
            ("on codings", 0),
            ("on segments", 2),
            ("on interviews", 1),
            ("on codes", 1),
            ("on the study", 1),
            ("all", 5),
        ):
            await pilot.press("t")
            await hands.see(pilot, f"  {words} │")
            assert len(lines.passages) == n
        await pilot.press("slash", *"жилье", "enter")
        assert [each.cells[0] for each in lines.passages] == ["code Pay"]
        await hands.see(pilot, "1 memo ", "with “жилье”", "Жильё и оплата")
        await pilot.press("slash", *"qq")
        await hands.see(pilot, "No memo fits.")
        await pilot.press("escape")
        assert len(lines.passages) == 5
        assert not screen.query_one(Input).display
        await pilot.press("home", "down", "enter")
        await hands.see(pilot, "segment 3/6", "¶ 1 memo")
        await pilot.press("escape")
        await listed(pilot, hands)
        await pilot.press("down", "enter")
        await hands.see(pilot, "segment 5/")
        await pilot.press("escape")
        await listed(pilot, hands)
        await pilot.press("end", "enter")
        assert (await at_editor(pilot, hands)).written == "whole"
        await pilot.press("escape", "escape")
        await at(pilot, hands, Home)


async def test_a_memo_on_a_code_leads_to_the_codebook(
    place: Path, start: Start, hands: Hands, opened: Callable[..., Study]
) -> None:
    some(opened(place), ("code", "roofs"))
    async with start(place) as pilot:
        await pilot.press("m")
        await listed(pilot, hands)
        await pilot.press("enter")
        await hands.see(pilot, "Pay", "Book [i]of[/i] codes")
        assert not isinstance(pilot.app.screen, Memos)
        await pilot.press("escape")
        await listed(pilot, hands)


async def test_edit_remove_undo_and_write_in_the_list(
    place: Path, start: Start, hands: Hands, opened: Callable[..., Study]
) -> None:
    some(opened(place, "[b]Ben[/b]"), ("segment", "Ben's"))
    some(opened(place), ("transcript", "calm"))
    async with start(place) as pilot:
        await pilot.press("m")
        screen = await listed(pilot, hands)
        await pilot.press("e", *" talk", "ctrl+s")
        await hands.see(pilot, "Memo saved", "calm talk")
        await listed(pilot, hands)
        await pilot.press("x")
        await hands.see(pilot, "Memo removed; u brings it back.", "1 memo ")
        assert [text for _, text in written(hands, place)] == ["Ben's"]
        await listed(pilot, hands)
        await pilot.press("x")
        await hands.see(pilot, "memo number 1 is another's; Ann cannot remove it.")
        await pilot.press("u")
        await hands.see(pilot, "undone: remove a memo", "2 memos")
        await listed(pilot, hands)
        await pilot.press("ctrl+r")
        await hands.see(pilot, "redone: remove a memo", "1 memo ")
        await listed(pilot, hands)
        await pilot.press("e")
        editor = await at_editor(pilot, hands)
        assert editor.query_one(Writing).read_only
        await hands.see(pilot, "[b]Ben[/b]", "Ben's")
        await pilot.press(*"xyz", "ctrl+s", "escape")
        await at(pilot, hands, Memos)
        await pilot.press("m", *"on all", "ctrl+s")
        await hands.see(pilot, "Memo saved", "on all")
        assert written(hands, place) == [("segment", "Ben's"), ("study", "on all")]
        await listed(pilot, hands)
        assert isinstance(screen, Memos)
        await pilot.press("escape")
        await hands.see(pilot, "¶ 1 memo on the study")


async def test_an_empty_list_says_how_to_begin(place: Path, start: Start, hands: Hands) -> None:
    async with start(place) as pilot:
        await pilot.press("m")
        await hands.see(pilot, "No memos yet: m writes one on the study")
        await pilot.press("enter", "e", "x", "escape")
        await at(pilot, hands, Home)


# --- nothing is lost, nothing hangs ----------------------------------------------------------------


async def test_words_not_saved_outlast_the_app(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        await pilot.press("m", "enter", *"half a thou")
        await at_editor(pilot, hands)
    assert written(hands, place) == []
    async with start(place) as pilot:
        await hands.see(pilot, "not saved: a memo on segment")
        await pilot.press("m")
        await hands.see(pilot, "Not saved when the app was closed", "w opens it")
        await pilot.press("w")
        editor = await at_editor(pilot, hands)
        assert editor.written == "half a thou"
        await hands.see(pilot, "These words were written earlier and not saved.")
        await pilot.press(*"ght", "ctrl+s")
        await hands.see(pilot, "Memo saved")
        assert written(hands, place) == [("segment", "half a thought")]
        await listed(pilot, hands)
        await pilot.press("escape")
        await at(pilot, hands, Home)
        await hands.until(pilot, lambda: "not saved" not in hands.screen(pilot))
    assert list(place.parent.glob("*unsaved*")) == []


async def test_a_paste_of_a_megabyte_is_refused_in_words(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, at="first") as pilot:
        await pilot.press("m", "enter", *"before")
        editor = await at_editor(pilot, hands)
        for text in ("x" * 1_000_000, "word\n" * 200_000, "漢" * (LONGEST_LINE + 1)):
            pilot.app.post_message(events.Paste(text))
            await hands.see(pilot, f"That is {len(text):,} characters.", "nothing was pasted")
            assert editor.written == "before"
        pilot.app.post_message(events.Paste(" a\r\nb\x1b]52;c;x\x07 \u202e[b]"))
        await hands.until(pilot, lambda: "\n" in editor.written)
        assert editor.written == "before a\nb\ufffd]52;c;x\ufffd \ufffd[b]"
        await pilot.press("ctrl+s")
        await hands.see(pilot, "Memo saved")
        assert written(hands, place) == [("segment", "before a\nb\ufffd]52;c;x\ufffd \ufffd[b]")]


async def test_a_memo_too_long_to_be_worked_with_is_shown_and_kept(
    place: Path, start: Start, hands: Hands, opened: Callable[..., Study]
) -> None:
    some(opened(place), ("segment", "beginning " + "x" * 1_000_000))
    async with start(place, at="first", size=(160, 45)) as pilot:
        await hands.see(pilot, "¶ 1 memo")
        await pilot.press("m", "enter")
        await hands.see(pilot, "Too long to be changed here", "│ beginning ")
        await pilot.press(*"abc", "ctrl+s", "escape")
        await at(pilot, hands, CodingScreen)
        await pilot.press("M")
        await listed(pilot, hands)
        await hands.see(pilot, "first:3", "beginning xxx")
    assert len(written(hands, place)[0][1]) == 1_000_010


# --- without a screen ------------------------------------------------------------------------------


def test_the_mark_takes_one_cell() -> None:
    assert cell_len(notes.MARK) == 1


def test_what_fits() -> None:
    assert fits("")
    assert fits("x" * LONGEST_LINE + "\n" + "y" * LONGEST_LINE)
    assert not fits("x" * (LONGEST_LINE + 1))
    assert not fits("x\n" * LONGEST)


def test_memos_are_read_once_and_again_after_a_change(
    place: Path, opened: Callable[..., Study], monkeypatch: pytest.MonkeyPatch
) -> None:
    study = opened(place)
    reads: list[object] = []
    real = memos.memos

    def counted(*args: Any, **more: Any) -> list[Memo]:
        reads.append(more)
        return real(*args, **more)

    monkeypatch.setattr(memos, "memos", counted)
    here = Workspace(study, "first")
    assert [here.memos_at(i) for i in range(6)] == [[]] * 6
    here.apply(2, codebook.find_code(study, "pay").id)
    assert here.memos_at(2) == []
    assert len(reads) == 1
    (mine,) = here.codings_at(2)
    here.change(notes.keep, Target("coding", mine.id), None, "why")
    here.change(notes.keep, Target("segment", here.segments[2].id), None, "here")
    assert [each.text for each in here.memos_at(2)] == ["here", "why"]
    assert here.memos_at(3) == []
    assert len(reads) == 2
    here.change(coding.remove, mine.id)
    assert [each.text for each in here.memos_at(2)] == ["here"]
    here.undo()
    assert len(here.memos_at(2)) == 2


def test_a_memo_without_words_left_is_removed(place: Path, opened: Callable[..., Study]) -> None:
    study = opened(place)
    (id_,) = some(study, ("study", "words"))
    notes.keep(study, Target(), id_, " \n")
    assert memos.memos(study) == []


def test_drafts_are_each_coders_own(place: Path, opened: Callable[..., Study]) -> None:
    ann, ben = opened(place), opened(place, "[b]Ben[/b]")
    on = Target("segment", 3)
    drafts.put(ann, on, None, "this", "a \ud800 b")
    drafts.put(ben, on, None, "this", "ben's")
    drafts.put(ann, on, 7, "that", "c")
    assert drafts.find(ann, on, None) == "a \ud800 b"
    assert [each.words for each in drafts.drafts(ben)] == ["ben's"]
    drafts.put(ann, on, None, "this", None)
    assert [each.words for each in drafts.drafts(ann)] == ["c"]
    drafts.put(ann, on, 7, "that", None)
    drafts.put(ben, on, None, "this", None)
    assert list(place.parent.glob("*unsaved*")) == []


@pytest.mark.parametrize("words", ["", "{", "[1]", '[{"coder_id": 1}]', "[]"])
def test_a_file_of_drafts_that_is_spoilt_is_as_none(
    place: Path, opened: Callable[..., Study], words: str
) -> None:
    study = opened(place)
    place.with_name(place.name + "-unsaved-memos.json").write_text(words, "utf-8")
    assert drafts.drafts(study) == []
    drafts.put(study, Target(), None, "the study", "x")
    assert drafts.find(study, Target(), None) == "x"
