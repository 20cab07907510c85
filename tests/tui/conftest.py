"""A study for the app to be tried on, and hands and eyes at the app."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from textual.pilot import Pilot

from coder.files import transcripts as transcript_files
from coder.model import Code, Codebook, Example
from coder.study import codebook, demo, people, transcripts
from coder.study.study import Study
from coder.tui.app import CoderApp
from coder.tui.screens.coding.screen import CodingScreen
from coder.tui.widgets.transcript_view import TranscriptView

if TYPE_CHECKING:
    from tests.conftest import Kit

NAME = "Study [b]x[/b]"
CODERS = {"Ann": False, "[b]Ben[/b]": False, "Bea": True}
FAMILY = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}\u200d\N{BOY}"
HOSTILE = [
    "Interviewer: What is [red]that[/]?",
    "Respondent: It is [b]x[/b], [@click=app.quit]click[/], [/] and [not a tag.",
    "Respondent: Before \x1b]52;c;ZXZpbA==\x07 after, \x9b31m red, \u202ebackwards.",
    "Respondent: One\u2028two\u2029three\tfour.",
    f"Respondent: A family {FAMILY} of four, {FAMILY * 30} and a flag \U0001f1f0\U0001f1ff.",
    "Respondent: За\u0301мок стои\u0301т на горе\u0301, ёлка и \u0438\u0306.",
    "Respondent: " + "Достопримечательность" * 12,
    "Respondent: " + "漢字と仮名の混じった文章です。" * 6,
]


class Hands:
    """What tests of the app do again and again."""

    @staticmethod
    def screen(pilot: Pilot[None]) -> str:
        """The screen on top as text, line by line."""
        strips = pilot.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)

    @staticmethod
    async def until(pilot: Pilot[None], condition: Callable[[], object]) -> None:
        """Wait, without a clock, until something is so."""
        for _ in range(200):
            await pilot.pause()
            if condition():
                return
        raise AssertionError(f"it never came to it:\n{Hands.screen(pilot)}")

    @staticmethod
    async def see(pilot: Pilot[None], *words: str) -> str:
        """Wait until all these words stand on the screen, and give it back."""
        await Hands.until(pilot, lambda: all(each in Hands.screen(pilot) for each in words))
        return Hands.screen(pilot)

    @staticmethod
    def view(pilot: Pilot[None]) -> TranscriptView:
        """The transcript of the coding screen on top."""
        assert isinstance(pilot.app.screen, CodingScreen)
        return pilot.app.screen.view

    @staticmethod
    def status(pilot: Pilot[None]) -> str:
        """The status line of the coding screen on top."""
        return Hands.screen(pilot).splitlines()[-2]

    @staticmethod
    def rows(place: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the file holds at this instant, read by a connection of its own."""
        with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()

    @staticmethod
    def codings(place: Path, coder: str = "Ann") -> list[tuple[str, str]]:
        """The (code, quote) of a coder's live codings, in the order they were made."""
        return Hands.rows(
            place,
            "SELECT code.slug, coding.quote FROM coding JOIN code ON code.id = coding.code_id "
            "JOIN coder ON coder.id = coding.coder_id "
            "WHERE coding.removed_at IS NULL AND coder.name = ? ORDER BY coding.id",
            coder,
        )

    @staticmethod
    def decided(place: Path, coder: str = "Ann") -> list[int]:
        """The positions of the segments a coder has marked as done, counting from 1."""
        found = Hands.rows(
            place,
            "SELECT segment.position + 1 FROM decision JOIN segment ON segment.id = decision.segment_id "
            "JOIN coder ON coder.id = decision.coder_id WHERE coder.name = ? ORDER BY 1",
            coder,
        )
        return [number for (number,) in found]


Rows = dict[tuple[str, Any], dict[str, Any]]
"""Rows by table and key."""


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a study holds, row for row and column for column, times and versions included.

    Only this is left out: ``event``, the log, which says what was done and taken back and so only
    grows; and ``sqlite_sequence``, the ids given out so far, of which none is given twice.
    """

    standing: Rows
    """What is there."""
    gone: Rows
    """What is marked as removed, and the parts of it. It stays for ever, since nothing is deleted;
    what was made and taken back is among it, so that an undo may add to this, but change nothing."""

    def differs(self, other: Content) -> str:
        """Row for row what stands here and not there, or the other way round; empty when all is the same."""
        rows = [
            f"only here: {key} {row}" for key, row in self.standing.items() if other.standing.get(key) != row
        ]
        rows += [
            f"only there: {key} {row}" for key, row in other.standing.items() if self.standing.get(key) != row
        ]
        return "\n".join(rows)

    def came_from(self, earlier: Content) -> str:
        """What was removed before and is not, or not so, any more; empty when all of it is as it was."""
        return "\n".join(f"{k} {row}" for k, row in earlier.gone.items() if self.gone.get(k) != row)


def content(place: Path) -> Content:
    """What the file holds at this instant, read by a connection of its own."""
    standing: Rows = {}
    gone: Rows = {}
    parts = {"speaker": "transcript", "segment": "transcript", "attribute_value": "respondent"}
    with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        for name in sorted(set(names) - {"event", "sqlite_sequence"}, key=lambda name: (name in parts, name)):
            columns = connection.execute(f"PRAGMA table_info({name})").fetchall()
            key = [each["name"] for each in columns if each["pk"]] or [each["name"] for each in columns]
            for found in connection.execute(f"SELECT * FROM {name}"):
                row = dict(found)
                at = (name, tuple(row[each] for each in key))
                whole = parts.get(name)
                away = (whole, (row[f"{whole}_id"],)) in gone if whole else row.get("removed_at") is not None
                (gone if away else standing)[at] = row
    return Content(standing, gone)


def book() -> Codebook:
    """Codes to look for: a heading, plain ones, one full of markup, a draft, and two out of use."""
    codes = (
        Code("society", {"en": "Society", "ru": "Общество", "kk": "Қоғам"}, codable=False),
        Code(
            "housing",
            {"en": "Housing", "ru": "Жильё", "kk": "Баспана"},
            "society",
            "#2277cc",
            brief={"en": "where people live", "ru": "где живут люди"},
            definition={"en": "All that is said of\nroofs and rents."},
            aliases=("rent",),
        ),
        Code("rental", {"en": "Rent market"}, "society", "#cc2277"),
        Code("pay", {"en": "Pay", "ru": "Оплата труда", "kk": "Еңбекақы"}, "society", "#22cc77"),
        Code("patriotism", {"en": "Patriotism", "ru": "Патриотизм"}, "society", "#aa8800"),
        Code("adaptability", {"en": "Adaptability", "ru": "Адаптивность"}, "society", "not a colour"),
        Code(
            "markup",
            {"en": "Label [b]x[/b] [/]"},
            brief={"en": "Brief [red]y[/red]"},
            examples=(Example("[laughs] yes", "typical", "en"),),
        ),
        Code("draft", {"en": "Drafted"}, status="draft"),
        Code("old", {"en": "Retired thing"}, status="retired"),
        Code("gone", {"en": "Merged thing"}, status="merged", merged_into="pay"),
    )
    return Codebook("book", 1, {"en": "Book [i]of[/i] codes"}, ("en", "ru", "kk"), codes)


@pytest.fixture(scope="session")
def hands() -> Hands:
    return Hands()


@pytest.fixture(scope="session")
def template(kit: Kit, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small study with an ordinary, a tall and a hostile interview; copied, never opened."""
    folder = tmp_path_factory.mktemp("tui")
    path = folder / "study.db"
    file = folder / "hostile.txt"
    file.write_text("\n".join(HOSTILE), "utf-8")
    turns: list[tuple[str | None, str]] = [
        ("#", "Interview 1, May"),
        ("I", "What comes first?"),
        ("R", "The first thing is pay."),
        ("R", "And then the training we never got."),
        ("I", "Why?"),
        ("R", "Nobody asked [b]us[/b]."),
    ]
    tall: list[tuple[str | None, str]] = [
        ("R", "Short, before."),
        ("R", "\n".join(f"line {n} of the tall one" for n in range(70))),
        ("R", "Short, after."),
        *((("R", f"Turn {n}.")) for n in range(4, 60)),
    ]
    with Study.create(path, NAME, "A note on [i]it[/i].") as study:
        codebook.add(study, book())
        for name, blind in CODERS.items():
            people.add_coder(study, name, blind=blind)
        read = transcript_files.read(file, interviewers=["Interviewer"])
        transcripts.add(study, [kit.interview("first", turns), kit.interview("tall", tall), read])
    return path


@pytest.fixture
def place(template: Path, tmp_path: Path) -> Path:
    """The file of a study of the test's own."""
    return Path(shutil.copy(template, tmp_path / "study.db"))


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration; copied, never opened."""
    path = tmp_path_factory.mktemp("demo") / "study.db"
    demo.build(path).close()
    return path


@pytest.fixture(scope="session")
def content_of() -> Callable[[Path], Content]:
    """Reads everything a study holds."""
    return content


@pytest.fixture
def demo_place(demo_template: Path, tmp_path: Path) -> Path:
    """The file of a demonstration of the test's own."""
    return Path(shutil.copy(demo_template, tmp_path / "demo.db"))


@pytest.fixture
def opened() -> Iterator[Callable[..., Study]]:
    """Opens studies and closes them after the test."""
    studies: list[Study] = []

    def open_(place: Path, coder: str | None = "Ann") -> Study:
        studies.append(Study.open(place, coder))
        return studies[-1]

    yield open_
    for each in studies:
        each.close()


Start = Callable[..., AbstractAsyncContextManager[Pilot[None]]]


@pytest.fixture
def start(opened: Callable[..., Study], hands: Hands) -> Start:
    """Starts the app on a study, at Home or, with ``at``, in an interview."""

    @asynccontextmanager
    async def start_(
        place: Path,
        coder: str | None = "Ann",
        *,
        at: str | None = None,
        size: tuple[int, int] = (80, 24),
        language: str = "en",
    ) -> AsyncIterator[Pilot[None]]:
        app = CoderApp(opened(place, coder), language)
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            if at is not None:
                names = transcripts.names(app.study)
                await pilot.press("home", *["down"] * names.index(at), "enter")
                await hands.until(
                    pilot, lambda: isinstance(app.screen, CodingScreen) and app.screen.view._rows
                )
                await pilot.pause()
            yield pilot

    return start_
