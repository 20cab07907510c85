"""oTranscribe's own files (.otr): JSON around HTML, with the times in spans."""

from __future__ import annotations

import html
import re

from coder.files.transcripts import cues, jsons
from coder.files.transcripts.source import Paragraphs, Source
from coder.files.transcripts.stamps import Stamps
from coder.files.transcripts.text import cut_lines

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?P<more>(?:\s[^<>]*)?)>")
_TIME = re.compile(r"data-timestamp\s*=\s*[\"']?(?P<seconds>\d{1,9}(?:\.\d{1,20})?)")
_BLOCKS = frozenset({"p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"})
_HIDDEN = frozenset({"script", "style"})
_SPACES = re.compile(r"[ \t\n]+")


def read(source: Source) -> Paragraphs:
    """The lines of an oTranscribe file.

    Raises:
        CoderError: It is no JSON, or has no text.
    """
    loaded = jsons.load(source)
    marked = loaded.get("text") if isinstance(loaded, dict) else None
    if not isinstance(marked, str):
        raise source.bad("the file has no text as oTranscribe writes it; export the transcript again.")
    text, stamps = _read(marked, source)
    return Paragraphs(cut_lines(text), stamps=stamps)


def _without_comments(marked: str) -> str:
    pieces = []
    at = 0
    while (start := marked.find("<!--", at)) >= 0:
        pieces.append(marked[at:start])
        end = marked.find("-->", start)
        at = len(marked) if end < 0 else end + 3
    pieces.append(marked[at:])
    return "".join(pieces)


def _read(marked: str, source: Source) -> tuple[str, Stamps]:
    """The text of some HTML, and where its time stamps stood."""
    marked = _without_comments(marked.replace("\r\n", "\n").replace("\r", "\n"))
    pieces: list[str] = []
    stamps: Stamps = []
    length = at = 0
    ended = True
    hidden = ""
    spans: list[bool] = []
    timed = 0  # how many of the open spans hold a time
    for match in (*_TAG.finditer(marked), None):
        words = marked[at : match.start() if match else len(marked)]
        if not (hidden or timed):
            words = _SPACES.sub(" ", html.unescape(_SPACES.sub(" ", words)).replace("\r", " "))
            words = words.lstrip(" ") if ended else words
            pieces.append(words)
            length += len(words)
            ended = (ended and not words) or words.endswith(" ")
        if match is None:
            break
        at = match.end()
        name = (match["name"] or "").lower()
        if name in _HIDDEN:
            hidden = "" if match["end"] else name
        elif name == "span" and match["end"]:
            timed -= bool(spans and spans.pop())
        elif name == "span":
            time = _TIME.search(match["more"])
            spans.append(time is not None)
            timed += time is not None
            found = cues.milliseconds(time["seconds"]) if time else None
            if found is not None:
                stamps.append((length, found))
        elif name in _BLOCKS and length and pieces[-1] != "\n":
            pieces.append("\n")
            length += 1
            ended = True
    source.counts["time_stamps"] += len(stamps)
    return source.clean("".join(pieces)), stamps
