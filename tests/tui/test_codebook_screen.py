"""The codebook screen: every change with its reason, kept in the file, taken back by u."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input

from coder.model import Code, CoderError, Example, Exclusion
from coder.study import codebook, memos, revision
from coder.study.revision import Edits
from coder.study.study import Study
from coder.tui.screens.codebook.asking import Asks
from coder.tui.screens.codebook.code_form import CodeForm
from coder.tui.screens.codebook.history import BookHistory
from coder.tui.screens.codebook.merging import Merge
from coder.tui.screens.codebook.older import OlderCodings
from coder.tui.screens.codebook.screen import CodebookScreen
from coder.tui.screens.codebook.splitting import SplitOff
from coder.tui.screens.coding.screen import CodingScreen
from coder.tui.screens.home.screen import Home
from coder.tui.state.drafting import Draft, Entry, Sample
from coder.tui.widgets.choice import Choice
from coder.tui.widgets.code_card import CodeCard
from coder.tui.widgets.words import Words

if TYPE_CHECKING:
    from tests.conftest import Kit
    from tests.tui.conftest import Hands, Start

SIZES = [(80, 24), (160, 45)]
PAY = "The first thing is pay."


async def settle(pilot: Pilot[None]) -> None:
    """Wait for whatever is being worked on."""
    await pilot.pause()
    running = [each.wait() for each in pilot.app.workers]
    await asyncio.gather(*running, return_exceptions=True)
    await pilot.pause()


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot)


def top(pilot: Pilot[None]) -> Any:
    return pilot.app.screen


async def opened(pilot: Pilot[None], hands: Hands, slug: str = "") -> None:
    """Home's b, and to a code."""
    await press(pilot, "b")
    await hands.until(pilot, lambda: isinstance(top(pilot), CodebookScreen) and top(pilot).uses is not None)
    if slug:
        await at(pilot, hands, slug)


async def at(pilot: Pilot[None], hands: Hands, slug: str) -> None:
    screen = top(pilot)
    codes = {code.slug: code for book in screen.books for code in book.codes}
    screen.codes.go_to(codes[slug].id)
    await hands.until(pilot, lambda: screen.codes.code is not None and screen.codes.code.slug == slug)
    await pilot.pause()


def code(hands: Hands, place: Path, slug: str, *columns: str) -> tuple[Any, ...]:
    (row,) = hands.rows(
        place, f"SELECT {', '.join(columns)} FROM code WHERE slug = ? AND removed_at IS NULL", slug
    )
    return row


def changes(hands: Hands, place: Path) -> list[tuple[str, str, str | None]]:
    """What was done, why and by whom, oldest first."""
    return hands.rows(
        place,
        "SELECT what, why, coder.name FROM codebook_change LEFT JOIN coder ON coder.id = coder_id "
        "WHERE codebook_change.removed_at IS NULL ORDER BY codebook_change.id",
    )


def everything(hands: Hands, place: Path) -> list[Any]:
    """Codes and codings as they stand."""
    codes = (
        "slug, label, parent_id, position, color, brief, definition, use_when, not_when, examples, aliases"
    )
    return [
        hands.rows(
            place, f"SELECT {codes}, status, merged_into_id FROM code WHERE removed_at IS NULL ORDER BY id"
        ),
        hands.rows(place, "SELECT id, code_id, removed_at IS NULL FROM coding ORDER BY id"),
        hands.rows(place, "SELECT id, coding_id FROM memo WHERE removed_at IS NULL ORDER BY id"),
        hands.rows(place, "SELECT version FROM codebook"),
    ]


async def undone(pilot: Pilot[None], hands: Hands, place: Path, before: list[Any]) -> None:
    """u brings back what was, ctrl+r what was done, u again."""
    after = everything(hands, place)
    assert after != before
    await press(pilot, "u")
    await hands.see(pilot, "undone:")
    assert everything(hands, place) == before
    await press(pilot, "ctrl+r")
    await hands.see(pilot, "redone:")
    assert everything(hands, place) == after
    await press(pilot, "г")
    assert everything(hands, place) == before


# --- looking ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_the_tree_the_definition_and_the_way_back(
    place: Path, start: Start, hands: Hands, kit: Kit, size: tuple[int, int]
) -> None:
    wide = size == SIZES[1]
    with Study.open(place, "Ann") as study:
        kit.apply(study, "pay", "pay")
        kit.apply(study, "training", "pay")
    async with start(place, size=size) as pilot:
        await opened(pilot, hands)
        seen = await hands.see(
            pilot,
            "Codebooks",
            "Book [i]of[/i] codes",
            "Label [b]x[/b] [/]",
            "Drafted  draft",
            "Retired thing  retired",
        )
        assert "Merged thing  merged into Pay" in seen
        line = next(each for each in seen.splitlines() if "■ Pay" in each)
        assert line.split("■ Pay")[1].split()[:2] == ["2", "1"]
        for words in ("e edit", "a add", "r name", "v move", "i merge", "s split", "t retire", "Esc back"):
            assert words in seen.splitlines()[-1]
        await at(pilot, hands, "housing")
        card = top(pilot).query_one(CodeCard)
        assert card.display == wide
        await press(pilot, "enter")
        assert card.has_focus
        seen = await hands.see(pilot, "All that is said of", "roofs and rents.", "Also called", "rent")
        assert ("Retired thing" in seen) == wide
        await press(pilot, "о", "tab")
        assert top(pilot).codes.has_focus
        assert card.display == wide
        await press(pilot, "д")
        await hands.see(pilot, "Жильё", "Rent market [en]")
        await press(pilot, "escape")
        assert isinstance(top(pilot), Home)
    assert changes(hands, place) == []


async def test_a_blind_coder_sees_counts_of_the_own_work_alone(
    place: Path, start: Start, hands: Hands, kit: Kit
) -> None:
    with Study.open(place, "Ann") as ann, Study.open(place, "Bea") as bea:
        for words in ("pay", "training", "[b]us[/b]"):
            kit.apply(ann, words, "pay")
        kit.apply(bea, "pay", "pay")
        revision.edit(ann, codebook.find_code(ann, "pay").id, Edits(definition={"en": "Another."}))
    async with start(place, "Bea", size=(120, 40)) as pilot:
        await opened(pilot, hands, "pay")
        seen = await hands.see(pilot, "your own codings", "1 coding, 1 respondent")
        line = next(each for each in seen.splitlines() if "■ Pay" in each)
        assert line.split("■ Pay")[1].split()[:2] == ["1", "1"]
        await press(pilot, "s")
        await hands.see(pilot, "0 of 1 codings")
        await press(pilot, "escape", "o", "w")
        await hands.see(pilot, "1 coding from before its meaning")
        await press(pilot, "escape", "i", *"housing", "enter")
        assert isinstance(top(pilot), Merge)
        await hands.see(pilot, "Bea codes blind")
        before = everything(hands, place)
        await press(pilot, "enter")
        assert everything(hands, place) == before


# --- changing --------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_a_code_is_added_where_it_is_wanted(
    place: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    before = everything(hands, place)
    async with start(place, size=size) as pilot:
        await opened(pilot, hands, "pay")
        await press(pilot, "ф", *"Hou")
        await press(pilot, *"sings")
        await hands.see(pilot, "Close to it", "Housing  book/housing")
        assert changes(hands, place) == []
        await press(pilot, "backspace", "escape")
        await hands.see(pilot, "Esc again closes this")
        top(pilot).query_one("#new-label", Input).value = "Ipoteka [b]"
        top(pilot).query_one("#new-brief", Input).value = "loans"
        top(pilot).query_one("#why", Input).value = "came up in E07"
        top(pilot).query_one("#new-parent", Choice).focus()
        await press(pilot, "enter", "down", "down", "enter")
        await hands.see(pilot, "‹ Rent market ›")
        top(pilot).query_one("#new-label", Input).focus()
        await press(pilot, "enter")
        await hands.see(pilot, "Added.", "Ipoteka [b]  inductive")
        assert code(
            hands, place, "ipoteka-b", "json_extract(label, '$.en')", "json_extract(brief, '$.en')"
        ) == (
            "Ipoteka [b]",
            "loans",
        )
        rental = code(hands, place, "rental", "id")[0]
        assert code(hands, place, "ipoteka-b", "parent_id", "origin") == (rental, "inductive")
        ((what, why, who),) = changes(hands, place)
        assert what.startswith("add code ipoteka-b “Ipoteka [b]”")
        assert (why, who) == ("came up in E07", "Ann")
        assert top(pilot).codes.code.slug == "ipoteka-b"
        await undone(pilot, hands, place, before)


async def test_a_close_code_is_taken_instead_and_an_empty_label_is_refused(
    place: Path, start: Start, hands: Hands
) -> None:
    async with start(place) as pilot:
        await opened(pilot, hands, "pay")
        await press(pilot, "a", "enter")
        await hands.see(pilot, "A code needs a label")
        await press(pilot, *"жилье", "tab", "enter")
        await hands.see(pilot, "This one is there already")
        await hands.until(pilot, lambda: top(pilot).codes.code.slug == "housing")
    assert changes(hands, place) == []


@pytest.mark.parametrize("size", SIZES)
async def test_a_code_gets_other_names(
    place: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    before = everything(hands, place)
    async with start(place, size=size) as pilot:
        await opened(pilot, hands, "pay")
        await press(pilot, "к", *" rent market")
        await hands.see(pilot, "Close to it", "Rent market  book/rental")
        await press(pilot, *["backspace"] * 12, *"ment", "enter")
        await hands.see(pilot, "Payment", "u takes it back")
        label = json.loads(code(hands, place, "pay", "label")[0])
        assert label == {"en": "Payment", "ru": "Оплата труда", "kk": "Еңбекақы"}
        await undone(pilot, hands, place, before)
        await press(
            pilot, "r", *["backspace"] * 3, "down", "tab", *["backspace"] * 12, "tab", *["backspace"] * 8
        )
        await press(pilot, "enter")
        await hands.see(pilot, "a code needs a label")
        assert isinstance(top(pilot), Asks)
        assert everything(hands, place) == before


@pytest.mark.parametrize("size", SIZES)
async def test_the_form_keeps_what_is_written_in_each_language(
    place: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    before = everything(hands, place)
    async with start(place, size=size) as pilot:
        await opened(pilot, hands, "housing")
        await press(pilot, "у")
        await hands.until(pilot, lambda: isinstance(top(pilot), CodeForm) and top(pilot).query(Words))
        form = top(pilot)

        def field(name: str) -> Words:
            found: Words = next(each for each in form.query(Words) if each.name == name)
            return found

        await hands.until(pilot, lambda: field("brief").has_focus)
        await press(pilot, "end", *"!", "tab")
        assert field("definition").has_focus
        await press(pilot, "down", "end", "enter", *"[b]Also[/b] loans")
        field("use:0").focus()
        await press(pilot, *"Roofs")
        await hands.until(pilot, lambda: any(each.name == "use:1" for each in form.query(Words)))
        field("not:0").focus()
        await press(pilot, *"Wages")
        see = next(each for each in form.query(Choice) if each.name == "see:0")
        see.focus()
        await press(pilot, "enter", *"pay", "enter")
        await hands.until(pilot, lambda: top(pilot) is form)
        field("example:0").focus()
        await press(pilot, *"We rent")
        kind = next(each for each in form.query(Choice) if each.name == "kind:0")
        kind.focus()
        await press(pilot, "space")
        await press(pilot, "f2")
        await hands.until(pilot, lambda: form.language == "ru" and field("brief").text == "где живут люди")
        assert field("use:0").text == ""
        assert str(field("use:0").placeholder) == "Roofs"
        field("use:0").focus()
        await press(pilot, *"Крыши")
        await press(pilot, "escape")
        await hands.see(pilot, "not kept yet", "throw it away")
        await press(pilot, "down", "enter")
        assert top(pilot) is form
        assert changes(hands, place) == []
        form.query_one("#form-why", Input).value = "vague"
        await press(pilot, "ctrl+s")
        await hands.see(pilot, "Kept, as a new version")
        row = code(hands, place, "housing", "brief", "definition", "use_when", "not_when", "examples")
        brief, definition, use_when, not_when, examples = map(json.loads, row)
        assert brief == {"en": "where people live!", "ru": "где живут люди"}
        assert definition == {"en": "All that is said of\nroofs and rents.\n[b]Also[/b] loans"}
        assert use_when == [{"en": "Roofs", "ru": "Крыши"}]
        assert not_when == [{"text": {"en": "Wages"}, "see": "pay"}]
        assert examples == [{"text": "We rent", "kind": "atypical", "language": "en"}]
        ((what, why, who),) = changes(hands, place)
        assert what.startswith("edit housing “Housing”: ")
        assert (why, who) == ("vague", "Ann")
        await undone(pilot, hands, place, before)


async def test_the_form_survives_a_refusal_and_is_thrown_away_only_when_told(
    place: Path, start: Start, hands: Hands
) -> None:
    async with start(place) as pilot:
        await opened(pilot, hands, "pay")
        await press(pilot, "e")
        await hands.until(pilot, lambda: isinstance(top(pilot), CodeForm) and top(pilot).query(Words))
        form = top(pilot)
        await press(pilot, "ctrl+s")
        await hands.see(pilot, "Nothing has been changed")
        label = next(each for each in form.query(Words) if each.name == "label")
        label.text = "x" * 300
        await press(pilot, "ctrl+s")
        await hands.see(pilot, "200 are the most")
        label.text = "Rent markets"
        await press(pilot, "ctrl+s")
        await hands.see(pilot, "Close to Rent markets", "again keeps it")
        assert (top(pilot), label.text, changes(hands, place)) == (form, "Rent markets", [])
        await pilot.resize_terminal(40, 10)
        await pilot.resize_terminal(20, 5)
        await pilot.resize_terminal(80, 24)
        assert label.text == "Rent markets"
        await press(pilot, "escape", "end", "enter")
        assert isinstance(top(pilot), CodebookScreen)
        assert changes(hands, place) == []


@pytest.mark.parametrize("size", SIZES)
async def test_a_code_moves_is_recoloured_retired_and_taken_back(
    place: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    before = everything(hands, place)
    async with start(place, size=size) as pilot:
        await opened(pilot, hands, "pay")
        await press(pilot, "м", "home", "down", "down", "tab", *"neater", "enter")
        housing = code(hands, place, "housing", "id")[0]
        assert code(hands, place, "pay", "parent_id") == (housing,)
        assert changes(hands, place) == [("move pay “Pay” under housing", "neater", "Ann")]
        await undone(pilot, hands, place, before)
        for key, positions in (("alt+up", [2, 3]), ("alt+down", [3, 2])):
            await at(pilot, hands, "pay")
            await press(pilot, key)
            assert [code(hands, place, x, "position")[0] for x in ("pay", "rental")] == positions
        await at(pilot, hands, "housing")
        await press(pilot, "alt+up")
        await hands.see(pilot, "It is the first one here")
        await press(pilot, "u", "u")
        assert everything(hands, place) == before

        await at(pilot, hands, "pay")
        await press(pilot, "с")
        await hands.see(pilot, "as it is", "teal", "#1F9E97", "now")
        await press(pilot, "down", "enter")
        assert code(hands, place, "pay", "color") == ("#E6443A",)
        await undone(pilot, hands, place, before)

        await press(pilot, "е", *"not used", "enter")
        await hands.see(pilot, "Pay  retired")
        assert code(hands, place, "pay", "status") == ("retired",)
        assert changes(hands, place)[-1] == ("retire pay “Pay”", "not used", "Ann")
        await press(pilot, "t")
        await hands.see(pilot, "back into use?", "It is retired")
        await press(pilot, "enter")
        assert code(hands, place, "pay", "status") == ("active",)
        await press(pilot, "u", "u")
        assert everything(hands, place) == before
        await at(pilot, hands, "society")
        await press(pilot, "t", *"because", "enter")
        await hands.see(pilot, "is a heading with codes in use")
        assert top(pilot).query_one("#why", Input).value == "because"


# --- regrouping ------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_merging_says_first_what_would_move(
    place: Path, start: Start, hands: Hands, kit: Kit, size: tuple[int, int]
) -> None:
    with Study.open(place, "Ann") as ann, Study.open(place, "[b]Ben[/b]") as ben:
        twin = kit.apply(ann, "pay", "rental")
        kit.apply(ann, "pay", "housing")
        kit.apply(ann, "training", "rental")
        kit.apply(ben, "training", "rental")
        memos.add(ann, "on a twin", "coding", twin)
        memos.add(ann, "on the code", "code", codebook.find_code(ann, "rental").id)
    before = everything(hands, place)
    async with start(place, size=size) as pilot:
        await opened(pilot, hands, "rental")
        await press(pilot, "ш", *"housing", "enter")
        seen = await hands.see(
            pilot, "Merge Rent market into Housing?", "2 codings move (1 interview, 2 coders)"
        )
        for words in ("1 stands on the very same passage", "1 memo goes", "1 memo on Rent market stays"):
            assert words in seen
        assert everything(hands, place) == before
        await press(pilot, *"same thing", "escape")
        assert everything(hands, place) == before
        await press(pilot, "enter")
        await hands.see(pilot, "Merged; 2 codings moved.", "Rent market  merged into Housing")
        assert set(hands.codings(place)) == {("housing", "pay"), ("housing", "training")}
        assert code(hands, place, "rental", "status") == ("merged",)
        assert changes(hands, place) == [
            ("merge rental “Rent market” into housing “Housing”", "same thing", "Ann")
        ]
        await hands.until(pilot, lambda: top(pilot).codes.code.slug == "housing")
        await undone(pilot, hands, place, before)
        await at(pilot, hands, "society")
        await press(pilot, "i", *"housing", "enter")
        await hands.see(pilot, "is a heading without codings")


@pytest.mark.parametrize("size", SIZES)
async def test_passages_are_split_off(
    place: Path, start: Start, hands: Hands, kit: Kit, size: tuple[int, int]
) -> None:
    with Study.open(place, "Ann") as ann, Study.open(place, "[b]Ben[/b]") as ben:
        for words in ("pay", "training", "asked"):
            kit.apply(ann, words, "pay")
        kit.apply(ben, "training", "pay")
    before = everything(hands, place)
    async with start(place, size=size) as pilot:
        await opened(pilot, hands, "pay")
        await press(pilot, "ы")
        assert isinstance(top(pilot), SplitOff)
        await hands.see(pilot, "0 of 4 codings", "[ ]  first:3", "[b]Ben[/b]")
        await press(pilot, "s")
        await hands.see(pilot, "Choose at least one coding first")
        await press(pilot, "a")
        await hands.see(pilot, "4 of 4")
        await press(pilot, "ф", "down", "з")
        await hands.see(pilot, "2 of 4", "[x]  first:4")
        await press(pilot, "up", "space", "up", "space", "s", *"Schooling")
        await hands.see(pilot, "2 codings of 1 interview go to it", "2 stay, to be looked at again")
        await press(pilot, "enter")
        await hands.until(pilot, lambda: isinstance(top(pilot), CodebookScreen))
        assert set(hands.codings(place)) == {("pay", "pay"), ("schooling", "training"), ("pay", "asked")}
        assert hands.codings(place, "[b]Ben[/b]") == [("schooling", "training")]
        assert changes(hands, place) == [("split schooling “Schooling” off pay", "", "Ann")]
        await hands.see(pilot, "Schooling  inductive")
        await undone(pilot, hands, place, before)


@pytest.mark.parametrize("size", SIZES)
async def test_older_codings_are_confirmed_recoded_and_visited(
    place: Path, start: Start, hands: Hands, kit: Kit, size: tuple[int, int]
) -> None:
    with Study.open(place, "Ann") as ann, Study.open(place, "[b]Ben[/b]") as ben:
        for words in ("pay", "training", "asked"):
            kit.apply(ann, words, "pay")
        kit.apply(ben, "training", "pay")
        revision.edit(ann, codebook.find_code(ann, "pay").id, Edits(definition={"en": "Another."}), "vague")
    async with start(place, size=size) as pilot:
        await opened(pilot, hands, "pay")
        await press(pilot, "enter", "end")
        await hands.see(pilot, "4 were made before", "Ann: edit pay “Pay”: definition", "vague")
        await press(pilot, "escape", "щ")
        assert isinstance(top(pilot), OlderCodings)
        await hands.see(pilot, "3 codings of yours from before", "v1")
        await press(pilot, "y")
        await hands.see(pilot, "first:3 is still right", "2 codings of yours")
        versions = "SELECT codebook_version FROM coding ORDER BY id"
        assert hands.rows(place, versions) == [(2,), (1,), (1,), (1,)]
        await press(pilot, "u")
        assert hands.rows(place, versions) == [(1,)] * 4
        await press(pilot, "ctrl+r", "r", *"rent market", "enter")
        await hands.see(pilot, "1 coding of yours")
        assert hands.codings(place) == [("pay", "pay"), ("rental", "training"), ("pay", "asked")]
        await press(pilot, "w")
        await hands.see(pilot, "2 codings from before", "[b]Ben[/b]")
        await press(pilot, "y")
        await hands.see(pilot, "another coder's")
        await press(pilot, "w", "enter")
        await hands.until(pilot, lambda: isinstance(top(pilot), CodingScreen))
        assert top(pilot).view.cursor == 5
        await press(pilot, "escape")
        await hands.until(pilot, lambda: isinstance(top(pilot), OlderCodings))
        await settle(pilot)
        await press(pilot, "н")
        await hands.see(pilot, "All of them have been looked at", "first:6 is still right")
        await press(pilot, "escape", "h")
        assert isinstance(top(pilot), BookHistory)
        await hands.see(pilot, "its versions", "edit pay “Pay”: definition", "vague", "Ann")


# --- from the coding screen ------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_the_codebook_from_an_interview_and_an_example_from_a_passage(
    place: Path, start: Start, hands: Hands, kit: Kit, size: tuple[int, int]
) -> None:
    with Study.open(place, "Ann") as ann:
        kit.apply(ann, "The first thing is pay", "pay")
    before = everything(hands, place)
    async with start(place, at="first", size=size) as pilot:
        hands.view(pilot).cursor = 2
        await press(pilot, "b")
        await hands.until(pilot, lambda: isinstance(top(pilot), CodebookScreen))
        await hands.until(
            pilot, lambda: top(pilot).codes.code is not None and top(pilot).codes.code.slug == "pay"
        )
        await settle(pilot)
        await press(pilot, "r", *"ment", "enter")
        await hands.see(pilot, "Payment")
        await press(pilot, "l", "escape")
        await hands.see(pilot, " A  Оплата труда")
        await press(pilot, "l", "l", "l", "u")
        assert everything(hands, place) == before
        await hands.see(pilot, "Оплата труда")

        await press(pilot, "ф")
        await hands.see(
            pilot, "An example of Оплата труда: “The first thing is pay”", "atypical", "close, but no"
        )
        await press(pilot, "down", "enter")
        await hands.see(pilot, "has the example")
        kept = json.loads(code(hands, place, "pay", "examples")[0])
        assert kept == [
            {"text": "The first thing is pay", "kind": "atypical", "language": kept[0]["language"]}
        ]
        await press(pilot, "u")
        assert everything(hands, place) == before

        hands.view(pilot).cursor = 5
        await press(pilot, "v", "v", "a", *"housing", "enter", "enter")
        await hands.see(pilot, "has the example")
        assert [x["text"] for x in json.loads(code(hands, place, "housing", "examples")[0])] == [
            "Nobody asked [b]us[/b]."
        ]
        await press(pilot, "u")
        assert everything(hands, place) == before


async def test_without_a_codebook_it_says_what_to_do(place: Path, start: Start, hands: Hands) -> None:
    with Study.open(place) as study, study.write() as connection:
        for table in ("code", "codebook"):
            connection.exec_driver_sql(f"UPDATE {table} SET removed_at = '2026'")
    async with start(place, at="first") as pilot:
        await press(pilot, "b")
        await hands.see(pilot, "No codebook yet")
        await press(pilot, *"reovitsctha", "down", "end", "slash")
        await hands.until(pilot, lambda: isinstance(top(pilot), CodebookScreen))


async def test_it_does_not_break_on_the_smallest_screen(place: Path, start: Start, hands: Hands) -> None:
    async with start(place, size=(20, 5)) as pilot:
        await opened(pilot, hands, "pay")
        for keys in (
            ("enter", "escape"),
            ("a", "escape"),
            ("r", "escape"),
            ("c", "escape"),
            ("t", "escape"),
            ("h", "escape"),
        ):
            await press(pilot, *keys)
            assert isinstance(top(pilot), CodebookScreen)
        await pilot.resize_terminal(160, 45)
        await hands.see(pilot, "■ Pay", "book/pay")


# --- without a screen ------------------------------------------------------------------------------


def test_a_draft_says_only_what_is_different() -> None:
    known = Code(
        "x",
        {"en": "X", "ru": "Икс"},
        use_when=({"en": "one", "ru": "раз"}, {"en": "two"}),
        not_when=(Exclusion({"en": "no"}, "y"),),
        examples=(Example("an example", "typical", "kk"),),
        aliases=("a", "b"),
    )
    draft = Draft.of(known)
    assert not draft.differs(known)
    draft.use_when.append(Entry())
    draft.examples.append(Sample())
    draft.brief["kk"] = "  "
    draft.label["en"] = " X "
    assert not draft.differs(known)
    draft.label["ru"] = ""
    draft.use_when[1].texts["en"] = ""
    draft.not_when[0].see = None
    draft.examples[0].kind = "close-but-no"
    draft.aliases = "b\n\n c"
    assert draft.edits(known) == Edits(
        label={"ru": ""},
        use_when=[{"en": "one", "ru": "раз"}],
        not_when=[Exclusion({"en": "no"}, None)],
        examples=[Example("an example", "close-but-no", "kk")],
        aliases=["b", "c"],
    )


# --- long work -------------------------------------------------------------------------------------


async def test_a_long_merge_is_stopped_by_escape_and_the_reason_stays(
    place: Path, start: Start, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    from coder.study import regrouping

    begun = threading.Event()

    def slow(
        _study: Study, _one: int, _other: int, why: str, _revisit: bool, stop: Callable[[], bool]
    ) -> int:
        begun.set()
        while not stop():
            time.sleep(0.005)
        raise CoderError(f"stopped; nothing was merged ({why}).")

    monkeypatch.setattr(regrouping, "merge", slow)
    async with start(place) as pilot:
        await opened(pilot, hands, "rental")
        await press(pilot, "i", *"housing", "enter")
        await hands.see(pilot, "No codings stand under it")
        await pilot.press(*"why", "enter")
        await hands.until(pilot, begun.is_set)
        await hands.see(pilot, "merging … Esc stops it")
        await pilot.press("enter", "escape")
        await settle(pilot)
        await hands.see(pilot, "stopped; nothing was merged (why).")
        assert isinstance(top(pilot), Merge)
        assert top(pilot).why == "why"
    assert changes(hands, place) == []


async def test_a_megabyte_pasted_is_refused_in_words_and_a_page_is_kept(
    place: Path, start: Start, hands: Hands
) -> None:
    page = "слово and [b]word[/b]\n" * 500
    async with start(place) as pilot:
        await opened(pilot, hands, "pay")
        await press(pilot, "e")
        await hands.until(pilot, lambda: isinstance(top(pilot), CodeForm) and top(pilot).query(Words))
        field = next(each for each in top(pilot).query(Words) if each.name == "definition")
        field.focus()
        await press(pilot, *"so:")
        field.post_message(Paste("x" * 1_000_000))
        await hands.see(pilot, "1,000,000 characters are too many")
        assert field.text == "so:"
        field.post_message(Paste(page))
        await hands.until(pilot, lambda: len(field.text) > len(page))
        await press(pilot, "ctrl+s")
        await hands.see(pilot, "Kept, as a new version")
    assert json.loads(code(hands, place, "pay", "definition")[0])["en"] == ("so:" + page).strip()
