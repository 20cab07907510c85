"""Pieces of a recording with their times, put together into the turns of a talk.

A cue is a piece of a screen, a breath or an utterance, not of a talk: the cues of
one speaker in a row become one turn. The stored text has a paragraph
"Name: words" for each turn. Readers of captions and annotations make cues; what
they share is here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from coder.files.transcripts import labels
from coder.files.transcripts.source import Source, Talk
from coder.files.transcripts.text import Line
from coder.model import ReadSegment, Role, SegmentKind, Span

LATEST_MS = 1_000 * 3600 * 1000
"""No recording is longer than a thousand hours: a later time is no time."""

_WHITE = re.compile(r"[ \t\n]+")
_SENTENCE_END = re.compile(r"[.!?…。！？][»”\"')\]]*$")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60\u3000-\u303f]")
_CHEVRONS = re.compile(r"\s*>{2,3}\s*")
_DASH = re.compile(r"[-–—]\s*(?=\S)")
_PAUSE_MS = 2_000
_LONG_ENOUGH = 600
"""Without two speakers, a paragraph ends with a sentence, at a pause, or when it is this long."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A piece of a recording in one voice."""

    words: str
    """What is said; several lines are joined by LF."""
    speaker: str | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    written: bool = True
    """Whether the label stands here in the file, or goes on from the cue before."""
    opens: bool = False
    """Whether a new turn begins here even if the label is the same as before."""
    paragraph: bool = False
    """Whether a new paragraph of the turn begins here."""
    kind: SegmentKind = "turn"


@dataclass(slots=True)
class _Turn:
    speaker: str | None
    kind: SegmentKind
    start_ms: int | None
    end_ms: int | None = None
    paragraphs: list[list[str]] = field(default_factory=list)
    length: int = 0


def talk(
    cues: Iterable[Cue],
    source: Source,
    *,
    language: str = "",
    roles: Mapping[str, Role] | None = None,
) -> Talk:
    """The talk of some cues; labels are looked for in the words where no cue has a speaker.

    Args:
        cues: The cues in the order in which they are to be read.
        source: The file, for its counts and complaints.
        language: The language the file states.
        roles: The roles the file states.

    Raises:
        CoderError: There are no words.
    """
    given = _tidied(cues, source)
    if all(cue.kind == "note" for cue in given):
        raise source.bad("nothing is said in the file; export the transcript again.")
    if source.asked.no_speakers:
        given = [replace(cue, speaker=None, opens=cue.opens or cue.paragraph) for cue in given]
    elif not any(cue.speaker is not None for cue in given):
        given = _with_labels(given, source)
    counts = Counter(cue.speaker for cue in given if cue.speaker is not None and cue.written)
    alone = len({cue.speaker for cue in given if cue.kind == "turn"}) < 2
    text, segments = _stored(_turns(given, alone))
    spoken = {each.speaker for each in segments}
    return Talk(
        text,
        segments,
        Counter({label: count for label, count in counts.items() if label in spoken}),
        {label: role for label, role in (roles or {}).items() if label in spoken},
        language=language,
    )


def milliseconds(seconds: object) -> int | None:
    """A time in seconds, as other programs write it, in milliseconds; None if it is no time."""
    if isinstance(seconds, str) and re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", seconds.strip()):
        seconds = float(seconds)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    if not 0 <= seconds <= LATEST_MS / 1000:
        return None
    return round(seconds * 1000)


def _tidied(cues: Iterable[Cue], source: Source) -> list[Cue]:
    """The cues with words, their words and labels cleaned; what is dangerous is counted once each."""
    given = list(cues)
    for number, cue in enumerate(given):
        words, speaker = _lines(cue.words), _line(cue.speaker or "") or None
        if (words, speaker) != (cue.words, cue.speaker):
            given[number] = replace(cue, words=words, speaker=speaker)
    parts = [part for cue in given for part in (cue.words, cue.speaker or "")]
    clean = source.clean("\n\n".join(parts)).split("\n\n")
    tidied: list[Cue] = []
    if not given:
        return tidied
    for cue, said, label in zip(given, clean[::2], clean[1::2], strict=True):
        words, speaker = said.strip(), label.strip() or None
        if words:
            same = (words, speaker) == (cue.words, cue.speaker)
            tidied.append(cue if same else replace(cue, words=words, speaker=speaker))
    return tidied


def _lines(text: str) -> str:
    """Words without empty lines and doubled spaces; only LF, CR and CR LF end a line."""
    lines = (_line(each) for each in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(each for each in lines if each)


def _line(text: str) -> str:
    return _WHITE.sub(" ", text.replace("\r", "\n")).strip(" ")


def _with_labels(cues: Sequence[Cue], source: Source) -> list[Cue]:
    """The cues with the labels that stand in their text taken out of it.

    A label may open any line of a cue. Where labels stand only at a change of
    speaker, the cues between go on with the last; ``>>`` says that somebody else
    speaks.
    """
    pieces = [piece for cue in cues for piece in _pieces(cue)]
    lines = []
    dashes = []
    for piece in pieces:
        dash = _DASH.match(piece.words)
        dashes.append(dash.end() if dash else 0)
        lines.append(Line(0, piece.words[dashes[-1] :], opens=piece.written))
    only = source.asked.speakers
    found = labels.accepted(lines, only or source.asked.named, captions=True, only=bool(only))
    heads = [number for number, piece in enumerate(pieces) if piece.written]
    said = [found[number].label if number in found else None for number in heads]
    again = any(one is not None and one == two for one, two in pairwise(said))
    goes_on = not again or len(found) * 2 < len(heads)
    labelled: list[Cue] = []
    speaker: str | None = None
    waits = False  # a label alone on its line counts with the words after it
    for number, piece in enumerate(pieces):
        mark = found.get(number)
        if mark is not None:
            speaker = mark.label
            words = "" if mark.alone else lines[number].text[mark.start : mark.end]
            labelled.append(replace(piece, words=words, speaker=speaker, written=True))
            waits = mark.alone
        elif waits and not piece.opens:
            labelled.append(replace(piece, speaker=speaker, written=True))
            waits = False
        else:
            keeps = (goes_on or not piece.written) and not piece.opens
            speaker = speaker if keeps else None
            labelled.append(replace(piece, speaker=speaker, written=False))
    return [cue for cue in labelled if cue.words]


def _pieces(cue: Cue) -> list[Cue]:
    """The lines of a cue; ``written`` says which begins the cue, ``opens`` which begins with ``>>``."""
    pieces = []
    for number, line in enumerate(cue.words.split("\n")):
        chevrons = _CHEVRONS.match(line)
        words = (line[chevrons.end() :] if chevrons else line).strip()
        pieces.append(replace(cue, words=words, written=number == 0, opens=bool(chevrons)))
    return [piece for piece in pieces if piece.words]


def _turns(cues: Sequence[Cue], alone: bool) -> list[_Turn]:
    """The turns; where nobody answers, ``alone``, paragraphs take their place."""
    turns: list[_Turn] = []
    for cue in cues:
        if not (turns and not cue.opens and _goes_on(turns[-1], cue, alone)):
            turns.append(_Turn(cue.speaker, cue.kind, cue.start_ms if cue.kind == "turn" else None))
        turn = turns[-1]
        if cue.paragraph or not turn.paragraphs:
            turn.paragraphs.append([])
        turn.paragraphs[-1] += [line for line in cue.words.split("\n") if line]
        turn.length += len(cue.words)
        turn.end_ms = cue.end_ms if cue.end_ms is not None else turn.end_ms
    return turns


def _glued(parts: Sequence[str]) -> str:
    """Words put together: with a space, or without one in writing that has none."""
    whole: list[str] = []
    for part in parts:
        if whole and not (_UNSPACED.match(whole[-1][-1]) and _UNSPACED.match(part[0])):
            whole.append(" ")
        whole.append(part)
    return "".join(whole)


def _goes_on(turn: _Turn, cue: Cue, alone: bool) -> bool:
    if turn.speaker != cue.speaker or "note" in (turn.kind, cue.kind):
        return False
    if cue.speaker is not None and not alone:
        return True
    if cue.paragraph:
        return False
    pause = cue.start_ms is not None and turn.end_ms is not None and cue.start_ms - turn.end_ms >= _PAUSE_MS
    return not (pause or _SENTENCE_END.search(turn.paragraphs[-1][-1])) and turn.length < _LONG_ENOUGH


def _stored(turns: Sequence[_Turn]) -> tuple[str, tuple[ReadSegment, ...]]:
    """The text, a paragraph a turn, and the words of each turn in it."""
    paragraphs = []
    segments = []
    at = 0
    for turn in turns:
        label = f"{turn.speaker}: " if turn.speaker is not None else ""
        words = "\n".join(map(_glued, turn.paragraphs))
        paragraphs.append(label + words)
        start = at + len(label)
        segments.append(ReadSegment(Span(start, start + len(words)), turn.speaker, turn.kind, turn.start_ms))
        at = start + len(words) + 2
    return "\n\n".join(paragraphs), tuple(segments)
