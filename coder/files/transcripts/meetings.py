"""Texts that meeting programs and transcription services write: a line with a name and a time, then words.

Otter and Teams write ``Name  0:03``, older Teams ``0:0:3.4 --> 0:0:7.1`` and the name under
it, Zoom ``[Name] 10:03:12`` or, in a chat, ``10:03:12 From Name to Everyone:``. They are
known by these lines, whatever file they stand in. The paragraphs of one speaker in a
row become one turn; what stands before the first and after the last is a note.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from coder.files.transcripts import captions, cues, marks, words
from coder.files.transcripts.cues import Cue
from coder.files.transcripts.source import Source, Talk
from coder.files.transcripts.text import Line

_CLOCK = r"(?:\d{1,2}:)?\d{1,3}:[0-5]\d"
_NAME = r"(?P<name>[^\W_][^\t:\[\]<>|]{0,60}?)"
_NAMED = re.compile(rf"\s*+{_NAME}(?:[ \u00a0]{{2,}}|\s*\t\s*|\u00a0)(?P<time>{_CLOCK})\s*$")
_BRACKETED = re.compile(r"\s*+\[(?P<name>[^\[\]:]{1,60})\]\s+(?P<time>\d{1,2}:\d\d:\d\d)\s*$")
_CHAT = re.compile(
    r"\s*+(?P<time>\d{1,2}:\d\d:\d\d)\s++From\s++(?P<name>[^:]{1,60}?)(?:\s++to\s++[^:]{1,60})?\s*:"
    r"(?:\s+(?P<words>.*))?$",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"\s*(?:Transcribed by https?://|.{1,60} (?:stopped|started) (?:the )?transcription\s*$"
    r"|.{1,60} (?:остановил|начал|запустил|прекратил)а?(?:\(а\))? (?:транскрибирование|расшифровку)\s*$)",
    re.IGNORECASE,
)
_OTTER = re.compile(r"otter\.ai|^\s*SUMMARY KEYWORDS\s*$", re.MULTILINE)
_DAY_MS = 24 * 3600 * 1000
_LATE_MS = 3600 * 1000
"""A recording whose first words come later than this shows the time of day."""


@dataclass(frozen=True, slots=True)
class _Head:
    """A line that says who speaks from when."""

    speaker: str | None
    time_ms: int
    words: str = ""


def recognised(lines: Sequence[Line], source: Source) -> tuple[str, Talk] | None:
    """The talk in some lines and the name of the program that writes so; None if none is known to."""
    blocks = _blocks(lines)
    if blocks is not None:
        return "teams", cues.talk(blocks, source)
    for pattern, program in ((_NAMED, "teams"), (_BRACKETED, "zoom"), (_CHAT, "zoom")):
        heads = _heads(lines, pattern)
        if not _holds(lines, heads):
            continue
        if program == "zoom":
            heads = _from_first(heads)
        elif _is_otter(lines, source):
            program = "otter"
        return program, cues.talk(_under_heads(lines, heads), source)
    return None


def _is_otter(lines: Sequence[Line], source: Source) -> bool:
    """Whether Otter wrote a text that Teams might have written too."""
    if _OTTER.search("\n".join(line.text for line in [*lines[:40], *lines[-5:]])):
        return True
    return source.path.suffix.lower() == ".txt" and not any(_FOOTER.match(line.text) for line in lines)


def _heads(lines: Sequence[Line], pattern: re.Pattern[str]) -> dict[int, _Head]:
    found: dict[int, _Head] = {}
    for number, line in enumerate(lines):
        text = line.text
        if pattern is _CHAT:
            may = "rom" in text[:40] or "ROM" in text[:40]
        else:
            may = len(text) <= 100 and ":" in text and text.rstrip()[-1:].isdecimal()
        match = pattern.match(text) if may else None
        if match is None:
            continue
        name = " ".join(match["name"].split())
        if not any(map(str.isalpha, name)) or marks.base(name) in words.SOUNDS | words.HEADER_KEYS:
            continue
        said = match.groupdict().get("words") or ""
        found[number] = _Head(name, captions.milliseconds(match["time"]), said)
    return found


def _holds(lines: Sequence[Line], heads: dict[int, _Head]) -> bool:
    """Whether some lines are those of a talk: times go on, and words stand under them."""
    if len(heads) < 2:
        return False
    steps = [two.time_ms - one.time_ms for one, two in pairwise(heads.values())]
    back = sum(-_DAY_MS // 2 < step < 0 for step in steps)  # a longer way back is midnight
    if back * 10 > len(heads):
        return False
    followed = 0
    for number, head in heads.items():
        near = range(number + 1, min(number + 3, len(lines)))
        under = next((at for at in near if lines[at].text.strip()), None)
        followed += bool(head.words) or (under is not None and under not in heads)
    return followed * 3 >= len(heads) * 2


def _from_first(heads: dict[int, _Head]) -> dict[int, _Head]:
    """Times of day counted from the first; a night may pass."""
    first = next(iter(heads.values())).time_ms
    if first < _LATE_MS:
        return heads
    return {at: replace(head, time_ms=(head.time_ms - first) % _DAY_MS) for at, head in heads.items()}


def _under_heads(lines: Sequence[Line], heads: dict[int, _Head]) -> list[Cue]:
    """The words under each head, paragraph by paragraph, and the notes around them."""
    found: list[Cue] = []
    head: _Head | None = None
    written = paragraph = False
    for number, line in enumerate(lines):
        if number in heads:
            head, written, paragraph = heads[number], True, True
            text = head.words
        elif _FOOTER.match(line.text):
            found.append(Cue(line.text, kind="note"))
            continue
        else:
            text = line.text
        if not text.strip():
            paragraph = True
        elif head is None:
            found.append(Cue(text, kind="note"))
        else:
            found.append(
                Cue(text, head.speaker, head.time_ms, written=written, paragraph=paragraph or line.opens)
            )
            written = paragraph = False
    return found


_SPAN = re.compile(r"\s*\d+:\d+:\d+[.,]\d+\s+-->\s+\d+:\d+:\d+[.,]\d+")
"""A time line of Teams; shorter ones may be anybody's words."""


def _blocks(lines: Sequence[Line]) -> list[Cue] | None:
    """The cues of a text of time lines, each with a name and words under it."""
    timed = [(at, captions.times(line.text)) for at, line in enumerate(lines) if "-->" in line.text]
    if len(timed) < 2 or any(times is None or times[0] >= times[1] for _, times in timed):
        return None
    if not all(_SPAN.match(lines[at].text) for at, _ in timed):
        return None
    ends = [*(at for at, _ in timed[1:]), len(lines)]
    under = [
        [line.text.strip() for line in lines[at + 1 : end] if line.text.strip()]
        for (at, _), end in zip(timed, ends, strict=True)
    ]
    firsts = [block[0] for block in under if len(block) > 1]
    named = len(firsts) * 10 >= sum(map(bool, under)) * 8 and len(set(firsts)) * 2 <= len(firsts) + 2
    named = named and all(len(each) <= 60 and each[-1] not in ".?!…," for each in firsts)
    found = [Cue(line.text, kind="note") for line in lines[: timed[0][0]] if line.text.strip()]
    for (_, times), block in zip(timed, under, strict=True):
        assert times is not None
        while len(block) > 1 and _FOOTER.match(block[-1]):
            found.append(Cue(block.pop(), kind="note"))
        speaker = block[0] if named and len(block) > 1 else None
        found.append(Cue("\n".join(block[1:] if speaker else block), speaker, *times))
    return found
