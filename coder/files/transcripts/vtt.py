"""WebVTT captions, put together into the turns of a talk.

A cue is a piece of a screen, not of a talk: the cues of one speaker in a row
become one turn. The stored text has a paragraph "Name: words" for each.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from coder.files.transcripts import labels, marks
from coder.files.transcripts.text import Line
from coder.model import CoderError, ReadSegment, Span

_HEADER = re.compile(r"WEBVTT(?:[ \t].*)?$")
_TIME = r"(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_TIMING = re.compile(rf"\s*(?P<from>{_TIME})\s*-->\s*(?P<to>{_TIME})(?:\s.*)?$")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]++(?P<name>[^<>]*)>")
_TAG = re.compile(r"</?(?:v|c|i|b|u|ruby|rt|lang)(?:[.\s][^<>]*)?>|<\d[\d:.]*>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")
_KARAOKE = re.compile(r"<\d+:[\d:.]+>")
_SENTENCE_END = re.compile(r"[.!?…][»”\"')\]]*$")
_PAUSE_MS = 2_000
_LONG_ENOUGH = 600
"""Captions without speakers: a paragraph ends with a sentence, at a pause, or when it is this long."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A piece of a cue in one voice."""

    words: str
    speaker: str | None
    start_ms: int
    end_ms: int


@dataclass(slots=True)
class _Turn:
    speaker: str | None
    words: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Captions:
    """A caption file as a talk."""

    text: str
    segments: tuple[ReadSegment, ...]
    turns: Counter[str]
    """How many cues carry each label."""
    said: tuple[str, ...] = ()


def read(source: str, path: Path, named: Collection[str] = ()) -> Captions:
    """The turns of a WebVTT file whose text is clean.

    Raises:
        CoderError: The header is missing, a cue's times cannot be read, or nothing is said.
    """
    cues, repeated = _cues(source, path)
    if not cues:
        raise CoderError(f"{path}: the file has no cues with words; export the captions again.")
    cues = _labelled(cues, named)
    said = (f"{repeated} repeated line(s) of rolling captions were left out.",) if repeated else ()
    turns = _turns(cues)
    counts = Counter(cue.speaker for cue in cues if cue.speaker is not None)
    return Captions(*_stored(turns), counts, said)


def _cues(source: str, path: Path) -> tuple[list[Cue], int]:
    """The cues in their order, and how many repeated lines of rolling captions were left out."""
    lines = source.split("\n")
    if not _HEADER.match(lines[0]):
        raise CoderError(
            f"{path}, line 1: the file does not begin with WEBVTT; export the captions as WebVTT."
        )
    rolling = bool(_KARAOKE.search(source))
    cues: list[Cue] = []
    repeated = 0
    last = ""
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if "-->" not in line:
            continue
        times = _TIMING.match(line)
        if times is None:
            raise CoderError(
                f"{path}, line {at}: the times of the cue cannot be read; correct or delete the cue."
            )
        payload = []
        while at < len(lines) and lines[at].strip() and "-->" not in lines[at]:
            bare = _TAG.sub("", lines[at]).strip()
            if rolling and bare == last:
                repeated += 1
            else:
                payload.append(lines[at])
            last = bare or last
            at += 1
        cues += _voices(payload, marks.milliseconds(times["from"]), marks.milliseconds(times["to"]))
    return cues, repeated


def _voices(payload: Sequence[str], start_ms: int, end_ms: int) -> list[Cue]:
    """A cue's text cut where another voice begins."""
    text = " ".join(line.strip() for line in payload)
    cues = []
    pieces = _VOICE.split(text)
    for name, words in zip([None, *pieces[1::2]], pieces[::2], strict=True):
        plain = _plain(_TAG.sub("", words))
        if plain:
            speaker = _plain(name) if name is not None else None
            cues.append(Cue(plain, speaker or None, start_ms, end_ms))
    return cues


def _plain(text: str) -> str:
    """The words of a cue once its tags are gone: the entities that hid a tag's letters are read."""
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text).strip()


def unescape(source: str) -> str:
    """The file with its entities read, except those that would make tags and other entities.

    It comes before the cleaning, so that an entity brings in no dangerous
    character that is not replaced and counted.
    """

    def read_(match: re.Match[str]) -> str:
        meant = html.unescape(match[0]) or "\0"
        if meant in "<>&":
            return match[0]
        return " " if meant in "\r\n" else meant

    return _ENTITY.sub(read_, source)


def _labelled(cues: Sequence[Cue], named: Collection[str]) -> list[Cue]:
    """The cues with the labels that stand in their text taken out of it.

    Where labels stand only at a change of speaker, the cues between go on with the last.
    """
    if any(cue.speaker is not None for cue in cues):
        return list(cues)
    found = labels.accepted([Line(0, cue.words) for cue in cues], named, captions=True)
    goes_on = len(found) * 2 < len(cues)
    labelled = []
    speaker: str | None = None
    for number, cue in enumerate(cues):
        mark = found.get(number)
        if mark is None:
            labelled.append(Cue(cue.words, speaker if goes_on else None, cue.start_ms, cue.end_ms))
            continue
        speaker = mark.label
        if not mark.alone:
            labelled.append(Cue(cue.words[mark.start : mark.end], speaker, cue.start_ms, cue.end_ms))
    return labelled


def _turns(cues: Sequence[Cue]) -> list[_Turn]:
    turns: list[_Turn] = []
    for cue in cues:
        if turns and _goes_on(turns[-1], cue):
            turns[-1].words += f" {cue.words}"
            turns[-1].end_ms = cue.end_ms
        else:
            turns.append(_Turn(cue.speaker, cue.words, cue.start_ms, cue.end_ms))
    return turns


def _goes_on(turn: _Turn, cue: Cue) -> bool:
    if turn.speaker != cue.speaker:
        return False
    if cue.speaker is not None:
        return True
    ended = _SENTENCE_END.search(turn.words) or cue.start_ms - turn.end_ms >= _PAUSE_MS
    return not ended and len(turn.words) < _LONG_ENOUGH


def _stored(turns: Sequence[_Turn]) -> tuple[str, tuple[ReadSegment, ...]]:
    """The text, a paragraph a turn, and the words of each turn in it."""
    paragraphs = []
    segments = []
    at = 0
    for turn in turns:
        label = f"{turn.speaker}: " if turn.speaker is not None else ""
        paragraphs.append(label + turn.words)
        start = at + len(label)
        segments.append(
            ReadSegment(Span(start, start + len(turn.words)), turn.speaker, "turn", turn.start_ms)
        )
        at = start + len(turn.words) + 2
    return "\n\n".join(paragraphs), tuple(segments)
