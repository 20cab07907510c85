"""From the bytes of a file to a text whose code points can be counted.

Nothing is normalised: decomposed letters, stress marks and emoji stay as they
came. What must not reach a terminal or a database (control characters, marks
that reverse the direction of writing, halves of surrogate pairs) is replaced one
for one, so that no offset moves, and every replacement is named.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from coder.model import CoderError

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
LARGEST = 50_000_000
"""The most bytes a transcript file may have."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_DIRECTIONS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_REPLACED = (
    (_CONTROLS, "control character(s)"),
    (_DIRECTIONS, "mark(s) that reverse the direction of writing"),
    (_SURROGATES, "half surrogate pair(s)"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LIKELY = ["cp1251", "koi8_r", "kz1048", "cp866", "cp1252", "mac_cyrillic"]
"""The encodings tried first: a short text gives too little to choose among all there are."""


@dataclass(frozen=True, slots=True)
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


def decode(data: bytes, path: Path) -> tuple[str, tuple[str, ...]]:
    """The text of some bytes, with a sentence if its encoding had to be guessed.

    Raises:
        CoderError: The bytes fit no encoding, or are no text.
    """
    said: tuple[str, ...] = ()
    encoding = _announced(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as fault:
        guessed = _guessed(data) if encoding == "utf-8" else None
        if guessed is None:
            raise CoderError(
                f"{path}: the text is not {encoding.upper()} (byte {fault.start}) and no other encoding "
                "fits; save it as UTF-8."
            ) from fault
        text = data.decode(guessed)
        said = (f"The file is not UTF-8; it was read as {guessed}.",)
    text = text.removeprefix("\ufeff")
    controls = len(_CONTROLS.findall(text.replace("\r", "")))
    if controls > 64 and controls * 4 > len(text):
        raise CoderError(f"{path}: the file does not hold text; save the transcript as UTF-8 text or .docx.")
    return text, said


def _announced(data: bytes) -> str:
    """The encoding that a byte order mark or the high bytes of UTF-16 tell, else UTF-8."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    if len(data) >= 8 and len(data) % 2 == 0:
        for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
            high = data[first::2]
            if (high.count(0) + high.count(4)) * 10 >= len(high) * 9:
                return encoding
    return "utf-8"


def _guessed(data: bytes) -> str | None:
    """The encoding charset-normalizer finds, the likely ones first."""
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=_LIKELY).best() or from_bytes(data).best()
    if best is None:
        return None
    try:
        data.decode(best.encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    return best.encoding


def clean(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with LF line ends and without dangerous characters, and what was changed."""
    said = []
    returns = text.count("\r")
    if returns:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        said.append(f"{returns} line end(s) written as CR LF or CR became LF.")
    for pattern, name in _REPLACED:
        text, count = pattern.subn(REPLACEMENT, text)
        if count:
            said.append(f"{count} {name} became U+FFFD.")
    return text, tuple(said)


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
