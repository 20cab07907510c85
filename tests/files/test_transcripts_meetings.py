"""Texts of Otter, Zoom and Teams: known by their lines, merged into turns, headers and footers as notes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from coder.files import transcripts
from coder.model import ReadTranscript

Turn = tuple[str | None, str, int | None]


def read(source: str, folder: Path, name: str = "E1.txt") -> ReadTranscript:
    path = folder / name
    path.write_bytes(source.encode())
    return transcripts.read(path)


def turns(found: ReadTranscript) -> list[Turn]:
    return [
        (each.speaker, each.span.of(found.text), each.time_ms)
        for each in found.segments
        if each.kind == "turn"
    ]


def notes(found: ReadTranscript) -> list[str]:
    return [each.span.of(found.text) for each in found.segments if each.kind == "note"]


OTTER_PLAIN = """\
Anna Lee  0:03
What held it back?

Speaker 2  0:09
Mostly the budget.

Speaker 2  1:12
And the people: few came.

Transcribed by https://otter.ai
"""
OTTER_WITH_HEAD = """\
Talk with the office
Mon, Mar 4, 2024 9:30AM • 45:12

SUMMARY KEYWORDS
budget, people

SPEAKERS
Anna Lee, Speaker 2

Anna Lee  00:03
What held it back?

Speaker 2  00:09
Mostly the budget.
"""
OTTER_LONG = "Unknown Speaker  59:58\r\nLast words of the hour.\r\n\r\nАнна  1:00:07\r\nПервые слова.\r\n"


def test_otter(tmp_path: Path) -> None:
    found = read(OTTER_PLAIN, tmp_path)
    assert found.format == "otter"
    assert turns(found) == [
        ("Anna Lee", "What held it back?", 3000),
        ("Speaker 2", "Mostly the budget.\nAnd the people: few came.", 9000),
    ]
    assert [(each.label, each.turns) for each in found.speakers] == [("Anna Lee", 1), ("Speaker 2", 2)]
    assert notes(found) == ["Transcribed by https://otter.ai"]


def test_otter_with_keywords_before_the_talk(tmp_path: Path) -> None:
    found = read(OTTER_WITH_HEAD, tmp_path)
    assert found.format == "otter"
    assert [each[0] for each in turns(found)] == ["Anna Lee", "Speaker 2"]
    assert notes(found)[0] == "Talk with the office"
    assert "budget, people" in notes(found)


def test_otter_over_the_hour(tmp_path: Path) -> None:
    found = read(OTTER_LONG, tmp_path)
    assert [(who, time) for who, _, time in turns(found)] == [
        ("Unknown Speaker", 3_598_000), ("Анна", 3_607_000)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "source",
    [
        "Contents  0:05\nFirst part  3:10\nSecond part  9:30\n",  # chapters of a recording
        "We met at\n\nAnna K  0:03\nin the hall.",  # once is no form
        "A  9:59\nx\n\nB  0:03\ny\n\nC  0:01\nz",  # times that run backwards
    ],
)
def test_lines_with_times_that_are_no_talk(tmp_path: Path, source: str) -> None:
    assert read(source, tmp_path).format == "text"


def test_a_person_can_say_that_it_is_none(tmp_path: Path) -> None:
    path = tmp_path / "E1.txt"
    path.write_text(OTTER_PLAIN)
    found = transcripts.read(path, asked=transcripts.Corrections(no_speakers=True))
    assert (found.format, found.speakers) == ("text", ())


ZOOM_CAPTIONS = """\
[Anna Lee] 10:03:12
Good morning.

[Anna Lee] 10:03:15
What held it back?

[Борис] 10:04:02
Бюджет.
"""
ZOOM_NIGHT = "[Anna] 23:59:50\nLate?\n\n[Ben] 00:00:20\nVery.\n"
ZOOM_CHAT = (
    "10:03:12 From Anna Lee to Everyone:\n\tWhat held it back?\n"
    "10:03:40 From  Ben  to  Anna Lee (Direct Message) :\n\tThe budget.\n\tAnd people.\n"
    "10:04:00\t From Anna Lee : Thanks\n"
)


def test_zoom_captions_count_from_the_first(tmp_path: Path) -> None:
    found = read(ZOOM_CAPTIONS, tmp_path)
    assert found.format == "zoom"
    assert turns(found) == [
        ("Anna Lee", "Good morning.\nWhat held it back?", 0),
        ("Борис", "Бюджет.", 50_000),
    ]


def test_zoom_over_midnight_and_from_the_recordings_beginning(tmp_path: Path) -> None:
    assert [each[2] for each in turns(read(ZOOM_NIGHT, tmp_path))] == [0, 30_000]
    early = "[Anna] 00:00:05\nYes?\n\n[Ben] 00:00:20\nNo.\n"
    assert [each[2] for each in turns(read(early, tmp_path))] == [5000, 20_000]


def test_zoom_chat(tmp_path: Path) -> None:
    assert turns(read(ZOOM_CHAT, tmp_path)) == [
        ("Anna Lee", "What held it back?", 0),
        ("Ben", "The budget.\nAnd people.", 28_000),
        ("Anna Lee", "Thanks", 48_000),
    ]


TEAMS_NEW = """\
Weekly talk-20240304_093000-Meeting Recording
March 4, 2024, 9:30AM
38m 2s

Lee, Anna (HR) started transcription

Lee, Anna (HR)   0:03
What held it back?

Ben K\u00a0\u00a0\u00a00:09
Mostly the budget.

Ben K   0:31
And people.

Lee, Anna (HR) stopped transcription
"""
TEAMS_OLD = """\
0:0:0.0 --> 0:0:4.240
Anna Lee
What held
it back?

0:0:5.10 --> 0:0:9.0
Ben K
Mostly the budget.

0:0:9.0 --> 0:0:12.500
Ben K
And people.
"""


def docx(*paragraphs: str) -> bytes:
    """A Word file; LF in a paragraph is a line break, as Teams writes it."""
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(
        "<w:p><w:r>"
        + "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in each.split("\n"))
        + "</w:r></w:p>"
        for each in paragraphs
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as pack:
        pack.writestr("word/document.xml", f'<w:document xmlns:w="{w}"><w:body>{body}</w:body></w:document>')
    return packed.getvalue()


def test_teams_text(tmp_path: Path) -> None:
    found = read(TEAMS_NEW, tmp_path)
    assert found.format == "teams"
    assert turns(found) == [
        ("Lee, Anna (HR)", "What held it back?", 3000),
        ("Ben K", "Mostly the budget.\nAnd people.", 9000),
    ]
    assert notes(found)[-2:] == [
        "Lee, Anna (HR) started transcription", "Lee, Anna (HR) stopped transcription"
    ]  # fmt: skip


def test_old_teams_text(tmp_path: Path) -> None:
    found = read(TEAMS_OLD, tmp_path)
    assert found.format == "teams"
    assert turns(found) == [
        ("Anna Lee", "What held it back?", 0), ("Ben K", "Mostly the budget. And people.", 5100)
    ]  # fmt: skip


@pytest.mark.parametrize("source", [TEAMS_NEW, TEAMS_OLD])
@pytest.mark.parametrize("joined", [True, False])
def test_teams_word_files_say_the_same(tmp_path: Path, source: str, joined: bool) -> None:
    text = read(source, tmp_path)
    path = tmp_path / "E1.docx"
    path.write_bytes(docx(*source.strip().split("\n\n" if joined else "\n")))
    found = transcripts.read(path)
    assert found.format == "teams"
    assert turns(found) == turns(text)


def test_teams_captions(tmp_path: Path) -> None:
    source = (
        "WEBVTT\n\n3f2b-11/12-0\n00:00:03.000 --> 00:00:05.000\n<v Lee, Anna>What held\nit back?</v>\n\n"
        "3f2b-11/13-0\n00:00:09.000 --> 00:00:11.000\n<v Ben K>Budget &amp; people.</v>\n"
    )
    assert turns(read(source, tmp_path, "E1.vtt")) == [
        ("Lee, Anna", "What held it back?", 3000), ("Ben K", "Budget & people.", 9000)
    ]  # fmt: skip
