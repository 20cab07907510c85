"""WebVTT: cues become turns, tags and entities become words, and broken files become sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.files import transcripts
from coder.model import CoderError, ReadTranscript

Turn = tuple[str | None, str, int | None]


def read(source: str, folder: Path, *interviewers: str) -> ReadTranscript:
    path = folder / "E1.vtt"
    path.write_bytes(source.encode())
    return transcripts.read(path, interviewers=interviewers)


def turns(found: ReadTranscript) -> list[Turn]:
    return [(each.speaker, each.span.of(found.text), each.time_ms) for each in found.segments]


def cues(*payloads: str) -> str:
    times = (f"00:{second:02}.000 --> 00:{second + 1:02}.000" for second in range(1, 60))
    return "WEBVTT\n\n" + "\n\n".join(
        f"{time}\n{words}" for time, words in zip(times, payloads, strict=False)
    )


def test_cues_of_one_speaker_become_one_turn(tmp_path: Path) -> None:
    found = read(cues("<v Anna>Hello", "<v Anna>you &amp; me</v>", "<v Bob>Hi"), tmp_path)
    assert found.text == "Anna: Hello you & me\n\nBob: Hi"
    assert turns(found) == [("Anna", "Hello you & me", 1000), ("Bob", "Hi", 3000)]
    assert [(each.label, each.turns) for each in found.speakers] == [("Anna", 2), ("Bob", 1)]


@pytest.mark.parametrize("form", ["<v {}>{}", "<v.loud.x {}>{}</v>", "[{}]: {}", "{}: {}"])
def test_every_way_of_naming_the_speaker(tmp_path: Path, form: str) -> None:
    talk = [("Anna K", "a"), ("Bob", "b"), ("Anna K", "c"), ("Bob", "d")]
    found = read(cues(*(form.format(*each) for each in talk)), tmp_path, "bob")
    assert [each[:2] for each in turns(found)] == talk
    assert [each.role for each in found.speakers] == ["respondent", "interviewer"]


def test_labels_only_at_a_change_of_speaker(tmp_path: Path) -> None:
    found = read(
        cues("Anna: a", "b", "c", "Bob: d", "e", "f", "Anna: g", "h", "i", "Bob: j", "k", "l"), tmp_path
    )
    assert [each[:2] for each in turns(found)] == [
        ("Anna", "a b c"), ("Bob", "d e f"), ("Anna", "g h i"), ("Bob", "j k l")
    ]  # fmt: skip


def test_captions_without_speakers_are_cut_at_sentences_and_pauses(tmp_path: Path) -> None:
    source = cues("One", "two.", "Three") + "\n\n01:00:00.000 --> 01:00:01.000\nfour: 4"
    assert turns(read(source, tmp_path)) == [
        (None, "One two.", 1000),
        (None, "Three", 3000),
        (None, "four: 4", 3_600_000),
    ]


def test_the_rest_of_the_format_is_no_talk(tmp_path: Path) -> None:
    source = (
        "\ufeffWEBVTT - a title\r\nKind: captions\r\n\r\nNOTE\r\na comment: x\r\n\r\n"
        "STYLE\r\n::cue { color: red }\r\n\r\n"
        "REGION\r\nid:x\r\n\r\ncue 1\r\n00:01.000 --> 00:02.000 align:left line:0\r\n"
        "<c.red>a</c> <i>b</i> <00:01.500>c <b>d</b>\r\n&lt;v x&gt; 1 < 2\r\n\r\n"
        "00:03.000 --> 00:04.000\r\n<i></i>\r\n"
    )
    found = read(source, tmp_path)
    assert turns(found) == [(None, "a b c d <v x> 1 < 2", 1000)]


def test_two_voices_in_a_cue_are_two_turns(tmp_path: Path) -> None:
    found = read(cues("<v Anna>a</v>\n<v Bob>b</v>", "<v Bob>c"), tmp_path)
    assert turns(found) == [("Anna", "a", 1000), ("Bob", "b c", 1000)]


def test_entities_bring_in_no_dangerous_characters(tmp_path: Path) -> None:
    found = read(cues("a&#27;b&#x202e;c&#10;d&#133;e&nbsp;f&nosuch;"), tmp_path)
    assert turns(found)[0][1] == "a\ufffdb\ufffdc d…e\u00a0f&nosuch;"
    assert len(found.cleaned) == 2


def test_repeated_lines_of_rolling_captions_are_left_out_and_counted(tmp_path: Path) -> None:
    found = read(cues("so<00:01.500><c> we</c>", "so we", "so we\ngo<00:02.500><c> on</c>"), tmp_path)
    assert turns(found) == [(None, "so we go on", 1000)]
    assert found.cleaned == ("2 repeated line(s) of rolling captions were left out.",)


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("hello", "line 1"),
        ("WEBVTTX\n\n00:01.000 --> 00:02.000\na", "line 1"),
        ("WEBVTT", "no cues"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<i></i>", "no cues"),
        ("WEBVTT\n\n00:01.000 --> later\na", "line 3"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(tmp_path: Path, source: str, place: str) -> None:
    with pytest.raises(CoderError, match=rf"E1\.vtt.*{place}"):
        read(source, tmp_path)
