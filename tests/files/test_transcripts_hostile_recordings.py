"""Whatever bytes stand in a file of a recorder or annotation program: a transcript or a sentence."""

from __future__ import annotations

import io
import time
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.files import transcripts
from coder.model import CoderError, ReadTranscript

VALID = {
    ".vtt": "WEBVTT\n\nNOTE x\n\n1\n00:01.000 --> 00:02.000\n<v Ann>Hi &amp; <00:01.500>you</v>\n\n"
    "00:02.000 --> 00:03.000\n<v Ben>Да\n",
    ".srt": "1\r\n00:00:01,000 --> 00:00:02,000\r\nAnn: <i>Hi</i>\r\n\r\n"
    "2\r\n00:00:02,000 --> 00:00:03,000\r\n- Ben: Yes\r\n- >> Ann: No\r\n",
    ".json": '{"segments": [{"start": 0.5, "end": 1, "text": " Hi", "speaker": "S0", '
    '"words": [{"word": "Hi"}]}, {"startTime": 2, "body": "y\\ud83du", "speaker": 1}], "language": "en"}',
    ".otr": r'{"text": "<p><span class=\"timestamp\" data-timestamp=\"3.5\">00:03</span> Ann: Hi&nbsp;</p>'
    r'<p>Ben: <b>Yes</b></p>", "media": "a.mp3", "media-time": 4}',
    ".eaf": '<ANNOTATION_DOCUMENT><TIME_ORDER><TIME_SLOT TIME_SLOT_ID="t1" TIME_VALUE="5"/></TIME_ORDER>'
    '<TIER TIER_ID="a" PARTICIPANT="Ann" LINGUISTIC_TYPE_REF="d"><ANNOTATION><ALIGNABLE_ANNOTATION '
    'ANNOTATION_ID="a1" TIME_SLOT_REF1="t1" TIME_SLOT_REF2="t9"><ANNOTATION_VALUE>Hi</ANNOTATION_VALUE>'
    '</ALIGNABLE_ANNOTATION></ANNOTATION></TIER><TIER TIER_ID="b" PARENT_REF="b"><ANNOTATION>'
    '<REF_ANNOTATION ANNOTATION_ID="a2" ANNOTATION_REF="a2"><ANNOTATION_VALUE>Yo</ANNOTATION_VALUE>'
    "</REF_ANNOTATION></ANNOTATION></TIER></ANNOTATION_DOCUMENT>",
    ".exb": '<basic-transcription><head><speakertable><speaker id="S"><abbreviation>A</abbreviation>'
    '</speaker></speakertable></head><basic-body><common-timeline><tli id="T0" time="1"/><tli id="T1"/>'
    '</common-timeline><tier id="x" speaker="S" category="v" type="t"><event start="T0" end="T1">Hi '
    "</event></tier></basic-body></basic-transcription>",
    ".cha": "@UTF8\n@Participants:\tFAT F Father\n*FAT:\thi <there> [//] &-uh fiu@s:hun . \x1512_34\x15\n"
    "%mor:\tx\n*CHI:\tda\n\tno +...\n",
    ".txt": "Ann Lee  0:03\nHi #00:00:01-2#\n\nBen  0:09\nYes [#00:00:04-2#]\n\n"
    "Transcribed by https://otter.ai\n",
    ".csv": '\ufeffid;Why?;Side\n1;"The rules changed twice, nobody told us";a\n'
    '2;"Too little money for it\nall of it";b\n',
}
PIECES = (
    b'\n|\r|\n\n|:|<|>|&|&amp;|&#27;|-->|{|}|[|]|"|,|;|\t|\0|\x15|\xff|\xed\xa0\x80|#00:00:01-2#|'
    b"<v X>|Ann: |>> |1e999|-1|null|\\ud800|NaN|\xe2\x80\xa8|\xc2\x85|*|@|%|  |"
    b"00:00:01,000 --> 00:00:02,000\n"
).split(b"|")
QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def read(data: bytes, ending: str) -> list[ReadTranscript]:
    """What a file gives; nothing where it was refused in a sentence that names it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"E1{ending}"
        path.write_bytes(data)
        try:
            return transcripts.read_all(path)
        except CoderError as fault:
            assert "E1" in str(fault)  # noqa: PT017
            return []


def check(found: list[ReadTranscript]) -> None:
    for each in found:
        assert each.segments
        spans = [segment.span for segment in each.segments]
        assert all(0 <= span.start < span.end <= len(each.text) for span in spans)
        assert all(one.end <= two.start for one, two in pairwise(spans))
        assert all(span.of(each.text) == span.of(each.text).strip() for span in spans)
        labels = {speaker.label for speaker in each.speakers}
        assert {segment.speaker for segment in each.segments} - {None} <= labels
        assert all(time is None or time >= 0 for time in (segment.time_ms for segment in each.segments))
        each.text.encode()  # no half surrogates: SQLite would refuse them
        assert "\r" not in each.text
        assert "\0" not in each.text


@pytest.mark.parametrize("ending", VALID)
def test_the_seeds_are_read(ending: str) -> None:
    found = read(VALID[ending].encode(), ending)
    assert found
    check(found)


@QUICK
@given(st.data())
def test_files_with_pieces_changed_are_read_or_refused(data: st.DataObject) -> None:
    ending = data.draw(st.sampled_from(sorted(VALID)))
    seed = VALID[ending].encode()
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(seed)))
        end = data.draw(st.integers(start, min(len(seed), start + 40)))
        middle = data.draw(st.sampled_from(PIECES) | st.binary(max_size=8) | st.just(seed[start:end] * 2))
        seed = seed[:start] + middle + seed[end:]
    check(read(seed, ending))


@QUICK
@given(st.binary(max_size=300), st.sampled_from([*VALID, ".xlsx", ".tsv"]))
def test_any_bytes_are_read_or_refused(data: bytes, ending: str) -> None:
    check(read(data, ending))


@settings(QUICK, max_examples=25)
@given(st.data())
def test_a_workbook_with_bytes_changed_is_read_or_refused(data: st.DataObject) -> None:
    packed = io.BytesIO()
    book = openpyxl.Workbook()
    for row in [("id", "Why?"), (1, "The rules changed twice, nobody told us"), (2, "=1+1")]:
        book.active.append(row)
    book.save(packed)
    broken = bytearray(packed.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    check(read(bytes(broken), ".xlsx"))


LONG = 30_000


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (b"1\n00:00:01,000 --> 00:00:02,000\n" + b"<i " * LONG, ".srt"),
        (b"1\n00:00:01,000 --> 00:00:02,000\n" + b"{\\" * LONG, ".srt"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nx\n\n" * (LONG // 5), ".srt"),
        (b"WEBVTT\n\n" + b"00:01.000 --> 00:02.000\n<v Ann>x\n\n" * (LONG // 5), ".vtt"),
        (b'{"segments": [' + b'{"text": "x", "speaker": "A"},' * LONG + b'{"text": "y"}]}', ".json"),
        (b'{"segments": ' + b'{"a": ' * LONG + b"}" * LONG + b"}", ".json"),
        (b'{"media": "", "text": "' + b"<span data-timestamp=1>" * LONG + b'x"}', ".otr"),
        (b'{"media": "", "text": "' + b"<!--" * LONG + b'x"}', ".otr"),
        (b'{"media": "", "text": "' + b"<a " * LONG + b'x"}', ".otr"),
        (b"@UTF8\n*A:\t" + b"[" * LONG + b"\n", ".cha"),
        (b"@UTF8\n*A:\t" + b"\x15" * 60 + b"(a" * LONG + b"\n", ".cha"),
        (b"@UTF8\n*A:\tx\n" + b"\ty\n" * LONG, ".cha"),
        (b"<ANNOTATION_DOCUMENT>" + b"<TIER>" * 300 + b"</TIER>" * 300 + b"</ANNOTATION_DOCUMENT>", ".eaf"),
        (b"#00:00:01-2# " * LONG + b"\nx #00:00:01-2#", ".txt"),
        (b"Ann  0:01\n" * LONG, ".txt"),
        (b"Ann" + b" " * LONG + b"0:0x\n\nBen  0:03\nx\nCy  0:04\ny", ".txt"),
        (b"[" * LONG + b"] 00:00:01\n", ".txt"),
        (b"00:00:01 From " + b"to " * LONG + b"\n", ".txt"),
        (b'id,Why?\n1,"' + b'""' * LONG, ".csv"),
        (b"id,Why?\n" + b"," * (20 * LONG), ".csv"),
    ],
)
def test_no_file_keeps_the_readers_busy(data: bytes, ending: str) -> None:
    begun = time.perf_counter()
    check(read(data, ending))
    assert time.perf_counter() - begun < 10
