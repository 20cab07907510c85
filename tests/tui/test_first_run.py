"""The first start without a study: the demonstration, a study of one's own, another one."""

from __future__ import annotations

import json
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input

from coder.cli import app as door
from coder.cli.main import cli
from coder.files import shipped
from coder.study import demo
from coder.study.study import Study
from coder.tui.app import CoderApp
from coder.tui.remembered import KEPT, Remembered
from coder.tui.screens.coding.screen import CodingScreen
from coder.tui.screens.home.creating import BookList, CreateStudy
from coder.tui.screens.home.file_picker import FilePicker
from coder.tui.screens.home.first_run import FirstRun
from coder.tui.screens.home.screen import Home

if TYPE_CHECKING:
    from tests.tui.conftest import Hands

SIZES = [(80, 24), (160, 45)]
Begin = Callable[..., AbstractAsyncContextManager[Pilot[None]]]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which the app starts."""
    folder = tmp_path / "my [b]study"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def begin(tmp_path: Path) -> Begin:
    """Starts the app without a study."""

    @asynccontextmanager
    async def begin_(size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
        app = CoderApp(None, "en", Remembered.load(tmp_path / "state" / "app.json"))
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            yield pilot
        app.let_go()

    return begin_


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


# --- a study of one's own ----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_a_study_is_created_with_a_coder_and_a_codebook(
    here: Path, begin: Begin, hands: Hands, size: tuple[int, int]
) -> None:
    async with begin(size) as pilot:
        await hands.see(pilot, "There is no study in", "my [b]study", "See the demonstration")
        await pilot.press("down", "enter")
        await hands.see(pilot, "A new study:", "[ ] 14 codes")
        await pilot.press("enter")
        await hands.see(pilot, "Who codes? A name is needed, nothing else.")
        assert left_in(here) == []
        await pilot.press(*"Zoe", "tab", "down", "space")
        await hands.see(pilot, "[x] 14 codes")
        await pilot.press("enter")
        await hands.see(pilot, "my [b]study", "coder: Zoe", "i imports transcripts, b adds a codebook")
        assert isinstance(pilot.app.screen, Home)
        place = here / "study.db"
        assert hands.rows(place, "SELECT name FROM study") == [("my [b]study",)]
        assert hands.rows(place, "SELECT name, role, blind FROM coder") == [("Zoe", "coder", 0)]
        assert hands.rows(place, "SELECT slug FROM codebook") == [("oecd-pslc",)]


async def test_a_codebook_from_a_file_and_what_is_wrong_with_one(
    here: Path, begin: Begin, hands: Hands
) -> None:
    (here / "mine.yaml").write_text(shipped.codebooks()["oecd-pslc"].read_text("utf-8"), "utf-8")
    (here / "broken.yaml").write_text("codebook: [", "utf-8")
    async with begin() as pilot:
        await pilot.press("c")
        await hands.see(pilot, "[ ] 18 codes")
        await pilot.press("tab", *"Zoe", "ctrl+f")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, FilePicker))
        await pilot.press(*"broken.yaml", "enter")
        await hands.see(pilot, "this is not YAML")
        assert isinstance(pilot.app.screen, CreateStudy)
        await pilot.press("ctrl+f")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, FilePicker))
        await pilot.press(*"mine.yaml", "enter")
        await hands.until(pilot, lambda: len(pilot.app.screen.query_one(BookList).ticked) == 1)
        (here / "mine.yaml").write_text("now: broken", "utf-8")
        await pilot.press("enter")
        await hands.see(pilot, "mine.yaml")
        assert isinstance(pilot.app.screen, CreateStudy), "nothing is made when a part cannot be"
        assert not (here / "study.db").exists()
        assert pilot.app.screen.query_one("#new-coder", Input).value == "Zoe", "what was typed is still there"
        await pilot.press("escape", "q")
    assert left_in(here) == ["broken.yaml", "mine.yaml"]


# --- the demonstration -----------------------------------------------------------------------------------


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch, demo_template: Path) -> None:
    """Building takes no time: the demonstration of the other tests is copied."""

    def build(where: Path, progress: Callable[[str], None]) -> Study:
        progress("transcripts")
        where.write_bytes(demo_template.read_bytes())
        progress("codings")
        return Study.open(where)

    monkeypatch.setattr(demo, "build", build)


@pytest.mark.parametrize("size", SIZES)
async def test_the_demonstration_is_built_where_the_user_says_and_offers_the_tour_once(
    here: Path, begin: Begin, hands: Hands, built: None, size: tuple[int, int]
) -> None:
    async with begin(size) as pilot:
        await pilot.press("enter")
        await hands.see(pilot, "Which folder should hold the demonstration?", "coder-demo")
        await pilot.press("end", *"-2", "enter")
        await hands.see(pilot, "coder: consensus", "24 of 24", "T takes a two-minute tour")
        assert left_in(here) == ["study.db", "study.db-shm", "study.db-wal"]
        assert (here / "coder-demo-2" / "study.db").is_file()
        await pilot.press("enter")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, CodingScreen))
        await pilot.press("escape")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Home))
        assert "two-minute tour" not in hands.screen(pilot)
    async with begin(size) as pilot:
        await pilot.press("o")
        await hands.see(pilot, "Which study?", "lately:", "coder-demo-2")
        await pilot.press("enter")
        await hands.see(pilot, "Who is coding?")
        await pilot.press("enter")
        await hands.see(pilot, "coder: Dana")
        assert "two-minute tour" not in hands.screen(pilot)


async def test_esc_while_it_is_built_leaves_nothing(
    here: Path, begin: Begin, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go, ended = threading.Event(), threading.Event(), threading.Event()

    def build(where: Path, progress: Callable[[str], None]) -> Study:
        study = Study.create(where)
        try:
            progress("transcripts")
            begun.set()
            assert go.wait(20)
            progress("codebooks")
        finally:
            study.close()
            ended.set()
        return study

    monkeypatch.setattr(demo, "build", build)
    async with begin() as pilot:
        await pilot.press("d", "enter")
        await hands.until(pilot, begun.is_set)
        await hands.see(pilot, "building the demonstration: transcripts", "Esc stops")
        await pilot.press("escape")
        await hands.see(pilot, "Stopped. Nothing was left behind.")
        go.set()
        await hands.until(pilot, lambda: ended.wait(1) and not (here / "coder-demo").exists())
        assert isinstance(pilot.app.screen, FirstRun)
    assert left_in(here) == []


async def test_a_folder_that_cannot_be_made_is_said(
    here: Path, begin: Begin, hands: Hands, built: None
) -> None:
    (here / "taken").write_text("x")
    async with begin() as pilot:
        await pilot.press("d")
        await hands.see(pilot, "Which folder")
        pilot.app.screen.query_one(Input).value = str(here / "taken")
        await pilot.press("enter")
        await hands.see(pilot, "this is a file; name a folder")
        pilot.app.screen.query_one(Input).value = str(here / "taken" / "below")
        await pilot.press("enter")
        await hands.see(pilot, "the folder cannot be made")
    assert left_in(here) == ["taken"]


# --- another study ---------------------------------------------------------------------------------------


async def typed(pilot: Pilot[None], path: str) -> None:
    """Begin to type a path, put the rest in as a terminal pastes it, and press Enter."""
    await pilot.press(path[0])
    field = pilot.app.focused
    assert isinstance(field, Input)
    field.value = ""
    field.post_message(Paste(path))
    await pilot.pause()
    assert field.value == path
    await pilot.press("enter")


@pytest.mark.parametrize("size", [(80, 24), (20, 5)])
async def test_another_study_takes_the_place_of_the_present_one(
    here: Path, place: Path, begin: Begin, hands: Hands, size: tuple[int, int]
) -> None:
    other = here / "other.db"
    Study.create(other, "The other").close()
    (here / "no.db").write_text("no study")
    async with begin(size) as pilot:
        assert isinstance(pilot.app, CoderApp)
        assert pilot.app.open_study(place, "Ann") == ""
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Home))
        await pilot.press("o")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, FilePicker))
        await typed(pilot, str(here / "no.db"))
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Home))
        assert pilot.app.study.name == "Study [b]x[/b]", "what was open stays open"
        await pilot.press("щ")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, FilePicker))
        await typed(pilot, str(other))
        await hands.until(pilot, lambda: pilot.app.study.name == "The other")  # type: ignore[attr-defined]
        assert len(pilot.app.screen_stack) <= 3
        assert pilot.app.remembered.studies == [str(other), str(place)]


async def test_esc_and_q_leave_without_a_trace(here: Path, begin: Begin, hands: Hands) -> None:
    async with begin((40, 12)) as pilot:
        await pilot.press("c")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, CreateStudy))
        await pilot.press("escape", "o")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, FilePicker))
        await pilot.press("escape", "j", "k", "q")
    assert pilot.app.return_code == 0
    assert left_in(here) == []


# --- the command ------------------------------------------------------------------------------------------


def test_in_a_pipe_nothing_changes(here: Path) -> None:
    answer = CliRunner().invoke(cli, [])
    assert answer.exit_code == 1
    assert "no study in this folder. Make one with `coder init`" in str(answer.exception)


@pytest.mark.parametrize("study", [True, False])
def test_in_a_terminal_the_app_opens_with_or_without_a_study(
    here: Path, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, study: bool
) -> None:
    opened: list[bool] = []
    monkeypatch.setattr(door, "is_terminal", lambda: True)
    monkeypatch.setattr(CoderApp, "run", lambda app: opened.append(app.has_study))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    answer = CliRunner().invoke(cli, ["--study", str(place)] if study else [])
    assert answer.exit_code == 0, answer.output
    assert opened == [study]


def test_several_studies_in_a_folder_are_still_named_and_refused(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "is_terminal", lambda: True)
    for name in ("a.db", "b.db"):
        Study.create(here / name).close()
    answer = CliRunner().invoke(cli, [])
    assert answer.exit_code == 1
    assert "several studies (a.db, b.db)" in str(answer.exception)


# --- what is remembered ------------------------------------------------------------------------------------


def test_the_newest_studies_are_remembered_and_rubbish_is_forgotten(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "app.json"
    kept = Remembered.load(file)
    for n in range(KEPT + 3):
        (tmp_path / f"{n}.db").touch()
        kept.opened(tmp_path / f"{n}.db")
    kept.opened(tmp_path / "5.db")
    kept.offered()
    again = Remembered.load(file)
    assert [path.name for path in again.there()][:3] == ["5.db", f"{KEPT + 2}.db", f"{KEPT + 1}.db"]
    assert len(again.studies) == KEPT
    assert again.tour_offered
    (tmp_path / "5.db").unlink()
    assert again.there()[0].name == f"{KEPT + 2}.db"
    for rubbish in ("", "[]", "{", '{"studies": 3}', '{"studies": [1, "a.db"], "tour_offered": "no"}'):
        file.write_text(rubbish)
        found = Remembered.load(file)
        assert found.studies in ([], ["a.db"])
        assert not found.tour_offered
    assert json.loads(json.dumps(str(file)))
    Remembered(tmp_path / "5.db" / "no" / "way.json").opened(tmp_path / "1.db")
    Remembered().opened(tmp_path / "1.db")
