"""From the bytes of a file to a text whose code points can be counted.

Nothing is normalised: decomposed letters, stress marks and emoji stay as they
came. What must not reach a terminal or a database (control characters, marks
that reverse the direction of writing, halves of surrogate pairs) is replaced one
for one, so that no offset moves, and every replacement is named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from coder.files.transcripts import encodings
from coder.model import CoderError

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
LARGEST = 50_000_000
"""The most bytes a transcript file may have."""
LARGEST_TEXT = 20_000_000
"""The most bytes of a file that is nothing but text: a novel of a thousand pages has 3 MB."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_DIRECTIONS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_ANY = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_CONTROL_BYTES = bytes({*range(32), 127} - {9, 10})
_REPLACED = (
    (_CONTROLS, "controls"),
    (_DIRECTIONS, "directions"),
    (_SURROGATES, "surrogates"),
)


@dataclass(slots=True)  # not frozen: a long text has thousands, and freezing costs most of their making
class Line:
    """One line of a stored text, with what its file told about it besides the letters."""

    start: int
    text: str
    opens: bool = True
    """Whether a paragraph begins here."""
    bold: int = 0
    """How many code points at the line's beginning are bold in a Word file."""
    heading: bool = False
    """Whether a Word file gave the line a heading's style."""
    cell: bool = False
    """Whether the line is all there is in a table cell that has another to its right."""


def read_bytes(path: Path) -> bytes:
    """The bytes of a transcript file.

    Raises:
        CoderError: The file is missing, unreadable, empty or too large.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise CoderError(f"{path}: the file cannot be read ({reason}); check its name and rights.") from fault
    if len(data) > LARGEST:
        raise CoderError(f"{path}: the file is larger than {LARGEST // 1_000_000} MB; split the transcript.")
    if not data:
        raise CoderError(f"{path}: the file is empty; save the transcript into it again.")
    return data


@dataclass(frozen=True, slots=True)
class Decoded:
    """The letters of some bytes."""

    text: str
    encoding: str
    """As Python calls it."""
    invalid: int = 0
    """How many bytes were no letter and became U+FFFD."""
    warnings: tuple[str, ...] = ()


def decode(data: bytes, path: Path, forced: str | None = None, declared: str | None = None) -> Decoded:
    """The text of some bytes: by their mark, as UTF-8, as UTF-16 by its zeros, else guessed.

    Raises:
        CoderError: The bytes fit no encoding, or are no text.
    """
    if len(data) > LARGEST_TEXT:
        raise CoderError(
            f"{path}: the text is larger than {LARGEST_TEXT // 1_000_000} MB; split the transcript."
        )
    found = encodings.as_said(data, path, forced) if forced else encodings.found(data, path, declared)
    text, encoding, invalid, warnings = found
    text = text.removeprefix("\ufeff")
    controls = len(_CONTROLS.findall(text)) - text.count("\r") if is_dangerous(text) else 0
    if controls > 64 and controls * 4 > len(text):
        raise CoderError(
            f"{path}: the file does not hold text; save the transcript as UTF-8 text or .docx, "
            "or name its encoding with --encoding."
        )
    return Decoded(text, encoding, invalid, warnings)


def is_dangerous(text: str) -> bool:
    """Whether there is anything to replace: most texts have nothing, and the look is quick."""
    if text.isascii():
        return len(text.encode().translate(None, _CONTROL_BYTES)) < len(text)
    return _ANY.search(text) is not None


def clean(text: str) -> tuple[str, dict[str, int]]:
    """The text with LF line ends and without dangerous characters, and how often what was changed."""
    counts = {}
    returns = text.count("\r")
    if returns:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        counts["line_ends"] = returns
    if not is_dangerous(text):
        return text, counts
    for pattern, name in _REPLACED:
        text, count = pattern.subn(REPLACEMENT, text)
        if count:
            counts[name] = count
    return text, counts


_BULLET = re.compile(r"\s*(?:[-*+•–—]|\d{1,3}[.)])\s")
_SENTENCE_END = re.compile(r"[.!?…:;][»”\"')\]*_]*\s*$")


def cut_lines(text: str) -> list[Line]:
    """The lines of a text, each told whether it opens a paragraph.

    Paragraphs are separated by blank lines where the lines are hard-wrapped,
    else every line is one. Only LF ends a line.
    """
    texts = text.split("\n")
    wrapped = _is_wrapped(texts)
    lines = []
    start = 0
    before = ""
    for each in texts:
        opens = not wrapped or not before.strip() or bool(_BULLET.match(each))
        lines.append(Line(start, each, opens))
        start += len(each) + 1
        before = each
    return lines


def _is_wrapped(texts: list[str]) -> bool:
    """Whether the line ends of a text are those of a typewriter, not of paragraphs."""
    inner = [
        line
        for line, after in pairwise(texts)
        if line.strip() and after.strip() and not _BULLET.match(line) and not _BULLET.match(after)
    ]
    if len(inner) < 2 or max(map(len, inner)) > 110:
        return False
    middle = sorted(map(len, inner))[len(inner) // 2]
    ended = sum(1 for line in inner if _SENTENCE_END.search(line))
    return middle >= 45 and ended * 10 < len(inner) * 6
