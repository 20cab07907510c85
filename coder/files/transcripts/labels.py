"""Which of the candidate labels of a file are speakers' labels.

A file is taken to write its labels in one way (``Name:``, ``### Name``,
``[Name]`` ...): the way that opens most of its paragraphs. A label of that way is
accepted if it is a role's word, repeats, is one whom the user named, or
introduces initials that are themselves a label; and the labels together must
carry the text, so that a word that keeps coming before a colon in long
paragraphs makes no speaker.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from coder.files.transcripts import marks, words
from coder.files.transcripts.marks import Family, Mark
from coder.files.transcripts.text import Line

_FAMILIES: tuple[Family, ...] = ("colon", "timed", "bracket", "bold", "cell", "heading")
_INTRODUCED = re.compile(r"(?P<name>.*\S)\s*\((?P<short>[^()]+)\)$")
_RULE = re.compile(r"\s*[-*_=~—–]{3,}\s*$")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+\S")
_VALUE = re.compile(r"[*_\s]*(?:\S+\s+){0,7}(?:\S*[^\s.?!…,;]|\w\.)[*_]*\s*$")
"""What stands after a key of a fact: a few words that are no sentence."""
_KEY = re.compile(r"\s*[*_]{0,2}(?P<key>[^\s:*_][^:*_]{0,40}?)[*_]{0,2}\s*:")


def introduced(label: str) -> tuple[str, str] | None:
    """The name and the initials in a label such as ``Adam Jonas (AJ)``."""
    match = _INTRODUCED.match(label)
    return (match["name"], match["short"].strip()) if match else None


def plain(name: str) -> str:
    """A name as names are compared: without case, marks of writing and doubled spaces."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split()).rstrip(".:")


def is_rule(text: str) -> bool:
    """Whether a line is only a drawn line."""
    return bool(_RULE.match(text))


def is_heading(line: Line) -> bool:
    """Whether a line is a heading by its marks, its style or its capitals."""
    if line.heading or _HEADING.match(line.text):
        return True
    if len(line.text) > 60 or not line.opens:
        return False
    shouted = line.text.upper() == line.text and line.text.lower() != line.text
    letters = sum(map(str.isalnum, line.text))
    return shouted and letters >= 4 and line.text.rstrip()[-1] not in ".!?…,;"


def accepted(
    lines: Sequence[Line], named: Collection[str] = (), *, captions: bool = False, only: bool = False
) -> dict[int, Mark]:
    """The marks that are speakers' labels, by the number of their line.

    Args:
        lines: The lines of the text; in captions, the cues.
        named: Names the user gave: each is a label, however rare.
        captions: The lines are cues, where a label may stand only at a change of speaker.
        only: Nobody speaks but those named.
    """
    if only:
        wanted = {plain(name) for name in named}
        return {mark.line: mark for mark in marks.find(lines, named) if plain(mark.label) in wanted}
    head = _header(lines)
    candidates = [mark for mark in marks.find(lines) if mark.line >= head]
    best: dict[int, Mark] = {}
    for family in _FAMILIES:
        mine = [mark for mark in candidates if mark.family == family]
        if not mine:
            continue
        kept = _plausible(mine, {plain(name) for name in named})
        if len(kept) > len(best) and _carry(kept, lines, captions):
            best = {mark.line: mark for mark in kept}
    names = {mark.label for mark in best.values()}
    for mark in candidates:
        if mark.label in names and mark.family != "heading":
            best.setdefault(mark.line, mark)
    return best


def _header(lines: Sequence[Line]) -> int:
    """The number of the first line after the blocks of facts ("Date: ...") at the head of a text."""
    end = 0
    for first, block in _blocks(lines)[:3]:
        length, keys = _facts(block)
        if keys and not length:
            break
        if length:
            end = first + length
    return end


def _blocks(lines: Sequence[Line]) -> list[tuple[int, list[Line]]]:
    """The runs of lines between blank ones, each with the number of its first line."""
    blocks: list[tuple[int, list[Line]]] = []
    blank = True
    for number, line in enumerate(lines):
        if line.text.strip():
            if blank:
                blocks.append((number, []))
            blocks[-1][1].append(line)
        blank = not line.text.strip()
    return blocks


def _facts(block: Sequence[Line]) -> tuple[int, bool]:
    """How many lines at a block's beginning state facts of the interview, and whether any line has a key.

    "Interviewer: Anna K." is one of them before a date or place, and after the
    last of those only if the block holds nothing else.
    """
    length = 0
    keys = False
    for number, line in enumerate(block):
        match = _KEY.match(line.text)
        if match is None:
            if length or number > 2:
                return length, keys
            continue
        keys = True
        if marks.base(match["key"]) in words.HEADER_KEYS:
            length = number + 1
        elif len(line.text) > 200 or not _VALUE.match(line.text[match.end() :]):
            return length, keys
    return (len(block) if length else 0), keys


def _plausible(mine: Sequence[Mark], named: Collection[str]) -> list[Mark]:
    """The marks of one family whose label is known, repeats or introduces another."""
    counts = Counter(mark.label for mark in mine)
    opening = {mark.label for mark in mine if mark.opens}
    names = {plain(label) for label in counts}
    shorts = {plain(pair[1]) for pair in map(introduced, counts) if pair is not None}
    roles = {marks.base(label) for label in counts if _is_role(label)}
    if mine and mine[0].family == "heading" and max(counts.values()) < 2:
        return []

    def holds(label: str) -> bool:
        pair = introduced(label)
        return (
            any(marks.base(part) in words.ROLE_WORDS for part in (label, *(pair or ())))
            or (marks.base(label) in roles and len(roles) > 1)
            or plain(label) in named
            or plain(label) in shorts
            or (counts[label] > 1 and label in opening)
            or (pair is not None and (plain(pair[1]) in names or plain(pair[0]) in named))
        )

    held = {label for label in counts if holds(label)}
    return [mark for mark in mine if mark.label in held]


def _is_role(label: str) -> bool:
    return marks.base(label) in words.ROLE_WORDS or marks.base(label) in words.ROLE_LETTERS


def _carry(kept: Sequence[Mark], lines: Sequence[Line], captions: bool) -> bool:
    """Whether labels together open enough of the paragraphs to be those of a talk."""
    share = len(kept) / max(1, len(kept) + _unlabelled({mark.line: mark for mark in kept}, lines))
    if share >= 0.5:
        return True
    if kept[0].family in ("bracket", "bold", "cell"):
        return False
    labels = list(dict.fromkeys(mark.label for mark in kept))
    roles = [label for label in labels if marks.base(label) in words.ROLE_WORDS]
    letters = {label for label in labels if marks.base(label) in words.ROLE_LETTERS}
    pairs = [pair for pair in map(introduced, labels) if pair is not None and pair[1] in labels]
    if len(kept) > 1 and (roles or pairs or len(letters) > 1):
        return True
    changes = sum(1 for one, two in pairwise(kept) if one.label != two.label)
    enough = kept[0].line == 0 if captions else share >= 1 / 3
    return len(labels) > 1 and changes * 2 >= len(kept) - 1 and enough


def _unlabelled(kept: Mapping[int, Mark], lines: Sequence[Line]) -> int:
    """How many paragraphs neither begin with a label nor follow one that stands alone."""
    count = 0
    awaited = False
    for number, line in enumerate(lines):
        mark = kept.get(number)
        if mark is not None:
            awaited = mark.alone
        elif line.opens and line.text.strip() and not (is_heading(line) or is_rule(line.text)):
            if marks.lone_time(line.text) is not None:
                continue
            count += not awaited
            awaited = False
    return count
