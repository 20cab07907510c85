"""A small study with every case a table has to tell apart, and the demonstration study."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from coder.model import Code, Codebook, ReadSegment, ReadSpeaker, ReadTranscript, RespondentRecord, Span
from coder.study import codebook, coding, demo, people, transcripts
from coder.study.study import Study

BOOK = Codebook(
    "book",
    3,
    {"en": "The book", "ru": "Книга"},
    ("en", "ru"),
    (
        Code("theme", {"en": "Theme", "ru": "Тема"}, codable=False),
        Code("pay", {"en": "Pay", "ru": "Оплата"}, "theme", brief={"en": "money"}),
        Code("training", {"en": "Training"}, "theme"),
        Code("courses", {"en": "Courses"}, "training"),
        Code("other", {"en": "Other"}),
    ),
)
SECOND = Codebook("second", 1, {"en": "Another"}, ("en",), (Code("pay", {"en": "Pay again"}),))

TALKS: dict[str, tuple[str | None, list[tuple[str, str]]]] = {
    "one": ("R1", [("I", "What matters?"), ("R", "Pay matters."), ("R", "And courses.")]),
    "two": ("R2", [("I", "And here?"), ("R", "Pay, pay, pay."), ("R", "=SUM is all.")]),
    "group": (None, [("I", "Is it pay?"), ("A", "We learn on the job."), ("B", "They pay little.")]),
}
"""Transcripts: whose they are, and who says what. In ``group`` A and B are respondents of their own."""

CODINGS: dict[str, list[tuple[str, str, str]]] = {
    "Ann": [
        ("one", "Pay matters", "book/pay"),
        ("one", "courses", "book/courses"),
        ("two", "Pay, pay", "book/pay"),
        ("two", "pay, pay.", "book/pay"),
        ("group", "Is it pay?", "book/pay"),
        ("group", "learn on the job", "book/training"),
        ("group", "pay little", "book/pay"),
    ],
    "Ben": [("one", "matters.", "book/pay"), ("two", "=SUM", "book/other")],
    "Cat": [("two", "is all", "book/other")],
}
"""Ann decided every unit, Ben all of ``one`` and ``two``, Cat (blind) what she coded."""


def _read(name: str, respondent: str | None, turns: Sequence[tuple[str, str]]) -> ReadTranscript:
    text, segments = "", []
    for label, words in turns:
        text += f"{label}: "
        segments.append(ReadSegment(Span(len(text), len(text) + len(words)), label))
        text += words + "\n"
    labels = dict.fromkeys(label for label, _ in turns)
    speakers = [
        ReadSpeaker(label, "interviewer" if label == "I" else "respondent", sum(a == label for a, _ in turns))
        for label in labels
    ]
    return ReadTranscript(name, f"{name}.txt", text, tuple(segments), tuple(speakers), "en", respondent)


@pytest.fixture(scope="session")
def small_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small study, never opened but to be copied."""
    path = tmp_path_factory.mktemp("small") / "small.db"
    with Study.create(path, "Small study") as study:
        transcripts.add(study, [_read(name, who, turns) for name, (who, turns) in TALKS.items()])
        records = [
            RespondentRecord("R1", "one", {"side": "internal"}),
            RespondentRecord("R2", None, {"side": "external", "=group": "+1"}),
            RespondentRecord("R5", None, {"side": "internal"}),
        ]
        people.import_respondents(study, records, "respondents.csv")
        codebook.add(study, BOOK)
        for name, codings in CODINGS.items():
            people.add_coder(study, name, blind=name == "Cat")
            study.become(name)
            new = []
            for transcript, words, code in codings:
                found = transcripts.load(study, transcript)
                start = found.text.index(words)
                span = Span(start, start + len(words))
                new.append(coding.NewCoding(found.id, span, codebook.find_code(study, code).id))
            coding.apply_all(study, new, f"apply {len(new)} codings")
            seen = {"Ann": ["one", "two", "group"], "Ben": ["one", "two"], "Cat": []}[name]
            units = [s.id for t in seen for s in transcripts.load(study, t).segments if s.is_unit]
            if units:
                coding.decide(study, units)
    return path


@pytest.fixture
def open_small(small_file: Path, tmp_path: Path) -> Iterator[Callable[..., Study]]:
    """Opens a copy of the small study, for a coder when named."""
    place = Path(shutil.copy(small_file, tmp_path / "small.db"))
    opened: list[Study] = []

    def open_(coder: str | None = None) -> Study:
        opened.append(Study.open(place, coder))
        return opened[-1]

    yield open_
    for each in opened:
        each.close()


@pytest.fixture
def small(open_small: Callable[..., Study]) -> Study:
    """The small study as its leader sees it."""
    return open_small()


@pytest.fixture
def blank(tmp_path: Path) -> Iterator[Study]:
    """A study with nothing in it."""
    with Study.create(tmp_path / "blank.db", "Blank") as study:
        yield study


@pytest.fixture(scope="session")
def second_book() -> Codebook:
    """Another codebook with a code of the same id."""
    return SECOND


@pytest.fixture(scope="session")
def today() -> date:
    """The day on every caption."""
    return date(2026, 11, 21)


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    """The shipped demonstration study, built once and only read."""
    with demo.build(tmp_path_factory.mktemp("demo") / "study.db") as study:
        yield study
