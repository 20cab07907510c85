"""A guess at the language of a text, good enough to choose among the study's three."""

from __future__ import annotations

import re
from string import ascii_lowercase

_KAZAKH = frozenset("әғқңөұүһі")
_ENGLISH = frozenset(
    re.findall(
        r"\w+", "the and of to in is that it was for on are with as i you be have this not but they at"
    )
)
_WORD = re.compile(r"[a-z]+")
_CYRILLIC = re.compile("[\u0400-\u052f]+")
_PIECE = 2_000


def guess(text: str) -> str:
    """``kk``, ``ru``, ``en`` or nothing, by the beginning, the middle and the end of a text.

    Kazakh letters must be a good part of the Cyrillic ones: a Russian text that
    names Kazakh places remains Russian.
    """
    middle = len(text) // 2
    if len(text) > 3 * _PIECE:
        text = f"{text[:_PIECE]} {text[middle : middle + _PIECE]} {text[-_PIECE:]}"
    head = text.lower()
    if not head.isascii():
        cyrillic = "".join(_CYRILLIC.findall(head))
        if len(cyrillic) > sum(map(head.count, ascii_lowercase)):
            kazakh = sum(map(cyrillic.count, _KAZAKH))
            return "kk" if kazakh * 25 >= len(cyrillic) else "ru"
    words = _WORD.findall(head)
    known = sum(map(_ENGLISH.__contains__, words))
    return "en" if known and known * 12 >= len(words) else ""
