"""Where sentences begin and end, in English, Russian and Kazakh."""

from __future__ import annotations

import re

_SHORT = """
mr mrs ms dr prof rev hon st sr jr gen gov sen rep col capt lt sgt maj fr messrs mmes vs e.g eg i.e ie cf
viz al et ca approx est fig figs no nos vol vols pp p ed eds para sec ch chap art dept univ assn bros min
max avg tel ext incl excl jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri
sat sun mt ft
"""
_SHORT_AT_THE_END = "etc a.m p.m am pm u.s u.k e.u u.n u.s.a ph.d m.a b.a m.sc b.sc d.c inc ltd co corp"
_BEGIN = """
i he she it we you they the a an and but so or this that these those there then when what why how who where
if in on at for my our your his her their its well yes no not as after before because now also do does did
is are was were let some one most many all
"""
_ABBREVIATIONS = frozenset(_SHORT.split())
"""Words whose full stop does not end a sentence when a capital or a figure follows."""
_END_AS_WELL = frozenset(_SHORT_AT_THE_END.split())
"""Words whose full stop may end a sentence: it does if the next word begins sentences."""
_STARTERS = frozenset(_BEGIN.split())
_WORDS_TOO = frozenset(("no", "art", "fig", "sat", "sun", "mar", "min", "max", "mon"))
"""Abbreviations that are words as well: only before a figure do they not end a sentence."""
_STOP = re.compile(
    r"(?P<stop>[.!?…]+)(?P<closing>[\"”’')\]»*_]*)(?P<gap>\s+)(?P<next>[\"“‘'(\[«*_—–-]*\s?\S)"
)
_BREAK = re.compile(r"\s*\n\s*\n\s*")
_WORD_BEFORE = re.compile(r"[\w.’'-]*\w$")
_LONGEST_WORD = 40
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LATIN = re.compile(r"[A-Za-z]")
_LONGEST_QUOTE = 300


def sentences(text: str, language: str = "") -> list[tuple[int, int]]:
    """The (start, end) of every sentence, without the white space between them.

    Russian and Kazakh by razdel's rules, which know «т. е.» and «и т. д.», with short quotations
    kept whole; everything else by rules for English. Without a language the letters tell.
    An empty line ends a sentence in any language.
    """
    cyrillic = language in ("ru", "kk") or (
        language == "" and len(_CYRILLIC.findall(text)) > len(_LATIN.findall(text))
    )
    found: list[tuple[int, int]] = []
    at = 0
    for gap in (*_BREAK.finditer(text), None):
        end = gap.start() if gap is not None else len(text)
        part = text[at:end]
        cut = _razdel(part) if cyrillic else _english(part)
        found += [(at + one, at + two) for one, two in cut]
        at = gap.end() if gap is not None else end
    return found


def _razdel(text: str) -> list[tuple[int, int]]:
    from razdel import sentenize

    found: list[tuple[int, int]] = []
    open_since = -1
    for each in sentenize(text):
        if each.start >= each.stop:
            continue
        if open_since >= 0 and each.stop - open_since <= _LONGEST_QUOTE and "»" in each.text:
            found[-1] = (found[-1][0], each.stop)
        else:
            found.append((each.start, each.stop))
        last = text.rfind("«", *found[-1])
        open_since = last if last >= 0 and text.find("»", last, each.stop) < 0 else -1
    return found


def _english(text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start = len(text) - len(text.lstrip())
    at = start
    while (match := _STOP.search(text, at)) is not None:
        at = match.end("closing")
        if _ends(text, match):
            found.append((start, at))
            start = match.end("gap")
    end = len(text.rstrip())
    if start < end:
        found.append((start, end))
    return found


def _ends(text: str, match: re.Match[str]) -> bool:
    """Whether a stop with white space after it ends a sentence."""
    follows = match["next"][-1]
    if follows.islower():
        return False
    if match["stop"] != ".":
        return True
    before = _WORD_BEFORE.search(text[max(0, match.start() - _LONGEST_WORD) : match.start()])
    if before is None:
        return True
    word = before[0].lower()
    if word in _END_AS_WELL or re.fullmatch(r"(?:\w\.)+\w", word):
        return _begins_sentence(text, match)
    if word in _ABBREVIATIONS:
        return word in _WORDS_TOO and not follows.isdigit()
    initial = len(word) == 1 and before[0].isupper() and word != "i"
    return not (initial and follows.isupper())


def _begins_sentence(text: str, match: re.Match[str]) -> bool:
    following = re.match(r"[\w’']+", text[match.end("next") - 1 :][:_LONGEST_WORD])
    return following is not None and following[0].lower() in _STARTERS
