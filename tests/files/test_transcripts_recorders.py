"""SubRip captions, JSON of Whisper and its relatives, oTranscribe, and the stamps of f4 and MAXQDA."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from coder.files import transcripts
from coder.model import CoderError, ReadTranscript

Turn = tuple[str | None, str, int | None]


def read(source: str | dict[str, Any] | list[Any], folder: Path, name: str) -> ReadTranscript:
    path = folder / name
    path.write_bytes((source if isinstance(source, str) else json.dumps(source)).encode())
    return transcripts.read(path)


def turns(found: ReadTranscript) -> list[Turn]:
    return [(each.speaker, each.span.of(found.text), each.time_ms) for each in found.segments]


# --- SubRip ---------------------------------------------------------------------------------------


def test_srt_labels_only_at_a_change_of_speaker(tmp_path: Path) -> None:
    source = (
        "\ufeff1\r\n00:00:01,000 --> 00:00:02,000\r\nAnna: What held\r\nit back?\r\n\r\n"
        "2\r\n00:00:02,000 --> 00:00:03,000\r\nTell me.\r\n\r\n"
        "3\r\n00:00:03,500 --> 00:00:04,000\r\n<i>Ben: The {\\an8}budget,</i>\r\n\r\n"
        '4\r\n00:00:04,000 --> 00:00:05,000\r\nAT&amp;T and\r\n<font color="#fff">people.</font>\r\n\r\n'
        "5\r\n00:00:06,000 --> 00:00:07,000\r\nAnna: Oh.\r\n\r\n"
        "6\r\n00:00:07,000 --> 00:00:08,000\r\nBen: Yes.\r\n"
    )
    found = read(source, tmp_path, "E1.srt")
    assert turns(found) == [
        ("Anna", "What held it back? Tell me.", 1000),
        ("Ben", "The budget, AT&T and people.", 3500),
        ("Anna", "Oh.", 6000),
        ("Ben", "Yes.", 7000),
    ]
    assert [(each.label, each.turns) for each in found.speakers] == [("Anna", 2), ("Ben", 2)]


def test_srt_with_odd_numbers_dots_and_empty_lines(tmp_path: Path) -> None:
    source = (
        "7\n0:01:01.5 --> 0:01:02.25\nOne of\n\ntwo.\n3\n0:01:05,000-->0:01:06,000 X1:40\nIn\n1999\n\n\n"
        "3\n00:01:06,000 --> 00:01:07,000\n\n9\n01:00:00,000 --> 01:00:01,000\n42\n"
    )
    assert turns(read(source, tmp_path, "E1.srt")) == [
        (None, "One of two.", 61_500), (None, "In 1999", 65_000), (None, "42", 3_600_000)
    ]  # fmt: skip


def test_srt_without_numbers_and_labels_in_the_middle(tmp_path: Path) -> None:
    cues = ["- Anna: Why?\n- Ben: Why not.", "- Anna: Well,", "- Ben: 5\n- Anna: Six."]
    source = "\n\n".join(f"00:00:0{at},000 --> 00:00:0{at},900\n{cue}" for at, cue in enumerate(cues))
    assert [each[:2] for each in turns(read(source, tmp_path, "E1.srt"))] == [
        ("Anna", "Why?"), ("Ben", "Why not."), ("Anna", "Well,"), ("Ben", "5"), ("Anna", "Six.")
    ]  # fmt: skip


def test_srt_that_rolls_without_saying_so(tmp_path: Path) -> None:
    lines = ["so we", "went on", "to the", "next one", "and then"]
    cues = [f"{one}\n{two}" for one, two in itertools.pairwise(lines)]
    source = "\n\n".join(f"{at}\n00:00:0{at},000 --> 00:00:0{at},900\n{c}" for at, c in enumerate(cues, 1))
    found = read(source, tmp_path, "E1.srt")
    assert turns(found)[0][1] == " ".join(lines)
    assert found.counts["repeated_lines"] == 3


def test_chevrons_change_the_speaker(tmp_path: Path) -> None:
    source = "1\n00:00:01,000 --> 00:00:02,000\n>> Why\n\n2\n00:00:02,000 --> 00:00:03,000\n>> Because."
    assert [each[1] for each in turns(read(source, tmp_path, "E1.srt"))] == ["Why", "Because."]


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("1\n00:00:01,000 --> soon\nx", "line 2"),
        ("no captions here", "no captions"),
        ("1\n00:00:01,000 --> 00:00:02,000\n<i></i>", "nothing is said"),
    ],
)
def test_a_broken_srt_is_refused_with_its_place(tmp_path: Path, source: str, place: str) -> None:
    with pytest.raises(CoderError, match=rf"E1\.srt.*{place}"):
        read(source, tmp_path, "E1.srt")


def test_captions_in_a_text_file_are_known(tmp_path: Path) -> None:
    found = read("1\n00:00:01,000 --> 00:00:02,000\nHello.\n", tmp_path, "E1.txt")
    assert found.format == "srt"
    assert "srt" in found.warnings[0]


# --- JSON -----------------------------------------------------------------------------------------


def test_whisper(tmp_path: Path) -> None:
    source = {
        "text": " We began. It went on.",
        "segments": [
            {"id": 0, "start": 0.0, "end": 2.5, "text": " We began", "tokens": [1, 2], "temperature": 0.0},
            {"id": 1, "start": 2.5, "end": 3.0, "text": " early."},
            {"id": 2, "start": 3.0, "end": 4.0, "text": " It went on."},
            {"id": 3, "start": 4.0, "end": 4.1, "text": " "},
        ],
        "language": "english",
    }
    found = read(source, tmp_path, "E1.json")
    assert turns(found) == [(None, "We began early.", 0), (None, "It went on.", 3000)]
    assert (found.language, found.counts["empty_segments"]) == ("en", 1)


def test_whisperx_with_words_without_times_and_segments_without_speaker(tmp_path: Path) -> None:
    source = {
        "segments": [
            {"start": 0.1, "end": 1.0, "text": "Сколько?", "speaker": "SPEAKER_00", "words": []},
            {
                "text": "В 2019 году",
                "words": [
                    {"word": "В", "start": 1.5, "speaker": "SPEAKER_01"},
                    {"word": "2019"},
                    {"word": "году", "start": 2.0, "end": 2.2, "speaker": "SPEAKER_01"},
                ],
            },
            {"start": 2.5, "end": 3.0, "text": "(шум)"},
            {"start": 3.5, "end": 4.0, "text": "было двести.", "speaker": "SPEAKER_01"},
        ],
        "word_segments": [],
        "language": "ru",
    }
    found = read(source, tmp_path, "E1.json")
    assert turns(found) == [
        ("SPEAKER_00", "Сколько?", 100),
        ("SPEAKER_01", "В 2019 году", 1500),
        (None, "(шум)", 2500),
        ("SPEAKER_01", "было двести.", 3500),
    ]
    assert found.warnings == ("1 of 4 segments have no speaker; they are kept as nobody's.",)


@pytest.mark.parametrize(
    "source",
    [
        {
            "version": "1.0.0",
            "segments": [{"speaker": "Ann", "startTime": 1, "endTime": 2, "body": "Hi you"}],
        },
        {"transcription": [{"offsets": {"from": 1000, "to": 2000}, "text": " Hi you", "speaker": "Ann"}]},
        {
            "transcription": [
                {
                    "timestamps": {"from": "00:00:01,000", "to": "00:00:02,000"},
                    "text": "Hi you",
                    "speaker": "Ann",
                }
            ]
        },
        {"utterances": [{"speaker": "Ann", "text": "Hi you", "start": 1000, "end": 2000}]},
        {"results": {"utterances": [{"speaker": "Ann", "transcript": "Hi you", "start": 1.0, "end": 2}]}},
        {"text": "", "chunks": [{"timestamp": [1.0, None], "text": " Hi\n you", "speaker": "Ann"}]},
        [{"start": "1.0", "end": "2", "text": "Hi\r\nyou", "speaker": "Ann"}],
    ],
)
def test_relatives_of_whisper(tmp_path: Path, source: dict[str, Any] | list[Any]) -> None:
    assert turns(read(source, tmp_path, "E1.json")) == [("Ann", "Hi you", 1000)]


def test_writing_without_spaces_is_put_together_without(tmp_path: Path) -> None:
    rows = [{"start": at, "end": at + 1, "text": text} for at, text in enumerate(["我们", "开始。"])]
    assert turns(read({"segments": rows}, tmp_path, "E1.json"))[0][1] == "我们开始。"


def test_numbered_speakers_and_dangerous_characters_in_json(tmp_path: Path) -> None:
    rows = [{"speaker": 0, "text": "a\u001bb\ud800", "start": 1e308}, {"speaker": "B", "text": "c\u202e"}]
    found = read({"segments": rows}, tmp_path, "E1.json")
    assert turns(found) == [("Speaker 1", "a\ufffdb\ufffd", None), ("Speaker B", "c\ufffd", None)]
    assert {key: n for key, n in found.counts.items() if n} == {
        "controls": 1,
        "surrogates": 1,
        "directions": 1,
    }


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ('{"segments": [', "line 1, column 15"),
        ('{"segments": []}', "none of the forms"),
        ('{"segments": [{"text": 5, "start": {}}]}', "nothing is said"),
        ('{"a": 1}', "none of the forms"),
        ("[" * 100_000, "nested"),
        ("[" * 2_000_000, "more than a transcript"),
    ],
)
def test_broken_json_is_refused(tmp_path: Path, source: str, place: str) -> None:
    with pytest.raises(CoderError, match=rf"E1\.json: .*{place}"):
        read(source, tmp_path, "E1.json")


# --- oTranscribe ----------------------------------------------------------------------------------

SPAN = '<span class="timestamp" contenteditable="false" data-timestamp="{}">{}</span>'


@pytest.mark.parametrize(
    "marked",
    [
        (
            f"<p>{SPAN.format('3.25', '00:03')} <b>Anna:</b> What held it back?</p>"
            f"<p>{SPAN.format('9', '00:09')}&nbsp;Ben: Mostly &lt;the&gt; budget.</p>"
            f"<p>Anna: Oh.</p><p>{SPAN.format('12', '00:12')} Ben: Yes.</p>"
        ),
        (
            f"{SPAN.format('3.25', '00:03')}Anna: What held it back?<br />"
            f"{SPAN.format('9', '00:09')} Ben: Mostly &lt;the&gt; budget.<br>"
            f"Anna: Oh.<br>{SPAN.format('12', '00:12')}Ben: Yes.<br>"
        ),
        (
            f"<div>Anna: {SPAN.format('3.25', '00:03')} What held\nit back?</div>"
            f"<div>Ben: {SPAN.format('9', '00:09')} Mostly &lt;the&gt; <i>budget</i>.</div>"
            f"<div><br></div><div>Anna: Oh.</div><div>{SPAN.format('12', '00:12')} Ben: Yes.</div>"
        ),
    ],
)
def test_otranscribe(tmp_path: Path, marked: str) -> None:
    found = read({"text": marked, "media": "talk.mp3", "media-time": 12.5}, tmp_path, "E1.otr")
    assert [(who, said.strip("\u00a0"), time) for who, said, time in turns(found)] == [
        ("Anna", "What held it back?", 3250),
        ("Ben", "Mostly <the> budget.", 9000),
        ("Anna", "Oh.", None),
        ("Ben", "Yes.", 12_000),
    ]
    assert found.counts["time_stamps"] == 3


@pytest.mark.parametrize(
    "source", ['{"text": 5, "media": ""}', "{", '["text"]', '{"text": "<p></p>", "media": ""}']
)
def test_a_broken_otr_is_refused(tmp_path: Path, source: str) -> None:
    with pytest.raises(CoderError, match=r"E1\.otr"):
        read(source, tmp_path, "E1.otr")


# --- f4 and MAXQDA --------------------------------------------------------------------------------


def test_f4_stamps_at_the_ends_of_paragraphs_begin_the_next(tmp_path: Path) -> None:
    source = (
        "I: What held it back? #00:00:04-2#\nB1: The budget. #00:00:09-7#\n"
        "And people. #00:01:30-0#\nI: Oh. #00:01:31-0#\n"
    )
    found = read(source, tmp_path, "E1.txt")
    assert turns(found) == [
        ("I", "What held it back?", 0),
        ("B1", "The budget.\nAnd people.", 4200),
        ("I", "Oh.", 90_000),
    ]
    assert (found.counts["time_stamps"], "#" in found.text) == (4, False)
    assert [each.role for each in found.speakers] == ["interviewer", "respondent"]


def test_f4_stamps_at_the_beginning(tmp_path: Path) -> None:
    source = "#00:00:01-0# I: Why?\n\n#00:00:05-5# B: Because.\n\nI: Oh.\n\n#1:00:00-12# B: Well.\n"
    assert turns(read(source, tmp_path, "E1.txt")) == [
        ("I", "Why?", 1000), ("B", "Because.", 5500), ("I", "Oh.", None), ("B", "Well.", 3_600_120)
    ]  # fmt: skip


def test_maxqda_stamps_anywhere(tmp_path: Path) -> None:
    source = (
        "[#00:00:01-0#]\nAnna: Why [#00:00:03-5#] that?\n\nBen: [#00:00:05-0#]Because.\n\n"
        "And so.\n\nAnna: Oh. [#00:00:09-0#]\n\nBen: Yes."
    )
    assert turns(read(source, tmp_path, "E1.md")) == [
        ("Anna", "Why that?", 1000),
        ("Ben", "Because.\n\nAnd so.", 5000),
        ("Anna", "Oh.", None),
        ("Ben", "Yes.", 9000),
    ]


def test_a_text_about_a_stamp_keeps_it(tmp_path: Path) -> None:
    found = read("f4 writes #00:01:02-3# at the end.\n", tmp_path, "E1.txt")
    assert "#00:01:02-3#" in found.text


def test_f4_paragraphs_are_not_taken_for_typewriter_lines(tmp_path: Path) -> None:
    said = "We went there once more and looked at what there was to see."
    source = "\n".join(f"{said} #00:00:{at:02}-0#" for at in range(10, 20))
    assert [each[2] for each in turns(read(source, tmp_path, "E1.txt"))] == [0, *range(10_000, 19_000, 1000)]
