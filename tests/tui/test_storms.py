"""What a day can do to the app: windows pulled about, a whole book pasted, a terminal that is gone."""

from __future__ import annotations

import ast
import importlib.util
import os
import random
import re
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input

from coder.study import codebook, pins, transcripts
from coder.study.safety.checking import check
from coder.study.study import Study
from coder.tui.screens.coding.screen import CodingScreen
from coder.tui.screens.finder.finder import CodeFinder
from coder.tui.screens.home.screen import Home
from coder.tui.state.workspace import Workspace
from tests.thorough import THOROUGH

if TYPE_CHECKING:
    from tests.benchmarks.terminal import Terminal
    from tests.conftest import Kit
    from tests.tui.conftest import Hands, Start

ROOT = Path(__file__).parents[2]
DOWN = "\x1b[B"
BOOK = "Достопримечательность, [b]pay[/b] and \x1b]52;c;ZXZpbA==\x07 the rest of it. " * 14_000
"""More than 1 MB to paste."""
PATIENCE = 1.0
"""Seconds of computing (not of waiting for others) that one paste may take."""


def shows_what_is_stored(work: Workspace) -> None:
    """The lists behind the screen are those that the file gives."""
    fresh = Workspace(work.study, work.transcript.name)
    assert (work.codings, work.marked, work.progress()) == (fresh.codings, fresh.marked, fresh.progress())


# --- windows pulled about --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["tall", "hostile"])
async def test_thirty_sizes_with_keys_in_between(start: Start, place: Path, hands: Hands, name: str) -> None:
    dice = random.Random(name)
    keys = ["down", "up", "pagedown", "pageup", "home", "end", "j", "k", "n", "space", "v", "right", "left"]
    keys += ["period", "u", "ctrl+r", "d", "c", "l", "1", "escape", "slash", "p", "a", "enter"]
    async with start(place, at=name, size=(80, 24)) as pilot:
        app: Any = pilot.app
        screen = app.screen
        for _ in range(30 * THOROUGH):
            await pilot.resize_terminal(dice.randint(20, 200), dice.randint(5, 60))
            key = dice.choice(keys)
            if app.screen is screen and key == "escape":
                key = "down"  # nobody leaves
            await pilot.press(key)
        while app.screen is not screen:
            assert not isinstance(app.screen, Home), "somebody left"
            await pilot.press("escape")
        await pilot.resize_terminal(120, 40)
        screen.view.focus()
        await pilot.press("home")
        seen = await hands.see(pilot, "segment 1/", "Ann")
        assert len(seen.splitlines()) == 40
        shows_what_is_stored(screen.workspace)
    with Study.open(place, "Ann") as study:
        assert check(study) == []


@pytest.mark.parametrize("size", [(20, 5), (20, 60), (200, 5)])
async def test_the_smallest_terminals_code_all_the_same(
    start: Start, place: Path, hands: Hands, size: tuple[int, int]
) -> None:
    async with start(place, at="first", size=size) as pilot:
        await pilot.press("slash")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, CodeFinder))
        await pilot.press("p", "a", "y", "enter")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, CodingScreen))
        for key in ("down", "v", "right", "escape", "c", "c", "d", "d", "l", "space", "u", "n", "pagedown"):
            await pilot.press(key)
        assert hands.codings(place) == [("pay", "The first thing is pay.")]


# --- a book pasted -----------------------------------------------------------------------------------


async def paste(pilot: Pilot[None], text: str = BOOK) -> float:
    """Paste into whatever has the focus; the seconds of computing until the app is at rest again."""
    await pilot.pause()
    before = time.process_time()
    pilot.app.post_message(Paste(text))
    for _ in range(3):
        await pilot.pause()
    return time.process_time() - before


async def test_a_book_pasted_into_the_finder_does_not_hold_it_up(
    start: Start, place: Path, hands: Hands
) -> None:
    async with start(place, at="first") as pilot:
        await pilot.press("slash")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, CodeFinder))
        assert await paste(pilot) < PATIENCE
        assert len(pilot.app.screen.query_one(Input).value) < 1000
        assert await paste(pilot, "again") < PATIENCE
        await pilot.press("ctrl+u", *"pay", "enter")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, CodingScreen))
        assert hands.codings(place) == [("pay", "The first thing is pay.")]


@pytest.mark.parametrize("keys", [("c",), ("slash",), ("f",), ("t", "e")])
async def test_a_book_pasted_on_the_first_screens(start: Start, place: Path, keys: tuple[str, ...]) -> None:
    async with start(place) as pilot:
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        for each in pilot.app.screen.query(Input):
            each.focus()
            assert await paste(pilot) < PATIENCE
            assert len(each.value) < 10_000
        await pilot.press("escape")
        assert pilot.app.is_running


async def test_a_book_pasted_where_nothing_is_typed_does_nothing(
    start: Start, place: Path, hands: Hands
) -> None:
    async with start(place, at="first") as pilot:
        assert await paste(pilot) < PATIENCE
        assert not hands.codings(place)
        assert not hands.decided(place)


def test_every_line_to_type_in_has_an_end() -> None:
    """Without ``max_length`` a paste of any size is taken, and painted at every key."""
    endless = []
    for path in sorted((ROOT / "coder" / "tui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Input"
            if called and "max_length" not in {each.arg for each in getattr(node, "keywords", [])}:
                endless.append(f"{path.name}:{getattr(node, 'lineno', 0)}")
    assert not endless


# --- a terminal that is gone --------------------------------------------------------------------------


def terminal_of(place: Path, home: Path) -> Terminal:
    """The app in a terminal of its own; the driver is that of the benchmarks."""
    path = ROOT / "tests" / "benchmarks" / "terminal.py"
    name = "coder_tests_terminal"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    module: Any = sys.modules[name]
    kept = {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_STATE_HOME": str(home), "LANG": "C.UTF-8"}
    found: Terminal = module.Terminal(
        module.app(place, "Ann"),
        columns=100,
        lines=30,
        environment={**kept, "PYTHONPATH": str(ROOT), "CODER_CONFIG": str(home)},
    )
    return found


@pytest.fixture
def long(place: Path, kit: Kit) -> Path:
    """A study with an interview that nobody comes to the end of, and codes under the digits."""
    with Study.open(place, "Ann") as study:
        transcripts.add(study, [kit.interview("zz long", [("R", f"Turn {n}.") for n in range(3000)])])
        for slot, slug in enumerate(("pay", "housing", "rental", "markup"), 1):
            pins.pin(study, slot, codebook.find_code(study, slug).id)
    return place


def type_fast(terminal: Terminal, until: int) -> int:
    """Code one segment after the other without waiting; the number that the screen has acknowledged."""
    acknowledged = 0
    deadline = time.monotonic() + 60
    while acknowledged < until:
        assert time.monotonic() < deadline, f"only {acknowledged} were acknowledged"
        terminal.send(f"1{DOWN}2{DOWN}3{DOWN}4{DOWN}")
        time.sleep(0.01)
        terminal.drain()
        acknowledged = _acknowledged(terminal)
    return acknowledged


def _acknowledged(terminal: Terminal) -> int:
    module: Any = sys.modules["coder_tests_terminal"]
    return max(map(int, re.findall(r"decided (\d+)/3000", module.words(terminal.out))), default=0)


def _hang_up(terminal: Terminal) -> None:
    """Close the terminal, as a window or a connection that breaks does."""
    os.close(terminal.fd)


def _kill(terminal: Terminal) -> None:
    os.kill(terminal.pid, signal.SIGKILL)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the driver reads /proc")
@pytest.mark.parametrize("end", [_hang_up, _kill])
def test_what_was_acknowledged_outlives_the_terminal(
    long: Path, tmp_path: Path, hands: Hands, end: Callable[[Terminal], None]
) -> None:
    with terminal_of(long, tmp_path) as terminal:
        terminal.wait("hostile", quiet=1.0)
        terminal.press("\x1b[F", quiet=0.3)
        terminal.press("\r", "Turn 0", quiet=0.5)
        acknowledged = type_fast(terminal, 30)
        end(terminal)
        deadline = time.monotonic() + 20
        while os.waitpid(terminal.pid, os.WNOHANG) == (0, 0):
            assert time.monotonic() < deadline, "it goes on without a terminal"
            time.sleep(0.05)
        terminal.pid = 0
    coded = hands.codings(long)
    assert len(coded) >= acknowledged >= 30
    assert [quote for _, quote in coded] == [f"Turn {n}." for n in range(len(coded))]
    with Study.open(long, "Ann") as study:
        assert check(study) == []
        assert Workspace(study, "zz long").progress() == (len(coded), 3000)
