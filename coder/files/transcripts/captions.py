"""What WebVTT and SubRip captions share: times, tags, entities, voices, and lines that roll up the screen."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from coder.files.transcripts.cues import Cue
from coder.files.transcripts.source import Source

_TIME = r"(?:\d{1,4}:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,9})?"
_TIMING = re.compile(rf"\s*(?P<from>{_TIME})\s*-->\s*(?P<to>{_TIME})(?:\s.*)?$")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]++(?P<name>[^<>]*)>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:v|c|i|b|u|s|ruby|rt|lang|font)(?:[.\s=][^<>]*)?>|<\d[\d:.]*>|\{\\[^{}]*\}", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")
_KARAOKE = re.compile(r"<\d+:[\d:.]+>")
_ROLLING_SHARE = 3
"""Captions roll if one in this many begins with the line that the one before it ended with."""


@dataclass(slots=True)
class Shown:
    """A piece of a screen: when it is there, and its lines as they are written."""

    start_ms: int
    end_ms: int
    lines: list[str]


def times(line: str) -> tuple[int, int] | None:
    """From when to when, if a line says so."""
    match = _TIMING.match(line)
    return (milliseconds(match["from"]), milliseconds(match["to"])) if match else None


def milliseconds(clock: str) -> int:
    """A time such as ``1:02:03.5`` or ``02:03,500``."""
    whole, _, fraction = clock.strip().replace(",", ".").partition(".")
    seconds = 0
    for part in whole.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds * 1000 + int((fraction + "000")[:3])


def cues(shown: Sequence[Shown], source: Source) -> list[Cue]:
    """The cues of a file: repeated lines left out, tags gone, cut where another voice begins."""
    source.refuse_long(0, len(shown))
    _unroll(shown, source)
    return [cue for each in shown for cue in _voices(each)]


def _bare(line: str) -> str:
    return _TAG.sub("", line).strip()


def _unroll(shown: Sequence[Shown], source: Source) -> None:
    """Leave out the lines that rolling captions show twice, and count them."""
    ends = [(_bare(each.lines[0]), _bare(each.lines[-1])) for each in shown if each.lines]
    again = sum(1 for one, two in pairwise(ends) if two[0] and two[0] == one[1])
    karaoke = any(_KARAOKE.search(line) for each in shown for line in each.lines)
    if not karaoke and (again < 3 or again * _ROLLING_SHARE < len(ends)):
        return
    last = ""
    for each in shown:
        kept = []
        for line in each.lines:
            bare = _bare(line)
            if bare and bare == last:
                source.counts["repeated_lines"] += 1
            else:
                kept.append(line)
            last = bare or last
        each.lines = kept


def _voices(shown: Shown) -> list[Cue]:
    """A caption cut where another voice begins."""
    found = []
    pieces = _VOICE.split("\n".join(shown.lines))
    for name, words in zip([None, *pieces[1::2]], pieces[::2], strict=True):
        plain = _plain(_TAG.sub("", words))
        if plain:
            speaker = _plain(name) if name is not None else None
            found.append(Cue(plain, speaker or None, shown.start_ms, shown.end_ms))
    return found


def _plain(text: str) -> str:
    """Words once their tags are gone: the entities that hid a tag's letters are read."""
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text).strip()


def unescaped(text: str) -> str:
    """The file with its entities read, except those that would make tags and other entities.

    It comes before the cleaning, so that an entity brings in no dangerous
    character that is not replaced and counted.
    """

    def read_(match: re.Match[str]) -> str:
        meant = html.unescape(match[0]) or "\0"
        if meant in "<>&":
            return match[0]
        return " " if meant in "\r\n" else meant

    return _ENTITY.sub(read_, text)
