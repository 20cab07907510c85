"""What other programs call a language, in the two letters that the study uses."""

from __future__ import annotations

import re

_CODES = {
    **dict.fromkeys(("english", "eng"), "en"),
    **dict.fromkeys(("russian", "rus", "русский"), "ru"),
    **dict.fromkeys(("kazakh", "kaz", "қазақ", "қазақша"), "kk"),
    **dict.fromkeys(("german", "deu", "ger", "deutsch"), "de"),
    **dict.fromkeys(("french", "fra", "fre"), "fr"),
    **dict.fromkeys(("spanish", "spa"), "es"),
    **dict.fromkeys(("chinese", "zho", "chi", "cmn"), "zh"),
}
_SHORT = re.compile(r"[a-z]{2}(?=$|[-_])")


def code(named: object) -> str:
    """The two letters of a language as it is named (``English``, ``eng``, ``en-US``); empty if not known."""
    name = named.strip().lower() if isinstance(named, str) else ""
    short = _SHORT.match(name)
    return _CODES.get(name, short[0] if short else "")
