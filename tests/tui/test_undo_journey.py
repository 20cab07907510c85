"""A day with the app by real keys, taken back key by key after a restart, and repeated.

And after undo and redo on one screen, the screens beneath show what is so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from textual.pilot import Pilot

from coder.files import shipped
from coder.model import CoderError
from coder.study import history, intake, people
from coder.study.study import Study
from coder.tui.screens.codebook.older import OlderCodings
from coder.tui.screens.codebook.screen import CodebookScreen
from coder.tui.screens.codebook.splitting import SplitOff
from coder.tui.screens.coding.screen import CodingScreen
from coder.tui.screens.coding.turning import Turning
from coder.tui.screens.home.screen import Home
from coder.tui.screens.memos.screen import Memos
from coder.tui.screens.search.screen import Search

if TYPE_CHECKING:
    from tests.tui.conftest import Content, Hands, Start

TALK = "I: So?\nR: It is about the pay and the roof.\nI: And?\nR: It is about the roof and the pay."
ACTIONS = "SELECT action FROM event WHERE action NOT IN ('undo', 'redo') ORDER BY id"


async def settle(pilot: Pilot[None]) -> None:
    """Wait for whatever is being worked on."""
    await pilot.pause()
    await asyncio.gather(*(each.wait() for each in pilot.app.workers), return_exceptions=True)
    await pilot.pause()


class Player:
    """Presses keys and looks at what came of them."""

    def __init__(self, pilot: Pilot[None], hands: Hands, place: Path) -> None:
        self.pilot, self.hands, self.place = pilot, hands, place

    @property
    def top(self) -> Any:
        return self.pilot.app.screen

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await settle(self.pilot)

    async def see(self, *words: str) -> str:
        return await self.hands.see(self.pilot, *words)

    async def on(self, screen: type[Any]) -> None:
        await self.hands.until(self.pilot, lambda: isinstance(self.top, screen))
        await settle(self.pilot)

    async def did(self, *actions: str) -> None:
        """The newest changes are these."""
        await settle(self.pilot)
        done = [action for (action,) in self.hands.rows(self.place, ACTIONS)]
        assert tuple(done[-len(actions) :]) == actions, self.hands.screen(self.pilot)

    async def code(self, slug: str) -> None:
        """Go to a code of the codebook screen."""
        codes = {code.slug: code for book in self.top.books for code in book.codes}
        self.top.codes.go_to(codes[slug].id)
        await self.hands.until(self.pilot, lambda: self.top.codes.code.slug == slug)
        await settle(self.pilot)

    async def interview(self, name: str) -> None:
        """Open an interview from another one."""
        await self.press("w")
        await self.see("Which interview?")
        await self.press(*name, "enter")
        await self.see(f" {name} ", "segment")


async def at_home(play: Player) -> None:
    await play.press("i")
    await play.see("Which transcripts")
    await play.press(*"E1.txt", "enter")
    await play.see("1 ready")
    await play.press("enter")
    await play.see("1 of 1 imported.")
    await play.did("import")
    await play.press("escape")
    await play.see("0 of 4 interviews decided")
    await play.press("c", "tab", *"Zoe", "enter")
    await play.see("coder: Zoe")
    await play.did("coders add")
    await play.press("c", "home", "enter")
    await play.see("coder: Ann")


async def in_an_interview(play: Player) -> None:
    await play.press("home", "enter")
    await play.see(" first ", "segment 3/6")
    await play.press("slash", *"housing", "enter")
    await play.did("apply")
    await play.press("v", "v", "left", "left", "slash", *"markup", "enter")
    await play.did("apply", "apply")
    await play.press("e", "enter", "right", "enter")
    await play.did("resize")
    await play.press("r", "enter", *"pay", "enter")
    await play.did("recode")
    await play.press("x", "enter")
    await play.did("remove")
    await play.press("m", "enter", *"doubtful", "ctrl+s")
    await play.did("memo add")
    await play.press("m", "enter", *" indeed", "ctrl+s")
    await play.did("memo edit")
    await play.press("a", "down", "enter")
    await play.did("code example")
    await play.press("c")
    while "book/rental" not in play.hands.screen(play.pilot):
        await play.press("down")
    await play.press("4", "c", "n", "4")
    await play.did("pin", "apply")
    await play.press("n", "space")
    await play.did("decide")
    await play.press("i", "v", *["left"] * 2, "i")
    await play.see("A new code in the respondent's words")
    await play.press("enter")
    await play.did("code add", "apply")
    await play.interview("tall")
    await play.press("end", "slash", *"unheard of", "ctrl+n")
    await play.see("A new code")
    await play.press("enter")
    await play.did("code add", "apply")
    await play.interview("E1")
    await play.press("slash", *"pay", "enter", "n", "s")
    await play.see("Suggestions", "about the pay")
    await play.press("1", "escape")
    await play.did("apply", "apply")


async def in_the_codebook(play: Player) -> None:
    await play.press("b")
    await play.on(CodebookScreen)
    await play.code("pay")
    await play.press("r", *"ment", "enter")
    await play.did("code edit")
    await play.press("e")
    await play.see("Definition")
    await play.press("tab", "tab", *"What is paid.", "ctrl+s")
    await play.did("code edit")
    await play.press("c", "down", "enter")
    await play.did("code recolour")
    await play.press("alt+up")
    await play.did("code move")
    await play.press("v", "home", "enter")
    await play.did("code move")
    await play.press("t", *"unused", "enter")
    await play.did("code retire")
    await play.press("t", "enter")
    await play.did("code reactivate")
    await play.press("a", *"Anew", "enter")
    await play.did("code add")
    await play.code("housing")
    await play.press("s")
    await play.on(SplitOff)
    await play.press("a", "s", *"Roofs", "enter")
    await play.on(CodebookScreen)
    await play.did("code split")
    await play.code("rental")
    await play.press("i", *"housing", "enter")
    await play.see("Merge Rent market into Housing?")
    await play.press("shift+tab", "enter", "tab", "enter")
    await play.see("Merged; 1 coding moved.")
    await play.did("code merge")
    await play.press("o")
    await play.on(OlderCodings)
    await play.press("y")
    await play.did("confirm")
    await play.press("escape")
    await play.on(CodebookScreen)
    await play.press("escape")
    await play.on(CodingScreen)


async def in_search_and_memos(play: Player) -> None:
    await play.press("f", *"turn 1", "enter")
    await play.on(Search)
    await play.see("10 found")
    await play.press("ctrl+a", "c", *"patriot", "enter")
    await play.see("10 passages of 1 interview will be coded.")
    await play.press("enter")
    await play.see("Patriotism: 10 passages of 1 interview coded.")
    await play.did("apply")
    await play.press("escape", "M")
    await play.on(Memos)
    await play.press("m", *"On the whole", "ctrl+s")
    await play.did("memo add")
    await play.press("x")
    await play.did("memo remove")
    await play.press("escape", "escape")
    await play.on(Home)


async def until(play: Player, key: str, done: str, limit: int) -> int:
    """Press a key until the app says that there is nothing more; says how often it did something."""
    for n in range(limit):
        await play.press(key)
        if done in " ".join(play.hands.screen(play.pilot).split()):
            return n
    raise AssertionError(f"never: {done}\n{play.hands.screen(play.pilot)}")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the app is started, with a transcript to import."""
    found = tmp_path / "here"
    found.mkdir()
    (found / "E1.txt").write_text(TALK, "utf-8")
    monkeypatch.chdir(found)
    return found


@pytest.mark.usefixtures("folder")
async def test_a_day_is_taken_back_after_a_restart_and_repeated(
    place: Path, start: Start, hands: Hands, content_of: Callable[[Path], Content]
) -> None:
    beginning = content_of(place)
    already = len(hands.rows(place, ACTIONS))
    async with start(place) as pilot:
        play = Player(pilot, hands, place)
        await at_home(play)
        await in_an_interview(play)
        await in_the_codebook(play)
        await in_search_and_memos(play)
        await play.press("q")
    end, done = content_of(place), len(hands.rows(place, ACTIONS)) - already
    assert done > 30
    async with start(place, at="first") as pilot:
        play = Player(pilot, hands, place)
        assert await until(play, "u", "nothing to undo by Ann.", done + 2) == done
        assert content_of(place).differs(beginning) == ""
        assert content_of(place).came_from(beginning) == ""
        await play.see(" first ", "decided 0/3", "not decided yet")
    async with start(place) as pilot:
        play = Player(pilot, hands, place)
        await play.see("0 of 3 interviews decided")
        assert await until(play, "ctrl+r", "nothing to redo by Ann.", done + 2) == done
        assert content_of(place) == end
        await play.see("of 4 interviews decided", "E1")
    async with start(place) as pilot:  # and back once more, from one screen after the other
        play = Player(pilot, hands, place)
        await play.press("m")
        await play.on(Memos)
        await play.press("u", "u")
        await play.press("escape", "f")
        await play.on(Search)
        await play.press("down", "u")
        await play.see("undone:")
        await play.press("escape", "b")
        await play.on(CodebookScreen)
        for _ in range(12):
            await play.press("u")
        await play.press("escape")
        await play.on(Home)
        for _ in range(3):
            await play.press("u")
    with Study.open(place, "Ann") as study:
        for _ in range(done - 18):
            history.undo(study)
        with pytest.raises(CoderError, match=r"nothing to undo by Ann\."):
            history.undo(study)
    assert content_of(place).differs(beginning) == ""


# --- the screens beneath -----------------------------------------------------------------------------


async def test_an_interview_whose_import_is_taken_back_is_left(
    place: Path, folder: Path, start: Start, hands: Hands
) -> None:
    """On its own screen, and from the codebook above it; Home has it no more, and again after a redo."""
    with Study.open(place, "Ann") as study:
        intake.take_in(study, intake.look(study, folder / "E1.txt"))
    for keys in (("u",), ("b", "u", "escape")):
        async with start(place, at="E1") as pilot:
            play = Player(pilot, hands, place)
            await play.see(" E1 ", "segment 2/4")
            for key in keys:
                await play.press(key)
            await play.on(Home)
            await play.see("E1 is not in the study any more.", "0 of 3 interviews decided")
            await play.press("ctrl+r")
            await play.see("0 of 4 interviews decided")
            await play.press("end", "enter")
            await play.see(" E1 ", "segment 2/4")


WIDE = (160, 45)


async def test_the_coding_screen_shows_what_was_undone_in_the_codebook(
    place: Path, start: Start, hands: Hands
) -> None:
    """Its codes, pins, memos, definition and finder."""
    async with start(place, at="first", size=WIDE) as pilot:
        play = Player(pilot, hands, place)
        await play.press("slash", *"housing", "enter", "m", "enter", *"hm", "ctrl+s")
        await play.see("¶ Housing: ", "A  Housing")
        await play.press("b")
        await play.on(CodebookScreen)
        await play.press("r", *"!", "enter")
        await play.press("escape")
        await play.see("A  Housing!", "¶ Housing!: ")
        await play.press("r", *"rental", "enter")
        await play.see("A  Rent market", "¶ Rent market: ")
        await play.press("b")
        await play.on(CodebookScreen)
        await play.press("u", "u", "escape")
        await play.on(CodingScreen)
        seen = await play.see("A  Housing", "¶ Housing: ")
        assert "Housing!" not in seen
        await play.press("ctrl+r", "ctrl+r")
        seen = await play.see("A  Rent market", "¶ Rent market: ", "Housing!")
        await play.press("f")
        await play.on(Search)
        await play.press("down", "u", "u", "escape")
        await play.on(CodingScreen)
        seen = await play.see("A  Housing", "¶ Housing: ")
        assert "Housing!" not in seen
        await play.press("l")
        await play.see("A  Жильё", "¶ Жильё: ")


async def test_the_interviews_beside_show_what_was_undone_in_another(
    place: Path, start: Start, hands: Hands
) -> None:
    async with start(place, at="first", size=WIDE) as pilot:
        play = Player(pilot, hands, place)
        await play.see("● first", "0/3")
        await play.press("space")
        await play.see("1/3")
        await play.press("w", "down", "enter")
        await play.see("● tall", "segment 1/59", "1/3")
        await play.press("u")
        await play.see("undone: decide segment 3 of first", "0/3")
        await play.press("ctrl+r")
        await play.see("1/3")
        await play.press("f", *"asked", "enter")
        await play.on(Search)
        await play.press("c", *"housing", "enter", "enter")
        await play.did("apply")
        await play.press("escape")
        await play.on(CodingScreen)
        await play.see("● tall", "2/3")
        await play.press("u")
        await play.see("undone: apply housing", "1/3")


async def test_the_search_offers_no_code_that_was_taken_back(place: Path, start: Start, hands: Hands) -> None:
    async with start(place) as pilot:
        play = Player(pilot, hands, place)
        await play.press("b", "a", *"Gone again", "enter")
        await play.did("code add")
        await play.press("escape", "f", *"pay", "enter")
        await play.on(Search)
        await play.press("c")
        await play.see("Gone again")
        await play.press("escape", "u")
        await play.see("undone: add code")
        await play.press("c", *"gone")
        assert "Gone again" not in hands.screen(pilot)
        await play.press("escape", "ctrl+r")
        await play.see("redone: add code")
        await play.press("c", *"gone")
        await play.see("Gone again")


async def test_what_changes_nothing_does_not_offer_to_be_taken_back(
    place: Path, start: Start, hands: Hands
) -> None:
    """Else u would take back something else."""
    async with start(place, at="first") as pilot:
        play = Player(pilot, hands, place)
        await play.press("slash", *"housing", "enter", "a", "enter")
        await play.did("code example")
        await play.press("a", "enter")
        await play.see("has this example already.")
        await play.press("b")
        await play.on(CodebookScreen)
        for keys in (("r", "enter"), ("c", "enter")):
            await play.press(*keys)
            await play.see("It is so already; nothing was changed.")
        await play.did("code example")


async def test_home_takes_back_in_the_name_of_who_codes_alone(
    place: Path, start: Start, hands: Hands
) -> None:
    """A blind coder's u touches nobody's work; where nobody codes it asks who does."""
    with Study.open(place, "Ann") as study:
        from coder.tui.state.workspace import Workspace

        Workspace(study, "first").decide(2)
    async with start(place, "Bea") as pilot:
        play = Player(pilot, hands, place)
        await play.press("u")
        await play.see("nothing to undo by Bea.")
        await play.press("enter", "u")
        await play.see("nothing to undo by Bea.")
        assert hands.decided(place) == [3]
    async with start(place, None) as pilot:
        play = Player(pilot, hands, place)
        await play.see("Who is coding?")
        await play.press("escape", "u")
        await play.see("Who is coding?")
        assert hands.decided(place) == [3]


async def test_a_codebook_that_is_taken_back_is_shown_nowhere(
    place: Path, start: Start, hands: Hands
) -> None:
    with Study.open(place, "Ann") as study:
        intake.take_in(study, intake.look(study, shipped.codebooks()["reform-directions"]))
    async with start(place, at="first", size=WIDE) as pilot:
        play = Player(pilot, hands, place)
        await play.press("c", "end")
        await play.see("reform-directions/")
        await play.press("2", "c", "2")
        await play.did("pin", "apply")
        pinned = hands.codings(place)[0][0]
        await play.press("b")
        await play.on(CodebookScreen)
        assert play.top.codes.code.slug == pinned
        await play.press("u", "u", "u")
        await play.see("undone: add codebook reform-directions")
        seen = hands.screen(pilot)
        assert "Directions" not in seen.replace("undone: add codebook reform-directions", "")
        assert play.top.codes.book is None or play.top.codes.book.slug == "book"
        await play.press("escape")
        await play.on(CodingScreen)
        seen = await play.see("not decided yet", "Book [i]of[/i] codes")
        assert "irection" not in seen
        await play.press("2")
        await play.see("Nothing is pinned to 2")
        await play.press("full_stop")
        await play.see("The code applied last is not in the codebook any more.")
        await play.press("slash")
        await play.see("a few letters of a code")
        assert pinned not in hands.screen(pilot)
        await play.press("escape", "ctrl+r", "ctrl+r", "ctrl+r")
        await play.see("A  ", "decided 1/3", "reform-directions")
        assert hands.codings(place)[0][0] == pinned


async def test_the_last_codebook_taken_back_leaves_an_empty_screen(
    tmp_path: Path, start: Start, hands: Hands
) -> None:
    path = tmp_path / "bare.db"
    Study.create(path).close()
    with Study.open(path) as study:
        people.add_coder(study, "Ann")
    with Study.open(path, "Ann") as study:
        intake.take_in(study, intake.look(study, shipped.codebooks()["reform-directions"]))
    async with start(path, size=WIDE) as pilot:
        play = Player(pilot, hands, path)
        await play.press("b", "down", "down")
        await play.on(CodebookScreen)
        await play.press("u")
        seen = await play.see("undone: add codebook")
        assert "irection" not in seen.replace("undone: add codebook reform-directions", "")
        await play.press("a")
        await play.see("No codebook yet")
        await play.press("ctrl+r")
        await play.see("redone: add codebook", "Direction")


async def test_a_long_undo_is_done_in_the_background_and_can_be_stopped(
    place: Path, start: Start, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "_LONG", 10)
    async with start(place, at="first") as pilot:
        await pilot.press("slash", *"pay", "enter")
        before = hands.codings(place)
        assert [code for code, _quote in before] == ["pay"]
        await pilot.press("u")
        await hands.see(pilot, "undone: apply pay", "not decided yet")
        assert hands.codings(place) == []
        await pilot.press("ctrl+r")
        await hands.see(pilot, "redone: apply pay", " A  Pay")
        assert hands.codings(place) == before
        begin = Turning.on_mount

        def stopped_at_once(turning: Turning) -> None:
            turning.action_halt()
            begin(turning)

        monkeypatch.setattr(Turning, "on_mount", stopped_at_once)
        await pilot.press("u")
        await hands.see(pilot, "cannot undo", "nothing was changed.")
        assert hands.codings(place) == before
