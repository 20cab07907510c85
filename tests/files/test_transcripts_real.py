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
    "podns_example.srt": {"Travis": 5, "Sarah": 2, "Gilon": 3},
    "podns_example.json": {"Darth Vader": 4, "Luke": 1},
    "talkbank_eng_multi.cha": {"FAT": 8, "CHI": 4},
    "speach_fables.eaf": {"P001": 16},
    "pdpilot_P1.pdf": {"Dan": 47, "Participant": 47},
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


def test_labels_at_a_change_of_speaker_carry_the_captions_between() -> None:
    read = transcripts.read(FOLDER / "podns_example.srt")
    assert [each.speaker for each in read.segments] == [
        *("Travis", "Sarah", "Travis", "Gilon", "Travis", "Gilon", "Travis", "Sarah", "Gilon", "Travis")
    ]
    assert [each.time_ms for each in read.segments][:3] == [179, 53_030, 102_739]


def test_words_of_a_published_json_become_turns() -> None:
    read = transcripts.read(FOLDER / "podns_example.json")
    assert read.text == "Darth Vader: I am your father.\n\nLuke: Nooooo"
    assert [each.time_ms for each in read.segments] == [500, 2750]


def test_a_published_chat_file_reads_as_words() -> None:
    read = transcripts.read(FOLDER / "talkbank_eng_multi.cha")
    said = [(each.speaker, each.span.of(read.text), each.time_ms) for each in read.segments]
    assert said[1:4] == [
        ("CHI", "nice fiu?", 9733), ("FAT", "yeah.", 10_476), ("CHI", "tape (.) recorder?", 11_219)
    ]  # fmt: skip
    assert said[4] == ("FAT", "that's the uh —", 12_249)
    assert read.counts["chat_tiers"] == 24


def test_the_tier_of_words_of_a_published_elan_file() -> None:
    read = transcripts.read(FOLDER / "speach_fables.eaf")
    assert read.text.startswith("P001: This is a libriVox recording")
    assert read.segments[0].time_ms == 610
    assert "StoryChunk (28)" in read.warnings[0]


def test_the_turns_of_a_published_pdf_are_whole_sentences() -> None:
    read = transcripts.read(FOLDER / "pdpilot_P1.pdf")
    turns = [each for each in read.segments if each.kind == "turn"]
    assert len(turns) == 94
    assert all("\n" not in each.span.of(read.text) for each in turns)
    assert not any(line.strip().isdecimal() for line in read.text.split("\n"))
    assert read.counts["page_lines"] == 253
    assert {each.label: each.role for each in read.speakers}["Participant"] == "respondent"
