"""A guess at the language of a text, good enough to choose among the study's three."""

from __future__ import annotations

import re

_KAZAKH = frozenset("әғқңөұүһі")
_ENGLISH = frozenset(
    re.findall(
        r"\w+", "the and of to in is that it was for on are with as i you be have this not but they at"
    )
)
_WORD = re.compile(r"[a-z]+")
_LOOKED_AT = 20_000


def guess(text: str) -> str:
    """``kk``, ``ru``, ``en`` or nothing.

    Kazakh letters must be a good part of the Cyrillic ones: a Russian text that
    names Kazakh places remains Russian.
    """
    head = text[:_LOOKED_AT].lower()
    cyrillic = [letter for letter in head if "\u0400" <= letter <= "\u052f"]
    latin = sum(1 for letter in head if "a" <= letter <= "z")
    if len(cyrillic) > latin:
        kazakh = sum(1 for letter in cyrillic if letter in _KAZAKH)
        return "kk" if kazakh * 25 >= len(cyrillic) else "ru"
    words = _WORD.findall(head)
    known = sum(1 for word in words if word in _ENGLISH)
    return "en" if known and known * 12 >= len(words) else ""
