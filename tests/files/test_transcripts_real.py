"""Published transcripts, counted by hand: the labels and how often each stands in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.files import transcripts

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "real-transcripts"

COUNTS = {
    "sheffield_Sam.docx": {"Researcher 1": 41, "Sam": 43},
    "sheffield_Sam.txt": {"Researcher 1": 41, "Sam": 43},
    "codereview_P1R3.txt": {},
    "ladybug_14_bold.md": {"Kelly": 18, "Ali": 14, "Peter Frank": 14, "Jess Lee": 21},
    "bitcoin_corallo_ldk.md": {
        "Adam Jonas (AJ)": 1, "Matt Corallo (MC)": 1, "AJ": 9, "MC": 17, "Murch (M)": 1, "M": 9
    },
    "seenunseen_E05.vtt": {"Amit Varma": 44, "Unknown": 8, "Guest": 103},
    "podns_example.vtt": {"Sarah": 5, "Gillian": 2},
}  # fmt: skip

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the published transcripts are not at hand")


@pytest.mark.parametrize("name", COUNTS)
def test_the_speakers_are_those_counted_by_hand(name: str) -> None:
    read = transcripts.read(FOLDER / name)
    assert {each.label: each.turns for each in read.speakers} == COUNTS[name]
    assert read.language == "en"


def test_two_forms_of_one_interview_say_the_same() -> None:
    one, two = (transcripts.read(FOLDER / f"sheffield_Sam.{kind}") for kind in ("docx", "txt"))
    assert [(each.speaker, each.kind) for each in one.segments] == [
        (each.speaker, each.kind) for each in two.segments
    ]
    assert one.speakers == two.speakers
    assert [each.role for each in one.speakers] == ["interviewer", "respondent"]


def test_initials_headings_and_links_of_a_published_podcast() -> None:
    read = transcripts.read(FOLDER / "bitcoin_corallo_ldk.md", interviewers=["Adam Jonas"])
    assert {each.label: each.same_as for each in read.speakers if each.same_as} == {
        "AJ": "Adam Jonas (AJ)",
        "MC": "Matt Corallo (MC)",
        "M": "Murch (M)",
    }
    assert [each.label for each in read.speakers if each.role == "interviewer"] == ["Adam Jonas (AJ)", "AJ"]
    notes = [each.span.of(read.text) for each in read.segments if each.kind == "note"]
    assert notes[1].startswith("rust-lightning repo:")
    assert all(note.startswith("## ") for note in notes[2:])


def test_captions_are_merged_into_turns_with_their_times() -> None:
    read = transcripts.read(FOLDER / "podns_example.vtt")
    assert [(each.speaker, each.time_ms) for each in read.segments] == [("Sarah", 0), ("Gillian", 19_080)]
    assert "Podcasting Q&A, where you learn the best tips" in read.text
