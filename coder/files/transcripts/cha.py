"""CHAT transcripts (.cha) of the CHILDES and TalkBank archives: the main lines, as words that can be read.

``@`` lines are facts about the recording, ``%`` lines analyses of the line above;
neither is said. Bullets become times. CHAT's codes are turned into words
or taken out, and counted: what somebody said stays, what a transcriber
noted about the form goes. ``&=laughs`` becomes ``[laughs]``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coder.files.transcripts import cues
from coder.files.transcripts.cues import Cue
from coder.files.transcripts.language_names import code
from coder.files.transcripts.source import Source, Talk
from coder.model import Role

_BULLET = re.compile(r"\x15[^\x15\n]{0,200}?(?P<from>\d{1,10})_(?P<to>\d{1,10})[^\x15\n]{0,20}\x15")
_BARE = re.compile(r"(?<=\s)(?P<from>\d{1,10})_(?P<to>\d{1,10})\s*$")
"""A bullet that has lost its control characters on the way."""
_LINE = re.compile(r"(?P<sign>[*%@])(?P<name>[^\s:]{1,60})(?::[ \t]*|[ \t]|$)(?P<words>.*)$", re.DOTALL)
_ASKING = {"investigator", "interviewer", "examiner"}
_CODES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), becomes)
    for pattern, becomes in (
        (r"\[=! ([^\[\]]*)\]", r"[\1]"),  # what somebody does while speaking
        (r"&=([\w:]+)", r"[\1]"),  # laughs, coughs
        (r"&\*\w+(?::\w+)?", ""),  # a word of somebody else within the turn
        (r"&[-+~](?=\w)", ""),  # filled pauses and fragments: the sound stays
        (r"\[(?:[/<>%*+?!:=\"^#-][^\[\]]*|x \d+|e)\]", ""),  # retracings, overlaps, comments, errors
        (r"(?<!\S)\+(?:\.\.\.|\.\.\?)", "…"),  # trailing off
        (r"(?<!\S)\+(?:/{1,2}|\"/?|!)[.?!]", "—"),  # interrupted, quoted
        (r"(?<!\S)\+(?:[,^<\"]|\+)(?=\s|\w|$)", ""),  # goes on, takes up
        (r"(?<=\w)@[a-z]\w*(?::[\w+&]+)?", ""),  # kinds of words, other languages
        (r"(?<!\S)0(?=[a-z])\w+", ""),  # words that were left out
        (r"(?<=\w)\(([\w']+)\)|(?<!\S)\(([\w']+)\)(?=\w)", r"\1\2"),  # letters that were left out
        (r"[<>‡„]", ""),  # scopes
        (r"(?<=\w)\$\w+", ""),
    )
)
_SPACE = re.compile(r"[ \t\n]+")
_STOP = re.compile(r" +(?=[.?!,;…](?:\s|$))")


def read(source: Source) -> Talk:
    """The turns of a CHAT file.

    Raises:
        CoderError: It has no main lines (``*NAME:``).
    """
    text = source.decoded().replace("\r\n", "\n").replace("\r", "\n")
    roles: dict[str, Role] = {}
    language = ""
    said: list[Cue] = []
    for sign, name, words in _lines(text):
        if sign == "%":
            source.counts["chat_tiers"] += 1
        elif sign == "@" and name.casefold() == "participants":
            roles = _roles(words)
        elif sign == "@" and name.casefold() == "languages":
            language = code(words.replace(",", " ").split()[0]) if words.split() else ""
        elif sign == "*":
            said.append(_said(name, words, source))
    if not said:
        raise source.bad("the file has no lines of the form *NAME: words; check that it is CHAT.")
    return cues.talk(said, source, language=language, roles=roles)


def _lines(text: str) -> Iterator[tuple[str, str, str]]:
    """The sign, name and content of each line; a line that begins with white space goes on with the last."""
    parts: list[str] = []
    for line in [*text.split("\n"), "@End"]:
        if line[:1] in (" ", "\t") and parts:
            parts.append(line)
            continue
        match = _LINE.match("\n".join(parts)) if parts else None
        if match is not None:
            yield match["sign"], match["name"], match["words"]
        parts = [line]


def _roles(words: str) -> dict[str, Role]:
    """Who asks, by the last word about each participant: ``INV Anna Investigator``."""
    found: dict[str, Role] = {}
    for each in words.split(","):
        parts = each.split()
        if parts:
            found[parts[0]] = "interviewer" if parts[-1].casefold() in _ASKING else "respondent"
    return found


def _said(name: str, words: str, source: Source) -> Cue:
    """A main line as words, with its time."""
    bullet = _BULLET if "\x15" in words else _BARE
    times = [(int(match["from"]), int(match["to"])) for match in bullet.finditer(words)]
    words = bullet.sub(" ", words)
    for pattern, becomes in _CODES:
        words, count = pattern.subn(becomes, words)
        source.counts["chat_codes"] += count
    words = _STOP.sub("", _SPACE.sub(" ", words).strip())
    start, end = (times[0][0], times[-1][1]) if times else (None, None)
    if end is not None and end > cues.LATEST_MS:
        start = end = None
    return Cue(words, name, start, end)
