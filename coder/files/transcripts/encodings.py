"""Which encoding the bytes of a text are in: told by a mark, proved, or guessed and said to be."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from coder.model import CoderError

Found = tuple[str, str, int, tuple[str, ...]]
"""The text, its encoding, how many bytes were no letter, and what to look at."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LIKELY = ["cp1251", "koi8_r", "kz1048", "cp866", "cp1252"]
"""The encodings tried first: a short text gives too little to choose among all there are."""
_SAMPLE = 60_000
"""How many bytes a guess looks at; more make it slower and no better."""


def as_said(data: bytes, path: Path, encoding: str) -> Found:
    """The text in the encoding that a person names; bytes that are none of its letters are counted."""
    name = known(encoding)
    if name in {"utf-16", "utf-32", "utf-8"}:  # the mark, where there is one, says which end comes first
        name = next((each for mark, each in _MARKS if data.startswith(mark) and each.startswith(name)), name)
    name = {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(name, name)
    try:
        return data.decode(name), name, 0, ()
    except UnicodeDecodeError:
        text, invalid = _with_holes(data, name)
    if invalid * 10 > len(text):
        raise CoderError(f"{path}: the file is not {name}: {invalid} of its bytes are no letter there.")
    return text, name, invalid, (_holes(invalid, name),)


def found(data: bytes, path: Path, declared: str | None = None) -> Found:
    """The text in the encoding that the bytes themselves tell, or that the file says it is in.

    Raises:
        CoderError: They fit none.
    """
    encoding, marked = _announced(data)
    try:
        return data.decode(encoding), encoding, 0, ()
    except UnicodeDecodeError as fault:
        if encoding == "utf-8":
            stated = _stated(data, declared)
            if stated is not None:
                return stated
            damaged = _damaged_utf8(data, marked)
            if damaged is not None:
                return damaged
            guessed = _guessed(data)
            if guessed is not None:
                return guessed
        raise CoderError(
            f"{path}: the text is not {encoding.upper()} (byte {fault.start}) and no other encoding "
            "fits; save it as UTF-8, or name its encoding with --encoding."
        ) from fault


def _stated(data: bytes, declared: str | None) -> Found | None:
    """The text in the encoding that the file names, if it is one and fits."""
    if declared is None:
        return None
    try:
        name = known(declared)
        return data.decode(name), name, 0, ()
    except (CoderError, UnicodeDecodeError):
        return None


def known(encoding: str) -> str:
    """An encoding's name as Python has it.

    Raises:
        CoderError: There is none of that name, or it is none of text.
    """
    try:
        info = codecs.lookup(encoding.strip())
    except (LookupError, ValueError):
        info = None
    if info is None or not getattr(info, "_is_text_encoding", True) or info.name in _NO_ENCODINGS:
        raise CoderError(
            f"there is no encoding {encoding!r}; common ones are utf-8, utf-16, cp1251, koi8-r, kz1048, "
            "cp866, cp1252 and gb18030."
        )
    return info.name


_NO_ENCODINGS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7"}


def _announced(data: bytes) -> tuple[str, bool]:
    """The encoding that a mark or the zeros of UTF-16 tell, else UTF-8; and whether a mark did."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, True
    if len(data) >= 8 and len(data) % 2 == 0:
        head = data[:_SAMPLE]
        for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
            high = head[first::2]
            if (high.count(0) + high.count(4)) * 10 >= len(high) * 9:
                return encoding, False
    return "utf-8", False


def _with_holes(data: bytes, encoding: str) -> tuple[str, int]:
    """The text with U+FFFD for every byte that is no letter, and how many those are."""
    invalid = 0

    def hole(fault: UnicodeError) -> tuple[str, int]:
        nonlocal invalid
        assert isinstance(fault, UnicodeDecodeError)
        invalid += fault.end - fault.start
        return "\N{REPLACEMENT CHARACTER}" * (fault.end - fault.start), fault.end

    codecs.register_error("coder.holes", hole)
    return data.decode(encoding, "coder.holes"), invalid


def _damaged_utf8(data: bytes, marked: bool) -> Found | None:
    """The text, if it is UTF-8 in which a few bytes are broken; None if it is not UTF-8 at all."""
    text, invalid = _with_holes(data, "utf-8")
    letters = sum(1 for each in text if each > "\x7f") - invalid
    if not marked and invalid * 20 > letters:
        return None
    return text, "utf-8", invalid, (_holes(invalid, "utf-8"),)


def _holes(invalid: int, encoding: str) -> str:
    return f"{invalid} byte(s) are no letter in {encoding}; each became U+FFFD. Is the file damaged?"


def _guessed(data: bytes) -> Found | None:
    """The encoding charset-normalizer finds, the likely ones first."""
    from charset_normalizer import from_bytes

    sample = _sample(data)
    best = from_bytes(sample, cp_isolation=_LIKELY).best() or from_bytes(sample).best()
    if best is None:
        return None
    name = _twin(data[:_SAMPLE], str(best.encoding))
    try:
        text, invalid = data.decode(name), 0
    except UnicodeDecodeError:
        text, invalid = _with_holes(data, name)
        if invalid * 100 > len(text):
            return None
    except LookupError:
        return None
    warnings = [f"The file is not UTF-8; it was read as {name}, which is a guess: look at its letters."]
    if invalid:
        warnings.append(_holes(invalid, name))
    return text, name, invalid, tuple(warnings)


def _sample(data: bytes) -> bytes:
    """The beginning of the file, and pieces with letters beyond ASCII where it has none."""
    if len(data) <= _SAMPLE:
        return data
    first = re.search(rb"[\x80-\xff]", data)
    at = max(0, (first.start() if first else 0) - 1_000)
    return data[at : at + _SAMPLE] if at else data[:_SAMPLE]


_TWINS = ("cp1251", "kz1048", "mac_cyrillic", "koi8_r", "cp866")
_FOREIGN = re.compile("[ђѓѕјљњћќџЂЃЅЈЉЊЋЌЏ]")
"""Letters of Serbian and Macedonian: where Kazakh ones are meant, they are what cp1251 shows."""
_RUSSIAN = re.compile("[йыюяЙЫЮЯ]")
_ODD = re.compile(r"[а-яё][А-ЯЁ](?=[а-яё]|\b)|(?<=[а-яёa-z])[^\w\s.,;:!?()\[\]…«»“”„\"'’‘*/-]|[€‡†][а-яё]")
"""What no text has: a capital within a word, a sign in the middle of one."""


def _twin(sample: bytes, name: str) -> str:
    """Of the encodings of Cyrillic, which share many letters, the one that makes the fewest oddities."""
    if name not in _TWINS:
        return name
    scores: dict[str, int] = {}
    for each in (name, *_TWINS):
        text = sample.decode(each, "replace")
        foreign = len(_FOREIGN.findall(text)) if _RUSSIAN.search(text) else 0
        scores.setdefault(each, foreign + len(_ODD.findall(text)) + text.count("\ufffd"))
    return min(scores, key=lambda each: scores[each])
