"""Import in the app: choosing files, what is in them, who asks, what comes in and what does not."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input

from coder.files import shipped
from coder.files import transcripts as transcript_files
from coder.model import CoderError, ReadTranscript
from coder.study import intake, transcripts
from coder.study.intake import Candidate
from coder.study.study import Study
from coder.tui.screens.home.arriving import AddBooks
from coder.tui.screens.home.file_picker import FilePicker
from coder.tui.screens.home.importing import Importing
from coder.tui.screens.home.screen import Home
from coder.tui.state.arrivals import Arrivals
from coder.tui.state.browsing import Browser, name_of

if TYPE_CHECKING:
    from tests.tui.conftest import Hands, Start

SIZES = [(80, 24), (160, 45)]
HOSTILE = "[b]x[@click=app.quit]\nline\x1b]52;c;ZXZpbA==\x07 \u202egnp.txt"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two good files, one empty, one of another kind, one inside a folder; the app starts here."""
    inside = tmp_path / "files"
    (inside / "deeper").mkdir(parents=True)
    (inside / "E2.txt").write_text("Interviewer: Why?\nRespondent: [b]Pay[/b], and rent.\n", "utf-8")
    asked = "AB: How?\nCD: Well.\nAB: Why?\nCD: So.\nAB: When?\nCD: Now.\nAB: Where?\nCD: Here.\n"
    (inside / "E10.txt").write_text(asked, "utf-8")
    (inside / "empty.txt").write_text("", "utf-8")
    (inside / "picture.png").write_bytes(b"x")
    (inside / "deeper" / "E3.md").write_text(asked.replace("Well", "Deep"), "utf-8")
    monkeypatch.chdir(inside)
    return inside


def names(hands: Hands, place: Path) -> list[str]:
    return [
        name
        for (name,) in hands.rows(place, "SELECT name FROM transcript WHERE removed_at IS NULL ORDER BY id")
    ]


def events(hands: Hands, place: Path) -> int:
    return int(hands.rows(place, "SELECT count(*) FROM event WHERE action = 'import'")[0][0])


async def picker(pilot: Pilot[None], hands: Hands) -> FilePicker:
    """The file picker that ``i`` opens."""
    await pilot.press("i")
    await hands.until(pilot, lambda: isinstance(pilot.app.screen, FilePicker))
    await hands.see(pilot, "Esc closes")
    found = pilot.app.screen
    assert isinstance(found, FilePicker)
    return found


# --- journeys ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_a_folder_comes_in_with_its_roles_corrected_and_says_what_did_not(
    place: Path, folder: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    async with start(place, size=size) as pilot:
        await picker(pilot, hands)
        await hands.see(pilot, "▶   ● all 3 files of this folder", "E2.txt", "picture.png", "deeper/")
        await pilot.press("enter")
        seen = await hands.see(pilot, "3 files, 2 ready: Enter imports", "the file is empty", "✗")
        assert seen.index("E2") < seen.index("E10") < seen.index("empty.txt")
        await pilot.press("down")
        await hands.see(
            pilot, "8 units to code", "1 AB  4 turns  respondent E10: AB", "asks most of the questions"
        )
        assert names(hands, place) == ["first", "tall", "hostile"]
        await pilot.press("1")
        await hands.see(pilot, "AB: interviewer", "4 units to code", "2 CD  4 turns  respondent E10")
        await pilot.press("enter")
        seen = await hands.see(pilot, "2 of 2 imported.", "✓")
        assert names(hands, place)[3:] == ["E2", "E10"]
        assert events(hands, place) == 3, "each file is a change of its own"
        roles = (
            "SELECT label, role FROM speaker JOIN transcript t ON t.id = transcript_id WHERE t.name = 'E10'"
        )
        assert hands.rows(place, roles) == [("AB", "interviewer"), ("CD", "respondent")]
        await pilot.press("escape")
        await hands.see(pilot, "E10", "0/4", "0 of 5 interviews decided")
        assert isinstance(pilot.app.screen, Home)


async def test_a_wrong_guess_is_corrected_with_a_look_at_what_comes_of_it(
    place: Path, folder: Path, start: Start, hands: Hands
) -> None:
    words = "И: Что мешает?\n\nР: Оплата. И учёба.\n\nИ: А ещё?\n\nР: Всё.\n\nBob: Да.\n"
    (folder / "E10.txt").write_bytes(words.encode("koi8_r"))
    (folder / "E2.txt").write_bytes(words.replace("Bob", "Ann").encode("koi8_r"))
    async with start(place) as pilot:
        await picker(pilot, hands)
        await pilot.press("enter")
        await hands.see(pilot, "3 files, 2 ready", "which is a guess")
        await pilot.press("c")
        await hands.see(pilot, "Format", "Encoding", "Speakers", "koi8_r, ru, 2 units to code")
        await pilot.press("down", *"cp1251")
        await hands.see(pilot, "cp1251")
        await pilot.press(*(["backspace"] * 6), *"klingon")
        await hands.see(pilot, "there is no encoding 'klingon'")
        await pilot.press(*(["backspace"] * 7), *"koi8-r", "down", *"И=interviewer,Р,Ann=other")
        await hands.see(pilot, "И (2), Р (2), Ann (1)")
        await pilot.press("down", *"sentence")
        await hands.see(pilot, "4 units to code", "Р: И учёба.")
        await pilot.press("enter")
        seen = await hands.see(pilot, "1 file read again.", "4 units")
        assert "which is a guess" not in seen
        await pilot.press("C")
        await hands.see(pilot, "3 files read again.")
        await pilot.press("enter")
        await hands.see(pilot, "2 of 2 imported.")
        roles = (
            "SELECT t.name, label, role FROM speaker s JOIN transcript t ON t.id = transcript_id "
            "WHERE t.id > 3 ORDER BY s.id"
        )
        assert hands.rows(place, roles) == [
            ("E2", "И", "interviewer"),
            ("E2", "Р", "respondent"),
            ("E2", "Ann", "other"),
            ("E10", "И", "interviewer"),
            ("E10", "Р", "respondent"),
        ]


async def test_what_is_in_the_study_is_left_alone_and_a_name_that_is_taken_can_be_changed(
    place: Path, folder: Path, start: Start, hands: Hands
) -> None:
    (folder / "first.txt").write_text("Q: Another?\nA: Text.\n", "utf-8")
    with Study.open(place) as study:
        transcripts.add(study, [transcript_files.read(folder / "E2.txt", name="known")])
    async with start(place) as pilot:
        await picker(pilot, hands)
        await pilot.press("enter")
        await hands.see(pilot, "in the study already, as known", "1 ready")
        await pilot.press("end")
        await hands.see(pilot, "the study has a transcript 'first' with another text")
        await pilot.press("r")
        await hands.see(pilot, "The name of the transcript in the study")
        await pilot.press("end", *" again", "enter")
        await hands.see(pilot, "first again", "2 ready")
        await pilot.press("enter")
        await hands.see(pilot, "2 of 2 imported.")
        assert names(hands, place)[3:] == ["known", "E10", "first again"]


async def test_several_are_marked_folders_too_and_the_same_roles_go_everywhere(
    place: Path, folder: Path, start: Start, hands: Hands
) -> None:
    async with start(place) as pilot:
        await picker(pilot, hands)
        await pilot.press("home", "down", "down", "space")
        await hands.see(pilot, "✓ deeper/", "Enter takes the 1 marked")
        await pilot.press("down", "space")
        await hands.see(pilot, "✓ E10.txt", "Enter takes the 2 marked")
        await pilot.press("enter")
        await hands.see(pilot, "2 files, 2 ready", "E3")
        await pilot.press("end", "1", "a")
        await hands.see(pilot, "changed in 1 other file.")
        await pilot.press("home", "space")
        await hands.see(pilot, "left out", "1 ready")
        await pilot.press("enter")
        await hands.see(pilot, "1 of 1 imported.")
        await pilot.press("home", "space", "enter")
        await hands.see(pilot, "nothing to import")
        asking = "SELECT DISTINCT label FROM speaker WHERE role = 'interviewer' AND label = 'AB'"
        assert hands.rows(place, asking) == [("AB",)]
        assert len(names(hands, place)) == 5


async def test_a_stop_leaves_whole_files_and_says_so(
    place: Path, folder: Path, start: Start, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_first, go = threading.Event(), threading.Event()
    real = intake.take_in

    def slow(study: Study, candidate: Candidate) -> Candidate:
        at_first.set()
        assert go.wait(20)
        return real(study, candidate)

    monkeypatch.setattr(intake, "take_in", slow)
    async with start(place) as pilot:
        await picker(pilot, hands)
        await pilot.press("enter")
        await hands.see(pilot, "2 ready")
        await pilot.press("enter")
        await hands.until(pilot, at_first.is_set)
        await hands.see(pilot, "importing 1 of 2: E2", "Esc stops")
        await pilot.press("escape")
        await hands.see(pilot, "stopping")
        go.set()
        await hands.see(pilot, "1 of 2 imported.", "Stopped: Enter imports the rest.")
        assert names(hands, place)[3:] == ["E2"]
        segments = (
            "SELECT count(*) FROM segment JOIN transcript t ON t.id = transcript_id WHERE t.name = 'E2'"
        )
        assert hands.rows(place, segments) == [(2,)]
        await pilot.press("enter")
        await hands.see(pilot, "1 of 1 imported.")
        assert names(hands, place)[3:] == ["E2", "E10"]


async def test_a_file_that_goes_bad_on_the_way_does_not_keep_the_others_out(
    place: Path, folder: Path, start: Start, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = transcripts.add

    def fails(study: Study, reads: list[ReadTranscript]) -> list[transcripts.Incoming]:
        if reads[0].name == "E2":
            raise CoderError("the disk is full. Nothing was changed.")
        return real(study, reads)

    monkeypatch.setattr(transcripts, "add", fails)
    async with start(place) as pilot:
        await picker(pilot, hands)
        await pilot.press("enter")
        await hands.see(pilot, "2 ready")
        await pilot.press("enter")
        await hands.see(pilot, "1 of 2 imported.", "the disk is full.", "What was not says why in its line.")
        assert names(hands, place)[3:] == ["E10"]


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_names_are_shown_harmless_and_come_in(
    place: Path, folder: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    shutil.copy(folder / "E2.txt", folder / HOSTILE)
    try:
        Path(os.fsdecode(bytes(folder) + b"/\xff\xfe.txt")).write_text("A: b\nC: d\n")
    except OSError:
        pytest.skip("this file system takes no such names")
    (folder / "E2.txt").unlink()
    async with start(place, size=size) as pilot:
        await picker(pilot, hands)
        seen = await hands.see(pilot, "[b]x[@click=app.quit]", "all 4 files")
        assert "\x1b" not in seen
        await pilot.press("enter")
        seen = await hands.see(pilot, "the name holds bytes", "[b]x[@click=")
        assert "\x1b" not in seen
        assert "\u202e" not in seen
        await pilot.press("home", "down", "down", "enter")
        await hands.see(pilot, "2 of 2 imported.")
        await pilot.press("escape")
        await hands.see(pilot, "0 of 5 interviews decided", "[b]x[@click=app.quit]")
        assert names(hands, place)[3] == "[b]x[@click=app.quit] line\ufffd]52;c;ZXZpbA==\ufffd \ufffdgnp"


async def test_codebooks_come_in_from_a_file_and_from_those_that_ship(
    place: Path, folder: Path, start: Start, hands: Hands
) -> None:
    shutil.copy(shipped.codebooks()["oecd-pslc"], folder / "mine.yaml")
    (folder / "broken.yml").write_text("codes: [", "utf-8")
    async with start(place) as pilot:
        await picker(pilot, hands)
        await pilot.press(*"mine.yaml", "enter")
        await hands.see(pilot, "14 codes", "codebook “OECD principles", "1 ready")
        await pilot.press("b")
        await hands.see(pilot, "Which codebooks?", "[ ] 18 codes")
        assert isinstance(pilot.app.screen, AddBooks)
        await pilot.press("end", "space")
        await hands.see(pilot, "[x] 18 codes")
        await pilot.press("enter")
        await hands.see(pilot, "2 files, 2 ready")
        await pilot.press("o", *"broken.yml", "enter")
        await hands.see(pilot, "3 files, 2 ready", "✗")
        await pilot.press("enter")
        await hands.see(pilot, "2 of 2 imported.")
        books = hands.rows(place, "SELECT slug FROM codebook ORDER BY id")
        assert books == [("book",), ("oecd-pslc",), ("reform-directions",)]


async def test_b_in_a_study_without_codes_offers_the_codebooks(
    tmp_path: Path, start: Start, hands: Hands
) -> None:
    path = tmp_path / "bare.db"
    Study.create(path).close()
    async with start(path, None) as pilot:
        await hands.see(pilot, "Who is coding?")
        await pilot.press(*"Zoe", "enter")
        await hands.see(pilot, "coder: Zoe")
        await pilot.press("b")
        await hands.see(pilot, "Which codebooks?", "29 codes")
        await pilot.press("enter")
        await hands.see(pilot, "1 file, 1 ready")
        await pilot.press("enter")
        await hands.see(pilot, "1 of 1 imported.")
        assert hands.rows(path, "SELECT slug FROM codebook") == [("civil-service-themes",)]


async def test_esc_at_every_step_changes_nothing(
    place: Path, folder: Path, start: Start, hands: Hands
) -> None:
    async with start(place) as pilot:
        await picker(pilot, hands)
        await pilot.press("escape")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Home))
        await picker(pilot, hands)
        await pilot.press("enter")
        await hands.see(pilot, "2 ready")
        await pilot.press("escape")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Home))
        assert len(names(hands, place)) == 3
        assert events(hands, place) == 1


@pytest.mark.parametrize("size", [(20, 5), (40, 12)])
async def test_import_in_a_tiny_terminal(
    place: Path, folder: Path, start: Start, hands: Hands, size: tuple[int, int]
) -> None:
    async with start(place, size=size) as pilot:
        await pilot.press("i")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, FilePicker))
        await pilot.press("enter")
        await hands.until(
            pilot,
            lambda: isinstance(pilot.app.screen, Importing) and len(pilot.app.screen.arrivals.files) == 3,
        )
        await pilot.press("enter")
        await hands.until(pilot, lambda: len(names(hands, place)) == 5)


# --- typing a path ---------------------------------------------------------------------------------------


async def test_a_path_is_typed_completed_pasted_and_a_wrong_one_is_said(
    place: Path, folder: Path, start: Start, hands: Hands
) -> None:
    async with start(place) as pilot:
        screen = await picker(pilot, hands)
        await pilot.press(*"de")
        await hands.see(pilot, "deeper/")
        await pilot.press("tab")
        assert screen.query_one(Input).value == "deeper/"
        await pilot.press("enter")
        await hands.see(pilot, "E3.md", "/deeper/")
        await pilot.press("left")
        await hands.see(pilot, "▶   deeper/")
        screen.post_message(Paste(f"'{folder / 'nothing.txt'}'"))
        await hands.until(pilot, lambda: screen.query_one(Input).value)
        await pilot.press("enter")
        await hands.see(pilot, "there is no such file or folder")
        screen.query_one(Input).value = ""
        screen.post_message(Paste("x" * 1_000_000))
        await pilot.pause()
        await pilot.press("enter", "escape")
        await hands.until(pilot, lambda: isinstance(pilot.app.screen, Home))


def test_a_browser_completes_what_names_have_in_common(folder: Path) -> None:
    browser = Browser((".txt",), folder)
    assert browser.complete("e") == ("e", ["E2.txt", "E10.txt", "empty.txt"])
    assert browser.complete("em") == ("empty.txt", ["empty.txt"])
    assert browser.complete("E1") == ("E10.txt", ["E10.txt"])
    assert browser.complete("deeper/E")[1] == []
    assert browser.complete(f"{folder}/DE") == (f"{folder}/deeper/", ["deeper/"])
    assert browser.complete("nowhere/x") == ("nowhere/x", [])
    assert browser.path("~") == Path.home()
    assert browser.path("'a b.txt'") == folder / "a b.txt"


def test_a_folder_that_cannot_be_read_is_said_and_not_entered(folder: Path) -> None:
    browser = Browser((".txt",), folder)
    browser.open(folder)
    browser.open(folder / "gone")
    assert browser.folder == folder
    assert "cannot be read" in browser.fault


def test_names_that_are_no_text_can_be_shown() -> None:
    assert name_of("a\udcff\x1b\n") == "a?\N{REPLACEMENT CHARACTER} "


# --- the list without a screen -----------------------------------------------------------------------------


def test_labels_of_one_person_change_their_role_together(folder: Path, place: Path) -> None:
    file = folder / "two.txt"
    file.write_text("Adam Jonas (AJ): Well?\nBea Kim: Yes.\nAJ: So?\nBea Kim: No.\n", "utf-8")
    with Study.open(place) as study:
        arrivals = Arrivals()
        arrivals.add([intake.look(study, file)])
        arrivals.add([intake.look(study, file)])
    assert len(arrivals.files) == 1
    arrivals.turn_role(0, 0)
    read = arrivals.files[0].read
    assert read is not None
    assert {s.label: s.role for s in read.speakers} == {
        "Adam Jonas (AJ)": "interviewer",
        "Bea Kim": "respondent",
        "AJ": "interviewer",
    }
    assert "no speaker 9" in arrivals.turn_role(0, 8)


def test_roles_that_leave_nobody_to_answer_are_warned_of(folder: Path, place: Path) -> None:
    with Study.open(place) as study:
        arrivals = Arrivals([intake.look(study, folder / "E10.txt")])
    arrivals.turn_role(0, 0)
    arrivals.turn_role(0, 1)
    assert "Nobody answers" in arrivals.details(0, "en").plain


def test_a_missing_file_is_a_sentence_not_an_exception(folder: Path, place: Path) -> None:
    with Study.open(place) as study:
        for name in ("gone.txt", "picture.png", "gone.yaml"):
            found = intake.look(study, folder / name)
            assert found.standing == "faulty"
            assert name in found.why
        empty = folder / "none"
        empty.mkdir()
        assert intake.find([empty]) == [empty]
        assert "no transcripts in the folder" in intake.look(study, empty).why
