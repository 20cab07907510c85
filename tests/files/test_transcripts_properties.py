"""What holds for every text: segments in order, inside, apart, not empty; the text as it was; no crash."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.files import transcripts
from coder.model import CoderError, ReadTranscript

PIECES = st.sampled_from(
    [
        *(
            "Anna",
            "Bob",
            "И",
            "Р.",
            "Expert 7",
            "AJ",
            "(AJ)",
            "Date",
            "Note",
            "NOTE",
            "word",
            "Why?",
            "слово.",
        ),
        *(
            ":",
            ": ",
            "**",
            "__",
            "[",
            "]",
            "(",
            ")",
            "### ",
            "# ",
            " ",
            "  ",
            "\n",
            "\n\n",
            "\r\n",
            "\t",
            "-",
        ),
        *(
            "0:12",
            "[00:01:02]",
            "00:01.000 --> 00:02.000\n",
            "<v Bob>",
            "&lt;",
            "---\n",
            "[laughs]",
            "<",
            ">",
        ),
        *("\u2028", "\x85", "\x00", "👨\u200d👩\u200d👧", "\u0301"),
    ]
)
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])), st.lists(PIECES, max_size=60).map("".join)
)


def read(text: str, kind: str) -> ReadTranscript | None:
    """The text read from a file; None if it was refused."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"E1{kind}"
        path.write_bytes((("WEBVTT\n\n" if kind == ".vtt" else "") + text).encode())
        try:
            return transcripts.read(path)
        except CoderError as fault:
            if "E1" not in str(fault):
                raise
            return None


@UNHURRIED
@given(TEXTS, st.sampled_from([".txt", ".md", ".vtt"]))
def test_segments_are_in_order_inside_apart_and_hold_words(text: str, kind: str) -> None:
    found = read(text, kind)
    if found is None:
        return
    assert found.segments
    for each in found.segments:
        words = each.span.of(found.text)
        assert words
        assert words == words.strip()
        assert 0 <= each.span.start < each.span.end <= len(found.text)
    assert all(one.span.end <= two.span.start for one, two in pairwise(found.segments))
    labels = {speaker.label for speaker in found.speakers}
    assert {each.speaker for each in found.segments} - {None} == labels
    assert all(
        each.speaker is None and each.time_ms is None for each in found.segments if each.kind == "note"
    )


@UNHURRIED
@given(TEXTS)
def test_a_plain_text_is_stored_as_it_is(text: str) -> None:
    found = read("x" + text, ".txt")
    assert found is not None
    ended = ("x" + text).replace("\r\n", "\n").replace("\r", "\n")
    assert len(found.text) == len(ended)
    changed = sum(one != two for one, two in zip(ended, found.text, strict=True))
    assert changed == sum(int(each.split()[0]) for each in found.cleaned if "U+FFFD" in each)


@UNHURRIED
@given(TEXTS, st.sampled_from([".txt", ".md", ".vtt"]))
def test_reading_twice_gives_the_same(text: str, kind: str) -> None:
    one, two = read(text, kind), read(text, kind)
    assert (one is None) == (two is None)
    if one is not None and two is not None:
        assert (one.text, one.segments, one.speakers, one.cleaned) == (
            two.text, two.segments, two.speakers, two.cleaned
        )  # fmt: skip


NAMES = st.sampled_from(["Anna", "Bob Lee", "Эксперт 7", "И.", "Сұхбат алушы"])
WORDS = st.text(st.sampled_from("абвaqң é\u0301👍.,!?'"), min_size=1).map(str.strip).filter(bool)


@UNHURRIED
@given(st.lists(st.tuples(NAMES, WORDS), min_size=1))
def test_a_talk_written_down_comes_back(talk: list[tuple[str, str]]) -> None:
    twice = [*talk, *talk]
    found = read("\n\n".join(f"{who}: {words}" for who, words in twice), ".txt")
    assert found is not None
    assert [(each.speaker, each.span.of(found.text)) for each in found.segments] == twice
    assert sum(speaker.turns for speaker in found.speakers) == len(twice)


LONG = 50_000


@pytest.mark.parametrize(
    "text",
    [
        "# a" + " " * LONG + "x",
        "**a" + " " * LONG + "x",
        "a" + " " * LONG + "x",
        "Date: x\nfoo:" + "*" * LONG + "!",
        "*" * LONG,
        "[0:12]" * LONG,
        "0:12 " * LONG,
        "<v " * LONG,
        ".)" * LONG,
    ],
)
@pytest.mark.parametrize("kind", [".md", ".vtt"])
def test_no_line_makes_the_readers_slow(text: str, kind: str) -> None:
    """A pattern that backtracks over all splits of the line would not end within the hour."""
    read(f"00:01.000 --> 00:02.000\n{text}" if kind == ".vtt" else text, kind)
