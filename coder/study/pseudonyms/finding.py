"""Names found by their look: proposals, which a person confirms one by one.

Nobody finds all names by rules, and much of what looks like a name is none: this is a list to begin with.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from sqlalchemy import select

from coder.study import tables as t
from coder.study.people import refuse_unless_lead
from coder.study.pseudonyms import vocabulary as v
from coder.study.pseudonyms.names import Names
from coder.study.pseudonyms.stored import scope_of
from coder.study.study import Study, live

_WORD = r"[^\W\d_]+(?:[-'’][^\W\d_]+)*"
_ONE = re.compile(rf"(?<!\w)[^\W\d_]\.(?!\w{{2}})|{_WORD}")
_FIXED = (
    ("e-mail", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("address", re.compile(r"(?:https?://|www\.)[^\s<>\"»)]*[^\s<>\"».,;:!?)]")),
    ("phone", re.compile(r"(?<![\w+])\+?\d(?:[ \u00a0().-]{0,2}\d){8,13}(?!\w)")),
)
_WITHIN = re.compile(r"[\w,]\s+[\"'«“„(]?$")
"""What stands before a word within a sentence, whose capital letter means something."""
_POSSESSIVE = re.compile(r"['’]s$")
_AROUND = 40
_SURNAME = re.compile(
    "(.+(?:ов|ев|ёв|ин))а?(?:[кг]е|[қғ]а|[тдн][ыі]|[тд][ае]|[тдн][ае]н|[тдн][ыі]ң|[мпб]ен"
    "|у|ым|ой|е|а|ы|ых|ыми|тікі|дікі)?"
)
"""A surname of the Russian kind, with Russian or Kazakh endings."""
_LONGEST_INITIALS = 8
_SHORT_TITLE = 4
"""The letters of a title that is written with a full stop: Mr., Prof."""
_SHORTEST = 3
"""The letters that are left of a word without its ending."""


@dataclass(slots=True)
class Proposal:
    """Something that looks like a name."""

    name: str
    kind: str
    """See :data:`coder.study.pseudonyms.vocabulary.KINDS`."""
    replacement: str = ""
    """What could stand in its place; forms of one name have the same."""
    count: int = 0
    interviews: list[str] = field(default_factory=list)
    example: str = ""


@dataclass(slots=True)
class _Found:
    count: int = 0
    sure: int = 0
    """How often it stands where a capital letter means something."""
    kinds: Counter[str] = field(default_factory=Counter)
    interviews: dict[str, None] = field(default_factory=dict)
    example: str = ""
    language: str = "en"


def propose(study: Study, transcripts: Collection[str] | None = None) -> list[Proposal]:
    """What looks like a name in the texts and speakers' labels of interviews; None: of all.

    Raises:
        CoderError: whoever looks does not lead, or there is no such interview.
    """
    refuse_unless_lead(study, "look for names")
    found: dict[str, _Found] = {}
    whole = []
    small: Counter[str] = Counter()
    with study.read() as connection:
        scope = scope_of(connection, Names({}), transcripts, of_interviews=False)
        c = t.transcript.c
        query = select(c.id, c.name, c.language, c.text).where(live(t.transcript)).order_by(c.id)
        rows = [row for row in connection.execute(query) if scope.interview(row.id)]
        for row in rows:
            small.update(each for each in re.findall(_WORD, row.text) if each.islower())
        for row in rows:
            _look(found, small, row.name, row.language, row.text)
            whole.append(row.text)
        labels = select(t.speaker.c.label, c.id, c.name, c.language).join_from(t.speaker, t.transcript)
        for label, id_, name, language in connection.execute(labels.where(live(t.transcript))):
            words = label.strip()
            looks_so = words[:1].isupper() and len(words) > 2
            if (
                looks_so
                and scope.interview(id_)
                and v.NOT_NAMES.isdisjoint(words.split())
                and all(each[0].isupper() for each in words.split())
            ):
                _note(found, words, "person", name, language, f"{label}:", sure=True, count=0)
    proposals = [
        Proposal(name, _kind(each), "", each.count, list(each.interviews), each.example)
        for name, each in found.items()
        if each.sure and not (_kind(each) == "name" and small[name.lower()] >= each.sure)
    ]
    _suggest(proposals, found, whole)
    return sorted(proposals, key=lambda each: (v.KINDS.index(each.kind), *_in_order(each)))


def _in_order(each: Proposal) -> tuple[str, int, str]:
    word, _, number = each.replacement.rpartition(" ")
    return word, int(number), each.name


def _kind(found: _Found) -> str:
    return next(kind for kind in ("e-mail", "address", "phone", *v.KINDS) if found.kinds[kind])


def _look(found: dict[str, _Found], small: Counter[str], interview: str, language: str, text: str) -> None:
    for kind, pattern in _FIXED:
        for each in pattern.finditer(text):
            _note(found, each[0], kind, interview, language, _around(text, *each.span()), sure=True)
        text = pattern.sub(lambda each: " " * len(each[0]), text)
    for start, end, kind, sure in _runs(text, small):
        name = _POSSESSIVE.sub("", " ".join(text[start:end].split()))
        _note(found, name, kind, interview, language, _around(text, start, end), sure=sure)


def _note(
    found: dict[str, _Found],
    name: str,
    kind: str,
    interview: str,
    language: str,
    example: str,
    *,
    sure: bool,
    count: int = 1,
) -> None:
    one = found.setdefault(name, _Found())
    one.count += count
    one.sure += sure
    one.kinds[kind] += 1
    one.interviews[interview] = None
    if sure and not one.example:
        one.example, one.language = example, language


def _around(text: str, start: int, end: int) -> str:
    return " ".join(text[max(0, start - _AROUND) : end + _AROUND].split())


def _runs(text: str, small: Counter[str]) -> Iterator[tuple[int, int, str, bool]]:
    """Runs of capitalised words: where, of what kind, and whether the capital means something."""
    for line in re.finditer(r"[^\n]+", text):
        words = list(_ONE.finditer(text, *line.span()))
        at = 0
        while at < len(words):
            if not _capital(words[at][0]):
                at += 1
                continue
            last = at
            while (
                last + 1 < len(words)
                and _capital(words[last + 1][0])
                and _joined(text, words[last], words[last + 1])
            ):
                last += 1
            yield from _run(text, small, words, at, last)
            at = last + 1


def _capital(word: str) -> bool:
    return word[0].isupper()


def _joined(text: str, left: re.Match[str], right: re.Match[str]) -> bool:
    between = text[left.end() : right.start()]
    return between in (" ", "\u00a0") or (not between and left[0].endswith("."))


def _run(
    text: str, small: Counter[str], words: list[re.Match[str]], first: int, last: int
) -> Iterator[tuple[int, int, str, bool]]:
    before = words[first - 1][0] if first else ""
    after = words[last + 1][0] if last + 1 < len(words) else ""
    said = [each[0] for each in words[first : last + 1]]
    gap = text[words[first - 1].end() : words[first].start()] if first else ""
    titled = (before in v.TITLES and (gap == " " or (gap == ". " and len(before) <= _SHORT_TITLE))) or (
        after in v.TITLES_AFTER
    )
    within = bool(_WITHIN.search(text[max(0, words[first].start() - 8) : words[first].start()]))
    while said and (
        said[0] in v.TITLES
        or said[0] in v.NOT_NAMES
        or (not within and (said[0].lower() in v.FIRST or (len(said) > 1 and small[said[0].lower()])))
    ):
        titled = titled or said[0] in v.TITLES
        first, said, within = first + 1, said[1:], True
    while said and said[-1] in v.NOT_NAMES:
        last, said = last - 1, said[:-1]
    if not any(len(each.strip(".")) > 1 for each in said):
        return
    patronymic = any(_patronymic(each) for each in said)
    sure, kind = titled or within or len(said) > 1 or patronymic, "name"
    if any(each in v.ORGANISATIONS for each in said) or {before, after, *said} & set(v.FORMS):
        kind = "organisation"
    elif all(each.isupper() for each in said if not each.endswith(".")):
        kind, sure = "organisation", sure and len(said[0]) < _LONGEST_INITIALS
    elif titled or len(said) > 1 or patronymic:
        kind = "person"
    yield words[first].start(), words[last].end(), kind, sure
    if not within and len(said) > 1 and len(said[1]) > 1 and not said[1].endswith("."):
        yield words[first + 1].start(), words[last].end(), "name" if len(said) == 2 else kind, True


def _patronymic(word: str) -> bool:
    small = word.lower()
    return len(small) > 5 and small.endswith((*v.PATRONYMIC, *v.PATRONYMIC_CASES))


# --- which forms are one name, and what could stand in its place ---------------------------------------


def stem(word: str) -> str:
    """A word without the ending of its case, as far as simple rules go; in small letters."""
    small = word.lower()
    if surname := _SURNAME.fullmatch(small):
        return surname[1]
    script = "kk" if re.search("[әғқңөұүһі]", small) else "ru" if re.search("[а-яё]", small) else ""
    for ending in v.ENDINGS["kk"] if script == "kk" else ():
        if small.endswith(ending) and len(small) - len(ending) >= _SHORTEST:
            return small.removesuffix(ending)
    for ending in v.ENDINGS.get(script, ()) if script == "ru" else ():
        if small.endswith(ending) and len(small) - len(ending) >= _SHORTEST:
            return small.removesuffix(ending)
    return small


def _suggest(proposals: list[Proposal], found: dict[str, _Found], texts: list[str]) -> None:
    """Give forms of one name one replacement; a surname alone is the person it belongs to, if that is one."""
    by_stems: dict[tuple[str, ...], str] = {}
    last_names: dict[str, set[tuple[str, ...]]] = {}
    for each in proposals:
        stems = _stems(each)
        if each.kind == "person" and len(stems) > 1:
            for one in stems:
                last_names.setdefault(one, set()).add(stems)
    numbers: Counter[str] = Counter()
    taken = set(re.findall(r"[^\W\d_-]+(?:-[^\W\d_]+)? \d+", "\n".join(texts)))
    for each in sorted(proposals, key=lambda each: (-len(each.name.split()), -each.count, each.name)):
        stems = _stems(each)
        if len(stems) == 1 and len(last_names.get(stems[0], ())) == 1 and each.kind in ("person", "name"):
            stems, each.kind = next(iter(last_names[stems[0]])), "person"
        if stems not in by_stems:
            words = v.SUGGESTED.get(found[each.name].language, v.SUGGESTED["en"])
            word = words[v.KINDS.index(each.kind)]
            numbers[word] += 1
            while f"{word} {numbers[word]}" in taken:
                numbers[word] += 1
            by_stems[stems] = f"{word} {numbers[word]}"
        each.replacement = by_stems[stems]


def _stems(each: Proposal) -> tuple[str, ...]:
    if each.kind in ("e-mail", "phone", "address"):
        return (each.name,)
    words = [word for word in each.name.split() if not word.endswith(".")]
    return tuple(stem(word) for word in words) or (each.name,)
