"""How files of recorders, transcription services and annotation programs are known by their content."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coder.files.transcripts.formats import Peek

_CLOCK = r"\d{1,4}:\d\d:\d\d"
_SRT = re.compile(
    rf"\s*(?:\d{{1,9}}[ \t]*\r?\n\s*{_CLOCK}[.,]|{_CLOCK},)\d{{1,3}}[ \t]*-->[ \t]*{_CLOCK}[.,]\d"
)
_CHAT = re.compile(r"\s*@(?:UTF8|Begin|Loc:|PID:|Font:|Languages:|Participants:)", re.IGNORECASE)
_JSON = re.compile(r"\s*(?:\[\s*)?\{\s*\"")
_KEYS = tuple(f'"{key}"' for key in ("segments", "transcription", "utterances", "chunks", "speakers"))


def srt(peek: Peek) -> bool:
    """Whether a file begins with a number, or a comma in its times, as SubRip has them."""
    return bool(_SRT.match(peek.head))


def chat(peek: Peek) -> bool:
    """Whether a file begins with one of CHAT's headers."""
    return bool(_CHAT.match(peek.head))


def eaf(peek: Peek) -> bool:
    """Whether a file is ELAN's."""
    return peek.root == "annotation_document"


def exb(peek: Peek) -> bool:
    """Whether a file is a basic transcription of EXMARaLDA."""
    return peek.root == "basic-transcription"


def json(peek: Peek) -> bool:
    """Whether a file begins as JSON does and has a key under which segments stand."""
    if not _JSON.match(peek.head):
        return False
    ends = (peek.data[:200_000] + peek.data[-200_000:]).decode("utf-8", "replace")
    return any(key in ends for key in _KEYS) or peek.head.lstrip().startswith("[")


def otr(peek: Peek) -> bool:
    """Whether a file is JSON with the keys of oTranscribe."""
    if not _JSON.match(peek.head):
        return False
    ends = peek.head + peek.data[-4000:].decode("utf-8", "replace")
    return '"text"' in ends and ('"media"' in ends or '"media-time"' in ends)


def workbook(peek: Peek) -> bool:
    """Whether a file is an Excel workbook."""
    return "xl/workbook.xml" in peek.entries
